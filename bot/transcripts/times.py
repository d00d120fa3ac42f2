"""Times as transcripts write them."""

import re

_TIME = re.compile(
    r"(?P<sign>-)?(?:(?P<h>[0-9]{1,4}):)?(?P<m>[0-9]{1,4}):(?P<s>[0-5][0-9])(?:[.,](?P<fraction>[0-9]{1,9}))?"
)
_MINUTES_PER_HOUR = 60


def parse_time(text: str) -> int | None:
    """Milliseconds of `[-][H:]M:SS[.fff]`, comma or point, or None where the text is no such time.

    Without hours the minutes may pass 59, with hours they may not.
    """
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hours, minutes = int(match["h"] or 0), int(match["m"])
    if match["h"] and minutes >= _MINUTES_PER_HOUR:
        return None
    seconds = (hours * _MINUTES_PER_HOUR + minutes) * 60 + int(match["s"])
    total = seconds * 1000 + int((match["fraction"] or "0")[:3].ljust(3, "0"))
    return -total if match["sign"] else total
