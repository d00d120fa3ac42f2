"""What a server sets, on Discord, end to end: a person, the fake Discord, discord.py, the adapter, the real store."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.access import Access
from bot.errors import StoreError
from bot.model import Destination, Place, PlaceKind, Platform
from bot.place_settings import PlaceSettings
from bot.schedules import Schedules
from handlers.discord import answers
from handlers.discord.outbox import DiscordOutbox
from handlers.locale import words_for
from tests.daily_station import post_of
from tests.discord_chat import answered, online
from tests.fake_discord import FakeDiscord, Guild, Interaction, User
from tests.fake_discord.callback_rules import DEFERRED, MESSAGE
from tests.fake_discord.world import VIEW_CHANNEL, Role
from tests.fixed_clock import FixedClock
from tests.place_house import PlaceHouse, all_threads_taken, place_house

pytestmark = pytest.mark.io

QUOTE = {"text": "護城河"}
ENGLISH = words_for("en")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[PlaceHouse]:
    async with place_house(tmp_path) as built:
        yield built


@pytest.fixture
def role(fake: FakeDiscord, guild: Guild) -> Role:
    """A role of the server that may do nothing by itself."""
    return fake.world.role(guild, "小幫手", 0)


def running(fake: FakeDiscord, house: PlaceHouse) -> AbstractAsyncContextManager[object]:
    """The bot of the house, online."""
    return online(fake, house.bot(), house.store)


def here(guild: Guild) -> Place:
    return Place(Platform.DISCORD, PlaceKind.GROUP, guild.id)


def member_of(fake: FakeDiscord, guild: Guild, *roles: Role) -> User:
    user = fake.world.user("乙")
    fake.world.member(guild, user, *roles)
    return user


async def asks(fake: FakeDiscord, guild: Guild, user: User, name: str = "quote", **options: str | bool) -> Interaction:
    """A command in the server's channel, answered."""
    given = {**(QUOTE if name == "quote" else {}), **options}
    interaction = await fake.people.slash(guild.channel, user, name, given)
    await interaction.answer()
    return interaction


async def said(fake: FakeDiscord, guild: Guild, user: User, name: str = "quote", **options: str | bool) -> str:
    return await answered(await asks(fake, guild, user, name, **options))


# ---------------------------------------------------------------- what is set


async def test_a_manager_sets_everything_and_sees_it(
    fake: FakeDiscord, guild: Guild, role: Role, house: PlaceHouse
) -> None:
    async with running(fake, house):
        owner = guild.owner
        assert "只找這些節目：tea" in await said(fake, guild, owner, "settings shows", shows="tea")
        assert "Answers here are in English" in await said(fake, guild, owner, "settings language", language="en")
        assert "大家都看得到" in await said(fake, guild, owner, "settings private", state="off")
        assert "每隔 5 秒" in await said(fake, guild, owner, "settings cooldown", seconds="5")
        assert "「小幫手」" in await said(fake, guild, owner, "settings role", role=f"<@&{role.id}>")
        wanted = PlaceSettings("en", is_private=False, cooldown_s=5, manager_role=role.id)
        assert await house.places.at(here(guild)) == wanted
        shown = await said(fake, guild, owner, "settings show")
        assert all(part in shown for part in ("tea", "用英文", "大家都看得到", "每隔 5 秒", "「小幫手」"))


async def test_settings_of_a_server_show_in_no_other(fake: FakeDiscord, guild: Guild, house: PlaceHouse) -> None:
    async with running(fake, house):
        other = fake.world.guild("別群")
        foreign = fake.world.foreign_guild("別處")
        await fake.join_guild(other)
        for server in (guild, foreign):
            await house.places.keep_private(here(server), "off")
            await house.places.speak(here(server), "en")
        assert not (await asks(fake, guild, guild.owner)).private
        for server in (other, foreign):
            assert (await asks(fake, server, server.owner)).private
            public = await said(fake, server, server.owner, public=True)
            assert ENGLISH.say("button.open") not in public
        assert "沒有另外設定語言" in await said(fake, other, other.owner, "settings show")


