"""Feeds in trouble, feeds that move, and the rounds of a running bot, over the ports in memory."""

from datetime import timedelta

import pytest

from bot.errors import FeedError, StoreError
from bot.feed_ports import Answer
from bot.feeds.looking import AT_ONCE, DOWN_AFTER
from bot.feeds.pacing import FIRST_WAIT_S, GONE_AFTER, LONGEST_PAUSE
from bot.model import EpisodeDraft, EpisodeId
from bot.transcripts.ingest import Outcome
from tests.feed_house import HOUR, T1, T2, URL, House, tea_house
from tests.memory_feeds import feed_of, in_turn, item_of, vtt_of


@pytest.fixture
def house() -> House:
    return tea_house()


# ---------------------------------------------------------------- trouble


async def test_a_server_in_trouble_is_asked_again_with_growing_waits(house: House) -> None:
    await house.added()
    house.web.asked.clear()
    house.web.pages[URL] = Answer(503)

    done = await house.sync()

    assert house.web.urls == [URL] * 3
    assert FIRST_WAIT_S / 2 <= house.waits[0] <= FIRST_WAIT_S <= house.waits[1] <= 2 * FIRST_WAIT_S
    assert done.error is not None
    assert (done.error.code, done.error.values["status"], done.is_new_trouble) == ("feed.http", 503, True)


async def test_a_fault_that_passes_leaves_no_trace(house: House) -> None:
    house.web.pages[URL] = in_turn(FeedError("feed.timeout", url=URL, seconds=3), Answer(500), feed_of(item_of(1)))

    assert (await house.added()).error is None
    assert len(house.waits) == 2


async def test_a_server_that_asks_to_wait_a_moment_is_waited_for(house: House) -> None:
    house.web.pages[URL] = in_turn(Answer(429, retry_after="30"), feed_of(item_of(1)))

    await house.added()

    assert house.waits == [30]


async def test_a_server_that_asks_to_wait_for_long_is_left_alone_for_so_long(house: House) -> None:
    await house.added()
    house.web.pages[URL] = Answer(429, retry_after="10000")
    await house.sync()
    house.web.asked.clear()

    house.clock.advance(timedelta(seconds=9999))
    assert await house.keep_up() == []
    house.clock.advance(timedelta(seconds=1))
    house.show(item_of(1))
    (done,) = await house.keep_up()

    assert house.waits == []
    assert done.has_recovered


async def test_trouble_is_new_once(house: House) -> None:
    await house.added()
    house.web.pages[URL] = FeedError("feed.unreachable", url=URL, reason="x")
    first, second = await house.sync(), await house.sync()

    assert (first.is_new_trouble, second.is_new_trouble) == (True, False)
    assert second.feed.trouble is not None
    assert (second.feed.trouble.times, second.feed.trouble.since) == (2, house.clock.now())
    house.show(item_of(1, "vtt"))
    well, after = await house.sync(), await house.sync()
    assert (well.has_recovered, well.feed.trouble, after.has_recovered) == (True, None, False)


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (b"<rss><", "feed.not_feed"),
        (Answer(401), "feed.http"),
        (Answer(404), "feed.missing"),
        (Answer(410), "feed.gone"),
    ],
)
async def test_a_feed_that_cannot_be_read_costs_nothing_that_was(house: House, page: bytes | Answer, code: str) -> None:
    await house.added()
    house.web.pages[URL] = page

    done = await house.sync()

    assert done.error is not None
    assert done.error.code == code
    assert [episode.facts.title for episode in await house.episodes()] == ["Cup 1"]


async def test_a_feed_that_is_gone_for_good_is_asked_once_a_day(house: House) -> None:
    await house.added()
    house.web.pages[URL] = Answer(410)
    done = await house.sync()

    assert done.feed.trouble is not None
    assert done.feed.trouble.retry == house.clock.now() + LONGEST_PAUSE


async def test_a_feed_that_is_missing_for_long_is_gone_and_told_so_once(house: House) -> None:
    await house.added()
    house.web.pages[URL] = Answer(404)
    await house.sync()
    house.clock.advance(GONE_AFTER)

    first, second = await house.sync(), await house.sync()

    assert first.error is not None
    assert (first.error.code, first.is_new_trouble, second.is_new_trouble) == ("feed.gone", True, False)


