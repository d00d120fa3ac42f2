"""What people keep and what is kept of them, as rows."""

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import datetime
from typing import Any

import aiosqlite

from bot.amends import CorrectionId
from bot.errors import ChangedError
from bot.model import Clip, ClipId, Scope
from bot.people_ports import Kept, Saving
from bot.saved import SavedSearch
from storage.episodes import keep_clip
from storage.instants import count_microseconds
from storage.scoping import IN_SCOPE, in_scope
from storage.searches import dump_search

_OPTED_OUT = "SELECT 1 FROM opted_out WHERE person = ?"

_KEPT = """
SELECT
EXISTS (SELECT 1 FROM opted_out WHERE person = :person),
(SELECT count(*) FROM saved_search WHERE asker = :person),
(SELECT count(*) FROM bookmark WHERE person = :person),
(SELECT count(*) FROM report WHERE person = :person),
(SELECT count(*) FROM withholding WHERE person = :person)
+ (SELECT count(*) FROM suggestion WHERE decided_by = :person),
(SELECT count(*) FROM vote WHERE person = :person),
(SELECT count(*) FROM suggestion WHERE person = :person AND verdict = 'open'),
(SELECT count(*) FROM suggestion WHERE person = :person AND verdict <> 'open')
"""

_PROPOSED = "SELECT id FROM correction WHERE asker = ? ORDER BY id"

_FORGET = (
    "DELETE FROM saved_search WHERE asker = ?",
    "DELETE FROM bookmark WHERE person = ?",
    "DELETE FROM report WHERE person = ?",
    "UPDATE correction SET asker = '' WHERE asker = ?",
    "UPDATE withholding SET person = NULL WHERE person = ?",
    "DELETE FROM vote WHERE person = ?",
    "DELETE FROM suggestion WHERE person = ? AND verdict = 'open'",
    "UPDATE suggestion SET person = '' WHERE person = ?",
    "UPDATE suggestion SET decided_by = '' WHERE decided_by = ?",
    "UPDATE schedule SET set_by = '' WHERE set_by = ?",
    "UPDATE slot SET asked_by = '' WHERE asked_by = ?",
)
"""Every column that holds a person, but for the choice to opt out."""

_BOOKMARKS = """
SELECT clip_id
FROM bookmark
JOIN clip ON clip.id = clip_id
JOIN show ON slug = show_slug
WHERE person = :person AND show.id IN (SELECT value FROM json_each(:scope))
ORDER BY saved_us DESC, clip_id
"""

_STANDING = """
SELECT clip_id
FROM bookmark
JOIN clip ON clip.id = clip_id
JOIN show ON slug = show_slug
JOIN episode ON show_id = show.id AND episode.stem = clip.stem
"""

_POPULAR = f"""{_STANDING}
WHERE present AND {IN_SCOPE}
GROUP BY clip_id
ORDER BY count(*) DESC, max(saved_us) DESC, clip_id
LIMIT :limit
"""

# Whoever opted out while they were searching is asked here, not before.
_KEEP_SEARCH = """
INSERT OR REPLACE INTO saved_search (id, created_us, payload, asker)
SELECT :id, :created, :payload, :asker WHERE NOT EXISTS (SELECT 1 FROM opted_out WHERE person = :asker)
"""


class PeopleSnapshot:
    """`bot.people_ports.PeopleReads` over SQLite. Each method is one statement, `kept_of` two."""

    _connection: sqlite3.Connection

    def opted_out(self, person: str) -> bool:
        """See `bot.people_ports.PeopleReads`."""
        return self._connection.execute(_OPTED_OUT, (person,)).fetchone() is not None

    def kept_of(self, person: str) -> Kept:
        """See `bot.people_ports.PeopleReads`."""
        [counts] = self._connection.execute(_KEPT, {"person": person})
        return _kept(counts, self._connection.execute(_PROPOSED, (person,)))

    def bookmarks(self, person: str, scope: Scope) -> Sequence[ClipId]:
        """See `bot.people_ports.PeopleReads`."""
        values = {"person": person, "scope": in_scope(scope)["scope"]}
        return [ClipId(row[0]) for row in self._connection.execute(_BOOKMARKS, values)]

    def popular(self, scope: Scope, limit: int) -> Sequence[ClipId]:
        """See `bot.people_ports.PeopleReads`."""
        rows = self._connection.execute(_POPULAR, {"limit": limit, **in_scope(scope)})
        return [ClipId(row[0]) for row in rows]


