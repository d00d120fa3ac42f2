"""What recognising and reading segments needs of the store; part of `bot.ports`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.model import EpisodeId, ShowId
from bot.segments import Segment


@dataclass(frozen=True, slots=True)
class Recognition:
    """What was recognised in an episode, and what has to be known to tell whether it still holds.

    Attributes:
        format: which version of `bot.recognition` recognised it; a higher one is newer.
        sketch: packed, see `bot.recognition.repeats`; opaque to everything else.
        basis: changes where what else it was recognised from does, such as what other episodes say.
        segments: disjoint, in order.
    """

    format: int
    sketch: bytes
    basis: str
    segments: Sequence[Segment] = ()


class SegmentReads(Protocol):
    """The part of `bot.ports.Snapshot` that is about segments."""

    def segments(self, episodes: Collection[EpisodeId]) -> Mapping[EpisodeId, Sequence[Segment]]:
        """What holds in each of these episodes that has any, see `bot.segments.in_force`."""
        ...

    def said_segments(self, show_slug: str, stem: str) -> Sequence[Segment]:
        """What the operator said of this episode, whether it is there or not, the earliest said first."""
        ...

    def unrecognised(self, recognition_format: int) -> Sequence[ShowId]:
        """The shows with an episode that no recognition of this format or a newer one has looked at, by id."""
        ...

    def recognitions(self, show: ShowId) -> Mapping[EpisodeId, Recognition | None]:
        """Each episode of the show by id; None where nothing has looked at it. Without their segments."""
        ...


class SegmentWrites(Protocol):
    """The part of `bot.ports.Store` that is about segments."""

    async def put_recognitions(self, found: Mapping[EpisodeId, Recognition]) -> int:
        """Write what was recognised in place of what was earlier; in how many episodes.

        Those that are gone, or that a newer format has looked at, are passed over.
        """
        ...

    async def say_segment(self, show_slug: str, stem: str, segment: Segment) -> None:
        """Write what the operator said, over all that was said before."""
        ...

    async def unsay_segments(self, show_slug: str, stem: str) -> int:
        """Forget all that the operator said of an episode; how much there was."""
        ...
