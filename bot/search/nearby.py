"""What may be found at all: near quoted words, away from excluded ones, in somebody's own speech.

The rest of the search knows nothing of this. It is given an index in which the units that may not match are blank and
the passages without a unit that may are not there, so that nothing which is left out takes the place of a hit.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.search.grams import OVERLAP_UNITS, PASSAGE_UNITS, Kind, grams_of
from bot.search.sounds import NO_SOUND
from bot.search.units import Surfaces, surface_of

NEAR_UNITS = PASSAGE_UNITS
"""Fifteen seconds of speech: about what is shown around a hit, so that nobody reads a word that they left out."""
MOST_READ = 60
"""Syllables of quoted words that are compared in the index; of longer ones the rest is compared in the words."""
MOST_VERIFIED = 200
"""Places of one search whose words are read to tell a car from a carpet; beyond these the syllables have to do."""
_SAME = {ord("两"): "二", ord("〇"): "零"}
"""Characters that `deep_key` takes for a digit besides its own numeral."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sought:
    """Words that are looked for letter for letter.

    Attributes:
        deep: as `deep_key` has them.
        surfaces: shape (n,), of their first `MOST_READ` units, characters of one numeral alike.
        units: how many they have.
        by_letter: whether their syllables do not settle it: a Latin word may go on, and its hash may be another's.
    """

    deep: str
    surfaces: Surfaces
    units: int
    by_letter: bool

    def grams(self) -> Iterable[list[int]]:
        """For each way of writing the numerals in them, the grams of each passage that they begin in."""
        ways = {self.surfaces.tobytes(): self.surfaces}
        for other, same in _SAME.items():
            way = np.where(self.surfaces == surface_of(same), np.uint16(surface_of(chr(other))), self.surfaces)
            ways[way.tobytes()] = way
        for way in ways.values():
            found = grams_of(np.full(len(way), NO_SOUND, np.uint16), way)
            grams, positions = found[Kind.SURFACE_BIGRAM if len(way) > 1 else Kind.SURFACE]
            yield np.unique(grams[positions <= OVERLAP_UNITS]).tolist()
