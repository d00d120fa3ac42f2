"""WebVTT: a header, then blocks of a cue or a comment each, parted by blank lines.

After the W3C's "WebVTT: The Web Video Text Tracks Format". Hours are optional. Comments, style sheets, regions,
names and settings of cues are skipped; a voice span names the speaker, and where there is none in the file, a name
before a colon. A time inside a text is that of the words behind it. A blank line inside a text, which the standard
forbids and programs write, ends nothing.
"""

from collections.abc import Iterator, Sequence

from bot.transcripts import arrows, markup, rolling, speakers
from bot.transcripts.assembly import Lines, Mark, Opening, assemble
from bot.transcripts.transcript import Reading

_HEADER = "WEBVTT"
_ASIDES = ("NOTE", "STYLE", "REGION", "Region:")


def matches(lines: Sequence[str]) -> int:
    """More than any other format can claim where the first line with something on it is WebVTT's."""
    first = next((line for line in lines if line.strip()), "")
    return len(lines) + 1 if _is_header(first) else 0


def read(lines: Lines) -> Reading:
    """The cues of a file in its order."""
    reading = markup.with_voices(rolling.unrolled(assemble(lines, _marks(lines))))
    has_voices = any(timed.speaker for timed in reading.timed)
    return reading if has_voices else speakers.from_prefixes(reading)


def _is_header(line: str) -> bool:
    return line.strip().split(None, 1)[:1] == [_HEADER]


def _marks(lines: Lines) -> Iterator[Opening | Mark]:
    aside = False
    for place, line in enumerate(lines):
        if line is not None and not line.strip():
            aside = False
        elif line is not None and (_is_header(line) or _begins_aside(lines, place)):
            aside = True
        mark = _mark(lines, place)
        if isinstance(mark, Opening):
            aside = False
        yield Mark.SKIP if aside else mark


def _begins_aside(lines: Lines, place: int) -> bool:
    words = (lines[place] or "").split(None, 1)
    return bool(words) and words[0] in _ASIDES and (place == 0 or not (lines[place - 1] or "").strip())


def _mark(lines: Lines, place: int) -> Opening | Mark:
    below = lines[place + 1] if place + 1 < len(lines) else None
    named = below is not None and arrows.is_time(below, expected=True)
    mark = arrows.mark_cue_line(lines, place)
    if mark is Mark.TEXT and named and arrows.begins_block(lines, place):
        return Mark.SKIP
    return mark
