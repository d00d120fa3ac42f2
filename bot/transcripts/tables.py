"""Tables with times: CSV with comma, semicolon or bar, and TSV, Whisper's among them.

Columns are told by their names where these are known, and by what stands in them otherwise: times in the first ones,
the words in the longest. Numbers are seconds, unless the name of the column says ms, or the table is Whisper's TSV
(`start`, `end`, `text` in whole milliseconds).
"""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.transcripts.assembly import Lines
from bot.transcripts.speakers import MAX_NAME_CHARS
from bot.transcripts.times import parse_number, parse_time
from bot.transcripts.transcript import LINE_TIME, Problem, Reading, TimedText

SAMPLE_LINES = 200
EVEN_IN_TEN = 6
"""So many rows in ten have the same number of cells where lines are a table."""
TIMES_IN_TEN = 7
LONGEST_CELL_LINES = 20
"""A cell of more lines is a quotation mark that was never closed."""

_DELIMITERS = "\t;,|"
_STARTS = frozenset({"start", "starttime", "begin", "from", "in", "startms", "starts", "timestamp", "time", "offset"})
_ENDS = frozenset({"end", "endtime", "stop", "to", "out", "endms", "ends", "duration", "dur", "durationms", "length"})
_DURATIONS = frozenset({"duration", "dur", "durationms", "length"})
_TEXTS = frozenset({"text", "content", "body", "transcript", "caption", "subtitle", "sentence", "utterance", "words"})
_SPEAKERS = frozenset({"speaker", "name", "speakername", "who", "voice"})
_OTHERS = frozenset({"id", "index", "no", "number", "confidence", "score", "channel", "language"})
_INDEX_DIGITS = 10
_WHISPER = ("start", "end", "text")

Row = tuple[int, list[str]]
"""The line that a row begins on, and its cells."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Which column is what, and what a number in a column of times counts, in ms."""

    delimiter: str
    width: int
    has_head: bool
    start: int
    end: int | None
    text: int
    speaker: int | None
    unit_ms: tuple[int, int]
    ends_are_lengths: bool


def matches(lines: Sequence[str]) -> int:
    """How many lines there are where they are a table with times, else none."""
    return sum(bool(line.strip()) for line in lines) if _layout_of(lines[:SAMPLE_LINES]) else 0


def read(lines: Lines) -> Reading:
    """The rows of a table in its order."""
    whole = [line or "" for line in lines]
    layout = _layout_of([line for line in lines if line is not None][:SAMPLE_LINES])
    timed: list[TimedText] = []
    problems: list[Problem] = []
    if layout is None:
        return Reading((), ())
    rows = _rows(whole, layout.delimiter)
    for number, cells in rows[1:] if layout.has_head else rows:
        one = _timed(number, _fitted(cells, whole[number - 1], layout), layout)
        if one is None:
            problems.append(Problem.at(number, LINE_TIME, layout.delimiter.join(cells)))
        else:
            timed.append(one)
    return Reading(tuple(timed), tuple(problems), has_ends=layout.end is not None)


def _timed(number: int, cells: list[str], layout: _Layout) -> TimedText | None:
    if len(cells) <= max(layout.start, layout.text):
        return None
    start_ms = _time(cells[layout.start], layout.unit_ms[0])
    if start_ms is None:
        return None
    end_ms = start_ms
    if layout.end is not None and layout.end < len(cells):
        given = _time(cells[layout.end], layout.unit_ms[1])
        counted_from = start_ms if layout.ends_are_lengths else 0
        end_ms = start_ms if given is None else counted_from + given
    speaker = cells[layout.speaker] if layout.speaker is not None and layout.speaker < len(cells) else None
    return TimedText(number, start_ms, end_ms, cells[layout.text], layout.delimiter.join(cells), speaker)


def _fitted(cells: list[str], line: str, layout: _Layout) -> list[str]:
    """The cells of a row whose words come last and have delimiters, unquoted."""
    is_torn = len(cells) > layout.width and layout.text == layout.width - 1
    return line.split(layout.delimiter, layout.width - 1) if is_torn else cells


def _time(cell: str, unit_ms: int) -> int | None:
    bare = cell.strip().removesuffix("s").strip()
    clock = parse_time(bare)
    return parse_number(bare, unit_ms) if clock is None else clock


def _rows(lines: Sequence[str], delimiter: str) -> list[Row]:
    """The rows that say something. Tabs part cells as they stand: Whisper quotes nothing."""
    if delimiter != "\t":
        try:
            rows = list(_parsed(lines, delimiter))
        except csv.Error:
            rows = []
        if rows and not any(cell.count("\n") > LONGEST_CELL_LINES for _, cells in rows for cell in cells):
            return rows
    return [(number, [_unquoted(cell) for cell in line.split(delimiter)])
            for number, line in enumerate(lines, 1) if line.strip()]  # fmt: skip


def _parsed(lines: Sequence[str], delimiter: str) -> Iterator[Row]:
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, skipinitialspace=True)
    begun = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield begun, cells
        begun = reader.line_num + 1


