"""What must not be shown as rows: what the store and its snapshots do with it."""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager

import aiosqlite

from bot.model import ClipId, EpisodeId, Place
from bot.withheld import (
    ALL,
    Act,
    BlockedWords,
    Decided,
    Hidden,
    Report,
    Said,
    Target,
    Withheld,
)
from storage.instants import count_microseconds, read_instant
from storage.scoping import to_json

LOGGED = 1_000
"""Decisions of each reach that the log keeps: more than is ever read, and a button that is pressed forever fills no
disk."""

# One statement, read for every search: where nothing is hidden it is a look into an index for each episode.
_WITHHELD = """
SELECT
episode.id, iif(hidden.clip_id = '', 0, start_ms), iif(hidden.clip_id = '', :end, end_ms), coalesce(clip.words, '')
FROM json_each(:episodes) AS wanted
CROSS JOIN episode ON episode.id = wanted.value
CROSS JOIN show ON show.id = show_id
CROSS JOIN hidden ON hidden.show_slug = slug AND hidden.stem = episode.stem AND hidden.place IN ('', :place)
LEFT JOIN clip ON clip.id = hidden.clip_id
WHERE hidden.clip_id = '' OR clip.present
UNION ALL
SELECT NULL, 0, 0, words FROM blocked WHERE place IN ('', :place)
"""

_HIDDEN = """
SELECT
hidden.show_slug, hidden.stem, hidden.clip_id, hidden_us,
CASE WHEN episode.id IS NULL THEN NULL WHEN hidden.clip_id = '' THEN 0 WHEN clip.present THEN clip.start_ms END
FROM hidden
LEFT JOIN clip ON clip.id = hidden.clip_id
LEFT JOIN show ON slug = hidden.show_slug
LEFT JOIN episode ON show_id = show.id AND episode.stem = hidden.stem
WHERE hidden.place = ?
ORDER BY hidden_us DESC, hidden.show_slug, hidden.stem, hidden.clip_id
"""

_REPORTS = """
SELECT show_slug, stem, clip_id, place, person, words, reported_us FROM report
WHERE ?1 IN ('', place) ORDER BY reported_us, id
"""

_REPORT = """
INSERT INTO report (show_slug, stem, clip_id, place, person, words, reported_us) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (clip_id, place, person) DO UPDATE SET words = excluded.words WHERE excluded.words <> ''
"""

_CLOSE = """
DELETE FROM report
WHERE show_slug = ?1 AND stem = ?2 AND ?3 IN ('', clip_id) AND ?4 IN ('', place)
RETURNING 1
"""

_LOG = """
INSERT INTO withholding (place, act, show_slug, stem, clip_id, person, acted_us)
VALUES (?1, ?2, ?3, ?4, ?5, CASE WHEN EXISTS (SELECT 1 FROM opted_out WHERE person = ?6) THEN NULL ELSE ?6 END, ?7)
"""
"""Whoever wants nothing kept of them is not named."""

_SHORTEN_LOG = """
DELETE FROM withholding
WHERE place = ?1 AND id <= (SELECT id FROM withholding WHERE place = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
"""

_DECIDED = """
SELECT act, show_slug, stem, clip_id, place, person, acted_us FROM withholding
WHERE ?1 IN ('', place) ORDER BY id DESC
"""


class WithheldSnapshot:
    """`bot.withheld_ports.WithheldReads` over SQLite. Each method is one statement."""

    _connection: sqlite3.Connection

    def withheld(self, episodes: Collection[EpisodeId], place: Place) -> Withheld:
        """See `bot.withheld_ports.WithheldReads`."""
        values = {"episodes": to_json(episodes), "place": place.key, "end": ALL.end_ms}
        spans: dict[EpisodeId, list[Said]] = {}
        blocked = []
        for episode, start_ms, end_ms, words in self._connection.execute(_WITHHELD, values):
            if episode is None:
                blocked.append(words)
            else:
                spans.setdefault(EpisodeId(episode), []).append(Said(start_ms, end_ms, words))
        return Withheld(spans, tuple(blocked))

    def hidden(self, reach: str) -> Sequence[Hidden]:
        """See `bot.withheld_ports.WithheldReads`."""
        rows = self._connection.execute(_HIDDEN, (reach,))
        return [
            Hidden(Target(slug, stem, ClipId(clip)), read_instant(hidden_us), start_ms)
            for slug, stem, clip, hidden_us, start_ms in rows
        ]

    def blocked(self, reach: str) -> Sequence[BlockedWords]:
        """See `bot.withheld_ports.WithheldReads`."""
        rows = self._connection.execute("SELECT id, words FROM blocked WHERE place = ? ORDER BY id", (reach,))
        return [BlockedWords(*row) for row in rows]

    def reports(self, reach: str) -> Sequence[Report]:
        """See `bot.withheld_ports.WithheldReads`."""
        rows = self._connection.execute(_REPORTS, (reach,))
        return [
            Report(Target(slug, stem, ClipId(clip)), place, person, words, read_instant(reported_us))
            for slug, stem, clip, place, person, words, reported_us in rows
        ]

    def decided(self, reach: str) -> Sequence[Decided]:
        """See `bot.withheld_ports.WithheldReads`."""
        rows = self._connection.execute(_DECIDED, (reach,))
        return [
            Decided(Act(act), Target(slug, stem, ClipId(clip)), place, person, read_instant(acted_us))
            for act, slug, stem, clip, place, person, acted_us in rows
        ]


