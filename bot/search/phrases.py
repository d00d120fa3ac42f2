"""The phrases by which an episode is told from others: counted in what is said, chosen by how rare they are elsewhere.

A word is what a dictionary has (CC-CEDICT's headwords) or what stands between blanks; a phrase is one word, or a row of
up to four that comes up again and again. No list of words that say little is needed: what every episode says is as
frequent in the others, and falls out by itself. Pure: text in, and in how many passages its grams stand.
"""

import gzip
import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.search.fold import HAN_CLASS, fold_text
from bot.search.grams import Kind, grams_of
from bot.search.sounds import NO_SOUND
from bot.search.thesaurus import DICTIONARY
from bot.search.units import layouts_of, units_of

MOST_PHRASES = 8
LEAST_COUNT = 3
"""What is said less often may be a slip of the recogniser."""
LONGEST_WORD = 4
"""Han characters: the dictionary's longer entries are sayings."""
LONGEST_PHRASE = 4
"""Words."""
SHORTEST_LATIN = 2
"""Letters: what recognisers write for a hum is as short (um, uh), while AI and EV stand in capitals."""
MOST_WORDS = 500
"""Words that are looked up in the index, the most frequent ones: an hour and a half has as many."""
LEAST_REST = 200
"""Passages of other episodes, fifty minutes, without which nothing can be said to be rare."""
RARER = 4.0
"""How much more often than elsewhere a phrase is said at least."""
RARE_ENOUGH = 100.0
"""Beyond this nothing gets better: what only this episode says three times is a slip of the recogniser's as often."""
EDGE_RARER = 2.0
"""The same of the words that a phrase begins and ends with: others only happen to stand beside it."""
UNSEEN = 1.0
"""Passages in which it is taken to stand elsewhere beside those that are known, as elsewhere is never all there is."""
SHARE_OF_PART = 0.6
"""A phrase that is said so often when a part of it is said stands in place of the part."""
CUT_OFF = 0.7
"""What nearly always has the same neighbour is only a part of something."""
FREQUENCY_POWER, RARITY_POWER = 0.6, 1.5
"""What counts how much: with more of the first, whatever is said all the time wins, with more of the second a slip."""

_LATIN = "[a-z]+(?:['’-][a-z]+)*(?:-?[0-9]+)?"
_TOKEN = re.compile(rf"[{HAN_CLASS}]+|{_LATIN}|[0-9]+[a-z]*|[^\s]")
_HAN = re.compile(f"[{HAN_CLASS}]")
_KINDS = (Kind.SURFACE, Kind.SURFACE_BIGRAM)


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand: in the text with this number, `[start, end)`."""

    text: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase.

    Attributes:
        words: as they are written most often.
        count: how often it is said.
        first: where it stands first.
    """

    words: str
    count: int
    first: Place


@dataclass(frozen=True, slots=True)
class Frequencies:
    """In how many passages grams stand, as the index counts them: for the episode, and for what it is held against.

    Attributes:
        own: by gram, in the episode.
        own_passages: of the episode.
        around: the same of what the episode is part of, itself included: its show, then all that may answer.
    """

    own: Mapping[int, int]
    own_passages: int
    around: Sequence[tuple[Mapping[int, int], int]]

    def rarity(self, grams: Sequence[int]) -> float:
        """How many times as often words with these grams are said in the episode as elsewhere; the least of all."""
        own = min(self.own.get(gram, 0) for gram in grams)
        elsewhere = 0.0
        for found, passages in self.around:
            rest = max(passages - self.own_passages, 1)
            held = max(min(found.get(gram, 0) for gram in grams) - own, 0)
            elsewhere = max(elsewhere, (held + UNSEEN) / (rest + LEAST_REST))
        return own / max(self.own_passages, 1) / elsewhere


