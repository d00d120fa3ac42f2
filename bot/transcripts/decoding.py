"""Bytes to lines. UTF-8, with or without BOM, and UTF-16 with BOM; nothing is guessed.

Big5 and GB18030 cannot be told apart for certain, and a wrong guess puts rubbish in the index that nobody sees:
such a file is refused with a sentence that says how to save it. Single broken lines of a file that is otherwise
in order are left out and reported.
"""

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import TranscriptError
from bot.transcripts.transcript import LINE_ENCODING, LINE_NUL, Problem

MAX_CHARS = 2_000_000
"""Over a hundred hours of Mandarin, thirty of English; past that it is no episode, and indexing takes minutes."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_FOREIGN_SHARE = 5
_STRAY = "\udc80"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's lines without their ends; None stands where a line was unreadable, and `problems` says why."""

    lines: Sequence[str | None]
    problems: tuple[Problem, ...]


def decode(data: bytes) -> Decoded:
    """The lines of a text file, ended by LF, CRLF or CR.

    Raises:
        TranscriptError: `transcript.empty`, `transcript.encoding`, `transcript.binary`, `transcript.too_large`.
    """
    text = _text(data)
    if len(text) > MAX_CHARS:
        raise TranscriptError("transcript.too_large", chars=len(text), max_chars=MAX_CHARS)
    raw = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    problems = [problem for number, line in enumerate(raw, 1) if (problem := _problem(number, line))]
    broken = {problem.line for problem in problems}
    lines = [None if number in broken else line.lstrip("\ufeff") for number, line in enumerate(raw, 1)]
    if all(line is not None and not line.strip() for line in lines):
        raise TranscriptError("transcript.empty")
    if problems and _is_foreign(lines, len(problems)):
        raise TranscriptError(foreign_code(data))
    return Decoded(lines, tuple(problems))


def _text(data: bytes) -> str:
    """Decoded without loss: what is no character becomes a lone surrogate, which no sound text contains."""
    for bom, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(bom):
            odd = len(data) % 2
            return data[2 : len(data) - odd].decode(encoding, "surrogatepass") + _STRAY * odd
    return data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")


def _problem(number: int, line: str) -> Problem | None:
    if _SURROGATE.search(line):
        return Problem.at(number, LINE_ENCODING, line)
    if "\0" in line:
        return Problem.at(number, LINE_NUL, line)
    return None


def _is_foreign(lines: Sequence[str | None], broken: int) -> bool:
    """Whether the whole file, not a line of it, is something else.

    Another encoding breaks every line that is not ASCII, save a few that are valid by chance; in SRT every second
    or third line is ASCII in any encoding, hence a fifth of the lines and not most of them. One broken line alone
    condemns a file only if no other line has anything to say.
    """
    full = [line for line in lines if line is not None and line.strip()]
    sound = sum(not line.isascii() for line in full)
    if not full:
        return True
    return broken > 1 and sound * 10 < broken and broken * _FOREIGN_SHARE >= len(full) + broken


def foreign_code(data: bytes) -> str:
    """The error of a file that is no text as read here: no text at all, or in another encoding.

    In UTF-16 without BOM nearly all NUL bytes stand at even places or nearly all at odd ones; in a picture or an
    archive they stand anywhere.
    """
    even, odd = data[::2].count(0), data[1::2].count(0)
    is_binary = data[:4] in _MAGIC or min(even, odd) * 10 > max(even, odd)
    return "transcript.binary" if is_binary else "transcript.encoding"


_MAGIC = frozenset({b"\x89PNG", b"\xff\xd8\xff\xe0", b"%PDF", b"PK\x03\x04", b"OggS", b"RIFF", b"ID3\x03", b"ID3\x04"})
"""The first bytes of what is most often mistaken for a transcript: pictures, documents, archives, audio."""
