"""Corrections and aliases as the store in memory keeps them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from bot.amends import Alias, AliasId, Correction, CorrectionId, CorrectionMove, Decision, Standing
from bot.errors import ChangedError
from bot.model import EpisodeId, PassageRun, Place, Scope, Show
from tests.memory_episodes import KeptEpisode


@dataclass(frozen=True)
class MemoryAmends:
    """All corrections with their grams, and all aliases with their place; each change makes another."""

    corrections: dict[CorrectionId, tuple[Correction, frozenset[int]]] = field(default_factory=dict)
    aliases: dict[AliasId, tuple[str, Alias]] = field(default_factory=dict)
    given: int = 0

    def with_correction(self, correction: Correction, grams: frozenset[int]) -> "MemoryAmends":
        id_ = CorrectionId(self.given + 1)
        kept = {**self.corrections, id_: (replace(correction, id=id_), grams)}
        return replace(self, corrections=kept, given=self.given + 1)

    def with_decision(self, id_: CorrectionId, decision: Decision) -> "MemoryAmends":
        correction, grams = self.corrections[id_]
        return replace(self, corrections={**self.corrections, id_: (replace(correction, decision=decision), grams)})

    def without_correction(self, id_: CorrectionId) -> "MemoryAmends":
        return replace(self, corrections={key: kept for key, kept in self.corrections.items() if key != id_})

    def of(self, show_slug: str, stem: str) -> list[Correction]:
        found = (correction for correction, _ in self.corrections.values())
        mine = (each for each in found if (each.show_slug, each.stem) == (show_slug, stem))
        return sorted(mine, key=lambda each: (each.spot.start_ms, each.id))

    def check_named(self, show_slug: str, stem: str, moves: Sequence[CorrectionMove]) -> None:
        if not {each.id for each in self.of(show_slug, stem)} <= {move.correction_id for move in moves}:
            raise ChangedError("store.changed", show=show_slug, stem=stem)

    def moved(self, show_slug: str, stem: str, moves: Sequence[CorrectionMove]) -> "MemoryAmends":
        known = {each.id for each in self.of(show_slug, stem)}
        kept = dict(self.corrections)
        for move in moves:
            if move.correction_id in known:
                old = kept[move.correction_id][0]
                kept[old.id] = (replace(old, standing=move.standing, spot=move.spot or old.spot), move.grams)
        return replace(self, corrections=kept)

    def with_alias(self, place: Place, spellings: tuple[str, ...]) -> "MemoryAmends":
        id_ = AliasId(self.given + 1)
        return replace(self, aliases={**self.aliases, id_: (place.key, Alias(id_, spellings))}, given=self.given + 1)

    def without_alias(self, id_: AliasId) -> "MemoryAmends":
        return replace(self, aliases={key: kept for key, kept in self.aliases.items() if key != id_})


class AmendsSnapshot:
    """The part of `bot.ports.Snapshot` that is about corrections and aliases."""

    amends: MemoryAmends
    kept: dict[tuple[str, str], KeptEpisode]
    shows_by_slug: dict[str, Show]

    def corrections(self, scope: Scope) -> Sequence[Correction]:
        """See `bot.ports.Snapshot`."""
        slugs = {show.slug for show in self.shows_by_slug.values() if show.id in scope.shows}
        found = (
            each
            for each, _ in self.amends.corrections.values()
            if each.show_slug in slugs and self._is_within(each, scope)
        )
        return sorted(found, key=lambda each: (each.show_slug, each.stem, each.spot.start_ms, each.id))

    def corrections_of(self, show_slug: str, stem: str) -> Sequence[Correction]:
        """See `bot.ports.Snapshot`."""
        return self.amends.of(show_slug, stem)

    def corrections_in(self, episodes: Collection[EpisodeId]) -> Sequence[tuple[EpisodeId, Correction]]:
        """See `bot.ports.Snapshot`."""
        found = [
            (self.kept[episode].episode.id, correction)
            for correction, _ in self._counting()
            if (episode := (correction.show_slug, correction.stem)) in self.kept
        ]
        mine = (each for each in found if each[0] in episodes)
        return sorted(mine, key=lambda each: (each[0], each[1].spot.first_unit, each[1].id))

    def corrections_like(
        self, grams: Collection[int], scope: Scope, *, least: int, limit: int
    ) -> Sequence[tuple[PassageRun, Correction]]:
        """See `bot.ports.Snapshot`."""
        wanted = frozenset(grams)
        shared = {correction.id: len(wanted & own) for correction, own in self._counting()}
        found = []
        for correction, _ in self._counting():
            kept = self.kept.get((correction.show_slug, correction.stem))
            in_scope = kept and kept.episode.show.id in scope.shows and self._is_within(correction, scope)
            if kept and kept.passages and in_scope and shared[correction.id] >= least:
                found.append((PassageRun(kept.episode.id, kept.passages[0].id, len(kept.passages)), correction))
        return sorted(found, key=lambda each: (-shared[each[1].id], each[1].id))[:limit]

    def aliases(self, place: Place) -> Sequence[Alias]:
        """See `bot.ports.Snapshot`."""
        return [alias for key, alias in self.amends.aliases.values() if key == place.key]

    def _is_within(self, correction: Correction, scope: Scope) -> bool:
        kept = self.kept.get((correction.show_slug, correction.stem))
        return scope.episodes is None or (kept is not None and kept.episode.id in scope.episodes)

    def _counting(self) -> list[tuple[Correction, frozenset[int]]]:
        return [
            kept
            for kept in self.amends.corrections.values()
            if kept[0].decision is Decision.ACCEPTED and kept[0].standing is Standing.STANDS
        ]


class AmendsStore:
    """The part of `bot.ports.Store` that is about corrections and aliases."""

    writes: int
    _state: AmendsSnapshot

    @property
    def amends(self) -> MemoryAmends:
        return self._state.amends

    @amends.setter
    def amends(self, amends: MemoryAmends) -> None:
        self._state.amends = amends

    async def add_correction(self, correction: Correction, episode: EpisodeId, grams: frozenset[int]) -> CorrectionId:
        """See `bot.ports.Store`."""
        self.writes += 1
        if all(kept.episode.id != episode for kept in self._state.kept.values()):
            raise ChangedError("store.changed", show=correction.show_slug, stem=correction.stem)
        self.amends = self.amends.with_correction(correction, grams)
        return CorrectionId(self.amends.given)

    async def decide_correction(self, correction: CorrectionId, decision: Decision) -> bool:
        """See `bot.ports.Store`."""
        self.writes += 1
        is_there = correction in self.amends.corrections
        if is_there:
            self.amends = self.amends.with_decision(correction, decision)
        return is_there

    async def remove_correction(self, correction: CorrectionId) -> bool:
        """See `bot.ports.Store`."""
        self.writes += 1
        is_there = correction in self.amends.corrections
        self.amends = self.amends.without_correction(correction)
        return is_there

    async def add_alias(self, place: Place, spellings: tuple[str, ...]) -> AliasId:
        """See `bot.ports.Store`."""
        self.writes += 1
        self.amends = self.amends.with_alias(place, spellings)
        return AliasId(self.amends.given)

    async def remove_alias(self, alias: AliasId) -> bool:
        """See `bot.ports.Store`."""
        self.writes += 1
        is_there = alias in self.amends.aliases
        self.amends = self.amends.without_alias(alias)
        return is_there
