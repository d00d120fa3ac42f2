"""What votes and suggestions, and choosing by them, need of the store; part of `bot.ports`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.model import ClipId, Destination, Place, Scope
from bot.picks import Ballot, Liked, Sent, Suggestion, Tally


class PickReads(Protocol):
    """The part of `bot.ports.Snapshot`."""

    def library_version(self) -> int:
        """Another number whenever the words of an episode came, changed or went; of this store only."""
        ...

    def suggestions(self, place: Place) -> Sequence[Suggestion]:
        """All of a place, the one suggested first goes first, then by clip."""
        ...

    def open_suggestions(self, person: str) -> int:
        """How many of this person's wait, at any place."""
        ...

    def voted(self, place: Place, scope: Scope) -> Sequence[Liked]:
        """The clips of the scope with votes at this place, by clip: those for it less those against it."""
        ...

    def saved(self, scope: Scope) -> Sequence[Liked]:
        """The clips of the scope that people saved, wherever they did, by clip: how many."""
        ...

    def tally(self, place: Place, clip: ClipId) -> Tally:
        """The votes on a clip at this place."""
        ...

    def posts(self, destination: Destination) -> Sequence[Sent]:
        """What was sent to this destination, or may have been, the oldest first, by schedules that are gone, too."""
        ...

    def posts_of(self, clip: ClipId) -> Sequence[Sent]:
        """Where this very clip was sent, or may have been, the oldest first."""
        ...


class PickWrites(Protocol):
    """The part of `bot.ports.Store`: each call is one transaction."""

    async def vote(self, place: Place, clip: ClipId, person: str, weight: int, now: datetime) -> tuple[Ballot, Tally]:
        """Write somebody's vote, 1 or -1, in place of their other one; the same again takes it back.

        Returns:
            What became of it, and the votes on the clip at this place now.
        """
        ...

    async def suggest(self, suggestion: Suggestion) -> bool:
        """Write a suggestion that is open; whether there was none of that clip and place, whatever was decided."""
        ...

    async def decide(self, suggestion: Suggestion) -> bool:
        """Write what was decided on a clip, whether it had been suggested or not; whether that changed anything.

        Who suggested it, and when, stays. Whoever wants nothing kept of them is not named.
        """
        ...

    async def withdraw(self, place: Place, clip: ClipId) -> bool:
        """Delete a suggestion and what was decided on it; whether there was one."""
        ...
