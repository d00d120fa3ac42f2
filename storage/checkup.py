"""What state a store is in, found out without writing to it."""

import os
import sqlite3
from dataclasses import dataclass
from errno import EISDIR
from pathlib import Path
from stat import S_ISDIR

from storage.faults import explained
from storage.migrate import find_pending, load_migrations

_SHOWN_PROBLEMS = 5
_BUSY_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class StoreState:
    """A store's state.

    Attributes:
        schema: the schema's version; `known_schema` is this program's, to which opening the store brings it.
        size_bytes: the file's size, without the log beside it.
        problems: what SQLite's own check found, its first lines; empty where the file is sound.
    """

    schema: int
    known_schema: int
    shows: int
    episodes: int
    passages: int
    size_bytes: int
    problems: tuple[str, ...]


def store_exists(path: Path) -> bool:
    """Whether there is a file for the store yet. Blocks, and makes nothing.

    Raises:
        StoreError: it cannot be known, or there is a folder in its place.
    """
    with explained(path):
        try:
            mode = path.stat().st_mode
        except FileNotFoundError:
            return False
        if S_ISDIR(mode):
            raise IsADirectoryError(EISDIR, os.strerror(EISDIR), str(path))
        return True


def examine_store(path: Path) -> StoreState | None:
    """The state of the store in this file; None where there is no file yet. Blocks: never on the event loop.

    Raises:
        StoreError: it cannot be opened, is damaged beyond reading, another program's, or a newer version's.
    """
    if not store_exists(path):
        return None
    with explained(path):
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY_TIMEOUT_S)
        try:
            return _examine(connection, path)
        finally:
            connection.close()


def _examine(connection: sqlite3.Connection, path: Path) -> StoreState:
    steps = load_migrations()
    pending = find_pending(connection, steps, str(path))
    found = [row[0] for row in connection.execute(f"PRAGMA quick_check({_SHOWN_PROBLEMS})")]
    # Before its first step a store has no tables to count in.
    counts = (0, 0, 0)
    if len(pending) < len(steps):
        counts = connection.execute(
            "SELECT (SELECT count(*) FROM show), count(*), ifnull(sum(passage_count), 0) FROM episode"
        ).fetchone()
    return StoreState(
        schema=len(steps) - len(pending),
        known_schema=len(steps),
        shows=counts[0],
        episodes=counts[1],
        passages=counts[2],
        size_bytes=path.stat().st_size,
        problems=() if found == ["ok"] else tuple(found),
    )
