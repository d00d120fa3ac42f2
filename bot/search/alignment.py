"""Two long rows of syllables side by side: which of the one stands in the other's place.

Stretches that stand once in either row hold them together (as patience diff does); between these the longest common
subsequence is taken. What is left between two equal parts stands in each other's place, unless one is far longer.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Indel

NOWHERE = -1
ANCHOR_UNITS = 6
"""A second and a half of speech: seldom the same twice, and seldom recognised with a mistake."""
MOST_GROWTH = 2
"""So many times as many, or as few, may stand in the place of some."""
MOST_CELLS = 800_000_000
"""What is compared at once: 100 MB of bits. More without any anchor is another recording."""

Pairs = list[tuple[int, int]]


def paired(old: Sequence[int], new: Sequence[int]) -> tuple[list[int], list[bool]]:
    """For each of the old its place among the new, or `NOWHERE`, rising; and whether the two are the same."""
    places, same = [NOWHERE] * len(old), [False] * len(old)
    equal = list(_equal(old, new))
    for at, place in equal:
        places[at], same[at] = place, True
    for at, place in _beside(equal, len(old), len(new)):
        places[at] = place
    return places, same


def _equal(old: Sequence[int], new: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Those that are the same in both, in order."""
    at = place = 0
    for next_at, next_place in (*_anchors(old, new), (len(old), len(new))):
        if (next_at - at) * (next_place - place) <= MOST_CELLS:
            for step in Indel.opcodes(old[at:next_at], new[place:next_place]):
                if step.tag == "equal":
                    yield from zip(
                        range(at + step.src_start, at + step.src_end),
                        range(place + step.dest_start, place + step.dest_end),
                        strict=True,
                    )
        at, place = next_at, next_place


def _beside(equal: Pairs, old_count: int, new_count: int) -> Iterator[tuple[int, int]]:
    """What stands between two equal parts, spread over what stands there in the other row."""
    at = place = 0
    for next_at, next_place in (*equal, (old_count, new_count)):
        there, here = next_place - place, next_at - at
        if here and here <= MOST_GROWTH * there and there <= MOST_GROWTH * here:
            yield from ((at + nth, place + nth * there // here) for nth in range(here))
        at, place = next_at + 1, next_place + 1


def _anchors(old: Sequence[int], new: Sequence[int]) -> Pairs:
    """Where stretches begin that stand once in either row, as many as rise in both."""
    others = _once(new)
    both = [(at, others[stretch]) for stretch, at in _once(old).items() if stretch in others]
    return _rising(sorted(both))


def _once(row: Sequence[int]) -> dict[tuple[int, ...], int]:
    """The stretches that the row has once, and where."""
    found: dict[tuple[int, ...], int] = {}
    for at in range(len(row) - ANCHOR_UNITS + 1):
        stretch = tuple(row[at : at + ANCHOR_UNITS])
        found[stretch] = NOWHERE if stretch in found else at
    return {stretch: at for stretch, at in found.items() if at != NOWHERE}


def _rising(pairs: Pairs) -> Pairs:
    """The longest choice of pairs, which rise in the first part, that rises in the second, too (patience sorting)."""
    tops: list[int] = []
    piles: list[int] = []
    before: list[int] = []
    for nth, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        before.append(piles[pile - 1] if pile else NOWHERE)
        tops[pile : pile + 1] = [place]
        piles[pile : pile + 1] = [nth]
    chosen: Pairs = []
    nth = piles[-1] if piles else NOWHERE
    while nth != NOWHERE:
        chosen.append(pairs[nth])
        nth = before[nth]
    return chosen[::-1]
