"""Folders of the configuration: followed once by `naji sync`, and by the running bot."""

import asyncio
import io
import logging
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot import folders
from bot.app import App, Streams
from bot.config import load
from bot.errors import TranscriptError
from bot.transcripts import following as rule
from bot.transcripts.ingest import FileOutcome, Outcome
from bot.transcripts.transcript import LINE_TIME, Problem
from handlers import watching
from handlers.locale import words_for
from handlers.sync_report import SyncLog
from storage.sqlite import open_store
from tests.commands import TRANSCRIPT, Naji

CONFIG = 'language = "en"\n[sources.folders]\nshop = "shop"\ntea = "tea"\n'


def write(path: Path, text: str = TRANSCRIPT) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """The operator's folder, with two shows of which each has an episode or more."""
    folder = tmp_path / "here"
    folder.mkdir(exist_ok=True)
    write(folder / "config.toml", CONFIG)
    write(folder / "shop" / "ep1.txt")
    write(folder / "shop" / "ep2.txt")
    write(folder / "tea" / "ep1.txt")
    return folder


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(rule, "SETTLE_S", 0.01)
    monkeypatch.setattr(watching, "TICK_S", 0.05)
    yield
    logging.getLogger("watchfiles").setLevel(logging.NOTSET)


def test_the_folders_are_brought_in_and_then_unchanged(naji: Naji, here: Path) -> None:
    first, second = naji("sync"), naji("sync")
    assert first.output.splitlines() == [
        f"{here}/shop/ep1.txt: imported 2 cues (shop / ep1)",
        f"{here}/shop/ep2.txt: imported 2 cues (shop / ep2)",
        f"{here}/tea/ep1.txt: imported 2 cues (tea / ep1)",
        "3 episodes imported.",
    ]
    assert (second.code, second.output, second.errors) == (0, "Nothing has changed.\n", "")


def test_one_show_can_be_chosen(naji: Naji, here: Path) -> None:
    assert naji("sync", "--show", "tea").output.splitlines()[0].startswith(str(here / "tea"))
    unknown = naji("sync", "--show", "nose")
    assert unknown.code == 2
    assert "shop, tea" in unknown.errors


def test_without_folders_nothing_can_be_followed(naji: Naji) -> None:
    said = naji("sync")
    assert said.code == 2
    assert "[sources.folders]" in said.errors


def test_what_is_gone_is_taken_out_and_an_emptied_folder_waits_for_the_operator(naji: Naji, here: Path) -> None:
    naji("sync")
    (here / "shop" / "ep1.txt").unlink()
    gone = naji("sync")
    assert gone.output.splitlines() == [
        f"{here}/shop: the file of shop / ep1 is gone, the episode was taken out",
        "1 episode taken out.",
    ]
    (here / "shop" / "ep2.txt").unlink()
    held = naji("sync")
    assert held.code == 1
    assert "sync --show shop --remove" in held.errors
    assert "shop" in naji("episodes").output
    assert naji("sync", "--show", "shop", "--remove").code == 0
    assert "shop" not in naji("episodes").output


def test_a_file_that_fails_is_told_and_is_code_1(naji: Naji, here: Path) -> None:
    write(here / "shop" / "ep3.txt", "(aa:bb~cc:dd) bad\n")
    said = naji("sync")
    assert said.code == 1
    assert "3 episodes imported, 1 not imported." in said.output
    assert f"{here}/shop/ep3.txt: not imported." in said.errors


def test_a_file_that_is_written_all_the_time_is_left_and_told(
    naji: Naji, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: object, **__: object) -> bool:
        return False

    monkeypatch.setattr(folders, "follow_once", never)
    said = naji("sync", "--show", "tea")
    assert said.code == 1
    assert f"{here}/tea" in said.errors


# ---------------------------------------------------------------- the running bot


class Heard(logging.Handler):
    """The lines of the log, and somebody who waits for one."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.came = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
        self.came.set()

    async def line_with(self, part: str) -> str:
        async with asyncio.timeout(20):
            while True:
                for line in self.lines:
                    if part in line:
                        return line
                self.came.clear()
                await self.came.wait()


@asynccontextmanager
async def running(here: Path) -> AsyncIterator[Heard]:
    heard, log = Heard(), logging.getLogger("handlers.sync_report")
    log.addHandler(heard)
    log.setLevel(logging.INFO)
    config = load(here / "config.toml", {}, here)
    try:
        async with (
            await open_store(config.store_path) as store,
            folders.following(store, config.folders, words_for("en")),
        ):
            yield heard
    finally:
        log.removeHandler(heard)
        log.setLevel(logging.NOTSET)


@pytest.mark.io
async def test_the_running_bot_follows_what_is_added_changed_and_removed_with_a_line_each(here: Path) -> None:
    async with running(here) as heard:
        await heard.line_with("imported 2 cues (tea / ep1)")
        write(here / "shop" / "ep3.txt")
        await heard.line_with("imported 2 cues (shop / ep3)")
        write(here / "shop" / "ep1.txt", TRANSCRIPT.replace("大家好", "各位好"))
        await heard.line_with("updated, 2 cues (shop / ep1)")
        (here / "shop" / "ep2.txt").unlink()
        await heard.line_with("shop / ep2 is gone")
    assert len(heard.lines) == 6
    assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("folder")]


async def test_without_folders_nothing_runs(here: Path) -> None:
    write(here / "config.toml", 'language = "en"\n')
    before = asyncio.all_tasks()
    async with running(here):
        assert asyncio.all_tasks() == before


async def test_a_terminal_chat_follows_its_folders_too(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    followed: list[object] = []

    @asynccontextmanager
    async def following(*given: object) -> AsyncIterator[None]:
        followed.append(given[1])
        yield

    monkeypatch.setattr(folders, "following", following)
    config = load(here / "config.toml", {}, here)
    (here / "typed").touch()
    with (here / "typed").open(encoding="utf-8") as typed:
        await App(config, words_for("en"), Streams(typed, io.StringIO(), io.StringIO())).run()
    assert followed == [{"shop": here / "shop", "tea": here / "tea"}]


def logged(tell: Callable[[SyncLog], None], caplog: pytest.LogCaptureFixture) -> tuple[str, str]:
    with caplog.at_level(logging.INFO):
        tell(SyncLog(words_for("en")))
    [record] = caplog.records
    return record.levelname, record.getMessage()


def outcome(kind: Outcome, **more: object) -> FileOutcome:
    return FileOutcome(Path("a/one.txt"), kind, 1, 1, "show", "one", **more)  # type: ignore[arg-type] # mixed by design


def test_what_could_not_be_read_of_a_file_is_counted_in_its_line(caplog: pytest.LogCaptureFixture) -> None:
    done = outcome(Outcome.REPLACED, cue_count=2, problems=(Problem(1, LINE_TIME, "x"),), problem_count=1)
    level, line = logged(lambda log: log.tell(done), caplog)
    assert level == "INFO"
    assert line.startswith("a/one.txt: updated, 2 cues (show / one) (1 part could not be read")


def test_what_failed_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    done = outcome(Outcome.FAILED, error=TranscriptError("transcript.empty"))
    assert logged(lambda log: log.tell(done), caplog) == ("WARNING", "a/one.txt: not imported. The file is empty.")


def test_what_is_wrong_with_a_folder_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    error = TranscriptError("sync.held", path="/a", show="tea", gone=3, known=3)
    level, line = logged(lambda log: log.complain(error), caplog)
    assert level == "WARNING"
    assert line.startswith("/a has lost 3 of its 3 transcripts of show tea at once.")
