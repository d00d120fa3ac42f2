"""What an episode is about, at a glance: its length, who speaks, and the phrases that tell it from others.

It is worked out when it is asked for, in a fifth of a second for an hour and a half, and kept for a while. How often a
phrase is said elsewhere is read from the index: of each gram it knows in how many passages it stands, so nothing of the
other episodes is read, however many there are (`docs/cards.md`).
"""

from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np

from bot.clips import END_OF_TIME_MS
from bot.model import Episode, EpisodeId, PlacedCue, Scope, ShowId, WeightedGram
from bot.names import is_label
from bot.ports import Snapshot
from bot.search.phrases import (
    EDGE_RARER,
    LEAST_REST,
    Count,
    Frequencies,
    Place,
    chosen,
    grams_in,
)
from bot.search.units import layout_of
from bot.segments import Segment, segment_at

KEPT = 64
"""Digests that are kept: a kilobyte each."""
_NO_POSTINGS = 1
"""How many postings are to be read, and passages to be kept: only how often each gram stands is asked."""


@dataclass(frozen=True, slots=True)
class DistinctPhrase:
    """A phrase by which an episode is known.

    Attributes:
        words: as they are written most often.
        count: how often they are said.
        unit: with which unit of the episode they begin where they are said first.
        units: how many units they have there.
    """

    words: str
    count: int
    unit: int
    units: int


@dataclass(frozen=True, slots=True)
class Digest:
    """An episode at a glance.

    Attributes:
        length_ms: until the end of its last cue.
        speakers: whose names are known, those who say the most first.
        phrases: best first; none where too little else is known to tell what is rare.
    """

    length_ms: int
    speakers: tuple[str, ...]
    phrases: tuple[DistinctPhrase, ...]


_Key = tuple[EpisodeId, frozenset[ShowId], int, tuple[Segment, ...]]


class Digests:
    """Works out digests, and keeps the last ones. Called on search threads.

    One that is kept holds until its episode is replaced, or episodes of its show come or go, or what is not the show is
    told otherwise, or it is asked for where other shows answer.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[_Key, Digest] = OrderedDict()
        self._lock = Lock()

    def of(self, snapshot: Snapshot, episode: Episode, scope: Scope, episodes: int) -> Digest:
        """The digest of an episode.

        Args:
            snapshot: the library.
            episode: of the scope.
            scope: all that may answer: nothing else is what the episode is held against.
            episodes: how many the show has.
        """
        segments = tuple(snapshot.segments({episode.id}).get(episode.id, ()))
        key = (episode.id, scope.shows, episodes, segments)
        with self._lock:
            if (kept := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return kept
        made = digest_of(snapshot, episode, scope, segments)
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made


def digest_of(snapshot: Snapshot, episode: Episode, scope: Scope, segments: Sequence[Segment]) -> Digest:
    """The digest of an episode; `segments` are those of it that are no part of the show."""
    cues = snapshot.cues_between(episode.id, 0, END_OF_TIME_MS)
    said: Counter[str] = Counter()
    for placed in cues:
        if placed.cue.speaker and not is_label(placed.cue.speaker):
            said[placed.cue.speaker] += placed.unit_count
    shown = [placed for placed in cues if segment_at(segments, placed.cue.start_ms, placed.cue.end_ms) is None]
    return Digest(
        length_ms=max((placed.cue.end_ms for placed in cues), default=0),
        speakers=tuple(name for name, _ in said.most_common()),
        phrases=_phrases(snapshot, episode, scope, shown),
    )


def _phrases(
    snapshot: Snapshot, episode: Episode, scope: Scope, cues: Sequence[PlacedCue]
) -> tuple[DistinctPhrase, ...]:
    count = Count([placed.cue.text for placed in cues])
    grams = grams_in(count.words())
    said = _frequencies(snapshot, episode, scope, grams)
    if said is None:
        return ()
    found = count.phrases({word for word, held in grams.items() if said.rarity(held) >= EDGE_RARER})
    grams = grams_in(list(found))
    said = _frequencies(snapshot, episode, scope, grams)
    keys = chosen(found, grams, said) if said else ()
    return tuple(_placed(count.written(found[key]), found[key], cues) for key in keys)


def _frequencies(
    snapshot: Snapshot, episode: Episode, scope: Scope, grams: Mapping[str, Sequence[int]]
) -> Frequencies | None:
    """How often these grams stand in the episode and around it; None where there is nothing to be held against."""
    weighted = [WeightedGram(gram) for gram in sorted({gram for held in grams.values() for gram in held})]
    if not weighted:
        return None

    def count(within: Scope) -> tuple[Mapping[int, int], int]:
        found = snapshot.candidates(weighted, within, budget=_NO_POSTINGS, limit=_NO_POSTINGS)
        return found.frequencies, found.passage_count

    show = frozenset({episode.show.id})
    own, own_passages = count(Scope(show, frozenset({episode.id})))
    around = [count(Scope(shows)) for shows in dict.fromkeys((show, scope.shows))]
    if max(passages for _, passages in around) - own_passages < LEAST_REST:
        return None
    return Frequencies(own, own_passages, around)


def _placed(words: str, places: Sequence[Place], cues: Sequence[PlacedCue]) -> DistinctPhrase:
    first = min(places, key=lambda place: (place.text, place.start))
    placed = cues[first.text]
    starts = layout_of(placed.cue.text).starts
    unit, end = (int(np.searchsorted(starts, at)) for at in (first.start, first.end))
    return DistinctPhrase(words, len(places), placed.first_unit + unit, max(end - unit, 1))
