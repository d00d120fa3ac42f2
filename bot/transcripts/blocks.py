"""Timed blocks: `(26:36~27:37) text`, often one a minute, as some recognisers' front ends export them.

Minutes may pass 59, hours may stand before them. Full-width brackets, colons and tildes are read alike, and so is
a hyphen or dash for the tilde. A line without a time belongs to the block above it.
"""

import re
from collections.abc import Sequence

from bot.transcripts.assembly import Lines, Mark, Opening, assemble
from bot.transcripts.times import parse_time
from bot.transcripts.transcript import Reading

_HEAD = re.compile(r"\s*[(（]([^()（）]{3,64})[)）](.*)", re.DOTALL)
_MEANT = re.compile(r"\s*[(（]\s*(?:[!-'*-}]{0,12}[:：][!-'*-}：]{0,12}|[-+0-9.]{1,12})\s*[~～〜]")
"""An opening bracket and something with a colon, or a number, before a tilde: nobody means that as text."""
_SEPARATOR = re.compile(r"[~～〜]|(?<=[0-9])\s*[-–—]")
_NARROW = str.maketrans("：．，", ":.,")


def matches(lines: Sequence[str]) -> int:
    """How many lines look like the heads of timed blocks."""
    return sum(isinstance(_mark(line), Opening) or _MEANT.match(line) is not None for line in lines)


def read(lines: Lines) -> Reading:
    """The blocks of a file in its order."""
    return assemble(lines, map(_mark, lines))


def _mark(line: str | None) -> Opening | Mark:
    if line is None:
        return Mark.LOST
    if not line.strip():
        return Mark.SKIP
    head = _HEAD.match(line)
    if head is not None:
        span = _span(head[1])
        if span is not None:
            return Opening(*span, head[2])
    return Mark.BAD_TIME if _MEANT.match(line) else Mark.TEXT


def _span(inside: str) -> tuple[int, int] | None:
    sides = [parse_time(side.strip()) for side in _SEPARATOR.split(inside.translate(_NARROW), maxsplit=1)]
    match sides:
        case [int(start), int(end)]:
            return start, end
        case _:
            return None
