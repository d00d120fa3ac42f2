"""The casebooks under `tests/transcripts`: small transcripts with their cues, each of one quirk.

A case begins with `=== name`, with `| options` behind it where it has any: an encoding, `crlf`, `offset=SECONDS`,
`inserted=START-END,...` in seconds. Then follow the transcript, `---`, and what reading it gives, a line each:

    1-2.5 (Ann) <1>Hot <1.5>tea     a cue: its times in seconds, its speaker, its words with their times
    ! 3 line.time                   a problem, by its line or its path
    ~                               the transcript has no times
    X transcript.json               nothing of it is read, for this reason
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.errors import TranscriptError
from bot.model import Cue
from bot.transcripts.reading import read_transcript
from bot.transcripts.timing import Timing

FOLDER = Path(__file__).parent / "transcripts"
_ESCAPE = re.compile(r"\\(?:u[0-9a-f]{4}|x[0-9a-f]{2})")
_RANGE = re.compile(r"([0-9.]+)-([0-9.]+)")


@dataclass(frozen=True)
class Case:
    """A transcript, how it is read, and what that gives."""

    name: str
    data: bytes
    timing: Timing
    expected: list[str]


def cases() -> list[Case]:
    """All of them, by book."""
    return [case for book in sorted(FOLDER.glob("*.txt")) for case in _cases(book)]


def told(case: Case) -> list[str]:
    """What reading the case's transcript gives, as casebooks write it."""
    try:
        transcript = read_transcript(case.data, case.timing)
    except TranscriptError as error:
        return [f"X {error.code}"]
    return [
        *["~"] * transcript.untimed,
        *map(_told_cue, transcript.cues),
        *(f"! {problem.path or problem.line} {problem.code}" for problem in transcript.problems),
    ]


def _cases(book: Path) -> Iterator[Case]:
    for part in f"\n{book.read_text(encoding='utf-8')}".split("\n=== ")[1:]:
        head, _, rest = part.partition("\n")
        content, _, expected = rest.partition("\n---\n")
        name, _, given = head.partition(" | ")
        options = given.split()
        yield Case(
            f"{book.stem}: {name}",
            _encoded(content + "\n", options),
            _timing(options),
            [_unescaped(line) for line in expected.split("\n") if line],
        )


def _encoded(text: str, options: list[str]) -> bytes:
    if "{" not in text:  # JSON has escapes of its own
        text = _unescaped(text)
    if "crlf" in options:
        text = text.replace("\n", "\r\n")
    encodings = [option for option in options if option != "crlf" and "=" not in option]
    return text.encode(encodings[0] if encodings else "utf-8")


def _timing(options: list[str]) -> Timing:
    given = dict(option.split("=") for option in options if "=" in option)
    ranges = tuple((_ms(start), _ms(end)) for start, end in _RANGE.findall(given.get("inserted", "")))
    return Timing(_ms(given.get("offset", "0")), ranges)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(f"0x{match[0][2:]}", 0)), text)


def _ms(seconds: str) -> int:
    return round(float(seconds) * 1000)


def _told_cue(cue: Cue) -> str:
    text = cue.text
    for offset, word_ms in reversed(cue.words):
        text = f"{text[:offset]}<{word_ms / 1000:g}>{text[offset:]}"
    speaker = f"({cue.speaker}) " if cue.speaker else ""
    return f"{_seconds(cue.start_ms)}-{_seconds(cue.end_ms)} {speaker}{text}"


def _seconds(position_ms: int) -> str:
    return f"{position_ms / 1000:.3f}".rstrip("0").rstrip(".")
