"""Typed pinyin with a slip of the finger: what may have been meant by letters that are no syllables.

Every syllable is known with what one slip makes of it: a letter left out, doubled, swapped with the next or hit on
the key beside. Letters are split into such pieces at the least cost: the slips, and how rare the syllables are in
pypinyin's dictionary of phrases, which decides between equally slipped splits.
"""

import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from bot.search.mandarin import spell, syllables
from bot.search.readings import of_phrase, phrases
from bot.search.typed import Typed

SHORTEST, LONGEST = 5, 40
"""Letters of a query that is mended: of fewer, too much can be made."""
LETTERS_PER_SLIP = 16
"""One slip, and another after so many letters."""
MOST = 8
"""Ways to mend a query: of 95 in a hundred slipped phrases the right one is among the first eight."""
_BEAM = 12
_RARITY = 0.3
_ACROSS_A_SPACE = 0.5
"""A syllable with a typed space inside costs half a slip."""
_LONGEST = 7
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


class Mended(NamedTuple):
    """A way to mend: by falling likelihood they rise."""

    cost: float
    slips: int
    syllables: tuple[str, ...]
    pieces: tuple[str, ...]
    """What was typed for each syllable."""

    @property
    def typed(self) -> tuple[Typed, ...]:
        """Its syllables with what was typed for each."""
        known = syllables()
        return tuple(Typed(known[one], piece) for one, piece in zip(self.syllables, self.pieces, strict=True))


class _Piece(NamedTuple):
    end: int
    cost: float
    slips: int
    syllables: tuple[str, ...]
    pieces: tuple[str, ...]


def mended(text: str) -> tuple[Mended, ...]:
    """The likeliest ways to read the query as pinyin with a slip or none; none where it takes too many."""
    decomposed = unicodedata.normalize("NFD", text.casefold()).replace("u\u0308", "v")
    tokens = "".join(c for c in decomposed if not unicodedata.combining(c)).replace("'", " ").replace("-", " ").split()
    letters = "".join(tokens)
    if not SHORTEST <= len(letters) <= LONGEST or not (letters.isascii() and letters.isalpha()):
        return ()
    spaces, at = set[int](), 0
    for token in tokens[:-1]:
        spaces.add(at := at + len(token))
    found: dict[tuple[str, ...], Mended] = {}
    for one in _split(letters, frozenset(spaces)):
        found.setdefault(one.syllables, one)
    return tuple(found.values())[:MOST]


def _split(letters: str, spaces: frozenset[int]) -> list[Mended]:
    most = 1 + len(letters) // LETTERS_PER_SLIP
    best: list[list[Mended]] = [[] for _ in range(len(letters) + 1)]
    best[0] = [Mended(0.0, 0, (), ())]
    for start in range(len(letters)):
        before = sorted(best[start])[:_BEAM]
        if not before:
            continue
        for piece in _pieces(letters, start):
            across = _ACROSS_A_SPACE * sum(start < space < piece.end for space in spaces)
            best[piece.end].extend(
                Mended(
                    one.cost + piece.cost + across,
                    one.slips + piece.slips,
                    one.syllables + piece.syllables,
                    one.pieces + piece.pieces,
                )
                for one in before
                if one.slips + piece.slips <= most
            )
    return sorted(best[-1])[:_BEAM]


def _pieces(letters: str, start: int) -> Iterator[_Piece]:
    """The syllables that may begin here, one by one, and two of which the letters at their border are swapped."""
    rarity = _rarity()
    for end in range(start + 1, min(start + _LONGEST, len(letters)) + 1):
        for syllable, slips in _slipped().get(letters[start:end], {}).items():
            yield _Piece(end, slips + rarity[syllable], slips, (syllable,), (letters[start:end],))
    for border in range(start + 1, min(start + _LONGEST, len(letters) - 1)):
        one = letters[start : border - 1] + letters[border]
        if one not in rarity:
            continue
        for end in range(border + 1, min(border + _LONGEST, len(letters)) + 1):
            other = letters[border - 1] + letters[border + 1 : end]
            if other in rarity:
                typed = (letters[start:border], letters[border:end])
                yield _Piece(end, 1 + rarity[one] + rarity[other], 1, (one, other), typed)


@cache
def _rarity() -> dict[str, float]:
    """For each syllable with a vowel what it costs, more the rarer it is in the dictionary of phrases."""
    counts = Counter(spell(reading)[0] for phrase in phrases() for reading in of_phrase(phrase))
    total = sum(counts.values())
    known = (syllable for syllable in syllables() if not frozenset("aeiouv").isdisjoint(syllable))
    return {syllable: _RARITY * math.log2(total / (counts[syllable] + 0.5)) for syllable in known}


@cache
def _slipped() -> dict[str, dict[str, int]]:
    """For what may be typed in place of a syllable, the syllables that it may be and the slips of each, 0 or 1."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for syllable in _rarity():
        for typed in _slips(syllable):
            found[typed].setdefault(syllable, 1)
        found[syllable][syllable] = 0
    return dict(found)


def _slips(syllable: str) -> Iterator[str]:
    beside = {key: row[max(at - 1, 0) : at] + row[at + 1 : at + 2] for row in _KEYS for at, key in enumerate(row)}
    for at, letter in enumerate(syllable):
        head, tail = syllable[:at], syllable[at + 1 :]
        if head or tail:
            yield head + tail
        yield head + letter + letter + tail
        yield from (head + key + tail for key in beside[letter])
        yield head + tail[:1] + letter + tail[1:]
