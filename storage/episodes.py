"""Writing episodes: the rows, the passages and the posting lists of one, inside a transaction that is open."""

import json
import zlib
from collections.abc import Iterator

import aiosqlite
import numpy as np
from numpy.typing import NDArray

from bot.errors import ChangedError, StoreError
from bot.model import EpisodeDraft, EpisodeId
from storage import corrections
from storage.blocks import Room, Run, find_room
from storage.postings import BLOCK_SIZE, split_by_gram
from storage.words import pack_words

_UPSERT_SHOW = """
INSERT INTO show (slug, title, link_template) VALUES (?, ?, ?)
ON CONFLICT (slug) DO UPDATE SET
    title = coalesce(excluded.title, title), link_template = coalesce(excluded.link_template, link_template)
RETURNING id
"""

_ADD_EPISODE = """
INSERT INTO episode
    (show_id, stem, number, title, published, audio_url, link_template, fingerprint, first_passage, passage_count,
    untimed)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
RETURNING id
"""

_ADD_CUE = """
INSERT INTO cue (episode_id, ordinal, start_ms, end_ms, first_unit, unit_count, speaker, text, words)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

_ADD_POSTINGS = """
INSERT INTO post (block, gram, postings) VALUES (?, ?, ?)
ON CONFLICT (block, gram) DO UPDATE SET postings = merge_postings(postings, excluded.postings)
"""

_REMOVE_POSTINGS = "UPDATE post SET postings = remove_postings(postings, ?, ?) WHERE block = ? AND gram = ?"

_DROP_EMPTY = """
DELETE FROM post WHERE block = ? AND gram IN (SELECT value FROM json_each(?)) AND length(postings) = 0
"""

_MOVE_CLIP = """
UPDATE clip SET
    present = ?1 IS NOT NULL, start_ms = coalesce(?1, start_ms), end_ms = coalesce(?2, end_ms)
WHERE id = ?3 AND show_slug = ?4 AND stem = ?5
"""


def pack_grams(grams: NDArray[np.uint32]) -> bytes:
    """An episode's grams, each once, in little room: the steps between them, their bytes sorted by significance."""
    distinct = np.unique(grams)
    steps = np.diff(distinct, prepend=np.uint32(0)).astype("<u4")
    return zlib.compress(steps.view(np.uint8).reshape(-1, 4).T.tobytes(), level=1)


def unpack_grams(packed: bytes) -> NDArray[np.uint32]:
    """The grams that `pack_grams` packed, rising."""
    planes = np.frombuffer(zlib.decompress(packed), dtype=np.uint8).reshape(4, -1)
    return np.cumsum(np.ascontiguousarray(planes.T).view("<u4").ravel(), dtype=np.uint32)


async def put(connection: aiosqlite.Connection, draft: EpisodeDraft) -> EpisodeId:
    """Write the episode in place of the one with the same show and stem.

    Raises:
        ChangedError: it has a clip or a correction that no move names.
        StoreError: it has more passages than a block holds.
    """
    count = len(draft.index.passages)
    if count > BLOCK_SIZE:
        raise StoreError("store.episode_too_long", show=draft.show_slug, stem=draft.stem, limit=BLOCK_SIZE)
    await _check_moves(connection, draft)
    show_id = await _fetch_int(connection, _UPSERT_SHOW, (draft.show_slug, draft.show_title, draft.show_link_template))
    await remove(connection, draft.show_slug, draft.stem)
    room = await _make_room(connection, show_id, count) if count else None
    episode_id = await _add_episode(connection, draft, show_id, room)
    await connection.executemany(_ADD_CUE, _cue_rows(draft, episode_id))
    if room:
        await _add_index(connection, draft, episode_id, room)
    await connection.executemany(
        _MOVE_CLIP,
        [(*(move.span_ms or (None, None)), move.clip_id, draft.show_slug, draft.stem) for move in draft.moves],
    )
    await corrections.move_corrections(connection, draft.show_slug, draft.stem, draft.corrections)
    return EpisodeId(episode_id)


