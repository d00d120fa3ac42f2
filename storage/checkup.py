"""What state a store is in, found out without writing to it."""

import os
import sqlite3
from dataclasses import dataclass
from errno import EISDIR
from pathlib import Path
from stat import S_ISDIR

from storage.faults import explained
from storage.migrate import find_pending, load_migrations

_COUNTS = """
SELECT (SELECT count(*) FROM show), count(*), ifnull(sum(passage_count), 0), count(*) FILTER (WHERE {} < ?) FROM episode
"""
_SHOWN_PROBLEMS = 5
_BUSY_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class StoreState:
    """A store's state.

    Attributes:
        schema: the schema's version; `known_schema` is this program's, to which opening the store brings it.
        size_bytes: the file's size, without the log beside it.
        problems: what SQLite's own check found, its first lines; empty where the file is sound.
        old_indexes: of how many episodes the index is older than asked about.
    """

    schema: int
    known_schema: int
    shows: int
    episodes: int
    passages: int
    size_bytes: int
    problems: tuple[str, ...]
    old_indexes: int


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


def examine_store(path: Path, index_format: int) -> StoreState | None:
    """The state of the store in this file; None where there is no file yet. Blocks: never on the event loop.

    Args:
        path: the file.
        index_format: indexes of an older one are counted.

    Raises:
        StoreError: it cannot be opened, is damaged beyond reading, another program's, or a newer version's.
    """
    if not store_exists(path):
        return None
    with explained(path):
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY_TIMEOUT_S)
        try:
            return _examine(connection, path, index_format)
        finally:
            connection.close()


def _examine(connection: sqlite3.Connection, path: Path, index_format: int) -> StoreState:
    steps = load_migrations()
    pending = find_pending(connection, steps, str(path))
    found = [row[0] for row in connection.execute(f"PRAGMA quick_check({_SHOWN_PROBLEMS})")]
    # Before its first step a store has no tables to count in.
    counts = (0, 0, 0, 0)
    if len(pending) < len(steps):
        columns = {row[1] for row in connection.execute("PRAGMA table_info(episode)")}
        # Where the step that records it is pending, every index is of the first format.
        stands = "index_format" if "index_format" in columns else "1"
        counts = connection.execute(_COUNTS.format(stands), (index_format,)).fetchone()
    return StoreState(
        schema=len(steps) - len(pending),
        known_schema=len(steps),
        shows=counts[0],
        episodes=counts[1],
        passages=counts[2],
        size_bytes=path.stat().st_size,
        problems=() if found == ["ok"] else tuple(found),
        old_indexes=counts[3],
    )
