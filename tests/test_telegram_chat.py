"""Messages, end to end: real python-telegram-bot against the fake platform."""

from dataclasses import replace

import pytest

from bot.model import Cue
from handlers.functions import FUNCTIONS
from handlers.locale import words_for
from tests.fake_telegram import FakeTelegram
from tests.small_library import SECRET_SHOW, lines_of
from tests.telegram_house import NASTY, TelegramHouse

pytestmark = pytest.mark.io

CHINESE, ENGLISH = words_for("zh-TW"), words_for("en")


async def test_a_quote_is_found_by_command_with_its_match_in_bold(telegram: FakeTelegram, house: TelegramHouse) -> None:
    user = telegram.user()
    chat = telegram.private(user)
    async with house.running():
        telegram.say(chat, user, "/quote 護城河")
        message = await chat.next_message()
    assert "EP4 · 00:00 · <i>題目 & 副題" in message.text
    assert set(message.marked("bold")) == {"護城河"}
    assert message.marked("text_link") == ["從 00:00 開始聽"]
    assert message.labels == ["看前後文", "2", "3", "4", "5", "下一頁"]
    assert message.reply_to is None


async def test_any_text_in_a_private_chat_is_a_search(telegram: FakeTelegram, house: TelegramHouse) -> None:
    user = telegram.user()
    chat = telegram.private(user)
    async with house.running():
        telegram.say(chat, user, "護城河")
        assert "1–5 / 12" in (await chat.next_message()).text


async def test_a_random_clip_can_be_opened_by_its_id(telegram: FakeTelegram, house: TelegramHouse) -> None:
    user = telegram.user()
    chat = telegram.private(user)
    async with house.running():
        telegram.say(chat, user, "/random")
        first = await chat.next_message()
        [clip_id] = house.library.clips
        assert clip_id in first.text
        telegram.say(chat, user, f"/clip {clip_id}")
        assert clip_id in (await chat.next_message()).text
        telegram.start(user, f"clip_{clip_id}")
        assert clip_id in (await chat.next_message()).text


async def test_help_and_start_describe_every_function(telegram: FakeTelegram, house: TelegramHouse) -> None:
    user = telegram.user()
    chat = telegram.private(user)
    async with house.running():
        for asked in ("/help", "/start"):
            telegram.say(chat, user, asked)
            text = (await chat.next_message()).text
            assert all(f"/{function.name}" in text for function in FUNCTIONS)


async def test_a_command_that_there_is_not_is_answered(telegram: FakeTelegram, house: TelegramHouse) -> None:
    user = telegram.user()
    chat = telegram.private(user)
    async with house.running():
        telegram.say(chat, user, "/nothing")
        assert (await chat.next_message()).text == CHINESE.say("console.unknown", command="/nothing")


async def test_words_that_look_like_markup_are_shown_as_they_are(telegram: FakeTelegram) -> None:
    house = TelegramHouse(telegram)
    house.fill(Cue(0, 4000, NASTY), Cue(4000, 8000, "</b></blockquote> & <a href='x'>", "<講者>"))
    user = telegram.user()
    chat = telegram.private(user)
    async with house.running():
        telegram.say(chat, user, "護城河")
        found = await chat.next_message()
        assert NASTY.replace("護城河", "「護城河」") in found.text
        telegram.press(found, "看前後文")
        opened = await chat.next_edit()
        assert "<講者>：</b></blockquote> & <a href='x'>" in opened.text
        telegram.say(chat, user, "<b>沒有</b>")
        assert "<b>沒有</b>" in (await chat.next_message()).text


async def test_an_answer_shows_no_preview_of_its_link(telegram: FakeTelegram, house: TelegramHouse) -> None:
    user = telegram.user()
    chat = telegram.private(user)
    async with house.running():
        telegram.say(chat, user, "護城河")
        assert (await chat.next_message()).sent_with["link_preview_options"] == {"is_disabled": True}


async def test_a_quote_as_long_as_a_whole_show_fits_a_message(telegram: FakeTelegram) -> None:
    house = TelegramHouse(telegram)
    house.fill(Cue(0, 4000, "護城河" + "這句話很長。😀" * 2000), *lines_of(3))
    user = telegram.user()
    chat = telegram.private(user)
    async with house.running():
        telegram.say(chat, user, "護城河")
        telegram.press(await chat.next_message(), "看前後文")
        assert (await chat.next_edit()).text.startswith("EP4")


async def test_a_group_is_answered_by_a_reply(telegram: FakeTelegram, house: TelegramHouse) -> None:
    user = telegram.user()
    group = telegram.group("Group", [user])
    async with house.running():
        asked = telegram.say(group, user, f"/quote@{telegram.bot.username} 護城河")
        assert (await group.next_message()).reply_to is asked


async def test_a_reply_to_the_bot_is_a_search(telegram: FakeTelegram, house: TelegramHouse) -> None:
    user = telegram.user()
    group = telegram.group("Group", [user])
    async with house.running():
        telegram.say(group, user, "/help")
        answer = await group.next_message()
        telegram.say(group, user, "護城河", reply_to=answer)
        assert "1–5 / 12" in (await group.next_message()).text


async def sent_elsewhere(telegram: FakeTelegram, house: TelegramHouse) -> list[str]:
    """What the bot sends besides the answer to a question that is asked last, when it has seen all before that."""
    user = telegram.user()
    chat = telegram.private(user)
    async with house.running():
        telegram.say(chat, user, "/help")
        await chat.next_message()
    return [call["text"] for call in telegram.journal.of("sendMessage") if call["chat_id"] != chat.id]


