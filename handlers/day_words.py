"""Days and instants as they are said to people; `bot.day_rules` reads the days that are said here."""

from datetime import datetime

from bot.slots import EVERY_DAY, Days
from handlers.excerpt import Instant, Run
from handlers.locale import Words

_WORKING = frozenset(range(5))
_SAID = {_WORKING: "weekdays", frozenset((5, 6)): "weekend"}


def days_said(days: Days, words: Words) -> str:
    """Such as `weekdays`, `Mon, Wed` or `every 3 days`."""
    every = (words.say("days.every", every=days.every),) if days.every > 1 else ()
    if days.weekdays == EVERY_DAY.weekdays:
        return "".join(every) or words.say("days.daily")
    named = _SAID.get(days.weekdays)
    weekdays = (words.say(f"days.{named}"),) if named else (words.say(f"days.{day}") for day in sorted(days.weekdays))
    return words.say("list.comma").join((*weekdays, *every))


def instant_said(at: datetime, zone: str, words: Words) -> Run:
    """An instant: in the reader's zone where clients can tell it so, else in the one that `at` is in, with its name."""
    return Run(words.say("daily.in-zone", moment=words.moment(at), zone=zone), instant=Instant(at))
