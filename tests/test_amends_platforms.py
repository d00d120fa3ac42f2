"""Corrections and aliases on Discord and Telegram, end to end against the fake platforms."""

import pytest

from bot.model import Place, PlaceKind, Platform
from tests.amend_shop import BOSS, Shop
from tests.discord_chat import answered, online
from tests.fake_discord import FakeDiscord, Guild, User
from tests.fake_telegram import Chat, FakeTelegram
from tests.fake_telegram import User as TelegramUser
from tests.telegram_house import TelegramHouse

pytestmark = pytest.mark.io

MOAT = "互成盒 → 護城河"
NOTE = "護城河〔更正，原辨識：互成盒〕"


@pytest.fixture
async def shop() -> Shop:
    return await Shop(by_moderators=["shop"]).fill()


# ---------------------------------------------------------------- Discord


async def slash(fake: FakeDiscord, guild: Guild, user: User, command: str, **options: str) -> str:
    return await answered(await fake.people.slash(guild.channel, user, command, options))


async def test_a_correction_goes_from_proposal_to_answer_on_discord(fake: FakeDiscord, shop: Shop) -> None:
    guild = fake.world.guild("群")
    listener = fake.world.user("乙")
    fake.world.member(guild, listener)
    clip = await shop.clip_of("做生意要有互成盒", Place(Platform.DISCORD, PlaceKind.GROUP, guild.id))
    async with online(fake, shop.bot(), shop.store):
        assert "就會生效" in await slash(fake, guild, listener, "correct", id=clip, change=MOAT)
        assert "等待決定" in await slash(fake, guild, guild.owner, "corrections list")
        assert "退回了" in await slash(fake, guild, guild.owner, "corrections reject", number="1")
        assert "採用了" in await slash(fake, guild, guild.owner, "corrections accept", number="1")
        assert NOTE in await slash(fake, guild, listener, "quote", text="護城河")
        assert NOTE in await slash(fake, guild, listener, "clip", id=clip)
        assert "刪除了" in await slash(fake, guild, guild.owner, "corrections remove", number="1")
        assert NOTE not in await slash(fake, guild, listener, "clip", id=clip)


async def test_an_alias_goes_from_setting_to_answer_on_discord(fake: FakeDiscord, shop: Shop) -> None:
    guild = fake.world.guild("群")
    listener = fake.world.user("乙")
    fake.world.member(guild, listener)
    async with online(fake, shop.bot(), shop.store):
        assert "同一個" in await slash(fake, guild, guild.owner, "alias add", names="Morioka = 岩手")
        assert "1. Morioka = 岩手" in await slash(fake, guild, listener, "alias list")
        assert "別名：Morioka = 岩手" in await slash(fake, guild, listener, "quote", text="Morioka")
        assert "取消了" in await slash(fake, guild, guild.owner, "alias remove", which="1")
        assert "別名" not in await slash(fake, guild, listener, "quote", text="Morioka")


async def test_a_listener_sets_and_decides_nothing_on_discord(fake: FakeDiscord, shop: Shop) -> None:
    guild = fake.world.guild("群")
    listener = fake.world.user("乙")
    fake.world.member(guild, listener)
    async with online(fake, shop.bot(), shop.store):
        with pytest.raises(AssertionError, match="not offered"):
            await slash(fake, guild, listener, "corrections remove", number="1")
        assert "管理權限" in await slash(fake, guild, listener, "alias add", names="Morioka = 岩手")
        assert "還沒有設定別名" in await slash(fake, guild, listener, "alias list")


# ---------------------------------------------------------------- Telegram


async def said(telegram: FakeTelegram, chat: Chat, user: TelegramUser, text: str) -> str:
    telegram.say(chat, user, text)
    return (await chat.next_message()).text


async def test_a_correction_goes_from_proposal_to_answer_on_telegram(telegram: FakeTelegram, shop: Shop) -> None:
    owner, listener = telegram.user(), telegram.user()
    group = telegram.group("Group", [owner, listener])
    clip = await shop.clip_of("做生意要有互成盒", Place(Platform.TELEGRAM, PlaceKind.GROUP, str(group.id)))
    house = TelegramHouse(telegram)
    async with house.running(house.chat(shop.bot())):
        assert "就會生效" in await said(telegram, group, listener, f"/correct {clip} {MOAT}")
        assert "管理權限" in await said(telegram, group, listener, "/corrections accept 1")
        assert "等待決定" in await said(telegram, group, owner, "/corrections list")
        assert "退回了" in await said(telegram, group, owner, "/corrections reject 1")
        assert "採用了" in await said(telegram, group, owner, "/corrections accept 1")
        assert NOTE in await said(telegram, group, listener, "/quote 護城河")
        assert NOTE in await said(telegram, group, listener, f"/clip {clip}")
        assert "刪除了" in await said(telegram, group, owner, "/corrections remove 1")
        assert NOTE not in await said(telegram, group, listener, f"/clip {clip}")


async def test_an_alias_goes_from_setting_to_answer_on_telegram(telegram: FakeTelegram, shop: Shop) -> None:
    owner, listener = telegram.user(), telegram.user()
    group = telegram.group("Group", [owner, listener])
    house = TelegramHouse(telegram)
    async with house.running(house.chat(shop.bot())):
        assert "管理權限" in await said(telegram, group, listener, "/alias add Morioka = 岩手")
        assert "同一個" in await said(telegram, group, owner, "/alias add Morioka = 岩手")
        assert "1. Morioka = 岩手" in await said(telegram, group, listener, "/alias list")
        assert "別名：Morioka = 岩手" in await said(telegram, group, listener, "/quote Morioka")
        assert "取消了" in await said(telegram, group, owner, "/alias remove 1")
        assert "別名" not in await said(telegram, group, listener, "/quote Morioka")


async def test_an_inline_result_shows_its_correction(telegram: FakeTelegram, shop: Shop) -> None:
    await shop.corrections.add(BOSS, ("ep1", "00:08"), (), ("互成盒", "護城河"))
    user = telegram.user()
    house = TelegramHouse(telegram)
    async with house.running(house.chat(shop.bot())):
        query = telegram.inline(user, "護城河")
        await query.answered()
    assert NOTE in query.results[0]["description"]
    assert NOTE in query.results[0]["input_message_content"]["message_text"].replace("<b>", "").replace("</b>", "")
