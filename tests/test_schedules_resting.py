"""Letting a schedule rest, and leaving out its next post."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.access import Access
from bot.errors import NotFoundError, UsageError
from bot.plans import Wishes
from bot.schedules import Schedules
from bot.slots import Reason, Slot, SlotRecord, SlotState
from tests.daily_station import CHAT, GUILD, MORNING, NINE, ON_DISCORD, ON_TELEGRAM
from tests.fixed_clock import FixedClock
from tests.memory import MemoryStore

TAIPEI = ZoneInfo("Asia/Taipei")


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def schedules(store: MemoryStore) -> Schedules:
    return Schedules(store, FixedClock(MORNING), TAIPEI, Access({}))


# ---------------------------------------------------------------- resting


async def test_a_schedule_rests_until_it_is_resumed_and_catches_up_with_nothing(store: MemoryStore) -> None:
    clock = FixedClock(MORNING)
    schedules = Schedules(store, clock, TAIPEI, Access({}))
    await schedules.set(ON_DISCORD, "9:00")
    paused = await schedules.pause(GUILD, "")
    assert (paused.before.is_paused if paused.before else None, paused.listed.schedule.is_paused) == (False, True)
    assert paused.listed.next is None
    clock.instant = NINE + timedelta(hours=1)
    resumed = await schedules.resume(GUILD, "1")
    assert (resumed.before.rests if resumed.before else None, resumed.listed.schedule.rests) == (True, False)
    assert (resumed.listed.next, resumed.listed.ahead) == (NINE + timedelta(days=1), timedelta(hours=23))
    assert resumed.listed.schedule.since == clock.instant


async def test_what_rests_for_trouble_is_resumed_too(schedules: Schedules, store: MemoryStore) -> None:
    listed = (await schedules.set(ON_DISCORD, "9:00")).listed
    await store.pause_schedule(listed.schedule.id, Reason("discord.gone"))
    assert (await schedules.resume(GUILD, "9:00")).listed.schedule.trouble is None


async def test_pausing_or_resuming_twice_changes_nothing_more(schedules: Schedules) -> None:
    await schedules.set(ON_DISCORD, "9:00")
    for what in (schedules.pause, schedules.resume):
        first, second = await what(GUILD, ""), await what(GUILD, "")
        assert second.before == first.listed.schedule == second.listed.schedule


async def test_each_of_these_is_told_to_whoever_watches(schedules: Schedules) -> None:
    await schedules.set(ON_DISCORD, "9:00")
    told: list[int] = []
    schedules.watch(lambda: told.append(1))
    await schedules.skip(GUILD, "", "discord:1")
    await schedules.pause(GUILD, "")
    await schedules.resume(GUILD, "")
    assert len(told) == 3


# ---------------------------------------------------------------- leaving out


async def test_the_next_post_is_left_out_and_the_one_after_it_when_asked_again(
    schedules: Schedules, store: MemoryStore
) -> None:
    await schedules.set(ON_DISCORD, "9:00", "", Wishes({"days": "weekend"}))
    days = [date(2024, 5, 4), date(2024, 5, 5)]
    first, skipped = [await schedules.skip(GUILD, "", "discord:2") for _ in days]
    assert [(each.slot.day, each.listed.skipped) for each in (first, skipped)] == [
        (days[0], (days[0],)),
        (days[1], tuple(days)),
    ]
    assert skipped.listed.next == datetime(2024, 5, 11, 9, 0, tzinfo=TAIPEI)
    records = await store.read(lambda snapshot: snapshot.slots([skipped.listed.schedule.id], date.min))
    assert [(each.state, each.reason, each.asked_by) for each in records] == [
        (SlotState.SKIPPED, Reason("daily.skipped"), "discord:2")
    ] * 2


async def test_a_day_ahead_that_is_left_out_is_not_the_last_post_until_it_has_come(store: MemoryStore) -> None:
    clock = FixedClock(MORNING)
    schedules = Schedules(store, clock, TAIPEI, Access({}))
    await schedules.set(ON_DISCORD, "9:00")
    await schedules.skip(GUILD, "", "discord:2")
    assert [(each.last, each.skipped) for each in await schedules.list(GUILD)] == [(None, (date(2024, 5, 1),))]
    clock.instant = NINE
    [now] = await schedules.list(GUILD)
    assert (now.last.state if now.last else None, now.skipped) == (SlotState.SKIPPED, ())


async def test_a_post_that_was_begun_meanwhile_is_not_left_out_but_the_next_one(
    schedules: Schedules, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = (await schedules.set(ON_DISCORD, "9:00")).listed
    claim = store.claim_slot

    async def late(record: SlotRecord) -> bool:
        await claim(SlotRecord(Slot(listed.schedule.id, date(2024, 5, 1)), SlotState.SENT, "me", MORNING))
        return await claim(record)

    monkeypatch.setattr(store, "claim_slot", late)
    assert (await schedules.skip(GUILD, "", "discord:2")).slot.day == date(2024, 5, 2)


async def test_what_rests_or_is_not_due_for_long_has_nothing_to_leave_out(
    schedules: Schedules, store: MemoryStore
) -> None:
    await schedules.set(ON_DISCORD, "9:00")
    await schedules.pause(GUILD, "")
    with pytest.raises(UsageError, match=r"daily\.rests"):
        await schedules.skip(GUILD, "", "discord:2")
    await store.set_schedule(ON_TELEGRAM, time(9), "UTC", MORNING + timedelta(days=365))
    with pytest.raises(NotFoundError, match=r"daily\.no_next"):
        await schedules.skip(CHAT, "", "discord:2")


# ---------------------------------------------------------------- posting it after all


async def test_what_was_left_out_is_due_again_and_watchers_are_told(schedules: Schedules, store: MemoryStore) -> None:
    schedule = (await schedules.set(ON_DISCORD, "9:00")).listed.schedule
    first, second = [await schedules.skip(GUILD, "", "discord:2") for _ in range(2)]
    told: list[int] = []
    schedules.watch(lambda: told.append(1))
    again = await schedules.unskip(schedule, first.slot)
    assert (again.slot, again.when, again.listed.skipped) == (first.slot, NINE, (second.slot.day,))
    assert again.listed.next == NINE
    assert told == [1]
    assert await store.read(lambda snapshot: snapshot.taken_slots(date.min)) == {second.slot}


async def test_what_is_not_left_out_says_so(schedules: Schedules, store: MemoryStore) -> None:
    schedule = (await schedules.set(ON_DISCORD, "9:00")).listed.schedule
    slot = Slot(schedule.id, date(2024, 5, 1))
    with pytest.raises(UsageError, match=r"daily\.not_skipped"):
        await schedules.unskip(schedule, slot)
    await store.claim_slot(SlotRecord(slot, SlotState.CLAIMED, "me", MORNING))
    with pytest.raises(UsageError, match=r"daily\.not_skipped"):
        await schedules.unskip(schedule, slot)
    assert await store.read(lambda snapshot: snapshot.taken_slots(date.min)) == {slot}


@pytest.mark.parametrize("nth", [0, 100])
async def test_what_is_over_stays_left_out(store: MemoryStore, nth: int) -> None:
    clock = FixedClock(MORNING)
    schedules = Schedules(store, clock, TAIPEI, Access({}))
    schedule = (await schedules.set(ON_DISCORD, "9:00")).listed.schedule
    skipped = await schedules.skip(GUILD, "", "discord:2")
    clock.instant = NINE if not nth else MORNING
    with pytest.raises(UsageError, match=r"daily\.skip_over"):
        await schedules.unskip(schedule, replace(skipped.slot, nth=nth))
    assert await store.read(lambda snapshot: snapshot.taken_slots(date.min)) == {skipped.slot}


async def test_of_two_who_take_it_back_one_does(
    schedules: Schedules, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule = (await schedules.set(ON_DISCORD, "9:00")).listed.schedule
    slot = (await schedules.skip(GUILD, "", "discord:2")).slot
    free = store.free_slot

    async def late(seen: SlotRecord) -> bool:
        # Somebody else took it back, and the clock's process has it by now.
        await free(seen)
        await store.claim_slot(SlotRecord(slot, SlotState.SENDING, "me", NINE))
        return await free(seen)

    monkeypatch.setattr(store, "free_slot", late)
    with pytest.raises(UsageError, match=r"daily\.not_skipped"):
        await schedules.unskip(schedule, slot)
    [record] = await store.read(lambda snapshot: snapshot.slots([schedule.id], date.min))
    assert record.state is SlotState.SENDING
