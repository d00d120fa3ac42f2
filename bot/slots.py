"""The glossary of posts by the clock: what `bot.model` is for the library, for schedules and their slots.

A *schedule* is a time of day in a zone at which a destination gets its clip; its *plan* says on which days and how.
Each of its days is a *slot*: the one post of that local date. What became of a slot is its *record*; a slot without
one is still to be posted. Posts that somebody asks for by hand have slots of their own beside that of the clock.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NewType

from bot.model import Clip, ClipId, Destination

ScheduleId = NewType("ScheduleId", int)
"""One for each destination and time, for good: a schedule that is removed and set again has its old one."""

EVERY_WEEKDAY = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class Days:
    """The local dates that have a slot: those that hold both.

    Attributes:
        weekdays: as `date.weekday` counts them, from 0 for Monday; never empty.
        every: one in so many days, from 1.
        first: a date that has one, which `every` is counted from; None where that is 1.
    """

    weekdays: frozenset[int] = EVERY_WEEKDAY
    every: int = 1
    first: date | None = None

    def holds(self, day: date) -> bool:
        """Whether this date has a slot."""
        offset = (day - self.first) // timedelta(days=1) if self.first is not None else 0
        return day.weekday() in self.weekdays and offset % self.every == 0


EVERY_DAY = Days()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a schedule says beside its time: on which days, and how.

    Attributes:
        show: the slug of the one show that it posts from; empty for all of the place's.
        heading: what stands above the clip; empty for the usual words.
        language: one of `bot.place_settings.LANGUAGES`; empty for the place's.
        role: the id of the role on Discord that each post calls; empty for none.
        is_silent: whether nobody's device rings for it.
        pins: whether the newest post is pinned, in place of the one before.
        opens_thread: whether a thread is opened below each post, on Discord.
        has_votes: whether people can say with a button whether they like the clip.
        set_by: `platform:user id` of whom is told of trouble; empty where nobody is known.
    """

    days: Days = EVERY_DAY
    show: str = ""
    heading: str = ""
    language: str = ""
    role: str = ""
    is_silent: bool = False
    pins: bool = False
    opens_thread: bool = False
    has_votes: bool = True
    set_by: str = ""


USUAL_PLAN = Plan()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why nothing was posted: an error's code, and the values that its sentence names, as text."""

    code: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a destination gets its clip.

    Attributes:
        at: the time of day, to the minute, as clocks in the zone show it.
        zone: the zone's IANA name.
        since: slots before this instant are none of this schedule's.
        is_paused: whether somebody had it rest.
        trouble: why the platform takes no post there any more; it rests until somebody resumes it.
        warned: the code of what was told last that did not stop it, such as that there is no clip left; empty once a
            post was sent.
    """

    id: ScheduleId
    destination: Destination
    at: time
    zone: str
    since: datetime
    plan: Plan = USUAL_PLAN
    is_paused: bool = False
    trouble: Reason | None = None
    warned: str = ""

    @property
    def rests(self) -> bool:
        """Whether nothing is due of it."""
        return self.is_paused or self.trouble is not None


@dataclass(frozen=True, slots=True)
class Slot:
    """A post of one local date of a schedule.

    Attributes:
        nth: 0 for the clock's, from 1 for those that somebody asked for by hand.
    """

    schedule: ScheduleId
    day: date
    nth: int = 0


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
    """The bot was away until it was too late, or somebody had it left out: the reason says who."""


class Step(StrEnum):
    """What is done with a post once it stands, and how far that has come. Each can be done again without harm."""

    DUE = "due"
    DONE = "done"
    FAILED = "failed"
    UNDONE = "undone"
    """Unpinned, as a later post was pinned."""


@dataclass(frozen=True, slots=True)
class SlotRecord:
    """What became of a slot.

    Attributes:
        owner: the process that took it, by a name of its own that is new with each start.
        lease: until when nobody else may take a slot that is claimed or sending.
        begun: when the state became `sending` for the first time.
        clip: what was chosen for it.
        message: the post's id on its platform.
        reason: why it failed, or was left out.
        pin: whether it is pinned; None where it is not to be.
        thread: whether a thread was opened below it; None where none is to be.
        why: how its clip was chosen, as `bot.choosing` reads it: names and values.
        asked_by: `platform:user id` of who asked for it or had it left out; empty for the clock.
    """

    slot: Slot
    state: SlotState
    owner: str
    lease: datetime
    begun: datetime | None = None
    clip: ClipId | None = None
    message: str | None = None
    reason: Reason | None = None
    pin: Step | None = None
    thread: Step | None = None
    why: tuple[tuple[str, str], ...] = ()
    asked_by: str = ""


@dataclass(frozen=True, slots=True)
class PostedSpan:
    """What a destination was given once: a span of the episode with this lasting identity."""

    show_slug: str
    stem: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Post:
    """A clip on its way to a destination.

    Attributes:
        clip: what is posted.
        plan: how.
        day: the local date that it is for.
        nonce: the same for every attempt at the same post, 25 characters at most.
        mark: the slot's short id: people may see it, and the post is found again by it.
        may_stand: whether an earlier attempt may have been posted: then it is sent only where the nonce makes a second
            request return the first message.
    """

    destination: Destination
    clip: Clip
    plan: Plan
    day: date
    nonce: str
    mark: str
    may_stand: bool = False
