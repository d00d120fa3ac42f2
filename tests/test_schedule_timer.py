"""The clock that wakes the poster: it rings, it keeps running, it says what became of a post, it stops."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.errors import PostRefusedError, StoreError
from bot.model import Platform
from bot.standing import LEASE
from handlers.schedule import EVERY_S, SchedulerAlarm, Timer
from tests.daily_station import NINE, Station, alone

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
FAR_OFF = datetime(9999, 1, 1, tzinfo=UTC)


class HandAlarm:
    """`handlers.schedule.Alarm` that rings when a test says so."""

    def __init__(self) -> None:
        self.ring: Callable[[], None] = lambda: None
        self.instants: list[datetime | None] = []
        self.stops = 0

    def start(self, ring: Callable[[], None]) -> None:
        self.ring = ring

    def set(self, instant: datetime | None) -> None:
        self.instants.append(instant)

    async def stop(self) -> None:
        self.stops += 1


@pytest.fixture
async def built() -> Station:
    return await alone(Platform.TELEGRAM)


@pytest.fixture
def alarm() -> HandAlarm:
    return HandAlarm()


async def settle() -> None:
    """Let every round that can go on go on."""
    for _ in range(50):
        await asyncio.sleep(0)


def rounds() -> list[asyncio.Task[Any]]:
    return [task for task in asyncio.all_tasks() if task.get_name() == "daily"]


# ---------------------------------------------------------------- the timer


async def test_at_the_start_it_posts_what_is_due_and_says_when_to_ring_next(built: Station, alarm: HandAlarm) -> None:
    timer = Timer(built.poster(), alarm)
    timer.start()
    await settle()
    assert built.posts(Platform.TELEGRAM) == 1
    assert alarm.instants[-1] == NINE + timedelta(days=1)
    await timer.stop()


async def test_each_ring_posts_what_is_due_by_then(built: Station, alarm: HandAlarm) -> None:
    timer = Timer(built.poster(), alarm)
    timer.start()
    await settle()
    for day in range(1, 4):
        built.clock.instant = NINE + timedelta(days=day)
        alarm.ring()
        alarm.ring()
        await settle()
        assert built.posts(Platform.TELEGRAM) == 1 + day
    await timer.stop()


async def test_after_a_round_it_rings_when_what_is_open_may_be_taken_up_again(alarm: HandAlarm) -> None:
    built = await alone(Platform.DISCORD)
    built.outboxes[Platform.DISCORD].before = go_silent
    await one_round(built, alarm)
    assert alarm.instants[-1] == NINE + LEASE


def go_silent() -> None:
    raise TimeoutError


async def test_before_the_start_and_after_the_stop_it_wakes_for_nothing(built: Station, alarm: HandAlarm) -> None:
    timer = Timer(built.poster(), alarm)
    timer.wake()
    await timer.stop()
    assert alarm.stops == 0
    timer.start()
    await timer.stop()
    timer.wake()
    assert rounds() == []
    assert (alarm.stops, built.posts(Platform.TELEGRAM)) == (1, 0)


async def test_a_post_that_is_held_up_holds_up_neither_the_next_ring_nor_the_stop(
    built: Station, alarm: HandAlarm
) -> None:
    outbox = built.outboxes[Platform.TELEGRAM]
    outbox.hang = asyncio.Event()
    timer = Timer(built.poster(), alarm)
    timer.start()
    await outbox.reached.wait()
    assert alarm.instants == [NINE + timedelta(days=1)]
    outbox.reached.clear()
    built.clock.instant = NINE + timedelta(days=1)
    alarm.ring()
    await outbox.reached.wait()
    await timer.stop()
    assert rounds() == []
    assert built.posts(Platform.TELEGRAM) == 0


async def test_it_is_woken_by_a_change_of_the_schedules(built: Station, alarm: HandAlarm) -> None:
    timer = Timer(built.poster(), alarm)
    timer.start()
    await settle()
    [schedule] = await built.store.read(lambda snapshot: snapshot.schedules())
    await built.store.remove_schedule(schedule.id)
    timer.wake()
    await settle()
    assert alarm.instants[-1] is None
    await timer.stop()


# ---------------------------------------------------------------- what it says


def lines(caplog: pytest.LogCaptureFixture) -> list[tuple[int, str]]:
    return [(each.levelno, each.getMessage()) for each in caplog.records if each.name == "handlers.schedule"]


async def one_round(built: Station, alarm: HandAlarm, poster: Any = None) -> None:
    timer = Timer(poster or built.poster(), alarm)
    timer.start()
    await settle()
    await timer.stop()


async def test_a_post_is_logged(built: Station, alarm: HandAlarm, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    await one_round(built, alarm)
    text = "daily clip of 2024-05-01 09:00 Asia/Taipei for telegram:-7, channel -7: sent"
    assert lines(caplog) == [(logging.INFO, text)]


async def test_a_post_that_failed_or_is_unknown_is_logged_as_a_warning(
    built: Station, alarm: HandAlarm, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse() -> None:
        raise PostRefusedError("post.refused")

    for day, (before, said) in enumerate([(refuse, "failed (post.refused)"), (go_silent, "unknown")]):
        built.clock.instant = NINE + timedelta(days=day)
        built.outboxes[Platform.TELEGRAM].before = before
        await one_round(built, alarm)
        level, text = lines(caplog)[-1]
        assert level == logging.WARNING
        assert text.endswith(f": {said}")


async def test_a_fault_of_a_post_is_logged_with_its_trace_and_an_incident_id(
    built: Station, alarm: HandAlarm, caplog: pytest.LogCaptureFixture
) -> None:
    def fault() -> None:
        raise LookupError("a bug")

    built.outboxes[Platform.TELEGRAM].before = fault
    await one_round(built, alarm)
    [record] = [each for each in caplog.records if each.name == "handlers.schedule"]
    assert record.getMessage().startswith("daily clip: incident ")
    assert record.exc_info is not None


async def test_a_store_that_fails_is_logged_in_a_line_and_the_next_ring_works(
    built: Station, alarm: HandAlarm, caplog: pytest.LogCaptureFixture
) -> None:
    poster = built.poster()
    broken = True

    class Moody:
        async def next_wake(self) -> datetime | None:
            if broken:
                raise StoreError("store.busy", path="naji.db", reason="locked")
            return await poster.next_wake()

        post_due = poster.post_due

    moody: Any = Moody()
    timer = Timer(moody, alarm)
    timer.start()
    await settle()
    assert lines(caplog) == [(logging.ERROR, "daily clip: store.busy(path='naji.db', reason='locked')")]
    broken = False
    alarm.ring()
    await settle()
    assert built.posts(Platform.TELEGRAM) == 1
    await timer.stop()


# ---------------------------------------------------------------- APScheduler


async def test_it_rings_for_an_instant_that_is_long_past() -> None:
    alarm = SchedulerAlarm()
    rung = asyncio.Event()
    alarm.start(rung.set)
    alarm.set(LONG_AGO)
    async with asyncio.timeout(10):
        await rung.wait()
    await alarm.stop()


async def test_it_rings_every_minute_besides_and_once_for_what_it_missed() -> None:
    alarm = SchedulerAlarm()
    alarm.start(lambda: None)
    [job] = alarm._scheduler.get_jobs()
    assert (job.trigger.interval, EVERY_S) == (timedelta(minutes=1), 60)
    assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)
    await alarm.stop()


async def test_a_new_instant_takes_the_place_of_the_one_before() -> None:
    alarm = SchedulerAlarm()
    alarm.start(lambda: None)
    for instant in (FAR_OFF, FAR_OFF + timedelta(hours=1)):
        alarm.set(instant)
        assert alarm._scheduler.get_job("next").next_run_time == instant
    for _ in range(2):
        alarm.set(None)
        assert len(alarm._scheduler.get_jobs()) == 1
    await alarm.stop()


async def test_a_stopped_alarm_rings_no_more_and_leaves_no_task() -> None:
    rung: list[int] = []
    alarm = SchedulerAlarm()
    alarm.start(lambda: rung.append(1))
    alarm.set(LONG_AGO)
    await alarm.stop()
    await settle()
    assert rung == []
    assert not alarm._scheduler.running
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_the_timer_has_an_alarm_of_its_own(built: Station) -> None:
    timer = Timer(built.poster())
    timer.start()
    await settle()
    assert built.posts(Platform.TELEGRAM) == 1
    await timer.stop()
    await settle()
    assert rounds() == []


async def test_the_library_says_nothing_of_its_rings(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    rung = asyncio.Event()
    alarm = SchedulerAlarm()
    alarm.start(rung.set)
    alarm.set(datetime.now(UTC))
    await asyncio.wait_for(rung.wait(), 5)
    await alarm.stop()
    assert not [record for record in caplog.records if record.name.startswith("apscheduler")]
