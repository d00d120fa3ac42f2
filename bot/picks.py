"""The glossary of what people want as a clip of the day: votes on what was posted, and suggestions.

An approved suggestion is a *staff pick* of its place. A declined one is never chosen there, and neither is a clip that
a moderator passed over in a preview: that is a suggestion nobody made, declined at once.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model import ClipId, Destination
from bot.slots import PostedSpan, SlotRecord


class Verdict(StrEnum):
    """What was decided on a suggestion."""

    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A clip that somebody wants posted at a place; there is one of each clip at most.

    Attributes:
        place: `Place.key`.
        person: who, as `platform:user id`; empty where nobody is known.
        decided_by: the same of who decided; empty while it is open.
        decided: when; None while it is open.
        span: where its words stand now; None where they are gone. No part of what is written.
    """

    place: str
    clip: ClipId
    person: str
    suggested: datetime
    verdict: Verdict = Verdict.OPEN
    decided_by: str = ""
    decided: datetime | None = None
    span: PostedSpan | None = None


class Ballot(StrEnum):
    """What became of somebody's vote."""

    UP = "up"
    DOWN = "down"
    TAKEN_BACK = "taken-back"
    """It was pressed again."""
    OPTED_OUT = "opted-out"
    """Nothing is kept of this person."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people at a place are for a clip, and how many against it."""

    up: int = 0
    down: int = 0


@dataclass(frozen=True, slots=True)
class Liked:
    """A clip whose words stand, and how much it is liked: the sum of its votes, or how many people saved it."""

    clip: ClipId
    span: PostedSpan
    count: int


@dataclass(frozen=True, slots=True)
class Sent:
    """A clip that was sent somewhere, or may have been.

    Attributes:
        zone: of its schedule.
        span: where it stands now.
    """

    destination: Destination
    record: SlotRecord
    zone: str
    span: PostedSpan
