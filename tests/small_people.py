"""A library in which nobody keeps anything, for stores that are asked about people in passing."""

from collections.abc import Sequence
from typing import NoReturn

from bot.model import ClipId, Scope
from bot.people_ports import Kept, PeopleShelf


class NoPeople:
    """Both the store and the snapshot of it."""

    def opted_out(self, person: str) -> bool:
        assert person
        return False

    def kept_of(self, person: str) -> Kept:
        _unused(person)

    def bookmarks(self, person: str, scope: Scope) -> Sequence[ClipId]:
        _unused(person, scope)

    def popular(self, scope: Scope, limit: int) -> Sequence[ClipId]:
        _unused(scope, limit)

    @property
    def people(self) -> PeopleShelf:
        _unused()


def _unused(*what: object) -> NoReturn:
    raise AssertionError(what)
