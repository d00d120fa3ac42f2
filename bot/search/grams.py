"""Grams: what the index looks up. Six kinds together find what one alone would miss.

Surface bigrams find what is spelt alike, syllable bigrams what sounds the same, skip bigrams the same with one
syllable misheard between, class trigrams what sounds nearly the same; single surfaces serve queries of one character,
initial trigrams phrases of which only the initials are typed: nothing else looks them up.
A gram is 32 bits: a hash of its kind and its parts.
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
    SYLLABLE_BIGRAM = 2
    SYLLABLE_SKIP = 3
    CLASS_TRIGRAM = 4
    SURFACE = 5
    INITIALS = 6


_INITIAL_CLASSES = ("", "b p", "m", "f h v", "d t th", "n l r", "g k", "j q x zh ch sh z c s")
_FINAL_CLASSES = (
    "", "a ia ua ar", "o uo e io er or ue ve ie ei ui", "ai uai iai", "ao iao", "ou iu", "an ang ian iang uan uang van",
    "en eng un in ing vn ueng unn", "ong iong on", "u", "i I v",
)  # fmt: skip


def _classes() -> NDArray[np.uint32]:
    """Shape (2048,): the near-sound class of each syllable."""
    initial_class = {name: i for i, names in enumerate(_INITIAL_CLASSES) for name in names.split(" ")}
    final_class = {name: i for i, names in enumerate(_FINAL_CLASSES) for name in names.split(" ")}
    table = np.zeros(SYLLABLES, np.uint32)
    for i, initial in enumerate(INITIALS):
        for j, final in enumerate(FINALS):
            table[i << FINAL_BITS | j] = initial_class[initial] << 4 | final_class[final]
    return table


_CLASS_OF = _classes()


def _hash(kind: Kind, *parts: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """FNV-1a over 32-bit parts, with a last mix so that near values do not stay near."""
    state = np.full(len(parts[0]), 2_166_136_261 ^ kind, np.uint32)
    for part in parts:
        state = (state ^ part) * np.uint32(16_777_619)
        state ^= state >> np.uint32(15)
    return state


def grams_of(sounds: Sounds, surfaces: Surfaces) -> dict[Kind, Grams]:
    """The grams of each kind but those of initials.

    Units without a sound have no part in grams of sound, units without a surface none in grams of surface.
    """
    surface = surfaces.astype(np.uint32)
    syllable = (sounds & SYLLABLE_MASK).astype(np.uint32)
    sound_class = _CLASS_OF[syllable]
    heard, seen = sounds < NO_SOUND, surfaces > 0
    return {
        kind: _chain(kind, row, usable, offsets)
        for kind, row, usable, offsets in (
            (Kind.SURFACE, surface, seen, (0,)),
            (Kind.SURFACE_BIGRAM, surface, seen, (0, 1)),
            (Kind.SYLLABLE_BIGRAM, syllable, heard, (0, 1)),
            (Kind.SYLLABLE_SKIP, syllable, heard, (0, 2)),
            (Kind.CLASS_TRIGRAM, sound_class, heard, (0, 1, 2)),
        )
    }


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
    for grams, positions in (*grams_of(sounds, surfaces).values(), initial_grams(letters)):
        own = positions // PASSAGE_UNITS
        pairs.append(grams.astype(np.uint64) << np.uint64(16) | own.astype(np.uint64))
        early = (positions % PASSAGE_UNITS < OVERLAP_UNITS) & (own > 0)
        pairs.append(grams[early].astype(np.uint64) << np.uint64(16) | (own[early] - 1).astype(np.uint64))
    if last > np.iinfo(np.uint16).max:
        raise OverflowError("an episode has at most 65,536 passages")
    unique = np.unique(np.concatenate(pairs))
    return (unique >> np.uint64(16)).astype(np.uint32), (unique & np.uint64(0xFFFF)).astype(np.uint16)
