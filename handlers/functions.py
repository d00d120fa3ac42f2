"""What the chats offer, in one table: console, Discord and Telegram read it and so offer the same.

A chat parses what came in, calls `answer` or `press`, renders the reply and sends it. Each call is one use case.
"""

import logging
from collections.abc import Mapping
from secrets import token_hex

from bot.errors import NajiError, StoreError, UsageError
from bot.model import PlaceKind
from handlers import (
    amend_functions,
    card_functions,
    daily_functions,
    people_functions,
    quote_functions,
    reply,
    settings_functions,
    withheld_functions,
)
from handlers.asking import Asked, Bot, Function, Press, Values
from handlers.locale import Words
from handlers.messages import Action, Reply, sentences

_LOG = logging.getLogger(__name__)


def typed_values(function: Function, text: str) -> Values:
    """What was typed behind a function's name, by parameter."""
    names = [parameter.name for parameter in function.parameters if not parameter.has_field]
    words = text.split(maxsplit=max(len(names) - 1, 0))
    return dict(zip(names, words, strict=False))


async def answer(bot: Bot, asked: Asked, name: str, values: Values) -> Reply:
    """The reply of a function; errors that a person is meant to read are replies too.

    Raises:
        KeyError: there is no such function.
    """
    function = BY_NAME[name]
    try:
        if function.for_managers and not asked.may_manage:
            raise UsageError("function.managers")
        return await function.run(bot, asked, values)
    except NajiError as error:
        return _sorry(error, asked)


async def press(bot: Bot, asked: Asked, action: Action, button_id: str, position: int) -> Reply:
    """The reply to a button that carries this action, id and position."""
    try:
        return await PRESSES[action](bot, asked, button_id, position)
    except NajiError as error:
        return _sorry(error, asked)


def _sorry(error: NajiError, asked: Asked) -> Reply:
    """The sentence of an error. What the store's say of files is the operator's alone: others get a number."""
    if isinstance(error, StoreError) and asked.place.kind is not PlaceKind.OPERATOR:
        incident = token_hex(4)
        _LOG.error("incident %s: %s", incident, error)
        error = StoreError("store.trouble", id=incident)
    return reply.sorry(error, asked.words)


def described(asked: Asked) -> Reply:
    """What there is to type, a line for each function."""
    words = asked.words
    lines = [f"{usage(function, words)}  {words.say(function.help_key)}" for function in FUNCTIONS]
    return sentences(words.say("help.free"), *lines, words.say("help.language"), *_examples(words))


def _examples(words: Words) -> list[str]:
    return [words.say(f"help.language-{what}") for what in ("exact", "without", "or", "where")]


async def _help(_bot: Bot, asked: Asked, _values: Values) -> Reply:
    return described(asked)


def usage(function: Function, words: Words) -> str:
    """How a function is typed, such as `/clip <id>`."""
    wanted = (
        f"<{words.say(parameter.help_key)}>" if parameter.is_required else f"[{words.say(parameter.help_key)}]"
        for parameter in function.parameters
        if not parameter.has_field
    )
    return " ".join((f"/{function.name}", *wanted))


FUNCTIONS = (
    *quote_functions.FUNCTIONS,
    *card_functions.FUNCTIONS,
    *daily_functions.FUNCTIONS,
    *amend_functions.FUNCTIONS,
    *people_functions.FUNCTIONS,
    *settings_functions.FUNCTIONS,
    *withheld_functions.FUNCTIONS,
    Function("help", (), "help.help", _help),
)
BY_NAME: Mapping[str, Function] = {function.name: function for function in FUNCTIONS}


def named_in(text: str) -> tuple[Function, str] | None:
    """The function that a text without its slash names, two words before one, and what stands behind the name.

    Case does not matter: a phone's keyboard begins a message with a capital.
    """
    words = text.split(maxsplit=2)
    for length in (2, 1):
        function = BY_NAME.get(" ".join(words[:length]).lower()) if len(words) >= length else None
        if function is not None:
            return function, "".join(text.split(maxsplit=length)[length:])
    return None


FREE_TEXT = FUNCTIONS[0]
"""What a message is for that names no function."""

PRESSES: Mapping[Action, Press] = {
    **quote_functions.PRESSES,
    **card_functions.PRESSES,
    **people_functions.PRESSES,
    **withheld_functions.PRESSES,
}

NEEDS_RIGHTS = withheld_functions.FOR_MANAGERS
"""Buttons for which a chat has to find out whether the presser may manage it."""
