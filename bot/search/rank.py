"""Which candidates match, and how well: an alignment of the query with each, and how much of it is said around."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.model import Candidates, EpisodeId, PassageId
from bot.ports import Index
from bot.search.align import Alignment, QueryUnit, align, query_units, trace, worst_cost
from bot.search.coverage import NEIGHBOURS, covered, weigh
from bot.search.query import Plan, Reading
from bot.search.windows import Positions, Stream, Windows, stream_of, windows_at

ALIGNED = 240
"""Candidates that are aligned."""
CLOSE_LOOK = 120
"""Candidates whose surroundings are counted: half of them the best aligned, the others the richest in grams."""
SHARPNESS = 7
"""The power of the alignment's score: a good alignment beats any bag of grams."""
ASKED_ALOUD = 0.9
"""How well a question has to align to have been said as it was typed, words that ask included."""
ALIKE = 50
"""What a matched unit may cost and still be shown as matched."""
ASKED_COVERAGE = 0.7
"""How much coverage counts for a question: its answer shares words with it, not their order."""
SCENE_UNITS = 30
"""Matches at most this far apart are one scene: seven seconds of speech."""
ALWAYS_OFFERED = 5
WORTH_OFFERING = 1 / 3
"""After the first few, what scores less than this share of the best only makes the list long."""
WELL_ALIGNED = 0.7
"""At least this is never left out: it may be claimed."""
BEFORE_UNITS = 8
"""A passage may begin in the middle of a match; one that begins further ahead is the passage before's to find."""


@dataclass(frozen=True, slots=True)
class Match:
    """A place that may be meant.

    Attributes:
        aligned: 0 to 1, how well the query as a whole fits the words there.
        covered: 0 to 1, how much of what it says is said around there.
        score: of both, for the order inside a tier.
        length: how many units of the query that was: of the way of reading it that fits best.
        units: the units of the episode that were matched, rising.
    """

    episode: EpisodeId
    aligned: float
    covered: float
    score: float
    length: int
    units: tuple[int, ...]

    @property
    def order(self) -> tuple[float, int, int]:
        """Best first; ties by place, so that the order is the same on every page and in every run."""
        return -self.score, self.episode, self.units[0]


@dataclass(frozen=True, slots=True)
class _Aligned:
    """A reading of the query aligned with every candidate; `scores`: shape (candidates,)."""

    units: Sequence[QueryUnit]
    windows: Windows
    alignment: Alignment
    scores: NDArray[np.float64]

    def matched(self, row: int) -> Iterator[list[int]]:
        """The units of each equally good match in this row, counted from its window's start."""
        for end in self.alignment.ends(row):
            pairs = trace(self.units, self.windows.stretches, self.alignment, row, end)
            yield [unit for _, unit, cost in pairs if cost <= ALIKE]


@dataclass(frozen=True, slots=True)
class _Fit:
    """How each candidate fits: which of the aligned readings fits it best, and how well."""

    readings: Sequence[_Aligned]
    chosen: Positions
    scores: NDArray[np.float64]


