"""The life of the connection to Discord: start, trouble, end, and what the log says of it."""

import asyncio
import logging

import discord.gateway
import discord.http
import pytest

from handlers.asking import Bot
from handlers.discord import client as life
from handlers.discord.client import IDENTIFY_PAUSE_S, DiscordChat
from handlers.discord.wire import Connection
from handlers.locale import words_for
from tests.discord_chat import PATIENCE_S, Naps, answered, bot_over, chat_with, library, online, quote, reached, running
from tests.fake_discord import ApiError, FakeDiscord, Guild, rate_limited
from tests.fake_discord.gateway import DISALLOWED_INTENTS
from tests.fake_discord.problems import UNAUTHORIZED
from tests.small_library import SmallLibrary

pytestmark = pytest.mark.io
QUOTE = {"text": "護城河"}
WORDS = words_for("zh-TW")


@pytest.fixture
def store() -> SmallLibrary:
    return library()


@pytest.fixture(autouse=True)
def logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


# ---------------------------------------------------------------- start


async def test_it_asks_for_the_guilds_intent_only(fake: FakeDiscord, store: SmallLibrary) -> None:
    async with online(fake, bot_over(store), store):
        assert [held["intents"] for held in fake.gateway.identifies] == [1]


async def test_the_log_names_the_invitation_with_exactly_what_is_needed(
    fake: FakeDiscord, store: SmallLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    async with online(fake, bot_over(store), store):
        await fake.gateway.invalidate()
        await reached(lambda: len(fake.gateway.identifies) == 2)
    needed = 1 << 10 | 1 << 11 | 1 << 14 | 1 << 16 | 1 << 35 | 1 << 38 | 1 << 51
    url = (
        f"https://discord.com/oauth2/authorize?client_id={fake.world.me.id}"
        f"&scope=bot+applications.commands&permissions={needed}"
    )
    assert [record.message for record in caplog.records].count(WORDS.say("discord.invite", url=url)) == 1


async def test_without_its_address_the_gateway_is_the_one_that_the_api_names(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary
) -> None:
    bot = bot_over(store)

    async def choose() -> Bot:
        return bot

    before = discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    chat = DiscordChat(Connection(fake.token, fake.api_url), choose, store, WORDS, Naps().pace())
    async with running(chat):
        await fake.gateway.ready()
        assert "1–5 / 12" in await quote(fake, guild)
    assert before == discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY


# ---------------------------------------------------------------- trouble


async def test_a_refused_first_connection_is_tried_again(fake: FakeDiscord, guild: Guild, store: SmallLibrary) -> None:
    fake.gateway.refused_connects = 3
    naps = Naps()
    async with online(fake, bot_over(store), store, naps.pace()):
        assert "1–5 / 12" in await quote(fake, guild)
    assert naps.slept[:3] == [2.0, 4.0, 8.0]


async def test_an_api_that_is_down_is_tried_again(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    fake.refuse("GET", "/users/@me", ApiError(503, 0, "upstream"), times=2)
    fake.refuse("GET", "/users/@me", rate_limited(700, by_proxy=True))
    naps = Naps()
    async with online(fake, bot_over(store), store, naps.pace()):
        assert "1–5 / 12" in await quote(fake, guild)
    assert naps.slept[:3] == [2.0, 4.0, 700.0]
    assert "Traceback" not in caplog.text


async def test_nobody_there_at_all_is_tried_again(store: SmallLibrary) -> None:
    async with FakeDiscord() as gone:
        chat = chat_with(gone, bot_over(store), store, (naps := Naps(most=4)).pace())
    async with running(chat):
        await reached(lambda: len(naps.slept) == 4)
    assert naps.slept == [2.0, 4.0, 8.0, 16.0]


@pytest.mark.parametrize("code", [1000, 1011, 4000])
async def test_a_dropped_connection_is_resumed(fake: FakeDiscord, guild: Guild, store: SmallLibrary, code: int) -> None:
    naps = Naps()
    async with online(fake, bot_over(store), store, naps.pace()):
        await fake.gateway.drop(code)
        await fake.gateway.left()
        assert "1–5 / 12" in await quote(fake, guild)
        assert len(fake.gateway.identifies) == 1
    assert naps.slept == []


async def test_an_invalid_session_is_replaced_after_the_pause_that_discord_wants(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary
) -> None:
    naps = Naps()
    async with online(fake, bot_over(store), store, naps.pace()):
        await fake.gateway.invalidate()
        await fake.gateway.left()
        await fake.gateway.ready()
        assert "1–5 / 12" in await quote(fake, guild)
    assert naps.slept == [IDENTIFY_PAUSE_S]


async def test_garbage_is_followed_by_a_new_client(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    naps = Naps()
    async with online(fake, bot_over(store), store, naps.pace()):
        for _ in range(3):
            await fake.gateway.send_garbage()
            await fake.gateway.left()
            await fake.gateway.ready()
        assert "1–5 / 12" in await quote(fake, guild)
    assert naps.slept == [1.0, 1.0, 1.0]
    assert caplog.text.count("和 Discord 的連線斷了") == 3
    assert "Traceback" not in caplog.text
    assert fake.application.syncs == {"": 1}


@pytest.mark.parametrize(("code", "error"), [(4004, "discord.token_refused"), (4014, "discord.intents")])
async def test_a_connection_closed_for_good_ends_with_a_sentence_and_no_retry(
    fake: FakeDiscord, store: SmallLibrary, caplog: pytest.LogCaptureFixture, code: int, error: str
) -> None:
    naps = Naps()
    chat = chat_with(fake, bot_over(store), store, naps.pace())
    task = asyncio.create_task(chat.run())
    await fake.gateway.ready()
    await fake.gateway.drop(code)
    await asyncio.wait_for(task, PATIENCE_S)
    assert chat.failure is not None
    assert chat.failure.code == error
    assert naps.slept == []
    assert fake.gateway.connects == 1
    assert [record.levelname for record in caplog.records if record.name == life.__name__][-1] == "ERROR"
    assert "Traceback" not in caplog.text


async def test_an_intent_that_is_not_granted_ends_with_a_sentence(
    fake: FakeDiscord, store: SmallLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.fake_discord.gateway.PRIVILEGED", 1)
    chat = chat_with(fake, bot_over(store), store)
    await asyncio.wait_for(chat.run(), PATIENCE_S)
    assert chat.failure is not None
    assert chat.failure.code == "discord.intents"
    assert DISALLOWED_INTENTS == 4014


async def test_a_refused_token_ends_with_a_sentence_that_does_not_hold_it(
    store: SmallLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    async with FakeDiscord() as fake:
        chat = chat_with(fake, bot_over(store), store, token="AAAAAAAA.BBBBBB.CCCCCCCCCC")
        await asyncio.wait_for(chat.run(), PATIENCE_S)
    assert chat.failure is not None
    assert "NAJI_DISCORD_TOKEN" in caplog.records[-1].message
    assert "CCCCCCCCCC" not in caplog.text
    assert UNAUTHORIZED[0] == 401


# ---------------------------------------------------------------- the end


async def test_answers_under_way_are_given_before_the_end(fake: FakeDiscord, guild: Guild, store: SmallLibrary) -> None:
    async with online(fake, bot_over(store), store) as chat:
        held = fake.hold("PATCH", r"/webhooks/.*")
        asked = await fake.people.slash(guild.channel, guild.owner, "quote", QUOTE)
        await held.reached()
        closing = asyncio.create_task(chat.close())
        for _ in range(50):  # so that the end has come as far as it comes without the answer
            await asyncio.sleep(0)
        assert not closing.done()
        held.release()
        await closing
        assert "1–5 / 12" in await answered(asked)


async def test_answers_that_hang_do_not_hold_the_end_up(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(life, "GRACE_S", 0.0)
    async with online(fake, bot_over(store), store) as chat:
        held = fake.hold("PATCH", r"/webhooks/.*", done_first=True)
        await fake.people.slash(guild.channel, guild.owner, "quote", QUOTE)
        await held.reached()
        await asyncio.wait_for(chat.close(), PATIENCE_S)
        held.release()


async def test_ending_twice_or_before_the_start_does_nothing(fake: FakeDiscord, store: SmallLibrary) -> None:
    chat = chat_with(fake, bot_over(store), store)
    await chat.close()
    async with running(chat_with(fake, bot_over(store), store)) as other:
        await fake.gateway.ready()
        await other.close()
        await other.close()


async def test_a_cancelled_chat_is_cancelled(fake: FakeDiscord, store: SmallLibrary) -> None:
    task = asyncio.create_task(chat_with(fake, bot_over(store), store).run())
    await fake.gateway.ready()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await fake.gateway.left()


# ---------------------------------------------------------------- the log


async def test_the_token_stands_in_no_line_of_the_log_at_debug(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    loggers = ("", "discord.http", "discord.gateway", "discord.client", "discord.webhook.async_", "aiohttp")
    for name in loggers:
        caplog.set_level(logging.DEBUG, name)
    async with online(fake, bot_over(store), store):
        asked = await fake.people.slash(guild.channel, guild.owner, "quote", QUOTE)
        message = await asked.answer()
        await (await fake.people.press(message, message.labelled("下一頁"), guild.owner)).answer()
        await fake.gateway.send_garbage()
        await fake.gateway.left()
        await fake.gateway.ready()
    lines = [caplog.handler.format(record) for record in caplog.records]
    assert any(record.name == "discord.http" and record.levelno == logging.DEBUG for record in caplog.records)
    assert not [line for line in lines if fake.token in line]


async def test_what_people_type_and_interactions_tokens_are_not_logged_at_debug(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with online(fake, bot_over(store), store):
        asked = await fake.people.slash(guild.channel, guild.owner, "quote", QUOTE)
        await asked.answer()
    assert asked.token not in caplog.text
    assert "護城河" not in caplog.text
