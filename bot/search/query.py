"""What a query says, read every way that it may have been meant."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np

from bot.search import initials, mandarin
from bot.search.align import QueryUnit, query_units
from bot.search.fold import deep_key, fold_text, is_han, is_word, plain_key
from bot.search.grams import Kind, grams_of, initial_grams
from bot.search.numerals import notations
from bot.search.slips import mended
from bot.search.sounds import NO_SOUND
from bot.search.thesaurus import synonyms_in
from bot.search.typed import Typed, typed_syllables
from bot.search.unfinished import Unfinished, typed_so_far, unit_of
from bot.search.units import NO_SURFACE, Sounds, Surfaces, layout_of, surfaces_of, symbols_of, units_of
from bot.search.words import ASKING, ASKING_ENGLISH, LOCATING, QUESTIONS_ENGLISH

LONGEST_UNITS = 64
"""Longer queries are cut: the first 64 syllables, 15 seconds of speech, name a place as well as more."""

LONGEST_SAID = 200
"""Letters of a query that is read in other notations: what is longer is cut before its numbers tell much."""
SLIP = 15
"""What mending a slip costs, in hundredths of a unit: few claims are made of guesses."""
RARER = 4
"""And what less likely ways to mend it cost more, for each step of `Mended.cost`."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a query.

    Attributes:
        sounds, surfaces: of its units.
        others: for each unit the sounds of its other readings.
        text: the query in the notation that was read.
        places: for each unit the offsets `[start, end)` in `text` that it was read from.
        initials: the first letter of each unit where no more than that is known of any; empty otherwise.
        price: in hundredths of a unit, what reading the query so costs.
        begun: the letters of the last unit where it is the beginning of a syllable; empty otherwise.
    """

    sounds: Sounds
    surfaces: Surfaces
    others: tuple[tuple[int, ...], ...]
    text: str
    places: tuple[tuple[int, int], ...]
    initials: str = ""
    price: int = 0
    begun: str = ""

    def __len__(self) -> int:
        return len(self.sounds)

    def spelling(self, first: int, end: int) -> str:
        """What the units `[first, end)` were read from, one at least."""
        return self.text[self.places[first][0] : self.places[end - 1][1]]

    def units(self) -> tuple[QueryUnit, ...]:
        """What the aligner needs of each unit."""
        if self.initials:
            return initials.units_of(self.initials)
        if self.begun:
            return (*query_units(self.sounds[:-1], self.surfaces[:-1], self.others[:-1]), unit_of(self.begun))
        return query_units(self.sounds, self.surfaces, self.others)

    def grams(self) -> dict[Kind, list[int]]:
        """What the index is asked for, by kind."""
        if self.initials:
            letters = np.array([ord(letter) for letter in self.initials], np.uint32)
            return {Kind.INITIALS: initial_grams(letters)[0].tolist()}
        return {kind: grams.tolist() for kind, (grams, _) in grams_of(self.sounds, self.surfaces).items()}


@dataclass(frozen=True, slots=True)
class Synonym:
    """Another word for some units of a query.

    Attributes:
        first, end: the units `[first, end)` of the query.
        surfaces: of the other word, two units at least.
    """

    first: int
    end: int
    surfaces: Surfaces


@dataclass(frozen=True, slots=True)
class Plan:
    """A query ready to be searched.

    Attributes:
        text: the query, without the words that ask where it was said.
        typed: the whole query as it is spelt, see `as_typed`.
        plain: the whole query as the tier `exact` compares it.
        deep: the whole query, in each of its notations, as the tier `folded` compares it.
        readings: the ways to read it, as spelt first.
        content: what is left of it without the words that only ask.
        synonyms: other words for parts of `content`; none where it is no question.
    """

    text: str
    typed: str
    plain: str
    deep: frozenset[str]
    readings: tuple[Reading, ...]
    content: Reading
    synonyms: tuple[Synonym, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether it is a question: some of its words only ask."""
        return len(self.content) < len(self.readings[0])


def plan(text: str, *, longest: int = LONGEST_UNITS) -> Plan | None:
    """Read a query, so many units of it; None where nothing in it can be searched for."""
    text = asked_for(text)
    spelt = _spelt(text, longest)
    if not len(spelt):
        typed = typed_syllables(text)
        return Plan(text, "", "", frozenset(), (_by_sound(typed),), _by_sound(typed)) if typed else None
    folded = fold_text(text)[0]
    others = notations(folded) if len(folded) <= LONGEST_SAID else ()
    readings = [spelt, *(_spelt(way, longest) for way in others)]
    if typed := typed_syllables(text):
        readings.append(_by_sound(typed))
    plain = plain_key(text) + symbols_of(text)
    deep = frozenset(deep_key(way) + symbols_of(way) for way in (text, *others))
    query = Plan(text, as_typed(text), plain, deep, tuple(filter(len, readings)), _content(text, spelt, longest))
    return replace(query, synonyms=tuple(_synonyms(query.content))) if query.asks else query


