"""The clip of the day in the chats: when, where and how it is posted, and what was."""

import asyncio
import re
from collections.abc import Mapping
from datetime import date

from bot.errors import NotFoundError, UsageError
from bot.model import Destination, PlaceKind
from bot.plans import OPTIONS, Wishes
from bot.schedules import Schedules
from bot.slot_history import SlotHistory
from bot.slot_ports import ByHand
from bot.slots import Schedule, ScheduleId, Slot
from handlers import daily_reply, past_reply
from handlers.asking import Asked, Bot, Function, Parameter, Press, Values, present
from handlers.messages import Action, Reply
from handlers.zones import zone_called

_BUTTON = re.compile(r"(?P<schedule>[0-9]{1,18})-(?P<day>[0-9]{8})")
_NO_ZONE = re.compile(r"[@#<0-9-]|(?:https?://)?t\.me/")
"""How a channel begins that stands where the zone was left out: @name, -100123, <#123>."""
_WHICH = re.compile(r"[0-9\uff10-\uff19].*")


async def _set(bot: Bot, asked: Asked, values: Values) -> Reply:
    zone, place = values.get("zone", ""), values.get("place", "")
    if not place and _NO_ZONE.match(zone):
        zone, place = "", zone
    if zone and "/" not in zone:
        zone = await asyncio.to_thread(zone_called, zone)
    destination = await _destination(asked, place)
    if bot.schedules is None or not destination.channel:
        raise UsageError("daily.no_channel")
    options = {name: values[name] for name in OPTIONS if name in values}
    wishes = Wishes(options, asked.asker, asked.roles)
    changed = await bot.schedules.set(destination, values.get("time", ""), zone, wishes)
    plan = changed.listed.schedule.plan
    lacks = await asked.doorman.lacks(destination, plan) if asked.doorman is not None else ()
    return daily_reply.was_set(changed, asked, lacks)


async def _list(bot: Bot, asked: Asked, values: Values) -> Reply:
    destination = await _destination(asked, values.get("place", ""))
    found = await bot.schedules.list(destination.place) if bot.schedules is not None else ()
    return daily_reply.listed(found, asked)


async def _pause(bot: Bot, asked: Asked, values: Values) -> Reply:
    which, where = await _meant(asked, values)
    return daily_reply.was_paused(await _schedules(bot).pause(where.place, which, where.channel), asked)


async def _resume(bot: Bot, asked: Asked, values: Values) -> Reply:
    which, where = await _meant(asked, values)
    return daily_reply.was_resumed(await _schedules(bot).resume(where.place, which, where.channel), asked)


async def _skip(bot: Bot, asked: Asked, values: Values) -> Reply:
    which, where = await _meant(asked, values)
    skipped = await _schedules(bot).skip(where.place, which, asked.asker, where.channel)
    return daily_reply.was_skipped(skipped, asked)


async def _now(bot: Bot, asked: Asked, values: Values) -> Reply:
    which, where = await _meant(asked, values)
    schedules = _schedules(bot)
    wanted = await schedules.find(where.place, which, where.channel)
    record = await _by_hand(bot).post_now(wanted.schedule, await schedules.noted(asked.asker))
    return past_reply.was_posted(wanted.schedule, record, asked)


async def _history(bot: Bot, asked: Asked, values: Values) -> Reply:
    which, where = await _meant(asked, values)
    return past_reply.history(await _past(bot).posts(where.place, which, where.channel), asked)


async def _remove(bot: Bot, asked: Asked, values: Values) -> Reply:
    which, where = await _meant(asked, values)
    return daily_reply.was_removed(await _schedules(bot).remove(where.place, which, where.channel), asked)


async def _press_unskip(bot: Bot, asked: Asked, button_id: str, nth: int) -> Reply:
    slot = _slot(button_id, nth)
    schedule = await _managed(bot, asked, slot)
    return daily_reply.was_unskipped(await _schedules(bot).unskip(schedule, slot), asked)


