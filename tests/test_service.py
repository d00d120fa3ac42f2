"""The running bot: what starts together, what ends alone, what ends all, and what the log says of it."""

import asyncio
import gc
import io
import logging
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from bot.errors import NajiError
from bot.model import Platform
from handlers import service
from handlers.locale import words_for
from handlers.schedule import Timer
from handlers.service import Chat, Online, Upkeep, logging_to, serve, told_to_stop
from tests.daily_station import Channel, ChannelOutbox, Station, alone
from tests.fixed_clock import FixedClock
from tests.test_schedule_timer import HandAlarm

WORDS = words_for("zh-TW")
SECRET = "123456:AA/secret+of-these-tests"


class LinedAlarm(HandAlarm):
    """An alarm that writes its end down among the ends of the chats."""

    def __init__(self, ends: list[str]) -> None:
        super().__init__()
        self._ends = ends

    async def stop(self) -> None:
        self._ends.append("timer")


@dataclass
class HandClient:
    """`handlers.service.Client` that ends as a test says: by its error, when it is let go, or at its cancellation."""

    name: str
    ends: list[str]
    error: Exception | None = None
    is_online: bool = True
    is_stubborn: bool = False
    runs: asyncio.Event = field(default_factory=asyncio.Event)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        self.runs.set()
        if self.error is not None:
            self.ends.append(self.name)
            raise self.error
        try:
            await self.let_go.wait()
        except asyncio.CancelledError:
            if self.is_stubborn:
                await self.let_go.wait()
            raise
        finally:
            self.ends.append(self.name)


class House:
    """Both platforms, a timer with nothing due, and what ended in which order."""

    def __init__(self, built: Station) -> None:
        self.ends: list[str] = []
        self.discord = HandClient("discord", self.ends)
        self.telegram = HandClient("telegram", self.ends)
        self.alarm = LinedAlarm(self.ends)
        self.timer = Timer(built.poster(), self.alarm)
        self.stop = asyncio.Event()
        self.purges = 0
        outbox = ChannelOutbox(Channel(FixedClock(built.clock.instant), honours_nonces=True))
        self.chats = [
            Chat(Platform.DISCORD, self.discord, outbox),
            Chat(Platform.TELEGRAM, self.telegram, outbox),
        ]

    async def purge(self) -> None:
        self.purges += 1

    async def serve(self) -> bool:
        return await serve(self.chats, self.timer, [Upkeep([self.purge])], WORDS, self.stop)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[asyncio.Task[bool]]:
        before = asyncio.all_tasks()
        task = asyncio.create_task(self.serve())
        await asyncio.gather(self.discord.runs.wait(), self.telegram.runs.wait())
        yield task
        self.stop.set()
        await task
        assert asyncio.all_tasks() <= before


@pytest.fixture
async def house() -> House:
    return House(await alone(Platform.TELEGRAM))


async def settle() -> None:
    """Let every task that can go on go on."""
    for _ in range(50):
        await asyncio.sleep(0)


# ---------------------------------------------------------------- start and stop


async def test_chats_timer_and_upkeep_run_together_until_the_bot_is_told_to_stop(house: House) -> None:
    async with house.serving() as task:
        await settle()
        assert not task.done()
        assert house.alarm.instants
        assert house.purges == 1
    assert task.result() is True


async def test_what_is_there_at_the_start_is_out_of_the_garbage_collectors_way_until_the_end(house: House) -> None:
    async with house.serving():
        assert gc.get_freeze_count() > 0
    assert gc.get_freeze_count() == 0


async def test_the_clock_stops_first_and_the_chats_end_in_reverse(house: House) -> None:
    async with house.serving():
        pass
    assert house.ends == ["timer", "telegram", "discord"]


async def test_when_every_chat_ended_by_itself_it_was_not_told_to(house: House) -> None:
    async with house.serving() as task:
        house.discord.let_go.set()
        await settle()
        assert not task.done()
        house.telegram.let_go.set()
        assert await task is False
    assert house.ends == ["discord", "telegram", "timer"]


