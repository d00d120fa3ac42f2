"""Where transcripts come from and what is said by hand, as the store in memory keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from bot.given import NOTHING_GIVEN, GivenFacts
from bot.model import Clip, ClipId, Episode, EpisodeFacts, Scope
from tests.memory_episodes import KeptEpisode

T = TypeVar("T")
Key = tuple[str, str]


@dataclass(frozen=True)
class MemorySources:
    """By show and stem the file of each episode, and what was said of it; each change makes another."""

    files: Mapping[Key, str] = field(default_factory=dict)
    given: Mapping[Key, GivenFacts] = field(default_factory=dict)

    def with_file(self, key: Key, path: str) -> "MemorySources":
        return replace(self, files={**self.files, key: path})

    def without_file(self, key: Key) -> "MemorySources":
        return replace(self, files={each: path for each, path in self.files.items() if each != key})

    def with_facts(self, key: Key, facts: GivenFacts) -> "MemorySources":
        given = {**self.given, key: facts}
        return replace(self, given={each: facts for each, facts in given.items() if facts != NOTHING_GIVEN})


class SourcesSnapshot:
    """`bot.source_ports.SourcesSnapshot`."""

    origins: MemorySources
    clips: dict[ClipId, Clip]
    gone: frozenset[ClipId]
    kept: dict[Key, KeptEpisode]

    def sources(self, show_slug: str) -> Mapping[str, str]:
        """See `bot.source_ports.SourcesSnapshot`."""
        return {stem: path for (slug, stem), path in self.origins.files.items() if slug == show_slug}

    def given_facts(self, show_slug: str) -> Mapping[str, GivenFacts]:
        """See `bot.source_ports.SourcesSnapshot`."""
        return {stem: facts for (slug, stem), facts in self.origins.given.items() if slug == show_slug}

    def clip_is_lost(self, clip_id: ClipId, scope: Scope) -> bool:
        """See `bot.source_ports.SourcesSnapshot`."""
        clip = self.clips.get(clip_id)
        if clip is None or clip_id not in self.gone:
            return False
        kept = self.kept.get((clip.episode.show.slug, clip.episode.stem))
        return kept is not None and _holds(scope, kept.episode)

    def as_told(self, episode: Episode) -> Episode:
        """The episode with what was said of it by hand."""
        key = episode.show.slug, episode.stem
        given, named = self.origins.given.get(key, NOTHING_GIVEN), self.kept[key].named
        facts = episode.facts
        return replace(
            episode,
            facts=EpisodeFacts(
                _first(given.number, facts.number, named.number),
                _first(given.title, facts.title, named.title),
                _first(given.published, facts.published, named.published),
                _first(given.audio_url, facts.audio_url),
                facts.link_template,
            ),
        )


def _first(*told: T | None) -> T | None:
    return next((each for each in told if each is not None), None)


def _holds(scope: Scope, episode: Episode) -> bool:
    return episode.show.id in scope.shows and (scope.episodes is None or episode.id in scope.episodes)


class SourcesStore:
    """`bot.source_ports.SourcesStore`."""

    writes: int
    _state: SourcesSnapshot

    async def set_source(self, show_slug: str, stem: str, path: str) -> None:
        """See `bot.source_ports.SourcesStore`."""
        self.writes += 1
        self._state.origins = self._state.origins.with_file((show_slug, stem), path)

    async def give_facts(self, show_slug: str, stem: str, facts: GivenFacts) -> None:
        """See `bot.source_ports.SourcesStore`."""
        self.writes += 1
        self._state.origins = self._state.origins.with_facts((show_slug, stem), facts)
