"""Several transcripts of one episode: which is taken."""

import os
from pathlib import Path

import pytest

from bot.transcripts.sources import Refusal, Source, find_sources, is_transcript
from bot.transcripts.trust import Candidate, looked_at, most_trusted, richness_of

PLAIN = "只有字的逐字稿"
TIMED = "1\n00:00:01,000 --> 00:00:02,000\n有時間的\n"
WORDS = '{"segments": [{"start": 1, "end": 2, "text": "字", "words": [{"word": "字", "start": 1}]}]}'
SPEAKERS = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v 小安>有人說的\n"


def candidate(name: str, *, corrected: bool = False, richness: int = 0, changed: int = 0) -> Candidate:
    return Candidate(Path(name), corrected, richness, changed)


def test_the_operators_word_goes_first() -> None:
    named, others = candidate("a.txt"), [candidate("b.json", corrected=True, richness=7, changed=9)]
    assert most_trusted([*others, named], "a.txt") == named


def test_then_what_people_corrected() -> None:
    corrected = candidate("a.corrected.txt", corrected=True)
    assert most_trusted([candidate("a.json", richness=7, changed=9), corrected], None) == corrected


def test_then_the_richest() -> None:
    rich = candidate("a.json", richness=4)
    assert most_trusted([candidate("a.txt", richness=3, changed=9), rich], "gone.txt") == rich


def test_then_the_newest_and_of_equals_the_first() -> None:
    first, new = candidate("a.json", changed=1), candidate("a.srt", changed=2)
    assert most_trusted([first, new], None) == new
    assert most_trusted([first, candidate("a.vtt", changed=1)], None) == first


@pytest.mark.parametrize(("text", "richness"), [(PLAIN, 0), (TIMED, 4), (WORDS, 6), (SPEAKERS, 5)])
def test_what_is_in_a_file_is_told_by_its_beginning(text: str, richness: int) -> None:
    assert richness_of(text.encode()) == richness
    assert richness_of(text.encode("utf-16")) == richness


def test_what_cannot_be_read_is_the_poorest(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for name in ("folder", "gone.srt"):
        assert looked_at(tmp_path / name, is_corrected=True) == Candidate(tmp_path / name, is_corrected=True)


def write(path: Path, text: str, changed_s: int = 1000) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    os.utime(path, (changed_s, changed_s))
    return path


def found_in(folder: Path) -> list[tuple[str, str]]:
    found = find_sources([folder], None)
    return [(one.stem, one.path.name) if isinstance(one, Source) else ("", one.error.code) for one in found]


def test_a_corrected_file_is_the_same_episode_and_takes_its_place(tmp_path: Path) -> None:
    write(tmp_path / "w" / "ep1.json", WORDS, 2000)
    write(tmp_path / "w" / "ep1.corrected.srt", TIMED)
    write(tmp_path / "w" / "ep2.srt", TIMED)
    assert found_in(tmp_path / "w") == [("ep1", "ep1.corrected.srt"), ("ep2", "ep2.srt")]


def test_the_file_that_episodes_toml_names_is_the_episodes_whatever_it_is_called(tmp_path: Path) -> None:
    write(tmp_path / "w" / "ep1.corrected.srt", TIMED)
    write(tmp_path / "w" / "final version.txt", PLAIN)
    write(tmp_path / "w" / "episodes.toml", '[episodes.ep1]\ntrust = "final version.txt"\n')
    assert found_in(tmp_path / "w") == [("ep1", "final version.txt")]
    assert [
        one.stem for one in find_sources([tmp_path / "w" / "final version.txt"], None) if isinstance(one, Source)
    ] == ["ep1"]


def test_a_mistake_in_episodes_toml_leaves_the_order_of_the_others(tmp_path: Path) -> None:
    write(tmp_path / "w" / "ep1.srt", TIMED)
    write(tmp_path / "w" / "ep1.txt", PLAIN)
    write(tmp_path / "w" / "episodes.toml", '[episodes.ep1]\ntrust = "a/b.txt"\n')
    assert found_in(tmp_path / "w") == [("ep1", "ep1.srt")]


def test_a_corrected_file_named_by_itself_is_the_episode(tmp_path: Path) -> None:
    (one,) = find_sources([write(tmp_path / "w" / "ep1.corrected.srt", TIMED)], None)
    assert isinstance(one, Source)
    assert one.stem == "ep1"


def test_what_cannot_be_named_is_refused_beside_the_others(tmp_path: Path) -> None:
    write(tmp_path / "w" / "a.srt", TIMED)
    write(tmp_path / "w" / "b\nc.srt", TIMED)
    assert found_in(tmp_path / "w") == [("a", "a.srt"), ("", "import.name")]
    assert isinstance(find_sources([tmp_path / "w" / "b\nc.srt"], None)[0], Refusal)


@pytest.mark.parametrize(
    "name",
    [".a.srt", "~$a.txt", "a.srt~", "a.srt.part", "a.part.srt", "a.tmp.json", "a.json.crdownload", "#a.txt#", "a.swp",
     "a.info.json", "episodes.toml", "a"],
)  # fmt: skip
def test_what_is_unfinished_or_somebody_elses_is_left_alone(name: str) -> None:
    assert not is_transcript(name)


@pytest.mark.parametrize("name", ["a.srt", "A.SRT", "party.txt", "a.partly.vtt"])
def test_what_is_called_like_a_transcript_is_taken_for_one(name: str) -> None:
    assert is_transcript(name)
