"""Autocomplete: what is offered for an option while somebody types into it."""

from collections.abc import Mapping
from typing import Any, Final

from discord import app_commands

from bot.errors import NajiError
from bot.model import Place
from bot.options import Options
from bot.questions import Question
from bot.suggesting import Suggestions
from handlers.asking import Asked, Bot
from handlers.discord.render import CHOICE_CHARS, CHOICES, trimmed, units
from handlers.locale import Words
from handlers.suggested import moment_line, name_line

COMPLETED: Final[Mapping[str, frozenset[str]]] = {"quote": frozenset(("text", "show", "episode", "speaker"))}
"""For each function the parameters that something is offered for."""
_SWITCH = "exact"

Choice = app_commands.Choice[str]


def typing_in(data: object) -> tuple[str, Mapping[str, object]] | None:
    """The parameter that is being typed, and all that are given so far; None where nothing is offered for it.

    Args:
        data: of the interaction, as Discord tells it; also of a command that was another one before.
    """
    told: Any = data
    options: dict[str, object] = {option["name"]: option.get("value") for option in told.get("options", ())}
    focused = next((str(option["name"]) for option in told.get("options", ()) if option.get("focused")), "")
    return (focused, options) if focused in COMPLETED.get(told.get("name"), ()) else None


async def choices(bot: Bot, asked: Asked, parameter: str, given: Mapping[str, object]) -> list[Choice]:
    """What is offered for a parameter of `/quote`: nothing where what was typed so far asks for nothing.

    Args:
        bot: who answers.
        asked: where and by whom it is typed.
        parameter: that is being typed.
        given: all parameters as they stand so far, that one included.
    """
    if bot.typing is None:
        return []
    typed = {name: str(value) for name, value in given.items()}
    try:
        if parameter == "text":
            return await _moments(bot.typing, asked, typed)
        return await _names(bot.typing, asked.place, asked.words, parameter, typed)
    except NajiError:
        return []


async def _moments(suggestions: Suggestions, asked: Asked, typed: Mapping[str, str]) -> list[Choice]:
    texts = {name: typed[name] for name in ("show", "episode", "speaker", "before", "after") if name in typed}
    options = Options(**texts, exact=typed.get(_SWITCH) == str(True))
    question = Question(typed.get("text", ""), asked.place, asked.asker, options)
    offered = await suggestions.suggest(question, CHOICES)
    return _told({moment_line(each, asked.words, CHOICE_CHARS): each.reference for each in reversed(offered)})


async def _names(
    suggestions: Suggestions, place: Place, words: Words, parameter: str, typed: Mapping[str, str]
) -> list[Choice]:
    so_far = typed.get(parameter, "")
    if parameter == "show":
        names = await suggestions.shows(place, so_far, CHOICES)
    elif parameter == "episode":
        names = await suggestions.episodes(place, typed.get("show", ""), so_far, CHOICES)
    else:
        names = await suggestions.speakers(place, so_far, CHOICES)
    return _told({name_line(each, words): each.value for each in reversed(names)})


def _told(values: Mapping[str, str]) -> list[Choice]:
    """Choices of these values by their names, the last first, no two called the same."""
    named = {trimmed(name, CHOICE_CHARS): value for name, value in values.items() if name}
    return [
        app_commands.Choice(name=name, value=value)
        for name, value in reversed(named.items())
        if units(value) <= CHOICE_CHARS
    ]
