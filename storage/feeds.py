"""Feeds as rows, and back."""

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import aiosqlite

from bot.errors import StoreError
from bot.feed_model import (
    Chapter,
    Feed,
    FeedId,
    Item,
    KeptFile,
    KeptItem,
    Offer,
    Part,
    Person,
    ShowFeeds,
    Soundbite,
    Trouble,
    Validators,
)
from bot.model import Episode, EpisodeId
from storage.instants import count_microseconds, read_instant
from storage.shelf import Shelf

_FEEDS = """
SELECT id, url, show_slug, title, language, moved_from, etag, modified, digest, trouble FROM feed ORDER BY id
"""

_ITEMS = """
SELECT
stem, guid, number, season, title, published, audio_url, artwork_url, link, chapters_url, offers, persons, seen_us
FROM feed_item WHERE show_slug = ?
"""

_PUT_FEED = """
UPDATE feed SET
title = :title, language = :language, moved_from = :moved_from, etag = :etag, modified = :modified, digest = :digest,
trouble = :trouble
WHERE id = :id
"""

_MOVE_FEED = "UPDATE OR IGNORE feed SET url = :url WHERE id = :id"

_PUT_ITEM = """
INSERT OR REPLACE INTO feed_item (
    show_slug, stem, guid, number, season, title, published, audio_url, artwork_url, link, chapters_url, offers,
    persons, seen_us
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

_PUT_FILE = "INSERT OR REPLACE INTO feed_file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"


_MOVES = (
    "UPDATE OR REPLACE chapter SET stem = ? WHERE show_slug = ? AND stem = ?",
    "UPDATE OR REPLACE feed_file SET stem = ? WHERE show_slug = ? AND stem = ?",
    "UPDATE OR REPLACE soundbite SET stem = ? WHERE show_slug = ? AND stem = ?",
)


_CHAPTER_AT = """
SELECT chapter.title FROM episode
JOIN show ON show.id = show_id
JOIN chapter ON show_slug = slug AND chapter.stem = episode.stem
WHERE episode.id = ? AND start_ms <= ?
ORDER BY start_ms DESC LIMIT 1
"""


_ARTWORK = "SELECT artwork_url FROM feed_item WHERE show_slug = ? AND stem = ?"


class SqliteFeeds(Shelf):
    """`bot.feed_ports.FeedShelf` over a store's file."""

    async def feeds(self) -> Sequence[Feed]:
        """See `bot.feed_ports.FeedShelf`."""
        return await self._read(lambda reader: [_read_feed(row) for row in reader.execute(_FEEDS)])

    async def add(self, url: str, show_slug: str) -> Feed:
        """See `bot.feed_ports.FeedShelf`."""
        async with self._write() as writer:
            if await writer.execute_fetchall("SELECT 1 FROM feed WHERE url = ?", (url,)):
                raise StoreError("feed.known", url=url)
            (row,) = await writer.execute_fetchall(
                "INSERT INTO feed (url, show_slug) VALUES (?, ?) RETURNING id", (url, show_slug)
            )
            return Feed(FeedId(row[0]), url, show_slug)

    async def remove(self, feed: FeedId) -> bool:
        """See `bot.feed_ports.FeedShelf`."""
        async with self._write() as writer:
            return bool(list(await writer.execute_fetchall("DELETE FROM feed WHERE id = ? RETURNING 1", (feed,))))

    async def put(self, feed: Feed) -> None:
        """See `bot.feed_ports.FeedShelf`."""
        async with self._write() as writer:
            await writer.execute(
                _PUT_FEED,
                {
                    "id": feed.id,
                    "title": feed.title,
                    "language": feed.language,
                    "moved_from": feed.moved_from,
                    "etag": feed.validators.etag,
                    "modified": feed.validators.modified,
                    "digest": feed.digest,
                    "trouble": _dump_trouble(feed.trouble),
                },
            )
            await writer.execute(_MOVE_FEED, {"id": feed.id, "url": feed.url})

    async def show(self, show_slug: str) -> ShowFeeds:
        """See `bot.feed_ports.FeedShelf`."""
        return await self._read(lambda reader: _read_show(reader, show_slug))

    async def artworks(self, episodes: Collection[Episode]) -> Mapping[EpisodeId, str]:
        """See `bot.feed_ports.FeedShelf`."""
        return await self._read(
            lambda reader: {each.id: url for each in episodes if (url := read_artwork(reader, each))}
        )

    async def put_items(self, show_slug: str, items: Sequence[KeptItem]) -> None:
        """See `bot.feed_ports.FeedShelf`."""
        async with self._write() as writer:
            await _move_items(writer, show_slug, items)
            await writer.executemany(_PUT_ITEM, [_item_row(show_slug, kept) for kept in items])
            await writer.executemany(
                "DELETE FROM soundbite WHERE show_slug = ? AND stem = ?", [(show_slug, kept.stem) for kept in items]
            )
            await writer.executemany(
                "INSERT INTO soundbite VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (show_slug, kept.stem, ordinal, bite.start_ms, bite.end_ms, bite.title)
                    for kept in items
                    for ordinal, bite in enumerate(kept.item.soundbites)
                ],
            )

    async def put_file(self, show_slug: str, stem: str, part: Part, kept: KeptFile) -> None:
        """See `bot.feed_ports.FeedShelf`."""
        async with self._write() as writer:
            await writer.execute(_PUT_FILE, _file_row(show_slug, stem, part, kept))

    async def put_chapters(self, show_slug: str, stem: str, kept: KeptFile, chapters: Sequence[Chapter]) -> None:
        """See `bot.feed_ports.FeedShelf`."""
        async with self._write() as writer:
            await writer.execute(_PUT_FILE, _file_row(show_slug, stem, Part.CHAPTERS, kept))
            await writer.execute("DELETE FROM chapter WHERE show_slug = ? AND stem = ?", (show_slug, stem))
            await writer.executemany(
                "INSERT INTO chapter VALUES (?, ?, ?, ?, ?)",
                [(show_slug, stem, each.start_ms, each.title, each.url) for each in chapters],
            )


