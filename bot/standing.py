"""What posting has to look at now, and in which order: computed on the thread that reads."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.daily import due, earliest_day, is_late, next_due, slot_instant
from bot.model import Platform
from bot.ports import Snapshot
from bot.slots import Schedule, Slot, SlotRecord

LEASE = timedelta(seconds=45)
"""How long a slot is one process's own: longer than its request may take."""
HAND_GRACE = timedelta(minutes=5)
"""How long after it was asked for a post by hand may still be sent: whoever asked has not looked away yet."""


@dataclass(frozen=True, slots=True)
class Work:
    """A slot that is due, one that a process left open, or one with a step to do after its post.

    Attributes:
        seen: its record; None where there is none.
        instant: since when it waits.
        is_late: of one without a record, whether it is too late to post.
    """

    schedule: Schedule
    slot: Slot
    seen: SlotRecord | None
    instant: datetime
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is to be done.

    Attributes:
        works: the next first.
        next: the first instant after now at which there will be something to do; None where none is known.
        abandoned: the schedules of places that the bot was taken out of, as far as that was not told yet.
    """

    works: Sequence[Work]
    next: datetime | None
    abandoned: Sequence[Schedule]


def agenda(snapshot: Snapshot, platforms: Collection[Platform], now: datetime) -> Agenda:
    """What is to be done on the platforms that can post now."""
    schedules = [each for each in snapshot.schedules() if each.destination.place.platform in platforms]
    taken = snapshot.taken_slots(earliest_day(now))
    known = {schedule.id: schedule for schedule in schedules}
    left = [
        record for record in (*snapshot.open_slots(), *snapshot.unfinished_slots()) if record.slot.schedule in known
    ]
    works = [Work(each.schedule, each.slot, None, each.instant, each.is_late) for each in due(schedules, taken, now)]
    works += [_left(known[record.slot.schedule], record) for record in left if not is_held(record, now)]
    ends = [record.lease for record in left if record.lease > now]
    instant = next_due(schedules, taken, now)
    abandoned = [
        each
        for each in snapshot.abandoned_schedules()
        if each.trouble is None and each.destination.place.platform in platforms
    ]
    return Agenda(fair(works), min([*ends, *([instant] if instant else [])], default=None), abandoned)


def fair(works: Sequence[Work]) -> Sequence[Work]:
    """The works by the instant since which they wait; of one instant, one of each place before the second of any."""
    turns: Counter[tuple[datetime, str]] = Counter()
    turned = []
    for work in sorted(works, key=lambda each: (each.instant, each.slot.schedule, each.slot.nth)):
        key = work.instant, work.schedule.destination.place.key
        turned.append((work.instant, turns[key], work))
        turns[key] += 1
    return [work for *_, work in sorted(turned, key=lambda each: each[:2])]


def is_held(record: SlotRecord, now: datetime) -> bool:
    """Whether the record is still its owner's; one from the future is not: the clock was set back."""
    return record.lease - LEASE <= now < record.lease


def is_too_late(schedule: Schedule, record: SlotRecord, now: datetime) -> bool:
    """Whether a slot that was left open is not to be posted any more; of a schedule that rests none of the clock's."""
    if record.slot.nth:
        return abs(now - (record.begun or record.lease - LEASE)) > HAND_GRACE
    return schedule.rests or is_late(schedule, record.slot, now)


def record_of(snapshot: Snapshot, slot: Slot) -> SlotRecord | None:
    """What became of a slot; None where nothing did yet."""
    return next((each for each in snapshot.slots([slot.schedule], slot.day) if each.slot == slot), None)


def _left(schedule: Schedule, record: SlotRecord) -> Work:
    """What somebody left: their time is over, or was written under another time of day."""
    instant = None if record.slot.nth else slot_instant(schedule, record.slot.day)
    return Work(schedule, record.slot, record, instant or record.lease - LEASE)
