"""The store in one SQLite file: one writer behind one lock, readers apart, each on its own thread."""

import asyncio
import os
import sqlite3
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import aiosqlite

from bot.amends import AliasId, Correction, CorrectionId, CorrectionMove, Decision
from bot.errors import StoreError
from bot.given import GivenFacts
from bot.model import Clip, EpisodeDraft, EpisodeId, EpisodeIndex, Place, ShowId
from bot.ports import Snapshot
from bot.saved import SavedSearch
from storage import corrections, episodes, people, sources
from storage.asides import SegmentsStore
from storage.chats import SqliteChats
from storage.compaction import compact
from storage.faults import explained
from storage.feeds import SqliteFeeds
from storage.holdings import Kept
from storage.migrate import find_pending, load_migrations, migrate
from storage.people import SqlitePeople
from storage.picks import PicksStore
from storage.places import SettingsReader, SqlitePlaces
from storage.schedules import SchedulesStore
from storage.snapshot import SqliteSnapshot
from storage.withheld import WithheldStore

T = TypeVar("T")

SEARCH_THREADS = 2
"""One for a search (`bot.turns`), one for what is read beside it. More hold the event loop up: its lag peaks at 41 ms
with two, at 111 with four (measured)."""

BUSY_TIMEOUT_S = 30.0
"""How long a write waits for another process's; the longest transaction, one long episode, takes under a second."""

LEAST_SQLITE = (3, 37, 0)
"""The first with STRICT tables (sqlite.org/stricttables.html)."""

_WAL_RETRY_S = 0.01
_WRITER_CACHE_KIB = 32 * 1024
_READER_CACHE_KIB = 16 * 1024
"""What a search reads of the file: its thousand pages are the system's to keep, each reader has copies of some.

Mapping the file instead (`PRAGMA mmap_size`) took 3 % less of a search, and had 800 MB of the file resident after 100
searches among a million passages.
"""


async def open_store(path: Path, *, busy_timeout_s: float = BUSY_TIMEOUT_S) -> "SqliteStore":
    """Open the store, made with its folder where it is missing, its schema brought up to date.

    Args:
        path: the file; `-wal` and `-shm` stand beside it while it is open.
        busy_timeout_s: how long a write waits while another process writes.

    Raises:
        StoreError: it cannot be opened: unreachable, read-only, busy, damaged, another program's, a newer version's.
    """
    pool = ThreadPoolExecutor(SEARCH_THREADS, thread_name_prefix="search")
    try:
        with explained(path):
            path = await asyncio.get_running_loop().run_in_executor(pool, prepare_file, path, busy_timeout_s)
            writer = await _connect_writer(path, busy_timeout_s)
    except BaseException:
        pool.shutdown(wait=False)
        raise
    return SqliteStore(path, writer, pool)


def prepare_file(path: Path, busy_timeout_s: float) -> Path:
    """Make the file where it is missing and bring its schema up to date; its absolute path.

    Raises:
        StoreError: as `open_store`.
        sqlite3.Error, OSError: to be explained by the caller.
    """
    if sqlite3.sqlite_version_info < LEAST_SQLITE:
        raise StoreError("store.sqlite_too_old", found=sqlite3.sqlite_version, needed=".".join(map(str, LEAST_SQLITE)))
    path = path.absolute()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # What was said in private shows is the operator's alone. SQLite gives -wal and -shm the same permissions.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    connection = sqlite3.connect(_uri(path, "rw"), uri=True, timeout=busy_timeout_s, isolation_level=None)
    try:
        steps = load_migrations()
        find_pending(connection, steps, str(path))  # refuses a file that is not ours before anything is changed
        _turn_to_wal(connection, busy_timeout_s)
        migrate(connection, steps, str(path))
    finally:
        connection.close()
    return path


def _turn_to_wal(connection: sqlite3.Connection, busy_timeout_s: float) -> None:
    """Turn to WAL. SQLite fails here without waiting where another process is about to write: we wait ourselves."""
    end_s = time.monotonic() + busy_timeout_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= end_s:
                raise
            time.sleep(_WAL_RETRY_S)
        else:
            return


def _uri(path: Path, mode: str) -> str:
    return f"{path.as_uri()}?mode={mode}"


async def _connect_writer(path: Path, busy_timeout_s: float) -> aiosqlite.Connection:
    writer = await aiosqlite.connect(_uri(path, "rw"), uri=True, timeout=busy_timeout_s, isolation_level=None)
    try:
        await writer.execute("PRAGMA foreign_keys = ON")
        await writer.execute(f"PRAGMA cache_size = -{_WRITER_CACHE_KIB}")
    except BaseException:
        await writer.close()
        raise
    return writer


