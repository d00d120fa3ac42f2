"""Which candidates match, and how well: an alignment of the query with each, and how much of it is said around."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.model import Candidates, EpisodeId, PassageId
from bot.ports import Passages
from bot.search.align import ALIKE, Alignment, QueryUnit, align, trace, worst_cost
from bot.search.claims import LEAST_ALIGNED, claims
from bot.search.coverage import NEIGHBOURS, Coverage, cover, weigh
from bot.search.query import Plan, Reading
from bot.search.richness import richest
from bot.search.sounds import UNIT
from bot.search.windows import Positions, Stream, Windows, stream_of, windows_at

WORTH_ALIGNING = 0.35
"""What scores less than this share of the best candidate is none of the best aligned."""
SHARPNESS = 7
"""The power of the alignment's score: a good alignment beats any bag of grams."""
ASKED_COVERAGE = 0.7
"""How much coverage counts for a question: its answer shares words with it, not their order."""
SCENE_UNITS = 30
"""Matches at most this far apart are one scene: seven seconds of speech."""
ALWAYS_OFFERED = 5
MOST_OFFERED = 10
"""Matches that are only offered: more of what nobody asked for is no help."""
SURE = 0.97
"""What aligns so well may be exact, whatever its length."""
WORTH_OFFERING = 1 / 3
"""After the first few, what scores less than this share of the best only makes the list long."""
WELL_ALIGNED = 0.7
"""At least this is never left out: it may be claimed."""
FEW_FITTING = 12
"""Of what aligns too little to be claimed so many are looked at closely for how they align, others if they are rich."""
BEFORE_UNITS = 8
"""A passage may begin in the middle of a match; one that begins further ahead is the passage before's to find."""


class Step(NamedTuple):
    """A step of an alignment.

    Attributes:
        query: which unit of the query; None where the text has one more.
        unit: which unit of the episode; None where the text has none for it.
        sound: of that unit.
        cost: in hundredths of a unit.
    """

    query: int | None
    unit: int | None
    sound: int
    cost: int


@dataclass(frozen=True, slots=True)
class Care:
    """How many candidates are looked at, and how closely.

    Attributes:
        aligned: how many are aligned at most.
        always: how many are, whatever they score, where there are so many.
        close: of how many the surroundings are counted at most: half of them the best aligned, the others the richest
            in grams.
        asked: the same for a question: its answer hardly aligns with it, so that more of the rich ones are looked at.
    """

    aligned: int
    always: int
    close: int
    asked: int


THOROUGHLY = Care(240, 120, 80, 240)
BRIEFLY = Care(64, 48, 40, 60)
"""While somebody types: two thirds of the time among a million passages, and of 381 labelled queries one more without
its answer among five (0.950 and 0.948)."""


@dataclass(frozen=True, slots=True)
class Match:
    """A place that may be meant.

    Attributes:
        aligned: 0 to 1, how well the query as a whole, words that ask included, fits the words there.
        said: 0 to 1, how much of the query as a whole was said, whatever was said in between.
        asked: 0 to 1, how well what the query asks about fits the words there; as `aligned` where it asks nothing.
        length: how many units the query as a whole has, read as it fits best.
        score: of the alignment and of what is said around, for the order inside a tier.
        units: the units of the episode that were matched, rising.
        reading: how the query was read to be found here.
        steps: how that reading was aligned with the words there; none where the match is a stretch that says it.
    """

    episode: EpisodeId
    aligned: float
    said: float
    asked: float
    length: int
    score: float
    units: tuple[int, ...]
    reading: Reading
    steps: tuple[Step, ...]

    @property
    def is_claimed(self) -> bool:
        """Whether it is what was asked for, as far as can be told without its words."""
        return self.aligned >= SURE or claims(self.aligned, self.said, self.length)

    @property
    def order(self) -> tuple[float, int, int]:
        """Best first; ties by place, so that the order is the same on every page and in every run."""
        return -self.score, self.episode, self.units[0]


