"""Buttons, end to end: real python-telegram-bot against the fake platform."""

from typing import Never

import pytest

from bot.errors import StoreError
from bot.model import Cue
from handlers.functions import PRESSES
from handlers.locale import words_for
from handlers.messages import Action
from handlers.telegram.render import MAX_NOTICE_UNITS
from tests.fake_telegram import CUT, Chat, FakeTelegram, Message, User
from tests.fake_telegram.markup import utf16
from tests.telegram_house import TelegramHouse

pytestmark = pytest.mark.io

WORDS = words_for("zh-TW")
GONE = WORDS.say("error.search.gone")
OLD = WORDS.say("error.telegram.old_button")


async def found(telegram: FakeTelegram, chat: Chat, user: User) -> Message:
    telegram.say(chat, user, "/quote 護城河")
    return await chat.next_message()


async def test_every_button_of_a_page_shows_something_else_in_its_place(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    user = telegram.user()
    chat = telegram.private(user)
    async with house.running():
        message = await found(telegram, chat, user)
        for label in list(message.labels):
            fresh = await found(telegram, chat, user)
            before = fresh.text
            query = telegram.press(fresh, label)
            assert "text" not in await query.answered()
            edited = await chat.next_edit()
            assert edited is fresh
            assert edited.text != before
            assert edited.keyboard
            assert edited.edited_with["link_preview_options"] == {"is_disabled": True}


async def test_a_hit_is_opened_widened_left_for_its_neighbour_and_for_its_page(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    user = telegram.user()
    chat = telegram.private(user)
    async with house.running():
        message = await found(telegram, chat, user)
        for label, words in (
            ("3", "3 / 12"),
            (WORDS.say("button.more"), "第6句"),
            (WORDS.say("button.next-hit"), "4 / 12"),
            (WORDS.say("button.previous-hit"), "3 / 12"),
            (WORDS.say("button.list"), "1–5 / 12"),
            (WORDS.say("button.next-page"), "6–10 / 12"),
            (WORDS.say("button.previous-page"), "1–5 / 12"),
        ):
            telegram.press(message, label)
            assert words in (await chat.next_edit()).text
    assert len(chat.sent) == 1


async def test_a_random_clip_can_be_exchanged_and_widened(telegram: FakeTelegram, house: TelegramHouse) -> None:
    house.library.add(next(iter(house.library.listed)), "open-2", [Cue(0, 12_000, "只有這一句")])
    seeds = iter("abcdefghijklmnop")
    naji = house.naji()
    object.__setattr__(naji, "new_seed", lambda: next(seeds))
    user = telegram.user()
    chat = telegram.private(user)
    async with house.running(house.chat(naji)):
        telegram.say(chat, user, "/random")
        message = await chat.next_message()
        telegram.press(message, WORDS.say("button.more"))
        wider = (await chat.next_edit()).text
        assert len(wider) > len(message.versions[0])
        telegram.say(chat, user, "/random")
        message = await chat.next_message()
        telegram.press(message, WORDS.say("button.again"))
        assert WORDS.say("clip.id", id="") in (await chat.next_edit()).text


async def test_a_button_works_after_a_restart(telegram: FakeTelegram, house: TelegramHouse) -> None:
    user = telegram.user()
    chat = telegram.private(user)
    async with house.running():
        message = await found(telegram, chat, user)
    telegram.press(message, "3")
    async with house.running():
        assert "3 / 12" in (await chat.next_edit()).text
        telegram.press(message, WORDS.say("button.list"))
        assert "1–5 / 12" in (await chat.next_edit()).text


async def test_no_button_carries_what_was_searched_for(telegram: FakeTelegram, house: TelegramHouse) -> None:
    user = telegram.user()
    chat = telegram.private(user)
    async with house.running():
        message = await found(telegram, chat, user)
    assert {button["callback_data"].split(":")[0] for button in message.buttons} == {"n1"}
    assert all(button["callback_data"].isascii() for button in message.buttons)


async def test_somebody_elses_button_says_why_and_changes_nothing(telegram: FakeTelegram, house: TelegramHouse) -> None:
    asker, other = telegram.user(), telegram.user()
    group = telegram.group("Group", [asker, other])
    async with house.running():
        message = await found(telegram, group, asker)
        before = message.text
        answered = await telegram.press(message, "3", other).answered()
        assert (answered["text"], answered["show_alert"]) == (GONE, True)
        assert message.text == before
        telegram.press(message, "3", asker)
        assert "3 / 12" in (await group.next_edit()).text


async def test_a_button_does_not_work_in_another_chat(telegram: FakeTelegram, house: TelegramHouse) -> None:
    user = telegram.user()
    group, chat = telegram.group("Group", [user]), telegram.private(user)
    async with house.running():
        data = (await found(telegram, group, user)).button("3")["callback_data"]
        telegram.say(chat, user, "/help")
        message = await chat.next_message()
        assert (await telegram.press_data(message, data, user).answered())["text"] == GONE


@pytest.mark.parametrize("data", ["n0:open:abc123:4", "rubbish", "n1:burn:abc123:0"])
async def test_a_button_of_another_version_says_what_to_do(
    telegram: FakeTelegram, house: TelegramHouse, data: str
) -> None:
    user = telegram.user()
    chat = telegram.private(user)
    async with house.running():
        message = await found(telegram, chat, user)
        assert (await telegram.press_data(message, data).answered())["text"] == OLD


async def test_a_button_of_a_search_that_is_gone_says_what_to_do(telegram: FakeTelegram, house: TelegramHouse) -> None:
    user = telegram.user()
    chat = telegram.private(user)
    async with house.running():
        message = await found(telegram, chat, user)
        house.library.searches.clear()
        assert (await telegram.press(message, "3").answered())["text"] == GONE


async def test_a_button_of_a_message_that_is_gone_says_what_to_do(telegram: FakeTelegram, house: TelegramHouse) -> None:
    user = telegram.user()
    chat = telegram.private(user)
    async with house.running():
        message = await found(telegram, chat, user)
        message.deleted = True
        assert (await telegram.press(message, "3").answered())["text"] == OLD


async def test_a_button_that_shows_what_is_shown_already_does_no_harm(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    user = telegram.user()
    chat = telegram.private(user)
    async with house.running():
        message = await found(telegram, chat, user)
        next_page = message.button(WORDS.say("button.next-page"))["callback_data"]
        telegram.press_data(message, next_page)
        shown = (await chat.next_edit()).text
        assert "text" not in await telegram.press_data(message, next_page).answered()
        telegram.say(chat, user, "/help")
        await chat.next_message()
        assert message.text == shown
    assert len(chat.sent) == 2


async def test_a_button_that_is_pressed_too_late_still_changes_its_message(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    user = telegram.user()
    chat = telegram.private(user)
    async with house.running():
        message = await found(telegram, chat, user)
    query = telegram.press(message, "3")
    telegram.clock.advance(600)
    async with house.running():
        assert "3 / 12" in (await chat.next_edit()).text
    assert query.is_open
    telegram.world.callbacks.clear()


async def test_a_sentence_for_a_button_is_no_longer_than_telegram_takes(
    telegram: FakeTelegram, house: TelegramHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.reply.error_sentence", lambda _error, _words: "這句話很長。" * 100)
    user = telegram.user()
    chat = telegram.private(user)
    async with house.running():
        message = await found(telegram, chat, user)
        house.library.searches.clear()
        assert utf16((await telegram.press(message, "3").answered())["text"]) <= MAX_NOTICE_UNITS


async def test_a_button_is_answered_when_something_breaks(
    telegram: FakeTelegram, house: TelegramHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = telegram.user()
    chat = telegram.private(user)

    async def broken(*_: object) -> None:
        raise RuntimeError("broken")

    async with house.running():
        message = await found(telegram, chat, user)
        monkeypatch.setitem(PRESSES, Action.OPEN, broken)
        answered = await telegram.press(message, "3").answered()
        assert "c0ffee" in answered["text"]


async def test_an_edit_that_fails_leaves_the_button_answered_and_the_bot_running(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    user = telegram.user()
    chat = telegram.private(user)
    async with house.running():
        message = await found(telegram, chat, user)
        telegram.fail("editMessageText", CUT)
        await telegram.press(message, "3").answered()
        await telegram.called("editMessageText")
        telegram.leave(chat, user)
        telegram.join(chat, user)
        telegram.press(message, "3")
        assert "3 / 12" in (await chat.next_edit()).text


async def test_a_message_that_cannot_be_edited_any_more_does_not_stop_the_bot(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    user = telegram.user()
    chat = telegram.private(user)
    async with house.running():
        message = await found(telegram, chat, user)
        query = telegram.press(message, "3")
        message.deleted = True
        await query.answered()
        telegram.say(chat, user, "/help")
        assert "/random" in (await chat.next_message()).text


async def test_who_presses_hears_of_a_broken_store_without_its_path(
    telegram: FakeTelegram, house: TelegramHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_work: object) -> Never:
        raise StoreError("store.full", path="/srv/secret/naji.db")

    user = telegram.user()
    chat = telegram.private(user)
    async with house.running():
        message = await found(telegram, chat, user)
        monkeypatch.setattr(house.library, "read", broken)
        told = (await telegram.press(message, "2").answered())["text"]
        monkeypatch.undo()
    assert "資料庫出了點問題" in told
    assert "secret" not in told
