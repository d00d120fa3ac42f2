"""What the bounds of a span say: whether a thought begins with its first sentence, and one ends with its last."""

import re
from zlib import crc32

import numpy as np

from bot.worth import lexicon
from bot.worth.heard import NEAR_MS, Heard, Row
from bot.worth.lexicon import any_of, either
from bot.worth.reasons import Reason
from bot.worth.speech import END, SURE
from bot.worth.words import NAMED

COMMON = 1.2
"""How rare a word has to be to tell one matter from another."""
WEIGHTY = NAMED - 0.6
RAREST = 5.0
"""Rarer than this counts no more."""
_BUCKETS = 1024
_NEAR_CHARS = 80
"""So far pronouns are looked for behind the beginning; twice as many of Latin letters, as in all of these."""
_HEAD_CHARS = 36
_FIRST_CHARS = 7
_WITHIN_CHARS = 12
_MOST_PRONOUNS = 4.0
_HARD, _LEADING, _SOFT, _WITHIN, _AT_THINGS = 2.0, 0.7, 1.0, 0.8, 0.8
"""How sure it is that a sentence hangs on the one before it."""

_POINTS_HARD = either(lexicon.POINTS_HARD, lexicon.POINTS_HARD_EN)
_POINTS_SOFT = either(lexicon.POINTS_SOFT, lexicon.POINTS_SOFT_EN)
_LEADS_ON = either(lexicon.LEADS_ON, lexicon.LEADS_ON_EN)
_POINTS_WITHIN = either(lexicon.POINTS_WITHIN, lexicon.POINTS_WITHIN_EN)
_POINTS_AT_THINGS = either(lexicon.POINTS_AT_THINGS, lexicon.POINTS_AT_THINGS_EN)
_EXAMPLES = any_of(lexicon.EXAMPLES)
_EXAMPLE_CHARS = 30
_PRONOUN = re.compile(f"{any_of(lexicon.NO_PRONOUN).pattern}|({either(lexicon.PRONOUNS, lexicon.PRONOUNS_EN).pattern})")
_STANCE = re.compile(rf"(?:(?:{either(lexicon.STANCES, lexicon.STANCES_EN).pattern})[\s,]*)+")
_ADDRESSES = either(lexicon.ADDRESSES, lexicon.ADDRESSES_EN)
_CONCLUDES = either(lexicon.CONCLUDES, lexicon.CONCLUDES_EN)
_CONTINUES = either(lexicon.CONTINUES, lexicon.CONTINUES_EN)
_CONTINUES_WEAKLY = either(lexicon.CONTINUES_WEAKLY, lexicon.CONTINUES_WEAKLY_EN)
_WEAKLY = 0.6
_ASKS = re.compile(rf"{any_of(lexicon.ASKS).pattern}[\s,.]*$")
_TAG = re.compile(rf"{any_of(lexicon.TAGS).pattern}[?]?$")
_HANGS = re.compile(
    rf"{any_of(lexicon.CONDITIONS).pattern}(?!.*[{lexicon.FOLLOWS}])[^。!?]*$|{any_of(lexicon.WAITS).pattern}[\s,]*$"
)
_END_CHARS = 40


def pronouns(text: str, start: int = 0, end: int | None = None) -> list[int]:
    """The offsets of what stands for something named elsewhere, in a folded text."""
    found = _PRONOUN.finditer(text, start, len(text) if end is None else end)
    return [match.start() for match in found if match[1]]


def asks(text: str) -> bool:
    """Whether a folded sentence asks something, not only whether somebody follows."""
    return bool(_ASKS.search(text[-24:])) and not _TAG.search(text[-16:])


def sureness(bounds: Row) -> Row:
    """What bounds say, as log-odds: much against a span where no sentence ends."""
    return np.where(bounds < END, bounds - 4.0, np.minimum(bounds, SURE))


def shifts(heard: Heard) -> Row:
    """Before each sentence, and at the end, how much what is spoken of changes: 0 to 1.

    It is one less the cosine between the words of the minute before and those of the minute after. Words are told
    apart by a hash, so that an episode of hours takes a few megabytes.
    """
    count = len(heard)
    said = np.zeros((count + 1, _BUCKETS), np.float32)
    for nth, words in enumerate(heard.words):
        for _, word in words:
            if heard.weights[word] >= COMMON:
                said[nth + 1, crc32(word.encode()) % _BUCKETS] += heard.weights[word]
    np.cumsum(said, axis=0, out=said)
    first = np.searchsorted(heard.starts_ms, heard.starts_ms - NEAR_MS)
    until = np.searchsorted(heard.starts_ms, heard.starts_ms + NEAR_MS)
    before, after = said[:count] - said[first], said[until] - said[:count]
    both = np.einsum("ij,ij->i", before, after)
    sizes = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    return np.append(1 - both / np.maximum(sizes, 1), 1.0).astype(np.float64)


