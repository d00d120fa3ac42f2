"""Where the words of the lexicon stand in a row of units."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from bot.recognition.lexicon import LEXICON, Term
from bot.search.sounds import Script
from bot.search.units import Sounds, Surfaces, units_of
from bot.segments import Kind

MOST_BETWEEN = 24
"""Units between the parts of a term."""
_BASE = 0x10000
"""Sounds and surfaces are others of 16 bits; as letters they stand above the surrogates."""
_NUMERALS = "零一二三四五六七八九十百千萬万半0123456789"
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Said:
    """A term of the lexicon that was said: the units `[first, end)`."""

    first: int
    end: int
    kind: Kind
    term: Term


def said_in(sounds: Sounds, surfaces: Surfaces) -> list[Said]:
    """Every term that stands in the row, in order; of terms of one kind that begin together the longest."""
    rows = {True: _by_sound(sounds), False: surfaces}
    found: list[Said] = []
    for book in _books():
        row = rows[book.by_sound]
        letters = _letters(row)
        for at in np.flatnonzero(np.isin(_pairs(row), book.pairs)).tolist():
            match = book.patterns[letters[at : at + 2]].match(letters, at)
            if match is not None:
                found.append(Said(at, match.end(), book.kind, book.terms[match.lastgroup or ""]))
        found += [
            Said(match.start(), match.end(), book.kind, book.terms[match.lastgroup or ""])
            for match in (book.others.finditer(letters) if book.others else ())
        ]
    return sorted(found, key=lambda each: (each.first, each.end))


def _by_sound(sounds: Sounds) -> Sounds:
    """The sounds, those of digits as those of the numerals that they are read as."""
    plain: Sounds = np.where(sounds >> 14 == Script.DIGIT, sounds & 0x3FFF, sounds)
    return plain


def _letters(codes: Sounds) -> str:
    return (codes.astype(np.uint32) + _BASE).tobytes().decode("utf-32-le")


def _pairs(row: Sounds) -> NDArray[np.uint32]:
    """Shape (n - 1,): each unit and the next as one number."""
    wide = row.astype(np.uint32)
    return wide[:-1] << np.uint32(16) | wide[1:]


@dataclass(frozen=True, slots=True)
class _Book:
    """The terms of one kind and script.

    Attributes:
        by_sound: whether they are found by their sounds; else as they are spelt.
        pairs: what their first two units can be.
        patterns: by their first two units as letters.
        others: those that begin with a number, or a single unit before one.
        terms: by the names of the patterns' groups.
    """

    kind: Kind
    by_sound: bool
    pairs: NDArray[np.uint32]
    patterns: Mapping[str, re.Pattern[str]]
    others: re.Pattern[str] | None
    terms: Mapping[str, Term]


@cache
def _books() -> Sequence[_Book]:
    return [_book(kind, by_sound=by_sound) for kind in LEXICON for by_sound in (True, False)]


def _book(kind: Kind, *, by_sound: bool) -> _Book:
    ours = [term for term in LEXICON[kind] if _is_by_sound(term.words) is by_sound]
    ours.sort(key=lambda term: -len(term.words))
    alternatives: dict[str, list[str]] = {}
    for nth, term in enumerate(ours):
        pattern = _pattern_of(term.words, by_sound=by_sound)
        first = _units(re.split("[~#]", term.words)[0], by_sound=by_sound)[:2]
        alternatives.setdefault(first if len(first) > 1 else "", []).append(f"(?P<t{nth}>{pattern})")
    compiled = {first: re.compile("|".join(patterns), re.DOTALL) for first, patterns in alternatives.items()}
    others = compiled.pop("", None)
    pairs = [(ord(first[0]) - _BASE) << 16 | (ord(first[1]) - _BASE) for first in compiled]
    terms = {f"t{nth}": term for nth, term in enumerate(ours)}
    return _Book(kind, by_sound, np.array(pairs, np.uint32), compiled, others, terms)


def _is_by_sound(words: str) -> bool:
    return bool(_HAN.search(words)) and "#" not in words


def _pattern_of(words: str, *, by_sound: bool) -> str:
    parts = []
    for part in re.split("([~#])", words):
        if part == "~":
            parts.append(f".{{0,{MOST_BETWEEN}}}?")
        elif part == "#":
            parts.append(f"[{_numerals()}]{{1,8}}")
        else:
            parts.append(re.escape(_units(part, by_sound=by_sound)))
    return "".join(parts)


def _units(words: str, *, by_sound: bool) -> str:
    units = units_of(words)
    return _letters(_by_sound(units.sounds) if by_sound else units.surfaces)


@cache
def _numerals() -> str:
    return "".join(sorted(set(_units(_NUMERALS, by_sound=False))))
