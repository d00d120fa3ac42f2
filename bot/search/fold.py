"""Folding: what counts as the same letter. Both sides are folded one way; the original is what is shown.

Two depths: `plain` removes case and width (NFKC) and accents of Latin letters, and keeps the spelling; `deep` also
takes Traditional to Simplified. Both map one source character to zero or more characters, so that every folded
character keeps the offset that it came from.
"""

import re
import sys
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from opencc import OpenCC

HAN_NUMERALS = "零一二三四五六七八九"
"""The digits 0 to 9 as Mandarin reads them one by one."""

HAN_RANGES = (
    (0x3005, 0x3005),
    (0x3007, 0x3007),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x323AF),
)
"""The Han ideographs, 々 and 〇 included: first and last code point. Source: Unicode, blocks."""
HAN_CLASS = "".join(f"{chr(first)}-{chr(last)}" for first, last in HAN_RANGES)
"""The same as the inside of a character class."""
_HAN = re.compile(f"[{HAN_CLASS}]")
_ENCODING = f"utf-32-{sys.byteorder[0]}e"


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=65_536)
def plain(character: str) -> str:
    """One character without case, width and accents; empty for a combining mark."""
    if character.isascii():
        return character.lower()
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", character).casefold())
    kept = "".join(c for c in decomposed if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", kept)


@lru_cache(maxsize=65_536)
def deep(character: str) -> str:
    """`plain`, and Traditional Han as Simplified."""
    folded = plain(character)
    return _simplifier().convert(folded) if _HAN.search(folded) else folded


_SEVERAL, _UNKNOWN = sys.maxunicode + 1, sys.maxunicode + 2
_FOLDED = np.full(sys.maxunicode + 1, _UNKNOWN, np.uint32)
"""What each code point folds to, `_SEVERAL` for none or several; filled as they are met."""


@lru_cache(maxsize=64)
def fold_text(text: str) -> tuple[str, NDArray[np.int32] | None]:
    """The text with every character folded deep, and the offset that each folded character came from.

    The offsets are None where nothing moved, as in nearly all text. The last texts are kept: reading a query folds it
    a dozen times.
    """
    codes = code_points(text)
    folded = _FOLDED[codes]
    if folded.max(initial=0) == _UNKNOWN:
        for code in set(codes[folded == _UNKNOWN].tolist()):
            one = deep(chr(code))
            _FOLDED[code] = ord(one) if len(one) == 1 else _SEVERAL
        folded = _FOLDED[codes]
    if folded.max(initial=0) < _SEVERAL:
        return folded.tobytes().decode(_ENCODING, "surrogatepass"), None
    pieces = list(map(deep, text))
    return "".join(pieces), np.repeat(np.arange(len(text), dtype=np.int32), list(map(len, pieces)))


def code_points(text: str) -> NDArray[np.uint32]:
    """Shape (characters,): the code point of each; half characters are their own."""
    return np.frombuffer(text.encode(_ENCODING, "surrogatepass"), np.uint32)


def is_han(character: str) -> bool:
    """Whether this is a Han ideograph."""
    return _HAN.fullmatch(character) is not None


def is_word(character: str) -> bool:
    """Whether the character is spoken: a letter or a digit of any script."""
    return character.isalnum()


class _KeyTable(dict[int, str]):
    """What `str.translate` takes: the spoken characters that each one folds to.

    Args:
        fold: of one character.
    """

    def __init__(self, fold: Callable[[str], str]) -> None:
        super().__init__()
        self._fold = fold

    def __missing__(self, code: int) -> str:
        self[code] = "".join(filter(is_word, self._fold(chr(code))))
        return self[code]


_DIGITS = {ord(str(value)): numeral for value, numeral in enumerate(HAN_NUMERALS)} | {ord("〇"): "零", ord("两"): "二"}
_PLAIN_KEYS = _KeyTable(plain)
_DEEP_KEYS = _KeyTable(lambda character: deep(character).translate(_DIGITS))


def plain_key(text: str) -> str:
    """The text as the tier `exact` compares it: without case, width, spaces and punctuation."""
    return text.translate(_PLAIN_KEYS)


def deep_key(text: str) -> str:
    """The text as the tier `folded` compares it: `plain_key`, Simplified, with digits as Han numerals."""
    return text.translate(_DEEP_KEYS)
