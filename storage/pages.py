"""Pages: posting lists side by side as one row of the store holds them. Pure, the same for every engine.

A *segment* numbers its passages from 0. A page has the lists of all grams of one *bucket*, the grams that agree in
their first bits. Its head tells which grams those are, how many passages each has and where its list ends; its data
are the lists. A list of many passages comes in parts, one for each `PART` passages of the segment, so that a show's
passages are read without the rest.

A head is: how many lists there are (24 bits), their coding (8), the widths of the three columns, the columns, and of
each long list the bytes and the passages of every part.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from storage import rice, varints
from storage.rice import Bytes, Numbers

PART = 16_384
"""Passages of a segment that one part of a long list covers."""
LONG = 1_024
"""A list of more passages comes in parts: what its directory takes is little beside it."""
GRAM_BITS = 32
MOST_BITS = 16
"""Of a bucket: 65,536 pages."""
PAGE_BYTES = 6_000
"""What a page has at least, and twice that at most: a query reads one for each of its grams."""

_WIDTHS = np.array([1, 2, 4])
_KINDS: dict[int, np.dtype[np.unsignedinteger]] = {1: np.dtype("<u1"), 2: np.dtype("<u2"), 4: np.dtype("<u4")}
_CODING_AT = 3
_WIDTHS_AT, _COLUMNS_AT = 4, 7


class Coding(IntEnum):
    """How the lists of a page are written."""

    VARINTS = 0
    """Until November 2026. A page stays so until its segment is written anew."""
    RICE = 1


_IN_DIRECTORY: dict[Coding, np.dtype[np.unsignedinteger]] = {Coding.VARINTS: _KINDS[4], Coding.RICE: _KINDS[2]}


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
    bits = int(np.log2(max(postings * 6 // 5 // PAGE_BYTES, 1)))
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
    in_parts = np.repeat(is_long, counts)
    parts = np.where(in_parts, passages // PART, 0)
    begins = np.ones(len(grams), np.bool_)
    begins[1:] = (np.diff(grams) != 0) | (np.diff(parts) != 0)
    part_starts = np.flatnonzero(begins)
    spans = np.where(in_parts[part_starts], PART, shape.passages)
    widths = rice.widths_of(np.diff(np.append(part_starts, len(grams))), spans)
    written, part_ends = rice.encode(passages - parts * PART, part_starts, widths)
    last_parts = np.searchsorted(part_starts, np.append(starts[1:], len(grams))) - 1
    ends = part_ends[last_parts]
    directories = {}
    for at in np.flatnonzero(is_long).tolist():
        first, last = int(np.searchsorted(part_starts, starts[at])), int(last_parts[at]) + 1
        directory = np.zeros((2, shape.parts), np.int64)
        named = parts[part_starts[first:last]]
        directory[0, named] = np.diff(part_ends[first:last], prepend=ends[at - 1] if at else 0)
        directory[1, named] = np.diff(np.append(part_starts[first:last], starts[at] + counts[at]))
        directories[at] = directory.astype(_IN_DIRECTORY[Coding.RICE]).tobytes()
    return _Lists(grams[starts].astype(np.int64), counts, np.concatenate(([0], ends[:-1])), ends, directories, written)


def _page(lists: _Lists, which: slice, shape: Shape) -> Page:
    begin, end = int(lists.begins[which.start]), int(lists.ends[which.stop - 1])
    grams = lists.grams[which]
    columns = [grams & ((1 << shape.shift) - 1), lists.counts[which], lists.ends[which] - begin]
    widths = [int(_WIDTHS[np.searchsorted((1 << 8 * _WIDTHS) - 1, column.max())]) for column in columns]
    head = [len(grams).to_bytes(_CODING_AT, "little"), bytes([Coding.RICE, *widths])]
    head += [column.astype(_KINDS[width]).tobytes() for column, width in zip(columns, widths, strict=True)]
    head += [lists.directories[at] for at in range(which.start, which.stop) if at in lists.directories]
    return Page(int(grams[0]) >> shape.shift << shape.shift, b"".join(head), lists.written[begin:end].tobytes())


@dataclass(frozen=True, slots=True)
class Pieces:
    """Short lists, and parts of long ones, one behind the other. Each column has shape (pieces,).

    Attributes:
        sizes: bytes.
        counts: passages of the list.
        bases: the passage that they count from.
        spans: passages of the segment that could be among them.
    """

    sizes: Numbers
    counts: Numbers
    bases: Numbers
    spans: Numbers

    def passages(self, data: bytes, coding: Coding) -> Numbers:
        """Those of all pieces, which the data are, piece by piece, each one's rising."""
        written = np.frombuffer(data, np.uint8)
        if coding is Coding.VARINTS:
            found = varints.decode(written, self.counts)
        else:
            found = rice.decode(written, self.sizes, self.counts, rice.widths_of(self.counts, self.spans))
        found += np.repeat(self.bases, self.counts)
        return found


