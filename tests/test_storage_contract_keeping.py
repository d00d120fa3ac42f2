"""The contract of the ports, over both stores: clips, kept searches, what places follow, and scope."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import ChangedError, StoreError
from bot.model import (
    ClipId,
    ClipMove,
    EpisodeId,
    Place,
    PlaceKind,
    Platform,
    Scope,
    SearchId,
    ShowId,
    Tier,
    WeightedGram,
)
from bot.options import Options
from bot.ports import Snapshot, Store
from bot.saved import SavedHit, SavedSearch
from tests.store_drafts import STORES, Script, clip_in, episode_named, opened, scope_of, whole

NOBODY = Scope(frozenset())
STRANGER = Scope(frozenset({ShowId(4711)}))
GROUP = Place(Platform.TELEGRAM, PlaceKind.GROUP, "-1001")
SEARCH = SavedSearch(
    id=SearchId("s1"),
    text="護城河",
    asker="telegram:7",
    place=GROUP.key,
    created=datetime(2024, 6, 1, 12, 0, 0, 250, tzinfo=UTC),
    hits=(SavedHit("tech", "e1", 1000, 4000, "互成盒 的 意思", ((0, 3), (4, 5)), Tier.SOUND, 0.75),),
    options=Options("tech", "4", "Ann", "2024", "2023-05", exact=True),
)


@pytest.fixture(params=STORES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    async with opened(request.param, tmp_path) as empty:
        yield empty


# ---------------------------------------------------------------- clips


async def test_a_clip_is_read_with_its_episode(store: Store) -> None:
    await store.put_episode(Script("e1").draft())
    episode = await store.read(lambda s: episode_named(s, "e1"))
    await store.keep_clip(clip_in(episode))
    assert await store.read(lambda s: s.clip(ClipId("k7f2aa"), whole(s))) == clip_in(episode)
    assert await store.read(lambda s: s.clip(ClipId("nobody"), whole(s))) is None


async def test_keeping_a_clip_again_changes_nothing(store: Store) -> None:
    await store.put_episode(Script("e1").draft())
    episode = await store.read(lambda s: episode_named(s, "e1"))
    await store.keep_clip(clip_in(episode))
    await store.keep_clip(clip_in(episode, start_ms=2000))
    assert await store.read(lambda s: s.clip(ClipId("k7f2aa"), whole(s))) == clip_in(episode)


async def test_a_clip_moves_with_its_words(store: Store) -> None:
    await store.put_episode(Script("e1").draft())
    await store.keep_clip(clip_in(await store.read(lambda s: episode_named(s, "e1"))))
    await store.put_episode(Script("e1", version="v2").draft(moves=[ClipMove(ClipId("k7f2aa"), (6000, 9000))]))
    clip = await store.read(lambda s: s.clip(ClipId("k7f2aa"), whole(s)))
    assert clip == clip_in(await store.read(lambda s: episode_named(s, "e1")), start_ms=6000, end_ms=9000)


async def test_an_episode_is_not_replaced_while_no_move_names_one_of_its_clips(store: Store) -> None:
    await store.put_episode(Script("e1").draft())
    episode = await store.read(lambda s: episode_named(s, "e1"))
    await store.keep_clip(clip_in(episode))
    await store.keep_clip(clip_in(episode, "zzzzzz", 5000))
    with pytest.raises(ChangedError, match=r"store\.changed"):
        await store.put_episode(Script("e1", version="v2").draft(moves=[ClipMove(ClipId("zzzzzz"), None)]))
    assert await store.read(lambda s: episode_named(s, "e1")) == episode
    assert await store.read(lambda s: s.clip(ClipId("zzzzzz"), whole(s))) is not None


async def test_no_clip_is_kept_of_an_episode_that_was_replaced_or_taken_out_since_it_was_read(store: Store) -> None:
    await store.put_episode(Script("e1").draft())
    first = await store.read(lambda s: episode_named(s, "e1"))
    await store.put_episode(Script("e1", version="v2").draft())
    second = await store.read(lambda s: episode_named(s, "e1"))
    with pytest.raises(ChangedError, match=r"store\.changed"):
        await store.keep_clip(clip_in(first))
    await store.remove_episode("tech", "e1")
    with pytest.raises(ChangedError, match=r"store\.changed"):
        await store.keep_clip(clip_in(second))
    assert not await store.read(lambda s: s.clip_id_taken(ClipId("k7f2aa")))


async def test_a_clip_whose_words_are_gone_answers_nothing_until_they_come_back(store: Store) -> None:
    await store.put_episode(Script("e1").draft())
    await store.keep_clip(clip_in(await store.read(lambda s: episode_named(s, "e1"))))
    await store.put_episode(Script("e1", version="v2").draft(moves=[ClipMove(ClipId("k7f2aa"), None)]))
    episode = await store.read(lambda s: episode_named(s, "e1"))
    assert await store.read(lambda s: s.clip(ClipId("k7f2aa"), whole(s))) is None
    assert await store.read(lambda s: s.clip_id_at(episode.id, 1000, 4000, "ten words")) is None
    assert await store.read(lambda s: list(s.clips_of("tech", "e1"))) == [clip_in(episode)]
    assert await store.read(lambda s: s.clip_id_taken(ClipId("k7f2aa")))
    await store.put_episode(Script("e1", version="v3").draft(moves=[ClipMove(ClipId("k7f2aa"), (5000, 8000))]))
    clip = await store.read(lambda s: s.clip(ClipId("k7f2aa"), whole(s)))
    assert clip is not None
    assert (clip.start_ms, clip.end_ms) == (5000, 8000)


async def test_a_move_of_another_episodes_clip_moves_nothing(store: Store) -> None:
    await store.put_episode(Script("e1").draft())
    episode = await store.read(lambda s: episode_named(s, "e1"))
    await store.keep_clip(clip_in(episode))
    moves = [ClipMove(ClipId("k7f2aa"), None), ClipMove(ClipId("nobody"), (1, 2))]
    await store.put_episode(Script("e2").draft(moves=moves))
    assert await store.read(lambda s: s.clip(ClipId("k7f2aa"), whole(s))) == clip_in(episode)


async def test_a_clip_outlives_its_episode_and_answers_when_it_is_back(store: Store) -> None:
    await store.put_episode(Script("e1").draft())
    await store.keep_clip(clip_in(await store.read(lambda s: episode_named(s, "e1"))))
    await store.remove_episode("tech", "e1")
    assert await store.read(lambda s: s.clip(ClipId("k7f2aa"), whole(s))) is None
    assert await store.read(lambda s: s.clip_id_taken(ClipId("k7f2aa")))
    (clip,) = await store.read(lambda s: s.clips_of("tech", "e1"))
    assert (clip.id, clip.episode.id, clip.episode.stem, clip.words) == ("k7f2aa", 0, "e1", "ten words")
    await store.put_episode(Script("e1", version="v2").draft(moves=[ClipMove(clip.id, (1000, 4000))]))
    assert await store.read(lambda s: s.clip(ClipId("k7f2aa"), whole(s))) is not None


async def test_clips_of_an_episode_stand_by_start_and_are_its_own(store: Store) -> None:
    for show, stem in (("tech", "e1"), ("tech", "e2"), ("news", "e1")):
        await store.put_episode(Script(stem, show=show).draft())
    episode = await store.read(lambda s: episode_named(s, "e1"))
    for clip_id, start in (("b", 3000), ("a", 3000), ("c", 0)):
        await store.keep_clip(clip_in(episode, clip_id, start))
    await store.keep_clip(clip_in(await store.read(lambda s: episode_named(s, "e2")), "d"))
    await store.keep_clip(clip_in(await store.read(lambda s: episode_named(s, "e1", "news")), "e"))
    assert [clip.id for clip in await store.read(lambda s: s.clips_of("tech", "e1"))] == ["c", "a", "b"]
    assert list(await store.read(lambda s: s.clips_of("art", "e1"))) == []


async def test_a_span_finds_its_id_and_the_shortest_of_two(store: Store) -> None:
    episode_id = await store.put_episode(Script("e1").draft())
    episode = await store.read(lambda s: episode_named(s, "e1"))
    for clip_id in ("k7f2aab", "zzzzzz"):
        await store.keep_clip(clip_in(episode, clip_id))
    assert await store.read(lambda s: s.clip_id_at(episode_id, 1000, 4000, "ten words")) == "zzzzzz"
    others = ((1000, 4001, "ten words"), (999, 4000, "ten words"), (1000, 4000, "ten"))
    found = await store.read(lambda s: [s.clip_id_at(episode_id, *span) for span in others])
    assert found == [None, None, None]
    assert await store.read(lambda s: s.clip_id_at(EpisodeId(999), 1000, 4000, "ten words")) is None


async def test_an_id_that_no_clip_has_is_free(store: Store) -> None:
    assert not await store.read(lambda s: s.clip_id_taken(ClipId("k7f2aa")))


async def test_the_key_of_clip_ids_is_32_bytes_and_stays(store: Store) -> None:
    key = await store.read(lambda s: s.clip_key())
    assert len(key) == 32
    assert await store.read(lambda s: s.clip_key()) == key


# ---------------------------------------------------------------- searches and places


async def test_a_saved_search_is_read_as_it_was_kept(store: Store) -> None:
    await store.keep_search(SEARCH)
    assert await store.read(lambda s: s.saved_search(SEARCH.id)) == SEARCH
    assert await store.read(lambda s: s.saved_search(SearchId("s2"))) is None


async def test_keeping_a_search_again_replaces_it(store: Store) -> None:
    await store.keep_search(SEARCH)
    await store.keep_search(replace(SEARCH, hits=()))
    assert await store.read(lambda s: s.saved_search(SEARCH.id)) == replace(SEARCH, hits=())


async def test_a_purge_deletes_what_is_older_and_counts_it(store: Store) -> None:
    for days in range(4):
        created = SEARCH.created - timedelta(days=days)
        await store.keep_search(replace(SEARCH, id=SearchId(f"s{days}"), created=created))
    assert await store.purge_searches(SEARCH.created - timedelta(days=1)) == 2
    left = await store.read(lambda s: [s.saved_search(SearchId(f"s{i}")) for i in range(4)])
    assert [search is not None for search in left] == [True, True, False, False]
    assert await store.purge_searches(SEARCH.created - timedelta(days=1)) == 0


async def test_a_place_that_never_chose_follows_nothing(store: Store) -> None:
    assert await store.read(lambda s: s.followed(GROUP)) == frozenset()


async def test_a_place_follows_what_it_chose_last(store: Store) -> None:
    for slug in ("art", "news", "tech"):
        await store.put_episode(Script("e1", show=slug).draft())
    art, news, tech = [show.id for show in await store.read(lambda s: s.shows())]
    other = Place(Platform.DISCORD, PlaceKind.GROUP, "-1001")
    await store.follow(GROUP, frozenset({art, news}))
    await store.follow(other, frozenset({art}))
    await store.follow(GROUP, frozenset({tech, news}))
    assert await store.read(lambda s: s.followed(GROUP)) == {tech, news}
    await store.follow(GROUP, frozenset())
    assert await store.read(lambda s: s.followed(GROUP)) == frozenset()
    assert await store.read(lambda s: s.followed(other)) == {art}


async def test_following_an_unknown_show_is_refused_and_changes_nothing(store: Store) -> None:
    await store.put_episode(Script("e1").draft())
    (show,) = await store.read(lambda s: s.shows())
    await store.follow(GROUP, frozenset({show.id}))
    with pytest.raises(StoreError, match=r"store\.unknown_show"):
        await store.follow(GROUP, frozenset({ShowId(999)}))
    assert await store.read(lambda s: s.followed(GROUP)) == {show.id}


# ---------------------------------------------------------------- scope


@pytest.mark.parametrize("scope", [NOBODY, STRANGER, "other show", "other episode"])
async def test_a_scope_without_the_show_reads_nothing_of_it(store: Store, scope: Scope | str) -> None:
    episode_id = await store.put_episode(Script("e1", show="secret").draft())
    await store.put_episode(Script("empty", [], show="public").draft())
    await store.keep_clip(clip_in(await store.read(lambda s: episode_named(s, "e1", "secret"))))

    def look(snapshot: Snapshot) -> list[object]:
        here = scope if isinstance(scope, Scope) else scope_of(snapshot, "public")
        if scope == "other episode":
            here = replace(whole(snapshot), episodes=frozenset({EpisodeId(episode_id + 1)}))
        found = snapshot.candidates([WeightedGram(1), WeightedGram(2)], here, budget=100, limit=10)
        return [
            [episode for episode in snapshot.episodes(here) if episode.show.slug == "secret"],
            list(snapshot.episodes_by_id([episode_id], here)),
            snapshot.find_episode("secret", "e1", here),
            list(snapshot.passage_runs(here)),
            list(snapshot.speakers(here)),
            list(snapshot.spoken_by(["Ann"], here)),
            snapshot.holders([2], here).tolist(),
            snapshot.clip(ClipId("k7f2aa"), here),
            (found.ids.tolist(), found.scores.tolist(), found.frequencies, found.passage_count),
        ]

    assert await store.read(look) == [[], [], None, [], [], [], [], None, ([], [], {1: 0, 2: 0}, 0)]


# ---------------------------------------------------------------- memory


async def test_what_is_remembered_is_the_last_of_its_key(store: Store) -> None:
    assert await store.read(lambda s: s.remembered("discord.commands")) is None
    await store.remember("discord.commands", "a")
    await store.remember("discord.joined", "c")
    await store.remember("discord.commands", "b")
    assert await store.read(lambda s: (s.remembered("discord.commands"), s.remembered("discord.joined"))) == ("b", "c")
