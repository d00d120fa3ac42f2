"""Grams: what the index looks up. Four kinds together find what one alone would miss.

Surface bigrams find what is spelt alike, sound bigrams what sounds the same or nearly so; single surfaces serve queries
of one character and say how rare each is, initial trigrams phrases of which only the initials are typed: nothing else
looks them up. A gram is 32 bits: a hash of its kind and its parts.
"""

from collections.abc import Sequence
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from bot.search.sounds import FINAL_BITS, FINALS, INITIALS, NO_SOUND, SYLLABLE_MASK, SYLLABLES, Script, first_letters
from bot.search.units import Sounds, Surfaces

Grams = tuple[NDArray[np.uint32], NDArray[np.int64]]
"""Grams in the order of the units, and the position of each gram's first unit."""

PASSAGE_UNITS = 60
"""A passage is about 15 seconds of speech."""
OVERLAP_UNITS = 12
"""A passage also answers for the first units of the next: a phrase across the border is whole in one of them."""


class Kind(IntEnum):
    """The kinds of gram."""

    SURFACE_BIGRAM = 1
    SOUND_BIGRAM = 2
    SURFACE = 5
    INITIALS = 6


_OVERLAPPING = frozenset((Kind.SURFACE_BIGRAM, Kind.SOUND_BIGRAM))
"""What stands alone has no border to cross, and the phrases of initials are long enough for either side."""
_MERGED_INITIALS = {"zh": "z", "ch": "c", "sh": "s", "th": "s", "n": "l", "f": "h", "v": "h"}
_MERGED_FINALS = {
    "ang": "an", "iang": "ian", "uang": "uan", "eng": "en", "ueng": "un", "ing": "in", "on": "ong", "unn": "un",
    "uo": "o",
}  # fmt: skip
"""Sounds that speakers and recognisers take for each other most (`bot.search.sounds` has them at 25 or less, and f/h):
bigrams of them are as many as bigrams of syllables, and find more."""


def _classes() -> NDArray[np.uint32]:
    """Shape (2048,): the syllable that each counts as."""
    initials = np.array([INITIALS.index(_MERGED_INITIALS.get(name, name)) for name in INITIALS], np.uint32)
    finals = np.array([FINALS.index(_MERGED_FINALS.get(name, name)) for name in FINALS], np.uint32)
    table = np.zeros((SYLLABLES >> FINAL_BITS, 1 << FINAL_BITS), np.uint32)
    table[: len(INITIALS), : len(FINALS)] = initials[:, None] << FINAL_BITS | finals
    return table.ravel()


_CLASS_OF = _classes()


def _hash(kind: Kind, *parts: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """FNV-1a over 32-bit parts, with a last mix so that near values do not stay near."""
    state = np.full(len(parts[0]), 2_166_136_261 ^ kind, np.uint32)
    for part in parts:
        state = (state ^ part) * np.uint32(16_777_619)
        state ^= state >> np.uint32(15)
    return state


def sound_classes(sounds: Sounds) -> NDArray[np.uint32]:
    """What sound bigrams compare of each unit; not of those without a sound."""
    classes: NDArray[np.uint32] = _CLASS_OF[sounds & SYLLABLE_MASK]
    return classes


def grams_of(sounds: Sounds, surfaces: Surfaces) -> dict[Kind, Grams]:
    """The grams of each kind but those of initials.

    Units without a sound have no part in grams of sound, units without a surface none in grams of surface.
    """
    surface = surfaces.astype(np.uint32)
    sound = sound_classes(sounds)
    heard, seen = sounds < NO_SOUND, surfaces > 0
    return {
        kind: _chain(kind, row, usable, offsets)
        for kind, row, usable, offsets in (
            (Kind.SURFACE, surface, seen, (0,)),
            (Kind.SURFACE_BIGRAM, surface, seen, (0, 1)),
            (Kind.SOUND_BIGRAM, sound, heard, (0, 1)),
        )
    }


def surface_bigrams(surfaces: Surfaces) -> list[int]:
    """The surface bigrams of a word all of whose units have a surface."""
    row = surfaces.astype(np.uint32)
    grams: list[int] = _hash(Kind.SURFACE_BIGRAM, row[:-1], row[1:]).tolist()
    return grams


def initial_grams(letters: NDArray[np.uint32]) -> Grams:
    """The grams of a row of first letters, each by its code, 0 where a unit has none."""
    return _chain(Kind.INITIALS, letters, letters > 0, (0, 1, 2))


def _chain(kind: Kind, row: NDArray[np.uint32], usable: NDArray[np.bool_], offsets: Sequence[int]) -> Grams:
    count = max(len(row) - offsets[-1], 0)
    whole = np.logical_and.reduce([usable[o : o + count] for o in offsets])
    positions = np.flatnonzero(whole)
    return _hash(kind, *(row[positions + o] for o in offsets)), positions


def postings_of(sounds: Sounds, surfaces: Surfaces) -> tuple[NDArray[np.uint32], NDArray[np.uint16]]:
    """The (gram, passage ordinal) pairs of an episode, each once, by gram and ordinal."""
    pairs = []
    last = max((len(sounds) - 1) // PASSAGE_UNITS, 0)
    # Nobody types the initials of English: without them the lists are a third shorter where shows are mixed.
    mandarin = sounds >> 14 != Script.LATIN
    letters = np.where(mandarin & (sounds < NO_SOUND), first_letters()[sounds & SYLLABLE_MASK], np.uint32(0))
    for kind, (grams, positions) in (grams_of(sounds, surfaces) | {Kind.INITIALS: initial_grams(letters)}).items():
        own = positions // PASSAGE_UNITS
        pairs.append(grams.astype(np.uint64) << np.uint64(16) | own.astype(np.uint64))
        early = (positions % PASSAGE_UNITS < OVERLAP_UNITS) & (own > 0) & (kind in _OVERLAPPING)
        pairs.append(grams[early].astype(np.uint64) << np.uint64(16) | (own[early] - 1).astype(np.uint64))
    if last > np.iinfo(np.uint16).max:
        raise OverflowError("an episode has at most 65,536 passages")
    unique = np.unique(np.concatenate(pairs))
    return (unique >> np.uint64(16)).astype(np.uint32), (unique & np.uint64(0xFFFF)).astype(np.uint16)
