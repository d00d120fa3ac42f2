"""Units as they are stored."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.packing import are_readable, pack, pack_row, unpack, unpack_row
from bot.search.sounds import NO_SOUND
from bot.search.units import units_of

_SAID = units_of("說護城河的銀行重要嗎")
USUAL = st.sampled_from(list(zip(_SAID.sounds.tolist(), _SAID.surfaces.tolist(), strict=True)))
ANY = st.tuples(st.integers(0, 65_535) | st.just(NO_SOUND), st.integers(0, 65_535))
ROWS = st.lists(ANY, max_size=80) | st.lists(USUAL | USUAL | USUAL | ANY, max_size=130)


def joined(rows: list[list[tuple[int, int]]], part: int) -> np.ndarray[tuple[int], np.dtype[np.uint16]]:
    return np.array([unit[part] for row in rows for unit in row], np.uint16)


def packed(text: str) -> bytes:
    units = units_of(text)
    return pack_row(units.sounds, units.surfaces, np.array([len(units)]))[0]


def at_length(text: str) -> bytes:
    """With its surfaces whole, as everything was stored before; at most its last sound is unusual."""
    units = units_of(text)
    words = [1, *units.surfaces.tolist(), len(units) - 1, int(units.sounds[-1])]
    return np.array(words, "<u2").tobytes()


def packed_rows(rows: list[list[tuple[int, int]]]) -> list[bytes]:
    return [pack_row(joined([row], 0), joined([row], 1), np.array([len(row)]))[0] for row in rows]


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
    [
        ("說護城河", 2 + 4 + 2),
        ("說護城", 2 + 3 + 2),
        ("銀行", 2 + 2 + 1 + 3),
        ("說護城河說護城河魎", 2 + 9 + 5 + 3),
        ("moat", 2 + 2 * 4),
        ("", 2),
        ("說護城河" * 40, 2 + 160 * 2),
    ],
)
def test_only_what_is_unusual_takes_more_than_twelve_bits(text: str, size: int) -> None:
    assert len(packed(text)) == size


def test_where_every_sound_is_unusual_they_all_follow_without_their_places() -> None:
    (one,) = packed_rows([[(_SAID.sounds[0] + 1, _SAID.surfaces[0])] * 4])
    assert len(one) == 2 + 4 * 2 + 4 * 2


def test_packed_units_are_little_endian() -> None:
    one = pack(np.array([0x1234], np.uint16), np.array([0x3456], np.uint16))
    assert packed_rows([[(0x1234, 0x3456)]]) == [one]
    assert one == b"\xff\xff\x56\x34\x34\x12"


def test_the_codes_stay_what_they_are_in_stores() -> None:
    assert packed("啊阿座") == b"\x00\x80\x00\x01\xaa\x00\x0e"


def test_an_unusual_sound_follows_with_its_place() -> None:
    sounds, _ = unpack(packed("銀行"))
    assert packed("銀行") == b"\x01\x80\xd3\xef\xbc\x03" + sounds[1:].astype("<u2").tobytes()


def test_what_was_packed_at_length_before_is_read_beside_what_is_short() -> None:
    rows = [packed("說護城河"), at_length("說護城河"), packed("moat"), packed("銀行"), at_length("銀行")]
    wanted = [units_of(text) for text in ("說護城河", "說護城河", "moat", "銀行", "銀行")]
    counts = np.array(list(map(len, wanted)))
    sounds, surfaces = unpack_row(rows, counts)
    assert are_readable(rows, counts).all()
    assert sounds.tolist() == np.concatenate([units.sounds for units in wanted]).tolist()
    assert surfaces.tolist() == np.concatenate([units.surfaces for units in wanted]).tolist()


@pytest.mark.parametrize("other", [b"", b"\x07", b"\x00" * 241, b"\xff" * 480])
def test_what_is_packed_otherwise_is_not_readable(other: bytes) -> None:
    assert not are_readable([other], np.array([60])).any()
