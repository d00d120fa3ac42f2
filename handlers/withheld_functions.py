"""What must not be shown, in the chats: hiding clips, blocking words, reporting."""

from collections.abc import Mapping

from bot.corrections import Who
from bot.errors import UsageError
from bot.model import PlaceKind
from bot.moderation import Moderation
from bot.withheld import reach_of
from handlers import withheld_reply
from handlers.asking import Asked, Bot, Function, Parameter, Press, Values
from handlers.messages import Action, Reply


async def _hide(bot: Bot, asked: Asked, values: Values) -> Reply:
    spot = await _moderation(bot).hide(_who(asked), values.get("id", ""))
    return withheld_reply.was_hidden(spot, reach_of(asked.place), asked.words)


async def _unhide(bot: Bot, asked: Asked, values: Values) -> Reply:
    return withheld_reply.was_shown(await _moderation(bot).unhide(_who(asked), values.get("id", "")), asked.words)


async def _hidden(bot: Bot, asked: Asked, _values: Values) -> Reply:
    return withheld_reply.hidden_list(await _moderation(bot).hidden(asked.place), asked.words)


async def _blocked_add(bot: Bot, asked: Asked, values: Values) -> Reply:
    blocked = await _moderation(bot).block(asked.place, values.get("words", ""))
    return withheld_reply.was_blocked(blocked, asked.words, is_everywhere=asked.place.kind is PlaceKind.OPERATOR)


async def _blocked_list(bot: Bot, asked: Asked, _values: Values) -> Reply:
    return withheld_reply.blocked_list(await _moderation(bot).blocked(asked.place), asked.words)


async def _blocked_remove(bot: Bot, asked: Asked, values: Values) -> Reply:
    blocked = await _moderation(bot).unblock(asked.place, values.get("which", ""))
    return withheld_reply.was_unblocked(blocked, asked.words)


async def _report(bot: Bot, asked: Asked, values: Values) -> Reply:
    why = values.get("why", "")
    spot = await _moderation(bot).report(_who(asked), values.get("id", ""), why)
    return withheld_reply.was_reported(spot, asked.words, has_words=bool(why.strip()))


async def _reports(bot: Bot, asked: Asked, _values: Values) -> Reply:
    return withheld_reply.report_list(await _moderation(bot).reports(asked.place), asked.words)


async def _press_hide(bot: Bot, asked: Asked, clip_id: str, _position: int) -> Reply:
    return await _hide(bot, _managing(asked), {"id": clip_id})


async def _press_unhide(bot: Bot, asked: Asked, clip_id: str, _position: int) -> Reply:
    return await _unhide(bot, _managing(asked), {"id": clip_id})


async def _press_dismiss(bot: Bot, asked: Asked, clip_id: str, _position: int) -> Reply:
    spot = await _moderation(bot).dismiss(_who(_managing(asked)), clip_id)
    return withheld_reply.was_dismissed(spot, asked.words)


async def _press_report(bot: Bot, asked: Asked, clip_id: str, _position: int) -> Reply:
    return await _report(bot, asked, {"id": clip_id})


def _managing(asked: Asked) -> Asked:
    """Whoever presses, if they may manage: the message may have been sent to somebody else, or long ago.

    Raises:
        UsageError: `function.managers`.
    """
    if not asked.may_manage:
        raise UsageError("function.managers")
    return asked


def _who(asked: Asked) -> Who:
    return Who(asked.place, asked.asker, may_manage=asked.may_manage)


def _moderation(bot: Bot) -> Moderation:
    if bot.moderation is None:
        raise UsageError("function.sample")
    return bot.moderation


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