async def _move_items(writer: aiosqlite.Connection, show_slug: str, items: Sequence[KeptItem]) -> None:
    """Let what was fetched for an item follow it to its new stem."""
    rows = await writer.execute_fetchall("SELECT guid, stem FROM feed_item WHERE show_slug = ?", (show_slug,))
    stems = {str(guid): str(stem) for guid, stem in rows}
    moves = [
        (kept.stem, show_slug, old) for kept in items if (old := stems.get(kept.item.guid, kept.stem)) != kept.stem
    ]
    for sql in _MOVES:
        await writer.executemany(sql, moves)


# ---------------------------------------------------------------- rows


def read_chapter_at(reader: sqlite3.Connection, episode: EpisodeId, position_ms: int) -> str | None:
    """See `bot.ports.Snapshot.chapter_at`."""
    row = reader.execute(_CHAPTER_AT, (episode, position_ms)).fetchone()
    return str(row[0]) if row else None


def read_artwork(reader: sqlite3.Connection, episode: Episode) -> str | None:
    """See `bot.ports.Snapshot.artwork`."""
    row = reader.execute(_ARTWORK, (episode.show.slug, episode.stem)).fetchone()
    return None if row is None or row[0] is None else str(row[0])


def _read_feed(row: Sequence[Any]) -> Feed:
    id_, url, slug, title, language, moved_from, etag, modified, digest, trouble = row
    return Feed(
        FeedId(id_), url, slug, title, language, moved_from, Validators(etag, modified), digest, _load_trouble(trouble)
    )


def _dump_trouble(trouble: Trouble | None) -> str | None:
    if trouble is None:
        return None
    instants = [count_microseconds(trouble.since), count_microseconds(trouble.retry)]
    return json.dumps([trouble.code, dict(trouble.values), *instants, trouble.times])


def _load_trouble(payload: str | None) -> Trouble | None:
    if payload is None:
        return None
    code, values, since_us, retry_us, times = json.loads(payload)
    return Trouble(code, values, read_instant(since_us), times, read_instant(retry_us))


def _read_show(reader: sqlite3.Connection, slug: str) -> ShowFeeds:
    bites: dict[str, list[Soundbite]] = {}
    for stem, *span in reader.execute(
        "SELECT stem, start_ms, end_ms, title FROM soundbite WHERE show_slug = ? ORDER BY stem, ordinal", (slug,)
    ):
        bites.setdefault(stem, []).append(Soundbite(*span))
    chapters: dict[str, list[Chapter]] = {}
    for stem, *chapter in reader.execute(
        "SELECT stem, start_ms, title, url FROM chapter WHERE show_slug = ? ORDER BY stem, start_ms", (slug,)
    ):
        chapters.setdefault(stem, []).append(Chapter(*chapter))
    files = {
        (stem, Part(part)): KeptFile(url, Validators(etag, modified), digest, reading_format, bool(sound))
        for stem, part, url, etag, modified, digest, reading_format, sound in reader.execute(
            "SELECT stem, part, url, etag, modified, digest, reading_format, sound FROM feed_file WHERE show_slug = ?",
            (slug,),
        )
    }
    kept = (_read_item(row, bites) for row in reader.execute(_ITEMS, (slug,)))
    listed = {stem: tuple(each) for stem, each in chapters.items()}
    return ShowFeeds({each.stem: each for each in kept}, files, listed)


def _read_item(row: Sequence[Any], bites: dict[str, list[Soundbite]]) -> KeptItem:
    stem, guid, number, season, title, published, audio_url, artwork_url, link, chapters_url = row[:10]
    offers, persons, seen_us = row[10:]
    item = Item(
        guid,
        number,
        season,
        title,
        date.fromisoformat(published) if published else None,
        *(audio_url, artwork_url, link, chapters_url),
        tuple(Offer(*offer) for offer in json.loads(offers)),
        tuple(Person(*person) for person in json.loads(persons)),
        tuple(bites.get(stem, ())),
    )
    return KeptItem(stem, item, read_instant(seen_us))


def _item_row(show_slug: str, kept: KeptItem) -> tuple[object, ...]:
    item = kept.item
    return (
        *(show_slug, kept.stem, item.guid, item.number, item.season, item.title),
        item.published.isoformat() if item.published else None,
        *(item.audio_url, item.artwork_url, item.link, item.chapters_url),
        json.dumps([[offer.url, offer.type, offer.language] for offer in item.offers]),
        json.dumps([[person.name, person.role] for person in item.persons]),
        count_microseconds(kept.seen),
    )


def _file_row(show_slug: str, stem: str, part: Part, kept: KeptFile) -> tuple[object, ...]:
    validators = kept.validators
    state = (kept.digest, kept.reading_format, int(kept.sound))
    return (show_slug, stem, part.value, kept.url, validators.etag, validators.modified, *state)
