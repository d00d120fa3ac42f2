"""Posts that somebody asks for beside the clock's."""

from datetime import timedelta
from typing import Any

import pytest

from bot.errors import NajiError, NotFoundError, PostLaterError
from bot.model import Platform
from bot.ports import Store
from bot.posting import REPEATS
from bot.slot_ports import ByHand
from bot.slots import Plan, Schedule, Slot, SlotRecord, SlotState
from bot.standing import HAND_GRACE, LEASE
from tests.daily_faults import Crash, offline, refused, unanswered
from tests.daily_station import NINE, Station, alone, round_of
from tests.test_daily_crash import CrashingStore

BOTH = (Platform.DISCORD, Platform.TELEGRAM)
SECOND = timedelta(seconds=1)
ME = "discord:1"


async def schedule_of(built: Station) -> Schedule:
    [schedule] = await built.store.read(lambda snapshot: snapshot.schedules())
    return schedule


def by_hand(built: Station, store: Store | None = None) -> ByHand:
    return built.poster(store)


# ---------------------------------------------------------------- now


@pytest.mark.parametrize("platform", BOTH)
async def test_what_is_asked_for_is_posted_beside_the_clocks_and_each_time_anew(platform: Platform) -> None:
    built = await alone(platform)
    schedule = await schedule_of(built)
    records = [await by_hand(built).post_now(schedule, ME) for _ in range(2)]
    assert [(each.state, each.slot.nth, each.asked_by) for each in records] == [
        (SlotState.SENT, REPEATS, ME),
        (SlotState.SENT, 2 * REPEATS, ME),
    ]
    await round_of(built.poster())
    posts = built.outboxes[platform].channel.messages
    assert len({post.nonce for post in posts}) == len({post.mark for post in posts}) == 3


async def test_it_is_posted_where_the_schedule_rests_too() -> None:
    built = await alone(Platform.DISCORD, Plan(pins=True))
    await built.store.pause_schedule((await schedule_of(built)).id)
    assert (await by_hand(built).post_now(await schedule_of(built), ME)).state is SlotState.SENT
    assert built.outboxes[Platform.DISCORD].channel.pinned == ["1"]


@pytest.mark.parametrize(("trouble", "code"), [(refused, "post.refused"), (offline, "post.later")])
async def test_what_cannot_be_posted_is_said_and_not_tried_again(trouble: Any, code: str) -> None:
    built = await alone(Platform.DISCORD)
    await built.store.pause_schedule((await schedule_of(built)).id)
    built.outboxes[Platform.DISCORD].before = trouble
    with pytest.raises(NajiError) as error:
        await by_hand(built).post_now(await schedule_of(built), ME)
    assert error.value.code == code
    built.outboxes[Platform.DISCORD].before = lambda: None
    built.clock.advance(LEASE)
    assert await round_of(built.poster()) == []


async def test_without_a_clip_nothing_is_posted_and_nobody_else_is_told() -> None:
    built = await alone(Platform.DISCORD, Plan(set_by=ME))
    await built.store.remove_episode("open", "e1")
    with pytest.raises(NajiError, match=r"daily\.no_clip"):
        await by_hand(built).post_now(await schedule_of(built), ME)
    assert built.outboxes[Platform.DISCORD].channel.told == []


async def test_a_platform_that_is_away_posts_nothing() -> None:
    built = await alone(Platform.DISCORD)
    schedule = await schedule_of(built)
    built.outboxes.clear()
    for asked in (
        by_hand(built).post_now(schedule, ME),
        by_hand(built).post_again(schedule, Slot(schedule.id, NINE.date()), ME),
    ):
        with pytest.raises(PostLaterError, match=r"daily\.offline"):
            await asked
    assert await built.records() == []


async def test_two_who_ask_at_once_get_two_posts() -> None:
    built = await alone(Platform.TELEGRAM)
    schedule = await schedule_of(built)

    class Overtaken(CrashingStore):
        async def claim_slot(self, record: SlotRecord) -> bool:
            if record.slot.nth == REPEATS:
                await by_hand(built).post_now(schedule, "discord:2")
            return await built.store.claim_slot(record)

    store: Any = Overtaken(built.store, "", is_written=True)
    assert (await by_hand(built, store).post_now(schedule, ME)).slot.nth == 2 * REPEATS
    assert built.posts(Platform.TELEGRAM) == 2


