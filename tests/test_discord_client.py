"""The life of the connection to Discord: start, trouble, end, and what the log says of it."""

import asyncio
import logging
from collections.abc import AsyncIterator

import discord.gateway
import discord.http
import pytest

from bot.errors import StoreError
from handlers import functions
from handlers.discord import client as life
from handlers.discord.client import IDENTIFY_PAUSE_S, DiscordChat
from handlers.discord.wire import Connection
from handlers.functions import Asked, Bot, Function, Values
from handlers.locale import words_for
from handlers.reply import Reply
from tests.discord_chat import PATIENCE_S, Naps, answered, bot_over, chat_with, library, online, running
from tests.fake_discord import ApiError, FakeDiscord, Guild, rate_limited
from tests.fake_discord.gateway import DISALLOWED_INTENTS
from tests.fake_discord.problems import MISSING_PERMISSIONS, UNAUTHORIZED
from tests.fake_discord.witness import witness
from tests.fake_discord.world import SEND_MESSAGES, VIEW_CHANNEL, Channel
from tests.small_library import SmallLibrary

pytestmark = pytest.mark.io
QUOTE = {"text": "護城河"}
WORDS = words_for("zh-TW")


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord(witnesses=[witness], strict=True) as platform:
        yield platform


@pytest.fixture
def guild(fake: FakeDiscord) -> Guild:
    return fake.world.guild("群")


@pytest.fixture
def store() -> SmallLibrary:
    return library()


@pytest.fixture(autouse=True)
def logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


async def quote(fake: FakeDiscord, guild: Guild) -> str:
    return await answered(await fake.people.slash(guild.channel, guild.owner, "quote", QUOTE))


async def reached(condition: object, patience_s: float = PATIENCE_S) -> None:
    """Turn the loop until the condition holds."""
    assert callable(condition)
    async with asyncio.timeout(patience_s):
        while not condition():
            await asyncio.sleep(0)


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
    needed = 1 << 10 | 1 << 11 | 1 << 14 | 1 << 38
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
async def test_a_dropped_connection_is_resumed(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary, code: int
) -> None:
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


# ---------------------------------------------------------------- the last resort


def breaking(error: Exception) -> Function:
    async def broken(_bot: Bot, _asked: Asked, _values: Values) -> Reply:
        raise error

    return Function("random", (), "help.random", broken)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    table = {**functions.BY_NAME, "random": breaking(ZeroDivisionError("x"))}
    monkeypatch.setattr(functions, "BY_NAME", table)


def incident_in(caplog: pytest.LogCaptureFixture) -> str:
    [record] = [record for record in caplog.records if record.exc_info]
    return record.message.split("編號 ")[1][:8]


