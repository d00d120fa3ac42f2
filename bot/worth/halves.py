"""What has two halves, a list or a concession, and whether a span that holds the first one holds the other, too."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.worth.heard import Heard, Row


@dataclass(frozen=True, slots=True)
class Halves:
    """Where first and other halves stand.

    Attributes:
        opened: shape (n + 1,), for each sentence the first from there on that holds a first half; n where none does.
        closed: shape (n + 1,), before each sentence the last that holds another half; -1 where none does.
    """

    opened: NDArray[np.int64]
    closed: NDArray[np.int64]

    def lacking(self, firsts: NDArray[np.int64], ends: NDArray[np.int64]) -> Row:
        """For each span of sentences whether no other half comes after the first one that is in it."""
        opened = self.opened[firsts]
        found: Row = ((opened < ends) & (self.closed[ends] < opened)).astype(np.float64)
        return found

    def lacking_at_once(self, firsts: NDArray[np.int64], ends: NDArray[np.int64]) -> Row:
        """The same, only where the first sentence of the span holds a first half."""
        found: Row = self.lacking(firsts, ends) * (self.opened[firsts] == firsts)
        return found


def halves(heard: Heard, opening: re.Pattern[str], closing: re.Pattern[str]) -> Halves:
    """Where first and other halves stand; in one sentence another half counts only behind the first one."""
    count = len(heard)
    opened = np.full(count + 1, count, np.int64)
    closed = np.full(count + 1, -1, np.int64)
    for nth, text in enumerate(heard.texts):
        first = opening.search(text)
        opened[nth] = nth if first else count
        closed[nth + 1] = nth if closing.search(text, first.end() if first else 0) else -1
    return Halves(np.minimum.accumulate(opened[::-1])[::-1], np.maximum.accumulate(closed))
