"""Following feeds: what a round fetches, writes and says, over the ports in memory."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.errors import FeedError, NotFoundError, StoreError, UsageError
from bot.feed_model import Part
from bot.feed_ports import Answer
from bot.transcripts import reading
from bot.transcripts.ingest import Outcome
from tests.feed_house import T1, T2, URL, House, tea_house
from tests.memory_feeds import feed_of, item_of, vtt_of
from tests.store_drafts import Script


@pytest.fixture
def house() -> House:
    return tea_house()


async def raised(work: Callable[[], object]) -> str:
    with pytest.raises((FeedError, UsageError, NotFoundError, StoreError)) as caught:
        await work()  # type: ignore[misc] # every one of them is a coroutine function
    return str(caught.value.code)


# ---------------------------------------------------------------- adding


async def test_adding_a_feed_imports_what_it_offers(house: House) -> None:
    done = await house.added()

    (episode,) = await house.episodes()
    assert (episode.stem, episode.show.slug, episode.show.title) == ("cup-1", "tea", "Tea House")
    assert (episode.facts.number, episode.facts.title) == (1, "Cup 1")
    assert await house.texts("cup-1") == ["hot tea", "in a cup"]
    assert [(news.outcome, news.cue_count) for news in done.news] == [(Outcome.IMPORTED, 2)]
    assert (done.items, done.edited, done.waiting, done.error) == (1, 1, (), None)


async def test_who_watches_hears_how_far_it_is(house: House) -> None:
    house.show(*(item_of(number) for number in range(9)))
    heard: list[tuple[int, int]] = []

    await house.feeds.add(URL, "tea", lambda done, total: heard.append((done, total)))
    await house.feeds.sync(None, house.reported.append, lambda done, total: heard.append((done, total)))

    assert heard == [(done, 9) for done in range(1, 10)] * 2


async def test_the_title_names_the_show_where_nobody_does(house: House) -> None:
    assert (await house.feeds.add(f" {URL} ", None)).feed.show_slug == "tea-house"


async def test_a_title_without_latin_letters_names_none(house: House) -> None:
    house.show(item_of(1), title="茶館")

    assert await raised(lambda: house.feeds.add(URL, None)) == "feed.no_slug"
    house.show(item_of(1), title="")
    assert await raised(lambda: house.feeds.add(URL, None)) == "feed.no_slug"
    assert house.writes == 0


async def test_a_slug_that_is_none_is_refused_before_anybody_is_asked(house: House) -> None:
    assert await raised(lambda: house.feeds.add(URL, "My Show")) == "import.slug"
    assert house.web.asked == []


async def test_a_feed_is_added_once(house: House) -> None:
    await house.added()

    assert await raised(house.added) == "feed.known"


async def test_what_is_no_feed_is_not_added(house: House) -> None:
    house.web.pages[URL] = b"<html></html>"

    assert await raised(house.added) == "feed.not_feed"
    assert house.writes == 0


async def test_a_feed_that_has_moved_is_added_where_it_stands(house: House) -> None:
    house.web.pages[URL] = Answer(200, feed_of(item_of(1)), moved_to="https://new.example/feed")

    done = await house.added()

    assert (done.feed.url, done.feed.moved_from, done.has_moved) == ("https://new.example/feed", None, False)


async def test_the_operators_title_stays(house: House) -> None:
    await house.store.put_episode(replace(Script("own", show="tea").draft(), show_title="My Tea"))

    await house.added()

    assert {episode.show.title for episode in await house.episodes()} == {"My Tea"}


# ---------------------------------------------------------------- removing and listing


@pytest.mark.parametrize("named", [URL, "tea", "1"])
async def test_a_feed_is_removed_by_what_people_call_it(house: House, named: str) -> None:
    await house.added()

    assert (await house.feeds.remove(named)).url == URL
    assert await house.feeds.list() == []
    assert [episode.facts.number for episode in await house.episodes()] == [1]


async def test_a_name_of_no_feed_or_of_two_removes_none(house: House) -> None:
    await house.added()
    await house.store.feeds.add("https://tea.example/other", "tea")

    assert await raised(lambda: house.feeds.remove("tea")) == "feed.none"
    assert await raised(lambda: house.feeds.remove("coffee")) == "feed.none"
    assert len(await house.feeds.list()) == 2


async def test_a_list_says_which_episodes_have_no_transcript(house: House) -> None:
    house.show(item_of(1, "vtt"), item_of(2))
    await house.added()

    (standing,) = await house.feeds.list()

    assert standing.items == 2
    assert [kept.stem for kept in standing.waiting] == ["cup-2"]


async def test_only_the_feeds_of_a_show_are_asked_for_it(house: House) -> None:
    await house.added()
    await house.store.feeds.add("https://other.example/feed", "other")
    house.web.asked.clear()

    assert await house.feeds.sync("tea", house.reported.append) == 0
    assert await house.feeds.sync("other", house.reported.append) == 1
    assert await raised(lambda: house.feeds.sync("nobody", house.reported.append)) == "feed.none"
    assert "https://other.example/feed" in house.web.urls


# ---------------------------------------------------------------- what has not changed


async def test_what_has_not_changed_is_not_written(house: House) -> None:
    house.show(item_of(1, "vtt", more="<podcast:chapters url='https://tea.example/c'/>"), item_of(2))
    house.web.pages["https://tea.example/c"] = b'{"chapters": []}'
    await house.added()
    before = house.writes

    done = await house.sync()

    assert house.writes == before
    assert (done.edited, done.news, done.items) == (0, (), 2)


async def test_servers_are_asked_whether_anything_has_changed(house: House) -> None:
    await house.added()
    house.web.asked.clear()

    await house.sync()

    assert house.web.urls == [URL, T1]
    assert all(since.etag for _, since in house.web.asked)


async def test_the_same_bytes_from_a_server_that_cannot_tell_are_not_written(house: House) -> None:
    house.web.pages[URL] = Answer(200, feed_of(item_of(1, "vtt")))
    house.web.pages[T1] = Answer(200, vtt_of("hot tea"))
    await house.added()
    before = house.writes

    await house.sync()

    assert house.writes == before


async def test_a_feed_that_only_rewrites_its_date_writes_no_item(house: House) -> None:
    await house.added()
    house.show(item_of(1, "vtt"), head="<language>en</language><lastBuildDate>today</lastBuildDate>")
    before = house.writes

    assert (await house.sync()).edited == 0
    assert house.writes == before + 1


# ---------------------------------------------------------------- what has changed


async def test_an_edited_transcript_replaces_its_episode_and_no_other(house: House) -> None:
    house.show(item_of(1, "vtt"), item_of(2, "vtt"))
    house.web.pages[T2] = vtt_of("cold tea")
    await house.added()
    before = house.store.writes
    house.web.pages[T1] = vtt_of("hotter tea")

    done = await house.sync()

    assert house.store.writes == before + 1
    assert [(news.kept.stem, news.outcome) for news in done.news] == [("cup-1", Outcome.REPLACED)]
    assert await house.texts("cup-1") == ["hotter tea"]


async def test_an_edited_title_is_read_without_the_episode_being_written(house: House) -> None:
    await house.added()
    before = house.store.writes
    house.show(item_of(1, "vtt").replace("Cup 1", "Mug 1"))

    done = await house.sync()

    assert (done.edited, house.store.writes) == (1, before)
    assert [episode.facts.title for episode in await house.episodes()] == ["Mug 1"]


async def test_a_transcript_that_comes_later_is_found(house: House) -> None:
    del house.web.pages[T1]
    first = await house.added()
    house.web.pages[T1] = vtt_of("hot tea")

    second = await house.sync()

    assert [kept.stem for kept in first.waiting] == ["cup-1"]
    assert first.news == ()
    assert (second.waiting, [news.outcome for news in second.news]) == ((), [Outcome.IMPORTED])


async def test_a_transcript_that_is_announced_later_is_found(house: House) -> None:
    house.show(item_of(1))
    await house.added()
    house.show(item_of(1, "vtt"))

    assert [news.outcome for news in (await house.sync()).news] == [Outcome.IMPORTED]


async def test_the_best_of_several_transcripts_is_fetched(house: House) -> None:
    house.show(item_of(1, "txt", "vtt", "json"))
    house.web.pages["https://tea.example/1.json"] = (
        b'{"segments": [{"startTime": 0, "endTime": 2, "body": "json tea"}]}'
    )

    await house.added()

    assert await house.texts("cup-1") == ["json tea"]


async def test_where_the_best_cannot_be_read_the_next_is(house: House) -> None:
    house.show(item_of(1, "json", "vtt"))
    house.web.pages["https://tea.example/1.json"] = b"{}"

    done = await house.added()

    assert await house.texts("cup-1") == ["hot tea", "in a cup"]
    assert [news.outcome for news in done.news] == [Outcome.IMPORTED]


async def test_where_the_best_stays_unreadable_the_next_is_still_looked_for(house: House) -> None:
    house.show(item_of(1, "json", "vtt"))
    house.web.pages["https://tea.example/1.json"] = b"{}"
    transcript = house.web.pages.pop(T1)
    await house.added()
    house.web.pages[T1] = transcript

    assert [news.outcome for news in (await house.sync()).news] == [Outcome.IMPORTED]


async def test_a_transcript_that_cannot_be_read_is_told_once(house: House) -> None:
    house.web.pages[T1] = b"\x00\x01\x02"
    first, again = await house.added(), await house.sync()
    before = house.writes
    third = await house.sync()

    assert [(news.outcome, news.error is not None) for news in first.news] == [(Outcome.FAILED, True)]
    assert (again.news, third.news, house.writes) == ((), (), before)
    house.web.pages[T1] = vtt_of("hot tea")
    assert [news.outcome for news in (await house.sync()).news] == [Outcome.IMPORTED]


async def test_a_transcript_that_cannot_be_fetched_is_tried_again(house: House) -> None:
    house.web.pages[T1] = FeedError("feed.private", url=T1)
    first = await house.added()
    house.web.pages[T1] = vtt_of("hot tea")

    assert [news.error.code for news in first.news if news.error] == ["feed.private"]
    assert [news.outcome for news in (await house.sync()).news] == [Outcome.IMPORTED]


async def test_new_readers_read_the_same_bytes_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await house.added()
    monkeypatch.setattr("bot.feeds.looking.READING_FORMAT", reading.READING_FORMAT + 1)

    assert [news.outcome for news in (await house.sync()).news] == [Outcome.REPLACED]
    assert (await house.sync()).news == ()


async def test_a_round_that_was_cut_off_before_its_mark_is_taken_up(house: House) -> None:
    await house.added()
    house.store.feeds.files.clear()
    before = house.store.writes

    done = await house.sync()

    assert (done.news, house.store.writes) == ((), before)
    assert ("tea", "cup-1", Part.TRANSCRIPT) in house.store.feeds.files


async def test_an_episode_that_was_taken_out_stays_out_until_it_changes(house: House) -> None:
    await house.added()
    await house.store.remove_episode("tea", "cup-1")

    await house.sync()

    assert await house.episodes() == []


async def test_what_leaves_the_feed_stays_in_the_library(house: House) -> None:
    await house.added()
    house.show(item_of(2))

    done = await house.sync()

    assert [episode.stem for episode in await house.episodes()] == ["cup-1"]
    assert (done.items, [kept.stem for kept in done.waiting]) == (2, ["cup-2"])
