"""What the chats offer, in one table: console, Discord and Telegram read it and so offer the same.

A chat parses what came in, calls `answer` or `press`, renders the reply and sends it. Each call is one use case.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from secrets import token_hex

from bot.clips import Clips
from bot.errors import NajiError
from bot.model import Place
from bot.quotes import Presser, Question, Quotes
from handlers import reply
from handlers.locale import Words
from handlers.reply import Action, Links, Reply, Voice


@dataclass(frozen=True, slots=True)
class Bot:
    """What answers in a chat.

    Attributes:
        links: where a moment can be heard.
        sample: whether it answers from the sample show, which each answer then says.
        new_seed: makes the seed of a random clip.
    """

    quotes: Quotes
    clips: Clips
    links: Links
    sample: bool = False
    new_seed: Callable[[], str] = token_hex


@dataclass(frozen=True, slots=True)
class Asked:
    """Where and by whom something is asked, and the words to answer in; `asker` is `platform:user id`."""

    place: Place
    asker: str
    words: Words


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a function; `help_key` is the key of its one-line description."""

    name: str
    help_key: str


Run = Callable[[Bot, Asked, str], Awaitable[Reply]]
Press = Callable[[Bot, Asked, str, int], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the chats.

    Attributes:
        name: what is typed after the slash.
        parameter: what it wants to know, if anything.
        help_key: the key of its one-line description.
        run: asks its use case; the text is the parameter's, or empty.
    """

    name: str
    parameter: Parameter | None
    help_key: str
    run: Run


async def answer(bot: Bot, asked: Asked, name: str, text: str) -> Reply:
    """The reply of a function; errors that a person is meant to read are replies too.

    Raises:
        KeyError: there is no such function.
    """
    try:
        return await BY_NAME[name].run(bot, asked, text)
    except NajiError as error:
        return reply.sorry(error, asked.words)


async def press(bot: Bot, asked: Asked, action: Action, button_id: str, position: int) -> Reply:
    """The reply to a button that carries this action, id and position."""
    try:
        return await PRESSES[action](bot, asked, button_id, position)
    except NajiError as error:
        return reply.sorry(error, asked.words)


def described(asked: Asked) -> Reply:
    """What there is to type, a line for each function."""
    words = asked.words
    lines = [f"{_usage(function, words)}  {words.say(function.help_key)}" for function in FUNCTIONS]
    return reply.sentences(words.say("help.free"), *lines)


async def _quote(bot: Bot, asked: Asked, text: str) -> Reply:
    return reply.page(await bot.quotes.find(Question(text, asked.place, asked.asker)), _voice(bot, asked))


async def _random(bot: Bot, asked: Asked, _text: str) -> Reply:
    return reply.clip(await bot.clips.random(asked.place, bot.new_seed()), _voice(bot, asked), by_chance=True)


async def _clip(bot: Bot, asked: Asked, text: str) -> Reply:
    return reply.clip(await bot.clips.open(text, asked.place), _voice(bot, asked))


async def _help(_bot: Bot, asked: Asked, _text: str) -> Reply:
    return described(asked)


async def _open(bot: Bot, asked: Asked, search_id: str, position: int) -> Reply:
    shown = await bot.quotes.open_hit(search_id, position, Presser(asked.place, asked.asker))
    return reply.opened_hit(shown, _voice(bot, asked))


async def _turn(bot: Bot, asked: Asked, search_id: str, position: int) -> Reply:
    found = await bot.quotes.turn(search_id, position, Presser(asked.place, asked.asker))
    return reply.page(found, _voice(bot, asked))


async def _more(bot: Bot, asked: Asked, clip_id: str, lines: int) -> Reply:
    return reply.clip(await bot.clips.open(clip_id, asked.place, lines=lines), _voice(bot, asked))


async def _widen(bot: Bot, asked: Asked, search_id: str, packed: int) -> Reply:
    position, lines = reply.widened(packed)
    shown = await bot.quotes.open_hit(search_id, position, Presser(asked.place, asked.asker), lines=lines)
    return reply.opened_hit(shown, _voice(bot, asked))


async def _again(bot: Bot, asked: Asked, _id: str, _position: int) -> Reply:
    return await _random(bot, asked, "")


def _voice(bot: Bot, asked: Asked) -> Voice:
    return Voice(asked.words, bot.links)


def _usage(function: Function, words: Words) -> str:
    if function.parameter is None:
        return f"/{function.name}"
    return f"/{function.name} <{words.say(function.parameter.help_key)}>"


FUNCTIONS = (
    Function("quote", Parameter("text", "help.quote-text"), "help.quote", _quote),
    Function("random", None, "help.random", _random),
    Function("clip", Parameter("id", "help.clip-id"), "help.clip", _clip),
    Function("help", None, "help.help", _help),
)
BY_NAME: Mapping[str, Function] = {function.name: function for function in FUNCTIONS}
FREE_TEXT = FUNCTIONS[0]
"""What a message is for that names no function."""

PRESSES: Mapping[Action, Press] = {
    Action.OPEN: _open,
    Action.TURN: _turn,
    Action.MORE: _more,
    Action.WIDEN: _widen,
    Action.AGAIN: _again,
}
