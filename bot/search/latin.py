"""Latin words to pseudo-syllables: an approximate reading that English and Han have in common.

Each unit is a consonant and a vowel, as Mandarin would transliterate it; a consonant without a vowel is a weak unit.
Spelling to sound follows the commonest rules of English only: both sides of a comparison are read the same way, and
what is left over is what the graded costs are for.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.search.sounds import Script, pack


class Syllable(NamedTuple):
    """A stretch `[start, end)` of a word's letters and its sound."""

    start: int
    end: int
    sound: int


# Longest first; each grapheme and the initials that it stands for.
_CONSONANTS = {
    "tch": "ch", "sch": "sh", "dge": "j", "dg": "j", "ch": "ch", "sh": "sh", "ph": "f", "th": "th", "ck": "k",
    "wh": "w", "kn": "n", "gn": "n", "wr": "r", "qu": "k w", "gh": "", "sc": "s k",
    "b": "b", "c": "k", "d": "d", "f": "f", "g": "g", "h": "h", "j": "j", "k": "k", "l": "l", "m": "m", "n": "n",
    "p": "p", "q": "k", "r": "r", "s": "s", "t": "t", "v": "v", "w": "w", "x": "k s", "y": "y", "z": "z",
}  # fmt: skip
_SOFT = {"c": "s", "g": "j", "sc": "s"}
_VOWELS = {
    "eau": "ou", "igh": "ai", "ai": "ei", "ay": "ei", "ei": "ei", "ey": "ei", "au": "ao", "aw": "ao", "ea": "i",
    "ee": "i", "ie": "i", "oo": "u", "ou": "ao", "ow": "ou", "oa": "ou", "oe": "ou", "oi": "uai", "oy": "uai",
    "ue": "u", "ui": "u", "eu": "iu", "ew": "iu",
    "a": "a", "e": "e", "i": "i", "o": "o", "u": "u", "y": "i",
}  # fmt: skip
_MAGIC_E = {"a": "ei", "e": "i", "i": "ai", "o": "ou", "u": "u", "y": "ai"}
_ENDINGS = (("tion", "sh", "en"), ("sion", "sh", "en"), ("cian", "sh", "en"), ("ture", "ch", "e"), ("ious", "x", "e"))
_WITH_N = {
    "a": "an", "e": "en", "i": "in", "o": "on", "u": "unn", "ei": "en", "ai": "an", "ao": "ang", "ou": "on",
    "iu": "in", "uai": "uan",
}  # fmt: skip
_WITH_R = {"a": "ar", "e": "er", "i": "er", "o": "or", "u": "er"}
_WITH_W = {"a": "ua", "e": "ue", "i": "ui", "o": "uo", "u": "u", "ei": "ui", "ai": "uai", "an": "uan", "en": "un"}
_WITH_Y = {"a": "ia", "e": "ie", "i": "i", "o": "io", "u": "iu", "an": "ian", "en": "in", "ou": "iu"}
_GLIDES = {"w": ("u", _WITH_W), "y": ("i", _WITH_Y)}
_LETTERS = {
    "a": ("", "ei"), "b": ("b", "i"), "c": ("s", "i"), "d": ("d", "i"), "e": ("", "i"), "f": ("f", ""),
    "g": ("j", "i"), "h": ("ch", ""), "i": ("", "ai"), "j": ("j", "ei"), "k": ("k", "ei"), "l": ("l", ""),
    "m": ("m", ""), "n": ("n", ""), "o": ("", "ou"), "p": ("p", "i"), "q": ("k", "iu"), "r": ("", "ar"),
    "s": ("s", ""), "t": ("t", "i"), "u": ("", "iu"), "v": ("v", "i"), "w": ("d", "u"), "x": ("k", "I"),
    "y": ("", "uai"), "z": ("z", "i"),
}  # fmt: skip
_GRAPHEMES = sorted(_CONSONANTS, key=len, reverse=True)
_VOWEL = re.compile("|".join(sorted(_VOWELS, key=len, reverse=True)))
_MAGIC = re.compile("(?![td]ed|ced)[bcdfgklmnpstvz](e|es|ed)")
"""A consonant and a silent e after a vowel, which then says its own name."""
_NASAL = re.compile("(ng|n|m)(?![aeiouy])(?!n|m)")
_CODA_R = re.compile("r(?![aeiouyr])")
_HAS_VOWEL = re.compile("[aeiouy]")
LONGEST_WORD = 64
"""Longer runs of letters are no words; the rest is read letter by letter."""


