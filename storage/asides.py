"""Segments as rows: what the store and its snapshots do with them."""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

import aiosqlite

from bot.model import EpisodeId, ShowId
from bot.segment_ports import Recognition
from bot.segments import Kind, Segment, in_force
from storage.scoping import to_json

_RECOGNISED = """
SELECT episode_id, start_ms, end_ms, kind, confidence
FROM json_each(:episodes) AS wanted CROSS JOIN aside ON episode_id = wanted.value
ORDER BY episode_id, start_ms
"""

_SAID = """
SELECT episode.id, start_ms, end_ms, kind, 1.0, 1
FROM json_each(:episodes) AS wanted
CROSS JOIN episode ON episode.id = wanted.value
CROSS JOIN show ON show.id = show_id
CROSS JOIN said_aside ON show_slug = slug AND said_aside.stem = episode.stem
ORDER BY said_aside.id
"""

_UNRECOGNISED = """
SELECT DISTINCT show_id
FROM episode LEFT JOIN recognition ON episode_id = episode.id
WHERE coalesce(format, -1) < ?
ORDER BY show_id
"""

_RECOGNITIONS = """
SELECT episode.id, format, sketch, basis
FROM episode LEFT JOIN recognition ON episode_id = episode.id
WHERE show_id = ?
ORDER BY episode.id
"""

_PUT = """
INSERT INTO recognition (episode_id, format, sketch, basis)
SELECT id, ?2, ?3, ?4 FROM episode WHERE id = ?1
ON CONFLICT (episode_id) DO UPDATE SET format = excluded.format, sketch = excluded.sketch, basis = excluded.basis
    WHERE format <= excluded.format
RETURNING 1
"""


class SegmentsSnapshot:
    """`bot.segment_ports.SegmentReads` over SQLite. Each method is one statement, `segments` two."""

    _connection: sqlite3.Connection

    def segments(self, episodes: Collection[EpisodeId]) -> Mapping[EpisodeId, Sequence[Segment]]:
        """See `bot.segment_ports.SegmentReads`."""
        wanted = {"episodes": to_json(episodes)}
        found: dict[EpisodeId, tuple[list[Segment], list[Segment]]] = {}
        for by_operator, sql in enumerate((_RECOGNISED, _SAID)):
            for row in self._connection.execute(sql, wanted):
                found.setdefault(EpisodeId(row[0]), ([], []))[by_operator].append(_read(row[1:]))
        return {episode: in_force(*both) for episode, both in found.items()}

    def said_segments(self, show_slug: str, stem: str) -> Sequence[Segment]:
        """See `bot.segment_ports.SegmentReads`."""
        rows = self._connection.execute(
            "SELECT start_ms, end_ms, kind, 1.0, 1 FROM said_aside WHERE show_slug = ? AND stem = ? ORDER BY id",
            (show_slug, stem),
        )
        return [_read(row) for row in rows]

    def unrecognised(self, recognition_format: int) -> Sequence[ShowId]:
        """See `bot.segment_ports.SegmentReads`."""
        return [row[0] for row in self._connection.execute(_UNRECOGNISED, (recognition_format,))]

    def recognitions(self, show: ShowId) -> Mapping[EpisodeId, Recognition | None]:
        """See `bot.segment_ports.SegmentReads`."""
        rows = self._connection.execute(_RECOGNITIONS, (show,))
        return {
            episode: None if format_ is None else Recognition(format_, sketch, basis)
            for episode, format_, sketch, basis in rows
        }


class SegmentsStore(ABC):
    """`bot.segment_ports.SegmentWrites` over SQLite: each call is one transaction."""

    @abstractmethod
    def write(self) -> AbstractAsyncContextManager[aiosqlite.Connection]:
        """One transaction, see `storage.sqlite.SqliteStore`."""

    async def put_recognitions(self, found: Mapping[EpisodeId, Recognition]) -> int:
        """See `bot.segment_ports.SegmentWrites`."""
        async with self.write() as writer:
            return sum([await _put(writer, episode, recognition) for episode, recognition in found.items()])

    async def say_segment(self, show_slug: str, stem: str, segment: Segment) -> None:
        """See `bot.segment_ports.SegmentWrites`."""
        async with self.write() as writer:
            await writer.execute(
                "INSERT INTO said_aside (show_slug, stem, start_ms, end_ms, kind) VALUES (?, ?, ?, ?, ?)",
                (show_slug, stem, segment.start_ms, segment.end_ms, segment.kind.value),
            )

    async def unsay_segments(self, show_slug: str, stem: str) -> int:
        """See `bot.segment_ports.SegmentWrites`."""
        async with self.write() as writer:
            cursor = await writer.execute("DELETE FROM said_aside WHERE show_slug = ? AND stem = ?", (show_slug, stem))
            return cursor.rowcount


async def _put(writer: aiosqlite.Connection, episode: EpisodeId, recognition: Recognition) -> bool:
    """Write what was recognised in an episode, inside a transaction; whether it was written."""
    values = (episode, recognition.format, recognition.sketch, recognition.basis)
    if not list(await writer.execute_fetchall(_PUT, values)):
        return False
    await writer.execute("DELETE FROM aside WHERE episode_id = ?", (episode,))
    await writer.executemany(
        "INSERT INTO aside (episode_id, start_ms, end_ms, kind, confidence) VALUES (?, ?, ?, ?, ?)",
        [(episode, each.start_ms, each.end_ms, each.kind.value, each.confidence) for each in recognition.segments],
    )
    return True


def _read(row: Sequence[Any]) -> Segment:
    """A segment from its start, end, kind, confidence and, where the operator said it, a 1."""
    start_ms, end_ms, kind, confidence, *said = row
    return Segment(start_ms, end_ms, Kind(kind), confidence, by_operator=bool(said))