async def remove(connection: aiosqlite.Connection, show_slug: str, stem: str) -> bool:
    """Take the episode and its index out; whether it was there."""
    rows = await connection.execute_fetchall(
        "SELECT episode.id, first_passage, passage_count, packed FROM episode"
        " JOIN show ON show.id = show_id LEFT JOIN episode_grams ON episode_id = episode.id"
        " WHERE slug = ? AND stem = ?",
        (show_slug, stem),
    )
    for episode_id, first_passage, passage_count, packed in rows:
        if passage_count:
            end = first_passage + passage_count
            await connection.execute("DELETE FROM passage WHERE id >= ? AND id < ?", (first_passage, end))
            block, first = divmod(first_passage, BLOCK_SIZE)
            grams = unpack_grams(packed).tolist()
            await connection.executemany(
                _REMOVE_POSTINGS, ((first, first + passage_count, block, gram) for gram in grams)
            )
            await connection.execute(_DROP_EMPTY, (block, json.dumps(grams)))
        await connection.execute("DELETE FROM episode WHERE id = ?", (episode_id,))
        return True
    return False


async def check_stands(connection: aiosqlite.Connection, episode: EpisodeId, show_slug: str, stem: str) -> None:
    """Make sure that nothing has come in the place of this episode.

    Raises:
        ChangedError: it was replaced or taken out.
    """
    if not await connection.execute_fetchall("SELECT 1 FROM episode WHERE id = ?", (episode,)):
        raise ChangedError("store.changed", show=show_slug, stem=stem)


async def _check_moves(connection: aiosqlite.Connection, draft: EpisodeDraft) -> None:
    rows = await connection.execute_fetchall(
        "SELECT id FROM clip WHERE show_slug = ? AND stem = ?", (draft.show_slug, draft.stem)
    )
    corrected = await corrections.find_ids(connection, draft.show_slug, draft.stem)
    named = {move.correction_id for move in draft.corrections}
    if not ({row[0] for row in rows} <= {move.clip_id for move in draft.moves} and corrected <= named):
        raise ChangedError("store.changed", show=draft.show_slug, stem=draft.stem)


async def _fetch_int(connection: aiosqlite.Connection, sql: str, parameters: tuple[object, ...]) -> int:
    (row,) = await connection.execute_fetchall(sql, parameters)
    return int(row[0])


async def _make_room(connection: aiosqlite.Connection, show_id: int, count: int) -> Room:
    rows = await connection.execute_fetchall("SELECT id FROM block WHERE show_id = ?", (show_id,))
    blocks: dict[int, list[Run]] = {int(row[0]): [] for row in rows}
    for first_passage, taken in await connection.execute_fetchall(
        "SELECT first_passage, passage_count FROM episode WHERE show_id = ? AND first_passage IS NOT NULL", (show_id,)
    ):
        block, first = divmod(first_passage, BLOCK_SIZE)
        blocks[block].append(Run(first, taken))
    return find_room(blocks, count) or Room(
        await _fetch_int(connection, "INSERT INTO block (show_id) VALUES (?) RETURNING id", (show_id,)), 0
    )


async def _add_episode(connection: aiosqlite.Connection, draft: EpisodeDraft, show_id: int, room: Room | None) -> int:
    facts = draft.facts
    return await _fetch_int(
        connection,
        _ADD_EPISODE,
        (
            show_id,
            draft.stem,
            facts.number,
            facts.title,
            facts.published.isoformat() if facts.published else None,
            facts.audio_url,
            facts.link_template,
            draft.fingerprint,
            room.block * BLOCK_SIZE + room.first if room else None,
            len(draft.index.passages),
            int(draft.untimed),
        ),
    )


async def _add_index(connection: aiosqlite.Connection, draft: EpisodeDraft, episode_id: int, room: Room) -> None:
    """Write passages and postings. The rows are made while they are written, on the writer's thread."""
    index = draft.index
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


def _cue_rows(draft: EpisodeDraft, episode_id: int) -> Iterator[tuple[int | str | bytes | None, ...]]:
    firsts = draft.index.cue_first_units
    for ordinal, cue in enumerate(draft.cues):
        first, end = firsts[ordinal], firsts[ordinal + 1]
        words = pack_words(cue.words, cue.start_ms)
        yield (episode_id, ordinal, cue.start_ms, cue.end_ms, first, end - first, cue.speaker, cue.text, words)
