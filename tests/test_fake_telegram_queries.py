"""Buttons, inline mode, menus of commands."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.fake_telegram import FakeTelegram, InlineQuery, Message
from tests.fake_telegram.bare import Bare, talking

pytestmark = pytest.mark.io

World = tuple[FakeTelegram, Bare]
TOO_OLD = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with talking() as both:
        yield both


def article(result_id: str = "1", **more: Any) -> dict[str, Any]:
    content = {"message_text": "<b>x</b>", "parse_mode": "HTML"}
    return {"type": "article", "id": result_id, "title": "x", "input_message_content": content, **more}


async def with_button(telegram: FakeTelegram, bare: Bare) -> Message:
    chat = telegram.private(telegram.user())
    keys = {"inline_keyboard": [[{"text": "more", "callback_data": "m:1"}]]}
    await bare.ok("sendMessage", chat_id=chat.id, text="x", reply_markup=keys)
    return chat.sent[0]


async def test_a_press_reaches_the_bot_and_is_answered_once(world: World) -> None:
    telegram, bare = world
    message = await with_button(telegram, bare)
    query = telegram.press(message, "more")
    [update] = await bare.ok("getUpdates")
    assert update["callback_query"]["data"] == "m:1"
    assert update["callback_query"]["message"]["message_id"] == message.message_id
    assert telegram.unanswered == [query]
    await bare.ok("answerCallbackQuery", callback_query_id=query.id, text="好")
    assert (await query.answered())["text"] == "好"
    assert telegram.unanswered == []
    assert await bare.refused("answerCallbackQuery", callback_query_id=query.id) == TOO_OLD


async def test_a_query_that_is_unknown_or_too_old_is_not_answered(world: World) -> None:
    telegram, bare = world
    query = telegram.press(await with_button(telegram, bare), "m:1")
    telegram.clock.advance(61)
    assert await bare.refused("answerCallbackQuery", callback_query_id=query.id) == TOO_OLD
    assert await bare.refused("answerCallbackQuery", callback_query_id="4711") == TOO_OLD
    assert telegram.unanswered == [query]


async def test_a_callback_answer_holds_200_characters(world: World) -> None:
    telegram, bare = world
    query = telegram.press(await with_button(telegram, bare), "more")
    said = await bare.refused("answerCallbackQuery", callback_query_id=query.id, text="護" * 201)
    assert "MESSAGE_TOO_LONG" in said
    await bare.ok("answerCallbackQuery", callback_query_id=query.id, text="護" * 200)


async def test_a_button_of_a_deleted_message_can_still_be_pressed(world: World) -> None:
    telegram, bare = world
    message = await with_button(telegram, bare)
    await bare.ok("deleteMessage", chat_id=message.chat.id, message_id=message.message_id)
    telegram.press_data(message, "m:1")
    [update] = await bare.ok("getUpdates")
    assert update["callback_query"]["message"]["date"] == 0


async def test_a_button_that_is_not_there_cannot_be_pressed(world: World) -> None:
    telegram, bare = world
    message = await with_button(telegram, bare)
    with pytest.raises(AssertionError, match="no button"):
        telegram.press(message, "less")


async def test_a_button_that_only_copies_asks_nothing(world: World) -> None:
    telegram, bare = world
    chat = telegram.private(telegram.user())
    keys = {"inline_keyboard": [[{"text": "copy", "copy_text": {"text": "x"}}]]}
    await bare.ok("sendMessage", chat_id=chat.id, text="x", reply_markup=keys)
    with pytest.raises(AssertionError, match="asks the bot nothing"):
        telegram.press(chat.sent[0], "copy")


async def ask(telegram: FakeTelegram, text: str = "護城河", offset: str = "") -> InlineQuery:
    return telegram.inline(telegram.user(), text, offset)


async def test_an_inline_query_is_answered_with_a_page(world: World) -> None:
    telegram, bare = world
    query = await ask(telegram)
    [update] = await bare.ok("getUpdates")
    assert update["inline_query"]["query"] == "護城河"
    await bare.ok("answerInlineQuery", inline_query_id=query.id, results=[article()], next_offset="護" * 21 + "a")
    await query.answered()
    assert ([each["id"] for each in query.results], len(query.next_offset)) == (["1"], 22)
    assert await bare.refused("answerInlineQuery", inline_query_id=query.id, results=[]) == TOO_OLD


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        ({"results": [article(str(number)) for number in range(51)]}, "RESULTS_TOO_MUCH"),
        ({"results": [article(), article()]}, "RESULT_ID_DUPLICATE"),
        ({"results": [article("護" * 22)]}, "RESULT_ID_INVALID"),
        ({"results": [article("")]}, "RESULT_ID_INVALID"),
        ({"results": [], "next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
        ({"results": [article(title=" ")]}, "RESULT_TITLE_EMPTY"),
        ({"results": [article(reply_markup={"inline_keyboard": [[{"text": "x"}]]})]}, "exactly one action"),
        ({"results": [article(input_message_content={"message_text": "x" * 4097})]}, "too long"),
        ({"results": [article(input_message_content={"message_text": "<b>", "parse_mode": "HTML"})]}, "parse entities"),
        ({"results": [article(colour="red")]}, "unknown"),
        ({"results": [article(type="poem")]}, "RESULT_TYPE_INVALID"),
        ({"results": [{"type": "audio", "id": "1", "audio_file_id": "none"}]}, "wrong file identifier"),
        ({"results": [{"type": "article", "id": "1", "title": "x"}]}, "missing"),
        ({"results": [], "button": {"text": "x", "start_parameter": "a b"}}, "START_PARAM_INVALID"),
    ],
)
async def test_an_inline_answer_has_to_fit(world: World, answer: dict[str, Any], complaint: str) -> None:
    telegram, bare = world
    query = await ask(telegram)
    assert complaint in await bare.refused("answerInlineQuery", inline_query_id=query.id, **answer)
    assert query.is_open


async def test_fifty_results_are_taken(world: World) -> None:
    telegram, bare = world
    query = await ask(telegram)
    results = [article(str(number)) for number in range(50)]
    assert await bare.ok("answerInlineQuery", inline_query_id=query.id, results=results)


async def test_an_inline_answer_is_kept_300_s_for_everyone(world: World) -> None:
    telegram, bare = world
    query = await ask(telegram)
    await bare.ok("answerInlineQuery", inline_query_id=query.id, results=[article()])
    assert (await ask(telegram)).from_cache
    assert not (await ask(telegram, "護城河", "10")).from_cache
    telegram.clock.advance(300)
    assert not (await ask(telegram)).from_cache


async def test_a_personal_answer_is_kept_for_its_asker_alone(world: World) -> None:
    telegram, bare = world
    query = await ask(telegram)
    await bare.ok("answerInlineQuery", inline_query_id=query.id, results=[article()], is_personal=True)
    assert telegram.inline(query.user, "護城河").from_cache
    assert not (await ask(telegram)).from_cache


async def test_a_chosen_result_with_buttons_is_edited_by_its_inline_id(world: World) -> None:
    telegram, bare = world
    telegram.bot.inline_feedback = True
    keys = {"inline_keyboard": [[{"text": "more", "callback_data": "m"}]]}
    query = await ask(telegram)
    await bare.ok("answerInlineQuery", inline_query_id=query.id, results=[article(reply_markup=keys)])
    elsewhere = telegram.group("Elsewhere", [query.user])
    telegram.leave(elsewhere)
    message = telegram.choose(query, "1", elsewhere)
    telegram.press(message, "more", query.user)
    updates = await bare.ok("getUpdates")
    inline_id = updates[-1]["callback_query"]["inline_message_id"]
    assert updates[-2]["chosen_inline_result"]["inline_message_id"] == inline_id
    assert await bare.ok("editMessageText", inline_message_id=inline_id, text="y") is True
    assert (message.text, message.keyboard) == ("y", None)


async def test_an_inline_result_can_be_a_file(world: World) -> None:
    telegram, bare = world
    group = telegram.group()
    audio = await bare.form("sendAudio", chat_id=group.id, files={"audio": b"ID3"})
    kept = {"type": "audio", "id": "1", "audio_file_id": audio["result"]["audio"]["file_id"], "caption": "EP4"}
    address = "https://example.org/a.png"
    photo = {"type": "photo", "id": "2", "photo_url": address, "thumbnail_url": address}
    query = await ask(telegram)
    await bare.ok("answerInlineQuery", inline_query_id=query.id, results=[kept, photo])
    sent = [telegram.choose(query, result_id, group).wire() for result_id in ("1", "2")]
    assert (sent[0]["caption"], sent[0]["audio"]["file_size"], len(sent[1]["photo"])) == ("EP4", 3, 1)
    with pytest.raises(AssertionError, match="no result '3'"):
        telegram.choose(query, "3", group)


async def test_inline_mode_that_is_off_asks_nothing(world: World) -> None:
    telegram, bare = world
    telegram.bot.inline = False
    assert (await bare.ok("getMe"))["supports_inline_queries"] is False
    with pytest.raises(AssertionError, match="setinline"):
        await ask(telegram)


async def test_an_inline_query_holds_256_characters(world: World) -> None:
    telegram, _ = world
    with pytest.raises(ValueError, match="256"):
        await ask(telegram, "x" * 257)


async def test_menus_stand_by_scope_and_language(world: World) -> None:
    telegram, bare = world
    user, stranger = telegram.user(), telegram.user(language_code="de")
    chat, group = telegram.private(user), telegram.group("Group", [user, stranger])
    english, chinese = [{"command": "quote", "description": "Search"}], [{"command": "quote", "description": "搜尋"}]
    admin = [{"command": "daily", "description": "Clip of the day"}]
    await bare.ok("setMyCommands", commands=english)
    await bare.ok("setMyCommands", commands=chinese, language_code="zh")
    await bare.ok("setMyCommands", commands=admin, scope={"type": "all_chat_administrators"})
    assert telegram.menu(user, chat) == chinese
    assert telegram.menu(stranger, group) == english
    assert telegram.menu(user, group) == admin
    assert await bare.ok("getMyCommands", language_code="zh") == chinese
    await bare.ok("deleteMyCommands", language_code="zh")
    assert telegram.menu(user, chat) == english
    assert await bare.ok("getMyCommands", language_code="zh") == []


@pytest.mark.parametrize(
    ("params", "complaint"),
    [
        ({"commands": [{"command": "Quote", "description": "x"}]}, "COMMAND_INVALID"),
        ({"commands": [{"command": "q" * 33, "description": "x"}]}, "COMMAND_INVALID"),
        ({"commands": [{"command": "q", "description": ""}]}, "DESCRIPTION_INVALID"),
        ({"commands": [{"command": "q", "description": "x" * 257}]}, "DESCRIPTION_INVALID"),
        ({"commands": [{"command": "q", "description": "x"}] * 101}, "TOO_MUCH"),
        ({"commands": [], "language_code": "zh-TW"}, "LANG_CODE_INVALID"),
        ({"commands": [], "scope": {"type": "everywhere"}}, "BotCommandScope"),
        ({"commands": [], "scope": {"type": "chat"}}, "BotCommandScope"),
        ({"commands": [], "scope": {"type": "chat", "chat_id": 4711}}, "chat not found"),
    ],
)
async def test_a_menu_has_to_fit(world: World, params: dict[str, Any], complaint: str) -> None:
    _, bare = world
    assert complaint in await bare.refused("setMyCommands", **params)
