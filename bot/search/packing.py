"""Units as they are stored: their surfaces, and of their sounds those that the surface does not tell.

Nearly every Han character is read in its usual way: two bytes hold it. Passages of Latin words keep every sound.
"""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.search import mandarin
from bot.search.sounds import NO_SOUND
from bot.search.units import Sounds, Surfaces, surface_of

_WORD = np.dtype("<u2")
_EVERY = 0xFFFF
"""In place of how many sounds are unusual: all follow."""


@cache
def _usual_sounds() -> Sounds:
    """Shape (65536,): how each surface is read where nothing around it says otherwise; `NO_SOUND` for no Han."""
    usual = np.full(1 << 16, NO_SOUND, np.uint16)
    codes, sounds = mandarin.usual_sounds()
    surfaces = [surface_of(character) for character in codes.tobytes().decode("utf-32-le")]
    usual[surfaces] = sounds
    return usual


def pack(sounds: Sounds, surfaces: Surfaces) -> bytes:
    """Units in 16-bit words, little-endian: how many are unusual, all surfaces, the unusual ones' places and sounds."""
    return pack_row(sounds, surfaces, np.array([len(sounds)]))[0]


def pack_row(sounds: Sounds, surfaces: Surfaces, counts: NDArray[np.int64]) -> list[bytes]:
    """`pack` for each of the stretches that the row is cut into; `counts`: how many units each has."""
    unusual = np.flatnonzero(_usual_sounds()[surfaces] != sounds)
    ends = np.cumsum(counts)
    firsts = ends - counts
    begins = np.searchsorted(unusual, firsts)
    odd = np.searchsorted(unusual, ends) - begins
    every = 2 * odd >= counts
    sizes = 1 + counts + np.where(every, counts, 2 * odd)
    heads = np.cumsum(sizes) - sizes
    words = np.empty(int(sizes.sum()), _WORD)
    words[heads] = np.where(every, _EVERY, odd)
    words[_counted(counts) + np.repeat(heads + 1, counts)] = surfaces
    all_follow = np.repeat(every, counts)
    words[(_counted(counts) + np.repeat(heads + 1 + counts, counts))[all_follow]] = sounds[all_follow]
    kept = unusual[~all_follow[unusual]]
    few = np.where(every, 0, odd)
    at = _counted(few) + np.repeat(heads + 1 + counts, few)
    words[at] = kept - np.repeat(firsts, few)
    words[at + np.repeat(few, few)] = sounds[kept]
    packed = words.tobytes()
    bounds = _WORD.itemsize * np.append(heads, len(words))
    return [packed[begin:end] for begin, end in pairwise(bounds.tolist())]


def unpack(packed: bytes) -> tuple[Sounds, Surfaces]:
    """The sounds and surfaces of `pack`."""
    words, unusual = len(packed) // 2 - 1, int.from_bytes(packed[:2], "little")
    return unpack_row([packed], np.array([words // 2 if unusual == _EVERY else words - 2 * unusual]))


def unpack_row(packed: Sequence[bytes], counts: NDArray[np.int64]) -> tuple[Sounds, Surfaces]:
    """The sounds and the surfaces of many in one row each; `counts`: how many units each holds."""
    words = np.frombuffer(b"".join(packed), _WORD)
    sizes = np.fromiter(map(len, packed), np.int64, len(packed)) // _WORD.itemsize
    heads = np.cumsum(sizes) - sizes
    firsts = np.cumsum(counts) - counts
    surfaces = words[_counted(counts) + np.repeat(heads + 1, counts)]
    sounds = _usual_sounds()[surfaces]
    every = words[heads] == _EVERY
    odd = np.where(every, counts, words[heads])
    nth, at = _counted(odd), np.repeat(heads + 1 + counts, odd)
    named = words[at + nth]
    follow = words[np.minimum(at + nth + np.repeat(odd, odd), len(words) - 1)]
    all_follow = np.repeat(every, odd)
    sounds[np.repeat(firsts, odd) + np.where(all_follow, nth, named)] = np.where(all_follow, named, follow)
    return sounds, surfaces


def _counted(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """0, 1, 2 … for each of the counts, one behind the other."""
    return np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)


def are_readable(packed: Sequence[bytes], counts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Shape (n,), for each whether so many units were packed as `pack` does: another format may pack them otherwise.

    The rule that every format keeps: what is not packed as here has another length than here.
    """
    sizes = np.fromiter(map(len, packed), np.int64, len(packed))
    if ((sizes < _WORD.itemsize) | (sizes % _WORD.itemsize > 0)).any():
        packed = [each if len(each) % 2 == 0 and each else b"\xff\xff" for each in packed]
    joined = np.frombuffer(b"".join(packed), _WORD)
    lengths = np.fromiter(map(len, packed), np.int64, len(packed)) // _WORD.itemsize
    heads = joined[np.cumsum(lengths) - lengths].astype(np.int64)
    readable: NDArray[np.bool_] = sizes == _WORD.itemsize * (1 + counts + np.where(heads == _EVERY, counts, 2 * heads))
    return readable
