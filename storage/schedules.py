"""Schedules and their slots: what the store and its snapshots do with them."""

import json
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime, time
from functools import lru_cache

import aiosqlite

from bot.model import Destination
from bot.slots import USUAL_PLAN, Plan, PostedSpan, Reason, Schedule, ScheduleId, Slot, SlotRecord
from storage.instants import count_microseconds
from storage.schedule_rows import (
    SCHEDULES,
    SLOTS,
    plan_values,
    read_schedule,
    read_slot,
    reason_text,
    slot_key,
    slot_values,
)

# The bot is where it would post.
_PRESENT = "NOT EXISTS (SELECT 1 FROM absence WHERE place = platform || ':' || place_id)"

# A schedule that is set as it stands goes on: what it owes since it was set is not forgotten. An earlier `since`
# wins also over a clock that was once ahead. One that rested, or has other days, counts from now.
_SET = """
INSERT INTO schedule (
    platform, place_kind, place_id, channel, at_minute, zone, since_us,
    weekdays, every_days, first_day, show_slug, heading, language, role, is_silent, pins, opens_thread, has_votes,
    set_by
)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (platform, place_id, channel, at_minute) DO UPDATE SET
    since_us = CASE
        WHEN active AND NOT is_paused AND trouble IS NULL AND zone = excluded.zone
            AND weekdays = excluded.weekdays AND every_days = excluded.every_days
            AND first_day IS excluded.first_day
        THEN min(since_us, excluded.since_us)
        ELSE excluded.since_us
    END,
    place_kind = excluded.place_kind,
    zone = excluded.zone,
    weekdays = excluded.weekdays,
    every_days = excluded.every_days,
    first_day = excluded.first_day,
    show_slug = excluded.show_slug,
    heading = excluded.heading,
    language = excluded.language,
    role = excluded.role,
    is_silent = excluded.is_silent,
    pins = excluded.pins,
    opens_thread = excluded.opens_thread,
    has_votes = excluded.has_votes,
    set_by = excluded.set_by,
    is_paused = 0,
    trouble = NULL,
    warned = '',
    active = 1
RETURNING id
"""

# Of any number of processes that find the same trouble one is told that it was the first.
_PAUSE = """
UPDATE schedule SET is_paused = 1 WHERE id = ? AND active AND NOT is_paused RETURNING 1
"""
_STOP = """
UPDATE schedule SET trouble = ? WHERE id = ? AND active AND trouble IS NULL RETURNING 1
"""
_RESUME = """
UPDATE schedule SET is_paused = 0, trouble = NULL, warned = '', since_us = max(since_us, ?)
WHERE id = ? AND active AND (is_paused OR trouble IS NOT NULL)
RETURNING id
"""
_REMOVE = "UPDATE schedule SET active = 0 WHERE id = ? AND active RETURNING 1"
_WARN = "UPDATE schedule SET warned = ? WHERE id = ? AND active AND warned <> ? RETURNING 1"

_IN_ORDER = "ORDER BY schedule_id, day, nth"

_CLAIM = """
INSERT INTO slot (
    schedule_id, day, nth, state, owner, lease_us, begun_us, clip_id, message, reason, pin, thread, why, asked_by
)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING
RETURNING 1
"""

_REPLACE = """
UPDATE slot
SET state = ?, owner = ?, lease_us = ?, begun_us = ?, clip_id = ?, message = ?, reason = ?,
    pin = ?, thread = ?, why = ?, asked_by = ?
WHERE schedule_id = ? AND day = ? AND nth = ? AND state = ? AND owner = ? AND lease_us = ?
RETURNING 1
"""

_FREE = """
DELETE FROM slot
WHERE schedule_id = ? AND day = ? AND nth = ? AND state = ? AND owner = ? AND lease_us = ?
RETURNING 1
"""

# The schedules first: of each the last days are found by the key, and the years before them are not read.
_TAKEN = """
SELECT schedule_id, day FROM schedule CROSS JOIN slot ON schedule_id = schedule.id AND day >= ?
WHERE active AND nth = 0
"""

_POSTED = """
SELECT clip.show_slug, stem, start_ms, end_ms
FROM schedule
JOIN slot ON schedule_id = schedule.id
JOIN clip ON clip.id = clip_id
WHERE platform = ? AND place_id = ? AND channel = ? AND state IN ('sending', 'sent', 'unknown')
ORDER BY begun_us, schedule_id, day, nth
"""


