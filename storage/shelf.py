"""What the stores of single fields have in common: a way to read and a way to write, both of the one store's file."""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar

import aiosqlite

T = TypeVar("T")

Write = Callable[[], AbstractAsyncContextManager[aiosqlite.Connection]]
"""One transaction."""


class Read(Protocol):
    """Runs a read in one transaction, on a thread."""

    async def __call__(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What `work` returns."""
        ...


class Shelf:
    """A field's own part of the store.

    Args:
        read: see `Read`.
        write: see `Write`.
    """

    def __init__(self, read: Read, write: Write) -> None:
        self._read = read
        self._write = write
