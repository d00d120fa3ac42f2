"""Posting lists as a reader knows them: where they stand, and which of their passages are wanted."""

from collections import OrderedDict
from dataclasses import dataclass, field

import numpy as np

from storage.pages import Entry
from storage.rice import Numbers

MOST_NUMBERS = 1 << 17
"""What the lists that are kept of a part may hold together: a megabyte."""
_LEAST_NUMBERS = 64
"""What a list takes that holds nothing."""
NO_PASSAGES: Numbers = np.empty(0, np.int64)


@dataclass(slots=True)
class List:
    """A gram's list in a part of a segment.

    Attributes:
        gram: whose.
        page: the page's id.
        entry: where it stands in the page.
        known: of passages that are wanted, those that had to be looked up to count them.
        count: how many are wanted.
    """

    gram: int
    page: int
    entry: Entry
    known: Numbers = field(default_factory=lambda: NO_PASSAGES)
    count: int = 0

    @property
    def numbers(self) -> int:
        """What it takes to keep it."""
        return _LEAST_NUMBERS + len(self.known) + (0 if self.entry.parts is None else self.entry.parts.size)


class Lists:
    """The lists of a part that were asked for last: most of what is said is said in the same few words."""

    def __init__(self) -> None:
        self._lists: OrderedDict[int, List] = OrderedDict()
        self._numbers = 0

    def get(self, gram: int) -> List | None:
        """The list of this gram, where it is kept."""
        if gram in self._lists:
            self._lists.move_to_end(gram)
        return self._lists.get(gram)

    def keep(self, each: List) -> None:
        """Keep a list that is not, in place of those that nobody asked for since."""
        self._lists[each.gram] = each
        self._numbers += each.numbers
        while self._numbers > MOST_NUMBERS:
            self._numbers -= self._lists.popitem(last=False)[1].numbers
