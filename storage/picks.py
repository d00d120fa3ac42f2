"""Votes and suggestions as rows, and what choosing a clip reads."""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any

import aiosqlite

from bot.model import ClipId, Destination, Place, PlaceKind, Platform, Scope
from bot.picks import Ballot, Liked, Sent, Suggestion, Tally, Verdict
from bot.slots import PostedSpan
from storage.holdings import Kept, index_version
from storage.instants import count_microseconds, read_instant
from storage.schedule_rows import SLOTS, read_slot
from storage.scoping import in_scope

_SUGGESTIONS = """
SELECT place, clip_id, person, suggested_us, verdict, decided_by, decided_us, show_slug, stem, start_ms, end_ms
FROM suggestion LEFT JOIN clip ON clip.id = clip_id AND present
WHERE place = ? ORDER BY suggested_us, clip_id
"""

_VOTED = """
SELECT clip_id, show_slug, stem, start_ms, end_ms, sum(weight)
FROM vote JOIN clip ON clip.id = clip_id JOIN show ON slug = show_slug
WHERE place = :place AND present AND show.id IN (SELECT value FROM json_each(:scope))
GROUP BY clip_id ORDER BY clip_id
"""

_TALLY = """
SELECT coalesce(sum(weight = 1), 0), coalesce(sum(weight = -1), 0) FROM vote WHERE place = ? AND clip_id = ?
"""

_POSTS = """
SELECT platform, place_kind, place_id, channel, zone, clip.show_slug, clip.stem, start_ms, end_ms, made.*
FROM (SLOTS WHERE state IN ('sending', 'sent', 'unknown')) AS made
JOIN schedule ON schedule.id = schedule_id
JOIN clip ON clip.id = clip_id
WHERE CONDITION
ORDER BY begun_us, schedule_id, day, nth
"""
_AT, _OF = (
    _POSTS.replace("SLOTS", SLOTS).replace("CONDITION", condition)
    for condition in ("platform = ? AND place_id = ? AND channel = ?", "clip_id = ?")
)

_OPTED_OUT = "SELECT 1 FROM opted_out WHERE person = ?"
_VOTE = """
INSERT INTO vote (place, clip_id, person, weight, voted_us) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (place, clip_id, person) DO UPDATE SET weight = excluded.weight, voted_us = excluded.voted_us
"""
_UNVOTE = "DELETE FROM vote WHERE place = ? AND clip_id = ? AND person = ? AND weight = ? RETURNING 1"

_SUGGEST = """
INSERT INTO suggestion (place, clip_id, person, suggested_us, verdict, decided_by) VALUES (?, ?, ?, ?, 'open', '')
ON CONFLICT (place, clip_id) DO NOTHING
RETURNING 1
"""

_DECIDE = """
INSERT INTO suggestion (place, clip_id, person, suggested_us, verdict, decided_by, decided_us)
VALUES (
    ?1, ?2, iif(EXISTS (SELECT 1 FROM opted_out WHERE person = ?3), '', ?3), ?4,
    ?5, iif(EXISTS (SELECT 1 FROM opted_out WHERE person = ?6), '', ?6), ?7
)
ON CONFLICT (place, clip_id) DO UPDATE SET
    verdict = excluded.verdict, decided_by = excluded.decided_by, decided_us = excluded.decided_us
    WHERE verdict <> excluded.verdict
RETURNING 1
"""


