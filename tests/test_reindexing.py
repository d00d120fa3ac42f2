"""Indexes built anew: what is taken, in which order, and what stays as it was."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from bot.errors import StoreError
from bot.model import Cue, EpisodeDraft, EpisodeFacts, EpisodeId, EpisodeIndex, Scope
from bot.ports import Snapshot, Store
from bot.reindexing import Progress, Rebuilder
from bot.search.engine import index_episode, search
from storage.sqlite import open_store
from tests.search_library import STEMS, timed
from tests.store_checks import find_faults
from tests.store_drafts import STORES, opened, whole

T = TypeVar("T")

NEW = 7
QUERIES = ("護城河", "高迪", "面包师傅", "etched", "烘豆機買了三年", "客人等了", "沒有人說過的話")


def newest(cues: Sequence[Cue]) -> EpisodeIndex:
    return replace(index_episode(cues), format=NEW)


@pytest.fixture(params=STORES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    async with opened(request.param, tmp_path) as empty:
        await fill(empty)
        yield empty


async def fill(store: Store) -> list[EpisodeId]:
    return [
        await store.put_episode(
            EpisodeDraft(show, stem, EpisodeFacts(), timed(texts), index_episode(timed(texts)), f"{show}/{stem}")
        )
        for show in ("beans", "again")
        for stem, texts in STEMS.items()
    ]


def answers(snapshot: Snapshot) -> list[list[tuple[object, ...]]]:
    """All that is answered to the queries."""
    return [
        [(hit.episode, hit.start_ms, hit.end_ms, hit.text, hit.marks, hit.tier, hit.score) for hit in found]
        for query in QUERIES
        for found in [search(snapshot, query, whole(snapshot))]
    ]


async def rebuilt(store: Store, *, everything: bool = False, index_format: int = NEW) -> tuple[int, list[Progress]]:
    told: list[Progress] = []
    rebuilder = Rebuilder(store, newest, index_format)
    return await rebuilder.run(told.append, everything=everything), told


async def test_what_is_answered_stays(store: Store) -> None:
    before = await store.read(answers)
    assert any(before)
    await rebuilt(store)
    assert await store.read(answers) == before


async def test_while_some_are_old_the_same_is_answered(store: Store) -> None:
    before = await store.read(answers)
    seen = []

    async def looking(work: Callable[[], T]) -> T:
        seen.append(await store.read(answers))
        return work()

    await Rebuilder(store, newest, NEW, worker=looking).run(lambda _: None)
    assert len(seen) > len(STEMS)
    assert seen == [before] * len(seen)


async def test_how_far_it_is_is_told_from_the_beginning_to_the_end(store: Store) -> None:
    count, told = await rebuilt(store)
    assert count == 6
    assert told == [Progress(done, 6) for done in range(7)]
    assert [now.is_over for now in told] == [False] * 6 + [True]


async def test_where_nothing_is_old_nothing_is_written_or_told(store: Store) -> None:
    await rebuilt(store)
    assert await rebuilt(store) == (0, [])


async def test_all_are_built_anew_when_told_to(store: Store) -> None:
    await rebuilt(store)
    count, _ = await rebuilt(store, everything=True)
    assert count == 6


async def test_what_was_stopped_is_taken_up_by_the_next_run(store: Store) -> None:
    broken = iter(range(6))

    def failing(cues: Sequence[Cue]) -> EpisodeIndex:
        if next(broken) == 3:
            raise StoreError("store.full", path="naji.db")
        return newest(cues)

    with pytest.raises(StoreError):
        await Rebuilder(store, failing, NEW).run(lambda _: None, everything=True)
    _, told = await rebuilt(store)
    assert told[-1] == Progress(3, 3)


async def test_an_episode_that_goes_meanwhile_is_passed_over(store: Store) -> None:
    removing: list[asyncio.Task[bool]] = []

    def tell(now: Progress) -> None:
        if now.done == 1:
            removing.append(asyncio.create_task(store.remove_episode("again", "ep3")))

    assert await Rebuilder(store, newest, NEW).run(tell) == 5
    assert await store.read(lambda snapshot: snapshot.indexed_before(NEW)) == []


async def test_two_at_once_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "naji.db"
    async with await open_store(path) as one, await open_store(path) as other:
        await fill(one)
        before = await one.read(answers)
        counts = await asyncio.gather(*(Rebuilder(store, newest, NEW).run(lambda _: None) for store in (one, other)))
        assert sum(counts) == 6
        assert await other.read(answers) == before
    assert find_faults(path) == []


async def test_a_rest_comes_after_each_episode(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    rests: list[float] = []

    async def rest(seconds: float) -> None:
        rests.append(seconds)

    monkeypatch.setattr("bot.reindexing.asyncio.sleep", rest)
    await Rebuilder(store, newest, NEW, pause_s=0.5).run(lambda _: None)
    assert rests == [0.5] * 6


@pytest.mark.parametrize("packed", [b"", b"\x07", b"\x00" * 241, b"\xff" * 480])
async def test_passages_that_are_packed_otherwise_are_passed_over(store: Store, packed: bytes) -> None:
    strange = [cue for cues in map(timed, STEMS.values()) for cue in cues]
    index = index_episode(strange)
    passages = [replace(passage, units=packed) for passage in index.passages]
    await store.put_episode(
        EpisodeDraft("strange", "new", EpisodeFacts(), strange, replace(index, passages=passages, format=99), "new")
    )

    def look(snapshot: Snapshot) -> tuple[object, ...]:
        known = Scope(frozenset(show.id for show in snapshot.shows() if show.slug != "strange"))
        alone = Scope(frozenset(show.id for show in snapshot.shows() if show.slug == "strange"))
        every = [{hit.episode.stem for hit in search(snapshot, query, whole(snapshot))} for query in QUERIES]
        return every, [search(snapshot, query, alone) for query in QUERIES], bool(search(snapshot, "護城河", known))

    every, none, some = await store.read(look)
    assert all("new" not in stems for stems in every)  # type: ignore[attr-defined] # sets
    assert none == [()] * len(QUERIES)
    assert some


@pytest.mark.parametrize("factor", [0, 1, 3])
async def test_cues_that_were_counted_otherwise_give_hits_all_the_same(store: Store, factor: int) -> None:
    """Another format has other units: here each cue has fewer or more than this program would give it."""
    cues = timed(STEMS["ep1"])
    index = index_episode(cues)
    total = index.cue_first_units[-1]
    counted = [min(first * factor, total) for first in index.cue_first_units[:-1]] + [total]
    await store.put_episode(
        EpisodeDraft("odd", "odd", EpisodeFacts(), cues, replace(index, cue_first_units=counted), "odd")
    )

    def look(snapshot: Snapshot) -> list[str]:
        alone = Scope(frozenset(show.id for show in snapshot.shows() if show.slug == "odd"))
        return [hit.text for query in QUERIES for hit in search(snapshot, query, alone)]

    assert await store.read(look)
