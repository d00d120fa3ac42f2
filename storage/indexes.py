"""The index of one episode: its passages, posting lists and grams, inside a transaction that is open."""

import json
import zlib
from collections.abc import Callable, Mapping
from typing import NamedTuple

import aiosqlite
import numpy as np
from numpy.typing import NDArray

from bot.errors import StoreError
from bot.model import EpisodeIndex
from storage.blocks import Room, Run
from storage.postings import BLOCK_SIZE, split_by_gram

_ADD_POSTINGS = """
INSERT INTO post (block, gram, postings) VALUES (?, ?, ?)
ON CONFLICT (block, gram) DO UPDATE SET postings = merge_postings(postings, excluded.postings)
"""

_REMOVE_POSTINGS = "UPDATE post SET postings = remove_postings(postings, ?, ?) WHERE block = ? AND gram = ?"

_DROP_EMPTY = """
DELETE FROM post WHERE block = ? AND gram IN (SELECT value FROM json_each(?)) AND length(postings) = 0
"""

_DROP_BLOCKS = """
DELETE FROM block WHERE show_id = ?1 AND id NOT IN
    (SELECT first_passage / ?2 FROM episode WHERE show_id = ?1 AND first_passage IS NOT NULL)
"""

FindRoom = Callable[[Mapping[int, list[Run]], int], Room | None]
"""One of the rules of `storage.blocks`."""


class Owner(NamedTuple):
    """Whose index it is."""

    show_id: int
    episode_id: int


def pack_grams(grams: NDArray[np.uint32]) -> bytes:
    """An episode's grams, each once, in little room: the steps between them, their bytes sorted by significance."""
    distinct = np.unique(grams)
    steps = np.diff(distinct, prepend=np.uint32(0)).astype("<u4")
    return zlib.compress(steps.view(np.uint8).reshape(-1, 4).T.tobytes(), level=1)


def unpack_grams(packed: bytes) -> NDArray[np.uint32]:
    """The grams that `pack_grams` packed, rising."""
    planes = np.frombuffer(zlib.decompress(packed), dtype=np.uint8).reshape(4, -1)
    return np.cumsum(np.ascontiguousarray(planes.T).view("<u4").ravel(), dtype=np.uint32)


def check_length(index: EpisodeIndex, show_slug: str, stem: str) -> None:
    """Make sure that the index fits a block.

    Raises:
        StoreError: it does not.
    """
    if len(index.passages) > BLOCK_SIZE:
        raise StoreError("store.episode_too_long", show=show_slug, stem=stem, limit=BLOCK_SIZE)


async def add(connection: aiosqlite.Connection, index: EpisodeIndex, owner: Owner, find: FindRoom) -> None:
    """Write the index of an episode that has none yet, into the room that the rule finds or into a new block."""
    count = len(index.passages)
    room = await _make_room(connection, owner.show_id, count, find) if count else None
    await connection.execute(
        "UPDATE episode SET first_passage = ?, passage_count = ?, index_format = ? WHERE id = ?",
        (room.block * BLOCK_SIZE + room.first if room else None, count, index.format, owner.episode_id),
    )
    if room:
        await _fill(connection, index, owner.episode_id, room)


async def remove(connection: aiosqlite.Connection, episode_id: int) -> None:
    """Take out all that the index has of the episode, which is there."""
    ((first_passage, passage_count, packed),) = await connection.execute_fetchall(
        "SELECT first_passage, passage_count, packed FROM episode"
        " LEFT JOIN episode_grams ON episode_id = episode.id WHERE episode.id = ?",
        (episode_id,),
    )
    if not passage_count:
        return
    end = first_passage + passage_count
    await connection.execute("DELETE FROM passage WHERE id >= ? AND id < ?", (first_passage, end))
    block, first = divmod(first_passage, BLOCK_SIZE)
    grams = unpack_grams(packed).tolist()
    await connection.executemany(_REMOVE_POSTINGS, ((first, first + passage_count, block, gram) for gram in grams))
    await connection.execute(_DROP_EMPTY, (block, json.dumps(grams)))
    await connection.execute("DELETE FROM episode_grams WHERE episode_id = ?", (episode_id,))
    await connection.execute("UPDATE episode SET first_passage = NULL, passage_count = 0 WHERE id = ?", (episode_id,))


async def drop_empty_blocks(connection: aiosqlite.Connection, show_id: int) -> None:
    """Forget the show's blocks that no episode stands in."""
    await connection.execute(_DROP_BLOCKS, (show_id, BLOCK_SIZE))


async def fetch_int(connection: aiosqlite.Connection, sql: str, parameters: tuple[object, ...]) -> int:
    """The one integer that the statement returns."""
    (row,) = await connection.execute_fetchall(sql, parameters)
    return int(row[0])


async def _make_room(connection: aiosqlite.Connection, show_id: int, count: int, find: FindRoom) -> Room:
    rows = await connection.execute_fetchall("SELECT id FROM block WHERE show_id = ?", (show_id,))
    blocks: dict[int, list[Run]] = {int(row[0]): [] for row in rows}
    for first_passage, taken in await connection.execute_fetchall(
        "SELECT first_passage, passage_count FROM episode WHERE show_id = ? AND first_passage IS NOT NULL", (show_id,)
    ):
        block, first = divmod(first_passage, BLOCK_SIZE)
        blocks[block].append(Run(first, taken))
    return find(blocks, count) or Room(
        await fetch_int(connection, "INSERT INTO block (show_id) VALUES (?) RETURNING id", (show_id,)), 0
    )


async def _fill(connection: aiosqlite.Connection, index: EpisodeIndex, episode_id: int, room: Room) -> None:
    """Write passages and postings. The rows are made while they are written, on the writer's thread."""
    first_id = room.block * BLOCK_SIZE + room.first
    await connection.executemany(
        "INSERT INTO passage (id, episode_id, first_unit, unit_count, units) VALUES (?, ?, ?, ?, ?)",
        (
            (passage_id, episode_id, passage.first_unit, passage.unit_count, passage.units)
            for passage_id, passage in enumerate(index.passages, first_id)
        ),
    )
    await connection.executemany(
        _ADD_POSTINGS,
        ((room.block, gram, postings) for gram, postings in split_by_gram(index.grams, index.ordinals, room.first)),
    )
    await connection.execute(
        "INSERT INTO episode_grams (episode_id, packed) VALUES (?, ?)", (episode_id, pack_grams(index.grams))
    )
