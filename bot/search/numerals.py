"""Numbers and symbols as they are written and as they are said: 360 is 三百六十, 5% is 百分之五, C# is C sharp.

A text has three notations: *written* in digits and symbols, *said* in Mandarin and said in English. Which of them a
recogniser wrote is chance, and which a listener types another. All texts here are folded: lower case, Simplified.
"""

import re
from collections.abc import Callable, Sequence

from bot.search import english
from bot.search.fold import HAN_CLASS, HAN_NUMERALS

_DIGITS = re.compile(r"(?<![0-9.])[1-9][0-9]{1,7}(?![0-9.])")
NUMERALS = "零一二两三四五六七八九十百千万"
"""What numbers are said with in Mandarin, folded."""
_SPOKEN = re.compile(f"[{NUMERALS}]+")
_PLACES = {"十": 10, "百": 100, "千": 1000}
_HAN = re.compile(f"[{HAN_CLASS}]")

_NUMBER = "(?:[0-9]+(?:[.][0-9]+)?)"
_ONE_NUMERAL = f"[{NUMERALS}0-9]"
_NUMERAL = f"{_ONE_NUMERAL}+"
_THOUSANDS = re.compile("(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")

_PERCENT = re.compile(rf"[{HAN_NUMERALS}两.]+%")
_TO_DIGITS = {ord(numeral): str(value) for value, numeral in enumerate(HAN_NUMERALS)} | {ord("两"): "2"}

_Rules = Sequence[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]]


def _rules(*rules: tuple[str, str]) -> _Rules:
    return tuple((re.compile(pattern), text) for pattern, text in rules)


_WRITTEN = _rules(
    (rf"百分之({_NUMERAL}(?:点{_NUMERAL})?|{_NUMBER})", r"\1%"),
    (rf"({_NUMERAL}(?:点{_NUMERAL})?|{_NUMBER}) ?趴", r"\1%"),
    (r"(?<=[0-9]) ?(?:percent|per cent)\b", "%"),
    (rf"(?<={_ONE_NUMERAL})点(?={_ONE_NUMERAL})", "."),
    (r"(?<=[0-9]) point (?=[0-9])", "."),
    (r"(?:点| dot ) ?com\b", ".com"),
    (rf"第({_NUMERAL})集|\b(?:episode|ep[.]?) ({_NUMERAL})", r"ep\1\2"),
    (rf"({_NUMERAL})倍", r"\1x"),
    (r"(?<=[0-9]) times\b", "x"),
    (r"\b([a-z]) sharp\b", r"\1#"),
    (r"(?<=[a-z]) plus plus\b", "++"),
    (r"(?<=[a-z]) plus\b", "+"),
    (r"\b([a-z]) and ([a-z])\b", r"\1&\2"),
)
_TIMES = r"(?<![0-9a-z])[×x]([0-9]{1,2})(?![0-9])|([0-9.]+)[×x](?![0-9a-z])"
_MANDARIN = _rules(
    (rf"({_NUMBER}) ?%", r"百分之\1"),
    (rf"\$ ?({_NUMBER})", r"\1美元"),
    (r"(?<=[0-9]) ?° ?c?", "度"),
    (_TIMES, r"\1\2倍"),
    (r"\bep(?:isode)?[.]? ?([0-9]+)", r"第\1集"),
    (r"[.]com\b", "点com"),
    (r"(?<=\w) ?& ?(?=\w)", "和"),
    (r"(?<=\w) ?\+ ?(?=\w)", "加"),
)
_ENGLISH = _rules(
    (r"(?<=[0-9]) ?%", " percent"),
    (rf"\$ ?({_NUMBER})", r"\1 dollars"),
    (r"(?<=[0-9]) ?° ?c?", " degrees"),
    (_TIMES, r"\1\2 times"),
    (rf"第({_NUMERAL})集|\bep[.]? ?([0-9]+)", r"episode \1\2"),
    (r"(?<=[a-z])#", " sharp"),
    (r"(?<=[a-z])\+\+", " plus plus"),
    (r"(?<=\w) ?\+", " plus "),
    (r"(?<=\w) ?& ?(?=\w)", " and "),
    (r"(?<=\w)@(?=\w)", " at "),
    (r"[.](?=(?:com|org|net|ai|io)\b)", " dot "),
)


def notations(text: str) -> tuple[str, ...]:
    """The other ways to write down what the folded text says; none where it has neither number nor symbol."""
    plain = _THOUSANDS.sub("", text)
    in_digits = written(plain)
    ways = (in_digits, said(plain), said_in_english(plain), in_digits.replace("%", "趴"))
    return tuple(dict.fromkeys(way for way in ways if way != text))


def _apply(rules: _Rules, text: str) -> str:
    for pattern, replacement in rules:
        text = pattern.sub(replacement, text)
    return text


def said(text: str) -> str:
    """With every number of two to eight digits, every decimal and symbol as Mandarin says it.

    A number is said with its places; 1990 as it stands is a year's four digits.
    """
    symbols = _apply(_MANDARIN, text)
    decimals = re.sub(r"(?<=[0-9])[.]([0-9]+)", lambda match: "点" + _one_by_one(match.group(1)), symbols)
    return _DIGITS.sub(lambda match: read_number(int(match.group())), decimals)


def _one_by_one(digits: str) -> str:
    return "".join(HAN_NUMERALS[int(digit)] for digit in digits)


def said_in_english(text: str) -> str:
    """With every number and symbol as English says it; beside Han only what follows a Latin word, as in GPT-4."""
    if _HAN.search(text):
        return re.sub(r"(?<=[a-z])[- ]?([0-9]{1,2})(?![0-9.%])", lambda m: f" {english.words(m.group(1))} ", text)
    return english.in_words(_apply(_ENGLISH, text))


def written(text: str) -> str:
    """With every number that is said with its places, such as 三百六十, in digits, and every symbol as such."""
    digits = english.in_digits(text)
    symbols = _apply(_WRITTEN, digits)
    numbers = _SPOKEN.sub(lambda match: _written(match.group()), symbols)
    return _PERCENT.sub(lambda match: match.group().translate(_TO_DIGITS), numbers)


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
    if not any(place in numeral for place in (*_PLACES, "万")):
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
