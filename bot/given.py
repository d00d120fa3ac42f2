"""What the operator says of an episode by hand, as a type: part of the glossary, see `bot.model`."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class GivenFacts:
    """Counts over everything that an import says of the episode; None where nothing was said.

    Attributes:
        number, title, published, audio_url: see `bot.model.EpisodeFacts`.
        offset_ms: is added to the times of the transcript, in place of what its `episodes.toml` says.
    """

    number: int | None = None
    title: str | None = None
    published: date | None = None
    audio_url: str | None = None
    offset_ms: int | None = None


NOTHING_GIVEN = GivenFacts()