@dataclass(frozen=True, slots=True)
class _Trace:
    """One match of a reading: how much of it was said, and what its alignment paired, see `trace`."""

    said: float
    pairs: Sequence[tuple[int, int, int]]

    @property
    def units(self) -> tuple[int, ...]:
        """The units of the window that sound alike."""
        return tuple(unit for _, unit, cost in self.pairs if cost <= ALIKE)


@dataclass(frozen=True, slots=True)
class _Aligned:
    """A reading of the query aligned with every candidate; `scores`: shape (candidates,)."""

    reading: Reading
    units: Sequence[QueryUnit]
    windows: Windows
    alignment: Alignment
    scores: NDArray[np.float64]

    def traced(self, row: int) -> Iterator[_Trace]:
        """Each equally good match in this row."""
        for end in self.alignment.ends(row):
            pairs = trace(self.units, self.windows.stretches, self.alignment, row, end)
            found = {query_unit for query_unit, _, _ in pairs}
            missed = sum(unit.deletion for at, unit in enumerate(self.units) if at not in found)
            paid = self.reading.price + sum(cost for _, _, cost in pairs)
            yield _Trace(1 - (paid + missed) / (UNIT * len(self.units)), pairs)

    def steps(self, row: int, pairs: Sequence[tuple[int, int, int]], ahead: int) -> Iterator[Step]:
        """The pairs of one match, and between them what only one side has; `ahead` is the window's first unit."""
        text = self.windows.stretches
        asked, heard = 0, pairs[0][1] if pairs else 0
        for at, unit, cost in pairs:
            yield from (Step(missing, None, 0, self.units[missing].deletion) for missing in range(asked, at))
            for extra in range(heard, unit):
                yield Step(None, ahead + extra, text.sounds.item(row, extra), text.insertions.item(row, extra))
            yield Step(at, ahead + unit, text.sounds.item(row, unit), cost)
            asked, heard = at + 1, unit + 1
        yield from (Step(missing, None, 0, self.units[missing].deletion) for missing in range(asked, len(self.units)))


