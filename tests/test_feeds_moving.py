"""A feed that names its new address (`itunes:new-feed-url`) is followed there, as after a permanent redirect."""

import pytest

from bot.errors import FeedError, NajiError
from bot.feed_ports import Answer
from bot.feeds.rss import read_feed
from handlers import feed_reply
from handlers.locale import words_for
from tests.feed_house import T2, URL, House, tea_house
from tests.memory_feeds import feed_of, item_of, vtt_of
from tests.test_feeds_rss import TAIPEI

NEW = "https://new.example/feed"
NEWER = "https://newer.example/feed"


def led_to(url: str) -> str:
    return f"<itunes:new-feed-url>{url}</itunes:new-feed-url>"


@pytest.fixture
def house() -> House:
    """A feed that is followed under its old address; the new one has an episode more."""
    built = tea_house()
    built.web.pages[T2] = vtt_of("cold tea", "in a pot")
    built.web.pages[NEW] = feed_of(item_of(1, "vtt"), item_of(2, "vtt"), head=led_to(NEW))
    return built


async def moved(house: House, head: str = led_to(NEW)) -> House:
    """The house after a round in which the old address named another."""
    await house.added()
    house.show(item_of(1, "vtt"), head=head)
    await house.sync()
    return house


def test_a_channel_says_where_it_stands_from_now_on() -> None:
    head = "<itunes:new-feed-url> /new </itunes:new-feed-url>"
    assert read_feed(feed_of(item_of(1), head=head), URL, "", TAIPEI).new_url == "https://tea.example/new"


@pytest.mark.parametrize("head", ["", "<new-feed-url>https://a.example/</new-feed-url>", led_to("javascript:x")])
def test_what_is_no_new_address_is_none(head: str) -> None:
    assert read_feed(feed_of(item_of(1), head=head), URL, "", TAIPEI).new_url is None


def test_the_new_address_of_an_item_is_none_of_the_feeds() -> None:
    assert read_feed(feed_of(item_of(1) + led_to(NEW)), URL, "", TAIPEI).new_url is None


async def test_it_is_read_and_asked_at_the_new_address_from_then_on(house: House) -> None:
    await moved(house)
    first = house.reported[-1]
    assert (first.has_moved, first.feed.url, first.feed.moved_from) == (True, NEW, URL)
    assert [news.kept.item.number for news in first.news] == [2]

    house.web.asked.clear()
    second = await house.sync()

    assert house.web.urls[0] == NEW
    assert URL not in house.web.urls
    assert (second.has_moved, second.edited) == (False, 0)


async def test_it_is_told_once(house: House) -> None:
    words = words_for("zh-TW")
    told = [list(feed_reply.events((await moved(house)).reported[-1], words, again=True))]
    told.append(list(feed_reply.events(await house.sync(), words, again=True)))
    assert told == [["tea (new.example) 已經永久搬家，從 tea.example 搬到 new.example，之後都看新的網址。"], []]


async def test_it_is_added_where_it_stands(house: House) -> None:
    house.show(item_of(1), head=led_to(NEW))
    done = await house.added()
    assert (done.feed.url, done.feed.moved_from, done.has_moved, done.items) == (NEW, None, False, 2)


async def test_it_is_not_added_beside_itself(house: House) -> None:
    await house.feeds.add(NEW, "tea")
    house.show(item_of(1), head=led_to(NEW))
    with pytest.raises(NajiError) as refused:
        await house.added()
    assert (refused.value.code, refused.value.values["url"]) == ("feed.known", NEW)


@pytest.mark.parametrize(
    "there", [FeedError("feed.private", url=NEW), Answer(404), Answer(410), b"<html>soon</html>", b""]
)
async def test_where_the_new_address_gives_no_feed_the_old_one_goes_on(
    house: House, there: FeedError | Answer | bytes
) -> None:
    new, house.web.pages[NEW] = house.web.pages[NEW], there
    await moved(house)
    done = house.reported[-1]
    assert (done.feed.url, done.has_moved, done.error, done.feed.trouble) == (URL, False, None, None)

    await house.sync()
    writes = house.writes
    await house.sync()
    assert house.writes == writes

    house.web.pages[NEW] = new
    assert (await house.sync()).feed.url == NEW


async def test_it_does_not_move_to_where_another_feed_is_followed(house: House) -> None:
    other = await house.store.feeds.add(NEW, "other")
    await house.added()
    house.show(item_of(1, "vtt"), head=led_to(other.url))
    await house.feeds.sync("tea", house.reported.append)
    assert (house.reported[-1].feed.url, house.reported[-1].has_moved) == (URL, False)
    assert NEW not in house.web.urls


async def test_two_addresses_that_name_each_other_are_no_circle(house: House) -> None:
    house.web.pages[NEW] = feed_of(item_of(1, "vtt"), head=led_to(URL))
    await moved(house)
    for number in (2, 3):
        house.web.pages[NEW] = feed_of(item_of(number, "vtt"), head=led_to(URL))
        assert (await house.sync()).feed.url == NEW


async def test_where_the_new_address_redirects_for_good_that_counts(house: House) -> None:
    house.web.pages[NEW] = Answer(200, feed_of(item_of(1, "vtt")), moved_to=NEWER)
    assert (await moved(house)).reported[-1].feed.url == NEWER


async def test_where_a_feed_was_redirected_to_the_address_that_it_names_it_is_fetched_once(house: House) -> None:
    await house.added()
    house.web.pages[URL] = Answer(200, feed_of(item_of(1, "vtt"), head=led_to(NEW)), moved_to=NEW)
    house.web.asked.clear()
    assert (await house.sync()).feed.url == NEW
    assert NEW not in house.web.urls


async def test_addresses_in_a_feed_that_has_moved_are_told_from_where_it_stands(house: House) -> None:
    item = "<guid>g</guid><podcast:transcript url='new.vtt' type='text/vtt'/>"
    house.web.pages[URL] = Answer(200, feed_of(item), moved_to=NEW)
    await house.added()
    assert house.web.urls[-1] == "https://new.example/new.vtt"