class SqlitePeople:
    """`bot.people_ports.PeopleShelf` over a store's file.

    Args:
        write: one transaction.
    """

    def __init__(self, write: Callable[[], AbstractAsyncContextManager[aiosqlite.Connection]]) -> None:
        self._write = write

    async def save(self, person: str, clip_id: ClipId, now: datetime, most: int) -> Saving:
        """See `bot.people_ports.PeopleShelf`."""
        async with self._write() as writer:
            if await writer.execute_fetchall(_OPTED_OUT, (person,)):
                return Saving.OPTED_OUT
            key = (person, clip_id)
            if await writer.execute_fetchall("SELECT 1 FROM bookmark WHERE person = ? AND clip_id = ?", key):
                return Saving.KNOWN
            [(count,)] = await writer.execute_fetchall("SELECT count(*) FROM bookmark WHERE person = ?", (person,))
            if count >= most:
                return Saving.FULL
            await writer.execute("INSERT INTO bookmark VALUES (?, ?, ?)", (*key, count_microseconds(now)))
            return Saving.SAVED

    async def unsave(self, person: str, clip_id: ClipId) -> bool:
        """See `bot.people_ports.PeopleShelf`."""
        async with self._write() as writer:
            sql = "DELETE FROM bookmark WHERE person = ? AND clip_id = ? RETURNING 1"
            return bool(list(await writer.execute_fetchall(sql, (person, clip_id))))

    async def keep_clips(self, clips: Sequence[Clip]) -> None:
        """See `bot.people_ports.PeopleShelf`."""
        async with self._write() as writer:
            for clip in clips:
                with suppress(ChangedError):
                    await keep_clip(writer, clip)

    async def forget(self, person: str) -> Kept:
        """See `bot.people_ports.PeopleShelf`."""
        async with self._write() as writer:
            [counts] = await writer.execute_fetchall(_KEPT, {"person": person})
            proposed = await writer.execute_fetchall(_PROPOSED, (person,))
            async with _overwriting(writer):
                for sql in _FORGET:
                    await writer.execute(sql, (person,))
            return _kept(counts, proposed)

    async def opt(self, person: str, *, out: bool) -> None:
        """See `bot.people_ports.PeopleShelf`."""
        async with self._write() as writer:
            sql = "INSERT OR IGNORE INTO opted_out VALUES (?)" if out else "DELETE FROM opted_out WHERE person = ?"
            await writer.execute(sql, (person,))


def _kept(counts: Sequence[Any], proposed: Iterable[Sequence[Any]]) -> Kept:
    opted_out, searches, bookmarks, reports, *others = counts
    corrections = tuple(CorrectionId(row[0]) for row in proposed)
    return Kept(bool(opted_out), searches, bookmarks, corrections, reports, *others)


@asynccontextmanager
async def _overwriting(writer: aiosqlite.Connection) -> AsyncIterator[None]:
    """Overwrite what is deleted, rather than leave it in the file until its place is needed."""
    [(before,)] = await writer.execute_fetchall("PRAGMA secure_delete")
    await writer.execute("PRAGMA secure_delete = ON")
    try:
        yield
    finally:
        await writer.execute(f"PRAGMA secure_delete = {int(before)}")


async def purge_searches(writer: aiosqlite.Connection, before: datetime) -> int:
    """See `bot.ports.Store.purge_searches`; inside a transaction."""
    async with _overwriting(writer):
        sql = "DELETE FROM saved_search WHERE created_us < ?"
        return (await writer.execute(sql, (count_microseconds(before),))).rowcount


async def keep_search(writer: aiosqlite.Connection, search: SavedSearch) -> None:
    """See `bot.ports.Store.keep_search`; inside a transaction."""
    values = {
        "id": search.id,
        "created": count_microseconds(search.created),
        "payload": dump_search(search),
        "asker": search.asker,
    }
    await writer.execute(_KEEP_SEARCH, values)