class SchedulesSnapshot:
    """`bot.slot_ports.SlotReads` over SQLite. Each method is one statement."""

    _connection: sqlite3.Connection

    def schedules(self) -> Sequence[Schedule]:
        """See `bot.slot_ports.SlotReads`."""
        rows = self._connection.execute(f"{SCHEDULES} WHERE active AND {_PRESENT} ORDER BY id")
        return [read_schedule(row) for row in rows]

    def schedule(self, schedule: ScheduleId) -> Schedule | None:
        """See `bot.slot_ports.SlotReads`."""
        rows = self._connection.execute(f"{SCHEDULES} WHERE id = ? AND active AND {_PRESENT}", (schedule,))
        return next(map(read_schedule, rows), None)

    def abandoned_schedules(self) -> Sequence[Schedule]:
        """See `bot.slot_ports.SlotReads`."""
        rows = self._connection.execute(f"{SCHEDULES} WHERE active AND NOT {_PRESENT} ORDER BY id")
        return [read_schedule(row) for row in rows]

    def taken_slots(self, first_day: date) -> frozenset[Slot]:
        """See `bot.slot_ports.SlotReads`."""
        rows = self._connection.execute(_TAKEN, (first_day.isoformat(),))
        # Many slots have the same few dates.
        days = lru_cache(date.fromisoformat)
        return frozenset(Slot(schedule, days(day)) for schedule, day in rows)

    def slots(self, ids: Collection[ScheduleId], first_day: date) -> Sequence[SlotRecord]:
        """See `bot.slot_ports.SlotReads`."""
        sql = f"{SLOTS} JOIN json_each(?) ON value = schedule_id WHERE day >= ? {_IN_ORDER}"
        return self._records(sql, json.dumps(list(ids)), first_day.isoformat())

    def open_slots(self) -> Sequence[SlotRecord]:
        """See `bot.slot_ports.SlotReads`."""
        return self._records(f"{SLOTS} WHERE state IN ('claimed', 'sending') {_IN_ORDER}")

    def unfinished_slots(self) -> Sequence[SlotRecord]:
        """See `bot.slot_ports.SlotReads`."""
        return self._records(f"{SLOTS} WHERE (pin = 'due' OR thread = 'due') AND state = 'sent' {_IN_ORDER}")

    def pinned_slots(self, schedule: ScheduleId) -> Sequence[SlotRecord]:
        """See `bot.slot_ports.SlotReads`."""
        return self._records(f"{SLOTS} WHERE schedule_id = ? AND pin = 'done' {_IN_ORDER}", schedule)

    def posted(self, destination: Destination) -> Sequence[PostedSpan]:
        """See `bot.slot_ports.SlotReads`."""
        place = destination.place
        rows = self._connection.execute(_POSTED, (place.platform.value, place.id, destination.channel))
        return [PostedSpan(*row) for row in rows]

    def _records(self, sql: str, *values: object) -> Sequence[SlotRecord]:
        return [read_slot(row) for row in self._connection.execute(sql, values)]


class SchedulesStore(ABC):
    """`bot.slot_ports.SlotWrites` over SQLite: each call is one transaction."""

    @abstractmethod
    def write(self) -> AbstractAsyncContextManager[aiosqlite.Connection]:
        """One transaction, see `storage.sqlite.SqliteStore`."""

    async def set_schedule(
        self, destination: Destination, at: time, zone: str, now: datetime, plan: Plan = USUAL_PLAN
    ) -> Schedule:
        """See `bot.slot_ports.SlotWrites`."""
        place = destination.place
        where = (place.platform.value, place.kind.value, place.id, destination.channel)
        when = (at.hour * 60 + at.minute, zone, count_microseconds(now))
        async with self.write() as writer:
            [[schedule]] = await writer.execute_fetchall(_SET, (*where, *when, *plan_values(plan)))
            return await _schedule(writer, schedule)

    async def remove_schedule(self, schedule: ScheduleId) -> bool:
        """See `bot.slot_ports.SlotWrites`."""
        return await self._changes(_REMOVE, schedule)

    async def pause_schedule(self, schedule: ScheduleId, trouble: Reason | None = None) -> bool:
        """See `bot.slot_ports.SlotWrites`."""
        if trouble is None:
            return await self._changes(_PAUSE, schedule)
        return await self._changes(_STOP, reason_text(trouble), schedule)

    async def resume_schedule(self, schedule: ScheduleId, now: datetime) -> Schedule | None:
        """See `bot.slot_ports.SlotWrites`."""
        async with self.write() as writer:
            resumed = list(await writer.execute_fetchall(_RESUME, (count_microseconds(now), schedule)))
            return await _schedule(writer, schedule) if resumed else None

    async def warn_of_schedule(self, schedule: ScheduleId, code: str) -> bool:
        """See `bot.slot_ports.SlotWrites`."""
        return await self._changes(_WARN, code, schedule, code)

    async def claim_slot(self, record: SlotRecord) -> bool:
        """See `bot.slot_ports.SlotWrites`."""
        return await self._changes(_CLAIM, *slot_key(record), *slot_values(record))

    async def replace_slot(self, seen: SlotRecord, then: SlotRecord) -> bool:
        """See `bot.slot_ports.SlotWrites`."""
        return await self._changes(_REPLACE, *slot_values(then), *_as_seen(seen))

    async def free_slot(self, seen: SlotRecord) -> bool:
        """See `bot.slot_ports.SlotWrites`."""
        return await self._changes(_FREE, *_as_seen(seen))

    async def _changes(self, sql: str, *values: object) -> bool:
        """Whether a statement changed a row: each of them returns those that it did."""
        async with self.write() as writer:
            return bool(list(await writer.execute_fetchall(sql, values)))


def _as_seen(seen: SlotRecord) -> tuple[object, ...]:
    return (*slot_key(seen), seen.state.value, seen.owner, count_microseconds(seen.lease))


async def _schedule(writer: aiosqlite.Connection, schedule: ScheduleId) -> Schedule:
    [row] = await writer.execute_fetchall(f"{SCHEDULES} WHERE id = ?", (schedule,))
    return read_schedule(row)
