"""A search as it is kept for its buttons, as types: part of the glossary, see `bot.model`."""

from dataclasses import dataclass
from datetime import datetime

from bot.model import EpisodeId, SearchId, Tier
from bot.options import NO_OPTIONS, Options


@dataclass(frozen=True, slots=True)
class SavedHit:
    """What is kept of a hit: enough to show it again as long as its words stand in its episode.

    Attributes:
        episode_id: the version of the episode that it was found in; None in what was kept before this was.
        about, holds_about, alias, speaker: as `Hit` has them.
    """

    show_slug: str
    stem: str
    start_ms: int
    end_ms: int
    text: str
    marks: tuple[tuple[int, int], ...]
    tier: Tier
    score: float
    episode_id: EpisodeId | None = None
    about: str = ""
    alias: tuple[str, str] | None = None
    speaker: str | None = None
    holds_about: bool = False


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search with more than one page, kept so that buttons need only its id and a position.

    Attributes:
        asker: who asked, as `platform:user id`.
        place: `Place.key` of where.
        hits: the first 50, in order.
        options: what was given beside the text.
    """

    id: SearchId
    text: str
    asker: str
    place: str
    created: datetime
    hits: tuple[SavedHit, ...]
    options: Options = NO_OPTIONS
