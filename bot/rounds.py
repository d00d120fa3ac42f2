"""What a destination was posted before, pure: when a clip was there last, and what is left of the present round.

A *round* is over once every clip of the pool was posted in it; then the next begins with all of them.
"""

from collections.abc import Sequence

from bot.slots import PostedSpan


class History:
    """What was posted, oldest first; a clip that shares any time with a post counts as posted with it."""

    def __init__(self, posted: Sequence[PostedSpan]) -> None:
        self.posted = posted
        self._by_episode: dict[tuple[str, str], list[tuple[int, PostedSpan]]] = {}
        for nth, span in enumerate(posted):
            self._by_episode.setdefault(identity(span), []).append((nth, span))

    def count(self, episode: tuple[str, str]) -> int:
        """How many posts there were of an episode."""
        return len(self._by_episode.get(episode, ()))

    def last_of(self, episode: tuple[str, str]) -> int:
        """The position of the last post of an episode; -1 where there is none."""
        return self._by_episode[episode][-1][0] if episode in self._by_episode else -1

    def last(self, span: PostedSpan) -> int | None:
        """The position of the last post that shares time with this span."""
        past = self._by_episode.get(identity(span), ())
        return max((nth for nth, old in past if shares_time(old, span)), default=None)

    def left(self, pool: Sequence[PostedSpan]) -> Sequence[int]:
        """Which of the pool, by position, are still to be posted in the present round: never none of a pool."""
        by_episode: dict[tuple[str, str], list[int]] = {}
        for each, span in enumerate(pool):
            by_episode.setdefault(identity(span), []).append(each)
        seen: set[int] = set()
        for post in self.posted:
            seen.update(each for each in by_episode.get(identity(post), ()) if shares_time(pool[each], post))
            if len(seen) == len(pool):
                seen.clear()
        return [each for each in range(len(pool)) if each not in seen]


def identity(span: PostedSpan) -> tuple[str, str]:
    """The lasting identity of the episode that it is of."""
    return span.show_slug, span.stem


def shares_time(one: PostedSpan, other: PostedSpan) -> bool:
    """Whether two spans of one episode share any time."""
    return identity(one) == identity(other) and one.start_ms < other.end_ms and other.start_ms < one.end_ms


def meets_any(span: PostedSpan, others: Sequence[PostedSpan]) -> bool:
    """Whether this span shares time with any of the others."""
    return any(shares_time(span, other) for other in others)
