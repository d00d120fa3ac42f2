"""Messages and buttons: parse what came, ask one use case, send one answer.

The commands are those of `handlers.functions`, whatever these are. In a private chat any text is a search; in groups
the bot hears commands and replies to its own messages, and keeps silent to everything else.
"""

import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from telegram import (
    BotCommand,
    CallbackQuery,
    Chat,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
    User,
)
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest

from bot.errors import NajiError, NotFoundError
from bot.model import PlaceKind, Platform
from bot.place_settings import NOTHING_SET, PlaceSettings
from handlers import functions, reply
from handlers.asking import Asked, Bot, Function, Values
from handlers.excerpt import Run
from handlers.functions import BY_NAME, FREE_TEXT, FUNCTIONS, NEEDS_RIGHTS, PRESSES
from handlers.locale import Words, nearest, words_for
from handlers.manners import place_words, settings_here, slower, too_fast
from handlers.messages import Reply, sentences
from handlers.telegram import render
from handlers.telegram.doorman import TelegramDoorman, manages_chat, place_of, presser_manages
from handlers.telegram.render import Screen

NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
"""A picture of the show's page would be larger than the quote."""
Choose = Callable[[], Awaitable[Bot]]
"""Who answers now; asked each time, so that the sample show gives way once the library has one of its own."""

CLIP_PAYLOAD: Final = "clip_"
"""How the payload of a deep link to a clip begins."""

_COMMAND: Final = re.compile(
    r"/(?P<name>[A-Za-z0-9_]{1,32})(?:@(?P<bot>\w+))?(?![A-Za-z0-9_@])\s*(?P<rest>.*)", re.DOTALL
)
_GROUPS: Final = {ChatType.GROUP, ChatType.SUPERGROUP}


@dataclass(frozen=True, slots=True)
class Heard:
    """What a message says, and whether the bot is meant by it."""

    text: str
    bot_name: str
    is_private: bool
    is_reply_to_bot: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A function that was asked for; `function` is None where there is no such command as `typed`."""

    function: Function | None
    values: Values
    typed: str = ""


def call_in(heard: Heard) -> Call | None:
    """What a message asks for; None where it asks this bot for nothing."""
    command = _COMMAND.fullmatch(heard.text.strip())
    if command is None:
        is_meant = heard.is_private or heard.is_reply_to_bot
        return Call(FREE_TEXT, {FREE_TEXT.parameters[0].name: heard.text}) if is_meant else None
    is_named = command["bot"] is not None
    if is_named and command["bot"].lower() != heard.bot_name.lower():
        return None
    name, rest = command["name"].lower(), command["rest"]
    call = _started(rest) if name == "start" else _named(name, rest)
    # In a group the command may be meant for another bot.
    return call if call.function or is_named or heard.is_private else None


def _started(payload: str) -> Call:
    """What the button Start asks for; a deep link's payload may name a clip, or what groups have no answer to."""
    if payload.startswith(CLIP_PAYLOAD):
        return Call(BY_NAME["clip"], {"id": payload})
    if payload in BY_NAME and BY_NAME[payload].is_personal:
        return Call(BY_NAME[payload], {})
    return Call(BY_NAME["help"], {})


def _named(name: str, rest: str) -> Call:
    found = functions.named_in(f"{name} {rest}")
    if found is not None:
        function, behind = found
        return Call(function, functions.typed_values(function, behind))
    if any(function.name.startswith(f"{name} ") for function in FUNCTIONS):
        return Call(BY_NAME["help"], {})
    return Call(None, {}, f"/{name}")


def menu(words: Words) -> list[BotCommand]:
    """The commands as Telegram's menu lists them; of a name of two words the first, described by all it begins."""
    described: dict[str, list[str]] = {}
    for function in FUNCTIONS:
        described.setdefault(function.name.split()[0], []).append(words.say(function.help_key))
    comma = words.say("list.comma")
    return [
        BotCommand(name, render.cut(comma.join(texts), render.MAX_MENU_DESCRIPTION_UNITS))
        for name, texts in described.items()
    ]