def guess(query: Plan) -> Plan | None:
    """The query with what else may have been meant, for when nothing is found: slipped pinyin, initials, a beginning.

    None where there is nothing else. What is guessed has its price: it is claimed only where it is long.
    """
    mends = mended(query.text)
    guesses = [_by_sound(mend.typed, SLIP * mend.slips + round(RARER * (mend.cost - mends[0].cost))) for mend in mends]
    guesses += map(_by_initials, initials.typed_initials(query.text))
    if begun := typed_so_far(query.text):
        guesses.append(_so_far(begun))
    if not guesses:
        return None
    if initials.is_no_word(query.text):
        return replace(query, readings=tuple(guesses), content=guesses[0])
    return replace(query, readings=(*query.readings, *guesses))


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


def _spelt(text: str, longest: int = LONGEST_UNITS) -> Reading:
    text = _beginning(text)
    units = units_of(text)
    others = tuple(
        tuple(s for s in mandarin.other_readings(text[start]) if s != sound) if is_han(text[start]) else ()
        for start, sound in zip(units.starts[:longest], units.sounds[:longest].tolist(), strict=True)
    )
    places = tuple(zip(units.starts[:longest].tolist(), units.ends[:longest].tolist(), strict=True))
    return Reading(units.sounds[:longest], units.surfaces[:longest], others, text, places)


def _beginning(text: str) -> str:
    """What the first units of a long text are read from, and as much again: what is cut off changes no reading."""
    ends = layout_of(text).ends if len(text) > LONGEST_SAID else ()
    return text[: ends[2 * LONGEST_UNITS]] if len(ends) > 2 * LONGEST_UNITS else text


def _by_sound(typed: Sequence[Typed], price: int = 0) -> Reading:
    kept = typed[:LONGEST_UNITS]
    sounds = np.array([syllable.sound for syllable in kept], np.uint16)
    return _unseen(sounds, [syllable.letters for syllable in kept], price=price)


def _so_far(begun: Unfinished) -> Reading:
    sounds = np.array([*(syllable.sound for syllable in begun.syllables), NO_SOUND], np.uint16)
    pieces = [*(syllable.letters for syllable in begun.syllables), begun.letters]
    return replace(_unseen(sounds, pieces, price=SLIP), begun=begun.letters)


def _by_initials(typed: initials.Typed) -> Reading:
    unheard = np.full(len(typed.letters), NO_SOUND, np.uint16)
    return _unseen(unheard, typed.letters, typed.letters, price=typed.price)


def _unseen(sounds: Sounds, pieces: Sequence[str], initials: str = "", price: int = 0) -> Reading:
    ends = list(accumulate(len(piece) + 1 for piece in pieces))
    places = tuple((end - len(piece) - 1, end - 1) for piece, end in zip(pieces, ends, strict=True))
    unseen = np.full(len(sounds), NO_SURFACE, np.uint16)
    return Reading(sounds, unseen, ((),) * len(sounds), " ".join(pieces), places, initials, price)


_LOCATING = re.compile("|".join(sorted(LOCATING, key=len, reverse=True)))
_ASKING = re.compile("|".join(sorted(ASKING, key=len, reverse=True)))
_WORD = re.compile(r"[a-z]+")
_SENTENCE_MARKS = "?!.,;:…、，。？！；：「」『』“”‘’\"' "


def _content(text: str, spelt: Reading, longest: int) -> Reading:
    """Without the words that ask; the whole query where hardly anything else is left."""
    stripped = _ASKING.sub(" ", fold_text(text)[0])
    asking = _asking_english(stripped)
    stripped = _WORD.sub(lambda word: " " if word.group() in asking else word.group(), stripped)
    content = _spelt(stripped, longest)
    return content if len(content) > 1 else spelt


def _synonyms(content: Reading) -> Iterator[Synonym]:
    """Whoever answers a question need not use its words; who quotes does, so that only questions have synonyms."""
    starts, ends = zip(*content.places, strict=True)
    for found in synonyms_in(content.text):
        first, end = bisect_left(starts, found.start), bisect_right(ends, found.end)
        for word in found.words if first < end else ():
            if len(surfaces := surfaces_of(word)) > 1:
                yield Synonym(first, end, surfaces)


def _asking_english(folded: str) -> Collection[str]:
    """The English words that only ask: none where nothing is asked in English."""
    return () if QUESTIONS_ENGLISH.isdisjoint(_WORD.findall(folded)) else ASKING_ENGLISH


def asked_about(text: str) -> str:
    """What of a query `Plan.content` keeps, as it was typed; all of it where it asks nothing."""
    folded, _ = fold_text(text)
    spans = [match.span() for asking in (_LOCATING, _ASKING) for match in asking.finditer(folded)]
    asking_english = _asking_english(folded)
    spans += [word.span() for word in _WORD.finditer(folded) if word.group() in asking_english]
    left = " ".join(_blanked(text, spans).split())
    return left.strip(_SENTENCE_MARKS) if spans and len(_spelt(left)) > 1 else text.strip()
