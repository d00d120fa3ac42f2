"""Posting each day: what is posted, and what is said about what is not."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from bot.daily import GRACE, nonce
from bot.model import Clip, ClipId, Destination, Platform
from bot.ports import Snapshot
from bot.posting import POSTS_AT_ONCE
from bot.schedules import Schedules
from bot.slots import Slot, SlotState
from bot.standing import LEASE
from tests.daily_faults import offline, refused, unanswered
from tests.daily_station import (
    CHAT,
    GUILD,
    MORNING,
    NINE,
    ON_DISCORD,
    ON_TELEGRAM,
    PLACES,
    Station,
    add_episode,
    cues,
    round_of,
    station,
)
from tests.memory import MemoryStore

BOTH = (Platform.DISCORD, Platform.TELEGRAM)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def ready() -> Station:
    """One episode, a schedule at nine on each platform, and nine o'clock."""
    built = station(MemoryStore())
    await add_episode(built.store, "e1", cues(60))
    for destination in PLACES.values():
        await built.set(destination)
    built.clock.instant = NINE
    return built


def kept(built: Station, clip_id: ClipId, snapshot: Snapshot) -> Clip | None:
    """The clip as it stands in the store."""
    return snapshot.clip(clip_id, built.access.scope(snapshot, GUILD))


async def states(built: Station) -> dict[Platform, SlotState]:
    """How the slot of each platform stands."""
    return {platform: record.state for platform, record in zip(BOTH, await built.records(), strict=True)}


# ---------------------------------------------------------------- a day as it should be


async def test_what_is_taken_back_after_it_was_left_out_is_posted_once(ready: Station) -> None:
    ready.clock.instant = MORNING
    schedules = Schedules(ready.store, ready.clock, ZoneInfo("Asia/Taipei"), ready.access)
    skipped = [await schedules.skip(place, "", "discord:2") for place in (GUILD, CHAT)]
    await schedules.unskip(skipped[0].listed.schedule, skipped[0].slot)
    posters = ready.poster(), ready.poster()
    for later in (timedelta(0), MINUTE, GRACE + MINUTE):
        ready.clock.instant = NINE + later
        await asyncio.gather(*map(round_of, posters))
    assert [ready.posts(platform) for platform in BOTH] == [1, 0]
    assert await states(ready) == {Platform.DISCORD: SlotState.SENT, Platform.TELEGRAM: SlotState.SKIPPED}


async def test_at_its_time_each_place_gets_one_clip_and_no_second(ready: Station) -> None:
    poster = ready.poster()
    for record in await round_of(poster):
        assert (record.state, record.message) == (SlotState.SENT, "1")
    assert await round_of(poster) == []
    ready.clock.advance(MINUTE)
    assert await round_of(ready.poster()) == []
    assert [ready.posts(platform) for platform in BOTH] == [1, 1]


async def test_nothing_is_posted_before_its_time(ready: Station) -> None:
    ready.clock.instant = NINE - SECOND
    assert await round_of(ready.poster()) == []


async def test_a_post_goes_to_its_destination_with_its_own_nonce_and_its_clip_is_kept(ready: Station) -> None:
    await round_of(ready.poster())
    schedules = await ready.store.read(lambda snapshot: list(snapshot.schedules()))
    nonces = set()
    for schedule, platform in zip(schedules, BOTH, strict=True):
        [post] = ready.outboxes[platform].channel.messages
        assert post.destination == schedule.destination == PLACES[platform]
        assert post.nonce == nonce(schedule, Slot(schedule.id, date(2024, 5, 1)))
        assert await ready.store.read(partial(kept, ready, post.clip.id)) == post.clip
        nonces.add(post.nonce)
    assert len(nonces) == 2


async def test_the_sending_is_written_directly_before_the_request(ready: Station) -> None:
    store = ready.store
    assert isinstance(store, MemoryStore)
    seen: list[SlotState] = []

    def look() -> None:
        seen.extend(record.state for record in store._state.open_slots())

    for outbox in ready.outboxes.values():
        outbox.before = look
    await round_of(ready.poster())
    assert set(seen) == {SlotState.SENDING}


