"""Segments as the store in memory keeps them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.model import EpisodeId, ShowId
from bot.segment_ports import Recognition
from bot.segments import Segment, in_force
from tests.memory_episodes import KeptEpisode

Key = tuple[str, str]


@dataclass(frozen=True)
class MemorySegments:
    """What was recognised by episode, and what was said by show and stem; each change makes another."""

    found: Mapping[EpisodeId, Recognition] = field(default_factory=dict)
    said: Mapping[Key, tuple[Segment, ...]] = field(default_factory=dict)

    def of(self, key: Key) -> tuple[Segment, ...]:
        return self.said.get(key, ())


class SegmentsSnapshot:
    """`bot.segment_ports.SegmentReads`."""

    marked: MemorySegments
    kept: dict[Key, KeptEpisode]

    def segments(self, episodes: Collection[EpisodeId]) -> Mapping[EpisodeId, Sequence[Segment]]:
        """See `bot.segment_ports.SegmentReads`."""
        both = {
            kept.episode.id: (found.segments if found else (), self.marked.of(key))
            for key, kept in self.kept.items()
            if kept.episode.id in episodes
            for found in (self.marked.found.get(kept.episode.id),)
        }
        return {episode: in_force(*each) for episode, each in both.items() if any(each)}

    def said_segments(self, show_slug: str, stem: str) -> Sequence[Segment]:
        """See `bot.segment_ports.SegmentReads`."""
        return list(self.marked.of((show_slug, stem)))

    def unrecognised(self, recognition_format: int) -> Sequence[ShowId]:
        """See `bot.segment_ports.SegmentReads`."""
        formats = {episode: found.format for episode, found in self.marked.found.items()}
        return sorted(
            {
                kept.episode.show.id
                for kept in self.kept.values()
                if formats.get(kept.episode.id, -1) < recognition_format
            }
        )

    def recognitions(self, show: ShowId) -> Mapping[EpisodeId, Recognition | None]:
        """See `bot.segment_ports.SegmentReads`."""
        ids = sorted(kept.episode.id for kept in self.kept.values() if kept.episode.show.id == show)
        found = {episode: self.marked.found.get(episode) for episode in ids}
        return {episode: replace(each, segments=()) if each else None for episode, each in found.items()}


class SegmentsStore:
    """`bot.segment_ports.SegmentWrites`."""

    writes: int
    _state: SegmentsSnapshot

    async def put_recognitions(self, found: Mapping[EpisodeId, Recognition]) -> int:
        """See `bot.segment_ports.SegmentWrites`."""
        self.writes += 1
        there = {kept.episode.id for kept in self._state.kept.values()}
        old = self._state.marked.found
        new = {
            episode: each
            for episode, each in found.items()
            if episode in there and (episode not in old or old[episode].format <= each.format)
        }
        self._state.marked = replace(self._state.marked, found={**old, **new})
        return len(new)

    async def say_segment(self, show_slug: str, stem: str, segment: Segment) -> None:
        """See `bot.segment_ports.SegmentWrites`."""
        self.writes += 1
        key = show_slug, stem
        said = {**self._state.marked.said, key: (*self._state.marked.of(key), segment)}
        self._state.marked = replace(self._state.marked, said=said)

    async def unsay_segments(self, show_slug: str, stem: str) -> int:
        """See `bot.segment_ports.SegmentWrites`."""
        self.writes += 1
        count = len(self._state.marked.of((show_slug, stem)))
        said = {key: each for key, each in self._state.marked.said.items() if key != (show_slug, stem)}
        self._state.marked = replace(self._state.marked, said=said)
        return count
