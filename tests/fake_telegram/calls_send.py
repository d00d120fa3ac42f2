"""The methods that put a message into a chat."""

from typing import Any, Final

from tests.fake_telegram import content
from tests.fake_telegram.chats import Chat, Message
from tests.fake_telegram.markup import Formatted
from tests.fake_telegram.refusal import breach, circumstance
from tests.fake_telegram.shapes import Upload
from tests.fake_telegram.world import World

Params = dict[str, Any]

MAX_PHOTO_BYTES: Final = 10 * 1024 * 1024
MAX_AUDIO_BYTES: Final = 50 * 1024 * 1024
RIGHT_TO_SEND: Final = {"text messages": "can_send_messages", "audios": "can_send_audios", "photos": "can_send_photos"}
CHAT_ACTIONS: Final = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}


def writable_chat(world: World, params: Params, what: str) -> Chat:
    """The chat, if the bot may send `what` there.

    Raises:
        Refusal: it may not.
    """
    chat = world.open_chat(params["chat_id"])
    if chat.type == "channel" and not chat.bot_member.may("can_post_messages"):
        raise circumstance("need administrator rights in the channel chat")
    if chat.type not in {"private", "channel"} and not chat.bot_member.may(RIGHT_TO_SEND[what]):
        raise circumstance(f"not enough rights to send {what} to the chat")
    return chat


def send_message(world: World, params: Params) -> dict[str, Any]:
    """`sendMessage`."""
    chat = writable_chat(world, params, "text messages")
    shown = content.message_text(params, world.complain)
    return _deliver(world, chat, params, shown)


def send_audio(world: World, params: Params) -> dict[str, Any]:
    """`sendAudio`."""
    chat = writable_chat(world, params, "audios")
    shown = content.caption(params, world.complain)
    file = keep_file(world, params["audio"], MAX_AUDIO_BYTES)
    audio = {**file, "duration": params.get("duration", 0)}
    audio |= {key: params[key] for key in ("performer", "title") if key in params}
    return _deliver(world, chat, params, shown, {"audio": audio})


def send_photo(world: World, params: Params) -> dict[str, Any]:
    """`sendPhoto`."""
    chat = writable_chat(world, params, "photos")
    shown = content.caption(params, world.complain)
    file = keep_file(world, params["photo"], MAX_PHOTO_BYTES)
    return _deliver(world, chat, params, shown, {"photo": [{**file, "width": 640, "height": 360}]})


def keep_file(world: World, given: Upload | str, max_bytes: int) -> dict[str, Any]:
    """A file that was uploaded, is known by its id, or lies at an address.

    Raises:
        Refusal: too large, empty, or an id that there is not.
    """
    if isinstance(given, str) and not given.startswith(("http://", "https://")):
        if given not in world.files:
            raise breach("wrong file identifier/HTTP URL specified")
        return {"file_id": given, "file_unique_id": f"u{given}", "file_size": len(world.files[given].content)}
    upload = Upload("remote", "application/octet-stream", b"remote") if isinstance(given, str) else given
    if not upload.content:
        raise breach("file must be non-empty")
    if len(upload.content) > max_bytes:
        raise breach("Request Entity Too Large")
    file_id = f"file{world.new_id()}"
    world.files[file_id] = upload
    return {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": len(upload.content)}


def result_media(world: World, result: dict[str, Any]) -> dict[str, Any] | None:
    """The file of an inline result, None where it is a text.

    Raises:
        Refusal: an id that there is not.
    """
    if "input_message_content" in result:
        return None
    if result["type"] == "photo":
        photo = keep_file(world, result.get("photo_file_id") or result["photo_url"], MAX_PHOTO_BYTES)
        return {"photo": [{**photo, "width": 640, "height": 360}]}
    audio = keep_file(world, result.get("audio_file_id") or result["audio_url"], MAX_AUDIO_BYTES)
    return {"audio": {**audio, "duration": result.get("audio_duration", 0)}}


def _deliver(
    world: World, chat: Chat, params: Params, shown: Formatted, media: dict[str, Any] | None = None
) -> dict[str, Any]:
    keyboard = content.inline_keyboard(params.get("reply_markup"))
    reply_to = _answered(world, chat, params)
    thread_id = _thread(chat, params, reply_to)
    world.flood.check(chat)
    message = Message(chat, world.new_message_id(chat), world.clock.unix(), media=media, keyboard=keyboard)
    message.sender = None if chat.type == "channel" else world.bot
    message.write(shown)
    message.reply_to, message.thread_id, message.sent_with = reply_to, thread_id, params
    world.add(message)
    chat.note("sent", message)
    return message.wire()


def _answered(world: World, chat: Chat, params: Params) -> Message | None:
    reply = params.get("reply_parameters")
    if reply is None:
        return None
    source = world.open_chat(reply["chat_id"]) if "chat_id" in reply else chat
    message = source.messages.get(reply["message_id"])
    if message is not None and not message.deleted:
        return message
    if reply.get("allow_sending_without_reply"):
        return None
    raise circumstance("message to be replied not found")


def _thread(chat: Chat, params: Params, reply_to: Message | None) -> int | None:
    """The topic: the one named, or that of the message that is answered."""
    thread_id = params.get("message_thread_id")
    if thread_id is None:
        return reply_to.thread_id if reply_to and reply_to.chat is chat else None
    if thread_id not in chat.topics:
        raise circumstance("message thread not found")
    return int(thread_id)


def send_chat_action(world: World, params: Params) -> bool:
    """`sendChatAction`."""
    writable_chat(world, params, "text messages")
    if params["action"] not in CHAT_ACTIONS:
        raise breach("wrong parameter action in request")
    return True
