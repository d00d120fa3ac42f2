"""Reading: what the store holds at one instant, over a read-only connection with a read transaction open."""

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.amends import Alias, Correction
from bot.model import (
    Candidates,
    Clip,
    ClipId,
    Cue,
    Destination,
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
from bot.slots import PostedSpan, Schedule, ScheduleId, SlotRecord
from storage import corrections, schedules
from storage.postings import (
    POSTING_BYTES,
    PostingList,
    accumulate,
    choose_lists,
    common,
    keep_within,
    rarity,
    sum_weights,
)
from storage.rows import CLIPS, EPISODES, NUMBER, read_clip, read_episode
from storage.scoping import IN_SCOPE, in_scope, to_json
from storage.searches import load_search
from storage.sources import SourceReads
from storage.words import unpack_words

_CUE = "SELECT ordinal, first_unit, unit_count, start_ms, end_ms, text, speaker, words FROM cue"

_RUNS = "SELECT episode.id, first_passage, passage_count FROM episode JOIN show ON show.id = show_id"

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

_LENGTHS = """
SELECT block.id, gram, length(postings)
FROM json_each(:scope) AS scope
CROSS JOIN block ON block.show_id = scope.value
CROSS JOIN json_each(:grams) AS wanted
CROSS JOIN post ON post.block = block.id AND post.gram = wanted.value
"""

_POSTINGS = """
SELECT block.id, gram, postings
FROM json_each(:scope) AS scope
CROSS JOIN block ON block.show_id = scope.value
CROSS JOIN json_each(:grams) AS wanted
CROSS JOIN post ON post.block = block.id AND post.gram = wanted.value
"""


class SqliteSnapshot(SourceReads):
    """`bot.ports.Snapshot` over SQLite. Each method is one statement, `candidates` three."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

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
        weights = sum_weights(grams)
        if within is not None or scope.episodes is not None:
            return self._candidates_within(weights, scope, self._allowed(scope, within), budget, limit)
        shows = to_json(scope.shows)
        (passage_count,) = self._rows(
            "SELECT coalesce(sum(passage_count), 0) FROM episode"
            " WHERE show_id IN (SELECT value FROM json_each(:scope))",
            scope=shows,
        )[0]
        frequencies = dict.fromkeys(weights, 0)
        for _, gram, length in self._rows(_LENGTHS, scope=shows, grams=to_json(weights)):
            frequencies[gram] += length // POSTING_BYTES
        chosen = choose_lists(frequencies, budget)
        scores = {gram: weights[gram] * rarity(frequencies[gram], passage_count) for gram in chosen}
        lists = self._connection.execute(_POSTINGS, {"scope": shows, "grams": to_json(chosen)})
        ids, sums = accumulate((PostingList(block, scores[gram], postings) for block, gram, postings in lists), limit)
        return Candidates(ids, sums, frequencies, passage_count)

    def holders(self, grams: Collection[int], scope: Scope) -> NDArray[np.int64]:
        """See `bot.ports.Index`."""
        wanted = set(grams)
        lists = self._connection.execute(_POSTINGS, {"scope": to_json(scope.shows), "grams": to_json(wanted)})
        ids = common((PostingList(block, 0, postings) for block, _, postings in lists), len(wanted))
        if scope.episodes is None:
            return ids
        allowed = self._allowed(scope, None)
        ids = ids[ids < len(allowed)]
        return ids[allowed[ids]]

    def _allowed(self, scope: Scope, within: NDArray[np.int64] | None) -> NDArray[np.bool_]:
        """By id, which passages are of the scope, and of `within` where it is given."""
        runs = self.passage_runs(scope)
        allowed = np.zeros(max((run.first + run.count for run in runs), default=0), np.bool_)
        for run in runs:
            allowed[run.first : run.first + run.count] = True
        if within is not None:
            inside = np.zeros_like(allowed)
            inside[within[within < len(inside)]] = True
            allowed &= inside
        return allowed

    def _candidates_within(
        self, weights: Mapping[int, int], scope: Scope, allowed: NDArray[np.bool_], budget: int, limit: int
    ) -> Candidates:
        """The same among these passages only: the lists are read whole, and what stands elsewhere is left out."""
        rows = self._connection.execute(_POSTINGS, {"scope": to_json(scope.shows), "grams": to_json(weights)})
        lists = list(keep_within(rows, allowed))
        count = int(np.count_nonzero(allowed))
        frequencies = dict.fromkeys(weights, 0)
        for _, gram, postings in lists:
            frequencies[gram] += len(postings) // POSTING_BYTES
        scores = {gram: weights[gram] * rarity(frequencies[gram], count) for gram in choose_lists(frequencies, budget)}
        chosen = (PostingList(block, scores[gram], postings) for block, gram, postings in lists if gram in scores)
        return Candidates(*accumulate(chosen, limit), frequencies, count)

    def passages(self, ids: Collection[PassageId]) -> Sequence[Passage]:
        """See `bot.ports.Index`."""
        rows = self._rows(
            "SELECT id, episode_id, first_unit, unit_count, units FROM passage"
            " WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
            ids=to_json(ids),
        )
        return [Passage(*row) for row in rows]

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
        return [Show(*row) for row in self._rows("SELECT id, slug, title, link_template FROM show ORDER BY slug")]

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
        # First units rise with the ordinal: no cue before the last that begins at or before `first_unit` reaches it.
        return self._cues(
            ":first < :end AND first_unit >="
            " (SELECT max(first_unit) FROM cue WHERE episode_id = :episode AND first_unit <= :first)"
            " AND first_unit < :end AND first_unit + unit_count > :first AND unit_count > 0",
            episode,
            first=max(first_unit, 0),
            end=end_unit,
        )

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
            f"{_CUE} WHERE episode_id = :episode AND {condition} ORDER BY ordinal", episode=episode, **values
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

    # ------------------------------------------------------------ posts by the clock

    def schedules(self) -> Sequence[Schedule]:
        """See `bot.ports.Snapshot`."""
        return schedules.read_schedules(self._connection)

    def slots(self, ids: Collection[ScheduleId], first_day: date) -> Sequence[SlotRecord]:
        """See `bot.ports.Snapshot`."""
        return schedules.read_slots(self._connection, ids, first_day)

    def open_slots(self) -> Sequence[SlotRecord]:
        """See `bot.ports.Snapshot`."""
        return schedules.read_open_slots(self._connection)

    def posted(self, destination: Destination) -> Sequence[PostedSpan]:
        """See `bot.ports.Snapshot`."""
        return schedules.read_posted(self._connection, destination)

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
