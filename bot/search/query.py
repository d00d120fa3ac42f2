"""What a query says, read every way that it may have been meant."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.search import mandarin
from bot.search.fold import deep_key, fold_text, is_han, is_word, plain_key
from bot.search.numerals import said, written
from bot.search.typed import typed_sounds
from bot.search.units import NO_SURFACE, Sounds, Surfaces, units_of
from bot.search.words import ASKING, ASKING_ENGLISH, LOCATING

LONGEST_UNITS = 64
"""Longer queries are cut: the first 64 syllables, 15 seconds of speech, name a place as well as more."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a query: its units, and for each the sounds of its other readings."""

    sounds: Sounds
    surfaces: Surfaces
    others: tuple[tuple[int, ...], ...]

    def __len__(self) -> int:
        return len(self.sounds)


@dataclass(frozen=True, slots=True)
class Plan:
    """A query ready to be searched.

    Attributes:
        typed: the whole query as it is spelt, see `as_typed`.
        plain, deep: the whole query as the tiers `exact` and `folded` compare it.
        readings: the ways to read it, as spelt first.
        content: what is left of it without the words that only ask.
    """

    typed: str
    plain: str
    deep: str
    readings: tuple[Reading, ...]
    content: Reading

    @property
    def asks(self) -> bool:
        """Whether it is a question: some of its words only ask."""
        return len(self.content) < len(self.readings[0])


def plan(text: str) -> Plan | None:
    """Read a query; None where nothing in it can be searched for."""
    text = asked_for(text)
    spelt = _spelt(text)
    if not len(spelt):
        typed = typed_sounds(text)
        return Plan("", "", "", (_by_sound(typed),), _by_sound(typed)) if typed else None
    folded = fold_text(text)[0]
    readings = [spelt, *(_spelt(other) for other in dict.fromkeys((said(folded), written(folded))) if other != folded)]
    if typed := typed_sounds(text):
        readings.append(_by_sound(typed))
    return Plan(as_typed(text), plain_key(text), deep_key(text), tuple(readings), _content(text, spelt))


def as_typed(text: str) -> str:
    """The text as it is spelt, but for case, the width of spaces and the punctuation around it."""
    return " ".join(text.casefold().split()).strip(_SENTENCE_MARKS)


def asked_for(text: str) -> str:
    """The text without the words that ask where something was said; all of it where nothing else is left."""
    rest = _blanked(text, [match.span() for match in _LOCATING.finditer(fold_text(text)[0])])
    return rest if any(map(is_word, rest)) else text


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with spaces for what stands at these `[start, end)` offsets of its folded form."""
    _, offsets = fold_text(text)
    sources = range(len(text)) if offsets is None else offsets.tolist()
    blank = {sources[at] for start, end in spans for at in range(start, end)}
    return "".join(" " if at in blank else letter for at, letter in enumerate(text))


def _spelt(text: str) -> Reading:
    units = units_of(text)
    others = tuple(
        tuple(s for s in mandarin.other_readings(text[start]) if s != sound) if is_han(text[start]) else ()
        for start, sound in zip(units.starts[:LONGEST_UNITS], units.sounds[:LONGEST_UNITS].tolist(), strict=True)
    )
    return Reading(units.sounds[:LONGEST_UNITS], units.surfaces[:LONGEST_UNITS], others)


def _by_sound(sounds: Sequence[int]) -> Reading:
    kept = np.array(sounds[:LONGEST_UNITS], np.uint16)
    return Reading(kept, np.full(len(kept), NO_SURFACE, np.uint16), ((),) * len(kept))


_LOCATING = re.compile("|".join(sorted(LOCATING, key=len, reverse=True)))
_ASKING = re.compile("|".join(sorted(ASKING, key=len, reverse=True)))
_WORD = re.compile(r"[a-z]+")
_SENTENCE_MARKS = "?!.,;:…、，。？！；：「」『』“”‘’\"' "


def _content(text: str, spelt: Reading) -> Reading:
    """Without the words that ask; the whole query where hardly anything else is left."""
    stripped = _ASKING.sub(" ", fold_text(text)[0])
    stripped = _WORD.sub(lambda word: " " if word.group() in ASKING_ENGLISH else word.group(), stripped)
    content = _spelt(stripped)
    return content if len(content) > 1 else spelt


def asked_about(text: str) -> str:
    """What of a query `Plan.content` keeps, as it was typed; all of it where it asks nothing."""
    folded, _ = fold_text(text)
    spans = [match.span() for asking in (_LOCATING, _ASKING) for match in asking.finditer(folded)]
    spans += [word.span() for word in _WORD.finditer(folded) if word.group() in ASKING_ENGLISH]
    left = " ".join(_blanked(text, spans).split())
    return left.strip(_SENTENCE_MARKS) if spans and len(_spelt(left)) > 1 else text.strip()
