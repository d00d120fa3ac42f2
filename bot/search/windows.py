"""Passages side by side: the stretches of speech around the candidates, ready to be aligned or counted."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.model import Passage
from bot.search.align import Stretches, insertion_costs
from bot.search.packing import are_readable, unpack_row
from bot.search.sounds import NO_SOUND, UNIT
from bot.search.units import NO_SURFACE, Sounds, Surfaces
from bot.search.words import fillers

Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stream:
    """The units of many passages in one row, neighbours joined, a row of padding at the end.

    Attributes:
        ids: shape (passages,), rising.
        episodes, first_units: shape (passages,), where each passage stands.
        offsets: shape (passages + 1,), where each begins in the row.
        run_starts, run_ends: shape (passages,), the borders in the row of the unbroken stretch that it is part of.
        sounds, surfaces: shape (units + 1,).
    """

    ids: Positions
    episodes: Positions
    first_units: Positions
    offsets: Positions
    run_starts: Positions
    run_ends: Positions
    sounds: Sounds
    surfaces: Surfaces

    def places(self, ids: Positions) -> Positions:
        """The position of each passage in the rows above; -1 where it was not loaded."""
        if not len(self.ids):
            return np.full(len(ids), -1, np.int64)
        at = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return np.where(self.ids[at] == ids, at, -1)


def stream_of(passages: Sequence[Passage]) -> Stream:
    """Join passages, which come by rising id; those packed in another way (see `are_readable`) are left out."""
    *columns, packed = zip(*passages, strict=True) if passages else ((),) * len(Passage._fields)
    ids, episodes, first_units, counts = np.array(columns, np.int64)
    readable = are_readable(packed, counts)
    if not readable.all():
        return stream_of([passage for passage, can in zip(passages, readable, strict=True) if can])
    offsets = np.concatenate([[0], np.cumsum(counts)])
    sounds, surfaces = unpack_row(packed, counts)
    broken = np.ones(len(ids), np.bool_)
    broken[1:] = (np.diff(ids) != 1) | (np.diff(episodes) != 0)
    run = np.cumsum(broken) - 1
    firsts = np.flatnonzero(broken)
    ends = np.append(firsts[1:], len(ids))
    return Stream(
        ids,
        episodes,
        first_units,
        offsets,
        offsets[firsts][run] if len(ids) else offsets[:0],
        offsets[ends][run] if len(ids) else offsets[:0],
        np.append(sounds, np.uint16(NO_SOUND)),
        np.append(surfaces, np.uint16(NO_SURFACE)),
    )


@dataclass(frozen=True, slots=True)
class Windows:
    """A stretch around each of some passages.

    Attributes:
        starts: shape (n,), where each begins in the stream's row.
        stretches: what the aligner needs of them.
    """

    starts: Positions
    stretches: Stretches


def windows_at(stream: Stream, places: Positions, *, before: int, after: int) -> Windows:
    """From `before` units ahead of each passage to `after` units behind it, inside its unbroken stretch."""
    starts = np.maximum(stream.offsets[places] - before, stream.run_starts[places])
    ends = np.minimum(stream.offsets[places + 1] + after, stream.run_ends[places])
    length = int((ends - starts).max()) if len(places) else 0
    # By unit, then by window: as the aligner works.
    rows = starts + np.arange(length)[:, None]
    padded = rows >= ends
    rows = np.where(padded, len(stream.sounds) - 1, rows)
    sounds, surfaces = stream.sounds.take(rows), stream.surfaces.take(rows)
    insertions = insertion_costs(sounds, surfaces, fillers())
    insertions[padded] = UNIT
    return Windows(starts, Stretches(sounds.T, surfaces.T, insertions.T))
