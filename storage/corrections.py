"""Corrections and aliases as rows: what the store and its snapshots do with them."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import aiosqlite

from bot.amends import Alias, AliasId, Correction, CorrectionId, CorrectionMove, Decision, Spot, Standing
from bot.errors import ChangedError
from bot.model import EpisodeId, PassageRun, Place, Scope
from storage.instants import count_microseconds, read_instant
from storage.scoping import IN_SCOPE, in_scope, to_json

_CORRECTION = """
SELECT
correction.id, show_slug, correction.stem, start_ms, end_ms, first_unit, unit_count, heard, corrected, lead, trail,
decision, standing, asker, created_us
"""
_WIDTH = 15
_COUNTS = "decision = 'accepted' AND standing = 'stands'"

_OF_SCOPE = f"""{_CORRECTION}
FROM correction
JOIN show ON slug = show_slug
LEFT JOIN episode ON show_id = show.id AND episode.stem = correction.stem
WHERE {IN_SCOPE}
ORDER BY show_slug, correction.stem, start_ms, correction.id
"""

_OF_EPISODE = f"{_CORRECTION} FROM correction WHERE show_slug = ? AND stem = ? ORDER BY start_ms, id"

_IN_EPISODES = f"""{_CORRECTION}, episode.id
FROM json_each(?) AS wanted
CROSS JOIN episode ON episode.id = wanted.value
CROSS JOIN show ON show.id = show_id
CROSS JOIN correction ON show_slug = slug AND correction.stem = episode.stem
WHERE {_COUNTS}
ORDER BY episode.id, first_unit, correction.id
"""

# Where an index of an older format has no passage, there is none to read around.
_LIKE = f"""{_CORRECTION}, episode.id, first_passage, passage_count
FROM json_each(:grams) AS wanted
CROSS JOIN correction_gram ON gram = wanted.value
CROSS JOIN correction ON correction.id = correction_id
CROSS JOIN show ON slug = show_slug
CROSS JOIN episode ON show_id = show.id AND episode.stem = correction.stem
WHERE {_COUNTS} AND first_passage IS NOT NULL AND {IN_SCOPE}
GROUP BY correction.id
HAVING count(*) >= :least
ORDER BY count(*) DESC, correction.id
LIMIT :limit
"""

_ADD = """
INSERT INTO correction (
    show_slug, stem, start_ms, end_ms, first_unit, unit_count, heard, corrected, lead, trail, decision, standing,
    asker, created_us
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
RETURNING id
"""

_MOVE = """
UPDATE correction SET
    standing = ?, start_ms = coalesce(?, start_ms), end_ms = coalesce(?, end_ms),
    first_unit = coalesce(?, first_unit), unit_count = coalesce(?, unit_count)
WHERE id = ?
"""


# ---------------------------------------------------------------- reading


def read_corrections(connection: sqlite3.Connection, scope: Scope) -> Sequence[Correction]:
    """See `bot.ports.Snapshot.corrections`."""
    return [_read(row) for row in connection.execute(_OF_SCOPE, in_scope(scope))]


def read_corrections_of(connection: sqlite3.Connection, show_slug: str, stem: str) -> Sequence[Correction]:
    """See `bot.ports.Snapshot.corrections_of`."""
    return [_read(row) for row in connection.execute(_OF_EPISODE, (show_slug, stem))]


def read_corrections_in(
    connection: sqlite3.Connection, episodes: Collection[EpisodeId]
) -> Sequence[tuple[EpisodeId, Correction]]:
    """See `bot.ports.Snapshot.corrections_in`."""
    rows = connection.execute(_IN_EPISODES, (to_json(episodes),))
    return [(EpisodeId(row[_WIDTH]), _read(row)) for row in rows]


def read_corrections_like(
    connection: sqlite3.Connection, grams: Collection[int], scope: Scope, least: int, limit: int
) -> Sequence[tuple[PassageRun, Correction]]:
    """See `bot.ports.Snapshot.corrections_like`."""
    rows = connection.execute(_LIKE, {**in_scope(scope), "grams": to_json(grams), "least": least, "limit": limit})
    return [(PassageRun(*row[_WIDTH:]), _read(row)) for row in rows]


def read_aliases(connection: sqlite3.Connection, place: Place) -> Sequence[Alias]:
    """See `bot.ports.Snapshot.aliases`."""
    rows = connection.execute("SELECT id, spellings FROM alias WHERE place = ? ORDER BY id", (place.key,))
    return [Alias(AliasId(id_), tuple(json.loads(spellings))) for id_, spellings in rows]


# ---------------------------------------------------------------- writing


async def add_correction(writer: aiosqlite.Connection, correction: Correction, grams: frozenset[int]) -> CorrectionId:
    """See `bot.ports.Store.add_correction`; inside a transaction."""
    spot = correction.spot
    values = (
        correction.show_slug,
        correction.stem,
        *(spot.start_ms, spot.end_ms, spot.first_unit, spot.unit_count),
        *(correction.heard, correction.right, correction.lead, correction.trail),
        *(correction.decision.value, correction.standing.value),
        correction.asker,
        count_microseconds(correction.created),
    )
    (row,) = await writer.execute_fetchall(_ADD, values)
    await _write_grams(writer, row[0], grams)
    return CorrectionId(row[0])


async def decide_correction(writer: aiosqlite.Connection, correction: CorrectionId, decision: Decision) -> bool:
    """See `bot.ports.Store.decide_correction`; inside a transaction."""
    values = (decision.value, correction)
    return await _any(writer, "UPDATE correction SET decision = ? WHERE id = ? RETURNING 1", values)


async def remove_correction(writer: aiosqlite.Connection, correction: CorrectionId) -> bool:
    """See `bot.ports.Store.remove_correction`; inside a transaction."""
    return await _any(writer, "DELETE FROM correction WHERE id = ? RETURNING 1", (correction,))


async def move_corrections(
    writer: aiosqlite.Connection, show_slug: str, stem: str, moves: Iterable[CorrectionMove]
) -> None:
    """Set where the corrections of an episode stand in its new version or index; inside a transaction."""
    known = await _find_ids(writer, show_slug, stem)
    for move in moves:
        if move.correction_id not in known:
            continue
        spot = move.spot
        places = (spot.start_ms, spot.end_ms, spot.first_unit, spot.unit_count) if spot else (None,) * 4
        await writer.execute(_MOVE, (move.standing.value, *places, move.correction_id))
        await writer.execute("DELETE FROM correction_gram WHERE correction_id = ?", (move.correction_id,))
        await _write_grams(writer, move.correction_id, move.grams)


async def check_named(writer: aiosqlite.Connection, show_slug: str, stem: str, moves: Iterable[CorrectionMove]) -> None:
    """Make sure that each of an episode's corrections has a move.

    Raises:
        ChangedError: one has none: it was kept since they were looked at.
    """
    if not await _find_ids(writer, show_slug, stem) <= {move.correction_id for move in moves}:
        raise ChangedError("store.changed", show=show_slug, stem=stem)


async def _find_ids(writer: aiosqlite.Connection, show_slug: str, stem: str) -> frozenset[int]:
    rows = await writer.execute_fetchall(
        "SELECT id FROM correction WHERE show_slug = ? AND stem = ?", (show_slug, stem)
    )
    return frozenset(row[0] for row in rows)


async def add_alias(writer: aiosqlite.Connection, place: Place, spellings: tuple[str, ...]) -> AliasId:
    """See `bot.ports.Store.add_alias`; inside a transaction."""
    (row,) = await writer.execute_fetchall(
        "INSERT INTO alias (place, spellings) VALUES (?, ?) RETURNING id", (place.key, json.dumps(spellings))
    )
    return AliasId(row[0])


async def remove_alias(writer: aiosqlite.Connection, alias: AliasId) -> bool:
    """See `bot.ports.Store.remove_alias`; inside a transaction."""
    return await _any(writer, "DELETE FROM alias WHERE id = ? RETURNING 1", (alias,))


async def _write_grams(writer: aiosqlite.Connection, correction: int, grams: frozenset[int]) -> None:
    await writer.execute(
        "INSERT INTO correction_gram (gram, correction_id) SELECT value, ? FROM json_each(?)",
        (correction, to_json(sorted(grams))),
    )


async def _any(writer: aiosqlite.Connection, sql: str, values: tuple[object, ...]) -> bool:
    return bool(list(await writer.execute_fetchall(sql, values)))


def _read(row: Sequence[Any]) -> Correction:
    """A correction from the first of those of `_CORRECTION`."""
    id_, slug, stem, start_ms, end_ms, first_unit, unit_count, heard, right, lead, trail = row[:11]
    decision, standing, asker, created_us = row[11:_WIDTH]
    spot = Spot(start_ms, end_ms, first_unit, unit_count)
    return Correction(
        CorrectionId(id_),
        slug,
        stem,
        spot,
        *(heard, right, lead, trail),
        Decision(decision),
        Standing(standing),
        asker,
        read_instant(created_us),
    )
