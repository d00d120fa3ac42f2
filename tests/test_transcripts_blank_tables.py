"""What the fuzzer found: a table none of whose lines has a cell."""

import base64

import pytest

from bot.errors import TranscriptError
from bot.transcripts.reading import read_transcript

FOUND = (
    "CQkJCQkJCQkNCjAwOlYwMMfHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fH"
    "x8fHOjAxLDAwMCAtLT4gMCoANzAwMAkJCQkJCQkJCQkJCQkJCTAyLGcwMA=="
)


def test_lines_without_a_cell_are_no_table() -> None:
    with pytest.raises(TranscriptError):
        read_transcript(base64.b64decode(FOUND))
