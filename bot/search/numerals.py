"""Numbers as they are written and as they are said: 360 is 三百六十, or three digits one by one."""

import re

from bot.search.fold import HAN_NUMERALS

_DIGITS = re.compile(r"(?<![0-9.])[1-9][0-9]{1,7}(?![0-9.])")
_SPOKEN = re.compile("[零一二两三四五六七八九十百千万]+")
_PLACES = {"十": 10, "百": 100, "千": 1000}


def said(text: str) -> str:
    """The folded text with every number of two to eight digits as Mandarin says it; 1990 stays a year's four digits."""
    return _DIGITS.sub(lambda match: read_number(int(match.group())), text)


def written(text: str) -> str:
    """The folded text with every number that is said with its places, such as 三百六十, in digits."""
    return _SPOKEN.sub(lambda match: _written(match.group()), text)


def read_number(value: int) -> str:
    """A number below a hundred million as Mandarin says it: 360 is 三百六十, 15 is 十五, 20100 is 二万零一百."""
    high, low = divmod(value, 10_000)
    if high:
        gap = "零" if 0 < low < _PLACES["千"] else ""
        return f"{read_number(high)}万{gap}{_below_ten_thousand(low)}"
    return _below_ten_thousand(low)


def _below_ten_thousand(value: int) -> str:
    said_places: list[str] = []
    gap = False
    for name, place in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = value // place % 10
        if not digit:
            gap = bool(said_places)
            continue
        said_places.append(("零" if gap else "") + HAN_NUMERALS[digit] + name)
        gap = False
    return re.sub("^一十", "十", "".join(said_places))


def _written(numeral: str) -> str:
    """In digits, or as it was where it is no number that is said with its places."""
    if not any(place in numeral for place in _PLACES):
        return numeral
    total = section = digit = 0
    for character in numeral:
        if character == "万":
            total, section, digit = (total + section + digit) * 10_000, 0, 0
        elif character in _PLACES:
            section, digit = section + (digit or 1) * _PLACES[character], 0
        else:
            digit = 2 if character == "两" else HAN_NUMERALS.index(character)
    value = total + section + digit
    return str(value) if read_number(value) == numeral.replace("两", "二") else numeral
