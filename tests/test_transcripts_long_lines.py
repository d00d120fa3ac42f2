import itertools
from contextlib import suppress
from time import process_time
from zoneinfo import ZoneInfo

import pytest

from bot.errors import FeedError, TranscriptError
from bot.feeds.rss import read_feed
from bot.model import Cue
from bot.transcripts.reading import read_transcript
from bot.transcripts.trust import HEAD_BYTES, richness_of

UTC = ZoneInfo("UTC")

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
DOCUMENTS = ("<tt><body><div><p begin='1s' end='2s'>", "<html><body><cite>Ann</cite><time>0:01</time><p>", "<!-- ")


@pytest.mark.parametrize(("head", "unit"), list(itertools.product(HEADS, LONG_LINES)))
def test_a_line_of_a_megabyte_in_a_cue_is_read_in_bounded_time(head: str, unit: str) -> None:
    line = LONG_LINES[unit] * (MEGABYTE // len(LONG_LINES[unit]))
    begun = process_time()
    transcript = read_transcript(f"{HEADS[head]}x{line}x\n".encode())
    assert [cue.text.startswith("x") for cue in transcript.cues] == [True]
    assert process_time() - begun < 3


@pytest.mark.parametrize(("head", "unit"), list(itertools.product(DOCUMENTS, LONG_LINES)))
def test_a_megabyte_in_a_document_is_read_or_refused_in_bounded_time(head: str, unit: str) -> None:
    line = LONG_LINES[unit] * (MEGABYTE // len(LONG_LINES[unit]))
    begun = process_time()
    with suppress(TranscriptError):
        read_transcript(f"{head}x{line}x".encode())
    assert process_time() - begun < 3


@pytest.mark.parametrize("unit", LONG_LINES)
def test_a_feed_with_a_megabyte_in_a_title_is_read_or_refused_in_bounded_time(unit: str) -> None:
    line = LONG_LINES[unit] * (MEGABYTE // len(LONG_LINES[unit]))
    begun = process_time()
    with suppress(FeedError):
        read_feed(f"<rss><channel><title>x{line}x</title></channel></rss>".encode(), "https://a.example/", "", UTC)
    assert process_time() - begun < 3


@pytest.mark.parametrize("unit", [*LONG_LINES.values(), "<p ", "<span ", "<text "])
def test_what_a_file_holds_is_told_in_bounded_time(unit: str) -> None:
    begun = process_time()
    richness_of((unit * HEAD_BYTES).encode()[:HEAD_BYTES])
    assert process_time() - begun < 0.5


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
