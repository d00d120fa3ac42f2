"""Schedules and the records of their slots as rows."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any

from bot.model import Destination, Place, PlaceKind, Platform
from bot.slots import EVERY_WEEKDAY, Days, Plan, Reason, Schedule, Slot, SlotRecord, SlotState, Step
from storage.instants import count_microseconds, read_instant

SCHEDULES = """
SELECT
    id, platform, place_kind, place_id, channel, at_minute, zone, since_us,
    weekdays, every_days, first_day, show_slug, heading, language, role, is_silent, pins, opens_thread, has_votes,
    set_by, is_paused, trouble, warned
FROM schedule
"""
SLOTS = """
SELECT
    schedule_id, day, nth, state, owner, lease_us, begun_us, clip_id, message, reason, pin, thread, why, asked_by
FROM slot
"""

_MINUTES = 60


def slot_key(record: SlotRecord) -> tuple[object, ...]:
    """What tells the record's row from all others."""
    return record.slot.schedule, record.slot.day.isoformat(), record.slot.nth


def slot_values(record: SlotRecord) -> tuple[object, ...]:
    """The rest of the row, as `SLOTS` has it."""
    return (
        record.state.value,
        record.owner,
        count_microseconds(record.lease),
        None if record.begun is None else count_microseconds(record.begun),
        record.clip,
        record.message,
        None if record.reason is None else reason_text(record.reason),
        record.pin,
        record.thread,
        json.dumps(record.why) if record.why else None,
        record.asked_by,
    )


def plan_values(plan: Plan) -> tuple[object, ...]:
    """A plan's part of the row, as `SCHEDULES` has it."""
    days = plan.days
    return (
        sum(1 << weekday for weekday in days.weekdays),
        days.every,
        None if days.first is None else days.first.isoformat(),
        plan.show,
        plan.heading,
        plan.language,
        plan.role,
        plan.is_silent,
        plan.pins,
        plan.opens_thread,
        plan.has_votes,
        plan.set_by,
    )


def read_schedule(row: Sequence[Any]) -> Schedule:
    """A schedule from a row of `SCHEDULES`."""
    id_, platform, kind, place_id, channel, minute, zone, since_us, *planned, is_paused, trouble, warned = row
    return Schedule(
        id_,
        Destination(Place(Platform(platform), PlaceKind(kind), place_id), channel),
        time(*divmod(minute, _MINUTES)),
        zone,
        read_instant(since_us),
        _read_plan(planned),
        bool(is_paused),
        None if trouble is None else _read_reason(*json.loads(trouble)),
        warned,
    )


def _read_plan(row: Sequence[Any]) -> Plan:
    weekdays, every, first, show, heading, language, role, *switches, set_by = row
    days = Days(
        frozenset(weekday for weekday in EVERY_WEEKDAY if weekdays >> weekday & 1),
        every,
        None if first is None else date.fromisoformat(first),
    )
    is_silent, pins, opens_thread, has_votes = (bool(switch) for switch in switches)
    return Plan(days, show, heading, language, role, is_silent, pins, opens_thread, has_votes, set_by)


def read_slot(row: Sequence[Any]) -> SlotRecord:
    """A record from a row of `SLOTS`."""
    schedule, day, nth, state, owner, lease_us, begun_us, clip, message, reason, pin, thread, why, asked_by = row
    return SlotRecord(
        Slot(schedule, date.fromisoformat(day), nth),
        SlotState(state),
        owner,
        read_instant(lease_us),
        None if begun_us is None else read_instant(begun_us),
        clip,
        message,
        None if reason is None else _read_reason(*json.loads(reason)),
        None if pin is None else Step(pin),
        None if thread is None else Step(thread),
        tuple((name, value) for name, value in json.loads(why)) if why else (),
        asked_by,
    )


def reason_text(reason: Reason) -> str:
    """A reason as the text of a column."""
    return json.dumps([reason.code, reason.values])


def _read_reason(code: str, values: Iterable[Sequence[str]]) -> Reason:
    return Reason(code, tuple((name, value) for name, value in values))
