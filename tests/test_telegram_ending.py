"""How the bot ends, and what its log holds."""

import asyncio
import logging

import pytest

from bot.errors import NajiError
from handlers.redaction import COVER, Redaction
from tests.fake_telegram import CUT, GARBAGE, SILENCE, UNAUTHORIZED, FakeTelegram, server_error
from tests.telegram_house import TelegramHouse, answers, cut_poll, said, someone_asking

pytestmark = pytest.mark.io


# ---------------------------------------------------------------- stop


async def test_the_bot_ends_within_five_seconds_with_no_task_left(
    telegram: FakeTelegram, house: TelegramHouse, caplog: pytest.LogCaptureFixture
) -> None:
    before = asyncio.all_tasks()
    user = telegram.user()
    chat = telegram.private(user)
    running = asyncio.create_task(house.chat().run())
    await telegram.polling()
    hold = telegram.hold("sendMessage", chat)
    telegram.say(chat, user, "/help")
    await hold.reached()
    telegram.fail("getUpdates", SILENCE)
    running.cancel()
    async with asyncio.timeout(5):
        await asyncio.wait({running})
    assert running.cancelled()
    left = {task for task in asyncio.all_tasks() - before if "aiohttp" not in repr(task)}  # the platform's own
    hold.release()
    assert left == set()
    assert said(caplog) == []


async def test_the_bot_ends_while_it_waits_to_poll_again(telegram: FakeTelegram, house: TelegramHouse) -> None:
    running = asyncio.create_task(house.chat().run())
    await telegram.polling()
    telegram.fail("getUpdates", server_error(), times=2)
    await cut_poll(telegram)
    await telegram.called("getUpdates", 2)
    running.cancel()
    async with asyncio.timeout(5):
        await asyncio.wait({running})
    assert running.cancelled()


async def test_the_bot_ends_while_it_starts(telegram: FakeTelegram, house: TelegramHouse) -> None:
    telegram.fail("getMe", SILENCE)
    running = asyncio.create_task(house.chat().run())
    await telegram.called("getMe")
    running.cancel()
    async with asyncio.timeout(5):
        await asyncio.wait({running})
    assert running.cancelled()


async def test_what_was_answered_is_not_sent_again_after_a_restart(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    async with house.running():
        await answers(telegram)
    async with house.running():
        await answers(telegram)
    assert len(telegram.journal.of("sendMessage")) == 2


# ---------------------------------------------------------------- logs


async def test_the_token_stands_in_no_line_of_the_log_at_any_level(
    telegram: FakeTelegram, house: TelegramHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Kept(logging.DEBUG)
    handler.addFilter(Redaction(telegram.token))
    root = logging.getLogger()
    for name in (None, "telegram", "httpx", "httpcore", "asyncio"):
        monkeypatch.setattr(logging.getLogger(name), "level", logging.DEBUG)
    root.manager._clear_cache()  # type: ignore[attr-defined]  # levels were set behind its back
    root.addHandler(handler)
    try:
        telegram.fail("getMe", CUT)
        async with house.running():
            await answers(telegram)
            telegram.fail("getUpdates", GARBAGE)
            telegram.fail("sendMessage", server_error())
            telegram.say(*someone_asking(telegram))
            await answers(telegram)
        telegram.fail("getMe", UNAUTHORIZED)
        with pytest.raises(NajiError):
            await house.chat().run()
    finally:
        root.removeHandler(handler)
    written = "\n".join(lines)
    assert COVER in written
    assert telegram.token not in written
    assert telegram.token.partition(":")[2] not in written
    assert len(lines) > 100
