"""The contract of the ports, over both stores: corrections and aliases."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.amends import Alias, AliasId, Correction, CorrectionId, CorrectionMove, Decision, Spot, Standing
from bot.errors import ChangedError
from bot.model import EpisodeId, Place, PlaceKind, Platform, Scope
from bot.ports import Store
from storage.sqlite import open_store
from tests.store_drafts import STORES, Script, episode_named, opened, scope_of, whole

GUILD = Place(Platform.DISCORD, PlaceKind.GROUP, "7")
OTHER_GUILD = Place(Platform.DISCORD, PlaceKind.GROUP, "8")
NOBODY = Scope(frozenset())
GRAMS = frozenset({11, 12, 4_000_000_000})
PROPOSED = Correction(
    id=CorrectionId(0),
    show_slug="tech",
    stem="e1",
    spot=Spot(1000, 4000, 3, 4),
    heard="heard wrong",
    right="right words",
    lead="before ",
    trail=" behind",
    decision=Decision.PROPOSED,
    standing=Standing.STANDS,
    asker="discord:9",
    created=datetime(2024, 6, 1, 12, 0, 0, 250, tzinfo=UTC),
)
ACCEPTED = replace(PROPOSED, decision=Decision.ACCEPTED)


@pytest.fixture(params=STORES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    async with opened(request.param, tmp_path) as empty:
        await empty.put_episode(Script("e1").draft())
        yield empty


async def added(store: Store, correction: Correction, grams: frozenset[int] = GRAMS) -> Correction:
    episode = await store.read(lambda s: episode_named(s, correction.stem, correction.show_slug))
    return replace(correction, id=await store.add_correction(correction, episode.id, grams))


async def all_of(store: Store) -> list[Correction]:
    return list(await store.read(lambda s: s.corrections(whole(s))))


async def found(store: Store, *grams: int, least: int = 1, limit: int = 10) -> list[CorrectionId]:
    pairs = await store.read(lambda s: s.corrections_like(grams, whole(s), least=least, limit=limit))
    return [correction.id for _, correction in pairs]


async def test_a_correction_is_read_as_it_was_kept(store: Store) -> None:
    kept = await added(store, PROPOSED)
    assert await all_of(store) == [kept]


async def test_a_correction_of_a_version_that_is_gone_is_refused(store: Store) -> None:
    with pytest.raises(ChangedError):
        await store.add_correction(PROPOSED, EpisodeId(4711), GRAMS)
    assert await all_of(store) == []


async def test_corrections_come_by_show_stem_and_start(store: Store) -> None:
    await store.put_episode(Script("e0").draft())
    await store.put_episode(Script("e9", show="arts").draft())
    late = await added(store, replace(PROPOSED, spot=Spot(9000, 9500, 8, 1)))
    early = await added(store, PROPOSED)
    first = await added(store, replace(PROPOSED, stem="e0"))
    arts = await added(store, replace(PROPOSED, stem="e9", show_slug="arts"))
    assert await all_of(store) == [arts, first, early, late]
    assert await store.read(lambda s: s.corrections_of("tech", "e1")) == [early, late]


async def test_corrections_keep_to_the_scope(store: Store) -> None:
    await store.put_episode(Script("e9", show="arts").draft())
    arts = await added(store, replace(ACCEPTED, stem="e9", show_slug="arts"))
    await added(store, ACCEPTED)
    assert await store.read(lambda s: s.corrections(scope_of(s, "arts"))) == [arts]
    assert await store.read(lambda s: s.corrections(NOBODY)) == []
    likes = await store.read(lambda s: s.corrections_like({11}, scope_of(s, "arts"), least=1, limit=9))
    assert [correction for _, correction in likes] == [arts]
    assert await store.read(lambda s: s.corrections_like({11}, NOBODY, least=1, limit=9)) == []


async def test_corrections_keep_to_the_episodes_of_the_scope(store: Store) -> None:
    await store.put_episode(Script("e2").draft())
    await added(store, ACCEPTED)
    two = await added(store, replace(ACCEPTED, stem="e2"))
    episode = await store.read(lambda s: episode_named(s, "e2"))
    scope = Scope(frozenset({episode.show.id}), frozenset({episode.id}))
    assert await store.read(lambda s: s.corrections(scope)) == [two]
    assert [each for _, each in await store.read(lambda s: s.corrections_like({11}, scope, least=1, limit=9))] == [two]


async def test_only_what_was_accepted_is_found(store: Store) -> None:
    kept = await added(store, PROPOSED)
    episode = await store.read(lambda s: episode_named(s, "e1"))
    assert await found(store, 11) == []
    assert await store.decide_correction(kept.id, Decision.ACCEPTED)
    assert await found(store, 11) == [kept.id]
    accepted = replace(kept, decision=Decision.ACCEPTED)
    assert await store.read(lambda s: s.corrections_in([episode.id])) == [(episode.id, accepted)]
    assert await store.decide_correction(kept.id, Decision.REJECTED)
    assert await found(store, 11) == []
    assert await store.read(lambda s: s.corrections_in([episode.id])) == []


async def test_deciding_on_no_correction_says_so(store: Store) -> None:
    assert not await store.decide_correction(CorrectionId(4711), Decision.ACCEPTED)


async def test_what_shares_most_grams_comes_first(store: Store) -> None:
    one = await added(store, ACCEPTED, frozenset({1}))
    two = await added(store, ACCEPTED, frozenset({1, 2}))
    three = await added(store, ACCEPTED, frozenset({1, 3}))
    assert await found(store, 1, 2) == [two.id, one.id, three.id]
    assert await found(store, 1, 2, limit=1) == [two.id]
    assert await found(store, 1, 2, 3, least=2) == [two.id, three.id]
    assert await found(store, 9) == []


async def test_what_is_found_comes_with_its_passages(store: Store) -> None:
    await added(store, ACCEPTED)
    (pair,) = await store.read(lambda s: s.corrections_like({11}, whole(s), least=1, limit=9))
    (run,) = await store.read(lambda s: s.passage_runs(whole(s)))
    assert pair[0] == run


async def test_a_removed_correction_leaves_nothing(store: Store) -> None:
    kept = await added(store, ACCEPTED)
    assert await store.remove_correction(kept.id)
    assert not await store.remove_correction(kept.id)
    assert await all_of(store) == []
    assert await found(store, 11) == []


async def test_the_number_of_a_removed_correction_is_not_given_again(store: Store) -> None:
    kept = await added(store, PROPOSED)
    await store.remove_correction(kept.id)
    assert (await added(store, PROPOSED)).id != kept.id


async def test_a_correction_moves_with_its_episode(store: Store) -> None:
    kept = await added(store, ACCEPTED)
    move = CorrectionMove(kept.id, Standing.STANDS, Spot(7000, 8000, 12, 5), frozenset({21}))
    await store.put_episode(replace(Script("e1", version="v2").draft(), corrections=[move]))
    assert await all_of(store) == [replace(kept, spot=Spot(7000, 8000, 12, 5))]
    assert (await found(store, 21), await found(store, 11)) == ([kept.id], [])


@pytest.mark.parametrize("standing", [Standing.SLEEPS, Standing.SETTLED])
async def test_a_correction_whose_words_are_gone_is_kept_and_found_by_nothing(store: Store, standing: Standing) -> None:
    kept = await added(store, ACCEPTED)
    move = CorrectionMove(kept.id, standing, None, GRAMS)
    await store.put_episode(replace(Script("e1", version="v2").draft(), corrections=[move]))
    assert await all_of(store) == [replace(kept, standing=standing)]
    assert await found(store, 11) == []


async def test_an_episode_whose_corrections_are_not_all_named_is_not_replaced(store: Store) -> None:
    await added(store, ACCEPTED)
    before = await store.read(lambda s: s.fingerprints("tech"))
    with pytest.raises(ChangedError):
        await store.put_episode(Script("e1", version="v2").draft())
    assert await store.read(lambda s: s.fingerprints("tech")) == before


async def test_no_move_touches_another_episodes_correction(store: Store) -> None:
    await store.put_episode(Script("e2").draft())
    kept = await added(store, ACCEPTED)
    move = CorrectionMove(kept.id, Standing.SLEEPS, None, frozenset())
    await store.put_episode(replace(Script("e2", version="v2").draft(), corrections=[move]))
    assert await all_of(store) == [kept]
    assert await found(store, 11) == [kept.id]


async def test_a_removed_episodes_correction_waits_for_it(store: Store) -> None:
    kept = await added(store, ACCEPTED)
    await store.remove_episode("tech", "e1")
    assert await found(store, 11) == []
    assert await store.read(lambda s: s.corrections_of("tech", "e1")) == [kept]


async def test_corrections_outlive_the_program(tmp_path: Path) -> None:
    async with await open_store(tmp_path / "naji.db") as first:
        await first.put_episode(Script("e1").draft())
        kept = await added(first, ACCEPTED)
    async with await open_store(tmp_path / "naji.db") as second:
        assert await all_of(second) == [kept]
        assert await found(second, 11) == [kept.id]


# ---------------------------------------------------------------- aliases


async def test_an_alias_is_its_places(store: Store) -> None:
    id_ = await store.add_alias(GUILD, ("護城河", "moat"))
    assert await store.read(lambda s: s.aliases(GUILD)) == [Alias(id_, ("護城河", "moat"))]
    assert await store.read(lambda s: s.aliases(OTHER_GUILD)) == []


async def test_aliases_come_in_the_order_in_which_they_were_set(store: Store) -> None:
    ids = [await store.add_alias(GUILD, (letter, "x")) for letter in "cab"]
    assert [alias.id for alias in await store.read(lambda s: s.aliases(GUILD))] == ids


async def test_a_removed_alias_is_gone(store: Store) -> None:
    id_ = await store.add_alias(GUILD, ("護城河", "moat"))
    assert await store.remove_alias(id_)
    assert await store.read(lambda s: s.aliases(GUILD)) == []
    assert not await store.remove_alias(AliasId(4711))
