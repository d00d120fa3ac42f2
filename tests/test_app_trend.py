"""`naji trend` as its operator types it."""

import json
from pathlib import Path

import pytest

from tests.commands import Naji


@pytest.fixture
def tea(naji: Naji, tmp_path: Path) -> Naji:
    """A library of two episodes."""
    folder = tmp_path / "tea"
    folder.mkdir()
    (folder / "EP1.txt").write_text("(00:00~00:10) 今天講護城河\n", encoding="utf-8")
    (folder / "EP2.txt").write_text("(00:00~00:10) 大家好\n(01:30~01:40) 又是護城河\n", encoding="utf-8")
    assert naji("import", str(folder)).code == 0
    return naji


def test_a_term_is_counted_and_nothing_to_press_is_shown(tea: Naji) -> None:
    said = tea("trend", "護城河")
    assert said.code == 0
    assert said.output.startswith("「護城河」一共提到 2 處，分布在 2 集。\n\n1 EP1 █ 1\n2 EP2 █ 1\n")


def test_programs_get_an_object(tea: Naji) -> None:
    told = json.loads(tea("trend", "護城河", "--show", "tea", "--json").output)
    assert [(each["stem"], each["count"]) for each in told["episodes"]] == [("EP1", 1), ("EP2", 1)]


def test_what_comes_up_nowhere_is_said(tea: Naji) -> None:
    assert tea("trend", "烏龍茶").output == "沒有一集提到「烏龍茶」。\n"


def test_a_term_is_needed(tea: Naji) -> None:
    said = tea("trend", "。。")
    assert said.code == 2
    assert "例如" in said.errors


def test_the_sample_show_has_cards_and_trends(naji: Naji) -> None:
    said = naji("run", typed="/episode 1\n/trend 水\n")
    assert "長度" in said.output
    assert "一共提到" in said.output
