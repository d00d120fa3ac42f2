"""How fast the bot may speak, and what it does when Telegram says that it was too fast."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Any, Final

from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter

MAX_RETRIES: Final = 3
MAX_WAIT_S: Final = 60.0
"""Whoever waits longer for an answer has gone; it is refused instead."""
SLACK_S: Final = 0.1
"""Telegram counts in whole seconds."""

Pause = Callable[[float], Awaitable[None]]


class Patience(AIORateLimiter):
    """The library's limits (30 messages a second, 20 a minute and group), and waiting where Telegram asks for it.

    The library's own retries make every chat wait for one: here only the refused request does.

    Args:
        pause: waits for so many seconds.
    """

    def __init__(self, pause: Pause = asyncio.sleep) -> None:
        super().__init__(max_retries=0)
        self._pause = pause

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, bool | dict[str, Any] | list[dict[str, Any]]]],
        args: Any,  # noqa: ANN401 - the library's
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> bool | dict[str, Any] | list[dict[str, Any]]:
        """Send a request, again where Telegram wants that later: a refused request has done nothing.

        Raises:
            RetryAfter: it was refused too often, or for too long.
        """
        for _ in range(MAX_RETRIES):
            try:
                return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)
            except RetryAfter as refusal:
                wait_s = seconds_of(refusal)
                if wait_s > MAX_WAIT_S:
                    raise
                await self._pause(wait_s + SLACK_S)
        return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)


def seconds_of(refusal: RetryAfter) -> float:
    """How long Telegram wants the bot to wait; the library is about to change from seconds to a duration."""
    wait = refusal.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
