"""`naji episodes` as its operator types it."""

import json
from pathlib import Path

import pytest

from tests.commands import Naji

GREETING = "(00:00~00:10) 大家好 歡迎收聽山上的茶第十二集\n(00:10~00:20) 今天講護城河\n"


@pytest.fixture
def tea(naji: Naji, tmp_path: Path) -> Naji:
    """A library of two episodes without numbers."""
    folder = tmp_path / "tea"
    folder.mkdir()
    (folder / "my talk.txt").write_text(GREETING, encoding="utf-8")
    (folder / "013.txt").write_text("(00:00~00:10) 今天講護城河\n", encoding="utf-8")
    assert naji("import", str(folder)).code == 0
    return naji


def test_numbers_are_offered_below_the_list_with_what_accepts_them(tea: Naji) -> None:
    lines = tea("episodes").output.splitlines()
    assert lines[-2].startswith("tea / 013：檔名開頭是 13")
    assert lines[-1].startswith("tea / my talk：開頭說這是第 12 集。")
    assert lines[-1].endswith('naji episodes set "my talk" --show tea --number 12')


def test_programs_are_told_what_is_offered(tea: Naji) -> None:
    listed = json.loads(tea("episodes", "--json").output)["episodes"]
    assert [(each["offered_number"], each["offered_by"]) for each in listed] == [(13, "name"), (12, "said")]


def test_what_is_accepted_is_offered_no_more(tea: Naji) -> None:
    said = tea("episodes", "set", "my talk", "--show", "tea", "--number", "12", "--title", "茶園")
    assert (said.code, said.output) == (0, "記下了：tea · EP12 · 茶園\n")
    assert "第 12 集" not in tea("episodes").output
    assert "EP12" in tea("search", "護城河").output


def test_an_offset_that_waits_says_so(tea: Naji, tmp_path: Path) -> None:
    (tmp_path / "tea" / "013.txt").unlink()
    said = tea("episodes", "set", "013", "--offset", "-2.5")
    assert said.output.splitlines()[1] == "時間差下次匯入這集的逐字稿時才會生效。"


@pytest.mark.parametrize(
    "typed",
    [
        ["set"],
        ["set", "013"],
        ["set", "013", "x", "--number", "1"],
        ["013"],
        ["--number", "1"],
        ["x", "--title", "y"],
    ],
)
def test_what_makes_no_sense_shows_how_it_is_used(tea: Naji, typed: list[str]) -> None:
    said = tea("episodes", *typed)
    assert said.code == 2
    assert "set EPISODE" in said.errors


def test_a_value_that_is_none_is_wrong_use(tea: Naji) -> None:
    said = tea("episodes", "set", "013", "--published", "1.5.2024")
    assert said.code == 2
    assert "2024-05-01" in said.errors
