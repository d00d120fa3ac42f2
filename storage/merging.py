"""Segments made one: which are merged when, and how their lists come together. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from storage.holdings import Segment
from storage.pages import GRAM_BITS, Head, Page, Shape, pages_of
from storage.rice import Numbers

FAN = 8
"""While much is written: so many segments of one size make one of the next. Each list is written again four times for
a million passages, and at most 35 segments stand beside each other."""
LEAST = 256
"""Passages of the smallest size; what is smaller counts as this."""
LEAN = 8
"""At rest: every segment has as many passages as eight times all smaller ones. Four of them hold a million passages."""
WASTE = 0.3
"""A segment is written anew once so much of it is gone."""
POSTINGS = 1_000_000
"""Postings that are merged at once: a fifth of a second and 50 MB."""


@dataclass(frozen=True, slots=True)
class Weight:
    """How large a segment is: the passages that it was written with, and those that still stand."""

    id: int
    written: int
    standing: int


def due(segments: Sequence[Weight], *, at_rest: bool) -> list[int]:
    """The segments that are to be made one now; none where they are well as they are.

    Args:
        segments: all of them.
        at_rest: whether nothing more is coming soon: it pays to leave fewer of them behind then.
    """
    order = sorted(segments, key=lambda each: (each.standing, each.id))
    if at_rest:
        smaller, best = 0, 1
        for nth, each in enumerate(order, 1):
            if smaller * LEAN > each.standing:
                best = nth
            smaller += each.standing
        if best > 1:
            return [each.id for each in order[:best]]
    else:
        sizes: dict[int, list[int]] = {}
        for each in order:
            size = int(np.log2(max(each.standing, LEAST) / LEAST) / np.log2(FAN))
            sizes.setdefault(size, []).append(each.id)
        full = [ids for ids in sizes.values() if len(ids) >= FAN]
        if full:
            return full[0][:FAN]
    return next(([each.id] for each in order if each.standing < each.written * (1 - WASTE)), [])


@dataclass(frozen=True, slots=True)
class Merge:
    """How segments come together.

    Attributes:
        sources: those that are made one.
        places: for each of them, shape (its passages,), where each passage goes; -1 where it is gone.
        firsts: by episode where its passages begin.
        passages, postings: how many there are; of postings about.
    """

    sources: Sequence[Segment]
    places: Sequence[Numbers]
    firsts: dict[int, int]
    passages: int
    postings: int


def plan(sources: Sequence[Segment]) -> Merge:
    """Where everything goes: by show, so that what is asked of one stands together, then by passage."""
    runs = np.concatenate([
        np.stack([each.shows, each.ids, each.counts, each.episodes, np.full(len(each.ids), at), each.firsts])
        for at, each in enumerate(sources)
    ], axis=1)  # fmt: skip
    runs = runs[:, np.lexsort((runs[1], runs[0]))]
    firsts = np.cumsum(runs[2]) - runs[2]
    places = [np.full(each.shape.passages, -1, np.int64) for each in sources]
    for (_, _, count, _, source, old), first in zip(runs.T.tolist(), firsts.tolist(), strict=True):
        places[source][old : old + count] = np.arange(first, first + count)
    standing = int(runs[2].sum())
    postings = sum(each.postings * standing // sum(source.shape.passages for source in sources) for each in sources)
    return Merge(sources, places, dict(zip(runs[3].tolist(), firsts.tolist(), strict=True)), standing, postings)


def steps(shape: Shape, postings: int) -> list[tuple[int, int]]:
    """The grams `[first, end)` of each step of writing so many postings: whole buckets of the new segment."""
    bits = min(int(np.ceil(np.log2(max(postings / POSTINGS, 1)))), shape.bits)
    width = 1 << GRAM_BITS - bits
    return [(first, first + width) for first in range(0, 1 << GRAM_BITS, width)]


Rows = Sequence[tuple[int, bytes, bytes]]
"""Pages of one segment: bucket, head and data."""


def merged(merge: Merge, rows: Sequence[Rows], grams: tuple[int, int], shape: Shape) -> Iterator[Page]:
    """The pages of the new segment for the grams `[first, end)`.

    Args:
        merge: how the segments come together.
        rows: of each source the pages that may have such grams, and others perhaps.
        grams: first and end; they are borders of the new segment's buckets.
        shape: the new segment's.
    """
    first, end = grams
    keys = [np.empty(0, np.int64)]
    for source, places, pages in zip(merge.sources, merge.places, rows, strict=True):
        for bucket, head, data in pages:
            low, passages = Head(head, source.shape).postings(data)
            held, moved = low | bucket, places[passages]
            keys.append((held << GRAM_BITS | moved)[(moved >= 0) & (held >= first) & (held < end)])
    every = np.concatenate(keys)
    every.view(np.uint64).sort()
    sorted_grams = (every.view(np.uint64) >> np.uint64(GRAM_BITS)).astype(np.uint32)
    return pages_of(sorted_grams, every & ((1 << GRAM_BITS) - 1), shape)
