"""The parts of the ports about where transcripts come from and what is said of episodes by hand; see `bot.ports`."""

from collections.abc import Mapping
from typing import Protocol

from bot.given import GivenFacts
from bot.model import ClipId, Episode, Scope


class SourcesSnapshot(Protocol):
    """The part of `bot.ports.Snapshot`."""

    def sources(self, show_slug: str) -> Mapping[str, str]:
        """For each episode of the show that was read from a file its stem and the file's absolute path."""
        ...

    def given_facts(self, show_slug: str) -> Mapping[str, GivenFacts]:
        """By stem what was said by hand of episodes of the show, whether they are there or not."""
        ...

    def artwork(self, episode: Episode) -> str | None:
        """Where the episode's picture is, as its feed says; None where none does."""
        ...

    def clip_is_lost(self, clip_id: ClipId, scope: Scope) -> bool:
        """Whether there is a clip with this id whose episode stands in the scope, but not its words."""
        ...


class SourcesStore(Protocol):
    """The part of `bot.ports.Store`."""

    async def set_source(self, show_slug: str, stem: str, path: str) -> None:
        """Keep from which file an episode was read, in place of what was kept."""
        ...

    async def give_facts(self, show_slug: str, stem: str, facts: GivenFacts) -> None:
        """Keep what is said by hand of an episode, in place of all that was; it counts from now on."""
        ...