@dataclass(frozen=True, slots=True)
class _Fit:
    """How the candidates fit each way of reading the query.

    Attributes:
        ways: the readings of the whole query and then, where it asks, what it asks about.
        whole: how many of them are of the whole query.
        scores: shape (ways, candidates).
    """

    ways: Sequence[_Aligned]
    whole: int
    scores: NDArray[np.float64]

    def totals(self, rows: Positions, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """Shape (ways, rows): the score of each, alignment and coverage together."""
        weights = [coverage_weight(len(way.units)) for way in self.ways[: self.whole]]
        weights += [ASKED_COVERAGE] * (len(self.ways) - self.whole)
        weight = np.array(weights)[:, None]
        totals: NDArray[np.float64] = (1 - weight) * self.scores[:, rows] ** SHARPNESS + weight * shares
        return totals


@dataclass(frozen=True, slots=True)
class _Look:
    """A close look at some of the candidates.

    Attributes:
        stream, places: where the candidates stand.
        fit: how each fits.
        rows: shape (n,), which of them are looked at.
        coverages: what of the query is said around those.
        totals: shape (ways, n), the score of each.
        wholes: of each the way that reads the whole query best there.
        aligned: of each how well that fits.
        best_fits: of each how well any way of reading fits.
    """

    stream: Stream
    places: Positions
    fit: _Fit
    rows: Positions
    coverages: Sequence[Coverage]
    totals: NDArray[np.float64]
    wholes: Sequence[int]
    aligned: Sequence[float]
    best_fits: Sequence[float]

    def is_well_aligned(self, at: int) -> bool:
        """Whether any way of reading fits so well that it may be claimed though little is said around."""
        return self.best_fits[at] >= WELL_ALIGNED

    def may_claim(self, at: int) -> bool:
        """Whether the match there may turn out to be claimed, or exact."""
        aligned = self.aligned[at]
        return aligned >= SURE or claims(aligned, 1.0, len(self.fit.ways[self.wholes[at]].units))

    def episode(self, at: int) -> EpisodeId:
        """Where it stands."""
        return EpisodeId(int(self.stream.episodes[self.places[self.rows[at]]]))

    def matches(self, at: int) -> Iterator[tuple[Match, _Trace]]:
        """What stands there: found by the way of reading that scores best, judged by the whole query.

        Each comes without its steps and with what they are made of, see `with_steps`: most are only offered.
        """
        row = int(self.rows[at])
        whole, way = self.wholes[at], self._way(at)
        judged = None if way == whole else next(self.fit.ways[whole].traced(row)).said
        found, ahead = self.fit.ways[way], self._ahead(at)
        for one in found.traced(row):
            if units := one.units:
                match = Match(
                    self.episode(at),
                    self.aligned[at],
                    one.said if judged is None else judged,
                    float(self.fit.scores[whole if len(self.fit.ways) == self.fit.whole else -1, row]),
                    len(self.fit.ways[whole].units),
                    float(self.totals[way, at]),
                    tuple(ahead + unit for unit in units),
                    found.reading,
                    (),
                )
                yield match, one

    def with_steps(self, at: int, match: Match, traced: _Trace) -> Match:
        """A match of that place with the steps that it was found by."""
        way = self.fit.ways[self._way(at)]
        return replace(match, steps=tuple(way.steps(int(self.rows[at]), traced.pairs, self._ahead(at))))

    def _way(self, at: int) -> int:
        """The way of reading that scores best there."""
        return int(self.totals[:, at].argmax())

    def _ahead(self, at: int) -> int:
        """The episode's unit that the window there begins with."""
        row = int(self.rows[at])
        place = self.places[row]
        start = self.fit.ways[self._way(at)].windows.starts[row]
        return int(start - self.stream.offsets[place] + self.stream.first_units[place])

    def span(self, at: int) -> tuple[int, ...]:
        """The stretch that says what was asked, where that tells more than the likeness of a few words; else none."""
        row = int(self.rows[at])
        coverage = max(self.coverages, key=lambda each: float(each.shares[at]))
        if self.is_well_aligned(at) or self.fit.scores[self._way(at), row] ** SHARPNESS >= coverage.shares[at]:
            return ()
        return coverage.span(at)


def rank(index: Passages, query: Plan, found: Candidates, *, limit: int, care: Care = THOROUGHLY) -> list[Match]:
    """The best `limit` scenes among the candidates, best first."""
    half = (care.asked if query.asks else care.close) // 2
    rich = richest(found, half)
    worth = int((found.scores[: care.aligned] >= WORTH_ALIGNING * found.scores.max(initial=0)).sum())
    ids = found.ids[np.union1d(np.arange(min(max(worth, care.always), len(found.ids))), rich)]
    stream = stream_of(index.passages(_around(ids, (0, 1))))
    places = stream.places(ids)
    places = places[places >= 0]
    if not len(places):
        return []
    # Ties go by place: the ids of passages change when an index is built anew.
    places = places[np.lexsort((stream.first_units[places], stream.episodes[places]))]
    fit = _fit(query, stream, places)
    fits = fit.scores.max(axis=0)
    # What is said often, word for word, is looked at as often as it is asked for.
    most = max(half, min(int((fits >= SURE).sum()), limit))
    best_fits = np.argsort(-fits, kind="stable")[: min(most, max(int((fits >= LEAST_ALIGNED).sum()), FEW_FITTING))]
    rows = np.union1d(best_fits, np.flatnonzero(np.isin(stream.ids[places], found.ids[rich])))
    coverages = _cover(index, query, found, stream.ids[places[rows]])
    totals = fit.totals(rows, np.max([coverage.shares for coverage in coverages], axis=0))
    whole = fit.scores[: fit.whole, rows]
    wholes, aligned, best = whole.argmax(axis=0).tolist(), whole.max(axis=0).tolist(), fits[rows].tolist()
    return _choose(_Look(stream, places, fit, rows, coverages, totals, wholes, aligned, best), limit)


def _choose(look: _Look, limit: int) -> list[Match]:
    """The matches of different scenes, best first; of those that are only offered the first few."""
    best = look.totals.max(axis=0)
    worth = best.max() * WORTH_OFFERING
    matches: list[Match] = []
    offered = 0
    for at in np.argsort(-best, kind="stable").tolist():
        if len(matches) >= limit:
            break
        if len(matches) >= ALWAYS_OFFERED and best[at] < worth and not look.is_well_aligned(at):
            continue
        if offered >= MOST_OFFERED and not look.may_claim(at):
            continue
        for match in _new_at(look, at, matches, MOST_OFFERED - offered):
            matches.append(match)
            offered += not match.is_claimed
    return sorted(matches, key=lambda match: match.order)[:limit]


def _new_at(look: _Look, at: int, matches: Sequence[Match], left: int) -> Iterator[Match]:
    """The matches there that are scenes of their own beside these, which may grow meanwhile.

    `left`: how many may be no more than offered.
    """
    span = None if look.may_claim(at) else look.span(at)
    # What is only offered stands where its span does, however it was found: it need not be traced to be left out.
    if span and _is_among(matches, look.episode(at), span):
        return
    for found, traced in look.matches(at):
        if not (found.is_claimed or left > 0):
            continue
        units = found.units
        if not found.is_claimed:
            span = look.span(at) if span is None else span
            units = span or units
        if not _is_among(matches, found.episode, units):
            left -= not found.is_claimed
            yield look.with_steps(at, found, traced) if units is found.units else replace(found, units=units)


def _is_among(matches: Iterable[Match], episode: EpisodeId, units: Sequence[int]) -> bool:
    return any(match.episode == episode and _same_scene(match.units, units) for match in matches)


def _fit(query: Plan, stream: Stream, places: Positions) -> _Fit:
    readings = (*query.readings, query.content) if query.asks else query.readings
    ways = [_align(reading, stream, places) for reading in readings]
    return _Fit(ways, len(query.readings), np.stack([way.scores for way in ways]))


def coverage_weight(units: int) -> float:
    """How much coverage counts beside alignment: more, the longer the query."""
    return min(0.12 + 0.015 * units, 0.4)


def _around(ids: Positions, distances: Iterable[int]) -> Collection[PassageId]:
    return set(map(PassageId, (ids[:, None] + np.array(list(distances))).ravel().tolist()))


def _align(reading: Reading, stream: Stream, places: Positions) -> _Aligned:
    windows = windows_at(stream, places, before=BEFORE_UNITS, after=len(reading) * 4 // 3 + 4)
    units = reading.units()
    alignment = align(units, windows.stretches)
    costs, _ = alignment.best()
    scores: NDArray[np.float64] = np.maximum(1 - (costs + reading.price) / worst_cost(units), 0.0)
    return _Aligned(reading, units, windows, alignment, scores)


def _cover(index: Passages, query: Plan, found: Candidates, ids: Positions) -> list[Coverage]:
    """Of what the query asks about, and of the whole query where that is more."""
    around = stream_of(index.passages(_around(ids, NEIGHBOURS)))
    places = around.places(ids)
    known = found.frequencies, found.passage_count
    ways = [weigh(query.content, *known, query.synonyms)]
    if query.asks:
        ways.append(weigh(query.readings[0], *known))
    return cover(ways, around, places)


def same_scene(one: Match, other: Match) -> bool:
    """Whether two matches are so close that one stands for both."""
    return one.episode == other.episode and _same_scene(one.units, other.units)


def _same_scene(units: Sequence[int], others: Sequence[int]) -> bool:
    return units[0] <= others[-1] + SCENE_UNITS and others[0] <= units[-1] + SCENE_UNITS
