import sqlite3
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import storage.lists
from bot.model import Scope
from bot.search.lookup import candidates
from bot.search.query import plan
from storage.holdings import Kept
from storage.lists import List, Lists
from storage.pages import Coding, Entry
from storage.snapshot import SqliteSnapshot
from tests.made_up_library import made_up, written


def of_gram(gram: int, known: int = 0, parts: int = 0) -> List:
    directory = np.zeros((2, parts), np.int64) if parts else None
    return List(gram, 1, Entry(Coding.RICE, known, 0, 1, directory), np.arange(known), known)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Lists:
    """Room for the numbers of three lists that hold nothing."""
    monkeypatch.setattr(storage.lists, "MOST_NUMBERS", 3 * of_gram(1).numbers)
    return Lists()


def test_a_list_that_was_kept_is_found() -> None:
    lists = Lists()
    lists.keep(one := of_gram(1))
    assert lists.get(1) is one


def test_a_list_that_was_not_kept_is_not() -> None:
    assert Lists().get(1) is None


def test_the_list_that_nobody_asked_for_longest_gives_way(few: Lists) -> None:
    for gram in (1, 2, 3):
        few.keep(of_gram(gram))
    few.get(1)
    few.keep(of_gram(4))
    assert [gram for gram in (1, 2, 3, 4) if few.get(gram)] == [1, 3, 4]


def test_a_list_too_long_to_be_kept_is_not(few: Lists) -> None:
    few.keep(of_gram(1, known=1000))
    assert few.get(1) is None


def test_after_a_list_too_long_to_be_kept_there_is_room_again(few: Lists) -> None:
    few.keep(of_gram(1, known=1000))
    few.keep(of_gram(2))
    assert few.get(2)


@pytest.mark.parametrize("longer", [of_gram(1, known=9), of_gram(1, parts=9)])
def test_a_list_takes_what_it_holds(longer: List) -> None:
    assert longer.numbers >= of_gram(1).numbers + 9


# ---------------------------------------------------------------- as searches use them

QUERY = "山水春夏火風"


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    opened = written(tmp_path_factory.mktemp("lists") / "naji.db", made_up())
    yield opened
    opened.close()


def found(connection: sqlite3.Connection, kept: Kept, query: str = QUERY) -> tuple[Any, ...]:
    """The candidates in all but one of the episodes, so that some lists have to be looked up to be counted."""
    snapshot = SqliteSnapshot(connection, kept)
    shows = frozenset(show.id for show in snapshot.shows())
    episodes = [episode.id for episode in snapshot.episodes(Scope(shows))]
    planned = plan(query)
    assert planned
    best = candidates(snapshot, planned, Scope(shows, frozenset(episodes[1:])))
    return best.ids.tolist(), best.scores.tolist(), best.frequencies, best.passage_count


def test_what_is_asked_again_is_answered_as_before(connection: sqlite3.Connection) -> None:
    kept = Kept()
    assert found(connection, kept) == found(connection, kept)


def test_what_shares_words_with_a_question_before_is_answered_as_if_it_were_the_first(
    connection: sqlite3.Connection,
) -> None:
    kept = Kept()
    found(connection, kept, "天地山水")
    assert found(connection, kept) == found(connection, Kept())


def test_where_a_list_stands_is_not_read_again(connection: sqlite3.Connection) -> None:
    kept, statements = Kept(), list[str]()
    found(connection, kept, "山")
    connection.set_trace_callback(statements.append)
    found(connection, kept, "山")
    connection.set_trace_callback(None)
    assert not [each for each in statements if each.startswith("SELECT id, head FROM page")]
