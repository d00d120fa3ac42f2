"""Trimming a clip in the chats: by buttons everywhere, by typed times where a chat has forms."""

from collections.abc import Mapping
from dataclasses import replace

from bot.errors import UsageError
from bot.trimming import SINGLE_STEPS, Steps, Trimmed, Trimming, packed, unpacked
from handlers import reply
from handlers.asking import Asked, Bot, Press, present, voice
from handlers.locale import Words
from handlers.messages import Action, Button, Reply, Voice

_LABELS = ("button.start-earlier", "button.start-later", "button.end-earlier", "button.end-later")
_KEYS = ("t1", "t2", "t3", "t4")


async def _trim(bot: Bot, asked: Asked, clip_id: str, position: int) -> Reply:
    trimmed = await trimming_of(bot).step(clip_id, unpacked(position), asked.place)
    shown = reply.clip(trimmed.opened, _without_trimming(bot, asked))
    times: tuple[Button, ...] = ()
    if asked.has_forms and not trimmed.opened.clip.episode.untimed:
        times = (Button(Action.TIMES, trimmed.opened.clip.id, 0, asked.words.say("button.times"), ""),)
    return replace(shown, buttons=(*_steps(clip_id, trimmed, asked.words), *times, *shown.buttons))


async def cut(bot: Bot, asked: Asked, clip_id: str, start: str, end: str) -> Reply:
    """The clip from one typed time to another."""
    return reply.clip(await trimming_of(bot).cut(clip_id, start, end, asked.place), voice(bot, asked))


def trimming_of(bot: Bot) -> Trimming:
    """What trims.

    Raises:
        UsageError: `function.elsewhere`: nothing does here.
    """
    return present(bot.trimming, "function.elsewhere")


def _without_trimming(bot: Bot, asked: Asked) -> Voice:
    """The buttons of a trimmed clip: those that trim it on stand before them."""
    told = voice(bot, asked)
    return replace(told, deeds=tuple(deed for deed in told.deeds if deed.action is not Action.TRIM))


def _steps(clip_id: str, trimmed: Trimmed, words: Words) -> tuple[Button, ...]:
    """A button for each step that leads somewhere; from the clip that was opened first."""
    made = []
    for step, label, key in zip(SINGLE_STEPS, _LABELS, _KEYS, strict=True):
        if step in trimmed.further:
            then = Steps(trimmed.steps.start + step.start, trimmed.steps.end + step.end)
            position = packed(then)
            made.append(Button(Action.TRIM, clip_id, position, words.say(label), key))
    return tuple(made)


async def _elsewhere(_bot: Bot, _asked: Asked, _id: str, _position: int) -> Reply:
    raise UsageError("function.elsewhere")


PRESSES: Mapping[Action, Press] = {Action.TRIM: _trim, Action.TIMES: _elsewhere}
"""A platform with forms answers the second itself."""
