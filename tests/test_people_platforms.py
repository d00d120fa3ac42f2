"""What people keep and what is kept of them on Discord and Telegram, end to end against the fake platforms."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.model import Place, PlaceKind, Platform
from bot.questions import Presser
from tests.discord_chat import online, shown
from tests.fake_discord import FakeDiscord, Guild, Message, User
from tests.fake_telegram import Chat, FakeTelegram
from tests.fake_telegram import Message as TelegramMessage
from tests.fake_telegram import User as TelegramUser
from tests.people_house import SECOND, WORDS, PeopleHouse, people_house
from tests.telegram_house import TelegramHouse

pytestmark = pytest.mark.io

SAVE, UNSAVE, OPEN = (WORDS.say(f"button.{name}") for name in ("save", "unsave", "open"))
BACK, NEXT, MORE = (WORDS.say(f"button.{name}") for name in ("saved", "next-page", "more"))
FORGET, SURE, KEEP = (WORDS.say(f"button.{name}") for name in ("forget", "forget-sure", "forget-not"))
OUT, BACK_IN = WORDS.say("button.opt-out"), WORDS.say("button.opt-in")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[PeopleHouse]:
    async with people_house(tmp_path) as built:
        yield built


# ---------------------------------------------------------------- Discord


def text_of(message: Message) -> str:
    return shown(message.embeds[0])


async def slash(fake: FakeDiscord, guild: Guild, command: str, **options: object) -> Message:
    """The answer to the owner of the server."""
    return await (await fake.people.slash(guild.channel, guild.owner, command, options)).answer()


async def pressed(fake: FakeDiscord, message: Message, label: str, user: User) -> Message:
    """What a press is answered with: the same message, or another beside it."""
    return await (await fake.people.press(message, message.labelled(label), user)).answer()


async def test_discord_saves_beside_the_open_clip(fake: FakeDiscord, guild: Guild, house: PeopleHouse) -> None:
    async with online(fake, house.bot(), house.store):
        found = await slash(fake, guild, "quote", text="護城河")
        await pressed(fake, found, OPEN, guild.owner)
        before = text_of(found)
        told = await pressed(fake, found, SAVE, guild.owner)
        assert "收藏好了" in text_of(told)
        assert told.only_for is guild.owner
        assert text_of(found) == before
        assert found.labelled(WORDS.say("button.list"))


async def test_discord_saves_for_whoever_presses(fake: FakeDiscord, guild: Guild, house: PeopleHouse) -> None:
    listener = fake.world.user("乙")
    fake.world.member(guild, listener)
    clip = await house.clip(3)
    async with online(fake, house.bot(), house.store):
        public = await slash(fake, guild, "clip", id=clip.id, public=True)
        told = await pressed(fake, public, SAVE, listener)
        assert "收藏好了" in text_of(told)
        assert told.only_for is listener
        assert "第3句" in text_of(public)
    assert (await house.people.kept_of(f"discord:{listener.id}")).bookmarks == 1
    assert not (await house.people.kept_of(f"discord:{guild.owner.id}")).bookmarks


async def test_discord_lists_turns_opens_widens_and_removes(
    fake: FakeDiscord, guild: Guild, house: PeopleHouse
) -> None:
    async with online(fake, house.bot(), house.store):
        for nth in range(6):
            clip = await house.clip(nth)
            message = await slash(fake, guild, "clip", id=clip.id)
            await pressed(fake, message, SAVE, guild.owner)
            house.clock.advance(SECOND)
        listed = await slash(fake, guild, "saved")
        assert listed.only_for is guild.owner
        assert "1 EP4 00:20 第5句說到護城河了" in text_of(listed)
        for label, said in (
            (NEXT, "6 / 6"),
            ("6", "第0句"),
            (MORE, "第4句"),
            (BACK, "6 / 6"),
            ("6", "第0句"),
            (UNSAVE, "你的收藏：5 段"),
        ):
            assert said in text_of(await pressed(fake, listed, label, guild.owner)), label


async def test_discord_shows_privacy_to_the_asker_and_deletes_and_opts(
    fake: FakeDiscord, guild: Guild, house: PeopleHouse
) -> None:
    async with online(fake, house.bot(), house.store):
        await slash(fake, guild, "quote", text="護城河")
        told = await slash(fake, guild, "privacy")
        assert told.only_for is guild.owner
        for label, said in (
            (FORGET, "真的要刪嗎"),
            (KEEP, "搜尋：1 次"),
            (FORGET, "真的要刪嗎"),
            (SURE, "1 次搜尋"),
        ):
            assert said in text_of(await pressed(fake, told, label, guild.owner)), label
        told = await slash(fake, guild, "privacy")
        assert "只記著" in text_of(await pressed(fake, told, OUT, guild.owner))
        found = await slash(fake, guild, "quote", text="護城河")
        assert "不能翻頁" in text_of(found)
        assert "第2句" in text_of(await pressed(fake, found, "3", guild.owner))
        assert "只有下面這些" in text_of(await pressed(fake, told, BACK_IN, guild.owner))


# ---------------------------------------------------------------- Telegram


async def said(telegram: FakeTelegram, chat: Chat, user: TelegramUser, text: str) -> TelegramMessage:
    telegram.say(chat, user, text)
    return await chat.next_message()


async def turned(telegram: FakeTelegram, message: TelegramMessage, label: str) -> str:
    """What the message shows after its button was pressed."""
    query = telegram.press(message, label)
    await query.answered()
    return (await message.chat.next_edit()).text


async def test_telegram_saves_beside_the_open_clip(telegram: FakeTelegram, house: PeopleHouse) -> None:
    user, other = telegram.user(), telegram.user()
    group = telegram.group("Group", [user, other])
    clip = await house.clip(3)
    on_telegram = TelegramHouse(telegram)
    async with on_telegram.running(on_telegram.chat(house.bot())):
        message = await said(telegram, group, user, f"/clip {clip.id}")
        for presser, told in ((other, "收藏好了"), (other, "之前就收藏了"), (user, "收藏好了")):
            query = telegram.press(message, SAVE, presser)
            answer = await query.answered()
            assert told in answer["text"]
            assert answer["show_alert"]
    assert message.versions == []
    assert SAVE in message.labels


async def test_telegram_lists_turns_opens_widens_and_removes_in_private(
    telegram: FakeTelegram, house: PeopleHouse
) -> None:
    user = telegram.user()
    chat = telegram.private(user)
    for nth in range(6):
        house.clock.advance(SECOND)
        await house.people.save(
            (await house.clip(nth)).id,
            Presser(Place(Platform.TELEGRAM, PlaceKind.DIRECT, str(user.id)), f"telegram:{user.id}"),
        )
    on_telegram = TelegramHouse(telegram)
    async with on_telegram.running(on_telegram.chat(house.bot())):
        listed = await said(telegram, chat, user, "/saved")
        assert "1 EP4 00:20 第5句說到護城河了" in listed.text
        for label, told in (
            (NEXT, "6 / 6"),
            ("6", "第0句"),
            (MORE, "第4句"),
            (BACK, "6 / 6"),
            ("6", "第0句"),
            (UNSAVE, "你的收藏：5 段"),
        ):
            assert told in await turned(telegram, listed, label), label


async def test_telegram_tells_deletes_and_opts_in_private(telegram: FakeTelegram, house: PeopleHouse) -> None:
    user = telegram.user()
    chat = telegram.private(user)
    on_telegram = TelegramHouse(telegram)
    async with on_telegram.running(on_telegram.chat(house.bot())):
        await said(telegram, chat, user, "護城河")
        told = await said(telegram, chat, user, "/privacy")
        assert "/alias remove" in told.text
        assert "真的要刪嗎" in await turned(telegram, told, FORGET)
        assert "搜尋：1 次" in await turned(telegram, told, KEEP)
        await turned(telegram, told, FORGET)
        assert "1 次搜尋" in await turned(telegram, told, SURE)
        told = await said(telegram, chat, user, "/privacy")
        assert "只記著" in await turned(telegram, told, OUT)
        found = await said(telegram, chat, user, "護城河")
        assert "不能翻頁" in found.text
        assert "第2句" in await turned(telegram, found, "3")
        assert "只有下面這些" in await turned(telegram, told, BACK_IN)


@pytest.mark.parametrize("name", ["saved", "privacy"])
async def test_in_a_telegram_group_ones_own_things_are_told_in_private_only(
    telegram: FakeTelegram, house: PeopleHouse, name: str
) -> None:
    user = telegram.user()
    group, chat = telegram.group("Group", [user]), telegram.private(user)
    await house.people.save(
        (await house.clip(3)).id,
        Presser(Place(Platform.TELEGRAM, PlaceKind.DIRECT, str(user.id)), f"telegram:{user.id}"),
    )
    on_telegram = TelegramHouse(telegram)
    async with on_telegram.running(on_telegram.chat(house.bot())):
        told = await said(telegram, group, user, f"/{name}")
        assert f"請私訊我 /{name}" in told.text
        assert "第3句" not in told.text
        assert "1 段" not in told.text
        assert f"start={name}" in str(told.wire())
        telegram.start(user, name)
        assert ("第3句" if name == "saved" else "片段：1 段") in (await chat.next_message()).text


async def test_a_private_shows_clip_that_was_saved_in_its_group_is_not_seen_in_private(
    telegram: FakeTelegram, tmp_path: Path
) -> None:
    user = telegram.user()
    group, chat = telegram.group("Group", [user]), telegram.private(user)
    async with people_house(tmp_path, chats=frozenset({str(group.id)})) as house:
        secret = await house.clip(1, "secret", "s1")
        on_telegram = TelegramHouse(telegram)
        async with on_telegram.running(on_telegram.chat(house.bot())):
            message = await said(telegram, group, user, f"/clip {secret.id}")
            await telegram.press(message, SAVE, user).answered()
            listed = await said(telegram, chat, user, "/saved")
            assert "祕密" not in listed.text
            assert "另外 1 段" in listed.text
