"""Why a hit matched: what of the query was heard as what, unit by unit, and what of it is said around."""

from collections.abc import Iterator
from itertools import pairwise

from bot.reasons import Heard, Likeness, Why
from bot.search.align import ALIKE
from bot.search.fold import plain
from bot.search.query import Plan, Reading
from bot.search.rank import Match, Step
from bot.search.sounds import SYLLABLE_MASK, Script
from bot.search.spans import Speech
from bot.search.units import units_of


def explain(query: Plan, match: Match, speech: Speech) -> Why:
    """The whole explanation of a match.

    Args:
        query: what was asked.
        match: where it was found.
        speech: the cues around it, all of the match among them.
    """
    otherwise = dict.fromkeys(_said_otherwise(query, speech))
    return Why(tuple(_pairs(match, speech)), tuple(_said_around(query.content, speech)), tuple(otherwise))


def _pairs(match: Match, speech: Speech) -> Iterator[Heard]:
    words, offsets = speech.text(match.units[0], match.units[-1] + 1)
    for step in match.steps:
        asked = "" if step.query is None else match.reading.spelling(step.query, step.query + 1)
        # What is far off at an end of the match is no part of it: nothing was heard for it.
        if step.unit is None or step.unit not in offsets:
            yield Heard(asked, "", Likeness.MISSING, step.cost)
            continue
        start, end = offsets[step.unit]
        heard = words[start:end]
        if step.query is None:
            yield Heard("", heard, Likeness.EXTRA, step.cost)
        else:
            yield Heard(asked, heard, _likeness(match.reading, step.query, step, asked, heard), step.cost)


def _likeness(reading: Reading, at: int, step: Step, asked: str, heard: str) -> Likeness:
    if reading.initials and step.cost <= ALIKE:
        return Likeness.INITIAL
    if not step.cost:
        return Likeness.SAME if _letters(asked) == _letters(heard) else Likeness.OTHER_SCRIPT
    if step.cost > ALIKE:
        return Likeness.DIFFERENT
    sound = int(reading.sounds[at])
    if (sound >> 14 == Script.LATIN) != (step.sound >> 14 == Script.LATIN):
        return Likeness.OTHER_SCRIPT
    syllables = {other & SYLLABLE_MASK for other in (sound, *reading.others[at])}
    return Likeness.SAME_SOUND if step.sound & SYLLABLE_MASK in syllables else Likeness.NEAR_SOUND


def _letters(text: str) -> str:
    return "".join(map(plain, text))


def _said_around(content: Reading, speech: Speech) -> Iterator[str]:
    """The longest pieces of the query, two units at least, that stand word for word in the cues around."""
    around = {
        pair
        for spoken in speech.cues
        for units in (units_of(spoken.placed.cue.text).surfaces.tolist(),)
        for pair in pairwise(units)
    }
    asked = content.surfaces.tolist()
    stands = [pair in around for pair in pairwise(asked)]
    first = 0
    for at, here in enumerate([*stands, False]):
        if not here:
            if at > first:
                yield content.spelling(first, at + 1)
            first = at + 1


def _said_otherwise(query: Plan, speech: Speech) -> Iterator[tuple[str, str]]:
    """The words of the query that have a synonym in the cues around, and each of these as it stands there."""
    for text in (spoken.placed.cue.text for spoken in speech.cues):
        units = units_of(text)
        surfaces = units.surfaces.tolist()
        for synonym in query.synonyms:
            other = synonym.surfaces.tolist()
            for at in range(len(surfaces) - len(other) + 1):
                if surfaces[at : at + len(other)] == other:
                    heard = text[units.starts[at] : units.ends[at + len(other) - 1]]
                    yield query.content.spelling(synonym.first, synonym.end), heard
