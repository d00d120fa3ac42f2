"""A quote as far as there is room for it: the match in the middle, strong and in 「」, the context around it dim."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handlers.columns import ELLIPSIS, clean, columns, head_to_pause, head_within, tail_from_pause, tail_within


class Style(StrEnum):
    """What a run of text is."""

    PLAIN = "plain"
    STRONG = "strong"
    """Words that matched, or a clip's."""
    DIM = "dim"
    """Context."""


@dataclass(frozen=True, slots=True)
class Instant:
    """An instant that is told.

    Attributes:
        at: aware.
        is_distance: whether it is told as how far away it is.
    """

    at: datetime
    is_distance: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive characters of one style, on one line.

    Attributes:
        link: where they lead, if anywhere.
        inline: whether a link is a word of its line, such as a time, and no button even where links are buttons.
        instant: what the text tells of; where clients show each reader an instant in their own zone, they do.
        channel: `platform:channel`, as `bot.model.Destination.channel` has it, of what the text names; where clients
            show channels by their names, they do.
        person: `platform:user id` of who the text tells of; where clients show people by their names, they do.
    """

    text: str
    style: Style = Style.PLAIN
    link: str | None = None
    inline: bool = False
    instant: Instant | None = None
    person: str = ""
    channel: str = ""


Line = tuple[Run, ...]
Marks = Sequence[tuple[int, int]]


def excerpt(text: str, marks: Marks, room: int, quoted: tuple[int, int] | None = None) -> Line:
    """The part of a text around its marks that fits into `room` columns, with the marks strong and in 「」.

    It begins and ends at a pause where there is one near, in a text without any between two characters.

    Args:
        text: on one line after cleaning.
        marks: rising, disjoint `[start, end)` offsets.
        room: columns, brackets and ellipses included.
        quoted: the part of the text that is no context; all of it where this is not given.
    """
    text = clean(text)
    inner = quoted or (0, len(text))
    marks = _marks_within(text, marks or ((inner[0], inner[0]),), room)
    start, end = marks[0][0], marks[-1][1]
    spare = max(room - columns(text[start:end]) - _trimmings(marks), 0)
    left = tail_within(text[:start], spare // 2)
    right = head_to_pause(text[end:], spare - columns(text[start - left : start]))
    left = tail_from_pause(text[:start], spare - columns(text[end : end + right]))
    begin, stop = start - left, end + right
    begin += len(text[begin:start]) - len(text[begin:start].lstrip())
    stop -= len(text[end:stop]) - len(text[end:stop].rstrip())
    return tuple(quote_runs(text, marks, (begin, stop), inner))


def _trimmings(marks: Marks) -> int:
    """The columns of the brackets and of an ellipsis at either end."""
    return 4 * len(marks) + 2 * columns(ELLIPSIS)


def _marks_within(text: str, marks: Marks, room: int) -> Marks:
    """As many of the marks as fit from the first on; the first is cut where it alone does not."""
    while len(marks) > 1 and columns(text[marks[0][0] : marks[-1][1]]) + _trimmings(marks) > room:
        marks = marks[:-1]
    if len(marks) > 1:
        return marks
    [(start, end)] = marks
    return [(start, start + head_within(text[start:end], room - _trimmings(marks)))]


def quote_runs(text: str, marks: Marks, window: tuple[int, int], inner: tuple[int, int]) -> Iterable[Run]:
    """The window's text in runs: context dim, marks strong and in 「」, ellipses where it was cut."""
    begin, stop = window
    if begin:
        yield Run(ELLIPSIS, Style.DIM)
    position = begin
    for start, end in marks:
        yield from _unmarked(text, position, start, inner)
        if start < end:
            yield Run("「")
            yield Run(text[start:end], Style.STRONG)
            yield Run("」")
        position = end
    yield from _unmarked(text, position, stop, inner)
    if stop < len(text):
        yield Run(ELLIPSIS, Style.DIM)


def _unmarked(text: str, start: int, end: int, inner: tuple[int, int]) -> Iterable[Run]:
    cuts = [start, min(max(inner[0], start), end), min(max(inner[1], start), end), end]
    styles = (Style.DIM, Style.PLAIN, Style.DIM)
    for style, first, last in zip(styles, cuts[:-1], cuts[1:], strict=True):
        if first < last:
            yield Run(text[first:last], style)
