"""From times as written to cues that the rest of the program can trust.

The rule, in this order, each step but the last two reported:

1. A cue that ends at or before zero is left out; one that starts below zero starts at zero.
2. A cue that ends before it starts, or where it starts, keeps its start, which is what a link needs; its end is
   estimated from the length of its text, and never passes the next cue's start.
3. A cue that starts before the one above it in the file is moved to where its time says.
4. The same span with the same words again is left out.
5. A cue that runs into the next loses the rest of its end. Up to a second is the rounding of formats that count
   in seconds, and not worth a word.
6. Cues that start together stay together: two voices at once, or two languages.

A cue without words is left out without a word.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.model import Cue
from bot.transcripts.transcript import (
    CUE_BACKWARDS,
    CUE_BEFORE_START,
    CUE_DUPLICATE,
    CUE_NEGATIVE,
    CUE_OVERLAP,
    CUE_REVERSED,
    CUE_ZERO,
    Problem,
    ProblemCode,
    TimedText,
    clean,
)
from bot.transcripts.words import sound

TOLERATED_OVERLAP_MS = 1_000
CHAR_MS = 200
"""About what a Han character takes, spoken; only the ends of broken cues hang on it."""
SLOW_CHAR_MS = 3 * CHAR_MS
"""What takes longer holds a pause."""
ESTIMATED_MS = (1_000, 30_000)
"""No end is estimated nearer or farther than this."""


def repair(timed: Sequence[TimedText], *, has_ends: bool = True) -> tuple[tuple[Cue, ...], tuple[Problem, ...]]:
    """The cues by rising start, and what was done to them by rising line.

    Args:
        timed: in the order of the file.
        has_ends: whether a missing end is worth a word: some formats have none.
    """
    problems: list[Problem] = []
    texts = ((one, clean(one.text)) for one in timed)
    worded = [one if text == one.text else replace(one, text=text) for one, text in texts if text]
    problems += (
        _problem(after, CUE_BACKWARDS) for before, after in pairwise(worded) if after.start_ms < before.start_ms
    )
    placed = sorted(_placed(worded, problems), key=lambda one: one.start_ms)
    distinct = list(_distinct(placed, problems))
    cues = _trimmed(distinct, problems)
    told = problems if has_ends else [problem for problem in problems if problem.code != CUE_ZERO]
    return tuple(cues), tuple(sorted(told, key=lambda problem: problem.line))


def _problem(timed: TimedText, code: ProblemCode) -> Problem:
    return Problem.at(timed.line, code, timed.source, timed.path)


def _placed(timed: Sequence[TimedText], problems: list[Problem]) -> Iterator[TimedText]:
    """Each with a start of zero or more and an end after it."""
    for one in timed:
        if one.start_ms < 0 and one.end_ms <= 0:
            problems.append(_problem(one, CUE_BEFORE_START))
            continue
        if one.start_ms < 0:
            problems.append(_problem(one, CUE_NEGATIVE))
        start_ms, end_ms = max(one.start_ms, 0), one.end_ms
        if end_ms <= start_ms:
            problems.append(_problem(one, CUE_ZERO if end_ms == start_ms else CUE_REVERSED))
            end_ms = start_ms + estimated_ms(one.text)
        yield (
            one if (start_ms, end_ms) == (one.start_ms, one.end_ms) else replace(one, start_ms=start_ms, end_ms=end_ms)
        )


def ended_by_next(timed: Sequence[TimedText]) -> tuple[TimedText, ...]:
    """Texts of a format without ends: each ends where the next one begins, unless nobody speaks that slowly."""
    starts = sorted({one.start_ms for one in timed})
    return tuple(replace(one, end_ms=_next_start(one, starts)) for one in timed)


def _next_start(one: TimedText, starts: Sequence[int]) -> int:
    chars = len(clean(one.text))
    after = bisect_right(starts, one.start_ms)
    if after == len(starts):
        return one.start_ms + max(chars * CHAR_MS, ESTIMATED_MS[0])
    return min(starts[after], one.start_ms + max(chars * SLOW_CHAR_MS, ESTIMATED_MS[0]))


def estimated_ms(text: str) -> int:
    """How long a text may take to say."""
    low, high = ESTIMATED_MS
    return min(max(len(text) * CHAR_MS, low), high)


def _distinct(timed: Sequence[TimedText], problems: list[Problem]) -> Iterator[TimedText]:
    seen: set[tuple[int, int, str, str | None]] = set()
    for one in timed:
        key = (one.start_ms, one.end_ms, one.text, one.speaker)
        if key in seen:
            problems.append(_problem(one, CUE_DUPLICATE))
        else:
            seen.add(key)
            yield one


def _trimmed(timed: Sequence[TimedText], problems: list[Problem]) -> list[Cue]:
    """Cues that end where the next one with another start begins, or before."""
    estimated = {problem.line for problem in problems if problem.code in {CUE_REVERSED, CUE_ZERO}}
    cues: list[Cue] = []
    limit_ms: int | None = None
    following_ms: int | None = None
    for one in reversed(timed):
        if following_ms is not None and following_ms > one.start_ms:
            limit_ms = following_ms
        following_ms = one.start_ms
        end_ms = one.end_ms if limit_ms is None else min(one.end_ms, limit_ms)
        if one.end_ms - end_ms > TOLERATED_OVERLAP_MS and one.line not in estimated:
            problems.append(_problem(one, CUE_OVERLAP))
        words = sound(replace(one, end_ms=end_ms)).words if one.words else ()
        cues.append(Cue(one.start_ms, end_ms, one.text, one.speaker, words))
    return cues[::-1]
