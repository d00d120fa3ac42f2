"""Cues under a line with an arrow, `00:01:02,500 --> 00:01:04,000`: what SRT and WebVTT have in common."""

import re
from collections.abc import Sequence

from bot.transcripts.assembly import Lines, Mark, Opening
from bot.transcripts.times import parse_time

ARROW = "-->"
_TIME_LIKE = re.compile(r"[0-9]\s?:\s?[0-9]")
_BROKEN_ARROW = re.compile(
    r"[0-9]{1,4}:[0-9]{2}(?::[0-9]{2})?[.,][0-9]{1,3}\s{0,4}(?:[-=–—]{1,3}>|→|[-–—]{1,3})\s{0,4}[0-9]"
)


def matches(lines: Sequence[str]) -> int:
    """How many lines look like the times of cues."""
    return sum(is_time(line, expected=True) for line in lines)


def opening(line: str) -> Opening | None:
    """The times of a cue; what stands behind them, such as its place on the screen, is not read."""
    before, arrow, after = line.partition(ARROW)
    words = after.split(None, 1)
    if not arrow or not words:
        return None
    start, end = parse_time(before.strip()), parse_time(words[0])
    return None if start is None or end is None else Opening(start, end)


def is_time(line: str, *, expected: bool) -> bool:
    """Whether a line is a cue's time or is meant as one.

    Args:
        line: the line.
        expected: whether it stands where a time does. Elsewhere an arrow may be part of the text.
    """
    before, arrow, after = line.partition(ARROW)
    if arrow:
        return expected or bool(_TIME_LIKE.search(before[-40:]) or _TIME_LIKE.search(after[:40]))
    return _BROKEN_ARROW.match(line.strip()) is not None


def mark_cue_line(lines: Lines, place: int) -> Opening | Mark:
    """What the line at `place` is, comments and names of cues apart."""
    line = lines[place]
    expected = begins_block(lines, place)
    if line is None:
        return Mark.LOST if expected else Mark.SKIP
    if not line.strip():
        return Mark.SKIP
    if not is_time(line, expected=expected):
        return Mark.TEXT
    return opening(line) or Mark.BAD_TIME


def begins_block(lines: Lines, place: int) -> bool:
    """Whether the line at `place` comes first, or after a blank line or an index."""
    if place == 0:
        return True
    before = lines[place - 1]
    return before is not None and (not before.strip() or is_index(before))


def is_index(line: str) -> bool:
    """Whether a line is nothing but a number, as those over SRT's cues."""
    bare = line.strip()
    return bare.isascii() and bare.isdecimal()
