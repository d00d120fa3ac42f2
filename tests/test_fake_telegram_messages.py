"""Sending: texts, keyboards, files, replies, topics."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.fake_telegram import FakeTelegram
from tests.fake_telegram.bare import Bare, talking

pytestmark = pytest.mark.io


@pytest.fixture
async def world() -> AsyncIterator[tuple[FakeTelegram, Bare]]:
    async with talking() as both:
        yield both


World = tuple[FakeTelegram, Bare]


def keyboard(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


async def test_a_message_stands_in_its_chat(world: World) -> None:
    telegram, bare = world
    chat = telegram.private(telegram.user())
    result = await bare.ok("sendMessage", chat_id=chat.id, text="<b>護城河</b> &lt;", parse_mode="HTML")
    message = await chat.next_message()
    assert (message.text, message.marked("bold"), message.message_id) == ("護城河 <", ["護城河"], result["message_id"])
    assert result["from"]["username"] == telegram.bot.username


async def test_a_text_counts_after_its_markup_in_utf16_units(world: World) -> None:
    telegram, bare = world
    chat = telegram.private(telegram.user())
    fits = "<b>" + "🎧" * 2048 + "</b>"
    await bare.ok("sendMessage", chat_id=chat.id, text=fits, parse_mode="HTML")
    assert await bare.refused("sendMessage", chat_id=chat.id, text="🎧" * 2048 + "x") == (
        "400 Bad Request: message is too long"
    )


async def test_a_caption_holds_1024_units(world: World) -> None:
    telegram, bare = world
    chat = telegram.private(telegram.user())
    photo = "https://example.org/a.png"
    await bare.ok("sendPhoto", chat_id=chat.id, photo=photo, caption="<i>" + "x" * 1024 + "</i>", parse_mode="HTML")
    assert "caption is too long" in await bare.refused("sendPhoto", chat_id=chat.id, photo=photo, caption="x" * 1025)


@pytest.mark.parametrize("text", ["", "  \n ", "<b></b>"])
async def test_an_empty_message_is_refused(world: World, text: str) -> None:
    telegram, bare = world
    chat = telegram.private(telegram.user())
    assert "text is empty" in await bare.refused("sendMessage", chat_id=chat.id, text=text, parse_mode="HTML")


async def test_a_parse_mode_has_to_be_known(world: World) -> None:
    telegram, bare = world
    chat = telegram.private(telegram.user())
    assert "parse_mode" in await bare.refused("sendMessage", chat_id=chat.id, text="x", parse_mode="BBCode")
    assert "parse_mode" in await bare.refused("sendMessage", chat_id=chat.id, text="x", parse_mode="MarkdownV2")


async def test_an_ampersand_that_is_not_escaped_is_shown_and_reported(world: World) -> None:
    telegram, bare = world
    chat = telegram.private(telegram.user())
    await bare.ok("sendMessage", chat_id=chat.id, text="R&D", parse_mode="HTML")
    assert "ampersand" in telegram.journal.take_errors()[0]


@pytest.mark.parametrize(
    ("button", "complaint"),
    [
        ({"text": "x"}, "exactly one action"),
        ({"text": "x", "callback_data": "a", "url": "https://example.org"}, "exactly one action"),
        ({"text": " ", "callback_data": "a"}, "must be non-empty"),
        ({"text": "x", "callback_data": "護" * 21 + "ab"}, "BUTTON_DATA_INVALID: 65 bytes"),
        ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID: 0 bytes"),
        ({"text": "x", "url": "ftp://example.org"}, "unsupported URL protocol"),
        ({"text": "x", "copy_text": {"text": ""}}, "COPY_TEXT_INVALID"),
        ({"text": "x", "copy_text": {"text": "x" * 257}}, "COPY_TEXT_INVALID"),
        ({"text": "x", "url": "https://t.me/some_bot?start=護城河"}, "deep link"),
        ({"text": "x", "url": f"https://t.me/some_bot?start={'x' * 65}"}, "deep link"),
        ({"text": "x", "colour": "red", "callback_data": "a"}, "colour is unknown"),
        ({"callback_data": "a"}, "text is missing"),
        ({"text": 1, "callback_data": "a"}, "1 is no String"),
    ],
)
async def test_a_button_has_to_be_one(world: World, button: dict[str, Any], complaint: str) -> None:
    telegram, bare = world
    chat = telegram.private(telegram.user())
    said = await bare.refused("sendMessage", chat_id=chat.id, text="x", reply_markup=keyboard(button))
    assert complaint in said
    assert not chat.sent


async def test_buttons_at_their_limits_are_taken(world: World) -> None:
    telegram, bare = world
    chat = telegram.private(telegram.user())
    markup = keyboard(
        {"text": "a", "callback_data": "護" * 21 + "a"},
        {"text": "b", "copy_text": {"text": "x" * 256}},
        {"text": "c", "url": f"https://t.me/some_bot?start={'x' * 64}"},
        {"text": "d", "switch_inline_query_current_chat": ""},
    )
    await bare.ok("sendMessage", chat_id=chat.id, text="x", reply_markup=markup)
    assert chat.sent[0].labels == ["a", "b", "c", "d"]


async def test_a_hundred_buttons_are_the_most(world: World) -> None:
    telegram, bare = world
    chat = telegram.private(telegram.user())
    rows = [[{"text": "x", "callback_data": str(number)}] for number in range(101)]
    markup = {"inline_keyboard": rows}
    assert "TOO_LONG" in await bare.refused("sendMessage", chat_id=chat.id, text="x", reply_markup=markup)


async def test_a_link_in_a_text_carries_a_payload_that_fits(world: World) -> None:
    telegram, bare = world
    chat = telegram.private(telegram.user())
    text = '<a href="https://t.me/some_bot?start=clip k7f2">x</a>'
    assert "deep link" in await bare.refused("sendMessage", chat_id=chat.id, text=text, parse_mode="HTML")


async def test_a_reply_names_a_message_that_stands(world: World) -> None:
    telegram, bare = world
    user = telegram.user()
    chat = telegram.private(user)
    said = telegram.say(chat, user, "護城河")
    reply = {"message_id": said.message_id}
    answer = await bare.ok("sendMessage", chat_id=chat.id, text="x", reply_parameters=reply)
    assert answer["reply_to_message"]["text"] == "護城河"
    gone = {"message_id": 999}
    assert "replied not found" in await bare.refused("sendMessage", chat_id=chat.id, text="x", reply_parameters=gone)
    lenient = {**gone, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await bare.ok("sendMessage", chat_id=chat.id, text="x", reply_parameters=lenient)


async def test_a_topic_has_to_exist_and_a_reply_stays_in_its_own(world: World) -> None:
    telegram, bare = world
    user = telegram.user()
    forum = telegram.group("Forum", [user], kind="forum")
    thread = telegram.topic(forum, "Episodes", user)
    inside = await bare.ok("sendMessage", chat_id=forum.id, text="x", message_thread_id=thread)
    assert (inside["message_thread_id"], inside["is_topic_message"]) == (thread, True)
    asked = telegram.say(forum, user, "/quote", thread_id=thread)
    reply = {"message_id": asked.message_id}
    answer = await bare.ok("sendMessage", chat_id=forum.id, text="x", reply_parameters=reply)
    assert answer["message_thread_id"] == thread
    assert "thread not found" in await bare.refused("sendMessage", chat_id=forum.id, text="x", message_thread_id=4711)


async def test_a_file_is_uploaded_and_sent_again_by_its_id(world: World) -> None:
    telegram, bare = world
    chat = telegram.private(telegram.user())
    first = await bare.form("sendAudio", chat_id=chat.id, title="EP4", duration=12, files={"audio": b"ID3"})
    file_id = first["result"]["audio"]["file_id"]
    attached = await bare.form("sendPhoto", chat_id=chat.id, photo="attach://p", files={"p": b"PNG"})
    again = await bare.ok("sendAudio", chat_id=chat.id, audio=file_id)
    assert (again["audio"]["file_id"], len(attached["result"]["photo"])) == (file_id, 1)
    path = (await bare.ok("getFile", file_id=file_id))["file_path"]
    assert await bare.get(f"/file/bot{telegram.token}/{path}") == (200, "ID3")
    assert "wrong file identifier" in await bare.refused("sendAudio", chat_id=chat.id, audio="nothing")


async def test_a_photo_holds_10_mb(world: World) -> None:
    telegram, bare = world
    chat = telegram.private(telegram.user())
    body = await bare.form("sendPhoto", chat_id=chat.id, files={"photo": bytes(10 * 1024 * 1024 + 1)})
    assert "Too Large" in body["description"]
    assert telegram.journal.take_errors()


async def test_a_form_carries_nested_values_as_json(world: World) -> None:
    telegram, bare = world
    chat = telegram.private(telegram.user())
    markup = keyboard({"text": "x", "callback_data": "a"})
    body = await bare.form("sendMessage", chat_id=chat.id, text="7", reply_markup=markup, disable_notification=True)
    assert body["ok"]
    assert telegram.journal.of("sendMessage")[0] == {
        "chat_id": chat.id,
        "text": "7",
        "reply_markup": markup,
        "disable_notification": True,
    }
    body = await bare.form("sendMessage", chat_id=chat.id, text="x", reply_markup="{")
    assert "is not JSON" in body["description"]
    assert telegram.journal.take_errors()


async def test_an_empty_file_is_refused(world: World) -> None:
    telegram, bare = world
    chat = telegram.private(telegram.user())
    body = await bare.form("sendAudio", chat_id=chat.id, files={"audio": b""})
    assert "non-empty" in body["description"]
    assert telegram.journal.take_errors()
