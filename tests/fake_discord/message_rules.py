"""What a message may hold. Numbers: Discord's documentation of messages, embeds and components, 2026."""

from typing import Any

from tests.fake_discord.checks import (
    Path,
    anything,
    boolean,
    by_type,
    either,
    integer,
    list_of,
    maybe,
    one_of,
    record,
    require_unique,
    snowflake,
    text,
    web_address,
)
from tests.fake_discord.problems import EMPTY_MESSAGE, Json, invalid, refuse

EMBED_TOTAL = 6000
EPHEMERAL = 1 << 6
SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS = 1 << 2, 1 << 12
LINK_BUTTON = 5

_picture = record(
    dict.fromkeys(("proxy_url", "width", "height", "content_type", "flags"), anything) | {"url": web_address}
)
_embed = record(
    {
        "title": text(256),
        "type": one_of("rich"),
        "description": text(4096),
        "url": web_address,
        "timestamp": text(64, 10),
        "color": integer(0, 0xFFFFFF),
        "footer": record({"text": text(2048, 1), "icon_url": web_address, "proxy_icon_url": anything}, ["text"]),
        "image": _picture,
        "thumbnail": _picture,
        "author": record(
            {"name": text(256, 1), "url": web_address, "icon_url": web_address, "proxy_icon_url": anything}, ["name"]
        ),
        "fields": list_of(
            record({"name": text(256, 1), "value": text(1024, 1), "inline": boolean}, ["name", "value"]), 25
        ),
        "flags": anything,
    }
)

_emoji = record({"id": maybe(snowflake), "name": maybe(text(32)), "animated": boolean})
_custom_id = text(100, 1)
_option = record(
    {
        "label": text(100, 1),
        "value": text(100, 1),
        "description": maybe(text(100)),
        "emoji": _emoji,
        "default": boolean,
    },
    ["label", "value"],
)
_common = {"type": anything, "id": maybe(integer()), "custom_id": _custom_id, "disabled": boolean}
_select = {
    "placeholder": text(150),
    "min_values": integer(0, 25),
    "max_values": integer(1, 25),
    "required": boolean,
}


def _button(value: Any, path: Path) -> None:
    record(
        _common
        | {
            "style": integer(1, 5),
            "label": text(80),
            "emoji": _emoji,
            "url": text(512, 1, pattern=r"(https?|discord)://\S+"),
        },
        ["style"],
    )(value, path)
    wanted, other = ("url", "custom_id") if value["style"] == LINK_BUTTON else ("custom_id", "url")
    if wanted not in value or other in value:
        raise invalid((*path, wanted), "BASE_TYPE_REQUIRED", f"This button needs {wanted} and no {other}.")
    if not value.get("label") and not value.get("emoji"):
        raise invalid((*path, "label"), "BUTTON_COMPONENT_INVALID_LABEL", "A button needs a label or an emoji.")


def _text_select(value: Any, path: Path) -> None:
    fields = _common | _select | {"options": list_of(_option, 25, 1)}
    record(fields, ["custom_id", "options"])(value, path)
    require_unique([option["value"] for option in value["options"]], path, "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED")


_object_select = record(
    _common | _select | {"channel_types": list_of(integer(), 16), "default_values": anything}, ["custom_id"]
)
SELECTS = {3: _text_select, **dict.fromkeys((5, 6, 7, 8), _object_select)}


def _row(value: Any, path: Path) -> None:
    inner = list_of(by_type({2: _button, **SELECTS}), 5, 1)
    record({"type": anything, "id": maybe(integer()), "components": inner}, ["components"])(value, path)
    held = value["components"]
    if len(held) > 1 and any(item["type"] in SELECTS for item in held):
        raise invalid((*path, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "A select menu fills its row.")


_rows = list_of(by_type({1: _row}), 5)


def components(value: Any, path: Path) -> None:
    """Up to five rows; custom ids once."""
    _rows(value, path)
    ids = [item["custom_id"] for row in value for item in row["components"] if "custom_id" in item]
    require_unique(ids, path, "COMPONENT_CUSTOM_ID_DUPLICATED")


def _mentions(value: Any, path: Path) -> None:
    ids = list_of(snowflake, 100)
    kinds = list_of(one_of("users", "roles", "everyone"), 3)
    record({"parse": kinds, "users": ids, "roles": ids, "replied_user": boolean})(value, path)
    for kind in ("users", "roles"):
        if kind in value.get("parse", ()) and value.get(kind):
            told = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            raise invalid(path, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", told)


def embed_length(embeds: list[Json]) -> int:
    """The characters that count against the 6,000 of all embeds of a message."""
    return sum(
        len(embed.get("title", ""))
        + len(embed.get("description", ""))
        + len(embed.get("footer", {}).get("text", ""))
        + len(embed.get("author", {}).get("name", ""))
        + sum(len(held["name"]) + len(held["value"]) for held in embed.get("fields", ()))
        for embed in embeds
    )


def _embeds(value: Any, path: Path) -> None:
    list_of(_embed, 10)(value, path)
    if embed_length(value) > EMBED_TOTAL:
        raise invalid(path, "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {EMBED_TOTAL}")


_flags = one_of(*(a | b | c for a in (0, EPHEMERAL) for b in (0, SUPPRESS_EMBEDS) for c in (0, SUPPRESS_NOTIFICATIONS)))
_attachment = record(
    {
        "id": snowflake,
        "filename": text(1024, 1),
        "description": maybe(text(1024)),
        **dict.fromkeys(
            ("title", "content_type", "size", "url", "proxy_url", "width", "height", "duration_secs", "waveform"),
            anything,
        ),
    }
)

BODY = {
    "content": maybe(text(2000)),
    "embeds": maybe(_embeds),
    "components": maybe(components),
    "allowed_mentions": maybe(_mentions),
    "flags": maybe(_flags),
    "tts": boolean,
    "attachments": maybe(list_of(_attachment, 10)),
}
"""The keys that every way of sending a message takes."""

CREATE = record(
    BODY
    | {
        "nonce": maybe(either(integer(), text(25))),
        "enforce_nonce": boolean,
        "message_reference": record(
            {
                "type": one_of(0),
                "message_id": snowflake,
                "channel_id": snowflake,
                "guild_id": snowflake,
                "fail_if_not_exists": boolean,
            },
            ["message_id"],
        ),
    }
)
EDIT = record(BODY)
FOLLOW_UP = record(BODY)


def require_something(body: Json) -> None:
    """Refuse a message that shows nothing."""
    if not any((body.get("content") or "").strip() if key == "content" else body.get(key) for key in SHOWN):
        raise refuse(EMPTY_MESSAGE)


SHOWN = ("content", "embeds", "components", "attachments")
