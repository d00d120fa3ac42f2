"""The contract of the shelf of feeds, over the real store and the one in memory."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.feed_model import (
    Chapter,
    Details,
    Feed,
    FeedId,
    Item,
    KeptFile,
    KeptItem,
    Offer,
    Part,
    Person,
    Soundbite,
    Trouble,
    Validators,
)
from bot.model import ClipId, Episode, EpisodeFacts, EpisodeId, Show, ShowId
from bot.ports import Snapshot
from storage.sqlite import SqliteStore
from tests.memory import MemoryStore
from tests.store_drafts import STORES, Script, clip_in, episode_named, opened, whole

NOW = datetime(2024, 6, 1, 12, 0, 0, 250, tzinfo=UTC)
Both = SqliteStore | MemoryStore
URL = "https://tea.example/feed.xml"
ITEM = Item(
    guid="cup-1",
    number=1,
    season=2,
    title="Cup 1",
    published=date(2024, 5, 31),
    audio_url="https://tea.example/1.mp3",
    artwork_url="https://tea.example/1.png",
    link="https://tea.example/1",
    chapters_url="https://tea.example/1.json",
    offers=(Offer("https://tea.example/1.vtt", "text/vtt", "en"), Offer("https://tea.example/1.txt")),
    persons=(Person("Ann"), Person("Bo", "guest")),
    soundbites=(Soundbite(9000, 12_000), Soundbite(1000, 4000, "hot")),
)
KEPT = KeptItem("cup-1", ITEM, NOW)
FILE = KeptFile("https://tea.example/1.vtt", Validators('"a"', "yesterday"), "digest", 2, sound=False)
BARE = KeptItem("bare", Item("bare"), NOW)


@pytest.fixture(params=STORES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SqliteStore | MemoryStore]:
    async with opened(request.param, tmp_path) as empty:
        assert isinstance(empty, SqliteStore | MemoryStore)
        yield empty


async def test_a_feed_is_read_as_it_was_added(store: Both) -> None:
    added = await store.feeds.add(URL, "tea")
    assert (added.url, added.show_slug, added.trouble) == (URL, "tea", None)
    assert await store.feeds.feeds() == [added]


async def test_a_feed_is_added_once(store: Both) -> None:
    await store.feeds.add(URL, "tea")
    with pytest.raises(StoreError) as caught:
        await store.feeds.add(URL, "coffee")
    assert (caught.value.code, caught.value.values) == ("feed.known", {"url": URL})


async def test_all_of_a_feed_is_kept(store: Both) -> None:
    added = await store.feeds.add(URL, "tea")
    trouble = Trouble("feed.http", {"url": URL, "status": 500}, NOW, 3, NOW + timedelta(hours=1))
    full = Feed(added.id, f"{URL}2", "tea", "Tea", "en", URL, Validators('"a"', "monday"), "digest", trouble)
    await store.feeds.put(full)
    assert await store.feeds.feeds() == [full]


async def test_a_feed_does_not_move_to_where_another_is(store: Both) -> None:
    first, second = await store.feeds.add(URL, "tea"), await store.feeds.add(f"{URL}2", "tea")
    await store.feeds.put(replace(second, url=URL, title="Tea"))
    assert await store.feeds.feeds() == [first, replace(second, title="Tea")]


async def test_a_removed_feed_is_gone_and_stays_so(store: Both) -> None:
    feed = await store.feeds.add(URL, "tea")
    await store.feeds.put_items("tea", [KEPT])
    assert await store.feeds.remove(feed.id)
    assert not await store.feeds.remove(feed.id)
    await store.feeds.put(replace(feed, title="late"))
    assert await store.feeds.feeds() == []
    assert (await store.feeds.show("tea")).items == {"cup-1": KEPT}


async def test_the_id_of_a_feed_is_not_given_twice(store: Both) -> None:
    feed = await store.feeds.add(URL, "tea")
    await store.feeds.remove(feed.id)
    assert (await store.feeds.add(URL, "tea")).id != feed.id


async def test_an_item_is_read_as_it_was_written(store: Both) -> None:
    await store.feeds.put_items("tea", [KEPT, BARE])
    await store.feeds.put_items("coffee", [replace(BARE, stem="other")])
    assert (await store.feeds.show("tea")).items == {"cup-1": KEPT, "bare": BARE}


async def test_the_pictures_of_episodes_are_those_of_their_items(store: Both) -> None:
    await store.feeds.put_items("tea", [KEPT, BARE])
    tea, coffee = Show(ShowId(1), "tea"), Show(ShowId(2), "coffee")
    asked = [
        Episode(EpisodeId(nth), show, stem, EpisodeFacts())
        for nth, (show, stem) in enumerate([(tea, "cup-1"), (tea, "bare"), (coffee, "cup-1"), (tea, "none")])
    ]
    assert await store.feeds.artworks(asked) == {EpisodeId(0): "https://tea.example/1.png"}
    assert await store.feeds.artworks([]) == {}


async def test_an_item_that_is_written_again_takes_the_place_of_the_old(store: Both) -> None:
    await store.feeds.put_items("tea", [KEPT])
    edited = replace(KEPT, item=replace(ITEM, title="New", soundbites=(Soundbite(0, 5000),)))
    await store.feeds.put_items("tea", [edited])
    assert (await store.feeds.show("tea")).items == {"cup-1": edited}


async def test_a_guid_stands_for_one_episode(store: Both) -> None:
    await store.feeds.put_items("tea", [KEPT])
    await store.feeds.put_chapters("tea", "cup-1", FILE, [Chapter(0, "start")])
    moved = replace(KEPT, stem="ep1")
    await store.feeds.put_items("tea", [moved, BARE])
    kept = await store.feeds.show("tea")
    assert kept.items == {"ep1": moved, "bare": BARE}
    assert kept.files == {("ep1", Part.CHAPTERS): FILE}
    assert kept.chapters == {"ep1": (Chapter(0, "start"),)}


async def test_what_was_fetched_is_kept_for_each_part(store: Both) -> None:
    chapters = KeptFile("https://tea.example/1.json", Validators(), "other", 2)
    await store.feeds.put_file("tea", "cup-1", Part.TRANSCRIPT, replace(FILE, digest="old"))
    await store.feeds.put_file("tea", "cup-1", Part.TRANSCRIPT, FILE)
    await store.feeds.put_chapters("tea", "cup-1", chapters, ())
    files = (await store.feeds.show("tea")).files
    assert files == {("cup-1", Part.TRANSCRIPT): FILE, ("cup-1", Part.CHAPTERS): chapters}


async def test_chapters_are_replaced_as_a_whole(store: Both) -> None:
    await store.feeds.put_chapters(
        "tea", "cup-1", FILE, [Chapter(0, "start"), Chapter(5000, "end", "https://x.example")]
    )
    await store.feeds.put_chapters("tea", "cup-1", FILE, [Chapter(0, "start"), Chapter(9000, "leaves")])
    assert (await store.feeds.show("tea")).chapters == {"cup-1": (Chapter(0, "start"), Chapter(9000, "leaves"))}


async def test_the_details_of_an_episode_are_those_of_its_item(store: Both) -> None:
    await store.feeds.put_items("tea", [KEPT])
    await store.feeds.put_chapters("tea", "cup-1", FILE, [Chapter(0, "start")])
    await store.feeds.put_chapters("tea", "alone", FILE, [Chapter(1, "x")])
    kept = await store.feeds.show("tea")
    told = Details(2, "https://tea.example/1.png", ITEM.persons, (Chapter(0, "start"),), ITEM.soundbites)
    assert kept.details("cup-1") == told
    assert kept.details("alone") == Details(chapters=(Chapter(1, "x"),))
    assert kept.details("nobody") == Details()


async def test_the_chapter_under_way_is_the_last_that_has_begun(store: Both) -> None:
    episode = await store.put_episode(Script("cup-1", show="tea").draft())
    other = await store.put_episode(Script("cup-2", show="tea").draft())
    await store.feeds.put_chapters("tea", "cup-1", FILE, [Chapter(1000, "pour"), Chapter(5000, "sip")])

    def titles(snapshot: Snapshot) -> list[str | None]:
        found = [snapshot.chapter_at(episode, position_ms) for position_ms in (0, 1000, 4999, 5000, 1 << 40)]
        return [*found, snapshot.chapter_at(other, 5000), snapshot.chapter_at(EpisodeId(999), 5000)]

    assert await store.read(titles) == [None, "pour", "pour", "sip", "sip", None, None]


# ---------------------------------------------------------------- facts


async def test_the_feeds_facts_count_where_the_operators_say_nothing(store: Both) -> None:
    await store.put_episode(replace(Script("cup-1", show="tea").draft(), facts=EpisodeFacts(title="By hand")))
    await store.feeds.put_items("tea", [KEPT])
    episode = await store.read(lambda snapshot: episode_named(snapshot, "cup-1", "tea"))
    assert episode.facts == EpisodeFacts(1, "By hand", date(2024, 5, 31), "https://tea.example/1.mp3")


async def test_another_shows_feed_says_nothing(store: Both) -> None:
    await store.put_episode(replace(Script("cup-1", show="coffee").draft(), facts=EpisodeFacts()))
    await store.feeds.put_items("tea", [KEPT])
    assert (await store.read(lambda snapshot: episode_named(snapshot, "cup-1", "coffee"))).facts == EpisodeFacts()


async def test_episodes_are_ordered_by_the_feeds_numbers_too(store: Both) -> None:
    for stem, number in (("a", None), ("b", 2), ("cup-1", None)):
        await store.put_episode(replace(Script(stem, show="tea").draft(), facts=EpisodeFacts(number)))
    await store.feeds.put_items("tea", [KEPT])
    episodes = await store.read(lambda snapshot: snapshot.episodes(whole(snapshot)))
    assert [episode.stem for episode in episodes] == ["cup-1", "b", "a"]


async def test_a_clip_knows_the_feeds_facts(store: Both) -> None:
    await store.put_episode(replace(Script("cup-1", show="tea").draft(), facts=EpisodeFacts()))
    await store.feeds.put_items("tea", [KEPT])
    clip = clip_in(await store.read(lambda snapshot: episode_named(snapshot, "cup-1", "tea")))
    await store.keep_clip(clip)
    read = await store.read(lambda snapshot: snapshot.clip(ClipId(clip.id), whole(snapshot)))
    assert read is not None
    assert read.episode.facts.title == "Cup 1"
    assert await store.read(lambda snapshot: snapshot.clips_of("tea", "cup-1")) == [read]


async def test_what_a_feed_says_of_no_episode_makes_none(store: Both) -> None:
    await store.feeds.put_items("tea", [KEPT])
    assert await store.read(lambda snapshot: snapshot.episodes(whole(snapshot))) == []
    assert FeedId(1) not in {feed.id for feed in await store.feeds.feeds()}
