"""A library without corrections and aliases, for stores that are asked about them in passing."""

from collections.abc import Collection, Sequence
from typing import NoReturn

from bot.amends import Alias, AliasId, Correction, CorrectionId, Decision
from bot.model import EpisodeId, PassageRun, Place, Scope


class NoAmends:
    """Both the store and the snapshot of it."""

    def corrections(self, scope: Scope) -> Sequence[Correction]:
        return _unused(scope)

    def corrections_of(self, show_slug: str, stem: str) -> Sequence[Correction]:
        return _unused(show_slug, stem)

    def corrections_in(self, episodes: Collection[EpisodeId]) -> Sequence[tuple[EpisodeId, Correction]]:
        del episodes
        return ()

    def corrections_like(
        self, grams: Collection[int], scope: Scope, *, least: int, limit: int
    ) -> Sequence[tuple[PassageRun, Correction]]:
        return _unused(grams, scope, least, limit)

    def aliases(self, place: Place) -> Sequence[Alias]:
        del place
        return ()

    async def add_correction(self, correction: Correction, episode: EpisodeId, grams: frozenset[int]) -> CorrectionId:
        return _unused(correction, episode, grams)

    async def decide_correction(self, correction: CorrectionId, decision: Decision) -> bool:
        return _unused(correction, decision)

    async def remove_correction(self, correction: CorrectionId) -> bool:
        return _unused(correction)

    async def add_alias(self, place: Place, spellings: tuple[str, ...]) -> AliasId:
        return _unused(place, spellings)

    async def remove_alias(self, alias: AliasId) -> bool:
        return _unused(alias)


def _unused(*values: object) -> NoReturn:
    raise AssertionError(values)
