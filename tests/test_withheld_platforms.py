"""Hiding, blocking and reporting on Discord, Telegram and the console, end to end against the fake platforms."""

import pytest

from bot.model import Place, PlaceKind, Platform
from bot.slots import SlotState
from handlers.locale import words_for
from tests.daily_station import NINE, ON_DISCORD, add_episode, cues, round_of, station
from tests.discord_chat import answered, online, shown
from tests.fake_discord import FakeDiscord, Guild, Message, User
from tests.fake_telegram import Chat, FakeTelegram
from tests.fake_telegram import Message as TelegramMessage
from tests.fake_telegram import User as TelegramUser
from tests.memory import MemoryStore
from tests.telegram_house import TelegramHouse
from tests.withheld_house import BOSS, HIDDEN, LINES, OPERATOR, House, asked_in_console

pytestmark = pytest.mark.io

MANAGERS = words_for("zh-TW").say("error.function.managers")


@pytest.fixture
async def house() -> House:
    return await House().fill()


# ---------------------------------------------------------------- Discord


async def slash(fake: FakeDiscord, guild: Guild, user: User, command: str, **options: str) -> str:
    return await answered(await fake.people.slash(guild.channel, user, command, options))


async def opened(fake: FakeDiscord, guild: Guild, user: User, clip: str, *, public: bool = False) -> Message:
    options = {"id": clip, "public": public}
    return await (await fake.people.slash(guild.channel, user, "clip", options)).answer()


def labels(message: Message) -> list[str]:
    return [each["label"] for each in message.components if "label" in each]


def on_discord(guild: Guild) -> Place:
    return Place(Platform.DISCORD, PlaceKind.GROUP, guild.id)


async def test_a_clip_is_hidden_listed_and_shown_again_on_discord(fake: FakeDiscord, house: House) -> None:
    guild, other = fake.world.guild("群"), fake.world.guild("別的群")
    clip = await house.clip_of(place=on_discord(guild))
    async with online(fake, house.bot(), house.store):
        assert "不會再顯示" in await slash(fake, guild, guild.owner, "hide", id=clip)
        assert "傘柄上" not in await slash(fake, guild, guild.owner, "quote", text="徒弟提議")
        assert "在這裡不顯示" in await slash(fake, guild, guild.owner, "clip", id=clip)
        assert "「徒弟提議在傘柄上刻字」" in await slash(fake, other, other.owner, "quote", text=HIDDEN)
        assert clip in await slash(fake, guild, guild.owner, "hidden")
        assert "又看得到了" in await slash(fake, guild, guild.owner, "unhide", id=clip)
        assert "「徒弟提議在傘柄上刻字」" in await slash(fake, guild, guild.owner, "quote", text=HIDDEN)


async def test_an_open_clip_is_hidden_in_its_place_and_back_by_buttons_on_discord(
    fake: FakeDiscord, house: House
) -> None:
    guild = fake.world.guild("群")
    clip = await house.clip_of(place=on_discord(guild))
    async with online(fake, house.bot(), house.store):
        message = await opened(fake, guild, guild.owner, clip)
        pressed = await fake.people.press(message, message.labelled("隱藏"), guild.owner)
        hidden = await pressed.answer()
        assert hidden is message
        assert "刻字" not in shown(hidden.embeds[0])
        await answered(await fake.people.press(hidden, hidden.labelled("取消隱藏"), guild.owner))
        assert "刻字" in await slash(fake, guild, guild.owner, "clip", id=clip)


async def test_listeners_are_offered_to_report_and_not_to_hide_on_discord(fake: FakeDiscord, house: House) -> None:
    guild, listener = fake.world.guild("群"), fake.world.user("乙")
    fake.world.member(guild, listener)
    clip = await house.clip_of(place=on_discord(guild))
    async with online(fake, house.bot(), house.store):
        message = await opened(fake, guild, listener, clip)
        assert "隱藏" not in labels(message)
        before = shown(message.embeds[0])
        pressed = await fake.people.press(message, message.labelled("回報"), listener)
        (told,) = await pressed.followed_up()
        assert "收到回報了" in shown(told.embeds[0])
        assert shown(message.embeds[0]) == before
        assert "1 人回報" in await slash(fake, guild, guild.owner, "reports")
        with pytest.raises(AssertionError, match="not offered"):
            await slash(fake, guild, listener, "reports")


async def test_a_listener_who_presses_a_moderators_button_hides_nothing_on_discord(
    fake: FakeDiscord, house: House
) -> None:
    guild, listener = fake.world.guild("群"), fake.world.user("乙")
    fake.world.member(guild, listener)
    clip = await house.clip_of(place=on_discord(guild))
    async with online(fake, house.bot(), house.store):
        message = await opened(fake, guild, guild.owner, clip, public=True)
        assert MANAGERS in await answered(await fake.people.press(message, message.labelled("隱藏"), listener))
        assert "刻字" in await slash(fake, guild, listener, "clip", id=clip)


