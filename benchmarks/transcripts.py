"""The words of the transcripts beside the project, as the benchmarks draw phrases from them and check what was said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from benchmarks.library import shows_of
from bot.model import Cue
from bot.search.fold import deep_key, fold_text
from bot.transcripts.reading import read_transcript


def said_key(text: str) -> str:
    """What `bot.search.fold.deep_key` makes of a text, fast enough for ten million characters."""
    letters = "".join(filter(str.isalnum, fold_text(text)[0]))
    return letters.translate({ord(digit): deep_key(digit) for digit in "0123456789〇两"})


@dataclass(frozen=True)
class Said:
    """A show's cues by episode, and all of its words as one key."""

    slug: str
    episodes: Mapping[str, Sequence[Cue]]

    @cached_property
    def key(self) -> str:
        """Every word in order; a bar between episodes, so that no phrase runs from one into the next."""
        return "|".join(said_key("".join(cue.text for cue in cues)) for cues in self.episodes.values())

    @cached_property
    def cues(self) -> Sequence[tuple[str, Cue]]:
        """Every cue with its episode."""
        return [(episode, cue) for episode, cues in self.episodes.items() for cue in cues]


def read_shows(corpus: Path) -> dict[str, Said]:
    """Every show by its slug."""
    return {
        slug: Said(slug, {file.stem: read_transcript(file.read_bytes()).cues for file in files})
        for slug, files in shows_of(corpus).items()
    }
