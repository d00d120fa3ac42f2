"""What people want as a clip of the day, in the chats: previews, suggestions and votes."""

from collections.abc import Mapping, Sequence

from bot.corrections import Who
from bot.curating import Curating, Preview
from bot.errors import UsageError
from bot.model import Place
from bot.picks import Verdict
from bot.questions import Presser
from bot.slots import ScheduleId
from handlers import pick_reply, vote_reply
from handlers.asking import Asked, Bot, Function, Parameter, Press, Values
from handlers.locale import words_for
from handlers.manners import place_words, settings_here
from handlers.messages import Action, Button, Reply, Voice


async def _preview(bot: Bot, asked: Asked, values: Values) -> Reply:
    found = await _curating(bot).preview(asked.place, values.get("which", ""), asked.channel)
    return await _previewed(bot, asked, found)


async def _suggest(bot: Bot, asked: Asked, values: Values) -> Reply:
    suggested = await _curating(bot).suggest(_who(asked), values.get("id", ""))
    return pick_reply.was_suggested(suggested, asked.words)


async def _suggestions(bot: Bot, asked: Asked, _values: Values) -> Reply:
    return pick_reply.suggestion_list(await _curating(bot).suggestions(asked.place), asked.words)


async def _press_suggest(bot: Bot, asked: Asked, clip_id: str, _position: int) -> Reply:
    return await _suggest(bot, asked, {"id": clip_id})


async def _approve(bot: Bot, asked: Asked, clip_id: str, _position: int) -> Reply:
    spot = await _curating(bot).decide(_who(_managing(asked)), clip_id, Verdict.APPROVED)
    return pick_reply.was_decided(spot, Verdict.APPROVED, asked.words)


async def _decline(bot: Bot, asked: Asked, clip_id: str, _position: int) -> Reply:
    spot = await _curating(bot).decide(_who(_managing(asked)), clip_id, Verdict.DECLINED)
    return pick_reply.was_decided(spot, Verdict.DECLINED, asked.words)


async def _withdraw(bot: Bot, asked: Asked, clip_id: str, _position: int) -> Reply:
    spot = await _curating(bot).withdraw(_who(_managing(asked)), clip_id)
    return pick_reply.was_decided(spot, Verdict.OPEN, asked.words)


async def _pass(bot: Bot, asked: Asked, clip_id: str, schedule: int) -> Reply:
    found = await _curating(bot).pass_over(_who(_managing(asked)), clip_id, ScheduleId(schedule))
    return await _previewed(bot, asked, found, passed=clip_id)


async def _vote(bot: Bot, asked: Asked, clip_id: str, is_for: int) -> Reply:
    weight = 1 if is_for else -1
    ballot, tally = await _curating(bot).vote(clip_id, Presser(asked.place, asked.asker), weight)
    return vote_reply.voted(clip_id, ballot, tally, asked.words)


async def votes_on(bot: Bot, clip_id: str, place: Place) -> Sequence[Button]:
    """The buttons below a post with the votes that count now."""
    return vote_reply.vote_buttons(clip_id, await _curating(bot).tally(clip_id, place))


async def _previewed(bot: Bot, asked: Asked, found: Preview, passed: str = "") -> Reply:
    """The preview; the clip in it in the words in which it would be posted."""
    language = found.schedule.plan.language
    own = place_words(await settings_here(bot, asked.place), asked.words)
    voice = Voice(words_for(language) if language else own, bot.links)
    return pick_reply.preview(found, voice, asked.words, passed=passed)


def _managing(asked: Asked) -> Asked:
    """Whoever presses, if they may manage.

    Raises:
        UsageError: `function.managers`.
    """
    if not asked.may_manage:
        raise UsageError("function.managers")
    return asked


def _who(asked: Asked) -> Who:
    return Who(asked.place, asked.asker, may_manage=asked.may_manage)


def _curating(bot: Bot) -> Curating:
    if bot.curating is None:
        raise UsageError("function.sample")
    return bot.curating


FUNCTIONS = (
    Function(
        "daily preview",
        (Parameter("which", "help.daily-which", is_required=False),),
        "help.daily-preview",
        _preview,
        for_managers=True,
    ),
    Function("daily suggest", (Parameter("id", "help.clip-id"),), "help.daily-suggest", _suggest, asks_rights=True),
    Function("daily suggestions", (), "help.daily-suggestions", _suggestions, for_managers=True),
)

PRESSES: Mapping[Action, Press] = {
    Action.SUGGEST: _press_suggest,
    Action.APPROVE: _approve,
    Action.DECLINE: _decline,
    Action.WITHDRAW: _withdraw,
    Action.OTHER: _pass,
    Action.VOTE: _vote,
}

NEED_RIGHTS = frozenset((Action.SUGGEST, Action.APPROVE, Action.DECLINE, Action.WITHDRAW, Action.OTHER))
"""Where it matters whether the presser may manage the place."""