def pieces_of(directory: Numbers, parts: Numbers) -> NDArray[np.int64]:
    """Columns of `Pieces`, shape (4, parts): these parts of a long list, see `Entry.parts`."""
    columns = np.empty((4, len(parts)), np.int64)
    columns[:2] = directory[:, parts]
    columns[2] = parts * PART
    columns[3] = PART
    return columns


@dataclass(frozen=True, slots=True)
class Entry:
    """Where in its page's data a list stands.

    Attributes:
        coding: how it is written.
        count: its passages.
        begin, end: its bytes.
        parts: shape (2, parts), of each part of a long list the bytes and the passages; None where it is short.
    """

    coding: Coding
    count: int
    begin: int
    end: int
    parts: NDArray[np.int64] | None


class Head:
    """A page's head, read."""

    def __init__(self, head: bytes, shape: Shape) -> None:
        self._head = head
        self._shape = shape
        count = int.from_bytes(head[:_CODING_AT], "little")
        self._coding = Coding(head[_CODING_AT])
        columns, at = [], _COLUMNS_AT
        for width in head[_WIDTHS_AT:at]:
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
        parts = self._directory(at) if count > LONG and self._shape.parts > 1 else None
        return Entry(self._coding, count, begin, int(self._ends[at]), parts)

    def postings(self, data: bytes) -> tuple[Numbers, Numbers]:
        """All that the page holds, list by list: the low bits of the gram, and the passage, of each posting."""
        low, counts = self._grams.astype(np.int64), self._counts.astype(np.int64)
        return np.repeat(low, counts), self._pieces().passages(data, self._coding)

    def _pieces(self) -> Pieces:
        """Every list of the page, the long ones part by part, in the order of the data."""
        counts = self._counts.astype(np.int64)
        sizes = np.diff(self._ends.astype(np.int64), prepend=0)
        whole = np.stack([sizes, counts, np.zeros(len(sizes), np.int64), np.full(len(sizes), self._shape.passages)])
        columns, done = [], 0
        for at in self._long.tolist():
            directory = self._directory(at)
            columns += [whole[:, done:at], pieces_of(directory, np.flatnonzero(directory[0]))]
            done = at + 1
        return Pieces(*np.concatenate([*columns, whole[:, done:]], axis=1))

    def _directory(self, at: int) -> NDArray[np.int64]:
        kind, size = _IN_DIRECTORY[self._coding], 2 * self._shape.parts
        nth = int(np.searchsorted(self._long, at))
        offset = self._directories_at + nth * size * kind.itemsize
        directory: NDArray[np.int64] = np.frombuffer(self._head, kind, size, offset).reshape(2, -1).astype(np.int64)
        return directory

    @cached_property
    def _long(self) -> Numbers:
        """Which of the lists are in parts."""
        return np.flatnonzero((self._counts > LONG) & (self._shape.parts > 1))
