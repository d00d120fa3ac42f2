"""Bytes to a transcript, whatever the format: the file's suffix is not asked, its content is.

A new format of lines is a module with `matches` and `read`, and a line in `FORMATS`; those readers are our own and
small: the libraries for SRT and WebVTT pass over bad lines in silence or take them for text, and none says which line
it was. JSON, CSV, XML and HTML are parsed by libraries.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.errors import TranscriptError
from bot.transcripts import blocks, documents, lrc, prose, srt, tables, turns, webvtt
from bot.transcripts.assembly import Lines
from bot.transcripts.decoding import MAX_CHARS, Decoded, decode, foreign_code
from bot.transcripts.gather import words_joined
from bot.transcripts.repair import ended_by_next, repair
from bot.transcripts.speakers import named
from bot.transcripts.tempo import in_right_unit
from bot.transcripts.timing import AS_WRITTEN, Timing, as_heard
from bot.transcripts.transcript import WHOLE_FILE, NoCueError, Reading, Transcript, check_count

BROKEN_SHARE = 10
"""Text of which more lines than one in so many are unreadable is no text."""
READING_FORMAT = 2
"""Rises with every change of what reading makes of the same bytes, so that files are imported anew."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format of transcripts.

    Attributes:
        name: for people.
        matches: how many of the lines speak for this format; the format with the most reads the file.
        read: the timed texts of a file of this format.
    """

    name: str
    matches: Callable[[Sequence[str]], int]
    read: Callable[[Lines], Reading]


FORMATS: tuple[Format, ...] = (
    Format("WebVTT", webvtt.matches, webvtt.read),
    Format("timed blocks", blocks.matches, blocks.read),
    Format("LRC", lrc.matches, lrc.read),
    Format("table", tables.matches, tables.read),
    Format("turns", turns.matches, turns.read),
    Format("SRT", srt.matches, srt.read),
)
"""Those of lines; of two with as many lines the first. Documents tell themselves, see `bot.transcripts.documents`."""


def read_transcript(data: bytes, timing: Timing = AS_WRITTEN) -> Transcript:
    """The cues of a transcript in any of the formats, and what was wrong with the rest.

    Args:
        data: the file.
        timing: how its times differ from what is heard.

    Raises:
        TranscriptError: nothing of it can be used: `transcript.empty`, `transcript.encoding`, `transcript.binary`,
            `transcript.too_large`, `transcript.format`, or what `bot.transcripts.documents.read` and `finished` raise.
    """
    decoded = decode(data)
    reading = documents.read(decoded.whole) if documents.is_document(decoded.whole) else _read_lines(decoded, data)
    return finished(replace(reading, problems=(*decoded.problems, *reading.problems)), timing)


def finished(reading: Reading, timing: Timing = AS_WRITTEN) -> Transcript:
    """The cues of what a format's reader found: in the right unit, as they are heard, and repaired.

    Raises:
        TranscriptError: `transcript.too_many_cues`, `transcript.too_large`, `transcript.unit`, or as a `NoCueError`
            `transcript.no_cue` or `transcript.no_words`.
    """
    _check_size(reading)
    reading = as_heard(in_right_unit(words_joined(named(reading))), timing)
    timed = reading.timed if reading.has_ends else ended_by_next(reading.timed)
    cues, repairs = repair(timed, has_ends=reading.has_ends)
    problems = tuple(sorted((*reading.problems, *repairs), key=lambda problem: problem.line))
    if not cues:
        raise NoCueError(tuple(problem for problem in problems if problem.line != WHOLE_FILE))
    return Transcript(cues, problems, reading.untimed)


def _read_lines(decoded: Decoded, data: bytes) -> Reading:
    readable = [line for line in decoded.lines if line is not None]
    claims = [(form.matches(readable), form) for form in FORMATS]
    claim, form = max(claims, key=lambda pair: pair[0])
    if claim:
        return form.read(decoded.lines)
    if len(decoded.problems) * BROKEN_SHARE <= len(readable) and prose.is_prose(readable):
        return prose.read(decoded.lines)
    raise TranscriptError(foreign_code(data) if decoded.problems else "transcript.format")


def _check_size(reading: Reading) -> None:
    """Bound what is kept: a document may be large for what it has beside its words."""
    check_count(len(reading.timed))
    chars = sum(len(timed.text) for timed in reading.timed)
    if chars > MAX_CHARS:
        raise TranscriptError("transcript.too_large", chars=chars, max_chars=MAX_CHARS)
