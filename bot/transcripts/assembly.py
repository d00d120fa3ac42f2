"""Lines that open a cue and lines that belong to one: what the line formats have in common."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from bot.transcripts.transcript import LINE_NO_TIME, LINE_TIME, Problem, Reading, TimedText

Lines = Sequence[str | None]
"""The lines of a file; None stands for an unreadable one, which is reported already."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A line with a time, and the text beside the time, if any."""

    start_ms: int
    end_ms: int
    text: str = ""


class Mark(Enum):
    """What any other line is."""

    TEXT = auto()
    """Belongs to the cue above, blank lines between them or not."""
    SKIP = auto()
    """Says nothing: blank, an index, a comment."""
    BAD_TIME = auto()
    """Meant as a time: what follows belongs to a cue that cannot be placed."""
    LOST = auto()
    """Unreadable, and may have held a time: what follows cannot be placed either."""


def assemble(lines: Lines, marks: Iterable[Opening | Mark]) -> Reading:
    """The timed texts of a file, given for each line what it is. Texts of several lines keep their line ends."""
    assembly = _Assembly()
    for number, (line, mark) in enumerate(zip(lines, marks, strict=True), 1):
        assembly.add(number, line or "", mark)
    assembly.close()
    return Reading(tuple(assembly.timed), tuple(assembly.problems))


@dataclass(slots=True)
class _Cue:
    line: int
    source: str
    opening: Opening
    parts: list[str]


@dataclass(slots=True)
class _Assembly:
    timed: list[TimedText] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    cue: _Cue | None = None
    seen_time: bool = False

    def add(self, number: int, line: str, mark: Opening | Mark) -> None:
        if mark is Mark.SKIP:
            return
        if mark is Mark.TEXT:
            self._add_text(number, line)
            return
        self.close()
        self.seen_time = True
        if isinstance(mark, Opening):
            self.cue = _Cue(number, line, mark, [mark.text])
        elif mark is Mark.BAD_TIME:
            self.problems.append(Problem.at(number, LINE_TIME, line))

    def close(self) -> None:
        if self.cue is not None:
            opening, text = self.cue.opening, "\n".join(self.cue.parts)
            self.timed.append(TimedText(self.cue.line, opening.start_ms, opening.end_ms, text, self.cue.source))
        self.cue = None

    def _add_text(self, number: int, line: str) -> None:
        if self.cue is not None:
            self.cue.parts.append(line)
        elif not self.seen_time:
            self.problems.append(Problem.at(number, LINE_NO_TIME, line))
