"""Bytes to lines: UTF-8, UTF-16, and the two encodings that Mandarin was written in before, Big5 and GB18030.

Single broken lines of a file that is otherwise in order are left out and reported. A file that is all in another
encoding is read in that, with a note, where its bytes tell which (see `bot.transcripts.legacy`); where they do not it
is refused with a sentence that says how to save it, as a wrong guess puts rubbish in the index that nobody sees.
"""

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.errors import TranscriptError
from bot.transcripts.documents import is_document
from bot.transcripts.legacy import legacy_encoding
from bot.transcripts.transcript import FILE_ENCODING, LINE_ENCODING, LINE_NUL, WHOLE_FILE, Problem

MAX_CHARS = 2_000_000
"""Over a hundred hours of Mandarin, thirty of English; past that it is no episode, and indexing takes minutes."""

MAX_DOCUMENT_CHARS = 12_000_000
"""Of JSON, XML and HTML: whisper.cpp writes four million an hour where it tells of every token."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_UNREADABLE = re.compile("[\0\ud800-\udfff]")
_FOREIGN_SHARE = 5
WIDE_SHARE = 10
"""One in so many characters at least is of ASCII in a transcript with times."""
_STRAY = "\udc80"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text.

    Attributes:
        text: all of it; what is no character is a lone surrogate.
        lines: without their ends; None stands where a line was unreadable, and `problems` says why.
    """

    text: str
    lines: Sequence[str | None]
    problems: tuple[Problem, ...]

    @property
    def whole(self) -> str:
        """The text with U+FFFD where something is no character: for documents, whose lines mean nothing."""
        return _UNREADABLE.sub("\ufffd", self.text).lstrip("\ufeff") if self.problems else self.text.lstrip("\ufeff")


def decode(data: bytes) -> Decoded:
    """The lines of a text file, ended by LF, CRLF or CR.

    Raises:
        TranscriptError: `transcript.empty`, `transcript.encoding`, `transcript.binary`, `transcript.too_large`.
    """
    decoded = _decoded(_text(data))
    if decoded.problems and _is_foreign(decoded.lines, len(decoded.problems)):
        code = foreign_code(data)
        encoding = legacy_encoding(data) if code == "transcript.encoding" else None
        if encoding is None:
            raise TranscriptError(code)
        again = _decoded(data.decode(encoding, "surrogateescape"))
        note = Problem.at(WHOLE_FILE, FILE_ENCODING, encoding)
        return replace(again, problems=(note, *again.problems))
    return decoded


def _decoded(text: str) -> Decoded:
    limit = MAX_DOCUMENT_CHARS if is_document(text) else MAX_CHARS
    if len(text) > limit:
        raise TranscriptError("transcript.too_large", chars=len(text), max_chars=limit)
    raw = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    problems = [problem for number, line in enumerate(raw, 1) if (problem := _problem(number, line))]
    broken = {problem.line for problem in problems}
    lines = [None if number in broken else line.lstrip("\ufeff") for number, line in enumerate(raw, 1)]
    if all(line is not None and not line.strip() for line in lines):
        raise TranscriptError("transcript.empty")
    return Decoded(text, lines, tuple(problems))


def _text(data: bytes) -> str:
    """Decoded without loss: what is no character becomes a lone surrogate, which no sound text contains."""
    for bom, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(bom):
            return _wide_text(data[2:], encoding)
    wide = _wide_encoding(data)
    return _wide_text(data, wide) if wide else data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")


def _wide_text(data: bytes, encoding: str) -> str:
    odd = len(data) % 2
    return data[: len(data) - odd].decode(encoding, "surrogatepass") + _STRAY * odd


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without its mark: digits, spaces and line ends have their NUL on one side, and there are many."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    if max(even, odd) * WIDE_SHARE < len(data) // 2 or min(even, odd) * 10 > max(even, odd) or not max(even, odd):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


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

    Neither Big5 nor GB18030 has a NUL; a picture or an archive has many.
    """
    is_binary = data[:4] in _MAGIC or data.count(0) * 100 > len(data)
    return "transcript.binary" if is_binary else "transcript.encoding"


_MAGIC = frozenset({b"\x89PNG", b"\xff\xd8\xff\xe0", b"%PDF", b"PK\x03\x04", b"OggS", b"RIFF", b"ID3\x03", b"ID3\x04"})
"""The first bytes of what is most often mistaken for a transcript: pictures, documents, archives, audio."""
