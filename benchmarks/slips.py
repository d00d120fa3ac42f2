"""Typed pinyin with a slip of the finger in it, and initials alone: what people type who know how a phrase sounds.

Phrases are cut anywhere out of the transcripts' Han, as for `benchmarks.homophones`.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pypinyin import lazy_pinyin

from benchmarks.homophones import Disguised, cut_phrase, placed
from benchmarks.transcripts import Said
from bot.model import Hit
from bot.search.fold import fold_text

SYLLABLES = (3, 6)
"""Syllables of a phrase whose pinyin is typed, at least and at most."""
INITIALS = (5, 8)
"""Syllables of a phrase of which only the initials are typed."""
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
"""A keyboard: each row stands half a key further to the right than the one above."""


def neighbours() -> dict[str, str]:
    """For each letter the keys beside it in its row."""
    found = {}
    for row in _ROWS:
        for at, key in enumerate(row):
            found[key] = row[max(at - 1, 0) : at] + row[at + 1 : at + 2]
    return found


def slip(letters: str, rng: random.Random) -> str:
    """The letters with one swapped, left out, doubled, or hit beside."""
    at = rng.randrange(len(letters) - 1)
    head, one, two, tail = letters[:at], letters[at], letters[at + 1], letters[at + 2 :]
    ways = (two + one, two, one + one + two, rng.choice(neighbours()[one]) + two)
    return head + rng.choice(ways) + tail


@dataclass(frozen=True, slots=True)
class Initials(Disguised):
    """A phrase of which the first letter of each syllable was typed."""

    def is_found(self, hits: Sequence[Hit]) -> bool:
        """Whether one of the hits is there, or where other words have the same initials."""
        return any(self.is_right(hit) or self.text in initials_of(hit.matched) for hit in hits)


def initials_of(text: str) -> str:
    """The first letter of each syllable of the Han of a text."""
    return "".join(syllable[:1] for syllable in lazy_pinyin(fold_text(text)[0]) if syllable)


def draw_slips(shows: Mapping[str, Said], count: int, seed: int) -> list[Disguised]:
    """So many phrases in pinyin without spaces, each with one slip."""
    rng = random.Random(seed)  # noqa: S311 - a benchmark repeats its draw
    drawn = (replace(phrase, text=slip("".join(phrase.sound), rng)) for phrase in _phrases(shows, SYLLABLES, rng))
    return [phrase for phrase, _ in zip(drawn, range(count), strict=False)]


def draw_initials(shows: Mapping[str, Said], count: int, seed: int) -> list[Initials]:
    """So many phrases as the first letters of their syllables."""
    rng = random.Random(seed)  # noqa: S311 - a benchmark repeats its draw
    drawn = (
        Initials("".join(syllable[0] for syllable in p.sound), p.sound, p.episode, p.start_s, p.end_s)
        for p in _phrases(shows, INITIALS, rng)
    )
    return [phrase for phrase, _ in zip(drawn, range(count), strict=False)]


def _phrases(shows: Mapping[str, Said], lengths: tuple[int, int], rng: random.Random) -> Iterator[Disguised]:
    cues = [(episode, cue) for said in shows.values() for episode, cue in said.cues]
    weights = [len(cue.text) for _, cue in cues]
    while True:
        for episode, cue in rng.choices(cues, weights, k=100):
            for start, phrase in cut_phrase(cue, rng, *lengths):
                yield placed("", phrase, episode, cue, start)
