"""Phrases that nobody said: what a search claims for them is claimed falsely.

Three kinds, all with a fixed seed:

* `random`: a phrase of one readr series, searched in a scope without that series; phrases of the English show in a
  scope without it are `random-en`.
* `near`: a phrase of any show with one of its words exchanged for another word of the same length, searched everywhere.

A phrase whose words stand anywhere in its scope, but for case, width, script and punctuation, is no negative and is
counted apart. A phrase that somebody said and a recogniser misheard cannot be told from one that nobody said: the
figures are upper bounds.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.library import SERIES
from benchmarks.transcripts import Said, said_key
from bot.search.fold import fold_text, is_han
from bot.search.units import units_of

SHORTEST, LONGEST = 2, 12
"""Units of a phrase."""
ENGLISH = "twiml"
_TRIES = 200
"""How often a phrase of some length is looked for before its length is given up, for each phrase wanted."""


@dataclass(frozen=True, slots=True)
class Negative:
    """A phrase that was not said in any show but those of `left_out`.

    Attributes:
        length: in units.
        origin: the show that it was drawn from.
        new_word: whether one of its words is said nowhere in its scope: what such a phrase claims is plainly false,
            while other phrases of the same campaign may well have been said almost so.
    """

    kind: str
    text: str
    length: int
    origin: str
    left_out: tuple[str, ...]
    new_word: bool = False


def words_of(text: str) -> list[str]:
    """The text cut into words, each with the spaces and punctuation behind it."""
    import jieba  # of the extra `bench`: the floors are measured without it

    folded, moved = fold_text(text)
    if moved is not None:
        return []
    at, words = 0, list[str]()
    for word in jieba.cut(folded):
        if words and not any(map(str.isalnum, word)):
            words[-1] += text[at : at + len(word)]
        else:
            words.append(text[at : at + len(word)])
        at += len(word)
    return words


def phrases(said: Said, rng: random.Random) -> Iterator[list[str]]:
    """Phrases of whole words, without end."""
    while True:
        words = words_of(rng.choice(said.cues)[1].text)
        if words:
            start = rng.randrange(len(words))
            yield words[start : start + rng.randint(1, LONGEST)]


def exchange(words: Sequence[str], vocabulary: Sequence[str], rng: random.Random) -> list[str] | None:
    """The phrase with one word of two characters or more exchanged for another of the same length; None without one."""
    at = [i for i, word in enumerate(words) if len(word.strip()) > 1 and all(map(is_han, word.strip()))]
    if not at or len(words) == 1:
        return None
    chosen = rng.choice(at)
    others = [word for word in rng.sample(vocabulary, 50) if len(word) == len(words[chosen].strip())]
    if not others or others[0] == words[chosen].strip():
        return None
    return [*words[:chosen], others[0], *words[chosen + 1 :]]


@dataclass(slots=True)
class Draw:
    """What was drawn, and how many phrases turned out to be said."""

    negatives: list[Negative]
    said: int = 0


def draw(shows: Mapping[str, Said], per_length: int, seed: int) -> Draw:
    """So many negatives of each kind and length: of the random ones as evenly from each series as it goes."""
    drawn = Draw([])
    rng = random.Random(seed)  # noqa: S311 - a benchmark repeats its draw
    series = [slug for slug in shows if slug.startswith(SERIES)]
    for slug in series:
        _fill(drawn, shows, _Kind("random", slug, (slug,)), -(-per_length // len(series)), rng)
    _fill(drawn, shows, _Kind("random-en", ENGLISH, (ENGLISH,)), per_length // 4, rng)
    vocabulary = sorted({word for slug in series for _, cue in shows[slug].cues[::20] for word in _han_words(cue.text)})
    for slug in (*series, "techwave", "audrey"):
        kind = _Kind("near", slug, (), lambda words: exchange(words, vocabulary, rng))
        _fill(drawn, shows, kind, -(-per_length // (2 * len(series))), rng)
    return drawn


def _han_words(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", " ".join(words_of(text))) if len(word) > 1 and all(map(is_han, word))]


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    origin: str
    left_out: tuple[str, ...]
    change: Callable[[list[str]], list[str] | None] = list


def _fill(drawn: Draw, shows: Mapping[str, Said], kind: _Kind, wanted: int, rng: random.Random) -> None:
    missing = dict.fromkeys(range(SHORTEST, LONGEST + 1), wanted)
    keys = [said.key for slug, said in shows.items() if slug not in kind.left_out]
    source = phrases(shows[kind.origin], rng)
    for _ in range(wanted * _TRIES):
        words = kind.change(next(source))
        text = "".join(words or ()).strip()
        length = len(units_of(text))
        if not missing.get(length):
            continue
        if _is_said(said_key(text), keys):
            drawn.said += 1
            continue
        missing[length] -= 1
        new = any(not _is_said(said_key(word), keys) for word in words or () if len(word.strip()) > 1)
        drawn.negatives.append(Negative(kind.name, text, length, kind.origin, kind.left_out, new_word=new))


def _is_said(key: str, keys: Sequence[str]) -> bool:
    return any(key in said for said in keys)
