"""What must not be shown, as types: hidden clips and episodes, blocked words, what people report, and the log of it.

A *reach* is where a decision counts: the key of the place whose moderators made it, or `EVERYWHERE` for the operator's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.model import ClipId, EpisodeId, Place, PlaceKind

EVERYWHERE = ""
"""The reach of what the operator decides; no place has this key."""
WHOLE_EPISODE = ClipId("")
"""Stands for the clip where all of an episode is hidden."""


class Act(StrEnum):
    """What was decided."""

    HIDDEN = "hidden"
    SHOWN = "shown"
    """Hidden no longer."""
    DISMISSED = "dismissed"
    """What was reported stays."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is hidden: a clip, or with `WHOLE_EPISODE` its episode, by the episode's lasting identity."""

    show_slug: str
    stem: str
    clip_id: ClipId = WHOLE_EPISODE


@dataclass(frozen=True, slots=True)
class Said:
    """Words of an episode and when they are said, `[start_ms, end_ms)`.

    Attributes:
        words: as they were heard.
    """

    start_ms: int
    end_ms: int
    words: str = ""


ALL = Said(0, 1 << 40)
"""All that is said in an episode."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """What is not shown at a place.

    Attributes:
        hidden: of the episodes that were asked about, those of which anything is hidden.
        blocked: what no words that are shown may hold, as it was typed.
    """

    hidden: Mapping[EpisodeId, Sequence[Said]] = field(default_factory=dict)
    blocked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hidden:
    """An entry of the list of what is hidden.

    Attributes:
        start_ms: where the clip begins; None where it hides nothing at present, as its words or its episode are gone.
            0 for a whole episode.
    """

    target: Target
    hidden: datetime
    start_ms: int | None


@dataclass(frozen=True, slots=True)
class BlockedWords:
    """Words that a place does not want; `id` is the number by which they are removed."""

    id: int
    words: str


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody says of a clip that should not be shown; it waits for a decision.

    Attributes:
        place: the key of the place where it was reported.
        person: as `platform:user id`.
        words: why; empty where nothing was said.
    """

    target: Target
    place: str
    person: str
    words: str
    reported: datetime


@dataclass(frozen=True, slots=True)
class Decided:
    """An entry of the log.

    Attributes:
        person: who decided, as `platform:user id`; None where they had themselves forgotten.
    """

    act: Act
    target: Target
    reach: str
    person: str | None
    acted: datetime


def reach_of(place: Place) -> str:
    """Where counts what is decided at a place: there, or everywhere where it is the operator's.

    A public show is answered in many servers: the moderators of one must not be able to take it out of another's.
    """
    return EVERYWHERE if place.kind is PlaceKind.OPERATOR else place.key
