"""The whole program end to end: both platforms in one process, real client libraries, a real store."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.locale import words_for
from tests.discord_chat import PATIENCE_S, shown
from tests.fake_discord import FakeDiscord, Guild, Message
from tests.fake_discord.witness import witness
from tests.fake_telegram import Chat, FakeTelegram, server_error
from tests.fake_telegram import Message as Said
from tests.running_app import RunningApp

pytestmark = pytest.mark.io

QUOTE = {"text": "護城河"}
WORDS = words_for("zh-TW")
LOUD = ("telegram", "telegram.Bot", "telegram.ext", "httpx", "httpcore", "discord.http", "discord.gateway", "aiohttp")


@pytest.fixture
async def built(tmp_path: Path) -> AsyncIterator[RunningApp]:
    async with FakeDiscord(witnesses=[witness], strict=True) as discord, FakeTelegram() as telegram:
        app = RunningApp(discord, telegram, tmp_path)
        await app.imported()
        yield app


@pytest.fixture
def guild(built: RunningApp) -> Guild:
    return built.discord.world.guild("群")


@pytest.fixture
def chat(built: RunningApp) -> Chat:
    return built.telegram.private(built.telegram.user())


async def asked_on_telegram(built: RunningApp, chat: Chat, text: str) -> Said:
    assert chat.user is not None
    built.telegram.say(chat, chat.user, text)
    return await chat.next_message()


async def test_both_platforms_answer_commands_text_and_inline(built: RunningApp, guild: Guild, chat: Chat) -> None:
    async with built.online():
        asked = await built.discord.people.slash(guild.channel, guild.owner, "quote", QUOTE)
        on_discord = shown((await asked.answer()).embeds[0])
        by_text = await asked_on_telegram(built, chat, "護城河")
        by_command = await asked_on_telegram(built, chat, "/random")
        inline = built.telegram.inline(built.telegram.user(), "護城河")
        await inline.answered()
    assert asked.private
    assert "footer" not in (await asked.answer()).embeds[0]
    for text in (on_discord, by_text.text):
        assert "「護城河」" in text
        assert "EP4 · 00:03 · 學不走" in text
    assert by_text.marked("bold")
    assert by_command.text
    assert len(inline.results) == 3


async def test_every_button_works_before_and_after_a_restart(built: RunningApp, guild: Guild, chat: Chat) -> None:
    async with built.online():
        asked = await built.discord.people.slash(guild.channel, guild.owner, "quote", QUOTE)
        on_discord = await asked.answer()
        on_telegram = await asked_on_telegram(built, chat, "護城河")
        chosen = on_discord.menu["custom_id"] + on_discord.menu["options"][-1]["value"]
        custom_ids = [*on_discord.carried, chosen]
        callbacks = [button["callback_data"] for row in on_telegram.keyboard or [] for button in row]
        assert len(custom_ids) >= 2
        assert len(callbacks) >= 2
        await press_on_discord(built, guild, on_discord, custom_ids)
        await press_on_telegram(built, on_telegram, callbacks)
    async with built.online():
        await press_on_discord(built, guild, on_discord, custom_ids)
        await press_on_telegram(built, on_telegram, callbacks)


async def press_on_discord(built: RunningApp, guild: Guild, message: Message, custom_ids: list[str]) -> None:
    """Press what the first answer showed, as a client does that shows it still: each changes the message."""
    for custom_id in custom_ids:
        edits = len(message.edits)
        pressed = await built.discord.people.press_old(message, custom_id, guild.owner)
        assert await pressed.answer() is message
        assert pressed.follow_ups == []
        assert len(message.edits) == edits + 1


async def press_on_telegram(built: RunningApp, message: Said, callbacks: list[str]) -> None:
    """The same on Telegram: each is answered without a complaint, and changes the message."""
    for data in callbacks:
        query = built.telegram.press_data(message, data)
        await message.chat.next_edit()
        assert not (await query.answered()).get("text")


async def test_the_daily_clip_is_posted_at_its_time_on_both_platforms_and_once(
    built: RunningApp, guild: Guild, chat: Chat
) -> None:
    async with built.online():
        asked = await built.discord.people.slash(guild.channel, guild.owner, "daily set", {"time": "09:00"})
        assert "09:00" in shown((await asked.answer()).embeds[0])
        assert "09:00" in (await asked_on_telegram(built, chat, "/daily set 09:00")).text
        answered = len(built.discord.posts(guild.channel))
        built.alarm.ring()
        await settle()
        assert len(built.discord.posts(guild.channel)) == answered

        built.clock.advance(timedelta(hours=1))
        built.alarm.ring()
        on_telegram = await chat.next_message()
        post = await posted(built, guild, answered)
    assert "街角小店" in on_telegram.text
    assert "街角小店" in shown(post.embeds[0])

    async with built.online():
        built.alarm.ring()
        assert "/random" in (await asked_on_telegram(built, chat, "/help")).text
        await settle()
    assert len(built.discord.posts(guild.channel)) == answered + 1
    assert len([each for each in chat.sent if each.text == on_telegram.text]) == 1


async def reached(condition: Callable[[], bool]) -> None:
    """Turn the loop until the condition holds."""
    async with asyncio.timeout(PATIENCE_S):
        while not condition():  # noqa: ASYNC110 - what the store and the log do sets no event
            await asyncio.sleep(0)


async def posted(built: RunningApp, guild: Guild, answered: int) -> Message:
    """The bot's next message in the server's channel."""
    await reached(lambda: len(built.discord.posts(guild.channel)) > answered)
    return built.discord.posts(guild.channel)[-1]


async def settle() -> None:
    """Let every round that can go on go on: what is due is looked up in the store, on other threads."""
    await reached(lambda: not any(task.get_name() == "daily" for task in asyncio.all_tasks()))


async def test_the_running_bot_builds_old_indexes_anew(built: RunningApp, chat: Chat) -> None:
    with closing(sqlite3.connect(built.folder / "naji.db")) as connection:
        connection.execute("UPDATE episode SET index_format = 0")
        connection.commit()
        async with built.online():
            assert "「護城河」" in (await asked_on_telegram(built, chat, "護城河")).text
            await reached(lambda: "重建了" in built.log.getvalue())
        assert connection.execute("SELECT count(*) FROM episode WHERE index_format = 0").fetchone() == (0,)
    said = [line.rpartition(": ")[2] for line in built.log.getvalue().splitlines() if "reindex" in line]
    assert len(said) == 2


async def test_no_scheduler_runs_beside_the_bots_own(
    built: RunningApp, guild: Guild, chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "apscheduler")
    async with built.online():
        assert "/random" in (await asked_on_telegram(built, chat, "/help")).text
        await (await built.discord.people.slash(guild.channel, guild.owner, "help")).answer()
    # The bot's own alarm is rung by hand here, so no scheduler at all has anything to say.
    assert [record for record in caplog.records if record.name.startswith("apscheduler")] == []


# ---------------------------------------------------------------- one platform down


async def test_discord_runs_alone(built: RunningApp, guild: Guild) -> None:
    built.enabled = ("discord",)
    async with built.running():
        await built.discord.gateway.ready()
        asked = await built.discord.people.slash(guild.channel, guild.owner, "quote", QUOTE)
        assert "「護城河」" in shown((await asked.answer()).embeds[0])
    assert built.telegram.journal.calls == []


async def test_telegram_runs_alone(built: RunningApp, chat: Chat) -> None:
    built.enabled = ("telegram",)
    async with built.running():
        await built.telegram.polling()
        assert "「護城河」" in (await asked_on_telegram(built, chat, "護城河")).text
    assert built.discord.rest.exchanges == []


async def test_a_telegram_token_that_is_refused_leaves_discord_answering(built: RunningApp, guild: Guild) -> None:
    built.telegram.token = "654321:another"
    async with built.running():
        await built.discord.gateway.ready()
        asked = await built.discord.people.slash(guild.channel, guild.owner, "quote", QUOTE)
        assert "「護城河」" in shown((await asked.answer()).embeds[0])
    assert built.log.getvalue().count(WORDS.say("error.telegram.token_refused")) == 1
    assert "Traceback" not in built.log.getvalue()


async def test_an_intent_that_discord_refuses_leaves_telegram_answering(built: RunningApp, chat: Chat) -> None:
    async with built.online():
        await built.discord.gateway.drop(4014)
        await logged(built, WORDS.say("error.discord.intents"))
        assert "「護城河」" in (await asked_on_telegram(built, chat, "護城河")).text
    assert built.log.getvalue().count(WORDS.say("error.discord.intents")) == 1
    assert built.discord.gateway.connects == 1
    assert "Traceback" not in built.log.getvalue()


async def test_with_both_tokens_refused_it_ends_with_code_one_and_two_sentences(built: RunningApp) -> None:
    built.telegram.token, built.discord_token = "654321:another", "AAAAAAAA.BBBBBB.CCCCCCCCCC"
    built.discord.strict = False
    async with asyncio.timeout(PATIENCE_S):
        assert await built.app().run() == 1
    log = built.log.getvalue()
    assert WORDS.say("error.telegram.token_refused") in log
    assert "NAJI_DISCORD_TOKEN" in log
    assert "Traceback" not in log


async def logged(built: RunningApp, sentence: str) -> None:
    """Until the log says this."""
    await reached(lambda: sentence in built.log.getvalue())


# ---------------------------------------------------------------- side by side


async def test_a_send_that_is_held_up_in_one_chat_delays_no_other(built: RunningApp, guild: Guild, chat: Chat) -> None:
    other = built.telegram.private(built.telegram.user())
    held = built.telegram.hold("sendMessage", chat)
    async with built.online():
        assert chat.user is not None
        built.telegram.say(chat, chat.user, "護城河")
        await held.reached()
        assert "「護城河」" in (await asked_on_telegram(built, other, "護城河")).text
        asked = await built.discord.people.slash(guild.channel, guild.owner, "quote", QUOTE)
        assert "「護城河」" in shown((await asked.answer()).embeds[0])
        assert chat.sent == []
        held.release()
        assert "「護城河」" in (await chat.next_message()).text


# ---------------------------------------------------------------- the log


async def test_tokens_stand_in_no_line_of_the_log_at_debug(
    built: RunningApp, guild: Guild, chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    for name in LOUD:
        caplog.set_level(logging.DEBUG, name)
    built.telegram.fail("getUpdates", server_error())
    async with built.online():
        asked = await built.discord.people.slash(guild.channel, guild.owner, "quote", QUOTE)
        await asked.answer()
        await asked_on_telegram(built, chat, "護城河")
        await built.discord.gateway.send_garbage()
        await built.discord.gateway.left()
    log = built.log.getvalue()
    assert "DEBUG telegram" in log
    assert "DEBUG discord.http" in log
    assert "/bot[secret]/" in log
    assert built.telegram.token not in log
    assert built.discord.token not in log
