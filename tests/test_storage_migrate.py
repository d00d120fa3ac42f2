"""The schema's steps: each wholly or not at all."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import StoreError
from storage.migrate import (
    APPLICATION_ID,
    Migration,
    check_order,
    find_pending,
    load_migrations,
    migrate,
    split_statements,
)

STEPS = load_migrations()
NEXT = Migration(
    len(STEPS) + 1,
    "made_up",
    ("CREATE TABLE made_up (x)", "ALTER TABLE show ADD COLUMN y TEXT", "INSERT INTO made_up VALUES (1)"),
)
SEEDS = [(step.number, cut) for step in (*STEPS, NEXT) for cut in range(len(step.statements) + 1)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "naji.db"


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        yield opened


def state(connection: sqlite3.Connection) -> list[object]:
    """Everything in the file: its schema, its rows and the figures of its header."""
    header = [connection.execute(f"PRAGMA {name}").fetchone() for name in ("user_version", "application_id")]
    return [*header, *connection.iterdump()]


@pytest.mark.parametrize(("number", "cut"), SEEDS)
def test_a_step_that_fails_at_any_statement_leaves_the_old_schema(
    connection: sqlite3.Connection, number: int, cut: int
) -> None:
    steps = (*STEPS, NEXT)[:number]
    migrate(connection, steps[:-1], "naji.db")
    before = state(connection)
    broken = replace(steps[-1], statements=(*steps[-1].statements[:cut], "INSERT INTO nowhere VALUES (1)"))
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        migrate(connection, (*steps[:-1], broken), "naji.db")
    assert state(connection) == before
    assert not connection.in_transaction


def test_a_step_whose_record_fails_leaves_the_old_schema(connection: sqlite3.Connection) -> None:
    def refuse(action: int, name: str | None, value: str | None, *_: object) -> int:
        writes = action == sqlite3.SQLITE_PRAGMA and name == "user_version" and value is not None
        return sqlite3.SQLITE_DENY if writes else sqlite3.SQLITE_OK

    before = state(connection)
    connection.set_authorizer(refuse)
    with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
        migrate(connection, STEPS, "naji.db")
    connection.set_authorizer(None)
    assert state(connection) == before


def test_all_steps_are_taken_once(connection: sqlite3.Connection) -> None:
    assert migrate(connection, STEPS, "naji.db") == len(STEPS)
    before = state(connection)
    assert before[:2] == [(len(STEPS),), (APPLICATION_ID,)]
    assert migrate(connection, STEPS, "naji.db") == 0
    assert state(connection) == before


def test_a_later_step_finds_the_rows_of_the_earlier(connection: sqlite3.Connection) -> None:
    migrate(connection, STEPS, "naji.db")
    connection.execute("INSERT INTO show (slug) VALUES ('tech')")
    assert migrate(connection, (*STEPS, NEXT), "naji.db") == 1
    assert connection.execute("SELECT slug, y FROM show").fetchall() == [("tech", None)]


def test_what_was_imported_before_words_had_times_has_times_and_no_words(connection: sqlite3.Connection) -> None:
    migrate(connection, STEPS[:5], "")
    connection.execute("INSERT INTO show (slug) VALUES ('tea')")
    connection.execute(
        "INSERT INTO episode (show_id, stem, fingerprint, first_passage, passage_count) VALUES (1, '1', 'f', NULL, 0)"
    )
    connection.execute("INSERT INTO cue VALUES (1, 0, 0, 1000, 0, 0, NULL, 'tea')")
    migrate(connection, STEPS, "")
    assert connection.execute("SELECT untimed FROM episode").fetchall() == [(0,)]
    assert connection.execute("SELECT words, text FROM cue").fetchall() == [(None, "tea")]


def test_asking_what_is_pending_writes_nothing(connection: sqlite3.Connection, path: Path) -> None:
    assert list(find_pending(connection, STEPS, "naji.db")) == list(STEPS)
    assert path.read_bytes() == b""
    migrate(connection, STEPS, "naji.db")
    before = path.read_bytes()
    assert list(find_pending(connection, (*STEPS, NEXT), "naji.db")) == [NEXT]
    assert path.read_bytes() == before


def test_a_step_that_another_process_took_first_is_not_taken_again(connection: sqlite3.Connection, path: Path) -> None:
    def overtake(statement: str) -> None:
        if statement == "BEGIN IMMEDIATE":
            connection.set_trace_callback(None)
            with closing(sqlite3.connect(path, isolation_level=None)) as other:
                migrate(other, STEPS, "naji.db")

    connection.set_trace_callback(overtake)
    assert migrate(connection, STEPS, "naji.db") == 0
    assert connection.execute("SELECT count(*) FROM library").fetchone() == (1,)


def test_a_newer_store_is_refused_and_stays(connection: sqlite3.Connection) -> None:
    migrate(connection, (*STEPS, NEXT), "naji.db")
    before = state(connection)
    with pytest.raises(StoreError) as caught:
        migrate(connection, STEPS, "naji.db")
    assert caught.value.code == "store.newer"
    assert caught.value.values == {"path": "naji.db", "found": len(STEPS) + 1, "known": len(STEPS)}
    assert state(connection) == before


@pytest.mark.parametrize(
    "statement", ["CREATE TABLE notes (x)", "PRAGMA application_id = 7", "PRAGMA user_version = 3"]
)
def test_another_programs_file_is_refused_and_stays(connection: sqlite3.Connection, statement: str) -> None:
    connection.execute(statement)
    before = state(connection)
    with pytest.raises(StoreError) as caught:
        migrate(connection, STEPS, "naji.db")
    assert caught.value.code == "store.foreign"
    assert state(connection) == before


def test_the_shipped_steps_are_numbered_from_one() -> None:
    assert [step.number for step in STEPS] == list(range(1, len(STEPS) + 1))


@pytest.mark.parametrize("numbers", [[2], [1, 3], [1, 1], [0, 1]])
def test_steps_with_a_gap_or_a_pair_are_refused(numbers: list[int]) -> None:
    with pytest.raises(ValueError, match="numbered"):
        check_order([Migration(number, "x", ()) for number in numbers])


def test_every_table_is_strict(connection: sqlite3.Connection) -> None:
    migrate(connection, STEPS, "naji.db")
    tables = connection.execute("SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND schema = 'main'")
    assert {name for name, strict in tables if not strict and not name.startswith("sqlite_")} == set()


def test_an_episode_of_before_the_segments_is_kept_and_indexed_anew(connection: sqlite3.Connection) -> None:
    migrate(connection, STEPS[:3], "naji.db")
    connection.execute("INSERT INTO show (slug) VALUES ('tech')")
    connection.execute("INSERT INTO episode (show_id, stem, fingerprint, passage_count) VALUES (1, 'e1', '', 0)")
    connection.execute("INSERT INTO cue VALUES (1, 0, 0, 1000, 0, 2, NULL, '熱茶')")
    migrate(connection, STEPS, "naji.db")
    assert connection.execute("SELECT stem, index_format, passage_count FROM episode").fetchall() == [("e1", 0, 0)]
    assert connection.execute("SELECT text FROM cue").fetchall() == [("熱茶",)]


def test_statements_are_split_at_their_ends_only() -> None:
    trigger = "CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; DELETE FROM c; END;"
    script = f"-- first; really\nINSERT INTO a VALUES ('x;y');\n{trigger}\n-- the end\n"
    assert split_statements(script) == ("-- first; really\nINSERT INTO a VALUES ('x;y');", trigger)


def test_a_script_that_ends_inside_a_statement_is_refused() -> None:
    with pytest.raises(ValueError, match="unfinished"):
        split_statements("DELETE FROM a; DELETE FROM b")
