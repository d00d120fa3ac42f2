"""What may be found at all: near quoted words, away from excluded ones, in the speech of those who are asked for.

The ranking knows nothing of this. It is given an index in which the units that may not match are blank and the passages
without a unit that may are not there, so that nothing which is left out takes the place of a hit.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.model import Candidates, EpisodeId, Passage, PassageId, Scope, UnitRun, WeightedGram
from bot.ports import Snapshot
from bot.search.grams import PASSAGE_UNITS
from bot.search.packing import pack
from bot.search.sought import Finder, Sought, holders
from bot.search.sounds import NO_SOUND
from bot.search.units import NO_SURFACE
from bot.search.windows import Positions, Stream, stream_of

NEAR_UNITS = PASSAGE_UNITS
"""Fifteen seconds of speech: what is shown around a hit, so that nobody reads a word that they left out."""
REACH = 2
"""Passages beside one in which words can stand that are near it: `MOST_READ` units, `NEAR_UNITS` away."""
MOST_READ_THROUGH = 800
"""Passages that are read for excluded words, in some milliseconds."""
_EPISODE = 1 << 32
"""Units that an episode never has."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Runs:
    """Disjoint runs of units, in order.

    Attributes:
        episodes, firsts, ends: shape (n,): the units `[first, end)` of an episode each.
    """

    episodes: Positions
    firsts: Positions
    ends: Positions

    @classmethod
    def of(cls, runs: Iterable[UnitRun]) -> "_Runs":
        rows = np.array([(run.episode_id, run.first, run.end) for run in runs], np.int64).reshape(-1, 3)
        return cls(*rows.T)

    def covering(self, stream: Stream) -> Mask:
        """Shape (units + 1,): which units of the row stand in the runs."""
        starts = stream.episodes * _EPISODE + stream.first_units - stream.offsets[:-1]
        keys = np.repeat(starts, np.diff(stream.offsets))
        keys += np.arange(len(keys))
        at = np.searchsorted(self.episodes * _EPISODE + self.firsts, keys, side="right") - 1
        covered = np.zeros(len(stream.sounds), np.bool_)
        covered[:-1] = (at >= 0) & (keys < (self.episodes * _EPISODE + self.ends)[at]) if len(self.ends) else False
        return covered


class Permitted:
    """`bot.ports.Index` of what may be found.

    Args:
        snapshot: the library.
        scope: where.
        near: words each of which has to stand near.
        away: words none of which may.
        spoken: where they speak who are asked for; None for anybody.
        finder: of the search.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        scope: Scope,
        near: Sequence[Sought],
        away: Sequence[Sought],
        spoken: Sequence[UnitRun] | None,
        finder: Finder,
    ) -> None:
        self._snapshot = snapshot
        self._near = near
        self._away = away
        self._spoken = None if spoken is None else _Runs.of(spoken)
        self._finder = finder
        self.within = self._passages_with_any(scope)

    def candidates(
        self,
        grams: Sequence[WeightedGram],
        scope: Scope,
        *,
        budget: int,
        limit: int,
        within: Positions | None = None,
    ) -> Candidates:
        """See `bot.ports.Index`."""
        within = self.within if within is None else np.intersect1d(self.within, within)
        return self._snapshot.candidates(grams, scope, budget=budget, limit=limit, within=within)

    def passages(self, ids: Collection[PassageId]) -> Sequence[Passage]:
        """See `bot.ports.Index`; the units that may not be found are blank."""
        around = {PassageId(each + step) for each in ids for step in range(-REACH, REACH + 1)}
        loaded = self._snapshot.passages(around)
        stream = stream_of(loaded)
        may = self._may_match(stream)
        sounds = np.where(may, stream.sounds, np.uint16(NO_SOUND))
        surfaces = np.where(may, stream.surfaces, np.uint16(NO_SURFACE))
        wanted = frozenset(ids)
        return [
            passage._replace(units=pack(sounds[begin:end], surfaces[begin:end]))
            for passage, begin, end in zip(loaded, stream.offsets[:-1], stream.offsets[1:], strict=True)
            if passage.id in wanted
        ]

    def holders(self, grams: Collection[int], scope: Scope) -> Positions:
        """See `bot.ports.Index`."""
        found = self._snapshot.holders(grams, scope)
        return found[np.isin(found, self.within, assume_unique=True)]

    def _passages_with_any(self, scope: Scope) -> Positions:
        """The passages that may have a unit that may be found; `passages` tells which."""
        runs = {run.episode_id: run for run in self._snapshot.passage_runs(scope)}
        size = max((run.first + run.count for run in runs.values()), default=0) + REACH
        may = np.zeros(size, np.bool_)
        for run in runs.values():
            may[run.first : run.first + run.count] = self._spoken is None
        if self._spoken is not None:
            firsts = np.array([runs[EpisodeId(each)].first for each in self._spoken.episodes.tolist()], np.int64)
            begins, ends = firsts + self._spoken.firsts // PASSAGE_UNITS, firsts - (-self._spoken.ends // PASSAGE_UNITS)
            may = _covered(begins, ends, size)
        for words in self._near:
            found = holders(self._snapshot, words, scope)
            near = np.zeros(size, np.bool_)
            for step in range(-REACH, REACH + 1):
                near[found + step] = True
            may &= near
        for words in self._away:
            # A passage that words begin in is near them from end to end.
            may[self._begun_in(words, holders(self._snapshot, words, scope))] = False
        return np.flatnonzero(may)

    def _begun_in(self, words: Sought, found: Positions) -> Positions:
        """Those of the passages that the words begin in, which answer for the first units of the next one too.

        Where they are too many to be read all are taken for such: what is lost stands within a second of the border.
        """
        if len(found) > MOST_READ_THROUGH:
            return found
        around = {PassageId(each + step) for each in found.tolist() for step in range(REACH)}
        stream = stream_of(self._snapshot.passages(around))
        rows = self._finder.places(words, stream).rows
        return stream.ids[np.searchsorted(stream.offsets, rows, side="right") - 1]

    def _may_match(self, stream: Stream) -> Mask:
        """Shape (units + 1,): which units of the row may be found."""
        may = np.ones(len(stream.sounds), np.bool_)
        for words in self._near:
            may &= self._near_to(words, stream)
        for words in self._away:
            may &= ~self._near_to(words, stream)
        return may if self._spoken is None else may & self._spoken.covering(stream)

    def _near_to(self, words: Sought, stream: Stream) -> Mask:
        rows = self._finder.places(words, stream).rows
        passages = np.searchsorted(stream.offsets, rows, side="right") - 1
        begins = np.maximum(rows - NEAR_UNITS, stream.run_starts[passages])
        ends = np.minimum(rows + words.count + NEAR_UNITS, stream.run_ends[passages])
        return _covered(begins, ends, len(stream.sounds))


def _covered(begins: Positions, ends: Positions, size: int) -> Mask:
    """Shape (size,): what lies in any of the spans `[begin, end)`."""
    steps = np.zeros(size + 1, np.int64)
    np.add.at(steps, begins, 1)
    np.add.at(steps, ends, -1)
    covered: Mask = np.cumsum(steps)[:-1] > 0
    return covered
