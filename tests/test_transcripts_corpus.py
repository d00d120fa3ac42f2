from pathlib import Path

import pytest

from bot.errors import TranscriptError
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


@pytest.mark.parametrize(
    ("suffix", "cues", "speakers"), [("srt", 222, {"Travis", "Gilon", "Sarah"}), ("vtt", 7, {"Sarah", "Gillian"})]
)
def test_the_examples_of_the_podcast_namespace_are_read(
    shared: Path, suffix: str, cues: int, speakers: set[str | None]
) -> None:
    path = shared / "formats" / "podcast-namespace" / "transcripts" / f"example.{suffix}"
    transcript = read_transcript(path.read_bytes())
    assert len(transcript.cues) == cues
    assert {cue.speaker for cue in transcript.cues} == speakers
    assert transcript.problems == ()


def test_every_transcript_of_the_podcast_namespace_is_read_and_what_is_none_is_told_apart(shared: Path) -> None:
    told = {}
    for path in sorted((shared / "formats").rglob("*.*")):
        try:
            told[path.name] = "read" if read_transcript(path.read_bytes()).cues else "empty"
        except TranscriptError as error:
            told[path.name] = error.code
    assert told == {
        "example.json": "read",
        "exampleComplex.json": "transcript.chapters",
        "feed.xml": "transcript.feed",
        "example.html": "read",
        "example.srt": "read",
        "example.vtt": "read",
        "transcripts.md": "read",
    }


def test_the_example_of_chapters_is_no_transcript(shared: Path) -> None:
    path = shared / "formats" / "podcast-namespace" / "chapters" / "example.json"
    with pytest.raises(TranscriptError, match=r"transcript\.chapters"):
        read_transcript(path.read_bytes())


@pytest.mark.parametrize("suffix", ["html", "json", "srt", "vtt"])
def test_the_examples_of_the_podcast_namespace_name_their_speakers(shared: Path, suffix: str) -> None:
    path = shared / "formats" / "podcast-namespace" / "transcripts" / f"example.{suffix}"
    speakers = {cue.speaker for cue in read_transcript(path.read_bytes()).cues}
    assert len(speakers) > 1
    assert None not in speakers


@pytest.mark.parametrize("encoding", ["cp950", "gb18030", "utf-16"])
def test_mandarin_in_another_encoding_is_read_as_it_was(shared: Path, encoding: str) -> None:
    wrong = []
    for path in sorted((shared / "corpus" / "readr").iterdir()):
        text = path.read_text("utf-8-sig").encode("cp950", "ignore").decode("cp950")
        read, expected = read_transcript(text.encode(encoding)), read_transcript(text.encode())
        if read.cues != expected.cues:
            wrong.append(path.name)
    assert wrong == []
