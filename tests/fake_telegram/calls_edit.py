"""The methods that change what stands in a chat."""

from typing import Any, Final

from tests.fake_telegram import content
from tests.fake_telegram.chats import Chat, Message
from tests.fake_telegram.markup import Formatted
from tests.fake_telegram.refusal import breach, circumstance
from tests.fake_telegram.world import World

Params = dict[str, Any]

DELETABLE_S: Final = 48 * 3600
NOT_MODIFIED: Final = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)


def edit_text(world: World, params: Params) -> dict[str, Any] | bool:
    """`editMessageText`."""
    message = _editable(world, params)
    shown = content.message_text(params, world.complain)
    if message.media:
        raise circumstance("there is no text in the message to edit")
    return _edit(world, message, shown, params)


def edit_caption(world: World, params: Params) -> dict[str, Any] | bool:
    """`editMessageCaption`."""
    message = _editable(world, params)
    shown = content.caption(params, world.complain)
    if not message.media:
        raise circumstance("there is no caption in the message to edit")
    return _edit(world, message, shown, params)


def edit_markup(world: World, params: Params) -> dict[str, Any] | bool:
    """`editMessageReplyMarkup`."""
    message = _editable(world, params)
    return _edit(world, message, Formatted(message.text, message.entities), params)


def _editable(world: World, params: Params) -> Message:
    if "inline_message_id" in params:
        if "chat_id" in params or "message_id" in params:
            raise breach("inline_message_id stands instead of chat_id and message_id")
        message = world.inline_messages.get(params["inline_message_id"])
        if message is None:
            raise circumstance("MESSAGE_ID_INVALID")
        return message
    if "chat_id" not in params or "message_id" not in params:
        raise breach("message identifier is not specified")
    chat = world.open_chat(params["chat_id"])
    message = world.find_message(chat, params["message_id"], "to edit")
    may = chat.type == "channel" and chat.bot_member.may("can_edit_messages")
    if not (message.is_mine or may or (chat.type == "channel" and message.sent_with)):
        raise circumstance("message can't be edited")
    return message


def _edit(world: World, message: Message, shown: Formatted, params: Params) -> dict[str, Any] | bool:
    """A keyboard that is not sent again is gone."""
    keyboard = content.inline_keyboard(params.get("reply_markup"))
    if (shown.text, shown.entities, keyboard) == (message.text, message.entities, message.keyboard):
        raise circumstance(NOT_MODIFIED)
    message.versions.append(message.text)
    message.write(shown)
    message.keyboard = keyboard
    message.edited_with = params
    message.edited_at = world.clock.unix()
    message.chat.note("edited", message)
    return True if "inline_message_id" in params else message.wire()


def delete_message(world: World, params: Params) -> bool:
    """`deleteMessage`."""
    chat = world.open_chat(params["chat_id"])
    message = world.find_message(chat, params["message_id"], "to delete")
    _delete(world, chat, message)
    return True


def delete_messages(world: World, params: Params) -> bool:
    """`deleteMessages`: those that are not there are passed over."""
    chat = world.open_chat(params["chat_id"])
    if not 1 <= len(params["message_ids"]) <= 100:
        raise breach("message_ids holds 1-100 identifiers")
    for message_id in params["message_ids"]:
        message = chat.messages.get(message_id)
        if message is not None and not message.deleted:
            _delete(world, chat, message)
    return True


def _delete(world: World, chat: Chat, message: Message) -> None:
    mine = message.is_mine or (chat.type == "channel" and bool(message.sent_with))
    old = world.clock.unix() - message.date > DELETABLE_S
    runs = chat.bot_member.is_admin and chat.bot_member.may("can_delete_messages")
    if not runs and (old or not (mine or chat.type == "private")):
        raise circumstance("message can't be deleted")
    message.deleted = True
    chat.note("deleted", message)


def pin(world: World, params: Params) -> bool:
    """`pinChatMessage`."""
    chat = _chat_to_pin_in(world, params)
    message = world.find_message(chat, params["message_id"], "to pin")
    message.pinned = True
    chat.note("pinned", message)
    return True


def unpin(world: World, params: Params) -> bool:
    """`unpinChatMessage`: the one named, or the newest pinned one."""
    chat = _chat_to_pin_in(world, params)
    if "message_id" in params:
        message = world.find_message(chat, params["message_id"], "to unpin")
    else:
        pinned = [each for each in chat.shown if each.pinned]
        if not pinned:
            raise circumstance("message to unpin not found")
        message = pinned[-1]
    message.pinned = False
    return True


def _chat_to_pin_in(world: World, params: Params) -> Chat:
    chat = world.open_chat(params["chat_id"])
    right = "can_edit_messages" if chat.type == "channel" else "can_pin_messages"
    if chat.type != "private" and not chat.bot_member.may(right):
        raise circumstance("not enough rights to manage pinned messages in the chat")
    return chat


def react(world: World, params: Params) -> bool:
    """`setMessageReaction`: one reaction of a bot at most."""
    chat = world.open_chat(params["chat_id"])
    message = world.find_message(chat, params["message_id"], "to react")
    reactions = params.get("reaction", [])
    if len(reactions) > 1 or any(reaction["type"] != "emoji" for reaction in reactions):
        raise breach("REACTIONS_TOO_MANY")
    message.reactions = reactions
    chat.note("reacted", message)
    return True
