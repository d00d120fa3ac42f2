"""Which posting lists a query reads, and what they weigh: pure, the same for every engine."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.model import WeightedGram

LEAST_LISTS = 2
"""Lists that are read whatever the budget: one alone says too little."""

RARITY_UNITS = 100
"""Units of rarity in one natural logarithm. Whole units: a sum of integers does not depend on its order."""


def rarity(frequency: int, passage_count: int) -> int:
    """The idf weight of a gram in whole units: 1 where every passage holds it, more the rarer it is.

    Args:
        frequency: in how many of the passages it stands; 1 at least.
        passage_count: how many there are.
    """
    return 1 + round(RARITY_UNITS * math.log(max(passage_count, frequency) / frequency))


def choose_lists(frequencies: Mapping[int, int], budget: int) -> list[int]:
    """The grams whose lists are read: rarest first while they fit the budget, two at least.

    Args:
        frequencies: for each gram the length of its lists in all; a gram without postings is never chosen.
        budget: postings to be read at most.
    """
    chosen: list[int] = []
    spent = 0
    for frequency, gram in sorted((frequency, gram) for gram, frequency in frequencies.items() if frequency):
        spent += frequency
        if spent > budget and len(chosen) >= LEAST_LISTS:
            break
        chosen.append(gram)
    return chosen


def sum_weights(grams: Sequence[WeightedGram]) -> dict[int, int]:
    """For each gram of a query its weight; one that is named twice weighs twice."""
    weights: dict[int, int] = {}
    for weighted in grams:
        weights[weighted.gram] = weights.get(weighted.gram, 0) + weighted.weight
    return weights


def keep_best(
    ids: NDArray[np.int64], sums: NDArray[np.int64], limit: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The `limit` highest sums with their ids, by falling sum, then by rising id."""
    if limit <= 0:
        return ids[:0], sums[:0]
    # One number that sorts as the two do: sorting by two keys takes ten times as long. Both are below 2**31.
    most = sums.max(initial=0)
    keys = (most - sums) << 32 | ids
    if len(keys) > limit:
        keys = np.partition(keys, limit)[:limit]
    keys.sort()
    return keys & 0xFFFFFFFF, most - (keys >> 32)
