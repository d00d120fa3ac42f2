"""In which order updates are handled: one chat's one after the other, different chats' side by side.

Who types an inline query sends one with each key: only the newest is of use to them, so those before it are dropped.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Coroutine, Hashable
from typing import Any, Final

from telegram import Update
from telegram.ext import BaseUpdateProcessor

AT_ONCE: Final = 64
"""Chats that are answered at the same time: far more than the two search threads can keep busy, and few enough that
answers which wait for the network stay small beside the rest of the program."""
MAX_WAITING: Final = 10_000
"""The library's own bound: beyond it updates wait outside their lanes, in one queue for all."""
REMEMBERED_UPDATES: Final = 1_000
"""Ids of updates that are known again: ten batches, the most that `getUpdates` gives at once being a hundred."""


class Lanes(BaseUpdateProcessor):
    """A lane for each chat. A lane that is held up takes one place of `at_once`, however much waits in it."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        super().__init__(MAX_WAITING)
        self._places = asyncio.Semaphore(at_once)
        self._lanes: dict[Hashable, _Lane] = {}
        self._seen: deque[int] = deque(maxlen=REMEMBERED_UPDATES)
        self._running: set[asyncio.Task[Any] | None] = set()
        self._idle = asyncio.Event()
        self._idle.set()
        self._is_closed = False

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to put away."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handle an update when its lane is free, unless it came before or the bot is closing."""
        if self._is_closed or self._is_known(update):
            _drop(coroutine)
            return
        key = lane_of(update)
        lane = self._lanes.setdefault(key, _Lane())
        lane.length += 1
        self._running.add(asyncio.current_task())
        self._idle.clear()
        try:
            await self._in_turn(lane, update, coroutine)
        finally:
            _drop(coroutine)
            lane.length -= 1
            if not lane.length:
                del self._lanes[key]
            self._running.discard(asyncio.current_task())
            if not self._running:
                self._idle.set()

    async def _in_turn(self, lane: "_Lane", update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for the lane. An inline query ends, waiting or under way, where its person types on."""
        if not isinstance(update, Update) or update.inline_query is None:
            async with lane.lock, self._places:
                await coroutine
            return
        mine = lane.supersede(update.update_id)
        if mine is None:
            return
        async with lane.lock, self._places:
            if not mine.is_set():
                await _until(mine, coroutine)

    async def close(self, grace_s: float) -> None:
        """Take nothing more, let what is under way end, and cancel it after `grace_s` seconds."""
        self._is_closed = True
        try:
            async with asyncio.timeout(grace_s):
                await self._idle.wait()
        except TimeoutError:
            for task in filter(None, self._running):
                task.cancel()
            await self._idle.wait()

    def _is_known(self, update: object) -> bool:
        if not isinstance(update, Update):
            return False
        if update.update_id in self._seen:
            return True
        self._seen.append(update.update_id)
        return False


class _Lane:
    """What came from one chat or person; `length` counts what waits or is handled."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.length = 0
        self._newest = -1
        self._superseded = asyncio.Event()

    def supersede(self, update_id: int) -> asyncio.Event | None:
        """Let older inline queries end; what tells this one to. None where a newer one came before it."""
        if update_id < self._newest:
            return None
        self._newest = update_id
        self._superseded.set()
        self._superseded = asyncio.Event()
        return self._superseded


async def _until(over: asyncio.Event, coroutine: Awaitable[Any]) -> None:
    """Await it, but no longer than until `over` is set: then it is cancelled."""
    work, waiting = asyncio.ensure_future(coroutine), asyncio.ensure_future(over.wait())
    try:
        await asyncio.wait({work, waiting}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
        work.cancel()
        await asyncio.wait({work})
    if not work.cancelled():
        work.result()


def lane_of(update: object) -> Hashable:
    """What an update has to keep its order in: its chat, or its person where it comes from no chat."""
    if not isinstance(update, Update):
        return None
    if update.effective_chat is not None:
        return update.effective_chat.id
    return None if update.effective_user is None else ("person", update.effective_user.id)


def _drop(coroutine: Awaitable[Any]) -> None:
    """End a coroutine that may never have begun; one that has ended does not mind."""
    if isinstance(coroutine, Coroutine):
        coroutine.close()
