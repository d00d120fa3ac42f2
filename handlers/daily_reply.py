"""What is said about schedules: pure, and in the reader's language."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from bot.model import Platform
from bot.schedules import Changed, ListedSchedule, Skipped
from bot.slots import Plan, Schedule, Slot, SlotRecord
from handlers.asking import Asked
from handlers.columns import clean
from handlers.daily_post import channel_run, reason_sentence, slot_button
from handlers.day_words import days_said, instant_said
from handlers.excerpt import Instant, Line, Run
from handlers.locale import Words
from handlers.messages import Action, Button, Paragraph, Reply, line, with_runs

MOST_WAYS_BACK: Final = 25
"""As many buttons fit below a message of Discord's."""
_BETWEEN = " · "
_Keys = tuple[str, str]
"""Of a sentence that is said in the channel that it is about, and of the one that is said elsewhere."""


def was_set(changed: Changed, asked: Asked, lacks: Sequence[str] = ()) -> Reply:
    """That it is set or changed, all that holds now beside the usual, and when it posts next.

    Args:
        changed: what was done.
        asked: by whom.
        lacks: the options that the bot has no right for there.
    """
    keys = ("daily.set-here", "daily.set-there")
    if changed.before is not None:
        keys = ("daily.changed-here", "daily.changed-there")
    manner = tuple(_manner(changed.listed.schedule.plan, asked))
    said = _said(keys, changed.listed, asked, *manner)
    if lacks:
        return Reply((*said.paragraphs, tuple(line(asked.words.say(f"daily.lacks-{option}")) for option in lacks)))
    # Discord offers the options by itself.
    if changed.before is not None or manner or asked.place.platform is Platform.DISCORD:
        return said
    more = line(asked.words.say("daily.more-options", time=_time(changed.listed.schedule)))
    return Reply((*said.paragraphs, (more,)))


def was_paused(changed: Changed, asked: Asked) -> Reply:
    """That it rests, and how it goes on."""
    keys = ("daily.paused-here", "daily.paused-there")
    if changed.before is not None and changed.before.is_paused:
        keys = ("daily.was-paused-here", "daily.was-paused-there")
    again = asked.words.say("daily.how-to-resume", time=_time(changed.listed.schedule))
    return _said(keys, changed.listed, asked, again)


def was_resumed(changed: Changed, asked: Asked) -> Reply:
    """That it goes on, and when."""
    keys = ("daily.was-running-here", "daily.was-running-there")
    if changed.before is not None and changed.before.rests:
        keys = ("daily.resumed-here", "daily.resumed-there")
    return _said(keys, changed.listed, asked)


def was_skipped(skipped: Skipped, asked: Asked) -> Reply:
    """Which post is left out, which ones were before, when it goes on, and a way back."""
    words = asked.words
    others = [day for day in skipped.listed.skipped if day != skipped.slot.day]
    too = [line(words.say("daily.skipped-too", days=_days(others, words)))] if others else []
    said = (line(words.say("daily.skipped")), *_slot(skipped, asked), *too, *_next(skipped.listed, words))
    return Reply((said,), (slot_button(Action.UNSKIP, skipped.slot, words.say("button.unskip"), "u"),))


def was_unskipped(skipped: Skipped, asked: Asked) -> Reply:
    """Which post is not left out any more, what else keeps it from being posted, and when it goes on."""
    words = asked.words
    said = (line(words.say("daily.unskipped")), *_slot(skipped, asked), *_halts(skipped.listed, asked))
    return Reply(((*said, *_next(skipped.listed, words)),))


def was_removed(listed: ListedSchedule, asked: Asked) -> Reply:
    """What is no longer set."""
    return Reply(((_head(("daily.removed-here", "daily.removed-there"), listed.schedule, asked),),))


def listed(found: Sequence[ListedSchedule], asked: Asked) -> Reply:
    """The schedules: each when, where and how, when it posts next, how it went last, and why it rests if it does."""
    words = asked.words
    if not found:
        return Reply(((line(words.say("error.daily.none_set")),),))
    told = (tuple(_lines(each, asked)) for each in found)
    paragraphs = ((line(words.say("daily.head")),), *told, (line(words.say("daily.how-to")),))
    return Reply(paragraphs, tuple(_ways_back(found, words)) if asked.may_manage or asked.rights_unasked else ())


def _ways_back(found: Sequence[ListedSchedule], words: Words) -> Iterator[Button]:
    """A button for each day ahead that was left out, as many as every chat shows."""
    slots = [(each.number, Slot(each.schedule.id, day)) for each in found for day in each.skipped]
    for nth, (number, slot) in enumerate(slots[:MOST_WAYS_BACK], 1):
        label = words.say("button.unskip-one", number=number, day=words.day(slot.day))
        yield slot_button(Action.UNSKIP, slot, label, f"u{nth}")


