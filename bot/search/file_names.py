"""What the name of a transcript's file says: its episode's number, title and day, and whether people corrected it.

A number is believed where something says that it is one: `EP12`, `episode 12`, `S02E05`, `第十二集`, `#12`. One that
stands alone at the beginning may be the file's own, and is only offered (`number_offered`).
"""

import re
from datetime import date

from bot.model import EpisodeFacts
from bot.search.numerals import written

MAX_NUMBER = 9999
_NUMERAL = "[0-9零一二兩两三四五六七八九十百千]"
_NUMBER = re.compile(
    rf"(?<![A-Za-z])s\d{{1,2}}[ ._-]?e(?P<of_season>\d{{1,4}})(?!\d)"
    rf"|(?<![A-Za-z])(?:ep|episode)[ ._#-]{{0,2}}(?P<marked>\d{{1,4}})(?!\d)"
    rf"|第 ?(?P<said>{_NUMERAL}{{1,8}}) ?[集回話话]"
    rf"|\#(?P<hash>\d{{1,4}})(?!\d)",
    re.IGNORECASE,
)
_DIGITS = {ord(numeral): str(value) for value, numeral in enumerate("零一二三四五六七八九")} | {ord("两"): "2"}
_CORRECTED = re.compile(
    r"[._](?:corrected|proofread|reviewed|edited|manual|校[對对正訂订]|修[正訂订]|人工)\Z", re.IGNORECASE
)
_SEASON = re.compile(r"(?<![A-Za-z])s(\d{1,2})[ ._-]?e\d{1,4}(?!\d)", re.IGNORECASE)
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)([01]\d)\2([0-3]\d)(?!\d)")
_ALONE = re.compile(r"(\d{1,4})(?=\Z|[ ._-])")
_TAIL = re.compile(
    r"[ ._-]*(?:\[[A-Za-z0-9_-]{6,}\]|[._](?:zh|en|ja|cmn|yue)(?:[-_][A-Za-z]{2,4})?|[._](?:whisper|large|medium|small"
    r"|base|turbo|transcript|subtitles?|captions?)(?:[-_.]v\d)?)\Z",
    re.IGNORECASE,
)
_EDGES = " ._-–—:：|｜#()（）[]【】"
_LEAST_TITLE = 2
"""Letters that make a title: fewer are some tool's mark."""


def facts_in(stem: str) -> EpisodeFacts:
    """What a stem says; nothing of what it does not."""
    day, number = _day(stem), _number(stem)
    if day is None and number is None:
        return EpisodeFacts()
    return EpisodeFacts(number=number, title=_title(stem), published=day)


def season_in(stem: str) -> int | None:
    """The season of `S02E05`."""
    found = _SEASON.search(stem)
    return int(found[1]) if found else None


def number_offered(stem: str) -> int | None:
    """The number that stands at the beginning of a stem without anything that says what it is."""
    found = _ALONE.match(stem)
    return int(found[1]) if found and _day(stem) is None else None


def parted(stem: str) -> tuple[str, bool]:
    """The episode's stem without what says that a person has corrected it (`ep1.corrected`), and whether it says so."""
    bare = _CORRECTED.sub("", stem)
    return (bare, True) if bare and bare != stem else (stem, False)


def count_said(numeral: str) -> int | None:
    """A number up to `MAX_NUMBER`, in digits or as Mandarin says it: 12, 十二, 一百零二; None where it is none."""
    in_digits = written(numeral.replace("兩", "两")).translate(_DIGITS)
    if not re.fullmatch("[0-9]{1,9}", in_digits) or int(in_digits) > MAX_NUMBER:
        return None
    return int(in_digits)


def _number(stem: str) -> int | None:
    found = _NUMBER.search(stem)
    return count_said(found[found.lastgroup or 0]) if found else None


def _day(stem: str) -> date | None:
    found = _DAY.search(stem)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        return None


def _title(stem: str) -> str | None:
    bare = stem
    while (cut := _TAIL.sub("", bare)) != bare:
        bare = cut
    rest = _DAY.sub(" ", _NUMBER.sub(" ", bare)).strip(_EDGES)
    letters = sum(letter.isalpha() for letter in rest)
    return re.sub(r"[ _]+", " ", rest) if letters >= _LEAST_TITLE else None