@pytest.mark.usefixtures("broken")
async def test_what_nobody_expected_is_logged_and_told_with_the_same_number(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    async with online(fake, bot_over(store), store):
        asked = await fake.people.slash(guild.channel, guild.owner, "random")
        told = await answered(asked)
        assert incident_in(caplog) in told
        assert "ZeroDivisionError" in caplog.text
        assert "1–5 / 12" in await quote(fake, guild)


async def test_a_press_that_breaks_is_told_beside_what_stands_there(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    async with online(fake, bot_over(store), store):
        asked = await fake.people.slash(guild.channel, guild.owner, "quote", QUOTE)
        message = await asked.answer()
        store.searches = None  # type: ignore[assignment]  # the fault
        pressed = await fake.people.press(message, message.labelled("下一頁"), guild.owner)
        told = await answered(pressed)
        assert incident_in(caplog) in told
        assert len(message.edits) == 1


async def test_trouble_with_the_store_is_told_as_its_sentence(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    async def choose() -> Bot:
        raise StoreError("store.busy", path="/x/naji.db")

    connection = Connection(fake.token, fake.api_url, fake.gateway_url)
    async with running(DiscordChat(connection, choose, store, WORDS, Naps().pace())):
        await fake.gateway.ready()
        assert "/x/naji.db" in await quote(fake, guild)
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("path", [r"/interactions/.*", r"/webhooks/.*"])
async def test_an_answer_that_discord_does_not_take_is_a_line_in_the_log(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    async with online(fake, bot_over(store), store):
        for method in ("POST", "PATCH"):
            fake.refuse(method, path, ApiError(*MISSING_PERMISSIONS))
        await fake.people.slash(guild.channel, guild.owner, "quote", QUOTE)
        await reached(lambda: "Discord 沒有收下" in caplog.text)
    assert "Traceback" not in caplog.text


@pytest.mark.usefixtures("broken")
async def test_a_sentence_that_cannot_be_told_is_a_line_in_the_log(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    async with online(fake, bot_over(store), store):
        fake.refuse("PATCH", r"/webhooks/.*", ApiError(*MISSING_PERMISSIONS))
        await fake.people.slash(guild.channel, guild.owner, "random")
        await reached(lambda: "Discord 沒有收下" in caplog.text)


async def test_a_rate_limit_on_an_answer_is_waited_out(fake: FakeDiscord, guild: Guild, store: SmallLibrary) -> None:
    async with online(fake, bot_over(store), store):
        fault = fake.refuse("PATCH", r"/webhooks/.*", rate_limited(0.01))
        assert "1–5 / 12" in await quote(fake, guild)
        assert fault.met == 1


# ---------------------------------------------------------------- coming to a server


async def test_joining_a_server_is_greeted_once_for_all_time(fake: FakeDiscord, store: SmallLibrary) -> None:
    new = fake.world.foreign_guild("新", locale="en-US")
    for _ in range(2):
        async with online(fake, bot_over(store), store):
            await fake.join_guild(new)
            await reached(lambda: fake.posts(new.channel))
            await fake.remove_from_guild(new)
            await fake.join_guild(new)
            assert "1–5 / 12" in await quote(fake, new)
            posts = [message for message in fake.posts(new.channel) if message.only_for is None]
            await fake.remove_from_guild(new)
    [greeting] = posts
    assert greeting.content == words_for("en").say("discord.welcome").replace("`", "\\`")
    assert "/quote" in greeting.content
    assert "Manage Server" in greeting.content


async def greeted(fake: FakeDiscord, store: SmallLibrary, new: Guild) -> None:
    async with online(fake, bot_over(store), store):
        await fake.join_guild(new)
        await quote(fake, new)


async def test_a_greeting_goes_where_the_bot_may_write(fake: FakeDiscord, store: SmallLibrary) -> None:
    new = fake.world.foreign_guild("新")
    hidden, silent = new.channel, fake.world.channel(new, "公告")
    free = fake.world.channel(new, "閒聊")
    fake.world.channel(new, "更後面")
    hidden.deny(fake.world.me, VIEW_CHANNEL)
    silent.deny(fake.world.me, SEND_MESSAGES)
    store_of = [channel for channel in (hidden, silent, free) if isinstance(channel, Channel)]
    async with online(fake, bot_over(store), store):
        await fake.join_guild(new)
        await reached(lambda: fake.posts(free))
    assert [len(fake.posts(channel)) for channel in store_of] == [0, 0, 1]


async def test_where_the_bot_may_write_nowhere_it_says_nothing(fake: FakeDiscord, store: SmallLibrary) -> None:
    new = fake.world.foreign_guild("新")
    new.channel.deny(fake.world.me, SEND_MESSAGES)
    await greeted(fake, store, new)
    assert [message for message in fake.posts(new.channel) if message.only_for is None] == []
    assert not any(key.startswith("discord.greeted") for key in store.memory)


async def test_a_greeting_that_is_refused_is_a_line_in_the_log(
    fake: FakeDiscord, store: SmallLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    new = fake.world.foreign_guild("新")
    fake.refuse("POST", f"/channels/{new.channel.id}/messages", ApiError(*MISSING_PERMISSIONS))
    async with online(fake, bot_over(store), store):
        await fake.join_guild(new)
        await reached(lambda: "打招呼" in caplog.text)
    assert "Traceback" not in caplog.text


async def test_an_event_that_breaks_is_logged_and_the_bot_goes_on(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    store.remember = None  # type: ignore[method-assign,assignment]  # the fault
    store.memory[f"discord.commands.{fake.world.me.id}"] = "old"
    fake.refuse("PUT", r"/applications/\d+/commands", ApiError(503, 0, "upstream"))
    async with online(fake, bot_over(store), store):
        await fake.join_guild(fake.world.foreign_guild("新"))
        await reached(lambda: "on_guild_join" in caplog.text)
        assert len(fake.gateway.identifies) == 1


# ---------------------------------------------------------------- the end


async def test_answers_under_way_are_given_before_the_end(fake: FakeDiscord, guild: Guild, store: SmallLibrary) -> None:
    async with online(fake, bot_over(store), store) as chat:
        held = fake.hold("PATCH", r"/webhooks/.*")
        asked = await fake.people.slash(guild.channel, guild.owner, "quote", QUOTE)
        await held.reached()
        closing = asyncio.create_task(chat.close())
        await asyncio.sleep(0)
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
