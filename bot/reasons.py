"""Why a hit matched, as types: part of the glossary, see `bot.model`."""

from dataclasses import dataclass
from enum import StrEnum


class Likeness(StrEnum):
    """How a unit of a query and one that was heard are alike."""

    SAME = "same"
    """The same letters, but for case, width and accents."""
    OTHER_SCRIPT = "other-script"
    """The same in the other script or notation (護 and 护, 3 and 三), or by sound across scripts (Gau and 高)."""
    SAME_SOUND = "same-sound"
    """Other letters with the same sound, whatever the tone."""
    NEAR_SOUND = "near-sound"
    INITIAL = "initial"
    """Only the initial was typed, and it is the same."""
    DIFFERENT = "different"
    """Something else was heard in its place."""
    MISSING = "missing"
    """Nothing was heard for it."""
    EXTRA = "extra"
    """It was heard and not asked for."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A unit of a query beside what was heard for it.

    Attributes:
        query: as it was typed, or read in another notation; empty for `EXTRA`.
        heard: as it stands in the transcript; empty for `MISSING`.
        cost: in hundredths of a unit, 0 for the same.
    """

    query: str
    heard: str
    likeness: Likeness
    cost: int


@dataclass(frozen=True, slots=True)
class Why:
    """How a hit matched.

    Attributes:
        pairs: what was heard for each unit of the query, in order.
        said: the pieces of the query that stand word for word in the cues around.
        otherwise: words of a question, and what is said in the cues around that means the same. A loose hit rests on
            nothing but the two.
    """

    pairs: tuple[Heard, ...]
    said: tuple[str, ...] = ()
    otherwise: tuple[tuple[str, str], ...] = ()