def menus(language: str) -> Iterator[tuple[str | None, list[BotCommand]]]:
    """The menus by Telegram's two letters of a language; the first is for all others."""
    yield None, menu(words_for(language))
    for letters in ("zh", "en"):
        yield letters, menu(words_for(nearest(letters)))


def channel_of(message: Message) -> str:
    """The chat, and the topic where the message stands in one."""
    topic = topic_of(message)
    return str(message.chat.id) if topic is None else f"{message.chat.id}/{topic}"


def topic_of(message: Message) -> int | None:
    """The topic's id. In other groups a thread is a chain of replies, and no place to send to."""
    return message.message_thread_id if message.is_topic_message else None


class Commands:
    """Answers messages and buttons.

    Args:
        choose: who answers now.
        language: spoken in groups, and to people whose own language is not known.
    """

    def __init__(self, choose: Choose, language: str) -> None:
        self._choose = choose
        self._language = language

    async def message(self, message: Message) -> None:
        """Answer a message, if it asks this bot for anything."""
        heard = self._heard(message)
        call = call_in(heard) if heard is not None else None
        if call is None:
            return
        naji = await self._choose()
        settings = await settings_here(naji, place_of(message.chat))
        asked = await self._asked(message, call, settings)
        function = call.function
        if function is not None and function.is_personal and message.chat.type != ChatType.PRIVATE:
            await send(message, render.screen(ask_in_private(function, message.get_bot().username, asked.words)))
        elif not await _is_too_fast(message, naji, asked, function, settings):
            await send(message, render.screen(await _answer(naji, asked, call)))

    async def button(self, query: CallbackQuery) -> None:
        """Answer a pressed button: its message shows something else now, or whoever pressed is told why not."""
        carried = render.unpacked(query.data or "")
        message = query.message
        # The library makes a Message of what is no longer accessible, too.
        if carried is None or not isinstance(message, Message) or not message.is_accessible:
            words = self.words(query.from_user, None)
            await notify(query, reply.error_sentence(NotFoundError("telegram.old_button"), words))
            return
        naji = await self._choose()
        words = self.words(query.from_user, message.chat, await settings_here(naji, place_of(message.chat)))
        action, button_id, position = carried
        is_private = message.chat.type == ChatType.PRIVATE
        asked = Asked(
            place_of(message.chat),
            asker(query.from_user),
            words,
            channel_of(message),
            may_manage=is_private or (action in NEEDS_RIGHTS and await presser_manages(query, message.chat)),
            rights_unasked=not is_private and action not in NEEDS_RIGHTS,
        )
        try:
            shown = noted(await PRESSES[action](naji, asked, button_id, position), naji, words)
        except NajiError as error:
            # Not `functions.press`: its reply would take the place of what the message shows to everyone.
            await notify(query, reply.error_sentence(error, words))
            return
        if shown.is_beside:
            await notify(query, shown.text)
            return
        await notify(query)
        await edit(message, render.screen(shown))

    def words(self, user: User | None, chat: Chat | None, settings: PlaceSettings = NOTHING_SET) -> Words:
        """The language to answer in: what the chat has set, else a person's own where only they read it.

        In groups that set none it is the configured one.
        """
        in_group = chat is not None and chat.type != ChatType.PRIVATE
        language = None if in_group or user is None else user.language_code
        return place_words(settings, words_for(nearest(language, self._language)))

    @staticmethod
    def _heard(message: Message) -> Heard | None:
        """What a message says to the bot; None for other bots, for what came through a bot, and for channels."""
        is_private = message.chat.type == ChatType.PRIVATE
        is_other_bot = bool(message.from_user and message.from_user.is_bot) and message.sender_chat is None
        is_forwarded = bool(message.is_automatic_forward or message.via_bot)
        if not message.text or is_other_bot or is_forwarded or not (is_private or message.chat.type in _GROUPS):
            return None
        me = message.get_bot()
        answered = message.reply_to_message
        is_reply = answered is not None and answered.from_user is not None and answered.from_user.id == me.id
        return Heard(message.text, me.username, is_private, is_reply)

    async def _asked(self, message: Message, call: Call, settings: PlaceSettings) -> Asked:
        words = self.words(message.from_user, message.chat, settings)
        who = asker(message.sender_chat or message.from_user)
        needs_rights = call.function is not None and call.function.for_managers
        is_private = message.chat.type == ChatType.PRIVATE
        may_manage = is_private or (needs_rights and await manages(message))
        return Asked(
            place_of(message.chat),
            who,
            words,
            channel_of(message),
            may_manage=may_manage,
            doorman=TelegramDoorman(message.get_bot()),
            rights_unasked=not is_private and not needs_rights,
        )


