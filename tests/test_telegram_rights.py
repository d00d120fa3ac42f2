"""Who may manage a chat, and post elsewhere: real python-telegram-bot against the fake platform."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from telegram import Bot as TelegramBot

from bot.access import Access
from bot.model import Destination, Place, PlaceKind, Platform
from bot.schedules import Schedules
from bot.slot_history import SlotHistory
from bot.slots import USUAL_PLAN, Slot, SlotRecord, SlotState
from handlers import functions
from handlers.asking import Asked, Bot, Function, Values
from handlers.functions import BY_NAME
from handlers.locale import words_for
from handlers.messages import Reply, sentences
from handlers.telegram import commands
from handlers.telegram.doorman import TelegramDoorman
from storage.sqlite import open_store
from tests.fake_telegram import Chat, FakeTelegram, User
from tests.fake_telegram.markup import slice_of
from tests.hand import Hand
from tests.small_library import HandClock
from tests.telegram_house import TelegramHouse

pytestmark = pytest.mark.io

CHINESE = words_for("zh-TW")


def told_rights(monkeypatch: pytest.MonkeyPatch) -> None:
    """A function for managers in the table, which answers others with the table's own sentence."""

    async def run(_bot: Bot, asked: Asked, _values: Values) -> Reply:
        return sentences(f"managed {asked.channel}")

    manage = Function("manage", (), "help.help", run, for_managers=True)
    table = {**BY_NAME, "manage": manage}
    monkeypatch.setattr(functions, "BY_NAME", table)
    monkeypatch.setattr(commands, "FUNCTIONS", tuple(table.values()))


