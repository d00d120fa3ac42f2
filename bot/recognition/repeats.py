"""What several episodes of a show say word for word: told by fingerprints of short rows of syllables.

Each episode has a *sketch*: the hashes of its rows of ten syllables that are the least of their neighbourhood, so that
two episodes which say the same for long enough choose the same ones (winnowing: Schleimer, Wilkerson and Aiken, SIGMOD
2003). Sketches are small and are compared without reading a transcript again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.search.sounds import SYLLABLE_MASK
from bot.search.units import Sounds

ROW_UNITS = 10
"""Syllables of a row: two seconds of speech, and more than a phrase that anybody uses."""
WINDOW = 12
"""One row of so many neighbours is chosen at least: what is said again for `ROW_UNITS + WINDOW - 1` units is found."""
LEAST_RUN_UNITS = 20
"""Four seconds: shorter than that are the phrases of a trade, and how one host thanks each guest."""
LEAST_EPISODES = 3
"""In so many episodes it is the show's own: two may be one that was published twice, or two halves of one."""
SAME_EPISODE = 0.3
"""Two episodes that share so much of the shorter one are versions of one."""
MOST_VERSIONS = 5
"""Rows of more episodes than this say nothing about versions: they are the show's own."""

Hashes = NDArray[np.uint32]
Positions = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Sketch:
    """The fingerprints of an episode.

    Attributes:
        hashes: shape (n,), of the chosen rows.
        positions: shape (n,), the unit that each begins with, rising.
    """

    hashes: Hashes
    positions: Positions

    def packed(self) -> bytes:
        """As it is stored: all hashes, then all positions, little-endian."""
        return self.hashes.astype("<u4").tobytes() + self.positions.astype("<u4").tobytes()

    @classmethod
    def unpacked(cls, packed: bytes) -> "Sketch":
        """The sketch of `packed`."""
        hashes, positions = np.frombuffer(packed, "<u4").reshape(2, -1)
        return cls(hashes, positions)


def sketch(sounds: Sounds) -> Sketch:
    """The sketch of an episode's units; tones do not count."""
    syllables = (sounds & SYLLABLE_MASK).astype(np.uint64)
    count = len(syllables) - ROW_UNITS + 1
    if count < WINDOW:
        return Sketch(np.zeros(0, np.uint32), np.zeros(0, np.uint32))
    mixed = np.zeros(count, np.uint64)
    for at in range(ROW_UNITS):
        # Multiplication by an odd number spreads the bits (Knuth's multiplicative hashing), modulo 2 to the 64th.
        mixed = (mixed + syllables[at : at + count]) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    hashes = (mixed >> np.uint64(32)).astype(np.uint32)
    windows = np.lib.stride_tricks.sliding_window_view(hashes, WINDOW)
    chosen = np.unique(windows.argmin(axis=1) + np.arange(len(windows)))
    return Sketch(hashes[chosen], chosen.astype(np.uint32))


def repeated(sketches: Sequence[Sketch]) -> list[NDArray[np.bool_]]:
    """For each episode of a show, which rows of its sketch stand in enough episodes; versions of one count once."""
    sizes = np.array([len(each.hashes) for each in sketches], np.int64)
    hashes = np.concatenate([np.zeros(0, np.uint32), *(each.hashes for each in sketches)]).astype(np.int64)
    owners = np.repeat(np.arange(len(sizes)), sizes)
    held = np.unique(hashes << 32 | owners)
    first = _first_versions(held >> 32, held & 0xFFFFFFFF, sizes)
    known, counts = np.unique(np.unique(hashes << 32 | first[owners]) >> 32, return_counts=True)
    common = known[counts >= LEAST_EPISODES]
    return [np.isin(each.hashes, common) for each in sketches]


def _first_versions(
    hashes: NDArray[np.int64], owners: NDArray[np.int64], sizes: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Shape (episodes,): for each the first one that it is a version of, or itself.

    Args:
        hashes: shape (n,), rising.
        owners: shape (n,), an episode that has it each, rising where the hashes are the same.
        sizes: shape (episodes,), how many each has.
    """
    _, where, counts = np.unique(hashes, return_inverse=True, return_counts=True)
    rare = counts[where] <= MOST_VERSIONS
    hashes, owners = hashes[rare], owners[rare]
    count = len(sizes)
    met = []
    # The owners of a hash stand side by side: each of them is met with each by looking so many places ahead.
    for step in range(1, MOST_VERSIONS):
        same = hashes[step:] == hashes[:-step]
        met.append(owners[:-step][same] * count + owners[step:][same])
    # Of all pairs of thousands of episodes hardly any has a row in common.
    pairs, shared = np.unique(np.concatenate(met), return_counts=True)
    ones, others = pairs // max(count, 1), pairs % max(count, 1)
    are_versions = shared > SAME_EPISODE * np.minimum(sizes[ones], sizes[others])
    first = np.arange(count)
    for one, other in zip(ones[are_versions].tolist(), others[are_versions].tolist(), strict=True):
        first[other] = first[one]
    return first


def covered(chosen: Sketch, common: NDArray[np.bool_], count: int) -> NDArray[np.bool_]:
    """Shape (count,): which units of an episode stand in rows that are common, and long enough."""
    starts = chosen.positions[common].astype(np.int64)
    mask = np.zeros(count, np.bool_)
    # Between two rows that were chosen side by side everything is the same.
    breaks = np.flatnonzero(np.diff(starts) > WINDOW)
    for first, last in zip(np.append(0, breaks + 1), np.append(breaks, len(starts) - 1), strict=True):
        if len(starts) and starts[last] + ROW_UNITS - starts[first] >= LEAST_RUN_UNITS:
            mask[starts[first] : starts[last] + ROW_UNITS] = True
    return mask
