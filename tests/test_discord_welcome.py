"""Coming to a Discord server: one message, once, where it may."""

import logging

import pytest

from handlers.locale import words_for
from tests.discord_chat import bot_over, library, online, quote, reached
from tests.fake_discord import ApiError, FakeDiscord, Guild
from tests.fake_discord.problems import MISSING_PERMISSIONS
from tests.fake_discord.world import SEND_MESSAGES, VIEW_CHANNEL
from tests.small_library import SmallLibrary

pytestmark = pytest.mark.io
WORDS = words_for("zh-TW")


@pytest.fixture
def store() -> SmallLibrary:
    return library()


@pytest.fixture(autouse=True)
def logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


async def test_joining_a_server_is_greeted_once_for_all_time(fake: FakeDiscord, store: SmallLibrary) -> None:
    new = fake.world.foreign_guild("新", locale="en-US")
    posts = []
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
    async with online(fake, bot_over(store), store):
        await fake.join_guild(new)
        await reached(lambda: fake.posts(free))
    assert [len(fake.posts(channel)) for channel in (hidden, silent, free)] == [0, 0, 1]


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
    fake: FakeDiscord, store: SmallLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    store.remember = None  # type: ignore[method-assign,assignment]  # the fault
    store.memory[f"discord.commands.{fake.world.me.id}"] = "old"
    fake.refuse("PUT", r"/applications/\d+/commands", ApiError(503, 0, "upstream"))
    async with online(fake, bot_over(store), store):
        await fake.join_guild(fake.world.foreign_guild("新"))
        await reached(lambda: "on_guild_join" in caplog.text)
        assert len(fake.gateway.identifies) == 1
