"""From units back to words and times: where in a cue a unit stands, and when it was said."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.model import Cue, PlacedCue
from bot.search.units import Layout, layout_of


@dataclass(frozen=True, slots=True)
class SpokenCue:
    """A cue with its units and when each begins: `times_ms` has one more entry, the end of the cue."""

    placed: PlacedCue
    units: Layout
    times_ms: NDArray[np.int64]


def speak(placed: PlacedCue) -> SpokenCue:
    """Spread the cue's time over its syllables: lone consonants take none, unless there is nothing else.

    A one-minute cue gives a median error of 0.9 s this way, against 29 s for the cue alone (`docs/search.md`). Where
    words have times of their own, only what lies between two of them is spread.
    """
    cue = placed.cue
    layout = _counted_as(layout_of(cue.text), placed)
    spoken = np.concatenate([[0], np.cumsum(~layout.weak | layout.weak.all())])
    if cue.words and len(layout):
        return SpokenCue(placed, layout, _between_words(cue, layout, spoken))
    length = cue.end_ms - cue.start_ms
    return SpokenCue(placed, layout, cue.start_ms + length * spoken // max(int(spoken[-1]), 1))


def _between_words(cue: Cue, layout: Layout, spoken: NDArray[np.int64]) -> NDArray[np.int64]:
    """When each unit begins, and the end of the cue: words begin at their own times."""
    offsets, words_ms = np.array(cue.words, np.int64).T
    firsts = np.searchsorted(layout.starts, offsets)
    syllables = np.concatenate([[0], spoken[firsts[firsts < len(layout)]], [spoken[-1]]])
    times_ms = np.concatenate([[cue.start_ms], words_ms[firsts < len(layout)], [cue.end_ms]])
    # Of words that begin with the same syllable the last is what it belongs to: the others are punctuation.
    last = np.append(np.diff(syllables) > 0, [True])
    times: NDArray[np.int64] = np.interp(spoken, syllables[last], times_ms[last]).astype(np.int64)
    return times


def _counted_as(layout: Layout, placed: PlacedCue) -> Layout:
    """The layout with as many units as the index has of the cue; 0 where nobody has counted them.

    An index of another format may count them otherwise: then each stands where its share of the cue is, which is
    near enough until the index is built anew.
    """
    count = placed.unit_count
    if count in (len(layout), 0):
        return layout
    if not len(layout):
        end = len(placed.cue.text)
        return Layout(np.zeros(count, np.int32), np.full(count, end, np.int32), np.zeros(count, np.bool_))
    at = np.arange(count) * len(layout) // count
    return Layout(layout.starts[at], layout.ends[at], layout.weak[at])


@dataclass(frozen=True, slots=True)
class Speech:
    """Consecutive cues of one episode, addressed by units of the episode."""

    cues: Sequence[SpokenCue]

    def __post_init__(self) -> None:
        if not self.cues:
            raise ValueError("speech needs a cue")

    def _find(self, unit: int) -> tuple[SpokenCue, int]:
        firsts = [spoken.placed.first_unit for spoken in self.cues]
        spoken = self.cues[max(bisect_right(firsts, unit) - 1, 0)]
        return spoken, min(max(unit - spoken.placed.first_unit, 0), max(len(spoken.units) - 1, 0))

    def start_ms(self, unit: int) -> int:
        """When this unit begins."""
        spoken, at = self._find(unit)
        return int(spoken.times_ms[at])

    def end_ms(self, unit: int) -> int:
        """When this unit ends."""
        spoken, at = self._find(unit)
        return int(spoken.times_ms[min(at + 1, len(spoken.times_ms) - 1)])

    def speaker(self, unit: int) -> str | None:
        """Who says this unit, if that is known."""
        return self._find(unit)[0].placed.cue.speaker

    def first_within(self, unit: int, back_ms: int) -> int:
        """The first unit that begins at most `back_ms` before this one does."""
        earliest = self.start_ms(unit) - back_ms
        later = (
            spoken.placed.first_unit + int(np.searchsorted(spoken.times_ms[:-1], earliest)) for spoken in self.cues
        )
        ends = (spoken.placed.first_unit + len(spoken.units) for spoken in self.cues)
        return min((first for first, end in zip(later, ends, strict=True) if first < end), default=unit)

    def text(self, first: int, end: int) -> tuple[str, dict[int, tuple[int, int]]]:
        """The words of units `[first, end)`, cues joined by spaces, and where each unit stands in them."""
        parts: list[str] = []
        offsets: dict[int, tuple[int, int]] = {}
        length = 0
        for spoken in self.cues:
            low = max(first - spoken.placed.first_unit, 0)
            high = min(end - spoken.placed.first_unit, len(spoken.units))
            if low >= high:
                continue
            begin, finish = int(spoken.units.starts[low]), int(spoken.units.ends[high - 1])
            for at in range(low, high):
                offsets[spoken.placed.first_unit + at] = (
                    length + int(spoken.units.starts[at]) - begin,
                    length + int(spoken.units.ends[at]) - begin,
                )
            parts.append(spoken.placed.cue.text[begin:finish])
            length += finish - begin + 1
        return " ".join(parts), offsets
