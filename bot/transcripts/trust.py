"""Several transcripts of one episode: which is taken. Pure, but for a look at how the files begin.

Before all the one that `episodes.toml` names; then what a person has corrected, as its name says; then the richest by
its content: times, times of words, speakers; then the newest. Whisper writes each episode in five formats, and people
put what they have corrected beside them.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HEAD_BYTES = 64 * 1024
"""How much of a file tells what is in it."""

_TIMES = re.compile(rb"\d:\d\d|\"(?:start|startTime|tStartMs|offsets)\"|<(?:p|text)[^>]{0,200} (?:t|start|begin)=")
_WORD_TIMES = re.compile(rb"\"(?:words|tokens|tOffsetMs)\"|<\d\d:\d\d[\d:.]*>|<s t=|<span[^>]{0,200} begin=")
_SPEAKERS = re.compile(rb"\"speaker\"|<v[ .]|<cite|ttm:agent|SPEAKER_\d")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A transcript of an episode.

    Attributes:
        is_corrected: whether its name says that a person has corrected it.
        richness: see `richness_of`.
        changed_ns: when it was written.
    """

    path: Path
    is_corrected: bool = False
    richness: int = 0
    changed_ns: int = 0


def richness_of(head: bytes) -> int:
    """How much a transcript has that begins so: speakers weigh 1, times of words 2, times at all 4."""
    plain = head.replace(b"\0", b"")
    signs = ((_SPEAKERS, 1), (_WORD_TIMES, 2), (_TIMES, 4))
    return sum(weight for pattern, weight in signs if pattern.search(plain))


def most_trusted(candidates: Sequence[Candidate], named: str | None) -> Candidate:
    """The one to take.

    Args:
        candidates: of one episode, at least one; of equals the first is taken.
        named: the name of the file that the operator names for it.
    """
    return max(
        candidates,
        key=lambda each: (
            named is not None and unicodedata.normalize("NFC", each.path.name) == named,
            each.is_corrected,
            each.richness,
            each.changed_ns,
        ),
    )


def looked_at(path: Path, *, is_corrected: bool) -> Candidate:
    """What is known of a file. One that cannot be read, or went meanwhile, is the poorest."""
    try:
        changed_ns = path.stat().st_mtime_ns
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError:
        return Candidate(path, is_corrected)
    return Candidate(path, is_corrected, richness_of(head), changed_ns)
