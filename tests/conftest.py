"""Fixtures that several areas share."""

import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from bot.__main__ import main
from tests.commands import Naji, Result

if TYPE_CHECKING:
    from tests.fake_discord import FakeDiscord, Guild
    from tests.fake_telegram import FakeTelegram
    from tests.telegram_house import TelegramHouse

# The same code gets the same verdict, on a slow machine too.
settings.register_profile("naji", deadline=None, derandomize=True)
settings.load_profile("naji")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real transcripts: what `NAJI_SHARED` names, else `shared` beside the project.

    Where it is missing the test is left out, unless `NAJI_REQUIRE_SHARED` makes that a failure.
    """
    folder = Path(os.environ.get("NAJI_SHARED") or ROOT.parent / "shared")
    if folder.is_dir():
        return folder
    reason = f"the shared transcripts are not at {folder}: set NAJI_SHARED to their folder"
    if os.environ.get("NAJI_REQUIRE_SHARED") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def naji(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Naji]:
    """The command line of an operator whose home and current folder, `here`, are empty."""
    home, here = tmp_path / "home", tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    for variable in os.environ:
        if variable.startswith(("NAJI_", "LC_", "LANG")) and variable != "NAJI_SHARED":
            monkeypatch.delenv(variable)
    for variable in ("CONFIG", "DATA", "CACHE"):
        monkeypatch.setenv(f"XDG_{variable}_HOME", str(home / variable.lower()))
    monkeypatch.setenv("HOME", str(home))

    def run(*arguments: str, typed: str | None = None) -> Result:
        if typed is None:
            return _result(main(arguments), capsys)
        (here / "typed").write_text(typed, encoding="utf-8")
        with (here / "typed").open(encoding="utf-8") as stdin, monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", stdin)
            return _result(main(arguments), capsys)

    handler = signal.getsignal(signal.SIGINT)
    yield run
    signal.signal(signal.SIGINT, handler)


def _result(code: int, capsys: pytest.CaptureFixture[str]) -> Result:
    printed = capsys.readouterr()
    return Result(code, printed.out, printed.err)


# The platforms' servers and their libraries are loaded by the tests that use them.


@pytest.fixture
async def fake() -> AsyncIterator["FakeDiscord"]:
    """A Discord that the real library talks to: both sides are held to the published description."""
    from tests.fake_discord import FakeDiscord
    from tests.fake_discord.witness import witness

    async with FakeDiscord(witnesses=[witness], strict=True) as platform:
        yield platform


@pytest.fixture
def guild(fake: "FakeDiscord") -> "Guild":
    """A server that has the bot as a member."""
    return fake.world.guild("群")


@pytest.fixture
async def telegram() -> AsyncIterator["FakeTelegram"]:
    """A Telegram in which no pressed button is left without an answer."""
    from tests.fake_telegram import FakeTelegram

    async with FakeTelegram() as platform:
        yield platform
        assert platform.unanswered == []


@pytest.fixture
def house(telegram: "FakeTelegram") -> "TelegramHouse":
    """The Telegram chat over a small library."""
    from tests.telegram_house import TelegramHouse

    built = TelegramHouse(telegram)
    built.fill()
    return built


@pytest.fixture(autouse=True)
def _level_of_the_log() -> Iterator[None]:
    """Whatever a test does to the log's level ends with it: `caplog` may be gone before what set it."""
    root = logging.getLogger()
    before = root.level
    yield
    root.setLevel(before)
