"""Queries that nobody means: any Unicode, operators, control characters, up to four thousand characters."""

import random
import sys

LONGEST_CHARS = 4_000
OPERATORS = (
    '"',
    "-",
    " OR ",
    "show:",
    "ep:",
    "speaker:",
    "before:",
    "after:",
    "(",
    ")",
    "*",
    " ",
    "\n",
    "\x00",
    "\u200d",
)
_RANGES = (
    (0x20, 0x7E),  # ASCII
    (0x00, 0x1F),  # control characters
    (0x4E00, 0x9FFF),  # Han
    (0x3040, 0x318F),  # kana, zhuyin, Hangul letters
    (0x1F300, 0x1FAFF),  # emoji
    (0xD800, 0xDFFF),  # half characters
    (0x0300, 0x036F),  # combining marks
    (0, sys.maxunicode),
)


def draw(count: int, seed: int) -> list[str]:
    """So many queries; every other of the full length, every third of one kind of character alone."""
    rng = random.Random(seed)  # noqa: S311 - a benchmark repeats its draw
    return [_query(rng, at) for at in range(count)]


def _query(rng: random.Random, at: int) -> str:
    length = LONGEST_CHARS if at % 2 else rng.randint(0, LONGEST_CHARS)
    ranges = [rng.choice(_RANGES)] if at % 3 else _RANGES
    text = ""
    while len(text) < length:
        text += rng.choice(OPERATORS) if not rng.randrange(20) else chr(rng.randint(*rng.choice(ranges)))
    return text[:length]
