"""What is said while indexes are built anew, and the command and the upkeep that do it."""

import io
import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.reindexing import Progress
from handlers.locale import words_for
from handlers.reindex_report import ReindexReport, log_progress
from storage.checkup import examine_store
from storage.migrate import load_migrations, migrate
from tests.commands import Naji, write_show

WORDS = words_for("en")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def store(naji: Naji, tmp_path: Path) -> Path:
    """A library of one episode."""
    assert naji("import", str(write_show(tmp_path / "show")), "--store", "naji.db").code == 0
    return tmp_path / "here" / "naji.db"


def outdate(store: Path) -> None:
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("UPDATE episode SET index_format = 0")
        connection.commit()


def test_a_terminal_gets_a_bar() -> None:
    output, screen = io.StringIO(), Terminal()
    with ReindexReport(WORDS, output, screen) as report:
        for done in range(3):
            report.tell(Progress(done, 2))
    assert output.getvalue() == ""
    assert "Rebuilding indexes" in screen.getvalue()
    assert "2/2" in screen.getvalue()


def test_without_a_terminal_nothing_is_said_until_the_end() -> None:
    output, errors = io.StringIO(), io.StringIO()
    with ReindexReport(WORDS, output, errors) as report:
        report.tell(Progress(0, 2))
    report.sum_up(2)
    assert (output.getvalue(), errors.getvalue()) == ("Rebuilt the indexes of 2 episodes.\n", "")


def test_the_log_has_a_line_at_either_end(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    for done in range(4):
        log_progress(WORDS, Progress(done, 3))
    assert [record.getMessage() for record in caplog.records] == [
        "3 episodes have indexes of an older format: rebuilding them in the background.",
        "Rebuilt the indexes of 3 episodes.",
    ]


def test_the_command_rebuilds_what_is_old(naji: Naji, store: Path) -> None:
    outdate(store)
    assert naji("reindex", "--store", "naji.db").output == "重建了 1 集的索引。\n"
    assert naji("reindex", "--store", "naji.db").output == "沒有需要重建的索引。\n"


def test_the_command_rebuilds_all_where_it_is_told_to(naji: Naji, store: Path) -> None:
    found = naji("search", "護城河", "--json", "--store", str(store)).output
    assert naji("reindex", "--all", "--store", "naji.db").output == "重建了 1 集的索引。\n"
    assert naji("search", "護城河", "--json", "--store", "naji.db").output == found


def test_a_store_that_is_not_there_is_not_made(naji: Naji, tmp_path: Path) -> None:
    result = naji("reindex", "--store", "nowhere.db")
    assert result.code == 0
    assert "nowhere.db" in result.errors
    assert not (tmp_path / "here" / "nowhere.db").exists()


def test_the_checkup_counts_old_indexes(naji: Naji, store: Path) -> None:
    assert "舊格式" not in naji("doctor", "--store", "naji.db").output
    outdate(store)
    result = naji("doctor", "--store", "naji.db")
    assert result.code == 0
    assert "1 集的索引是舊格式" in result.output


@pytest.mark.parametrize(("index_format", "old"), [(1, 0), (2, 1)])
def test_before_the_formats_are_recorded_every_index_is_of_the_first(
    tmp_path: Path, index_format: int, old: int
) -> None:
    path = tmp_path / "naji.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, load_migrations()[:3], str(path))
        connection.execute("INSERT INTO show (slug) VALUES ('tech')")
        connection.execute("INSERT INTO episode (show_id, stem, fingerprint, passage_count) VALUES (1, 'e', '', 0)")
    state = examine_store(path, index_format)
    assert state is not None
    assert state.old_indexes == old
