"""What becomes of questions, posts and the connection while Discord is in trouble."""

import logging

import pytest

from handlers.locale import words_for
from tests.discord_chat import Naps, answered, bot_over, library, online, quote, reached, shown
from tests.fake_discord import ApiError, FakeDiscord, Guild, Message, rate_limited
from tests.small_library import SmallLibrary

pytestmark = pytest.mark.io
WORDS = words_for("zh-TW")
SHARE = WORDS.say("button.share")


@pytest.fixture
def store() -> SmallLibrary:
    return library()


@pytest.fixture(autouse=True)
def logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


# ---------------------------------------------------------------- the gateway


async def test_a_request_to_reconnect_is_followed_and_the_session_goes_on(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary
) -> None:
    async with online(fake, bot_over(store), store):
        await fake.gateway.ask_to_reconnect()
        await reached(lambda: fake.gateway.resumes)
        await fake.gateway.ready()
        assert "1–5 / 12" in await quote(fake, guild)
    assert len(fake.gateway.identifies) == 1


async def test_a_session_that_cannot_be_resumed_is_replaced(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary
) -> None:
    async with online(fake, bot_over(store), store):
        fake.gateway.sessions.clear()
        await fake.gateway.drop()
        await reached(lambda: len(fake.gateway.identifies) == 2)
        await fake.gateway.ready()
        assert "1–5 / 12" in await quote(fake, guild)
    assert len(fake.gateway.resumes) == 1


async def test_a_connection_that_is_dead_without_being_closed_is_given_up(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary
) -> None:
    fake.gateway.heartbeat_ms = 20
    async with online(fake, bot_over(store), store) as chat:
        (await chat.online())._connection.heartbeat_timeout = 0.01
        fake.gateway.deaf = True
        await fake.gateway.drop()
        await reached(lambda: len(fake.gateway.resumes) >= 2)
        (await chat.online())._connection.heartbeat_timeout = 60.0
        fake.gateway.deaf = False
        await fake.gateway.drop()
        await fake.gateway.left()
        await fake.gateway.ready()
        assert "1–5 / 12" in await quote(fake, guild)


async def test_a_gateway_that_refuses_who_comes_back_is_tried_again(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary
) -> None:
    naps = Naps()
    async with online(fake, bot_over(store), store, naps.pace()):
        fake.gateway.refused_connects = 2
        await fake.gateway.drop()
        await reached(lambda: fake.gateway.refused_connects == 0 and fake.gateway.live)
        assert "1–5 / 12" in await quote(fake, guild)
    assert naps.slept[:1] == [1.0]


# ---------------------------------------------------------------- answers


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_an_answer_that_fails_on_the_way_is_given_again(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary, status: int
) -> None:
    async with online(fake, bot_over(store), store):
        fault = fake.refuse("PATCH", r"/webhooks/.*", ApiError(status, 0, "upstream"))
        assert "1–5 / 12" in await quote(fake, guild)
        assert fault.met == 1


@pytest.mark.parametrize("everywhere", [True, False])
async def test_a_rate_limit_is_waited_out(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary, *, everywhere: bool
) -> None:
    async with online(fake, bot_over(store), store):
        message = await preview(fake, guild)
        fault = fake.refuse("POST", r"/channels/.*", rate_limited(0.01, everywhere=everywhere))
        await fake.people.press(message, message.labelled(SHARE), guild.owner)
        await reached(lambda: posts(fake, guild))
        assert fault.met == 1


async def test_an_answer_that_is_cut_off_is_a_line_in_the_log_and_the_next_is_given(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    async with online(fake, bot_over(store), store):
        fake.lose_answer("PATCH", r"/webhooks/.*")
        asked = await fake.people.slash(guild.channel, guild.owner, "quote", {"text": "護城河"})
        assert "1–5 / 12" in await answered(asked)
        await reached(lambda: "Discord 沒有收下" in caplog.text)
        assert "1–5 / 12" in await quote(fake, guild)
    assert "Traceback" not in caplog.text


async def test_a_share_whose_answer_is_lost_is_posted_once_by_a_second_press(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    async with online(fake, bot_over(store), store):
        message = await preview(fake, guild)
        fake.lose_answer("POST", r"/channels/.*")
        pressed = await fake.people.press(message, message.labelled(SHARE), guild.owner)
        [said] = await pressed.followed_up()
        assert shown(said.embeds[0]) == WORDS.say("error.discord.unanswered")
        await fake.people.press(message, message.labelled(SHARE), guild.owner)
        await reached(lambda: len(fake.requests("POST", "/channels/{channel_id}/messages")) == 2)
        assert len(posts(fake, guild)) == 1
    assert "Traceback" not in caplog.text


async def preview(fake: FakeDiscord, guild: Guild) -> Message:
    return await (await fake.people.slash(guild.channel, guild.owner, "random")).answer()


def posts(fake: FakeDiscord, guild: Guild) -> list[Message]:
    return [message for message in fake.posts(guild.channel) if message.only_for is None]
