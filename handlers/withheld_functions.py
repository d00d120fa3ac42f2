"""What must not be shown, in the chats: hiding clips, blocking words, reporting."""

from collections.abc import Mapping

from bot.model import PlaceKind
from bot.withheld import reach_of
from handlers import withheld_reply
from handlers.asking import Asked, Bot, Function, Parameter, Press, Values, managing, present, who
from handlers.messages import Action, Reply


async def _hide(bot: Bot, asked: Asked, values: Values) -> Reply:
    spot = await present(bot.moderation).hide(who(asked), values.get("id", ""))
    return withheld_reply.was_hidden(spot, reach_of(asked.place), asked.words)


async def _unhide(bot: Bot, asked: Asked, values: Values) -> Reply:
    return withheld_reply.was_shown(await present(bot.moderation).unhide(who(asked), values.get("id", "")), asked.words)


async def _hidden(bot: Bot, asked: Asked, _values: Values) -> Reply:
    return withheld_reply.hidden_list(await present(bot.moderation).hidden(asked.place), asked.words)


async def _blocked_add(bot: Bot, asked: Asked, values: Values) -> Reply:
    blocked = await present(bot.moderation).block(asked.place, values.get("words", ""))
    return withheld_reply.was_blocked(blocked, asked.words, is_everywhere=asked.place.kind is PlaceKind.OPERATOR)


async def _blocked_list(bot: Bot, asked: Asked, _values: Values) -> Reply:
    return withheld_reply.blocked_list(await present(bot.moderation).blocked(asked.place), asked.words)


async def _blocked_remove(bot: Bot, asked: Asked, values: Values) -> Reply:
    blocked = await present(bot.moderation).unblock(asked.place, values.get("which", ""))
    return withheld_reply.was_unblocked(blocked, asked.words)


async def _report(bot: Bot, asked: Asked, values: Values) -> Reply:
    why = values.get("why", "")
    spot = await present(bot.moderation).report(who(asked), values.get("id", ""), why)
    return withheld_reply.was_reported(spot, asked.words, has_words=bool(why.strip()))


async def _reports(bot: Bot, asked: Asked, _values: Values) -> Reply:
    return withheld_reply.report_list(await present(bot.moderation).reports(asked.place), asked.words)


async def _press_hide(bot: Bot, asked: Asked, clip_id: str, _position: int) -> Reply:
    return await _hide(bot, managing(asked), {"id": clip_id})


async def _press_unhide(bot: Bot, asked: Asked, clip_id: str, _position: int) -> Reply:
    return await _unhide(bot, managing(asked), {"id": clip_id})


async def _press_dismiss(bot: Bot, asked: Asked, clip_id: str, _position: int) -> Reply:
    spot = await present(bot.moderation).dismiss(who(managing(asked)), clip_id)
    return withheld_reply.was_dismissed(spot, asked.words)


async def _press_report(bot: Bot, asked: Asked, clip_id: str, _position: int) -> Reply:
    return await _report(bot, asked, {"id": clip_id})


_ID = Parameter("id", "help.clip-id")

FUNCTIONS = (
    Function("report", (_ID, Parameter("why", "help.report-why", is_required=False)), "help.report", _report),
    Function("reports", (), "help.reports", _reports, for_managers=True),
    Function("hide", (_ID,), "help.hide", _hide, for_managers=True),
    Function("unhide", (_ID,), "help.unhide", _unhide, for_managers=True),
    Function("hidden", (), "help.hidden", _hidden, for_managers=True),
    Function(
        "blocked add", (Parameter("words", "help.blocked-words"),), "help.blocked-add", _blocked_add, for_managers=True
    ),
    Function("blocked list", (), "help.blocked-list", _blocked_list, for_managers=True),
    Function(
        "blocked remove",
        (Parameter("which", "help.blocked-which"),),
        "help.blocked-remove",
        _blocked_remove,
        for_managers=True,
    ),
)

PRESSES: Mapping[Action, Press] = {
    Action.HIDE: _press_hide,
    Action.UNHIDE: _press_unhide,
    Action.DISMISS: _press_dismiss,
    Action.REPORT: _press_report,
}

FOR_MANAGERS = frozenset((Action.HIDE, Action.UNHIDE, Action.DISMISS))
"""What only those may press who may manage the place."""
