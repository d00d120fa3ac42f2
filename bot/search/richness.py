"""Which candidates stand in surroundings that are rich in what is asked for."""

import numpy as np
from numpy.typing import NDArray

from bot.model import Candidates
from bot.search.coverage import NEIGHBOURS
from bot.search.windows import Positions

RICH = 0.35
"""What is less rich than this share of the richest is none of the richest, but for the first `FEW`."""
FEW = 20
NEVER_NEAR = 1 + max(NEIGHBOURS)
"""So far apart two passages count nothing for each other."""


def richest(found: Candidates, most: int) -> Positions:
    """Which of the candidates have the richest surroundings, richest first: so many at most."""
    richness = _richness(found)
    rich = int((richness >= RICH * richness.max(initial=0)).sum())
    return np.argsort(-richness, kind="stable")[: min(most, max(rich, FEW))]


def _richness(found: Candidates) -> NDArray[np.float64]:
    """Shape (candidates,): how many grams each shares with the query, its neighbours' counted in part."""
    order = np.argsort(found.ids)
    # Passages of two episodes are never neighbours, wherever they stand.
    ids, scores = (found.ids + found.episodes * NEVER_NEAR)[order], found.scores[order].astype(float)
    sums = np.zeros(len(ids))
    for distance, discount in NEIGHBOURS.items():
        for step in range(1, abs(distance) + 1):
            here, there = (slice(step, None), slice(-step))[:: -1 if distance > 0 else 1]
            sums[here] += np.where(ids[there] - ids[here] == distance, scores[there] * discount, 0.0)
        if not distance:
            sums += scores * discount
    richness = np.empty(len(ids))
    richness[order] = sums
    return richness
