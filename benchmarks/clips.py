"""How good the clips are that are picked, held against passages that were judged by reading them.

    python -m benchmarks.clips [--held-out | --blind]

`clips.csv` has no words: an episode, a passage's start and end, by what it was drawn, and for each of the criteria of
`docs/clips.md` whether it holds; a passage is good where all four do. A pick counts as judged where it is nearly the
same as a judged passage, by intersection over union. The episodes held out were looked at when the score was done,
three of them once before its last words, too; all others were looked at while it was made.

`clips.bounds.csv` has sentences of five episodes, and for each whether a clip may begin or end with it: 0 to 1.
The weights of what bounds say come from these; what they tell apart is told too.

`docs/clips-blind.csv` has what readers said who saw neither scores nor order: two for each round and show, `ten` for
the first ten of an episode, `top` for the best by score of the five episodes of techwave together.
"""

import argparse
import csv
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.segments import talks_in
from benchmarks.shared import shared_folder
from bot.recognition.clauses import Talk as Transcript
from bot.recognition.episode import recognise
from bot.worth.beginning import beginnings
from bot.worth.ending import endings
from bot.worth.heard import Heard
from bot.worth.picking import Pick, best
from bot.worth.reasons import WEIGHTS
from bot.worth.speech import Talk, folded, sentences, talk_of
from bot.worth.words import Rarity, rarity_of, stretches
from bot.worth.worth import measure

JUDGED = Path(__file__).with_name("clips.csv")
BOUNDS = Path(__file__).with_name("clips.bounds.csv")
BLIND = Path(__file__).parents[1] / "docs" / "clips-blind.csv"
HELD_OUT = frozenset(
    {
        ("techwave", "003"),
        ("techwave", "004"),
        ("readr", "kp32"),
        ("readr", "kp57"),
        ("audrey", "20161110-5829"),
        ("twiml", "e47"),
    }
)
SAME = 0.95
"""Intersection over union from which on a pick is the judged passage."""
FIRST = 10
OFTEN = 0.5
"""From this on a sentence counts as one that a clip may begin or end with."""
FAR_MS = 3_000
"""A passage whose bounds are no bounds of sentences any more has no score."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A passage that was read."""

    show: str
    stem: str
    start_ms: int
    end_ms: int
    drawn: str
    fails: str

    @property
    def is_good(self) -> bool:
        """Whether all criteria hold."""
        return not self.fails


def judged() -> Sequence[Judged]:
    """All passages that were judged."""
    with JUDGED.open(encoding="utf-8", newline="") as file:
        return [
            Judged(
                row["show"],
                row["episode"],
                int(row["start_ms"]),
                int(row["end_ms"]),
                row["drawn"],
                "".join(each for each in "abcd" if row[each] == "0"),
            )
            for row in csv.DictReader(file)
        ]


@cache
def transcripts(show: str) -> Mapping[str, Transcript]:
    """The transcripts of a show by stem."""
    return talks_in(shared_folder() / "corpus" / show)


@cache
def rarity(show: str) -> Rarity:
    """How rare words are in a show, from the sample that the bot takes."""
    found = transcripts(show)
    stems = sorted(found)
    texts = []
    for nth, start_ms, end_ms in stretches(len(stems)):
        cues = [each.cue for each in found[stems[nth]].cues]
        texts.append(folded(" ".join(cue.text for cue in cues if start_ms < cue.end_ms and cue.start_ms < end_ms)))
    return rarity_of(texts)


def picks(show: str, stem: str) -> Sequence[Pick]:
    """The first ten of an episode."""
    transcript = transcripts(show)[stem]
    segments = recognise(transcript, np.zeros(len(transcript.sounds), np.bool_))
    return best(talk_of(transcript.cues), rarity(show), segments, limit=FIRST)


def overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Intersection over union of two ranges."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(shared, 0) / (max(one[1], other[1]) - min(one[0], other[0]))


def verdict(pick: Pick, passages: Sequence[Judged]) -> Judged | None:
    """The judged passage that a pick is; None where nobody read it."""
    near = [(overlap((pick.start_ms, pick.end_ms), (each.start_ms, each.end_ms)), each) for each in passages]
    share, nearest = max(near, key=lambda each: each[0], default=(0.0, None))
    return nearest if share >= SAME else None


def scores(talk: Talk, rare: Rarity, passages: Sequence[Judged]) -> Sequence[tuple[float, bool]]:
    """The score of each passage whose bounds are still some, and whether it is good."""
    spoken = sentences(talk)
    spans = measure(talk, spoken, rare, [False] * len(spoken))
    heads_ms = np.array([talk.time_ms(int(head)) for head in spans.heads], np.int64)[spans.firsts]
    starts_ms = np.array([each.start_ms for each in spoken], np.int64)[spans.firsts]
    ends_ms = np.array([each.end_ms for each in spoken], np.int64)[spans.ends - 1]
    worth = spans.scores()
    found = []
    for each in passages:
        far = np.minimum(np.abs(heads_ms - each.start_ms), np.abs(starts_ms - each.start_ms))
        far += np.abs(ends_ms - each.end_ms)
        nearest = int(far.argmin())
        if far[nearest] <= FAR_MS:
            found.append((float(worth[nearest]), each.is_good))
    return found


