"""An episode as recognition reads it: its units in one row, cut into clauses that have times."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bot.model import Cue, Passage, PlacedCue
from bot.search.spans import speak
from bot.search.units import Layout, Sounds, Surfaces, units_of
from bot.search.windows import stream_of

LONGEST_CLAUSE = 40
"""Units; nine seconds of speech. What goes on without a pause is cut here."""
SHORT_CUE_MS = 8_000
SHORT_CUE_UNITS = 40
"""A cue of this length at most is a clause by itself."""
_PAUSES = frozenset(",.?!;:，。？！；：、…\n")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of speech between two pauses: the units `[first, end)`."""

    first: int
    end: int
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Talk:
    """A transcript to be recognised.

    Attributes:
        cues: in order, their units counted through the episode.
        sounds, surfaces: shape (n,), of its units, see `bot.search.units`.
    """

    cues: Sequence[PlacedCue]
    sounds: Sounds
    surfaces: Surfaces

    def clauses(self) -> Sequence[Clause]:
        """Its clauses in order; cues without a unit have none."""
        return [clause for placed in self.cues if placed.unit_count for clause in _clauses_of(placed)]


def _clauses_of(placed: PlacedCue) -> Iterator[Clause]:
    cue = placed.cue
    if placed.unit_count <= SHORT_CUE_UNITS and cue.end_ms - cue.start_ms <= SHORT_CUE_MS:
        yield Clause(placed.first_unit, placed.first_unit + placed.unit_count, cue.start_ms, cue.end_ms)
        return
    spoken = speak(placed)
    times_ms = spoken.times_ms.tolist()
    first = 0
    for end in (*_pauses(cue.text, spoken.units), len(spoken.units)):
        for part in range(first, end, LONGEST_CLAUSE):
            until = min(part + LONGEST_CLAUSE, end)
            yield Clause(placed.first_unit + part, placed.first_unit + until, times_ms[part], times_ms[until])
        first = end


def _pauses(text: str, units: Layout) -> Iterator[int]:
    """Before which units there is a pause: punctuation, or a space that does not only part two Latin words."""
    apart = np.flatnonzero(units.ends[:-1] < units.starts[1:])
    gaps = zip(apart.tolist(), units.ends[apart].tolist(), units.starts[apart + 1].tolist(), strict=True)
    for at, begin, end in gaps:
        if not (_PAUSES.isdisjoint(text[begin:end]) and text[begin - 1].isascii() and text[end].isascii()):
            yield at + 1


def talk_of(cues: Sequence[PlacedCue], passages: Sequence[Passage]) -> Talk:
    """The transcript of an episode as it stands in the store; read anew where its index is of another format."""
    stream = stream_of(passages)
    counted = cues[-1].first_unit + cues[-1].unit_count if cues else 0
    if len(stream.sounds) - 1 == counted:
        return Talk(cues, stream.sounds[:-1], stream.surfaces[:-1])
    return heard_as(tuple(placed.cue for placed in cues))


def heard_as(cues: Sequence[Cue]) -> Talk:
    """The transcript that these cues are."""
    rows = [units_of(cue.text) for cue in cues]
    firsts = np.cumsum([0, *map(len, rows)]).tolist()
    return Talk(
        [PlacedCue(nth, cue, firsts[nth], len(rows[nth])) for nth, cue in enumerate(cues)],
        np.concatenate([np.zeros(0, np.uint16), *(row.sounds for row in rows)]),
        np.concatenate([np.zeros(0, np.uint16), *(row.surfaces for row in rows)]),
    )
