"""One document of the web, asked for again after faults that pass."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import Final

from bot.errors import FeedError, NajiError
from bot.feed_model import Validators
from bot.feed_ports import Answer, Web
from bot.feeds.pacing import LONGEST_WAIT_S, TRIES, is_gone, is_passing, retry_after_s, wait_s
from bot.ports import Clock

NOT_MODIFIED: Final = 304
_SUCCESS: Final = 200
_MISSING: Final = 404
_PASSING: Final = frozenset(("feed.timeout", "feed.unreachable"))
"""Faults that may pass, beside those that `is_passing` finds in an answer."""


def is_host_fault(error: NajiError) -> bool:
    """Whether a fault is likely the whole server's."""
    return error.code in _PASSING or "asked_s" in error.values


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Asks for documents, with patience.

    Attributes:
        sleep: waits for so many seconds.
        chance: spreads the waits.
    """

    web: Web
    clock: Clock
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Random = field(default_factory=Random)

    async def get(self, url: str, since: Validators, max_bytes: int) -> Answer:
        """The answer, a success or 304.

        Raises:
            FeedError: what `bot.feed_ports.Web.get` raises, or `feed.gone`, `feed.missing` or `feed.http` with
                `status`, and `asked_s` where the server asked to be left alone for so long.
        """
        tries = 0
        while True:
            tries += 1
            try:
                answer = await self.web.get(url, since, max_bytes)
                if not is_passing(answer):
                    return _checked(answer, url)
                asked_s = retry_after_s(answer.retry_after, self.clock.now())
                error = FeedError("feed.http", url=url, status=answer.status, asked_s=asked_s)
            except FeedError as fault:
                if fault.code not in _PASSING:
                    raise
                error, asked_s = fault, 0.0
            if tries == TRIES or asked_s > LONGEST_WAIT_S:
                raise error
            await self.sleep(max(wait_s(tries, self.chance), asked_s))


def _checked(answer: Answer, url: str) -> Answer:
    if answer.status in (_SUCCESS, NOT_MODIFIED):
        return answer
    if is_gone(answer):
        raise FeedError("feed.gone", url=url)
    if answer.status == _MISSING:
        raise FeedError("feed.missing", url=url)
    raise FeedError("feed.http", url=url, status=answer.status)
