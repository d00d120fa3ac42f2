"""The hits of several alternatives as those of one search."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.model import EpisodeId, Hit, Tier
from bot.search.present import TIERS, ordered

SCENE_MS = 7_000
"""Hits at most this far apart are of one scene: the time of `bot.search.rank.SCENE_UNITS`."""


def widened(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """The hits of what an alias stands for: the very words are not those that were typed, so they are `folded`.

    What was folded already stays behind it.
    """
    return ordered(replace(hit, tier=Tier.FOLDED) if hit.tier is Tier.EXACT else hit for hit in hits)


def merged(found: Sequence[Sequence[Hit]]) -> tuple[Hit, ...]:
    """By tier, then the first few of each episode, then by falling score, ties by place.

    Of a scene that several alternatives found the best hit is left; the hits of one alternative are scenes already.
    """
    kept: dict[EpisodeId, list[tuple[int, Hit]]] = {}
    hits = []
    for nth, hit in sorted(((nth, hit) for nth, one in enumerate(found) for hit in one), key=_order):
        others = kept.setdefault(hit.episode.id, [])
        if not any(nth != other and _same_scene(hit, one) for other, one in others):
            others.append((nth, hit))
            hits.append(hit)
    return ordered(hits)


def _order(found: tuple[int, Hit]) -> tuple[int, float, int, int]:
    _, hit = found
    return TIERS.index(hit.tier), -hit.score, hit.episode.id, hit.start_ms


def _same_scene(one: Hit, other: Hit) -> bool:
    return one.start_ms <= other.end_ms + SCENE_MS and other.start_ms <= one.end_ms + SCENE_MS
