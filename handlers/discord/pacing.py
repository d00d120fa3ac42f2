"""Letting through so many a second and no more, one behind the other."""

import asyncio
import time
from collections.abc import Awaitable, Callable


class Even:
    """Turns at even intervals.

    Args:
        per_s: how many a second.
        pause: waits for so many seconds.
        now_s: a clock that never goes back, in seconds.
    """

    def __init__(
        self,
        per_s: float,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._interval_s = 1 / per_s
        self._pause = pause
        self._now_s = now_s
        self._free_at_s = 0.0

    async def turn(self) -> None:
        """Wait for one's turn."""
        now_s = self._now_s()
        wait_s = max(self._free_at_s - now_s, 0.0)
        self._free_at_s = now_s + wait_s + self._interval_s
        if wait_s:
            await self._pause(wait_s)