async def test_administrators_may_manage_a_group_and_anyone_their_own_chat(
    telegram: FakeTelegram, house: TelegramHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    told_rights(monkeypatch)
    owner, helper, listener = telegram.user(), telegram.user(), telegram.user()
    group = telegram.group("Group", [owner, helper, listener])
    telegram.add_member(group, helper, "administrator")
    chat = telegram.private(listener)
    refused = CHINESE.say("error.function.managers")
    async with house.running():
        expected = {owner: f"managed {group.id}", helper: f"managed {group.id}", listener: refused}
        for user, answer in expected.items():
            telegram.say(group, user, "/manage")
            assert (await group.next_message()).text == answer
        telegram.say(chat, listener, "/manage")
        assert (await chat.next_message()).text == f"managed {chat.id}"
    assert len(telegram.journal.of("getChatMember")) == 3


async def test_rights_that_cannot_be_seen_are_none(
    telegram: FakeTelegram, house: TelegramHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    told_rights(monkeypatch)
    owner = telegram.user()
    group = telegram.group("Group", [owner])
    async with house.running():
        del telegram.world.users[owner.id]
        telegram.say(group, owner, "/manage")
        assert (await group.next_message()).text == CHINESE.say("error.function.managers")


async def test_anonymous_administrators_may_manage_their_group_and_linked_channels_may_not(
    telegram: FakeTelegram, house: TelegramHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    told_rights(monkeypatch)
    owner = telegram.user()
    group, channel = telegram.group("Group", [owner]), telegram.channel("News", [owner])
    hidden = {"id": 1_087_968_824, "is_bot": True, "first_name": "Group"}
    said = telegram.say(group, owner, "hello").wire() | {"text": "/manage", "from": hidden}
    async with house.running():
        for sender, answer in ((group, f"managed {group.id}"), (channel, CHINESE.say("error.function.managers"))):
            telegram.updates.push("message", said | {"sender_chat": sender.wire()})
            assert (await group.next_message()).text == answer
        forwarded = said | {"sender_chat": channel.wire(), "is_automatic_forward": True}
        telegram.updates.push("message", forwarded)
        telegram.say(group, owner, "/manage")
        assert (await group.next_message()).text == f"managed {group.id}"


async def test_a_topic_is_part_of_the_channel(
    telegram: FakeTelegram, house: TelegramHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    told_rights(monkeypatch)
    owner = telegram.user()
    forum = telegram.group("Forum", [owner], kind="forum")
    async with house.running():
        thread = telegram.topic(forum, "Episodes", owner)
        telegram.say(forum, owner, "/manage", thread_id=thread)
        assert (await forum.next_message()).text == f"managed {forum.id}/{thread}"


# ---------------------------------------------------------------- the daily clip


async def test_the_daily_clip_is_set_listed_and_removed_by_those_who_may(
    telegram: FakeTelegram, house: TelegramHouse, tmp_path: Path
) -> None:
    owner, listener = telegram.user(), telegram.user()
    group, chat = telegram.group("Group", [owner, listener]), telegram.private(owner)
    channel, foreign = telegram.channel("News", [owner], "naji_news"), telegram.channel("Other", [listener])
    async with await open_store(tmp_path / "naji.db") as store:
        schedules = Schedules(store, HandClock(), ZoneInfo("Asia/Taipei"), Access({}))
        naji = replace(house.naji(), schedules=schedules)
        async with house.running(house.chat(naji)):
            for where, who, text, code in (
                (group, owner, "/daily set 09:00", "daily.set-here"),
                (group, listener, "/daily set 10:00", "error.function.managers"),
                (chat, owner, "/daily set 08:00 Asia/Tokyo @naji_news", "daily.set-there"),
                (chat, owner, f"/daily set 08:00 {foreign.id}", "error.daily.may_not_post"),
                (group, owner, "/daily list", "daily.how-to"),
                (group, owner, "/daily remove 1", "daily.removed-here"),
                (group, owner, "/daily list", "error.daily.none_set"),
                (group, owner, "/daily", "help.managers"),
            ):
                telegram.say(where, who, text)
                assert CHINESE.say(code).partition("{")[0] in (await where.next_message()).text
        listed = await schedules.list(Place(Platform.TELEGRAM, PlaceKind.GROUP, str(channel.id)))
    assert [each.schedule.destination for each in listed] == [at(channel)]


async def test_the_next_post_is_told_so_that_each_client_shows_it_in_its_own_zone(
    telegram: FakeTelegram, house: TelegramHouse, tmp_path: Path
) -> None:
    owner = telegram.user()
    chat = telegram.private(owner)
    async with await open_store(tmp_path / "naji.db") as store:
        schedules = Schedules(store, HandClock(), ZoneInfo("Asia/Taipei"), Access({}))
        async with house.running(house.chat(replace(house.naji(), schedules=schedules))):
            telegram.say(chat, owner, '/daily set 09:00 台北 標題:"<b>早安</b>"')
            message = await chat.next_message()
            [listed] = await schedules.list(Place(Platform.TELEGRAM, PlaceKind.DIRECT, str(owner.id)))
    assert "標題「<b>早安</b>」" in message.text
    assert listed.next is not None
    told = [each for each in message.entities if each["type"] == "date_time"]
    assert [(each["unix_time"], each["date_time_format"]) for each in told] == [
        (int(listed.next.timestamp()), "wDt"),
        (int(listed.next.timestamp()), "r"),
    ]
    assert slice_of(message.text, told[0]).endswith("（Asia/Taipei）")


async def test_a_channels_post_is_posted_again_from_a_private_chat_by_those_who_manage_it(
    telegram: FakeTelegram, house: TelegramHouse, tmp_path: Path
) -> None:
    owner, other, clock = telegram.user(), telegram.user(), HandClock()
    channel = telegram.channel("News", [owner], "naji_news")
    async with await open_store(tmp_path / "naji.db") as store:
        schedules = Schedules(store, clock, ZoneInfo("UTC"), Access({}))
        schedule = (await schedules.set(at(channel), "09:00")).listed.schedule
        day = (clock.now() - timedelta(days=1)).date()
        await store.claim_slot(SlotRecord(Slot(schedule.id, day), SlotState.UNKNOWN, "me", clock.now()))
        history = SlotHistory(store, Access({}), clock)
        naji = replace(house.naji(), schedules=schedules, slot_history=history, by_hand=Hand(store))
        async with house.running(house.chat(naji)):
            chat, stranger = telegram.private(owner), telegram.private(other)
            telegram.say(chat, owner, f"/daily history {channel.id}")
            shown = await chat.next_message()
            telegram.say(stranger, other, "/help")
            data = f"n1:repost:{schedule.id}-{day:%Y%m%d}:0"
            refused = telegram.press_data(await stranger.next_message(), data, other)
            assert CHINESE.say("error.function.managers") == (await refused.answered())["text"]
            telegram.press(shown, ":repost:", owner)
            assert CHINESE.say("daily.outcome-sent") in (await chat.next_edit()).text


# ---------------------------------------------------------------- elsewhere


@pytest.fixture
async def doorman(telegram: FakeTelegram) -> AsyncIterator[TelegramDoorman]:
    async with TelegramBot(telegram.token, base_url=telegram.base_url) as bot:
        yield TelegramDoorman(bot)


def asker(user: User) -> str:
    return f"telegram:{user.id}"


def at(chat: Chat, topic: str = "") -> Destination:
    return Destination(Place(Platform.TELEGRAM, PlaceKind.GROUP, str(chat.id)), f"{chat.id}{topic}")


async def test_an_administrator_may_have_the_bot_post_into_a_channel_by_any_of_its_names(
    telegram: FakeTelegram, doorman: TelegramDoorman
) -> None:
    owner = telegram.user()
    channel = telegram.channel("News", [owner], username="naji_news")
    for typed in ("@naji_news", "https://t.me/naji_news", "t.me/naji_news", f" {channel.id} "):
        assert await doorman.may_post(asker(owner), typed) == at(channel)


async def test_an_administrator_may_have_the_bot_post_into_a_group_and_its_topics(
    telegram: FakeTelegram, doorman: TelegramDoorman
) -> None:
    owner = telegram.user()
    group = telegram.group("Group", [owner])
    assert await doorman.may_post(asker(owner), str(group.id)) == at(group)
    assert await doorman.may_post(asker(owner), f"{group.id}/7") == at(group, "/7")


async def test_nobody_else_may(telegram: FakeTelegram, doorman: TelegramDoorman) -> None:
    owner, member, stranger = telegram.user(), telegram.user(), telegram.user()
    channel = telegram.channel("News", [owner, member], username="naji_news")
    for who in (asker(member), asker(stranger), "telegram:999999999", f"discord:{owner.id}", "telegram:"):
        assert await doorman.may_post(who, "@naji_news") is None
    assert await doorman.may_post(asker(owner), str(channel.id)) is not None


async def test_what_is_no_channel_is_none(telegram: FakeTelegram, doorman: TelegramDoorman) -> None:
    owner, other = telegram.user(), telegram.user()
    telegram.private(owner)
    telegram.private(other)
    for typed in ("", "news", "@x", "@nobody_here", "-100999", str(owner.id), str(other.id), "<#7>", "-1/x"):
        assert await doorman.may_post(asker(owner), typed) is None


async def test_where_the_bot_may_not_post_nobody_may(telegram: FakeTelegram, doorman: TelegramDoorman) -> None:
    owner = telegram.user()
    channel, group, left = telegram.channel("News", [owner]), telegram.group("Group", [owner]), telegram.group()
    telegram.add_member(left, owner, "administrator")
    telegram.set_bot(channel, "administrator", "can_edit_messages")
    telegram.set_bot(group, "restricted", "can_send_photos")
    telegram.leave(left)
    for chat in (channel, group, left):
        assert await doorman.may_post(asker(owner), str(chat.id)) is None
    telegram.set_bot(group, "restricted", "can_send_messages")
    assert await doorman.may_post(asker(owner), str(group.id)) == at(group)


async def test_it_tells_what_the_bot_has_no_right_for(telegram: FakeTelegram, doorman: TelegramDoorman) -> None:
    owner = telegram.user()
    channel, group, chat = telegram.channel("News", [owner]), telegram.group("Group", [owner]), telegram.private(owner)
    plan = replace(USUAL_PLAN, pins=True)
    assert await doorman.lacks(at(group), plan) == ("pin",)
    assert await doorman.lacks(at(group), USUAL_PLAN) == ()
    telegram.set_bot(group, "administrator", "can_pin_messages")
    telegram.set_bot(channel, "administrator", "can_post_messages", "can_edit_messages")
    own = Destination(Place(Platform.TELEGRAM, PlaceKind.DIRECT, str(chat.id)), str(chat.id))
    for destination in (at(group, "/7"), at(channel), own):
        assert await doorman.lacks(destination, plan) == ()
    telegram.set_bot(channel, "administrator", "can_post_messages")
    assert await doorman.lacks(at(channel), plan) == ("pin",)
    telegram.leave(channel)
    assert await doorman.lacks(at(channel), plan) == ()


async def test_chats_are_called_by_their_titles(telegram: FakeTelegram, doorman: TelegramDoorman) -> None:
    owner = telegram.user()
    channel = telegram.channel("News", [owner])
    assert doorman.called(str(channel.id)) == ""
    assert await doorman.may_post(asker(owner), str(channel.id)) == at(channel)
    assert (doorman.called(str(channel.id)), doorman.called(f"{channel.id}/7")) == ("News", "News/7")


async def test_a_channel_that_shows_the_bot_no_members_is_none(
    telegram: FakeTelegram, doorman: TelegramDoorman
) -> None:
    owner = telegram.user()
    channel = telegram.channel("News", [owner])
    telegram.set_bot(channel, "member")
    assert await doorman.may_post(asker(owner), str(channel.id)) is None
