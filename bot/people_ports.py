"""What a person keeps and what is kept of a person: the part of the ports about it; see `bot.ports`.

A person is `platform:user id`, as `handlers.asking.Asked.asker` has it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.amends import CorrectionId
from bot.model import Clip, ClipId, Scope


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a person.

    Attributes:
        opted_out: whether nothing new is.
        searches: how many of their searches.
        bookmarks: how many clips they saved, wherever these may be seen.
        corrections: the ids of the corrections that they proposed, rising, whatever was decided on them.
        reports: how many of their reports of clips are open.
        decisions: how often they decided as a moderator on what is hidden, was reported or suggested.
        votes: how many of their votes on posted clips.
        suggestions: how many clips that they suggested wait to be decided on.
        heard: how many clips that they suggested were decided on.
    """

    opted_out: bool = False
    searches: int = 0
    bookmarks: int = 0
    corrections: tuple[CorrectionId, ...] = ()
    reports: int = 0
    decisions: int = 0
    votes: int = 0
    suggestions: int = 0
    heard: int = 0


class Saving(StrEnum):
    """What became of saving a clip."""

    SAVED = "saved"
    KNOWN = "known"
    """It was saved already."""
    FULL = "full"
    """As many are saved as may be."""
    OPTED_OUT = "opted-out"
    """Nothing is kept of this person."""


class PeopleReads(Protocol):
    """The part of `bot.ports.Snapshot`."""

    def opted_out(self, person: str) -> bool:
        """Whether nothing new is to be kept of this person."""
        ...

    def kept_of(self, person: str) -> Kept:
        """What is kept of this person."""
        ...

    def bookmarks(self, person: str, scope: Scope) -> Sequence[ClipId]:
        """The clips that a person saved of the shows of the scope, the one saved last first.

        Those are among them whose words, or whose episode, are gone.
        """
        ...

    def popular(self, scope: Scope, limit: int) -> Sequence[ClipId]:
        """The clips that stand in the scope and were saved by the most people; of as many, the one saved last first."""
        ...


class PeopleShelf(Protocol):
    """Where what belongs to people is written. Each call is one transaction."""

    async def save(self, person: str, clip_id: ClipId, now: datetime, most: int) -> Saving:
        """Save a clip for a person who has less than `most`, and of whom something may be kept."""
        ...

    async def unsave(self, person: str, clip_id: ClipId) -> bool:
        """Save it no more; whether it was."""
        ...

    async def keep_clips(self, clips: Sequence[Clip]) -> None:
        """Write the rows of clips, as `bot.ports.Store.keep_clip`; those whose episode has changed are passed over."""
        ...

    async def forget(self, person: str) -> Kept:
        """Delete a person's searches, saved clips, reports, votes and the suggestions of theirs that are open.

        Their id is taken off what they proposed or decided, and off suggestions that were decided on.

        Returns:
            What there was.
        """
        ...

    async def opt(self, person: str, *, out: bool) -> None:
        """Keep nothing new of a person from now on, or keep it again."""
        ...
