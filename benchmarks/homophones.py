"""Phrases with every character exchanged for another that sounds the same: what a recogniser may have heard."""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pypinyin import lazy_pinyin
from pypinyin.pinyin_dict import pinyin_dict

from benchmarks.transcripts import Said
from bot.model import Cue, Hit, PlacedCue
from bot.search.fold import HAN_CLASS, fold_text
from bot.search.mandarin import spell
from bot.search.spans import speak

SHORTEST, LONGEST = 6, 12
"""Syllables of a phrase."""
COMMON = 100
"""How often a character has to stand in the transcripts to be put in another's place."""
TOLERANCE_S = 5.0
"""The scorer's."""
_HAN = re.compile(f"[{HAN_CLASS}]+")


@dataclass(frozen=True, slots=True)
class Disguised:
    """A phrase in other characters, and where it was said."""

    text: str
    sound: tuple[str, ...]
    episode: str
    start_s: float
    end_s: float

    def is_found(self, hits: Sequence[Hit]) -> bool:
        """Whether one of the hits is there, or somewhere else where it sounds entirely the same."""
        return any(self.is_right(hit) for hit in hits)

    def is_right(self, hit: Hit) -> bool:
        """Whether this hit is."""
        meets = hit.start_ms / 1000 - TOLERANCE_S < self.end_s and hit.end_ms / 1000 + TOLERANCE_S > self.start_s
        return (hit.episode.stem == self.episode and meets) or sound_of(hit.matched) == self.sound


def sound_of(text: str) -> tuple[str, ...]:
    """The toneless syllables of the Han of a text, read in context."""
    return tuple(lazy_pinyin("".join(_HAN.findall(fold_text(text)[0]))))


def same_sound(characters: Counter[str]) -> dict[str, list[str]]:
    """For each toneless syllable the common characters that are read so and in no other way."""
    found = defaultdict(list)
    for character, count in sorted(characters.items()):
        readings = {spell(reading)[0] for reading in pinyin_dict.get(ord(character), "").split(",")}
        if count >= COMMON and len(readings) == 1:
            found[readings.pop()].append(character)
    return found


def disguise(phrase: str, alike: Mapping[str, Sequence[str]], rng: random.Random) -> str | None:
    """The phrase in other characters of the same syllables; None where a character has no other, or it reads otherwise.

    Put side by side, the new characters may form a word that is read in another way.
    """
    syllables = sound_of(phrase)
    chosen = []
    for character, syllable in zip(fold_text(phrase)[0], syllables, strict=True):
        others = [other for other in alike.get(syllable, ()) if other != character]
        if not others:
            return None
        chosen.append(rng.choice(others))
    text = "".join(chosen)
    return text if sound_of(text) == syllables else None


def draw(shows: Mapping[str, Said], count: int, seed: int) -> list[Disguised]:
    """So many phrases from all shows that hold Han, each show's share by its length; whole runs are cut anywhere."""
    rng = random.Random(seed)  # noqa: S311 - a benchmark repeats its draw
    cues = [(episode, cue) for said in shows.values() for episode, cue in said.cues]
    weights = [len(cue.text) for _, cue in cues]
    alike = same_sound(Counter(fold_text("".join(cue.text for _, cue in cues))[0]))
    drawn: list[Disguised] = []
    while len(drawn) < count:
        episode, cue = rng.choices(cues, weights)[0]
        for start, phrase in cut_phrase(cue, rng, SHORTEST, LONGEST):
            if text := disguise(phrase, alike, rng):
                drawn.append(placed(text, phrase, episode, cue, start))
    return drawn


def cut_phrase(cue: Cue, rng: random.Random, shortest: int, longest: int) -> Iterator[tuple[int, str]]:
    """A phrase of so many Han characters cut out of the cue anywhere, and where it begins; none where none is there."""
    runs = [run for run in _HAN.finditer(cue.text) if len(run.group()) >= shortest]
    if runs:
        run = rng.choice(runs)
        length = rng.randint(shortest, min(longest, len(run.group())))
        start = rng.randint(run.start(), run.end() - length)
        yield start, cue.text[start : start + length]


def placed(text: str, phrase: str, episode: str, cue: Cue, start: int) -> Disguised:
    """A phrase of a cue, disguised as `text`, with when it was said."""
    spoken = speak(PlacedCue(0, cue, 0, 0))
    starts = spoken.units.starts.tolist()
    first = starts.index(start)
    times = spoken.times_ms[[first, min(first + len(phrase), len(starts))]] / 1000
    return Disguised(text, sound_of(phrase), episode, *times.tolist())
