"""How a clip of the day came to be chosen: kept with its slot as names and values, so that it can be told later."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Tier(StrEnum):
    """Why a clip was taken and no other. A lower one is asked where the higher ones have nothing new."""

    PICKED = "picked"
    """The place's moderators picked it."""
    LIKED = "liked"
    """Listeners voted for it, or saved it."""
    BEST = "best"
    """It is one of the best of its episode, see `bot.worth`."""
    AGAIN = "again"
    """Everything was posted, and this longest ago."""


@dataclass(frozen=True, slots=True)
class Why:
    """How a clip was chosen.

    Attributes:
        year: in which its episode came out, on this date.
        votes: those for it at the place less those against it.
        saves: how many people saved it.
        score: as `bot.worth` has it; None where that was not asked.
        left: how many more of what was looked at could have been chosen; None where the first that could was.
        ago: how many posts ago it was posted last.
    """

    tier: Tier
    year: int | None = None
    votes: int = 0
    saves: int = 0
    score: float | None = None
    left: int | None = None
    ago: int | None = None

    def dumped(self) -> tuple[tuple[str, str], ...]:
        """As `bot.slots.SlotRecord.why` keeps it; what is not known is left out."""
        told = {
            "tier": self.tier.value,
            "year": self.year,
            "votes": self.votes or None,
            "saves": self.saves or None,
            "score": None if self.score is None else f"{self.score:.1f}",
            "left": self.left,
            "ago": self.ago,
        }
        return tuple((name, str(value)) for name, value in told.items() if value is not None)


def read_why(kept: Sequence[tuple[str, str]]) -> Why | None:
    """What `Why.dumped` wrote; None where it was written by nobody, or by a version that knew more."""
    told = dict(kept)

    def number(name: str) -> int | None:
        return int(told[name]) if name in told else None

    try:
        return Why(
            Tier(told["tier"]),
            number("year"),
            number("votes") or 0,
            number("saves") or 0,
            float(told["score"]) if "score" in told else None,
            number("left"),
            number("ago"),
        )
    except (KeyError, ValueError):
        return None
