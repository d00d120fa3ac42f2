"""A feed's life, played by a real server to the real program over a real store: one line each in the log."""

import gzip
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.feeds.fetching import Fetcher
from bot.feeds.following import Feeds, Round, Rules
from bot.ports import Snapshot
from bot.web.addresses import is_any, is_public
from bot.web.client import HttpWeb, open_web
from handlers.feed_rounds import FeedRounds
from handlers.locale import words_for
from storage.sqlite import SqliteStore, open_store
from tests.feed_server import FeedServer, feed_server, redirect, reply
from tests.fixed_clock import FixedClock
from tests.memory_feeds import feed_of, item_of, vtt_of
from tests.store_checks import find_faults
from tests.store_drafts import whole

pytestmark = pytest.mark.io
HOUR = timedelta(hours=1)
MB = 1_000_000
PATIENT_S = 60.0


@dataclass
class Life:
    """A running bot's feeds, an hour at a time."""

    server: FeedServer
    web: HttpWeb
    store: SqliteStore
    clock: FixedClock
    caplog: pytest.LogCaptureFixture
    feeds: Feeds
    rounds: FeedRounds
    waits: list[float] = field(default_factory=list)

    async def hour(self) -> list[str]:
        """The next round: what the log says of it."""
        self.caplog.clear()
        self.server.asked.clear()
        last = self.clock.now()
        self.clock.advance(HOUR)
        with self.caplog.at_level(logging.INFO, "handlers.feed_rounds"):
            await self.rounds.round(last)
        return [record.getMessage() for record in self.caplog.records if record.name == "handlers.feed_rounds"]

    async def titles(self) -> list[str | None]:
        episodes = await self.store.read(lambda snapshot: snapshot.episodes(whole(snapshot)))
        return [episode.facts.title for episode in episodes]

    async def said(self) -> list[str]:
        """The first words of each episode."""

        def first(snapshot: Snapshot) -> list[str]:
            episodes = snapshot.episodes(whole(snapshot))
            return [snapshot.cues_between(episode.id, 0, 1)[0].cue.text for episode in episodes]

        return await self.store.read(first)

    def show(self, *numbers: int, offering: Sequence[int] = ()) -> None:
        """The feed from now on, with transcripts of these."""
        items = [item_of(n, *(("vtt",) if n in offering else ()), base=self.server.base) for n in numbers]
        self.server.pages["/feed"] = feed_of(*items)


@pytest.fixture
async def life(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Life]:
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(feed_server())
        store = await stack.enter_async_context(await open_store(tmp_path / "naji.db"))
        web = await stack.enter_async_context(open_web(PATIENT_S, is_any))
        clock, waits = FixedClock(), list[float]()

        async def wait(seconds: float) -> None:
            waits.append(seconds)

        feeds = Feeds(store.feeds, store, Fetcher(web, clock, wait, Random(1)), rules())
        rounds = FeedRounds(feeds, HOUR, clock, words_for("en"))
        living = Life(server, web, store, clock, caplog, feeds, rounds, waits)
        living.show(1, 2, offering=[1])
        server.pages["/1.vtt"] = vtt_of("hot tea")
        await feeds.add(f"{server.base}/feed", "tea")
        yield living
        assert await living.titles()
    assert find_faults(tmp_path / "naji.db") == []


def rules() -> Rules:
    return Rules(HOUR, 2 * MB, ZoneInfo("Asia/Taipei"))


