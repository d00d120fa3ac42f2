"""Patience: limits, precedence and what is refused, on a clock of the test's own."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from telegram.error import RetryAfter

from handlers.telegram import flood
from handlers.telegram.flood import (
    IN_ALL,
    KEPT_FREE,
    MAX_POST_WAIT_S,
    MAX_RETRIES,
    MAX_WAIT_S,
    PER_CHAT,
    PER_GROUP,
    POST,
    SLACK_S,
    Patience,
    seconds_of,
)


class Platform:
    """Refuses so many requests."""

    def __init__(self, refusals: int, wait_s: int = 7) -> None:
        self.left = refusals
        self.wait_s = wait_s
        self.paused: list[float] = []
        self.seconds = 0.0

    async def request(self) -> bool:
        if self.left:
            self.left -= 1
            raise RetryAfter(self.wait_s)
        return True

    async def pause(self, seconds: float) -> None:
        self.paused.append(seconds)
        self.seconds += seconds

    def now_s(self) -> float:
        return self.seconds


async def ask(
    patience: Patience,
    request: Callable[[], Awaitable[bool]],
    chat: int | str = 1,
    *,
    method: str = "sendMessage",
    urgency: int | None = None,
) -> object:
    return await patience.process_request(request, (), {}, method, {"chat_id": chat}, urgency)  # type: ignore[arg-type]  # an async method is a coroutine function


async def settled() -> None:
    """Until nothing that can go on is left waiting for its turn."""
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.fixture(autouse=True)
def _durations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


async def test_a_refused_request_is_sent_again_after_the_time_that_was_asked_for() -> None:
    platform = Platform(MAX_RETRIES)
    assert await ask(Patience(platform.pause, platform.now_s), platform.request) is True
    assert platform.paused == [7 + SLACK_S] * MAX_RETRIES


async def test_a_request_that_is_refused_again_and_again_is_given_up() -> None:
    platform = Platform(MAX_RETRIES + 1)
    with pytest.raises(RetryAfter):
        await ask(Patience(platform.pause, platform.now_s), platform.request)


async def test_a_request_that_is_refused_for_too_long_is_given_up_at_once() -> None:
    platform = Platform(1, int(MAX_WAIT_S) + 1)
    with pytest.raises(RetryAfter):
        await ask(Patience(platform.pause, platform.now_s), platform.request)
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


# ---------------------------------------------------------------- limits


async def sent_at(
    platform: Platform,
    patience: Patience,
    chats: list[int | str],
    *,
    method: str = "sendMessage",
    urgency: int | None = None,
) -> list[float]:
    """When, one after the other, messages were sent into these chats."""
    when = []
    for chat in chats:
        await ask(patience, platform.request, chat, method=method, urgency=urgency)
        when.append(platform.seconds)
    return when


def most_within(when: list[float], span_s: float) -> int:
    return max(sum(start <= each < start + span_s - 1e-6 for each in when) for start in when)


@pytest.mark.parametrize(
    ("chats", "limit"),
    [(list(range(100)), IN_ALL), ([7] * 30, PER_CHAT), ([-7] * 50, PER_GROUP), (["@news"] * 50, PER_GROUP)],
)
async def test_no_more_is_sent_than_a_limit_allows_and_as_much(
    chats: list[int | str], limit: tuple[int, float]
) -> None:
    platform = Platform(0)
    when = await sent_at(platform, Patience(platform.pause, platform.now_s), chats)
    count, span_s = limit
    assert most_within(when, span_s) == count
    assert when[-1] <= len(chats) / count * span_s


async def test_what_is_no_message_counts_for_nothing() -> None:
    platform = Platform(0)
    await sent_at(platform, Patience(platform.pause, platform.now_s), [-7] * 100, method="getChatMember")
    assert platform.paused == []


async def test_an_edit_counts_as_a_message() -> None:
    platform = Platform(0)
    await sent_at(platform, Patience(platform.pause, platform.now_s), [7] * 6, method="editMessageText")
    assert platform.paused


async def test_chats_that_have_long_been_silent_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flood, "_MANY_CHATS", 10)
    platform = Platform(0)
    patience = Patience(platform.pause, platform.now_s)
    await sent_at(platform, patience, list(range(9)))
    platform.seconds += 61
    when = await sent_at(platform, patience, [100, 101, *[100] * 9])
    assert most_within(when, 5) <= 1 + PER_CHAT[0]
    assert len(patience._sent) < 10


# ---------------------------------------------------------------- posts


async def test_posts_leave_room_for_answers() -> None:
    platform = Platform(0)
    patience = Patience(platform.pause, platform.now_s)
    when = await sent_at(platform, patience, list(range(IN_ALL[0] - KEPT_FREE)), urgency=POST)
    assert await sent_at(platform, patience, list(range(50, 50 + KEPT_FREE))) == [0.0] * KEPT_FREE
    assert when[-1] == 0.0
    [after] = await sent_at(platform, patience, [99], urgency=POST)
    assert after >= IN_ALL[1]


async def test_posts_wait_for_answers_that_wait() -> None:
    platform, gate, order = Platform(0), asyncio.Event(), list[str]()

    async def pause(seconds: float) -> None:
        await gate.wait()
        await platform.pause(seconds)

    async def say(name: str, chat: int, urgency: int | None = None) -> None:
        await ask(patience, platform.request, chat, urgency=urgency)
        order.append(name)

    patience = Patience(pause, platform.now_s)
    await sent_at(platform, patience, list(range(100, 100 + IN_ALL[0])))
    async with asyncio.TaskGroup() as group:
        group.create_task(say("answer", 7))
        await settled()
        group.create_task(say("post", 8, POST))
        await settled()
        assert order == []
        gate.set()
    assert order == ["answer", "post"]


async def test_more_answers_than_are_kept_room_for_go_before_posts_that_waited_longer() -> None:
    platform, gate, order = Platform(0), asyncio.Event(), list[str]()

    async def pause(seconds: float) -> None:
        await gate.wait()
        await asyncio.sleep(0)
        await platform.pause(seconds)

    async def say(name: str, chat: int, urgency: int | None = None) -> None:
        await ask(patience, platform.request, chat, urgency=urgency)
        order.append(name)

    patience = Patience(pause, platform.now_s)
    await sent_at(platform, patience, list(range(100, 100 + IN_ALL[0])))
    async with asyncio.TaskGroup() as group:
        for nth in range(KEPT_FREE):
            group.create_task(say("post", 200 + nth, POST))
        await settled()
        for nth in range(KEPT_FREE + 5):
            group.create_task(say("answer", 300 + nth))
        await settled()
        gate.set()
    assert order == ["answer"] * (KEPT_FREE + 5) + ["post"] * KEPT_FREE


async def test_answers_that_wait_in_a_busy_chat_hold_up_no_post_elsewhere() -> None:
    platform = Platform(0)

    async def never(_seconds: float) -> None:
        await asyncio.get_running_loop().create_future()

    patience = Patience(never, platform.now_s)
    await sent_at(platform, patience, [7] * PER_CHAT[0])
    waiting = asyncio.create_task(ask(patience, platform.request, 7))
    await settled()
    assert await ask(patience, platform.request, 8, urgency=POST) is True
    assert not waiting.done()
    waiting.cancel()


async def test_a_post_that_would_wait_for_too_long_is_put_off() -> None:
    platform = Platform(0)
    patience = Patience(platform.pause, platform.now_s)
    await sent_at(platform, patience, [-7] * PER_GROUP[0])
    with pytest.raises(RetryAfter):
        await ask(patience, platform.request, -7, urgency=POST)
    assert platform.seconds < MAX_POST_WAIT_S + PER_GROUP[0]


async def test_a_post_that_telegram_lets_wait_for_too_long_in_all_is_put_off() -> None:
    platform = Platform(MAX_RETRIES, wait_s=8)
    with pytest.raises(RetryAfter):
        await ask(Patience(platform.pause, platform.now_s), platform.request, urgency=POST)
    assert platform.paused == [8 + SLACK_S] * 2


async def test_an_answer_that_is_given_up_lets_posts_go_on() -> None:
    platform = Platform(0)

    async def never(_seconds: float) -> None:
        await asyncio.get_running_loop().create_future()

    patience = Patience(never, platform.now_s)
    await sent_at(platform, patience, list(range(100, 100 + IN_ALL[0])))
    waiting = asyncio.create_task(ask(patience, platform.request, 7))
    await settled()
    waiting.cancel()
    await asyncio.wait({waiting})
    platform.seconds += IN_ALL[1]
    assert await ask(patience, platform.request, 8, urgency=POST) is True


async def test_the_limiter_starts_and_stops() -> None:
    patience = Patience()
    await patience.initialize()
    await patience.shutdown()
