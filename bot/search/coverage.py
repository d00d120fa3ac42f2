"""How much of a query is said around a place, whatever the order: rare words carry, common ones hardly count."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.search.grams import Kind, grams_of
from bot.search.query import Reading
from bot.search.windows import Positions, Stream

NEIGHBOURS = {-2: 0.8, -1: 0.9, 0: 1.0, 1: 0.9, 2: 0.8}
"""What a word counts for that is said so many passages away: 15 seconds each."""
KINDS = {Kind.SURFACE: 1.0, Kind.SURFACE_BIGRAM: 1.0, Kind.SYLLABLE_BIGRAM: 0.2}


@dataclass(frozen=True, slots=True)
class Weighed:
    """The grams of a query: shape (n,) each, by rising gram; `weights` sum to 1."""

    grams: NDArray[np.uint32]
    weights: NDArray[np.float64]
    kinds: NDArray[np.int64]


def weigh(reading: Reading, frequencies: Mapping[int, int], passage_count: int) -> Weighed:
    """The grams of a query with the share that each has in what it says: its kind's weight times its rarity."""
    found: dict[int, tuple[float, int]] = {}
    for kind, (grams, _) in grams_of(reading.sounds, reading.surfaces).items():
        for gram in grams.tolist() if kind in KINDS else ():
            rarity = float(np.log2((passage_count + 1) / (frequencies.get(gram, 0) + 0.5)))
            found[gram] = (KINDS[kind] * max(rarity, 0.0) ** 1.5, int(kind))
    grams = np.array(sorted(found), np.uint32)
    weights = np.array([found[gram][0] for gram in grams.tolist()])
    kinds = np.array([found[gram][1] for gram in grams.tolist()], np.int64)
    total = weights.sum()
    return Weighed(grams, weights / total if total else weights, kinds)


def covered(query: Weighed, stream: Stream, places: Positions) -> NDArray[np.float64]:
    """Shape (n,): the share of the query, 0 to 1, that is said within two passages of each place."""
    if not len(query.grams):
        return np.zeros(len(places))
    said = _said(query, stream)
    shares = np.zeros((len(places), len(query.grams)))
    for distance, discount in NEIGHBOURS.items():
        at = stream.places(stream.ids[places] + distance)
        same = (at >= 0) & (stream.episodes[at] == stream.episodes[places])
        np.maximum(shares, np.where(same[:, None], said[at] * discount, 0.0), out=shares)
    return shares @ query.weights


def _said(query: Weighed, stream: Stream) -> NDArray[np.float64]:
    """Shape (passages, grams): whether each gram begins in each passage."""
    said = np.zeros((len(stream.ids), len(query.grams)))
    sieve = np.zeros(1 << 16, np.bool_)  # nearly every gram of the stream is none of the query's: a cheap look first
    sieve[query.grams & 0xFFFF] = True
    everything = grams_of(stream.sounds, stream.surfaces)
    for kind in KINDS:
        grams, positions = everything[kind]
        likely = np.flatnonzero(sieve[grams & 0xFFFF])
        grams, positions = grams[likely], positions[likely]
        at = np.minimum(np.searchsorted(query.grams, grams), len(query.grams) - 1)
        hits = np.flatnonzero((query.grams[at] == grams) & (query.kinds[at] == kind))
        passage = np.searchsorted(stream.offsets, positions[hits], side="right") - 1
        said[passage, at[hits]] = 1.0
    return said
