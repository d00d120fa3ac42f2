"""What the first sentence of a span says: whether a thought begins with it that hangs on none before."""

import re

import numpy as np

from bot.worth import lexicon
from bot.worth.bounds import RAREST, WEIGHTY, asks, pronouns
from bot.worth.heard import Heard, Row
from bot.worth.lexicon import any_of, either
from bot.worth.reasons import Reason

_NEAR_CHARS = 80
"""So far pronouns are looked for behind the beginning; twice as many of Latin letters, as in all of these."""
_HEAD_CHARS = 36
_THINGS_CHARS = 60
_FIRST_CHARS = 8
_CLAUSE_CHARS = 12
_WITHIN_CHARS = 12
_SUBJECT_CHARS = 16
_FULL_CHARS = 60
"""A first sentence of as many says all that one can."""
_SHORT_CHARS = 10
_SECOND_CHARS = 40
_MOST_PRONOUNS = 4.0
_HARD, _COUNTING, _SOFT, _WITHIN = 2.0, 1.5, 1.0, 0.8
_AT_PERSONS, _AT_THINGS, _AT_THINGS_AT_ONCE = 2.0, 0.8, 3.0
"""How sure it is that a sentence hangs on the one before it."""
_OMITTED = -0.7
_SOON_MS = 20_000
_TOLD = 1.5
"""How rare a word has to be to tell whether a sentence is gone on with."""

_POINTS_HARD = either(lexicon.POINTS_HARD, lexicon.POINTS_HARD_EN)
_POINTS_SOFT = either(lexicon.POINTS_SOFT, lexicon.POINTS_SOFT_EN)
_LEADS = either(lexicon.LEADS, lexicon.LEADS_EN)
_POINTS_WITHIN = either(lexicon.POINTS_WITHIN, lexicon.POINTS_WITHIN_EN)
_POINTS_AT_THINGS = either(lexicon.POINTS_AT_THINGS, lexicon.POINTS_AT_THINGS_EN)
_POINTS_AT_SEVERAL = either(lexicon.POINTS_AT_SEVERAL, lexicon.POINTS_AT_SEVERAL_EN)
_SEVERAL = either(lexicon.SEVERAL, lexicon.SEVERAL_EN)
_ALSO = any_of(lexicon.ALSO)
_SECOND = either(lexicon.SECOND, lexicon.SECOND_EN)
_FIRST = either(lexicon.FIRST, lexicon.FIRST_EN)
_STANCE = re.compile(rf"(?:(?:{either(lexicon.STANCES, lexicon.STANCES_EN).pattern})[\s,]*)+")
_ADVERBS = re.compile(rf"(?:(?:{either(lexicon.ADVERBS, lexicon.ADVERBS_EN).pattern})[\s,]*)+")
_NO_NAMES = either(lexicon.NO_NAMES, lexicon.NO_NAMES_EN)
_OMITS = either(lexicon.OMITS, lexicon.OMITS_EN)
_SAYS_OF = either(lexicon.SAYS_OF, lexicon.SAYS_OF_EN)
_DEFINES = either(lexicon.DEFINES, lexicon.DEFINES_EN)
_EVERYBODY = either(lexicon.EVERYBODY, lexicon.EVERYBODY_EN)
_TURNS = either(lexicon.TURNS, lexicon.TURNS_EN)
_ADDRESSES = either(lexicon.ADDRESSES, lexicon.ADDRESSES_EN)
_FOLLOWS_UP = either(lexicon.FOLLOWS_UP, lexicon.FOLLOWS_UP_EN)
_HOUSE = either(lexicon.HOUSEKEEPING, lexicon.HOUSEKEEPING_EN)
_PAUSE = re.compile(r"[\s,]")
_PERSON = either(lexicon.PERSONS, lexicon.PERSONS_EN)
_LATIN = re.compile("[a-z]{3}")
_CAPITAL = re.compile(r"(?<=\s)[A-Z]")