async def test_a_platform_that_is_away_is_waited_for_within_the_grace(ready: Station) -> None:
    telegram = ready.outboxes.pop(Platform.TELEGRAM)
    poster = ready.poster()
    assert len(await round_of(poster)) == 1
    assert await poster.next_wake() == NINE + timedelta(days=1)
    ready.outboxes[Platform.TELEGRAM] = telegram
    ready.clock.instant = NINE + GRACE
    assert [record.state for record in await round_of(poster)] == [SlotState.SENT]
    assert ready.posts(Platform.TELEGRAM) == 1


async def test_after_downtime_the_last_slot_is_caught_up_with_and_those_before_are_recorded_as_skipped(
    ready: Station,
) -> None:
    ready.clock.instant = NINE + timedelta(days=2, hours=1)
    await round_of(ready.poster())
    assert [ready.posts(platform) for platform in BOTH] == [1, 1]
    days = [(record.slot.day.day, record.state) for record in await ready.records()]
    skipped = [(1, SlotState.SKIPPED), (2, SlotState.SKIPPED)]
    assert days == [*skipped, (3, SlotState.SENT), *skipped, (3, SlotState.SENT)]


async def test_a_slot_whose_grace_is_over_is_skipped_once(ready: Station) -> None:
    ready.clock.instant = NINE + GRACE + SECOND
    assert [record.state for record in await round_of(ready.poster())] == [SlotState.SKIPPED] * 2
    assert await round_of(ready.poster()) == []
    assert ready.posts(Platform.DISCORD) == 0


async def test_a_clock_that_is_set_back_posts_nothing_again(ready: Station) -> None:
    poster = ready.poster()
    await round_of(poster)
    ready.clock.instant = NINE - timedelta(hours=1)
    for _ in range(120):
        await round_of(poster)
        ready.clock.advance(MINUTE)
    assert [ready.posts(platform) for platform in BOTH] == [1, 1]


async def test_a_schedule_that_is_removed_and_set_again_posts_its_date_no_second_time(ready: Station) -> None:
    await round_of(ready.poster())
    for schedule in await ready.store.read(lambda snapshot: snapshot.schedules()):
        await ready.store.remove_schedule(schedule.id)
    ready.clock.instant = NINE - MINUTE
    for destination in PLACES.values():
        await ready.set(destination)
    ready.clock.instant = NINE + MINUTE
    assert await round_of(ready.poster()) == []


async def test_it_wakes_next_at_the_next_slot_or_the_end_of_a_lease(ready: Station) -> None:
    poster = ready.poster()
    ready.clock.instant = NINE - MINUTE
    assert await poster.next_wake() == NINE
    ready.clock.instant = NINE
    ready.outboxes[Platform.DISCORD].after = unanswered
    await round_of(poster)
    assert await poster.next_wake() == NINE + LEASE
    ready.clock.instant = NINE + LEASE
    assert await poster.next_wake() == NINE + timedelta(days=1)


async def test_without_schedules_there_is_nothing_to_wake_for() -> None:
    poster = station(MemoryStore()).poster()
    assert await poster.next_wake() is None
    assert await round_of(poster) == []


# ---------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize("platform", BOTH)
async def test_a_refused_post_has_failed_with_its_code_and_is_not_tried_again(
    ready: Station, platform: Platform
) -> None:
    ready.outboxes[platform].before = refused
    await round_of(ready.poster())
    [record] = [each for each in await ready.records() if each.state is SlotState.FAILED]
    assert record.reason is not None
    assert (record.reason.code, record.reason.values) == ("post.refused", (("channel", "70"),))
    ready.clock.advance(timedelta(minutes=5))
    assert await round_of(ready.poster()) == []


@pytest.mark.parametrize("platform", BOTH)
async def test_a_platform_that_cannot_take_a_post_now_gets_it_once_when_it_can(
    ready: Station, platform: Platform
) -> None:
    outbox = ready.outboxes[platform]
    outbox.before = offline
    poster = ready.poster()
    for _ in range(8):
        await round_of(poster)
        assert (await states(ready))[platform] is SlotState.CLAIMED
        ready.clock.advance(timedelta(seconds=15))
    outbox.before = lambda: None
    for _ in range(8):
        await round_of(poster)
        ready.clock.advance(timedelta(seconds=15))
    [record] = [each for each in await ready.records() if each.slot.schedule == 1 + BOTH.index(platform)]
    assert (record.state, record.reason) == (SlotState.SENT, None)
    assert ready.posts(platform) == 1


