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
    QUESTION = "question"
    """It begins with a question that it goes on to answer."""
    ANSWERS = "answers"
    """It begins with the answer to a question that stands before it."""
    ADDRESSES = "addresses"
    """It begins with "you" or "we" in the middle of doing something."""
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
    GOES_ON = "goes-on"
    """What comes after it continues its last sentence."""
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
    Reason.BEGINS: 0.7,
    Reason.ENDS: 0.9,
    Reason.OPENS: 2.5,
    Reason.LEAVES: 0.5,
    Reason.NAMES: 1.5,
    Reason.INTRODUCES: 1.0,
    Reason.QUESTION: 0.5,
    Reason.ANSWERS: -1.8,
    Reason.ADDRESSES: -0.7,
    Reason.CONCLUDES: 1.2,
    Reason.STAYS: 4.0,
    Reason.REFERS: -8.0,
    Reason.RARE: 0.3,
    Reason.EXPLAINS: 0.2,
    Reason.CLAIMS: 0.4,
    Reason.FIGURES: 0.2,
    Reason.TELLS: 0.9,
    Reason.AMUSES: 0.7,
    Reason.POINTS: -1.8,
    Reason.PRONOUNS: -0.5,
    Reason.RECALLS: -2.0,
    Reason.GOES_ON: -0.8,
    Reason.ASKS: -2.5,
    Reason.HANGS: -3.0,
    Reason.LISTS: -1.0,
    Reason.MIXES: -0.8,
    Reason.TURNS: -1.1,
    Reason.KEEPS_HOUSE: -1.5,
    Reason.FILLS: -4.0,
    Reason.REPEATS: -4.0,
    Reason.LENGTH: -0.8,
}
"""What a unit of each measure counts: log-odds, roughly, from the passages of `docs/clips.md`, rounded by hand."""
