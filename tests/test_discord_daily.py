"""Setting the clip of the day from Discord: here, or in another channel of the same server."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from bot.access import Access
from bot.model import Place, PlaceKind, Platform
from bot.schedules import Schedules
from handlers.asking import Bot
from tests.discord_chat import answered, bot_over, online
from tests.fake_discord import Channel, FakeDiscord, Guild, User
from tests.fake_discord.world import EMBED_LINKS, FORUM, MANAGE_GUILD, SEND_IN_THREADS, VIEW_CHANNEL
from tests.fixed_clock import FixedClock
from tests.memory import MemoryStore

pytestmark = pytest.mark.io


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


def bot_with(store: MemoryStore) -> Bot:
    return replace(bot_over(store), schedules=Schedules(store, FixedClock(), ZoneInfo("Asia/Taipei"), Access({})))


async def set_from(fake: FakeDiscord, store: MemoryStore, where: tuple[Channel, User], place: str = "") -> str:
    channel, user = where
    options = {"time": "09:00", **({"place": place} if place else {})}
    async with online(fake, bot_with(store), store):
        return await answered(await fake.people.slash(channel, user, "daily set", options))


async def destinations(store: MemoryStore) -> list[tuple[Place, str]]:
    held = await store.read(lambda snapshot: snapshot.schedules())
    return [(schedule.destination.place, schedule.destination.channel) for schedule in held]


def here(guild: Guild) -> Place:
    return Place(Platform.DISCORD, PlaceKind.GROUP, guild.id)


async def test_a_manager_sets_lists_and_removes_the_clip_of_the_day(
    fake: FakeDiscord, guild: Guild, store: MemoryStore
) -> None:
    assert "09:00" in await set_from(fake, store, (guild.channel, guild.owner))
    assert await destinations(store) == [(here(guild), guild.channel.id)]
    async with online(fake, bot_with(store), store):
        assert "09:00" in await answered(await fake.people.slash(guild.channel, guild.owner, "daily list"))
        removed = await fake.people.slash(guild.channel, guild.owner, "daily remove", {"which": "1"})
        assert "取消了" in await answered(removed)
    assert await destinations(store) == []


async def test_a_listener_sets_nothing(fake: FakeDiscord, guild: Guild, store: MemoryStore) -> None:
    listener = fake.world.user("乙")
    fake.world.member(guild, listener)
    await set_from(fake, store, (guild.channel, listener))
    assert await destinations(store) == []


async def test_everybody_sets_their_own_chat_with_the_bot(fake: FakeDiscord, store: MemoryStore) -> None:
    person = fake.world.user("甲")
    chat = fake.world.direct(person)
    await set_from(fake, store, (chat, person))
    assert await destinations(store) == [(Place(Platform.DISCORD, PlaceKind.DIRECT, chat.id), chat.id)]


async def test_where_the_bot_is_no_member_nothing_is_set(fake: FakeDiscord, store: MemoryStore) -> None:
    foreign = fake.world.foreign_guild("別處")
    await set_from(fake, store, (foreign.channel, foreign.owner))
    assert await destinations(store) == []


@pytest.mark.parametrize("form", ["<#{id}>", "{id}", "#{name}", "{name}"])
async def test_another_channel_is_named_by_mention_id_or_name(
    fake: FakeDiscord, guild: Guild, store: MemoryStore, form: str
) -> None:
    other = fake.world.channel(guild, "每日一句")
    await set_from(fake, store, (guild.channel, guild.owner), form.format(id=other.id, name=other.name))
    assert await destinations(store) == [(here(guild), other.id)]


async def test_a_thread_is_a_channel_too_and_a_forum_is_none(
    fake: FakeDiscord, guild: Guild, store: MemoryStore
) -> None:
    forum = fake.world.channel(guild, "版", FORUM)
    thread = fake.world.channel(guild, "串", parent=fake.world.channel(guild, "甲"))
    for channel in (forum, thread):
        await set_from(fake, store, (guild.channel, guild.owner), f"<#{channel.id}>")
    assert await destinations(store) == [(here(guild), thread.id)]


@pytest.mark.parametrize("denied", [VIEW_CHANNEL, EMBED_LINKS])
async def test_a_channel_where_the_bot_may_not_post_is_refused(
    fake: FakeDiscord, guild: Guild, store: MemoryStore, denied: int
) -> None:
    other = fake.world.channel(guild, "公告")
    other.deny(fake.world.me, denied)
    assert "公告" in await set_from(fake, store, (guild.channel, guild.owner), "公告")
    assert await destinations(store) == []


async def test_a_thread_where_the_bot_may_not_post_is_refused(
    fake: FakeDiscord, guild: Guild, store: MemoryStore
) -> None:
    parent = fake.world.channel(guild, "甲")
    parent.deny(fake.world.me, SEND_IN_THREADS)
    thread = fake.world.channel(guild, "串", parent=parent)
    await set_from(fake, store, (guild.channel, guild.owner), thread.id)
    assert await destinations(store) == []


async def test_a_channel_that_the_manager_does_not_see_is_refused(
    fake: FakeDiscord, guild: Guild, store: MemoryStore
) -> None:
    moderator = fake.world.user("乙")
    fake.world.member(guild, moderator, fake.world.role(guild, "mod", MANAGE_GUILD))
    hidden = fake.world.channel(guild, "幕後")
    hidden.deny(moderator, VIEW_CHANNEL)
    await set_from(fake, store, (guild.channel, moderator), "幕後")
    assert await destinations(store) == []


async def test_a_channel_of_another_server_and_one_that_is_not_there_are_refused(
    fake: FakeDiscord, guild: Guild, store: MemoryStore
) -> None:
    other = fake.world.guild("別群")
    fake.world.member(other, guild.owner, fake.world.role(other, "mod", MANAGE_GUILD))
    for place in (f"<#{other.channel.id}>", "沒有這個"):
        await set_from(fake, store, (guild.channel, guild.owner), place)
    assert await destinations(store) == []


async def test_a_manager_who_is_not_told_of_is_refused(fake: FakeDiscord, guild: Guild, store: MemoryStore) -> None:
    fake.refuse("GET", r"/guilds/\d+/members/\d+", (404, 10007, "Unknown Member"))
    await set_from(fake, store, (guild.channel, guild.owner), guild.channel.id)
    assert await destinations(store) == []
