"""Plain text without times: paragraphs, one after the other. It is searched, and shown without a time.

A paragraph ends at a blank line, or where the file has none at the end of a line. A long one is cut at the ends of
sentences, so that what is shown around a quote is not a page. Each cue gets the time that its words may take, one
after the other: that orders them, and lets a clip be of a length; nobody is shown it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.transcripts import speakers
from bot.transcripts.assembly import Lines
from bot.transcripts.tempo import syllables
from bot.transcripts.transcript import FILE_UNTIMED, WHOLE_FILE, Problem, Reading, TimedText, clean

SYLLABLE_MS = 200
SHORTEST_MS = 1_000
LONGEST_CHARS = 400
"""A longer paragraph is cut."""
SHORTEST_CHARS = 150
"""No sentence ends a piece before this."""
LETTERS_IN_TEN = 5
"""So many characters in ten are letters where a text is one."""
LETTERS_A_SYLLABLE = 20
"""No word is longer than that for each of its syllables."""

_SENTENCE_END = re.compile(r"[。！？!?…]+[」』”’\"')）]*|\.[\"”’')]*(?=\s)")


def is_prose(lines: Sequence[str]) -> bool:
    """Whether these lines are words rather than signs, numbers or one endless row of letters."""
    text = "\n".join(lines)
    solid = "".join(text.split())
    letters = sum(map(str.isalpha, solid))
    return 1 < letters <= syllables(text) * LETTERS_A_SYLLABLE and letters * 10 >= len(solid) * LETTERS_IN_TEN


def read(lines: Lines) -> Reading:
    """The paragraphs of a file in its order."""
    return untimed((number, text, None) for number, text in _paragraphs(lines))


def untimed(paragraphs: Iterable[tuple[int, str, str | None]]) -> Reading:
    """Paragraphs without times as a reading: the line and the text of each, and its speaker, if that is known."""
    parts = ((line, part, speaker) for line, text, speaker in paragraphs for part in _pieces(clean(text)))
    note = Problem.at(WHOLE_FILE, FILE_UNTIMED, "")
    return speakers.from_prefixes(Reading(tuple(_in_order(parts)), (note,), untimed=True))


def _in_order(parts: Iterable[tuple[int, str, str | None]]) -> Iterator[TimedText]:
    start_ms = 0
    for line, text, speaker in parts:
        end_ms = start_ms + max(int(syllables(text) * SYLLABLE_MS), SHORTEST_MS)
        yield TimedText(line, start_ms, end_ms, text, text, speaker)
        start_ms = end_ms


def _paragraphs(lines: Lines) -> Iterator[tuple[int, str]]:
    full = [number for number, line in enumerate(lines, 1) if line is not None and line.strip()]
    is_spaced = bool(full) and any(line is not None and not line.strip() for line in lines[full[0] : full[-1]])
    begun, parts = 0, list[str]()
    for number, line in enumerate(lines, 1):
        text = (line or "").strip()
        if parts and (not text or not is_spaced):
            yield begun, " ".join(parts)
            parts = []
        if text:
            begun = begun if parts else number
            parts.append(text)
    if parts:
        yield begun, " ".join(parts)


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces of whole sentences, as far as they have an end."""
    begin = 0
    for match in _SENTENCE_END.finditer(text):
        if len(text) - begin <= LONGEST_CHARS:
            break
        if match.end() - begin >= SHORTEST_CHARS:
            yield text[begin : match.end()].strip()
            begin = match.end()
    if rest := text[begin:].strip():
        yield rest
