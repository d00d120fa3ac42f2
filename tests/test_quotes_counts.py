"""What turning a page and opening a hit read, counted: the same for every page."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, cast

import pytest

from bot.access import Access
from bot.model import SearchId
from bot.ports import Snapshot, Store
from bot.questions import Presser, Question
from bot.quotes import KEPT_HITS, PAGE_HITS, Quotes
from tests.counting import Counting
from tests.small_library import GUILD, OPEN_SHOW, SECRETS, HandClock, SmallLibrary, lines_of, plain_search

T = TypeVar("T")
ME = "discord:1"
HITS = 23


@dataclass
class CountingStore:
    """In front of a store: how often it was read, and what was asked of the snapshots."""

    store: Store
    reads: int = 0
    calls: Counter[str] = field(default_factory=Counter)

    async def read(self, work: Callable[[Snapshot], T]) -> T:
        self.reads += 1
        return await self.store.read(lambda snapshot: work(cast("Snapshot", Counting(snapshot, self.calls))))


async def turned(position: int) -> CountingStore:
    """The store after a page of a kept search was turned to."""
    library = SmallLibrary()
    library.add(OPEN_SHOW, "open-1", lines_of(HITS))
    access, clock = Access(SECRETS), HandClock()
    await Quotes(library, access, clock, search=plain_search, new_id=lambda: SearchId("aaaaaa")).find(
        Question("護城河", GUILD, ME)
    )
    counting = CountingStore(library)
    await Quotes(cast("Store", counting), access, clock, search=plain_search).turn(
        "aaaaaa", position, Presser(GUILD, ME)
    )
    return counting


@pytest.mark.parametrize("position", [0, 7, 22])
async def test_turning_a_page_is_one_read_and_no_write(position: int) -> None:
    assert (await turned(position)).reads == 1


@pytest.mark.parametrize("position", [0, 7, 22])
async def test_turning_a_page_searches_for_nothing(position: int) -> None:
    calls = (await turned(position)).calls
    assert not calls["candidates"] + calls["passages"]


@pytest.mark.parametrize("position", [0, 7, 22])
async def test_turning_a_page_asks_for_each_kept_hit_once_and_for_the_words_around_those_of_the_page(
    position: int,
) -> None:
    calls = (await turned(position)).calls
    assert calls["saved_search"] == 1
    assert calls["find_episode"] <= KEPT_HITS
    assert sum(calls.values()) - calls["find_episode"] <= 6 + 3 * PAGE_HITS


async def test_a_later_page_asks_for_no_more_than_the_first() -> None:
    assert (await turned(7)).calls == (await turned(0)).calls
