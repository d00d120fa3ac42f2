"""An episode with all that belongs to it, as the store in memory keeps it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.errors import StoreError
from bot.model import Episode, EpisodeDraft, EpisodeId, EpisodeIndex, Passage, PassageId, PlacedCue
from storage.postings import BLOCK_SIZE


@dataclass(frozen=True)
class KeptEpisode:
    """An episode with all that belongs to it."""

    episode: Episode
    cues: tuple[PlacedCue, ...]
    passages: tuple[Passage, ...]
    grams: dict[int, frozenset[PassageId]]
    fingerprint: str
    index_format: int


def check_length(index: EpisodeIndex, show_slug: str, stem: str) -> None:
    """Refuse what is longer than a block, as a real store does."""
    if len(index.passages) > BLOCK_SIZE:
        raise StoreError("store.episode_too_long", show=show_slug, stem=stem, limit=BLOCK_SIZE)


def keep_episode(draft: EpisodeDraft, episode: Episode, first_passage: int) -> KeptEpisode:
    """The draft with the ids that it gets."""
    unindexed = KeptEpisode(
        episode, tuple(PlacedCue(i, cue, 0, 0) for i, cue in enumerate(draft.cues)), (), {}, draft.fingerprint, 0
    )
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