def _lines(each: ListedSchedule, asked: Asked) -> Iterator[Line]:
    schedule, words = each.schedule, asked.words
    facts = [words.say("daily.line", number=each.number, time=_time(schedule), zone=schedule.zone)]
    facts.append(days_said(schedule.plan.days, words))
    where = schedule.destination
    elsewhere = with_runs(words, "daily.channel", channel=channel_run(where, asked))
    yield (*line(_BETWEEN.join(facts)), *((Run(_BETWEEN), *elsewhere) if where.channel != asked.channel else ()))
    if manner := _BETWEEN.join(_manner(schedule.plan, asked)):
        yield line(manner)
    yield from _halts(each, asked)
    yield from _next(each, words)
    if each.last is not None:
        yield line(_last(each.last, words, channel_run(where, asked).text))


def _halts(each: ListedSchedule, asked: Asked) -> Iterator[Line]:
    """Why it rests, if it does, and which days ahead were left out."""
    schedule, words = each.schedule, asked.words
    if schedule.trouble is not None:
        reason = reason_sentence(schedule.trouble, words, channel_run(schedule.destination, asked).text)
        yield line(words.say("daily.trouble", reason=reason, time=_time(schedule)))
    elif schedule.is_paused:
        yield line(words.say("daily.rests", time=_time(schedule)))
    if each.skipped:
        yield line(words.say("daily.left-out", days=_days(each.skipped, words)))


def _slot(skipped: Skipped, asked: Asked) -> Iterator[Line]:
    """When and where a post is due."""
    schedule, words = skipped.listed.schedule, asked.words
    if skipped.when is not None:
        yield with_runs(words, "daily.that-one", when=instant_said(skipped.when, schedule.zone, words))
    if schedule.destination.channel != asked.channel:
        yield with_runs(words, "daily.channel", channel=channel_run(schedule.destination, asked))


def _days(days: Sequence[date], words: Words) -> str:
    return words.say("list.comma").join(map(words.day, days))


def _said(keys: _Keys, listed: ListedSchedule, asked: Asked, *more: str) -> Reply:
    """A sentence about a schedule, what else is said of it, and when it posts next."""
    facts = (line(_BETWEEN.join(more)),) if more else ()
    said: Paragraph = (_head(keys, listed.schedule, asked), *facts, *_next(listed, asked.words))
    return Reply((said,))


def _head(keys: _Keys, schedule: Schedule, asked: Asked) -> Line:
    """A sentence that names a schedule; its channel unless this is said there."""
    key = keys[schedule.destination.channel != asked.channel]
    where = channel_run(schedule.destination, asked)
    return with_runs(asked.words, key, channel=where, **_when(schedule, asked.words))


def _when(schedule: Schedule, words: Words) -> dict[str, str]:
    return {"days": days_said(schedule.plan.days, words), "time": _time(schedule), "zone": schedule.zone}


def _manner(plan: Plan, asked: Asked) -> Iterator[str]:
    """How it is posted, as far as that is not the usual."""
    say = asked.words.say
    if plan.show:
        yield say("daily.only-show", show=plan.show)
    if plan.heading:
        yield say("daily.headed", heading=clean(plan.heading))
    if plan.language:
        yield say(f"daily.spoken-{plan.language.lower()}")
    if plan.role:
        role = asked.roles.known(plan.role) if asked.roles is not None else None
        yield say("daily.calls", role=clean(role.name) if role else plan.role)
    for key, holds in (
        ("daily.is-silent", plan.is_silent),
        ("daily.pins", plan.pins),
        ("daily.opens-thread", plan.opens_thread),
        ("daily.no-votes", not plan.has_votes),
    ):
        if holds:
            yield say(key)


def _next(each: ListedSchedule, words: Words) -> Iterator[Line]:
    """When it posts next: in the reader's zone where clients can tell it so, else in its own, which is named."""
    if each.next is not None and each.ahead is not None:
        instant = instant_said(each.next, each.schedule.zone, words)
        ahead = Run(words.ahead(each.ahead), instant=Instant(each.next, is_distance=True))
        yield with_runs(words, "daily.next", when=instant, ahead=ahead)


def _last(record: SlotRecord, words: Words, called: str) -> str:
    key = f"daily.last-{record.state.value}"
    if record.reason is None:
        return words.say(key, day=words.day(record.slot.day), reason="")
    if record.state.value == "skipped":
        key = "daily.last-left-out"
    return words.say(key, day=words.day(record.slot.day), reason=reason_sentence(record.reason, words, called))


def _time(schedule: Schedule) -> str:
    return f"{schedule.at:%H:%M}"
