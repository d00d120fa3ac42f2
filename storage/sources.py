"""Where transcripts come from, and what is said of episodes by hand: reading and writing it."""

import sqlite3
from collections.abc import Mapping
from dataclasses import astuple
from datetime import date

import aiosqlite

from bot.given import NOTHING_GIVEN, GivenFacts
from bot.model import ClipId, Scope
from storage.rows import CLIPS
from storage.scoping import IN_SCOPE, in_scope

_LOST = f"{CLIPS} WHERE clip.id = :clip AND NOT present AND episode.id IS NOT NULL AND {IN_SCOPE}"

_GIVEN = "SELECT of_stem, set_number, set_title, set_published, set_audio_url, set_offset_ms FROM by_hand"


class SourceReads:
    """`bot.source_ports.SourcesSnapshot` over SQLite. Each method is one statement."""

    _connection: sqlite3.Connection

    def sources(self, show_slug: str) -> Mapping[str, str]:
        """See `bot.source_ports.SourcesSnapshot`."""
        rows = self._connection.execute("SELECT stem, path FROM source WHERE show_slug = ?", (show_slug,))
        return dict(rows.fetchall())

    def given_facts(self, show_slug: str) -> Mapping[str, GivenFacts]:
        """See `bot.source_ports.SourcesSnapshot`."""
        rows = self._connection.execute(f"{_GIVEN} WHERE of_show = ?", (show_slug,))
        return {
            stem: GivenFacts(number, title, date.fromisoformat(day) if day else None, audio_url, offset_ms)
            for stem, number, title, day, audio_url, offset_ms in rows
        }

    def clip_is_lost(self, clip_id: ClipId, scope: Scope) -> bool:
        """See `bot.source_ports.SourcesSnapshot`."""
        return self._connection.execute(_LOST, {"clip": clip_id, **in_scope(scope)}).fetchone() is not None


async def set_source(writer: aiosqlite.Connection, show_slug: str, stem: str, path: str) -> None:
    """See `bot.source_ports.SourcesStore.set_source`; inside a transaction."""
    await writer.execute("INSERT OR REPLACE INTO source VALUES (?, ?, ?)", (show_slug, stem, path))


async def forget_source(writer: aiosqlite.Connection, show_slug: str, stem: str) -> None:
    """Keep no file of this episode; inside a transaction."""
    await writer.execute("DELETE FROM source WHERE show_slug = ? AND stem = ?", (show_slug, stem))


async def give_facts(writer: aiosqlite.Connection, show_slug: str, stem: str, facts: GivenFacts) -> None:
    """See `bot.source_ports.SourcesStore.give_facts`; inside a transaction."""
    await writer.execute("DELETE FROM by_hand WHERE of_show = ? AND of_stem = ?", (show_slug, stem))
    if facts != NOTHING_GIVEN:
        number, title, published, audio_url, offset_ms = astuple(facts)
        day = published.isoformat() if published else None
        values = (show_slug, stem, number, title, day, audio_url, offset_ms)
        await writer.execute("INSERT INTO by_hand VALUES (?, ?, ?, ?, ?, ?, ?)", values)
