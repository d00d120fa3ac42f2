"""The contract of the ports, over both stores: what is kept to episodes, to passages and to speakers."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.model import Cue, EpisodeId, PassageId, Scope, UnitRun, WeightedGram
from bot.ports import Snapshot, Store
from storage.postings import rarity
from tests.store_drafts import STORES, Script, opened, scope_of, whole, with_cues

GRAMS = [WeightedGram(gram) for gram in (1, 2, 3)]


@pytest.fixture(params=STORES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    async with opened(request.param, tmp_path) as empty:
        yield empty


def kept_to(snapshot: Snapshot, *stems: str) -> Scope:
    """The scope of these episodes."""
    scope = whole(snapshot)
    return replace(scope, episodes=frozenset(e.id for e in snapshot.episodes(scope) if e.stem in stems))


def units_at(snapshot: Snapshot, ids: Sequence[int]) -> list[bytes]:
    return [passage.units for passage in snapshot.passages([PassageId(each) for each in ids])]


async def two_episodes(store: Store) -> None:
    await store.put_episode(Script("e1", [(1,), (1, 2), (1,)], number=1).draft())
    await store.put_episode(Script("e2", [(1, 2), (3,)], number=2).draft())


# ---------------------------------------------------------------- episodes


async def test_a_scope_of_episodes_reads_nothing_of_others(store: Store) -> None:
    await two_episodes(store)

    def look(snapshot: Snapshot) -> list[object]:
        here = kept_to(snapshot, "e2")
        both = [episode.id for episode in snapshot.episodes(whole(snapshot))]
        return [
            [episode.stem for episode in snapshot.episodes(here)],
            [episode.stem for episode in snapshot.episodes_by_id(both, here)],
            [snapshot.find_episode("tech", stem, here) is not None for stem in ("e1", "e2")],
            [run.episode_id for run in snapshot.passage_runs(here)],
        ]

    assert await store.read(look) == [["e2"], ["e2"], [False, True], [EpisodeId(2)]]


async def test_candidates_of_episodes_are_as_if_there_were_no_others(store: Store) -> None:
    await two_episodes(store)

    def look(snapshot: Snapshot) -> list[object]:
        found = snapshot.candidates(GRAMS, kept_to(snapshot, "e2"), budget=100, limit=10)
        units = [units_at(snapshot, [each])[0] for each in found.ids.tolist()]
        return [units, found.scores.tolist(), found.frequencies, found.passage_count]

    one = rarity(1, 2)
    assert await store.read(look) == [[b"e2/v1/0", b"e2/v1/1"], [2 * one, one], {1: 1, 2: 1, 3: 1}, 2]


async def test_the_budget_is_spent_inside_the_episodes_only(store: Store) -> None:
    await store.put_episode(Script("e1", [(1, 2, 3)] * 30).draft())
    await store.put_episode(Script("e2", [(1, 2, 3)]).draft())
    found = await store.read(lambda s: s.candidates(GRAMS, kept_to(s, "e2"), budget=3, limit=10))
    assert found.scores.tolist() == [3 * rarity(1, 1)]


async def test_a_scope_without_episodes_has_no_candidates(store: Store) -> None:
    await two_episodes(store)
    found = await store.read(lambda s: s.candidates(GRAMS, kept_to(s), budget=100, limit=10))
    assert (found.ids.tolist(), found.frequencies, found.passage_count) == ([], {1: 0, 2: 0, 3: 0}, 0)


# ---------------------------------------------------------------- passages


async def test_candidates_within_passages_are_as_if_there_were_no_others(store: Store) -> None:
    await two_episodes(store)

    def look(snapshot: Snapshot) -> list[object]:
        first, second = (run.first for run in snapshot.passage_runs(whole(snapshot)))
        within = np.array([first + 1, first + 2, second], np.int64)
        found = snapshot.candidates(GRAMS, whole(snapshot), budget=100, limit=10, within=within)
        units = [units_at(snapshot, [each])[0] for each in found.ids.tolist()]
        return [units, found.scores.tolist(), found.frequencies, found.passage_count]

    often, once = rarity(2, 3), rarity(3, 3)
    assert await store.read(look) == [
        [b"e1/v1/1", b"e2/v1/0", b"e1/v1/2"],
        [often + once, often + once, once],
        {1: 3, 2: 2, 3: 0},
        3,
    ]


async def test_passages_outside_of_the_scope_are_never_within(store: Store) -> None:
    await two_episodes(store)
    await store.put_episode(Script("e1", [(1,)], show="news").draft())

    def look(snapshot: Snapshot) -> list[object]:
        everywhere = np.arange(10_000_000, dtype=np.int64)
        here = scope_of(snapshot, "news")
        found = snapshot.candidates(GRAMS, here, budget=100, limit=10, within=everywhere)
        return [units_at(snapshot, found.ids.tolist()), found.passage_count]

    assert await store.read(look) == [[b"news/v1/0".replace(b"news", b"e1")], 1]


@pytest.mark.parametrize(
    ("grams", "stems", "held"),
    [
        ([1, 2], ["e1", "e2"], [b"e1/v1/1", b"e2/v1/0"]),
        ([1, 1], ["e1"], [b"e1/v1/0", b"e1/v1/1", b"e1/v1/2"]),
        ([1, 2], ["e1"], [b"e1/v1/1"]),
        ([1, 2], ["e2"], [b"e2/v1/0"]),
        ([1, 3], ["e1", "e2"], []),
        ([1, 4], ["e1", "e2"], []),
        ([], ["e1", "e2"], []),
        ([1], [], []),
    ],
)
async def test_holders_have_every_gram(store: Store, grams: list[int], stems: list[str], held: list[bytes]) -> None:
    await two_episodes(store)
    found = await store.read(lambda s: units_at(s, s.holders(grams, kept_to(s, *stems)).tolist()))
    assert found == held


async def test_holders_of_a_scope_of_shows_are_in_all_its_episodes_and_rise(store: Store) -> None:
    await two_episodes(store)
    await store.put_episode(Script("n", [(1, 2)], show="news").draft())
    found = await store.read(lambda s: s.holders([2, 1], whole(s)).tolist())
    assert (len(found), found) == (3, sorted(found))


# ---------------------------------------------------------------- speakers

SPOKEN = [(0, 1000, 3), (1000, 2000, 2), (2000, 3000, 0), (3000, 4000, 4), (4000, 5000, 1)]


async def conversation(store: Store) -> None:
    """Two episodes of the same five cues: by Bo, Ann, Bo without a unit, Bo and nobody."""
    for stem in ("e1", "e2"):
        draft = with_cues(Script(stem), SPOKEN)
        names = ("Bo", "Ann", "Bo", "Bo", None)
        cues = [replace(cue, speaker=name) for cue, name in zip(draft.cues, names, strict=True)]
        await store.put_episode(replace(draft, cues=cues))


async def test_speakers_are_named_once_by_code_point(store: Store) -> None:
    await conversation(store)
    await store.put_episode(replace(with_cues(Script("e3"), SPOKEN[:1]), cues=[Cue(0, 1000, "x", "安")]))
    assert await store.read(lambda s: s.speakers(whole(s))) == ["Ann", "Bo", "安"]
    assert await store.read(lambda s: s.speakers(kept_to(s, "e1"))) == ["Ann", "Bo"]


async def test_where_people_speak_is_told_by_episode_and_unit(store: Store) -> None:
    await conversation(store)
    one, two = EpisodeId(1), EpisodeId(2)
    assert await store.read(lambda s: s.spoken_by(["Bo"], whole(s))) == [
        UnitRun(one, 0, 3),
        UnitRun(one, 5, 9),
        UnitRun(two, 0, 3),
        UnitRun(two, 5, 9),
    ]
    assert await store.read(lambda s: s.spoken_by(["Ann", "Bo"], kept_to(s, "e2"))) == [
        UnitRun(two, 0, 3),
        UnitRun(two, 3, 5),
        UnitRun(two, 5, 9),
    ]
    assert await store.read(lambda s: s.spoken_by(["nobody"], whole(s))) == []