class PicksSnapshot:
    """`bot.pick_ports.PickReads` over SQLite. Each method is one statement, and reads what was kept where it can."""

    _connection: sqlite3.Connection
    _kept: Kept

    def library_version(self) -> int:
        """See `bot.pick_ports.PickReads`."""
        return index_version(self._connection)

    def suggestions(self, place: Place) -> Sequence[Suggestion]:
        """See `bot.pick_ports.PickReads`."""
        return [_read_suggestion(row) for row in self._connection.execute(_SUGGESTIONS, (place.key,))]

    def open_suggestions(self, person: str) -> int:
        """See `bot.pick_ports.PickReads`."""
        sql = "SELECT count(*) FROM suggestion WHERE person = ? AND verdict = 'open'"
        count: int = self._connection.execute(sql, (person,)).fetchone()[0]
        return count

    def voted(self, place: Place, scope: Scope) -> Sequence[Liked]:
        """See `bot.pick_ports.PickReads`."""
        values = {"place": place.key, "scope": in_scope(scope)["scope"]}
        return [Liked(row[0], PostedSpan(*row[1:5]), row[5]) for row in self._connection.execute(_VOTED, values)]

    def saved(self, scope: Scope) -> Sequence[Liked]:
        """See `bot.pick_ports.PickReads`."""
        return [liked for show, liked in self._kept.saved(self._connection) if show in scope.shows]

    def tally(self, place: Place, clip: ClipId) -> Tally:
        """See `bot.pick_ports.PickReads`."""
        return Tally(*self._connection.execute(_TALLY, (place.key, clip)).fetchone())

    def posts(self, destination: Destination) -> Sequence[Sent]:
        """See `bot.pick_ports.PickReads`."""
        place = destination.place
        rows = self._connection.execute(_AT, (place.platform.value, place.id, destination.channel))
        return [_read_post(row) for row in rows]

    def posts_of(self, clip: ClipId) -> Sequence[Sent]:
        """See `bot.pick_ports.PickReads`."""
        return [_read_post(row) for row in self._connection.execute(_OF, (clip,))]


class PicksStore(ABC):
    """`bot.pick_ports.PickWrites` over SQLite: each call is one transaction."""

    @abstractmethod
    def write(self) -> AbstractAsyncContextManager[aiosqlite.Connection]:
        """One transaction, see `storage.sqlite.SqliteStore`."""

    async def vote(self, place: Place, clip: ClipId, person: str, weight: int, now: datetime) -> tuple[Ballot, Tally]:
        """See `bot.pick_ports.PickWrites`."""
        vote = (place.key, clip, person, weight)
        async with self.write() as writer:
            if await writer.execute_fetchall(_OPTED_OUT, (person,)):
                ballot = Ballot.OPTED_OUT
            elif list(await writer.execute_fetchall(_UNVOTE, vote)):
                ballot = Ballot.TAKEN_BACK
            else:
                await writer.execute(_VOTE, (*vote, count_microseconds(now)))
                ballot = Ballot.UP if weight > 0 else Ballot.DOWN
            [counts] = await writer.execute_fetchall(_TALLY, (place.key, clip))
            return ballot, Tally(*counts)

    async def suggest(self, suggestion: Suggestion) -> bool:
        """See `bot.pick_ports.PickWrites`."""
        at_us = count_microseconds(suggestion.suggested)
        values = (suggestion.place, suggestion.clip, suggestion.person, at_us)
        async with self.write() as writer:
            return bool(list(await writer.execute_fetchall(_SUGGEST, values)))

    async def decide(self, suggestion: Suggestion) -> bool:
        """See `bot.pick_ports.PickWrites`."""
        at_us = count_microseconds(suggestion.suggested)
        decided_us = None if suggestion.decided is None else count_microseconds(suggestion.decided)
        values = (suggestion.place, suggestion.clip, suggestion.person, at_us)
        decided = (suggestion.verdict.value, suggestion.decided_by, decided_us)
        async with self.write() as writer:
            return bool(list(await writer.execute_fetchall(_DECIDE, (*values, *decided))))

    async def withdraw(self, place: Place, clip: ClipId) -> bool:
        """See `bot.pick_ports.PickWrites`."""
        sql = "DELETE FROM suggestion WHERE place = ? AND clip_id = ? RETURNING 1"
        async with self.write() as writer:
            return bool(list(await writer.execute_fetchall(sql, (place.key, clip))))


def _read_suggestion(row: Sequence[Any]) -> Suggestion:
    place, clip, person, suggested_us, verdict, decided_by, decided_us, *span = row
    return Suggestion(
        place,
        clip,
        person,
        read_instant(suggested_us),
        Verdict(verdict),
        decided_by,
        None if decided_us is None else read_instant(decided_us),
        None if span[0] is None else PostedSpan(*span),
    )


def _read_post(row: Sequence[Any]) -> Sent:
    platform, kind, place, channel, zone, slug, stem, start_ms, end_ms, *record = row
    destination = Destination(Place(Platform(platform), PlaceKind(kind), place), channel)
    return Sent(destination, read_slot(record), zone, PostedSpan(slug, stem, start_ms, end_ms))
