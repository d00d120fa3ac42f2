"""Hits in what is not the show: told as such, and put behind what the show itself says about as well."""

from collections.abc import Sequence
from dataclasses import replace

from bot.model import Hit
from bot.ports import Snapshot
from bot.segments import segment_at

ABOUT_AS_GOOD = 0.9
"""A hit of the show that scores this share of one in its advertisement stands before it. Exact hits all score the same,
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
    """The hits, those that are no part of their show behind those of the same show and tier that are about as good.

    Nothing else moves: what other shows say is told apart by score alone.
    """
    ordered = list(hits)
    for at in reversed(range(len(ordered))):
        hit = ordered[at]
        if hit.aside:
            behind = [at, *(to for to in range(at + 1, len(ordered)) if _stands_before(ordered[to], hit))]
            ordered.insert(behind[-1], ordered.pop(at))
    return tuple(ordered)


def _stands_before(other: Hit, hit: Hit) -> bool:
    is_of_the_show = other.aside is None and other.episode.show.id == hit.episode.show.id
    return is_of_the_show and other.tier is hit.tier and other.score >= ABOUT_AS_GOOD * hit.score
