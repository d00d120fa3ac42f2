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
HEARD_WORTH = 0.5
"""What a gram counts for that is only heard, in a run of three units that sounds like the query's, beside one spelt."""
RUN_UNHEARD = 80
"""A run of three units that costs so much is not heard at all."""
LONGEST_SPAN = 180
"""Units that one answer may span, 45 seconds: what is said further apart is not one."""
SPAN_PRICE = 0.0005
"""What each further unit of a span costs: ten seconds more have to say two hundredths more of the query."""
WEIGHTY = 0.02
"""The least share of a gram for which a span is made longer."""
RUN_HEARD = 24
"""A run of three units that costs no more is part of a span: each of them sounds alike."""
KINDS = {Kind.SURFACE: 1.0, Kind.SURFACE_BIGRAM: 1.0, Kind.SYLLABLE_BIGRAM: 0.2}
LENGTHS = {Kind.SURFACE: 1, Kind.SURFACE_BIGRAM: 2, Kind.SYLLABLE_BIGRAM: 2}
RUN = 3
"""Units in a run: two sound like too much, more are seldom heard whole."""

_Piece = tuple[int, int, tuple[int, ...]]
"""A stretch `[first, end)` of a stream's row, and the grams of the query that it says."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a query says, in pieces: its grams, each with its share of the whole, and its runs of three units.

    Attributes:
        grams, weights, kinds: shape (n,) each, by rising gram; the weights sum to 1.
        units: the query's, for hearing its runs.
        inside: shape (n, units - 2), which grams lie in which run; none where the query is shorter than a run.
    """

    grams: NDArray[np.uint32]
    weights: NDArray[np.float64]
    kinds: NDArray[np.int64]
    units: Sequence[QueryUnit]
    inside: NDArray[np.bool_]


def weigh(reading: Reading, frequencies: Mapping[int, int], passage_count: int) -> Weighed:
    """The pieces of a query with the share that each has in what it says: its kind's weight times its rarity."""

    def rarity(gram: int) -> float:
        bits = np.log2((passage_count + 1) / (frequencies.get(gram, 0) + 0.5))
        return float(np.maximum(bits, 0.0) ** 1.5)

    found: dict[int, tuple[float, int]] = {}
    places: list[tuple[int, int, int]] = []
    by_kind = grams_of(reading.sounds, reading.surfaces)
    for kind, weight in KINDS.items():
        for gram, first in zip(*(row.tolist() for row in by_kind[kind]), strict=True):
            found[gram] = (weight * rarity(gram), int(kind))
            places.append((gram, first, first + LENGTHS[kind]))
    grams = np.array(sorted(found), np.uint32)
    weights = np.array([found[gram][0] for gram in grams.tolist()])
    total = float(weights.sum())
    inside = np.zeros((len(grams), max(len(reading) - RUN + 1, 0)), np.bool_)
    for gram, first, end in places:
        inside[np.searchsorted(grams, gram), max(end - RUN, 0) : first + 1] = True
    return Weighed(
        grams,
        weights / total if total else weights,
        np.array([found[gram][1] for gram in grams.tolist()], np.int64),
        reading.units(),
        inside,
    )


@dataclass(frozen=True, slots=True)
class Coverage:
    """What of a query is said around some places.

    Attributes:
        shares: shape (places,), the share of the query, 0 to 1, that is said within two passages of each.
        query, stream, places: what was asked about.
        positions, pieces: shape (m,) each, where in the stream's row each gram of the query stands, rising.
        costs: shape (runs, units of the stream), what hearing each run from each unit on costs.
    """

    shares: NDArray[np.float64]
    query: Weighed
    stream: Stream
    places: Positions
    positions: Positions
    pieces: Positions
    costs: NDArray[np.int16]

    def span(self, at: int) -> tuple[int, ...]:
        """The units of the episode, rising, that say most of the query in the shortest stretch around a place."""
        place = int(self.places[at])
        near = self.stream.places(self.stream.ids[place] + np.array(list(NEIGHBOURS)))
        near = near[(near >= 0) & (self.stream.episodes[near] == self.stream.episodes[place])]
        begin, end = int(self.stream.offsets[near.min()]), int(self.stream.offsets[near.max() + 1])
        units = _densest(self._said_between(begin, end), self.query.weights.tolist())
        # A character that stands alone is said everywhere: it shows nobody what was meant.
        words = {unit for unit in units if unit - 1 in units or unit + 1 in units}
        ahead = int(self.stream.first_units[place] - self.stream.offsets[place])
        return tuple(sorted(ahead + unit for unit in words or units))

    def _said_between(self, begin: int, end: int) -> list[_Piece]:
        low, high = np.searchsorted(self.positions, (begin, end)).tolist()
        weighty = self.query.weights >= WEIGHTY
        lengths = [LENGTHS[Kind(kind)] for kind in self.query.kinds.tolist()]
        said = [
            (first, first + lengths[gram], (gram,))
            for first, gram in zip(self.positions[low:high].tolist(), self.pieces[low:high].tolist(), strict=True)
            if weighty[gram]
        ]
        runs, firsts = np.nonzero(self.costs[:, begin:end] <= RUN_HEARD)
        heard = [
            (begin + first, begin + first + RUN, tuple(np.flatnonzero(self.query.inside[:, run]).tolist()))
            for run, first in zip(runs.tolist(), firsts.tolist(), strict=True)
        ]
        return sorted(said + heard)


