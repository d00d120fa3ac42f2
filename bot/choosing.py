"""Which clip is the day's: computed from the library, what was posted before, and a seed; it writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from bot.clips import named
from bot.errors import NotFoundError
from bot.highlights import worthy
from bot.model import Clip, Episode, Scope
from bot.ports import Snapshot
from bot.slots import PostedSpan
from bot.withholding import Withholding

MOST_LOOKS = 24
"""Episodes whose clips are looked at for one post: each may take some tenths of a second, once."""

_History = Mapping[tuple[str, str], Sequence[tuple[int, PostedSpan]]]
"""What was posted of each episode, by show and stem, with its position among all."""


@dataclass(frozen=True, slots=True)
class _Span:
    episode: Episode
    start_ms: int
    end_ms: int
    words: str


def choose(snapshot: Snapshot, scope: Scope, posted: Sequence[PostedSpan], seed: str, withholding: Withholding) -> Clip:
    """The clip of a seed: the best of an episode that was not posted yet, or else the one posted longest ago.

    The episode is chosen first: by chance, of those with the fewest posts, and not the last one where there is
    another. Nothing is in the clip that is not the show itself, or that must not be shown. The same seed, library and
    history choose the same clip, in any store. `MOST_LOOKS` episodes with clips are looked into at most, so that a
    library of thousands in which much was posted keeps nobody waiting.

    Args:
        snapshot: the library.
        scope: the shows to choose from.
        posted: what the destination has had, oldest first; a clip that shares any time with it counts as posted.
        seed: names the place and date.
        withholding: of the place that it is posted to.

    Raises:
        NotFoundError: `daily.no_show` where the scope is empty, `daily.no_clip` where nothing of it is long enough.
    """
    if not scope.shows:
        raise NotFoundError("daily.no_show")
    history = _by_episode(posted)
    last = (posted[-1].show_slug, posted[-1].stem) if posted else None
    oldest: tuple[int, _Span] | None = None
    looks = 0
    for episode in _walk(snapshot, scope, history, last, Random(seed)):  # noqa: S311 - a day's clip is no secret: it has to be computed again
        spans = [
            _Span(episode, pick.start_ms, pick.end_ms, pick.words) for pick in worthy(snapshot, episode, withholding)
        ]
        for span in spans:
            nth = _last_posted(span, history)
            if nth is None:
                return named(snapshot, episode, span.start_ms, span.end_ms, span.words)
            if oldest is None or nth < oldest[0]:
                oldest = nth, span
        looks += bool(spans)
        if looks == MOST_LOOKS:
            break
    if oldest is None:
        raise NotFoundError("daily.no_clip")
    span = oldest[1]
    return named(snapshot, span.episode, span.start_ms, span.end_ms, span.words)


def _walk(
    snapshot: Snapshot,
    scope: Scope,
    history: _History,
    last: tuple[str, str] | None,
    chance: Random,
) -> Sequence[Episode]:
    """The episodes in the order in which they are looked into: the last one posted from comes last."""
    episodes = sorted(snapshot.episodes(scope), key=_identity)
    chance.shuffle(episodes)
    return sorted(episodes, key=lambda each: (_identity(each) == last, len(history.get(_identity(each), ()))))


def _identity(episode: Episode) -> tuple[str, str]:
    return episode.show.slug, episode.stem


def _by_episode(posted: Sequence[PostedSpan]) -> _History:
    history: dict[tuple[str, str], list[tuple[int, PostedSpan]]] = {}
    for nth, span in enumerate(posted):
        history.setdefault((span.show_slug, span.stem), []).append((nth, span))
    return history


def _last_posted(span: _Span, history: _History) -> int | None:
    """The position in the history of the last post that shares time with this span."""
    past = history.get(_identity(span.episode), ())
    return max((nth for nth, old in past if old.start_ms < span.end_ms and span.start_ms < old.end_ms), default=None)
