"""What a place sets for itself, as types."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.model import Show

LANGUAGES = ("zh-TW", "en")
"""What a place can be spoken to in."""
AUTO = "auto"
"""What is typed for none of them in particular."""
MOST_COOLDOWN_S = 600
"""The longest cooldown that a place can set, in seconds."""


@dataclass(frozen=True, slots=True)
class PlaceSettings:
    """What a Discord server, a Telegram chat or a private chat has set; a place that set nothing has the defaults.

    Attributes:
        language: one of `LANGUAGES`, for what everybody there sees; None where it follows the place or the reader.
        is_private: whether an answer on Discord is its asker's alone where they do not say.
        cooldown_s: seconds between two searches of a person once they have used up their first ones; None for what
            the configuration says.
        manager_role: the id of the role on Discord whose members may manage besides; None where there is none.
    """

    language: str | None = None
    is_private: bool = True
    cooldown_s: int | None = None
    manager_role: str | None = None


NOTHING_SET = PlaceSettings()


@dataclass(frozen=True, slots=True)
class ShowsHere:
    """What a place searches.

    Attributes:
        open: the shows that may answer there, by slug.
        followed: those of them that it chose, by slug; empty where it searches all of them.
        is_closed: whether it chose shows of which none may answer there any more, so that nothing is found.
        empty: the slugs of those of `open` that have no episode now.
    """

    open: Sequence[Show]
    followed: Sequence[Show]
    is_closed: bool = False
    empty: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Overview:
    """All that holds in a place: `alias_count` is how many aliases were set there."""

    settings: PlaceSettings
    shows: ShowsHere
    alias_count: int