async def test_a_report_is_decided_by_its_buttons_on_discord(fake: FakeDiscord, house: House) -> None:
    guild = fake.world.guild("群")
    first = await house.clip_of(place=on_discord(guild))
    second = await house.clip_of(LINES[0], place=on_discord(guild))
    async with online(fake, house.bot(), house.store):
        for clip in (first, second):
            assert "收到回報了" in await slash(fake, guild, guild.owner, "report", id=clip, why="電話")
        message = await (await fake.people.slash(guild.channel, guild.owner, "reports")).answer()
        assert "原因：電話" in shown(message.embeds[0])
        pressed = await fake.people.press(message, message.labelled("不處理 2"), guild.owner)
        assert "照常顯示" in await answered(pressed)
        message = await (await fake.people.slash(guild.channel, guild.owner, "reports")).answer()
        await answered(await fake.people.press(message, message.labelled("隱藏 1"), guild.owner))
        assert "目前沒有回報" in await slash(fake, guild, guild.owner, "reports")
        assert "在這裡不顯示" in await slash(fake, guild, guild.owner, "clip", id=first)


async def test_words_are_blocked_and_allowed_again_on_discord(fake: FakeDiscord, house: House) -> None:
    guild = fake.world.guild("群")
    async with online(fake, house.bot(), house.store):
        assert "不會顯示" in await slash(fake, guild, guild.owner, "blocked add", words="刻字")
        assert "1. 刻字" in await slash(fake, guild, guild.owner, "blocked list")
        assert "刻字" not in await slash(fake, guild, guild.owner, "quote", text="徒弟提議")
        assert "不再封鎖" in await slash(fake, guild, guild.owner, "blocked remove", which="1")
        assert "刻字" in await slash(fake, guild, guild.owner, "quote", text=HIDDEN)


# ---------------------------------------------------------------- Telegram


async def said(telegram: FakeTelegram, chat: Chat, user: TelegramUser, text: str) -> TelegramMessage:
    telegram.say(chat, user, text)
    return await chat.next_message()


def on_telegram(chat: Chat) -> Place:
    return Place(Platform.TELEGRAM, PlaceKind.GROUP, str(chat.id))


async def test_a_clip_is_hidden_listed_and_shown_again_on_telegram(telegram: FakeTelegram, house: House) -> None:
    owner, listener = telegram.user(), telegram.user()
    group = telegram.group("Group", [owner, listener])
    clip = await house.clip_of(place=on_telegram(group))
    platform = TelegramHouse(telegram)
    async with platform.running(platform.chat(house.bot())):
        assert "管理權限" in (await said(telegram, group, listener, f"/hide {clip}")).text
        assert "不會再顯示" in (await said(telegram, group, owner, f"/hide {clip}")).text
        assert "傘柄上" not in (await said(telegram, group, listener, "/quote 徒弟提議")).text
        assert "在這裡不顯示" in (await said(telegram, group, listener, f"/clip {clip}")).text
        assert clip in (await said(telegram, group, owner, "/hidden")).text
        assert "又看得到了" in (await said(telegram, group, owner, f"/unhide {clip}")).text
        assert "刻字" in (await said(telegram, group, listener, f"/clip {clip}")).text


async def test_in_a_group_on_telegram_who_presses_is_asked_for_their_rights(
    telegram: FakeTelegram, house: House
) -> None:
    owner, listener = telegram.user(), telegram.user()
    group = telegram.group("Group", [owner, listener])
    clip = await house.clip_of(place=on_telegram(group))
    platform = TelegramHouse(telegram)
    async with platform.running(platform.chat(house.bot())):
        message = await said(telegram, group, listener, f"/clip {clip}")
        before = message.text
        assert (await telegram.press(message, "隱藏", listener).answered())["text"] == MANAGERS
        assert message.text == before
        telegram.press(message, "隱藏", owner)
        hidden = await group.next_edit()
        assert hidden is message
        assert "刻字" not in hidden.text
        telegram.press(hidden, "取消隱藏", owner)
        assert "又看得到了" in (await group.next_edit()).text
        assert "刻字" in (await said(telegram, group, listener, f"/clip {clip}")).text


async def test_a_pressed_report_leaves_the_clip_as_it_is_on_telegram(telegram: FakeTelegram, house: House) -> None:
    owner, listener = telegram.user(), telegram.user()
    group = telegram.group("Group", [owner, listener])
    clip = await house.clip_of(place=on_telegram(group))
    platform = TelegramHouse(telegram)
    async with platform.running(platform.chat(house.bot())):
        message = await said(telegram, group, listener, f"/clip {clip}")
        told = await telegram.press(message, "回報", listener).answered()
        assert "收到回報了" in told["text"]
        assert "/correct" in told["text"]
        assert "刻字" in message.text
        await said(telegram, group, listener, f"/report {clip} 電話")
        listed = await said(telegram, group, owner, "/reports")
        assert "1 人回報" in listed.text
        assert "原因：電話" in listed.text
        telegram.press(listed, "不處理 1", owner)
        assert "照常顯示" in (await group.next_edit()).text
        assert "目前沒有回報" in (await said(telegram, group, owner, "/reports")).text


