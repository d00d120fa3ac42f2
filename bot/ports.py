"""What the use cases need from outside, as Protocols. `storage` has the real ones, `tests/memory.py` the others.

Reading happens in a `Snapshot`: one read transaction on a search thread, never on the event loop. Writing is async,
one writer at a time, each call one transaction.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.amends import Alias, AliasId, Correction, CorrectionId, CorrectionMove, Decision
from bot.model import (
    Candidates,
    Clip,
    ClipId,
    Destination,
    Episode,
    EpisodeDraft,
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
from bot.people_ports import PeopleReads, PeopleShelf
from bot.pick_ports import PickReads, PickWrites
from bot.saved import SavedSearch
from bot.segment_ports import SegmentReads, SegmentWrites
from bot.slot_ports import SlotReads, SlotWrites
from bot.slots import Plan, Post, Reason, Schedule
from bot.source_ports import SourcesSnapshot, SourcesStore
from bot.withheld_ports import WithheldReads, WithheldWrites

T = TypeVar("T")


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class Outbox(Protocol):
    """What a platform posts of its own accord.

    Each of the first three may raise:
        PostLaterError: the platform cannot be reached or takes nothing now, and nothing was done.
        PostRefusedError: the platform said no, and nothing was done; PostForbiddenError where the place itself takes
            no posts any more.
        PostUnknownError: the outcome is not known.
    """

    async def post(self, post: Post) -> str:
        """Post the clip once; the message's id.

        Where the platform takes a nonce (Discord, within some minutes, not in forums) a repeated post returns the
        first message.
        """
        ...

    async def pin(self, destination: Destination, message: str, instead_of: Sequence[str]) -> None:
        """Pin a post, quietly, and unpin these; what is pinned or unpinned already is as it should be."""
        ...

    async def open_thread(self, destination: Destination, message: str, plan: Plan, day: date) -> None:
        """Open a thread below a post, named after it; one that is there already is as it should be."""
        ...

    async def find(self, destination: Destination, mark: str, since: datetime) -> str | None:
        """The id of the post with this mark; None where it does not stand there.

        Args:
            destination: where it was sent to.
            mark: of `Post.mark`.
            since: about when, by a clock that may have been set wrong by an hour.

        Raises:
            PostLaterError: the platform cannot be reached now.
            PostUnknownError: what stands there may not be read, or not so far back.
        """
        ...

    async def tell(self, schedule: Schedule, reason: Reason) -> None:
        """Tell whoever set a schedule, by direct message, what is wrong with it, in the place's language.

        What goes wrong with that is logged and raised nowhere.
        """
        ...


class Passages(Protocol):
    """Where passages are read."""

    def passages(self, ids: Collection[PassageId]) -> Sequence[Passage]:
        """The passages with these ids that exist, by rising id."""
        ...


class Index(Passages, Protocol):
    """Where candidates are computed."""

    def candidates(
        self,
        grams: Sequence[WeightedGram],
        scope: Scope,
        *,
        budget: int,
        limit: int,
        within: NDArray[np.int64] | None = None,
    ) -> Candidates:
        """Passages of the scope that share grams with the query.

        Lists are read rarest first until `budget` postings are spent, two lists at least; the best `limit`
        passages are kept.

        Args:
            grams: the query's.
            scope: where.
            budget: postings read at most.
            limit: passages kept at most.
            within: ids of the passages that may be found, rising; None for all of the scope. What is found, how
                rare a gram is and what a list costs is then as if there were no others.
        """
        ...

    def holders(self, grams: Collection[int], scope: Scope) -> NDArray[np.int64]:
        """The ids of the passages of the scope that hold all of these grams, rising; none where there is no gram."""
        ...


class Snapshot(Index, PeopleReads, PickReads, SegmentReads, SlotReads, SourcesSnapshot, WithheldReads, Protocol):
    """Everything that is read, as it stood at one instant. Used on the thread that opened it, and only there."""

    def shows(self) -> Sequence[Show]:
        """All shows by slug."""
        ...

    def episodes(self, scope: Scope) -> Sequence[Episode]:
        """All episodes of the scope by show slug, number (those without one last) and stem."""
        ...

    def episodes_by_id(self, ids: Collection[EpisodeId], scope: Scope) -> Sequence[Episode]:
        """Those of these episodes that exist and are in the scope."""
        ...

    def find_episode(self, show_slug: str, stem: str, scope: Scope) -> Episode | None:
        """The episode with this lasting identity, if it is in the scope."""
        ...

    def cues_at(self, episode: EpisodeId, first_unit: int, end_unit: int) -> Sequence[PlacedCue]:
        """The cues that hold any unit of `[first_unit, end_unit)`, in order."""
        ...

    def cues_at_each(self, runs: Sequence[UnitRun]) -> Sequence[Sequence[PlacedCue]]:
        """For each run of units the cues that hold any of them, in order."""
        ...

    def cues_between(self, episode: EpisodeId, start_ms: int, end_ms: int) -> Sequence[PlacedCue]:
        """The cues whose time meets `[start_ms, end_ms)`, in order."""
        ...

    def chapter_at(self, episode: EpisodeId, position_ms: int) -> str | None:
        """The title of the chapter that is under way at a position; None where none is known."""
        ...

    def speakers(self, scope: Scope) -> Sequence[str]:
        """The names of those who speak in the scope, as the transcripts have them, each once, by code point."""
        ...

    def spoken_by(self, names: Collection[str], scope: Scope) -> Sequence[UnitRun]:
        """Where these people speak: the units of each of their cues that holds any, by episode id and unit."""
        ...

    def passage_runs(self, scope: Scope) -> Sequence[PassageRun]:
        """The passages of each episode of the scope, by episode id."""
        ...

    def clip(self, clip_id: ClipId, scope: Scope) -> Clip | None:
        """The clip with this id, if its episode stands and is in the scope."""
        ...

    def clips_of(self, show_slug: str, stem: str) -> Sequence[Clip]:
        """All clips of this episode, those included whose words are gone (their times are the last known)."""
        ...

    def clip_id_at(self, episode: EpisodeId, start_ms: int, end_ms: int, words: str) -> ClipId | None:
        """The id that exactly this span already has."""
        ...

    def clip_id_taken(self, clip_id: ClipId) -> bool:
        """Whether any clip, in any scope, has this id."""
        ...

    def clip_key(self) -> bytes:
        """The store's own random key for the ids of clips, 32 bytes, made with the store."""
        ...

    def saved_search(self, search_id: SearchId) -> SavedSearch | None:
        """The kept search with this id, whoever's it is: the use case decides who may see it."""
        ...

    def followed(self, place: Place) -> frozenset[ShowId]:
        """The shows that this place chose; empty where it never chose."""
        ...

    def remembered(self, key: str) -> str | None:
        """What was last remembered under this key."""
        ...

    def indexed_before(self, index_format: int) -> Sequence[EpisodeId]:
        """The episodes whose index is older than this format, as they stand in the index, those without words first."""
        ...

    def old_indexes(self, index_format: int, scope: Scope) -> int:
        """How many episodes of the scope have an index that is older than this format."""
        ...

    def fingerprints(self, show_slug: str) -> dict[str, str]:
        """For each episode of the show its stem and the fingerprint of what was imported."""
        ...

    def corrections(self, scope: Scope) -> Sequence[Correction]:
        """All corrections of the shows of the scope, by show, stem, start and id, whatever was decided on them."""
        ...

    def corrections_of(self, show_slug: str, stem: str) -> Sequence[Correction]:
        """All corrections of this episode, whether it is there or not, by start and id."""
        ...

    def corrections_in(self, episodes: Collection[EpisodeId]) -> Sequence[tuple[EpisodeId, Correction]]:
        """The accepted corrections that stand in these episodes, by episode id, first unit and id."""
        ...

    def corrections_like(
        self, grams: Collection[int], scope: Scope, *, least: int, limit: int
    ) -> Sequence[tuple[PassageRun, Correction]]:
        """The accepted corrections that stand in the scope and share at least so many grams with a query.

        Each comes with the passages of its episode; at most `limit`, those that share the most first, then by id.
        """
        ...

    def aliases(self, place: Place) -> Sequence[Alias]:
        """What this place's moderators set, by id."""
        ...


