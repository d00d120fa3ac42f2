"""Posts of the bot's own accord: `bot.ports.Outbox` for Telegram.

Telegram takes no nonce, so a request whose outcome is not known is never sent again.
"""

from collections.abc import Callable
from typing import Any, Final

from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.clips import OpenedClip, Surroundings
from bot.errors import PostLaterError, PostRefusedError, PostUnknownError
from bot.model import Clip, Destination
from handlers import reply
from handlers.locale import Words
from handlers.manners import place_words, settings_here
from handlers.messages import Reply, Voice, sentences
from handlers.telegram import render
from handlers.telegram.commands import NO_PREVIEW, Choose
from handlers.telegram.flood import POST, seconds_of
from handlers.telegram.presence import Presence

Connected = Callable[[], ExtBot[Any] | None]
"""The library's bot while there is a connection."""

TOPIC: Final = "/"
"""Stands between a chat's id and a topic's."""


class TelegramOutbox:
    """`bot.ports.Outbox`: each post is one request, or several where Telegram said no and said when to ask again.

    Args:
        connected: the library's bot while there is a connection, None otherwise.
        choose: who answers now: its links stand in the posts.
        words: in which posts are written where a chat has set no language.
        presence: is told that a group has become another.
    """

    def __init__(self, connected: Connected, choose: Choose, words: Words, presence: Presence) -> None:
        self._connected = connected
        self._choose = choose
        self._words = words
        self._presence = presence

    async def post(self, destination: Destination, clip: Clip, nonce: str) -> str:  # noqa: ARG002 - for other platforms
        """Post the clip once; the message's id. The `nonce` is for platforms that take one."""
        bot = self._connected()
        if bot is None:
            raise PostLaterError("telegram.offline")
        naji = await self._choose()
        words = place_words(await settings_here(naji, destination.place), self._words)
        html = render.html_of(posted(clip, Voice(words, naji.links)))
        chat, _, topic = destination.channel.partition(TOPIC)
        try:
            return await _send(bot, chat, topic, html)
        except ChatMigrated as moved:
            # Refused, so nothing was posted; the same people are in the chat that it became.
            await self._presence.moved(int(chat), moved.new_chat_id)
            return await _send(bot, str(moved.new_chat_id), topic, html)


async def _send(bot: ExtBot[Any], chat: str, topic: str, html: str) -> str:
    try:
        message = await bot.send_message(
            chat,
            html,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            message_thread_id=int(topic) if topic else None,
            rate_limit_args=POST,
        )
    except ChatMigrated:
        raise
    except TelegramError as error:
        raise outcome(error, chat) from None
    return str(message.message_id)


def outcome(error: TelegramError, chat: str) -> PostRefusedError | PostUnknownError:
    """What an error says of a post: refused, or not known. Without the library's own text, which can hold a token."""
    if isinstance(error, Forbidden):
        return PostRefusedError("telegram.post_forbidden", chat=chat)
    if isinstance(error, InvalidToken):
        return PostRefusedError("telegram.token_refused")
    if isinstance(error, RetryAfter):
        return PostLaterError("telegram.post_flood", chat=chat, seconds=int(seconds_of(error)))
    if isinstance(error, BadRequest):  # a kind of NetworkError in this library, but an answer
        return PostRefusedError("telegram.post_rejected", chat=chat, reason=error.message)
    return PostUnknownError("telegram.post_unknown", chat=chat)


def posted(clip: Clip, voice: Voice) -> Reply:
    """A clip as a post: its show is named, as nobody asked, and there is nothing to press that changes it for all."""
    alone = Surroundings(before=(), lead="", tail="", after=(), more=False)
    heading = sentences(voice.words.say("telegram.clip-of-the-day"))
    shown = reply.clip(OpenedClip(clip, alone, lines=0, several_shows=True), voice)
    return Reply((*heading.paragraphs, *shown.paragraphs))
