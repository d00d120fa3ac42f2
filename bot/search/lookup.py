"""From a query to the passages worth a closer look."""

from bot.model import Candidates, Scope, WeightedGram
from bot.ports import Index
from bot.search.grams import Kind, surface_bigrams
from bot.search.query import Plan

BUDGET = 100_000
"""Postings read for one query at most."""
CANDIDATES = 5000
"""Passages kept. `bot.search.rank` aligns the best of them; the rest say how rich the surroundings of each are."""
_WEIGHTS = {
    Kind.SURFACE: 1,
    Kind.SURFACE_BIGRAM: 3,
    Kind.SOUND_BIGRAM: 3,
    Kind.INITIALS: 2,
}


_SYNONYM_WEIGHT = 2
"""Of the surface bigrams of other words for the same."""


def candidates(index: Index, query: Plan, scope: Scope) -> Candidates:
    """Passages of the scope that share grams with any reading of the query, best first."""
    return index.candidates(grams_in(query), scope, budget=BUDGET, limit=CANDIDATES)


def grams_in(query: Plan) -> list[WeightedGram]:
    """The grams of all readings of the query, each once."""
    weights: dict[int, int] = {}
    for reading in (*query.readings, query.content):
        for kind, grams in reading.grams().items():
            weights.update(dict.fromkeys(grams, _WEIGHTS[kind]))
    for synonym in query.synonyms:
        for gram in surface_bigrams(synonym.surfaces):
            weights.setdefault(gram, _SYNONYM_WEIGHT)
    return [WeightedGram(gram, weight) for gram, weight in weights.items()]
