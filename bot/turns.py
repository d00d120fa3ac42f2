"""Who searches when many do: one after the other, in the order in which they came, nobody for long.

Python computes in one thread at a time: two searches at once take longer than one after the other, and hold the event
loop up twice as long. What else is read has a thread of its own meanwhile (`storage.sqlite.SEARCH_THREADS`). Who waits
for more than two seconds has asked again by then. Somebody who no longer waits, as what they typed has changed, is not
searched for.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import monotonic

from bot.errors import BusyError
from bot.search.patience import Patience

AT_ONCE = 1
WAIT_S = 2.0
"""How long somebody waits for their turn before they are told to ask again."""
SEARCH_S = 1.0
"""How long a search may take before it answers with what it has. One pass over a million passages takes a twentieth."""

MANY = 8
"""Searches within a second: three people who type fast."""


class Turns:
    """Takes turns.

    Args:
        wait_s: how long one waits for a turn.
        search_s: how long a search may take.
        now_s: a clock that never goes back, in seconds.
    """

    def __init__(
        self, *, wait_s: float = WAIT_S, search_s: float = SEARCH_S, now_s: Callable[[], float] = monotonic
    ) -> None:
        self._free = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self._begun_s: deque[float] = deque(maxlen=MANY)
        self._wait_s = wait_s
        self._search_s = search_s
        self._now_s = now_s

    @asynccontextmanager
    async def turn(
        self, *, wait_s: float | None = None, search_s: float | None = None, gives_way: bool = False
    ) -> AsyncIterator[Patience]:
        """A turn, with how long the search may take from when it comes.

        Args:
            wait_s: in place of the one that everybody has.
            search_s: as well.
            gives_way: whether the search is to be brief where many search, as for what somebody still types.

        Raises:
            BusyError: `search.busy`: it did not come in time.
        """
        self._waiting += 1
        try:
            async with asyncio.timeout(self._wait_s if wait_s is None else wait_s):
                await self._free.acquire()
        except TimeoutError as error:
            raise BusyError("search.busy") from error
        finally:
            self._waiting -= 1
        try:
            begin_s = self._now_s()
            end_s = begin_s + (self._search_s if search_s is None else search_s)
            yield Patience(lambda: self._now_s() >= end_s, brief=self._are_many(begin_s) and gives_way)
        finally:
            self._free.release()

    def _are_many(self, now_s: float) -> bool:
        """Whether others wait, or as many as that have searched within a second; counts the one that begins."""
        many = len(self._begun_s) == MANY and now_s - self._begun_s[0] < 1
        self._begun_s.append(now_s)
        return many or self._waiting > 0