# ---------------------------------------------------------------- whose eyes an answer is for


async def test_an_answer_is_private_until_the_server_says_otherwise(
    fake: FakeDiscord, guild: Guild, house: PlaceHouse
) -> None:
    async with running(fake, house):
        assert (await asks(fake, guild, guild.owner)).private
        await house.places.keep_private(here(guild), "off")
        assert not (await asks(fake, guild, guild.owner)).private
        await house.places.keep_private(here(guild), "on")
        assert (await asks(fake, guild, guild.owner)).private


@pytest.mark.parametrize("state", ["on", "off"])
@pytest.mark.parametrize("public", [True, False])
async def test_what_the_asker_says_goes_before_what_the_server_set(
    fake: FakeDiscord, guild: Guild, house: PlaceHouse, state: str, *, public: bool
) -> None:
    async with running(fake, house):
        await house.places.keep_private(here(guild), state)
        assert (await asks(fake, guild, guild.owner, public=public)).private is not public


@pytest.mark.parametrize("name", ["help", "settings show"])
async def test_what_is_of_use_to_the_asker_only_is_private_whatever_is_set(
    fake: FakeDiscord, guild: Guild, house: PlaceHouse, name: str
) -> None:
    async with running(fake, house):
        await house.places.keep_private(here(guild), "off")
        assert (await asks(fake, guild, guild.owner, name)).private


