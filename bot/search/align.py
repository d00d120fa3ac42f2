"""Aligning a query with stretches of speech: the query whole, the text local, with graded costs.

One dynamic programme over all stretches at once. Row by row of the query, `cost[j]` is the least cost of having heard
the query so far in the text that ends before unit `j`; extra text units are folded in with a running minimum, since
inserting text only adds up (the usual prefix trick of row-wise Sellers alignment).

In memory the same unit of all stretches stands side by side, so that a step along the text is one long operation, and
the running minimum reaches twice as far with each.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bot.search.sounds import UNIT, substitution_costs
from bot.search.units import NO_SURFACE, Sounds, Surfaces, is_weak

INSERTION = 60
"""A unit of the text that the query does not have."""
FILLER_INSERTION = 36
DELETION = 75
"""A unit of the query that the text does not have."""
WEAK = 30
"""A lone consonant on either side only."""
OTHER_READING = 15
"""Added where a character is read otherwise than its context suggests."""

ALIKE = 50
"""What a matched unit may cost and still be shown as matched."""

Costs = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class QueryUnit:
    """A unit of the query as the aligner needs it.

    Attributes:
        substitution: shape (65536,), the cost of each sound in its place.
        surface: equal surfaces cost nothing.
        deletion: the cost of leaving it out.
    """

    substitution: Costs
    surface: int
    deletion: int


@dataclass(frozen=True, slots=True)
class Stretches:
    """Equally long stretches of text, padded at the end.

    Attributes:
        sounds, surfaces: shape (n, length).
        insertions: shape (n, length), what it costs to skip each unit.
    """

    sounds: NDArray[np.uint16]
    surfaces: NDArray[np.uint16]
    insertions: Costs


@dataclass(frozen=True, slots=True)
class Alignment:
    """The least costs of every prefix of the query: shape (query units + 1, n, length + 1)."""

    rows: NDArray[np.int16]

    def ends(self, which: int) -> list[int]:
        """Where in a stretch the whole query ends at the least cost, rising: it may have been said twice.

        Only at the stretch's beginning where nothing of it is said: leaving out everything costs the same everywhere.
        """
        last = self.rows[-1][which]
        least = last.min()
        found: list[int] = np.flatnonzero(last == least).tolist() if least < last[0] else [0]
        return found

    def best(self) -> tuple[NDArray[np.int16], NDArray[np.int64]]:
        """For each stretch the least cost of the whole query, and the first unit after it."""
        ends = self.rows[-1].argmin(axis=1)
        return np.take_along_axis(self.rows[-1], ends[:, None], axis=1)[:, 0], ends


def query_units(sounds: Sounds, surfaces: Surfaces, others: Sequence[Sequence[int]]) -> tuple[QueryUnit, ...]:
    """Prepare a query: `others` holds, for each unit, the sounds of its other readings."""
    weak = is_weak(sounds)
    return tuple(
        QueryUnit(_costs_of(sound, tuple(more)), surface, WEAK if is_faint else DELETION)
        for sound, surface, more, is_faint in zip(sounds.tolist(), surfaces.tolist(), others, weak, strict=True)
    )


@lru_cache(maxsize=128)
def _costs_of(sound: int, others: tuple[int, ...]) -> Costs:
    """Shape (65536,): what each sound costs in the place of one that may be read otherwise. Kept for the search."""
    costs = substitution_costs(sound)
    for other in others:
        costs = np.minimum(costs, substitution_costs(other) + np.int16(OTHER_READING))
    return costs


def insertion_costs(sounds: Sounds, surfaces: Surfaces, fillers: NDArray[np.bool_]) -> Costs:
    """What skipping each unit costs; `fillers`: shape (65536,), which surfaces say nothing."""
    costs = np.where(fillers[surfaces], np.int16(FILLER_INSERTION), np.int16(INSERTION))
    return np.where(is_weak(sounds), np.int16(WEAK), costs)


def align(query: Sequence[QueryUnit], text: Stretches) -> Alignment:
    """Align the whole query with each stretch."""
    count, length = text.sounds.shape
    sounds, surfaces = text.sounds.T.astype(np.intp).ravel(), text.surfaces.T.ravel()
    skipped = np.zeros((length + 1, count), np.int16)
    np.cumsum(text.insertions.T, axis=0, out=skipped[1:])
    flat = skipped.ravel()
    rows = np.empty((len(query) + 1, len(flat)), np.int16)
    rows[0] = 0
    buffers = np.empty_like(flat), np.empty_like(flat)
    worst = 0
    for unit, above, here in zip(query, rows, rows[1:], strict=False):
        np.add(above, np.int16(unit.deletion), out=here)
        costs = substitutions(unit, sounds, surfaces)
        costs += above[: len(costs)]
        np.minimum(here[count:], costs, out=here[count:])
        np.subtract(here, flat, out=buffers[0])
        # To skip so many units that it costs more than leaving out all of the query so far is never the best.
        worst += unit.deletion
        np.add(_running_minimum(buffers, count, min(worst // WEAK, length)), flat, out=here)
    return Alignment(rows.reshape(-1, length + 1, count).transpose(0, 2, 1))


def _running_minimum(buffers: tuple[Costs, Costs], step: int, reach: int) -> Costs:
    """The first of two buffers, each value the least of itself and those up to `reach` steps before it, or more."""
    done, spare = buffers
    covered = 0
    while covered < reach:
        back = (covered + 1) * step
        spare[:back] = done[:back]
        np.minimum(done[back:], done[:-back], out=spare[back:])
        done, spare = spare, done
        covered += covered + 1
    return done


def substitutions(unit: QueryUnit, sounds: NDArray[np.intp], surfaces: Surfaces) -> Costs:
    """Of the same shape as the text: what taking each of its units for the query's costs."""
    costs: Costs = unit.substitution.take(sounds)
    if unit.surface != NO_SURFACE:
        costs[surfaces == unit.surface] = 0
    return costs


def trace(
    query: Sequence[QueryUnit], text: Stretches, alignment: Alignment, which: int, end: int
) -> list[tuple[int, int, int]]:
    """What the alignment of stretch `which` that ends at `end` matched: query unit, text unit and cost, rising."""
    rows, sounds, surfaces = alignment.rows[:, which], text.sounds[which], text.surfaces[which]
    i, j = len(query), end
    here = rows.item(i, j)
    pairs: list[tuple[int, int, int]] = []
    while i > 0:
        unit = query[i - 1]
        cost = _substitution(unit, sounds.item(j - 1), surfaces.item(j - 1)) if j else 0
        if j and here == rows.item(i - 1, j - 1) + cost:
            i, j = i - 1, j - 1
            pairs.append((i, j, cost))
        elif here == rows.item(i - 1, j) + unit.deletion:
            i -= 1
        else:
            j -= 1
        here = rows.item(i, j)
    return pairs[::-1]


def _substitution(unit: QueryUnit, sound: int, surface: int) -> int:
    return 0 if surface == unit.surface != NO_SURFACE else unit.substitution.item(sound)


def worst_cost(query: Sequence[QueryUnit]) -> int:
    """What a query costs where nothing of it matches: the scale of a score."""
    return sum(min(unit.deletion, UNIT) for unit in query)
