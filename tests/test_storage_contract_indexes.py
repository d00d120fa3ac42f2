"""The contract of the ports, over the real store and the one in memory: indexes that are built anew."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.amends import CorrectionMove, Spot, Standing
from bot.errors import ChangedError, StoreError
from bot.model import ClipId, Cue, EpisodeId, EpisodeIndex, PassageDraft, PassageId, Scope, WeightedGram
from bot.ports import Snapshot, Store
from storage.segments import LONGEST_EPISODE
from tests.store_checks import find_faults
from tests.store_drafts import STORES, UNITS, Script, clip_in, episode_named, opened, scope_of, whole
from tests.test_storage_amends import ACCEPTED, PROPOSED, added, all_of
from tests.test_storage_amends import found as found_corrections

NEW = 2


@pytest.fixture(params=STORES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    async with opened(request.param, tmp_path) as empty:
        yield empty


def newer(script: Script, index_format: int = NEW, cues: int = 2) -> EpisodeIndex:
    """The script's passages over so many cues."""
    index = script.draft().index
    return replace(index, format=index_format, cue_first_units=[UNITS * nth for nth in range(cues + 1)])


async def found(store: Store, gram: int) -> list[bytes]:
    """The units of the passages with this gram."""

    def find(snapshot: Snapshot) -> list[bytes]:
        ids = snapshot.candidates([WeightedGram(gram)], whole(snapshot), budget=99, limit=99).ids.tolist()
        return [passage.units for passage in snapshot.passages([PassageId(i) for i in ids])]

    return await store.read(find)


async def old(store: Store, index_format: int = NEW) -> Sequence[EpisodeId]:
    return await store.read(lambda snapshot: snapshot.indexed_before(index_format))


async def test_a_new_index_answers_in_place_of_the_old_one(store: Store) -> None:
    episode = await store.put_episode(Script("e1").draft())
    assert await store.replace_index(episode, newer(Script("e1", ((7,), (8,), (9,)), version="v2")))
    assert await found(store, 1) == []
    assert await found(store, 9) == [b"e1/v2/2"]


async def test_cues_stand_where_the_new_index_has_them(store: Store) -> None:
    episode = await store.put_episode(Script("e1").draft())
    silent = newer(Script("e1", ()))
    await store.replace_index(episode, replace(silent, passages=[PassageDraft(0, 7, b"")], cue_first_units=[0, 3, 7]))
    placed = await store.read(lambda snapshot: snapshot.cues_between(episode, 0, 10**6))
    assert [(cue.first_unit, cue.unit_count) for cue in placed] == [(0, 3), (3, 4)]
    assert [cue.ordinal for cue in await store.read(lambda snapshot: snapshot.cues_at(episode, 3, 4))] == [1]


async def test_a_new_index_changes_nothing_else_of_its_episode(store: Store) -> None:
    cues = [Cue(1000, 4000, "hot tea", "Ann", ((0, 1000), (4, 2500))), Cue(4000, 5000, "milk")]
    id_ = await store.put_episode(replace(Script("e1", number=3).draft(), cues=cues, untimed=True))
    episode = await store.read(lambda snapshot: episode_named(snapshot, "e1"))
    await store.keep_clip(clip_in(episode))

    def kept(snapshot: Snapshot) -> object:
        clip = snapshot.clip(ClipId("k7f2aa"), whole(snapshot))
        cues = [placed.cue for placed in snapshot.cues_between(id_, 0, 10**6)]
        return episode_named(snapshot, "e1"), clip, cues, snapshot.fingerprints("tech")

    before = await store.read(kept)
    await store.replace_index(id_, replace(newer(Script("e1", ((7,),))), cue_first_units=[0, 3, 7]))
    assert await store.read(kept) == before


async def test_an_episode_that_is_gone_gets_no_index(store: Store) -> None:
    episode = await store.put_episode(Script("e1").draft())
    await store.put_episode(Script("e1", ((4,),), version="v2").draft())
    assert not await store.replace_index(episode, newer(Script("e1")))
    assert await found(store, 4) == [b"e1/v2/0"]


@pytest.mark.parametrize("index_format", [NEW - 1, NEW])
async def test_an_index_as_new_or_newer_stays(store: Store, index_format: int) -> None:
    draft = Script("e1").draft()
    episode = await store.put_episode(replace(draft, index=replace(draft.index, format=NEW)))
    assert not await store.replace_index(episode, newer(Script("e1", ((7,),)), index_format))
    assert await found(store, 7) == []


async def test_old_indexes_are_named_in_the_order_in_which_they_stand(store: Store) -> None:
    ids = [await store.put_episode(Script(stem, [(1,)] * 3).draft()) for stem in ("a", "b", "c", "d")]
    await store.put_episode(Script("silent", ()).draft())
    await store.replace_index(ids[1], newer(Script("b", [(1,)] * 3), cues=3))
    assert (await old(store))[1:] == [ids[0], ids[2], ids[3]]
    assert await old(store, 1) == []