def beginnings(heard: Heard) -> dict[Reason, Row]:
    """For each sentence what it says of a span that begins with it."""
    numbers = range(len(heard))
    asked = np.array([asks(text) for text in heard.texts], np.float64)
    house = np.array([bool(_HOUSE.search(text)) for text in heard.texts], np.float64)
    firsts = [_after(_STANCE, heard, int(head)) for head in heard.heads]
    found = {
        Reason.POINTS: [_pointing(heard, nth, firsts[nth]) for nth in numbers],
        Reason.PRONOUNS: [_unnamed(heard, int(head)) for head in heard.heads],
        Reason.NAMES: [_naming(heard, int(head)) for head in heard.heads],
        Reason.INTRODUCES: [_introduced(heard, nth) for nth in numbers],
        Reason.SUBJECT: [_subject(heard, nth) for nth in numbers],
        Reason.DEFINES: [_defining(heard, nth) for nth in numbers],
        Reason.FULL: [_full(heard, nth) for nth in numbers],
        Reason.EVERYBODY: [bool(_EVERYBODY.match(heard.talk.folded, int(head))) for head in heard.heads],
        Reason.TAKES_UP: [bool(_TURNS.match(heard.talk.folded, each.start)) for each in heard.sentences],
        Reason.LEADS: [bool(_LEADS.match(heard.talk.folded, each.start)) for each in heard.sentences],
        Reason.LASTS: [_lasting(heard, nth) for nth in numbers],
        Reason.ADDRESSES: [bool(_ADDRESSES.match(heard.talk.folded, first)) for first in firsts],
        Reason.FOLLOWS_UP: [
            any(_FOLLOWS_UP.match(heard.talk.folded, at) for at in (each.start, int(heard.heads[nth]), firsts[nth]))
            for nth, each in enumerate(heard.sentences)
        ],
        Reason.QUESTION: asked
        * np.array([heard.next_named(int(heard.heads[nth])) < heard.sentences[nth].end for nth in numbers]),
        Reason.ANSWERS: np.concatenate([np.zeros(1), asked[:-1]])[: len(heard)],
        Reason.ANNOUNCED: np.concatenate([np.ones(1), house[:-1]])[: len(heard)],
    }
    return {reason: np.array(row, np.float64) for reason, row in found.items()}


def _after(skipped: re.Pattern[str], heard: Heard, head: int) -> int:
    """Behind words that say nothing of the matter."""
    found = skipped.match(heard.talk.folded, head)
    return found.end() if found and found.end() < len(heard.talk.folded) else head


def _pointing(heard: Heard, nth: int, first: int) -> float:
    """How sure it is that a sentence hangs on the one before it: 0, or the more, the more tells so."""
    folded, head = heard.talk.folded, int(heard.heads[nth])
    wide = heard.wide(head)
    second = _SECOND.search(folded, head, head + _SECOND_CHARS * wide)
    counted = second is not None and not _FIRST.search(folded, head, second.start())
    if _POINTS_HARD.match(folded, head) or (first > head and _POINTS_HARD.match(folded, first)) or counted:
        return _HARD
    return (
        _SOFT * bool(_POINTS_SOFT.match(folded, head))
        + _COUNTING * bool(_ALSO.search(folded, head, head + _SUBJECT_CHARS))
        + _AT_PERSONS * bool(_PERSON.search(folded, head, head + _WITHIN_CHARS * wide))
        + _WITHIN * bool(_POINTS_WITHIN.search(folded, head, head + _WITHIN_CHARS * wide))
        + _at_things(folded, head, wide)
        + _COUNTING * _at_several(folded, head, wide)
    )


def _at_things(folded: str, head: int, wide: int) -> float:
    """How surely what is called no more than a thing was named before: more so where nothing else stands before it."""
    found = _POINTS_AT_THINGS.search(folded, head, head + _THINGS_CHARS * wide)
    if found is None:
        return 0.0
    return _AT_THINGS if _PAUSE.search(folded, head, found.start()) else _AT_THINGS_AT_ONCE


