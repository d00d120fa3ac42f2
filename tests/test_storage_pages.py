"""Posting lists in bytes, side by side on pages."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.pages import LONG, MOST_BITS, PART, Entry, Head, Page, Pieces, Shape, pages_of, pieces_of, shape_of
from tests.old_pages import old_page

PAIRS = st.sets(st.tuples(st.integers(0, 2**32 - 1) | st.integers(0, 5), st.integers(0, 99)), max_size=200)
DENSE = np.arange(LONG + 1) * 30
"""A long list, in three parts of a segment of 32,000 passages."""


def paged(pairs: set[tuple[int, int]], shape: Shape) -> list[Page]:
    rows = np.array(sorted(pairs), np.int64).reshape(-1, 2)
    return list(pages_of(rows[:, 0].astype(np.uint32), rows[:, 1], shape))


def read(page: Page, entry: Entry, shape: Shape) -> list[int]:
    """The passages of a list, read as its entry says."""
    if entry.parts is None:
        columns = np.array([[entry.end - entry.begin], [entry.count], [0], [shape.passages]])
    else:
        columns = pieces_of(entry.parts, np.flatnonzero(entry.parts[1]))
    found: list[int] = Pieces(*columns).passages(page.data[entry.begin : entry.end], entry.coding).tolist()
    return found


def all_of(pages: list[Page], shape: Shape) -> set[tuple[int, int]]:
    """Every posting, read as a merge does."""
    found: set[tuple[int, int]] = set()
    for page in pages:
        low, passages = Head(page.head, shape).postings(page.data)
        found |= set(zip((low | page.bucket).tolist(), passages.tolist(), strict=True))
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
        assert read(page, entry, shape) == sorted(passage for held, passage in pairs if held == gram)
        assert entry.count == len(read(page, entry, shape))
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
    assert read(pages[0], entry, shape) == DENSE.tolist()
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
    assert [read(page, entry, shape)[:2] for entry in entries if entry] == [[3, 33], [8, 38]]


@pytest.mark.parametrize(("postings", "bits"), [(0, 0), (100_000, 4), (10**7, 10), (10**12, MOST_BITS)])
def test_pages_are_some_kilobytes(postings: int, bits: int) -> None:
    assert shape_of(99, postings) == Shape(99, bits)


# ---------------------------------------------------------------- of before


def old_paged(pairs: set[tuple[int, int]], shape: Shape) -> list[Page]:
    buckets = {shape.bucket(gram) for gram, _ in pairs}
    return [
        old_page(bucket, sorted(pair for pair in pairs if shape.bucket(pair[0]) == bucket), shape)
        for bucket in sorted(buckets)
    ]


@given(PAIRS, st.integers(0, MOST_BITS))
@settings(max_examples=50)
def test_pages_of_before_are_read_as_they_are(pairs: set[tuple[int, int]], bits: int) -> None:
    shape = Shape(100, bits)
    assert all_of(old_paged(pairs, shape), shape) == pairs


def test_a_page_of_before_is_read_from_its_very_bytes() -> None:
    head = bytes.fromhex("02000000 010101 0509 0203 0306")
    page, shape = Page(0, head, bytes.fromhex("05ac02 000101")), Shape(400, 0)
    assert all_of([page], shape) == {(5, 5), (5, 305), (9, 0), (9, 1), (9, 2)}


@pytest.mark.parametrize("bits", [0, 4])
def test_a_long_list_of_before_comes_in_parts(bits: int) -> None:
    shape = Shape(32_000, bits)
    pairs = {(7, 3), (9, 31_999)} | {(8, passage) for passage in DENSE.tolist()}
    pages = old_paged(pairs, shape)
    entry = Head(pages[0].head, shape).entry(8)
    assert entry
    assert read(pages[0], entry, shape) == DENSE.tolist()
    assert all_of(pages, shape) == pairs
