"""What stands at the bounds of a span, told of sentences: how sure they are, what they ask, what changes there."""

import re
from zlib import crc32

import numpy as np

from bot.worth import lexicon
from bot.worth.heard import NEAR_MS, Heard, Row
from bot.worth.lexicon import any_of, either
from bot.worth.speech import END, SURE
from bot.worth.words import NAMED

COMMON = 1.2
"""How rare a word has to be to tell one matter from another."""
WEIGHTY = NAMED - 0.6
RAREST = 5.0
"""Rarer than this counts no more."""
_BUCKETS = 1024

_PRONOUN = re.compile(f"{any_of(lexicon.NO_PRONOUN).pattern}|({either(lexicon.PRONOUNS, lexicon.PRONOUNS_EN).pattern})")
_ASKS = re.compile(rf"{any_of(lexicon.ASKS).pattern}[\s,.]*$")
_TAG = re.compile(rf"{any_of(lexicon.TAGS).pattern}[?]?$")


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