async def _answer(naji: Bot, asked: Asked, call: Call) -> Reply:
    if call.function is None:
        return sentences(asked.words.say("console.unknown", command=call.typed))
    return noted(await functions.answer(naji, asked, call.function.name, call.values), naji, asked.words)


async def _is_too_fast(
    message: Message, naji: Bot, asked: Asked, function: Function | None, settings: PlaceSettings
) -> bool:
    """Whether somebody searches too fast; they are told so once a minute, as everybody sees it.

    Whether they manage the group is asked only now: it costs a request.
    """
    wait = too_fast(naji, asked, function, settings) if function is not None else None
    if wait is None or naji.cooldown is None:
        return False
    if not naji.cooldown.may_tell(asked.place, asked.asker):
        return True
    if asked.place.kind is PlaceKind.GROUP and await manages(message):
        return False
    naji.cooldown.tell(asked.place, asked.asker)
    await send(message, render.screen(slower(wait, asked.words)))
    return True


def ask_in_private(function: Function, bot_name: str, words: Words) -> Reply:
    """That everybody would see the answer here, and the way to a chat where only the asker does."""
    way = Run(words.say("telegram.open-private"), link=f"https://t.me/{bot_name}?start={function.name}")
    said = sentences(words.say("telegram.ask-in-private", name=function.name))
    return Reply((*said.paragraphs, ((way,),)))


def noted(shown: Reply, naji: Bot, words: Words) -> Reply:
    """What is shown, with a line that says so where it is from the sample show."""
    if not naji.sample:
        return shown
    return replace(shown, paragraphs=(*shown.paragraphs, *sentences(words.say("console.sample")).paragraphs))


def asker(who: User | Chat | None) -> str:
    """Who asks, as `bot.quotes.Question.asker` has it: a person, or the chat in whose name they write."""
    return f"{Platform.TELEGRAM.value}:{who.id if who else ''}"


async def manages(message: Message) -> bool:
    """Whether the sender may manage the chat: its administrators, anonymous ones too, and anyone their own chat."""
    chat, sender = message.chat, message.sender_chat
    if sender is not None:
        return sender.id == chat.id
    if chat.type == ChatType.PRIVATE:
        return True
    return message.from_user is not None and await manages_chat(message.get_bot(), chat.id, message.from_user.id)


async def send(to: Message, screen: Screen) -> None:
    """Answer a message where it stands: in its topic, and in a group as a reply to it, if it is still there."""
    is_private = to.chat.type == ChatType.PRIVATE
    await to.get_bot().send_message(
        to.chat.id,
        screen.html,
        parse_mode=ParseMode.HTML,
        link_preview_options=NO_PREVIEW,
        reply_markup=screen.keyboard,
        message_thread_id=topic_of(to),
        reply_parameters=None if is_private else ReplyParameters(to.message_id, allow_sending_without_reply=True),
    )


async def edit(message: Message, screen: Screen) -> None:
    """Show something else in a message of the bot; that it shows it already does no harm."""
    try:
        await message.get_bot().edit_message_text(
            screen.html,
            message.chat.id,
            message.message_id,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            reply_markup=screen.keyboard,
        )
    except BadRequest as refusal:
        if "not modified" not in refusal.message.lower():
            raise


async def notify(query: CallbackQuery, sentence: str = "") -> None:
    """Answer a pressed button, with a sentence that only the presser sees or without; too late does no harm."""
    try:
        await query.answer(render.cut(sentence, render.MAX_NOTICE_UNITS) or None, show_alert=bool(sentence) or None)
    except BadRequest as refusal:
        if "too old" not in refusal.message.lower():
            raise
