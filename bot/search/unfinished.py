"""What is being typed: whole syllables, and the beginning of the last one (`hu cheng h`, ㄏㄨ ㄔㄥ ㄏ)."""

import re
from functools import cache, reduce
from typing import NamedTuple

import numpy as np

from bot.search.align import DELETION, QueryUnit
from bot.search.sounds import UNIT, substitution_costs
from bot.search.typed import Typed, spellings, typed_syllables
from bot.search.units import NO_SURFACE

SHORTEST = 2
"""Whole syllables before the one that is not: one and a beginning are said everywhere."""
BEGUN = 15
"""What a syllable costs that begins so: less than one that does not, more than one that is typed to its end."""
_ENDS_OPEN = re.compile(r"[a-z\u3105-\u3129]$", re.IGNORECASE)


class Unfinished(NamedTuple):
    """The whole syllables, and the letters of the one that is not."""

    syllables: tuple[Typed, ...]
    letters: str


def typed_so_far(text: str) -> Unfinished | None:
    """The query as the beginning of a longer one; None where its last syllable may be whole, or none is begun."""
    if not _ENDS_OPEN.search(text) or typed_syllables(text):
        return None
    longest = max(map(len, spellings()))
    for size in range(1, min(longest, len(text))):
        letters = text[-size:].casefold()
        whole = typed_syllables(text[:-size]) if _begun(letters) else ()
        if len(whole) >= SHORTEST:
            return Unfinished(whole, letters)
    return None


@cache
def _begun(letters: str) -> tuple[int, ...]:
    """The sounds of the syllables that begin so."""
    return tuple(dict.fromkeys(sound for spelling, sound in spellings().items() if spelling.startswith(letters)))


@cache
def unit_of(letters: str) -> QueryUnit:
    """What the aligner needs of a syllable that begins with these letters, which one at least does."""
    costs = reduce(np.minimum, map(substitution_costs, _begun(letters))) + np.int16(BEGUN)
    return QueryUnit(np.minimum(costs, np.int16(UNIT)), NO_SURFACE, DELETION)
