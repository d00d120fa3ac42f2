"""A pool of thirty clips over ninety days: each three times, and never the same episode twice where another is left."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from bot import choosing
from bot.access import Access
from bot.choosing import chosen_for, span_of
from bot.memory import Memory
from bot.model import Destination, Episode, Place, PlaceKind, Platform
from bot.ports import Snapshot
from bot.rounds import History
from bot.slots import PostedSpan, Schedule, ScheduleId, Slot
from bot.withholding import Withholding
from bot.worth.picking import Pick
from tests.daily_station import MORNING, ON_DISCORD, ON_TELEGRAM, add_episode, cues
from tests.memory import MemoryStore

CLIPS = 30
DAYS = 90
CLIP_CUES = 3
CLIP_MS = CLIP_CUES * 6_000
FIRST = date(2024, 5, 1)
SHAPES = {
    "ten episodes of three": [3] * 10,
    "twenty-eight and two": [28, 2],
    "two halves": [15, 15],
    "thirty of one": [1] * 30,
    "one of all": [30],
    "uneven": [9, 8, 5, 3, 2, 1, 1, 1],
}
PLACES = (
    ON_DISCORD,
    ON_TELEGRAM,
    Destination(Place(Platform.DISCORD, PlaceKind.GROUP, "8"), "80"),
    Destination(Place(Platform.TELEGRAM, PlaceKind.GROUP, "-9"), "-9/4"),
)


def library(shape: Sequence[int]) -> Snapshot:
    """Episodes with so many clips each."""

    async def fill() -> Snapshot:
        store = MemoryStore()
        for nth, count in enumerate(shape):
            await add_episode(store, f"e{nth}", cues(CLIP_CUES * count, offset=nth))
        return await store.read(lambda snapshot: snapshot)

    return asyncio.run(fill())


@pytest.fixture(autouse=True)
def _a_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is worth hearing is all of an episode, in pieces: of which shape a pool is, real talk does not say."""

    def pieces(snapshot: Snapshot, episode: Episode, _withholding: Withholding) -> Sequence[Pick]:
        spoken = [placed.cue for placed in snapshot.cues_between(episode.id, 0, 1 << 40)]
        starts = range(0, len(spoken), CLIP_CUES)
        groups = [spoken[start : start + CLIP_CUES] for start in starts]
        return [Pick(of[0].start_ms, of[-1].end_ms, " ".join(each.text for each in of), 10.0, ()) for of in groups]

    monkeypatch.setattr(choosing, "worthy", pieces)
    monkeypatch.setattr(choosing, "_PICKS", Memory(1000))


def pool_of(shape: Sequence[int]) -> Mapping[PostedSpan, str]:
    return {
        PostedSpan("open", f"e{nth}", at * CLIP_MS, (at + 1) * CLIP_MS): f"e{nth}"
        for nth, count in enumerate(shape)
        for at in range(count)
    }


def posted_over(snapshot: Snapshot, destination: Destination, days: int = DAYS, at: int = 9) -> list[PostedSpan]:
    """What is posted at a place from day to day."""
    schedule = Schedule(ScheduleId(1), destination, MORNING.time().replace(hour=at), "Asia/Taipei", MORNING)
    posted: list[PostedSpan] = []
    for nth in range(days):
        slot = Slot(schedule.id, FIRST + timedelta(days=nth))
        posted.append(span_of(chosen_for(snapshot, Access({}), schedule, slot, posted).clip))
    return posted


@pytest.mark.parametrize("destination", PLACES, ids=lambda each: each.channel)
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_of_thirty_clips_each_is_posted_three_times_in_ninety_days(
    shape: Sequence[int], destination: Destination
) -> None:
    pool = pool_of(shape)
    assert len(pool) == CLIPS
    posted = posted_over(library(shape), destination)
    assert Counter(posted) == dict.fromkeys(pool, 3)
    for start in range(0, DAYS, CLIPS):
        assert set(posted[start : start + CLIPS]) == set(pool)
    for day, (before, today) in enumerate(pairwise(posted), 1):
        begun = day - day % CLIPS
        left = set(pool) - set(posted[begun:day])
        if before.stem == today.stem:
            assert {span.stem for span in left} == {today.stem}, f"day {day}"


@pytest.mark.parametrize("at", [7, 8, 12, 21])
def test_so_it_is_at_any_hour(at: int) -> None:
    posted = posted_over(library(SHAPES["uneven"]), ON_DISCORD, at=at)
    assert Counter(posted) == dict.fromkeys(pool_of(SHAPES["uneven"]), 3)


def test_places_go_through_a_pool_in_orders_of_their_own() -> None:
    snapshot = library(SHAPES["ten episodes of three"])
    orders = [tuple(posted_over(snapshot, place, 30)) for place in PLACES]
    assert len(set(orders)) == len(PLACES)


def test_the_same_days_are_the_same_in_another_store() -> None:
    one, other = (posted_over(library(SHAPES["uneven"]), ON_TELEGRAM, 60) for _ in range(2))
    assert one == other


def test_what_comes_anew_goes_first_and_is_not_repeated_until_the_others_were_there() -> None:
    small, large = library([2, 2]), library([2, 2, 3])
    schedule = Schedule(ScheduleId(1), ON_DISCORD, MORNING.time(), "Asia/Taipei", MORNING)
    posted = posted_over(small, ON_DISCORD, 10)
    for nth in range(10, 17):
        slot = Slot(schedule.id, FIRST + timedelta(days=nth))
        posted.append(span_of(chosen_for(large, Access({}), schedule, slot, posted).clip))
    assert [span.stem for span in posted[10:13]] == ["e2"] * 3
    assert {span.stem for span in posted[13:]} == {"e0", "e1"}
    assert len(set(posted[13:])) == 4


def test_a_round_begins_anew_with_all_once_all_were_there() -> None:
    pool = list(pool_of([3]))
    one, two, three = pool
    assert History([]).left(pool) == [0, 1, 2]
    assert History([one, three]).left(pool) == [1]
    assert History([one, three, two]).left(pool) == [0, 1, 2]
    assert History([one, three, two, two]).left(pool) == [0, 2]


def test_a_post_that_shares_time_with_two_clips_counts_for_both() -> None:
    one, two, three = pool_of([3])
    both = replace(one, start_ms=CLIP_MS - 1, end_ms=CLIP_MS + 1)
    assert History([both]).left([one, two, three]) == [2]
    assert History([replace(both, stem="e9")]).left([one, two, three]) == [0, 1, 2]
