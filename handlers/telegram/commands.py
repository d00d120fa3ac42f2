"""Messages: parse what came, ask one use case, send the answer.

The commands are those of `handlers.functions`, whatever these are. In a private chat any text is a search; in groups
the bot hears commands and replies to its own messages, and keeps silent to everything else.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from telegram import (
    Bot as TelegramBot,
)
from telegram import (
    Chat,
    InlineKeyboardButton,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
    User,
)
from telegram.constants import ChatType, ParseMode

from bot.errors import NotFoundError
from bot.model import PlaceKind, Platform
from bot.place_settings import NOTHING_SET, PlaceSettings
from handlers import functions, reply
from handlers.asking import Asked, Bot, Function, Values
from handlers.columns import clean
from handlers.excerpt import Run
from handlers.functions import BY_NAME, FREE_TEXT, FUNCTIONS
from handlers.locale import Words, nearest, words_for
from handlers.manners import place_words, settings_here, slower, too_fast
from handlers.messages import Reply, sentences
from handlers.telegram import passing, render
from handlers.telegram.doorman import TelegramDoorman, manages_chat, place_of
from handlers.telegram.render import Screen

NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
"""A picture of the show's page would be larger than the quote."""
Choose = Callable[[], Awaitable[Bot]]
"""Who answers now; asked each time, so that the sample show gives way once the library has one of its own."""

CLIP_PAYLOAD: Final = "clip_"
"""How the payload of a deep link to a clip begins."""
SHOW_PAYLOAD: Final = "show_"
"""How the payload of a deep link to a show begins; its slug follows."""

_COMMAND: Final = re.compile(
    r"/(?P<name>[A-Za-z0-9_]{1,32})(?:@(?P<bot>\w+))?(?![A-Za-z0-9_@])\s*(?P<rest>.*)", re.DOTALL
)
_PUBLIC: Final = {ChatType.GROUP, ChatType.SUPERGROUP, ChatType.CHANNEL}


@dataclass(frozen=True, slots=True)
class Heard:
    """What a message says, and whether the bot is meant by it."""

    text: str
    bot_name: str
    is_private: bool
    is_reply_to_bot: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A function that was asked for; `function` is None where there is no such command as `typed`.

    Attributes:
        show: the slug of the show that a deep link leads to.
    """

    function: Function | None
    values: Values
    typed: str = ""
    show: str | None = None

    @property
    def lacks(self) -> Function | None:
        """The function, where nothing was typed of what it has to know."""
        needs = self.function is not None and any(each.is_required for each in self.function.parameters)
        return self.function if needs and not any(self.values.values()) else None


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
    return call if call.function or call.show or is_named or heard.is_private else None


def _started(payload: str) -> Call:
    """What the button Start asks for; a deep link's payload may name a clip, or what groups have no answer to."""
    if payload.startswith(CLIP_PAYLOAD):
        return Call(BY_NAME["clip"], {"id": payload})
    if payload.startswith(SHOW_PAYLOAD):
        return Call(None, {}, "/start", payload.removeprefix(SHOW_PAYLOAD))
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


def channel_of(message: Message) -> str:
    """The chat, and the topic where the message stands in one."""
    topic = topic_of(message)
    return str(message.chat.id) if topic is None else f"{message.chat.id}/{topic}"


def topic_of(message: Message) -> int | None:
    """The topic's id. In other groups a thread is a chain of replies, and no place to send to."""
    return message.message_thread_id if message.is_topic_message else None