class WithheldStore(ABC):
    """`bot.withheld_ports.WithheldWrites` over SQLite: each call is one transaction."""

    @abstractmethod
    def write(self) -> AbstractAsyncContextManager[aiosqlite.Connection]:
        """One transaction, see `storage.sqlite.SqliteStore`."""

    async def hide(self, decided: Decided) -> bool:
        """See `bot.withheld_ports.WithheldWrites`."""
        target = decided.target
        values = (target.show_slug, target.stem, decided.reach, target.clip_id, count_microseconds(decided.acted))
        async with self.write() as writer:
            is_new = await _any(writer, "INSERT OR IGNORE INTO hidden VALUES (?, ?, ?, ?, ?) RETURNING 1", values)
            await _close(writer, decided)
            if is_new:
                await _log(writer, decided)
            return is_new

    async def unhide(self, decided: Decided) -> bool:
        """See `bot.withheld_ports.WithheldWrites`."""
        target = decided.target
        sql = "DELETE FROM hidden WHERE show_slug = ? AND stem = ? AND place = ? AND clip_id = ? RETURNING 1"
        async with self.write() as writer:
            was_there = await _any(writer, sql, (target.show_slug, target.stem, decided.reach, target.clip_id))
            if was_there:
                await _log(writer, decided)
            return was_there

    async def dismiss(self, decided: Decided) -> bool:
        """See `bot.withheld_ports.WithheldWrites`."""
        async with self.write() as writer:
            was_there = await _close(writer, decided)
            if was_there:
                await _log(writer, decided)
            return was_there

    async def block(self, reach: str, words: str) -> bool:
        """See `bot.withheld_ports.WithheldWrites`."""
        async with self.write() as writer:
            sql = "INSERT OR IGNORE INTO blocked (place, words) VALUES (?, ?) RETURNING 1"
            return await _any(writer, sql, (reach, words))

    async def unblock(self, reach: str, number: int) -> bool:
        """See `bot.withheld_ports.WithheldWrites`."""
        async with self.write() as writer:
            return await _any(writer, "DELETE FROM blocked WHERE place = ? AND id = ? RETURNING 1", (reach, number))

    async def report(self, report: Report) -> None:
        """See `bot.withheld_ports.WithheldWrites`."""
        target, reported_us = report.target, count_microseconds(report.reported)
        values = (target.show_slug, target.stem, target.clip_id, report.place, report.person, report.words, reported_us)
        async with self.write() as writer:
            await writer.execute(_REPORT, values)


async def _close(writer: aiosqlite.Connection, decided: Decided) -> bool:
    """Delete what was reported of a target in reach; whether there was anything."""
    target = decided.target
    return await _any(writer, _CLOSE, (target.show_slug, target.stem, target.clip_id, decided.reach))


async def _log(writer: aiosqlite.Connection, decided: Decided) -> None:
    target, acted_us = decided.target, count_microseconds(decided.acted)
    named = (target.show_slug, target.stem, target.clip_id)
    await writer.execute(_LOG, (decided.reach, decided.act.value, *named, decided.person, acted_us))
    await writer.execute(_SHORTEN_LOG, (decided.reach, LOGGED))


async def _any(writer: aiosqlite.Connection, sql: str, values: tuple[object, ...]) -> bool:
    return bool(list(await writer.execute_fetchall(sql, values)))
