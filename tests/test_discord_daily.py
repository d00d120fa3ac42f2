"""Setting the clip of the day from Discord: here, or in another channel of the same server."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.access import Access
from bot.model import Place, PlaceKind, Platform
from bot.schedules import Schedules
from bot.slot_history import SlotHistory
from bot.slots import Days, Plan, Slot, SlotRecord, SlotState
from handlers.asking import Bot
from handlers.discord.doorman import ServerDoorman
from handlers.locale import words_for
from tests.daily_station import add_episode, cues
from tests.discord_chat import answered, bot_over, online
from tests.fake_discord import Channel, FakeDiscord, Guild, User
from tests.fake_discord.world import (
    CATEGORY,
    CREATE_PUBLIC_THREADS,
    EMBED_LINKS,
    FORUM,
    MANAGE_GUILD,
    MANAGE_THREADS,
    PIN_MESSAGES,
    SEND_IN_THREADS,
    VIEW_CHANNEL,
)
from tests.fixed_clock import FixedClock
from tests.hand import Hand
from tests.memory import MemoryStore

pytestmark = pytest.mark.io


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


def bot_with(store: MemoryStore) -> Bot:
    return replace(
        bot_over(store),
        schedules=Schedules(store, FixedClock(), ZoneInfo("Asia/Taipei"), Access({})),
        slot_history=SlotHistory(store, Access({}), FixedClock()),
        by_hand=Hand(store),
    )


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


async def test_a_thread_and_a_forum_are_channels_too_and_a_category_is_none(
    fake: FakeDiscord, guild: Guild, store: MemoryStore
) -> None:
    forum = fake.world.channel(guild, "版", FORUM)
    thread = fake.world.channel(guild, "串", parent=fake.world.channel(guild, "甲"))
    category = fake.world.channel(guild, "類", CATEGORY)
    for named in (forum.name, f"<#{category.id}>", f"<#{thread.id}>"):
        await set_from(fake, store, (guild.channel, guild.owner), named)
    assert await destinations(store) == [(here(guild), forum.id), (here(guild), thread.id)]


async def test_another_channel_is_told_as_its_reader_sees_it(
    fake: FakeDiscord, guild: Guild, store: MemoryStore
) -> None:
    other = fake.world.channel(guild, "閒聊")
    assert f"會在頻道 <#{other.id}> 貼" in await set_from(fake, store, (guild.channel, guild.owner), "閒聊")
    async with online(fake, bot_with(store), store):
        listed = await answered(await fake.people.slash(guild.channel, guild.owner, "daily list"))
    assert f"頻道 <#{other.id}>" in listed


async def test_only_what_all_may_see_is_called_by_its_name(fake: FakeDiscord, guild: Guild, store: MemoryStore) -> None:
    open_one, hidden = fake.world.channel(guild, "閒聊"), fake.world.channel(guild, "幹部")
    hidden.deny(guild.roles[guild.id], VIEW_CHANNEL)
    async with online(fake, bot_with(store), store) as chat:
        known = (await chat.online()).get_guild(int(guild.id))
        assert known is not None
        doorman = ServerDoorman(known)
        assert [doorman.called(str(each)) for each in (open_one.id, hidden.id, 1, "x")] == ["#閒聊", "", "", ""]


@pytest.mark.parametrize("kind", ["text", "thread", "forum"])
async def test_who_sets_what_the_bot_has_no_right_for_is_told_so(
    fake: FakeDiscord, guild: Guild, store: MemoryStore, kind: str
) -> None:
    place = fake.world.channel(guild, "甲", FORUM) if kind == "forum" else fake.world.channel(guild, "甲")
    place.deny(fake.world.me, PIN_MESSAGES | MANAGE_THREADS | (CREATE_PUBLIC_THREADS if kind == "text" else 0))
    if kind == "thread":
        place = fake.world.channel(guild, "串", parent=place)
    options = {"time": "09:00", "place": place.id, "pin": True, "thread": True}
    async with online(fake, bot_with(store), store):
        told = await answered(await fake.people.slash(guild.channel, guild.owner, "daily set", options))
        del options["place"]
        usual = await answered(await fake.people.slash(guild.channel, guild.owner, "daily set", options))
    lacking = [words_for("zh-TW").say(f"daily.lacks-{option}") in told for option in ("pin", "thread")]
    assert lacking == [True, kind != "forum"]
    assert "權限" not in usual


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


# ---------------------------------------------------------------- options


async def plan_of(store: MemoryStore) -> Plan:
    [schedule] = await store.read(lambda snapshot: snapshot.schedules())
    return schedule.plan


async def test_every_option_is_a_field_of_its_own(fake: FakeDiscord, guild: Guild, store: MemoryStore) -> None:
    await add_episode(store, "e1", cues(2), "moat")
    role = fake.world.role(guild, "聽眾", 0)
    options = {
        "time": "09:00",
        "zone": "Asia/Tokyo",
        "days": "週一、週三",
        "show": "moat",
        "heading": "**早安** @everyone <@1>",
        "language": "en",
        "role": role.id,
        "silent": True,
        "pin": True,
        "thread": True,
        "votes": False,
    }
    async with online(fake, bot_with(store), store):
        said = await answered(await fake.people.slash(guild.channel, guild.owner, "daily set", options))
    assert await plan_of(store) == Plan(
        Days(frozenset((0, 2))),
        "moat",
        "**早安** @everyone <@1>",
        "en",
        role.id,
        is_silent=True,
        pins=True,
        opens_thread=True,
        has_votes=False,
        set_by=f"discord:{guild.owner.id}",
    )
    assert "標題「**早安** @everyone <@1>」" in said
    assert "提及 @聽眾" in said


async def test_a_switch_that_is_turned_off_is_off_and_one_that_is_left_out_stays(
    fake: FakeDiscord, guild: Guild, store: MemoryStore
) -> None:
    async with online(fake, bot_with(store), store):
        for given in ({"pin": True, "silent": True}, {"pin": False}):
            asked = await fake.people.slash(guild.channel, guild.owner, "daily set", {"time": "09:00", **given})
            await answered(asked)
    plan = await plan_of(store)
    assert (plan.pins, plan.is_silent) == (False, True)


async def test_everybody_is_no_role_to_call(fake: FakeDiscord, guild: Guild, store: MemoryStore) -> None:
    options = {"time": "09:00", "role": guild.id}
    async with online(fake, bot_with(store), store):
        assert "@everyone" in await answered(await fake.people.slash(guild.channel, guild.owner, "daily set", options))
    assert await destinations(store) == []


async def test_the_next_post_is_told_so_that_each_client_shows_it_in_its_own_zone(
    fake: FakeDiscord, guild: Guild, store: MemoryStore
) -> None:
    assert "下次 <t:1717290000:F>，<t:1717290000:R>" in await set_from(fake, store, (guild.channel, guild.owner))
    async with online(fake, bot_with(store), store):
        listed = await answered(await fake.people.slash(guild.channel, guild.owner, "daily list"))
    assert "下次 <t:1717290000:F>，<t:1717290000:R>" in listed


async def test_past_posts_name_people_and_times_as_clients_show_them(
    fake: FakeDiscord, guild: Guild, store: MemoryStore
) -> None:
    await set_from(fake, store, (guild.channel, guild.owner))
    reader = fake.world.user("乙")
    fake.world.member(guild, reader)
    async with online(fake, bot_with(store), store):
        await answered(await fake.people.slash(guild.channel, guild.owner, "daily now"))
        told = await answered(await fake.people.slash(guild.channel, reader, "daily history"))
        assert f"由 <@{guild.owner.id}> 要求" in told
        assert "<t:1714521600:F>" in told


async def offered(fake: FakeDiscord, guild: Guild, name: str, option: str, typed: str = "") -> dict[str, str]:
    typing = await fake.people.autocomplete(guild.channel, guild.owner, f"daily {name}", (option, typed), {})
    return {choice["name"]: choice["value"] for choice in await typing.choices()}


async def test_what_can_be_set_is_offered_while_somebody_types(
    fake: FakeDiscord, guild: Guild, store: MemoryStore
) -> None:
    await add_episode(store, "e1", cues(2), "moat")
    async with online(fake, bot_with(store), store):
        assert (await offered(fake, guild, "set", "zone", "臺"))["台北（Asia/Taipei）"] == "Asia/Taipei"
        assert len(await offered(fake, guild, "set", "zone", "a")) == 25
        assert list(await offered(fake, guild, "set", "days"))[:3] == ["每天", "平日", "週末"]
        assert await offered(fake, guild, "set", "days", "一三五") == {"週一、週三、週五": "週一、週三、週五"}
        assert await offered(fake, guild, "set", "show", "mo") == {"moat": "moat"}
        assert list((await offered(fake, guild, "set", "language")).values()) == ["zh-TW", "en", "auto"]


@pytest.mark.parametrize("name", ["pause", "resume", "skip", "now", "history", "remove"])
async def test_the_schedules_there_are_offered_by_number(
    fake: FakeDiscord, guild: Guild, store: MemoryStore, name: str
) -> None:
    async with online(fake, bot_with(store), store):
        assert await offered(fake, guild, name, "which") == {}
        for options in ({"time": "09:00"}, {"time": "21:00", "days": "mon"}):
            await answered(await fake.people.slash(guild.channel, guild.owner, "daily set", options))
        assert await offered(fake, guild, name, "which") == {
            "1. 09:00（Asia/Taipei） · 每天": "1",
            "2. 21:00（Asia/Taipei） · 週一": "2",
        }
        assert list((await offered(fake, guild, name, "which", "21")).values()) == ["2"]


async def test_a_bot_without_schedules_offers_none(fake: FakeDiscord, guild: Guild, store: MemoryStore) -> None:
    async with online(fake, bot_over(store), store):
        assert await offered(fake, guild, "pause", "which") == {}


async def test_posting_again_works_after_a_restart_and_for_managers_only(
    fake: FakeDiscord, guild: Guild, store: MemoryStore
) -> None:
    await set_from(fake, store, (guild.channel, guild.owner))
    [schedule] = await store.read(lambda snapshot: snapshot.schedules())
    day = FixedClock().now().date() - timedelta(days=1)
    await store.claim_slot(SlotRecord(Slot(schedule.id, day), SlotState.UNKNOWN, "me", FixedClock().now()))
    listener = fake.world.user("乙")
    fake.world.member(guild, listener)
    button = f"n1:repost:{schedule.id}-{day:%Y%m%d}:0"
    async with online(fake, bot_with(store), store):
        shown = await (await fake.people.slash(guild.channel, guild.owner, "daily history", {"public": True})).answer()
        assert button in [item.get("custom_id") for item in shown.components]
    async with online(fake, bot_with(store), store):
        refused = await fake.people.press_old(shown, button, listener)
        assert "管理" in await answered(refused)
        assert "已貼出" in await answered(await fake.people.press(shown, button, guild.owner))


async def test_elsewhere_nothing_of_it_is_for_listeners(fake: FakeDiscord, guild: Guild, store: MemoryStore) -> None:
    await set_from(fake, store, (guild.channel, guild.owner))
    listener = fake.world.user("乙")
    fake.world.member(guild, listener)
    async with online(fake, bot_with(store), store):
        for name in ("pause", "resume", "skip", "now"):
            assert "管理" in await answered(await fake.people.slash(guild.channel, listener, f"daily {name}"))
    [schedule] = await store.read(lambda snapshot: snapshot.schedules())
    assert not schedule.rests
