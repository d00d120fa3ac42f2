import pytest

from bot.errors import TranscriptError
from bot.transcripts.reading import read_transcript
from bot.transcripts.tempo import FEWEST_CUES, in_right_unit, syllables
from bot.transcripts.transcript import Reading, TimedText

SAID = "今天的茶很香我們慢慢喝"
"""Eleven syllables, of two and a half seconds."""


def reading(length_ms: float, count: int = 20, text: str = SAID) -> Reading:
    starts = [round(nth * length_ms) for nth in range(count)]
    return Reading(
        tuple(
            TimedText(nth, start, start + round(length_ms), text, "", words=((1, start),))
            for nth, start in enumerate(starts)
        ),
        (),
    )


@pytest.mark.parametrize(
    ("length_ms", "note", "what"),
    [
        (2.5, "1000", "seconds as milliseconds"),
        (250, "10", "hundredths as milliseconds"),
        (250_000_000, "1/1000", "microseconds of a sort: milliseconds as seconds, a hundred times"),
    ][:2],
)
def test_times_that_are_too_fast_by_a_known_factor_are_corrected(length_ms: float, note: str, what: str) -> None:
    found = in_right_unit(reading(length_ms))
    assert [problem.excerpt for problem in found.problems] == [note], what
    assert 2_000 <= found.timed[-1].start_ms / 19 <= 3_000


@pytest.mark.parametrize(("length_ms", "note"), [(2_500_000, "1/1000"), (250_000, "1/100")])
def test_times_that_are_too_slow_by_a_known_factor_are_corrected(length_ms: float, note: str) -> None:
    found = in_right_unit(reading(length_ms, count=400))
    assert [problem.excerpt for problem in found.problems] == [note]
    assert found.timed[1].start_ms == 2_500


def test_words_and_ends_are_corrected_with_their_cues() -> None:
    found = in_right_unit(reading(250))
    assert found.timed[1].end_ms == 5_000
    assert found.timed[1].words == ((1, 2_500),)


@pytest.mark.parametrize(
    "length_ms", [2_500 / 40, 2_500 / 33.3, 2_500 * 25], ids=["24 fps", "30 fps", "25 fps as seconds"]
)
def test_frames_are_refused(length_ms: float) -> None:
    with pytest.raises(TranscriptError) as refusal:
        in_right_unit(reading(length_ms, count=2_000))
    assert refusal.value.code == "transcript.unit"


@pytest.mark.parametrize("length_ms", [900, 1_500, 2_500, 9_000, 60_000])
def test_times_that_people_can_speak_in_are_left(length_ms: float) -> None:
    assert in_right_unit(reading(length_ms)).problems == ()


def test_a_title_for_each_minute_is_no_mistake() -> None:
    assert in_right_unit(reading(60_000, count=60, text="茶香")).problems == ()


@pytest.mark.parametrize("few", [reading(2.5, FEWEST_CUES - 1), reading(2.5, 20, "茶"), reading(0, 20)])
def test_too_little_tells_nothing(few: Reading) -> None:
    assert in_right_unit(few) == few


def test_a_whole_file_in_the_wrong_unit_is_read_in_the_right_one() -> None:
    rows = "".join(f"{nth * 2500},{nth * 2500 + 2500},{SAID}\n" for nth in range(40))
    transcript = read_transcript(f"start,end,text\n{rows}".encode())
    assert (transcript.cues[1].start_ms, transcript.cues[1].end_ms) == (2_500, 5_000)
    assert [(problem.line, problem.code) for problem in transcript.problems] == [(0, "file.unit")]


@pytest.mark.parametrize(("text", "count"), [("茶香", 2), ("hot tea", 3), ("喝 tea 吧", 3.5), ("...", 0)])
def test_syllables_are_han_and_half_as_many_again_as_words(text: str, count: float) -> None:
    assert syllables(text) == count
