"""Lanes, without a platform."""

import asyncio
from datetime import UTC, datetime

import pytest
from telegram import Chat, InlineQuery, Message, Update, User

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


# ---------------------------------------------------------------- inline queries


def typed(update_id: int) -> Update:
    return Update(update_id, inline_query=InlineQuery(str(update_id), USER, "護城河", ""))


async def test_a_newer_inline_query_ends_the_one_under_way_and_those_that_wait() -> None:
    lanes, log = Lanes(), Log()
    log.hold("a1")
    async with asyncio.TaskGroup() as group:
        for nth in (1, 2, 3):
            group.create_task(lanes.process_update(typed(nth), log.work(f"a{nth}")))
            await settled()
    assert log.lines == ["a1 begins", "a2 begins", "a2 ends", "a3 begins", "a3 ends"]


async def test_of_inline_queries_that_wait_only_the_newest_is_handled() -> None:
    lanes, log = Lanes(at_once=1), Log()
    gate = log.hold("b")
    async with asyncio.TaskGroup() as group:
        group.create_task(lanes.process_update(update(9, 1), log.work("b")))
        await settled()
        for nth in (1, 2, 3):
            group.create_task(lanes.process_update(typed(nth), log.work(f"a{nth}")))
        await settled()
        gate.set()
    assert log.lines == ["b begins", "b ends", "a3 begins", "a3 ends"]


async def test_an_inline_query_that_comes_after_a_newer_one_is_not_handled() -> None:
    lanes, log = Lanes(), Log()
    gate = log.hold("a2")
    async with asyncio.TaskGroup() as group:
        group.create_task(lanes.process_update(typed(2), log.work("a2")))
        await settled()
        group.create_task(lanes.process_update(typed(1), log.work("a1")))
        await settled()
        gate.set()
    assert log.lines == ["a2 begins", "a2 ends"]


async def test_an_inline_query_that_fails_leaves_its_lane_free() -> None:
    lanes, log = Lanes(), Log()

    async def broken() -> None:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError):
        await lanes.process_update(typed(1), broken())
    await lanes.process_update(typed(2), log.work("a"))
    assert log.lines == ["a begins", "a ends"]


async def test_closing_cancels_an_inline_query_that_does_not_end_by_itself() -> None:
    lanes, log = Lanes(), Log()
    log.hold("a")
    task = asyncio.create_task(lanes.process_update(typed(1), log.work("a")))
    await settled()
    await lanes.close(0)
    await asyncio.wait({task})
    assert task.cancelled()
    assert log.lines == ["a begins"]
