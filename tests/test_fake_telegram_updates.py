"""Updates: long polling and webhook."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.fake_telegram import Chat, FakeTelegram
from tests.fake_telegram.bare import Bare, talking

pytestmark = pytest.mark.io

World = tuple[FakeTelegram, Bare]


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with talking() as both:
        yield both


def say(telegram: FakeTelegram, *texts: str) -> Chat:
    user = telegram.user()
    chat = telegram.private(user)
    for text in texts:
        telegram.say(chat, user, text)
    return chat


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_updates_come_again_until_their_offset_is_passed(world: World) -> None:
    telegram, bare = world
    say(telegram, "one", "two", "three")
    first = await bare.ok("getUpdates", limit=2)
    assert texts(first) == ["one", "two"]
    assert await bare.ok("getUpdates", limit=2) == first
    assert texts(await bare.ok("getUpdates", offset=first[-1]["update_id"] + 1)) == ["three"]
    assert texts(await bare.ok("getUpdates", offset=-1)) == ["three"]


async def test_a_poll_waits_for_something(world: World) -> None:
    telegram, bare = world
    poll = asyncio.create_task(bare.ok("getUpdates", timeout=30))
    await telegram.polling()
    assert not poll.done()
    say(telegram, "one")
    assert texts(await poll) == ["one"]


async def test_a_poll_ends_empty_when_its_time_is_over(world: World) -> None:
    telegram, bare = world
    poll = asyncio.create_task(bare.ok("getUpdates", timeout=30))
    await telegram.polling()
    telegram.clock.advance(29)
    telegram.clock.advance(1)
    assert await poll == []


async def test_the_newer_poll_wins_and_the_older_gets_409(world: World) -> None:
    telegram, bare = world
    older = asyncio.create_task(bare.ask("getUpdates", timeout=30))
    await telegram.polling()
    newer = asyncio.create_task(bare.ask("getUpdates", timeout=30))
    refused = await older
    assert (refused["error_code"], "terminated by other getUpdates" in refused["description"]) == (409, True)
    say(telegram, "one")
    assert texts((await newer)["result"]) == ["one"]


async def test_only_wanted_kinds_arrive_and_the_wish_is_remembered(world: World) -> None:
    telegram, bare = world
    await bare.ok("getUpdates", allowed_updates=["inline_query"])
    chat = say(telegram, "one")
    assert chat.user is not None
    telegram.inline(chat.user, "x")
    assert [list(update)[1] for update in await bare.ok("getUpdates")] == ["inline_query"]
    await bare.ok("getUpdates", allowed_updates=[], offset=-1)
    say(telegram, "two")
    assert texts((await bare.ok("getUpdates"))[1:]) == ["two"]
    assert "allowed_updates" in await bare.refused("getUpdates", allowed_updates=["gossip"])


async def test_an_update_can_come_twice_and_in_the_wrong_order(world: World) -> None:
    telegram, bare = world
    say(telegram, "one", "two")
    updates = await bare.ok("getUpdates")
    await bare.ok("getUpdates", offset=updates[-1]["update_id"] + 1)
    telegram.updates.repeat(updates[0]["update_id"])
    assert await bare.ok("getUpdates", offset=updates[-1]["update_id"] + 1) == updates[:1]
    telegram.updates.backwards = True
    say(telegram, "three", "four")
    assert texts(await bare.ok("getUpdates")) == ["four", "three"]


async def test_a_poll_is_cut_in_the_middle_and_nothing_is_lost(world: World) -> None:
    telegram, bare = world
    poll = asyncio.create_task(bare.ask("getUpdates", timeout=30))
    await telegram.polling()
    assert telegram.cut_polls() == 1
    with pytest.raises(aiohttp.ClientError):
        await poll
    say(telegram, "one")
    assert texts(await bare.ok("getUpdates", timeout=30)) == ["one"]


class Receiver:
    """A web server as a bot with a webhook has it."""

    def __init__(self) -> None:
        self.got: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue()
        self.status = 200

    async def take(self, request: web.Request) -> web.Response:
        await self.got.put((request.headers.get("X-Telegram-Bot-Api-Secret-Token", ""), await request.json()))
        return web.Response(status=self.status)


@pytest.fixture
async def receiver() -> AsyncIterator[tuple[Receiver, str]]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield receiver, f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await runner.cleanup()


async def test_a_webhook_gets_each_update_with_its_secret(world: World, receiver: tuple[Receiver, str]) -> None:
    telegram, bare = world
    hook, url = receiver
    await bare.ok("setWebhook", url=url, secret_token="s3cret_-")
    say(telegram, "one")
    secret, update = await hook.got.get()
    assert (secret, update["message"]["text"]) == ("s3cret_-", "one")
    assert (await bare.ok("getWebhookInfo"))["url"] == url


async def test_an_update_that_a_webhook_refuses_comes_again(world: World, receiver: tuple[Receiver, str]) -> None:
    telegram, bare = world
    hook, url = receiver
    hook.status = 500
    await bare.ok("setWebhook", url=url)
    say(telegram, "one")
    _, first = await hook.got.get()
    await telegram.world.wait_for(lambda: telegram.updates.webhook_failures or None, "a refusal")
    hook.status = 200
    telegram.updates.redeliver()
    _, second = await hook.got.get()
    assert first == second


async def test_there_is_a_webhook_or_polling_and_never_both(world: World, receiver: tuple[Receiver, str]) -> None:
    telegram, bare = world
    _, url = receiver
    poll = asyncio.create_task(bare.ask("getUpdates", timeout=30))
    await telegram.polling()
    await bare.ok("setWebhook", url=url)
    assert (await poll)["error_code"] == 409
    assert "webhook is active" in await bare.refused("getUpdates")
    await bare.ok("deleteWebhook")
    assert await bare.ok("getUpdates") == []


async def test_deleting_a_webhook_can_drop_what_waits(world: World) -> None:
    telegram, bare = world
    say(telegram, "one")
    await bare.ok("deleteWebhook", drop_pending_updates=False)
    assert (await bare.ok("getWebhookInfo"))["pending_update_count"] == 1
    await bare.ok("deleteWebhook", drop_pending_updates=True)
    assert (await bare.ok("getWebhookInfo"))["pending_update_count"] == 0


@pytest.mark.parametrize(
    ("params", "complaint"),
    [
        ({"url": "http://example.org/"}, "HTTPS URL must be provided"),
        ({"url": "https://example.org/", "secret_token": "護"}, "unallowed characters"),
        ({"url": "https://example.org/", "max_connections": 101}, "1-100"),
    ],
)
async def test_a_webhook_has_to_fit(world: World, params: dict[str, Any], complaint: str) -> None:
    _, bare = world
    assert complaint in await bare.refused("setWebhook", **params)
