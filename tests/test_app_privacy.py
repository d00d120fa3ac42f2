"""Saving in the console and `naji privacy`, through the command line: the wiring of what people keep."""

from pathlib import Path

import pytest

from tests.commands import Naji, write_show


@pytest.fixture
def _library(naji: Naji, tmp_path: Path) -> None:
    assert naji("import", str(write_show(tmp_path / "My Show!"))).code == 0


@pytest.mark.usefixtures("_library")
def test_what_was_saved_in_the_console_is_told_and_deleted_on_the_command_line(naji: Naji) -> None:
    said = naji("run", typed="護城河\n1\n*\n/saved\n")
    assert "收藏好了" in said.output
    assert "你的收藏\n\n1 one 00:30 個詞 護城河\n" in said.output
    shown = naji("privacy", "show", "console:operator")
    assert (shown.code, shown.errors) == (0, "")
    assert "片段：1 段" in shown.output
    assert "1 段收藏" in naji("privacy", "delete", "console:operator").output
    assert "片段：0 段" in naji("privacy", "show", "console:operator").output


def test_the_sample_show_offers_nothing_to_save(naji: Naji) -> None:
    said = naji("run", typed="/random\n/saved\n")
    assert "[*]" not in said.output
    assert "不能更正、收藏或設定" in said.output
