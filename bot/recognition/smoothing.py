"""The likeliest row of states of a row of clauses: Viterbi's algorithm over what each says of each state."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import add, lt, sub

import numpy as np
from numpy.typing import NDArray

Evidence = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Costs:
    """What it costs to come to each state and to leave it, in log-odds: shape (states,) each."""

    enter: Sequence[float]
    leave: Sequence[float]


def likeliest(evidence: Evidence, costs: Costs) -> list[int]:
    """The state of each clause.

    Args:
        evidence: shape (clauses, states), log-odds.
        costs: the way from one state to another costs what leaving and entering do.
    """
    # Whoever comes from another state comes from the best one to leave: one comparison a state instead of one a pair.
    totals = [-enter for enter in costs.enter]
    steps: list[tuple[int, list[bool]]] = []
    for row in evidence.tolist():
        left = list(map(sub, totals, costs.leave))
        best = max(left)
        entered = [best - enter for enter in costs.enter]
        steps.append((left.index(best), list(map(lt, totals, entered))))
        totals = list(map(add, row, map(max, totals, entered)))
    state = totals.index(max(totals))
    found = []
    for other, came in reversed(steps):
        found.append(state)
        state = other if came[state] else state
    return found[::-1]
