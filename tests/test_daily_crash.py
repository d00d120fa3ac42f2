"""Processes that end between two steps, and several at once: never two posts."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.daily import GRACE
from bot.errors import StoreError
from bot.model import Destination, Platform
from bot.ports import Store
from bot.slots import SlotRecord, SlotState
from bot.standing import LEASE
from storage.sqlite import open_store
from tests.daily_faults import Crash, crash
from tests.daily_station import (
    CHAT,
    GUILD,
    NINE,
    ON_TELEGRAM,
    Station,
    add_episode,
    alone,
    cues,
    round_of,
    station,
)

BOTH = (Platform.DISCORD, Platform.TELEGRAM)
SECOND = timedelta(seconds=1)


# ---------------------------------------------------------------- processes that end, and several of them


class CrashingStore:
    """A process's way to the store, which ends it before or after a certain step is written."""

    def __init__(self, store: Store, step: str, *, is_written: bool) -> None:
        self._store = store
        self._step = step
        self._is_written = is_written

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def claim_slot(self, record: SlotRecord) -> bool:
        return bool(await self._at(record.state.value, self._store.claim_slot(record)))

    async def keep_clip(self, clip: Any) -> None:
        await self._at("keep", self._store.keep_clip(clip))

    async def replace_slot(self, seen: SlotRecord, then: SlotRecord) -> bool:
        return bool(await self._at(then.state.value, self._store.replace_slot(seen, then)))

    async def _at(self, step: str, writing: Any) -> Any:
        if step == self._step and not self._is_written:
            writing.close()
            raise Crash
        written = await writing
        if step == self._step:
            raise Crash
        return written


async def end_at(built: Station, step: str, *, is_written: bool) -> None:
    """A process that ends there: nothing of it runs on."""
    store: Any = CrashingStore(built.store, step, is_written=is_written)
    await built.poster(store).post_due()


async def go_on(built: Station, *, minutes: int = 10) -> None:
    """A new process that is woken often."""
    poster = built.poster()
    for _ in range(minutes * 4):
        await round_of(poster)
        built.clock.advance(timedelta(seconds=15))


@pytest.mark.parametrize("platform", BOTH)
@pytest.mark.parametrize("is_written", [False, True])
@pytest.mark.parametrize("step", ["claimed", "keep"])
async def test_a_process_that_ends_before_sending_is_followed_by_one_post(
    step: str, platform: Platform, *, is_written: bool
) -> None:
    built = await alone(platform)
    await end_at(built, step, is_written=is_written)
    assert built.posts(platform) == 0
    await go_on(built)
    assert built.posts(platform) == 1
    assert [record.state for record in await built.records()] == [SlotState.SENT]


async def test_a_claim_is_its_owners_until_its_lease_is_over() -> None:
    built = await alone(Platform.TELEGRAM)
    await end_at(built, "claimed", is_written=True)
    built.clock.advance(LEASE - SECOND)
    assert await round_of(built.poster()) == []
    built.clock.advance(SECOND)
    assert len(await round_of(built.poster())) == 1


async def test_a_claim_that_is_found_after_the_grace_is_skipped() -> None:
    built = await alone(Platform.TELEGRAM)
    await end_at(built, "claimed", is_written=True)
    built.clock.advance(GRACE + SECOND)
    assert [record.state for record in await round_of(built.poster())] == [SlotState.SKIPPED]
    assert built.posts(Platform.TELEGRAM) == 0


async def test_a_claim_from_before_the_clock_was_set_back_is_sent_at_once() -> None:
    built = await alone(Platform.TELEGRAM)
    await end_at(built, "claimed", is_written=True)
    built.clock.advance(-timedelta(minutes=30))
    assert len(await round_of(built.poster())) == 1
    await go_on(built, minutes=60)
    assert built.posts(Platform.TELEGRAM) == 1


@pytest.mark.parametrize(
    ("platform", "state", "posts"),
    [(Platform.DISCORD, SlotState.SENT, 1), (Platform.TELEGRAM, SlotState.UNKNOWN, 0)],
)
async def test_a_process_that_ends_between_sending_and_the_request(
    platform: Platform, state: SlotState, posts: int
) -> None:
    built = await alone(platform)
    await end_at(built, "sending", is_written=True)
    assert built.posts(platform) == 0
    await go_on(built)
    assert [record.state for record in await built.records()] == [state]
    assert built.posts(platform) == posts