@lru_cache(maxsize=65_536)
def read(word: str) -> tuple[Syllable, ...]:
    """The pseudo-syllables of a word of ASCII lower-case letters; a word without a vowel is spelt by its letters.

    Together they hold every letter: a silent one belongs to the syllable before it. The two sounds of an x share it.
    """
    is_spelt = not _HAS_VOWEL.search(word) or len(word) > LONGEST_WORD or len(word) == 1
    units = [] if is_spelt else _Reader(word).read()
    return _whole(units, len(word)) if units else _spelt(word)


def _spelt(word: str) -> tuple[Syllable, ...]:
    return tuple(Syllable(i, i + 1, pack(*_LETTERS[letter], script=Script.LATIN)) for i, letter in enumerate(word))


def _whole(units: Sequence[Syllable], length: int) -> tuple[Syllable, ...]:
    """The units with the silent letters between and around them."""
    starts = [0, *(unit.start for unit in units[1:])]
    borders = [*starts[1:], length]
    return tuple(
        Syllable(start, max(unit.end, border), unit.sound)
        for unit, start, border in zip(units, starts, borders, strict=True)
    )


class _Reader:
    """One pass over a word's letters."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.position = 0
        self.units: list[Syllable] = []

    def read(self) -> list[Syllable]:
        while self.position < len(self.word):
            if not self._ending():
                self._syllable()
        return self.units

    def _emit(self, start: int, end: int, initial: str, final: str) -> None:
        if initial in _GLIDES:
            medial, finals = _GLIDES[initial]
            initial, final = "", finals.get(final, final or medial)
        self.units.append(Syllable(start, end, pack(initial, final, script=Script.LATIN)))

    def _ending(self) -> bool:
        for letters, initial, final in _ENDINGS:
            if self.position and self.word[self.position :] in (letters, letters + "s", letters + "ed"):
                self._emit(self.position, self.position + len(letters), initial, final)
                self.position += len(letters)
                return True
        return False

    def _syllable(self) -> None:
        start = self.position
        initials = self._onset()
        if self._silent_e() or not (vowel := self._vowel_here()):
            self.position += self._silent_e()
            for initial in initials:
                self._emit(start, self.position, initial, "")
            return
        *ahead, last = initials or [""]
        for initial in ahead:
            self._emit(start, start + 1, initial, "")
        rime = self._rime(vowel)
        self._emit(start + len(ahead), self.position, last, rime)

    def _onset(self) -> list[str]:
        """The next consonant, or the sounds that one grapheme stands for; nothing before a vowel."""
        if self._vowel_here():
            return []
        # Longest first, and every letter that is no vowel here is one of them.
        grapheme = next(g for g in _GRAPHEMES if self.word.startswith(g, self.position))
        self.position += len(grapheme)
        following = self.word[self.position : self.position + 1]
        while grapheme == following:
            self.position += 1
            following = self.word[self.position : self.position + 1]
        sounds = _SOFT[grapheme] if grapheme in _SOFT and following in tuple("eiy") else _CONSONANTS[grapheme]
        return sounds.split()

    def _vowel_here(self) -> str:
        match = _VOWEL.match(self.word, self.position)
        if match is None:
            return ""
        is_glide = match.group() == "y" and self.word[self.position + 1 : self.position + 2] in tuple("aeiou")
        return "" if is_glide else match.group()

    def _silent_e(self) -> bool:
        return self.position > 1 and self.word[self.position :] == "e"

    def _rime(self, vowel: str) -> str:
        after = self.position + len(vowel)
        rest = self.word[after:]
        final = _VOWELS[vowel]
        self.position = after
        if vowel in _MAGIC_E and _MAGIC.fullmatch(rest):
            return _MAGIC_E[vowel]
        if (nasal := _NASAL.match(rest)) and final in _WITH_N:
            self.position += nasal.end()
            return "ong" if (nasal.group(), final) == ("ng", "o") else _WITH_N[final]
        if _CODA_R.match(rest) and final in _WITH_R:
            self.position += 1
            return _WITH_R[final]
        return final
