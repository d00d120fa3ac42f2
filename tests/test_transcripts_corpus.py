from pathlib import Path

import pytest

from bot.transcripts.reading import read_transcript
from bot.transcripts.transcript import Transcript

pytestmark = pytest.mark.corpus


def transcripts(folder: Path) -> dict[str, Transcript]:
    return {path.name: read_transcript(path.read_bytes()) for path in sorted(folder.iterdir())}


@pytest.mark.parametrize(("corpus", "files"), [("techwave", 5), ("readr", 61), ("audrey", 345)])
def test_every_mandarin_file_is_read_without_a_problem(shared: Path, corpus: str, files: int) -> None:
    read = transcripts(shared / "corpus" / corpus)
    assert len(read) == files
    assert [name for name, transcript in read.items() if transcript.problems] == []


def test_every_english_file_is_read_and_its_one_cue_without_length_is_named(shared: Path) -> None:
    read = transcripts(shared / "corpus" / "twiml")
    assert len(read) == 60
    assert [
        (name, problem.line, problem.code) for name, transcript in read.items() for problem in transcript.problems
    ] == [("e16.vtt", 2010, "cue.zero")]


@pytest.mark.parametrize(("suffix", "cues", "speakers"), [("srt", 222, {None}), ("vtt", 7, {"Sarah", "Gillian"})])
def test_the_examples_of_the_podcast_namespace_are_read(
    shared: Path, suffix: str, cues: int, speakers: set[str | None]
) -> None:
    path = shared / "formats" / "podcast-namespace" / "transcripts" / f"example.{suffix}"
    transcript = read_transcript(path.read_bytes())
    assert len(transcript.cues) == cues
    assert {cue.speaker for cue in transcript.cues} == speakers
    assert transcript.problems == ()
