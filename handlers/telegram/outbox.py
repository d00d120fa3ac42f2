"""Posts of the bot's own accord: `bot.ports.Outbox` for Telegram.

Telegram takes no nonce, so a request whose outcome is not known is never sent again.
"""

import logging
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, Final

from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.errors import PostForbiddenError, PostLaterError, PostRefusedError, PostUnknownError
from bot.model import Destination
from bot.slots import Plan, Post, Reason, Schedule
from handlers.daily_post import alone, buttons_of, heading_of, post_words, told
from handlers.locale import Words
from handlers.manners import settings_here
from handlers.messages import Reply, Voice, sentences
from handlers.telegram import render
from handlers.telegram.commands import NO_PREVIEW, Choose
from handlers.telegram.flood import POST, seconds_of
from handlers.telegram.presence import Presence

Connected = Callable[[], ExtBot[Any] | None]
"""The library's bot while there is a connection."""

TOPIC: Final = "/"
"""Stands between a chat's id and a topic's."""

_SHUT_OUT: Final = re.compile(
    r"chat not found|not enough rights|need administrator rights|have no rights|chat_write_forbidden|chat_restricted"
    r"|topic_closed|topic_deleted|message thread not found|group chat was de(activated|leted)|peer_id_invalid",
    re.IGNORECASE,
)
"""How Telegram says that a chat or topic takes nothing of the bot: there is a text for it, and no number. What says
the same as a `Forbidden`, such as that the bot was removed or blocked, is told by its kind."""

_LOG: Final = logging.getLogger(__name__)


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

    async def post(self, post: Post) -> str:
        """See `bot.ports.Outbox`.

        Raises:
            PostLaterError: `telegram.offline` where there is no connection, `telegram.post_flood`.
            PostRefusedError: `telegram.post_rejected`, `telegram.token_refused`, or as a PostForbiddenError
                `telegram.post_forbidden` or `telegram.post_closed`.
            PostUnknownError: `telegram.post_unknown`.
        """
        bot = self._online()
        naji = await self._choose()
        words = post_words(post.plan, await settings_here(naji, post.destination.place), self._words)
        message = posted(post, Voice(words, naji.links))
        chat, _, topic = post.destination.channel.partition(TOPIC)
        try:
            return await _send(bot, chat, topic, message, is_silent=post.plan.is_silent)
        except ChatMigrated as moved:
            # Refused, so nothing was posted; the same people are in the chat that it became.
            await self._presence.moved(int(chat), moved.new_chat_id)
            return await _send(bot, str(moved.new_chat_id), topic, message, is_silent=post.plan.is_silent)

    async def find(self, destination: Destination, mark: str, since: datetime) -> str | None:
        """See `bot.ports.Outbox`: what stands in a chat, no bot may read."""
        del mark, since
        raise PostUnknownError("telegram.post_unknown", chat=destination.channel)

    async def pin(self, destination: Destination, message: str, instead_of: Sequence[str]) -> None:
        """See `bot.ports.Outbox`."""
        bot, (chat, _, _) = self._online(), destination.channel.partition(TOPIC)
        try:
            await bot.pin_chat_message(chat, int(message), disable_notification=True)
        except TelegramError as error:
            raise outcome(error, chat) from None
        for each in instead_of:
            try:
                await bot.unpin_chat_message(chat, int(each))
            except TelegramError as error:
                # Refused where it was deleted, or unpinned by hand.
                if not isinstance(error, BadRequest):
                    raise outcome(error, chat) from None

    async def open_thread(self, destination: Destination, message: str, plan: Plan, day: date) -> None:
        """See `bot.ports.Outbox`: there are none below a message, and `bot.sending` asks for none."""
        del message, plan, day
        raise PostRefusedError("telegram.post_rejected", chat=destination.channel, reason="no threads")

    async def tell(self, schedule: Schedule, reason: Reason) -> None:
        """See `bot.ports.Outbox`."""
        destination, person = schedule.destination, schedule.plan.set_by.rpartition(":")[2]
        try:
            bot = self._online()
            settings = await settings_here(await self._choose(), destination.place)
            words = post_words(schedule.plan, settings, self._words)
            html = render.html_of(told(schedule, reason, words, await _called(bot, destination)))
            await bot.send_message(
                person, html, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW, rate_limit_args=POST
            )
        except (PostLaterError, TelegramError) as error:
            # Without the library's own text, which can hold a token.
            _LOG.warning("daily clip: %s is not told: %s", schedule.plan.set_by, type(error).__name__)

    def _online(self) -> ExtBot[Any]:
        bot = self._connected()
        if bot is None:
            raise PostLaterError("telegram.offline")
        return bot


async def _called(bot: ExtBot[Any], destination: Destination) -> str:
    """What a chat is called, with the topic in it; its id where the bot is told no more of it."""
    chat, topic, number = destination.channel.partition(TOPIC)
    try:
        title = (await bot.get_chat(chat)).title
    except TelegramError:
        title = None
    return f"{title or chat}{topic}{number}"


async def _send(bot: ExtBot[Any], chat: str, topic: str, shown: Reply, *, is_silent: bool) -> str:
    try:
        message = await bot.send_message(
            chat,
            render.html_of(shown),
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            message_thread_id=int(topic) if topic else None,
            disable_notification=is_silent,
            reply_markup=render.keyboard(shown.buttons),
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
        return PostForbiddenError("telegram.post_forbidden", chat=chat)
    if isinstance(error, InvalidToken):
        return PostRefusedError("telegram.token_refused")
    if isinstance(error, RetryAfter):
        return PostLaterError("telegram.post_flood", chat=chat, seconds=int(seconds_of(error)))
    if isinstance(error, BadRequest):  # a kind of NetworkError in this library, but an answer
        if _SHUT_OUT.search(error.message):
            return PostForbiddenError("telegram.post_closed", chat=chat, reason=error.message)
        return PostRefusedError("telegram.post_rejected", chat=chat, reason=error.message)
    return PostUnknownError("telegram.post_unknown", chat=chat)


def posted(post: Post, voice: Voice) -> Reply:
    """A clip as a post, with what stands below it for everybody: nothing that would change it for all."""
    above = heading_of(post.plan, voice.words.say("telegram.clip-of-the-day"))
    shown = alone(post.clip, voice)
    return Reply((*sentences(above).paragraphs, *shown.paragraphs), buttons_of(post))
