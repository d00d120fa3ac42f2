"""Writing episodes: the rows of one and its index, inside a transaction that is open."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import aiosqlite

from bot.amends import CorrectionMove
from bot.errors import ChangedError
from bot.model import Clip, EpisodeDraft, EpisodeFacts, EpisodeId, EpisodeIndex
from storage import corrections, segments, sources
from storage.segments import fetch_int
from storage.words import pack_words

_UPSERT_SHOW = """
INSERT INTO show (slug, title, link_template) VALUES (?, ?, ?)
ON CONFLICT (slug) DO UPDATE SET
    title = coalesce(excluded.title, title), link_template = coalesce(excluded.link_template, link_template)
RETURNING id
"""

_ADD_EPISODE = """
INSERT INTO episode
    (show_id, stem, number, title, published, audio_url, link_template, fingerprint, passage_count, untimed,
    named_number, named_title, named_published)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)
RETURNING id
"""

_ADD_CUE = """
INSERT INTO cue (episode_id, ordinal, start_ms, end_ms, first_unit, unit_count, speaker, text, words)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

_PLACE_CUE = """
UPDATE cue SET first_unit = ?, unit_count = ?
WHERE episode_id = ? AND ordinal = ? AND (first_unit, unit_count) IS NOT (?, ?)
"""

_MOVE_CLIP = """
UPDATE clip SET
    present = ?1 IS NOT NULL, start_ms = coalesce(?1, start_ms), end_ms = coalesce(?2, end_ms),
    words = coalesce(?3, words)
WHERE id = ?4 AND show_slug = ?5 AND stem = ?6
"""


async def put(connection: aiosqlite.Connection, draft: EpisodeDraft) -> EpisodeId:
    """Write the episode in place of the one with the same show and stem.

    Raises:
        ChangedError: it has a clip or a correction that no move names.
        StoreError: it is too long.
    """
    segments.check_length(draft.index, draft.show_slug, draft.stem)
    await _check_moves(connection, draft)
    show_id = await fetch_int(connection, _UPSERT_SHOW, (draft.show_slug, draft.show_title, draft.show_link_template))
    await remove(connection, draft.show_slug, draft.stem)
    episode_id = await _add_episode(connection, draft, show_id)
    await connection.executemany(_ADD_CUE, _cue_rows(draft, episode_id))
    await segments.add(connection, draft.index, episode_id)
    await connection.executemany(
        _MOVE_CLIP,
        [
            (*(move.span_ms or (None, None)), move.words, move.clip_id, draft.show_slug, draft.stem)
            for move in draft.moves
        ],
    )
    await corrections.move_corrections(connection, draft.show_slug, draft.stem, draft.corrections)
    if draft.source:
        await sources.set_source(connection, draft.show_slug, draft.stem, draft.source)
    return EpisodeId(episode_id)


async def remove(connection: aiosqlite.Connection, show_slug: str, stem: str) -> bool:
    """Take the episode and its index out; whether it was there."""
    rows = await connection.execute_fetchall(
        "SELECT episode.id FROM episode JOIN show ON show.id = show_id WHERE slug = ? AND stem = ?", (show_slug, stem)
    )
    for (episode_id,) in rows:
        await segments.remove(connection, episode_id)
        await connection.execute("DELETE FROM episode WHERE id = ?", (episode_id,))
        await sources.forget_source(connection, show_slug, stem)
        return True
    return False


async def replace_index(
    connection: aiosqlite.Connection, episode: EpisodeId, index: EpisodeIndex, moves: Sequence[CorrectionMove]
) -> bool:
    """Write the index in place of an older one, and where corrections stand in it; whether there was one.

    Raises:
        ChangedError: the episode has a correction that no move names.
        StoreError: it is too long.
    """
    rows = await connection.execute_fetchall(
        "SELECT slug, stem FROM episode JOIN show ON show.id = show_id WHERE episode.id = ? AND index_format < ?",
        (episode, index.format),
    )
    for slug, stem in rows:
        segments.check_length(index, slug, stem)
        await corrections.check_named(connection, slug, stem, moves)
        await segments.remove(connection, episode)
        await connection.executemany(
            _PLACE_CUE, ((*place, episode, ordinal, *place) for ordinal, place in enumerate(_places(index)))
        )
        await segments.add(connection, index, episode)
        await corrections.move_corrections(connection, slug, stem, moves)
        return True
    return False


async def check_stands(connection: aiosqlite.Connection, episode: EpisodeId, show_slug: str, stem: str) -> None:
    """Make sure that nothing has come in the place of this episode.

    Raises:
        ChangedError: it was replaced or taken out.
    """
    if not await connection.execute_fetchall("SELECT 1 FROM episode WHERE id = ?", (episode,)):
        raise ChangedError("store.changed", show=show_slug, stem=stem)


async def keep_clip(connection: aiosqlite.Connection, clip: Clip) -> None:
    """See `bot.ports.Store.keep_clip`; inside a transaction.

    Raises:
        ChangedError: its episode was replaced or taken out.
    """
    await check_stands(connection, clip.episode.id, clip.episode.show.slug, clip.episode.stem)
    await connection.execute(
        "INSERT INTO clip (id, show_slug, stem, start_ms, end_ms, words) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO NOTHING",
        (clip.id, clip.episode.show.slug, clip.episode.stem, clip.start_ms, clip.end_ms, clip.words),
    )


async def _check_moves(connection: aiosqlite.Connection, draft: EpisodeDraft) -> None:
    rows = await connection.execute_fetchall(
        "SELECT id FROM clip WHERE show_slug = ? AND stem = ?", (draft.show_slug, draft.stem)
    )
    if not {row[0] for row in rows} <= {move.clip_id for move in draft.moves}:
        raise ChangedError("store.changed", show=draft.show_slug, stem=draft.stem)
    await corrections.check_named(connection, draft.show_slug, draft.stem, draft.corrections)


async def _add_episode(connection: aiosqlite.Connection, draft: EpisodeDraft, show_id: int) -> int:
    facts, named = draft.facts, draft.named
    return await fetch_int(
        connection,
        _ADD_EPISODE,
        (
            show_id,
            draft.stem,
            facts.number,
            facts.title,
            _day(facts),
            facts.audio_url,
            facts.link_template,
            draft.fingerprint,
            int(draft.untimed),
            named.number,
            named.title,
            _day(named),
        ),
    )


def _day(facts: EpisodeFacts) -> str | None:
    return facts.published.isoformat() if facts.published else None


def _cue_rows(draft: EpisodeDraft, episode_id: int) -> Iterator[tuple[int | str | bytes | None, ...]]:
    for ordinal, (cue, place) in enumerate(zip(draft.cues, _places(draft.index), strict=True)):
        words = pack_words(cue.words, cue.start_ms)
        yield (episode_id, ordinal, cue.start_ms, cue.end_ms, *place, cue.speaker, cue.text, words)


def _places(index: EpisodeIndex) -> Iterator[tuple[int, int]]:
    """For each cue its first unit and how many it has."""
    return ((first, end - first) for first, end in pairwise(index.cue_first_units))
