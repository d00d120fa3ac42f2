"""Reading from the SQLite store, beyond the contract, and both stores side by side."""

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import StoreError
from bot.model import EpisodeId, PassageId, SearchId, Tier, WeightedGram
from bot.ports import Snapshot, Store
from bot.saved import SavedHit, SavedSearch
from storage.sqlite import SqliteStore, open_store
from tests.memory import MemoryStore
from tests.store_checks import find_faults
from tests.store_drafts import Script, whole


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "naji.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    async with await open_store(path) as opened:
        yield opened


def stems(snapshot: Snapshot) -> list[str]:
    return [episode.stem for episode in snapshot.episodes(whole(snapshot))]


# ---------------------------------------------------------------- reading


async def test_what_another_connection_wrote_is_read_at_once(path: Path, store: SqliteStore) -> None:
    assert await store.read(stems) == []
    async with await open_store(path) as other:
        await other.put_episode(Script("e1").draft())
        assert await store.read(stems) == ["e1"]


async def test_a_show_that_is_named_otherwise_is_read_anew(store: SqliteStore) -> None:
    titles = []
    for title in ("Tech", "Technology"):
        await store.put_episode(replace(Script(title).draft(), show_title=title))
        titles += await store.read(lambda snapshot: [show.title for show in snapshot.shows()])
    assert titles == ["Tech", "Technology"]


async def test_shows_that_have_not_changed_are_made_once(store: SqliteStore) -> None:
    await store.put_episode(Script("e1").draft())
    one = await store.read(lambda snapshot: snapshot.shows())
    await store.put_episode(Script("e2").draft())
    assert await store.read(lambda snapshot: snapshot.shows()) is one


async def test_a_snapshot_stands_still_while_others_write(store: SqliteStore) -> None:
    await store.put_episode(Script("e1").draft())
    seen, written = threading.Event(), threading.Event()

    def look_twice(snapshot: Snapshot) -> tuple[list[str], list[str]]:
        first = stems(snapshot)
        seen.set()
        assert written.wait(10)
        return first, stems(snapshot)

    reading = asyncio.ensure_future(store.read(look_twice))
    await asyncio.to_thread(seen.wait, 10)
    await store.put_episode(Script("e2").draft())
    written.set()
    assert await reading == (["e1"], ["e1"])
    assert await store.read(stems) == ["e1", "e2"]


async def test_a_search_cannot_write(store: SqliteStore) -> None:
    def write(snapshot: Snapshot) -> None:
        snapshot._connection.execute("DELETE FROM library")  # type: ignore[attr-defined] # the real store's snapshot

    with pytest.raises(StoreError, match="readonly"):
        await store.read(write)


async def test_searches_run_on_two_threads_and_never_on_the_loops(store: SqliteStore) -> None:
    both = threading.Barrier(2, timeout=10)

    def name_thread(_: Snapshot) -> int:
        both.wait()
        return threading.get_ident()

    names = await asyncio.gather(*[store.read(name_thread) for _ in range(6)])
    assert len(set(names)) == 2
    assert threading.get_ident() not in names
    assert len(store._readers) == 2


async def test_what_a_search_raises_comes_back_and_the_next_one_runs(store: SqliteStore) -> None:
    def fail(_: Snapshot) -> None:
        raise LookupError("mine")

    for _ in range(3):
        with pytest.raises(LookupError, match="mine"):
            await store.read(fail)
    assert await store.read(stems) == []


async def closing_beside_a_read(store: SqliteStore) -> tuple[asyncio.Future[list[str]], threading.Event]:
    """A search that is under way until the event is set."""
    begun, may_end = threading.Event(), threading.Event()

    def look(snapshot: Snapshot) -> list[str]:
        begun.set()
        assert may_end.wait(10)
        return stems(snapshot)

    reading = asyncio.ensure_future(store.read(look))
    await asyncio.to_thread(begun.wait, 10)
    return reading, may_end


async def test_the_loop_goes_on_while_closing_waits_for_a_search(store: SqliteStore) -> None:
    reading, may_end = await closing_beside_a_read(store)
    closing = asyncio.ensure_future(store.close())
    for _ in range(5):
        await asyncio.sleep(0)
    assert not closing.done()
    may_end.set()
    await closing
    assert await reading == []


