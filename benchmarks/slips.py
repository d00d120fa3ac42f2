"""Typed pinyin with a slip of the finger in it, and initials alone: `python -m benchmarks.slips`.

Phrases are cut anywhere out of the transcripts' Han, as for `benchmarks.homophones`.
"""

import argparse
import asyncio
import random
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

from pypinyin import lazy_pinyin

from benchmarks.homophones import Disguised, cut_phrase, placed
from benchmarks.library import open_library, scopes_of
from benchmarks.scoring import ask_naji, median
from benchmarks.shared import shared_folder
from benchmarks.transcripts import Said, read_shows
from bot.model import Hit, Tier
from bot.search import finding
from bot.search.fold import fold_text

ENGLISH = "twiml"
"""The show whose phrases are the control."""
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


def draw_english(shows: Mapping[str, Said], slug: str, count: int, seed: int) -> list[str]:
    """So many phrases of one to five Latin words of one show: what mending must not touch."""
    rng = random.Random(seed)  # noqa: S311 - a benchmark repeats its draw
    cues = [cue for _, cue in shows[slug].cues]
    drawn: list[str] = []
    while len(drawn) < count:
        words = re.findall("[A-Za-z']+", rng.choice(cues).text)
        length = rng.randint(1, 5)
        if len(words) > length:
            first = rng.randrange(len(words) - length)
            drawn.append(" ".join(words[first : first + length]))
    return drawn


@contextmanager
def _without_guesses(without: bool) -> Iterator[None]:  # noqa: FBT001 - a switch is all that it is
    with patch.object(finding, "guess", lambda _: None) if without else nullcontext():
        yield


async def measure(options: argparse.Namespace) -> str:
    """The table: with guesses and without."""
    corpus = shared_folder() / "corpus"
    shows = read_shows(corpus)
    slips = draw_slips(shows, options.count, options.seed)
    typed: dict[str, Sequence[Disguised]] = {
        "pinyin with a slip": slips,
        "the same without": [replace(one, text="".join(one.sound)) for one in slips],
        "initials": draw_initials(shows, options.count // 2, options.seed),
    }
    english = draw_english(shows, ENGLISH, options.count // 2, options.seed)
    rows = ["| typed | guessed | recall@1 | recall@5 | claimed | wrongly claimed | median ms |", f"|{' --- |' * 7}"]
    answers: list[list[list[tuple[str, int]]]] = []
    async with open_library(corpus, options.store) as store:
        everything = (await scopes_of(store))[""]
        for guessed in ("no", "yes"):
            with _without_guesses(guessed == "no"):
                for what, phrases in typed.items():
                    found = await ask_naji(store, everything, [phrase.text for phrase in phrases])
                    rows.append(_row(what, guessed, phrases, *found))
                hits, _ = await ask_naji(store, everything, english)
                answers.append([[(hit.episode.stem, hit.start_ms) for hit in each[:5]] for each in hits])
    changed = sum(one != other for one, other in zip(*answers, strict=True))
    return "\n".join([*rows, "", f"Of {len(english)} English phrases guesses change the first five hits of {changed}."])


def _row(
    what: str, guessed: str, phrases: Sequence[Disguised], hits: Sequence[Sequence[Hit]], times: Sequence[float]
) -> str:
    first, five = (
        [phrase.is_found(each[:most]) for phrase, each in zip(phrases, hits, strict=True)] for most in (1, 5)
    )
    claimed = [bool(each) and each[0].tier is not Tier.LOOSE for each in hits]
    wrong = sum(claim and not right for claim, right in zip(claimed, first, strict=True))
    count = len(phrases)
    return (
        f"| {what} | {guessed} | {sum(first) / count:.3f} | {sum(five) / count:.3f} | {sum(claimed) / count:.3f} |"
        f" {wrong / count:.3f} | {median(times):.0f} |"
    )


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.slips", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--count", type=int, default=1000, help="phrases with a slip; half as many of the others")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--store", type=Path, help="a folder to keep the store in for the next run")
    print(asyncio.run(measure(parser.parse_args(arguments))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
