"""What people want as a clip of the day, in the chats: previews, suggestions and votes."""

from collections.abc import Mapping, Sequence

from bot.curating import Preview
from bot.model import Place
from bot.picks import Verdict
from bot.slots import ScheduleId
from handlers import pick_reply, vote_reply
from handlers.asking import Asked, Bot, Function, Parameter, Press, Values, managing, present, presser, who
from handlers.daily_post import post_words
from handlers.manners import settings_here
from handlers.messages import Action, Button, Reply, Voice


async def _preview(bot: Bot, asked: Asked, values: Values) -> Reply:
    found = await present(bot.curating).preview(asked.place, values.get("which", ""), asked.channel)
    return await _previewed(bot, asked, found)


async def _suggest(bot: Bot, asked: Asked, values: Values) -> Reply:
    suggested = await present(bot.curating).suggest(who(asked), values.get("id", ""))
    return pick_reply.was_suggested(suggested, asked.words)


async def _suggestions(bot: Bot, asked: Asked, _values: Values) -> Reply:
    return pick_reply.suggestion_list(await present(bot.curating).suggestions(asked.place), asked.words)


async def _press_suggest(bot: Bot, asked: Asked, clip_id: str, _position: int) -> Reply:
    return await _suggest(bot, asked, {"id": clip_id})


async def _approve(bot: Bot, asked: Asked, clip_id: str, _position: int) -> Reply:
    spot = await present(bot.curating).decide(who(managing(asked)), clip_id, Verdict.APPROVED)
    return pick_reply.was_decided(spot, Verdict.APPROVED, asked.words)


async def _decline(bot: Bot, asked: Asked, clip_id: str, _position: int) -> Reply:
    spot = await present(bot.curating).decide(who(managing(asked)), clip_id, Verdict.DECLINED)
    return pick_reply.was_decided(spot, Verdict.DECLINED, asked.words)


async def _withdraw(bot: Bot, asked: Asked, clip_id: str, _position: int) -> Reply:
    spot = await present(bot.curating).withdraw(who(managing(asked)), clip_id)
    return pick_reply.was_decided(spot, Verdict.OPEN, asked.words)


async def _pass(bot: Bot, asked: Asked, clip_id: str, schedule: int) -> Reply:
    found = await present(bot.curating).pass_over(who(managing(asked)), clip_id, ScheduleId(schedule))
    return await _previewed(bot, asked, found, passed=clip_id)


async def _vote(bot: Bot, asked: Asked, clip_id: str, is_for: int) -> Reply:
    weight = 1 if is_for else -1
    ballot, tally = await present(bot.curating).vote(clip_id, presser(asked), weight)
    return vote_reply.voted(clip_id, ballot, tally, asked.words)


async def votes_on(bot: Bot, clip_id: str, place: Place) -> Sequence[Button]:
    """The buttons below a post with the votes that count now."""
    return vote_reply.vote_buttons(clip_id, await present(bot.curating).tally(clip_id, place))


async def _previewed(bot: Bot, asked: Asked, found: Preview, passed: str = "") -> Reply:
    """The preview; the clip in it in the words in which it would be posted."""
    place = found.schedule.destination.place
    words = post_words(found.schedule.plan, await settings_here(bot, place), asked.words)
    said = ""
    if passed:
        said = asked.words.say("preview.passed" if place.key == asked.place.key else "preview.passed-there", id=passed)
    return pick_reply.preview(found, Voice(words, bot.links), asked.words, said)


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
