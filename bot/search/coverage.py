"""How much of a query is said around a place, whatever the order: rare words carry, common ones hardly count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.search.align import QueryUnit, substitutions
from bot.search.grams import Kind, grams_of, sound_classes
from bot.search.query import Reading, Synonym
from bot.search.sounds import NO_SOUND, SYLLABLE_MASK, SYLLABLES
from bot.search.units import Sounds, Surfaces, surface_of
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
KINDS = {Kind.SURFACE: 1.0, Kind.SURFACE_BIGRAM: 1.0, Kind.SOUND_BIGRAM: 0.2}
LENGTHS = {Kind.SURFACE: 1, Kind.SURFACE_BIGRAM: 2, Kind.SOUND_BIGRAM: 2}
APART_WORTH = 0.7
"""What a pair of Han characters counts for that others have come between: 通膨 is short for 通貨膨脹."""
FURTHEST_APART = 3
"""How far on the second of them may stand."""
TURNING = [surface_of(character) for character in "不没得"]
"""What turns the pair into something else where it comes between: 找到, 找不到."""
FIRST_HAN = 0x3400
"""The least surface of a Han character: those below are hashes of Latin syllables."""
RUN = 3
"""Units in a run: two sound like too much, more are seldom heard whole."""

SYNONYM_WORTH = 0.7
"""What a gram counts for where another word for the same is said."""

_CLASSES = sound_classes(np.arange(SYLLABLES, dtype=np.uint16))
"""What each syllable counts as."""

_Piece = tuple[int, int, tuple[int, ...]]
"""A stretch `[first, end)` of a stream's row, and the grams of the query that it says."""
_Codes = tuple[NDArray[np.uint32], Positions]
"""Grams of one kind by their two parts, rising, and which of all grams of the query each one is."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a query says, in pieces: its grams, each with its share of the whole, and its runs of three units.

    Attributes:
        grams, weights, lengths: shape (n,) each, by rising gram; the weights sum to 1, a length is in units.
        units: the query's, for hearing its runs.
        runs: for each run the grams that lie in it; none where the query is shorter than a run.
        codes: the grams of each kind, as they are looked for in a stream.
        synonyms: other words, and the grams of the query that each stands for.
    """

    grams: NDArray[np.uint32]
    weights: NDArray[np.float64]
    lengths: NDArray[np.int64]
    units: Sequence[QueryUnit]
    runs: Sequence[tuple[int, ...]]
    codes: Mapping[Kind, _Codes]
    synonyms: Sequence[tuple[Surfaces, tuple[int, ...]]]


def weigh(
    reading: Reading, frequencies: Mapping[int, int], passage_count: int, synonyms: Sequence[Synonym] = ()
) -> Weighed:
    """The pieces of a query with the share that each has in what it says: its kind's weight times its rarity."""
    by_kind = grams_of(reading.sounds, reading.surfaces)
    grams = np.unique(np.concatenate([by_kind[kind][0] for kind in KINDS]))
    values, lengths = np.zeros(len(grams)), np.zeros(len(grams), np.int64)
    runs: list[set[int]] = [set() for _ in range(RUN - 1, len(reading))]
    codes = {}
    spans: list[_Piece] = []
    for kind, value in KINDS.items():
        which, firsts = np.searchsorted(grams, by_kind[kind][0]), by_kind[kind][1]
        values[which], lengths[which] = value, LENGTHS[kind]
        for gram, first in zip(which.tolist(), firsts.tolist(), strict=True):
            spans.append((first, first + LENGTHS[kind], (gram,)))
            for run in runs[max(first + LENGTHS[kind] - RUN, 0) : first + 1]:
                run.add(gram)
        coded = _coded(kind, _row(kind, reading.sounds, reading.surfaces), firsts)
        order = np.argsort(coded, kind="stable")
        codes[kind] = coded[order], which[order]
    bits = np.log2((passage_count + 1) / (np.array([frequencies.get(gram, 0) for gram in grams.tolist()]) + 0.5))
    weights = values * np.array([max(each, 0.0) ** 1.5 for each in bits.tolist()])
    total = float(weights.sum())
    inside = [tuple(sorted(run)) for run in runs]
    weights = weights / total if total else weights
    others = [(synonym.surfaces, _within(spans, synonym.first, synonym.end)) for synonym in synonyms]
    return Weighed(grams, weights, lengths, reading.units(), inside, codes, others)


def _within(spans: Sequence[_Piece], begin: int, end: int) -> tuple[int, ...]:
    return tuple(sorted({gram for first, last, (gram,) in spans if begin <= first and last <= end}))


