"""The hits of several alternatives as those of one search."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.model import Hit, Tier
from bot.search.present import TIERS, ordered

SCENE_MS = 7_000
"""Hits at most this far apart are of one scene: the time of `bot.search.rank.SCENE_UNITS`."""


def widened(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """The hits of what an alias stands for: the very words are not those that were typed, so they are `folded`.

    What was folded already stays behind it.
    """
    return ordered(replace(hit, tier=Tier.FOLDED) if hit.tier is Tier.EXACT else hit for hit in hits)


def merged(found: Iterable[Sequence[Hit]]) -> tuple[Hit, ...]:
    """By tier, then the first few of each episode, then by falling score, ties by place; of a scene the best hit."""
    kept: list[Hit] = []
    for hit in sorted((hit for hits in found for hit in hits), key=_order):
        if not any(_same_scene(hit, other) for other in kept):
            kept.append(hit)
    return ordered(kept)


def _order(hit: Hit) -> tuple[int, float, int, int]:
    return TIERS.index(hit.tier), -hit.score, hit.episode.id, hit.start_ms


def _same_scene(one: Hit, other: Hit) -> bool:
    return (
        one.episode.id == other.episode.id
        and one.start_ms <= other.end_ms + SCENE_MS
        and other.start_ms <= one.end_ms + SCENE_MS
    )