async def test_a_store_whose_closing_is_cancelled_is_closed(path: Path, store: SqliteStore) -> None:
    reading, may_end = await closing_beside_a_read(store)
    closing = asyncio.ensure_future(store.close())
    await asyncio.sleep(0)
    closing.cancel()
    await asyncio.sleep(0)
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await closing
    assert await reading == []
    assert [each.name for each in path.parent.iterdir()] == ["naji.db"]


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "{}",
        "[1, 2",
        '{"id": "s1"}',
        "GOOD|created|2024-06-01T12:00:00",
        "GOOD|marks|[[2, 1]]",
        "GOOD|marks|[[0, 99]]",
        "GOOD|marks|[[-1, 1]]",
        "GOOD|marks|[[0, 2], [1, 3]]",
        "GOOD|marks|[[1, 1]]",
        'GOOD|tier|"best"',
        'GOOD|start_ms|"soon"',
    ],
)
async def test_a_damaged_search_is_missing(store: SqliteStore, payload: str) -> None:
    hit = SavedHit("tech", "e1", 1000, 4000, "互成盒", ((0, 3),), Tier.SOUND, 0.5)
    search = SavedSearch(SearchId("s1"), "護城河", "a:1", "a:2", datetime(2024, 6, 1, tzinfo=UTC), (hit,))
    await store.keep_search(search)
    async with store.write() as writer:
        if payload.startswith("GOOD"):
            _, key, value = payload.split("|")
            field = "$.created" if key == "created" else f"$.hits[0].{key}"
            value = f'"{value}"' if key == "created" else value
            await writer.execute("UPDATE saved_search SET payload = json_set(payload, ?, json(?))", (field, value))
        else:
            await writer.execute("UPDATE saved_search SET payload = ?", (payload,))
    assert await store.read(lambda snapshot: snapshot.saved_search(SearchId("s1"))) is None


# ---------------------------------------------------------------- against the twin

PASSAGES = st.lists(st.sets(st.integers(1, 8), min_size=1, max_size=4).map(tuple), max_size=5)
STEP = st.tuples(
    st.sampled_from(["a", "b", "c"]), st.sampled_from(["tech", "news"]), st.none() | PASSAGES, st.booleans()
)


async def all_found(store: Store) -> tuple[list[tuple[bytes, int]], dict[int, int], int]:
    def find(snapshot: Snapshot) -> tuple[list[tuple[bytes, int]], dict[int, int], int]:
        grams = [WeightedGram(gram) for gram in range(1, 9)]
        found = snapshot.candidates(grams, whole(snapshot), budget=30, limit=1000)
        ids = [PassageId(passage) for passage in found.ids.tolist()]
        units = {passage.id: passage.units for passage in snapshot.passages(ids)}
        scores = found.scores.tolist()
        rows = sorted((units[i], score) for i, score in zip(ids, scores, strict=True))
        return rows, found.frequencies, found.passage_count

    return await store.read(find)


async def reindex_all(store: Store, script: Script, number: int) -> None:
    """Give every episode the script's passages, whatever its cues are."""

    def look(snapshot: Snapshot) -> dict[EpisodeId, int]:
        old = snapshot.indexed_before(number + 2)
        return {episode: len(snapshot.cues_between(episode, 0, 10**9)) for episode in old}

    for episode, cues in (await store.read(look)).items():
        firsts = [0] * (cues + 1)
        await store.replace_index(episode, replace(script.draft().index, format=number + 2, cue_first_units=firsts))


@settings(max_examples=25, deadline=None)
@given(st.lists(STEP, max_size=12))
def test_both_stores_find_the_same_after_any_writes(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, list[tuple[int, ...]] | None, bool]]
) -> None:
    path = tmp_path_factory.mktemp("twin") / "naji.db"

    async def compare() -> None:
        memory = MemoryStore()
        async with await open_store(path) as real:
            for number, (stem, show, passages, only_its_index) in enumerate(steps):
                for store in (real, memory):
                    if passages is None:
                        await store.remove_episode(show, stem)
                    elif only_its_index:
                        await reindex_all(store, Script(stem, passages, show, version=str(number)), number)
                    else:
                        await store.put_episode(Script(stem, passages, show, version=str(number)).draft())
            assert await all_found(real) == await all_found(memory)

    asyncio.run(compare())
    assert find_faults(path) == []
