"""Text to units, the syllables that the aligner compares.

A Han character is one unit, a Latin word as many as it has pseudo-syllables (`bot.search.latin`), a digit one, read
in Mandarin; any other letter is one unit without a sound, and so is a symbol that is said: the % of 5%, the # of C#,
the ++ of C++. Spaces and punctuation are none. Each unit has a *sound*
(16 bits, `bot.search.sounds`) and a *surface* (16 bits: the folded character, or a hash of a syllable's letters);
equal surfaces are taken for the same text.
"""

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.search import latin, mandarin
from bot.search.fold import HAN_CLASS, HAN_NUMERALS, HAN_RANGES, code_points, fold_text, is_han
from bot.search.sounds import NO_SOUND, WEAK_FINAL, Script

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


_LATIN = "[a-z]+(?:['’][a-z]+)*"
_SYMBOL = r"(?:(?<=[0-9])|(?<=[0-9] ))%|(?<=[a-z])(?:#|\+{1,2})"
_TOKEN = re.compile(rf"([{HAN_CLASS}]+)|({_LATIN})|([0-9])|([^\W_]|{_SYMBOL})")
# All that `_TOKEN` finds but Han and digits, several times as fast where these are most of the text: one class of
# characters is what a match may begin with, and only then the ones before it are looked at.
_LATIN_OR_OTHER = re.compile(
    rf"[^\x00-\"$&-*,-`{{-\x7f。，、！？{HAN_CLASS}]"
    r"(?:(?<=[a-z])[a-z]*(?:['’][a-z]+)*|(?<=[^\W_])|(?<=[0-9]%)|(?<=[0-9] %)|(?<=[a-z]#)|(?<=[a-z]\+)\+?)"
)
_SYMBOLS = re.compile(_SYMBOL)
_SCRIPTS = (Script.HAN, Script.LATIN, Script.DIGIT, Script.OTHER)


def _tokens(folded: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(folded):
        yield Token(_SCRIPTS[(match.lastindex or 1) - 1], match.group(), match.start())


@dataclass(frozen=True, slots=True)
class Layout:
    """Where units stand.

    Attributes:
        starts, ends: shape (n,), the offsets `[start, end)` in the text.
        weak: shape (n,), which are consonants without a vowel.
    """

    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    weak: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.starts)


@lru_cache(maxsize=512)
def layout_of(text: str) -> Layout:
    """Where the units of the text stand, as `units_of` has them but several times as fast: nothing is read.

    The last ones are kept: pages of hits and their surroundings lie in the same cues.
    """
    return layouts_of((text,))[0]


def layouts_of(texts: Sequence[str]) -> list[Layout]:
    """`layout_of` each text, at little more than the price of one: a line feed is no part of any unit."""
    row = "\n".join(texts)
    folded, offsets = fold_text(row)
    alone = np.flatnonzero(_stands_alone(code_points(folded)))
    begins: list[int] = []
    ends: list[int] = []
    sounds: list[int] = []
    for match in _LATIN_OR_OTHER.finditer(folded):
        letters = match.group()
        script = Script.LATIN if letters[0].isascii() and letters[0].isalpha() else Script.OTHER
        at = match.start()
        for begin, end, sound, _ in _short_units(script, letters):
            begins.append(at + begin)
            ends.append(at + end)
            sounds.append(sound)
    starts = np.concatenate([alone, np.array(begins, np.int64)])
    order = np.argsort(starts, kind="stable")
    places = np.stack([starts, np.concatenate([alone + 1, np.array(ends, np.int64)])])[:, order]
    weak = np.concatenate([np.zeros(len(alone), np.bool_), is_weak(np.array(sounds, np.uint16))])[order]
    if offsets is not None:
        places = np.stack([offsets[places[0]], offsets[places[1] - 1] + 1])
    return _split(places.astype(np.int32), weak, texts)


def _split(places: NDArray[np.int32], weak: NDArray[np.bool_], texts: Sequence[str]) -> list[Layout]:
    """The layout of each of the texts that were joined; `places`: shape (2, n), starts and ends in the joined row."""
    lengths = accumulate((len(text) + 1 for text in texts), initial=0)
    begins = np.array(list(lengths), np.int32)
    cuts = np.searchsorted(places[0], begins)
    places = places - np.repeat(begins[:-1], np.diff(cuts))
    return [Layout(places[0, low:high], places[1, low:high], weak[low:high]) for low, high in pairwise(cuts.tolist())]


def _stands_alone(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which code points are units by themselves: Han and digits."""
    alone: NDArray[np.bool_] = (codes >= ord("0")) & (codes <= ord("9"))
    for first, last in HAN_RANGES:
        alone |= (codes >= first) & (codes <= last)
    return alone


def symbols_of(text: str) -> str:
    """The symbols of the text that are said, in order: what tells C++ from C, as keys hold only letters and digits."""
    return "".join(_SYMBOLS.findall(fold_text(text)[0]))


def units_of(text: str) -> Units:
    """Read the text: where its units stand and how they sound. About 1,000,000 characters a second."""
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
            sounds.extend(mandarin.read("".join(unread)))
            unread.clear()
        for begin, end, sound, surface in _short_units(script, letters):
            starts.append(start + begin)
            ends.append(start + end)
            sounds.append(sound)
            surfaces.append(surface)
    sounds.extend(mandarin.read("".join(unread)))
    places = np.array([starts, ends], np.int32).reshape(2, -1)
    if offsets is not None:
        places = np.stack([offsets[places[0]], offsets[places[1] - 1] + 1])
    return Units(places[0], places[1], np.array(sounds, np.uint16), np.array(surfaces, np.uint16))


def surfaces_of(folded: str) -> Surfaces:
    """The surfaces of a folded text's units; a word of nothing but Han need not be read for them."""
    if all(map(is_han, folded)):
        return np.array(list(map(surface_of, folded)), np.uint16)
    return units_of(folded).surfaces


@lru_cache(maxsize=65_536)
def _short_units(script: Script, letters: str) -> tuple[tuple[int, int, int, int], ...]:
    """The units of a Latin word, a digit, a symbol or a letter without a reading: start, end, sound and surface."""
    if script is Script.DIGIT:
        numeral = HAN_NUMERALS[int(letters)]
        return ((0, 1, mandarin.read(numeral)[0] | Script.DIGIT << 14, surface_of(numeral)),)
    if script is Script.OTHER:
        return ((0, len(letters), NO_SOUND, surface_of(letters)),)
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