def beginnings(heard: Heard) -> dict[Reason, Row]:
    """For each sentence what it says of a span that begins with it."""
    asked = np.array([asks(text) for text in heard.texts], np.float64)
    heads = heard.heads.tolist()
    firsts = [_after_stance(heard, head) for head in heads]
    numbered = list(enumerate(heads))
    return {
        Reason.POINTS: np.array([_pointing(heard, nth, firsts[nth]) for nth in range(len(heard))], np.float64),
        Reason.PRONOUNS: np.array([_unnamed(heard, head) for head in heads], np.float64),
        Reason.NAMES: np.array(
            [_naming(heard, head, first) for head, first in zip(heads, firsts, strict=True)], np.float64
        ),
        Reason.INTRODUCES: np.array([_introduced(heard, nth, head) for nth, head in numbered], np.float64),
        Reason.QUESTION: asked
        * np.array([heard.next_named(head) < heard.sentences[nth].end for nth, head in numbered], np.float64),
        Reason.ANSWERS: np.concatenate([np.zeros(1), asked[:-1]])[: len(heard)],
        Reason.ADDRESSES: np.array([bool(_ADDRESSES.match(heard.talk.folded, first)) for first in firsts], np.float64),
    }


def endings(heard: Heard) -> dict[Reason, Row]:
    """For each sentence what it says of a span that ends with it."""
    following = [_continues(heard, nth) for nth in range(1, len(heard))] + [0.0] * bool(len(heard))
    return {
        Reason.ASKS: np.array([asks(text) for text in heard.texts], np.float64),
        Reason.CONCLUDES: np.array([bool(_CONCLUDES.search(text)) for text in heard.texts], np.float64),
        Reason.GOES_ON: np.array(following, np.float64),
        Reason.HANGS: np.array([_hangs(text) for text in heard.texts], np.float64),
    }


def _after_stance(heard: Heard, head: int) -> int:
    """Behind "I think", "today" and the like, which say nothing of the matter."""
    stance = _STANCE.match(heard.talk.folded, head)
    return stance.end() if stance else head


def _pointing(heard: Heard, nth: int, first: int) -> float:
    """How sure it is that a sentence hangs on the one before it: 0 to 2.5."""
    folded, head = heard.talk.folded, int(heard.heads[nth])
    if _POINTS_HARD.match(folded, head) or (first > head and _POINTS_HARD.match(folded, first)):
        return _HARD
    return (
        _LEADING * bool(_LEADS_ON.match(folded, heard.sentences[nth].start))
        + _SOFT * bool(_POINTS_SOFT.match(folded, head))
        + _WITHIN * bool(_POINTS_WITHIN.search(folded, head, head + _WITHIN_CHARS * heard.wide(head)))
        + _AT_THINGS * bool(_POINTS_AT_THINGS.search(folded, head, head + _HEAD_CHARS * heard.wide(head)))
    )


def _unnamed(heard: Heard, head: int) -> float:
    """How many pronouns follow soon; those before anything was named count in full."""
    named = heard.next_named(head)
    found = pronouns(heard.talk.folded, head, head + _NEAR_CHARS * heard.wide(head))
    return min(sum(1.0 if each < named else 0.5 for each in found), _MOST_PRONOUNS)


def _naming(heard: Heard, head: int, first: int) -> float:
    """Whether its first words name something: 1 where the very first do, 0.5 where the next."""
    wide, named = heard.wide(head), heard.next_named(head)
    return 1.0 if named < first + _FIRST_CHARS * wide else 0.5 * (named < first + 2 * _FIRST_CHARS * wide)


def _introduced(heard: Heard, nth: int, head: int) -> float:
    """How weighty the weightiest word near its beginning is that is new, most where it comes again: 0 to 1."""
    sentence, until = heard.sentences[nth], head + _HEAD_CHARS * heard.wide(head)
    weights = [0.0]
    for at, word in heard.words[nth]:
        place = sentence.start + at
        if head <= place < until and heard.weights[word] >= WEIGHTY and heard.is_new(word, place):
            lasting = 1.0 if heard.comes_again(word, place) else 0.4
            weights.append(min(heard.weights[word], RAREST) / RAREST * lasting)
    return max(weights)


def _hangs(text: str) -> bool:
    """Whether a sentence waits for more."""
    if text.rstrip(", ").endswith("呢"):
        return not asks(text)
    return bool(_HANGS.search(text[-_END_CHARS:])) or (len(text) < _EXAMPLE_CHARS and bool(_EXAMPLES.match(text)))


def _continues(heard: Heard, nth: int) -> float:
    """How sure it is that a sentence says more of what the one before it said: 0 to 1."""
    folded, start, head = heard.talk.folded, heard.sentences[nth].start, int(heard.heads[nth])
    if _CONTINUES.match(folded, head) or _CONTINUES.match(folded, start):
        return 1.0
    return _WEAKLY * bool(_CONTINUES_WEAKLY.match(folded, start))
