"""Editing, deleting, pinning, reacting."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.fake_telegram import FakeTelegram
from tests.fake_telegram.bare import Bare, talking

pytestmark = pytest.mark.io

World = tuple[FakeTelegram, Bare]
KEYS = {"inline_keyboard": [[{"text": "more", "callback_data": "m"}]]}


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with talking() as both:
        yield both


async def sent(bare: Bare, chat_id: int, **more: Any) -> dict[str, int]:
    message = await bare.ok("sendMessage", chat_id=chat_id, text="one", reply_markup=KEYS, **more)
    return {"chat_id": chat_id, "message_id": message["message_id"]}


async def test_an_edit_that_sends_no_keyboard_drops_it(world: World) -> None:
    telegram, bare = world
    chat = telegram.private(telegram.user())
    where = await sent(bare, chat.id)
    result = await bare.ok("editMessageText", **where, text="two")
    message = await chat.next_edit()
    assert (message.text, message.versions, message.keyboard) == ("two", ["one"], None)
    assert "reply_markup" not in result
    assert result["edit_date"] == telegram.clock.unix()


async def test_an_edit_that_sends_the_keyboard_again_keeps_it(world: World) -> None:
    telegram, bare = world
    chat = telegram.private(telegram.user())
    where = await sent(bare, chat.id)
    await bare.ok("editMessageText", **where, text="two", reply_markup=KEYS)
    assert chat.sent[0].labels == ["more"]


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("editMessageText", {"text": "one", "reply_markup": KEYS}),
        ("editMessageText", {"text": " one ", "reply_markup": KEYS}),
        ("editMessageReplyMarkup", {"reply_markup": KEYS}),
    ],
)
async def test_an_edit_that_changes_nothing_is_refused(world: World, method: str, params: dict[str, Any]) -> None:
    telegram, bare = world
    where = await sent(bare, telegram.private(telegram.user()).id)
    assert "message is not modified" in await bare.refused(method, **where, **params)


async def test_a_keyboard_can_be_taken_away_alone(world: World) -> None:
    telegram, bare = world
    chat = telegram.private(telegram.user())
    where = await sent(bare, chat.id)
    await bare.ok("editMessageReplyMarkup", **where)
    assert (chat.sent[0].keyboard, chat.sent[0].text) == (None, "one")


async def test_only_the_bots_own_message_that_stands_can_be_edited(world: World) -> None:
    telegram, bare = world
    user = telegram.user()
    chat = telegram.private(user)
    said = telegram.say(chat, user, "mine")
    theirs = {"chat_id": chat.id, "message_id": said.message_id}
    assert "can't be edited" in await bare.refused("editMessageText", **theirs, text="x")
    where = await sent(bare, chat.id)
    await bare.ok("deleteMessage", **where)
    assert "message to edit not found" in await bare.refused("editMessageText", **where, text="x")
    assert "identifier is not specified" in await bare.refused("editMessageText", text="x")
    assert "MESSAGE_ID_INVALID" in await bare.refused("editMessageText", inline_message_id="none", text="x")


async def test_a_file_has_a_caption_and_a_text_has_none(world: World) -> None:
    telegram, bare = world
    chat = telegram.private(telegram.user())
    photo = await bare.ok("sendPhoto", chat_id=chat.id, photo="https://example.org/a.png", caption="one")
    picture = {"chat_id": chat.id, "message_id": photo["message_id"]}
    assert "no text in the message" in await bare.refused("editMessageText", **picture, text="x")
    assert (await bare.ok("editMessageCaption", **picture, caption="two"))["caption"] == "two"
    where = await sent(bare, chat.id)
    assert "no caption in the message" in await bare.refused("editMessageCaption", **where, caption="x")


async def test_the_limits_of_a_text_hold_for_edits(world: World) -> None:
    telegram, bare = world
    where = await sent(bare, telegram.private(telegram.user()).id)
    assert "too long" in await bare.refused("editMessageText", **where, text="x" * 4097)
    assert "parse entities" in await bare.refused("editMessageText", **where, text="<b>", parse_mode="HTML")


async def test_a_deleted_message_is_gone(world: World) -> None:
    telegram, bare = world
    chat = telegram.private(telegram.user())
    where = await sent(bare, chat.id)
    await bare.ok("deleteMessage", **where)
    assert (await chat.next_deleted()).text == "one"
    assert chat.shown == []
    assert "message to delete not found" in await bare.refused("deleteMessage", **where)
    assert await bare.ok("deleteMessages", chat_id=chat.id, message_ids=[where["message_id"], 4711])
    assert "1-100" in await bare.refused("deleteMessages", chat_id=chat.id, message_ids=[])


async def test_several_messages_are_deleted_at_once(world: World) -> None:
    telegram, bare = world
    chat = telegram.private(telegram.user())
    ids = [(await sent(bare, chat.id))["message_id"] for _ in range(2)]
    await bare.ok("deleteMessages", chat_id=chat.id, message_ids=ids)
    assert chat.shown == []


async def test_one_of_several_pins_can_be_taken_away(world: World) -> None:
    telegram, bare = world
    chat = telegram.private(telegram.user())
    for _ in range(2):
        await bare.ok("pinChatMessage", **await sent(bare, chat.id))
    await bare.ok("unpinChatMessage", chat_id=chat.id, message_id=chat.sent[0].message_id)
    assert [message.pinned for message in chat.sent] == [False, True]


async def test_inline_and_chat_identifiers_do_not_mix(world: World) -> None:
    telegram, bare = world
    where = await sent(bare, telegram.private(telegram.user()).id)
    said = await bare.refused("editMessageText", **where, inline_message_id="x", text="x")
    assert "stands instead of" in said


async def test_after_48_hours_a_bot_without_rights_deletes_nothing(world: World) -> None:
    telegram, bare = world
    group = telegram.group()
    where = await sent(bare, group.id)
    telegram.clock.advance(48 * 3600 + 1)
    assert "can't be deleted" in await bare.refused("deleteMessage", **where)


async def test_a_persons_message_in_a_group_takes_the_right_to_delete(world: World) -> None:
    telegram, bare = world
    user = telegram.user()
    group = telegram.group("Group", [user])
    said = telegram.say(group, user, "/quote")
    theirs = {"chat_id": group.id, "message_id": said.message_id}
    assert "can't be deleted" in await bare.refused("deleteMessage", **theirs)
    telegram.set_bot(group, "administrator", "can_delete_messages")
    assert await bare.ok("deleteMessage", **theirs)


async def test_pinning_takes_the_right_to(world: World) -> None:
    telegram, bare = world
    group = telegram.group()
    where = await sent(bare, group.id)
    assert "not enough rights" in await bare.refused("pinChatMessage", **where)
    telegram.set_bot(group, "administrator")
    await bare.ok("pinChatMessage", **where)
    assert (await bare.ok("getChat", chat_id=group.id))["pinned_message"]["text"] == "one"
    await bare.ok("unpinChatMessage", chat_id=group.id)
    assert not group.sent[0].pinned
    assert "to unpin not found" in await bare.refused("unpinChatMessage", chat_id=group.id)


async def test_a_bot_reacts_once_with_an_emoji(world: World) -> None:
    telegram, bare = world
    chat = telegram.private(telegram.user())
    where = await sent(bare, chat.id)
    thumb = {"type": "emoji", "emoji": "👍"}
    await bare.ok("setMessageReaction", **where, reaction=[thumb])
    assert chat.sent[0].reactions == [thumb]
    assert "TOO_MANY" in await bare.refused("setMessageReaction", **where, reaction=[thumb, thumb])