@pytest.mark.parametrize("is_written", [False, True])
async def test_a_process_that_ends_around_writing_the_sending_has_posted_nothing(*, is_written: bool) -> None:
    built = await alone(Platform.DISCORD)
    await end_at(built, "sending", is_written=is_written)
    await go_on(built)
    assert built.posts(Platform.DISCORD) == 1


@pytest.mark.parametrize(("platform", "state"), [(BOTH[0], SlotState.SENT), (BOTH[1], SlotState.UNKNOWN)])
async def test_a_process_that_ends_with_the_request_has_posted_once(platform: Platform, state: SlotState) -> None:
    built = await alone(platform)
    built.outboxes[platform].after = crash
    await built.poster().post_due()
    assert built.posts(platform) == 1
    built.outboxes[platform].after = lambda: None
    await go_on(built)
    assert built.posts(platform) == 1
    assert [record.state for record in await built.records()] == [state]


@pytest.mark.parametrize(("platform", "state"), [(BOTH[0], SlotState.SENT), (BOTH[1], SlotState.UNKNOWN)])
async def test_a_process_that_ends_before_the_post_is_recorded_has_posted_once(
    platform: Platform, state: SlotState
) -> None:
    built = await alone(platform)
    await end_at(built, "sent", is_written=False)
    await go_on(built)
    assert built.posts(platform) == 1
    assert [record.state for record in await built.records()] == [state]


@pytest.mark.parametrize("platform", BOTH)
async def test_a_post_that_is_broken_off_by_the_shutdown_is_settled_by_the_next_process(platform: Platform) -> None:
    built = await alone(platform)
    outbox = built.outboxes[platform]
    outbox.hang = asyncio.Event()
    task = asyncio.create_task(built.poster().post_due())
    await outbox.reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    outbox.hang = None
    await go_on(built)
    assert built.posts(platform) == (platform is Platform.DISCORD)


async def test_after_the_nonces_minutes_a_sending_is_unknown_on_discord_too() -> None:
    built = await alone(Platform.DISCORD)
    await end_at(built, "sending", is_written=True)
    built.clock.advance(timedelta(minutes=2))
    assert [record.state for record in await round_of(built.poster())] == [SlotState.UNKNOWN]
    assert built.posts(Platform.DISCORD) == 0


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=1)])
async def test_after_the_clock_was_set_back_a_sending_is_unknown_on_discord_too(back: timedelta) -> None:
    built = await alone(Platform.DISCORD)
    built.outboxes[Platform.DISCORD].after = crash
    await built.poster().post_due()
    built.outboxes[Platform.DISCORD].after = lambda: None
    built.clock.advance(-back)
    assert [record.state for record in await round_of(built.poster())] == [SlotState.UNKNOWN]


async def test_a_repeat_posts_the_same_clip_and_none_that_may_no_longer_be_shown() -> None:
    built = await alone(Platform.DISCORD)
    await end_at(built, "sending", is_written=True)
    [before] = await built.records()
    assert before.clip is not None
    await built.store.remove_episode("open", "e1")
    built.clock.advance(LEASE)
    assert [record.state for record in await round_of(built.poster())] == [SlotState.UNKNOWN]
    assert built.posts(Platform.DISCORD) == 0


@pytest.mark.parametrize(("begun", "clip"), [(None, "k7f2aa"), (NINE, None)])
async def test_a_sending_that_lacks_its_beginning_or_clip_is_unknown(begun: Any, clip: str | None) -> None:
    built = await alone(Platform.DISCORD)
    await end_at(built, "sending", is_written=True)
    [record] = await built.records()
    odd = replace(record, begun=begun, clip=record.clip if clip else None)
    assert await built.store.replace_slot(record, odd)
    built.clock.advance(LEASE)
    assert [each.state for each in await round_of(built.poster())] == [SlotState.UNKNOWN]


async def test_a_process_that_was_held_up_past_its_lease_sends_nothing() -> None:
    built = await alone(Platform.TELEGRAM)

    class Slow(CrashingStore):
        async def _at(self, step: str, writing: Any) -> Any:
            written = await writing
            if step == "sending":
                built.clock.advance(LEASE)
            return written

    store: Any = Slow(built.store, "", is_written=True)
    [record] = await round_of(built.poster(store))
    assert record.state is SlotState.SENDING
    assert built.posts(Platform.TELEGRAM) == 0
    await go_on(built)
    assert [each.state for each in await built.records()] == [SlotState.UNKNOWN]


