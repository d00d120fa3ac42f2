"""Initials: the first letter of each syllable, as people type a phrase that is long (dxyymx, ㄉㄒㄩㄧㄇㄒ).

zh, ch and sh begin as z, c and s do. A single trigram of initials stands in one passage of a hundred, three of them in
one of thousands: hence five letters at least.
"""

import re
from functools import cache
from typing import NamedTuple

import numpy as np

from bot.search.align import DELETION, Costs, QueryUnit
from bot.search.fold import fold_text
from bot.search.sounds import NO_SOUND, SYLLABLE_MASK, UNIT, Script, first_letters
from bot.search.units import NO_SURFACE

SHORTEST, LONGEST = 5, 16
"""Letters of a phrase that is looked for by its initials."""
SAME_INITIAL = 20
"""What an initial costs that is the same: so much that only nine of them and more are claimed."""
SHORTENED = 5
"""What each zh, ch and sh costs that is taken for one initial: where both fit, the letters as typed say more."""
_ZHUYIN = dict(
    zip(
        "ㄅㄆㄇㄈㄉㄊㄋㄌㄍㄎㄏㄐㄑㄒㄓㄔㄕㄖㄗㄘㄙㄧㄨㄩㄚㄛㄜㄝㄞㄟㄠㄡㄢㄣㄤㄥㄦ",
        "bpmfdtnlgkhjqxzcsrzcsywyaoeeaeaoaeaee",
        strict=True,
    )
)
_PINYIN = re.compile("[a-hj-tw-z]+")
"""No syllable begins with i, u or v."""
_VOWEL = re.compile("[aeiou]")


class Typed(NamedTuple):
    """A letter for each syllable, and in hundredths of a unit what reading the query so costs."""

    letters: str
    price: int


def typed_initials(text: str) -> tuple[Typed, ...]:
    """The ways to read a query as nothing but initials; none where it cannot be."""
    tokens = fold_text(text)[0].split()
    letters = "".join(tokens)
    if len(tokens) not in (1, len(letters)):
        return ()
    if letters and all(letter in _ZHUYIN for letter in letters):
        ways = ["".join(_ZHUYIN[letter] for letter in letters)]
    else:
        ways = [letters, re.sub("([zcs])h", r"\1", letters)] if _PINYIN.fullmatch(letters) else []
    found = dict.fromkeys(way for way in ways if SHORTEST <= len(way) <= LONGEST)
    return tuple(Typed(way, SHORTENED * (len(letters) - len(way))) for way in found)


def is_no_word(text: str) -> bool:
    """Whether these are letters that no Latin word is made of alone: it would have a vowel."""
    return _VOWEL.search(fold_text(text)[0]) is None


def units_of(letters: str) -> tuple[QueryUnit, ...]:
    """What the aligner needs of each."""
    return tuple(QueryUnit(_costs(letter), NO_SURFACE, DELETION) for letter in letters)


@cache
def _costs(letter: str) -> Costs:
    """Shape (65536,): little for a syllable of Mandarin that begins so, all of a unit for anything else."""
    sounds = np.arange(1 << 16)
    begins = (first_letters()[sounds & SYLLABLE_MASK] == ord(letter)) & (sounds < NO_SOUND)
    begins &= sounds >> 14 != Script.LATIN
    return np.where(begins, np.int16(SAME_INITIAL), np.int16(UNIT))
