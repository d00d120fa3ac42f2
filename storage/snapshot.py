"""Reading: what the store holds at one instant, over a read-only connection with a read transaction open."""

import json
import sqlite3
from collections.abc import Callable, Collection, Sequence
from functools import partial
from operator import itemgetter
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from bot.amends import Alias, Correction
from bot.model import (
    Candidates,
    Clip,
    ClipId,
    Cue,
    Episode,
    EpisodeId,
    Passage,
    PassageId,
    PassageRun,
    Place,
    PlacedCue,
    Scope,
    SearchId,
    Show,
    ShowId,
    UnitRun,
    WeightedGram,
)
from bot.saved import SavedSearch
from storage import candidates, corrections, feeds
from storage.asides import SegmentsSnapshot
from storage.holdings import Kept, Part
from storage.people import PeopleSnapshot
from storage.picks import PicksSnapshot
from storage.postings import sum_weights
from storage.rows import CLIPS, EPISODES, NUMBER, read_clip, read_episode
from storage.schedules import SchedulesSnapshot
from storage.scoping import IN_SCOPE, in_scope, to_json
from storage.searches import load_search
from storage.sources import SourceReads
from storage.withheld import WithheldSnapshot
from storage.words import unpack_words

_CUE = "SELECT ordinal, first_unit, unit_count, start_ms, end_ms, text, speaker, words FROM cue"

# First units rise with the ordinal: no cue before the last that begins at or before a run's first unit reaches it.
_CUES_OF_RUNS = """
WITH run AS MATERIALIZED (
    SELECT key, json_extract(value, '$[0]') episode, json_extract(value, '$[1]') first, json_extract(value, '$[2]') end
    FROM json_each(:runs)
)
SELECT key, ordinal, first_unit, unit_count, start_ms, end_ms, text, speaker, words
FROM run CROSS JOIN cue ON episode_id = episode
WHERE first < end AND first_unit >= (
    SELECT max(first_unit) FROM cue WHERE episode_id = episode AND first_unit <= first
) AND first_unit < end AND first_unit + unit_count > first AND unit_count > 0
ORDER BY key, ordinal
"""

_RUNS = "SELECT episode.id, first_passage, passage_count FROM episode JOIN show ON show.id = show_id"

_COUNT = "SELECT count(*) FROM episode JOIN show ON show.id = show_id"

# Joined in this order, so that the index of who speaks is read episode by episode.
_SPEAKERS = """
SELECT DISTINCT speaker
FROM show CROSS JOIN episode ON show_id = show.id CROSS JOIN cue ON episode_id = episode.id
"""

_SPOKEN = """
SELECT episode_id, first_unit, first_unit + unit_count
FROM show CROSS JOIN episode ON show_id = show.id CROSS JOIN cue ON episode_id = episode.id
WHERE speaker IN (SELECT value FROM json_each(:names)) AND unit_count > 0
"""


# A thousand rows a search: made without a call of Python for each.
_PASSAGE = cast("Callable[[tuple[Any, ...]], Passage]", partial(tuple.__new__, Passage))


