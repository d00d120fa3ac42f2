"""Several connections to Discord: each hears of its own servers, and any of them posts."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.chats import connections
from bot.config import Discord, load
from bot.model import Clip, ClipId, Destination, Episode, EpisodeFacts, EpisodeId, Place, PlaceKind, Platform
from bot.ports import Store
from handlers.asking import Bot
from handlers.discord.client import DiscordChat
from handlers.discord.outbox import DiscordOutbox
from handlers.discord.wire import Connection, Shard
from handlers.locale import words_for
from tests.daily_station import post_of
from tests.discord_chat import Naps, bot_over, library, quote, running
from tests.fake_discord import FakeDiscord, Guild
from tests.small_library import OPEN_SHOW

COUNT = 2


def guild_of(fake: FakeDiscord, shard: int, name: str, locale: str = "zh-TW") -> Guild:
    """A server that this connection hears of."""
    while (int(fake.world.clock.snowflake()) >> 22) % COUNT != shard:
        fake.world.clock.advance(0.001)
    return fake.world.guild(name, locale=locale)


def shard_of(fake: FakeDiscord, bot: Bot, store: Store, number: int, naps: Naps) -> DiscordChat:
    async def choose() -> Bot:
        return bot

    connection = Connection(fake.token, fake.api_url, fake.gateway_url, Shard(number, COUNT))
    return DiscordChat(connection, choose, store, words_for("zh-TW"), naps.pace())


async def test_each_connection_answers_its_servers_and_begins_in_its_turn(fake: FakeDiscord) -> None:
    store = library()
    bot = bot_over(store)
    guilds = [guild_of(fake, number, f"群{number}") for number in range(COUNT)]
    naps = [Naps() for _ in range(COUNT)]
    async with running(shard_of(fake, bot, store, 0, naps[0])) as first:
        await fake.gateway.ready()
        await (await first.online()).wait_until_ready()
        assert "護城河" in await quote(fake, guilds[0])
        async with running(shard_of(fake, bot, store, 1, naps[1])) as second:
            await (await second.online()).wait_until_ready()
            assert "護城河" in await quote(fake, guilds[1])
            assert [data["shard"] for data in fake.gateway.identifies] == [[0, COUNT], [1, COUNT]]
            assert {guild.id for guild in (await first.online()).guilds}.isdisjoint(
                guild.id for guild in (await second.online()).guilds
            )
        assert "護城河" in await quote(fake, guilds[0])
    assert naps[0].slept[:1] != naps[1].slept[:1] == [5.0]
    await fake.gateway.left()


@pytest.mark.parametrize("number", range(COUNT))
async def test_the_first_connection_tells_the_commands(fake: FakeDiscord, number: int) -> None:
    store = library()
    async with running(shard_of(fake, bot_over(store), store, number, Naps())) as chat:
        await fake.gateway.ready()
        await (await chat.online()).wait_until_ready()
        assert len(fake.requests("PUT", "/applications/{application_id}/commands")) == (number == 0)
    await fake.gateway.left()


def test_as_many_connections_are_made_as_are_configured() -> None:
    discord = Discord(enabled=True, token=SecretStr("a"), api_url="", gateway_url=None, shards=3)
    config = replace(load(None, {}, Path("/nowhere")), discord=discord)
    made = [connect.keywords["shard"] for connect in connections(config) if isinstance(connect, partial)]
    assert made == [0, 1, 2]


async def test_a_post_to_a_server_of_another_connection_speaks_its_language(fake: FakeDiscord) -> None:
    store = library()
    guild = guild_of(fake, 1, "Others", "en-US")
    async with running(shard_of(fake, bot_over(store), store, 0, Naps())) as chat:
        await fake.gateway.ready()
        place = Place(Platform.DISCORD, PlaceKind.GROUP, guild.id)
        episode = Episode(EpisodeId(1), OPEN_SHOW, "open-1", EpisodeFacts(number=4))
        clip = Clip(ClipId("abcdef"), episode, 0, 4000, "護城河")
        await DiscordOutbox(chat).post(post_of(Destination(place, guild.channel.id), clip, "nonce"))
        assert "of the day" in fake.requests("POST", "/channels/{channel_id}/messages")[0].body["content"]
    await fake.gateway.left()
