"""Hits in what is not the show: told as such, and put behind what the show itself says about as well."""

from collections.abc import Sequence
from dataclasses import replace

from bot.model import Hit
from bot.ports import Snapshot
from bot.segments import segment_at

ABOUT_AS_GOOD = 0.9
"""A hit of the show that scores this share of one in an advertisement stands before it. Exact hits all score the same,
so all that the show says exactly comes first."""


def with_asides(snapshot: Snapshot, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits, each with the segment that it lies in, if any: one call of the snapshot."""
    segments = snapshot.segments({hit.episode.id for hit in hits}) if hits else {}
    return tuple(
        replace(hit, aside=segment_at(segments[hit.episode.id], hit.start_ms, hit.end_ms))
        if hit.episode.id in segments
        else hit
        for hit in hits
    )


def behind_the_show(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits, those that are no part of the show behind those of their tier that are about as good.

    Nothing else moves, and of two that are no part of it the first stays so.
    """
    ordered = list(hits)
    for at in reversed(range(len(ordered))):
        hit, to = ordered[at], at
        while hit.aside and to + 1 < len(ordered) and _stands_before(ordered[to + 1], hit):
            to += 1
        ordered.insert(to, ordered.pop(at))
    return tuple(ordered)


def _stands_before(other: Hit, hit: Hit) -> bool:
    return other.aside is None and other.tier is hit.tier and other.score >= ABOUT_AS_GOOD * hit.score