async def test_a_feed_is_followed_through_its_life(life: Life) -> None:
    assert await life.said() == ["hot tea"]

    # Unchanged: two questions, answered with 304, and nothing to say.
    assert await life.hour() == []
    assert life.server.asked == [("/feed", 304), ("/1.vtt", 304)]

    # Edited: a title and a transcript.
    life.server.pages["/feed"] = life.server.pages["/feed"].replace(b"Cup 1", b"Mug 1")
    life.server.pages["/1.vtt"] = vtt_of("hotter tea")
    assert await life.hour() == [
        "tea (127.0.0.1): 1 updated, facts of 1 episode are new, 1 still without a transcript",
    ]
    assert (await life.titles(), await life.said()) == (["Mug 1"], ["hotter tea"])

    # The second episode's transcript comes later.
    life.show(1, 2, offering=[1, 2])
    life.server.pages["/2.vtt"] = vtt_of("cold tea")
    assert await life.hour() == ["tea (127.0.0.1): 1 imported, facts of 2 episodes are new"]
    assert await life.said() == ["hotter tea", "cold tea"]


async def test_three_hundred_unchanged_episodes_are_asked_for_and_not_written(life: Life) -> None:
    everyone = range(1, 301)
    life.show(*everyone, offering=everyone)
    life.server.pages.update({f"/{number}.vtt": vtt_of(f"cup number {number}") for number in everyone})
    await life.feeds.sync(None, life.rounds.log)
    before = life.store._writer.total_changes
    life.server.asked.clear()

    await life.feeds.sync(None, life.rounds.log)

    assert len(life.server.asked) == 301
    assert life.store._writer.total_changes == before

    life.server.pages["/7.vtt"] = vtt_of("seventh cup")
    rounds: list[Round] = []
    await life.feeds.sync(None, rounds.append)
    assert [news.kept.stem for news in rounds[0].news] == ["cup-7"]


async def test_a_transcript_that_is_announced_before_it_is_there_is_found_later(life: Life) -> None:
    life.show(1, 2, offering=[1, 2])
    assert await life.hour() == ["tea (127.0.0.1): facts of 1 episode are new, 1 still without a transcript"]
    assert ("/2.vtt", 404) in life.server.asked
    life.server.pages["/2.vtt"] = vtt_of("cold tea")

    # Looked for two hours after it was first seen.
    assert await life.hour() == ["tea (127.0.0.1): 1 imported"]


async def test_a_feed_that_moves_is_told_once_and_followed(life: Life) -> None:
    life.server.pages["/new"] = life.server.pages.pop("/feed")
    life.server.replies["/feed"] = redirect(f"{life.server.base.replace('127.0.0.1', 'localhost')}/new", 301)

    first = await life.hour()
    second = await life.hour()

    assert first == [
        "tea (localhost) has moved for good, from 127.0.0.1 to localhost; the new address is used from now on."
    ]
    assert second == []
    assert ("/feed", 301) not in life.server.asked
    (standing,) = await life.feeds.list()
    assert standing.feed.url.endswith("/new")


async def test_a_feed_that_has_moved_for_a_while_is_asked_where_it_was(life: Life) -> None:
    life.server.pages["/other"] = life.server.pages.pop("/feed")
    life.server.replies["/feed"] = redirect("/other", 302)

    assert await life.hour() == []
    await life.hour()
    assert life.server.asked[0] == ("/feed", 302)


FAULTS = {
    "fault": "answered 500. If it stays so, check the address, or ask whoever runs it.",
    "slow": "was not done within 0.1 s. If it stays so, raise [feeds] timeout_s.",
    "endless": "is larger than 2 MB, so it was not read. If that is right, raise [feeds] max_mb.",
    "bomb": "is larger than 2 MB, so it was not read. If that is right, raise [feeds] max_mb.",
    "entities": "defines XML entities, which can blow up memory, so it was not read. Have <!ENTITY> taken out of it.",
    "page": "is no RSS feed (it begins with <html>). Look for the RSS address on the show's site or at its host.",
    "missing": "is not there (404). Check the address.",
    "gone": "is gone for good. If the show has a new address, add that one and remove this.",
}