async def test_a_platform_that_could_not_take_a_post_within_the_grace_has_failed_with_the_reason(
    ready: Station,
) -> None:
    ready.outboxes[Platform.TELEGRAM].before = offline
    await round_of(ready.poster())
    ready.clock.advance(GRACE + timedelta(seconds=1))
    [record] = await round_of(ready.poster())
    assert record.state is SlotState.FAILED
    assert record.reason is not None
    assert record.reason.code == "post.later"


async def test_a_second_request_that_cannot_be_taken_now_leaves_the_first_open(ready: Station) -> None:
    outbox = ready.outboxes[Platform.DISCORD]
    outbox.after = unanswered
    await round_of(ready.poster())
    outbox.before = offline
    ready.clock.advance(LEASE)
    assert [record.state for record in await round_of(ready.poster())] == [SlotState.SENDING]
    ready.clock.advance(timedelta(minutes=1))
    assert [record.state for record in await round_of(ready.poster())] == [SlotState.UNKNOWN]


@pytest.mark.parametrize("has_arrived", [True, False])
async def test_on_telegram_an_unknown_outcome_stays_unknown_and_is_never_repeated(
    ready: Station, *, has_arrived: bool
) -> None:
    outbox = ready.outboxes[Platform.TELEGRAM]
    outbox.before, outbox.after = (outbox.before, unanswered) if has_arrived else (unanswered, outbox.after)
    poster = ready.poster()
    await round_of(poster)
    assert (await states(ready))[Platform.TELEGRAM] is SlotState.UNKNOWN
    outbox.before = outbox.after = lambda: None
    for _ in range(10):
        ready.clock.advance(MINUTE)
        assert await round_of(poster) == []
    assert outbox.channel.requests == has_arrived


@pytest.mark.parametrize("has_arrived", [True, False])
async def test_on_discord_an_unknown_outcome_is_repeated_with_the_same_nonce(
    ready: Station, *, has_arrived: bool
) -> None:
    outbox = ready.outboxes[Platform.DISCORD]
    outbox.before, outbox.after = (outbox.before, unanswered) if has_arrived else (unanswered, outbox.after)
    poster = ready.poster()
    await round_of(poster)
    assert (await states(ready))[Platform.DISCORD] is SlotState.SENDING
    outbox.before = outbox.after = lambda: None
    assert await round_of(poster) == []
    ready.clock.advance(LEASE)
    [record] = await round_of(poster)
    assert (record.state, record.message) == (SlotState.SENT, "1")
    assert ready.posts(Platform.DISCORD) == 1


async def test_on_discord_what_stays_unknown_beyond_the_nonces_minutes_is_unknown(ready: Station) -> None:
    outbox = ready.outboxes[Platform.DISCORD]
    outbox.after = unanswered
    poster = ready.poster()
    for _ in range(20):
        await round_of(poster)
        ready.clock.advance(timedelta(seconds=15))
    assert (await states(ready))[Platform.DISCORD] is SlotState.UNKNOWN
    assert ready.posts(Platform.DISCORD) == 1
    assert outbox.channel.requests == 3


async def test_a_second_request_that_is_refused_leaves_the_first_unknown(ready: Station) -> None:
    outbox = ready.outboxes[Platform.DISCORD]
    outbox.after = unanswered
    await round_of(ready.poster())
    outbox.before = refused
    ready.clock.advance(LEASE)
    [record] = await round_of(ready.poster())
    assert record.state is SlotState.UNKNOWN
    assert record.reason is not None


@pytest.mark.parametrize(("platform", "state"), [(BOTH[0], SlotState.SENDING), (BOTH[1], SlotState.UNKNOWN)])
async def test_a_request_that_takes_too_long_has_an_unknown_outcome(
    ready: Station, platform: Platform, state: SlotState
) -> None:
    ready.outboxes[platform].hang = asyncio.Event()
    await round_of(ready.poster(send_timeout_s=0))
    assert (await states(ready))[platform] is state


