"""A message as HTML that looks as people know it from Discord or Telegram, and its description in words. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import jinja2
from markupsafe import escape

from bot.model import Platform
from handlers.functions import named_in
from pictures.markup import discord_line, discord_text, plain, telegram_text

TEMPLATES: Final = Path(__file__).parent / "templates"

Payload = Mapping[str, Any]
_ROW, _BUTTON = 1, 2
_MENUS: Final = frozenset((3, 5, 6, 7, 8))
"""https://discord.com/developers/docs/components/reference#component-object-component-types"""
_STYLES: Final = {1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link"}
"""https://discord.com/developers/docs/components/reference#button-button-styles"""
_NO_COLOUR: Final = "#1e1f22"
"""The bar of an embed that has no colour, as Discord shows it."""

# What the platforms say, in their own words, and the descriptions around ours.
_AROUND: Final[Mapping[str, Mapping[str, str]]] = {
    "zh-TW": {
        "user": "聽眾", "bot": "哪集", "used": "使用了",
        "today": "今天 09:01", "time": "09:01", "edited": "已編輯",
        "only-you": "只有您才能看見", "dismiss": "關閉訊息", "choose": "選擇一個選項",
        "asks": "{user}輸入 {command}。", "says": "{bot}：{text}",
        "buttons": "按鈕：{labels}", "menu": "選單：{labels}", "comma": "、", "private": "只有您才能看見。",
    },
    "en": {
        "user": "listener", "bot": "Naji", "used": "used",
        "today": "Today at 09:01", "time": "09:01", "edited": "edited",
        "only-you": "Only you can see this", "dismiss": "Dismiss message", "choose": "Make a selection",
        "asks": "A {user} types {command}.", "says": "{bot}: {text}", "buttons": "Buttons: {labels}",
        "menu": "Menu: {labels}", "comma": ", ", "private": "Only you can see this.",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Message:
    """A message to be drawn.

    Attributes:
        payload: as the platform's API takes it.
        language: of the platform's own words around it.
        asked: what was typed; empty where nobody asked.
        is_private: whether only the asker sees it, on Discord.
        is_edited: whether a button changed it, which Telegram tells.
    """

    platform: Platform
    payload: Payload
    language: str
    asked: str = ""
    is_private: bool = False
    is_edited: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """A message as a page of HTML, and all that it says in words."""

    html: str
    description: str


@dataclass(frozen=True, slots=True)
class Key:
    """Something to press: a button, or a menu that shows its options or what is said while none is chosen."""

    label: str
    kind: str
    options: tuple[str, ...] = ()
    is_disabled: bool = False


def draw(message: Message) -> Drawing:
    """The message, drawn.

    Raises:
        ValueError: there is something in the payload that this does not know how to draw.
    """
    return _discord(message) if message.platform is Platform.DISCORD else _telegram(message)


def _discord(message: Message) -> Drawing:
    payload = message.payload
    content = discord_text(payload.get("content") or "")
    embeds = [
        {
            "title": discord_line(each.get("title") or ""),
            "text": discord_text(each.get("description") or ""),
            "footer": (each.get("footer") or {}).get("text", ""),
            "colour": f"#{each['color']:06x}" if each.get("color") else _NO_COLOUR,
        }
        for each in payload.get("embeds", ())
    ]
    rows = [_discord_row(row, message.language) for row in payload.get("components", ())]
    command = _command(message.asked)
    html = _page("discord.html", message, command=command, content=content, embeds=embeds, rows=rows)
    texts = [content, *(part for each in embeds for part in (each["title"], each["text"], each["footer"]))]
    return Drawing(html, _description(message, texts, rows))


def _discord_row(row: Payload, language: str) -> Sequence[Key]:
    if row["type"] != _ROW:
        raise ValueError(row["type"])
    return [_discord_key(each, language) for each in row["components"]]


def _discord_key(component: Payload, language: str) -> Key:
    kind = component["type"]
    is_disabled = bool(component.get("disabled"))
    if kind == _BUTTON:
        return Key(component.get("label") or "", _STYLES[component["style"]], is_disabled=is_disabled)
    if kind in _MENUS:
        options = component.get("options", ())
        chosen = [option["label"] for option in options if option.get("default")]
        said = chosen[0] if chosen else component.get("placeholder") or _AROUND[language]["choose"]
        return Key(said, "menu", tuple(option["label"] for option in options), is_disabled)
    raise ValueError(kind)


def _telegram(message: Message) -> Drawing:
    text = telegram_text(message.payload["text"])
    rows = [
        [Key(each["text"], "link" if "url" in each else "plain") for each in row]
        for row in message.payload.get("reply_markup", {}).get("inline_keyboard", ())
    ]
    html = _page("telegram.html", message, asked=telegram_text(escape(message.asked)), text=text, rows=rows)
    return Drawing(html, _description(message, [text], rows))


def _page(template: str, message: Message, **parts: object) -> str:
    around = _AROUND[message.language]
    return _templates().get_template(template).render(message=message, around=around, **parts)


def _command(asked: str) -> str:
    """A command without its values, as Discord tells of it; of two words where it is a subcommand."""
    named = named_in(asked.removeprefix("/"))
    return f"/{named[0].name}" if named else asked


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _description(message: Message, texts: Sequence[str], rows: Sequence[Sequence[Key]]) -> str:
    return " ".join(_said(message, texts, rows))


def _said(message: Message, texts: Sequence[str], rows: Sequence[Sequence[Key]]) -> Iterator[str]:
    around = _AROUND[message.language]
    if message.asked:
        yield around["asks"].format(user=around["user"], command=message.asked)
    text = " / ".join(filter(None, (plain(escape(each)) for each in texts)))
    yield around["says"].format(bot=around["bot"], text=text)
    keys = [key for row in rows for key in row]
    buttons = [key.label for key in keys if key.kind != "menu"]
    if buttons:
        yield around["buttons"].format(labels=around["comma"].join(buttons))
    for menu in keys:
        if menu.kind == "menu":
            yield around["menu"].format(labels=around["comma"].join((menu.label, *menu.options)))
    if message.is_private:
        yield around["private"]
