"""How fast the bot may speak, who speaks first, and what it does when Telegram says that it was too fast.

The library's own limiter knows no precedence, and makes all chats wait where one was refused: hence one of our own.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Iterator
from datetime import timedelta
from typing import Any, Final

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

IN_ALL: Final = (30, 1.0)
PER_GROUP: Final = (20, 60.0)
"""Messages and seconds; https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this."""
PER_CHAT: Final = (5, 5.0)
"""The same page: one a second, short bursts allowed. Somebody who turns pages is not made to wait for each."""
KEPT_FREE: Final = 10
"""Of all messages in a second those that posts leave to answers, so that an answer never stands behind posts."""
MAX_RETRIES: Final = 3
MAX_WAIT_S: Final = 60.0
"""Whoever waits longer for an answer has gone; it is refused instead."""
MAX_POST_WAIT_S: Final = 20.0
"""A post waits no longer in all: it has to be known to be refused before its 30 s are over (`bot.posting`)."""
SLACK_S: Final = 0.1
"""Telegram counts in whole seconds."""
LOOK_AGAIN_S: Final = 0.05
"""How long a post waits before it looks whether answers still wait."""
ALL: Final = "all"
"""What every message is counted under."""
POST: Final = 1
"""`rate_limit_args` of what nobody waits for."""

_COUNTED: Final = ("send", "edit", "copy", "forward")
_MANY_CHATS: Final = 5_000

Pause = Callable[[float], Awaitable[None]]
Sent = bool | dict[str, Any] | list[dict[str, Any]]


class Patience(BaseRateLimiter[int]):
    """Telegram's limits, answers before posts, and waiting where Telegram asks for it.

    Args:
        pause: waits for so many seconds.
        now_s: a clock that never goes back, in seconds.
    """

    def __init__(self, pause: Pause = asyncio.sleep, now_s: Callable[[], float] = time.monotonic) -> None:
        self._pause = pause
        self._now_s = now_s
        self._sent: dict[Hashable, deque[float]] = {}
        self._answers_held = 0

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to put away."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Sent]],
        args: Any,  # noqa: ANN401 - the library's
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Sent:
        """Send a request when it is its turn, again where Telegram wants that later: a refused one has done nothing.

        Raises:
            RetryAfter: it was refused too often, or would have to wait for too long.
        """
        is_post = rate_limit_args == POST
        chat = str(data["chat_id"]) if endpoint.startswith(_COUNTED) and "chat_id" in data else None
        end_s = self._now_s() + (MAX_POST_WAIT_S if is_post else float("inf"))
        tried = 0
        while True:
            if chat is not None:
                await (self._post_turn(chat, end_s) if is_post else self._answer_turn(chat))
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as refusal:
                wait_s = seconds_of(refusal)
                if tried == MAX_RETRIES or wait_s > MAX_WAIT_S or self._now_s() + wait_s > end_s:
                    raise
            tried += 1
            await self._pause(wait_s + SLACK_S)

    async def _answer_turn(self, chat: str) -> None:
        while (wait_s := self._wait_s(chat, kept_free=0)) > 0:
            # A chat of its own that is too busy holds up no post elsewhere.
            held_by_all = _until_free(self._sent[ALL], *IN_ALL, self._now_s()) > 0
            self._answers_held += held_by_all
            try:
                await self._pause(wait_s)
            finally:
                self._answers_held -= held_by_all
        self._note(chat)

    async def _post_turn(self, chat: str, end_s: float) -> None:
        while (wait_s := self._wait_s(chat, KEPT_FREE)) > 0 or self._answers_held:
            if self._now_s() + wait_s > end_s:
                raise RetryAfter(max(int(wait_s), 1))
            await self._pause(max(wait_s, LOOK_AGAIN_S))
        self._note(chat)

    def _wait_s(self, chat: str, kept_free: int) -> float:
        """How long until one more may be sent into this chat, without the last `kept_free` of all."""
        now_s = self._now_s()
        return max(
            _until_free(self._sent.get(key, deque()), count - (kept_free if limit is IN_ALL else 0), span_s, now_s)
            for key, limit in _limits(chat)
            for count, span_s in (limit,)
        )

    def _note(self, chat: str) -> None:
        now_s = self._now_s()
        for key, (count, _) in _limits(chat):
            self._sent.setdefault(key, deque(maxlen=count)).append(now_s)
        if len(self._sent) > _MANY_CHATS:
            self._sent = {key: sent for key, sent in self._sent.items() if sent[-1] > now_s - PER_GROUP[1]}


def _limits(chat: str) -> Iterator[tuple[Hashable, tuple[int, float]]]:
    """The limits that a message into this chat counts for, each with what it is counted under."""
    yield ALL, IN_ALL
    yield chat, PER_CHAT
    if not chat.isdigit():  # a group's or channel's number is negative, its name begins with @
        yield ("group", chat), PER_GROUP


def _until_free(sent: deque[float], count: int, span_s: float, now_s: float) -> float:
    """How long until fewer than `count` were sent within the last `span_s` seconds."""
    if len(sent) < count:
        return 0.0
    return max(sent[len(sent) - count] + span_s - now_s, 0.0)


def seconds_of(refusal: RetryAfter) -> float:
    """How long Telegram wants the bot to wait; the library is about to change from seconds to a duration."""
    wait = refusal.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
