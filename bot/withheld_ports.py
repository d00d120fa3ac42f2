"""What hiding, blocking and reporting need of the store; part of `bot.ports`."""

from collections.abc import Collection, Sequence
from typing import Protocol

from bot.model import EpisodeId, Place
from bot.withheld import BlockedWords, Decided, Hidden, Report, Withheld


class WithheldReads(Protocol):
    """The part of `bot.ports.Snapshot`."""

    def withheld(self, episodes: Collection[EpisodeId], place: Place) -> Withheld:
        """What is not shown at this place, of these episodes: what counts there, and what counts everywhere."""
        ...

    def hidden(self, reach: str) -> Sequence[Hidden]:
        """What is hidden with this reach, the latest first."""
        ...

    def blocked(self, reach: str) -> Sequence[BlockedWords]:
        """The words that are blocked with this reach, by id."""
        ...

    def reports(self, reach: str) -> Sequence[Report]:
        """What was reported at this place, or for `EVERYWHERE` anywhere, the earliest first."""
        ...

    def decided(self, reach: str) -> Sequence[Decided]:
        """What was decided with this reach, or for `EVERYWHERE` with any, the latest first."""
        ...


class WithheldWrites(Protocol):
    """The part of `bot.ports.Store`."""

    async def hide(self, decided: Decided) -> bool:
        """Hide its target from now on, and close what was reported of it in reach; whether it was not hidden yet.

        Written to the log only where it was not.
        """
        ...

    async def unhide(self, decided: Decided) -> bool:
        """Show its target again; whether it was hidden with this reach. Else nothing is written."""
        ...

    async def dismiss(self, decided: Decided) -> bool:
        """Close what was reported of its target in reach; whether there was anything. Else nothing is written."""
        ...

    async def block(self, reach: str, words: str) -> bool:
        """Block words; whether they were not blocked yet."""
        ...

    async def unblock(self, reach: str, number: int) -> bool:
        """Allow them again; whether they were blocked with this reach."""
        ...

    async def report(self, report: Report) -> None:
        """Keep a report, in place of the words of the person's earlier one of this clip there, if it has any."""
        ...
