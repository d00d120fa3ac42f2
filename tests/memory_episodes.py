"""An episode with all that belongs to it, as the store in memory keeps it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from bot.errors import StoreError
from bot.model import (
    Candidates,
    Episode,
    EpisodeDraft,
    EpisodeFacts,
    EpisodeId,
    EpisodeIndex,
    Passage,
    PassageId,
    PlacedCue,
    WeightedGram,
)
from storage.postings import choose_lists, rarity
from storage.segments import LONGEST_EPISODE


@dataclass(frozen=True)
class KeptEpisode:
    """An episode with all that belongs to it."""

    episode: Episode
    cues: tuple[PlacedCue, ...]
    passages: tuple[Passage, ...]
    grams: dict[int, frozenset[PassageId]]
    fingerprint: str
    index_format: int
    named: EpisodeFacts = field(default_factory=EpisodeFacts)


def check_length(index: EpisodeIndex, show_slug: str, stem: str) -> None:
    """Refuse what is too long, as a real store does."""
    if len(index.passages) > LONGEST_EPISODE:
        raise StoreError("store.episode_too_long", show=show_slug, stem=stem, limit=LONGEST_EPISODE)


def candidates_in(
    inside: Sequence[KeptEpisode],
    grams: Sequence[WeightedGram],
    within: NDArray[np.int64] | None,
    *,
    budget: int,
    limit: int,
) -> Candidates:
    """What `bot.ports.Index.candidates` finds in these episodes."""
    ids = frozenset(passage.id for kept in inside for passage in kept.passages)
    if within is not None:
        ids &= frozenset(within.tolist())
    holders = {
        weighted.gram: ids & frozenset[PassageId]().union(*(kept.grams.get(weighted.gram, ()) for kept in inside))
        for weighted in grams
    }
    chosen = choose_lists({gram: len(found) for gram, found in holders.items()}, budget)
    sums: dict[PassageId, int] = {}
    for weighted in grams:
        for passage in holders[weighted.gram] if weighted.gram in chosen else ():
            score = weighted.weight * rarity(len(holders[weighted.gram]), len(ids))
            sums[passage] = sums.get(passage, 0) + score
    best = sorted(sums, key=lambda passage: (-sums[passage], passage))[:limit]
    episodes = {passage.id: kept.episode.id for kept in inside for passage in kept.passages}
    return Candidates(
        np.array(best, dtype=np.int64),
        np.array([sums[passage] for passage in best], dtype=np.int64),
        np.array([episodes[passage] for passage in best], dtype=np.int64),
        {gram: len(found) for gram, found in holders.items()},
        len(ids),
    )


def keep_episode(draft: EpisodeDraft, episode: Episode, first_passage: int) -> KeptEpisode:
    """The draft with the ids that it gets."""
    cues = tuple(PlacedCue(i, cue, 0, 0) for i, cue in enumerate(draft.cues))
    unindexed = KeptEpisode(episode, cues, (), {}, draft.fingerprint, 0, draft.named)
    return index_kept(unindexed, draft.index, first_passage)


def index_kept(kept: KeptEpisode, index: EpisodeIndex, first_passage: int) -> KeptEpisode:
    """The episode with this index in place of its own."""
    firsts = index.cue_first_units
    holders: dict[int, set[PassageId]] = {}
    for gram, ordinal in zip(index.grams.tolist(), index.ordinals.tolist(), strict=True):
        holders.setdefault(gram, set()).add(PassageId(first_passage + ordinal))
    return replace(
        kept,
        cues=tuple(
            replace(placed, first_unit=firsts[i], unit_count=firsts[i + 1] - firsts[i])
            for i, placed in enumerate(kept.cues)
        ),
        passages=tuple(_keep_passages(index, kept.episode.id, first_passage)),
        grams={gram: frozenset(ids) for gram, ids in holders.items()},
        index_format=index.format,
    )


def _keep_passages(index: EpisodeIndex, episode: EpisodeId, first_passage: int) -> Iterable[Passage]:
    for passage_id, passage in enumerate(index.passages, first_passage):
        yield Passage(PassageId(passage_id), episode, passage.first_unit, passage.unit_count, passage.units)


def overlap(one: range, other: range) -> range:
    """What both hold."""
    return range(max(one.start, other.start), min(one.stop, other.stop))