def _connect_reader(path: Path) -> sqlite3.Connection:
    # Opened on a search thread, closed on the thread that closes the store: hence check_same_thread.
    reader = sqlite3.connect(_uri(path, "ro"), uri=True, isolation_level=None, check_same_thread=False)
    reader.execute("PRAGMA query_only = ON")
    reader.execute(f"PRAGMA cache_size = -{_READER_CACHE_KIB}")
    return reader


class SqliteStore(PicksStore, SchedulesStore, SegmentsStore, WithheldStore):
    """`bot.ports.Store` over SQLite, made by `open_store`. Use it in `async with`, or call `close`."""

    def __init__(self, path: Path, writer: aiosqlite.Connection, pool: ThreadPoolExecutor) -> None:
        self._path = path
        self._writer = writer
        self._pool = pool
        # Two coroutines on one connection share its transaction: one's rollback would erase the other's write.
        self._lock = asyncio.Lock()
        self._thread = threading.local()
        self._readers: list[sqlite3.Connection] = []
        self._settings = SettingsReader(path, _connect_reader)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Wait for the write and the reads under way, then close every connection. Closing again does nothing."""
        async with self._lock:
            ending = asyncio.ensure_future(asyncio.to_thread(self._end_reads))
            try:
                await asyncio.shield(ending)
            finally:
                # Also where closing is cancelled. The last one out clears -wal and -shm away, and a reader may not:
                # what is left is one file.
                await ending
                await self._writer.close()

    def _end_reads(self) -> None:
        """Wait for the reads under way, which may take a while, and close their connections."""
        self._pool.shutdown(wait=True)
        while self._readers:
            self._readers.pop().close()
        self._settings.close()

    @property
    def feeds(self) -> SqliteFeeds:
        """The feeds that are followed, in the same file."""
        return SqliteFeeds(self.look_up, self.write)

    @property
    def chats(self) -> SqliteChats:
        """What the chats keep of the places they are in, in the same file."""
        return SqliteChats(self.look_up, self.write)

    @property
    def people(self) -> SqlitePeople:
        """What people keep, in the same file."""
        return SqlitePeople(self.write)

    @property
    def places(self) -> SqlitePlaces:
        """What places set for themselves, in the same file."""
        return SqlitePlaces(self._settings, self.write)

    # ------------------------------------------------------------ reading

    async def read(self, work: Callable[[Snapshot], T]) -> T:
        """See `bot.ports.Store`.

        Raises:
            StoreError: SQLite failed.
        """
        return await self._on_search_thread(lambda reader, kept: work(SqliteSnapshot(reader, kept)))

    async def look_up(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` on a search thread, in one read transaction, with the connection itself.

        Raises:
            StoreError: SQLite failed.
        """
        return await self._on_search_thread(lambda reader, _: work(reader))

    async def _on_search_thread(self, work: Callable[[sqlite3.Connection, Kept], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._read, work)

    def _read(self, work: Callable[[sqlite3.Connection, Kept], T]) -> T:
        with explained(self._path):
            reader, kept = self._reader()
            reader.execute("BEGIN")
            try:
                return work(reader, kept)
            finally:
                reader.rollback()

    def _reader(self) -> tuple[sqlite3.Connection, Kept]:
        """This search thread's connection, and what it keeps from one transaction to the next."""
        reader: tuple[sqlite3.Connection, Kept] | None = getattr(self._thread, "reader", None)
        if reader is None:
            reader = self._thread.reader = _connect_reader(self._path), Kept()
            self._readers.append(reader[0])
        return reader

    # ------------------------------------------------------------ writing

    @asynccontextmanager
    async def write(self) -> AsyncIterator[aiosqlite.Connection]:
        """One transaction: kept whole when the block ends, undone when it raises or is cancelled."""
        async with self._lock:
            with explained(self._path):
                try:
                    await self._writer.execute("BEGIN IMMEDIATE")
                    yield self._writer
                    await self._writer.execute("COMMIT")
                except BaseException:
                    # Stands in the writer's queue behind whatever a cancelled statement is still doing, and before
                    # the next write: it needs no shield against a second cancellation.
                    await self._writer.rollback()
                    raise

    async def put_episode(self, draft: EpisodeDraft) -> EpisodeId:
        """See `bot.ports.Store`.

        Raises:
            ChangedError: the episode has a clip that no move names.
            StoreError: SQLite failed, or the episode is longer than a block; the store stands as before.
        """
        async with self.write() as writer:
            return await episodes.put(writer, draft)

    async def replace_index(
        self, episode: EpisodeId, index: EpisodeIndex, moves: Sequence[CorrectionMove] = ()
    ) -> bool:
        """See `bot.ports.Store`.

        Raises:
            ChangedError: the episode has a correction that no move names.
            StoreError: SQLite failed, or the index is longer than a block; the store stands as before.
        """
        async with self.write() as writer:
            return await episodes.replace_index(writer, episode, index, moves)

    async def compact(self, *, at_rest: bool = True) -> int:
        """See `bot.ports.Store`.

        Raises:
            StoreError: SQLite failed; what was searched before is searched still.
        """
        return await compact(self, lambda: int(time.time()), at_rest=at_rest)

    async def outdate_indexes(self) -> None:
        """See `bot.ports.Store`."""
        async with self.write() as writer:
            await writer.execute("UPDATE episode SET index_format = 0")

    async def remove_episode(self, show_slug: str, stem: str) -> bool:
        """See `bot.ports.Store`."""
        async with self.write() as writer:
            return await episodes.remove(writer, show_slug, stem)

    async def set_source(self, show_slug: str, stem: str, path: str) -> None:
        """See `bot.source_ports.SourcesStore`."""
        async with self.write() as writer:
            await sources.set_source(writer, show_slug, stem, path)

    async def give_facts(self, show_slug: str, stem: str, facts: GivenFacts) -> None:
        """See `bot.source_ports.SourcesStore`."""
        async with self.write() as writer:
            await sources.give_facts(writer, show_slug, stem, facts)

    async def keep_clip(self, clip: Clip) -> None:
        """See `bot.ports.Store`.

        Raises:
            ChangedError: its episode was replaced or taken out.
        """
        async with self.write() as writer:
            await episodes.keep_clip(writer, clip)

    async def keep_search(self, search: SavedSearch) -> None:
        """See `bot.ports.Store`."""
        async with self.write() as writer:
            await people.keep_search(writer, search)

    async def purge_searches(self, before: datetime) -> int:
        """See `bot.ports.Store`."""
        async with self.write() as writer:
            return await people.purge_searches(writer, before)

    async def follow(self, place: Place, shows: frozenset[ShowId]) -> None:
        """See `bot.ports.Store`.

        Raises:
            StoreError: there is no such show; nothing was changed, as an empty choice would mean every public one.
        """
        async with self.write() as writer:
            known = {row[0] for row in await writer.execute_fetchall("SELECT id FROM show")}
            if not shows <= known:
                raise StoreError("store.unknown_show", ids=sorted(shows - known))
            await writer.execute("DELETE FROM follow WHERE place = ?", (place.key,))
            await writer.executemany(
                "INSERT INTO follow (place, show_id) VALUES (?, ?)", [(place.key, show) for show in shows]
            )

    async def remember(self, key: str, value: str) -> None:
        """See `bot.ports.Store`."""
        async with self.write() as writer:
            await writer.execute("INSERT OR REPLACE INTO memory (key, value) VALUES (?, ?)", (key, value))

    async def add_correction(self, correction: Correction, episode: EpisodeId, grams: frozenset[int]) -> CorrectionId:
        """See `bot.ports.Store`.

        Raises:
            ChangedError: the episode was replaced or taken out.
        """
        async with self.write() as writer:
            await episodes.check_stands(writer, episode, correction.show_slug, correction.stem)
            return await corrections.add_correction(writer, correction, grams)

    async def decide_correction(self, correction: CorrectionId, decision: Decision) -> bool:
        """See `bot.ports.Store`."""
        async with self.write() as writer:
            return await corrections.decide_correction(writer, correction, decision)

    async def remove_correction(self, correction: CorrectionId) -> bool:
        """See `bot.ports.Store`."""
        async with self.write() as writer:
            return await corrections.remove_correction(writer, correction)

    async def add_alias(self, place: Place, spellings: tuple[str, ...]) -> AliasId:
        """See `bot.ports.Store`."""
        async with self.write() as writer:
            return await corrections.add_alias(writer, place, spellings)

    async def remove_alias(self, alias: AliasId) -> bool:
        """See `bot.ports.Store`."""
        async with self.write() as writer:
            return await corrections.remove_alias(writer, alias)
