"""What can go wrong between the bot and the platform, on demand."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from tests.fake_telegram.clock import Signal
from tests.fake_telegram.refusal import Refusal, too_many


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong.

    Args:
        refusal: answer with this.
        is_cut: the connection ends without an answer.
        is_garbage: the answer is not JSON.
        is_silent: no answer ever comes.
        after: the call is carried out first, and only its answer is lost.
    """

    refusal: Refusal | None = None
    is_cut: bool = False
    is_garbage: bool = False
    is_silent: bool = False
    after: bool = False


CUT = Fault(is_cut=True)
CUT_AFTER = Fault(is_cut=True, after=True)
GARBAGE = Fault(is_garbage=True)
SILENCE = Fault(is_silent=True)
UNAUTHORIZED = Fault(Refusal(401, "Unauthorized"))
CONFLICT = Fault(
    Refusal(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")
)


def server_error(status: int = 502, description: str = "Bad Gateway") -> Fault:
    """A failure of the platform itself."""
    return Fault(Refusal(status, description))


def flooded(retry_after_s: int) -> Fault:
    """429."""
    return Fault(too_many(retry_after_s))


class Hold:
    """Calls that wait until the test lets them go."""

    def __init__(self, signal: Signal, method: str, chat_id: int | None) -> None:
        self._signal = signal
        self._gate = asyncio.Event()
        self.method = method
        self.chat_id = chat_id
        self.waiting = 0

    def covers(self, method: str, params: dict[str, Any]) -> bool:
        """Whether this call has to wait."""
        here = self.chat_id is None or params.get("chat_id") == self.chat_id
        return method == self.method and here and not self._gate.is_set()

    async def pass_through(self) -> None:
        """Wait."""
        self.waiting += 1
        self._signal.fire()
        await self._gate.wait()

    async def reached(self) -> None:
        """Until a call waits."""
        await self._signal.until(lambda: self.waiting or None, what=f"a held {self.method}")

    def release(self) -> None:
        """Let them go, and hold no more."""
        self._gate.set()


@dataclass
class Faults:
    """What is planned, by method; `*` is for any."""

    signal: Signal
    planned: dict[str, list[Fault]] = field(default_factory=dict)
    holds: list[Hold] = field(default_factory=list)

    def plan(self, method: str, fault: Fault, times: int = 1) -> None:
        """The next calls of `method` go wrong."""
        self.planned.setdefault(method, []).extend([fault] * times)

    def take(self, method: str) -> Fault | None:
        """What goes wrong now."""
        for name in (method, "*"):
            if queue := self.planned.get(name):
                return queue.pop(0)
        return None

    def hold(self, method: str, chat_id: int | None = None) -> Hold:
        """Hold up calls of `method` (into one chat)."""
        hold = Hold(self.signal, method, chat_id)
        self.holds.append(hold)
        return hold

    async def wait(self, method: str, params: dict[str, Any]) -> None:
        """Wait where a hold says so."""
        for hold in self.holds:
            if hold.covers(method, params):
                await hold.pass_through()

    def release_all(self) -> None:
        """At the end nobody waits."""
        for hold in self.holds:
            hold.release()