async def test_a_chat_that_holds_its_post_up_holds_no_other_up(ready: Station) -> None:
    outbox = ready.outboxes[Platform.TELEGRAM]
    outbox.hang = asyncio.Event()
    posted = asyncio.Event()
    ready.outboxes[Platform.DISCORD].after = posted.set
    task = asyncio.create_task(ready.poster().post_due())
    await posted.wait()
    assert not task.done()
    outbox.hang.set()
    assert [each.record.state for each in (await task).outcomes] == [SlotState.SENT] * 2


async def test_a_fault_in_one_chat_is_reported_and_leaves_the_others_alone(ready: Station) -> None:
    def fault() -> None:
        raise LookupError("a bug")

    ready.outboxes[Platform.DISCORD].before = fault
    done = await ready.poster().post_due()
    assert [str(each) for each in done.faults] == ["a bug"]
    assert [each.record.state for each in done.outcomes] == [SlotState.SENT]
    assert (await states(ready))[Platform.DISCORD] is SlotState.SENDING


@pytest.mark.parametrize(("show", "code"), [(None, "daily.no_show"), ("open", "daily.no_clip")])
async def test_without_a_clip_the_slot_has_failed_with_the_reason(show: str | None, code: str) -> None:
    built = station(MemoryStore())
    if show:
        await add_episode(built.store, "e1", cues(1), show)
    await built.set(ON_TELEGRAM)
    built.clock.instant = NINE
    [record] = await round_of(built.poster())
    assert record.state is SlotState.FAILED
    assert record.reason is not None
    assert record.reason.code == code


async def test_a_private_show_is_posted_only_where_it_is_listed_at_that_time() -> None:
    built = station(MemoryStore())
    await add_episode(built.store, "e1", cues(60), "secret")
    for destination in (ON_DISCORD, ON_TELEGRAM, Destination(replace(GUILD, id="8"), "80")):
        await built.set(destination)
    built.clock.instant = NINE
    await round_of(built.poster())
    assert [record.state for record in await built.records()] == [SlotState.SENT, SlotState.FAILED, SlotState.FAILED]
    [post] = built.outboxes[Platform.DISCORD].channel.messages
    assert (post.destination, post.clip.episode.show.slug) == (ON_DISCORD, "secret")


async def test_no_more_than_a_bounded_number_of_requests_is_under_way() -> None:
    built = station(MemoryStore())
    await add_episode(built.store, "e1", cues(400))
    for number in range(POSTS_AT_ONCE + 8):
        await built.set(Destination(CHAT, str(number)))
    built.clock.instant = NINE
    outbox = built.outboxes[Platform.TELEGRAM]
    under_way: list[int] = []
    full = asyncio.Event()

    def count() -> None:
        under_way.append(1)
        if len(under_way) == POSTS_AT_ONCE:
            full.set()

    outbox.before = count
    outbox.hang = asyncio.Event()
    task = asyncio.create_task(built.poster().post_due())
    await full.wait()
    for _ in range(100):
        await asyncio.sleep(0)
    assert len(under_way) == POSTS_AT_ONCE
    outbox.hang.set()
    assert len((await task).outcomes) == POSTS_AT_ONCE + 8


async def test_a_year_of_wakes_posts_each_day_once_in_each_place() -> None:
    built = station(MemoryStore())
    await add_episode(built.store, "e1", cues(120))
    zones = {"70": "Europe/Berlin", "71": "Australia/Lord_Howe", "72": "America/New_York"}
    for channel, zone in zones.items():
        await built.set(Destination(GUILD, channel), "02:30", zone)
    poster = built.poster()
    end = built.clock.now() + timedelta(days=366)
    while (instant := await poster.next_wake()) is not None and instant < end:
        built.clock.instant = instant
        await round_of(poster)
    messages = built.outboxes[Platform.DISCORD].channel.messages
    counts = {channel: sum(each.destination.channel == channel for each in messages) for channel in zones}
    assert set(counts.values()) == {366}
    assert len({each.nonce for each in messages}) == 3 * 366
