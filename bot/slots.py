"""The glossary of posts by the clock: what `bot.model` is for the library, for schedules and their slots.

A *schedule* is a time of day in a zone at which a destination gets its clip. Each of its days is a *slot*: the one
post of that local date. What became of a slot is its *record*; a slot without one is still to be posted.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import NewType

from bot.model import ClipId, Destination

ScheduleId = NewType("ScheduleId", int)
"""One for each destination and time, for good: a schedule that is removed and set again has its old one."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a destination gets its clip.

    Attributes:
        at: the time of day, to the minute, as clocks in the zone show it.
        zone: the zone's IANA name.
        since: slots before this instant are none of this schedule's.
    """

    id: ScheduleId
    destination: Destination
    at: time
    zone: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Slot:
    """The post of one local date of a schedule."""

    schedule: ScheduleId
    day: date


class SlotState(StrEnum):
    """How far a slot has come."""

    CLAIMED = "claimed"
    """A process took it; nothing was sent."""
    SENDING = "sending"
    """Written directly before the request: it may have been posted."""
    SENT = "sent"
    UNKNOWN = "unknown"
    """The request's outcome is not known and cannot be asked for."""
    FAILED = "failed"
    """Nothing was posted, and the reason is known."""
    SKIPPED = "skipped"
    """The bot was away until it was too late."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why nothing was posted: an error's code, and the values that its sentence names, as text."""

    code: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SlotRecord:
    """What became of a slot.

    Attributes:
        owner: the process that took it, by a name of its own that is new with each start.
        lease: until when nobody else may take a slot that is claimed or sending.
        begun: when the state became `sending` for the first time.
        clip: what was chosen for it.
        message: the post's id on its platform.
        reason: why it failed.
    """

    slot: Slot
    state: SlotState
    owner: str
    lease: datetime
    begun: datetime | None = None
    clip: ClipId | None = None
    message: str | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class PostedSpan:
    """What a destination was given once: a span of the episode with this lasting identity."""

    show_slug: str
    stem: str
    start_ms: int
    end_ms: int