def _row(kind: Kind, sounds: Sounds, surfaces: Surfaces) -> NDArray[np.intp]:
    """What grams of this kind are made of, unit by unit; 0 or `SYLLABLES` has no part in any."""
    if kind is Kind.SOUND_BIGRAM:
        return np.where(sounds < NO_SOUND, sound_classes(sounds), SYLLABLES).astype(np.intp)
    return surfaces.astype(np.intp)


def _coded(kind: Kind, row: NDArray[np.intp], firsts: Positions) -> NDArray[np.uint32]:
    """The codes of the grams that begin at these places of the row."""
    code = row[firsts].astype(np.uint32)
    return code if LENGTHS[kind] == 1 else code << np.uint32(16) | row[firsts + 1].astype(np.uint32)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What of a query is said around some places.

    Attributes:
        shares: shape (places,), the share of the query, 0 to 1, that is said within two passages of each.
        query, stream, places: what was asked about.
        positions, pieces: shape (m,) each, where in the stream's row each gram of the query stands, rising.
        costs: shape (runs, units of the stream), what hearing each run from each unit on costs.
        others: where other words stand for pieces of the query.
    """

    shares: NDArray[np.float64]
    query: Weighed
    stream: Stream
    places: Positions
    positions: Positions
    pieces: Positions
    costs: NDArray[np.int16]
    others: Sequence[_Piece]

    def span(self, at: int) -> tuple[int, ...]:
        """The units of the episode, rising, that say most of the query in the shortest stretch around a place."""
        place = int(self.places[at])
        near = self.stream.places(self.stream.ids[place] + np.array(list(NEIGHBOURS)))
        near = near[(near >= 0) & (self.stream.episodes[near] == self.stream.episodes[place])]
        begin, end = int(self.stream.offsets[near.min()]), int(self.stream.offsets[near.max() + 1])
        # What goes on behind the passages that are joined to these is the beginning of something else.
        border = int(self.stream.run_ends[near.max()])
        said = [piece for piece in self._said_between(begin, end) if piece[1] <= border]
        units = _densest(said, self.query.weights.tolist())
        # A character that stands alone is said everywhere: it shows nobody what was meant.
        words = {unit for unit in units if unit - 1 in units or unit + 1 in units}
        ahead = int(self.stream.first_units[place] - self.stream.offsets[place])
        return tuple(sorted(ahead + unit for unit in words or units))

    def _said_between(self, begin: int, end: int) -> list[_Piece]:
        low, high = np.searchsorted(self.positions, (begin, end)).tolist()
        pieces = self.pieces[low:high]
        weighty = self.query.weights[pieces] >= WEIGHTY
        firsts, pieces = self.positions[low:high][weighty], pieces[weighty]
        ends = firsts + self.query.lengths[pieces]
        said: list[_Piece] = [
            (first, end, (gram,))
            for first, end, gram in zip(firsts.tolist(), ends.tolist(), pieces.tolist(), strict=True)
        ]
        runs, heard = np.nonzero(self.costs[:, begin:end] <= RUN_HEARD)
        said += [
            (first, first + RUN, self.query.runs[run])
            for run, first in zip(runs.tolist(), (begin + heard).tolist(), strict=True)
        ]
        said += [piece for piece in self.others if begin <= piece[0] < end]
        return sorted(said)


def _densest(said: Sequence[_Piece], weights: Sequence[float]) -> set[int]:
    """The positions of the pieces that say most for their length."""
    best: Sequence[_Piece] = ()
    most = 0.0
    left = _said_from(said, weights)
    for at, (begin, _, _) in enumerate(said):
        worth, seen = 0.0, set[int]()
        # Even if all the rest were said here: nothing that begins further on is better.
        furthest = begin + (left[at] - most) / SPAN_PRICE
        for last, (first, end, grams) in enumerate(said[at:], at):
            if first > furthest or end - begin > LONGEST_SPAN:
                break
            for gram in grams:
                if gram not in seen:
                    seen.add(gram)
                    worth += weights[gram]
            if worth - SPAN_PRICE * (end - begin) > most:
                best, most = said[at : last + 1], worth - SPAN_PRICE * (end - begin)
                furthest = begin + (left[at] - most) / SPAN_PRICE
    return {unit for first, end, _ in best for unit in range(first, end)}


def _said_from(said: Sequence[_Piece], weights: Sequence[float]) -> list[float]:
    """For each piece what it and those behind it say together, and a little more than any rounding may add."""
    worth, seen = 1e-9, set[int]()
    sums = []
    for _, _, grams in reversed(said):
        for gram in grams:
            if gram not in seen:
                seen.add(gram)
                worth += weights[gram]
        sums.append(worth)
    return sums[::-1]


def cover(queries: Sequence[Weighed], stream: Stream, places: Positions) -> list[Coverage]:
    """What of each query is said around each of these places of the stream; what they share is heard once."""
    heard = _Heard(stream)
    return [_cover(query, stream, places, heard) for query in queries]


def _cover(query: Weighed, stream: Stream, places: Positions, heard: "_Heard") -> Coverage:
    # Nearly every unit of the stream is none of the query's: a cheap look first.
    seen = np.flatnonzero(_marked(query.codes[Kind.SURFACE][0], 1 << 16).take(stream.surfaces))
    positions, pieces = _standing(query, stream, seen)
    passages = np.searchsorted(stream.offsets, positions, side="right") - 1
    said = np.zeros((len(query.grams), len(stream.ids)))
    said[pieces, passages] = 1.0
    _add_pulled_apart(said, query, stream, seen)
    others = _said_otherwise(query, stream)
    for first, _, grams in others:
        which, passage = list(grams), np.searchsorted(stream.offsets, first, side="right") - 1
        said[which, passage] = np.maximum(said[which, passage], SYNONYM_WORTH)
    costs = heard.runs(query)
    _add_heard(said, query, np.minimum.reduceat(costs, stream.offsets[:-1], axis=1))
    shares = _around(np.ascontiguousarray(said.T), stream, places) @ query.weights
    return Coverage(shares, query, stream, places, positions, pieces, costs, others)


def _marked(codes: NDArray[np.uint32], count: int) -> NDArray[np.bool_]:
    """Shape (count,): which numbers are among these codes of one part."""
    marked = np.zeros(count, np.bool_)
    marked[codes] = True
    return marked


def _found(codes: _Codes, positions: Positions, coded: NDArray[np.uint32]) -> tuple[Positions, Positions]:
    """Of these positions those where a gram of the query stands, and which of them; `coded`: what does stand there."""
    known, which = codes
    if not len(known):
        return positions[:0], which[:0]
    at = np.minimum(known.searchsorted(coded), len(known) - 1)
    hits = np.flatnonzero(known[at] == coded)
    return positions[hits], which[at[hits]]


def _add_pulled_apart(said: NDArray[np.float64], query: Weighed, stream: Stream, seen: Positions) -> None:
    """Add to what is said in each passage the Han pairs that other characters have come between, in their order.

    `seen`: where the stream has any surface of the query.
    """
    codes, row = query.codes[Kind.SURFACE_BIGRAM], stream.surfaces
    firsts = seen[row[seen] >= FIRST_HAN] if len(codes[0]) else seen[:0]
    known = _marked(codes[0] & np.uint32(0xFFFF), 1 << 16)
    known[:FIRST_HAN] = False
    for gap in range(2, FURTHEST_APART + 1):
        positions = firsts[: firsts.searchsorted(len(row) - gap)]
        positions = positions[known.take(row[positions + gap])]
        for between in range(1, gap):
            positions = positions[np.isin(row[positions + between], TURNING, invert=True)]
        positions, pieces = _found(codes, positions, _pairs(row[positions], row[positions + gap]))
        passages = stream.offsets.searchsorted(positions, side="right") - 1
        said[pieces, passages] = np.maximum(said[pieces, passages], APART_WORTH)


def _pairs(firsts: NDArray[np.generic], seconds: NDArray[np.generic]) -> NDArray[np.uint32]:
    """The codes of grams of two parts."""
    return firsts.astype(np.uint32) << np.uint32(16) | seconds.astype(np.uint32)


def _said_otherwise(query: Weighed, stream: Stream) -> list[_Piece]:
    """Where the stream has other words for pieces of the query."""
    if not query.synonyms:
        return []
    row = stream.surfaces.astype(np.intp)
    begins = np.zeros(1 << 16, np.bool_)
    begins[[surfaces[0] for surfaces, _ in query.synonyms]] = True
    firsts = np.flatnonzero(begins.take(row))
    firsts = firsts[np.argsort(row[firsts], kind="stable")]
    found: list[_Piece] = []
    for surfaces, grams in query.synonyms:
        low, high = np.searchsorted(row[firsts], (surfaces[0], surfaces[0] + 1))
        stands = firsts[low:high]
        for at, surface in enumerate(surfaces[1:].tolist(), 1):
            stands = stands[row.take(stands + at, mode="clip") == surface]
        found += [(first, first + len(surfaces), grams) for first in stands.tolist()]
    return found


def _add_heard(said: NDArray[np.float64], query: Weighed, costs: NDArray[np.int16]) -> None:
    """Add to what is said, shape (grams, passages), what is only heard; `costs`: shape (runs, passages), the least."""
    pairs = sorted((gram, run) for run, grams in enumerate(query.runs) for gram in grams)
    if not pairs:
        return
    grams, runs = np.array(pairs).T
    firsts = np.flatnonzero(np.diff(grams, prepend=-1))
    least = np.minimum.reduceat(costs[runs], firsts, axis=0)
    worth = HEARD_WORTH * np.maximum(1 - least / RUN_UNHEARD, 0.0)
    heard = grams[firsts]
    said[heard] = np.maximum(said[heard], worth)


def _around(said: NDArray[np.float64], stream: Stream, places: Positions) -> NDArray[np.float64]:
    """Shape (n, pieces): how much each piece counts at each place, from what is said around it."""
    shares = np.zeros((len(places), said.shape[1]))
    for distance, discount in NEIGHBOURS.items():
        at = stream.places(stream.ids[places] + distance)
        same = (at >= 0) & (stream.episodes[at] == stream.episodes[places])
        np.maximum(shares, np.where(same[:, None], said[at] * discount, 0.0), out=shares)
    return shares


class _Heard:
    """What hearing the units of queries in a stream costs, worked out once for each unit."""

    def __init__(self, stream: Stream) -> None:
        self._sounds = stream.sounds.astype(np.intp)
        self._surfaces = stream.surfaces
        self._rows: dict[tuple[int, int], NDArray[np.int16]] = {}

    def runs(self, query: Weighed) -> NDArray[np.int16]:
        """Shape (runs, units of the stream): what hearing each run of the query from each unit on costs."""
        costs = np.empty((len(query.runs), len(self._sounds)), np.int16)
        costs[:, 1 - RUN :] = RUN_UNHEARD
        rows = [self._row(unit) for unit in query.units]
        for run, one, two, three in zip(costs, rows, rows[1:], rows[2:], strict=False):
            whole = run[: 1 - RUN]
            np.add(one[:-2], two[1:-1], out=whole)
            whole += three[2:]
        return costs

    def _row(self, unit: QueryUnit) -> NDArray[np.int16]:
        """Shape (units of the stream,). A query's units outlive this: their tables' addresses tell them apart."""
        key = id(unit.substitution), unit.surface
        if key not in self._rows:
            self._rows[key] = substitutions(unit, self._sounds, self._surfaces)
        return self._rows[key]


def _standing(query: Weighed, stream: Stream, seen: Positions) -> tuple[Positions, Positions]:
    """Where each of the query's grams stands in the stream, by rising position, and which of them it is.

    `seen`: where the stream has any surface of the query.
    """
    surfaces = stream.surfaces[seen]
    heard, classes = _heard_classes(query.codes[Kind.SOUND_BIGRAM][0], stream)
    found = (
        _found(query.codes[Kind.SURFACE], seen, surfaces.astype(np.uint32)),
        _found(query.codes[Kind.SURFACE_BIGRAM], *_neighbours(seen, surfaces)),
        _found(query.codes[Kind.SOUND_BIGRAM], *_neighbours(heard, classes)),
    )
    positions, pieces = (np.concatenate(rows) for rows in zip(*found, strict=True))
    order = np.argsort(positions, kind="stable")
    return positions[order], pieces[order]


def _heard_classes(codes: NDArray[np.uint32], stream: Stream) -> tuple[Positions, NDArray[np.uint32]]:
    """Where the stream has a sound of any of these bigrams, and its class there."""
    known = _marked(np.concatenate([codes >> np.uint32(16), codes & np.uint32(0xFFFF)]), SYLLABLES)
    positions = np.flatnonzero(known.take(_CLASSES).take(stream.sounds & SYLLABLE_MASK))
    positions = positions[stream.sounds[positions] < NO_SOUND]
    return positions, sound_classes(stream.sounds[positions])


def _neighbours(
    positions: Positions, parts: NDArray[np.uint16] | NDArray[np.uint32]
) -> tuple[Positions, NDArray[np.uint32]]:
    """The positions whose next unit is one of them, too, and the codes of the two."""
    firsts = np.flatnonzero(np.diff(positions) == 1)
    return positions[firsts], _pairs(parts[firsts], parts[firsts + 1])
