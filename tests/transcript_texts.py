"""Small transcripts for the tests of reading, and a way to state what an odd one gives."""

from dataclasses import dataclass

from bot.transcripts.reading import read_transcript


@dataclass(frozen=True)
class Odd:
    """An odd file, the cues that it has all the same as (start, end, text), and its problems as (line, code)."""

    name: str
    data: bytes
    cues: list[tuple[int, int, str]]
    problems: tuple[tuple[int, str], ...] = ()


def file(*lines: str, end: str = "\n") -> bytes:
    """The lines as UTF-8, each ended."""
    return (end.join(lines) + end).encode()


def srt(*cues: str) -> bytes:
    """The cues with their indexes and blank lines."""
    return "".join(f"{number}\n{cue}\n\n" for number, cue in enumerate(cues, 1)).encode()


FIRST = "(00:00~01:00) 第一段"
SECOND = "(01:00~02:00) 第二段"
BOTH = [(0, 60_000, "第一段"), (60_000, 120_000, "第二段")]
ONE = "00:00:01,000 --> 00:00:02,000\none"
TWO = "00:00:03,000 --> 00:00:04,000\ntwo"
BOTH_SRT = [(1000, 2000, "one"), (3000, 4000, "two")]
VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\none\n\n00:03.000 --> 00:04.000\ntwo\n"


def cues_and_problems(data: bytes) -> tuple[list[tuple[int, int, str]], tuple[tuple[int, str], ...]]:
    """What reading the file gives, as `Odd` states it."""
    transcript = read_transcript(data)
    return (
        [(cue.start_ms, cue.end_ms, cue.text) for cue in transcript.cues],
        tuple((problem.line, problem.code) for problem in transcript.problems),
    )