async def _press_repost(bot: Bot, asked: Asked, button_id: str, nth: int) -> Reply:
    slot = _slot(button_id, nth)
    schedule = await _managed(bot, asked, slot)
    record = await _by_hand(bot).post_again(schedule, slot, await _schedules(bot).noted(asked.asker))
    return past_reply.was_posted(schedule, record, asked)


def _slot(button_id: str, nth: int) -> Slot:
    """The slot that a button names.

    Raises:
        NotFoundError: `daily.gone` where it names none.
    """
    found = _BUTTON.fullmatch(button_id)
    try:
        day = date.fromisoformat(found["day"]) if found else None
    except ValueError:
        day = None
    if found is None or day is None:
        raise NotFoundError("daily.gone")
    return Slot(ScheduleId(int(found["schedule"])), day, nth)


async def _managed(bot: Bot, asked: Asked, slot: Slot) -> Schedule:
    """The schedule of a slot, for those who manage where it posts: the message with the button may be of long ago.

    Raises:
        NotFoundError: `daily.gone`.
        UsageError: `function.managers`.
    """
    schedule = await _past(bot).schedule(slot.schedule)
    if not await _manages(asked, schedule):
        raise UsageError("function.managers")
    return schedule


async def _manages(asked: Asked, schedule: Schedule) -> bool:
    """Whether the asker may have something posted there."""
    destination = schedule.destination
    if not asked.may_manage:
        return False
    if asked.place.kind is PlaceKind.OPERATOR or destination.place.key == asked.place.key:
        return True
    if asked.doorman is None:
        return False
    open_to = await asked.doorman.may_post(asked.asker, destination.channel)
    return open_to is not None and open_to.place.key == destination.place.key


async def _meant(asked: Asked, values: Values) -> tuple[str, Destination]:
    """Which schedule is meant, and where.

    Typed without names, a place may stand where the schedule was left out.
    """
    which, place = values.get("which", "").strip(), values.get("place", "")
    if which and not place and not _WHICH.fullmatch(which) and _NO_ZONE.match(which):
        which, place = "", which
    return which, await _destination(asked, place)


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


def _schedules(bot: Bot) -> Schedules:
    return present(bot.schedules, "daily.no_channel")


def _past(bot: Bot) -> SlotHistory:
    return present(bot.slot_history, "daily.no_channel")


def _by_hand(bot: Bot) -> ByHand:
    return present(bot.by_hand, "daily.not_posting")


_PLACE = Parameter("place", "help.daily-place", is_required=False)
_WHICH_ONE = (Parameter("which", "help.daily-which", is_required=False), _PLACE)


def _option(name: str, *, is_switch: bool = False, is_role: bool = False) -> Parameter:
    key = f"help.daily-{name}"
    return Parameter(name, key, is_required=False, is_switch=is_switch, is_role=is_role, is_worded=True)


FUNCTIONS = (
    Function(
        "daily set",
        (
            Parameter("time", "help.daily-time"),
            Parameter("zone", "help.daily-zone", is_required=False),
            _PLACE,
            *map(_option, ("days", "show", "heading", "language")),
            _option("role", is_role=True),
            *(_option(name, is_switch=True) for name in ("silent", "pin", "thread", "votes")),
        ),
        "help.daily-set",
        _set,
        for_managers=True,
    ),
    Function("daily list", (_PLACE,), "help.daily-list", _list),
    Function("daily pause", _WHICH_ONE, "help.daily-pause", _pause, for_managers=True),
    Function("daily resume", _WHICH_ONE, "help.daily-resume", _resume, for_managers=True),
    Function("daily skip", _WHICH_ONE, "help.daily-skip", _skip, for_managers=True),
    Function("daily now", _WHICH_ONE, "help.daily-now", _now, for_managers=True),
    Function("daily history", _WHICH_ONE, "help.daily-history", _history),
    Function(
        "daily remove",
        (Parameter("which", "help.daily-which"), _PLACE),
        "help.daily-remove",
        _remove,
        for_managers=True,
    ),
)

PRESSES: Mapping[Action, Press] = {Action.REPOST: _press_repost, Action.UNSKIP: _press_unskip}
FOR_MANAGERS = frozenset(PRESSES)
"""What only those may press who may manage the place."""