def _densest(said: Sequence[_Piece], weights: Sequence[float]) -> set[int]:
    """The positions of the pieces that say most for their length."""
    best: Sequence[_Piece] = ()
    most = 0.0
    for at, (begin, _, _) in enumerate(said):
        worth, seen = 0.0, set[int]()
        for last in range(at, len(said)):
            _, end, grams = said[last]
            if end - begin > LONGEST_SPAN:
                break
            for gram in grams:
                if gram not in seen:
                    seen.add(gram)
                    worth += weights[gram]
            if worth - SPAN_PRICE * (end - begin) > most:
                best, most = said[at : last + 1], worth - SPAN_PRICE * (end - begin)
    return {unit for first, end, _ in best for unit in range(first, end)}


def cover(query: Weighed, stream: Stream, places: Positions) -> Coverage:
    """What of the query is said around each of these places of the stream."""
    positions, pieces = _standing(query, stream)
    passages = np.searchsorted(stream.offsets, positions, side="right") - 1
    said = np.zeros((len(stream.ids), len(query.grams)))
    said[passages, pieces] = 1.0
    costs = _run_costs(query, stream)
    heard = np.maximum(1 - np.minimum.reduceat(costs, stream.offsets[:-1], axis=1) / RUN_UNHEARD, 0.0)
    for run, how_well in enumerate(heard):
        grams = query.inside[:, run]
        said[:, grams] = np.maximum(said[:, grams], HEARD_WORTH * how_well[:, None])
    shares = _around(said, stream, places) @ query.weights
    return Coverage(shares, query, stream, places, positions, pieces, costs)


def _around(said: NDArray[np.float64], stream: Stream, places: Positions) -> NDArray[np.float64]:
    """Shape (n, pieces): how much each piece counts at each place, from what is said around it."""
    shares = np.zeros((len(places), said.shape[1]))
    for distance, discount in NEIGHBOURS.items():
        at = stream.places(stream.ids[places] + distance)
        same = (at >= 0) & (stream.episodes[at] == stream.episodes[places])
        np.maximum(shares, np.where(same[:, None], said[at] * discount, 0.0), out=shares)
    return shares


def _run_costs(query: Weighed, stream: Stream) -> NDArray[np.int16]:
    """Shape (runs, units of the stream): what hearing each run of the query from each unit on costs."""
    runs = np.full((query.inside.shape[1], len(stream.sounds)), RUN_UNHEARD, np.int16)
    if len(runs):
        sounds = stream.sounds.astype(np.intp)
        costs = np.stack([substitutions(unit, sounds, stream.surfaces) for unit in query.units])
        runs[:, : 1 - RUN] = costs[:-2, :-2] + costs[1:-1, 1:-1] + costs[2:, 2:]
    return runs


def _standing(query: Weighed, stream: Stream) -> tuple[Positions, Positions]:
    """Where each of the query's grams stands in the stream, by rising position, and which of them it is."""
    sieve = np.zeros(1 << 16, np.bool_)  # nearly every gram of the stream is none of the query's: a cheap look first
    sieve[query.grams & 0xFFFF] = True
    everything = grams_of(stream.sounds, stream.surfaces)
    found = []
    for kind in KINDS:
        grams, positions = everything[kind]
        likely = np.flatnonzero(sieve[grams & 0xFFFF])
        grams, positions = grams[likely], positions[likely]
        at = np.minimum(np.searchsorted(query.grams, grams), len(query.grams) - 1)
        hits = np.flatnonzero((query.grams[at] == grams) & (query.kinds[at] == kind))
        found.append((positions[hits], at[hits]))
    positions, pieces = (np.concatenate(rows) for rows in zip(*found, strict=True))
    order = np.argsort(positions, kind="stable")
    return positions[order], pieces[order]
