"""Words, and how rare they are in a show's talk: what an episode says that others do not."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import log

from bot.search.thesaurus import LONGEST_WORD, dictionary

MINUTE_CHARS = 280
"""About a minute of talk, in Han characters; of Latin script it is twice as many letters, which does no harm."""
SAMPLED_EPISODES = 12
SAMPLED_MS = 240 * 60_000
"""Four hours in all: what is said in one minute of hundreds is rare, and counting takes a tenth of a second."""
SHORTEST_LATIN = 3
NAMED = 2.6
"""How rare a word is that names what is spoken of: it is in one minute of thirteen at most."""

_COMMONEST = (
    "the|be|to|of|and|in|that|have|it|for|not|on|with|he|as|you|do|at|this|but|his|by|from|they|we|say|her"
    "|she|or|an|will|my|one|all|would|there|their|what|so|up|out|if|about|who|get|which|go|me|when|make|can"
    "|like|time|no|just|him|know|take|people|into|year|your|good|some|could|them|see|other|than|then|now|look"
    "|only|come|its|over|think|also|back|after|use|two|how|our|work|first|well|way|even|new|want|because|any"
    "|these|give|day|most|us|is|are|was|were|been|has|had|did|does|i'm|it's|that's|you're|don't|we're|they're"
    "|i've|we've|there's|really|very|kind|sort|thing|things|lot|right|yeah|okay|ok|um|uh|gonna|going|said"
    "|doing|where|here|more|much|something|being|those|through|should|many|still"
)
_LATIN_COMMON = frozenset(_COMMONEST.split("|"))
"""The commonest words of English: none of them names anything."""
_LATIN_OR_HAN = re.compile(r"[a-z][a-z'’-]*[a-z]\d*|[\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Rarity:
    """How rare words are.

    Attributes:
        minutes: how many minutes were looked at.
        holding: in how many of them each word is.
    """

    minutes: int
    holding: Mapping[str, int]

    def of(self, word: str) -> float:
        """The logarithm of how many minutes there are for each one that holds the word; 0 for what is in all."""
        return log((self.minutes + 1) / (self.holding.get(word, 0) + 1))


@cache
def _known() -> frozenset[str]:
    names: list[str] = dictionary()[0].names.tolist()
    return frozenset(names)


def words_in(folded: str) -> list[tuple[int, str]]:
    """The words of a folded text with their offsets: Latin words that say something, and the longest of Han."""
    known = _known()
    found: list[tuple[int, str]] = []
    for match in _LATIN_OR_HAN.finditer(folded):
        run, begin = match.group(), match.start()
        if run[0] < "\u3400":
            if len(run) >= SHORTEST_LATIN and run not in _LATIN_COMMON:
                found.append((begin, run))
            continue
        at, length = 0, len(run)
        while at < length - 1:
            for size in range(min(LONGEST_WORD, length - at), 1, -1):
                word = run[at : at + size]
                if word in known:
                    found.append((begin + at, word))
                    at += size
                    break
            else:
                at += 1
    return found


def stretches(episodes: int) -> Iterator[tuple[int, int, int]]:
    """Where a show's talk is sampled: numbers of episodes with start and end in ms.

    Args:
        episodes: how many the show has; they are numbered in an order that hangs on no store.
    """
    taken = min(episodes, SAMPLED_EPISODES)
    for nth in range(taken):
        yield nth * episodes // taken, 0, SAMPLED_MS // taken


def rarity_of(texts: Iterable[str]) -> Rarity:
    """How rare words are in these folded texts, of an episode or a piece of one each."""
    holding: Counter[str] = Counter()
    minutes = 0
    for text in texts:
        for start in range(0, len(text), MINUTE_CHARS):
            holding.update({word for _, word in words_in(text[start : start + MINUTE_CHARS])})
            minutes += 1
    return Rarity(minutes, holding)
