"""The search core's two doors: text into an index, and a query into hits."""

from collections.abc import Sequence

from bot.model import Cue, EpisodeIndex, Hit, Scope
from bot.ports import Snapshot

INDEX_FORMAT = 1
"""Rises with every change of what `index_episode` makes: an index of another format is built anew."""


def index_episode(cues: Sequence[Cue]) -> EpisodeIndex:
    """All that searching needs of an episode. Pure and slow (about 200,000 characters a second): never on the loop."""
    raise NotImplementedError


def search(snapshot: Snapshot, text: str, scope: Scope, *, limit: int = 50) -> tuple[Hit, ...]:
    """The places of the scope where `text` was said, best first, hits of one scene merged."""
    raise NotImplementedError


def locate(words: str, cues: Sequence[Cue], near_ms: int) -> tuple[int, int] | None:
    """Where exactly these words stand in the cues, as `[start_ms, end_ms)`; the nearest to `near_ms` if often."""
    raise NotImplementedError