async def test_a_damaged_feed_is_read_and_told(house: House) -> None:
    await house.added()
    house.web.pages[URL] = feed_of(item_of(1, "vtt"))[:-30]

    done, again = await house.sync(), await house.sync()

    assert (done.damage, done.error, again.damage) == (1, None, None)


async def test_a_host_that_is_down_is_left_alone_for_the_rest_of_the_round(house: House) -> None:
    house.show(*(item_of(number, "vtt") for number in range(50)))
    for number in range(50):
        url = f"https://tea.example/{number}.vtt"
        house.web.pages[url] = FeedError("feed.unreachable", url=url, reason="x")

    done = await house.added()

    # What was under way when it turned out is finished.
    assert DOWN_AFTER <= len(done.news) < DOWN_AFTER + AT_ONCE
    assert len(house.web.asked) == 1 + 3 * len(done.news)
    assert len(done.waiting) == 50
    house.web.pages.update({f"https://tea.example/{number}.vtt": vtt_of("tea") for number in range(50)})
    assert (await house.sync()).waiting == ()


async def test_one_file_that_its_host_cannot_give_costs_none_of_the_others(house: House) -> None:
    house.show(*(item_of(number, "vtt") for number in range(20)))
    for number in range(20):
        url = f"https://tea.example/{number}.vtt"
        house.web.pages[url] = Answer(500) if number % 3 == 0 else vtt_of("tea")

    done = await house.added()

    assert len(done.waiting) == 7


# ---------------------------------------------------------------- moving


async def test_a_feed_that_has_moved_for_good_is_asked_there_and_told_once(house: House) -> None:
    await house.added()
    new = "https://new.example/feed"
    house.web.pages[URL] = Answer(304, moved_to=new)
    house.web.pages[new] = feed_of(item_of(1, "vtt"))

    first = await house.sync()
    house.web.asked.clear()
    second = await house.sync()

    assert (first.has_moved, first.feed.url, first.feed.moved_from) == (True, new, URL)
    assert (second.has_moved, second.feed.moved_from) == (False, URL)
    assert house.web.urls[0] == new


async def test_a_feed_does_not_move_to_where_another_is_followed(house: House) -> None:
    await house.added()
    other = await house.store.feeds.add("https://new.example/feed", "other")
    house.web.pages[URL] = Answer(304, moved_to=other.url)

    assert not (await house.feeds.sync("tea", house.reported.append))
    assert (house.reported[-1].has_moved, house.reported[-1].feed.url) == (False, URL)


# ---------------------------------------------------------------- the running bot


async def test_the_first_round_asks_for_everything_and_later_ones_for_what_is_due(house: House) -> None:
    await house.added()
    asked = []
    for last in (None, HOUR, HOUR, HOUR, HOUR):
        house.web.asked.clear()
        house.clock.advance(HOUR)
        await house.keep_up(last)
        asked.append(house.web.urls)

    # An hour, two and four hours after it was first seen; the feed itself each time.
    assert asked == [[URL, T1], [URL, T1], [URL], [URL, T1], [URL]]


async def test_a_new_item_is_looked_at_whenever_it_comes(house: House) -> None:
    await house.added()
    house.clock.advance(3 * HOUR + timedelta(minutes=5))
    house.show(item_of(1, "vtt"), item_of(2, "vtt"))
    house.web.pages[T2] = vtt_of("cold tea")
    house.web.asked.clear()

    (done,) = await house.keep_up(HOUR / 6)

    assert house.web.urls == [URL, T2]
    assert [news.kept.stem for news in done.news] == ["cup-2"]


async def test_what_the_store_refuses_is_told_and_stops_no_other(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.show(item_of(1, "vtt"), item_of(2, "vtt"))
    house.web.pages[T2] = vtt_of("cold tea")
    put = house.store.put_episode

    async def refuse(draft: EpisodeDraft) -> EpisodeId:
        if draft.stem == "cup-1":
            raise StoreError("store.full", path="x")
        return await put(draft)

    monkeypatch.setattr(house.store, "put_episode", refuse)
    done = await house.added()

    assert [news.outcome for news in done.news] == [Outcome.FAILED, Outcome.IMPORTED]
    assert [kept.stem for kept in done.waiting] == ["cup-1"]