class Commands:
    """Answers messages.

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
            await send(message, render.screens(ask_in_private(function, message.get_bot().username, asked.words)))
        elif not await _is_too_fast(message, naji, asked, function, settings):
            shown, bot = await _answer(naji, asked, call), message.get_bot()
            tries = [] if call.show and shown.refuses else tried(call, asked, bot)
            extra = [*below(shown, asked.words, message.chat, bot), *tries]
            await send(message, render.screens(shown, extra))

    @staticmethod
    def _heard(message: Message) -> Heard | None:
        """What a message says to the bot; None for other bots, and for what came through a bot or from a channel.

        A channel's own posts are heard: whoever writes there is its administrator.
        """
        is_private = message.chat.type == ChatType.PRIVATE
        is_other_bot = bool(message.from_user and message.from_user.is_bot) and message.sender_chat is None
        is_forwarded = bool(message.is_automatic_forward or message.via_bot)
        if not message.text or is_other_bot or is_forwarded or not (is_private or message.chat.type in _PUBLIC):
            return None
        me = message.get_bot()
        answered = message.reply_to_message
        is_reply = answered is not None and answered.from_user is not None and answered.from_user.id == me.id
        return Heard(message.text, me.username, is_private, is_reply)

    async def _asked(self, message: Message, call: Call, settings: PlaceSettings) -> Asked:
        words = spoken_to(message.from_user, message.chat, self._language, settings)
        who = asker(message.sender_chat or message.from_user)
        needs_rights = call.function is not None and (call.function.for_managers or call.function.asks_rights)
        is_private = message.chat.type == ChatType.PRIVATE
        may_manage = is_private or (needs_rights and await manages(message))
        return Asked(
            place_of(message.chat),
            who,
            words,
            channel_of(message),
            may_manage=may_manage,
            doorman=TelegramDoorman(message.get_bot(), message.chat),
            rights_unasked=not is_private and not needs_rights,
        )


async def _answer(naji: Bot, asked: Asked, call: Call) -> Reply:
    if call.show is not None:
        return noted(await _described(naji, asked, call.show), naji, asked.words)
    if call.function is None:
        return sentences(asked.words.say("console.unknown", command=call.typed))
    shown = await functions.answer(naji, asked, call.function.name, call.values)
    if call.lacks is not None and shown.refuses:
        shown = replace(shown, paragraphs=(*shown.paragraphs, *_how(call.lacks, asked.words).paragraphs))
    return noted(shown, naji, asked.words)


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
    await send(message, render.screens(slower(wait, asked.words)))
    return True


def ask_in_private(function: Function, bot_name: str, words: Words) -> Reply:
    """That everybody would see the answer here, and the way to a chat where only the asker does."""
    way = Run(words.say("telegram.open-private"), link=f"https://t.me/{bot_name}?start={function.name}")
    said = sentences(words.say("telegram.ask-in-private", name=function.name))
    return Reply((*said.paragraphs, ((way,),)))


def _how(function: Function, words: Words) -> Reply:
    """How a function is typed, with an example where there is one."""
    key = f"example.{function.name.replace(' ', '-')}"
    example = words.say(key)
    shown = words.say("telegram.example", example=example) if example != key else ""
    return sentences(words.say("telegram.usage", usage=functions.usage(function, words)), *([shown] if shown else []))


async def _described(naji: Bot, asked: Asked, slug: str) -> Reply:
    """The show that a deep link leads to, if it answers here, and how to search it."""
    shows = await naji.quotes.shows(asked.place)
    for show, count in shows.items():
        if show.slug == slug:
            return sentences(
                asked.words.count("telegram.show", count, title=clean(show.title or show.slug)),
                asked.words.say("telegram.show-search", show=show.slug),
            )
    return reply.sorry(NotFoundError("show.none", show=slug), asked.words)


def tried(call: Call, asked: Asked, bot: TelegramBot) -> list[InlineKeyboardButton]:
    """What begins an inline query in the chat itself, where somebody does not know yet how to search."""
    typed = f"show:{call.show} " if call.show else ""
    if (call.lacks is not FREE_TEXT and not typed) or not bot.bot.supports_inline_queries:
        return []
    return [InlineKeyboardButton(asked.words.say("telegram.try"), switch_inline_query_current_chat=typed)]


def spoken_to(user: User | None, chat: Chat | None, language: str, settings: PlaceSettings = NOTHING_SET) -> Words:
    """The words to answer in: what the chat has set, else a person's own where only they read it.

    In groups that set none they are the configured `language`'s.
    """
    in_group = chat is not None and chat.type != ChatType.PRIVATE
    own = None if in_group or user is None else user.language_code
    return place_words(settings, words_for(nearest(own, language)))


def noted(shown: Reply, naji: Bot, words: Words) -> Reply:
    """What is shown, with a line that says so where it is from the sample show."""
    if not naji.sample:
        return shown
    return replace(shown, paragraphs=(*shown.paragraphs, *sentences(words.say("console.sample")).paragraphs))


def asker(who: User | Chat | None) -> str:
    """Who asks, as `bot.quotes.Question.asker` has it: a person, or the chat in whose name they write."""
    return f"{Platform.TELEGRAM.value}:{who.id if who else ''}"


def below(shown: Reply, words: Words, chat: Chat, bot: TelegramBot) -> list[InlineKeyboardButton]:
    """What stands below the clip that a reply shows; from a private chat it can be sent on into any other."""
    may_send = chat.type == ChatType.PRIVATE and bool(bot.bot.supports_inline_queries)
    return passing.buttons(shown.quoted, words, may_send=may_send)


async def manages(message: Message) -> bool:
    """Whether the sender may manage the chat: its administrators, anonymous ones too, and anyone their own chat."""
    chat, sender = message.chat, message.sender_chat
    if sender is not None:
        return sender.id == chat.id
    if chat.type == ChatType.PRIVATE:
        return True
    return message.from_user is not None and await manages_chat(message.get_bot(), chat.id, message.from_user.id)


async def send(to: Message, screens: Sequence[Screen]) -> None:
    """Answer a message where it stands: in its topic, and in a group as a reply to it, if it is still there."""
    is_private = to.chat.type == ChatType.PRIVATE
    answered = None if is_private else ReplyParameters(to.message_id, allow_sending_without_reply=True)
    for nth, screen in enumerate(screens):
        await to.get_bot().send_message(
            to.chat.id,
            screen.html,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            reply_markup=screen.keyboard,
            message_thread_id=topic_of(to),
            reply_parameters=None if nth else answered,
        )
