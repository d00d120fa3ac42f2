"""Feeds in the running bot: a round at the start and one each interval, and what the log says of them."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Final
from urllib.parse import urlsplit

from bot.errors import NajiError
from bot.feeds.fetching import is_host_fault
from bot.feeds.following import Feeds, Round
from bot.ports import Clock
from handlers import feed_reply
from handlers.locale import Words

STOP_WITHIN_S: Final = 2.0
"""How long a round that is broken off may take to end."""

_LOG = logging.getLogger(__name__)


class FeedRounds:
    """Makes the rounds.

    Args:
        feeds: what is asked.
        interval: between two rounds.
        clock: tells when a round began.
        words: to log in.
        sleep: waits for so many seconds.
    """

    def __init__(
        self,
        feeds: Feeds,
        interval: timedelta,
        clock: Clock,
        words: Words,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._feeds = feeds
        self._interval = interval
        self._clock = clock
        self._words = words
        self._sleep = sleep
        self._told: set[tuple[str, str, str]] = set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Make rounds until the block ends."""
        task = asyncio.create_task(self.run(), name="feeds")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait({task}, timeout=STOP_WITHIN_S)

    async def run(self) -> None:
        """Make a round now and one each interval, until cancelled."""
        last = None
        while True:
            begun = self._clock.now()
            await self.round(last)
            last = begun
            await self._sleep(self._interval.total_seconds())

    async def round(self, last: datetime | None) -> None:
        """Ask every feed that is due; what goes wrong with one is logged, and keeps none of the others waiting.

        Args:
            last: when the round before was; None for the first.
        """
        with _going_on():
            for feed in await self._feeds.due():
                with _going_on():
                    self.log(await self._feeds.ask(feed, last))

    def log(self, done: Round) -> None:
        """A line for each thing that happened; nothing of a feed where nothing did."""
        for line in feed_reply.events(done, self._words, again=False):
            _LOG.warning("%s", line)
        if done.edited or any(news.error is None for news in done.news):
            _LOG.info("%s", feed_reply.sum_line(done, self._words))
        for news in done.news:
            if news.error is not None and self._is_first(done, news.kept.stem, news.error):
                _LOG.warning("%s: %s", feed_reply.name_of(done.feed), feed_reply.news_line(news, self._words))

    def _is_first(self, done: Round, stem: str, error: NajiError) -> bool:
        """Whether this fault of this item, or of its host, is told for the first time since the start."""
        subject = urlsplit(str(error.values["url"])).netloc if is_host_fault(error) else stem
        fault = (done.feed.show_slug, subject, error.code)
        is_first = fault not in self._told
        self._told.add(fault)
        return is_first


@contextmanager
def _going_on() -> Iterator[None]:
    """What goes wrong inside is logged, and ends nothing else."""
    try:
        yield
    except NajiError as error:
        _LOG.warning("feeds: %s", error)
    except Exception as error:  # noqa: BLE001 - the last resort: the next feed, or round, finds it running
        _LOG.error("feeds: incident %s", token_hex(4), exc_info=error)
