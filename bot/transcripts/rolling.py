"""Captions that roll: each cue repeats the last line of the one before it above its own, as YouTube's do.

Between two cues stands one of ten milliseconds with nothing new. A file is taken for rolling where half of its cues
begin with the line that the cue before ended with; then what was there already is left out.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.transcripts import markup
from bot.transcripts.transcript import Reading, TimedText

FEWEST = 2
"""Repetitions; one alone is somebody who says a thing twice."""
PASSING_MS = 100
"""Nobody reads a cue that is shown no longer."""


def unrolled(reading: Reading) -> Reading:
    """The reading without the repetitions of rolling captions. Its texts still have their tags and line ends."""
    lines = [_lines(one) for one in reading.timed]
    passing = [one.end_ms - one.start_ms <= PASSING_MS for one in reading.timed]
    pairs = zip(pairwise(lines), passing[1:], strict=False)
    again = sum(_repeats(before, after, is_passing=is_passing) for (before, after), is_passing in pairs)
    if again < FEWEST or again * 2 < len(lines) - 1:
        return reading
    timed = []
    shown: Sequence[str] = ()
    for one, both in zip(reading.timed, lines, strict=True):
        plain = [text for text, _ in both]
        known = _overlap(shown, plain)
        timed.append(replace(one, text="\n".join(raw for _, raw in both[known:])))
        shown = plain or shown
    return replace(reading, timed=tuple(one for one in timed if one.text))


def _lines(one: TimedText) -> list[tuple[str, str]]:
    """The lines that say something, without and with their tags."""
    return [(plain, raw) for raw in one.text.split("\n") if (plain := markup.plain(raw))]


def _repeats(before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]], *, is_passing: bool) -> bool:
    """Whether a cue begins with what the one before ended with, and has more or is gone at once."""
    return bool(before and after) and before[-1][0] == after[0][0] and (is_passing or len(after) > 1)


def _overlap(shown: Sequence[str], lines: Sequence[str]) -> int:
    """How many of the lines, from the first on, are the last of those that are shown already."""
    most = min(len(shown), len(lines))
    return next((size for size in range(most, 0, -1) if list(shown[-size:]) == list(lines[:size])), 0)
