"""Why a span is a clip, or is none: the parts of its score, and what each counts."""

from collections.abc import Mapping
from enum import StrEnum


class Reason(StrEnum):
    """What speaks for a span, or against it; the value is its name in catalogues."""

    BEGINS = "begins"
    """How sure it is that a sentence begins with it."""
    ENDS = "ends"
    """How sure it is that one ends with it."""
    OPENS = "opens"
    """What is spoken of is new where it begins."""
    LEAVES = "leaves"
    """Another matter comes after it."""
    NAMES = "names"
    """Its first words name what it is about."""
    INTRODUCES = "introduces"
    """Its first sentence names what was not spoken of before, and will be now."""
    SUBJECT = "subject"
    """It begins with a subject of which something is said."""
    DEFINES = "defines"
    """Its first sentence tells what something is."""
    FULL = "full"
    """Its first sentence says much."""
    EVERYBODY = "everybody"
    """It begins with what all know, or may."""
    TAKES_UP = "takes-up"
    """It begins with a word that turns to something."""
    LASTS = "lasts"
    """What its first sentence speaks of is gone on with."""
    ANNOUNCED = "announced"
    """What stands before it announces it."""
    LEADS = "leads"
    """It begins with a word that goes on with what was said."""
    QUESTION = "question"
    """It begins with a question that it goes on to answer."""
    ANSWERS = "answers"
    """It begins with the answer to a question that stands before it."""
    ADDRESSES = "addresses"
    """It begins with "you" or "we" in the middle of doing something."""
    FOLLOWS_UP = "follows-up"
    """It begins with what follows from something said before: the second half of a condition."""
    CONCEDES = "concedes"
    """It begins by conceding something, and never says what speaks against it."""
    LISTED = "listed"
    """The sentence after it begins to list what it announced."""
    CASES = "cases"
    """Its last sentence is one of two cases; the other stands after it."""
    CARRIES_ON = "carries-on"
    """Its last sentence is in the midst of what it speaks of."""
    TURNED_FROM = "turned-from"
    """The sentence after it begins with a word that turns to something."""
    WINDS_UP = "winds-up"
    """It ends with a word that closes what was said."""
    ANNOUNCES = "announces"
    """Its last sentence names for the first time what is spoken of right after it."""
    GOES_INTO = "goes-into"
    """The sentence after it begins with what was named for the first time shortly before."""
    BEGINS_ANEW = "begins-anew"
    """Its last sentence turns to something."""
    BRIEF = "brief"
    """Its last sentence is hardly one."""
    CONCLUDES = "concludes"
    """Its last sentences draw the conclusion."""
    STAYS = "stays"
    """It stays with one matter: its words come again."""
    REFERS = "refers"
    """Much of it is "this", "it" and "they"."""
    RARE = "rare"
    """Words that are rare in the show."""
    EXPLAINS = "explains"
    """It explains, gives reasons or examples."""
    CLAIMS = "claims"
    """It claims something."""
    FIGURES = "figures"
    """It gives figures."""
    TELLS = "tells"
    """It tells what happened."""
    AMUSES = "amuses"
    """It amuses or astonishes."""
    POINTS = "points"
    """It begins with what hangs on words before it."""
    PRONOUNS = "pronouns"
    """It speaks of "this" and "them" before anything is named."""
    RECALLS = "recalls"
    """It recalls what was said before."""
    ASKS = "asks"
    """It ends with a question."""
    HANGS = "hangs"
    """Its last sentence waits for more: a condition without what follows from it, an announcement."""
    LISTS = "lists"
    """It begins to list what it does not go through."""
    MIXES = "mixes"
    """It turns to another matter within."""
    TURNS = "turns"
    """People take turns in it."""
    KEEPS_HOUSE = "keeps-house"
    """It greets, thanks, announces, or speaks of the show."""
    FILLS = "fills"
    """Much of it says nothing."""
    REPEATS = "repeats"
    """It says the same again and again, as recognisers do that lose the thread."""
    LENGTH = "length"
    """It is much longer or shorter than clips are best."""


WEIGHTS: Mapping[Reason, float] = {
    Reason.BEGINS: 0.4,
    Reason.ENDS: 1.5,
    Reason.OPENS: 3.0,
    Reason.LEAVES: 0.5,
    Reason.NAMES: 1.1,
    Reason.INTRODUCES: 0.3,
    Reason.SUBJECT: 0.6,
    Reason.DEFINES: 0.5,
    Reason.FULL: 2.1,
    Reason.EVERYBODY: 0.6,
    Reason.TAKES_UP: 1.0,
    Reason.LASTS: 1.1,
    Reason.ANNOUNCED: 0.8,
    Reason.LEADS: -1.0,
    Reason.FOLLOWS_UP: -1.6,
    Reason.CONCEDES: -2.0,
    Reason.LISTED: -2.5,
    Reason.CASES: -2.0,
    Reason.CARRIES_ON: -0.4,
    Reason.TURNED_FROM: 0.9,
    Reason.WINDS_UP: 0.4,
    Reason.ANNOUNCES: -0.8,
    Reason.GOES_INTO: -0.7,
    Reason.BEGINS_ANEW: -1.0,
    Reason.BRIEF: -0.5,
    Reason.QUESTION: 0.2,
    Reason.ANSWERS: -0.4,
    Reason.ADDRESSES: -0.4,
    Reason.CONCLUDES: 0.4,
    Reason.STAYS: 3.5,
    Reason.REFERS: -3.0,
    Reason.RARE: 0.2,
    Reason.EXPLAINS: 0.2,
    Reason.CLAIMS: 0.2,
    Reason.FIGURES: 0.1,
    Reason.TELLS: 0.5,
    Reason.AMUSES: 0.4,
    Reason.POINTS: -1.0,
    Reason.PRONOUNS: -0.8,
    Reason.RECALLS: -3.5,
    Reason.ASKS: -2.0,
    Reason.HANGS: -4.0,
    Reason.LISTS: -2.0,
    Reason.MIXES: -0.8,
    Reason.TURNS: -0.8,
    Reason.KEEPS_HOUSE: -3.5,
    Reason.FILLS: -7.0,
    Reason.REPEATS: -6.0,
    Reason.LENGTH: -0.5,
}
"""What a unit of each measure counts: log-odds, roughly, from the passages of `docs/clips.md`, rounded by hand."""
