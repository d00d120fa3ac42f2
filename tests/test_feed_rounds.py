"""Feeds in the running bot: when it makes its rounds, how it ends, what it logs."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.errors import StoreError
from bot.feeds.following import Round
from handlers.feed_rounds import FeedRounds
from handlers.locale import words_for
from tests.fixed_clock import FixedClock

HOUR = timedelta(hours=1)


class EnoughError(BaseException):
    """Ends a loop that has no end."""


@dataclass
class HandFeeds:
    """What makes a round, as a test says."""

    errors: list[Exception] = field(default_factory=list)
    lasts: list[datetime | None] = field(default_factory=list)

    async def keep_up(self, last: datetime | None, report: Callable[[Round], None]) -> None:
        assert callable(report)
        self.lasts.append(last)
        if self.errors:
            raise self.errors.pop(0)


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
    assert feeds.lasts == [None, start, start + HOUR]


async def test_a_round_that_fails_ends_none_of_the_next(caplog: pytest.LogCaptureFixture) -> None:
    feeds = HandFeeds([StoreError("store.full", path="x"), RuntimeError("odd")])

    with caplog.at_level(logging.INFO):
        await run(feeds)

    assert len(feeds.lasts) == 3
    assert [record.levelname for record in caplog.records] == ["WARNING", "ERROR"]
    assert "incident" in caplog.messages[1]


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
