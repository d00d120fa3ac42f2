"""An episode with all that belongs to it, as the store in memory keeps it."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.model import Episode, EpisodeDraft, EpisodeId, Passage, PassageId, PlacedCue


@dataclass(frozen=True)
class KeptEpisode:
    """An episode with all that belongs to it."""

    episode: Episode
    cues: tuple[PlacedCue, ...]
    passages: tuple[Passage, ...]
    grams: dict[int, frozenset[PassageId]]
    fingerprint: str


def keep_episode(draft: EpisodeDraft, episode: Episode, first_passage: int) -> KeptEpisode:
    """The draft with the ids that it gets."""
    firsts = draft.index.cue_first_units
    holders: dict[int, set[PassageId]] = {}
    for gram, ordinal in zip(draft.index.grams.tolist(), draft.index.ordinals.tolist(), strict=True):
        holders.setdefault(gram, set()).add(PassageId(first_passage + ordinal))
    return KeptEpisode(
        episode,
        tuple(PlacedCue(i, cue, firsts[i], firsts[i + 1] - firsts[i]) for i, cue in enumerate(draft.cues)),
        tuple(_keep_passages(draft, episode.id, first_passage)),
        {gram: frozenset(ids) for gram, ids in holders.items()},
        draft.fingerprint,
    )


def _keep_passages(draft: EpisodeDraft, episode: EpisodeId, first_passage: int) -> Iterable[Passage]:
    for passage_id, passage in enumerate(draft.index.passages, first_passage):
        yield Passage(PassageId(passage_id), episode, passage.first_unit, passage.unit_count, passage.units)
