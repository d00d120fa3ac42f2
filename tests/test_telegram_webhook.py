"""Updates that Telegram sends by itself: real python-telegram-bot and aiohttp against the fake platform."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from bot.errors import NajiError
from handlers.telegram.client import TelegramChat
from handlers.telegram.presence import Keeps
from handlers.telegram.webhook import SECRET_HEADER, Webhook
from storage.sqlite import SqliteStore, open_store
from tests.fake_telegram import UNAUTHORIZED, Chat, FakeTelegram, User, server_error
from tests.telegram_house import TelegramHouse, answers, said, sentence

pytestmark = pytest.mark.io

SECRET = "a-secret_1"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    async with await open_store(tmp_path / "naji.db") as store:
        yield store


def hook() -> Webhook:
    """At a port that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return Webhook(f"http://127.0.0.1:{port}/updates", "127.0.0.1", port, SECRET)


def worker(house: TelegramHouse, webhook: Webhook, keeps: Keeps | None = None) -> TelegramChat:
    naji = house.naji()

    async def choose() -> object:
        return naji

    return TelegramChat(choose, replace(house.settings(), webhook=webhook), keeps or house.keeps())  # type: ignore[arg-type]  # a Bot


@asynccontextmanager
async def working(telegram: FakeTelegram, chat: TelegramChat) -> AsyncIterator[None]:
    before = len(telegram.journal.of("setWebhook"))
    task = asyncio.create_task(chat.run())
    await telegram.called("setWebhook", before + 1)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def help_asked(telegram: FakeTelegram) -> tuple[Chat, User, dict[str, object]]:
    """An update that the platform has not sent by itself."""
    user = telegram.user()
    chat = telegram.private(user)
    message = telegram.say(chat, user, "/help")
    update = telegram.updates.pending.pop()
    assert update["message"]["message_id"] == message.message_id
    return chat, user, update


async def posted(webhook: Webhook, body: object, secret: str | None = SECRET, path: str = "") -> int:
    """The status that somebody gets who posts to the webhook."""
    headers = {} if secret is None else {SECRET_HEADER: secret}
    content: dict[str, object] = {"data": body} if isinstance(body, bytes) else {"json": body}
    async with (
        aiohttp.ClientSession() as client,
        client.post(path or webhook.url, headers=headers, **content) as answer,  # type: ignore[arg-type]  # data or json
    ):
        return answer.status


async def test_updates_are_answered_as_they_are_sent_and_none_is_asked_for(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    webhook = hook()
    async with working(telegram, worker(house, webhook)):
        for _ in range(3):
            await answers(telegram)
        query = telegram.inline(telegram.user(), "護城河")
        await query.answered()
    assert telegram.journal.of("getUpdates") == []
    assert len(query.results) == 12
    [told] = telegram.journal.of("setWebhook")
    assert (told["url"], told["secret_token"]) == (webhook.url, SECRET)
    assert "my_chat_member" in told["allowed_updates"]
    assert telegram.updates.webhook is not None


@pytest.mark.parametrize("secret", [None, "", "a-secret_2", "密碼", SECRET.upper()])
async def test_an_update_with_another_secret_is_refused_and_not_answered(
    telegram: FakeTelegram, house: TelegramHouse, secret: str | None
) -> None:
    webhook = hook()
    async with working(telegram, worker(house, webhook)):
        chat, _, update = help_asked(telegram)
        assert await posted(webhook, update, secret) == 403
        await answers(telegram)
    assert chat.sent == []
    assert house.chats.taken.isdisjoint({(f"telegram:{telegram.bot.id}", update["update_id"])})


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"\xff", b'{"update_id": "1"}', b'{"update_id": true}', b"null", b'{"message": {}}']
)
async def test_what_is_no_update_is_refused(telegram: FakeTelegram, house: TelegramHouse, body: bytes) -> None:
    webhook = hook()
    async with working(telegram, worker(house, webhook)):
        assert await posted(webhook, body) == 400
        await answers(telegram)


