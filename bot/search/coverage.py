"""How much of a query is said around a place, whatever the order: rare words carry, common ones hardly count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.search.align import QueryUnit, substitutions
from bot.search.grams import Kind, grams_of
from bot.search.query import Reading
from bot.search.windows import Positions, Stream

NEIGHBOURS = {-2: 0.8, -1: 0.9, 0: 1.0, 1: 0.9, 2: 0.8}
"""What a word counts for that is said so many passages away: 15 seconds each."""
HEARD_WORTH = 0.7
"""What hearing all of a query's runs counts for beside spelling all of its grams."""
RUN_UNHEARD = 60
"""A run of three units that costs so much is not heard at all."""
KINDS = {Kind.SURFACE: 1.0, Kind.SURFACE_BIGRAM: 1.0, Kind.SYLLABLE_BIGRAM: 0.2}


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a query says, in pieces: its grams, and its runs of three units, each with its share of the whole.

    Attributes:
        grams, weights, kinds: shape (n,) each, by rising gram; the weights sum to 1.
        units: the query's, for hearing its runs.
        run_weights: shape (units - 2,); they sum to 1, and are none where the query is shorter than a run.
    """

    grams: NDArray[np.uint32]
    weights: NDArray[np.float64]
    kinds: NDArray[np.int64]
    units: Sequence[QueryUnit]
    run_weights: NDArray[np.float64]


def weigh(reading: Reading, frequencies: Mapping[int, int], passage_count: int) -> Weighed:
    """The pieces of a query with the share that each has in what it says: its kind's weight times its rarity."""

    def rarity(gram: int) -> float:
        bits = np.log2((passage_count + 1) / (frequencies.get(gram, 0) + 0.5))
        return float(np.maximum(bits, 0.0) ** 1.5)

    by_kind = grams_of(reading.sounds, reading.surfaces)
    found = {
        gram: (weight * rarity(gram), int(kind)) for kind, weight in KINDS.items() for gram in by_kind[kind][0].tolist()
    }
    grams = np.array(sorted(found), np.uint32)
    weights = np.array([found[gram][0] for gram in grams.tolist()])
    kinds = np.array([found[gram][1] for gram in grams.tolist()], np.int64)
    pairs = np.zeros(max(len(reading) - 1, 0))
    bigrams, positions = by_kind[Kind.SYLLABLE_BIGRAM]
    pairs[positions] = [rarity(gram) for gram in bigrams.tolist()]
    return Weighed(grams, _shares(weights), kinds, reading.units(), _shares(pairs[:-1] + pairs[1:]))


def _shares(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    total = float(weights.sum())
    return weights / total if total else weights


def covered(query: Weighed, stream: Stream, places: Positions) -> NDArray[np.float64]:
    """Shape (n,): the share of the query, 0 to 1, that is said within two passages of each place."""
    shares = np.zeros(len(places))
    if len(query.grams):
        shares = _around(_said(query, stream), stream, places) @ query.weights
    if len(query.run_weights):
        heard = _around(_heard(query, stream), stream, places) @ query.run_weights
        shares = np.maximum(shares, HEARD_WORTH * heard)
    return shares


def _around(said: NDArray[np.float64], stream: Stream, places: Positions) -> NDArray[np.float64]:
    """Shape (n, pieces): how much each piece counts at each place, from what is said around it."""
    shares = np.zeros((len(places), said.shape[1]))
    for distance, discount in NEIGHBOURS.items():
        at = stream.places(stream.ids[places] + distance)
        same = (at >= 0) & (stream.episodes[at] == stream.episodes[places])
        np.maximum(shares, np.where(same[:, None], said[at] * discount, 0.0), out=shares)
    return shares


def _heard(query: Weighed, stream: Stream) -> NDArray[np.float64]:
    """Shape (passages, runs): how well each run of three units of the query is heard from somewhere in each passage."""
    costs = np.stack([substitutions(unit, stream.sounds, stream.surfaces) for unit in query.units])
    runs = np.full((len(query.run_weights), len(stream.sounds)), RUN_UNHEARD, np.int16)
    runs[:, :-2] = costs[:-2, :-2] + costs[1:-1, 1:-1] + costs[2:, 2:]
    best = np.minimum.reduceat(runs, stream.offsets[:-1], axis=1)
    return np.maximum(1 - best.T / RUN_UNHEARD, 0.0)


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
