"""A small library is read from no file, and nothing is said of its episodes by hand."""

from collections.abc import Mapping
from typing import NoReturn

from bot.given import GivenFacts
from bot.model import ClipId, Scope


class NoSources:
    """`bot.source_ports` where there is nothing."""

    def sources(self, show_slug: str) -> Mapping[str, str]:
        _unused(show_slug)

    def given_facts(self, show_slug: str) -> Mapping[str, GivenFacts]:
        _unused(show_slug)

    def clip_is_lost(self, clip_id: ClipId, scope: Scope) -> bool:
        return bool(scope.shows and not clip_id)

    async def set_source(self, show_slug: str, stem: str, path: str) -> None:
        _unused(show_slug, stem, path)

    async def give_facts(self, show_slug: str, stem: str, facts: GivenFacts) -> None:
        _unused(show_slug, stem, facts)


def _unused(*what: object) -> NoReturn:
    raise AssertionError(what)