async def test_everybody_hides_in_their_own_chat_on_telegram(telegram: FakeTelegram, house: House) -> None:
    user = telegram.user()
    chat = telegram.private(user)
    clip = await house.clip_of()
    platform = TelegramHouse(telegram)
    async with platform.running(platform.chat(house.bot())):
        message = await said(telegram, chat, user, f"/clip {clip}")
        telegram.press(message, "隱藏", user)
        assert "不會再顯示" in (await chat.next_edit()).text
        assert "在這裡不顯示" in (await said(telegram, chat, user, f"/clip {clip}")).text
    assert any("刻字" in text for text in await house.seen(HIDDEN))


async def test_words_are_blocked_and_allowed_again_on_telegram(telegram: FakeTelegram, house: House) -> None:
    owner = telegram.user()
    group = telegram.group("Group", [owner])
    platform = TelegramHouse(telegram)
    async with platform.running(platform.chat(house.bot())):
        await said(telegram, group, owner, "/blocked add 刻字")
        assert "1. 刻字" in (await said(telegram, group, owner, "/blocked list")).text
        assert "刻字" not in (await said(telegram, group, owner, "/quote 徒弟提議")).text
        await said(telegram, group, owner, "/blocked remove 刻字")
        assert "刻字" in (await said(telegram, group, owner, f"/quote {HIDDEN}")).text


async def test_an_inline_query_finds_nothing_that_the_operator_hid(telegram: FakeTelegram, house: House) -> None:
    clip = await house.clip_of()
    platform = TelegramHouse(telegram)
    async with platform.running(platform.chat(house.bot())):
        assert "傘柄" in str(await inline(telegram))
        await house.moderation.hide(BOSS, clip)
        assert "傘柄" not in str(await inline(telegram))
        await house.moderation.unhide(BOSS, clip)
        assert "傘柄" in str(await inline(telegram))


async def inline(telegram: FakeTelegram) -> list[str]:
    """The words of what somebody is answered for whom Telegram has kept nothing."""
    query = telegram.inline(telegram.user(), "徒弟提議在傘柄上")
    await query.answered()
    return [result["input_message_content"]["message_text"].replace("<b>", "") for result in query.results]


# ---------------------------------------------------------------- console


async def test_the_operator_hides_and_undoes_by_typing_the_keys_of_buttons(house: House) -> None:
    clip = await house.clip_of(place=OPERATOR)
    reply = await asked_in_console(house, f"/clip {clip}", ())
    told = [reply.text]
    for typed in ("/hide", f"/clip {clip}", "/hidden", "1", f"/clip {clip}", f"/report {clip} 甲"):
        reply = await asked_in_console(house, typed, reply.buttons)
        told.append(reply.text)
    assert ["刻字" in text for text in told] == [True, False, False, False, False, True, False]
    assert "哪裡都不會再顯示" in told[1]
    reply = await asked_in_console(house, "/reports", ())
    assert [button.key for button in reply.buttons] == ["1", "h1", "d1"]
    assert "照常顯示" in (await asked_in_console(house, "d1", reply.buttons)).text


# ---------------------------------------------------------------- the clip of the day


async def test_a_post_that_is_taken_up_after_a_crash_is_not_sent_once_it_is_hidden() -> None:
    built = station(MemoryStore())
    await add_episode(built.store, "e1", cues(60))
    await built.set(ON_DISCORD)
    built.clock.instant = NINE

    def breaks_off() -> None:
        raise KeyError

    built.outboxes[Platform.DISCORD].before = breaks_off
    await built.poster().post_due()
    (left,) = await built.records()
    assert left.state is SlotState.SENDING
    assert left.clip is not None
    house = House(built.store, built.clock)
    await house.moderation.hide(BOSS, left.clip)
    built.outboxes[Platform.DISCORD].before = lambda: None
    built.clock.advance(left.lease - built.clock.now())
    (record,) = await round_of(built.poster())
    assert record.state is SlotState.UNKNOWN
    assert built.posts(Platform.DISCORD) == 0


async def test_the_poster_posts_nothing_that_is_hidden_at_its_destination() -> None:
    built = station(MemoryStore())
    await add_episode(built.store, "e1", cues(60))
    await built.set(ON_DISCORD)
    built.clock.instant = NINE
    house = House(built.store, built.clock)
    await house.moderation.hide_episode(BOSS, "open", "e1")
    (record,) = await round_of(built.poster())
    assert record.reason is not None
    assert record.reason.code == "daily.no_clip"
