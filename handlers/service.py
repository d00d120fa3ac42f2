"""The running bot: the chats and the clock start together, and stop in reverse. One that is down stops no other."""

import asyncio
import gc
import logging
import signal
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from secrets import token_hex
from typing import Final, Protocol, TextIO

from bot.errors import NajiError
from bot.model import Platform
from bot.ports import Outbox
from handlers.locale import Words
from handlers.redaction import Redaction
from handlers.reply import error_sentence
from handlers.schedule import Timer

UPKEEP_EVERY_S: Final = 24 * 60 * 60
OFTEN_S: Final = 60.0
"""For what looks for something new that anybody may have written, such as an episode, and nearly always finds none."""
STOP_WITHIN_S: Final = 4.0
"""How long all of the chats together may take to end."""

_LOG = logging.getLogger(__name__)


class Client(Protocol):
    """A platform's client, supervised by itself."""

    @property
    def is_online(self) -> bool:
        """Whether something could be posted now."""
        ...

    async def run(self) -> None:
        """Answer until cancelled; return, or raise a NajiError, only where going on is pointless."""
        ...


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat that can be run, and where it posts."""

    platform: Platform
    client: Client
    outbox: Outbox


class Online(Mapping[Platform, Outbox]):
    """The outboxes of the chats that could post at present: what is due for another one waits."""

    def __init__(self, chats: Sequence[Chat]) -> None:
        self._chats = chats

    def __getitem__(self, platform: Platform) -> Outbox:
        for chat in self._chats:
            if chat.platform is platform and chat.client.is_online:
                return chat.outbox
        raise KeyError(platform)

    def __iter__(self) -> Iterator[Platform]:
        return (chat.platform for chat in self._chats if chat.client.is_online)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What is done again and again while the bot runs.

    Attributes:
        jobs: done one after the other; one that fails stops no other.
        sleep: waits for so many seconds.
        every_s: how long it rests in between.
    """

    jobs: Sequence[Callable[[], Awaitable[object]]]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    every_s: float = UPKEEP_EVERY_S

    async def run(self) -> None:
        """Do all of it now and each time that it has rested, until cancelled."""
        while True:
            for job in self.jobs:
                try:
                    await job()
                except NajiError as error:
                    _LOG.warning("upkeep: %s", error)
                except Exception as error:  # noqa: BLE001 - the last resort: it is tried again the next time
                    _LOG.error("upkeep: incident %s", token_hex(4), exc_info=error)
            await self.sleep(self.every_s)


async def serve(
    chats: Sequence[Chat], timer: Timer, upkeeps: Sequence[Upkeep], words: Words, stop: asyncio.Event
) -> bool:
    """Run everything until `stop` is set, or until no chat is left; whether it ended because it was told to."""
    # What is there by now stays. A pass of the garbage collector over it takes a tenth of a second, and nothing else
    # runs meanwhile.
    gc.freeze()
    running = [asyncio.create_task(_guarded(chat, words), name=chat.platform.value) for chat in chats]
    keeping = [asyncio.create_task(upkeep.run(), name="upkeep") for upkeep in upkeeps]
    stopping = asyncio.create_task(stop.wait(), name="stop")
    timer.start()
    try:
        left = set(running)
        while left and not stop.is_set():
            done, _ = await asyncio.wait({*left, stopping}, return_when=asyncio.FIRST_COMPLETED)
            left -= done
        return stop.is_set()
    finally:
        gc.unfreeze()
        await timer.stop()
        await _ended((*reversed(running), *keeping, stopping))


async def _guarded(chat: Chat, words: Words) -> None:
    """Run a chat; what ends it is said in a sentence, or logged with an incident's number, and ends no other."""
    try:
        await chat.client.run()
    except NajiError as error:
        _LOG.error("%s: %s", chat.platform.value, error_sentence(error, words))
    except Exception as error:  # noqa: BLE001 - a chat's last resort: the others go on
        _LOG.error("%s: incident %s", chat.platform.value, token_hex(4), exc_info=error)


async def _ended(tasks: Sequence[asyncio.Task[object]]) -> None:
    for task in tasks:
        task.cancel()
    _, late = await asyncio.wait(tasks, timeout=STOP_WITHIN_S)
    for task in late:
        _LOG.warning("%s did not end in time", task.get_name())


@contextmanager
def told_to_stop() -> Iterator[asyncio.Event]:
    """An event that SIGINT and SIGTERM set, on the running loop."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    try:
        yield stop
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


@contextmanager
def logging_to(stream: TextIO, secrets: Sequence[str], *, level: int = logging.INFO) -> Iterator[None]:
    """Log to a stream, one line a record, none of the secrets in any of them."""
    handler = logging.StreamHandler(stream)
    handler.addFilter(Redaction(*secrets))
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(level)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
