"""Every method by name."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from tests.fake_telegram import calls_chat, calls_edit, calls_query, calls_send
from tests.fake_telegram.refusal import circumstance
from tests.fake_telegram.updates import Update
from tests.fake_telegram.world import World

Params = dict[str, Any]
Method = Callable[[World, Params], object]


def _get_me(world: World, _params: Params) -> dict[str, Any]:
    return world.bot.me()


def _get_updates(world: World, params: Params) -> Awaitable[list[Update]]:
    return world.updates.poll(params)


def _set_webhook(world: World, params: Params) -> bool:
    world.updates.set_webhook(params)
    return True


def _delete_webhook(world: World, params: Params) -> bool:
    world.updates.set_webhook({"url": "", **params})
    return True


def _webhook_info(world: World, _params: Params) -> dict[str, Any]:
    return world.updates.info()


def _nothing(_world: World, _params: Params) -> bool:
    return True


def _get_file(world: World, params: Params) -> dict[str, Any]:
    file_id = params["file_id"]
    if file_id not in world.files:
        raise circumstance("invalid file_id")
    size = len(world.files[file_id].content)
    return {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": size, "file_path": f"files/{file_id}"}


CALLS: Final[dict[str, Method]] = {
    "getMe": _get_me,
    "logOut": _nothing,
    "close": _nothing,
    "getUpdates": _get_updates,
    "setWebhook": _set_webhook,
    "deleteWebhook": _delete_webhook,
    "getWebhookInfo": _webhook_info,
    "getFile": _get_file,
    "sendMessage": calls_send.send_message,
    "sendAudio": calls_send.send_audio,
    "sendPhoto": calls_send.send_photo,
    "sendChatAction": calls_send.send_chat_action,
    "editMessageText": calls_edit.edit_text,
    "editMessageCaption": calls_edit.edit_caption,
    "editMessageReplyMarkup": calls_edit.edit_markup,
    "deleteMessage": calls_edit.delete_message,
    "deleteMessages": calls_edit.delete_messages,
    "pinChatMessage": calls_edit.pin,
    "unpinChatMessage": calls_edit.unpin,
    "setMessageReaction": calls_edit.react,
    "answerCallbackQuery": calls_query.answer_callback,
    "answerInlineQuery": calls_query.answer_inline,
    "setMyCommands": calls_query.set_commands,
    "getMyCommands": calls_query.get_commands,
    "deleteMyCommands": calls_query.delete_commands,
    "getChat": calls_chat.get_chat,
    "getChatMember": calls_chat.get_member,
    "getChatMemberCount": calls_chat.get_member_count,
    "getChatAdministrators": calls_chat.get_administrators,
    "leaveChat": calls_chat.leave_chat,
}
