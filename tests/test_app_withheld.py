"""`naji hide`, `unhide`, `hidden` and `reports`, through the command line."""

import json
from pathlib import Path

import pytest

from tests.commands import Naji, write_show

QUERY = "咖啡店的洋甘菊茶"


@pytest.fixture
def clip(naji: Naji, tmp_path: Path) -> str:
    """The id of a clip of a library of one show, opened once."""
    assert naji("import", str(write_show(tmp_path / "My Show!"))).code == 0
    assert naji("run", typed=f"{QUERY}\n1\n").code == 0
    (hit, *_) = json.loads(naji("search", QUERY, "--json").output)["hits"]
    return str(hit["clip"])


def finds(naji: Naji) -> bool:
    return "洋甘菊" in naji("search", "洋甘菊").output


def test_a_clip_is_hidden_and_shown_again(naji: Naji, clip: str) -> None:
    assert finds(naji)
    hidden = naji("hide", clip)
    assert (hidden.code, hidden.errors) == (0, "")
    assert "哪裡都不會再顯示" in hidden.output
    assert not finds(naji)
    assert clip in naji("hidden").output
    assert "又看得到了" in naji("unhide", clip).output
    assert finds(naji)
    assert "沒有隱藏任何片段" in naji("hidden").output


@pytest.mark.usefixtures("clip")
def test_an_episode_is_hidden_and_shown_again(naji: Naji) -> None:
    assert "不會再顯示這一集的內容：my-show one" in naji("hide", "my-show", "one").output
    assert not finds(naji)
    assert naji("unhide", "my-show", "one").code == 0
    assert finds(naji)


def test_what_is_hidden_is_told_to_programs(naji: Naji, clip: str) -> None:
    naji("hide", clip)
    naji("hide", "my-show", "one")
    both = json.loads(naji("hidden", "--json").output)["hidden"]
    assert [(each["show"], each["episode"], each["clip"]) for each in both] == [
        ("my-show", "one", None),
        ("my-show", "one", clip),
    ]
    assert both[0]["start_ms"] == 0
    assert both[1]["start_ms"] > 0


def test_the_log_tells_people_and_programs_what_was_decided(naji: Naji, clip: str) -> None:
    assert "還沒有任何紀錄" in naji("hidden", "--log").output
    naji("hide", clip)
    naji("unhide", clip)
    naji("hide", "my-show", "one")
    whole, latest, first = naji("hidden", "--log").output.splitlines()
    assert "  隱藏  my-show one  console" in whole
    assert f"  取消隱藏  my-show one {clip}  " in latest
    assert f"  隱藏  my-show one {clip}  console:operator  到處" in first
    log = json.loads(naji("hidden", "--log", "--json").output)["log"]
    assert [(each["act"], each["clip"], each["place"], each["person"]) for each in log] == [
        ("hidden", None, None, "console:operator"),
        ("shown", clip, None, "console:operator"),
        ("hidden", clip, None, "console:operator"),
    ]


def test_reports_are_listed_and_dismissed(naji: Naji, clip: str) -> None:
    assert "目前沒有回報" in naji("reports").output
    assert naji("run", typed=f"/report {clip} 這是電話\n").code == 0
    assert "原因：這是電話" in naji("reports").output
    (listed,) = json.loads(naji("reports", "--json").output)["reports"]
    assert (listed["clip"], [each["words"] for each in listed["reports"]]) == (clip, ["這是電話"])
    assert "照常顯示" in naji("reports", "dismiss", clip).output
    assert json.loads(naji("reports", "--json").output) == {"reports": []}


@pytest.mark.parametrize(
    "arguments",
    [
        ("hide",),
        ("hide", "a", "b", "c"),
        ("unhide",),
        ("hidden", "x"),
        ("reports", "dismiss"),
        ("reports", "x", "y"),
        ("hide", "a", "--json"),
    ],
)
def test_what_is_typed_otherwise_is_answered_with_how(naji: Naji, arguments: tuple[str, ...]) -> None:
    result = naji(*arguments)
    assert result.code == 2
    assert f"naji {arguments[0]}" in result.errors
    assert result.output == ""


def test_what_is_not_there_is_told(naji: Naji, clip: str) -> None:
    for arguments in (("hide", "zzzzzz"), ("unhide", clip), ("hide", "my-show", "nine"), ("reports", "dismiss", clip)):
        result = naji(*arguments)
        assert result.code == 1
        assert result.errors
