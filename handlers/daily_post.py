"""The clip of the day as every chat posts it, and what is told to whoever set it: pure."""

from datetime import date
from typing import Final

from bot.clips import OpenedClip, Surroundings
from bot.errors import NajiError
from bot.model import Clip, Destination
from bot.place_settings import PlaceSettings
from bot.slots import Plan, Post, Reason, Schedule, Slot
from handlers import reply
from handlers.asking import Asked
from handlers.columns import clean
from handlers.excerpt import Run
from handlers.locale import Words, nearest, words_for
from handlers.manners import place_words
from handlers.messages import Action, Button, Reply, Voice, sentences
from handlers.reply import error_sentence
from handlers.vote_reply import vote_buttons

NOTHING_TO_POST: Final = frozenset(("daily.no_clip", "daily.no_show"))
"""What is wrong with the library, and not with the place: a schedule goes on."""
_CHANNELS: Final = ("channel", "chat")
"""How the errors of posting name the place of a post."""


def post_words(plan: Plan, settings: PlaceSettings, others: Words) -> Words:
    """The words of a post: those of its plan, else those that the place has set, else the others."""
    return words_for(nearest(plan.language, others.language)) if plan.language else place_words(settings, others)


def heading_of(plan: Plan, usual: str) -> str:
    """What stands above the clip, as it was typed."""
    return clean(plan.heading) or usual


def title_of(plan: Plan, day: date, usual: str, words: Words) -> str:
    """What a thread of a post is named."""
    return f"{heading_of(plan, usual)} {words.day(day)}"


def alone(clip: Clip, voice: Voice) -> Reply:
    """A clip without the words around it; its show is named, as nobody asked."""
    around = Surroundings(before=(), lead="", tail="", after=(), more=True)
    return reply.clip(OpenedClip(clip, around, lines=0, several_shows=True), voice)


def buttons_of(post: Post) -> tuple[Button, ...]:
    """What stands below a post for everybody to press, on each platform."""
    return vote_buttons(post.clip.id) if post.plan.has_votes else ()


def slot_button(action: Action, slot: Slot, label: str, key: str) -> Button:
    """A button that names a slot."""
    return Button(action, f"{slot.schedule}-{slot.day:%Y%m%d}", slot.nth, label, key)


def channel_run(destination: Destination, asked: Asked) -> Run:
    """The channel of a destination as this asker is told of it: by its name, where that is known."""
    channel = destination.channel
    called = asked.doorman.called(channel) if asked.doorman is not None else ""
    return Run(clean(called or channel), channel=f"{destination.place.platform.value}:{channel}")


def told(schedule: Schedule, reason: Reason, words: Words, channel: str) -> Reply:
    """What is wrong with a schedule, where, and what to do.

    Args:
        schedule: which.
        reason: what is wrong.
        words: in which it is told.
        channel: what its channel is called.
    """
    what = reason_sentence(reason, words, channel)
    key = "daily.no-post" if reason.code in NOTHING_TO_POST else "daily.told-trouble"
    first = words.say(key, channel=clean(channel), time=f"{schedule.at:%H:%M}", zone=schedule.zone)
    return sentences(first, what, *(() if reason.code in NOTHING_TO_POST else [words.say("daily.trouble-resume")]))


def reason_sentence(reason: Reason, words: Words, called: str) -> str:
    """Why nothing was posted.

    Args:
        reason: as it is kept, which names a channel by its id.
        words: in which it is told.
        called: what the schedule's channel is called.
    """
    named = {name: called if name in _CHANNELS else value for name, value in reason.values}
    return error_sentence(NajiError(reason.code, **named), words)
