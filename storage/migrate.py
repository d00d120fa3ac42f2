"""The schema's steps: which are pending, and taking them, each wholly or not at all.

The number of the last step taken stands in `user_version`, and `application_id` tells our files from others'; both
live in the file's header, inside SQLite's transactions. Asking for them writes nothing.
"""

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import pairwise

from bot.errors import StoreError

APPLICATION_ID = 0x4E414A49
"""`NAJI` in ASCII."""

_FILE_NAME = re.compile(r"(?P<number>\d{4})_(?P<name>[a-z0-9_]+)\.sql")


@dataclass(frozen=True, slots=True)
class Migration:
    """A step of the schema.

    Attributes:
        number: its place in the order, from 1, without gaps.
        statements: what it does, one SQL statement each.
    """

    number: int
    name: str
    statements: tuple[str, ...]


def load_migrations() -> tuple[Migration, ...]:
    """The steps that ship with this version, in order."""
    found = sorted(
        (
            Migration(int(match["number"]), match["name"], split_statements(file.read_text(encoding="utf-8")))
            for file in resources.files("storage.migrations").iterdir()
            if (match := _FILE_NAME.fullmatch(file.name))
        ),
        key=lambda step: step.number,
    )
    check_order(found)
    return tuple(found)


def check_order(steps: Sequence[Migration]) -> None:
    """Make sure that the steps are numbered from 1 without a gap or a pair.

    Raises:
        ValueError: they are not.
    """
    if steps[0].number != 1 or any(later.number != earlier.number + 1 for earlier, later in pairwise(steps)):
        raise ValueError(f"migrations are numbered {[step.number for step in steps]}")


def split_statements(script: str) -> tuple[str, ...]:
    """The statements of an SQL script, triggers whole, comments kept.

    Raises:
        ValueError: the last statement has no end.
    """
    statements: list[str] = []
    rest = ""
    for piece in re.split(r"(?<=;)", script):
        rest += piece
        if sqlite3.complete_statement(rest):
            statements.append(rest.strip())
            rest = ""
    if any(line.strip() and not line.lstrip().startswith("--") for line in rest.splitlines()):
        raise ValueError(f"unfinished SQL: {rest.strip()!r}")
    return tuple(statements)


def find_pending(connection: sqlite3.Connection, steps: Sequence[Migration], path: str) -> Sequence[Migration]:
    """The steps that the store has not taken yet. Writes nothing.

    Raises:
        StoreError: the file is another program's, or a newer version's.
    """
    application, version, in_use = _read_header(connection)
    if application != APPLICATION_ID and (application != 0 or in_use):
        raise StoreError("store.foreign", path=path)
    if version > len(steps):
        raise StoreError("store.newer", path=path, found=version, known=len(steps))
    return steps[version:]


def _read_header(connection: sqlite3.Connection) -> tuple[int, int, bool]:
    """The file's application, its version and whether it holds anything, all of one instant.

    One after the other they would be torn apart by a process that makes the store meanwhile: no application yet,
    tables already.
    """
    alone = not connection.in_transaction
    if alone:
        connection.execute("BEGIN")
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    finally:
        if alone:
            connection.rollback()
    return application, version, bool(version or tables)


def migrate(connection: sqlite3.Connection, steps: Sequence[Migration], path: str) -> int:
    """Take the pending steps; how many there were.

    Args:
        connection: in autocommit (`isolation_level=None`).
        steps: all of them, in order.
        path: the store's file, for the error.

    Raises:
        StoreError: as `find_pending`.
        sqlite3.Error: a step failed: the store stands as the step before left it.
    """
    taken = 0
    while pending := find_pending(connection, steps, path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Asked again now that nobody else can write: another process may have been faster.
            if find_pending(connection, steps, path)[:1] == pending[:1]:
                _take(connection, pending[0])
                taken += 1
            connection.execute("COMMIT")
        except BaseException:
            connection.rollback()
            raise
    return taken


def _take(connection: sqlite3.Connection, step: Migration) -> None:
    for statement in step.statements:
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {step.number}")
