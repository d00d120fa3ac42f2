"""Times of day and zones as people type them: pure."""

import re
import unicodedata
from datetime import time
from zoneinfo import ZoneInfo

from bot.errors import UsageError

TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})")


def plain(typed: str) -> str:
    """What was typed, in the usual width and without what stands around it."""
    return unicodedata.normalize("NFKC", typed).strip()


def read_time(typed: str) -> time:
    """The time of day that somebody typed as hours and minutes, such as `9:00` or `２１：３０`.

    Raises:
        UsageError: `daily.time`.
    """
    match = TIME.fullmatch(plain(typed))
    if match is None:
        raise UsageError("daily.time")
    try:
        return time(int(match[1]), int(match[2]))
    except ValueError as error:
        raise UsageError("daily.time") from error


def read_zone(typed: str) -> ZoneInfo:
    """The IANA zone that somebody typed; case does not matter in most names, and a space is an underscore.

    Raises:
        UsageError: `daily.zone`.
    """
    name = plain(typed).replace(" ", "_")
    for spelling in (name, name.title(), name.upper()):
        # An empty name, a folder's, one with `..` or one that is too long: each raises a kind of error of its own.
        try:
            return ZoneInfo(spelling)
        except (ValueError, OSError, LookupError):
            continue
    raise UsageError("daily.zone", zone=typed.strip())
