"""Bytes to a transcript, whatever the format: the file's suffix is not asked, its content is.

A new format is a module with `matches` and `read`, and a line in `FORMATS`. The readers are our own and small: the
libraries for SRT and WebVTT pass over bad lines in silence or take them for text, and none says which line it was.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.errors import TranscriptError
from bot.transcripts import blocks, srt, webvtt
from bot.transcripts.assembly import Lines
from bot.transcripts.decoding import decode, foreign_code
from bot.transcripts.repair import repair
from bot.transcripts.transcript import NoCueError, Reading, Transcript

READING_FORMAT = 1
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
    Format("SRT", srt.matches, srt.read),
)


def read_transcript(data: bytes) -> Transcript:
    """The cues of a transcript in any of `FORMATS`, and what was wrong with the rest.

    Raises:
        TranscriptError: nothing of it can be used: `transcript.empty`, `transcript.encoding`, `transcript.binary`,
            `transcript.too_large`, `transcript.format`, or `transcript.no_cue` or `transcript.no_words` as a
                `NoCueError`.
    """
    decoded = decode(data)
    readable = [line for line in decoded.lines if line is not None]
    claims = [(form.matches(readable), form) for form in FORMATS]
    claim, form = max(claims, key=lambda pair: pair[0])
    if not claim:
        raise TranscriptError(foreign_code(data) if decoded.problems else "transcript.format")
    reading = form.read(decoded.lines)
    cues, repairs = repair(reading.timed)
    problems = tuple(sorted((*decoded.problems, *reading.problems, *repairs), key=lambda problem: problem.line))
    if not cues:
        raise NoCueError(problems)
    return Transcript(cues, problems)