@pytest.mark.parametrize("path", FAULTS)
async def test_a_fault_is_told_once_costs_nothing_and_ends(life: Life, path: str) -> None:
    sound = life.server.pages.pop("/feed")
    lol = "".join(f'<!ENTITY l{n} "&l{n - 1};&l{n - 1};&l{n - 1};&l{n - 1};">' for n in range(1, 30))
    life.server.replies = {
        "/feed": redirect(f"/{path}", 302),
        "/fault": reply(500),
        "/bomb": reply(200, gzip.compress(bytes(50 * MB), 1), Content_Encoding="gzip"),
        "/entities": reply(200, f'<!DOCTYPE r [<!ENTITY l0 "lol">{lol}]><rss><channel>&l29;</channel></rss>'.encode()),
        "/page": reply(200, b"<!DOCTYPE html><html><body>hello</body></html>"),
        "/gone": reply(410),
    }

    life.web._timeout_s = 0.1 if path == "slow" else PATIENT_S

    assert await life.hour() == [f"tea (127.0.0.1) could not be read and is tried again: 127.0.0.1 {FAULTS[path]}"]
    life.clock.advance(timedelta(days=2))
    assert await life.hour() == []
    assert await life.said() == ["hot tea"]

    life.server.replies.clear()
    life.server.pages["/feed"] = sound
    life.web._timeout_s = PATIENT_S
    life.clock.advance(timedelta(days=2))
    assert await life.hour() == ["tea (127.0.0.1) can be read again."]


async def test_a_failing_feed_is_left_alone_for_longer_and_longer(life: Life) -> None:
    life.server.replies["/feed"] = reply(500)
    asked = []
    for _ in range(8):
        await life.hour()
        asked.append(len(life.server.asked))

    # Thrice in the first hour; then an hour, two and four hours of pause.
    assert asked == [3, 3, 0, 3, 0, 0, 0, 3]


async def test_a_damaged_feed_is_read_as_far_as_it_goes(life: Life) -> None:
    life.show(1, 2, 3, offering=[1, 3])
    life.server.pages["/3.vtt"] = vtt_of("new tea")
    life.server.pages["/feed"] = life.server.pages["/feed"].replace(b"</channel></rss>", b"")

    assert await life.hour() == [
        "tea (127.0.0.1) is damaged from line 1 on; what could be read was. Please tell whoever makes the feed.",
        "tea (127.0.0.1): 1 imported, facts of 1 episode are new, 1 still without a transcript",
    ]
    assert await life.said() == ["hot tea", "new tea"]


async def test_a_broken_transcript_is_told_once(life: Life) -> None:
    life.show(1, 2, offering=[1, 2])
    life.server.pages["/2.vtt"] = b"<rss/>"

    first, second = await life.hour(), await life.hour()

    assert [line for line in first if "EP2" in line]
    assert second == []


async def test_a_transcript_that_cannot_be_fetched_is_told_once(life: Life) -> None:
    life.server.replies["/1.vtt"] = reply(403)

    first, second = await life.hour(), await life.hour()

    assert len(first) == 1
    assert "EP1 · Cup 1" in first[0]
    assert second == []


async def test_transcripts_of_a_host_that_is_down_are_told_of_once(life: Life) -> None:
    everyone = range(1, 21)
    life.show(*everyone, offering=everyone)
    life.server.replies = {f"/{number}.vtt": reply(503) for number in everyone}

    first = await life.hour()
    later = [line for _ in range(3) for line in await life.hour()]

    assert [line for line in first if "answered 503" in line] == [first[-1]]
    assert later == []


async def test_nothing_of_this_machine_is_asked_where_that_is_not_allowed(life: Life) -> None:
    async with open_web(5, is_public) as public:
        feeds = Feeds(life.store.feeds, life.store, Fetcher(public, life.clock), rules())
        life.server.asked.clear()
        for feed in await feeds.due():
            life.rounds.log(await feeds.ask(feed, None))

    assert life.server.asked == []
    (standing,) = await feeds.list()
    assert standing.feed.trouble is not None
    assert standing.feed.trouble.code == "feed.private"
