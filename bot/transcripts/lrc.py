"""LRC: `[01:02.34] words`, as players of music show lyrics; also with a time before each word, `<01:02.34>`.

A line may have several times, and is said at each. `[offset:+500]` makes all of it 500 ms earlier. Other tags in
brackets (`[ti:...]`) say what the file is. There are no ends.
"""

import re
from collections.abc import Iterator, Sequence

from bot.transcripts import speakers
from bot.transcripts.assembly import Lines
from bot.transcripts.times import parse_time
from bot.transcripts.transcript import LINE_NO_TIME, LINE_TIME, Problem, Reading, TimedText
from bot.transcripts.words import joined

_TIMES = re.compile(r"\s*((?:\[[0-9]{1,3}:[0-9]{2}(?:[.:][0-9]{1,3})?\]\s*)+)(.*)", re.DOTALL)
_TIME = re.compile(r"\[([0-9:.]+)\]")
_FRACTION = re.compile(r"\s*\[[0-9]{1,3}:[0-9]{2}\.[0-9]{1,3}\]")
_TAG = re.compile(r"\s*\[(ar|ti|al|au|by|la|length|offset|re|tool|ve|#)[:：]([^\]]*)\]\s*", re.IGNORECASE)
_WORD = re.compile(r"<([0-9]{1,3}:[0-9]{2}[.:][0-9]{1,3})>")
_OFFSET = re.compile(r"[+-]?[0-9]{1,7}")
_MEANT = re.compile(r"\s*\[[0-9]{1,4}:")


def matches(lines: Sequence[str]) -> int:
    """How many lines are LRC's; none where neither a fraction nor a tag tells it from other times in brackets."""
    tags = sum(_TAG.fullmatch(line) is not None for line in lines)
    times = sum(_TIMES.fullmatch(line) is not None for line in lines)
    is_lrc = bool(tags) or any(_FRACTION.match(line) for line in lines)
    return times + tags if times and is_lrc else 0


def read(lines: Lines) -> Reading:
    """The lines of a file, by their times."""
    timed: list[TimedText] = []
    problems: list[Problem] = []
    offset_ms = 0
    for number, line in enumerate(lines, 1):
        if line is None or not line.strip():
            continue
        if tag := _TAG.fullmatch(line):
            value = tag[2].strip()
            offset_ms = int(value) if tag[1].lower() == "offset" and _OFFSET.fullmatch(value) else offset_ms
        elif match := _TIMES.fullmatch(line):
            found = list(_timed(number, line, match, offset_ms))
            timed += found
            if not found:
                problems.append(Problem.at(number, LINE_TIME, line))
        else:
            problems.append(Problem.at(number, LINE_TIME if _MEANT.match(line) else LINE_NO_TIME, line))
    timed.sort(key=lambda one: one.start_ms)
    return speakers.from_prefixes(Reading(tuple(timed), tuple(problems), has_ends=False))


def _timed(number: int, line: str, match: re.Match[str], offset_ms: int) -> Iterator[TimedText]:
    times = [parse_time(_with_point(time)) for time in _TIME.findall(match[1])]
    first, *rest = _WORD.split(match[2])
    for start_ms in (time - offset_ms for time in times if time is not None):
        pieces: list[tuple[str, int | None]] = [(first, start_ms if rest else None)]
        if len(times) == 1:
            words = (parse_time(_with_point(time)) for time in rest[::2])
            pieces += [
                (text, None if word_ms is None else word_ms - offset_ms)
                for word_ms, text in zip(words, rest[1::2], strict=True)
            ]
        else:
            pieces += [(text, None) for text in rest[1::2]]
        text, word_times = joined(pieces)
        yield TimedText(number, start_ms, start_ms, text, line, words=word_times)


def _with_point(time: str) -> str:
    """`01:02:34` is a minute, two seconds and 34 hundredths here."""
    minutes, _, rest = time.partition(":")
    return f"{minutes}:{rest.replace(':', '.')}"
