"""Pages: posting lists side by side as one row of the store holds them. Pure, the same for every engine.

A *segment* numbers its passages from 0. A page has the lists of all grams of one *bucket*, the grams that agree in
their first bits. Its head tells which grams those are, how many passages each has and where its list ends; its data
are the lists. A list of many passages comes in parts, one for each `PART` passages of the segment, so that a show's
passages are read without the rest.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from storage.varints import Bytes, Numbers, encode

PART = 16_384
"""Passages of a segment that one part of a long list covers."""
LONG = 1_024
"""A list of more passages comes in parts: what its directory takes is little beside it."""
GRAM_BITS = 32
MOST_BITS = 16
"""Of a bucket: 65,536 pages, six kilobytes each for a million passages."""
PAGE_BYTES = 6_000
"""A page's size that is aimed at: a query reads one for each of its grams."""

_WIDTHS = np.array([1, 2, 4])
_KINDS: dict[int, np.dtype[np.unsignedinteger]] = {1: np.dtype("<u1"), 2: np.dtype("<u2"), 4: np.dtype("<u4")}
_COUNT = np.dtype("<u4")


@dataclass(frozen=True, slots=True)
class Shape:
    """How a segment is laid out.

    Attributes:
        passages: how many it has.
        bits: the first bits of a gram that tell its bucket, `MOST_BITS` at most.
    """

    passages: int
    bits: int

    @property
    def parts(self) -> int:
        """Of a long list."""
        return -(-self.passages // PART)

    @property
    def shift(self) -> int:
        """The bits of a gram that its page does not tell."""
        return GRAM_BITS - self.bits

    def bucket(self, gram: int) -> int:
        """The first gram of the bucket of this one."""
        return gram >> self.shift << self.shift


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is stored; `bucket` is the first gram that could be in it."""

    bucket: int
    head: bytes
    data: bytes


def shape_of(passages: int, postings: int) -> Shape:
    """The layout of a segment of so many passages and postings."""
    bits = int(np.log2(max(postings * 3 // 2 // PAGE_BYTES, 1)))
    return Shape(passages, min(bits, MOST_BITS))


@dataclass(frozen=True, slots=True)
class _Lists:
    """Lists in bytes: by gram how many passages, and where in `written` the list begins and ends."""

    grams: Numbers
    counts: Numbers
    begins: Numbers
    ends: Numbers
    directories: dict[int, bytes]
    written: Bytes


def pages_of(grams: NDArray[np.uint32], passages: Numbers, shape: Shape) -> Iterator[Page]:
    """The pages of these postings.

    Args:
        grams: shape (n,), rising.
        passages: shape (n,), of the segment, rising for each gram; each pair once.
        shape: the segment's.
    """
    if not len(grams):
        return
    lists = _write(grams, passages, shape)
    buckets = lists.grams >> shape.shift
    firsts = np.concatenate(([0], np.flatnonzero(np.diff(buckets)) + 1))
    for first, end in zip(firsts.tolist(), np.append(firsts[1:], len(buckets)).tolist(), strict=True):
        yield _page(lists, slice(first, end), shape)


def _write(grams: NDArray[np.uint32], passages: Numbers, shape: Shape) -> _Lists:
    starts = np.concatenate(([0], np.flatnonzero(np.diff(grams)) + 1))
    counts = np.diff(np.append(starts, len(grams)))
    is_long = (counts > LONG) & (shape.parts > 1)
    parts = np.where(np.repeat(is_long, counts), passages // PART, 0)
    begins = np.ones(len(grams), np.bool_)
    begins[1:] = (np.diff(grams) != 0) | (np.diff(parts) != 0)
    part_starts = np.flatnonzero(begins)
    written, part_ends = encode(passages - parts * PART, part_starts)
    last_parts = np.searchsorted(part_starts, np.append(starts[1:], len(grams))) - 1
    ends = part_ends[last_parts]
    directories = {}
    for at in np.flatnonzero(is_long).tolist():
        first, last = int(np.searchsorted(part_starts, starts[at])), int(last_parts[at]) + 1
        directory = np.zeros((2, shape.parts), np.int64)
        named = parts[part_starts[first:last]]
        directory[0, named] = np.diff(part_ends[first:last], prepend=ends[at - 1] if at else 0)
        directory[1, named] = np.diff(np.append(part_starts[first:last], starts[at] + counts[at]))
        directories[at] = directory.astype(_COUNT).tobytes()
    return _Lists(grams[starts].astype(np.int64), counts, np.concatenate(([0], ends[:-1])), ends, directories, written)


def _page(lists: _Lists, which: slice, shape: Shape) -> Page:
    begin, end = int(lists.begins[which.start]), int(lists.ends[which.stop - 1])
    grams = lists.grams[which]
    columns = [grams & ((1 << shape.shift) - 1), lists.counts[which], lists.ends[which] - begin]
    widths = [int(_WIDTHS[np.searchsorted((1 << 8 * _WIDTHS) - 1, column.max())]) for column in columns]
    head = [np.array([len(grams)], _COUNT).tobytes(), bytes(widths)]
    head += [column.astype(_KINDS[width]).tobytes() for column, width in zip(columns, widths, strict=True)]
    head += [lists.directories[at] for at in range(which.start, which.stop) if at in lists.directories]
    return Page(int(grams[0]) >> shape.shift << shape.shift, b"".join(head), lists.written[begin:end].tobytes())


@dataclass(frozen=True, slots=True)
class Entry:
    """Where in its page's data a list stands.

    Attributes:
        count: its passages.
        begin, end: its bytes.
        parts: shape (2, parts), of each part of a long list the bytes and the passages; None where it is short.
    """

    count: int
    begin: int
    end: int
    parts: NDArray[np.int64] | None


class Head:
    """A page's head, read."""

    def __init__(self, head: bytes, shape: Shape) -> None:
        self._head = head
        self._shape = shape
        count = int.from_bytes(head[:4], "little")
        columns, at = [], 7
        for width in head[4:7]:
            columns.append(np.frombuffer(head, _KINDS[width], count, at))
            at += width * count
        self._grams, self._counts, self._ends = columns
        self._directories_at = at

    def entry(self, gram: int) -> Entry | None:
        """Where the list of this gram of the page's bucket stands; None where it has none."""
        low = gram & ((1 << self._shape.shift) - 1)
        at = int(self._grams.searchsorted(low))
        if at == len(self._grams) or self._grams[at] != low:
            return None
        count, begin = int(self._counts[at]), int(self._ends[at - 1]) if at else 0
        return Entry(
            count, begin, int(self._ends[at]), self._directory(at) if count > LONG and self._shape.parts > 1 else None
        )

    def pieces(self) -> tuple[Numbers, Numbers, Numbers]:
        """Every list of the page, the long ones part by part, in the order of the data.

        Returns:
            The low bits of the gram, where in the data it begins, and the passage that it counts from.
        """
        low = self._grams.astype(np.int64)
        begins = np.concatenate(([0], self._ends[:-1])).astype(np.int64)
        if not len(self._long):
            return low, begins, np.zeros(len(low), np.int64)
        short = np.delete(np.arange(len(low)), self._long)
        rows = [np.stack([low[short], begins[short], np.zeros(len(short), np.int64)])]
        for at in self._long.tolist():
            sizes, _ = self._directory(at)
            held = np.flatnonzero(sizes)
            starts = begins[at] + np.cumsum(sizes)[held] - sizes[held]
            rows.append(np.stack([np.full(len(held), low[at]), starts, held * PART]))
        found = np.concatenate(rows, axis=1)
        found = found[:, np.argsort(found[1])]
        return found[0], found[1], found[2]

    def _directory(self, at: int) -> NDArray[np.int64]:
        parts = self._shape.parts
        nth = int(np.searchsorted(self._long, at))
        offset = self._directories_at + nth * 2 * parts * _COUNT.itemsize
        return np.frombuffer(self._head, _COUNT, 2 * parts, offset).reshape(2, parts).astype(np.int64)

    @cached_property
    def _long(self) -> Numbers:
        """Which of the lists are in parts."""
        return np.flatnonzero((self._counts > LONG) & (self._shape.parts > 1))
