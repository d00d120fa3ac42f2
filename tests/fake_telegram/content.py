"""What may stand in a message: texts, keyboards, inline results, commands."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from tests.fake_telegram.markup import Formatted, HtmlReader, checked_entities, detected, slice_of, trimmed, utf16
from tests.fake_telegram.refusal import breach

Complain = Callable[[str], None]
Rows = list[list[dict[str, Any]]]

MAX_TEXT: Final = 4096
MAX_CAPTION: Final = 1024
MAX_CALLBACK_DATA_BYTES: Final = 64
MAX_COPY_TEXT: Final = 256
MAX_BUTTONS: Final = 100
MAX_CALLBACK_ANSWER: Final = 200
MAX_INLINE_RESULTS: Final = 50
MAX_RESULT_ID_BYTES: Final = 64
MAX_OFFSET_BYTES: Final = 64
MAX_INLINE_QUERY: Final = 256
MAX_COMMANDS: Final = 100
PAYLOAD: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
COMMAND: Final = re.compile(r"[a-z0-9_]{1,32}")
ACTIONS: Final = ("url", "callback_data", "switch_inline_query", "switch_inline_query_current_chat", "copy_text")
SCHEMES: Final = {"http", "https", "tg"}
RESULT_TYPES: Final = {
    "article": ("input_message_content",),
    "audio": ("audio_url", "audio_file_id"),
    "photo": ("photo_url", "photo_file_id"),
}
TELEGRAM_HOSTS: Final = {"t.me", "www.t.me", "telegram.me"}
PLAIN_SCOPES: Final = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
CHAT_SCOPES: Final = {"chat", "chat_administrators", "chat_member"}


def formatted(params: dict[str, Any], key: str, complain: Complain) -> Formatted:
    """The text under `key` with its entities.

    Args:
        params: `key`, `parse_mode`, and entities under `entities` or `caption_entities`.
        key: `text`, `caption` or `message_text`.
        complain: told of what Telegram lets pass and only a careless bot sends.

    Raises:
        Refusal: markup that does not hold together, or a mode that there is not.
    """
    text, mode = params.get(key, ""), params.get("parse_mode", "").lower()
    if mode == "html":
        reader = HtmlReader(text)
        shown = reader.read()
        if reader.stray:
            complain(f"HTML with an ampersand that is not escaped: {text!r}")
    elif mode in {"markdown", "markdownv2"}:
        complain(f"parse_mode {mode}: this platform reads HTML only")
        raise breach("unsupported parse_mode")
    elif mode:
        raise breach("unsupported parse_mode")
    else:
        entities = params.get("caption_entities" if key == "caption" else "entities", [])
        shown = Formatted(text, checked_entities(text, entities))
    shown = detected(trimmed(shown))
    for entity in shown.entities:
        if entity["type"] in {"text_link", "url"}:
            check_link(entity.get("url") or slice_of(shown.text, entity))
    return shown


def message_text(params: dict[str, Any], complain: Complain, *, key: str = "text") -> Formatted:
    """The text of a message.

    Raises:
        Refusal: it is empty or longer than 4,096 units.
    """
    shown = formatted(params, key, complain)
    if not shown.text:
        raise breach("message text is empty")
    if utf16(shown.text) > MAX_TEXT:
        raise breach("message is too long")
    return shown


def caption(params: dict[str, Any], complain: Complain) -> Formatted:
    """The caption of a file.

    Raises:
        Refusal: it is longer than 1,024 units.
    """
    shown = formatted(params, "caption", complain)
    if utf16(shown.text) > MAX_CAPTION:
        raise breach("message caption is too long")
    return shown


def check_link(url: str) -> None:
    """A link to a bot of Telegram carries a payload that Telegram takes.

    Raises:
        Refusal: it does not.
    """
    parts = urlsplit(url if "//" in url else f"https://{url}")
    if parts.hostname in TELEGRAM_HOSTS:
        query = parse_qs(parts.query, keep_blank_values=True)
        for value in query.get("start", []) + query.get("startgroup", []):
            if value and not PAYLOAD.fullmatch(value):
                raise breach(f"a deep link's payload is A-Z a-z 0-9 _ - and 64 characters at most: {url}")


def inline_keyboard(markup: dict[str, Any] | None) -> Rows | None:
    """The rows of an inline keyboard, None where there is none; other markups are for the reader's keyboard.

    Raises:
        Refusal: a button that Telegram does not take.
    """
    if not markup or "inline_keyboard" not in markup:
        return None
    rows: Rows = [row for row in markup["inline_keyboard"] if row]
    buttons = [button for row in rows for button in row]
    if len(buttons) > MAX_BUTTONS:
        raise breach("REPLY_MARKUP_TOO_LONG")
    for button in buttons:
        _check_button(button)
    return rows or None


def _check_button(button: dict[str, Any]) -> None:
    if not button["text"].strip():
        raise breach("inline keyboard button text must be non-empty")
    actions = [name for name in ACTIONS if name in button]
    if len(actions) != 1:
        raise breach(f"a button has exactly one action: {button['text']!r} has {len(actions)}")
    if actions == ["callback_data"]:
        size = len(button["callback_data"].encode())
        if not 1 <= size <= MAX_CALLBACK_DATA_BYTES:
            raise breach(f"BUTTON_DATA_INVALID: {size} bytes")
    elif actions == ["url"]:
        if urlsplit(button["url"]).scheme not in SCHEMES:
            raise breach(f"inline keyboard button URL {button['url']!r} is invalid: unsupported URL protocol")
        check_link(button["url"])
    elif actions == ["copy_text"] and not 1 <= utf16(button["copy_text"]["text"]) <= MAX_COPY_TEXT:
        raise breach("BUTTON_COPY_TEXT_INVALID")


def check_callback_answer(params: dict[str, Any]) -> None:
    """What a person sees after pressing a button.

    Raises:
        Refusal: it is longer than 200 units.
    """
    if utf16(params.get("text", "")) > MAX_CALLBACK_ANSWER:
        raise breach("MESSAGE_TOO_LONG")


def check_inline_answer(params: dict[str, Any], complain: Complain) -> None:
    """One page of inline results.

    Raises:
        Refusal: too many, ids that repeat or do not fit, texts and buttons that a message would not take.
    """
    results = params["results"]
    if len(results) > MAX_INLINE_RESULTS:
        raise breach("RESULTS_TOO_MUCH")
    _check_result_ids([result["id"] for result in results])
    if len(params.get("next_offset", "").encode()) > MAX_OFFSET_BYTES:
        raise breach("NEXT_OFFSET_INVALID")
    for result in results:
        check_result(result, complain)
    button = params.get("button")
    if button and not PAYLOAD.fullmatch(button.get("start_parameter", "")):
        raise breach("START_PARAM_INVALID")


def _check_result_ids(ids: Sequence[str]) -> None:
    if any(not 1 <= len(each.encode()) <= MAX_RESULT_ID_BYTES for each in ids):
        raise breach("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise breach("RESULT_ID_DUPLICATE")


def check_result(result: dict[str, Any], complain: Complain) -> Formatted:
    """One inline result; what would be sent.

    Raises:
        Refusal: its text, caption or keyboard is not one.
    """
    inline_keyboard(result.get("reply_markup"))
    if not any(key in result for key in RESULT_TYPES.get(result["type"], ())):
        raise breach(f"RESULT_TYPE_INVALID: {result['type']!r}")
    if "title" in result and not result["title"].strip():
        raise breach("RESULT_TITLE_EMPTY")
    if "input_message_content" in result:
        return message_text(result["input_message_content"], complain, key="message_text")
    return caption(result, complain)


def check_commands(commands: list[dict[str, str]]) -> None:
    """The menu of commands.

    Raises:
        Refusal: too many, or a name or description that Telegram does not take.
    """
    if len(commands) > MAX_COMMANDS:
        raise breach("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not COMMAND.fullmatch(command["command"]):
            raise breach(f"BOT_COMMAND_INVALID: {command['command']!r}")
        if not 1 <= utf16(command["description"]) <= 256:
            raise breach("BOT_COMMAND_DESCRIPTION_INVALID")


def command_scope(params: dict[str, Any]) -> tuple[str, int | str, int]:
    """Where a menu applies: kind, chat or 0, member or 0.

    Raises:
        Refusal: a scope or language that there is not.
    """
    language = params.get("language_code", "")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise breach(f"LANG_CODE_INVALID: {language!r} is not of two letters (ISO 639-1)")
    scope = params.get("scope") or {"type": "default"}
    kind = scope["type"]
    if kind not in PLAIN_SCOPES | CHAT_SCOPES or (kind in CHAT_SCOPES) != ("chat_id" in scope):
        raise breach(f"can't parse BotCommandScope: {scope!r}")
    return kind, scope.get("chat_id", 0), scope.get("user_id", 0)
