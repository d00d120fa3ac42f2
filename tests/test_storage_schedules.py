"""The contract of the ports, over both stores: schedules, slots and what was posted."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.model import ClipId, Destination, Place, PlaceKind, Platform
from bot.ports import Store
from bot.slots import Days, Plan, PostedSpan, Reason, Schedule, ScheduleId, Slot, SlotRecord, SlotState, Step
from tests.store_checks import find_faults
from tests.store_drafts import STORES, Script, clip_in, episode_named, opened

NOW = datetime(2024, 5, 1, 1, 2, 3, 456_789, tzinfo=UTC)
DAY = date(2024, 5, 1)
GUILD = Place(Platform.DISCORD, PlaceKind.GROUP, "7")
HERE = Destination(GUILD, "70")
THERE = Destination(Place(Platform.TELEGRAM, PlaceKind.GROUP, "-7"), "-7/4")
NINE = time(9, 0)
TAIPEI = "Asia/Taipei"


@pytest.fixture(params=STORES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    async with opened(request.param, tmp_path) as empty:
        yield empty


async def standing(store: Store) -> list[Schedule]:
    return await store.read(lambda snapshot: list(snapshot.schedules()))


async def slots(store: Store, *ids: int, first_day: date = date.min) -> list[SlotRecord]:
    return await store.read(lambda snapshot: list(snapshot.slots([ScheduleId(id_) for id_ in ids], first_day)))


async def open_slots(store: Store) -> list[SlotRecord]:
    return await store.read(lambda snapshot: list(snapshot.open_slots()))


def record_of(schedule: Schedule, day: date = DAY, state: SlotState = SlotState.CLAIMED) -> SlotRecord:
    return SlotRecord(Slot(schedule.id, day), state, "me", NOW + timedelta(seconds=45))


# ---------------------------------------------------------------- schedules


@pytest.mark.parametrize("destination", [HERE, THERE, Destination(replace(GUILD, kind=PlaceKind.DIRECT), "9")])
async def test_a_schedule_is_read_as_it_was_set(store: Store, destination: Destination) -> None:
    schedule = await store.set_schedule(destination, time(23, 59), TAIPEI, NOW)
    assert schedule == Schedule(schedule.id, destination, time(23, 59), TAIPEI, NOW)
    assert await standing(store) == [schedule]


async def test_places_and_times_have_schedules_of_their_own_by_id(store: Store) -> None:
    destinations = [HERE, THERE, replace(HERE, channel="71"), Destination(replace(GUILD, id="8"), "70")]
    made = [await store.set_schedule(each, at, TAIPEI, NOW) for each in destinations for at in (NINE, time(0, 0))]
    assert len({schedule.id for schedule in made}) == 8
    assert await standing(store) == sorted(made, key=lambda schedule: schedule.id)


async def test_setting_it_again_takes_over_the_zone_and_counts_from_then(store: Store) -> None:
    old = await store.set_schedule(HERE, NINE, TAIPEI, NOW)
    later = NOW + timedelta(hours=1)
    new = await store.set_schedule(HERE, NINE, "Europe/Berlin", later)
    assert new == replace(old, zone="Europe/Berlin", since=later)
    assert await standing(store) == [new]


@pytest.mark.parametrize("step", [timedelta(hours=1), -timedelta(hours=1)])
async def test_setting_it_again_as_it_stands_counts_from_the_earlier_instant(store: Store, step: timedelta) -> None:
    await store.set_schedule(HERE, NINE, TAIPEI, NOW)
    again = await store.set_schedule(HERE, NINE, TAIPEI, NOW + step)
    assert again.since == min(NOW, NOW + step)


async def test_setting_it_again_takes_over_the_kind_of_the_place(store: Store) -> None:
    await store.set_schedule(HERE, NINE, TAIPEI, NOW)
    direct = replace(HERE, place=replace(GUILD, kind=PlaceKind.DIRECT))
    await store.set_schedule(direct, NINE, TAIPEI, NOW)
    assert [schedule.destination for schedule in await standing(store)] == [direct]


async def test_a_removed_schedule_stands_no_more_and_comes_back_with_its_id_and_slots(store: Store) -> None:
    schedule = await store.set_schedule(HERE, NINE, TAIPEI, NOW)
    await store.claim_slot(record_of(schedule))
    assert await store.remove_schedule(schedule.id)
    assert not await store.remove_schedule(schedule.id)
    assert await standing(store) == []
    later = NOW + timedelta(days=3)
    assert await store.set_schedule(HERE, NINE, TAIPEI, later) == replace(schedule, since=later)
    assert not await store.claim_slot(record_of(schedule))


async def test_removing_an_unknown_schedule_removes_nothing(store: Store) -> None:
    schedule = await store.set_schedule(HERE, NINE, TAIPEI, NOW)
    assert not await store.remove_schedule(ScheduleId(schedule.id + 1))
    assert await standing(store) == [schedule]


async def test_a_schedule_is_read_by_its_id_while_it_stands(store: Store) -> None:
    schedule = await store.set_schedule(HERE, NINE, TAIPEI, NOW)
    assert await store.read(lambda snapshot: snapshot.schedule(schedule.id)) == schedule
    await store.remove_schedule(schedule.id)
    assert await store.read(lambda snapshot: snapshot.schedule(schedule.id)) is None
    assert await store.read(lambda snapshot: list(snapshot.abandoned_schedules())) == []


async def test_a_slot_that_is_freed_can_be_claimed_anew_and_is_freed_as_seen_only(store: Store) -> None:
    record = record_of(await store.set_schedule(HERE, NINE, TAIPEI, NOW))
    await store.claim_slot(record)
    sent, other = replace(record, state=SlotState.SENT), replace(record, slot=replace(record.slot, nth=100))
    for seen in (sent, other, replace(record, owner="another"), replace(record, lease=NOW + timedelta(days=1))):
        assert not await store.free_slot(seen)
    assert [await do(record) for do in (store.free_slot, store.free_slot, store.claim_slot)] == [True, False, True]


async def test_the_clocks_slots_of_the_last_days_are_told(store: Store) -> None:
    schedule, gone = [await store.set_schedule(each, NINE, TAIPEI, NOW) for each in (HERE, THERE)]
    days = [DAY - timedelta(days=2), DAY - timedelta(days=1), DAY]
    for day in days:
        await store.claim_slot(record_of(schedule, day))
    await store.claim_slot(replace(record_of(schedule), slot=Slot(schedule.id, DAY, 100)))
    await store.remove_schedule(gone.id)
    taken = await store.read(lambda snapshot: snapshot.taken_slots(days[1]))
    assert taken == {Slot(schedule.id, day) for day in days[1:]}


FULL = Plan(
    Days(frozenset({0, 2, 6}), 14, DAY),
    show="open",
    heading="早安，今天聽這段",
    language="en",
    role="99",
    is_silent=True,
    pins=True,
    opens_thread=True,
    has_votes=False,
    set_by="discord:1",
)


async def test_every_part_of_a_plan_is_read_as_it_was_set(store: Store) -> None:
    schedule = await store.set_schedule(HERE, NINE, TAIPEI, NOW, FULL)
    assert schedule.plan == FULL
    assert await standing(store) == [schedule]


async def test_setting_it_again_takes_over_the_plan(store: Store) -> None:
    await store.set_schedule(HERE, NINE, TAIPEI, NOW)
    again = await store.set_schedule(HERE, NINE, TAIPEI, NOW, FULL)
    assert [each.plan for each in await standing(store)] == [FULL] == [again.plan]


async def test_a_new_heading_alone_loses_nothing_of_what_is_owed(store: Store) -> None:
    await store.set_schedule(HERE, NINE, TAIPEI, NOW)
    again = await store.set_schedule(HERE, NINE, TAIPEI, NOW + timedelta(hours=1), Plan(heading="早安"))
    assert again.since == NOW


async def test_other_days_count_from_when_they_are_set(store: Store) -> None:
    await store.set_schedule(HERE, NINE, TAIPEI, NOW)
    later = NOW + timedelta(hours=1)
    again = await store.set_schedule(HERE, NINE, TAIPEI, later, Plan(Days(frozenset({1}))))
    assert again.since == later


# ---------------------------------------------------------------- schedules that rest


async def test_a_paused_schedule_stands_and_rests_until_it_is_resumed(store: Store) -> None:
    schedule = await store.set_schedule(HERE, NINE, TAIPEI, NOW)
    assert await store.pause_schedule(schedule.id)
    [paused] = await standing(store)
    assert (paused.is_paused, paused.rests) == (True, True)
    later = NOW + timedelta(days=3)
    assert await store.resume_schedule(schedule.id, later) == replace(schedule, since=later)
    assert await standing(store) == [replace(schedule, since=later)]


async def test_a_schedule_in_trouble_rests_and_says_why(store: Store) -> None:
    schedule = await store.set_schedule(HERE, NINE, TAIPEI, NOW)
    trouble = Reason("discord.post_refused", (("channel", "70"),))
    assert await store.pause_schedule(schedule.id, trouble)
    assert [(each.trouble, each.rests) for each in await standing(store)] == [(trouble, True)]
    assert await store.resume_schedule(schedule.id, NOW) == schedule


@pytest.mark.parametrize("trouble", [None, Reason("discord.post_refused")])
async def test_of_several_who_find_the_same_one_is_the_first(store: Store, trouble: Reason | None) -> None:
    schedule = await store.set_schedule(HERE, NINE, TAIPEI, NOW)
    first = await asyncio.gather(*(store.pause_schedule(schedule.id, trouble) for _ in range(4)))
    assert sum(first) == 1


async def test_what_does_not_rest_cannot_be_resumed(store: Store) -> None:
    schedule = await store.set_schedule(HERE, NINE, TAIPEI, NOW)
    assert await store.resume_schedule(schedule.id, NOW + timedelta(days=1)) is None
    assert await standing(store) == [schedule]


async def test_what_was_removed_neither_pauses_nor_resumes(store: Store) -> None:
    schedule = await store.set_schedule(HERE, NINE, TAIPEI, NOW)
    await store.pause_schedule(schedule.id)
    await store.remove_schedule(schedule.id)
    assert await store.resume_schedule(schedule.id, NOW) is None
    assert not await store.pause_schedule(schedule.id, Reason("discord.post_refused"))


async def test_setting_a_schedule_that_rests_lets_it_go_on_from_then(store: Store) -> None:
    schedule = await store.set_schedule(HERE, NINE, TAIPEI, NOW)
    await store.pause_schedule(schedule.id)
    await store.pause_schedule(schedule.id, Reason("discord.post_refused"))
    later = NOW + timedelta(days=3)
    assert await store.set_schedule(HERE, NINE, TAIPEI, later) == replace(schedule, since=later)


async def test_a_warning_is_new_until_it_is_noted(store: Store) -> None:
    schedule = await store.set_schedule(HERE, NINE, TAIPEI, NOW)
    noted = [await store.warn_of_schedule(schedule.id, code) for code in ("daily.no_clip", "daily.no_clip", "", "")]
    assert noted == [True, False, True, False]


async def test_a_warning_of_a_schedule_that_is_gone_is_not_noted(store: Store) -> None:
    schedule = await store.set_schedule(HERE, NINE, TAIPEI, NOW)
    await store.remove_schedule(schedule.id)
    assert not await store.warn_of_schedule(schedule.id, "daily.no_clip")


# ---------------------------------------------------------------- what is done with a post


async def test_a_sent_post_with_a_step_that_is_due_is_unfinished(store: Store) -> None:
    schedule = await store.set_schedule(HERE, NINE, TAIPEI, NOW)
    steps = [(Step.DUE, None), (None, Step.DUE), (Step.DONE, Step.FAILED), (None, None)]
    records = [
        replace(record_of(schedule, DAY + timedelta(days=n), SlotState.SENT), pin=pin, thread=thread)
        for n, (pin, thread) in enumerate(steps)
    ]
    for record in (*records, replace(record_of(schedule, date(2024, 6, 1), SlotState.SENDING), pin=Step.DUE)):
        await store.claim_slot(record)
    assert await store.read(lambda snapshot: list(snapshot.unfinished_slots())) == records[:2]


async def test_what_is_pinned_of_a_schedule_is_found(store: Store) -> None:
    schedules = [await store.set_schedule(each, NINE, TAIPEI, NOW) for each in (HERE, THERE)]
    for schedule in schedules:
        for n, pin in enumerate((Step.UNDONE, Step.DONE, Step.DUE)):
            await store.claim_slot(replace(record_of(schedule, DAY + timedelta(days=n), SlotState.SENT), pin=pin))
    found = await store.read(lambda snapshot: list(snapshot.pinned_slots(schedules[1].id)))
    assert [(record.slot.schedule, record.slot.day) for record in found] == [(schedules[1].id, DAY + timedelta(days=1))]


# ---------------------------------------------------------------- slots


async def test_a_slot_of_the_clock_and_those_by_hand_are_apart(store: Store) -> None:
    schedule = await store.set_schedule(HERE, NINE, TAIPEI, NOW)
    records = [replace(record_of(schedule), slot=Slot(schedule.id, DAY, nth)) for nth in range(3)]
    assert [await store.claim_slot(record) for record in reversed(records)] == [True, True, True]
    assert await slots(store, schedule.id) == records


async def test_of_several_who_claim_a_slot_one_gets_it(store: Store) -> None:
    schedule = await store.set_schedule(HERE, NINE, TAIPEI, NOW)
    claims = [replace(record_of(schedule), owner=f"process {n}") for n in range(8)]
    won = await asyncio.gather(*(store.claim_slot(claim) for claim in claims))
    assert sum(won) == 1
    assert await slots(store, schedule.id) == [claims[won.index(True)]]


async def test_every_part_of_a_record_is_read_as_it_was_written(store: Store) -> None:
    schedule = await store.set_schedule(HERE, NINE, TAIPEI, NOW)
    claimed = record_of(schedule)
    full = replace(
        claimed,
        state=SlotState.FAILED,
        begun=NOW,
        clip=ClipId("k7f2aa"),
        message="4711",
        reason=Reason("post.refused", (("channel", "頻道"), ("status", "403"))),
        pin=Step.DUE,
        thread=Step.FAILED,
        why=(("tier", "staff"), ("seed", "種子")),
        asked_by="discord:1",
    )
    assert await store.claim_slot(claimed)
    assert await store.replace_slot(claimed, full)
    assert await slots(store, schedule.id) == [full]


@pytest.mark.parametrize("state", SlotState)
async def test_every_state_can_be_recorded(store: Store, state: SlotState) -> None:
    schedule = await store.set_schedule(HERE, NINE, TAIPEI, NOW)
    assert await store.claim_slot(record_of(schedule, state=state))
    assert [record.state for record in await slots(store, schedule.id)] == [state]


@pytest.mark.parametrize(
    "changed",
    [{"state": SlotState.SENDING}, {"owner": "another"}, {"lease": NOW}],
)
async def test_a_record_that_changed_since_is_not_replaced(store: Store, changed: dict[str, object]) -> None:
    schedule = await store.set_schedule(HERE, NINE, TAIPEI, NOW)
    seen = record_of(schedule)
    await store.claim_slot(seen)
    now = replace(seen, **changed)  # type: ignore[arg-type]  # one field each
    assert await store.replace_slot(seen, now)
    assert not await store.replace_slot(seen, replace(seen, state=SlotState.SENT))
    assert await slots(store, schedule.id) == [now]


async def test_a_record_that_is_not_there_is_not_replaced(store: Store) -> None:
    schedule = await store.set_schedule(HERE, NINE, TAIPEI, NOW)
    record = record_of(schedule)
    await store.claim_slot(record)
    other = record_of(schedule, DAY + timedelta(days=1))
    assert not await store.replace_slot(other, other)
    assert await slots(store, schedule.id) == [record]


async def test_records_are_read_by_schedule_and_day_from_a_day_on(store: Store) -> None:
    one, two, three = [await store.set_schedule(HERE, time(hour), TAIPEI, NOW) for hour in (1, 2, 3)]
    for schedule in (three, two, one):
        for ahead in (2, 0, 1):
            await store.claim_slot(record_of(schedule, DAY + timedelta(days=ahead)))
    found = await slots(store, two.id, one.id, first_day=DAY + timedelta(days=1))
    assert [(record.slot.schedule, record.slot.day.day) for record in found] == [
        (one.id, 2),
        (one.id, 3),
        (two.id, 2),
        (two.id, 3),
    ]
    assert await slots(store) == []


async def test_open_slots_are_those_that_are_claimed_or_sending(store: Store) -> None:
    schedule = await store.set_schedule(HERE, NINE, TAIPEI, NOW)
    for ahead, state in enumerate(SlotState):
        await store.claim_slot(record_of(schedule, DAY + timedelta(days=ahead), state))
    assert [record.state for record in await open_slots(store)] == [SlotState.CLAIMED, SlotState.SENDING]


# ---------------------------------------------------------------- what was posted


async def test_what_may_stand_in_a_destination_is_read_oldest_first(store: Store) -> None:
    await store.put_episode(Script("e1").draft())
    episode = await store.read(lambda s: episode_named(s, "e1"))
    here = [await store.set_schedule(HERE, at, TAIPEI, NOW) for at in (NINE, time(21, 0))]
    there = await store.set_schedule(THERE, NINE, TAIPEI, NOW)
    states = (SlotState.SENDING, SlotState.SENT, SlotState.UNKNOWN, SlotState.FAILED, SlotState.CLAIMED)
    for n, state in enumerate(states):
        await store.keep_clip(clip_in(episode, f"clip{n}", 1000 * n, 1000 * n + 500))
        record = record_of(here[n % 2], DAY + timedelta(days=n), state)
        await store.claim_slot(replace(record, begun=NOW - timedelta(days=n), clip=ClipId(f"clip{n}")))
    await store.claim_slot(replace(record_of(there, state=SlotState.SENT), begun=NOW, clip=ClipId("clip4")))
    await store.claim_slot(replace(record_of(there, DAY + timedelta(days=1), SlotState.SENT), begun=NOW))
    gone = replace(record_of(there, DAY + timedelta(days=2), SlotState.SENT), begun=NOW, clip=ClipId("nobody"))
    await store.claim_slot(gone)
    assert await store.read(lambda s: list(s.posted(HERE))) == [
        PostedSpan("tech", "e1", 1000 * n, 1000 * n + 500) for n in (2, 1, 0)
    ]
    assert await store.read(lambda s: list(s.posted(THERE))) == [PostedSpan("tech", "e1", 4000, 4500)]
    assert await store.read(lambda s: list(s.posted(replace(HERE, channel="71")))) == []


async def test_what_was_posted_is_remembered_after_its_schedule_is_removed(store: Store) -> None:
    await store.put_episode(Script("e1").draft())
    await store.keep_clip(clip_in(await store.read(lambda s: episode_named(s, "e1"))))
    schedule = await store.set_schedule(HERE, NINE, TAIPEI, NOW)
    await store.claim_slot(replace(record_of(schedule, state=SlotState.SENT), begun=NOW, clip=ClipId("k7f2aa")))
    await store.remove_schedule(schedule.id)
    assert len(await store.read(lambda s: list(s.posted(HERE)))) == 1


# ---------------------------------------------------------------- the file


async def test_slots_stand_in_a_sound_file_and_refuse_a_state_that_there_is_not(tmp_path: Path) -> None:
    async with opened("sqlite", tmp_path) as store:
        schedule = await store.set_schedule(HERE, NINE, TAIPEI, NOW)
        await store.claim_slot(record_of(schedule))
    path = tmp_path / "naji.db"
    assert find_faults(path) == []
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        connection.execute("UPDATE slot SET state = 'posted'")


async def test_open_slots_are_found_by_their_index(tmp_path: Path) -> None:
    async with opened("sqlite", tmp_path):
        pass
    with closing(sqlite3.connect(tmp_path / "naji.db")) as connection:
        plan = connection.execute("EXPLAIN QUERY PLAN SELECT * FROM slot WHERE state IN ('claimed', 'sending')")
        assert "slot_open" in str(plan.fetchall())
