"""Time that only the test moves, and waking whoever waits for a change."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

T = TypeVar("T")

START = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
LAST_RESORT_S = 15.0


class Signal:
    """Something changed: everyone who waits looks again."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def fire(self) -> None:
        """Wake everyone."""
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def wait(self) -> None:
        """Until the next change."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await future
        finally:
            self._waiting.discard(future)

    async def until(self, ready: Callable[[], T | None], *, what: str, timeout_s: float = LAST_RESORT_S) -> T:
        """What `ready` gives as soon as it gives something.

        Raises:
            AssertionError: nothing came within `timeout_s` real seconds, the last resort of a test that would hang.
        """
        try:
            async with asyncio.timeout(timeout_s):
                while (value := ready()) is None:
                    await self.wait()
                return value
        except TimeoutError:
            raise AssertionError(f"{what}: nothing within {timeout_s} s") from None


class Clock:
    """The platform's time; it stands still until a test moves it."""

    def __init__(self, signal: Signal) -> None:
        self._signal = signal
        self._now = START

    def now(self) -> datetime:
        """The time, aware, UTC."""
        return self._now

    def unix(self) -> int:
        """Whole seconds, as Telegram writes dates."""
        return int(self._now.timestamp())

    def advance(self, seconds: float) -> None:
        """Move on, waking polls whose time is over."""
        self._now += timedelta(seconds=seconds)
        self._signal.fire()
