"""The ports in plain Python, for tests of use cases. `tests/test_storage_contract.py` keeps it like the real one."""

from collections.abc import Callable, Collection, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.amends import CorrectionMove
from bot.errors import ChangedError, StoreError
from bot.model import (
    Candidates,
    Clip,
    ClipId,
    Episode,
    EpisodeDraft,
    EpisodeFacts,
    EpisodeId,
    EpisodeIndex,
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
from bot.ports import Snapshot
from bot.saved import SavedSearch
from tests.memory_amends import AmendsSnapshot, AmendsStore, MemoryAmends
from tests.memory_episodes import KeptEpisode, candidates_in, check_length, index_kept, keep_episode, overlap
from tests.memory_feeds import FeedsSnapshot, MemoryFeeds, with_facts_of
from tests.memory_picks import MemoryPicks, PicksSnapshot, PicksStore, new_version
from tests.memory_segments import MemorySegments, SegmentsSnapshot, SegmentsStore
from tests.memory_slots import MemorySlots, SlotsSnapshot, SlotsStore
from tests.memory_sources import MemorySources
from tests.memory_withheld import MemoryWithheld, WithheldSnapshot, WithheldStore

T = TypeVar("T")


@dataclass
class MemorySnapshot(AmendsSnapshot, FeedsSnapshot, PicksSnapshot, SegmentsSnapshot, SlotsSnapshot, WithheldSnapshot):
    """`bot.ports.Snapshot` over dictionaries."""

    shows_by_slug: dict[str, Show] = field(default_factory=dict)
    kept: dict[tuple[str, str], KeptEpisode] = field(default_factory=dict)
    clips: dict[ClipId, Clip] = field(default_factory=dict)
    gone: frozenset[ClipId] = frozenset()
    searches: dict[SearchId, SavedSearch] = field(default_factory=dict)
    follows: dict[str, frozenset[ShowId]] = field(default_factory=dict)
    memory: dict[str, str] = field(default_factory=dict)
    key: bytes = bytes(range(32))
    by_clock: MemorySlots = field(default_factory=MemorySlots)
    amends: MemoryAmends = field(default_factory=MemoryAmends)
    feeds: MemoryFeeds = field(default_factory=MemoryFeeds)
    marked: MemorySegments = field(default_factory=MemorySegments)
    origins: MemorySources = field(default_factory=MemorySources)
    held_back: MemoryWithheld = field(default_factory=MemoryWithheld)
    wanted: MemoryPicks = field(default_factory=MemoryPicks)
    version: int = field(default_factory=new_version)

    def indexed_before(self, index_format: int) -> Sequence[EpisodeId]:
        """See `bot.ports.Snapshot`."""
        older = [kept for kept in self.kept.values() if kept.index_format < index_format]
        older.sort(key=lambda kept: (kept.passages[0].id if kept.passages else -1, kept.episode.id))
        return [kept.episode.id for kept in older]

    def old_indexes(self, index_format: int, scope: Scope) -> int:
        """See `bot.ports.Snapshot`."""
        return sum(kept.index_format < index_format for kept in self._in_scope(scope))

    def remembered(self, key: str) -> str | None:
        """See `bot.ports.Snapshot`."""
        return self.memory.get(key)

    def _in_scope(self, scope: Scope) -> list[KeptEpisode]:
        return sorted(
            (
                self._told(kept)
                for kept in self.kept.values()
                if kept.episode.show.id in scope.shows and (scope.episodes is None or kept.episode.id in scope.episodes)
            ),
            key=lambda kept: kept.episode.id,
        )

    def _told(self, kept: KeptEpisode) -> KeptEpisode:
        """With what its feed, its operator and its file's name say of it."""
        fed = self.feeds.items.get((kept.episode.show.slug, kept.episode.stem))
        return replace(kept, episode=self.as_told(with_facts_of(kept.episode, fed.item if fed else None)))

    def _by_id(self, episode: EpisodeId) -> KeptEpisode | None:
        return next((kept for kept in self.kept.values() if kept.episode.id == episode), None)

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
        return candidates_in(self._in_scope(scope), grams, within, budget=budget, limit=limit)

    def holders(self, grams: Collection[int], scope: Scope) -> NDArray[np.int64]:
        """See `bot.ports.Index`."""
        found: list[PassageId] = []
        for kept in self._in_scope(scope):
            lists = [kept.grams.get(gram, frozenset()) for gram in grams]
            found += frozenset.intersection(*lists) if lists else ()
        return np.array(sorted(found), np.int64)

    def passages(self, ids: Collection[PassageId]) -> Sequence[Passage]:
        """See `bot.ports.Index`."""
        wanted = frozenset(ids)
        found = [passage for kept in self.kept.values() for passage in kept.passages if passage.id in wanted]
        return sorted(found, key=lambda passage: passage.id)

    def speakers(self, scope: Scope) -> Sequence[str]:
        """See `bot.ports.Snapshot`."""
        return sorted({name for kept in self._in_scope(scope) for cue in kept.cues if (name := cue.cue.speaker)})

    def spoken_by(self, names: Collection[str], scope: Scope) -> Sequence[UnitRun]:
        """See `bot.ports.Snapshot`."""
        return [
            UnitRun(kept.episode.id, cue.first_unit, cue.first_unit + cue.unit_count)
            for kept in self._in_scope(scope)
            for cue in kept.cues
            if cue.cue.speaker in names and cue.unit_count
        ]

    def passage_runs(self, scope: Scope) -> Sequence[PassageRun]:
        """See `bot.ports.Snapshot`."""
        return [
            PassageRun(kept.episode.id, kept.passages[0].id, len(kept.passages))
            for kept in self._in_scope(scope)
            if kept.passages
        ]

    def shows(self) -> Sequence[Show]:
        """See `bot.ports.Snapshot`."""
        return [self.shows_by_slug[slug] for slug in sorted(self.shows_by_slug)]

    def episodes(self, scope: Scope) -> Sequence[Episode]:
        """See `bot.ports.Snapshot`."""

        def order(episode: Episode) -> tuple[str, bool, int, str]:
            number = episode.facts.number
            return episode.show.slug, number is None, number or 0, episode.stem

        return sorted((kept.episode for kept in self._in_scope(scope)), key=order)

    def episodes_by_id(self, ids: Collection[EpisodeId], scope: Scope) -> Sequence[Episode]:
        """See `bot.ports.Snapshot`; by rising id."""
        return [kept.episode for kept in self._in_scope(scope) if kept.episode.id in ids]

    def find_episode(self, show_slug: str, stem: str, scope: Scope) -> Episode | None:
        """See `bot.ports.Snapshot`."""
        found = (kept.episode for kept in self._in_scope(scope))
        return next((each for each in found if (each.show.slug, each.stem) == (show_slug, stem)), None)

    def cues_at(self, episode: EpisodeId, first_unit: int, end_unit: int) -> Sequence[PlacedCue]:
        """See `bot.ports.Snapshot`."""
        wanted = range(first_unit, end_unit)
        return self._cues(
            episode, lambda cue: bool(overlap(wanted, range(cue.first_unit, cue.first_unit + cue.unit_count)))
        )

    def cues_at_each(self, runs: Sequence[UnitRun]) -> Sequence[Sequence[PlacedCue]]:
        """See `bot.ports.Snapshot`."""
        return [self.cues_at(run.episode_id, run.first, run.end) for run in runs]

    def cues_between(self, episode: EpisodeId, start_ms: int, end_ms: int) -> Sequence[PlacedCue]:
        """See `bot.ports.Snapshot`; a cue without length meets the span that holds its start."""
        wanted = range(start_ms, end_ms)
        return self._cues(
            episode,
            lambda placed: (
                bool(overlap(wanted, range(placed.cue.start_ms, placed.cue.end_ms))) or placed.cue.start_ms in wanted
            ),
        )

    def _cues(self, episode: EpisodeId, fits: Callable[[PlacedCue], bool]) -> list[PlacedCue]:
        kept = self._by_id(episode)
        return [cue for cue in kept.cues if fits(cue)] if kept else []

    def clip(self, clip_id: ClipId, scope: Scope) -> Clip | None:
        """See `bot.ports.Snapshot`."""
        clip = self.clips.get(clip_id)
        if clip is None or clip_id in self.gone:
            return None
        episode = self.find_episode(clip.episode.show.slug, clip.episode.stem, scope)
        return replace(clip, episode=episode) if episode else None

    def clips_of(self, show_slug: str, stem: str) -> Sequence[Clip]:
        """See `bot.ports.Snapshot`; by start and id; those of an episode that was taken out have its id as 0."""
        show = self.shows_by_slug.get(show_slug)
        if show is None:
            return []
        kept = self.kept.get((show_slug, stem))
        episode = self._told(kept).episode if kept else Episode(EpisodeId(0), show, stem, EpisodeFacts())
        found = [
            replace(clip, episode=episode)
            for clip in self.clips.values()
            if (clip.episode.show.slug, clip.episode.stem) == (show_slug, stem)
        ]
        return sorted(found, key=lambda clip: (clip.start_ms, clip.id))

    def clip_id_at(self, episode: EpisodeId, start_ms: int, end_ms: int, words: str) -> ClipId | None:
        """See `bot.ports.Snapshot`; the shortest of several."""
        kept = self._by_id(episode)
        if kept is None:
            return None
        found = [
            clip.id
            for clip in self.clips_of(kept.episode.show.slug, kept.episode.stem)
            if (clip.start_ms, clip.end_ms, clip.words) == (start_ms, end_ms, words) and clip.id not in self.gone
        ]
        return min(found, key=lambda clip_id: (len(clip_id), clip_id), default=None)

    def clip_id_taken(self, clip_id: ClipId) -> bool:
        """See `bot.ports.Snapshot`."""
        return clip_id in self.clips

    def clip_key(self) -> bytes:
        """See `bot.ports.Snapshot`."""
        return self.key

    def saved_search(self, search_id: SearchId) -> SavedSearch | None:
        """See `bot.ports.Snapshot`."""
        return self.searches.get(search_id)

    def followed(self, place: Place) -> frozenset[ShowId]:
        """See `bot.ports.Snapshot`."""
        return self.follows.get(place.key, frozenset())

    def fingerprints(self, show_slug: str) -> dict[str, str]:
        """See `bot.ports.Snapshot`."""
        return {stem: kept.fingerprint for (slug, stem), kept in self.kept.items() if slug == show_slug}


class MemoryStore(AmendsStore, PicksStore, SegmentsStore, SlotsStore, WithheldStore):
    """`bot.ports.Store` in memory: each write is whole, each read sees what stood when it began.

    Attributes:
        reads, writes: how many calls there were: one request makes two store calls at most.
        compactions: of each whether it was at rest.
    """

    def __init__(self) -> None:
        self._state: MemorySnapshot = MemorySnapshot()
        self._shows = self._episodes = self._passages = 0
        self.reads = self.writes = 0
        self.compactions: list[bool] = []

    @property
    def feeds(self) -> MemoryFeeds:
        """The feeds that are followed."""
        return self._state.feeds

    async def close(self) -> None:
        """Nothing to close."""

    async def read(self, work: Callable[[Snapshot], T]) -> T:
        """See `bot.ports.Store`."""
        self.reads += 1
        return work(copy(self._state))

    async def put_episode(self, draft: EpisodeDraft) -> EpisodeId:
        """See `bot.ports.Store`."""
        self.writes += 1
        check_length(draft.index, draft.show_slug, draft.stem)
        known = self._state.clips_of(draft.show_slug, draft.stem)
        if not {clip.id for clip in known} <= {move.clip_id for move in draft.moves}:
            raise ChangedError("store.changed", show=draft.show_slug, stem=draft.stem)
        self.amends.check_named(draft.show_slug, draft.stem, draft.corrections)
        self._episodes += 1
        self._state.version = new_version()
        show = self._put_show(draft)
        episode = Episode(EpisodeId(self._episodes), show, draft.stem, draft.facts, untimed=draft.untimed)
        kept = keep_episode(draft, episode, self._passages)
        self._passages += len(kept.passages)
        self._state.kept = {**self._state.kept, (draft.show_slug, draft.stem): kept}
        self._move_clips(draft)
        self._state.origins = self._state.origins.without_file((draft.show_slug, draft.stem))
        if draft.source:
            self._state.origins = self._state.origins.with_file((draft.show_slug, draft.stem), draft.source)
        self.amends = self.amends.moved(draft.show_slug, draft.stem, draft.corrections)
        return kept.episode.id

    def _put_show(self, draft: EpisodeDraft) -> Show:
        old = self._state.shows_by_slug.get(draft.show_slug)
        if old is None:
            self._shows += 1
            old = Show(ShowId(self._shows), draft.show_slug)
        show = replace(
            old,
            title=old.title if draft.show_title is None else draft.show_title,
            link_template=old.link_template if draft.show_link_template is None else draft.show_link_template,
        )
        self._state.shows_by_slug = {**self._state.shows_by_slug, show.slug: show}
        self._state.kept = {
            key: replace(kept, episode=replace(kept.episode, show=show)) if key[0] == show.slug else kept
            for key, kept in self._state.kept.items()
        }
        return show

    def _move_clips(self, draft: EpisodeDraft) -> None:
        clips, gone = dict(self._state.clips), set(self._state.gone)
        for move in draft.moves:
            clip = clips.get(move.clip_id)
            if clip is None or (clip.episode.show.slug, clip.episode.stem) != (draft.show_slug, draft.stem):
                continue
            if move.span_ms is None:
                gone.add(move.clip_id)
            else:
                gone.discard(move.clip_id)
                clips[move.clip_id] = replace(
                    clip, start_ms=move.span_ms[0], end_ms=move.span_ms[1], words=move.words or clip.words
                )
        self._state.clips, self._state.gone = clips, frozenset(gone)

    async def replace_index(
        self, episode: EpisodeId, index: EpisodeIndex, moves: Sequence[CorrectionMove] = ()
    ) -> bool:
        """See `bot.ports.Store`."""
        self.writes += 1
        for key, kept in self._state.kept.items():
            if kept.episode.id == episode and kept.index_format < index.format:
                check_length(index, *key)
                self.amends.check_named(*key, moves)
                # In its old place where it fits, as in a real store: equal scores are told apart by place.
                fits = 0 < len(index.passages) <= len(kept.passages)
                first = kept.passages[0].id if fits else self._passages
                self._state.kept = {**self._state.kept, key: index_kept(kept, index, first)}
                self._passages += len(index.passages)
                self.amends = self.amends.moved(*key, moves)
                return True
        return False

    async def outdate_indexes(self) -> None:
        """See `bot.ports.Store`."""
        self.writes += 1
        self._state.kept = {key: replace(kept, index_format=0) for key, kept in self._state.kept.items()}

    async def compact(self, *, at_rest: bool = True) -> int:
        """See `bot.ports.Store`."""
        self.compactions.append(at_rest)
        return 0

    async def remove_episode(self, show_slug: str, stem: str) -> bool:
        """See `bot.ports.Store`."""
        self.writes += 1
        there = (show_slug, stem) in self._state.kept
        self._state.version = new_version()
        self._state.kept = {key: kept for key, kept in self._state.kept.items() if key != (show_slug, stem)}
        self._state.origins = self._state.origins.without_file((show_slug, stem))
        return there

    async def keep_clip(self, clip: Clip) -> None:
        """See `bot.ports.Store`."""
        self.writes += 1
        if all(kept.episode.id != clip.episode.id for kept in self._state.kept.values()):
            raise ChangedError("store.changed", show=clip.episode.show.slug, stem=clip.episode.stem)
        self._state.clips = {clip.id: replace(clip, amended=()), **self._state.clips}

    async def keep_search(self, search: SavedSearch) -> None:
        """See `bot.ports.Store`."""
        self.writes += 1
        self._state.searches = {**self._state.searches, search.id: search}

    async def purge_searches(self, before: datetime) -> int:
        """See `bot.ports.Store`."""
        self.writes += 1
        left = {id_: search for id_, search in self._state.searches.items() if search.created >= before}
        purged = len(self._state.searches) - len(left)
        self._state.searches = left
        return purged

    async def follow(self, place: Place, shows: frozenset[ShowId]) -> None:
        """See `bot.ports.Store`."""
        self.writes += 1
        unknown = shows - {show.id for show in self._state.shows()}
        if unknown:
            raise StoreError("store.unknown_show", ids=sorted(unknown))
        self._state.follows = {**self._state.follows, place.key: shows}

    async def remember(self, key: str, value: str) -> None:
        """See `bot.ports.Store`."""
        self.writes += 1
        self._state.memory = {**self._state.memory, key: value}
