"""Feeds in the running bot: when it makes its rounds, how it ends, what it logs."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.errors import StoreError
from bot.feed_model import Feed, FeedId
from bot.feeds.following import Round
from handlers.feed_rounds import FeedRounds
from handlers.locale import words_for
from tests.fixed_clock import FixedClock

HOUR = timedelta(hours=1)


class EnoughError(BaseException):
    """Ends a loop that has no end."""


@dataclass
class HandFeeds:
    """Two feeds, which go wrong as a test says.

    Attributes:
        errors: of asking which are due, and of asking each of them, in the order of the calls.
        asked: each feed that was asked, with when the round before was.
    """

    errors: list[Exception | None] = field(default_factory=list)
    asked: list[tuple[str, datetime | None]] = field(default_factory=list)

    async def due(self) -> list[Feed]:
        self._go_wrong()
        return [Feed(FeedId(nth), f"https://{nth}.example", f"show-{nth}") for nth in (1, 2)]

    async def ask(self, feed: Feed, last: datetime | None) -> Round:
        self.asked.append((feed.show_slug, last))
        self._go_wrong()
        return Round(feed, edited=1)

    def _go_wrong(self) -> None:
        if self.errors and (error := self.errors.pop(0)):
            raise error


@dataclass
class Sleeper:
    """Sleeps by moving the clock on; after three times it has enough."""

    clock: FixedClock
    slept: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock.advance(timedelta(seconds=seconds))
        if len(self.slept) == 3:
            raise EnoughError


async def run(feeds: HandFeeds) -> tuple[Sleeper, datetime]:
    clock = FixedClock()
    start, sleeper = clock.now(), Sleeper(clock)
    rounds = FeedRounds(feeds, HOUR, clock, words_for("en"), sleeper.sleep)  # type: ignore[arg-type] # it has what is asked of it
    with pytest.raises(EnoughError):
        await rounds.run()
    return sleeper, start


async def test_there_is_a_round_at_the_start_and_one_each_interval() -> None:
    feeds = HandFeeds()

    sleeper, start = await run(feeds)

    assert sleeper.slept == [3600, 3600, 3600]
    lasts = (None, start, start + HOUR)
    assert feeds.asked == [(show, last) for last in lasts for show in ("show-1", "show-2")]


async def test_a_round_that_fails_ends_none_of_the_next(caplog: pytest.LogCaptureFixture) -> None:
    feeds = HandFeeds([StoreError("store.full", path="x"), RuntimeError("odd")])

    with caplog.at_level(logging.WARNING):
        await run(feeds)

    assert len(feeds.asked) == 2
    assert [record.levelname for record in caplog.records] == ["WARNING", "ERROR"]
    assert "incident" in caplog.messages[1]


@pytest.mark.parametrize("error", [StoreError("store.full", path="x"), RuntimeError("odd")])
async def test_a_feed_that_goes_wrong_keeps_no_other_waiting(
    caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    feeds = HandFeeds([None, error])
    with caplog.at_level(logging.INFO):
        await FeedRounds(feeds, HOUR, FixedClock(), words_for("en")).round(None)  # type: ignore[arg-type] # as above
    assert [show for show, _ in feeds.asked] == ["show-1", "show-2"]
    assert len(caplog.messages) == 2
    assert caplog.messages[1].startswith("show-2 (2.example): ")


async def test_rounds_end_with_their_block() -> None:
    feeds, asleep = HandFeeds(), asyncio.Event()

    async def sleep(_: float) -> None:
        asleep.set()
        await asyncio.Event().wait()

    rounds = FeedRounds(feeds, HOUR, FixedClock(), words_for("en"), sleep)  # type: ignore[arg-type] # as above
    before = asyncio.all_tasks()
    async with rounds.running():
        await asleep.wait()
    assert asyncio.all_tasks() == before
