"""What an advertisement speaks of and the rest of the episode hardly does: told by syllables, as words are misheard."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.recognition.clauses import Clause
from bot.search.sounds import SYLLABLE_MASK
from bot.search.units import Sounds

_GRAM = 3
"""Syllables."""
MOST_ELSEWHERE = 2
"""Times that what an advertisement speaks of is said elsewhere: once more at the end, and once by chance."""
SHORT_CLAUSE = 6
"""Units. Of a shorter clause each counts no more than in one of these: two grams, which chance hardly makes."""
AROUND_UNITS = 800
"""What is so near to an advertisement is not elsewhere: three minutes, as its borders are not known yet."""


def spoken_of(sounds: Sounds, sponsored: Sequence[tuple[int, int]], clauses: Sequence[Clause]) -> NDArray[np.float64]:
    """For each clause, how much of it is what these stretches of units speak of, 0 to 1."""
    grams = _grams(sounds)
    inside = np.zeros(len(grams), np.bool_)
    for first, end in sponsored:
        inside[first : max(end - _GRAM + 1, first)] = True
    theirs = np.unique(grams[inside])
    place = np.searchsorted(theirs, grams)
    known = np.append(theirs, -1)[place] == grams
    far = np.ones(len(grams), np.bool_)
    for first, end in sponsored:
        far[max(first - AROUND_UNITS, 0) : end + AROUND_UNITS] = False
    if far.sum() < AROUND_UNITS:
        # Too little to know what else the episode is about.
        far = ~inside
    elsewhere = np.bincount(place[known & far], minlength=len(theirs) + 1)
    known &= elsewhere[place] <= MOST_ELSEWHERE
    covered = np.zeros(len(sounds) + _GRAM, np.bool_)
    for at in np.flatnonzero(known).tolist():
        covered[at : at + _GRAM] = True
    # Inside the stretches everything would count as theirs.
    for first, end in sponsored:
        covered[first:end] = False
    firsts = np.array([clause.first for clause in clauses])
    lengths = np.diff(firsts, append=clauses[-1].end)
    return np.add.reduceat(covered[: len(sounds)].astype(np.int64), firsts) / np.maximum(lengths, SHORT_CLAUSE)


def _grams(sounds: Sounds) -> NDArray[np.int64]:
    """Shape (max(n - 2, 0),): each syllable with the next two, as one number."""
    syllables = (sounds & SYLLABLE_MASK).astype(np.int64)
    count = max(len(syllables) - _GRAM + 1, 0)
    return sum((syllables[at : at + count] << 11 * at for at in range(_GRAM)), np.zeros(count, np.int64))
