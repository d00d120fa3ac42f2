"""Days as people say them, in Chinese and English: `一三五`, `mon, wed`, `weekdays`, `every 3 days`, `隔天`. Pure."""

import re
import unicodedata
from collections.abc import Iterator

from bot.errors import UsageError
from bot.slots import EVERY_DAY, Days

MOST_EVERY = 31
"""The longest distance between two days that can be said: about a month."""

_ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT = {"tues": 1, "wednes": 2, "thur": 3, "thurs": 3}
_NAMES = {name: day for day, full in enumerate(_ENGLISH) for name in (full, f"{full}s", full[:3])} | _SHORT
_NUMERALS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_SETS = (
    (re.compile(r"weekdays?|work(?:ing )?days?|平日|工作日|上班日"), frozenset(range(5))),
    (re.compile(r"weekends?|[週周]末"), frozenset((5, 6))),
)

_DAILY = re.compile(r"daily|(?:every|each) ?day|每[天日]|天天")
_OTHER = re.compile(r"every (?:other|second) day|隔[天日]|每隔一[天日]")
_EVERY = re.compile(
    r"every ?(?P<en>[0-9]{1,4}|[a-z]+) ?days?|每 ?(?P<zh>[0-9]{1,4}|[一二兩两三四五六七八九十]{1,3}) ?[天日]"
)
_COUNTED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_DIGITS = {digit: n for n, digit in enumerate("一二三四五六七八九", 1)} | {"兩": 2, "两": 2}

_LEAD = re.compile(r"(?:(?:every|each|on) )?")
_NAMED = re.compile(f"(?:{'|'.join(sorted(_NAMES, key=len, reverse=True))})(?![a-z])")
_WRITTEN = re.compile(
    r"(?:每個?)?(?:[週周]|星期|禮拜|礼拜)(?P<after>[一二三四五六日天]+)|每?(?P<bare>[一二三四五六日]+)"
)
_BETWEEN = re.compile(r"(?:[\s,;/、&+]|and\b|[和與与及跟])*")
_TO = re.compile(r"\s*(?:[-–—~到至]|to\b)\s*")


def read_days(typed: str) -> Days:
    """The days that somebody means; of every so many the first is not said, so that `Days.first` is None.

    Raises:
        UsageError: `daily.days` with `days`, or `daily.days_every` with `most` where they lie too far apart.
    """
    text = " ".join(unicodedata.normalize("NFKC", typed).casefold().split())
    every = _every(text)
    if every is not None:
        if not 1 <= every <= MOST_EVERY:
            raise UsageError("daily.days_every", most=MOST_EVERY)
        return Days(every=every)
    weekdays = _weekdays(text)
    if not weekdays:
        raise UsageError("daily.days", days=typed.strip())
    return Days(weekdays)


def _every(text: str) -> int | None:
    """The distance between two days; None where it is no such rule."""
    if _DAILY.fullmatch(text):
        return EVERY_DAY.every
    if _OTHER.fullmatch(text):
        return 2
    match = _EVERY.fullmatch(text)
    return _number(match["en"] or match["zh"]) if match else None


def _number(text: str) -> int | None:
    """A number in digits, an English word or Chinese numerals below a hundred."""
    if text.isdecimal():
        return int(text)
    if text.isascii():
        return _COUNTED.index(text) + 1 if text in _COUNTED else None
    tens, ten, ones = text.rpartition("十")
    if not {tens, ones} <= _DIGITS.keys() | {""}:
        return None
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def _weekdays(text: str) -> frozenset[int]:
    """The weekdays that a list of them names; none where something else stands in it."""
    found: set[int] = set()
    position = _BETWEEN.match(text, 0).end()  # type: ignore[union-attr]  # it matches nothing, too
    while position < len(text):
        held = _held(text, position)
        if held is None:
            return frozenset()
        days, position = held
        found.update(days)
    return frozenset(found)


def _held(text: str, position: int) -> tuple[frozenset[int], int] | None:
    """What the item at this position names, and where the next one begins; None where it is none."""
    held = _item(text, position)
    if held is None:
        return None
    days, end = held
    to = _TO.match(text, end)
    if to is not None:
        last = _item(text, to.end())
        if last is None or len(days) != 1 or len(last[0]) != 1:
            return None
        days, end = frozenset(_through(*days, *last[0])), last[1]
    return days, _BETWEEN.match(text, end).end()  # type: ignore[union-attr]  # it matches nothing, too


def _item(text: str, start: int) -> tuple[frozenset[int], int] | None:
    start = _LEAD.match(text, start).end()  # type: ignore[union-attr]  # it matches nothing, too
    for pattern, days in _SETS:
        if match := pattern.match(text, start):
            return days, match.end()
    if match := _NAMED.match(text, start):
        return frozenset((_NAMES[match.group()],)), match.end()
    if match := _WRITTEN.match(text, start):
        return frozenset(_NUMERALS[each] for each in match["after"] or match["bare"]), match.end()
    return None


def _through(first: int, last: int) -> Iterator[int]:
    """The weekdays from one to another, over a Sunday if need be."""
    for ahead in range((last - first) % 7 + 1):
        yield (first + ahead) % 7
