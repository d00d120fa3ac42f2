"""`naji corrections` and the operator's file of aliases, through the command line."""

import json
from pathlib import Path

import pytest

from tests.commands import Naji, write_show


@pytest.fixture
def library(naji: Naji, tmp_path: Path) -> Path:
    """A library of one show; gives the folder that it was imported from."""
    folder = write_show(tmp_path / "My Show!")
    assert naji("import", str(folder)).code == 0
    return folder


def corrected(naji: Naji) -> dict[str, object]:
    (hit, *_) = json.loads(naji("search", "護城河 要看別人抄不抄得走", "--json").output)["hits"]
    return {"match": hit["match"], "corrections": [(each["heard"], each["corrected"]) for each in hit["corrections"]]}


@pytest.mark.usefixtures("library")
def test_a_correction_counts_in_the_next_search_and_until_it_is_removed(naji: Naji) -> None:
    added = naji("corrections", "add", "one", "10:00", "互成盒", "護城河")
    assert (added.code, added.errors) == (0, "")
    assert corrected(naji) == {"match": "exact", "corrections": [("互成盒", "護城河")]}
    assert naji("corrections", "remove", "1").code == 0
    assert corrected(naji)["corrections"] == []


@pytest.mark.usefixtures("library")
def test_a_hit_is_printed_with_its_correction(naji: Naji) -> None:
    naji("corrections", "add", "one", "10:00", "互成盒", "護城河")
    assert "護城河〔更正，原辨識：互成盒〕" in naji("search", "有沒有護城河 要看別人抄").output


@pytest.mark.usefixtures("library")
def test_corrections_are_listed_for_people_and_programs(naji: Naji) -> None:
    naji("corrections", "add", "one", "10:00", "互成盒", "護城河")
    assert "「互成盒」→「護城河」（已採用）" in naji("corrections").output
    (listed,) = json.loads(naji("corrections", "list", "--show", "my-show", "--json").output)["corrections"]
    assert (listed["id"], listed["episode"], listed["heard"], listed["corrected"]) == (1, "one", "互成盒", "護城河")
    assert (listed["decision"], listed["standing"]) == ("accepted", "stands")


def test_a_correction_outlives_another_import_of_its_episode(naji: Naji, library: Path) -> None:
    naji("corrections", "add", "one", "10:00", "互成盒", "護城河")
    path = library / "one.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("大家好", "各位朋友大家好"), encoding="utf-8")
    assert naji("import", str(library)).code == 0
    assert corrected(naji) == {"match": "exact", "corrections": [("互成盒", "護城河")]}


def test_a_transcript_that_is_right_now_needs_no_correction(naji: Naji, library: Path) -> None:
    naji("corrections", "add", "one", "10:00", "互成盒", "護城河")
    path = library / "one.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("互成盒", "護城河"), encoding="utf-8")
    assert naji("import", str(library)).code == 0
    assert corrected(naji) == {"match": "exact", "corrections": []}
    assert "逐字稿已經是對的" in naji("corrections").output


@pytest.mark.usefixtures("library")
def test_an_alias_of_the_operators_file_finds_and_a_bad_entry_is_told(naji: Naji, tmp_path: Path) -> None:
    (tmp_path / "here" / "config.toml").write_text(
        '[store]\npath = "../home/data/naji/naji.db"\n[search]\naliases = "aliases.toml"', encoding="utf-8"
    )
    entries = '[[alias]]\nspellings = ["chamomile", "洋甘菊"]\n[[alias]]\nspellings = ["單"]\n'
    (tmp_path / "here" / "aliases.toml").write_text(entries, encoding="utf-8")
    found = naji("search", "chamomile", "--json")
    assert json.loads(found.output)["hits"][0]["alias"] == {"typed": "chamomile", "meant": "洋甘菊"}


def test_listing_makes_no_store(naji: Naji, tmp_path: Path) -> None:
    result = naji("corrections")
    assert (result.code, result.output) == (0, "目前沒有任何更正。\n")
    assert not list(tmp_path.rglob("naji.db"))
