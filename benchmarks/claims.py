"""What is claimed falsely and what a claim misses, by the length of the query and the threshold of the alignment."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from benchmarks.library import without
from benchmarks.negatives import Negative
from benchmarks.scoring import CLAIMABLE, LIMIT, Row
from bot.model import Hit, Scope, Tier
from bot.ports import Snapshot
from bot.search.lookup import candidates
from bot.search.present import hits_of
from bot.search.query import plan
from bot.search.rank import rank
from storage.sqlite import SqliteStore

SPELT = (Tier.EXACT, Tier.FOLDED)
"""Tiers that no threshold decides on."""
TOLERANCE_S = 5.0
"""The scorer's."""
FIRST = 5
"""Hits that are looked at."""
RATES = (0.01, 0.02, 0.05)
"""Shares of false claims that thresholds are fitted to."""
GROUPS = ((2, 2), (3, 3), (4, 4), (5, 5), (6, 6), (7, 8), (9, 10), (11, 12))
"""Lengths in units that are looked at together."""


@dataclass(frozen=True, slots=True)
class Look:
    """One match of a query."""

    tier: Tier
    aligned: float
    hit: Hit


@dataclass(frozen=True, slots=True)
class Case:
    """A query, as far as its claim goes.

    Attributes:
        length: in units.
        half: 0 or 1: which half of the data it belongs to.
        claimed: as the search stands.
        spelt: it is claimed whatever the threshold.
        aligned: of what would be claimed: the best match of a negative, the best right match of a positive.
    """

    length: int
    half: int
    claimed: bool
    spelt: bool
    aligned: float


def look(snapshot: Snapshot, text: str, scope: Scope) -> list[Look]:
    """The first ten matches of a query with how well each aligns, best first."""
    query = plan(text)
    if query is None:
        return []
    matches = rank(snapshot, query, candidates(snapshot, query, scope), limit=LIMIT)
    return [Look(hit.tier, match.aligned, hit) for match in matches for hit in hits_of(snapshot, query, [match], scope)]


def case_of(looks: Sequence[Look], length: int, half: int) -> Case:
    """What the best of these matches would have a query claim."""
    return Case(
        length,
        half,
        claimed=any(each.tier is not Tier.LOOSE for each in looks),
        spelt=any(each.tier in SPELT for each in looks),
        aligned=max((each.aligned for each in looks), default=0.0),
    )


async def negative_cases(
    store: SqliteStore, scopes: Mapping[str, Scope], negatives: Sequence[Negative]
) -> list[tuple[Negative, Case]]:
    """Every negative; the halves are halves of the shows that they were drawn from."""
    origins = sorted({negative.origin for negative in negatives})
    cases = []
    for negative in negatives:
        looks = await store.read(partial(look, text=negative.text, scope=without(scopes, negative.left_out)))
        cases.append((negative, case_of(looks, negative.length, origins.index(negative.origin) % 2)))
    return cases


async def positive_cases(store: SqliteStore, scope: Scope, queries: Sequence[Row]) -> list[Case]:
    """The queries that can be claimed and whose answer is among the first five."""
    cases = []
    for query in queries:
        planned = plan(query["query"])
        if planned is None or query["type"] not in (*CLAIMABLE, "en-exact", "en-typo", "en-sound"):
            continue
        looks = (await store.read(partial(look, text=query["query"], scope=scope)))[:FIRST]
        right = [each for each in looks if any(is_right(each.hit, answer) for answer in query["answers"])]
        if right:
            cases.append(case_of(right, len(planned.readings[-1]), 0))
    return cases


def is_right(hit: Hit, answer: Row) -> bool:
    """As the scorer says."""
    start_s, end_s = hit.start_ms / 1000 - TOLERANCE_S, hit.end_ms / 1000 + TOLERANCE_S
    return bool(hit.episode.stem == answer["episode"] and start_s < answer["end_s"] and end_s > answer["start_s"])


def in_group(cases: Sequence[Case], group: tuple[int, int]) -> list[Case]:
    """Those of a group of lengths; the last takes all that are longer."""
    return [case for case in cases if group[0] <= case.length <= (math.inf if group == GROUPS[-1] else group[1])]


def claims_at(threshold: float) -> Callable[[Case], bool]:
    """Whether a case is claimed where the alignment alone decides."""
    return lambda case: case.spelt or case.aligned >= threshold


def wilson(count: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share. Source: E. B. Wilson, 1927."""
    if not of:
        return 0.0, 1.0
    z = 1.959964
    share, spread = count / of, z * z / of
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / of + spread / (4 * of))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def fit(cases: Sequence[Case], rate: float) -> float:
    """The least threshold, in hundredths, that claims no more than this share of the cases."""
    for hundredths in range(40, 101):
        if sum(map(claims_at(hundredths / 100), cases)) <= rate * len(cases):
            return hundredths / 100
    return 1.01
