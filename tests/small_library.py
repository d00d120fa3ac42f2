"""A small store in memory for the tests of use cases and chats, which counts how often it is called.

One unit per character that is no white space; a passage is three cues. `plain_search` stands in for the core.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple, NoReturn, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.access import Access
from bot.amends import CorrectionMove
from bot.clips import Clips
from bot.model import (
    Candidates,
    Clip,
    ClipId,
    Cue,
    Destination,
    Episode,
    EpisodeDraft,
    EpisodeFacts,
    EpisodeId,
    EpisodeIndex,
    Hit,
    Passage,
    PassageId,
    PassageRun,
    Place,
    PlacedCue,
    PlaceKind,
    Platform,
    PrivateAccess,
    Scope,
    SearchId,
    Show,
    ShowId,
    Tier,
    UnitRun,
    WeightedGram,
)
from bot.ports import Snapshot
from bot.quotes import Quotes
from bot.saved import SavedSearch
from bot.search.engine import INDEX_FORMAT
from bot.search.patience import Patience
from bot.search.query import asked_about
from bot.search.wanted import Wanted
from bot.slots import USUAL_PLAN, Plan, PostedSpan, Reason, Schedule, ScheduleId, Slot, SlotRecord
from tests.small_amends import NoAmends
from tests.small_people import NoPeople
from tests.small_picks import NoPicks
from tests.small_segments import NoSegments
from tests.small_sources import NoSources
from tests.small_withheld import NothingWithheld

T = TypeVar("T")

CONSOLE = Place(Platform.CONSOLE, PlaceKind.OPERATOR)
GUILD = Place(Platform.DISCORD, PlaceKind.GROUP, "7")
OTHER_GUILD = Place(Platform.DISCORD, PlaceKind.GROUP, "8")
CHAT = Place(Platform.TELEGRAM, PlaceKind.GROUP, "-7")
DIRECT = Place(Platform.DISCORD, PlaceKind.DIRECT, "7")
ABROAD = Place(Platform.TELEGRAM, PlaceKind.ABROAD, "-7")

OPEN_SHOW = Show(ShowId(1), "open", "公開的節目")
SECRET_SHOW = Show(ShowId(2), "secret")
SECRETS = {"secret": PrivateAccess(frozenset({"7"}), frozenset({"-7"}))}
_CUES_A_PASSAGE = 3
_IDS_AN_EPISODE = 1000


class HandClock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.time = datetime(2024, 5, 1, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def advance(self, by: timedelta) -> None:
        self.time += by


@dataclass
class SmallLibrary(NoAmends, NoPeople, NoSegments, NoSources, NoPicks, NothingWithheld):
    """Both the store and its only snapshot."""

    held: dict[EpisodeId, tuple[Episode, tuple[PlacedCue, ...]]] = field(default_factory=dict)
    clips: dict[ClipId, Clip] = field(default_factory=dict)
    searches: dict[SearchId, SavedSearch] = field(default_factory=dict)
    chosen: dict[str, frozenset[ShowId]] = field(default_factory=dict)
    outdated: list[ShowId] = field(default_factory=list)
    listed: list[Show] = field(default_factory=list)
    memory: dict[str, str] = field(default_factory=dict)
    chapters: dict[tuple[EpisodeId, int], str] = field(default_factory=dict)
    pictures: dict[EpisodeId, str] = field(default_factory=dict)
    calls: int = 0

    def add(self, show: Show, stem: str, cues: Sequence[Cue], facts: EpisodeFacts | None = None) -> Episode:
        """Put an episode in, after those that are there."""
        episode = Episode(EpisodeId(max(self.held, default=0) + 1), show, stem, facts or EpisodeFacts())
        placed = []
        unit = 0
        for ordinal, cue in enumerate(cues):
            count = len("".join(cue.text.split()))
            placed.append(PlacedCue(ordinal, cue, unit, count))
            unit += count
        self.held[episode.id] = (episode, tuple(placed))
        if show not in self.listed:
            self.listed.append(show)
        return episode

    def put_in_place_of(self, old: Episode, cues: Sequence[Cue]) -> Episode:
        """Replace an episode by another version of it."""
        new = self.add(old.show, old.stem, cues)
        del self.held[old.id]
        return new

    # ------------------------------------------------------------ snapshot

    def shows(self) -> Sequence[Show]:
        return sorted(self.listed, key=lambda show: show.slug)

    def episodes(self, scope: Scope) -> Sequence[Episode]:
        return [
            episode
            for episode, _ in self.held.values()
            if episode.show.id in scope.shows and (scope.episodes is None or episode.id in scope.episodes)
        ]

    def episodes_by_id(self, ids: Collection[EpisodeId], scope: Scope) -> Sequence[Episode]:
        return [episode for episode in self.episodes(scope) if episode.id in ids]

    def find_episode(self, show_slug: str, stem: str, scope: Scope) -> Episode | None:
        named = (episode for episode in self.episodes(scope) if (episode.show.slug, episode.stem) == (show_slug, stem))
        return next(named, None)

    def cues_at(self, episode: EpisodeId, first_unit: int, end_unit: int) -> Sequence[PlacedCue]:
        return [
            placed
            for placed in self.held[episode][1]
            if placed.unit_count and placed.first_unit < end_unit and placed.first_unit + placed.unit_count > first_unit
        ]

    def cues_at_each(self, runs: Sequence[UnitRun]) -> Sequence[Sequence[PlacedCue]]:
        return [self.cues_at(run.episode_id, run.first, run.end) for run in runs]

    def cues_between(self, episode: EpisodeId, start_ms: int, end_ms: int) -> Sequence[PlacedCue]:
        return [
            placed for placed in self.held[episode][1] if placed.cue.start_ms < end_ms and placed.cue.end_ms > start_ms
        ]

    def passage_runs(self, scope: Scope) -> Sequence[PassageRun]:
        return [
            PassageRun(
                episode.id,
                PassageId(episode.id * _IDS_AN_EPISODE),
                -(-len(self.held[episode.id][1]) // _CUES_A_PASSAGE),
            )
            for episode in self.episodes(scope)
        ]

    def passages(self, ids: Collection[PassageId]) -> Sequence[Passage]:
        found = []
        for each in sorted(ids):
            episode, nth = divmod(each, _IDS_AN_EPISODE)
            cues = self.held[EpisodeId(episode)][1][nth * _CUES_A_PASSAGE : (nth + 1) * _CUES_A_PASSAGE]
            units = sum(placed.unit_count for placed in cues)
            found.append(Passage(each, EpisodeId(episode), cues[0].first_unit, units, b""))
        return found

    def candidates(
        self,
        grams: Sequence[WeightedGram],
        scope: Scope,
        *,
        budget: int,
        limit: int,
        within: NDArray[np.int64] | None = None,
    ) -> Candidates:
        unused(grams, scope, budget, limit, within)

    def holders(self, grams: Collection[int], scope: Scope) -> NDArray[np.int64]:
        unused(grams, scope)

    def chapter_at(self, episode: EpisodeId, position_ms: int) -> str | None:
        return self.chapters.get((episode, position_ms))

    def artwork(self, episode: Episode) -> str | None:
        return self.pictures.get(episode.id)

    def speakers(self, scope: Scope) -> Sequence[str]:
        shown = [self.held[episode.id][1] for episode in self.episodes(scope)]
        return sorted({placed.cue.speaker for cues in shown for placed in cues if placed.cue.speaker})

    def spoken_by(self, names: Collection[str], scope: Scope) -> Sequence[UnitRun]:
        unused(names, scope)

    def clip(self, clip_id: ClipId, scope: Scope) -> Clip | None:
        clip = self.clips.get(clip_id)
        return clip if clip is not None and clip.episode.show.id in scope.shows else None

    def clips_of(self, show_slug: str, stem: str) -> Sequence[Clip]:
        unused(show_slug, stem)

    def clip_id_at(self, episode: EpisodeId, start_ms: int, end_ms: int, words: str) -> ClipId | None:
        wanted = (episode, start_ms, end_ms, words)
        same = (c.id for c in self.clips.values() if (c.episode.id, c.start_ms, c.end_ms, c.words) == wanted)
        return next(same, None)

    def clip_id_taken(self, clip_id: ClipId) -> bool:
        return clip_id in self.clips

    def clip_key(self) -> bytes:
        return bytes(range(32))

    def saved_search(self, search_id: SearchId) -> SavedSearch | None:
        return self.searches.get(search_id)

    def followed(self, place: Place) -> frozenset[ShowId]:
        return self.chosen.get(place.key, frozenset())

    def remembered(self, key: str) -> str | None:
        return self.memory.get(key)

    def fingerprints(self, show_slug: str) -> dict[str, str]:
        unused(show_slug)

    def indexed_before(self, index_format: int) -> Sequence[EpisodeId]:
        unused(index_format)

    def old_indexes(self, index_format: int, scope: Scope) -> int:
        assert index_format == INDEX_FORMAT
        return sum(show in scope.shows for show in self.outdated)

    def schedules(self) -> Sequence[Schedule]:
        unused()

    def schedule(self, _schedule: ScheduleId) -> Schedule | None:
        unused()

    def abandoned_schedules(self) -> Sequence[Schedule]:
        unused()

    def taken_slots(self, _first_day: date) -> frozenset[Slot]:
        unused()

    def slots(self, ids: Collection[ScheduleId], first_day: date) -> Sequence[SlotRecord]:
        unused(ids, first_day)

    def open_slots(self) -> Sequence[SlotRecord]:
        unused()

    def unfinished_slots(self) -> Sequence[SlotRecord]:
        unused()

    def pinned_slots(self, schedule: ScheduleId) -> Sequence[SlotRecord]:
        unused(schedule)

    def posted(self, destination: Destination) -> Sequence[PostedSpan]:
        unused(destination)

    # ------------------------------------------------------------ store

    async def read(self, work: Callable[[Snapshot], T]) -> T:
        self.calls += 1
        return work(self)

    async def put_episode(self, draft: EpisodeDraft) -> EpisodeId:
        unused(draft)

    async def replace_index(
        self, episode: EpisodeId, index: EpisodeIndex, moves: Sequence[CorrectionMove] = ()
    ) -> bool:
        unused(episode, index, moves)

    async def outdate_indexes(self) -> None:
        unused()

    async def compact(self, *, at_rest: bool = True) -> int:
        unused(at_rest)

    async def remove_episode(self, show_slug: str, stem: str) -> bool:
        unused(show_slug, stem)

    async def keep_clip(self, clip: Clip) -> None:
        self.calls += 1
        self.clips[clip.id] = clip

    async def keep_search(self, search: SavedSearch) -> None:
        self.calls += 1
        self.searches[search.id] = search

    async def purge_searches(self, before: datetime) -> int:
        self.calls += 1
        old = [each.id for each in self.searches.values() if each.created < before]
        for search_id in old:
            del self.searches[search_id]
        return len(old)

    async def follow(self, place: Place, shows: frozenset[ShowId]) -> None:
        unused(place, shows)

    async def set_schedule(
        self, destination: Destination, at: time, zone: str, now: datetime, plan: Plan = USUAL_PLAN
    ) -> Schedule:
        unused(destination, at, zone, now, plan)

    async def pause_schedule(self, schedule: ScheduleId, trouble: Reason | None = None) -> bool:
        unused(schedule, trouble)

    async def resume_schedule(self, schedule: ScheduleId, now: datetime) -> Schedule | None:
        unused(schedule, now)

    async def warn_of_schedule(self, schedule: ScheduleId, code: str) -> bool:
        unused(schedule, code)

    async def remove_schedule(self, schedule: ScheduleId) -> bool:
        unused(schedule)

    async def claim_slot(self, record: SlotRecord) -> bool:
        unused(record)

    async def replace_slot(self, seen: SlotRecord, then: SlotRecord) -> bool:
        unused(seen, then)

    async def free_slot(self, seen: SlotRecord) -> bool:
        unused(seen)

    async def remember(self, key: str, value: str) -> None:
        self.memory[key] = value


def unused(*what: object) -> NoReturn:
    raise AssertionError(what)


def lines_of(count: int, word: str = "護城河", *, seconds: int = 4) -> list[Cue]:
    """So many cues of some seconds each, one after the other, each with the word in it."""
    length_ms = seconds * 1000
    return [Cue(n * length_ms, (n + 1) * length_ms, f"第{n}句說到{word}了") for n in range(count)]


def plain_search(
    snapshot: Snapshot, wanted: Wanted, scope: Scope, *, limit: int, patience: Patience | None = None
) -> tuple[Hit, ...]:
    """Each cue of the scope that holds the text as it is, as an exact hit; `~` in front makes it loose, `=` sound.

    Of the alternatives the first only, of their speakers any; phrases and excluded words do not matter.
    """
    if patience:
        patience.lasts()
    text = wanted.alternatives[0].text
    tier = {"~": Tier.LOOSE, "=": Tier.SOUND}.get(text[0], Tier.EXACT)
    words = text if tier is Tier.EXACT else text[1:]
    hits = []
    for episode in snapshot.episodes(scope):
        for placed in snapshot.cues_between(episode.id, 0, 1 << 40):
            at = placed.cue.text.find(words)
            if at >= 0 and (not wanted.speakers or placed.cue.speaker in wanted.speakers):
                marks = ((at, at + len(words)),)
                cue = placed.cue
                hits.append(Hit(episode, cue.start_ms, cue.end_ms, cue.text, marks, tier, 1.0, about=asked_about(text)))
    return tuple(hits[:limit])


class House(NamedTuple):
    """The use cases over a small library."""

    library: SmallLibrary
    clock: HandClock
    quotes: Quotes
    clips: Clips


def house(library: SmallLibrary, ids: Sequence[str] = ("aaaaaa", "bbbbbb", "cccccc", "dddddd")) -> House:
    """The use cases over this library, the show `secret` being private, searches having these ids in turn."""
    clock = HandClock()
    access = Access(SECRETS)
    left = iter(ids)
    quotes = Quotes(library, access, clock, search=plain_search, new_id=lambda: SearchId(next(left)))
    return House(library, clock, quotes, Clips(library, access))
