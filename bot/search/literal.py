"""Searching for the very words: every place where they stand, and no other."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from bot.model import EpisodeId, Hit, PassageId, Scope, Tier
from bot.ports import Index, Snapshot
from bot.search.fold import deep_key, plain_key
from bot.search.present import hits_of, ordered
from bot.search.query import plan
from bot.search.rank import SCENE_UNITS, Match
from bot.search.sought import MOST_READ, Finder, Place, holders, places, sought
from bot.search.windows import stream_of

SCANNED = 800
"""Passages that are read for words which stand in more: evenly spread ones."""
TRIED = 4
"""How often as many places as are asked for are looked at, should they hold a part of a longer word."""
VERY_WORDS = (Tier.EXACT, Tier.FOLDED)


def found_literally(snapshot: Snapshot, index: Index, typed: str, scope: Scope, limit: int) -> tuple[Hit, ...]:
    """The places where these very words stand, exact before folded, scenes merged.

    All of them are as good: the first of each episode comes first, then the second of each.

    Args:
        snapshot: the library.
        index: what of it may be found.
        typed: the words.
        scope: where.
        limit: hits at most.
    """
    words, query = sought(typed), plan(typed)
    if query is None or not words.count:
        return ()
    ids = holders(index, words, scope)
    ids = ids[np.unique(np.linspace(0, len(ids) - 1, min(len(ids), SCANNED)).astype(np.int64))]
    stream = stream_of(index.passages({PassageId(each + step) for each in ids.tolist() for step in (0, 1)}))
    # Shorter ones are told from a part of a longer word when their tier is.
    is_long = words.count > MOST_READ
    found = Finder(snapshot).places(words, stream) if is_long else places(words, stream)
    matches = [
        Match(place.episode, 1.0, 1.0, words.count, 1.0, tuple(range(place.first, place.first + words.count)))
        for place in _in_turn(_scenes(found, words.count))
    ]
    query = replace(query, plain=plain_key(typed), deep=deep_key(typed))
    hits: list[Hit] = []
    for start in range(0, min(len(matches), TRIED * limit), limit):
        looked_at = hits_of(snapshot, query, matches[start : start + limit], scope)
        hits += [hit for hit in looked_at if hit.tier in VERY_WORDS]
        if len(hits) >= limit:
            break
    return ordered(_first_of_each(hits))


def _first_of_each(hits: Iterable[Hit]) -> list[Hit]:
    """The first of each episode, then the second of each: which are as typed is told by then."""
    seen: dict[EpisodeId, int] = {}
    turns = []
    for hit in hits:
        seen[hit.episode.id] = seen.get(hit.episode.id, 0) + 1
        turns.append((seen[hit.episode.id], hit))
    return [hit for _, hit in sorted(turns, key=lambda turn: turn[0])]


def _scenes(found: Iterable[Place], count: int) -> Iterator[Place]:
    """Of each scene the first place."""
    last: Place | None = None
    for place in found:
        if last is None or place.episode != last.episode or place.first > last.first + count + SCENE_UNITS:
            yield place
            last = place


def _in_turn(found: Iterable[Place]) -> list[Place]:
    """The first of each episode, then the second of each, and so on."""
    seen: dict[EpisodeId, int] = {}
    turns = []
    for place in found:
        seen[place.episode] = seen.get(place.episode, 0) + 1
        turns.append((seen[place.episode], place.episode, place.first, place))
    return [place for *_, place in sorted(turns, key=lambda turn: turn[:3])]