def _unquoted(cell: str) -> str:
    bare = cell.strip()
    return bare[1:-1].replace('""', '"') if len(bare) > 1 and bare[0] == bare[-1] == '"' else bare


def _layout_of(lines: Sequence[str]) -> _Layout | None:
    return next((layout for delimiter in _DELIMITERS if (layout := _layout_with(lines, delimiter))), None)


def _layout_with(lines: Sequence[str], delimiter: str) -> _Layout | None:
    if not any(delimiter in line for line in lines):
        return None
    rows = [cells for _, cells in _rows(lines, delimiter)]
    if not rows:
        return None
    width, even = Counter(map(len, rows)).most_common(1)[0]
    if width == 1 or even * 10 < len(rows) * EVEN_IN_TEN:
        return None
    has_head = not any(_is_time(cell) for cell in rows[0])
    body = [cells[:width] for cells in rows[has_head:] if len(cells) >= width]
    if not body:
        return None
    head = [*rows[0], *[""] * width][:width] if has_head else None
    return _columns(delimiter, width, head, [list(each) for each in zip(*body, strict=True)])


def _columns(delimiter: str, width: int, head: list[str] | None, columns: list[list[str]]) -> _Layout | None:
    names = [re.sub(r"[^a-z]", "", name.lower()) for name in head or [""] * width]
    times = _time_columns(names, columns)
    start = _named(names, _STARTS, times)
    start = start if start is not None else next(iter(times), None)
    rest = [nth for nth in range(width) if nth not in times and names[nth] not in _OTHERS]
    text = _named(names, _TEXTS, rest)
    if text is None:
        text = max(rest, key=lambda nth: sum(map(len, columns[nth])), default=None)
    if start is None or text is None or not any(cell.strip() for cell in columns[text]):
        return None
    end = _end_column(names, [nth for nth in times if nth != start], start)
    if end is None and not names[start] and not any(":" in cell for cell in columns[start]):
        return None  # a list with numbers
    speaker = _speaker_column(names, [nth for nth in rest if nth != text], columns, is_named=head is not None)
    is_whisper = delimiter == "\t" and tuple(names) == _WHISPER and all(map(str.isdecimal, columns[0]))
    written = head or names
    units = [1 if is_whisper or _says_ms(written[nth]) else 1000 for nth in (start, start if end is None else end)]
    lengths = end is not None and (
        names[end] in _DURATIONS or (not head and _are_lengths(columns[start], columns[end]))
    )
    return _Layout(delimiter, width, head is not None, start, end, text, speaker, (units[0], units[1]), lengths)


def _time_columns(names: Sequence[str], columns: Sequence[Sequence[str]]) -> list[int]:
    """The columns of times, one that only numbers the rows left out."""
    times = [nth for nth, cells in enumerate(columns) if _holds_times(names[nth], cells)]
    is_numbered = len(times) > len(("start", "end")) and names[times[0]] not in _STARTS and _counts(columns[times[0]])
    return times[1:] if is_numbered else times


def _end_column(names: Sequence[str], times: Sequence[int], start: int) -> int | None:
    end = _named(names, _ENDS, times)
    return end if end is not None else next((nth for nth in times if nth > start and not names[nth]), None)


def _speaker_column(
    names: Sequence[str], among: Sequence[int], columns: Sequence[Sequence[str]], *, is_named: bool
) -> int | None:
    """The column that is called so; where none has a name, the only one left, if names would fit into it."""
    if is_named or len(among) != 1:
        return _named(names, _SPEAKERS, among)
    [column] = among
    cells = [cell for cell in columns[column] if cell.strip()]
    return column if all(len(cell) <= MAX_NAME_CHARS and not _is_time(cell) for cell in cells) else None


def _holds_times(name: str, cells: Sequence[str]) -> bool:
    share = _share(cells, _is_time)
    return name not in _OTHERS and (share >= TIMES_IN_TEN or (share > 0 and name in _STARTS | _ENDS))


def _named(names: Sequence[str], wanted: frozenset[str], among: Sequence[int]) -> int | None:
    return next((nth for nth in among if names[nth] in wanted), None)


def _share(cells: Sequence[str], fits: Callable[[str], bool]) -> int:
    """How many in ten of the cells fit, rounded down."""
    return sum(map(fits, cells)) * 10 // len(cells)


def _is_time(cell: str) -> bool:
    return _time(cell, 1000) is not None


def _says_ms(name: str) -> bool:
    return re.search(r"(?:^|[^a-z])ms(?:$|[^a-z])|[a-z]Ms$|millis", name) is not None


def _counts(cells: Sequence[str]) -> bool:
    """Whether a column only numbers its rows."""
    numbers = [
        int(cell) for cell in map(str.strip, cells) if cell.isascii() and cell.isdecimal() and len(cell) < _INDEX_DIGITS
    ]
    return len(numbers) == len(cells) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _are_lengths(starts: Sequence[str], ends: Sequence[str]) -> bool:
    """Whether the second times are mostly smaller than the first: they then say how long, not until when."""
    pairs = [(_time(start, 1000) or 0, _time(end, 1000) or 0) for start, end in zip(starts, ends, strict=True)]
    return sum(end < start for start, end in pairs) * 2 > len(pairs)