async def test_what_does_not_end_in_time_is_named_in_the_log_and_left(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(service, "STOP_WITHIN_S", 0.0)
    house.telegram.is_stubborn = True
    task = asyncio.create_task(house.serve())
    await house.telegram.runs.wait()
    house.stop.set()
    assert await task is True
    assert "telegram did not end in time" in [record.getMessage() for record in caplog.records]
    house.telegram.let_go.set()
    await settle()


async def test_a_cancelled_service_ends_its_chats_too(house: House) -> None:
    task = asyncio.create_task(house.serve())
    await house.telegram.runs.wait()
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()
    assert house.ends == ["timer", "telegram", "discord"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_either_signal_tells_it_to_stop_and_its_handlers_are_taken_back(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with told_to_stop() as stop:
        os.kill(os.getpid(), number)
        async with asyncio.timeout(5):
            await stop.wait()
    assert not asyncio.get_running_loop().remove_signal_handler(number)
    signal.signal(number, before)


# ---------------------------------------------------------------- what ends a chat


async def test_a_chat_that_cannot_go_on_ends_alone_with_a_sentence(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.telegram.error = NajiError("telegram.token_refused")
    async with house.serving() as task:
        await settle()
        assert not task.done()
        assert house.ends == ["telegram"]
    said = [record.getMessage() for record in caplog.records]
    assert said == ["telegram: " + WORDS.say("error.telegram.token_refused")]
    assert "Traceback" not in caplog.text


async def test_a_chat_that_breaks_ends_alone_under_an_incident_id(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.discord.error = ZeroDivisionError("of a test")
    async with house.serving() as task:
        await settle()
        assert not task.done()
    [record] = caplog.records
    assert record.getMessage().startswith("discord: incident ")
    assert len(record.getMessage().split()[-1]) == 8
    assert "ZeroDivisionError: of a test" in caplog.text


async def test_what_is_due_for_a_chat_that_is_away_has_no_outbox_meanwhile(house: House) -> None:
    outboxes = Online(house.chats)
    house.discord.is_online = False

    assert list(outboxes) == [Platform.TELEGRAM]
    assert len(outboxes) == 1
    assert outboxes[Platform.TELEGRAM] is house.chats[1].outbox
    assert Platform.DISCORD not in outboxes

    house.discord.is_online = True
    assert list(outboxes) == [Platform.DISCORD, Platform.TELEGRAM]


# ---------------------------------------------------------------- upkeep


class Days:
    """So many days, then for ever."""

    def __init__(self, count: int) -> None:
        self.left = count
        self.slept: list[float] = []
        self.over = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.left -= 1
        if not self.left:
            self.over.set()
            await asyncio.Event().wait()


async def kept_for(days: Days, purge: Callable[[], Awaitable[object]]) -> None:
    task = asyncio.create_task(Upkeep([purge], days.sleep).run())
    async with asyncio.timeout(5):
        await days.over.wait()
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()


async def test_old_things_are_deleted_at_the_start_and_once_a_day(house: House) -> None:
    days = Days(3)
    await kept_for(days, house.purge)
    assert house.purges == 3
    assert days.slept == [service.UPKEEP_EVERY_S] * 3


@pytest.mark.parametrize(
    ("error", "said"),
    [(NajiError("store.busy"), "upkeep: store.busy"), (ZeroDivisionError("of a test"), "upkeep: incident ")],
)
async def test_upkeep_that_fails_is_logged_and_tried_again_the_next_day(
    error: Exception, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail() -> None:
        raise error

    days = Days(2)
    await kept_for(days, fail)
    assert len(days.slept) == 2
    assert [record.getMessage()[: len(said)] for record in caplog.records] == [said] * 2


# ---------------------------------------------------------------- the log


def test_a_log_line_covers_the_secrets_wherever_they_stand() -> None:
    stream = io.StringIO()
    logger = logging.getLogger("tests.service")
    with logging_to(stream, [SECRET], level=logging.DEBUG):
        logger.debug("POST https://example.org/bot%s/getMe", SECRET)
        logger.info("POST %s", "https://example.org/bot123456%3AAA%2Fsecret%2Bof-these-tests/getMe")
        try:
            int(SECRET)
        except ValueError:
            logger.exception("It broke")
    lines = stream.getvalue()
    assert "secret+of" not in lines
    assert "%2Fsecret" not in lines
    assert lines.count("[secret]") >= 3
    assert "DEBUG tests.service: POST https://example.org/bot[secret]/getMe" in lines


def test_the_logs_level_and_handlers_are_put_back() -> None:
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    stream = io.StringIO()
    with logging_to(stream, []):
        assert root.level == logging.INFO
        logging.getLogger("tests.service").debug("too low")
    assert (root.level, root.handlers) == (level, handlers)
    assert stream.getvalue() == ""