async def test_a_platform_that_leaves_between_the_steps_is_sent_nothing() -> None:
    built = await alone(Platform.TELEGRAM)

    class Leaving(CrashingStore):
        async def _at(self, _step: str, writing: Any) -> Any:
            built.outboxes.clear()
            return await writing

    store: Any = Leaving(built.store, "", is_written=True)
    assert [each.state for each in await round_of(built.poster(store))] == [SlotState.SENDING]


@pytest.mark.parametrize("step", ["claimed", "sending", "sent", "again"])
async def test_a_step_that_another_process_was_faster_with_is_not_taken_and_none_after_it(step: str) -> None:
    built = await alone(Platform.DISCORD)
    if step == "again":
        await end_at(built, "sending", is_written=True)
        built.clock.advance(LEASE)
    steps: list[str] = []

    class Overtaken(CrashingStore):
        async def _at(self, name: str, writing: Any) -> Any:
            steps.append(name)
            if name == ("sending" if step == "again" else step):
                writing.close()
                return False
            return await writing

    store: Any = Overtaken(built.store, "", is_written=True)
    assert await round_of(built.poster(store)) == []
    assert built.posts(Platform.DISCORD) == (step == "sent")
    assert steps[-1] == ("sending" if step == "again" else step)


async def test_rounds_that_overlap_in_one_process_settle_a_slot_once() -> None:
    built = await alone(Platform.TELEGRAM)
    outbox = built.outboxes[Platform.TELEGRAM]
    outbox.hang = asyncio.Event()
    poster = built.poster()
    first = asyncio.create_task(poster.post_due())
    await outbox.reached.wait()
    built.clock.advance(LEASE)
    assert await round_of(poster) == []
    outbox.hang.set()
    assert [each.record.state for each in (await first).outcomes] == [SlotState.SENT]


async def test_a_store_that_fails_leaves_the_claim_to_be_sent_later() -> None:
    built = await alone(Platform.TELEGRAM)

    class Full(CrashingStore):
        async def keep_clip(self, _clip: Any) -> None:
            raise StoreError("store.full", path="naji.db", reason="disk full")

    store: Any = Full(built.store, "", is_written=True)
    done = await built.poster(store).post_due()
    assert [type(each) for each in done.faults] == [StoreError]
    await go_on(built)
    assert built.posts(Platform.TELEGRAM) == 1


@pytest.fixture
async def two_stores(tmp_path: Path) -> AsyncIterator[tuple[Store, Store]]:
    async with await open_store(tmp_path / "naji.db") as one, await open_store(tmp_path / "naji.db") as other:
        yield one, other


async def test_two_processes_on_one_store_post_each_slot_once(two_stores: tuple[Store, Store]) -> None:
    built = station(two_stores[0])
    await add_episode(built.store, "e1", cues(60))
    channels = [Destination(place, str(n)) for n in range(6) for place in (GUILD, CHAT)]
    for destination in channels:
        await built.set(destination)
    built.clock.instant = NINE
    posters = [built.poster(store) for store in two_stores for _ in range(2)]
    done = await asyncio.gather(*(poster.post_due() for poster in posters))
    assert [fault for each in done for fault in each.faults] == []
    assert sum(len(each.outcomes) for each in done) == len(channels)
    assert [built.posts(platform) for platform in BOTH] == [6, 6]


async def test_several_processes_find_an_open_slot_and_one_takes_it(two_stores: tuple[Store, Store]) -> None:
    built = station(two_stores[0])
    await add_episode(built.store, "e1", cues(60))
    await built.set(ON_TELEGRAM)
    built.clock.instant = NINE
    await end_at(built, "claimed", is_written=True)
    built.clock.advance(LEASE)
    posters = [built.poster(store) for store in two_stores for _ in range(2)]
    done = await asyncio.gather(*(poster.post_due() for poster in posters))
    assert sum(len(each.outcomes) for each in done) == 1
    assert built.posts(Platform.TELEGRAM) == 1


async def test_a_slot_that_was_left_open_by_a_removed_schedule_is_left_alone() -> None:
    built = await alone(Platform.TELEGRAM)
    await end_at(built, "claimed", is_written=True)
    [schedule] = await built.store.read(lambda snapshot: snapshot.schedules())
    await built.store.remove_schedule(schedule.id)
    built.clock.advance(LEASE)
    assert await round_of(built.poster()) == []
