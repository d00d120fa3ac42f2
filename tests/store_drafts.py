"""Made-up episodes for the tests of the store: each passage's grams are known, its words are numbers."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import numpy as np

from bot.model import (
    Clip,
    ClipId,
    ClipMove,
    Cue,
    Episode,
    EpisodeDraft,
    EpisodeFacts,
    EpisodeIndex,
    PassageDraft,
    Scope,
)
from bot.ports import Snapshot, Store
from storage.sqlite import SqliteStore, open_store
from tests.memory import MemoryStore

T = TypeVar("T")

UNITS = 10
"""Units of each passage, and of each cue."""


@dataclass(frozen=True)
class Script:
    """An episode in short: the set of grams of each of its passages."""

    stem: str
    passages: Sequence[Sequence[int]] = ((1, 2), (2, 3))
    show: str = "tech"
    version: str = "v1"
    number: int | None = None

    def draft(self, *, moves: Sequence[ClipMove] = ()) -> EpisodeDraft:
        """The episode as `put_episode` takes it; one cue of ten seconds a passage."""
        pairs = sorted((gram, ordinal) for ordinal, grams in enumerate(self.passages) for gram in set(grams))
        count = len(self.passages)
        return EpisodeDraft(
            show_slug=self.show,
            stem=self.stem,
            facts=EpisodeFacts(self.number, f"title of {self.stem}", date(2024, 5, 1), "https://a.example/1.mp3", None),
            cues=[Cue(10_000 * i, 10_000 * (i + 1), f"{self.stem} {self.version} {i}", "Ann") for i in range(count)],
            index=EpisodeIndex(
                passages=[
                    PassageDraft(UNITS * i, UNITS, f"{self.stem}/{self.version}/{i}".encode()) for i in range(count)
                ],
                cue_first_units=[UNITS * i for i in range(count + 1)],
                grams=np.array([gram for gram, _ in pairs], dtype=np.uint32),
                ordinals=np.array([ordinal for _, ordinal in pairs], dtype=np.uint16),
            ),
            fingerprint=f"{self.stem}:{self.version}",
            moves=moves,
        )


def with_cues(script: Script, cues: Sequence[tuple[int, int, int]]) -> EpisodeDraft:
    """The script's episode with other cues, each of start_ms, end_ms and its number of units."""
    draft = script.draft()
    firsts = np.concatenate(([0], np.cumsum([units for _, _, units in cues]))).tolist()
    return replace(
        draft,
        cues=[Cue(start, end, f"cue {i}") for i, (start, end, _) in enumerate(cues)],
        index=replace(draft.index, cue_first_units=firsts),
    )


def whole(snapshot: Snapshot) -> Scope:
    """The scope of every show."""
    return Scope(frozenset(show.id for show in snapshot.shows()))


def scope_of(snapshot: Snapshot, *slugs: str) -> Scope:
    """The scope of the shows with these slugs."""
    return Scope(frozenset(show.id for show in snapshot.shows() if show.slug in slugs))


def episode_named(snapshot: Snapshot, stem: str, show: str = "tech") -> Episode:
    """The episode, which must be there."""
    episode = snapshot.find_episode(show, stem, whole(snapshot))
    assert episode is not None
    return episode


def clip_in(episode: Episode, clip_id: str = "k7f2aa", start_ms: int = 1000, end_ms: int = 4000) -> Clip:
    """A clip of the episode."""
    return Clip(ClipId(clip_id), episode, start_ms, end_ms, "ten words")


STORES = ("sqlite", "compacted", "memory")
"""Those that the contract holds. One is tidied up before each read: no read may tell the difference."""


class CompactedStore(SqliteStore):
    """The real store, its index always as few segments as can be."""

    async def read(self, work: Callable[[Snapshot], T]) -> T:
        """See `bot.ports.Store`."""
        await self.compact()
        return await super().read(work)


@asynccontextmanager
async def opened(kind: str, folder: Path) -> AsyncIterator[Store]:
    """An empty store of one of the `STORES`."""
    if kind == "memory":
        yield MemoryStore()
        return
    async with await open_store(folder / "naji.db") as store:
        if kind == "compacted":
            store.__class__ = CompactedStore
        yield store
