"""When a daily post is due: pure functions of the time.

A schedule is a time of day on the clocks of a zone; the slot of a local date is due at one instant:

- a time that the clocks show twice, as when they are set back, is the first of the two;
- one that they leap over, as when they are set forward, is the first instant after the gap: 03:00 for 02:30;
- a date that the zone left out as a whole, as Samoa did with 2011-12-30, has no slot, and neither has a date that is
  none of the plan's days.

After a time away a slot is caught up with for `GRACE`; then it is late.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.slots import Schedule, Slot

GRACE = timedelta(hours=6)
"""How long after its instant a slot may still be posted."""
LOOK_BACK_DAYS = 7
"""How many missed days are told one by one; what was missed before them is left out."""
_SPARE_DAYS = 3
"""How much later than its days say the next slot may be: where the zone leaves a date out, or today's is over."""
_WEEK = 7
_INSTANTS_KEPT = 4096
"""Thousands of places have few times and zones among them."""
_NONCE_BYTES = 12
"""24 letters: Discord takes 25 (its API reference, "Create Message")."""
_MARK_CHARS = 10
"""Of the nonce: one in a million million is the same, and there is one post in a channel at a time."""
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class DueSlot:
    """A slot whose instant has come.

    Attributes:
        instant: when that was, in UTC.
        is_late: whether its grace is over, so that it is skipped.
    """

    schedule: Schedule
    slot: Slot
    instant: datetime
    is_late: bool


def due(schedules: Sequence[Schedule], last_slots: Collection[Slot], now: datetime) -> tuple[DueSlot, ...]:
    """The slots that are owed now.

    Args:
        schedules: all that count.
        last_slots: those slots of the last `LOOK_BACK_DAYS` days and later that have a record: they are never due
            again, wherever the clock is set.
        now: aware.
    """
    return tuple(slot for schedule in schedules for slot in _owed(schedule, last_slots, now))


def next_due(schedules: Sequence[Schedule], last_slots: Collection[Slot], now: datetime) -> datetime | None:
    """The first instant after `now` at which a slot will be due, in UTC; None where there is none."""
    instants = (next_run(schedule, last_slots, now) for schedule in schedules)
    return min((instant for instant in instants if instant is not None), default=None)


def next_run(schedule: Schedule, last_slots: Collection[Slot], now: datetime) -> datetime | None:
    """The first instant after `now` at which a slot of this schedule will be due, in UTC; None while it rests."""
    following = next_slot(schedule, last_slots, now)
    return slot_instant(schedule, following.day) if following is not None else None


def next_slot(schedule: Schedule, last_slots: Collection[Slot], now: datetime) -> Slot | None:
    """The first slot of this schedule that will be due after `now`; None while it rests."""
    if schedule.rests:
        return None
    today = now.astimezone(ZoneInfo(schedule.zone)).date()
    # Weekdays and every so many days come together again after as many weeks, also after one that was left out.
    span = _WEEK * schedule.plan.days.every + _SPARE_DAYS
    ahead, stop = -1, span
    while ahead < stop:
        slot = Slot(schedule.id, today + timedelta(days=ahead))
        instant = slot_instant(schedule, slot.day)
        if instant is not None and instant > now and instant >= schedule.since:
            if slot not in last_slots:
                return slot
            stop = ahead + span
        ahead += 1
    return None


def earliest_day(now: datetime) -> date:
    """The first local date, in any zone, whose slots `due` and `next_run` ask about."""
    return now.astimezone(UTC).date() - timedelta(days=LOOK_BACK_DAYS + 1)


def is_late(schedule: Schedule, slot: Slot, now: datetime) -> bool:
    """Whether the grace of this slot is over, or its date has none any more."""
    instant = slot_instant(schedule, slot.day)
    return instant is None or now - instant > GRACE


def slot_instant(schedule: Schedule, day: date) -> datetime | None:
    """When the slot of this local date is due, in UTC; None where it has none, or where the zone has no such date."""
    return _instant(day, schedule.at, schedule.zone) if schedule.plan.days.holds(day) else None


@lru_cache(maxsize=_INSTANTS_KEPT)
def _instant(day: date, at: time, zone_name: str) -> datetime | None:
    """When the clocks of a zone show this time of this date first; None where the zone has no such date."""
    zone = ZoneInfo(zone_name)
    instant = first_instant(day, at, zone)
    if instant.astimezone(zone).date() == day:
        return instant
    # A gap at the end of a day leads into the next one; a gap that holds all of the day leaves nothing of it.
    day_begins = first_instant(day, time.min, zone)
    return instant if day_begins.astimezone(zone).date() == day else None


def first_instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The first instant, in UTC, at which the zone's clocks show this time, or have leapt over it."""
    wall = datetime.combine(day, at, zone)
    instant = wall.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    return _leap(wall.replace(fold=1).astimezone(UTC), instant, zone)


def nonce(schedule: Schedule, slot: Slot) -> str:
    """What tells a slot's post from every other: the same for each attempt, at most 25 characters."""
    return hashlib.blake2b(slot_key(schedule, slot).encode(), digest_size=_NONCE_BYTES).hexdigest()


def mark(schedule: Schedule, slot: Slot) -> str:
    """The slot's short id, which stands where people may see it: its date, and the beginning of its nonce."""
    return f"{slot.day.isoformat()} · {nonce(schedule, slot)[:_MARK_CHARS]}"


def slot_key(schedule: Schedule, slot: Slot) -> str:
    """A slot's name by where and when it is: the same in every store."""
    destination = schedule.destination
    named = (destination.place.key, destination.channel, f"{schedule.at:%H:%M}", slot.day.isoformat())
    return "\0".join((*named, *([str(slot.nth)] if slot.nth else [])))


def _owed(schedule: Schedule, last_slots: Collection[Slot], now: datetime) -> Iterator[DueSlot]:
    """From today back to the last slot that has a record, or to the schedule's beginning; none while it rests."""
    if schedule.rests:
        return
    today = now.astimezone(ZoneInfo(schedule.zone)).date()
    for back in range(LOOK_BACK_DAYS + 1):
        slot = Slot(schedule.id, today - timedelta(days=back))
        instant = slot_instant(schedule, slot.day)
        # One that was left out ahead of its time says nothing of those before it.
        if slot in last_slots and (instant is None or instant <= now):
            return
        if instant is None or instant > now:
            continue
        if instant < schedule.since:
            return
        yield DueSlot(schedule, slot, instant, is_late=now - instant > GRACE)


def _leap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first instant of the offset that holds at `after`, which did not yet hold at `before`."""
    offset = after.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // _SECOND // 2 * _SECOND
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after
