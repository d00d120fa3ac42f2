"""What of an episode is not the show: an advertisement, a greeting, a jingle; where it stands, and who says so.

Recognition marks ranges with how sure it is (`bot.recognition`); the operator's own ranges stand above them and outlive
imports. What holds is worked out from both whenever it is read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Kind(StrEnum):
    """What a range is. All but `SHOW` are no part of the show itself."""

    SHOW = "show"
    """The show itself: only an operator says so, where recognition was wrong."""
    SPONSOR = "sponsor"
    """Somebody's read or advertisement."""
    INTRO = "intro"
    """Greetings and what is said at the beginning of each episode."""
    OUTRO = "outro"
    """Farewells, calls for five stars, where to follow the show."""
    GIVEAWAY = "giveaway"
    """Prizes that are raffled among listeners."""
    MUSIC = "music"
    """A jingle, as the transcript marks it."""
    NOISE = "noise"
    """What nobody said: credits and repetitions that a recogniser made up."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A range of an episode that is not the show, `[start_ms, end_ms)`.

    Attributes:
        confidence: 0 to 1; 1 where the operator said it.
        by_operator: whether the operator said it.
    """

    start_ms: int
    end_ms: int
    kind: Kind
    confidence: float = 1.0
    by_operator: bool = False


def in_force(recognised: Iterable[Segment], said: Sequence[Segment]) -> tuple[Segment, ...]:
    """What holds of what was recognised and what the operator said: disjoint, in order, without `SHOW`.

    The operator's word counts wherever it stands, a later one over an earlier one; what was recognised keeps what is
    left of it.
    """
    held: list[Segment] = []
    for each in (*recognised, *said):
        held = [part for old in held for part in _without(old, each)]
        held.append(each)
    shown = (each for each in held if each.kind is not Kind.SHOW and each.start_ms < each.end_ms)
    return tuple(sorted(shown, key=lambda each: each.start_ms))


def segment_at(segments: Iterable[Segment], start_ms: int, end_ms: int) -> Segment | None:
    """The segment that most of this span lies in; None where most of it is the show."""
    span = max(end_ms - start_ms, 1)
    inside = max(segments, key=lambda each: _shared(each, start_ms, end_ms), default=None)
    return inside if inside is not None and _shared(inside, start_ms, end_ms) * 2 > span else None


def is_show(segments: Iterable[Segment], start_ms: int, end_ms: int) -> bool:
    """Whether all of this span is part of the show."""
    return not any(_shared(each, start_ms, end_ms) for each in segments)


def _shared(segment: Segment, start_ms: int, end_ms: int) -> int:
    """How much time a segment shares with a span, in ms; a span without length counts as one of 1 ms."""
    return max(min(segment.end_ms, max(end_ms, start_ms + 1)) - max(segment.start_ms, start_ms), 0)


def _without(segment: Segment, taken: Segment) -> list[Segment]:
    """What is left of a segment beside another."""
    before = replace(segment, end_ms=min(segment.end_ms, taken.start_ms))
    after = replace(segment, start_ms=max(segment.start_ms, taken.end_ms))
    return [part for part in (before, after) if part.start_ms < part.end_ms]
