import pytest

from bot.errors import TranscriptError
from bot.transcripts.reading import read_transcript


def test_lines_of_nothing_but_tabs_are_no_table() -> None:
    with pytest.raises(TranscriptError):
        read_transcript(b"\t\t\t\t\r\n00:V00" + b"\xc7" * 9 + b":01,000 --> 0*\x00700\t\t\t02,g00")
