"""What is told without being weighed: jingles that the transcript names, and what a recogniser made up."""

import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.model import PlacedCue
from bot.recognition.clauses import Clause
from bot.recognition.cues import Said
from bot.search.sounds import SYLLABLE_MASK
from bot.search.units import Sounds
from bot.segments import Kind, Segment

LONGEST_ROUND = 24
"""Units of what a recogniser repeats endlessly: a sentence."""
LEAST_ROUNDS = 5
LEAST_LOOP_UNITS = 24
"""Nobody says the same five times in a row, but for yes and thank you: those go on for at least so long."""
_SURE_OF_WORDS, _SURE_OF_LOOPS, _SURE_OF_MUSIC = 0.95, 0.9, 0.95
_MARKER = (
    r"(?:片[頭尾])?(?:背景)?(?:音樂|音乐|配樂|配乐)"
    r"|(?:intro |outro |theme |upbeat |gentle )?music(?: playing)?|jingle|[♪♫🎵🎶]+"
)
_MUSIC = re.compile(rf"[\[(（【〔*]\s*(?:{_MARKER})\s*[\])）】〕*]|[♪♫🎵🎶][♪♫🎵🎶\s]*", re.IGNORECASE)


def looped(sounds: Sounds) -> NDArray[np.bool_]:
    """Shape (n,): which units are said over and over, whatever their tones."""
    syllables = sounds & SYLLABLE_MASK
    mask = np.zeros(len(sounds), np.bool_)
    for length in range(1, min(LONGEST_ROUND, len(sounds) - 1) + 1):
        same = np.concatenate([[False], syllables[length:] == syllables[:-length], [False]])
        edges = np.flatnonzero(same[1:] != same[:-1])
        for begin, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            if end - begin >= max((LEAST_ROUNDS - 1) * length, LEAST_LOOP_UNITS):
                mask[begin : end + length] = True
    return mask


def jingles(cues: Sequence[PlacedCue]) -> Iterator[Segment]:
    """The cues that say no more than that there is music."""
    for placed in cues:
        if _MUSIC.fullmatch(placed.cue.text.strip()):
            yield Segment(placed.cue.start_ms, placed.cue.end_ms, Kind.MUSIC, _SURE_OF_MUSIC)


def made_up(clauses: Sequence[Clause], said: Sequence[Said], loops: NDArray[np.bool_]) -> Iterator[Segment]:
    """The clauses that hold credits, and those that are half a loop or more."""
    firsts = np.array([clause.first for clause in clauses])
    credits_at = [each.first for each in said if each.kind is Kind.NOISE]
    credited = set((np.searchsorted(firsts, credits_at, side="right") - 1).tolist())
    looping = np.add.reduceat(loops.astype(np.int64), firsts) * 2 >= np.diff(firsts, append=clauses[-1].end)
    for at in sorted(credited.union(np.flatnonzero(looping).tolist())):
        sure = _SURE_OF_WORDS if at in credited else _SURE_OF_LOOPS
        yield Segment(clauses[at].start_ms, clauses[at].end_ms, Kind.NOISE, sure)
