"""Who searches when many do."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from bot.errors import BusyError
from bot.questions import Question
from bot.turns import AT_ONCE, MANY, Turns
from tests.small_library import CONSOLE, SmallLibrary, house


async def test_as_many_as_may_search_at_once() -> None:
    turns = Turns(wait_s=0)
    async with AsyncExitStack() as stack:
        for _ in range(AT_ONCE):
            await stack.enter_async_context(turns.turn())
        with pytest.raises(BusyError, match=r"search\.busy"):
            await stack.enter_async_context(turns.turn())
    async with turns.turn():
        pass


async def test_the_others_come_in_their_order() -> None:
    turns, came = Turns(wait_s=60), list[int]()

    async def come(number: int) -> None:
        async with turns.turn():
            came.append(number)

    async with AsyncExitStack() as stack:
        for _ in range(AT_ONCE):
            await stack.enter_async_context(turns.turn())
        waiting = [asyncio.create_task(come(number)) for number in range(5)]
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)
    assert came == list(range(5))


async def test_who_no_longer_waits_takes_no_turn() -> None:
    turns = Turns(wait_s=60)
    async with AsyncExitStack() as stack:
        for _ in range(AT_ONCE):
            await stack.enter_async_context(turns.turn())
        gone = asyncio.create_task(stack.enter_async_context(turns.turn()))
        await asyncio.sleep(0)
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
    async with AsyncExitStack() as stack:
        for _ in range(AT_ONCE):
            await stack.enter_async_context(turns.turn())


async def test_a_search_may_take_its_time_from_its_turn_on() -> None:
    now_s = 100.0
    turns = Turns(search_s=1, now_s=lambda: now_s)
    async with turns.turn() as patience:
        now_s = 100.9
        assert (patience.lasts(), patience.ran_out) == (True, False)
        now_s = 101.0
        assert (patience.lasts(), patience.ran_out) == (False, True)
        now_s = 100.0
        assert not patience.lasts()


async def test_a_page_tells_that_the_search_ran_out_of_time() -> None:
    quotes, question = house(SmallLibrary()).quotes, Question("茶", CONSOLE, "console:operator")
    assert not (await quotes.find(question)).ran_out
    quotes.turns = Turns(search_s=0)
    assert (await quotes.find(question)).ran_out


@pytest.mark.parametrize("gives_way", [True, False])
async def test_only_what_gives_way_is_brief_and_only_while_others_wait(*, gives_way: bool) -> None:
    turns, brief = Turns(wait_s=60), list[bool]()

    async def come() -> None:
        async with turns.turn(gives_way=gives_way) as patience:
            brief.append(patience.brief)

    async with AsyncExitStack() as stack:
        for _ in range(AT_ONCE):
            await stack.enter_async_context(turns.turn())
        waiting = [asyncio.create_task(come()) for _ in range(2)]
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)
    assert brief == [gives_way, False]


async def test_what_gives_way_is_brief_while_many_search_one_after_the_other() -> None:
    now_s, brief = 100.0, list[bool]()
    turns = Turns(now_s=lambda: now_s)
    for wait_s in [0.1] * (MANY + 1) + [1.0]:
        now_s += wait_s
        async with turns.turn(gives_way=True) as patience:
            brief.append(patience.brief)
    assert brief == [False] * MANY + [True, False]


async def test_who_gave_up_waiting_makes_nobody_brief() -> None:
    turns = Turns(wait_s=0)
    async with AsyncExitStack() as stack:
        for _ in range(AT_ONCE):
            await stack.enter_async_context(turns.turn())
        with pytest.raises(BusyError, match=r"search\.busy"):
            await stack.enter_async_context(turns.turn())
    async with turns.turn(gives_way=True) as patience:
        assert not patience.brief
