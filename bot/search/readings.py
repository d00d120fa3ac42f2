"""How Han characters and phrases are read: pypinyin's dictionaries, packed into `readings.txt`.

Read from there they take 14 MB instead of 57, a quarter of the time of a start, and none of the garbage collector's;
and an index reads the same whatever pypinyin is installed. `python -m tests.readings` makes the file.
"""

from functools import cache
from importlib import resources

FILE = "readings.txt"


def _section(nth: int) -> list[str]:
    text = resources.files(__package__).joinpath(FILE).read_text(encoding="utf-8")
    return text.split("\n\n")[nth].splitlines()


@cache
def characters() -> dict[str, str]:
    """For each character its readings with their tone marks, the commonest first, between commas."""
    lines = (line.split(" ") for line in _section(1))
    return {character: several for several, alike in lines for character in alike}


@cache
def phrases() -> dict[str, str]:
    """For each phrase the readings of its characters, between spaces; empty where each is read as it is alone."""
    return dict.fromkeys(_section(3), "") | dict(line.split(" ", 1) for line in _section(2))


def of_phrase(phrase: str) -> list[str]:
    """The readings of its characters, with their tone marks."""
    return phrases()[phrase].split() or [characters()[each].partition(",")[0] for each in phrase]


@cache
def zhuyin() -> dict[str, str]:
    """For each syllable in zhuyin, without its tone, the same in pinyin, in ASCII letters (lü is lv)."""
    return dict(line.split(" ", 1) for line in _section(4))
