"""A library in which nobody votes or suggests, for stores that are asked about it in passing."""

from collections.abc import Sequence
from datetime import datetime
from typing import NoReturn

from bot.model import ClipId, Destination, Place, Scope
from bot.picks import Ballot, Liked, Sent, Suggestion, Tally


class NoPicks:
    """Both the store and the snapshot of it."""

    def library_version(self) -> int:
        return _unused()

    def suggestions(self, place: Place) -> Sequence[Suggestion]:
        return _unused(place)

    def open_suggestions(self, person: str) -> int:
        return _unused(person)

    def voted(self, place: Place, scope: Scope) -> Sequence[Liked]:
        return _unused(place, scope)

    def saved(self, scope: Scope) -> Sequence[Liked]:
        return _unused(scope)

    def tally(self, place: Place, clip: ClipId) -> Tally:
        return _unused(place, clip)

    def posts(self, destination: Destination) -> Sequence[Sent]:
        return _unused(destination)

    def posts_of(self, clip: ClipId) -> Sequence[Sent]:
        return _unused(clip)

    async def vote(self, place: Place, clip: ClipId, person: str, weight: int, now: datetime) -> tuple[Ballot, Tally]:
        return _unused(place, clip, person, weight, now)

    async def suggest(self, suggestion: Suggestion) -> bool:
        return _unused(suggestion)

    async def decide(self, suggestion: Suggestion) -> bool:
        return _unused(suggestion)

    async def withdraw(self, place: Place, clip: ClipId) -> bool:
        return _unused(place, clip)


def _unused(*values: object) -> NoReturn:
    raise AssertionError(values)
