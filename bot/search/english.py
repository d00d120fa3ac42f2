"""English numbers in words and in digits: three hundred sixty is 360, twenty twenty-four is 2024, fourth is 4th.

Written here, in sixty lines, as both directions have to agree with each other and with how a listener half writes
them out (GPT four), which neither num2words nor text2num does.
"""

import re
from collections.abc import Iterable

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = {"thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_IRREGULAR = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
_VALUES = {word: value for value, word in enumerate(_ONES)} | {word: 10 * i for i, word in enumerate(_TENS) if word}


def _nth(word: str) -> str:
    return _IRREGULAR.get(word) or (word[:-1] + "ieth" if word.endswith("y") else word + "th")


_CARDINALS = {_nth(word): word for word in (*_VALUES, "hundred", *_SCALES)}
_DIGITS = re.compile(r"(?<![0-9.,])([0-9]{1,9})(?:[.]([0-9]{1,4})|(st|nd|rd|th)\b)?(?![0-9])")
_WORD = "|".join((*_VALUES, "hundred", *_SCALES))
_WORDS = re.compile(rf"\b(?:{_WORD})(?:(?:[ -]| and )(?:{_WORD}|oh)){{0,14}}(?:[ -](?:{'|'.join(_CARDINALS)}))?\b")
_LONE_NTH = re.compile(rf"\b(?:{'|'.join(nth for nth in _CARDINALS if nth not in ('first', 'second'))})\b")
_TEN, _HUNDRED, _THOUSAND = 10, 100, 1000
_NOTHING = -1
_FIRST_YEAR, _LAST_YEAR, _SAID_WHOLE = 1100, 2099, range(2000, 2010)


def words(digits: str) -> str:
    """A whole number in words, a year as a year; digit by digit where it begins with 0."""
    value = int(digits)
    if len(digits) > 1 and digits[0] == "0":
        return " ".join(_ONES[int(digit)] for digit in digits)
    if _FIRST_YEAR <= value <= _LAST_YEAR and value not in _SAID_WHOLE and value % _THOUSAND:
        high, low = divmod(value, _HUNDRED)
        return f"{_below_thousand(high)} {_year_end(low)}"
    return _cardinal(value)


def _year_end(low: int) -> str:
    if not low:
        return "hundred"
    return f"oh {_ONES[low]}" if low < _TEN else _below_thousand(low)


def _cardinal(value: int) -> str:
    for name, scale in reversed(_SCALES.items()):
        if value >= scale:
            high, low = divmod(value, scale)
            return f"{_cardinal(high)} {name} {_cardinal(low) if low else ''}".strip()
    return _below_thousand(value)


def _below_thousand(value: int) -> str:
    hundreds, rest = divmod(value, _HUNDRED)
    parts = [_ONES[hundreds], "hundred"] if hundreds else []
    if rest >= len(_ONES):
        parts += [_TENS[rest // 10], *([_ONES[rest % 10]] if rest % 10 else [])]
    elif rest or not hundreds:
        parts.append(_ONES[rest])
    return " ".join(parts)


def in_words(text: str) -> str:
    """The folded text with every number in words, decimals digit by digit."""
    return _DIGITS.sub(_said, text)


def _said(match: re.Match[str]) -> str:
    whole, decimals, is_nth = match.groups()
    said = words(whole).split()
    if is_nth:
        said[-1] = _nth(said[-1])
    if decimals:
        said += ["point", *(_ONES[int(digit)] for digit in decimals)]
    return f" {' '.join(said)} "


def in_digits(text: str) -> str:
    """The folded text with every number that is in words in digits; one, first and second alone are hardly numbers."""
    return _LONE_NTH.sub(_written, _WORDS.sub(_written, text))


def _written(match: re.Match[str]) -> str:
    found = match.group()
    if found == "one":
        return found
    *ahead, last = [word for word in re.split("[ -]", found) if word != "and"]
    digits = _value((*ahead, _CARDINALS.get(last, last)))
    return digits + _ending(digits) if last in _CARDINALS else digits


def _ending(digits: str) -> str:
    if digits[-2:-1] == "1":
        return "th"
    return {"1": "st", "2": "nd", "3": "rd"}.get(digits[-1], "th")


def _value(number: Iterable[str]) -> str:
    """The digits of these words; what does not add up stands side by side, as a year's two halves do."""
    done, total, section = "", 0, _NOTHING
    for word in number:
        value = 0 if word == "oh" else _VALUES.get(word)
        if word == "hundred":
            section = max(section, 1) * _HUNDRED
        elif value is None:
            total, section = total + max(section, 1) * _SCALES[word], _NOTHING
        elif section == _NOTHING or _fits(section, value):
            section = max(section, 0) + value
        else:
            done, total, section = f"{done}{total + section}", 0, value
    return f"{done}{total + max(section, 0)}"


def _fits(section: int, value: int) -> bool:
    """Whether a number below a hundred goes on from one of higher places: five after twenty, not after ten or none."""
    if value >= _TEN:
        return section > 0 and section % _HUNDRED == 0
    return value > 0 and section > 0 and section % 10 == 0 and section % _HUNDRED != _TEN
