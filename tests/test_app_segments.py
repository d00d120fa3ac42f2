"""`naji episodes --segments` and `naji episodes segments`, through the command line, in both languages."""

import json
import os
from pathlib import Path

import pytest

from tests.commands import Naji
from tests.recognition_talks import READ, shuffled

MINUTE = "({0:02}:00~{1:02}:00) {2}\n"


def write(folder: Path, stem: str, text: str) -> Path:
    """A file of one-minute blocks."""
    folder.mkdir(exist_ok=True)
    parts = [text[at : at + 280] for at in range(0, len(text), 280)]
    lines = [MINUTE.format(nth, nth + 1, part) for nth, part in enumerate(parts)]
    (folder / f"{stem}.txt").write_text("".join(lines), encoding="utf-8")
    return folder


@pytest.fixture
def library(naji: Naji, tmp_path: Path) -> Path:
    """A library of one episode with a read in it; gives the folder that it was imported from."""
    folder = write(tmp_path / "beans", "one", "".join(READ) + shuffled(1))
    assert naji("import", str(folder)).code == 0
    return folder


def listed(naji: Naji, *arguments: str) -> list[tuple[str, bool]]:
    found = json.loads(naji("episodes", *arguments, "--json").output)["segments"]
    return [(each["kind"], each["by_operator"]) for each in found]


@pytest.mark.usefixtures("library")
def test_an_import_leaves_its_segments_recognised(naji: Naji) -> None:
    (read,) = json.loads(naji("episodes", "--segments", "--json").output)["segments"]
    assert (read["show"], read["episode"], read["kind"], read["start_s"]) == ("beans", "one", "sponsor", 0)
    assert read["confidence"] > 0.8
    printed = naji("episodes", "--segments").output
    assert "業配" in printed
    assert "本期節目由小山農場" in printed


def test_following_a_folder_leaves_its_segments_recognised(naji: Naji, tmp_path: Path) -> None:
    (tmp_path / "here" / "config.toml").write_text(f'[sources.folders]\ntea = "{tmp_path}/tea"', encoding="utf-8")
    file = write(tmp_path / "tea", "two", "".join(READ) + shuffled(3)) / "two.txt"
    os.utime(file, (1_700_000_000, 1_700_000_000))
    assert naji("sync", "--store", "tea.db").code == 0
    assert listed(naji, "--segments", "--store", "tea.db") == [("sponsor", False)]


def test_segments_are_printed_in_english(naji: Naji, library: Path) -> None:
    english = ("--config", "english.toml", "--store", "english.db")
    Path("english.toml").write_text('language = "en"\n', encoding="utf-8")
    assert naji("import", str(library), *english).code == 0
    printed = naji("episodes", "segments", "one", "add", "10:00-11:00", "music", *english).output
    assert "sponsor" in printed
    assert "by you" in printed


def test_the_operator_corrects_what_was_recognised(naji: Naji, library: Path) -> None:
    assert listed(naji, "segments", "one", "add", "10:00-11:00", "GIVEAWAY") == [("sponsor", False), ("giveaway", True)]
    assert listed(naji, "segments", "one", "add", "10:00-11:00", "抽獎") == [("sponsor", False), ("giveaway", True)]
    assert listed(naji, "segments", "one", "remove", "0:00-5:00") == [("giveaway", True)]
    write(library, "one", "".join(READ) + shuffled(2))
    assert naji("import", str(library)).code == 0
    assert listed(naji, "--segments", "--show", "beans") == [("giveaway", True)]
    assert listed(naji, "segments", "one", "reset") == [("sponsor", False)]


@pytest.mark.usefixtures("library")
def test_where_nothing_is_marked_it_says_so(naji: Naji) -> None:
    assert naji("episodes", "segments", "one", "remove", "0:00-99:00").output == "沒有標記任何節目以外的段落。\n"


@pytest.mark.usefixtures("library")
def test_a_hit_inside_of_a_read_says_so(naji: Naji) -> None:
    assert "one 〔業配〕 " in naji("search", "冷泡也可以").output
    (hit, *_) = json.loads(naji("search", "冷泡也可以", "--json").output)["hits"]
    assert hit["aside"] == "sponsor"
    naji("episodes", "segments", "one", "remove", "0:00-9:00")
    assert "業配" not in naji("search", "冷泡也可以").output
    (hit, *_) = json.loads(naji("search", "冷泡也可以", "--json").output)["hits"]
    assert hit["aside"] is None


@pytest.mark.usefixtures("library")
def test_a_hit_in_full_says_what_it_lies_in(naji: Naji) -> None:
    answer = naji("run", typed="冷泡也可以\n1\n").output
    assert answer.count("〔業配〕") == 2


def test_segments_of_an_episode_without_times_are_listed_without_any(naji: Naji, tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "talk.txt").write_text("\n".join("".join(READ).split()) + "\n" + shuffled(1), encoding="utf-8")
    assert naji("import", str(folder)).code == 0
    (read,) = json.loads(naji("episodes", "--segments", "--json").output)["segments"]
    assert (read["start_s"], read["end_s"]) == (None, None)
    assert "00:00" not in naji("episodes", "--segments").output


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("segments", "one", "add", "10:00"), "看不懂這個用法"),
        (("segments", "one", "add", "soon", "music"), "看不懂「soon」這段時間"),
        (("segments", "one", "add", "1:00-2:00", "show"), "沒有「show」這種段落，請從這些裡面選：業配、sponsor、片頭"),
        (("segments", "two", "reset"), "two"),
        (("everything",), "naji episodes"),
    ],
)
def test_what_cannot_be_done_gets_a_sentence(naji: Naji, arguments: tuple[str, ...], sentence: str) -> None:
    result = naji("episodes", *arguments)
    assert result.code != 0
    assert sentence in result.errors


@pytest.mark.usefixtures("library")
def test_segments_without_an_episode_lists_all(naji: Naji) -> None:
    assert listed(naji, "segments") == [("sponsor", False)]
