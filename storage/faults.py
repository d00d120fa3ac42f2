"""SQLite's errors as the sentences that an operator reads."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import StoreError

_CODES = {
    sqlite3.SQLITE_BUSY: "store.busy",
    sqlite3.SQLITE_LOCKED: "store.busy",
    sqlite3.SQLITE_NOTADB: "store.not_a_database",
    sqlite3.SQLITE_CORRUPT: "store.damaged",
    sqlite3.SQLITE_FULL: "store.full",
    sqlite3.SQLITE_READONLY: "store.read_only",
    sqlite3.SQLITE_PERM: "store.unreachable",
    sqlite3.SQLITE_CANTOPEN: "store.unreachable",
    sqlite3.SQLITE_AUTH: "store.unreachable",
}

_PRIMARY = 0xFF
"""The low byte of an extended result code is the primary one (sqlite.org/rescode.html)."""


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite raises inside into a `StoreError` that names the store's file."""
    try:
        yield
    except sqlite3.Error as error:
        code = _CODES.get(getattr(error, "sqlite_errorcode", 0) & _PRIMARY, "store.failed")
        raise StoreError(code, path=str(path), reason=str(error)) from error
    except IsADirectoryError as error:
        raise StoreError("store.folder", path=str(path)) from error
    except OSError as error:
        raise StoreError("store.unreachable", path=str(path), reason=error.strerror or str(error)) from error
    except (UnicodeEncodeError, OverflowError) as error:
        # A lone surrogate in a text or an integer over 64 bits: SQLite has no place for either.
        raise StoreError("store.value", path=str(path), reason=str(error)) from error
