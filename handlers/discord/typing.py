"""Autocomplete: what is offered for an option while somebody types into it."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from discord import app_commands

from bot.day_rules import read_days
from bot.errors import NajiError
from bot.model import Place
from bot.options import Options
from bot.place_settings import AUTO, LANGUAGES
from bot.questions import Question
from bot.suggesting import Suggestions
from handlers.asking import Asked, Bot
from handlers.day_words import days_said
from handlers.discord.render import CHOICE_CHARS, CHOICES, trimmed, units
from handlers.locale import Words
from handlers.suggested import moment_line, name_line, schedule_line
from handlers.zones import zones_like

COMPLETED: Final[Mapping[str, frozenset[str]]] = {
    "quote": frozenset(("text", "show", "episode", "speaker")),
    "daily set": frozenset(("zone", "days", "show", "language")),
    **{f"daily {what}": frozenset(("which",)) for what in ("pause", "resume", "skip", "now", "history", "remove")},
}
"""For each function the parameters that something is offered for."""
_SUBCOMMAND: Final = 1
"""The type of an option that is one: https://discord.com/developers/docs/interactions/application-commands."""
_COMMON_DAYS: Final = ("daily", "weekdays", "weekend", "mon,wed,fri", "tue,thu", "every 2 days", "every 3 days")
_SWITCH = "exact"

Choice = app_commands.Choice[str]


def typing_in(data: object) -> tuple[str, Mapping[str, object]] | None:
    """The parameter that is being typed, and all that are given so far; None where nothing is offered for it.

    Args:
        data: of the interaction, as Discord tells it; also of a command that was another one before.
    """
    told: Any = data
    name, held = told.get("name"), told.get("options", ())
    if held and held[0]["type"] == _SUBCOMMAND:
        name, held = f"{name} {held[0]['name']}", held[0].get("options", ())
    options: dict[str, object] = {option["name"]: option.get("value") for option in held}
    focused = next((str(option["name"]) for option in held if option.get("focused")), "")
    return (focused, options) if focused in COMPLETED.get(name, ()) else None


async def choices(bot: Bot, asked: Asked, parameter: str, given: Mapping[str, object]) -> list[Choice]:
    """What is offered for a parameter: nothing where what was typed so far asks for nothing.

    Args:
        bot: who answers.
        asked: where and by whom it is typed.
        parameter: that is being typed.
        given: all parameters as they stand so far, that one included.
    """
    typed = {name: str(value) for name, value in given.items()}
    if parameter in ("which", "zone", "days", "language"):
        return await _of_schedules(bot, asked, parameter, typed[parameter])
    if bot.typing is None:
        return []
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


async def _of_schedules(bot: Bot, asked: Asked, parameter: str, typed: str) -> list[Choice]:
    """What is offered for the clip of the day: its schedules here, and what one can be set to."""
    words = asked.words
    if parameter == "which":
        listed = await bot.schedules.list(asked.place) if bot.schedules is not None else ()
        named = {schedule_line(each, words): str(each.number) for each in reversed(listed)}
        return _told({name: number for name, number in named.items() if typed.strip() in name})[:CHOICES]
    if parameter == "zone":
        zones = await asyncio.to_thread(zones_like, typed, words.language, CHOICES)
        return _told({words.say("zone.named", city=city, key=key): key for key, city in reversed(zones)})
    if parameter == "days":
        return _told({days: days for days in reversed(_days(typed, words))})
    return _told({words.say(f"language.{each.lower()}"): each for each in reversed((*LANGUAGES, AUTO))})


def _days(typed: str, words: Words) -> list[str]:
    """What was typed as it is read, or days that many choose where that is none."""
    try:
        return [days_said(read_days(typed), words)]
    except NajiError:
        return [days_said(read_days(each), words) for each in _COMMON_DAYS]


def _told(values: Mapping[str, str]) -> list[Choice]:
    """Choices of these values by their names, the last first, no two called the same."""
    named = {trimmed(name, CHOICE_CHARS): value for name, value in values.items() if name}
    return [
        app_commands.Choice(name=name, value=value)
        for name, value in reversed(named.items())
        if units(value) <= CHOICE_CHARS
    ]
