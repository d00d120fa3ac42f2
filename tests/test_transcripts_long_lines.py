import itertools
from time import process_time

import pytest

from bot.errors import TranscriptError
from bot.model import Cue
from bot.transcripts.reading import read_transcript

MEGABYTE = 1_000_000
LONG_LINES = {
    "letters": "a",
    "spaces": " ",
    "opening brackets": "(",
    "heads": "(00:00~",
    "less-than signs": "<",
    "tags without an end": "<v ",
    "braces": "{\\",
    "ampersands": "&",
    "entities": "&#1",
    "digits": "9",
    "colons": "1:",
    "arrows": "-->",
    "dashes": "1:11.1-",
    "tildes": "~",
}
HEADS = {
    "block": "(00:00~01:00) ",
    "SRT": "1\n00:00:01,000 --> 00:00:02,000\n",
    "WebVTT": "WEBVTT\n\n00:01.000 --> 00:02.000\n",
}


@pytest.mark.parametrize(("head", "unit"), list(itertools.product(HEADS, LONG_LINES)))
def test_a_line_of_a_megabyte_in_a_cue_is_read_in_bounded_time(head: str, unit: str) -> None:
    line = LONG_LINES[unit] * (MEGABYTE // len(LONG_LINES[unit]))
    begun = process_time()
    transcript = read_transcript(f"{HEADS[head]}x{line}x\n".encode())
    assert [cue.text.startswith("x") for cue in transcript.cues] == [True]
    assert process_time() - begun < 3


@pytest.mark.parametrize("unit", LONG_LINES)
def test_a_line_of_a_megabyte_without_a_time_is_refused_in_bounded_time(unit: str) -> None:
    line = LONG_LINES[unit] * (MEGABYTE // len(LONG_LINES[unit]))
    begun = process_time()
    with pytest.raises(TranscriptError):
        read_transcript(f"{line}\n".encode())
    assert process_time() - begun < 3


def test_a_hundred_thousand_index_lines_are_read_in_bounded_time() -> None:
    begun = process_time()
    transcript = read_transcript(b"1\n" * 100_000 + b"00:00:01,000 --> 00:00:02,000\none\n")
    assert transcript.cues == (Cue(1000, 2000, "one"),)
    assert process_time() - begun < 4