async def test_only_the_webhooks_own_path_is_there_and_no_body_is_endless(
    telegram: FakeTelegram, house: TelegramHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.telegram.webhook.MAX_UPDATE_BYTES", 2_000)
    webhook = hook()
    async with working(telegram, worker(house, webhook)):
        assert await posted(webhook, {}, path=webhook.url.replace("updates", "other")) == 404
        assert await posted(webhook, b" " * 2_001) == 413
        await answers(telegram)


async def test_an_update_that_cannot_be_read_is_taken_so_that_it_does_not_come_again(
    telegram: FakeTelegram, house: TelegramHouse, caplog: pytest.LogCaptureFixture
) -> None:
    webhook = hook()
    async with working(telegram, worker(house, webhook)):
        assert await posted(webhook, {"update_id": 77, "message": {"text": "護城河"}}) == 200
        await answers(telegram)
    assert any("77" in line for line in said(caplog))


async def test_an_update_that_comes_again_is_answered_once_by_all_workers(
    telegram: FakeTelegram, house: TelegramHouse, store: SqliteStore
) -> None:
    one, other = hook(), hook()
    keeps = Keeps(house.notes, store.chats, house.clock)
    async with working(telegram, worker(house, one, keeps)), working(telegram, worker(house, other, keeps)):
        chat, _, update = help_asked(telegram)
        statuses = await asyncio.gather(*(posted(each, update) for each in (one, other, one, other)))
        assert set(statuses) == {200}
        await chat.next_message()
        await answers(telegram)
    async with working(telegram, worker(house, one, keeps)):
        assert await posted(one, update) == 200
        await answers(telegram)
    assert len(chat.sent) == 1


async def test_an_update_that_could_not_be_taken_is_sent_again(
    telegram: FakeTelegram, house: TelegramHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> bool:
        raise NajiError("store.trouble", id="1")

    webhook = hook()
    async with working(telegram, worker(house, webhook)):
        with monkeypatch.context() as patched:
            patched.setattr(house.chats, "take", broken)
            user = telegram.user()
            chat = telegram.private(user)
            telegram.say(chat, user, "/help")
            await telegram.world.wait_for(lambda: telegram.updates.webhook_failures or None, "a failure")
        telegram.updates.redeliver()
        assert "/random" in (await chat.next_message()).text


async def test_updates_in_any_order_are_answered(telegram: FakeTelegram, house: TelegramHouse) -> None:
    webhook = hook()
    async with working(telegram, worker(house, webhook)):
        asked = [help_asked(telegram) for _ in range(5)]
        for _, _, update in reversed(asked):
            assert await posted(webhook, update) == 200
        for chat, _, _ in asked:
            await chat.next_message()


async def test_a_webhook_stays_when_its_worker_stops(telegram: FakeTelegram, house: TelegramHouse) -> None:
    webhook = hook()
    async with working(telegram, worker(house, webhook)):
        await answers(telegram)
    assert telegram.updates.webhook is not None
    user = telegram.user()
    chat = telegram.private(user)
    telegram.say(chat, user, "/help")
    await telegram.world.wait_for(lambda: telegram.updates.webhook_failures or None, "a failure")
    async with working(telegram, worker(house, webhook)):
        telegram.updates.redeliver()
        assert "/random" in (await chat.next_message()).text


async def test_polling_takes_a_webhook_away(telegram: FakeTelegram, house: TelegramHouse) -> None:
    async with working(telegram, worker(house, hook())):
        await answers(telegram)
    async with house.running():
        await answers(telegram)
    assert telegram.updates.webhook is None


async def test_an_address_that_is_in_use_ends_the_chat_with_one_sentence(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    webhook = hook()
    async with working(telegram, worker(house, webhook)):
        with pytest.raises(NajiError) as refused:
            await worker(house, webhook).run()
    assert refused.value.code == "telegram.webhook_listen"
    assert refused.value.values["address"] == f"127.0.0.1:{webhook.port}"


async def test_a_webhook_that_cannot_be_set_is_set_later(
    telegram: FakeTelegram, house: TelegramHouse, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.fail("setWebhook", server_error())
    task = asyncio.create_task(worker(house, hook()).run())
    await telegram.called("setWebhook", 2)
    await answers(telegram)
    task.cancel()
    await asyncio.wait({task})
    assert said(caplog)[:1] == [sentence("telegram.unreachable")]


async def test_a_token_that_is_withdrawn_ends_the_worker_at_its_next_answer(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    task = asyncio.create_task(worker(house, hook()).run())
    await telegram.called("setMyCommands", 9)
    telegram.fail("sendMessage", UNAUTHORIZED)
    user = telegram.user()
    telegram.say(telegram.private(user), user, "/help")
    with pytest.raises(NajiError, match=r"telegram\.token_refused"):
        await task


def test_the_secret_is_not_shown() -> None:
    assert SECRET not in repr(hook())
