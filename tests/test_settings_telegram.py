"""What a chat sets, on Telegram, end to end: real python-telegram-bot, the fake platform, the real store."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.model import Destination, Place, PlaceKind, Platform
from bot.place_settings import PlaceSettings
from handlers.locale import words_for
from handlers.telegram.client import TelegramChat
from tests.daily_station import post_of
from tests.fake_telegram import Chat, FakeTelegram, User
from tests.place_house import PlaceHouse, place_house
from tests.telegram_house import TelegramHouse

pytestmark = pytest.mark.io

ENGLISH = words_for("en")
DONE = "/help"
"""What is asked last, so that everything before it has been answered, or passed over in silence."""


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[PlaceHouse]:
    async with place_house(tmp_path) as built:
        yield built


def running(telegram: FakeTelegram, house: PlaceHouse) -> AbstractAsyncContextManager[TelegramChat]:
    """The bot of the house, polling."""
    chat = TelegramHouse(telegram)
    return chat.running(chat.chat(house.bot()))


def here(chat: Chat) -> Place:
    return Place(Platform.TELEGRAM, PlaceKind.GROUP, str(chat.id))


async def said(telegram: FakeTelegram, chat: Chat, user: User, text: str = "/quote 護城河") -> str:
    telegram.say(chat, user, text)
    return (await chat.next_message()).text


async def all_said(telegram: FakeTelegram, chat: Chat, user: User, *texts: str) -> list[str]:
    """Everything that is answered to several messages; what is passed over in silence is missing."""
    before = len(chat.sent)
    for text in (*texts, DONE):
        telegram.say(chat, user, text)
    while "/random" not in (await chat.next_message()).text:
        pass
    return [message.text for message in chat.sent[before:]][:-1]


async def test_an_administrator_sets_a_group_and_a_listener_does_not(telegram: FakeTelegram, house: PlaceHouse) -> None:
    owner, listener = telegram.user(), telegram.user()
    group = telegram.group("Group", [owner, listener])
    async with running(telegram, house):
        assert "管理權限" in await said(telegram, group, listener, "/settings language en")
        assert "只找這些節目：rain、tea" in await said(telegram, group, owner, "/settings shows tea rain")
        assert "每隔 4 秒" in await said(telegram, group, owner, "/settings cooldown 4")
        assert "只有 Discord 有" in await said(telegram, group, owner, "/settings private off")
        assert "群組的管理員" in await said(telegram, group, owner, "/settings role none")
        shown = await said(telegram, group, owner, "/settings show")
    assert "/settings private" not in shown
    assert "/settings role" not in shown
    assert await house.places.at(here(group)) == PlaceSettings(cooldown_s=4)


async def test_a_group_is_answered_in_its_own_language_and_no_other_is(
    telegram: FakeTelegram, house: PlaceHouse
) -> None:
    owner = telegram.user(language_code="zh-hant")
    group, other = telegram.group("Group", [owner]), telegram.group("Other", [owner])
    async with running(telegram, house):
        assert "Answers here are in English" in await said(telegram, group, owner, "/settings language en")
        assert ENGLISH.say("help.random") in await said(telegram, group, owner, "/help")
        assert ENGLISH.say("help.random") not in await said(telegram, other, owner, "/help")
        assert ENGLISH.say("help.random") not in await said(telegram, telegram.private(owner), owner, "/help")


async def test_a_button_in_a_group_is_answered_in_its_language(telegram: FakeTelegram, house: PlaceHouse) -> None:
    owner = telegram.user()
    group = telegram.group("Group", [owner])
    await house.places.speak(here(group), "en")
    async with running(telegram, house):
        telegram.say(group, owner, "/quote 護城河")
        message = await group.next_message()
        await telegram.press(message, ENGLISH.say("button.open"), owner).answered()
        assert ENGLISH.say("button.list") in (await group.next_edit()).labels


async def test_a_private_chat_is_answered_in_the_language_that_was_set_there(
    telegram: FakeTelegram, house: PlaceHouse
) -> None:
    user = telegram.user(language_code="zh-hant")
    private = telegram.private(user)
    async with running(telegram, house):
        await said(telegram, private, user, "/settings language en")
        assert ENGLISH.say("help.random") in await said(telegram, private, user, "/help")
        assert "server or a group" in await said(telegram, private, user, "/settings cooldown 0")


@pytest.mark.parametrize(("language", "wanted"), [("en", "en"), ("auto", "zh-TW")])
async def test_a_post_is_in_the_chats_language(
    telegram: FakeTelegram, house: PlaceHouse, language: str, wanted: str
) -> None:
    channel = telegram.channel()
    await house.places.speak(here(channel), language)
    clip = await house.bot().clips.random(here(channel), "seed")
    async with running(telegram, house) as chat:
        await chat.outbox.post(post_of(Destination(here(channel), str(channel.id)), clip.clip, "nonce"))
    assert channel.sent[0].text.startswith(words_for(wanted).say("telegram.clip-of-the-day"))


async def test_settings_that_cannot_be_read_stop_no_answer(
    telegram: FakeTelegram, house: PlaceHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_place: Place) -> PlaceSettings:
        raise StoreError("store.failed", path="naji.db", reason="disk")

    user = telegram.user()
    monkeypatch.setattr(house.places, "at", broken)
    async with running(telegram, house):
        assert "老客人" in await said(telegram, telegram.private(user), user, "護城河")


# ---------------------------------------------------------------- who waits


async def test_who_searches_too_fast_is_told_once_a_minute_and_then_not_answered(
    telegram: FakeTelegram, house: PlaceHouse
) -> None:
    owner, listener = telegram.user(), telegram.user()
    group = telegram.group("Group", [owner, listener])
    async with running(telegram, house):
        first = await all_said(telegram, group, listener, *["/quote 護城河"] * 6)
        assert [("請等 10 秒再找" in text, "老客人" in text) for text in first] == [
            (False, True), (False, True), (True, False),
        ]  # fmt: skip
        house.now_s += 59
        assert len(await all_said(telegram, group, listener, *["/random"] * 6)) == 2
        house.now_s += 2
        assert ["請等 8 秒再找" in text for text in await all_said(telegram, group, listener, *["/random"] * 6)] == [
            True
        ]


async def test_rights_are_not_asked_of_telegram_for_each_search_of_a_flood(
    telegram: FakeTelegram, house: PlaceHouse
) -> None:
    owner, listener = telegram.user(), telegram.user()
    group = telegram.group("Group", [owner, listener])
    async with running(telegram, house):
        await all_said(telegram, group, listener, *["/quote 護城河"] * 9)
    assert len(telegram.journal.of("getChatMember")) == 1


async def test_administrators_never_wait(telegram: FakeTelegram, house: PlaceHouse) -> None:
    owner = telegram.user()
    group = telegram.group("Group", [owner])
    async with running(telegram, house):
        answered = await all_said(telegram, group, owner, *["/quote 護城河"] * 5)
    assert ["老客人" in text for text in answered] == [True] * 5


async def test_plain_text_in_a_private_chat_waits_and_inline_and_buttons_do_not(
    telegram: FakeTelegram, house: PlaceHouse
) -> None:
    user = telegram.user()
    private = telegram.private(user)
    async with running(telegram, house):
        answered = await all_said(telegram, private, user, *["護城河"] * 4)
        assert ["請等 10 秒再找" in text for text in answered] == [False, False, True]
        for _ in range(4):
            query = telegram.inline(user, "護城河")
            await query.answered()
            assert query.results
        await telegram.press(private.sent[0], "看前後文", user).answered()
        assert "請等" in answered[-1]
        assert await all_said(telegram, private, user, "/xyz", "護城河") == [
            words_for("zh-TW").say("console.unknown", command="/xyz")
        ]
