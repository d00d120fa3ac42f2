"""Indexes built anew: episode by episode from the stored cues, the old ones answering until then.

Each episode is one transaction, so that whatever stops this leaves every episode with one whole index; what is left
to do stands in the store, and the next run takes it up.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from bot.amends import Correction, CorrectionMove
from bot.model import Cue, EpisodeId, EpisodeIndex, Scope
from bot.ports import Snapshot, Store
from bot.search import engine
from bot.search.amend import moves_of
from bot.transcripts.ingest import Worker, in_thread, tidy, until_unchanged

END_OF_TIME_MS = 1 << 62


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: so many episodes of all that were old when it began."""

    done: int
    total: int

    @property
    def is_over(self) -> bool:
        """Whether nothing is left."""
        return self.done == self.total


@dataclass(frozen=True, slots=True)
class Rebuilder:
    """Builds every index that is older than `index_format` anew.

    Attributes:
        index_episode: see `bot.search.engine`; slow.
        move_corrections: see `bot.search.amend.moves_of`: what finds corrections is of the same format.
        index_format: of what that makes.
        worker: runs it away from the event loop.
        pause_s: how long it rests after each episode, so that a bot's answers and writes come in between.
    """

    store: Store
    index_episode: Callable[[Sequence[Cue]], EpisodeIndex] = engine.index_episode
    index_format: int = engine.INDEX_FORMAT
    move_corrections: Callable[[Sequence[Correction], Sequence[Cue]], tuple[CorrectionMove, ...]] = moves_of
    worker: Worker = in_thread
    pause_s: float = 0.0

    async def run(self, report: Callable[[Progress], None], *, everything: bool = False) -> int:
        """Rebuild what is old; how many episodes were rebuilt. `report` hears of the beginning and of each episode.

        Args:
            report: is told nothing where nothing is old.
            everything: those of this format, too. They count as old from then on, so that a run that was stopped is
                taken up by any other.

        Raises:
            StoreError: an index could not be written; those before it are.
        """
        if everything:
            await self.store.outdate_indexes()
        old = await self.store.read(lambda snapshot: snapshot.indexed_before(self.index_format))
        rebuilt = 0
        if old:
            report(Progress(0, len(old)))
        for done, episode in enumerate(old, 1):
            rebuilt += await self._rebuild(episode)
            await tidy(self.store, done, at_rest=done == len(old))
            report(Progress(done, len(old)))
            await asyncio.sleep(self.pause_s)
        return rebuilt

    async def _rebuild(self, episode: EpisodeId) -> bool:
        """Write the episode's index; once more where somebody corrects it meanwhile."""
        cues = await self.store.read(partial(_cues_of, episode=episode))
        index = await self.worker(partial(self.index_episode, cues))

        async def replace_index() -> bool:
            corrections = await self.store.read(partial(_corrections_of, episode=episode))
            moves = await self.worker(partial(self.move_corrections, corrections, cues))
            return await self.store.replace_index(episode, index, moves)

        return await until_unchanged(replace_index)


def _cues_of(snapshot: Snapshot, episode: EpisodeId) -> Sequence[Cue]:
    return [placed.cue for placed in snapshot.cues_between(episode, 0, END_OF_TIME_MS)]


def _corrections_of(snapshot: Snapshot, episode: EpisodeId) -> Sequence[Correction]:
    """All of them, also those that wait or sleep; none where the episode is gone."""
    every = Scope(frozenset(show.id for show in snapshot.shows()))
    found = snapshot.episodes_by_id((episode,), every)
    return [each for its in found for each in snapshot.corrections_of(its.show.slug, its.stem)]
