"""The clip of the day in the chats: setting when and where it is posted."""

from bot.errors import UsageError
from bot.model import Destination
from handlers import daily_reply
from handlers.asking import Asked, Bot, Function, Parameter, Values
from handlers.messages import Reply


async def _daily_set(bot: Bot, asked: Asked, values: Values) -> Reply:
    zone, place = values.get("zone", ""), values.get("place", "")
    if not place and zone and not zone[0].isalpha():
        # Typed without names, a channel may stand where the zone was left out: @name, -100123, <#123>.
        zone, place = "", zone
    destination = await _destination(asked, place)
    if bot.schedules is None or not destination.channel:
        raise UsageError("daily.no_channel")
    listed = await bot.schedules.set(destination, values.get("time", ""), zone)
    return daily_reply.was_set(listed, asked.words, asked.channel)


async def _daily_list(bot: Bot, asked: Asked, values: Values) -> Reply:
    destination = await _destination(asked, values.get("place", ""))
    found = await bot.schedules.list(destination.place) if bot.schedules is not None else ()
    return daily_reply.listed(found, asked.words, asked.channel)


async def _daily_remove(bot: Bot, asked: Asked, values: Values) -> Reply:
    destination = await _destination(asked, values.get("place", ""))
    if bot.schedules is None:
        raise UsageError("daily.no_channel")
    removed = await bot.schedules.remove(destination.place, values.get("which", ""), destination.channel)
    return daily_reply.was_removed(removed, asked.words, asked.channel)


async def _destination(asked: Asked, typed: str) -> Destination:
    """Here, or the other chat that was named.

    Raises:
        UsageError: `daily.no_place` where no other can be named, `daily.may_not_post` where the asker may not.
    """
    if not typed.strip():
        return Destination(asked.place, asked.channel)
    if asked.doorman is None:
        raise UsageError("daily.no_place")
    destination = await asked.doorman.may_post(asked.asker, typed.strip())
    if destination is None:
        raise UsageError("daily.may_not_post", place=typed.strip())
    return destination


_DAILY_PLACE = Parameter("place", "help.daily-place", is_required=False)

FUNCTIONS = (
    Function(
        "daily set",
        (
            Parameter("time", "help.daily-time"),
            Parameter("zone", "help.daily-zone", is_required=False),
            _DAILY_PLACE,
        ),
        "help.daily-set",
        _daily_set,
        for_managers=True,
    ),
    Function("daily list", (_DAILY_PLACE,), "help.daily-list", _daily_list),
    Function(
        "daily remove",
        (Parameter("which", "help.daily-which"), _DAILY_PLACE),
        "help.daily-remove",
        _daily_remove,
        for_managers=True,
    ),
)
