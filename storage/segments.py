"""The index of one episode: its passages and a segment of its posting lists, inside a transaction that is open."""

from collections.abc import Iterable

import aiosqlite
import numpy as np

from bot.errors import StoreError
from bot.model import EpisodeIndex
from storage.pages import GRAM_BITS, Page, Shape, pages_of, shape_of

LONGEST_EPISODE = 65_536
"""Passages of an episode at most: what an ordinal of 16 bits can tell apart."""
SWEPT = 1_000
"""Pages that one transaction takes away at most: about six megabytes."""
ABANDONED_S = 600
"""A segment that nobody went on writing for so long never will be: its writer died."""

_RETIRED = """
SELECT segment.id FROM segment
WHERE coalesce(writing_s, 0) < ? AND NOT EXISTS (SELECT 1 FROM episode WHERE segment_id = segment.id)
ORDER BY segment.id LIMIT 1
"""

_DROP_PAGES = """
DELETE FROM page WHERE id IN (SELECT id FROM page WHERE id >= ? AND id < ? ORDER BY id LIMIT ?)
"""


def check_length(index: EpisodeIndex, show_slug: str, stem: str) -> None:
    """Make sure that the episode can be indexed.

    Raises:
        StoreError: it is too long.
    """
    if len(index.passages) > LONGEST_EPISODE:
        raise StoreError("store.episode_too_long", show=show_slug, stem=stem, limit=LONGEST_EPISODE)


async def add(connection: aiosqlite.Connection, index: EpisodeIndex, episode_id: int) -> None:
    """Write the index of an episode that has none yet, as a segment of its own."""
    count = len(index.passages)
    first = segment = None
    if count:
        first = await fetch_int(connection, "SELECT coalesce(max(id) + 1, 0) FROM passage", ())
        shape = shape_of(count, len(index.grams))
        segment = await open_segment(connection, shape, len(index.grams))
        await connection.executemany(
            "INSERT INTO passage (id, episode_id, first_unit, unit_count, units) VALUES (?, ?, ?, ?, ?)",
            (
                (passage_id, episode_id, passage.first_unit, passage.unit_count, passage.units)
                for passage_id, passage in enumerate(index.passages, first)
            ),
        )
        await put_pages(connection, segment, pages_of(index.grams, index.ordinals.astype(np.int64), shape))
    await connection.execute(
        "UPDATE episode SET first_passage = ?1, passage_count = ?2, index_format = ?3, segment_id = ?4,"
        " segment_first = iif(?4 IS NULL, NULL, 0) WHERE id = ?5",
        (first, count, index.format, segment, episode_id),
    )
    await note_change(connection)


async def remove(connection: aiosqlite.Connection, episode_id: int) -> None:
    """Take out all that the index has of the episode, which is there."""
    ((first, count),) = await connection.execute_fetchall(
        "SELECT first_passage, passage_count FROM episode WHERE id = ?", (episode_id,)
    )
    if not count:
        return
    await connection.execute("DELETE FROM passage WHERE id >= ? AND id < ?", (first, first + count))
    await connection.execute(
        "UPDATE episode SET first_passage = NULL, passage_count = 0, segment_id = NULL, segment_first = NULL"
        " WHERE id = ?",
        (episode_id,),
    )
    await sweep(connection)
    await note_change(connection)


async def open_segment(
    connection: aiosqlite.Connection, shape: Shape, postings: int, writing_s: int | None = None
) -> int:
    """A new segment's id; with `writing_s` one that is written in several transactions."""
    return await fetch_int(
        connection,
        "INSERT INTO segment (passages, bits, postings, writing_s) VALUES (?, ?, ?, ?) RETURNING id",
        (shape.passages, shape.bits, postings, writing_s),
    )


async def put_pages(connection: aiosqlite.Connection, segment: int, pages: Iterable[Page]) -> None:
    """Write pages of the segment. They are made while they are written, on the writer's thread."""
    await connection.executemany(
        "INSERT INTO page (id, head, data) VALUES (?, ?, ?)",
        ((segment << GRAM_BITS | page.bucket, page.head, page.data) for page in pages),
    )


async def sweep(connection: aiosqlite.Connection, now_s: int = 0) -> bool:
    """Take away some of what no episode stands in; whether there was any.

    Args:
        connection: with a transaction open.
        now_s: seconds since 1970, to tell what was abandoned; 0 leaves everything that is being written.
    """
    for (segment,) in await connection.execute_fetchall(_RETIRED, (max(now_s - ABANDONED_S, 1),)):
        ends = (segment << GRAM_BITS, segment + 1 << GRAM_BITS)
        dropped = await connection.execute(_DROP_PAGES, (*ends, SWEPT))
        if dropped.rowcount < SWEPT:
            await connection.execute("DELETE FROM segment WHERE id = ?", (segment,))
        return True
    return False


async def note_change(connection: aiosqlite.Connection) -> None:
    """Let readers know that what they keep of the index is no longer good."""
    await connection.execute("UPDATE library SET index_version = index_version + 1")


async def fetch_int(connection: aiosqlite.Connection, sql: str, parameters: tuple[object, ...]) -> int:
    """The one integer that the statement returns."""
    (row,) = await connection.execute_fetchall(sql, parameters)
    return int(row[0])