class SqliteSnapshot(PeopleSnapshot, PicksSnapshot, SchedulesSnapshot, SegmentsSnapshot, SourceReads, WithheldSnapshot):
    """`bot.ports.Snapshot` over SQLite. Each method is one statement, but for those of the index."""

    def __init__(self, connection: sqlite3.Connection, kept: Kept) -> None:
        self._connection = connection
        self._kept = kept
        self._passages: dict[PassageId, Passage] = {}

    def _rows(self, sql: str, **values: object) -> list[Any]:
        return self._connection.execute(sql, values).fetchall()

    # ------------------------------------------------------------ index

    def candidates(
        self,
        grams: Sequence[WeightedGram],
        scope: Scope,
        *,
        budget: int,
        limit: int,
        within: NDArray[np.int64] | None = None,
    ) -> Candidates:
        """See `bot.ports.Index`."""
        parts = self._parts(scope, within)
        return candidates.find(self._connection, parts, sum_weights(grams), budget=budget, limit=limit)

    def holders(self, grams: Collection[int], scope: Scope) -> NDArray[np.int64]:
        """See `bot.ports.Index`."""
        return candidates.holders(self._connection, self._parts(scope, None), set(grams))

    def _parts(self, scope: Scope, within: NDArray[np.int64] | None) -> Sequence[Part]:
        parts = self._kept.holdings(self._connection).parts(scope)
        if within is None:
            return parts
        return [narrower for part in parts if (narrower := part.within(within))]

    def passages(self, ids: Collection[PassageId]) -> Sequence[Passage]:
        """See `bot.ports.Index`; each is read once, as nothing changes while the snapshot stands."""
        wanted = set(ids)
        rows = self._rows(
            "SELECT passage.id, episode_id, first_unit, unit_count, units"
            " FROM json_each(:ids) CROSS JOIN passage ON passage.id = value",
            ids=to_json(sorted(wanted - self._passages.keys())),
        )
        self._passages.update(zip(map(itemgetter(0), rows), map(_PASSAGE, rows), strict=True))
        return [self._passages[each] for each in sorted(wanted & self._passages.keys())]

    def passage_runs(self, scope: Scope) -> Sequence[PassageRun]:
        """See `bot.ports.Snapshot`."""
        rows = self._rows(
            f"{_RUNS} WHERE {IN_SCOPE} AND passage_count > 0 ORDER BY episode.id",
            **in_scope(scope),
        )
        return [PassageRun(*row) for row in rows]

    def speakers(self, scope: Scope) -> Sequence[str]:
        """See `bot.ports.Snapshot`."""
        rows = self._rows(
            f"{_SPEAKERS} WHERE {IN_SCOPE} AND speaker IS NOT NULL ORDER BY speaker",
            **in_scope(scope),
        )
        return [row[0] for row in rows]

    def spoken_by(self, names: Collection[str], scope: Scope) -> Sequence[UnitRun]:
        """See `bot.ports.Snapshot`."""
        rows = self._rows(
            f"{_SPOKEN} AND {IN_SCOPE} ORDER BY episode_id, first_unit",
            **in_scope(scope),
            names=json.dumps(list(names)),
        )
        return [UnitRun(*row) for row in rows]

    # ------------------------------------------------------------ library

    def shows(self) -> Sequence[Show]:
        """See `bot.ports.Snapshot`."""
        return self._kept.shows(self._connection)

    def episodes(self, scope: Scope) -> Sequence[Episode]:
        """See `bot.ports.Snapshot`."""
        return self._episodes(f"TRUE ORDER BY slug, {NUMBER} IS NULL, {NUMBER}, stem", scope)

    def episodes_by_id(self, ids: Collection[EpisodeId], scope: Scope) -> Sequence[Episode]:
        """See `bot.ports.Snapshot`; by rising id."""
        return self._episodes(
            "episode.id IN (SELECT value FROM json_each(:ids)) ORDER BY episode.id", scope, ids=to_json(ids)
        )

    def find_episode(self, show_slug: str, stem: str, scope: Scope) -> Episode | None:
        """See `bot.ports.Snapshot`."""
        found = self._episodes("slug = :slug AND episode.stem = :stem", scope, slug=show_slug, stem=stem)
        return found[0] if found else None

    def fingerprints(self, show_slug: str) -> dict[str, str]:
        """See `bot.ports.Snapshot`."""
        return dict(
            self._rows(
                "SELECT stem, fingerprint FROM episode JOIN show ON show.id = show_id WHERE slug = :slug",
                slug=show_slug,
            )
        )

    def indexed_before(self, index_format: int) -> Sequence[EpisodeId]:
        """See `bot.ports.Snapshot`."""
        rows = self._rows(
            "SELECT id FROM episode WHERE index_format < :format ORDER BY first_passage, id", format=index_format
        )
        return [row[0] for row in rows]

    def old_indexes(self, index_format: int, scope: Scope) -> int:
        """See `bot.ports.Snapshot`."""
        ((count,),) = self._rows(
            f"{_COUNT} WHERE index_format < :format AND {IN_SCOPE}", format=index_format, **in_scope(scope)
        )
        return int(count)

    def remembered(self, key: str) -> str | None:
        """See `bot.ports.Snapshot`."""
        rows = self._rows("SELECT value FROM memory WHERE key = :key", key=key)
        return rows[0][0] if rows else None

    def _episodes(self, condition: str, scope: Scope, **values: object) -> list[Episode]:
        rows = self._rows(
            f"{EPISODES} WHERE {IN_SCOPE} AND {condition}",
            **in_scope(scope),
            **values,
        )
        return [read_episode(row) for row in rows]

    # ------------------------------------------------------------ cues

    def cues_at(self, episode: EpisodeId, first_unit: int, end_unit: int) -> Sequence[PlacedCue]:
        """See `bot.ports.Snapshot`."""
        return self.cues_at_each([UnitRun(episode, first_unit, end_unit)])[0]

    def cues_at_each(self, runs: Sequence[UnitRun]) -> Sequence[Sequence[PlacedCue]]:
        """See `bot.ports.Snapshot`."""
        wanted = [(run.episode_id, max(run.first, 0), run.end) for run in runs]
        found: list[list[PlacedCue]] = [[] for _ in runs]
        for which, *row in self._rows(_CUES_OF_RUNS, runs=json.dumps(wanted)):
            found[which].append(_read_cue(row))
        return found

    def chapter_at(self, episode: EpisodeId, position_ms: int) -> str | None:
        """See `bot.ports.Snapshot`."""
        return feeds.read_chapter_at(self._connection, episode, position_ms)

    def artwork(self, episode: Episode) -> str | None:
        """See `bot.ports.Snapshot`."""
        return feeds.read_artwork(self._connection, episode)

    def cues_between(self, episode: EpisodeId, start_ms: int, end_ms: int) -> Sequence[PlacedCue]:
        """See `bot.ports.Snapshot`; a cue without length meets the span that holds its start."""
        return self._cues(
            ":start < :end AND start_ms < :end AND (end_ms > :start OR start_ms >= :start)",
            episode,
            start=start_ms,
            end=end_ms,
        )

    def _cues(self, condition: str, episode: EpisodeId, **values: object) -> list[PlacedCue]:
        rows = self._rows(
            f"{_CUE} WHERE episode_id = :episode AND {condition} ORDER BY ordinal",
            episode=episode,
            **values,
        )
        return [_read_cue(row) for row in rows]

    # ------------------------------------------------------------ clips

    def clip(self, clip_id: ClipId, scope: Scope) -> Clip | None:
        """See `bot.ports.Snapshot`."""
        clips = self._clips(
            f"clip.id = :clip AND present AND episode.id IS NOT NULL AND {IN_SCOPE}",
            clip=clip_id,
            **in_scope(scope),
        )
        return clips[0] if clips else None

    def clips_of(self, show_slug: str, stem: str) -> Sequence[Clip]:
        """See `bot.ports.Snapshot`; by start and id.

        Clips of an episode that was taken out are among them, with `storage.rows.NO_EPISODE` as its id: when it comes
        back, its words are looked for like those of a replaced one.
        """
        return self._clips(
            "show_slug = :slug AND clip.stem = :stem ORDER BY start_ms, clip.id", slug=show_slug, stem=stem
        )

    def _clips(self, condition: str, **values: object) -> list[Clip]:
        rows = self._rows(f"{CLIPS} WHERE {condition}", **values)
        return [read_clip(row) for row in rows]

    def clip_id_at(self, episode: EpisodeId, start_ms: int, end_ms: int, words: str) -> ClipId | None:
        """See `bot.ports.Snapshot`; the shortest of several."""
        rows = self._rows(
            "SELECT clip.id FROM episode JOIN show ON show.id = show_id"
            " JOIN clip ON show_slug = slug AND clip.stem = episode.stem"
            " WHERE episode.id = :episode AND start_ms = :start AND end_ms = :end AND words = :words AND present"
            " ORDER BY length(clip.id), clip.id LIMIT 1",
            episode=episode,
            start=start_ms,
            end=end_ms,
            words=words,
        )
        return ClipId(rows[0][0]) if rows else None

    def clip_id_taken(self, clip_id: ClipId) -> bool:
        """See `bot.ports.Snapshot`."""
        return bool(self._rows("SELECT 1 FROM clip WHERE id = :clip", clip=clip_id))

    def clip_key(self) -> bytes:
        """See `bot.ports.Snapshot`."""
        key: bytes = self._rows("SELECT clip_key FROM library")[0][0]
        return key

    # ------------------------------------------------------------ people

    def saved_search(self, search_id: SearchId) -> SavedSearch | None:
        """See `bot.ports.Snapshot`."""
        rows = self._rows("SELECT payload FROM saved_search WHERE id = :id", id=search_id)
        return load_search(rows[0][0]) if rows else None

    def followed(self, place: Place) -> frozenset[ShowId]:
        """See `bot.ports.Snapshot`."""
        rows = self._rows("SELECT show_id FROM follow WHERE place = :place", place=place.key)
        return frozenset(ShowId(row[0]) for row in rows)

    # ------------------------------------------------------------ corrections and aliases

    def corrections(self, scope: Scope) -> Sequence[Correction]:
        """See `bot.ports.Snapshot`."""
        return corrections.read_corrections(self._connection, scope)

    def corrections_of(self, show_slug: str, stem: str) -> Sequence[Correction]:
        """See `bot.ports.Snapshot`."""
        return corrections.read_corrections_of(self._connection, show_slug, stem)

    def corrections_in(self, episodes: Collection[EpisodeId]) -> Sequence[tuple[EpisodeId, Correction]]:
        """See `bot.ports.Snapshot`."""
        return corrections.read_corrections_in(self._connection, episodes)

    def corrections_like(
        self, grams: Collection[int], scope: Scope, *, least: int, limit: int
    ) -> Sequence[tuple[PassageRun, Correction]]:
        """See `bot.ports.Snapshot`."""
        return corrections.read_corrections_like(self._connection, grams, scope, least, limit)

    def aliases(self, place: Place) -> Sequence[Alias]:
        """See `bot.ports.Snapshot`."""
        return corrections.read_aliases(self._connection, place)


def _read_cue(row: Sequence[Any]) -> PlacedCue:
    """A cue from the columns of `_CUE`."""
    ordinal, first_unit, unit_count, start_ms, end_ms, text, speaker, packed = row
    return PlacedCue(
        ordinal, Cue(start_ms, end_ms, text, speaker, unpack_words(packed, start_ms)), first_unit, unit_count
    )
