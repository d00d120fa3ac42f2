"""Queries typed by sound: pinyin, spaced or not, with tone digits or marks, and zhuyin."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from functools import cache
from typing import NamedTuple

from bot.search.mandarin import split_syllable, syllables
from bot.search.readings import zhuyin
from bot.search.sounds import pack

_TONE_MARKS = dict.fromkeys(map(ord, "ˊˇˋ˙ˉ"), " ")
_PINYIN_TOKEN = re.compile(r"[a-zv]+[1-5]?")
_LONGEST = 6
"""Letters in the longest syllable, zhuang."""


class Typed(NamedTuple):
    """A syllable and what was typed for it."""

    sound: int
    letters: str


def typed_syllables(text: str) -> tuple[Typed, ...]:
    """The syllables that a query spells in pinyin or zhuyin, whole; empty where it is anything else."""
    return _zhuyin(text) or _pinyin(text)


def _pinyin(text: str) -> tuple[Typed, ...]:
    # Taken apart first: in ǜ the two dots tell the vowel, the stroke above them only the tone.
    decomposed = unicodedata.normalize("NFD", text.casefold()).replace("u\u0308", "v").replace("u:", "v")
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    found: list[Typed] = []
    for token in re.split(r"[\s'’\-]+", letters.strip()):
        for part in re.split(r"(?<=[1-5])", token):
            if not part:
                continue
            if not _PINYIN_TOKEN.fullmatch(part):
                return ()
            split = fewest(part.rstrip("12345"), syllables())
            if not split:
                return ()
            found.extend(Typed(syllables()[syllable], syllable) for syllable in split)
    return tuple(found)


def _zhuyin(text: str) -> tuple[Typed, ...]:
    table = _zhuyin_syllables()
    found: list[Typed] = []
    for token in text.translate(_TONE_MARKS).split():
        split = fewest(token, table)
        if not split:
            return ()
        found.extend(Typed(table[syllable], syllable) for syllable in split)
    return tuple(found)


@cache
def spellings() -> dict[str, int]:
    """Every syllable in pinyin and in zhuyin, without its tone, and its sound."""
    return syllables() | _zhuyin_syllables()


@cache
def _zhuyin_syllables() -> dict[str, int]:
    return {typed: pack(*parts) for typed, letters in zhuyin().items() if (parts := split_syllable(letters))}


def fewest(letters: str, known: Mapping[str, object] | Collection[str]) -> list[str]:
    """Split the letters into the fewest known syllables, longer ones first; empty where they do not split."""
    best: list[list[str] | None] = [[]] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        if all(before is None for before in best[max(0, end - _LONGEST) : end]):
            return []
        for start in range(max(0, end - _LONGEST), end):
            before = best[start]
            if before is None or letters[start:end] not in known:
                continue
            here = best[end]
            if here is None or len(before) + 1 < len(here):
                best[end] = [*before, letters[start:end]]
    return best[-1] or []