def area(found: Sequence[tuple[float, bool]]) -> float:
    """How often a good passage has a higher score than a bad one: the area under the curve."""
    good = np.array([score for score, is_good in found if is_good])
    bad = np.array([score for score, is_good in found if not is_good])
    return float((good[:, None] > bad[None]).mean()) if len(good) and len(bad) else float("nan")


def _print_table(passages: Sequence[Judged]) -> None:
    print("| episode | good of judged | unjudged | CPU ms |\n| --- | --- | --- | --- |")
    good = read = left = 0
    for show, stem in sorted({(each.show, each.stem) for each in passages}):
        own = [each for each in passages if (each.show, each.stem) == (show, stem)]
        rarity(show)
        begun = time.process_time()
        found = [verdict(pick, own) for pick in picks(show, stem)]
        spent_ms = (time.process_time() - begun) * 1000
        known = [each for each in found if each is not None]
        good += sum(each.is_good for each in known)
        read += len(known)
        left += len(found) - len(known)
        cells = f"{sum(each.is_good for each in known)}/{len(known)} | {len(found) - len(known)} | {spent_ms:.0f}"
        print(f"| {show}/{stem} | {cells} |")
    print(f"| all | {good}/{read} = {good / max(read, 1):.0%} | {left} | |\n")


def _print_areas(passages: Sequence[Judged]) -> None:
    for show in dict.fromkeys(each.show for each in passages):
        found: list[tuple[float, bool]] = []
        for stem in sorted({each.stem for each in passages if each.show == show}):
            own = [each for each in passages if (each.show, each.stem) == (show, stem)]
            found += scores(talk_of(transcripts(show)[stem].cues), rarity(show), own)
        print(f"{show}: AUC {area(found):.2f} over {len(found)} passages, {sum(good for _, good in found)} good")
    for drawn in ("best", "random"):
        own = [each for each in passages if each.drawn == drawn]
        good = sum(each.is_good for each in own)
        fails = ", ".join(f"{name} {sum(name in each.fails for each in own)}" for name in "abcd")
        print(f"drawn {drawn}: {good}/{len(own)} good = {good / max(len(own), 1):.0%}; fail {fails}")


def _print_blind() -> None:
    """What each pair of blind readers said, and how well they agree."""
    with BLIND.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    pairs: dict[tuple[str, str], dict[tuple[str, ...], dict[str, bool]]] = {}
    for row in rows:
        passage = (row["drawn"], row["show"], row["episode"], row["start_ms"], row["end_ms"])
        own = pairs.setdefault((row["round"], row["show"]), {}).setdefault(passage, {})
        own[row["reader"]] = all(row[each] == "1" for each in "abcd")
    print("| round | show | drawn | read | good, one reader | good, the other | kappa of the round |\n|" + " --- |" * 7)
    for (number, show), passages in pairs.items():
        for drawn in ("ten", "top", "random"):
            good = [list(said.values()) for (kind, *_), said in passages.items() if drawn in kind.split("+")]
            if good:
                counts = " | ".join(str(sum(column)) for column in zip(*good, strict=True))
                print(f"| {number} | {show} | {drawn} | {len(good)} | {counts} | {_kappa(passages.values()):.2f} |")


def _kappa(verdicts: Iterable[Mapping[str, bool]]) -> float:
    """Cohen's kappa of two readers: how much more they agree than by chance; not a number where both always do."""
    one, other = (np.array(column) for column in zip(*(each.values() for each in verdicts), strict=True))
    agreed = float((one == other).mean())
    chance = float(one.mean() * other.mean() + (1 - one.mean()) * (1 - other.mean()))
    return (agreed - chance) / (1 - chance) if chance < 1 else float("nan")


def _print_bounds() -> None:
    """How well the weighed measures of bounds tell where clips may begin and end."""
    with BOUNDS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for show, stem in dict.fromkeys((row["show"], row["episode"]) for row in rows):
        talk = talk_of(transcripts(show)[stem].cues)
        heard = Heard(talk, sentences(talk), rarity(show))
        nth = {(start, end): at for at, (start, end) in enumerate(zip(heard.starts_ms, heard.ends_ms, strict=True))}
        cells = []
        for name, measures in (("begins", beginnings(heard)), ("ends", endings(heard))):
            worth = np.sum([WEIGHTS[reason] * row for reason, row in measures.items()], axis=0)
            found = [
                (float(worth[nth[int(row["start_ms"]), int(row["end_ms"])]]), float(row[name]) >= OFTEN)
                for row in rows
                if (row["show"], row["episode"]) == (show, stem)
                and row[name]
                and (int(row["start_ms"]), int(row["end_ms"])) in nth
            ]
            cells.append(f"{name} {area(found):.2f} of {len(found)}")
        print(f"{show}/{stem}: AUC of {', '.join(cells)}")


def main() -> None:
    """Print the tables of `docs/clips.md`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--held-out", action="store_true", help="only the episodes that were held out")
    parser.add_argument("--blind", action="store_true", help="what the blind readers said, instead")
    arguments = parser.parse_args()
    if arguments.blind:
        _print_blind()
        return
    only = arguments.held_out
    passages = [each for each in judged() if ((each.show, each.stem) in HELD_OUT) is only]
    _print_table(passages)
    _print_areas(passages)
    if not only:
        _print_bounds()


if __name__ == "__main__":
    main()
