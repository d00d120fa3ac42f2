"""What a place sets for itself, in the chats: all of it is for those who manage the place."""

from dataclasses import replace

from bot.cooldown import Limits
from bot.errors import UsageError
from handlers import settings_reply
from handlers.asking import Asked, Bot, Function, Parameter, Values, present
from handlers.manners import place_words
from handlers.messages import Reply


async def _show(bot: Bot, asked: Asked, _values: Values) -> Reply:
    return settings_reply.overview(await present(bot.places).overview(asked.place), asked, _limits(bot))


async def _shows(bot: Bot, asked: Asked, values: Values) -> Reply:
    return settings_reply.shows(await present(bot.places).follow(asked.place, values.get("shows", "")), asked.words)


async def _language(bot: Bot, asked: Asked, values: Values) -> Reply:
    settings = await present(bot.places).speak(asked.place, values.get("language", ""))
    return settings_reply.language(settings, replace(asked, words=place_words(settings, asked.words)))


async def _private(bot: Bot, asked: Asked, values: Values) -> Reply:
    settings = await present(bot.places).keep_private(asked.place, values.get("state", ""))
    return settings_reply.private(settings, asked.words)


async def _cooldown(bot: Bot, asked: Asked, values: Values) -> Reply:
    settings = await present(bot.places).slow_down(asked.place, values.get("seconds", ""))
    return settings_reply.cooldown(settings, _limits(bot), asked.words)


async def _role(bot: Bot, asked: Asked, values: Values) -> Reply:
    places = present(bot.places)
    if asked.by_role:
        # Whoever it is given to would pass it on, to everybody at last.
        raise UsageError("settings.by_role")
    return settings_reply.role(await places.appoint(asked.place, values.get("role", ""), asked.roles), asked.words)


def _limits(bot: Bot) -> Limits:
    return present(bot.cooldown).limits


def _setting(name: str, parameter: str) -> tuple[Parameter, ...]:
    return (Parameter(parameter, f"help.settings-{name}-{parameter}"),)


FUNCTIONS = (
    Function("settings show", (), "help.settings-show", _show, for_managers=True),
    Function(
        "settings shows",
        (Parameter("shows", "help.settings-shows-shows", is_required=False),),
        "help.settings-shows",
        _shows,
        for_managers=True,
    ),
    Function(
        "settings language", _setting("language", "language"), "help.settings-language", _language, for_managers=True
    ),
    Function("settings private", _setting("private", "state"), "help.settings-private", _private, for_managers=True),
    Function(
        "settings cooldown", _setting("cooldown", "seconds"), "help.settings-cooldown", _cooldown, for_managers=True
    ),
    Function("settings role", _setting("role", "role"), "help.settings-role", _role, for_managers=True),
)
