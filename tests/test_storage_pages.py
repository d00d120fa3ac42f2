"""Posting lists in bytes, side by side on pages."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.pages import LONG, MOST_BITS, PART, Entry, Head, Page, Shape, pages_of, shape_of
from storage.varints import decode, encode

LISTS = st.lists(st.sets(st.integers(0, 2**32 - 1) | st.integers(0, 300), min_size=1, max_size=40), max_size=12)
PAIRS = st.sets(st.tuples(st.integers(0, 2**32 - 1) | st.integers(0, 5), st.integers(0, 99)), max_size=200)
DENSE = np.arange(LONG + 1) * 30
"""A long list, in three parts of a segment of 32,000 passages."""


# ---------------------------------------------------------------- numbers


@given(LISTS)
def test_numbers_come_back_from_their_bytes(lists: list[set[int]]) -> None:
    numbers = np.array([number for each in lists for number in sorted(each)], np.int64)
    starts = np.cumsum([0, *map(len, lists[:-1])]) if lists else np.zeros(0, np.int64)
    written, ends = encode(numbers, starts)
    found, counts = decode(written, np.concatenate(([0], ends[:-1])) if lists else starts)
    assert (found.tolist(), counts.tolist()) == (numbers.tolist(), [len(each) for each in lists])


@pytest.mark.parametrize(
    ("numbers", "written"),
    [([0], b"\x00"), ([127], b"\x7f"), ([128], b"\x80\x01"), ([5, 6, 306], b"\x05\x01\xac\x02")],
)
def test_a_step_is_written_seven_bits_a_byte_the_low_ones_first(numbers: list[int], written: bytes) -> None:
    assert encode(np.array(numbers), np.array([0]))[0].tobytes() == written


# ---------------------------------------------------------------- pages


def paged(pairs: set[tuple[int, int]], shape: Shape) -> list[Page]:
    rows = np.array(sorted(pairs), np.int64).reshape(-1, 2)
    return list(pages_of(rows[:, 0].astype(np.uint32), rows[:, 1], shape))


def read(page: Page, entry: Entry) -> list[int]:
    """The passages of a list, read as its entry says."""
    written = np.frombuffer(page.data[entry.begin : entry.end], np.uint8)
    if entry.parts is None:
        short: list[int] = decode(written, np.array([0]))[0].tolist()
        return short
    held = np.flatnonzero(entry.parts[0])
    passages, counts = decode(written, np.cumsum(entry.parts[0][held]) - entry.parts[0][held])
    assert counts.tolist() == entry.parts[1][held].tolist()
    whole: list[int] = (passages + np.repeat(held * PART, counts)).tolist()
    return whole


def all_of(pages: list[Page], shape: Shape) -> set[tuple[int, int]]:
    """Every posting, read as a merge does."""
    found: set[tuple[int, int]] = set()
    for page in pages:
        low, starts, bases = Head(page.head, shape).pieces()
        passages, counts = decode(np.frombuffer(page.data, np.uint8), starts)
        whole = passages + np.repeat(bases, counts)
        found |= set(zip((np.repeat(low, counts) | page.bucket).tolist(), whole.tolist(), strict=True))
    return found


@given(PAIRS, st.integers(0, MOST_BITS))
@settings(max_examples=50)
def test_every_gram_has_its_passages_on_the_page_of_its_bucket(pairs: set[tuple[int, int]], bits: int) -> None:
    shape = Shape(100, bits)
    pages = {page.bucket: page for page in paged(pairs, shape)}
    for gram in {gram for gram, _ in pairs}:
        page = pages[shape.bucket(gram)]
        entry = Head(page.head, shape).entry(gram)
        assert entry
        assert read(page, entry) == sorted(passage for held, passage in pairs if held == gram)
        assert entry.count == len(read(page, entry))
    assert all_of(list(pages.values()), shape) == pairs


def test_a_gram_that_nobody_said_has_no_entry() -> None:
    (page,) = paged({(5, 0), (9, 0)}, Shape(1, 0))
    assert [Head(page.head, Shape(1, 0)).entry(gram) for gram in (4, 6, 10)] == [None] * 3


def test_a_segment_without_postings_has_no_pages() -> None:
    assert paged(set(), Shape(3, 0)) == []


@pytest.mark.parametrize("bits", [0, 4, 16])
def test_a_long_list_comes_in_parts(bits: int) -> None:
    shape = Shape(32_000, bits)
    pairs = {(7, 3), (9, 31_999)} | {(8, passage) for passage in DENSE.tolist()}
    pages = paged(pairs, shape)
    entry = Head(pages[0].head, shape).entry(8)
    assert entry
    assert entry.parts is not None
    assert entry.parts[1].tolist() == [-(-PART // 30), len(DENSE) - -(-PART // 30)]
    assert read(pages[0], entry) == DENSE.tolist()
    assert all_of(pages, shape) == pairs


def test_a_long_list_of_a_short_segment_stays_whole() -> None:
    shape = Shape(PART, 0)
    (page,) = paged({(8, passage) for passage in range(LONG + 1)}, shape)
    entry = Head(page.head, shape).entry(8)
    assert entry
    assert entry.parts is None


def test_two_long_lists_on_a_page_are_told_apart() -> None:
    shape = Shape(32_000, 0)
    pairs = {(gram, int(passage) + gram) for gram in (3, 8) for passage in DENSE} | {(5, 1)}
    (page,) = paged(pairs, shape)
    head = Head(page.head, shape)
    entries = [head.entry(gram) for gram in (3, 8)]
    assert [read(page, entry)[:2] for entry in entries if entry] == [[3, 33], [8, 38]]


@pytest.mark.parametrize(("postings", "bits"), [(0, 0), (100_000, 4), (10**7, 11), (10**12, MOST_BITS)])
def test_pages_are_some_kilobytes(postings: int, bits: int) -> None:
    assert shape_of(99, postings) == Shape(99, bits)
