"""Chapters that a feed names: fetched, kept, read again."""

import pytest

from bot.feed_model import Chapter
from bot.feeds.following import details_of
from bot.model import EpisodeId
from bot.transcripts.ingest import Outcome
from tests.feed_house import House, tea_house
from tests.memory_feeds import item_of


@pytest.fixture
def house() -> House:
    return tea_house()


# ---------------------------------------------------------------- chapters

CHAPTERS = "https://tea.example/c.json"


@pytest.fixture
def chaptered(house: House) -> House:
    house.show(item_of(1, "vtt", more=f"<podcast:chapters url='{CHAPTERS}'/><podcast:person>Ann</podcast:person>"))
    house.web.pages[CHAPTERS] = b'{"chapters": [{"startTime": 1, "title": "Pour"}]}'
    return house


async def test_chapters_are_kept_with_the_episode(chaptered: House) -> None:
    await chaptered.added()

    episodes = await chaptered.episodes()
    details = await details_of(chaptered.store.feeds, episodes)
    assert details[EpisodeId(1)].chapters == (Chapter(1000, "Pour"),)
    assert [person.name for person in details[EpisodeId(1)].persons] == ["Ann"]


async def test_edited_chapters_are_read_again(chaptered: House) -> None:
    await chaptered.added()
    chaptered.web.pages[CHAPTERS] = b'{"chapters": [{"startTime": 2, "title": "Sip"}]}'

    await chaptered.sync()

    assert chaptered.store.feeds.read_chapters["tea", "cup-1"] == (Chapter(2000, "Sip"),)


async def test_broken_chapters_are_told_once_and_the_old_stay(chaptered: House) -> None:
    await chaptered.added()
    chaptered.web.pages[CHAPTERS] = b"<html>"

    first, second = await chaptered.sync(), await chaptered.sync()

    assert [news.error.code for news in first.news if news.error] == ["feed.chapters"]
    assert second.news == ()
    assert chaptered.store.feeds.read_chapters["tea", "cup-1"] == (Chapter(1000, "Pour"),)


async def test_chapters_that_are_not_there_are_no_fault(chaptered: House) -> None:
    del chaptered.web.pages[CHAPTERS]

    assert [news.outcome for news in (await chaptered.added()).news] == [Outcome.IMPORTED]
