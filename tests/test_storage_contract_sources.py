"""The contract of the ports, over both stores: files of episodes, what is said by hand, words that clips have."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.given import NOTHING_GIVEN, GivenFacts
from bot.model import ClipId, ClipMove, EpisodeFacts, Scope
from bot.ports import Store
from tests.store_drafts import STORES, Script, clip_in, episode_named, opened, scope_of, whole

GIVEN = GivenFacts(7, "by hand", date(2025, 2, 3), "https://b.example/7.mp3", -1500)
CLIP = ClipId("k7f2aa")


@pytest.fixture(params=STORES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    async with opened(request.param, tmp_path) as made:
        yield made


async def facts_of(store: Store, stem: str = "e1") -> EpisodeFacts:
    return (await store.read(lambda s: episode_named(s, stem))).facts


async def test_the_file_of_an_episode_is_kept_with_it_and_goes_with_it(store: Store) -> None:
    await store.put_episode(replace(Script("e1").draft(), source="/a/e1.srt"))
    await store.put_episode(Script("e2").draft())
    assert await store.read(lambda s: s.sources("tech")) == {"e1": "/a/e1.srt"}
    assert await store.read(lambda s: s.sources("art")) == {}
    await store.remove_episode("tech", "e1")
    assert await store.read(lambda s: s.sources("tech")) == {}


async def test_another_file_takes_the_place_of_the_first(store: Store) -> None:
    await store.put_episode(replace(Script("e1").draft(), source="/a/e1.srt"))
    await store.set_source("tech", "e1", "/b/e1.srt")
    assert await store.read(lambda s: s.sources("tech")) == {"e1": "/b/e1.srt"}


async def test_an_episode_replaced_by_what_was_no_file_has_none(store: Store) -> None:
    await store.put_episode(replace(Script("e1").draft(), source="/a/e1.srt"))
    await store.put_episode(Script("e1", version="v2").draft())
    assert await store.read(lambda s: s.sources("tech")) == {}


async def test_what_is_said_by_hand_goes_before_what_was_imported_and_outlives_it(store: Store) -> None:
    await store.put_episode(Script("e1", number=4).draft())
    await store.give_facts("tech", "e1", GIVEN)
    said = EpisodeFacts(7, "by hand", date(2025, 2, 3), "https://b.example/7.mp3", None)
    assert await facts_of(store) == said
    await store.put_episode(Script("e1", version="v2", number=5).draft())
    assert await facts_of(store) == said
    await store.remove_episode("tech", "e1")
    await store.put_episode(Script("e1", version="v3").draft())
    assert await facts_of(store) == said
    assert await store.read(lambda s: dict(s.given_facts("tech"))) == {"e1": GIVEN}


async def test_what_is_not_said_stays_as_it_was_imported(store: Store) -> None:
    await store.put_episode(Script("e1", number=4).draft())
    await store.give_facts("tech", "e1", GivenFacts(title="by hand"))
    facts = await facts_of(store)
    assert (facts.number, facts.title, facts.published) == (4, "by hand", date(2024, 5, 1))


async def test_what_is_taken_back_counts_no_more(store: Store) -> None:
    await store.put_episode(Script("e1", number=4).draft())
    await store.give_facts("tech", "e1", GIVEN)
    await store.give_facts("tech", "e1", NOTHING_GIVEN)
    assert (await facts_of(store)).number == 4
    assert await store.read(lambda s: dict(s.given_facts("tech"))) == {}


async def test_what_is_said_of_one_show_is_of_no_other(store: Store) -> None:
    for show in ("tech", "news"):
        await store.put_episode(Script("e1", show=show, number=4).draft())
    await store.give_facts("news", "e1", GivenFacts(number=9))
    assert (await facts_of(store)).number == 4
    assert await store.read(lambda s: dict(s.given_facts("tech"))) == {}


async def test_episodes_stand_by_the_number_that_was_said(store: Store) -> None:
    for stem, number in (("a", 1), ("b", 2), ("c", 3)):
        await store.put_episode(Script(stem, number=number).draft())
    await store.give_facts("tech", "a", GivenFacts(number=8))
    assert [each.stem for each in await store.read(lambda s: s.episodes(whole(s)))] == ["b", "c", "a"]


async def test_a_clip_and_an_episode_asked_for_by_id_have_what_was_said(store: Store) -> None:
    id_ = await store.put_episode(Script("e1").draft())
    await store.keep_clip(clip_in(await store.read(lambda s: episode_named(s, "e1"))))
    await store.give_facts("tech", "e1", GivenFacts(number=9))
    (episode,) = await store.read(lambda s: s.episodes_by_id({id_}, whole(s)))
    clip = await store.read(lambda s: s.clip(CLIP, whole(s)))
    (same,) = await store.read(lambda s: s.clips_of("tech", "e1"))
    assert clip is not None
    assert [each.facts.number for each in (episode, clip.episode, same.episode)] == [9, 9, 9]


async def test_a_clip_has_the_words_that_the_new_version_has(store: Store) -> None:
    await store.put_episode(Script("e1").draft())
    await store.keep_clip(clip_in(await store.read(lambda s: episode_named(s, "e1"))))
    await store.put_episode(Script("e1", version="v2").draft(moves=[ClipMove(CLIP, (1500, 4500), "ten better words")]))
    clip = await store.read(lambda s: s.clip(CLIP, whole(s)))
    assert clip is not None
    assert (clip.start_ms, clip.end_ms, clip.words) == (1500, 4500, "ten better words")


async def test_a_clip_is_lost_where_its_episode_stands_without_its_words(store: Store) -> None:
    async def is_lost(clip_id: str = CLIP, *shows: str) -> bool:
        return await store.read(lambda s: s.clip_is_lost(ClipId(clip_id), scope_of(s, *shows) if shows else whole(s)))

    await store.put_episode(Script("e1", show="news").draft())
    await store.put_episode(Script("e1").draft())
    await store.keep_clip(clip_in(await store.read(lambda s: episode_named(s, "e1"))))
    assert not await is_lost()
    await store.put_episode(Script("e1", version="v2").draft(moves=[ClipMove(CLIP, None)]))
    assert await is_lost()
    assert not await is_lost("nobody")
    assert not await is_lost(CLIP, "news")
    episode = await store.read(lambda s: episode_named(s, "e1"))
    assert await store.read(lambda s: s.clip_is_lost(CLIP, Scope(whole(s).shows, frozenset({episode.id}))))
    assert not await store.read(lambda s: s.clip_is_lost(CLIP, Scope(whole(s).shows, frozenset())))
    await store.remove_episode("tech", "e1")
    assert not await is_lost()


async def test_what_a_files_name_says_counts_last(store: Store) -> None:
    named = EpisodeFacts(9, "by name", date(2023, 1, 1))
    draft = replace(Script("e1").draft(), named=named)
    await store.put_episode(replace(draft, facts=EpisodeFacts()))
    assert await facts_of(store) == named
    await store.put_episode(replace(draft, facts=EpisodeFacts(title="by file", audio_url="https://a.example/1.mp3")))
    assert await facts_of(store) == EpisodeFacts(9, "by file", date(2023, 1, 1), "https://a.example/1.mp3")
    await store.give_facts("tech", "e1", GivenFacts(number=1))
    assert (await facts_of(store)).number == 1
    await store.put_episode(Script("e1", version="v2").draft())
    await store.give_facts("tech", "e1", NOTHING_GIVEN)
    assert (await facts_of(store)).number is None
