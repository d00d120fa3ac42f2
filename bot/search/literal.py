"""Searching for the very words: every place where they stand, and no other."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from bot.model import EpisodeId, Hit, PassageId, PassageRun, Scope, Tier
from bot.ports import Index, Snapshot
from bot.search.fold import deep_key, plain_key
from bot.search.present import hits_of, ordered
from bot.search.query import Reading, plan
from bot.search.rank import SCENE_UNITS, Match, Step
from bot.search.sought import MOST_READ, Finder, Places, holders, places, sought
from bot.search.windows import Positions, stream_of

T = TypeVar("T")

SCANNED = 800
"""Passages that are read for words which stand in more: the first of each episode, the second of each, and so on."""
TRIED = 4
"""How often as many places as are asked for are looked at, should they hold a part of a longer word."""
VERY_WORDS = (Tier.EXACT, Tier.FOLDED)


def found_literally(
    snapshot: Snapshot, index: Index, finder: Finder, typed: str, scope: Scope, limit: int
) -> tuple[Hit, ...]:
    """The places where these very words stand, exact before folded, scenes merged.

    All of them are as good: the first of each episode comes first, then the second of each.

    Args:
        snapshot: the library.
        index: what of it may be found.
        finder: of the search.
        typed: the words.
        scope: where.
        limit: hits at most.
    """
    words, query = sought(typed), plan(typed)
    if query is None or not words.count:
        return ()
    ids = _first_in_turn(holders(index, words, scope), snapshot.passage_runs(scope), max(SCANNED, TRIED * limit))
    stream = stream_of(index.passages({PassageId(each + step) for each in ids.tolist() for step in (0, 1)}))
    # Shorter ones are told from a part of a longer word when their tier is.
    is_long = words.count > MOST_READ
    found = finder.places(words, stream) if is_long else places(words, stream)
    matches = [
        _match(episode, range(first, first + words.count), query.readings[0])
        for episode, first in _in_turn(_scenes(found, words.count), lambda place: place)
    ]
    query = replace(query, plain=plain_key(typed), deep=frozenset({deep_key(typed)}))
    hits: list[Hit] = []
    for start in range(0, min(len(matches), TRIED * limit), limit):
        looked_at = hits_of(snapshot, query, matches[start : start + limit], scope)
        hits += [hit for hit in looked_at if hit.tier in VERY_WORDS]
        if len(hits) >= limit:
            break
    return ordered(_in_turn(hits, lambda hit: (hit.episode.id, hit.start_ms)))


def _match(episode: EpisodeId, units: range, reading: Reading) -> Match:
    """The words stand there, unit by unit; words that are not read as they were typed have no steps."""
    sounds = reading.sounds.tolist() if len(reading) == len(units) else []
    steps = tuple(Step(at, units[at], sound, 0) for at, sound in enumerate(sounds))
    return Match(episode, 1.0, 1.0, 1.0, len(units), 1.0, tuple(units), reading, steps)


def _first_in_turn(ids: Positions, runs: Sequence[PassageRun], count: int) -> Positions:
    """So many of the passages, rising ids: the first of each episode before the second of any, as hits are ordered."""
    begins = np.sort(np.array([run.first for run in runs], np.int64))
    starts = np.searchsorted(ids, begins)
    nth = np.arange(len(ids)) - starts[np.searchsorted(begins, ids, side="right") - 1]
    return np.sort(ids[np.lexsort((ids, nth))[:count]])


def _scenes(found: Places, count: int) -> Iterator[tuple[EpisodeId, int]]:
    """Of each scene the first place."""
    last: tuple[EpisodeId, int] | None = None
    for episode, first in found:
        if last is None or episode != last[0] or first > last[1] + count + SCENE_UNITS:
            last = episode, first
            yield last


def _in_turn(found: Iterable[T], place: Callable[[T], tuple[EpisodeId, int]]) -> list[T]:
    """The first of each episode, then the second of each, and so on; `place` tells where one stands."""
    seen: Counter[EpisodeId] = Counter()
    turns = []
    for nth, one in enumerate(sorted(found, key=place)):
        episode, _ = place(one)
        seen[episode] += 1
        turns.append((seen[episode], nth, one))
    return [one for *_, one in sorted(turns, key=lambda turn: turn[:2])]
