"""Passing an open clip on: copying it, sending it into another chat, hearing it. Buttons of kinds only Telegram has."""

from typing import Final

from telegram import CopyTextButton, InlineKeyboardButton

from handlers.locale import Words
from handlers.messages import Quoted
from handlers.telegram import render

CLIP_QUERY: Final = "clip:"
"""How an inline query begins that asks for one clip by its id."""


def listen_button(quoted: Quoted) -> list[InlineKeyboardButton]:
    """Where the clip can be heard, if that is an address that a button may have."""
    listen = quoted.listen
    url = render.reachable_link(listen.link) if listen is not None else None
    return [] if listen is None or url is None else [InlineKeyboardButton(listen.text, url=url)]


def buttons(quoted: Quoted | None, words: Words, *, may_send: bool) -> list[InlineKeyboardButton]:
    """What stands below an open clip: copying it, and sending it on where any chat can find it (`may_send`)."""
    if quoted is None:
        return []
    copy = InlineKeyboardButton(words.say("telegram.copy"), copy_text=CopyTextButton(render.copied(quoted)))
    if not may_send:
        return [copy]
    query = f"{CLIP_QUERY}{quoted.clip}"
    return [copy, InlineKeyboardButton(words.say("telegram.send"), switch_inline_query=query)]
