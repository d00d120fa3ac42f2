"""When to ask again: after an answer that says wait, in a feed's bad times, and for what may come later. All pure."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from random import Random
from typing import Final

from bot.feed_ports import Answer

TRIES: Final = 3
"""How often a request is made in one round before the feed has to wait for the next."""
FIRST_WAIT_S: Final = 2.0
LONGEST_WAIT_S: Final = 60.0
"""A server that wants more is asked again in a later round."""
LONGEST_PAUSE: Final = timedelta(days=1)
GONE_AFTER: Final = timedelta(days=30)
"""A feed that has answered 404 for so long is gone, as one that answers 410 once: it is asked once a day."""
FIRST_LOOK: Final = timedelta(hours=1)
"""After an item is first seen its transcript is looked for again: after an hour, then after twice as long each time."""
LAST_LOOK: Final = timedelta(days=366)

_GONE: Final = 410
_TOO_MANY: Final = 429
_SERVER_FAULT: Final = 500
MAX_RETRY_AFTER_S: Final = 7 * 86_400


def is_passing(answer: Answer) -> bool:
    """Whether the same request may be answered better in a moment."""
    return answer.status == _TOO_MANY or answer.status >= _SERVER_FAULT


def is_gone(answer: Answer) -> bool:
    """Whether the server says that it is gone for good."""
    return answer.status == _GONE


def wait_s(tries: int, chance: Random) -> float:
    """How long to wait after so many tries: twice as long each time, at random from half of that to all of it.

    The jitter keeps the bots of many people from coming back all at once.
    """
    return FIRST_WAIT_S * (1 << (tries - 1)) * chance.uniform(0.5, 1)


def retry_after_s(header: str, now: datetime) -> float:
    """The seconds that a server asks to wait (RFC 9110, 10.2.3), a number or a date; 0 where it says nothing."""
    text = header.strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:10]), MAX_RETRY_AFTER_S))
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return 0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max((until - now).total_seconds(), 0), MAX_RETRY_AFTER_S)


def next_try(now: datetime, times: int, interval: timedelta, asked_s: float) -> datetime:
    """When a feed is asked again that has failed so many times in a row: up to a day later, or as it asked for."""
    pause = min(interval * (1 << min(times - 1, 10)), LONGEST_PAUSE)
    return now + max(pause, timedelta(seconds=asked_s))


def is_due(seen: datetime, last: datetime | None, now: datetime) -> bool:
    """Whether an item is looked at again in a round at `now`, the round before having been at `last`.

    The looks stand at `FIRST_LOOK`, and twice, four, eight times as long ... after `seen`: nothing has to be written
    down for them to become rarer. The first round of a process, without a `last`, looks at everything.
    """
    return last is None or any(last < seen + look <= now for look in _looks())


def _looks() -> Iterator[timedelta]:
    look = FIRST_LOOK
    while look <= LAST_LOOK:
        yield look
        look *= 2
