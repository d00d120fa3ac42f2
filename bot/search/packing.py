"""Units as they are stored: their surfaces, and of their sounds those that the surface does not tell.

Nearly every character of Mandarin is one of some thousands, read in its usual way: 12 bits hold it. Passages of Latin
words keep every surface and sound.
"""

from collections.abc import Sequence
from functools import cache
from itertools import compress, pairwise

import numpy as np
from numpy.typing import NDArray

from bot.search import mandarin
from bot.search.sounds import NO_SOUND
from bot.search.units import NO_SURFACE, Sounds, Surfaces, surface_of

_WORD = np.dtype("<u2")
_EVERY = 0xFFFF
"""In place of how many sounds are unusual: all follow."""
_SHORT = 0x8000
"""Added to how many surfaces and sounds are unusual: the surfaces are codes."""
_MOST_SHORT = 127
"""Units that can be packed so: a byte tells their surfaces and sounds apart."""
_NO_CODE = 0xFFFF
_CODES = 1 << 12

_Counts = NDArray[np.int64]


@cache
def _usual_sounds() -> Sounds:
    """Shape (65536,): how each surface is read where nothing around it says otherwise; `NO_SOUND` for no Han."""
    usual = np.full(1 << 16, NO_SOUND, np.uint16)
    codes, sounds = mandarin.usual_sounds()
    surfaces = [surface_of(character) for character in codes.tobytes().decode("utf-32-le")]
    usual[surfaces] = sounds
    return usual


@cache
def _surfaces() -> Surfaces:
    """Shape (4096,): the surface of each code. Stored units hang on it: it never changes.

    The 3,755 characters of GB 2312, level 1, in its order, are all but one in a thousand Han that are said.
    """
    cells = (code.to_bytes(2, "big") for code in range(0xB0A1, 0xD7FA) if code & 0xFF in range(0xA1, 0xFF))
    characters = b"".join(cells).decode("gb2312")
    surfaces = np.full(_CODES, NO_SURFACE, np.uint16)
    surfaces[: len(characters)] = [surface_of(character) for character in characters]
    return surfaces


@cache
def _codes() -> NDArray[np.uint16]:
    """Shape (65536,): the code of each surface."""
    codes = np.full(1 << 16, _NO_CODE, np.uint16)
    usual = np.flatnonzero(_surfaces() != NO_SURFACE)
    codes[_surfaces()[usual]] = usual
    return codes


def pack(sounds: Sounds, surfaces: Surfaces) -> bytes:
    """Units with all that they have, as `unpack` reads them, in no time: for what is not stored."""
    return _EVERY.to_bytes(_WORD.itemsize, "little") + surfaces.astype(_WORD).tobytes() + sounds.astype(_WORD).tobytes()


def pack_row(sounds: Sounds, surfaces: Surfaces, counts: _Counts) -> list[bytes]:
    """Each of the stretches that the row is cut into, in the fewer bytes of two ways; `counts`: units of each.

    In short: how many surfaces and sounds are odd, and `_SHORT`; of each unit the low 8 bits of its code, then of each
    two units the high 4; the odd ones' places in the row of all surfaces and then all sounds, a byte each, and they
    themselves. A surface without a code is odd, and so is a sound that is not its surface's usual one.
    At length: how many sounds are odd, all surfaces, the odd sounds' places and they themselves; or `_EVERY` and all
    sounds. Numbers of 16 bits are little-endian.
    """
    ends = np.cumsum(counts)
    odd_sounds = _held(_usual_sounds()[surfaces] != sounds, ends)
    at_length = _WORD.itemsize * (1 + counts + np.minimum(counts, 2 * odd_sounds))
    size = _short_size(counts, odd_sounds + _held(_codes()[surfaces] == _NO_CODE, ends))
    short = (counts <= _MOST_SHORT) & (size < at_length)
    packed = [b""] * len(counts)
    for which, pack_some in ((short, _pack_short), (~short, _pack_long)):
        units = np.repeat(which, counts)
        some = pack_some(sounds[units], surfaces[units], counts[which])
        for at, each in zip(np.flatnonzero(which).tolist(), some, strict=True):
            packed[at] = each
    return packed


def _pack_short(sounds: Sounds, surfaces: Surfaces, counts: _Counts) -> list[bytes]:
    usual, codes = _usual_sounds()[surfaces], _codes()[surfaces]
    uneven = counts & 1
    high = np.zeros(int((counts + uneven).sum()), np.uint8)
    high[np.arange(len(codes)) + np.repeat(np.cumsum(uneven) - uneven, counts)] = codes >> 8 & 15
    # Of each stretch all surfaces, and then all sounds.
    in_both = np.arange(len(codes)) + np.repeat(np.cumsum(counts) - counts, counts)
    both, are_odd = np.empty(2 * len(codes), _WORD), np.empty(2 * len(codes), np.bool_)
    both[in_both], are_odd[in_both] = surfaces, codes == _NO_CODE
    in_both += np.repeat(counts, counts)
    both[in_both], are_odd[in_both] = sounds, usual != sounds
    odd, ends = np.flatnonzero(are_odd), 2 * np.cumsum(counts)
    held = _held(are_odd, ends)
    kinds = _kinds(counts, held)
    packed = np.empty(len(kinds), np.uint8)
    parts = (
        (_SHORT | held).astype(_WORD).view(np.uint8),
        codes.astype(np.uint8),
        high[::2] | high[1::2] << 4,
        odd - np.repeat(ends - 2 * counts, held),
        both[odd].view(np.uint8),
    )
    for kind, part in enumerate(parts):
        packed[kinds == kind] = part
    return _cut(packed.tobytes(), _short_size(counts, held))


