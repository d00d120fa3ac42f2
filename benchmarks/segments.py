"""What recognition marks in the transcripts beside the project, held against what was judged by hand.

    python -m benchmarks.segments [--list KIND]

The true ranges of the five Mandarin episodes are known; of the others it is told how much is marked, kind by kind. How
much the result hangs on a number is told by trying others.
"""

import argparse
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import numpy as np

from benchmarks.shared import shared_folder
from bot.recognition import episode
from bot.recognition.clauses import Talk, heard_as
from bot.recognition.repeats import covered, repeated, sketch
from bot.segments import Kind, Segment
from bot.transcripts.reading import read_transcript

Span = tuple[int, int]

SPONSORED_MS: Mapping[str, Sequence[Span]] = {
    "000": (),
    "001": ((14_000, 177_000), (3_686_000, 3_705_000)),
    "002": (),
    "003": ((20_000, 248_000),),
    "004": ((16_000, 185_000), (2_797_000, 2_817_000)),
}
"""Where sponsors' reads stand in techwave, as people heard them."""
CORPORA = ("techwave", "twiml", "readr", "audrey")
DRIFTS = (0.006, 0.008, 0.01, 0.012, 0.014)


@dataclass(frozen=True, slots=True)
class Marked:
    """What was marked in an episode."""

    segments: Sequence[Segment]
    length_ms: int

    def spans(self, kind: str) -> Sequence[Span]:
        """The ranges of one kind, in order."""
        return [(each.start_ms, each.end_ms) for each in self.segments if each.kind == kind]


def marked_in(folder: Path) -> dict[str, Marked]:
    """What is marked in each episode of a show, by its stem."""
    return _marked(talks_in(folder))


def talks_in(folder: Path) -> dict[str, Talk]:
    """The transcripts of a folder by their stems."""
    paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    return {path.stem: heard_as(read_transcript(path.read_bytes()).cues) for path in paths}


def _marked(talks: Mapping[str, Talk]) -> dict[str, Marked]:
    sketches = [sketch(talk.sounds) for talk in talks.values()]
    marked = {}
    for (stem, talk), own, common in zip(talks.items(), sketches, repeated(sketches), strict=True):
        segments = episode.recognise(talk, covered(own, common, len(talk.sounds)))
        marked[stem] = Marked(segments, talk.cues[-1].cue.end_ms if talk.cues else 0)
    return marked


def iou(found: Iterable[Span], true: Iterable[Span]) -> float:
    """Intersection over union of two sets of ranges, in time; 1 where both are empty."""
    ours, theirs = _tenths(found), _tenths(true)
    return len(ours & theirs) / len(ours | theirs) if ours | theirs else 1.0


def share(found: Iterable[Span], true: Iterable[Span], length_ms: int) -> float:
    """How much of an episode is marked beside the true ranges."""
    return len(_tenths(found) - _tenths(true)) / max(length_ms // 100, 1)


def _tenths(spans: Iterable[Span]) -> frozenset[int]:
    """The tenths of seconds in the ranges."""
    return frozenset(tenth for start, end in spans for tenth in range(start // 100, end // 100))


@contextmanager
def _drift(per_unit: float) -> Iterator[None]:
    with patch.object(episode, "_DRIFT", np.array([0, per_unit, *episode._DRIFT[2:]])):  # noqa: SLF001 - the number that is tried
        yield


def _clock(ms: int) -> str:
    return f"{ms // 60_000}:{ms // 1000 % 60:02}"


def _print_corpus(name: str, talks: Mapping[str, Talk], listed: str | None) -> None:
    begun = time.process_time()
    marked = _marked(talks)
    each_ms = (time.process_time() - begun) * 1000 / len(talks)
    hours = sum(each.length_ms for each in marked.values()) / 3_600_000
    cells = [f"{name} ({len(talks)}, {hours:.0f} h)"]
    for kind in list(Kind)[1:]:
        marked_ms = sum(end - start for each in marked.values() for start, end in each.spans(kind))
        cells.append(f"{marked_ms / hours / 36_000:.2f} %")
    print("| " + " | ".join((*cells, f"{each_ms:.0f}")) + " |")
    for stem, each in marked.items():
        for start, end in each.spans(listed or ""):
            print(f"    {stem} {_clock(start)}-{_clock(end)}")


def _print_techwave(talks: Mapping[str, Talk]) -> None:
    print("\n| syllable of drift | " + " | ".join(SPONSORED_MS) + " |\n|" + " --- |" * (len(SPONSORED_MS) + 1))
    for drift in DRIFTS:
        with _drift(drift):
            marked = _marked(talks)
        cells = []
        for stem, true in SPONSORED_MS.items():
            spans = marked[stem].spans("sponsor")
            beside = f"{share(spans, true, marked[stem].length_ms):.1%}"
            cells.append(f"IoU {iou(spans, true):.2f}, beside {beside}" if true else f"beside {beside}")
        print(f"| {drift} | " + " | ".join(cells) + " |")


def main() -> None:
    """Print the tables of `docs/segments.md`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--list", choices=[kind.value for kind in Kind][1:], help="where this kind is marked")
    listed = parser.parse_args().list
    corpus = shared_folder() / "corpus"
    print("| corpus | " + " | ".join(list(Kind)[1:]) + " | ms an episode |\n|" + " --- |" * (len(Kind) + 1))
    for name in CORPORA:
        _print_corpus(name, talks_in(corpus / name), listed)
    _print_techwave(talks_in(corpus / "techwave"))


if __name__ == "__main__":
    main()
