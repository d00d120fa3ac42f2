"""An episode as it is measured: its sentences with their words, and which of these name what is spoken of."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.worth.speech import Sentence, Talk, head_of
from bot.worth.words import NAMED, Rarity, words_in

NEAR_MS = 60_000
"""How far before and after a bound its topic is looked for."""
AGAIN_MS = 60_000
"""A word that was said within this time is not new."""
SOON_MS = 45_000
"""A word that comes again within this time is what is spoken of."""

_SPOKEN = re.compile(r"[\u3400-\u9fff]|[a-z0-9']+")
_LATIN_WORD_CHARS = 1.6
"""How long a Latin word takes to say, in Han characters."""

Row = NDArray[np.float64]
Places = NDArray[np.int64]


class Heard:
    """The sentences of an episode.

    Attributes:
        talk: the episode's.
        sentences: in order.
        texts: of each sentence, folded.
        words: of each sentence, with their offsets in it.
        weights: how rare each word is, see `bot.worth.words.Rarity`.
        lengths: shape (n,), how long each sentence takes to say, in Han characters.
        starts_ms, ends_ms: shape (n,).
        heads: shape (n,), the offset in the talk at which each says something.
        is_mandarin: whether it is mostly in Han script.
        named: rising offsets of the words that name what is spoken of.
    """

    def __init__(self, talk: Talk, sentences: Sequence[Sentence], rarity: Rarity) -> None:
        self.talk = talk
        self.sentences = sentences
        self.texts = [talk.folded[each.start : each.end] for each in sentences]
        self.words = [words_in(text) for text in self.texts]
        self.weights = {word: rarity.of(word) for words in self.words for _, word in words}
        self.lengths = np.array([_spoken(text) for text in self.texts], np.float64)
        self.starts_ms = np.array([each.start_ms for each in sentences], np.int64)
        self.ends_ms = np.array([each.end_ms for each in sentences], np.int64)
        self.heads = np.array([head_of(talk, each) for each in sentences], np.int64)
        self._places: dict[str, list[int]] = {}
        for sentence, words in zip(sentences, self.words, strict=True):
            for at, word in words:
                self._places.setdefault(word, []).append(sentence.start + at)
        self.is_mandarin = talk.folded.count("的") * 40 > len(talk.folded)
        self.named = list(self._naming())

    def __len__(self) -> int:
        return len(self.sentences)

    def wide(self, offset: int) -> int:
        """How many letters stand for a Han character at this offset: two where Latin is written."""
        return 1 if "\u3400" <= self.talk.folded[offset] <= "\u9fff" else 2

    def next_named(self, offset: int) -> int:
        """The offset of the first word from there on that names what is spoken of."""
        at = bisect_left(self.named, offset)
        return self.named[at] if at < len(self.named) else len(self.talk.folded)

    def is_new(self, word: str, place: int) -> bool:
        """Whether a word that stands there was not said shortly before."""
        before = bisect_left(self._places[word], place) - 1
        return before < 0 or self.talk.time_ms(place) - self.talk.time_ms(self._places[word][before]) > AGAIN_MS

    def comes_again(self, word: str, place: int) -> bool:
        """Whether a word that stands there comes again soon."""
        places = self._places[word]
        after = bisect_left(places, place) + 1
        return after < len(places) and self.talk.time_ms(places[after]) - self.talk.time_ms(place) < SOON_MS

    def is_said(self, word: str, start: int, end: int) -> bool:
        """Whether a word is said between two offsets."""
        places = self._places[word]
        at = bisect_left(places, start)
        return at < len(places) and places[at] < end

    def came_up(self, word: str, start: int, end: int) -> bool:
        """Whether a word is said between two offsets, and was not shortly before that."""
        places = self._places[word]
        at = bisect_left(places, start)
        return at < len(places) and places[at] < end and self.is_new(word, places[at])

    def _naming(self) -> Iterator[int]:
        """Where words are that are rare and come again; in Mandarin each rare word that is Latin."""
        for sentence, words in zip(self.sentences, self.words, strict=True):
            for at, word in words:
                place = sentence.start + at
                if self.weights[word] >= NAMED and (
                    (self.is_mandarin and word < "\u3400") or self.comes_again(word, place)
                ):
                    yield place


def _spoken(text: str) -> float:
    return sum(1.0 if each >= "\u3400" else _LATIN_WORD_CHARS for each in _SPOKEN.findall(text))