class Count:
    """The words of an episode, and the phrases that are made of some of them.

    Args:
        texts: what is said in it, as it was written.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._rows = list(_rows(texts))
        self._words = Counter(word for row in self._rows for word, _ in row)

    def words(self) -> list[str]:
        """The words that are said often enough, the most frequent first."""
        often = (word for word, count in self._words.most_common() if count >= LEAST_COUNT)
        return [word for word, _ in zip(often, range(MOST_WORDS), strict=False)]

    def phrases(self, edges: Collection[str]) -> dict[str, list[Place]]:
        """Words, and rows of words that begin and end with one of these, each with its places.

        Left out is what is said too seldom, what is only a part of something, and what nobody could read.
        """
        found: dict[str, _Found] = {}
        for row in self._rows:
            for first, last in _spans([word in edges for word, _ in row]):
                key = " ".join(word for word, _ in row[first : last + 1])
                start, end = row[first][1], row[last][1]
                each = found.setdefault(key, _Found())
                each.places.append(Place(start.text, start.start, end.end))
                each.before[row[first - 1][0] if first else ""] += 1
                each.after[row[last + 1][0] if last + 1 < len(row) else ""] += 1
        return {
            key: each.places
            for key, each in found.items()
            if len(each.places) >= LEAST_COUNT and not each.is_cut_off and _reads_well(self.written(each.places))
        }

    def written(self, places: Sequence[Place]) -> str:
        """How the words at these places are written most often."""
        spellings = Counter(" ".join(self._texts[at.text][at.start : at.end].split()) for at in places)
        return spellings.most_common(1)[0][0]


@dataclass(frozen=True, slots=True)
class _Found:
    """The places of a row of words, and what stands before and after it there; nothing at the end of a row."""

    places: list[Place] = field(default_factory=list)
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)

    @property
    def is_cut_off(self) -> bool:
        """Whether it nearly always has the same neighbour."""
        return any(
            word and count > CUT_OFF * len(self.places)
            for neighbours in (self.before, self.after)
            for word, count in neighbours.most_common(1)
        )


def _spans(keen: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """The first and the last of each row of words that may be a phrase."""
    at = [nth for nth, is_keen in enumerate(keen) if is_keen]
    for nth, first in enumerate(at):
        yield from ((first, last) for last in at[nth : nth + LONGEST_PHRASE] if last < first + LONGEST_PHRASE)


def _reads_well(words: str) -> bool:
    """Whether this is something to read: no single letter or number, and of two Latin letters only what is shouted."""
    is_short = len(words) <= SHORTEST_LATIN and words.isascii()
    return len(words) > 1 and not words.isdigit() and not (is_short and words.islower())


def _rows(texts: Sequence[str]) -> Iterator[list[tuple[str, Place]]]:
    """Words that stand beside each other: nothing but blanks between those of Latin, not even these between Han."""
    for nth, (folded, offsets) in enumerate(_folded(texts)):
        row: list[tuple[str, Place]] = []
        end = 0
        for match in _TOKEN.finditer(folded):
            letters, start = match.group(), match.start()
            is_han = _HAN.match(letters) is not None
            if not letters[0].isalnum() or (is_han and start > end and _HAN.match(folded, max(end - 1, 0))):
                yield row
                row = []
            end = match.end()
            for low, high in _han_words(letters) if is_han else ((0, len(letters)),):
                if letters[0].isalnum():
                    row.append((letters[low:high], _place(nth, start + low, start + high, offsets)))
        yield row


def _folded(texts: Sequence[str]) -> Iterator[tuple[str, NDArray[np.int32] | None]]:
    """Each text as `fold_text` has it: all at once where nothing moves, as thousands of calls take a while."""
    joined, offsets = fold_text("\n".join(text.replace("\n", " ") for text in texts))
    if offsets is None:
        return ((folded, None) for folded in joined.split("\n"))
    return map(fold_text, texts)


def _place(nth: int, start: int, end: int, offsets: NDArray[np.int32] | None) -> Place:
    """A place in the text as it was written; `offsets` as `fold_text` has them."""
    return Place(nth, start, end) if offsets is None else Place(nth, int(offsets[start]), int(offsets[end - 1]) + 1)


def _han_words(letters: str) -> Iterator[tuple[int, int]]:
    """The longest words that are known, from left to right; single characters where none is."""
    known = headwords()
    start = 0
    while start < len(letters):
        end = min(start + LONGEST_WORD, len(letters))
        while end > start + 1 and letters[start:end] not in known:
            end -= 1
        yield start, end
        start = end


@cache
def headwords() -> frozenset[str]:
    """The dictionary's words of two to four Han characters, folded. Read once, in a quarter of a second."""
    with DICTIONARY.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as lines:
        spellings = (line.split(" ", 2)[1] for line in lines if not line.startswith("#"))
        words = [word for word in spellings if 1 < len(word) <= LONGEST_WORD]
    return frozenset(fold_text("\n".join(words))[0].split("\n"))


def grams_in(words: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """For each of the words and phrases the surface grams that the index counts it by; left out is what has none."""
    surfaces = units_of("\n".join(words)).surfaces
    ends = np.cumsum([len(layout) for layout in layouts_of(words)]).tolist()
    found = grams_of(np.full(len(surfaces), NO_SOUND, np.uint16), surfaces)
    single, pairs = (
        dict(zip(at.tolist(), grams.tolist(), strict=True)) for grams, at in map(found.__getitem__, _KINDS)
    )
    read = {}
    for word, (begin, end) in zip(words, pairwise([0, *ends]), strict=True):
        held = [pairs[at] for at in range(begin, end - 1)] or [single[at] for at in range(begin, end)]
        if held:
            read[word] = tuple(held)
    return read


def chosen(found: Mapping[str, Sequence[Place]], grams: Mapping[str, Sequence[int]], said: Frequencies) -> list[str]:
    """The keys of the phrases that tell the episode, best first; of one that is in another only the better."""
    ranked: list[tuple[float, str]] = []
    for key in found.keys() & grams.keys():
        rarity = said.rarity(grams[key])
        if rarity >= RARER:
            own = min(len(found[key]), *(said.own.get(gram, 0) for gram in grams[key]))
            ranked.append((-(own**FREQUENCY_POWER) * math.log(min(rarity, RARE_ENOUGH)) ** RARITY_POWER, key))
    kept: list[str] = []
    for _, key in sorted(ranked):
        parts = [other for other in kept if _holds(key, other)]
        if parts and all(len(found[key]) >= SHARE_OF_PART * len(found[part]) for part in parts):
            at = kept.index(parts[0])
            kept = [*kept[:at], key, *(other for other in kept[at:] if other not in parts)]
        elif not parts and not any(_holds(other, key) for other in kept):
            kept.append(key)
    return kept[:MOST_PHRASES]


def _holds(long: str, short: str) -> bool:
    return short.replace(" ", "") in long.replace(" ", "")
