"""The contract of the ports, over the real store and the one in memory: episodes, candidates, cues."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.model import (
    Cue,
    EpisodeFacts,
    EpisodeId,
    PassageId,
    PlacedCue,
    UnitRun,
    WeightedGram,
)
from bot.ports import Snapshot, Store
from storage.postings import rarity
from storage.segments import LONGEST_EPISODE
from tests.store_drafts import STORES, Script, episode_named, opened, scope_of, whole, with_cues


@pytest.fixture(params=STORES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    async with opened(request.param, tmp_path) as empty:
        yield empty


async def passages_found(store: Store, *grams: int, budget: int = 1000, limit: int = 100) -> list[tuple[bytes, int]]:
    """The units of the candidates with their scores."""

    def find(snapshot: Snapshot) -> list[tuple[bytes, int]]:
        found = snapshot.candidates([WeightedGram(gram) for gram in grams], whole(snapshot), budget=budget, limit=limit)
        units = {passage.id: passage.units for passage in snapshot.passages([PassageId(i) for i in found.ids.tolist()])}
        return [
            (units[PassageId(i)], score) for i, score in zip(found.ids.tolist(), found.scores.tolist(), strict=True)
        ]

    return await store.read(find)


# ---------------------------------------------------------------- episodes


async def test_an_episode_is_read_as_it_was_written(store: Store) -> None:
    draft = Script("e1", number=4).draft()
    episode_id = await store.put_episode(replace(draft, show_title="Tech", show_link_template="https://a/{s}"))
    episode = await store.read(lambda snapshot: episode_named(snapshot, "e1"))
    assert (episode.id, episode.stem, episode.facts) == (episode_id, "e1", draft.facts)
    assert (episode.show.slug, episode.show.title, episode.show.link_template) == ("tech", "Tech", "https://a/{s}")


@pytest.mark.parametrize("untimed", [False, True])
async def test_whether_an_episode_has_times_is_kept(store: Store, untimed: bool) -> None:  # noqa: FBT001 - both are cases
    await store.put_episode(replace(Script("e1").draft(), untimed=untimed))
    episode = await store.read(lambda snapshot: episode_named(snapshot, "e1"))
    assert episode.untimed is untimed


async def test_the_times_of_words_are_kept(store: Store) -> None:
    cues = [Cue(1000, 4000, "hot tea", "Ann", ((0, 1000), (4, 2500))), Cue(4000, 5000, "milk")]
    episode = await store.put_episode(replace(Script("e1").draft(), cues=cues))
    found = await store.read(lambda snapshot: snapshot.cues_between(episode, 0, 10_000))
    assert [placed.cue for placed in found] == cues


async def test_missing_facts_stay_missing(store: Store) -> None:
    await store.put_episode(replace(Script("e1").draft(), facts=EpisodeFacts()))
    episode = await store.read(lambda snapshot: episode_named(snapshot, "e1"))
    assert episode.facts == EpisodeFacts()
    assert (episode.show.title, episode.show.link_template) == (None, None)


async def test_a_title_that_a_later_draft_leaves_out_stays(store: Store) -> None:
    await store.put_episode(replace(Script("e1").draft(), show_title="Tech", show_link_template="old"))
    await store.put_episode(replace(Script("e2").draft(), show_link_template="new"))
    (show,) = await store.read(lambda snapshot: snapshot.shows())
    assert (show.title, show.link_template) == ("Tech", "new")
    assert (await store.read(lambda snapshot: episode_named(snapshot, "e1"))).show == show


async def test_shows_are_read_by_slug(store: Store) -> None:
    for slug in ("news", "art", "tech"):
        await store.put_episode(Script("e1", show=slug).draft())
    assert [show.slug for show in await store.read(lambda snapshot: snapshot.shows())] == ["art", "news", "tech"]


async def test_episodes_are_read_by_show_number_and_stem(store: Store) -> None:
    for show, stem, number in [("b", "x", 1), ("a", "z", None), ("a", "y", None), ("a", "n", 10), ("a", "m", 9)]:
        await store.put_episode(Script(stem, show=show, number=number).draft())
    episodes = await store.read(lambda snapshot: snapshot.episodes(whole(snapshot)))
    assert [(episode.show.slug, episode.stem) for episode in episodes] == [
        ("a", "m"),
        ("a", "n"),
        ("a", "y"),
        ("a", "z"),
        ("b", "x"),
    ]


async def test_episodes_are_found_by_id(store: Store) -> None:
    ids = [await store.put_episode(Script(stem).draft()) for stem in ("e1", "e2", "e3")]
    wanted = [ids[2], ids[0], EpisodeId(999)]
    found = await store.read(lambda snapshot: snapshot.episodes_by_id(wanted, whole(snapshot)))
    assert [episode.stem for episode in found] == ["e1", "e3"]


async def test_an_episode_that_was_replaced_is_read_in_its_new_version_only(store: Store) -> None:
    await store.put_episode(Script("e1", [(1, 2), (3,), (4,)]).draft())
    await store.put_episode(Script("other", [(1,)]).draft())
    await store.put_episode(Script("e1", [(2, 5), (6,)], version="v2").draft())
    assert await store.read(lambda snapshot: snapshot.fingerprints("tech")) == {"e1": "e1:v2", "other": "other:v1"}
    assert [units for units, _ in await passages_found(store, 1)] == [b"other/v1/0"]
    assert [units for units, _ in await passages_found(store, 2, 3, 4, 5, 6)] == [b"e1/v2/0", b"e1/v2/1"]
    runs = await store.read(lambda snapshot: snapshot.passage_runs(whole(snapshot)))
    assert sorted(run.count for run in runs) == [1, 2]


async def test_an_episode_that_was_removed_is_read_nowhere(store: Store) -> None:
    episode_id = await store.put_episode(Script("e1").draft())
    assert await store.remove_episode("tech", "e1")

    def look(snapshot: Snapshot) -> list[object]:
        scope = whole(snapshot)
        return [
            *snapshot.episodes(scope),
            *snapshot.episodes_by_id([episode_id], scope),
            *snapshot.cues_at(episode_id, 0, 100),
            *snapshot.cues_between(episode_id, 0, 10**9),
            *snapshot.passage_runs(scope),
            *snapshot.passages([PassageId(i) for i in range(10)]),
            *snapshot.candidates([WeightedGram(2)], scope, budget=10, limit=10).ids,
            *snapshot.fingerprints("tech"),
        ]

    assert await store.read(look) == []


async def test_removing_what_is_not_there_says_so(store: Store) -> None:
    await store.put_episode(Script("e1").draft())
    assert not await store.remove_episode("tech", "e2")
    assert not await store.remove_episode("news", "e1")


async def test_an_id_is_never_given_to_another_episode(store: Store) -> None:
    first = await store.put_episode(Script("e1").draft())
    await store.remove_episode("tech", "e1")
    assert await store.put_episode(Script("e2").draft()) != first


async def test_an_episode_without_words_stands_in_the_library_and_not_in_the_index(store: Store) -> None:
    await store.put_episode(Script("e1", []).draft())
    assert [e.stem for e in await store.read(lambda snapshot: snapshot.episodes(whole(snapshot)))] == ["e1"]
    assert list(await store.read(lambda snapshot: snapshot.passage_runs(whole(snapshot)))) == []
    assert await store.remove_episode("tech", "e1")


async def test_an_episode_that_is_too_long_is_refused(store: Store) -> None:
    draft = Script("e1").draft()
    long = replace(draft, index=replace(draft.index, passages=list(draft.index.passages) * (LONGEST_EPISODE // 2 + 1)))
    with pytest.raises(StoreError, match=r"store\.episode_too_long"):
        await store.put_episode(long)
    assert list(await store.read(lambda snapshot: snapshot.episodes(whole(snapshot)))) == []


async def test_passages_of_an_episode_have_consecutive_ids(store: Store) -> None:
    ids = [await store.put_episode(Script(stem, [(1,)] * 5).draft()) for stem in ("e1", "e2")]
    runs = await store.read(lambda snapshot: snapshot.passage_runs(whole(snapshot)))
    assert [run.episode_id for run in runs] == ids
    wanted = [PassageId(run.first + ordinal) for run in runs for ordinal in range(5)]
    found = await store.read(lambda snapshot: snapshot.passages(wanted[::-1]))
    assert [passage.id for passage in found] == sorted(wanted)
    assert [passage.first_unit for passage in found] == [0, 10, 20, 30, 40] * 2
    assert {passage.episode_id for passage in found} == set(ids)


# ---------------------------------------------------------------- candidates


async def test_candidates_stand_by_falling_score_then_by_rising_id(store: Store) -> None:
    await store.put_episode(Script("e1", [(1,), (1, 2), (2,), (9,), (1,)]).draft())
    common, rare = rarity(3, 5), rarity(2, 5)
    assert await passages_found(store, 1, 2) == [
        (b"e1/v1/1", common + rare),
        (b"e1/v1/2", rare),
        (b"e1/v1/0", common),
        (b"e1/v1/4", common),
    ]


async def test_the_best_are_kept_and_ties_go_to_the_lower_id(store: Store) -> None:
    await store.put_episode(Script("e1", [(1,), (1,), (1, 2), (1,), (5,)]).draft())
    assert [units for units, _ in await passages_found(store, 1, 2, limit=2)] == [b"e1/v1/2", b"e1/v1/0"]
    assert await passages_found(store, 1, 2, limit=0) == []


async def test_a_weight_multiplies_and_a_gram_named_twice_counts_twice(store: Store) -> None:
    await store.put_episode(Script("e1", [(1,), (2,), (3,)]).draft())
    grams = [WeightedGram(1, 3), WeightedGram(2), WeightedGram(2)]
    found = await store.read(lambda s: s.candidates(grams, whole(s), budget=100, limit=10))
    assert found.scores.tolist() == [3 * rarity(1, 3), 2 * rarity(1, 3)]


async def test_frequencies_count_the_scope_only(store: Store) -> None:
    await store.put_episode(Script("e1", [(1,), (1, 2)]).draft())
    await store.put_episode(Script("e2", [(1,), (3,), (3,)]).draft())
    await store.put_episode(Script("e1", [(1,), (2,)], show="news").draft())
    grams = [WeightedGram(gram) for gram in (1, 2, 3, 4)]
    found = await store.read(lambda s: s.candidates(grams, scope_of(s, "tech"), budget=100, limit=10))
    assert (found.frequencies, found.passage_count) == ({1: 3, 2: 1, 3: 2, 4: 0}, 5)
    found = await store.read(lambda s: s.candidates(grams, whole(s), budget=100, limit=10))
    assert (found.frequencies, found.passage_count) == ({1: 4, 2: 2, 3: 2, 4: 0}, 7)


async def test_lists_are_read_rarest_first_until_the_budget_is_spent(store: Store) -> None:
    await store.put_episode(Script("e1", [(1, 2, 3), (2, 3), (3,), (3,)]).draft())
    assert [units for units, _ in await passages_found(store, 3, 2, 1, budget=3)] == [b"e1/v1/0", b"e1/v1/1"]
    assert len(await passages_found(store, 3, 2, 1, budget=7)) == 4


async def test_two_lists_are_read_whatever_the_budget(store: Store) -> None:
    await store.put_episode(Script("e1", [(1, 2, 3), (2, 3), (2, 3), (3,)]).draft())
    assert len(await passages_found(store, 3, 2, 1, budget=0)) == 3


async def test_a_query_without_grams_has_no_candidates(store: Store) -> None:
    await store.put_episode(Script("e1").draft())
    found = await store.read(lambda s: s.candidates([], whole(s), budget=100, limit=10))
    assert (found.ids.tolist(), found.scores.tolist(), found.frequencies) == ([], [], {})


# ---------------------------------------------------------------- cues

SPANS = [(0, 4000, 3), (4000, 5000, 0), (5000, 9000, 4), (8000, 12_000, 2), (12_000, 12_000, 1), (13_000, 14_000, 0)]


async def cue_ordinals(store: Store, read: Callable[[Snapshot, EpisodeId], list[PlacedCue]]) -> list[int]:
    """The ordinals of the cues read from an episode with the cues of `SPANS`."""
    episode_id = await store.put_episode(with_cues(Script("e1"), SPANS))
    return [placed.ordinal for placed in await store.read(lambda snapshot: read(snapshot, episode_id))]


@pytest.mark.parametrize(
    ("first", "end", "ordinals"),
    [
        (0, 1, [0]),
        (0, 3, [0]),
        (2, 4, [0, 2]),
        (3, 4, [2]),
        (6, 8, [2, 3]),
        (9, 10, [4]),
        (0, 100, [0, 2, 3, 4]),
        (-5, 1, [0]),
        (10, 20, []),
        (4, 4, []),
        (5, 2, []),
    ],
)
async def test_cues_at_units_are_those_that_hold_any_of_them(
    store: Store, first: int, end: int, ordinals: list[int]
) -> None:
    assert await cue_ordinals(store, lambda s, episode: list(s.cues_at(episode, first, end))) == ordinals


@pytest.mark.parametrize(
    ("start", "end", "ordinals"),
    [
        (0, 1, [0]),
        (3999, 4001, [0, 1]),
        (4000, 5000, [1]),
        (8500, 8501, [2, 3]),
        (9000, 12_000, [3]),
        (12_000, 12_001, [4]),
        (12_001, 13_000, []),
        (0, 10**9, [0, 1, 2, 3, 4, 5]),
        (8500, 8500, []),
        (9000, 100, []),
    ],
)
async def test_cues_between_times_are_those_that_meet_the_span(
    store: Store, start: int, end: int, ordinals: list[int]
) -> None:
    assert await cue_ordinals(store, lambda s, episode: list(s.cues_between(episode, start, end))) == ordinals


async def test_cues_of_several_runs_come_by_run(store: Store) -> None:
    one = await store.put_episode(with_cues(Script("e1"), SPANS))
    other = await store.put_episode(with_cues(Script("e2"), SPANS))
    runs = [UnitRun(other, 2, 4), UnitRun(one, 0, 1), UnitRun(one, 0, 0), UnitRun(other, 0, 1)]
    found = await store.read(lambda s: [[placed.ordinal for placed in cues] for cues in s.cues_at_each(runs)])
    assert found == [[0, 2], [0], [], [0]]


async def test_a_cue_keeps_its_words_speaker_and_units(store: Store) -> None:
    episode_id = await store.put_episode(Script("e1").draft())
    found = await store.read(lambda s: list(s.cues_at(episode_id, 10, 20)))
    assert found == [PlacedCue(1, Cue(10_000, 20_000, "e1 v1 1", "Ann"), 10, 10)]


async def test_dates_keep_their_day(store: Store) -> None:
    await store.put_episode(replace(Script("e1").draft(), facts=EpisodeFacts(published=date(2024, 2, 29))))
    episode = await store.read(lambda s: episode_named(s, "e1"))
    assert episode.facts.published == date(2024, 2, 29)
