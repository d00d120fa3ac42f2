"""What wakes those who follow a folder."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from pathlib import Path

import pytest

from bot.errors import StoreError
from handlers import watching
from handlers.watching import IDLE_TICKS, Wake, keep_looking, ticks

CHANGE, TICK = Wake.CHANGE, Wake.TICK


async def woken(*kinds: Wake) -> AsyncIterator[Wake]:
    for kind in kinds:
        yield kind


async def looks(*kinds: Wake, waits: tuple[bool, ...] = ()) -> int:
    """How often is looked when woken so; `waits` is what each look says."""
    count, said = 0, iter(waits)

    async def look() -> bool:
        nonlocal count
        count += 1
        return next(said, False)

    await keep_looking(look, woken(*kinds))
    return count


async def test_each_change_is_looked_at() -> None:
    assert await looks(CHANGE, TICK, CHANGE) == 2


async def test_while_something_waits_each_tick_is_looked_at() -> None:
    assert await looks(CHANGE, TICK, TICK, TICK, waits=(True, True)) == 3


async def test_now_and_then_is_looked_without_any_change() -> None:
    assert await looks(*[TICK] * (2 * IDLE_TICKS)) == 2
    assert await looks(*[TICK] * (IDLE_TICKS - 1), CHANGE, *[TICK] * (IDLE_TICKS - 1)) == 1


@pytest.mark.parametrize(("error", "line"), [(StoreError("store.busy"), "store.busy"), (KeyError("x"), "incident")])
async def test_a_look_that_fails_is_told_and_taken_again(
    error: Exception, line: str, caplog: pytest.LogCaptureFixture
) -> None:
    looked = []

    async def look() -> bool:
        looked.append(1)
        if len(looked) == 1:
            raise error
        return False

    await keep_looking(look, woken(CHANGE, TICK, TICK))
    assert len(looked) == 2
    assert line in caplog.text


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(watching, "TICK_S", 0.05)
    yield
    logging.getLogger("watchfiles").setLevel(logging.NOTSET)


async def until(wanted: Wake, changes: AsyncIterator[Wake]) -> None:
    async with asyncio.timeout(10):
        async for changed in changes:
            if changed is wanted:
                return


@pytest.mark.io
@pytest.mark.usefixtures("_quick")
async def test_a_file_that_is_written_is_a_change_and_nothing_is_a_tick(tmp_path: Path) -> None:
    async with aclosing(ticks(tmp_path)) as changes:
        await until(CHANGE, changes)
        await until(TICK, changes)
        (tmp_path / "a.srt").write_text("x", "utf-8")
        await until(CHANGE, changes)


@pytest.mark.io
@pytest.mark.usefixtures("_quick")
async def test_a_folder_that_is_missing_or_made_anew_is_watched_when_it_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "wave"
    async with aclosing(ticks(folder)) as changes:
        await until(CHANGE, changes)
        await until(TICK, changes)
        for nth in range(2):
            folder.mkdir()
            await until(TICK, changes)
            await until(TICK, changes)
            (folder / "a.srt").write_text("x", "utf-8")
            await until(CHANGE, changes)
            folder.rename(tmp_path / f"old-{nth}")
            await until(TICK, changes)


@pytest.mark.io
@pytest.mark.usefixtures("_quick")
async def test_where_the_system_watches_no_more_folders_time_wakes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> AsyncIterator[set[object]]:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(watching, "awatch", full)
    async with aclosing(ticks(tmp_path)) as changes:
        await until(CHANGE, changes)
        await until(TICK, changes)
        await until(TICK, changes)
