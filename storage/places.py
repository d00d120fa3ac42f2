"""What places set for themselves as rows, and back."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import aiosqlite

from bot.model import Place
from bot.place_ports import Change
from bot.place_settings import NOTHING_SET, PlaceSettings
from storage.faults import explained

MOST_KEPT = 1000
"""Places whose settings are kept in memory, some 300 bytes each."""

_READ = "SELECT language, is_private, cooldown_s, manager_role FROM place_settings WHERE place = ?"
_PUT = """
INSERT OR REPLACE INTO place_settings (place, language, is_private, cooldown_s, manager_role) VALUES (?, ?, ?, ?, ?)
"""

_Row = tuple[str | None, int, int | None, str | None]


class KeptSettings:
    """What a connection has read of settings, for as long as nobody else writes to the store."""

    def __init__(self) -> None:
        self._version: int | None = None
        self._settings: dict[str, PlaceSettings] = {}

    def settings(self, connection: sqlite3.Connection, place: Place) -> PlaceSettings:
        """Those of the place, as they stand now."""
        # Changes with each commit of another connection, of this process or of any other.
        version = connection.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version or len(self._settings) >= MOST_KEPT:
            self._version, self._settings = version, {}
        if place.key not in self._settings:
            self._settings[place.key] = _settings(connection.execute(_READ, (place.key,)).fetchone())
        return self._settings[place.key]


class SettingsReader:
    """Reads settings on a thread of its own, so that they stand behind nothing else that is read.

    Args:
        path: the store's file.
        connect: opens a connection that only reads.
    """

    def __init__(self, path: Path, connect: Callable[[Path], sqlite3.Connection]) -> None:
        self._path = path
        self._connect = connect
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="settings")
        self._connection: sqlite3.Connection | None = None
        self._kept = KeptSettings()

    async def settings(self, place: Place) -> PlaceSettings:
        """See `bot.place_ports.PlaceShelf`."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._read, place)

    def close(self) -> None:
        """Wait for the read under way, and close the connection."""
        self._pool.shutdown(wait=True)
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _read(self, place: Place) -> PlaceSettings:
        with explained(self._path):
            if self._connection is None:
                self._connection = self._connect(self._path)
            return self._kept.settings(self._connection, place)


class SqlitePlaces:
    """`bot.place_ports.PlaceShelf` over a store's file.

    Args:
        reader: reads.
        write: one transaction.
    """

    def __init__(
        self, reader: SettingsReader, write: Callable[[], AbstractAsyncContextManager[aiosqlite.Connection]]
    ) -> None:
        self._reader = reader
        self._write = write

    async def settings(self, place: Place) -> PlaceSettings:
        """See `bot.place_ports.PlaceShelf`."""
        return await self._reader.settings(place)

    async def change(self, place: Place, change: Change) -> PlaceSettings:
        """See `bot.place_ports.PlaceShelf`."""
        async with self._write() as writer:
            cursor = await writer.execute(_READ, (place.key,))
            then = change(_settings(await cursor.fetchone()))
            await writer.execute(
                _PUT, (place.key, then.language, int(then.is_private), then.cooldown_s, then.manager_role)
            )
            return then


def _settings(row: _Row | sqlite3.Row | None) -> PlaceSettings:
    if row is None:
        return NOTHING_SET
    language, is_private, cooldown_s, manager_role = row
    return PlaceSettings(language, bool(is_private), cooldown_s, manager_role)
