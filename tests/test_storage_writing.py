"""Writing to the SQLite store: whole or not at all, one at a time."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.model import (
    Cue,
    EpisodeDraft,
    EpisodeFacts,
    EpisodeId,
)
from bot.ports import Snapshot
from storage.sqlite import SqliteStore, open_store
from tests.store_checks import find_faults
from tests.store_drafts import Script, whole


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "naji.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    async with await open_store(path) as opened:
        yield opened


def stems(snapshot: Snapshot) -> list[str]:
    return [episode.stem for episode in snapshot.episodes(whole(snapshot))]


# ---------------------------------------------------------------- writing


@pytest.mark.parametrize(
    "draft",
    [
        replace(Script("e1").draft(), cues=[Cue(0, 1, "fine"), Cue(1, 2, "\ud800")]),
        replace(Script("e1").draft(), facts=EpisodeFacts(number=2**64)),
        replace(Script("e1").draft(), stem="\udcff"),
    ],
)
async def test_a_value_that_sqlite_cannot_hold_is_refused_whole(
    store: SqliteStore, path: Path, draft: EpisodeDraft
) -> None:
    await store.put_episode(Script("e1", version="old").draft())
    with pytest.raises(StoreError, match=r"store\.value"):
        await store.put_episode(draft)
    assert await store.read(lambda snapshot: snapshot.fingerprints("tech")) == {"e1": "e1:old"}
    assert find_faults(path) == []


async def test_a_broken_draft_leaves_the_old_version(store: SqliteStore, path: Path) -> None:
    await store.put_episode(Script("e1", version="old").draft())
    draft = Script("e1", version="new").draft()
    with pytest.raises(ValueError, match="shorter"):
        await store.put_episode(replace(draft, index=replace(draft.index, cue_first_units=[0])))
    assert await store.read(lambda snapshot: snapshot.fingerprints("tech")) == {"e1": "e1:old"}
    assert find_faults(path) == []


async def test_writes_at_once_are_all_done(store: SqliteStore, path: Path) -> None:
    await asyncio.gather(*[store.put_episode(Script(f"e{number:02}").draft()) for number in range(20)])
    assert await store.read(stems) == [f"e{number:02}" for number in range(20)]
    assert find_faults(path) == []


async def test_a_write_that_fails_undoes_itself_only(store: SqliteStore) -> None:
    good, bad, later = Script("good").draft(), replace(Script("bad").draft(), cues=[Cue(0, 1, "\ud800")]), Script("z")
    results = await asyncio.gather(
        store.put_episode(good), store.put_episode(bad), store.put_episode(later.draft()), return_exceptions=True
    )
    assert [isinstance(result, StoreError) for result in results] == [False, True, False]
    assert await store.read(stems) == ["good", "z"]


async def count_statements(store: SqliteStore, script: Script) -> int:
    """How many statements writing the episode takes."""
    seen: list[str] = []
    await store._writer.set_trace_callback(seen.append)
    await store.put_episode(script.draft())
    await store._writer.set_trace_callback(None)  # type: ignore[arg-type] # aiosqlite leaves the None out
    return len(seen)


async def test_a_write_that_is_cancelled_at_any_statement_undoes_itself_only(store: SqliteStore, path: Path) -> None:
    await store.put_episode(Script("e1", version="old").draft())
    total = await count_statements(store, Script("e1", version="old"))
    loop = asyncio.get_running_loop()
    assert total > 15
    for instant in range(1, total + 1):
        left = [instant]
        writing = asyncio.create_task(store.put_episode(Script("e1", version=f"new{instant}").draft()))

        def cancel(_: str, left: list[int] = left, writing: "asyncio.Task[EpisodeId]" = writing) -> None:
            left[0] -= 1
            if left[0] == 0:
                loop.call_soon_threadsafe(writing.cancel)

        await store._writer.set_trace_callback(cancel)
        other = asyncio.create_task(store.put_episode(Script(f"other{instant:02}").draft()))
        await asyncio.gather(writing, other, return_exceptions=True)
        assert other.exception() is None
        assert not store._writer.in_transaction
    await store._writer.set_trace_callback(None)  # type: ignore[arg-type] # aiosqlite leaves the None out
    assert len(await store.read(stems)) == total + 1
    assert find_faults(path) == []


async def test_a_write_that_is_cancelled_while_it_waits_changes_nothing(store: SqliteStore) -> None:
    async with store.write():
        waiting = asyncio.create_task(store.put_episode(Script("e1").draft()))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    assert await store.read(stems) == []


async def test_a_write_waits_for_another_process_only_so_long(path: Path) -> None:
    async with await open_store(path, busy_timeout_s=0) as store, await open_store(path) as other:
        async with other.write():
            with pytest.raises(StoreError, match=r"store\.busy"):
                await store.put_episode(Script("e1").draft())
        await store.put_episode(Script("e1").draft())


async def test_importing_again_and_again_does_not_grow_the_store(path: Path, store: SqliteStore) -> None:
    scripts = [Script(f"e{n}", [(n, 1, 2, 3)] * (20 + n)) for n in range(12)]
    pages = []
    for turn in range(6):
        for number, script in enumerate(scripts):
            longer = [*script.passages, *[(9,)] * ((turn + number) % 3)]
            await store.put_episode(replace(script, passages=longer, version=f"v{turn}").draft())
        await store.compact()
        async with store.write() as writer:
            ((count,),) = await writer.execute_fetchall("SELECT count(*) FROM segment")
            ((used,),) = await writer.execute_fetchall("SELECT count(*) FROM page")
            pages.append((count, used))
    assert pages == [(1, pages[0][1])] * 6
    assert find_faults(path) == []


async def test_removing_everything_leaves_no_posting(path: Path, store: SqliteStore) -> None:
    for number in range(5):
        await store.put_episode(Script(f"e{number}", [(1, number), (2,)]).draft())
    for number in range(5):
        await store.remove_episode("tech", f"e{number}")
    with closing(sqlite3.connect(path)) as connection:
        for table in ("page", "segment", "passage", "cue", "episode"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
