"""A library that is all show, for stores that are asked about segments in passing."""

from collections.abc import Collection, Mapping, Sequence
from typing import NoReturn

from bot.model import EpisodeId, ShowId
from bot.segment_ports import Recognition
from bot.segments import Segment


class NoSegments:
    """Both the store and the snapshot of it."""

    def segments(self, episodes: Collection[EpisodeId]) -> Mapping[EpisodeId, Sequence[Segment]]:
        del episodes
        return {}

    def said_segments(self, show_slug: str, stem: str) -> Sequence[Segment]:
        return _unused(show_slug, stem)

    def unrecognised(self, recognition_format: int) -> Sequence[ShowId]:
        return _unused(recognition_format)

    def recognitions(self, show: ShowId) -> Mapping[EpisodeId, Recognition | None]:
        return _unused(show)

    async def put_recognitions(self, found: Mapping[EpisodeId, Recognition]) -> int:
        return _unused(found)

    async def say_segment(self, show_slug: str, stem: str, segment: Segment) -> None:
        _unused(show_slug, stem, segment)

    async def unsay_segments(self, show_slug: str, stem: str) -> int:
        return _unused(show_slug, stem)


def _unused(*values: object) -> NoReturn:
    raise AssertionError(values)
