"""Text to units, the syllables that the aligner compares.

A Han character is one unit, a Latin word as many as it has pseudo-syllables (`bot.search.latin`), a digit one, read
in Mandarin; any other letter is one unit without a sound. Spaces and punctuation are none. Each unit has a *sound*
(16 bits, `bot.search.sounds`) and a *surface* (16 bits: the folded character, or a hash of a syllable's letters);
equal surfaces are taken for the same text.
"""

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.search import latin, mandarin
from bot.search.fold import HAN_CLASS, HAN_NUMERALS, fold_text
from bot.search.sounds import NO_SOUND, WEAK_FINAL, Script
from bot.search.sounds import pack as pack_sound

NO_SURFACE = 0
"""The surface of a unit that was typed by sound alone: equal to nothing."""

Sounds = NDArray[np.uint16]
Surfaces = NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Units:
    """A row of units.

    Attributes:
        starts, ends: shape (n,), the offsets `[start, end)` in the text that they were read from.
        sounds, surfaces: shape (n,).
    """

    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    sounds: Sounds
    surfaces: Surfaces

    def __len__(self) -> int:
        return len(self.starts)


class Token(NamedTuple):
    """A stretch of folded text in one script."""

    script: Script
    letters: str
    start: int


_ANY_HAN = pack_sound("", "a")
_TOKEN = re.compile(rf"([{HAN_CLASS}]+)|([a-z]+(?:['’][a-z]+)*)|([0-9])|([^\W_])")
_SCRIPTS = (Script.HAN, Script.LATIN, Script.DIGIT, Script.OTHER)


def _tokens(folded: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(folded):
        yield Token(_SCRIPTS[(match.lastindex or 1) - 1], match.group(), match.start())


def units_of(text: str) -> Units:
    """Read the text. About 1,000,000 characters a second."""
    return _units(text, mandarin.read)


def layout_of(text: str) -> Units:
    """Where the units of the text stand, faster: all Han sounds the same."""
    return _units(text, _unread)


def _unread(characters: str) -> list[int]:
    return [_ANY_HAN] * len(characters)


def _units(text: str, read_han: Callable[[str], list[int]]) -> Units:
    folded, offsets = fold_text(text)
    starts: list[int] = []
    ends: list[int] = []
    sounds: list[int] = []
    surfaces: list[int] = []
    # Recognisers put spaces inside words: Han is read across them, until another script comes.
    unread: list[str] = []
    for script, letters, start in _tokens(folded):
        if script is Script.HAN:
            unread.append(letters)
            starts.extend(range(start, start + len(letters)))
            ends.extend(range(start + 1, start + len(letters) + 1))
            surfaces.extend(map(surface_of, letters))
            continue
        if unread:
            sounds.extend(read_han("".join(unread)))
            unread.clear()
        for begin, end, sound, surface in _short_units(script, letters):
            starts.append(start + begin)
            ends.append(start + end)
            sounds.append(sound)
            surfaces.append(surface)
    sounds.extend(read_han("".join(unread)))
    places = np.array([starts, ends], np.int32).reshape(2, -1)
    if offsets is not None:
        places = np.stack([offsets[places[0]], offsets[places[1] - 1] + 1])
    return Units(places[0], places[1], np.array(sounds, np.uint16), np.array(surfaces, np.uint16))


@lru_cache(maxsize=65_536)
def _short_units(script: Script, letters: str) -> tuple[tuple[int, int, int, int], ...]:
    """The units of a Latin word, a digit or a letter without a reading: start, end, sound and surface of each."""
    if script is Script.DIGIT:
        numeral = HAN_NUMERALS[int(letters)]
        return ((0, 1, mandarin.read(numeral)[0] | Script.DIGIT << 14, surface_of(numeral)),)
    if script is Script.OTHER:
        return ((0, 1, NO_SOUND, surface_of(letters)),)
    places = [i for i, letter in enumerate(letters) if letter.isalpha()]
    word = "".join(letters[i] for i in places)
    return tuple(
        (places[start], places[end - 1] + 1, sound, surface_of(word[start:end]))
        for start, end, sound in latin.read(word)
    )


@lru_cache(maxsize=65_536)
def surface_of(letters: str) -> int:
    """16 bits that stand for a folded character or a syllable's letters; never `NO_SURFACE`."""
    if len(letters) == 1 and "\u3400" <= letters <= "\u9fff":
        return ord(letters)
    return zlib.crc32(letters.encode("utf-8", "surrogatepass")) % 0x33FF + 1


def is_weak(sounds: Sounds) -> NDArray[np.bool_]:
    """Which units are consonants without a vowel: they take no time and may be missing."""
    weak: NDArray[np.bool_] = ((sounds & 63) == WEAK_FINAL) & (sounds < NO_SOUND)
    return weak


def pack(sounds: Sounds, surfaces: Surfaces) -> bytes:
    """Sounds and surfaces as stored: all sounds, then all surfaces, little-endian."""
    return sounds.astype("<u2").tobytes() + surfaces.astype("<u2").tobytes()


def unpack(packed: bytes) -> tuple[Sounds, Surfaces]:
    """The sounds and surfaces of `pack`."""
    both = np.frombuffer(packed, "<u2")
    half = len(both) // 2
    return both[:half], both[half:]