def rank(index: Index, query: Plan, found: Candidates, *, limit: int) -> list[Match]:
    """The best `limit` scenes among the candidates, best first."""
    rich = np.argsort(-_richness(found), kind="stable")[: CLOSE_LOOK // 2]
    ids = found.ids[np.union1d(np.arange(min(ALIGNED, len(found.ids))), rich)]
    stream = stream_of(index.passages(_around(ids, (0, 1))))
    places = stream.places(ids)
    places = places[places >= 0]
    if not len(places):
        return []
    fit = _fit(query, stream, places)
    best_fits = np.argsort(-fit.scores, kind="stable")[: CLOSE_LOOK // 2]
    rows = np.union1d(best_fits, np.flatnonzero(np.isin(stream.ids[places], found.ids[rich])))
    shares = _cover(index, query, found, stream.ids[places[rows]])
    weight = ASKED_COVERAGE if query.asks else coverage_weight(len(query.readings[0]))
    totals = (1 - weight) * fit.scores[rows] ** SHARPNESS + weight * shares
    worth = totals.max() * WORTH_OFFERING
    matches: list[Match] = []
    for at in np.argsort(-totals, kind="stable").tolist():
        if len(matches) >= limit:
            break
        if len(matches) >= ALWAYS_OFFERED and totals[at] < worth and fit.scores[rows[at]] < WELL_ALIGNED:
            continue
        for match in _matches(
            stream, int(places[rows[at]]), fit, int(rows[at]), (float(shares[at]), float(totals[at]))
        ):
            if match.units and not any(_same_scene(match, other) for other in matches):
                matches.append(match)
    return sorted(matches, key=lambda match: match.order)[:limit]


def _fit(query: Plan, stream: Stream, places: Positions) -> _Fit:
    ways = (*query.readings, query.content) if query.asks else query.readings
    readings = [_align(way, stream, places) for way in ways]
    scores = np.stack([reading.scores for reading in readings])
    chosen = scores.argmax(axis=0)
    if query.asks:
        # The words that ask stand in every answer to any question: they count only where all of it was said.
        said_so = scores[:-1].max(axis=0) >= ASKED_ALOUD
        chosen = np.where(said_so, scores[:-1].argmax(axis=0), len(ways) - 1)
    return _Fit(readings, chosen, np.take_along_axis(scores, chosen[None, :], axis=0)[0])


def _matches(stream: Stream, place: int, fit: _Fit, row: int, shares: tuple[float, float]) -> Iterator[Match]:
    reading = fit.readings[int(fit.chosen[row])]
    ahead = int(reading.windows.starts[row] - stream.offsets[place] + stream.first_units[place])
    episode, aligned, length = EpisodeId(int(stream.episodes[place])), float(fit.scores[row]), len(reading.units)
    for matched in reading.matched(row):
        yield Match(episode, aligned, *shares, length, tuple(ahead + unit for unit in matched))


def _richness(found: Candidates) -> NDArray[np.float64]:
    """Shape (candidates,): how many grams each shares with the query, its neighbours' counted in part."""
    order = np.argsort(found.ids)
    ids, scores = found.ids[order], found.scores[order].astype(float)
    sums = np.zeros(len(ids))
    for distance, discount in NEIGHBOURS.items():
        at = np.minimum(np.searchsorted(ids, ids + distance), len(ids) - 1)
        sums += np.where(ids[at] == ids + distance, scores[at] * discount, 0.0)
    richness = np.empty(len(ids))
    richness[order] = sums
    return richness


def coverage_weight(units: int) -> float:
    """How much coverage counts beside alignment: more, the longer the query."""
    return min(0.15 + 0.02 * units, 0.5)


def _around(ids: Positions, distances: Iterable[int]) -> set[PassageId]:
    return {PassageId(passage) for distance in distances for passage in (ids + distance).tolist()}


def _align(reading: Reading, stream: Stream, places: Positions) -> _Aligned:
    windows = windows_at(stream, places, before=BEFORE_UNITS, after=len(reading) * 4 // 3 + 4)
    units = query_units(reading.sounds, reading.surfaces, reading.others)
    alignment = align(units, windows.stretches)
    costs, _ = alignment.best()
    scores: NDArray[np.float64] = np.maximum(1 - costs / worst_cost(units), 0.0)
    return _Aligned(units, windows, alignment, scores)


def _cover(index: Index, query: Plan, found: Candidates, ids: Positions) -> NDArray[np.float64]:
    around = stream_of(index.passages(_around(ids, NEIGHBOURS)))
    places = around.places(ids)
    whole, content = (
        covered(weigh(way, found.frequencies, found.passage_count), around, places)
        for way in (query.readings[0], query.content)
    )
    return np.where(whole > content, whole, content)


def _same_scene(one: Match, other: Match) -> bool:
    return (
        one.episode == other.episode
        and one.units[0] <= other.units[-1] + SCENE_UNITS
        and other.units[0] <= one.units[-1] + SCENE_UNITS
    )
