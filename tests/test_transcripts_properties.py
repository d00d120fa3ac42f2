import contextlib
import json
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from bot.errors import TranscriptError
from bot.model import Cue
from bot.transcripts.reading import read_transcript
from bot.transcripts.repair import repair
from bot.transcripts.transcript import TimedText, Transcript
from tests.transcript_cases import cases

FIELDS = [
    "segments",
    "events",
    "transcription",
    "chunks",
    "words",
    "tokens",
    "segs",
    "text",
    "body",
    "word",
    "utf8",
    "start",
    "end",
    "startTime",
    "endTime",
    "offsets",
    "timestamps",
    "timestamp",
    "from",
    "to",
    "tStartMs",
    "tOffsetMs",
    "dDurationMs",
    "speaker",
    "duration",
    "chapters",
]

times = st.integers(-5_000, 200_000)
rows = st.builds(
    TimedText, st.integers(1, 99), times, times, st.sampled_from(["", " ", "甲", "乙 丙", "word"]), st.just("source")
)
TIME_LINES = ["(00:00~01:00) 甲", "(01:00~", "00:00:01,000 --> 00:00:02,000", "-->"]
fragments = st.sampled_from([*TIME_LINES, "WEBVTT", "NOTE", "1", "2", "", "<v Ann>", "甲"])


CASES = [case.data for case in cases()]
edits = st.lists(
    st.tuples(st.integers(0, 3000), st.integers(0, 40), st.one_of(st.binary(max_size=8), st.sampled_from(CASES))),
    max_size=4,
)


def read(data: bytes) -> Transcript | None:
    with contextlib.suppress(TranscriptError):
        return read_transcript(data)
    return None


def hold_words(cue: Cue) -> bool:
    words = [(-1, cue.start_ms), *cue.words]
    return all(
        one[0] < other[0] < len(cue.text) and one[1] <= other[1] < cue.end_ms and not cue.text[other[0]].isspace()
        for one, other in pairwise(words)
    )


def hold_their_promise(transcript: Transcript) -> bool:
    cues = transcript.cues
    return (
        bool(cues)
        and all(0 <= cue.start_ms < cue.end_ms and cue.text.strip() for cue in cues)
        and all(one.start_ms <= other.start_ms for one, other in pairwise(cues))
        and all(one.end_ms <= other.start_ms for one, other in pairwise(cues) if one.start_ms < other.start_ms)
        and all(hold_words(cue) for cue in cues)
        and all(one.line <= other.line for one, other in pairwise(transcript.problems))
    )


@given(st.binary(max_size=300))
@example(b"\xff\xfe\x00")
@example(b"\xef\xbb\xbf\xef\xbb\xbf")
def test_arbitrary_bytes_are_read_or_refused_and_nothing_else(data: bytes) -> None:
    transcript = read(data)
    assert transcript is None or hold_their_promise(transcript)


@given(
    st.lists(fragments),
    st.sampled_from(["\n", "\r\n", "\n\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "big5"]),
)
def test_lines_of_transcripts_in_any_order_are_read_or_refused(lines: list[str], end: str, encoding: str) -> None:
    transcript = read(end.join(lines).encode(encoding))
    assert transcript is None or hold_their_promise(transcript)


@given(st.sampled_from(CASES), edits)
def test_a_valid_transcript_that_was_damaged_is_read_or_refused(
    data: bytes, damages: list[tuple[int, int, bytes]]
) -> None:
    for place, length, put in damages:
        data = data[:place] + put + data[place + length :]
    transcript = read(data)
    assert transcript is None or hold_their_promise(transcript)


@given(st.sampled_from(CASES), st.integers(0, 3000))
def test_a_valid_transcript_that_is_cut_off_is_read_or_refused(data: bytes, length: int) -> None:
    transcript = read(data[:length])
    assert transcript is None or hold_their_promise(transcript)


@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
        lambda inner: st.one_of(
            st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(FIELDS), inner, max_size=5)
        ),
    )
)
def test_json_of_any_shape_is_read_or_refused(document: object) -> None:
    transcript = read(json.dumps(document).encode())
    assert transcript is None or hold_their_promise(transcript)


@given(st.lists(rows))
def test_repaired_cues_are_sorted_positive_and_apart(timed: list[TimedText]) -> None:
    cues, problems = repair(timed)
    assert not cues or hold_their_promise(Transcript(cues, problems))


@given(st.lists(rows))
def test_repair_loses_no_words_but_those_before_zero_and_repeated_ones(timed: list[TimedText]) -> None:
    cues, problems = repair(timed)
    dropped = sum(problem.code in {"cue.before_start", "cue.duplicate"} for problem in problems)
    assert len(cues) + dropped == sum(bool(one.text.strip()) for one in timed)
