"""Makes `bot/search/readings.txt` from pypinyin's dictionaries: `python -m tests.readings`."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from pypinyin import Style
from pypinyin.phrases_dict import phrases_dict
from pypinyin.pinyin_dict import pinyin_dict
from pypinyin.style import convert

import bot.search
from bot.search.mandarin import spell, split_syllable
from bot.search.readings import FILE

PATH = Path(bot.search.__path__[0], FILE)

_NOTICE = """\
# Readings of Han characters and phrases, made from those of pypinyin (https://pypi.org/project/pypinyin/).
# Copyright (c) 2016 mozillazg. The MIT License: permission is hereby granted, free of charge, to any person obtaining
# a copy of this software and associated documentation files (the "Software"), to deal in the Software without
# restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense,
# and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the
# following conditions: the above copyright notice and this permission notice shall be included in all copies or
# substantial portions of the Software. The Software is provided "as is", without warranty of any kind, express or
# implied, including but not limited to the warranties of merchantability, fitness for a particular purpose and
# noninfringement. In no event shall the authors or copyright holders be liable for any claim, damages or other
# liability, whether in an action of contract, tort or otherwise, arising from, out of or in connection with the
# Software or the use or other dealings in the Software.
# Sections: characters by their readings; phrases with the readings of their characters; phrases whose characters are
# read as they are alone; syllables in zhuyin and in pinyin.\
"""


def made() -> str:
    """What the file has to say."""
    sections = (_characters(), _phrases(otherwise=True), _phrases(otherwise=False), _zhuyin())
    return "\n\n".join([_NOTICE, *("\n".join(section) for section in sections)]) + "\n"


def _characters() -> Iterator[str]:
    alike = defaultdict[str, list[str]](list)
    for code, several in sorted(pinyin_dict.items()):
        alike[several].append(chr(code))
    return (f"{several} {''.join(those)}" for several, those in sorted(alike.items()))


def _phrases(*, otherwise: bool) -> Iterator[str]:
    for phrase, readings in sorted(phrases_dict.items()):
        spelt = [several[0] for several in readings]
        if otherwise != (spelt == [pinyin_dict.get(ord(character), "").split(",")[0] for character in phrase]):
            yield f"{phrase} {' '.join(spelt)}" if otherwise else phrase


def _zhuyin() -> Iterator[str]:
    found = dict[str, str]()
    for reading in sorted({reading for several in pinyin_dict.values() for reading in several.split(",")}):
        syllable = convert(reading, Style.BOPOMOFO, strict=True).strip("ˊˇˋ˙ˉ")
        if syllable and not syllable.isascii() and split_syllable(spell(reading)[0]):
            # ㄇㄨ is mu, though an m alone is written so, too.
            found[syllable] = max(found.get(syllable, ""), spell(reading)[0], key=len)
    return (f"{syllable} {letters}" for syllable, letters in sorted(found.items()))


if __name__ == "__main__":
    PATH.write_text(made(), encoding="utf-8")
