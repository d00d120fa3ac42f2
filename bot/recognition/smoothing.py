"""The likeliest row of states of a row of clauses: Viterbi's algorithm over what each says of each state."""

from collections.abc import Sequence
from dataclasses import dataclass

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
    states = range(evidence.shape[1])
    totals = [-enter for enter in costs.enter]
    steps: list[list[int]] = []
    for row in evidence.tolist():
        left = [totals[state] - costs.leave[state] for state in states]
        best = max(states, key=left.__getitem__)
        came = [
            state if totals[state] >= left[best] - costs.enter[state] else best for state in states
        ]
        totals = [
            row[state] + (totals[state] if came[state] == state else left[best] - costs.enter[state])
            for state in states
        ]
        steps.append(came)
    state = max(states, key=totals.__getitem__)
    found = []
    for came in reversed(steps):
        found.append(state)
        state = came[state]
    return found[::-1]
