"""Plain text with times: `[00:12:34] Ann: words`, `Ann (12:34)` over the words, or a time on a line of its own.

As interview transcripts are typed, as Otter and Rev export them, as Whisper prints to a terminal
(`[00:00.000 --> 00:04.000]  words`), and as people copy them from YouTube's page. Without an end, a turn ends where
the next begins. A clock time in running text is no turn: they have to rise, and to come often enough.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.transcripts import speakers
from bot.transcripts.arrows import ARROW
from bot.transcripts.assembly import Lines, Mark, Opening, assemble
from bot.transcripts.times import parse_time
from bot.transcripts.transcript import Reading

LINES_A_TURN = 40
"""Fewer turns than one in so many lines, and they are no turns."""
RISING_IN_TEN = 7

_CLOCK = r"[0-9]{1,3}:[0-9]{2}(?::[0-9]{2})?(?:[.,][0-9]{1,3})?"
_BEFORE = re.compile(
    rf"\s*(?:[\[(（【]\s*({_CLOCK})\s*[\])）】]|({_CLOCK})(?=\s|$))\s*(?:[-–—]\s|[:：])?\s*(.*)", re.DOTALL
)
_SPAN = re.compile(rf"\s*\[\s*({_CLOCK})\s*(?:-->|→|[-–—~]|\bto\b)\s*({_CLOCK})\s*\]\s*[:：]?\s*(.*)", re.DOTALL)
_BEHIND = re.compile(
    rf"\s*([^\W\d_][^\[\]()（）:：。，,.!?！？]{{0,40}}?)\s*(?:[\[(（]\s*({_CLOCK})\s*[\])）]|\s({_CLOCK}))\s*[:：]?\s*"
)


def matches(lines: Sequence[str]) -> int:
    """How many lines begin a turn; none where they are too few, or do not rise as the times of an episode do."""
    full = [line for line in lines if line.strip()]
    found = [(place, turn.start_ms) for place, line in enumerate(full) if (turn := _opening(line))]
    if not found or len(found) * LINES_A_TURN < len(full) or (len(found) == 1 and found[0][0] > 0):
        return 0
    rising = sum(before <= after for (_, before), (_, after) in pairwise(found))
    return len(found) if rising * 10 >= (len(found) - 1) * RISING_IN_TEN else 0


def read(lines: Lines) -> Reading:
    """The turns of a file in its order."""
    reading = assemble(lines, map(_mark, lines))
    has_ends = any(timed.end_ms != timed.start_ms for timed in reading.timed)
    return speakers.from_prefixes(replace(reading, has_ends=has_ends), in_turns=True)


def _mark(line: str | None) -> Opening | Mark:
    if line is None:
        return Mark.LOST
    if not line.strip():
        return Mark.SKIP
    return _opening(line) or Mark.TEXT


def _opening(line: str) -> Opening | None:
    if ":" not in line:
        return None
    if span := _SPAN.fullmatch(line):
        start_ms, end_ms = parse_time(span[1]), parse_time(span[2])
        return None if start_ms is None or end_ms is None else Opening(start_ms, end_ms, span[3])
    if (before := _BEFORE.fullmatch(line)) and not before[3].startswith(ARROW):
        start_ms, text = parse_time(before[1] or before[2]), before[3]
    elif behind := _BEHIND.fullmatch(line):
        start_ms, text = parse_time(behind[2] or behind[3]), f"{behind[1]}:"
    else:
        return None
    return None if start_ms is None else Opening(start_ms, start_ms, text)