def _pack_long(sounds: Sounds, surfaces: Surfaces, counts: _Counts) -> list[bytes]:
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
    return _cut(words.tobytes(), _WORD.itemsize * sizes)


def _held(odd: NDArray[np.bool_], ends: _Counts) -> _Counts:
    """How many are odd in each stretch; `ends`: where each ends, the first begins at 0."""
    held: _Counts = np.diff(np.searchsorted(np.flatnonzero(odd), ends), prepend=0)
    return held


def _short_size(counts: _Counts, odd: _Counts) -> _Counts:
    return 2 + counts + (counts + 1 >> 1) + 3 * odd


def _kinds(counts: _Counts, odd: _Counts) -> NDArray[np.uint8]:
    """What each byte of stretches packed in short is part of, by its place in `pack_row`."""
    lengths = np.stack([np.full(len(odd), 2), counts, counts + 1 >> 1, odd, 2 * odd], axis=1)
    return np.repeat(np.tile(np.arange(5, dtype=np.uint8), len(odd)), lengths.ravel())


def _cut(joined: bytes, sizes: _Counts) -> list[bytes]:
    return [joined[begin:end] for begin, end in pairwise([0, *np.cumsum(sizes).tolist()])]


def unpack(packed: bytes) -> tuple[Sounds, Surfaces]:
    """The sounds and surfaces of what was packed."""
    words, unusual = len(packed) // 2 - 1, int.from_bytes(packed[:2], "little")
    if unusual == _EVERY:
        count = words // 2
    elif unusual < _SHORT:
        count = words - 2 * unusual
    else:
        count = (len(packed) - 2 - 3 * (unusual - _SHORT)) * 2 // 3
    return unpack_row([packed], np.array([count]))


def unpack_row(packed: Sequence[bytes], counts: _Counts) -> tuple[Sounds, Surfaces]:
    """The sounds and the surfaces of many in one row each; `counts`: how many units each holds."""
    heads = _heads(packed)
    short = _are_short(heads)
    if short.all():
        return _unpack_short(packed, counts, heads - _SHORT)
    sounds, surfaces = np.empty((2, int(counts.sum())), np.uint16)
    units = np.repeat(short, counts)
    some = list(compress(packed, short))
    sounds[units], surfaces[units] = _unpack_short(some, counts[short], heads[short] - _SHORT)
    some = list(compress(packed, ~short))
    sounds[~units], surfaces[~units] = _unpack_long(some, counts[~short])
    return sounds, surfaces


def _unpack_short(packed: Sequence[bytes], counts: _Counts, odd: _Counts) -> tuple[Sounds, Surfaces]:
    joined, kinds = np.frombuffer(b"".join(packed), np.uint8), _kinds(counts, odd)
    low, high, places, values = (joined[kinds == kind] for kind in range(1, 5))
    high = np.stack([high & 15, high >> 4], axis=1).ravel()
    uneven = counts & 1
    high = np.delete(high, (np.cumsum(counts + uneven) - 1)[uneven > 0])
    surfaces = _surfaces().take(low | high.astype(np.uint16) << 8)
    # A place counts through all surfaces, then through all sounds.
    heard = places >= np.repeat(counts, odd)
    units = places + np.repeat(np.cumsum(counts) - counts, odd) - np.where(heard, np.repeat(counts, odd), 0)
    surfaces[units[~heard]] = values.view(_WORD)[~heard]
    sounds = _usual_sounds().take(surfaces)
    sounds[units[heard]] = values.view(_WORD)[heard]
    return sounds, surfaces


def _unpack_long(packed: Sequence[bytes], counts: _Counts) -> tuple[Sounds, Surfaces]:
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


def _counted(counts: _Counts) -> _Counts:
    """0, 1, 2 … for each of the counts, one behind the other."""
    return np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)


def are_readable(packed: Sequence[bytes], counts: _Counts) -> NDArray[np.bool_]:
    """Shape (n,), for each whether so many units were packed as here: another format may pack them otherwise.

    The rule that every format keeps: what is not packed as here has another length than here.
    """
    sizes, heads = np.fromiter(map(len, packed), np.int64, len(packed)), _heads(packed)
    long = _WORD.itemsize * (1 + counts + np.where(heads == _EVERY, counts, 2 * heads))
    short = _short_size(counts, heads - _SHORT)
    readable: NDArray[np.bool_] = sizes == np.where(_are_short(heads), short, long)
    return readable


def _heads(packed: Sequence[bytes]) -> _Counts:
    """Shape (n,): the first two bytes of each; what is shorter has others."""
    joined = np.frombuffer(b"".join(packed) + bytes(_WORD.itemsize), np.uint8)
    sizes = np.fromiter(map(len, packed), np.int64, len(packed))
    begins = np.cumsum(sizes) - sizes
    heads: _Counts = joined[begins] | joined[begins + 1].astype(np.int64) << 8
    return heads


def _are_short(heads: _Counts) -> NDArray[np.bool_]:
    short: NDArray[np.bool_] = (heads >= _SHORT) & (heads != _EVERY)
    return short