async def test_an_answer_whose_settings_do_not_come_at_once_is_private_and_has_the_rest_of_them(
    fake: FakeDiscord, guild: Guild, house: PlaceHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(fake, house):
        await house.places.keep_private(here(guild), "off")
        monkeypatch.setattr(answers, "LOOK_S", 0.0)
        gate, look = asyncio.Event(), house.places.at

        async def slowly(place: Place) -> PlaceSettings:
            await gate.wait()
            return await look(place)

        monkeypatch.setattr(house.places, "at", slowly)
        interaction = await fake.people.slash(guild.channel, guild.owner, "quote", QUOTE)
        assert (await interaction.acknowledged())["type"] == DEFERRED
        assert interaction.private
        gate.set()
        assert "老客人" in await answered(interaction)


async def test_an_answer_whose_settings_cannot_be_read_is_private(
    fake: FakeDiscord, guild: Guild, house: PlaceHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(fake, house):

        async def broken(_place: Place) -> PlaceSettings:
            raise StoreError("store.failed", path="/srv/naji.db", reason="disk")

        await house.places.keep_private(here(guild), "off")
        monkeypatch.setattr(house.places, "at", broken)
        interaction = await asks(fake, guild, guild.owner)
        assert interaction.private
        assert "老客人" in await answered(interaction)


async def test_every_answer_is_deferred_first_while_a_search_takes_its_time(
    fake: FakeDiscord, guild: Guild, house: PlaceHouse
) -> None:
    async with running(fake, house):
        await house.places.keep_private(here(guild), "off")
        async with all_threads_taken(house.store):
            interaction = await fake.people.slash(guild.channel, guild.owner, "quote", QUOTE)
            assert (await interaction.acknowledged())["type"] == DEFERRED
            assert not interaction.private
        assert "老客人" in await answered(interaction)


# ---------------------------------------------------------------- languages


async def test_what_everybody_sees_is_in_the_servers_language_and_what_one_sees_in_theirs(
    fake: FakeDiscord, guild: Guild, house: PlaceHouse
) -> None:
    async with running(fake, house):
        await house.places.speak(here(guild), "en")
        public = await asks(fake, guild, guild.owner, public=True)
        assert (await public.answer()).labelled(ENGLISH.say("button.open"))
        private = await asks(fake, guild, guild.owner)
        assert (await private.answer()).labelled("看前後文")
        pressed = await fake.people.press(
            await public.answer(), (await public.answer()).labelled(ENGLISH.say("button.open")), guild.owner
        )
        assert (await pressed.answer()).labelled(ENGLISH.say("button.list"))


async def test_a_direct_chat_is_answered_in_the_language_that_was_set_there(
    fake: FakeDiscord, house: PlaceHouse
) -> None:
    async with running(fake, house):
        person = fake.world.user("甲")
        direct = fake.world.direct(person)
        await answered(await fake.people.slash(direct, person, "settings language", {"language": "en"}))
        asked = await fake.people.slash(direct, person, "quote", QUOTE)
        assert (await asked.answer()).labelled(ENGLISH.say("button.open"))


@pytest.mark.parametrize(("language", "wanted"), [("en", "en"), ("auto", "zh-TW")])
async def test_a_post_is_in_the_servers_language(
    fake: FakeDiscord, guild: Guild, house: PlaceHouse, language: str, wanted: str
) -> None:
    guild.locale = "zh-TW"
    await house.places.speak(here(guild), language)
    clip = await house.bot().clips.random(here(guild), "seed")
    async with online(fake, house.bot(), house.store) as chat:
        await DiscordOutbox(chat).post(post_of(Destination(here(guild), guild.channel.id), clip.clip, "nonce"))
    [message] = fake.posts(guild.channel)
    assert message.content == words_for(wanted).say("discord.clip-of-the-day")


# ---------------------------------------------------------------- the role


async def test_members_of_the_role_manage_and_pass_it_on_to_nobody(
    fake: FakeDiscord, guild: Guild, role: Role, house: PlaceHouse
) -> None:
    async with running(fake, house):
        helper, listener = member_of(fake, guild, role), member_of(fake, guild)
        assert "管理權限" in await said(fake, guild, helper, "alias add", names="護城河 = moat")
        await said(fake, guild, guild.owner, "settings role", role=role.name)
        assert "同一個" in await said(fake, guild, helper, "alias add", names="護城河 = moat")
        assert "管理權限" in await said(fake, guild, listener, "alias add", names="護城河 = moat")
        show_to(fake, helper, guild)
        assert "才能改" in await said(fake, guild, helper, "settings role", role="none")
        await said(fake, guild, guild.owner, "settings role", role="none")
        assert "管理權限" in await said(fake, guild, helper, "alias remove", which="1")


def show_to(fake: FakeDiscord, user: User, guild: Guild) -> None:
    """Let a server's settings offer `/settings` to everybody, as they can for a role."""
    assert user.id in guild.members
    [command] = [each for each in fake.application.commands[""] if each["name"] == "settings"]
    command["default_member_permissions"] = None


async def test_members_of_the_role_set_the_clip_of_the_day_for_a_channel_that_they_see(
    fake: FakeDiscord, guild: Guild, role: Role, house: PlaceHouse
) -> None:
    helper, hidden = member_of(fake, guild, role), fake.world.channel(guild, "hidden")
    other = fake.world.channel(guild, "other")
    hidden.denied[helper.id] = VIEW_CHANNEL
    bot = replace(house.bot(), schedules=Schedules(house.store, FixedClock(), ZoneInfo("Asia/Taipei"), Access({})))
    async with online(fake, bot, house.store):
        await said(fake, guild, guild.owner, "settings role", role=role.id)
        assert "09:00" in await said(fake, guild, helper, "daily set", time="09:00", place=f"<#{other.id}>")
        assert "09:00" not in await said(fake, guild, helper, "daily set", time="09:00", place=f"<#{hidden.id}>")
        await said(fake, guild, guild.owner, "settings role", role="none")
        assert "管理權限" in await said(fake, guild, helper, "daily set", time="09:00", place=f"<#{other.id}>")


async def test_a_role_that_was_deleted_manages_nothing_and_is_said_to_be_gone(
    fake: FakeDiscord, guild: Guild, role: Role, house: PlaceHouse
) -> None:
    async with running(fake, house):
        helper = member_of(fake, guild, role)
        await said(fake, guild, guild.owner, "settings role", role=role.id)
        # As they overlap on the wire: the role is gone, and a member is told with it still.
        gone = {"guild_id": guild.id, "role_id": role.id}
        await fake.gateway.dispatch("GUILD_ROLE_DELETE", gone, guild_id=guild.id)
        assert "管理權限" in await said(fake, guild, helper, "alias add", names="護城河 = moat")
        shown = await said(fake, guild, guild.owner, "settings show")
        assert "已經刪除了" in shown
        assert role.id not in shown


@pytest.mark.parametrize("typed", ["@everyone", "沒有", "999999999999999999", "<@&1>", ""])
async def test_no_role_but_one_of_the_server_is_taken_and_never_everybodys(
    fake: FakeDiscord, guild: Guild, house: PlaceHouse, typed: str
) -> None:
    async with running(fake, house):
        for named in {typed, guild.id, f"<@&{guild.id}>"}:
            assert "沒有「" in await said(fake, guild, guild.owner, "settings role", role=named)
        assert (await house.places.at(here(guild))).manager_role is None


async def test_a_name_that_two_roles_have_names_neither(
    fake: FakeDiscord, guild: Guild, role: Role, house: PlaceHouse
) -> None:
    fake.world.role(guild, role.name, 0)
    async with online(fake, house.bot(), house.store):
        assert "沒有「@小幫手」" in await said(fake, guild, guild.owner, "settings role", role="@小幫手")
        assert "「小幫手」" in await said(fake, guild, guild.owner, "settings role", role=role.id)
    assert (await house.places.at(here(guild))).manager_role == role.id


async def test_a_roles_name_calls_nobody(fake: FakeDiscord, guild: Guild, house: PlaceHouse) -> None:
    loud = fake.world.role(guild, "<@&1> @here", 0)
    async with online(fake, house.bot(), house.store):
        await said(fake, guild, guild.owner, "settings role", role=loud.id)
        shown = await asks(fake, guild, guild.owner, "settings show")
        assert (await shown.answer()).pinged == []


# ---------------------------------------------------------------- who waits


async def test_who_searches_too_fast_is_told_so_alone_and_may_go_on_after_that(
    fake: FakeDiscord, guild: Guild, house: PlaceHouse
) -> None:
    async with running(fake, house):
        await house.places.keep_private(here(guild), "off")
        listener = member_of(fake, guild)
        for _ in range(2):
            assert "老客人" in await said(fake, guild, listener)
        refused = await asks(fake, guild, listener, public=True)
        assert (refused.callback_type, refused.private) == (MESSAGE, True)
        assert "請等 10 秒再找" in await answered(refused)
        house.now_s += 9.5
        assert "請等 1 秒再找" in await said(fake, guild, listener, "random")
        house.now_s += 0.5
        assert "老客人" in await said(fake, guild, listener)


async def test_managers_buttons_and_what_does_not_search_never_wait(
    fake: FakeDiscord, guild: Guild, role: Role, house: PlaceHouse
) -> None:
    async with running(fake, house):
        await said(fake, guild, guild.owner, "settings role", role=role.id)
        helper, listener = member_of(fake, guild, role), member_of(fake, guild)
        for user in (guild.owner, helper):
            for _ in range(4):
                assert "老客人" in await said(fake, guild, user)
        found = await asks(fake, guild, listener)
        await asks(fake, guild, listener)
        for _ in range(3):
            message = await found.answer()
            found = await fake.people.press(message, message.carried[0], listener)
            assert "請等" not in await answered(found)
            assert "/random" in await said(fake, guild, listener, "help")
        assert "請等" in await said(fake, guild, listener)


async def test_a_server_sets_how_long_its_people_wait(fake: FakeDiscord, guild: Guild, house: PlaceHouse) -> None:
    async with running(fake, house):
        listener = member_of(fake, guild)
        await said(fake, guild, guild.owner, "settings cooldown", seconds="99")
        for _ in range(2):
            await said(fake, guild, listener)
        assert "請等 99 秒再找" in await said(fake, guild, listener)
        await said(fake, guild, guild.owner, "settings cooldown", seconds="0")
        assert "老客人" in await said(fake, guild, listener)
