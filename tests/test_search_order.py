"""The order of hits: tiers never mix, and it is the same over limits and runs, and over the order of importing.

What cannot be promised: matches that score the same stand in the order of their episodes' ids, which is that of
importing. So of equal ones another may come first after the episodes were imported anew; and where more places fit
equally well than are looked at closely, others may be left out.
"""

import asyncio
from collections.abc import Mapping, Sequence
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Cue, Hit, Tier
from bot.ports import Snapshot
from bot.search.engine import search
from bot.search.present import MOST_OF_AN_EPISODE
from tests.made_up_library import CHARACTERS, fill, made_up
from tests.memory import MemoryStore
from tests.search_library import everything

EPISODES = 3
ORDER = list(Tier)


def opened(library: Mapping[str, Sequence[Cue]]) -> Snapshot:
    """The library in memory, written in its order."""

    async def write() -> Snapshot:
        store = MemoryStore()
        await fill(store, library)
        return await store.read(lambda snapshot: snapshot)

    return asyncio.run(write())


@cache
def forwards() -> Snapshot:
    return opened(made_up(episodes=EPISODES))


@cache
def backwards() -> Snapshot:
    return opened(dict(reversed(list(made_up(episodes=EPISODES).items()))))


@st.composite
def quotes(draw: st.DrawFn, shortest: int = 2) -> str:
    """What was said somewhere, so many characters at least, or something like it."""
    texts = [cue.text for cues in made_up(episodes=EPISODES).values() for cue in cues]
    text = draw(st.sampled_from(texts))
    first = draw(st.integers(0, len(text) - 10))
    quote = text[first : first + draw(st.integers(shortest, 10))]
    changed = draw(st.none() | st.tuples(st.integers(0, len(quote) - 1), st.sampled_from(CHARACTERS)))
    return quote if changed is None else quote[: changed[0]] + changed[1] + quote[changed[0] + 1 :]


def asked(snapshot: Snapshot, query: str, limit: int = 50) -> tuple[Hit, ...]:
    return search(snapshot, query, everything(snapshot), limit=limit)


Placed = tuple[str, int, str, tuple[tuple[int, int], ...], Tier, float]


def places(hits: Sequence[Hit]) -> list[Placed]:
    """The hits without the ids of their episodes."""
    return [(hit.episode.stem, hit.start_ms, hit.text, hit.marks, hit.tier, round(hit.score, 9)) for hit in hits]


FEW = settings(max_examples=25, deadline=None)


@FEW
@given(quotes())
def test_an_exact_match_never_stands_below_another_tier(query: str) -> None:
    ranks = [ORDER.index(hit.tier) for hit in asked(forwards(), query)]
    assert ranks == sorted(ranks)


@FEW
@given(quotes(), st.integers(1, 50))
def test_a_smaller_limit_gives_the_beginning_of_the_same_order(query: str, limit: int) -> None:
    assert places(asked(forwards(), query, limit)) == places(asked(forwards(), query))[:limit]


@FEW
@given(quotes())
def test_asking_again_gives_the_same(query: str) -> None:
    assert asked(forwards(), query) == asked(forwards(), query)


@FEW
@given(quotes())
def test_inside_a_tier_the_better_score_stands_first_for_the_first_hits_of_each_episode(query: str) -> None:
    seen: dict[str, int] = {}
    kept: dict[Tier, list[float]] = {}
    for hit in asked(forwards(), query):
        seen[hit.episode.stem] = seen.get(hit.episode.stem, 0) + 1
        if seen[hit.episode.stem] <= MOST_OF_AN_EPISODE:
            kept.setdefault(hit.tier, []).append(hit.score)
    assert all(scores == sorted(scores, reverse=True) for scores in kept.values())


@FEW
@given(quotes(shortest=8))
def test_what_is_exact_is_the_same_in_whichever_order_the_episodes_were_imported(query: str) -> None:
    one, other = (
        {place for place in places(asked(snapshot, query)) if place[4] in (Tier.EXACT, Tier.FOLDED)}
        for snapshot in (forwards(), backwards())
    )
    assert one == other


@FEW
@given(quotes())
def test_what_is_claimed_scores_the_same_in_whichever_order_the_episodes_were_imported(query: str) -> None:
    # Of what is only offered the last candidates that are aligned may tie with more: those that stand first are taken.
    one, other = (
        [place[5] for place in places(asked(snapshot, query)) if place[4] is not Tier.LOOSE][:3]
        for snapshot in (forwards(), backwards())
    )
    assert one == other
