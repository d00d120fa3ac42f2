"""Lanes and patience, without a platform."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from telegram import Chat, InlineQuery, Message, Update, User
from telegram.error import RetryAfter

from handlers.telegram.flood import MAX_RETRIES, MAX_WAIT_S, SLACK_S, Patience, seconds_of
from handlers.telegram.order import Lanes, lane_of

USER = User(7, "Listener", is_bot=False)
WHEN = datetime(2026, 1, 5, tzinfo=UTC)


def update(update_id: int, chat_id: int) -> Update:
    return Update(update_id, message=Message(1, WHEN, Chat(chat_id, "private"), from_user=USER))


class Log:
    """What was begun and ended, in order; what is held waits until it is let go."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.gates: dict[str, asyncio.Event] = {}

    async def work(self, name: str) -> None:
        self.lines.append(f"{name} begins")
        if name in self.gates:
            await self.gates[name].wait()
        self.lines.append(f"{name} ends")

    def hold(self, name: str) -> asyncio.Event:
        return self.gates.setdefault(name, asyncio.Event())


async def settled() -> None:
    """Until nothing that can go on is left waiting for its turn."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_one_chats_updates_are_handled_in_order_and_other_chats_meanwhile() -> None:
    lanes, log = Lanes(), Log()
    gate = log.hold("a1")
    async with asyncio.TaskGroup() as group:
        for nth, (chat, name) in enumerate([(1, "a1"), (1, "a2"), (2, "b1"), (1, "a3")]):
            group.create_task(lanes.process_update(update(nth, chat), log.work(name)))
        await settled()
        assert log.lines == ["a1 begins", "b1 begins", "b1 ends"]
        gate.set()
    assert log.lines[3:] == ["a1 ends", "a2 begins", "a2 ends", "a3 begins", "a3 ends"]


async def test_so_many_chats_are_answered_at_once_and_no_more() -> None:
    lanes, log = Lanes(at_once=2), Log()
    gates = [log.hold(name) for name in ("a", "b")]
    async with asyncio.TaskGroup() as group:
        for nth, name in enumerate("abc"):
            group.create_task(lanes.process_update(update(nth, nth), log.work(name)))
        await settled()
        assert log.lines == ["a begins", "b begins"]
        for gate in gates:
            gate.set()
    assert log.lines[-1] == "c ends"


async def test_a_chat_that_waits_takes_one_place_only() -> None:
    lanes, log = Lanes(at_once=2), Log()
    gate = log.hold("a0")
    async with asyncio.TaskGroup() as group:
        for nth in range(50):
            group.create_task(lanes.process_update(update(nth, 1), log.work(f"a{nth}")))
        group.create_task(lanes.process_update(update(99, 2), log.work("b")))
        await settled()
        assert log.lines == ["a0 begins", "b begins", "b ends"]
        gate.set()


async def test_an_update_that_comes_again_is_handled_once() -> None:
    lanes, log = Lanes(), Log()
    for _ in range(2):
        await lanes.process_update(update(5, 1), log.work("a"))
    assert log.lines == ["a begins", "a ends"]


async def test_an_update_that_fails_leaves_its_lane_free() -> None:
    lanes, log = Lanes(), Log()

    async def broken() -> None:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError):
        await lanes.process_update(update(1, 1), broken())
    await lanes.process_update(update(2, 1), log.work("a"))
    assert log.lines == ["a begins", "a ends"]


async def test_closing_waits_for_what_is_under_way_and_takes_nothing_more() -> None:
    lanes, log = Lanes(), Log()
    gate = log.hold("a")
    async with lanes, asyncio.TaskGroup() as group:
        group.create_task(lanes.process_update(update(1, 1), log.work("a")))
        await settled()
        closing = group.create_task(lanes.close(60))
        await settled()
        await lanes.process_update(update(2, 2), log.work("b"))
        assert not closing.done()
        gate.set()
    assert log.lines == ["a begins", "a ends"]


async def test_closing_cancels_what_does_not_end_by_itself() -> None:
    lanes, log = Lanes(), Log()
    log.hold("a")
    tasks = [asyncio.create_task(lanes.process_update(update(nth, 1), log.work(name))) for nth, name in enumerate("ab")]
    await settled()
    await lanes.close(0)
    await asyncio.wait(tasks)
    assert all(task.cancelled() for task in tasks)
    assert log.lines == ["a begins"]


async def test_what_is_no_update_is_handled_too() -> None:
    lanes, log = Lanes(), Log()
    for _ in range(2):
        await lanes.process_update("something else", log.work("a"))
    assert len(log.lines) == 4


async def test_what_is_no_coroutine_is_awaited_all_the_same() -> None:
    done = asyncio.get_running_loop().create_future()
    done.set_result(None)
    await Lanes().process_update(update(1, 1), done)


def test_an_inline_query_keeps_its_order_by_person_and_others_by_chat() -> None:
    inline = InlineQuery("1", USER, "護城河", "")
    assert lane_of(Update(1, inline_query=inline)) == ("person", 7)
    assert lane_of(update(1, 7)) == 7
    assert lane_of(Update(1)) is lane_of("else") is None


class Platform:
    """Refuses so many requests."""

    def __init__(self, refusals: int, wait_s: int = 7) -> None:
        self.left = refusals
        self.wait_s = wait_s
        self.paused: list[float] = []

    async def request(self) -> bool:
        if self.left:
            self.left -= 1
            raise RetryAfter(self.wait_s)
        return True

    async def pause(self, seconds: float) -> None:
        self.paused.append(seconds)


async def ask(patience: Patience, request: Callable[[], Awaitable[bool]]) -> object:
    return await patience.process_request(request, (), {}, "sendMessage", {"chat_id": 1}, None)  # type: ignore[arg-type]  # an async method is a coroutine function


@pytest.fixture(autouse=True)
def _durations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


async def test_a_refused_request_is_sent_again_after_the_time_that_was_asked_for() -> None:
    platform = Platform(MAX_RETRIES)
    assert await ask(Patience(platform.pause), platform.request) is True
    assert platform.paused == [7 + SLACK_S] * MAX_RETRIES


async def test_a_request_that_is_refused_again_and_again_is_given_up() -> None:
    platform = Platform(MAX_RETRIES + 1)
    with pytest.raises(RetryAfter):
        await ask(Patience(platform.pause), platform.request)


async def test_a_request_that_is_refused_for_too_long_is_given_up_at_once() -> None:
    platform = Platform(1, int(MAX_WAIT_S) + 1)
    with pytest.raises(RetryAfter):
        await ask(Patience(platform.pause), platform.request)
    assert platform.paused == []


async def test_a_chat_that_waits_for_its_turn_delays_no_other() -> None:
    platform, gate = Platform(1), asyncio.Event()

    async def pause(_seconds: float) -> None:
        await gate.wait()

    patience = Patience(pause)
    waiting = asyncio.create_task(ask(patience, platform.request))
    await settled()
    assert await ask(patience, platform.request) is True
    assert not waiting.done()
    gate.set()
    assert await waiting is True


def test_the_time_to_wait_is_read_as_seconds_and_as_a_duration() -> None:
    assert seconds_of(RetryAfter(timedelta(seconds=3))) == 3.0

    class Older(RetryAfter):
        @property
        def retry_after(self) -> int:
            return 3

    assert seconds_of(Older(3)) == 3.0
