"""Segments made one: when, how, and what becomes of it where something comes between."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import storage.merging
import storage.pages
from bot.model import WeightedGram
from bot.ports import Snapshot
from storage import segments
from storage.compaction import compact
from storage.merging import FAN, LEAN, LEAST, Weight, due, steps
from storage.pages import Coding, Shape
from storage.sqlite import SqliteStore, open_store
from tests.old_pages import codings, make_old
from tests.store_checks import find_faults
from tests.store_drafts import Script, scope_of, whole

NOW_S = 1_700_000_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "naji.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    async with await open_store(path) as opened:
        yield opened


def script(number: int) -> Script:
    """An episode of its own words and some that all have; every other one is of another show."""
    passages = [(1, 100 + number, 10_000_000 * number + i, 4_000_000_000 + i) for i in range(5 + number)]
    return Script(f"e{number}", passages, show=("tech", "news")[number % 2])


async def fill(store: SqliteStore, count: int = 6) -> None:
    for number in range(count):
        await store.put_episode(script(number).draft())


def answers(snapshot: Snapshot) -> object:
    """What the index says of every gram, in all and in one show."""
    grams = sorted({gram for number in range(8) for passage in script(number).passages for gram in passage})
    found = []
    for scope in (whole(snapshot), scope_of(snapshot, "news")):
        wanted = [WeightedGram(gram) for gram in grams]
        best = snapshot.candidates(wanted, scope, budget=10**6, limit=10**6)
        held = [snapshot.holders([1, gram], scope).tolist() for gram in grams]
        found.append((best.ids.tolist(), best.scores.tolist(), dict(best.frequencies), best.passage_count, held))
    return found


def rows(path: Path, sql: str) -> list[tuple[int, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def count(path: Path, table: str = "segment") -> int:
    return rows(path, f"SELECT count(*) FROM {table}")[0][0]


# ---------------------------------------------------------------- when


def weights(*sizes: int) -> list[Weight]:
    return [Weight(number, size, size) for number, size in enumerate(sizes)]


def test_while_much_is_written_those_of_one_size_are_made_one_when_they_are_many() -> None:
    small, large = [LEAST] * (FAN - 1), [LEAST * FAN]
    assert due(weights(*small, *large), at_rest=False) == []
    assert sorted(due(weights(*small, *large, LEAST - 1), at_rest=False)) == [*range(FAN - 1), FAN]


def test_no_more_than_a_handful_are_made_one_at_once_while_much_is_written() -> None:
    assert len(due(weights(*[10] * 50), at_rest=False)) == FAN


def test_at_rest_the_smaller_ones_are_made_one_with_those_that_they_weigh_against() -> None:
    assert due(weights(300 * LEAN, 100, 100), at_rest=True) == [1, 2]
    assert due(weights(1000, 100 * LEAN, 101), at_rest=True) == [2, 1, 0]
    assert due(weights(100 * LEAN, 100), at_rest=True) == []


@given(st.lists(st.integers(1, 10**6), max_size=60))
def test_at_rest_a_handful_is_left(sizes: list[int]) -> None:
    left = weights(*sizes)
    while wanted := due(left, at_rest=True):
        merged = sum(each.standing for each in left if each.id in wanted)
        left = [each for each in left if each.id not in wanted]
        left.append(Weight(max(wanted) + len(sizes), merged, merged))
    assert len(left) <= 11
    assert sum(each.standing for each in left) == sum(sizes)


@pytest.mark.parametrize("at_rest", [True, False])
def test_a_segment_of_which_much_is_gone_is_written_anew(at_rest: bool) -> None:  # noqa: FBT001 - both are cases
    assert due([Weight(4, 1000, 600), Weight(5, 9000, 9000)], at_rest=at_rest) == [4]
    assert due([Weight(4, 1000, 800), Weight(5, 9000, 9000)], at_rest=at_rest) == []


def test_the_steps_of_a_merge_cover_every_gram_once() -> None:
    taken = steps(Shape(1, 9), 5 * storage.merging.POSTINGS)
    assert taken[0] == (0, 2**29)
    assert [end for _, end in taken[:-1]] == [first for first, _ in taken[1:]]
    assert taken[-1][1] == 2**32
    assert steps(Shape(1, 9), 1) == [(0, 2**32)]


def test_no_step_is_less_than_a_page() -> None:
    assert len(steps(Shape(1, 2), 100 * storage.merging.POSTINGS)) == 4


# ---------------------------------------------------------------- how


@pytest.mark.parametrize("most", [10, 100, 10**6])
async def test_what_is_found_stays_when_segments_are_made_one(
    store: SqliteStore, path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    await fill(store)
    before = await store.read(answers)
    monkeypatch.setattr(storage.merging, "POSTINGS", most)
    monkeypatch.setattr(storage.pages, "PAGE_BYTES", 40)
    assert await store.compact() == 1
    assert count(path) == 1
    assert await store.read(answers) == before
    assert find_faults(path) == []


async def test_lists_of_before_are_found_as_they_were(store: SqliteStore, path: Path) -> None:
    await fill(store)
    before = await store.read(answers)
    make_old(path)
    assert codings(path) == {Coding.VARINTS}
    assert await store.read(answers) == before
    assert find_faults(path) == []


async def test_lists_of_before_are_made_one_with_those_of_now(store: SqliteStore, path: Path) -> None:
    await fill(store, 3)
    make_old(path)
    for number in (3, 4, 5):
        await store.put_episode(script(number).draft())
    before = await store.read(answers)
    assert codings(path) == set(Coding)
    await store.compact()
    assert codings(path) == {Coding.RICE}
    assert await store.read(answers) == before


async def test_however_many_scopes_are_asked_each_finds_its_own(store: SqliteStore) -> None:
    await fill(store, 12)

    def found(snapshot: Snapshot) -> list[int]:
        every = whole(snapshot)
        scopes = [replace(every, episodes=frozenset({episode.id})) for episode in snapshot.episodes(every)]
        return [
            snapshot.candidates([WeightedGram(1)], scope, budget=99, limit=99).passage_count for scope in scopes * 2
        ]

    assert sorted(await store.read(found)) == sorted([5 + number for number in range(12)] * 2)


async def test_what_is_made_one_has_the_passages_of_a_show_side_by_side(store: SqliteStore, path: Path) -> None:
    await fill(store)
    await store.compact()
    stood = rows(path, "SELECT show_id FROM episode ORDER BY segment_first")
    assert stood == sorted(stood)


async def test_one_segment_alone_is_left_as_it_is(store: SqliteStore) -> None:
    await fill(store, 1)
    assert await store.compact() == 0


async def test_passages_that_are_gone_are_left_out(store: SqliteStore, path: Path) -> None:
    await fill(store)
    await store.compact()
    for number in (1, 2, 3, 5):
        await store.remove_episode(script(number).show, f"e{number}")
    before = await store.read(answers)
    assert await store.compact() == 1
    assert await store.read(answers) == before
    assert rows(path, "SELECT passages FROM segment") == [(5 + 9,)]
    assert find_faults(path) == []


@pytest.mark.parametrize("is_old", [False, True])
async def test_a_long_list_is_read_only_where_the_scope_is(store: SqliteStore, path: Path, is_old: bool) -> None:  # noqa: FBT001 - both are cases
    for number, show in enumerate(("a", "b", "c")):
        passages = [(1, number + 2, 50)] * 3 + [(1, number + 2)] * 11_997
        await store.put_episode(Script(f"e{number}", passages, show=show).draft())
    await store.compact()
    if is_old:
        make_old(path)

    def found(snapshot: Snapshot) -> list[tuple[object, ...]]:
        scopes = [scope_of(snapshot, *shows) for shows in ("a", "b", "ac", "bc", "abc")]
        best = [snapshot.candidates([WeightedGram(1)], each, budget=9, limit=2) for each in scopes]
        held = [[len(snapshot.holders([gram], each)) for gram in (3, 50)] for each in scopes]
        return [
            (each.ids.tolist(), each.frequencies[1], each.passage_count, of_b, short)
            for each, (of_b, short) in zip(best, held, strict=True)
        ]

    assert await store.read(found) == [
        ([0, 1], 12_000, 12_000, 0, 3),
        ([12_000, 12_001], 12_000, 12_000, 12_000, 3),
        ([0, 1], 24_000, 24_000, 0, 6),
        ([12_000, 12_001], 24_000, 24_000, 12_000, 6),
        ([0, 1], 36_000, 36_000, 12_000, 9),
    ]


# ---------------------------------------------------------------- what comes between


class Interrupted:
    """A store whose nth write is told of before it begins."""

    def __init__(self, store: SqliteStore, at: int, act: Callable[[], object]) -> None:
        self._store = store
        self._left = at
        self._act = act
        self.look_up = store.look_up

    def write(self) -> object:
        self._left -= 1
        if not self._left:
            self._act()
        return self._store.write()


class StoppedError(Exception):
    """The process ended here."""


async def stop_at(store: SqliteStore, write: int) -> bool:
    """Whether the tidying up got so far that it was stopped."""

    def stop() -> None:
        raise StoppedError

    try:
        await compact(Interrupted(store, write, stop), lambda: NOW_S, at_rest=True)  # type: ignore[arg-type] # a part of it
    except StoppedError:
        return True
    return False


async def test_wherever_it_stops_what_is_found_stays_and_a_later_run_completes(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage.merging, "POSTINGS", 20)
    monkeypatch.setattr(storage.pages, "PAGE_BYTES", 40)
    async with await open_store(path) as store:
        await fill(store)
        before = await store.read(answers)
        write = 0
        stopped = True
        while stopped:
            write += 1
            stopped = await stop_at(store, write)
            assert await store.read(answers) == before
            assert find_faults(path) == []
            if stopped:
                later = NOW_S + segments.ABANDONED_S + 1
                await compact(store, lambda later=later: later, at_rest=True)  # type: ignore[misc] # mypy has no type for it
            assert (count(path), await store.read(answers)) == (1, before)
            await store.put_episode(script(7).draft())
            await store.remove_episode(script(7).show, "e7")
            for number in range(6):
                await store.put_episode(script(number).draft())
            before = await store.read(answers)
    assert write > 6


async def test_what_another_process_is_writing_is_left_to_it(store: SqliteStore, path: Path) -> None:
    await fill(store)
    assert await stop_at(store, 4)
    assert await compact(store, lambda: NOW_S + 1, at_rest=True) == 0
    assert count(path) == 7


@pytest.mark.parametrize("write", [3, 4])
async def test_a_merge_whose_segment_was_taken_away_ends(store: SqliteStore, path: Path, write: int) -> None:
    await fill(store)
    before = await store.read(answers)

    def take_away() -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE segment SET writing_s = NULL WHERE writing_s IS NOT NULL")

    assert await compact(Interrupted(store, write, take_away), lambda: NOW_S, at_rest=True) == 0  # type: ignore[arg-type] # a part of it
    assert await store.read(answers) == before
    await store.compact()
    assert count(path) == 1
    assert find_faults(path) == []


async def test_an_episode_that_is_replaced_meanwhile_stays_replaced(store: SqliteStore, path: Path) -> None:
    await fill(store)

    class Busy(Interrupted):
        async def replace(self) -> None:
            await store.put_episode(Script("e1", [(1, 55)], show="news", version="v2").draft())

    busy = Busy(store, 99, lambda: None)
    read = store.look_up
    done: list[bool] = []

    async def look_up(work: Callable[[sqlite3.Connection], object]) -> object:
        found = await read(work)
        if not done and isinstance(found, list):
            done.append(True)
            await busy.replace()
        return found

    busy.look_up = look_up  # type: ignore[assignment] # of one test
    assert await compact(busy, lambda: NOW_S, at_rest=True) == 1  # type: ignore[arg-type] # a part of it
    held = await store.read(lambda s: s.candidates([WeightedGram(55), WeightedGram(101)], whole(s), budget=9, limit=9))
    assert held.frequencies == {55: 1, 101: 0}
    assert find_faults(path) == []


async def test_many_pages_go_some_at_a_time(path: Path, store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    passages = [rng.integers(0, 2**32 - 1, 60).tolist() for _ in range(400)]
    await store.put_episode(Script("e1", passages).draft())
    monkeypatch.setattr(segments, "SWEPT", 2)
    held = count(path, "page")
    await store.remove_episode("tech", "e1")
    assert (held, count(path, "page")) == (4, 2)
    await store.compact()
    assert (count(path, "page"), count(path)) == (0, 0)


def test_a_short_segment_has_one_part() -> None:
    assert Shape(1, 0).parts == 1