async def test_the_bot_keeps_silent_where_it_is_not_meant(telegram: FakeTelegram, house: TelegramHouse) -> None:
    telegram.bot.privacy = False
    user = telegram.user()
    group, channel = telegram.group("Group", [user]), telegram.channel("News", [user])
    other = telegram.say(group, user, "護城河")
    telegram.say(group, user, "護城河", reply_to=other)
    telegram.say(group, user, "/quote@other_bot 護城河")
    telegram.say(group, user, "/nothing")
    telegram.post(channel, "護城河")
    telegram.edit(telegram.say(group, user, "hello"), "/quote 護城河")
    assert await sent_elsewhere(telegram, house) == []


async def test_other_bots_and_inline_results_are_not_answered(telegram: FakeTelegram, house: TelegramHouse) -> None:
    telegram.bot.privacy = False
    user, robot = telegram.user(), telegram.user("Robot")
    robot.is_bot = True
    group = telegram.group("Group", [user, robot])
    telegram.say(group, robot, "/quote 護城河")
    chat = telegram.private(user)
    async with house.running():
        query = telegram.inline(user, "護城河")
        await query.answered()
        telegram.choose(query, query.results[0]["id"], chat)
        telegram.say(chat, user, "/help")
        assert "/random" in (await chat.next_message()).text
    assert group.sent == []


async def test_a_message_without_text_is_not_answered(telegram: FakeTelegram, house: TelegramHouse) -> None:
    user = telegram.user()
    forum = telegram.group("Forum", [user], kind="forum")
    telegram.bot.privacy = False
    telegram.topic(forum, "Episodes", user)
    assert await sent_elsewhere(telegram, house) == []


async def test_an_answer_goes_to_its_topic(telegram: FakeTelegram, house: TelegramHouse) -> None:
    user = telegram.user()
    forum = telegram.group("Forum", [user], kind="forum")
    async with house.running():
        thread = telegram.topic(forum, "Episodes", user)
        asked = telegram.say(forum, user, "/quote 護城河", thread_id=thread)
        message = await forum.next_message()
    assert (message.thread_id, message.reply_to) == (thread, asked)


async def test_a_question_that_is_gone_is_answered_all_the_same(telegram: FakeTelegram, house: TelegramHouse) -> None:
    user = telegram.user()
    group = telegram.group("Group", [user])
    asked = telegram.say(group, user, "/quote 護城河")
    asked.deleted = True
    async with house.running():
        assert (await group.next_message()).reply_to is None


async def test_a_question_that_is_gone_is_answered_in_its_topic(telegram: FakeTelegram, house: TelegramHouse) -> None:
    user = telegram.user()
    forum = telegram.group("Forum", [user], kind="forum")
    thread = telegram.topic(forum, "Episodes", user)
    telegram.say(forum, user, "/quote 護城河", thread_id=thread).deleted = True
    async with house.running():
        assert (await forum.next_message()).thread_id == thread


async def test_answers_from_the_sample_show_say_so(telegram: FakeTelegram, house: TelegramHouse) -> None:
    user = telegram.user()
    chat = telegram.private(user)
    note = CHINESE.say("console.sample")
    async with house.running(house.chat(replace(house.naji(), sample=True))):
        telegram.say(chat, user, "護城河")
        message = await chat.next_message()
        assert message.text.endswith(note)
        telegram.press(message, "3")
        assert (await chat.next_edit()).text.endswith(note)


async def test_people_are_answered_in_their_language_and_groups_in_the_configured_one(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    group_user = telegram.user(language_code="zh-hans")
    group = telegram.group("Group", [group_user])
    async with house.running(house.chat(language="en")):
        for code, words in (("zh-hans", words_for("zh-CN")), ("en-GB", ENGLISH), ("fr", ENGLISH), (None, ENGLISH)):
            user = telegram.user(language_code=code)
            chat = telegram.private(user)
            telegram.say(chat, user, "/help")
            assert words.say("help.random") in (await chat.next_message()).text
        telegram.say(group, group_user, "/help")
        assert ENGLISH.say("help.random") in (await group.next_message()).text


async def test_nothing_of_a_private_show_is_seen_but_in_its_own_group(telegram: FakeTelegram) -> None:
    user = telegram.user()
    home, other, chat = telegram.group("Home", [user]), telegram.group("Other", [user]), telegram.private(user)
    house = TelegramHouse(telegram, open_chats=(home.id, user.id))
    house.library.add(SECRET_SHOW, "secret-1", lines_of(12, "祕密"))
    async with house.running():
        telegram.say(home, user, "/quote 說到")
        found = await home.next_message()
        assert "祕密" in found.text
        telegram.press(found, "看前後文", user)
        assert "祕密" in (await home.next_edit()).text
        [clip_id] = house.library.clips
        for place in (other, chat):
            for text in ("/quote 說到", "/random", f"/clip {clip_id}"):
                telegram.say(place, user, text)
                assert "祕密" not in (await place.next_message()).text
        query = telegram.inline(user, "說到")
        await query.answered()
        assert query.results == []


async def test_a_duplicated_update_is_answered_once(telegram: FakeTelegram, house: TelegramHouse) -> None:
    user = telegram.user()
    chat = telegram.private(user)
    async with house.running():
        telegram.say(chat, user, "/random")
        await chat.next_message()
        telegram.updates.repeat(max(telegram.updates.sent))
        telegram.say(chat, user, "/help")
        assert "/random" in (await chat.next_message()).text
    assert len(chat.sent) == 2
