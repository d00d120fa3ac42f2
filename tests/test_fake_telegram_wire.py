"""The wire: what is unknown, what is wrong, what fails on demand."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.fake_telegram import (
    CONFLICT,
    CUT,
    CUT_AFTER,
    GARBAGE,
    SILENCE,
    UNAUTHORIZED,
    FakeTelegram,
    Fault,
    flooded,
    server_error,
)
from tests.fake_telegram.bare import Bare, talking

pytestmark = pytest.mark.io

World = tuple[FakeTelegram, Bare]


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with talking() as both:
        yield both


async def test_an_unknown_method_is_an_error_and_never_ok(world: World) -> None:
    telegram, bare = world
    body = await bare.ask("sendDice", chat_id=1)
    assert body == {"ok": False, "error_code": 404, "description": "Not Found"}
    assert telegram.journal.take_errors() == ["sendDice: no such method"]


@pytest.mark.parametrize("path", ["/", "/bot", "/file/botx/files/y", "/bot1:x/getMe/more"])
async def test_an_unknown_route_is_an_error(world: World, path: str) -> None:
    telegram, bare = world
    assert (await bare.get(path))[0] == 404
    assert "no such route" in telegram.journal.take_errors()[0]


async def test_leaving_the_platform_fails_when_a_rule_was_broken() -> None:
    with pytest.raises(AssertionError, match="sendDice: no such method"):
        async with talking() as (_, bare):
            await bare.ask("sendDice")


async def test_leaving_the_platform_does_not_hide_another_failure() -> None:
    async def fails() -> None:
        async with talking() as (_, bare):
            await bare.ask("sendDice")
            raise KeyError

    with pytest.raises(KeyError):
        await fails()


async def test_waiting_ends_as_soon_as_a_rule_is_broken(world: World) -> None:
    telegram, bare = world
    chat = telegram.private(telegram.user())
    waiting = asyncio.create_task(chat.next_message())
    await bare.ask("sendDice")
    with pytest.raises(AssertionError, match="while waiting for sent"):
        await waiting
    telegram.journal.take_errors()


async def test_waiting_for_nothing_ends_with_a_sentence(world: World) -> None:
    telegram, _ = world
    chat = telegram.private(telegram.user())
    with pytest.raises(AssertionError, match="nothing within 0 s"):
        await chat.next_message(timeout_s=0)


@pytest.mark.parametrize(
    ("params", "complaint"),
    [
        ({"chat_id": 1}, "text is missing"),
        ({"text": "x"}, "chat_id is missing"),
        ({"chat_id": 1, "text": 7}, "7 is no String"),
        ({"chat_id": 1.5, "text": "x"}, "1.5 is no"),
        ({"chat_id": 1, "text": "x", "disable_notification": "maybe"}, "'maybe' is no Boolean"),
        ({"chat_id": 1, "text": "x", "volume": 3}, "volume is unknown"),
        ({"chat_id": 1, "text": "x", "reply_parameters": {}}, "message_id is missing"),
        ({"chat_id": 1, "text": "x", "reply_parameters": []}, "[] is no ReplyParameters"),
        ({"chat_id": 1, "text": "x", "link_preview_options": {"off": True}}, "off is unknown"),
        ({"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": {}}}, "{} is no list"),
    ],
)
async def test_parameters_have_to_be_known_there_and_of_their_type(
    world: World, params: dict[str, Any], complaint: str
) -> None:
    telegram, bare = world
    body = await bare.ask("sendMessage", **params)
    assert (body["error_code"], complaint in body["description"]) == (400, True)
    assert telegram.journal.take_errors()


async def test_another_token_is_let_in_nowhere(world: World) -> None:
    telegram, bare = world
    token = telegram.token
    telegram.token = "1:other"
    async with aiohttp.ClientSession() as client, client.get(f"{telegram.base_url}{token}/getMe") as answer:
        assert (answer.status, (await answer.json())["description"]) == (401, "Unauthorized")
    assert await bare.ok("getMe")


@pytest.mark.parametrize(
    ("fault", "code"), [(UNAUTHORIZED, 401), (CONFLICT, 409), (server_error(), 502), (server_error(500), 500)]
)
async def test_a_planned_refusal_comes_once(world: World, fault: Fault, code: int) -> None:
    telegram, bare = world
    telegram.fail("getMe", fault)
    assert (await bare.ask("getMe"))["error_code"] == code
    assert await bare.ok("getMe")
    assert [refusal.code for _, refusal in telegram.journal.refusals] == [code]


async def test_a_planned_429_says_how_long_to_wait(world: World) -> None:
    telegram, bare = world
    telegram.fail("*", flooded(7))
    body = await bare.ask("getMe")
    assert (body["error_code"], body["parameters"]) == (429, {"retry_after": 7})


async def test_a_cut_before_sends_nothing_and_a_cut_after_loses_the_answer_only(world: World) -> None:
    telegram, bare = world
    chat = telegram.private(telegram.user())
    for fault, sent in ((CUT, 0), (CUT_AFTER, 1)):
        telegram.fail("sendMessage", fault)
        with pytest.raises(aiohttp.ClientError):
            await bare.ask("sendMessage", chat_id=chat.id, text="x")
        assert len(chat.sent) == sent


async def test_an_answer_can_be_no_json(world: World) -> None:
    telegram, bare = world
    telegram.fail("getMe", GARBAGE)
    with pytest.raises(aiohttp.ContentTypeError):
        await bare.ask("getMe")


async def test_an_answer_may_never_come(world: World) -> None:
    telegram, bare = world
    telegram.fail("getMe", SILENCE)
    asking = asyncio.create_task(bare.ask("getMe"))
    await telegram.called("getMe")
    assert not asking.done()
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)


async def test_a_send_can_be_held_up_in_one_chat_alone(world: World) -> None:
    telegram, bare = world
    slow, fast = telegram.private(telegram.user()), telegram.private(telegram.user())
    hold = telegram.hold("sendMessage", slow)
    waiting = asyncio.create_task(bare.ok("sendMessage", chat_id=slow.id, text="x"))
    await hold.reached()
    await bare.ok("sendMessage", chat_id=fast.id, text="x")
    assert (len(slow.sent), len(fast.sent), waiting.done()) == (0, 1, False)
    hold.release()
    assert (await waiting)["text"] == "x"


async def flood(bare: Bare, chat_id: int) -> int | None:
    """Seconds to wait, None where the message was sent."""
    body = await bare.ask("sendMessage", chat_id=chat_id, text="x")
    return None if body["ok"] else body["parameters"]["retry_after"]


async def test_a_chat_takes_one_message_a_second(world: World) -> None:
    telegram, bare = world
    telegram.flood.is_enforced = True
    chat = telegram.private(telegram.user())
    assert [await flood(bare, chat.id) for _ in range(2)] == [None, 1]
    telegram.clock.advance(1)
    assert await flood(bare, chat.id) is None


async def test_all_chats_take_thirty_messages_a_second(world: World) -> None:
    telegram, bare = world
    telegram.flood.is_enforced = True
    chats = [telegram.private(telegram.user()) for _ in range(31)]
    assert [await flood(bare, chat.id) for chat in chats] == [None] * 30 + [1]


async def test_a_group_takes_twenty_messages_a_minute(world: World) -> None:
    telegram, bare = world
    telegram.flood.is_enforced = True
    group = telegram.group()
    for _ in range(20):
        assert await flood(bare, group.id) is None
        telegram.clock.advance(1)
    assert await flood(bare, group.id) == 40
    telegram.clock.advance(40)
    assert await flood(bare, group.id) is None


async def test_limits_hold_only_where_a_test_wants_them(world: World) -> None:
    telegram, bare = world
    chat = telegram.private(telegram.user())
    assert [await flood(bare, chat.id) for _ in range(3)] == [None] * 3


async def test_a_chat_action_is_one_of_those_there_are(world: World) -> None:
    telegram, bare = world
    chat = telegram.private(telegram.user())
    assert await bare.ok("sendChatAction", chat_id=chat.id, action="typing")
    assert "wrong parameter action" in await bare.refused("sendChatAction", chat_id=chat.id, action="singing")


async def test_a_json_body_has_to_be_an_object(world: World) -> None:
    telegram, _ = world
    url = f"{telegram.base_url}{telegram.token}/getMe"
    async with aiohttp.ClientSession() as client, client.post(url, json=[]) as answer:
        assert answer.status == 400
    assert telegram.journal.take_errors()


async def test_parameters_may_stand_in_the_address(world: World) -> None:
    telegram, bare = world
    chat = telegram.private(telegram.user())
    status, _ = await bare.get(f"/bot{telegram.token}/sendMessage?chat_id={chat.id}&text=7")
    assert (status, chat.sent[0].text) == (200, "7")


async def test_a_failure_of_the_fake_itself_fails_the_test(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    telegram, bare = world
    monkeypatch.setattr(type(telegram.bot), "me", None)
    with pytest.raises(aiohttp.ContentTypeError):
        await bare.ask("getMe")
    assert "the fake itself failed" in telegram.journal.take_errors()[0]
