"""Units as they are stored."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.packing import are_readable, pack, pack_row, unpack, unpack_row
from bot.search.sounds import NO_SOUND
from bot.search.units import units_of

ROWS = st.lists(st.tuples(st.integers(0, 65_535) | st.just(NO_SOUND), st.integers(0, 65_535)), max_size=80)


def joined(rows: list[list[tuple[int, int]]], part: int) -> np.ndarray[tuple[int], np.dtype[np.uint16]]:
    return np.array([unit[part] for row in rows for unit in row], np.uint16)


def packed(text: str) -> bytes:
    units = units_of(text)
    return pack(units.sounds, units.surfaces)


def packed_rows(rows: list[list[tuple[int, int]]]) -> list[bytes]:
    return [
        pack(np.array([sound for sound, _ in row], np.uint16), np.array([surface for _, surface in row], np.uint16))
        for row in rows
    ]


@given(ROWS)
def test_unpacking_gives_back_what_was_packed(row: list[tuple[int, int]]) -> None:
    (one,) = packed_rows([row])
    sounds, surfaces = unpack(one)
    assert list(zip(sounds.tolist(), surfaces.tolist(), strict=True)) == row
    assert are_readable([one, one], np.array([len(row), len(row) + 1])).tolist() == [True, False]


@given(st.lists(ROWS, max_size=5))
def test_many_are_packed_side_by_side_as_each_alone(rows: list[list[tuple[int, int]]]) -> None:
    counts = np.array([len(row) for row in rows], np.int64)
    assert pack_row(joined(rows, 0), joined(rows, 1), counts) == packed_rows(rows)


@given(st.lists(ROWS, min_size=1, max_size=5))
def test_many_are_unpacked_side_by_side(rows: list[list[tuple[int, int]]]) -> None:
    sounds, surfaces = unpack_row(packed_rows(rows), np.array([len(row) for row in rows], np.int64))
    assert list(zip(sounds.tolist(), surfaces.tolist(), strict=True)) == [unit for row in rows for unit in row]


@pytest.mark.parametrize(
    ("text", "size"),
    [("說護城河", 2 + 4 * 2), ("銀行", 2 + 2 * 2 + 4), ("moat", 2 + 2 * 4), ("", 2)],
)
def test_only_what_is_read_unusually_keeps_its_sound(text: str, size: int) -> None:
    assert len(packed(text)) == size


def test_packed_units_are_little_endian() -> None:
    (one,) = packed_rows([[(0x1234, 0x3456)]])
    assert one == b"\xff\xff\x56\x34\x34\x12"


@pytest.mark.parametrize("other", [b"", b"\x07", b"\x00" * 241, b"\xff" * 480])
def test_what_is_packed_otherwise_is_not_readable(other: bytes) -> None:
    assert not are_readable([other], np.array([60])).any()
