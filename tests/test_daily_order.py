"""What posting looks at, and in which order."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.model import Destination, Platform
from bot.posting import POSTS_AT_ONCE
from bot.slots import Plan, Reason, Schedule, Slot, SlotRecord, SlotState
from bot.standing import LEASE, Work, fair
from storage.sqlite import open_store
from tests.daily_station import CHAT, GUILD, MORNING, NINE, ON_TELEGRAM, add_episode, cues, round_of, station
from tests.memory import MemoryStore
from tests.test_daily_by_hand import schedule_of

MINUTE = timedelta(minutes=1)


async def test_of_one_instant_each_place_has_its_turn_before_the_second_of_any() -> None:
    built = station(MemoryStore())
    places = [GUILD] * 4 + [replace(GUILD, id="8"), CHAT, CHAT]
    made = [await built.set(Destination(place, str(nth))) for nth, place in enumerate(places)]
    works = [Work(each, each_slot, None, NINE) for each in made for each_slot in [slot_of(each)]]
    early = Work(made[3], slot_of(made[3]), None, NINE - MINUTE)
    order = [work.schedule.destination.channel for work in fair([*works[:3], *works[4:], early])]
    assert order == ["3", "0", "4", "5", "1", "6", "2"]


def slot_of(schedule: Schedule) -> Slot:
    return Slot(schedule.id, NINE.date())


async def test_a_platform_whose_posts_are_held_up_holds_up_no_other() -> None:
    built = station(MemoryStore())
    await add_episode(built.store, "e1", cues(60))
    for nth in range(POSTS_AT_ONCE + 1):
        await built.set(Destination(CHAT, str(nth)))
    await built.set(Destination(GUILD, "70"))
    built.clock.instant = NINE
    built.outboxes[Platform.TELEGRAM].hang = let_go = asyncio.Event()
    posted = asyncio.Event()
    built.outboxes[Platform.DISCORD].after = posted.set
    task = asyncio.create_task(built.poster().post_due())
    await posted.wait()
    let_go.set()
    assert len((await task).outcomes) == POSTS_AT_ONCE + 2


async def test_what_was_changed_while_it_waited_its_turn_is_not_posted() -> None:
    built = station(MemoryStore())
    await add_episode(built.store, "e1", cues(60))
    for nth in range(POSTS_AT_ONCE + 4):
        await built.set(Destination(CHAT, str(nth)))
    built.clock.instant = NINE
    outbox = built.outboxes[Platform.TELEGRAM]
    outbox.hang = asyncio.Event()
    task = asyncio.create_task(built.poster().post_due())
    await outbox.reached.wait()
    *_, paused, moved, removed = await built.store.read(lambda snapshot: list(snapshot.schedules()))
    await built.store.pause_schedule(paused.id)
    await built.set(moved.destination, zone="Asia/Tokyo")
    await built.store.remove_schedule(removed.id)
    outbox.hang.set()
    assert len((await task).outcomes) == POSTS_AT_ONCE + 1
    assert {post.destination for post in outbox.channel.messages}.isdisjoint(
        each.destination for each in (paused, moved, removed)
    )


async def test_a_claim_of_a_schedule_that_rests_by_now_is_skipped() -> None:
    built = station(MemoryStore())
    await built.set(ON_TELEGRAM)
    schedule = await schedule_of(built)
    built.clock.instant = NINE
    await built.store.claim_slot(SlotRecord(slot_of(schedule), SlotState.CLAIMED, "other", NINE + LEASE))
    await built.store.pause_schedule(schedule.id)
    built.clock.advance(LEASE)
    assert [record.state for record in await round_of(built.poster())] == [SlotState.SKIPPED]


async def test_the_schedules_of_a_place_that_the_bot_was_taken_out_of_rest_and_their_setter_is_told(
    tmp_path: Path,
) -> None:
    async with await open_store(tmp_path / "naji.db") as store:
        built = station(store)
        await built.set(ON_TELEGRAM, plan=Plan(set_by="telegram:1"))
        await store.chats.leave(CHAT, MORNING)
        for _ in range(2):
            assert await round_of(built.poster()) == []
        [schedule] = await store.read(lambda snapshot: snapshot.abandoned_schedules())
        assert schedule.trouble == Reason("daily.left")
        assert built.outboxes[Platform.TELEGRAM].channel.told == [("telegram:1", "daily.left")]
