"""Rising numbers in Rice's code."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.pages import PART
from storage.rice import WIDEST, decode, encode, widths_of

NUMBERS = st.sets(st.integers(0, 2**14) | st.integers(0, 300), min_size=1, max_size=40)
LISTS = st.lists(st.tuples(NUMBERS, st.integers(0, 24), st.integers(0, WIDEST)), min_size=1, max_size=12)


def bits_of(numbers: list[int], width: int) -> str:
    written, _ = encode(np.array(numbers), np.array([0]), np.array([width]))
    return " ".join(f"{byte:08b}" for byte in written.tolist())


def taken(numbers: np.ndarray, width: int) -> int:
    return len(encode(numbers, np.array([0]), np.array([width]))[0])


@given(LISTS)
def test_numbers_come_back_from_their_bits(lists: list[tuple[set[int], int, int]]) -> None:
    whole = [sorted(number << min(shift, width) for number in numbers) for numbers, shift, width in lists]
    numbers, counts = np.concatenate(whole), np.array(list(map(len, whole)))
    widths = np.array([width for *_, width in lists])
    written, ends = encode(numbers, np.cumsum(counts) - counts, widths)
    assert decode(written, np.diff(ends, prepend=0), counts, widths).tolist() == numbers.tolist()


def test_the_low_bits_of_each_step_come_first_and_what_is_above_them_behind_in_unary() -> None:
    assert bits_of([5, 6, 11], 2) == "00000001 00010110"


def test_low_bits_go_on_in_the_next_byte() -> None:
    assert bits_of([0b10101, 0b10110 + 0b11101], 5) == "10110101 00000011 00000011"


def test_a_list_without_low_bits_is_its_bitmap() -> None:
    assert bits_of([0, 2, 3, 9], 0) == "00001101 00000010"


@pytest.mark.parametrize(
    ("count", "span", "width"), [(1, 1, 0), (PART, PART, 0), (1, 16, 3), (2, 16, 2), (1, PART, 13), (1, 2**32, WIDEST)]
)
def test_the_rarer_the_passages_the_wider_their_steps(count: int, span: int, width: int) -> None:
    assert widths_of(np.array([count]), np.array([span])).tolist() == [width]


@pytest.mark.parametrize("count", [1, 7, 50, 700, 5_000, 12_000, PART])
def test_no_other_width_makes_what_is_scattered_much_shorter(count: int) -> None:
    numbers = np.sort(np.random.default_rng(count).choice(PART, count, replace=False))
    (width,) = widths_of(np.array([count]), np.array([PART]))
    assert taken(numbers, width) <= 1.02 * min(taken(numbers, other) for other in range(15))


@given(st.integers(1, PART), st.integers(0, PART))
def test_however_a_part_is_filled_its_directory_can_tell_how_many_bytes_it_has(count: int, begin: int) -> None:
    (width,) = widths_of(np.array([count]), np.array([PART]))
    assert taken(np.arange(count) + min(begin, PART - count), width) < 5_000
