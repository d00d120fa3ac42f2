"""Opening the store, and the codes of what goes wrong."""

import asyncio
import sqlite3
import stat
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

import storage.sqlite
from bot.errors import StoreError
from bot.ports import Snapshot
from storage.faults import explained
from storage.sqlite import SqliteStore, open_store, prepare_file
from tests.store_checks import find_faults
from tests.store_drafts import Script, clip_in, episode_named, whole


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "naji.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    async with await open_store(path) as opened:
        yield opened


def stems(snapshot: Snapshot) -> list[str]:
    return [episode.stem for episode in snapshot.episodes(whole(snapshot))]


def code_of_opening(path: Path) -> str:
    """The code with which opening the store is refused."""

    async def fail() -> StoreError:
        with pytest.raises(StoreError) as caught:
            await open_store(path, busy_timeout_s=0)
        return caught.value

    error = asyncio.run(fail())
    assert error.values.get("path", str(path)) == str(path)
    return error.code


def write_episodes(path: Path, count: int = 0) -> None:
    """Make a store with so many episodes."""

    async def write() -> None:
        async with await open_store(path) as store:
            for number in range(count):
                await store.put_episode(Script(f"e{number}").draft())

    asyncio.run(write())


# ---------------------------------------------------------------- opening


async def test_a_store_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b #?%" / "naji.db"
    async with await open_store(path) as store:
        await store.put_episode(Script("e1").draft())
    async with await open_store(path) as store:
        assert await store.read(stems) == ["e1"]


async def test_the_stores_file_is_the_operators_alone(path: Path, store: SqliteStore) -> None:
    await store.put_episode(Script("e1").draft())
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.glob("naji.db*")} == {0o600}


async def test_a_relative_path_is_meant_from_where_it_was_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with await open_store(Path("naji.db")) as store:
        monkeypatch.chdir("/")
        await store.put_episode(Script("e1").draft())
        assert await store.read(stems) == ["e1"]


def test_a_store_that_was_restored_without_wal_gets_it_back(path: Path) -> None:
    write_episodes(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    write_episodes(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def test_each_store_has_a_key_of_its_own(tmp_path: Path) -> None:
    keys = set()
    for name in ("a", "b"):
        async with await open_store(tmp_path / name) as store:
            keys.add(await store.read(lambda snapshot: snapshot.clip_key()))
    assert len(keys) == 2


def test_a_file_that_is_no_database_is_refused_and_stays(path: Path) -> None:
    path.write_text("dear diary\n" * 200)
    assert code_of_opening(path) == "store.not_a_database"
    assert path.read_text() == "dear diary\n" * 200


def test_another_programs_database_is_refused_and_stays(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE notes (x)")
    before = path.read_bytes()
    assert code_of_opening(path) == "store.foreign"
    assert path.read_bytes() == before


def test_a_newer_store_is_refused(path: Path) -> None:
    write_episodes(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 4711")
    assert code_of_opening(path) == "store.newer"


def test_a_folder_in_the_files_place_is_refused(tmp_path: Path) -> None:
    assert code_of_opening(tmp_path) == "store.folder"


def test_a_file_in_the_folders_place_is_refused(path: Path) -> None:
    path.write_text("")
    assert code_of_opening(path / "naji.db") == "store.unreachable"


def test_a_locked_store_is_refused_when_the_wait_is_over(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert code_of_opening(path) == "store.busy"


@pytest.fixture
def damaged(path: Path) -> Path:
    """A store of which the schema is whole, and the first page of no table."""
    write_episodes(path, 30)
    with closing(sqlite3.connect(path)) as connection:
        roots = connection.execute("SELECT rootpage FROM sqlite_schema WHERE rootpage > 1").fetchall()
    content = bytearray(path.read_bytes())
    for (root,) in roots:
        content[(root - 1) * 4096 : root * 4096] = b"\xff" * 4096
    path.write_bytes(content)
    return path


async def test_a_damaged_store_is_told_from_a_failed_one(damaged: Path) -> None:
    async with await open_store(damaged) as store:
        with pytest.raises(StoreError, match=r"store\.damaged"):
            await store.read(stems)
        with pytest.raises(StoreError, match=r"store\.damaged"):
            await store.put_episode(Script("e1").draft())


def test_an_old_sqlite_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    assert code_of_opening(path) == "store.sqlite_too_old"
    assert not path.exists()


async def test_a_writer_that_cannot_be_set_up_is_closed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage.sqlite, "_WRITER_CACHE_KIB", "x;")
    before = set(threading.enumerate())
    with pytest.raises(StoreError, match=r"store\.failed"):
        await open_store(path)
    for thread in set(threading.enumerate()) - before:
        thread.join(timeout=10)
        assert not thread.is_alive()


def test_a_store_is_made_once_the_write_of_another_process_is_over(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.touch()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        # The wait is where the other one ends: SQLite itself waits for none at this point.
        monkeypatch.setattr("storage.sqlite.time.sleep", lambda _: other.rollback())
        assert prepare_file(path, 30) == path
    assert find_faults(path) == []


def test_a_store_is_not_waited_for_beyond_the_time_for_it(path: Path) -> None:
    path.touch()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert code_of_opening(path) == "store.busy"


def test_eight_that_make_the_store_at_once_make_one(tmp_path: Path) -> None:
    ready = threading.Barrier(8)

    def prepare(path: Path) -> Path:
        ready.wait(10)
        return prepare_file(path, 30)

    with ThreadPoolExecutor(8) as pool:
        for turn in range(15):
            path = tmp_path / str(turn) / "naji.db"
            assert set(pool.map(prepare, [path] * 8)) == {path}
            assert find_faults(path) == []


async def test_closing_again_does_nothing(path: Path) -> None:
    store = await open_store(path)
    await store.read(stems)
    await store.close()
    await store.close()
    assert [file.name for file in path.parent.iterdir()] == ["naji.db"]


@pytest.mark.parametrize(
    ("sqlite_code", "code"),
    [
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "store.busy"),
        (sqlite3.SQLITE_FULL, "store.full"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, "store.read_only"),
        (sqlite3.SQLITE_CANTOPEN_ISDIR, "store.unreachable"),
        (sqlite3.SQLITE_CORRUPT_INDEX, "store.damaged"),
        (sqlite3.SQLITE_IOERR_WRITE, "store.failed"),
    ],
)
def test_sqlites_errors_get_a_code(sqlite_code: int, code: str) -> None:
    error = sqlite3.OperationalError("it said")
    error.sqlite_errorcode = sqlite_code
    with pytest.raises(StoreError) as caught, explained(Path("/x/naji.db")):
        raise error
    assert (caught.value.code, caught.value.values) == (code, {"path": "/x/naji.db", "reason": "it said"})


def test_an_error_without_a_number_is_still_told() -> None:
    with pytest.raises(StoreError, match=r"store\.failed"), explained(Path("naji.db")):
        raise sqlite3.ProgrammingError("closed")


def test_an_operating_system_error_without_words_is_still_told() -> None:
    with pytest.raises(StoreError, match=r"store\.unreachable"), explained(Path("naji.db")):
        raise OSError("odd")


async def test_clips_survive_the_store_being_closed(path: Path) -> None:
    async with await open_store(path) as store:
        await store.put_episode(Script("e1").draft())
        clip = clip_in(await store.read(lambda snapshot: episode_named(snapshot, "e1")))
        await store.keep_clip(clip)
    async with await open_store(path) as store:
        assert await store.read(lambda snapshot: snapshot.clip(clip.id, whole(snapshot))) == clip
