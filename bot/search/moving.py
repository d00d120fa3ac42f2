"""Where the words of one version of an episode stand in another, though they are spelt, cut and timed otherwise.

A transcript that people have corrected sounds like the one that was recognised: both are read as rows of syllables,
tones left out, and aligned as a whole (`bot.search.alignment`), so that a phrase that is
said ten times is told from the other nine by what stands around it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from rapidfuzz import fuzz

from bot.amends import Correction, CorrectionMove, Marks, Spot
from bot.model import Clip, ClipMove, Cue
from bot.search.alignment import MOST_GROWTH, NOWHERE, paired
from bot.search.amend import moves_of
from bot.search.heard import CONTEXT_UNITS, Heard
from bot.search.sounds import NO_SOUND, SYLLABLE_MASK
from bot.search.units import units_of

LEAST_SAME = 0.5
"""So much of a clip has to sound the same for its words to be there still; docs/transcripts.md has the figures."""
LEAST_LIKE = 70
"""Of 100, how alike a hit's words have to sound where nothing tells where they are but their time."""


def moves_between(
    old: Sequence[Cue], new: Sequence[Cue], clips: Sequence[Clip], corrections: Sequence[Correction]
) -> tuple[tuple[ClipMove, ...], tuple[CorrectionMove, ...]]:
    """What becomes of clips and corrections in a new version of their episode. Slow: never on the loop.

    Args:
        old: all cues of the version that is replaced; none where the episode was not there.
        new: all cues of the version that takes its place.
        clips: of the episode.
        corrections: of the episode.
    """
    versions = Versions(old, new)
    near = tuple(versions.brought_near(correction) for correction in corrections)
    return tuple(map(versions.moved, clips)), moves_of(near, new)


class Versions:
    """Two versions of an episode, aligned when first asked.

    Args:
        old, new: all of their cues.
    """

    def __init__(self, old: Sequence[Cue], new: Sequence[Cue]) -> None:
        self._cues = old, new

    @cached_property
    def _old(self) -> Heard:
        return Heard(self._cues[0])

    @cached_property
    def _new(self) -> Heard:
        return Heard(self._cues[1])

    @cached_property
    def _pairs(self) -> tuple[list[int], list[bool]]:
        """For each old unit the new one in its place, or `NOWHERE`; and whether the two sound the same."""
        return paired(*map(_syllables, self._cues))

    def moved(self, clip: Clip) -> ClipMove:
        """What becomes of a clip: the place of its words, to the letter if they stand there, or nothing."""
        aligned = self._aligned(_nearest(self._old.spots(clip.words), clip.start_ms))
        exact = _nearest(self._new.spots(clip.words), aligned.start_ms if aligned else clip.start_ms)
        spot = exact if exact and (aligned is None or _meet(exact, aligned)) else aligned
        if spot is None:
            return ClipMove(clip.id, None)
        words = self._new.around(spot)[1]
        is_as_before = _squeezed(words) in _squeezed(clip.words)
        return ClipMove(clip.id, (spot.start_ms, spot.end_ms), None if is_as_before else words)

    def brought_near(self, correction: Correction) -> Correction:
        """A correction with its time moved to where that part of the episode is now, if that can be told."""
        spot = _nearest(self._old.spots(correction.heard), correction.spot.start_ms)
        if spot is None:
            return correction
        around = self._pairs[0][max(spot.first_unit - CONTEXT_UNITS, 0) : spot.end_unit + CONTEXT_UNITS]
        left = [place for place in around if place != NOWHERE]
        if not left:
            return correction
        start_ms = self._new.spot(left[len(left) // 2], 1).start_ms
        return replace(correction, spot=replace(correction.spot, start_ms=start_ms))

    def _aligned(self, spot: Spot | None) -> Spot | None:
        """Where the new version has what the old one has there, if enough of it sounds the same."""
        if spot is None:
            return None
        places, same = (each[spot.first_unit : spot.end_unit] for each in self._pairs)
        if sum(same) < LEAST_SAME * spot.unit_count:
            return None
        left = [place for place in places if place != NOWHERE]
        count = left[-1] - left[0] + 1
        return self._new.spot(left[0], count) if count <= MOST_GROWTH * spot.unit_count else None


@dataclass(frozen=True, slots=True)
class Likeness:
    """Words that sound like others.

    Attributes:
        span_ms: when they are said.
        marks: of the others, where they stand in these.
    """

    span_ms: tuple[int, int]
    words: str
    marks: Marks


def most_like(words: str, marks: Marks, cues: Sequence[Cue]) -> Likeness | None:
    """The stretch of the cues that sounds most like these words, if any does: one at least of what is marked is in it.

    Args:
        words: as another version of the episode had them.
        marks: rising, disjoint `[start, end)` offsets in them.
        cues: consecutive ones.
    """
    own, others = _syllables([Cue(0, 0, words)]), _syllables(cues)
    if not own or len(own) > len(others):
        return None
    found = fuzz.partial_ratio_alignment(own, others, score_cutoff=LEAST_LIKE)
    if found is None:
        return None
    places, _ = paired(own, others[found.dest_start : found.dest_end])
    places = [place if place == NOWHERE else place + found.dest_start for place in places]
    left = [place for place in places if place != NOWHERE]
    heard = Heard(cues)
    spot = heard.spot(left[0], left[-1] - left[0] + 1)
    said, offsets = heard.text(spot)
    moved = tuple(_marked(words, marks, places, offsets))
    return Likeness((spot.start_ms, spot.end_ms), said, moved) if moved else None


def _marked(
    words: str, marks: Marks, places: Sequence[int], offsets: Mapping[int, tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Where the marks of the words stand in what is said in their place; those that have none are left out."""
    starts = units_of(words).starts.tolist()
    for start, end in marks:
        inside = [place for at, place in zip(starts, places, strict=True) if start <= at < end and place != NOWHERE]
        if inside:
            yield offsets[inside[0]][0], offsets[inside[-1]][1]


def _syllables(cues: Sequence[Cue]) -> list[int]:
    """The row of syllables, tones left out; what has no reading stands for itself."""
    rows = [units_of(cue.text) for cue in cues]
    sounds = np.concatenate([np.zeros(0, np.int64), *(units.sounds for units in rows)])
    surfaces = np.concatenate([np.zeros(0, np.int64), *(units.surfaces for units in rows)])
    syllables: list[int] = np.where(sounds < NO_SOUND, sounds & SYLLABLE_MASK, surfaces << 16).tolist()
    return syllables


def _nearest(spots: Sequence[Spot], near_ms: int) -> Spot | None:
    return min(spots, key=lambda spot: abs(spot.start_ms - near_ms), default=None)


def _meet(one: Spot, other: Spot) -> bool:
    return one.first_unit < other.end_unit and other.first_unit < one.end_unit


def _squeezed(text: str) -> str:
    return "".join(text.split())