@pytest.mark.parametrize(("slugs", "count"), [(("tech",), 2), (("other",), 1), (("tech", "other"), 3), ((), 0)])
async def test_old_indexes_are_counted_in_a_scope(store: Store, slugs: tuple[str, ...], count: int) -> None:
    ids = [await store.put_episode(Script(stem).draft()) for stem in ("a", "b", "c")]
    await store.put_episode(Script("a", show="other").draft())
    await store.replace_index(ids[1], newer(Script("b")))
    assert await store.read(lambda snapshot: snapshot.old_indexes(NEW, scope_of(snapshot, *slugs))) == count


async def test_an_episode_outside_of_a_narrower_scope_does_not_count_as_old(store: Store) -> None:
    ids = [await store.put_episode(Script(stem).draft()) for stem in ("a", "b")]

    def count(snapshot: Snapshot) -> int:
        return snapshot.old_indexes(NEW, replace(whole(snapshot), episodes=frozenset(ids[:1])))

    assert await store.read(count) == 1


async def test_indexes_that_count_as_old_answer_as_before(store: Store) -> None:
    episode = await store.put_episode(Script("e1").draft())
    before = await found(store, 2)
    await store.outdate_indexes()
    assert await old(store, 1) == [episode]
    assert await found(store, 2) == before
    assert await store.replace_index(episode, newer(Script("e1"), 1))


async def test_an_index_that_is_longer_than_a_block_is_refused_and_the_old_one_answers(store: Store) -> None:
    episode = await store.put_episode(Script("e1").draft())
    with pytest.raises(StoreError, match=r"store\.episode_too_long"):
        await store.replace_index(episode, newer(Script("e1", [()] * (LONGEST_EPISODE + 1))))
    assert len(await found(store, 2)) == 2


async def test_an_episode_without_words_may_get_some_and_lose_them(store: Store) -> None:
    episode = await store.put_episode(Script("e1", ()).draft())
    assert await store.replace_index(episode, newer(Script("e1", ((7,),)), cues=0))
    assert len(await found(store, 7)) == 1
    assert await store.replace_index(episode, newer(Script("e1", ()), NEW + 1, cues=0))
    assert await found(store, 7) == []


async def test_runs_of_passages_follow_the_new_index(store: Store) -> None:
    episode = await store.put_episode(Script("e1").draft())
    await store.replace_index(episode, newer(Script("e1", [(7,)] * 2 * UNITS)))

    def count(snapshot: Snapshot) -> list[int]:
        return [run.count for run in snapshot.passage_runs(Scope(frozenset(s.id for s in snapshot.shows())))]

    assert await store.read(count) == [2 * UNITS]


SPOT = Spot(1000, 4000, 11, 2)


async def test_corrections_stand_where_the_new_index_has_them(store: Store) -> None:
    episode = await store.put_episode(Script("e1").draft())
    kept = await added(store, ACCEPTED)
    moves = [CorrectionMove(kept.id, Standing.STANDS, SPOT, frozenset({21}))]
    assert await store.replace_index(episode, newer(Script("e1", ((7,),))), moves)
    assert await all_of(store) == [replace(kept, spot=SPOT)]
    assert (await found_corrections(store, 21), await found_corrections(store, 11)) == ([kept.id], [])


async def test_a_new_index_is_refused_where_a_correction_is_not_named(store: Store) -> None:
    episode = await store.put_episode(Script("e1").draft())
    kept = [await added(store, each) for each in (ACCEPTED, PROPOSED)]
    moves = [CorrectionMove(kept[0].id, Standing.STANDS, SPOT, frozenset({21}))]
    with pytest.raises(ChangedError):
        await store.replace_index(episode, newer(Script("e1", ((7,),))), moves)
    assert await all_of(store) == kept
    assert (await found(store, 7), len(await found(store, 2))) == ([], 2)


async def test_corrections_stay_where_the_index_stays(store: Store) -> None:
    episode = await store.put_episode(Script("e1").draft())
    kept = await added(store, ACCEPTED)
    moves = [CorrectionMove(kept.id, Standing.STANDS, SPOT, frozenset({21}))]
    assert not await store.replace_index(episode, newer(Script("e1", ((7,),)), NEW - 1), moves)
    assert (await all_of(store), await found_corrections(store, 11)) == ([kept], [kept.id])


async def test_a_correction_in_an_index_without_passages_is_found_by_nothing(store: Store) -> None:
    episode = await store.put_episode(Script("e1").draft())
    kept = await added(store, ACCEPTED)
    moves = [CorrectionMove(kept.id, Standing.STANDS, SPOT, frozenset({11}))]
    await store.replace_index(episode, newer(Script("e1", ()), cues=2), moves)
    assert await found_corrections(store, 11) == []


async def test_an_index_and_its_corrections_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    async with opened("sqlite", tmp_path) as store:
        episode = await store.put_episode(Script("e1").draft())
        kept = await added(store, ACCEPTED)
        impossible = CorrectionMove(kept.id, Standing.STANDS, replace(SPOT, unit_count=0), frozenset({21}))
        with pytest.raises(StoreError):
            await store.replace_index(episode, newer(Script("e1", ((7,),))), [impossible])
        assert (await all_of(store), await found(store, 7), len(await found(store, 2))) == ([kept], [], 2)
    assert find_faults(tmp_path / "naji.db") == []
