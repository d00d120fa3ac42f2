"""What comes in, each to whom it is for. Whatever goes wrong with one update ends here."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from telegram import Message, Update
from telegram.constants import UpdateType
from telegram.error import InvalidToken, TelegramError

from bot.errors import NajiError
from handlers import reply
from handlers.locale import words_for
from handlers.telegram import commands, render
from handlers.telegram.buttons import Buttons, notify
from handlers.telegram.commands import Choose, Commands, spoken_to
from handlers.telegram.counts import Counts
from handlers.telegram.inline import Inline
from handlers.telegram.line import Line
from handlers.telegram.presence import Presence

_LOG: Final = logging.getLogger(__name__)

WANTED_UPDATES: Final = (
    UpdateType.MESSAGE,
    UpdateType.CHANNEL_POST,
    UpdateType.CALLBACK_QUERY,
    UpdateType.INLINE_QUERY,
    UpdateType.CHOSEN_INLINE_RESULT,
    UpdateType.MY_CHAT_MEMBER,
)
"""No edits: a message that is corrected is not answered twice."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How updates are answered.

    Attributes:
        language: spoken in groups and in logs, and to people whose own language is not known.
        incident_id: makes the id under which an error is logged and told.
        counts: bring what buttons say up to date.
    """

    language: str
    incident_id: Callable[[], str]
    counts: Counts


class Answering:
    """Answers updates.

    Args:
        choose: who answers now.
        manners: how.
        presence: is told where the bot is.
        line: is told that the token was refused.
    """

    def __init__(self, choose: Choose, manners: Manners, presence: Presence, line: Line) -> None:
        self._manners = manners
        self._words = words_for(manners.language)
        self._commands = Commands(choose, manners.language)
        self._buttons = Buttons(choose, manners.language, manners.counts)
        self._inline = Inline(choose, manners.language)
        self._presence = presence
        self._line = line

    async def handle(self, update: Update) -> None:
        """Answer one update."""
        try:
            await self._answer(update)
        except InvalidToken:
            self._line.refused.set()
        except TelegramError as error:
            # It could not be answered; an attempt to say so would go the same way.
            kind, chat = type(error).__name__, update.effective_chat
            _LOG.warning("%s", self._words.say("telegram.unanswered", chat=chat.id if chat else "-", kind=kind))
        except Exception:  # noqa: BLE001 - the last resort: the next update has to be answered
            incident = self._manners.incident_id()
            _LOG.exception("incident %s", incident)
            with suppress(TelegramError):
                await self._apologise(update, incident)

    async def _answer(self, update: Update) -> None:
        message = _said(update)
        if message is not None:
            if not await self._presence.heard(message):
                await self._presence.seen(message.chat)
                await self._commands.message(message)
        elif update.callback_query is not None:
            await self._buttons.pressed(update.callback_query)
        elif update.inline_query is not None:
            await self._inline.query(update.inline_query)
        elif update.chosen_inline_result is not None:
            await self._inline.chosen(update.chosen_inline_result)
        elif update.my_chat_member is not None:
            await self._presence.changed(update.my_chat_member)

    async def _apologise(self, update: Update, incident: str) -> None:
        words = spoken_to(update.effective_user, update.effective_chat, self._manners.language)
        sorry, message = NajiError("telegram.incident", incident=incident), _said(update)
        if update.callback_query is not None:
            await notify(update.callback_query, reply.error_sentence(sorry, words))
        elif update.inline_query is not None:
            await update.inline_query.answer([], cache_time=0, is_personal=True)
        elif message is not None:
            await commands.send(message, render.screens(reply.sorry(sorry, words)))


def _said(update: Update) -> Message | None:
    """The message, in whichever kind of chat it stands."""
    return update.message or update.channel_post