def _at_several(folded: str, head: int, wide: int) -> bool:
    """Whether it speaks of "these two" without having named two."""
    found = _POINTS_AT_SEVERAL.search(folded, head, head + _THINGS_CHARS * wide)
    return found is not None and not _SEVERAL.search(folded, head, found.start())


def _unnamed(heard: Heard, head: int) -> float:
    """How many pronouns follow soon; those before anything was named count in full."""
    named = heard.next_named(head)
    found = pronouns(heard.talk.folded, head, head + _NEAR_CHARS * heard.wide(head))
    return min(sum(1.0 if each < named else 0.4 for each in found), _MOST_PRONOUNS)


def _naming(heard: Heard, head: int) -> float:
    """Whether its first words name something: 1 where a Latin name is among them, 0.5 where a rare word is."""
    wide = heard.wide(head)
    if wide == 1 and _LATIN.search(heard.talk.folded, head, head + _CLAUSE_CHARS):
        return 1.0
    if wide > 1 and heard.is_mandarin and _LATIN.match(heard.talk.folded, head):
        return 1.0
    if wide > 1 and _CAPITAL.search(heard.talk.text, head + 1, head + 2 * _SUBJECT_CHARS):
        return 1.0
    return 0.5 * (heard.next_named(head) < head + _FIRST_CHARS * wide)


def _introduced(heard: Heard, nth: int) -> float:
    """How weighty the weightiest word near its beginning is that is new, most where it comes again: 0 to 1."""
    sentence, head = heard.sentences[nth], int(heard.heads[nth])
    until = head + _HEAD_CHARS * heard.wide(head)
    weights = [0.0]
    for at, word in heard.words[nth]:
        place = sentence.start + at
        if head <= place < until and heard.weights[word] >= WEIGHTY and heard.is_new(word, place):
            lasting = 1.0 if heard.comes_again(word, place) else 0.4
            weights.append(min(heard.weights[word], RAREST) / RAREST * lasting)
    return max(weights)


def _subject(heard: Heard, nth: int) -> float:
    """Whether it names a subject and says something of it: 1; where one only stands first 0.3, where none does -0.7."""
    folded, sentence = heard.talk.folded, heard.sentences[nth]
    first = min(_after(_ADVERBS, heard, int(heard.heads[nth])), sentence.end - 1)
    if _OMITS.match(folded, first):
        return _OMITTED
    if _NO_NAMES.match(folded, first):
        return 0.0
    wide = heard.wide(first)
    return 1.0 if _SAYS_OF.search(folded, first + 2, min(first + _SUBJECT_CHARS * wide, sentence.end)) else 0.3


def _defining(heard: Heard, nth: int) -> float:
    head = int(heard.heads[nth])
    until = min(head + _HEAD_CHARS * heard.wide(head), heard.sentences[nth].end)
    return float(bool(_DEFINES.search(heard.talk.folded, head + 3, until)))


def _full(heard: Heard, nth: int) -> float:
    """How much is said in it: 0 to 1, less than 0 where it is hardly anything."""
    head = int(heard.heads[nth])
    length = (heard.sentences[nth].end - head) / heard.wide(head)
    return min(length, _FULL_CHARS) / _FULL_CHARS - 0.5 * (length < _SHORT_CHARS)


def _lasting(heard: Heard, nth: int) -> float:
    """How much of what is said in it is gone on with soon: 0 to 1."""
    sentence = heard.sentences[nth]
    until = heard.talk.offset_at(sentence.end_ms + _SOON_MS)
    total = again = 0.0
    for _, word in heard.words[nth]:
        if (weight := heard.weights[word]) >= _TOLD:
            total += weight
            again += weight * heard.is_said(word, sentence.end, until)
    return again / (total + 2)
