"""Schedules and their slots as rows: what the store and its snapshots do with them."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import aiosqlite

from bot.model import Destination, Place, PlaceKind, Platform
from bot.slots import PostedSpan, Reason, Schedule, ScheduleId, Slot, SlotRecord, SlotState
from storage.searches import count_microseconds

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTES = 60

_SCHEDULES = "SELECT id, platform, place_kind, place_id, channel, at_minute, zone, since_us FROM schedule"

# The bot is where it would post.
_PRESENT = "NOT EXISTS (SELECT 1 FROM absence WHERE place = platform || ':' || place_id)"

# A schedule that is set as it stands goes on: what it owes since it was set is not forgotten. An earlier `since`
# wins also over a clock that was once ahead.
_SET = """
INSERT INTO schedule (platform, place_kind, place_id, channel, at_minute, zone, since_us)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (platform, place_id, channel, at_minute) DO UPDATE SET
    since_us = CASE
        WHEN active AND zone = excluded.zone THEN min(since_us, excluded.since_us)
        ELSE excluded.since_us
    END,
    place_kind = excluded.place_kind,
    zone = excluded.zone,
    active = 1
RETURNING id, platform, place_kind, place_id, channel, at_minute, zone, since_us
"""

_SLOTS = "SELECT schedule_id, day, state, owner, lease_us, begun_us, clip_id, message, reason FROM slot"

_CLAIM = """
INSERT INTO slot (schedule_id, day, state, owner, lease_us, begun_us, clip_id, message, reason)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING
RETURNING 1
"""

_REPLACE = """
UPDATE slot
SET state = ?, owner = ?, lease_us = ?, begun_us = ?, clip_id = ?, message = ?, reason = ?
WHERE schedule_id = ? AND day = ? AND state = ? AND owner = ? AND lease_us = ?
RETURNING 1
"""

_POSTED = """
SELECT show_slug, stem, start_ms, end_ms
FROM schedule
JOIN slot ON schedule_id = schedule.id
JOIN clip ON clip.id = clip_id
WHERE platform = ? AND place_id = ? AND channel = ? AND state IN ('sending', 'sent', 'unknown')
ORDER BY begun_us, schedule_id, day
"""


# ---------------------------------------------------------------- reading


def read_schedules(connection: sqlite3.Connection) -> Sequence[Schedule]:
    """See `bot.ports.Snapshot.schedules`."""
    rows = connection.execute(f"{_SCHEDULES} WHERE active AND {_PRESENT} ORDER BY id")
    return [_read_schedule(row) for row in rows]


def read_slots(connection: sqlite3.Connection, ids: Collection[ScheduleId], first_day: date) -> Sequence[SlotRecord]:
    """See `bot.ports.Snapshot.slots`."""
    rows = connection.execute(
        f"{_SLOTS} JOIN json_each(?) ON value = schedule_id WHERE day >= ? ORDER BY schedule_id, day",
        (json.dumps(list(ids)), first_day.isoformat()),
    )
    return [_read_slot(row) for row in rows]


def read_open_slots(connection: sqlite3.Connection) -> Sequence[SlotRecord]:
    """See `bot.ports.Snapshot.open_slots`."""
    rows = connection.execute(f"{_SLOTS} WHERE state IN ('claimed', 'sending') ORDER BY schedule_id, day")
    return [_read_slot(row) for row in rows]


def read_posted(connection: sqlite3.Connection, destination: Destination) -> Sequence[PostedSpan]:
    """See `bot.ports.Snapshot.posted`."""
    place = destination.place
    rows = connection.execute(_POSTED, (place.platform.value, place.id, destination.channel))
    return [PostedSpan(*row) for row in rows]


# ---------------------------------------------------------------- writing


async def set_schedule(
    writer: aiosqlite.Connection, destination: Destination, at: time, zone: str, now: datetime
) -> Schedule:
    """See `bot.ports.Store.set_schedule`; inside a transaction."""
    place = destination.place
    values = (place.platform.value, place.kind.value, place.id, destination.channel)
    minute = at.hour * _MINUTES + at.minute
    (row,) = await writer.execute_fetchall(_SET, (*values, minute, zone, count_microseconds(now)))
    return _read_schedule(row)


async def remove_schedule(writer: aiosqlite.Connection, schedule: ScheduleId) -> bool:
    """See `bot.ports.Store.remove_schedule`; inside a transaction."""
    return _any(
        await writer.execute_fetchall("UPDATE schedule SET active = 0 WHERE id = ? AND active RETURNING 1", (schedule,))
    )


async def claim_slot(writer: aiosqlite.Connection, record: SlotRecord) -> bool:
    """See `bot.ports.Store.claim_slot`; inside a transaction."""
    return _any(await writer.execute_fetchall(_CLAIM, (*_key(record), *_values(record))))


async def replace_slot(writer: aiosqlite.Connection, seen: SlotRecord, then: SlotRecord) -> bool:
    """See `bot.ports.Store.replace_slot`; inside a transaction."""
    condition = (*_key(seen), seen.state.value, seen.owner, count_microseconds(seen.lease))
    return _any(await writer.execute_fetchall(_REPLACE, (*_values(then), *condition)))


def _any(rows: Iterable[object]) -> bool:
    return bool(list(rows))


def _key(record: SlotRecord) -> tuple[object, ...]:
    return record.slot.schedule, record.slot.day.isoformat()


def _values(record: SlotRecord) -> tuple[object, ...]:
    reason = record.reason
    return (
        record.state.value,
        record.owner,
        count_microseconds(record.lease),
        None if record.begun is None else count_microseconds(record.begun),
        record.clip,
        record.message,
        None if reason is None else json.dumps([reason.code, reason.values]),
    )


def _read_schedule(row: Sequence[Any]) -> Schedule:
    """A schedule from the columns of `_SCHEDULES`."""
    id_, platform, kind, place_id, channel, minute, zone, since_us = row
    place = Place(Platform(platform), PlaceKind(kind), place_id)
    return Schedule(id_, Destination(place, channel), time(*divmod(minute, _MINUTES)), zone, read_instant(since_us))


def _read_slot(row: Sequence[Any]) -> SlotRecord:
    """A record from the columns of `_SLOTS`."""
    schedule, day, state, owner, lease_us, begun_us, clip, message, reason = row
    return SlotRecord(
        Slot(schedule, date.fromisoformat(day)),
        SlotState(state),
        owner,
        read_instant(lease_us),
        None if begun_us is None else read_instant(begun_us),
        clip,
        message,
        None if reason is None else _read_reason(*json.loads(reason)),
    )


def _read_reason(code: str, values: Iterable[Sequence[str]]) -> Reason:
    return Reason(code, tuple((name, value) for name, value in values))


def read_instant(microseconds: int) -> datetime:
    """The instant that `count_microseconds` counted."""
    return _EPOCH + timedelta(microseconds=microseconds)
