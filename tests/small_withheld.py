"""A library of which everything may be shown, for stores that are asked about it in passing."""

from collections.abc import Collection, Sequence
from typing import NoReturn

from bot.model import EpisodeId, Place
from bot.withheld import BlockedWords, Decided, Hidden, Report, Withheld


class NothingWithheld:
    """Both the store and the snapshot of it."""

    def withheld(self, episodes: Collection[EpisodeId], place: Place) -> Withheld:
        del episodes, place
        return Withheld()

    def hidden(self, reach: str) -> Sequence[Hidden]:
        return _unused(reach)

    def blocked(self, reach: str) -> Sequence[BlockedWords]:
        return _unused(reach)

    def reports(self, reach: str) -> Sequence[Report]:
        return _unused(reach)

    def decided(self, reach: str) -> Sequence[Decided]:
        return _unused(reach)

    async def hide(self, decided: Decided) -> bool:
        return _unused(decided)

    async def unhide(self, decided: Decided) -> bool:
        return _unused(decided)

    async def dismiss(self, decided: Decided) -> bool:
        return _unused(decided)

    async def block(self, reach: str, words: str) -> bool:
        return _unused(reach, words)

    async def unblock(self, reach: str, number: int) -> bool:
        return _unused(reach, number)

    async def report(self, report: Report) -> None:
        _unused(report)


def _unused(*values: object) -> NoReturn:
    raise AssertionError(values)
