"""Times as transcripts write them."""

import re

_TIME = re.compile(
    r"(?P<sign>-)?(?:(?P<h>[0-9]{1,4}):)?(?P<m>[0-9]{1,4}):(?P<s>[0-5][0-9])"
    r"(?:[.,](?P<fraction>[0-9]{1,9})|:(?P<frames>[0-9]{2})|:(?P<ms>[0-9]{3}))?"
)
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,12}(?:\.[0-9]{0,12})?|\.[0-9]{1,12})(?:[eE][+-]?[0-9]{1,2})?")
_MINUTES_PER_HOUR = 60
_FRAME_MS = 40
"""Of video at 25 frames a second; at 24 or 30 the last frame of a second is told wrong by 0.2 s."""
MAX_MS = 9999 * 3_600_000
"""More than any clock here can say: what is beyond it is no time."""


def parse_time(text: str) -> int | None:
    """Milliseconds of `[-][H:]M:SS[.fff]`, comma or point, or None where the text is no such time.

    Without hours the minutes may pass 59, with hours they may not. Behind a second colon stand frames if they are
    two digits (`H:MM:SS:FF`), milliseconds if they are three.
    """
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hours, minutes = int(match["h"] or 0), int(match["m"])
    if (match["h"] and minutes >= _MINUTES_PER_HOUR) or (match["frames"] and not match["h"]):
        return None
    seconds = (hours * _MINUTES_PER_HOUR + minutes) * 60 + int(match["s"])
    below = match["ms"] or (match["fraction"] or "0")[:3].ljust(3, "0")
    below_ms = min(int(match["frames"]) * _FRAME_MS, 999) if match["frames"] else int(below)
    total = seconds * 1000 + below_ms
    return -total if match["sign"] else total


def parse_number(text: str, unit_ms: float) -> int | None:
    """Milliseconds of a plain number of units, or None where it is none or beyond `MAX_MS`."""
    if not _NUMBER.fullmatch(text):
        return None
    return in_ms(float(text), unit_ms)


def in_ms(number: float, unit_ms: float) -> int | None:
    """Milliseconds of so many units, or None where that is beyond `MAX_MS` or no number."""
    total = number * unit_ms
    return round(total) if -MAX_MS <= total <= MAX_MS else None
