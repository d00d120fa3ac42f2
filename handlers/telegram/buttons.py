"""Pressed buttons: below messages of the bot's own, and below what people sent by inline mode into any chat."""

from functools import partial
from typing import Final

from telegram import Bot as TelegramBot
from telegram import CallbackQuery, Chat, Message
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest

from bot.errors import NajiError, NotFoundError
from handlers import reply
from handlers.asking import Asked, Bot
from handlers.functions import NEEDS_RIGHTS, PRESSES, apology
from handlers.locale import Words
from handlers.manners import settings_here
from handlers.messages import Action, Reply
from handlers.pick_functions import votes_on
from handlers.telegram import passing, render
from handlers.telegram.commands import NO_PREVIEW, Choose, asker, below, channel_of, noted, spoken_to
from handlers.telegram.counts import Counts
from handlers.telegram.doorman import TelegramDoorman, place_of, presser_manages
from handlers.telegram.inline import ABROAD
from handlers.telegram.render import Screen

OFFERED_ABROAD: Final = frozenset((Action.MORE,))
"""What can be pressed below a message that was sent by inline mode: what reads on, and changes nothing for anybody."""


class Buttons:
    """Answers pressed buttons.

    Args:
        choose: who answers now.
        language: spoken in groups, and to people whose own language is not known.
        counts: bring what buttons say up to date.
    """

    def __init__(self, choose: Choose, language: str, counts: Counts) -> None:
        self._choose = choose
        self._language = language
        self._counts = counts

    async def pressed(self, query: CallbackQuery) -> None:
        """Answer a pressed button: its message shows something else now, or whoever pressed is told why not."""
        carried = render.unpacked(query.data or "")
        chat = _chat_of(query)
        is_offered = chat is not None or (query.inline_message_id and carried and carried[0] in OFFERED_ABROAD)
        if carried is None or not is_offered:
            words = spoken_to(query.from_user, None, self._language)
            await notify(query, reply.error_sentence(NotFoundError("telegram.old_button"), words))
            return
        naji = await self._choose()
        action, button_id, position = carried
        asked = await self._asked(query, chat, naji, action)
        try:
            shown = noted(await PRESSES[action](naji, asked, button_id, position), naji, asked.words)
        except NajiError as error:
            # Not `functions.press`: its reply would take the place of what the message shows to everyone.
            await notify(query, apology(error, asked).text)
            return
        if shown.relabelled and isinstance(query.message, Message):
            await notify(query, shown.text, is_passing=True)
            await self._counts.show(query.message, shown.relabelled, partial(votes_on, naji, button_id, asked.place))
            return
        if shown.is_beside:
            await notify(query, shown.text)
            return
        await notify(query)
        await edit(query, screen_abroad(shown) if chat is None else _screen(shown, asked.words, chat, query.get_bot()))

    async def _asked(self, query: CallbackQuery, chat: Chat | None, naji: Bot, action: Action) -> Asked:
        message, who = query.message, asker(query.from_user)
        if chat is None or not isinstance(message, Message):
            return Asked(ABROAD, who, spoken_to(query.from_user, None, self._language))
        place = place_of(chat)
        words = spoken_to(query.from_user, chat, self._language, await settings_here(naji, place))
        is_private, needs_rights = chat.type == ChatType.PRIVATE, action in NEEDS_RIGHTS
        return Asked(
            place,
            who,
            words,
            channel_of(message),
            may_manage=is_private or (needs_rights and await presser_manages(query, chat)),
            doorman=TelegramDoorman(query.get_bot(), chat),
            rights_unasked=not is_private and not needs_rights,
        )


def _chat_of(query: CallbackQuery) -> Chat | None:
    """The chat of a message that can still be edited; the library makes a Message of others, too."""
    message = query.message
    return message.chat if isinstance(message, Message) and message.is_accessible else None


def _screen(shown: Reply, words: Words, chat: Chat, bot: TelegramBot) -> Screen:
    return render.screen(shown, below(shown, words, chat, bot))


def screen_abroad(shown: Reply) -> Screen:
    """A reply as it stands in a chat of which the bot knows nothing."""
    own = tuple(button for button in shown.buttons if button.action in OFFERED_ABROAD)
    extra = passing.listen_button(shown.quoted) if shown.quoted is not None else ()
    return Screen(render.html_of(shown), render.keyboard(own, extra))


async def edit(query: CallbackQuery, screen: Screen) -> None:
    """Show something else in the message of a button; that it shows it already does no harm."""
    try:
        await query.edit_message_text(
            screen.html,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            reply_markup=screen.keyboard,
        )
    except BadRequest as refusal:
        if "not modified" not in refusal.message.lower():
            raise


async def notify(query: CallbackQuery, sentence: str = "", *, is_passing: bool = False) -> None:
    """Answer a pressed button, with a sentence that only the presser sees or without; too late does no harm.

    A sentence in passing goes by itself, any other has to be closed.
    """
    is_alert = True if sentence and not is_passing else None
    try:
        await query.answer(render.cut(sentence, render.MAX_NOTICE_UNITS) or None, show_alert=is_alert)
    except BadRequest as refusal:
        if "too old" not in refusal.message.lower():
            raise
