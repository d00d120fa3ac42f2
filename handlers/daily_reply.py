"""What is said about schedules: pure, and in the reader's language."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.errors import NajiError
from bot.schedules import ListedSchedule
from bot.slots import Schedule, SlotRecord
from handlers.columns import clean
from handlers.locale import Words
from handlers.messages import Reply, sentences
from handlers.reply import error_sentence


def was_set(listed: ListedSchedule, words: Words, channel: str) -> Reply:
    """That it is set, and when it posts next; its channel is named unless this is said there."""
    schedule = listed.schedule
    where = schedule.destination.channel
    time, zone = _time(schedule), schedule.zone
    if where == channel:
        first = words.say("daily.set-here", time=time, zone=zone)
    else:
        first = words.say("daily.set-there", time=time, zone=zone, channel=clean(where))
    return sentences(first, *_next(listed, words))


def was_removed(listed: ListedSchedule, words: Words, channel: str) -> Reply:
    """What is no longer set; its channel is named unless this is said there."""
    schedule = listed.schedule
    where = schedule.destination.channel
    key = "daily.removed-here" if where == channel else "daily.removed"
    return sentences(words.say(key, time=_time(schedule), zone=schedule.zone, channel=clean(where)))


def listed(found: Sequence[ListedSchedule], words: Words, channel: str) -> Reply:
    """The schedules, each with its channel unless this is said there, when it posts next and how it went last."""
    if not found:
        return sentences(words.say("daily.none"))
    lines = [" · ".join(_parts(each, words, channel)) for each in found]
    return sentences(*lines, words.say("daily.how-to-remove"))


def _parts(each: ListedSchedule, words: Words, channel: str) -> Iterator[str]:
    schedule = each.schedule
    yield words.say("daily.line", number=each.number, time=_time(schedule), zone=schedule.zone)
    if schedule.destination.channel != channel:
        yield words.say("daily.channel", channel=clean(schedule.destination.channel))
    yield from _next(each, words)
    if each.last is not None:
        yield _last(each.last, words)


def _next(each: ListedSchedule, words: Words) -> Iterator[str]:
    if each.next is not None:
        yield words.say("daily.next", when=_moment(each.next, words))


def _last(record: SlotRecord, words: Words) -> str:
    reason = ""
    if record.reason is not None:
        reason = error_sentence(NajiError(record.reason.code, **dict(record.reason.values)), words)
    return words.say(f"daily.last-{record.state.value}", day=words.day(record.slot.day), reason=reason)


def _time(schedule: Schedule) -> str:
    return f"{schedule.at:%H:%M}"


def _moment(local: datetime, words: Words) -> str:
    return f"{words.day(local.date())} {local:%H:%M}"
