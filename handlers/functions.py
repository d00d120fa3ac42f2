"""What the chats offer, in one table: console, Discord and Telegram read it and so offer the same.

A chat parses what came in, calls `answer` or `press`, renders the reply and sends it. Each call is one use case.
"""

import logging
from collections.abc import Awaitable, Mapping, Sequence
from secrets import token_hex

from bot.errors import NajiError, StoreError, UsageError
from bot.model import PlaceKind, Platform
from handlers import (
    amend_functions,
    card_functions,
    daily_functions,
    people_functions,
    pick_functions,
    quote_functions,
    reply,
    settings_functions,
    share_functions,
    trim_functions,
    withheld_functions,
)
from handlers.asking import Asked, Bot, Function, Press, Values
from handlers.locale import Words
from handlers.messages import Action, Reply, line
from handlers.worded import worded_values

_LOG = logging.getLogger(__name__)


def typed_values(function: Function, text: str) -> Values:
    """What was typed behind a function's name, by parameter."""
    worded, text = worded_values(function.parameters, text)
    names = [each.name for each in function.parameters if not each.has_field and not each.is_worded]
    words = text.split(maxsplit=max(len(names) - 1, 0))
    return {**dict(zip(names, words, strict=False)), **worded}


async def answer(bot: Bot, asked: Asked, name: str, values: Values) -> Reply:
    """The reply of a function; errors that a person is meant to read are replies too.

    Raises:
        KeyError: there is no such function.
    """
    function = BY_NAME[name]
    if function.for_managers and not asked.may_manage:
        return apology(UsageError("function.managers"), asked)
    return await excused(function.run(bot, asked, values), asked)


async def press(bot: Bot, asked: Asked, action: Action, button_id: str, position: int) -> Reply:
    """The reply to a button that carries this action, id and position."""
    return await excused(PRESSES[action](bot, asked, button_id, position), asked)


async def excused(work: Awaitable[Reply], asked: Asked) -> Reply:
    """The reply that a use case came to, or the sentence of its error."""
    try:
        return await work
    except NajiError as error:
        return apology(error, asked)


def apology(error: NajiError, asked: Asked) -> Reply:
    """The sentence of an error. What the store's say of files is the operator's alone: others get a number."""
    if isinstance(error, StoreError) and asked.place.kind is not PlaceKind.OPERATOR:
        incident = token_hex(4)
        _LOG.error("incident %s: %s", incident, error)
        error = StoreError("store.trouble", id=incident)
    return reply.sorry(error, asked.words)


def described(asked: Asked) -> Reply:
    """What there is to type, a line for each function, grouped by what it is for.

    What managers have is shown to those who may use it. On Telegram that is not known of who asks for help in a group:
    there its names are told, and where the rest is.
    """
    say, place = asked.words.say, asked.place
    is_slashed = place.platform is Platform.DISCORD or place.kind is PlaceKind.GROUP
    finding = [each for each in FUNCTIONS if each.searches]
    keeping = [each for each in FUNCTIONS if not each.searches and not each.for_managers]
    managing = [each for each in FUNCTIONS if each.for_managers]
    groups = {"find": finding, "keep": keeping, **({"manage": managing} if asked.may_manage else {})}
    parts = [[say("help.free-slash" if is_slashed else "help.free")]]
    parts += [[say(f"help.group-{group}"), *_lines(listed, asked.words)] for group, listed in groups.items()]
    parts.append([say("help.language"), *_examples(asked.words)])
    if place.platform is Platform.TELEGRAM and not asked.may_manage:
        first = {each.name.split()[0]: f"/{each.name}" for each in reversed(managing)}
        parts.append([say("help.managers", commands=say("list.comma").join(reversed(first.values())))])
    return Reply(tuple(tuple(map(line, texts)) for texts in parts))


def _lines(listed: Sequence[Function], words: Words) -> list[str]:
    return [f"{usage(function, words)}  {words.say(function.help_key)}" for function in listed]


def _examples(words: Words) -> list[str]:
    return [words.say(f"help.language-{what}") for what in ("exact", "without", "or", "where")]


async def _help(_bot: Bot, asked: Asked, _values: Values) -> Reply:
    return described(asked)


def usage(function: Function, words: Words) -> str:
    """How a function is typed, such as `/clip <id>`; of what may be left out the name only, so that it stays a line."""
    wanted = (
        f"<{words.say(parameter.help_key)}>" if parameter.is_required else f"[{words.say(f'option.{parameter.name}')}]"
        for parameter in function.parameters
        if not parameter.has_field and not parameter.is_worded
    )
    return " ".join((f"/{function.name}", *wanted))


FUNCTIONS = (
    *quote_functions.FUNCTIONS,
    *card_functions.FUNCTIONS,
    *daily_functions.FUNCTIONS,
    *pick_functions.FUNCTIONS,
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
    **daily_functions.PRESSES,
    **people_functions.PRESSES,
    **pick_functions.PRESSES,
    **withheld_functions.PRESSES,
    **trim_functions.PRESSES,
    **share_functions.PRESSES,
}

NEEDS_RIGHTS = withheld_functions.FOR_MANAGERS | pick_functions.NEED_RIGHTS | daily_functions.FOR_MANAGERS
"""Buttons for which a chat has to find out whether the presser may manage it."""