@pytest.mark.parametrize(
    ("later", "state"),
    [(LEASE, SlotState.SENT), (HAND_GRACE, SlotState.SENT), (HAND_GRACE + SECOND, SlotState.SKIPPED)],
)
async def test_what_a_crash_left_is_posted_within_minutes_and_not_later(later: timedelta, state: SlotState) -> None:
    for step in ("claimed", "sending"):
        built = await alone(Platform.DISCORD, is_readable=True)
        await built.store.pause_schedule((await schedule_of(built)).id)
        store: Any = CrashingStore(built.store, step, is_written=True)
        with pytest.raises(Crash):
            await by_hand(built, store).post_now(await schedule_of(built), ME)
        built.clock.advance(later)
        assert [record.state for record in await round_of(built.poster())] == [state]
        assert [record.asked_by for record in await built.records()] == [ME]


async def test_a_slot_that_another_process_took_over_is_told_as_it_stands() -> None:
    built = await alone(Platform.TELEGRAM)
    await built.store.pause_schedule((await schedule_of(built)).id)

    class HeldUp(CrashingStore):
        async def keep_clip(self, clip: Any) -> None:
            await built.store.keep_clip(clip)
            built.clock.advance(LEASE)
            await round_of(built.poster())

    store: Any = HeldUp(built.store, "", is_written=True)
    record = await by_hand(built, store).post_now(await schedule_of(built), ME)
    assert record.state is SlotState.SENT
    assert built.posts(Platform.TELEGRAM) == 1


# ---------------------------------------------------------------- again


async def unknown_one() -> tuple[Station, Schedule, SlotRecord]:
    """A post on Telegram whose outcome is unknown."""
    built = await alone(Platform.TELEGRAM)
    outbox = built.outboxes[Platform.TELEGRAM]
    outbox.before = unanswered
    [record] = await round_of(built.poster())
    outbox.before = lambda: None
    assert record.state is SlotState.UNKNOWN
    return built, await schedule_of(built), record


async def test_an_unknown_post_is_posted_again_with_its_clip_and_once_however_often_it_is_asked_for() -> None:
    built, schedule, unknown = await unknown_one()
    records = [await by_hand(built).post_again(schedule, unknown.slot, ME) for _ in range(3)]
    assert {(each.state, each.slot.nth, each.clip, each.asked_by) for each in records} == {
        (SlotState.SENT, 1, unknown.clip, ME)
    }
    assert built.posts(Platform.TELEGRAM) == 1


async def test_a_post_by_hand_of_the_same_day_is_no_repeat() -> None:
    built, schedule, unknown = await unknown_one()
    await by_hand(built).post_now(schedule, ME)
    await by_hand(built).post_again(schedule, unknown.slot, ME)
    assert built.posts(Platform.TELEGRAM) == 2


async def test_a_repeat_that_is_unknown_too_can_be_repeated_itself() -> None:
    built, schedule, unknown = await unknown_one()
    built.outboxes[Platform.TELEGRAM].before = unanswered
    again = await by_hand(built).post_again(schedule, unknown.slot, ME)
    assert again.state is SlotState.UNKNOWN
    built.outboxes[Platform.TELEGRAM].before = lambda: None
    assert await by_hand(built).post_again(schedule, unknown.slot, ME) == again
    assert (await by_hand(built).post_again(schedule, again.slot, ME)).state is SlotState.SENT
    assert built.posts(Platform.TELEGRAM) == 1


async def test_a_repeat_that_was_refused_can_be_asked_for_again() -> None:
    built, schedule, unknown = await unknown_one()
    built.outboxes[Platform.TELEGRAM].before = refused
    with pytest.raises(NajiError, match=r"post\.refused"):
        await by_hand(built).post_again(schedule, unknown.slot, ME)
    built.outboxes[Platform.TELEGRAM].before = lambda: None
    assert (await by_hand(built).post_again(schedule, unknown.slot, ME)).state is SlotState.SENT


async def test_a_repeat_that_somebody_else_was_faster_with_is_told_as_it_stands() -> None:
    built, schedule, unknown = await unknown_one()

    class Overtaken(CrashingStore):
        async def claim_slot(self, record: SlotRecord) -> bool:
            await by_hand(built).post_again(schedule, unknown.slot, "discord:2")
            return await built.store.claim_slot(record)

    store: Any = Overtaken(built.store, "", is_written=True)
    assert (await by_hand(built, store).post_again(schedule, unknown.slot, ME)).asked_by == "discord:2"
    assert built.posts(Platform.TELEGRAM) == 1


async def test_what_is_known_or_may_not_be_shown_any_more_is_not_posted_again() -> None:
    built, schedule, unknown = await unknown_one()
    sent = await by_hand(built).post_now(schedule, ME)
    for slot in (sent.slot, Slot(schedule.id, NINE.date() - timedelta(days=1))):
        with pytest.raises(NotFoundError, match=r"daily\.not_unknown"):
            await by_hand(built).post_again(schedule, slot, ME)
    await built.store.remove_episode("open", "e1")
    with pytest.raises(NotFoundError, match=r"daily\.clip_gone"):
        await by_hand(built).post_again(schedule, unknown.slot, ME)
