"""What reading a transcript gives: cues, and what was wrong with the rest.

A reader turns lines into `TimedText`s, their times as written; `bot.transcripts.repair` makes `Cue`s of them.
"""

import re
from dataclasses import dataclass
from typing import NewType

from bot.errors import TranscriptError
from bot.model import Cue, WordTimes

EXCERPT_CHARS = 60
"""Enough to recognise a line by, short enough for a terminal's."""

ProblemCode = NewType("ProblemCode", str)

LINE_ENCODING = ProblemCode("line.encoding")
"""Bytes that are no characters, or half a surrogate pair: the line is left out."""
LINE_NUL = ProblemCode("line.nul")
"""NUL characters, as a crash leaves them: the line is left out."""
LINE_TIME = ProblemCode("line.time")
"""Stands where a time does but is none: the line is left out with the text that belongs to it."""
LINE_NO_TIME = ProblemCode("line.no_time")
"""Text before the first time: the line is left out."""
CUE_BEFORE_START = ProblemCode("cue.before_start")
"""Ends at or before zero: left out."""
CUE_NEGATIVE = ProblemCode("cue.negative")
"""Starts below zero: starts at zero instead."""
CUE_REVERSED = ProblemCode("cue.reversed")
"""Ends before it starts: the start is believed, the end is estimated."""
CUE_ZERO = ProblemCode("cue.zero")
"""Ends where it starts: the end is estimated."""
CUE_BACKWARDS = ProblemCode("cue.backwards")
"""Starts before the cue above it: moved to where its time says."""
CUE_OVERLAP = ProblemCode("cue.overlap")
"""Runs more than a second into the next cue: its end is trimmed."""
CUE_DUPLICATE = ProblemCode("cue.duplicate")
"""The same span with the same words again: left out."""

CUE_SHAPE = ProblemCode("cue.shape")
"""A part of a document that is no cue as its format has them, or has no time: left out."""
CUE_BROKEN_OFF = ProblemCode("cue.broken_off")
"""The document is damaged from here on, or cut off: what could be read before is kept."""
FILE_ENCODING = ProblemCode("file.encoding")
"""The encoding was told from the file's bytes; the excerpt is its name."""
FILE_UNTIMED = ProblemCode("file.untimed")
"""No times in it: it is searched, and shown without them."""
FILE_UNIT = ProblemCode("file.unit")
"""All times were of another unit than they say; the excerpt is what they were multiplied by."""
WHOLE_FILE = 0
"""The line of a problem that is the whole file's."""

MAX_CUES = 200_000
"""Of one file: one a second for over two days; with a cue for each word, of a day."""

HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""A character of those that are written without spaces, each about a syllable: Han, kana, Hangul."""
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file.

    Attributes:
        line: counted from 1; for a cue, the line of its time.
        code: the key of its sentence, one of the constants of this module.
        excerpt: the beginning of the line, printable.
        path: where in a document without lines, such as `segments[3].start`; then `line` only orders.
    """

    line: int
    code: ProblemCode
    excerpt: str
    path: str = ""

    @classmethod
    def at(cls, line: int, code: ProblemCode, text: str, path: str = "") -> "Problem":
        """The problem of the line that reads `text`, of which an excerpt is kept."""
        return cls(line, code, _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text[:EXCERPT_CHARS]).strip(), path)


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a file says.

    Attributes:
        cues: by rising start, at least one; none starts below zero, each ends after it starts. Two overlap only
            where they start together.
        problems: by rising line.
        untimed: whether the file has no times; see `bot.model.Episode`.
    """

    cues: tuple[Cue, ...]
    problems: tuple[Problem, ...]
    untimed: bool = False


@dataclass(frozen=True, slots=True)
class TimedText:
    """A text with its times as written, which may be anything.

    Attributes:
        line: of its time, counted from 1.
        end_ms: where the format or the file does not give it, the start: it is estimated then.
        source: that line, for excerpts.
        words: the times of its words; their offsets are into `text`, which then is clean (see `clean`).
        path: see `Problem`.
    """

    line: int
    start_ms: int
    end_ms: int
    text: str
    source: str
    speaker: str | None = None
    words: WordTimes = ()
    path: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a format's reader found, in the order of the file.

    Attributes:
        untimed: whether the file has no times; its texts then stand one after the other in estimated ones.
        has_ends: whether the format says when a text ends; where it does not, it ends where the next one begins.
    """

    timed: tuple[TimedText, ...]
    problems: tuple[Problem, ...]
    untimed: bool = False
    has_ends: bool = True


class NoCueError(TranscriptError):
    """A file of a known format without one usable cue; `problems` says why, by rising line.

    Its code is `transcript.no_cue`, or `transcript.no_words` where nothing is wrong but that there is nothing.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        if problems:
            super().__init__("transcript.no_cue", problems=len(problems))
        else:
            super().__init__("transcript.no_words")
        self.problems = problems


def check_count(count: int) -> None:
    """Make sure that a file has no more cues than an episode can.

    Raises:
        TranscriptError: `transcript.too_many_cues`.
    """
    if count > MAX_CUES:
        raise TranscriptError("transcript.too_many_cues", cues=count, max_cues=MAX_CUES)


def clean(text: str) -> str:
    """The text on one line: white space and control characters become single spaces."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())