class Store(PickWrites, SegmentWrites, SlotWrites, SourcesStore, WithheldWrites, Protocol):
    """The one store: reads through snapshots, writes one at a time."""

    @property
    def people(self) -> PeopleShelf:
        """What people keep, written."""
        ...

    async def read(self, work: Callable[[Snapshot], T]) -> T:
        """Run `work` on a search thread, in one read transaction."""
        ...

    async def put_episode(self, draft: EpisodeDraft) -> EpisodeId:
        """Write the episode, its show where it is new, and its index, replacing the one with the same identity.

        Clips of a replaced episode move as `draft.moves` says; one whose words are gone keeps its row and
        answers nothing until they come back. Its corrections move as `draft.corrections` says.

        Raises:
            ChangedError: `store.changed` where the episode has a clip or a correction that no move names, as it has
                been kept since they were looked at.
        """
        ...

    async def replace_index(
        self, episode: EpisodeId, index: EpisodeIndex, moves: Sequence[CorrectionMove] = ()
    ) -> bool:
        """Write an index over the episode's cues in place of an older one; whether there was an older one.

        Its id, cues, fingerprint and clips stay; its corrections stand in the new index as `moves` says. Nothing is
        written where the episode is gone, or where its index has this format or a newer one: another process was
        faster, or knows more.

        Raises:
            ChangedError: `store.changed` where the episode has a correction that no move names.
        """
        ...

    async def outdate_indexes(self) -> None:
        """Have every index count as older than any format. What they answer stays."""
        ...

    async def compact(self, *, at_rest: bool = True) -> int:
        """Tidy the index up, so that searching stays fast; what is found stays the same. How many steps that took.

        Args:
            at_rest: whether nothing more is written soon; between many episodes less is done.
        """
        ...

    async def remove_episode(self, show_slug: str, stem: str) -> bool:
        """Take the episode out of the library and the index; whether it was there. Its clips keep their rows."""
        ...

    async def keep_clip(self, clip: Clip) -> None:
        """Write the clip's row; writing it again changes nothing.

        Raises:
            ChangedError: `store.changed` where the clip's episode has been replaced or taken out since it was read:
                its words may be gone.
        """
        ...

    async def keep_search(self, search: SavedSearch) -> None:
        """Write a search for its buttons; nothing is written of somebody who opted out."""
        ...

    async def purge_searches(self, before: datetime) -> int:
        """Delete the searches older than `before`; how many there were."""
        ...

    async def follow(self, place: Place, shows: frozenset[ShowId]) -> None:
        """Set the shows that this place searches; an empty set returns it to all public shows."""
        ...

    async def remember(self, key: str, value: str) -> None:
        """Keep a small text under a key from one start to the next, in place of what was there.

        Args:
            key: of the caller's own naming, its area first, such as `discord.commands`.
            value: what `Snapshot.remembered` gives back.
        """
        ...

    async def add_correction(self, correction: Correction, episode: EpisodeId, grams: frozenset[int]) -> CorrectionId:
        """Write a new correction; the id that it gets.

        Args:
            correction: without an id.
            episode: the version of its episode in which its spot was read.
            grams: what finds the right words.

        Raises:
            ChangedError: `store.changed` where the episode has been replaced or taken out since it was read.
        """
        ...

    async def decide_correction(self, correction: CorrectionId, decision: Decision) -> bool:
        """Set what was decided on it; whether there is such a correction."""
        ...

    async def remove_correction(self, correction: CorrectionId) -> bool:
        """Delete it; whether it was there."""
        ...

    async def add_alias(self, place: Place, spellings: tuple[str, ...]) -> AliasId:
        """Write a new alias of this place; the id that it gets."""
        ...

    async def remove_alias(self, alias: AliasId) -> bool:
        """Delete it; whether it was there."""
        ...
