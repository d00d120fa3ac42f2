"""Which episode of a feed a transcript's file is of: told by the audio's name, the number, the day and the title.

Each of them that is known on both sides narrows the feed down; where they contradict each other, or leave several,
none is meant. Pure: whoever has a feed asks (`bot.transcripts.facts.merged` puts what it says behind `episodes.toml`).
"""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from rapidfuzz import fuzz

from bot.model import EpisodeFacts
from bot.search.file_names import facts_in
from bot.search.fold import plain_key

LIKE = 85
"""Of 100, how alike two titles are that mean the same: a typo or two in ten letters."""
LEAST_KEY = 4
"""Letters of a title that tell it from others."""

Places = frozenset[int]


def match(stem: str, told: EpisodeFacts, feed: Sequence[EpisodeFacts]) -> EpisodeFacts | None:
    """The feed's episode that a file is of, or None where that cannot be told.

    Args:
        stem: the file's name without its suffix.
        told: what is known of it already, by `episodes.toml` and its name.
        feed: what the feed says of its episodes.
    """
    left: Places | None = None
    for found in _narrowed(stem, told, feed):
        if found:
            left = found if left is None else left & found
    return feed[min(left)] if left is not None and len(left) == 1 else None


def _narrowed(stem: str, told: EpisodeFacts, feed: Sequence[EpisodeFacts]) -> Iterator[Places]:
    """The places of those that each known thing leaves; none where the feed knows nothing of it."""
    key = plain_key(stem)
    yield frozenset(nth for nth, each in enumerate(feed) if key and _audio_key(each) == key)
    if told.number is not None:
        yield frozenset(nth for nth, each in enumerate(feed) if _number(each) == told.number)
    if told.published is not None:
        yield frozenset(nth for nth, each in enumerate(feed) if each.published == told.published)
    yield _titled(plain_key(told.title or stem), feed)


def _audio_key(episode: EpisodeFacts) -> str:
    """The name of the audio file, as names are compared."""
    return plain_key(unquote(PurePosixPath(urlsplit(episode.audio_url or "").path).stem))


def _number(episode: EpisodeFacts) -> int | None:
    """Its number, or the one that its title says: many feeds have it only there."""
    return facts_in(episode.title or "").number if episode.number is None else episode.number


def _titled(key: str, feed: Sequence[EpisodeFacts]) -> Places:
    """Those whose titles are like it, where it is long enough to be one."""
    if len(key) < LEAST_KEY:
        return frozenset()
    scores = {nth: _likeness(key, each.title or "") for nth, each in enumerate(feed)}
    best = max(scores.values(), default=0)
    return frozenset(nth for nth, score in scores.items() if score == best) if best >= LIKE else frozenset()


def _likeness(key: str, title: str) -> float:
    """How alike they are, with the number that the title begins with and without it."""
    bare = facts_in(title).title or title
    return max(fuzz.ratio(key, plain_key(each)) for each in (title, bare))
