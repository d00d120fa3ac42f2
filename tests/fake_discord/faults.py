"""Trouble on demand: refused, slow, cut off."""

import asyncio
import re
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

from tests.fake_discord.problems import ApiError

PATIENCE_S = 5.0
Answer = Callable[[], Awaitable[web.StreamResponse]]


@dataclass(eq=False)
class Fault(ABC):
    """What happens to the next `times` requests that fit.

    Attributes:
        method, path: of the request; the path is a regular expression over what follows `/api/v10`.
        met: how many requests met it.
    """

    method: str
    path: str
    times: int = 1
    met: int = 0

    def fits(self, method: str, path: str) -> bool:
        """Whether this request is one of those meant."""
        return self.met < self.times and method == self.method and re.fullmatch(self.path, path) is not None

    @abstractmethod
    async def apply(self, request: web.Request, answer: Answer) -> web.StreamResponse:
        """Do to the request what the fault is about."""


@dataclass(eq=False)
class Refused(Fault):
    """Answered with an error, nothing done."""

    error: ApiError = field(default_factory=lambda: ApiError(503, 0, "upstream connect error"))

    async def apply(self, request: web.Request, answer: Answer) -> web.StreamResponse:
        """Raise it."""
        del request, answer
        raise self.error


@dataclass(eq=False)
class Held(Fault):
    """Answered when the test lets go.

    Attributes:
        done_first: whether what was asked for happens before the wait, so that only its answer is late.
    """

    done_first: bool = False
    _reached: asyncio.Event = field(default_factory=asyncio.Event)
    _released: asyncio.Event = field(default_factory=asyncio.Event)

    async def reached(self) -> None:
        """Wait until a request is being held."""
        async with asyncio.timeout(PATIENCE_S):
            await self._reached.wait()

    def release(self) -> None:
        """Let all held requests go on."""
        self._released.set()

    async def apply(self, request: web.Request, answer: Answer) -> web.StreamResponse:
        """Wait, before or after the deed."""
        del request
        early = await answer() if self.done_first else None
        self._reached.set()
        await self._released.wait()
        return early if early is not None else await answer()


@dataclass(eq=False)
class Lost(Fault):
    """Done, but the connection breaks before the answer."""

    async def apply(self, request: web.Request, answer: Answer) -> web.StreamResponse:
        """Do it and hang up."""
        told = await answer()
        if request.transport is not None:
            request.transport.abort()
        return told


class Faults:
    """The faults that wait for their requests; the first that fits is met."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Put one in wait."""
        self._waiting.append(fault)

    def take(self, method: str, path: str) -> Fault | None:
        """The fault that this request meets, if any."""
        for fault in self._waiting:
            if fault.fits(method, path):
                fault.met += 1
                return fault
        return None

    def release_all(self) -> None:
        """Let every held request go, so that the server can stop."""
        for fault in self._waiting:
            if isinstance(fault, Held):
                fault.release()
