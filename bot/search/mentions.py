"""Episodes that are named in what is said: EP4, 第四集, 上一集, episode twelve; and which one a show opens with.

What may mean something else names none: 第四集團, 上集合, 第四集中 (which may be 集中), "the last episode of the
season".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.search import english
from bot.search.file_names import count_said

_NUMERAL = "[0-9０-９零〇一二兩两三四五六七八九十百千]{1,8}"
_GOES_ON = "(?![團团體体合中結结資资錦锦訓训市權权約约散郵邮會会群成裝装註注點点])"
"""集 is the beginning of another word then, or may be."""
_BEFORE = r"(?:(?<![\u3400-\u9fff])|(?<=[在是的我們们你聽听看跟和從从與与了過过而]))"
"""What 上集 and 下集 may follow: 晚上集合, 線上集資 and 以下集 are other words."""
_AFTER = r"(?=\Z|[^\u3400-\u9fff]|[我你您他她它我有說说講讲聊提談谈裡里的是就也還还不]|最後|最后)"
_HERE = "".join(f"(?<![上下前]{season})" for season in ("季", "季的", "季 ", "一季", "一季的", "一季 "))
"""No number of another season: 上一季第三集. 這一季第三集 is one of this."""
_HAN = re.compile(
    rf"(?:第 ?(?P<season>{_NUMERAL}) ?季的? ?|{_HERE})第 ?(?P<number>{_NUMERAL}) ?集{_GOES_ON}"
    rf"|(?P<step>上上|上|前|下下|下)一集{_GOES_ON}"
    rf"|{_BEFORE}(?P<bare>[上下])集{_AFTER}"
)
_WORD = "[a-z]+(?:[- ][a-z]+)?"
_LATIN = re.compile(
    r"(?<![a-z0-9])(?:"
    r"s(?P<season>\d{1,2})[ .]?ep?(?P<of_season>\d{1,4})(?![a-z0-9])"
    r"|(?:season (?P<said_season>\d{1,2}|[a-z]+),? )?episode (?:"
    rf"(?:number |no\. ?|#)?(?P<number>\d{{1,4}})(?![0-9]|[.,]\d)|(?:number )?(?P<word>{_WORD})\b)"
    rf"|(?:第 ?(?P<han_season>{_NUMERAL}) ?季的? ?|{_HERE})"
    r"ep\.? ?#?(?P<short>\d{1,4})(?![0-9a-z]| ?[首張张曲])"
    r"|(?P<step>last|previous|next) episode\b(?! (?:of|ever)\b)"
    r")",
    re.IGNORECASE,
)
_MAY_BE_LATIN = re.compile(r"e(?<![a-z]e)[p\d]", re.IGNORECASE)
"""Part of all that `_LATIN` finds, and found in a tenth of the time: most texts name no episode."""
_STEPS = {"上上": -2, "上": -1, "前": -1, "下": 1, "下下": 2, "last": -1, "previous": -1, "next": 1}
_WIDE_DIGITS = {ord("０") + digit: str(digit) for digit in range(10)} | {ord("〇"): "零"}
_WELCOME = re.compile(
    r"(?:歡迎|欢迎|收聽|收听|來到|来到|這裡是|这里是|這是|这是|今天是|本集是|welcome|this is|listening to)"
    r"[^。！？!?\n]{0,40}\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """An episode that is named at `[start, end)` of a text.

    Attributes:
        number: its number; None where it is told by the episode that it is named in.
        season: its season, where that is said.
        step: how many episodes it is behind that one, negative before it; 0 where `number` tells.
    """

    start: int
    end: int
    number: int | None = None
    season: int | None = None
    step: int = 0


def mentions_in(text: str) -> tuple[Mention, ...]:
    """The episodes that a text names, in order."""
    return tuple(sorted((*_in_han(text), *_in_latin(text)), key=lambda mention: mention.start))


def announced(text: str) -> int | None:
    """The number that an episode says to have at its beginning, as 歡迎收聽第十二集; None where it says none, or two.

    Args:
        text: what is said in its first minute or two.
    """
    numbers = {
        mention.number
        for mention in mentions_in(text)
        if mention.number is not None and _WELCOME.search(text[: mention.start])
    }
    return numbers.pop() if len(numbers) == 1 else None


def _in_han(text: str) -> Iterator[Mention]:
    for found in _HAN.finditer(text) if "集" in text else ():
        step = found["step"] or found["bare"]
        if step:
            yield Mention(*found.span(), step=_STEPS[step])
            continue
        number, season = _count(found["number"]), _count(found["season"])
        if number is not None and (season is not None or found["season"] is None):
            yield Mention(*found.span(), number, season)


def _in_latin(text: str) -> Iterator[Mention]:
    for found in _LATIN.finditer(text) if _MAY_BE_LATIN.search(text) else ():
        if found["step"]:
            yield Mention(*found.span(), step=_STEPS[found["step"].lower()])
            continue
        said = found["season"] or found["said_season"]
        season = _in_digits(said) if said else _count(found["han_season"])
        if season is None and (said or found["han_season"]):
            continue
        if found["word"]:
            yield from _in_words(found, season)
            continue
        number = found["of_season"] or found["number"] or found["short"]
        yield Mention(*found.span(), int(number), season)


def _in_words(found: re.Match[str], season: int | None) -> Iterator[Mention]:
    """A number in words, of two or of one: episode twenty one, episode twelve."""
    word = found["word"]
    for said in dict.fromkeys((word, re.split("[- ]", word)[0])):
        number = _in_digits(said)
        if number is not None:
            yield Mention(found.start(), found.start("word") + len(said), number, season)
            return


def _in_digits(said: str) -> int | None:
    in_digits = english.in_digits(said.lower())
    return int(in_digits) if in_digits.isdigit() else None


def _count(numeral: str | None) -> int | None:
    return count_said(numeral.translate(_WIDE_DIGITS)) if numeral else None
