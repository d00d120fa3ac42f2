"""What people add to the transcripts, as types: corrections of what was heard, and names that mean the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

CorrectionId = NewType("CorrectionId", int)
"""Given once and never again."""
AliasId = NewType("AliasId", int)
"""Given once and never again."""


class Decision(StrEnum):
    """What was decided on a correction."""

    PROPOSED = "proposed"
    """Nobody has decided: it counts for nothing."""
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    """It counts for nothing, and is kept so that the same is not proposed again."""


class Standing(StrEnum):
    """Where a correction is in the present version of its episode."""

    STANDS = "stands"
    """The heard words stand where it says."""
    SLEEPS = "sleeps"
    """They are gone; another version may bring them back."""
    SETTLED = "settled"
    """The transcript itself has the right words now."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of an episode: its time in ms and its units, of which it holds one at least."""

    start_ms: int
    end_ms: int
    first_unit: int
    unit_count: int

    @property
    def end_unit(self) -> int:
        """The first unit behind it."""
        return self.first_unit + self.unit_count


@dataclass(frozen=True, slots=True)
class Correction:
    """The right words for some that were heard wrong. Its episode is (show slug, stem), as for clips.

    Attributes:
        id: 0 before it is kept.
        spot: where the heard words stand; unless they stand, where they last did.
        heard: the words as the transcript has them.
        lead, trail: the words right before and behind them, by which they are found in another version.
        asker: who proposed it, as `platform:user id`.
    """

    id: CorrectionId
    show_slug: str
    stem: str
    spot: Spot
    heard: str
    right: str
    lead: str
    trail: str
    decision: Decision
    standing: Standing
    asker: str
    created: datetime


@dataclass(frozen=True, slots=True)
class CorrectionMove:
    """What becomes of a correction in a new version of its episode.

    Attributes:
        spot: where its heard words stand now; None where they do not.
        grams: what finds the right words, in the index's present format.
    """

    correction_id: CorrectionId
    standing: Standing
    spot: Spot | None
    grams: frozenset[int]


@dataclass(frozen=True, slots=True)
class Amendment:
    """An accepted correction in a text: `right` for the words heard at the offsets `[start, end)`."""

    start: int
    end: int
    right: str


@dataclass(frozen=True, slots=True)
class Alias:
    """Spellings that mean the same, as a place's moderators set them.

    Attributes:
        id: 0 before it is kept, and where it comes from the operator's file.
        spellings: two at least, in the order in which they were given.
        shows: slugs of the shows that it is for; empty for all.
    """

    id: AliasId
    spellings: tuple[str, ...]
    shows: frozenset[str] = frozenset()


Marks = tuple[tuple[int, int], ...]
"""Rising, disjoint `[start, end)` offsets in a text."""


def applied(
    text: str, marks: Marks, amendments: Sequence[Amendment], shown: Callable[[Amendment, str], str]
) -> tuple[str, Marks]:
    """The text with something else in place of what is corrected, and the marks where they stand then.

    Args:
        text: as heard.
        marks: one that meets a correction grows over all that is shown for it.
        amendments: rising and disjoint.
        shown: what to put in place of the words heard there.
    """
    parts: list[str] = []
    places: list[tuple[int, int, int, int]] = []
    at = length = 0
    for each in amendments:
        parts += (text[at : each.start], shown(each, text[each.start : each.end]))
        begin = length + each.start - at
        length = begin + len(parts[-1])
        places.append((each.start, each.end, begin, length))
        at = each.end
    moved: list[tuple[int, int]] = []
    for start, end in marks:
        mark = _moved(start, places, is_end=False), _moved(end, places, is_end=True)
        if moved and mark[0] < moved[-1][1]:
            mark = moved.pop()[0], mark[1]
        moved.append(mark)
    return "".join((*parts, text[at:])), tuple(moved)


def _moved(offset: int, places: Sequence[tuple[int, int, int, int]], *, is_end: bool) -> int:
    shift = 0
    for start, end, begin, stop in places:
        if offset < start or (is_end and offset == start):
            break
        if offset < end or (is_end and offset == end):
            return stop if is_end else begin
        shift = stop - end
    return offset + shift
