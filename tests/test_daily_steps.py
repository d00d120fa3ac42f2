"""What is done with a post once it stands: pins and threads."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.daily import GRACE
from bot.model import Platform
from bot.slots import Plan, Slot, SlotState, Step
from bot.standing import LEASE
from tests.daily_faults import crash, offline, refused, unanswered
from tests.daily_station import NINE, Station, alone, round_of
from tests.test_daily_crash import CrashingStore

DISCORD = Platform.DISCORD
BOTH = Plan(pins=True, opens_thread=True)
DAY = timedelta(days=1)


async def steps(built: Station) -> list[tuple[Step | None, Step | None]]:
    """How far pin and thread of each slot are."""
    return [(record.pin, record.thread) for record in await built.records()]


async def test_a_post_is_pinned_in_place_of_the_one_before_and_has_a_thread() -> None:
    built = await alone(DISCORD, BOTH)
    poster = built.poster()
    for _ in range(2):
        [record] = await round_of(poster)
        assert (record.pin, record.thread) == (Step.DONE, Step.DONE)
        built.clock.advance(DAY)
    channel = built.outboxes[DISCORD].channel
    assert channel.pinned == ["2"]
    assert channel.threads == [("1", date(2024, 5, 1)), ("2", date(2024, 5, 2))]
    assert await steps(built) == [(Step.UNDONE, Step.DONE), (Step.DONE, Step.DONE)]


async def test_without_a_wish_nothing_is_done() -> None:
    built = await alone(DISCORD)
    await round_of(built.poster())
    assert await steps(built) == [(None, None)]


async def test_a_thread_is_opened_without_a_pin() -> None:
    built = await alone(DISCORD, Plan(opens_thread=True))
    await round_of(built.poster())
    assert await steps(built) == [(None, Step.DONE)]


async def test_on_telegram_there_are_no_threads() -> None:
    built = await alone(Platform.TELEGRAM, BOTH)
    await round_of(built.poster())
    assert await steps(built) == [(Step.DONE, None)]


async def test_a_step_that_is_refused_has_failed_and_the_post_stands() -> None:
    built = await alone(DISCORD, BOTH)
    built.outboxes[DISCORD].step = refused
    [record] = await round_of(built.poster())
    assert (record.state, record.pin, record.thread) == (SlotState.SENT, Step.FAILED, Step.FAILED)
    built.clock.advance(LEASE)
    assert await round_of(built.poster()) == []


@pytest.mark.parametrize("trouble", [unanswered, offline])
async def test_a_step_without_an_answer_is_done_later(trouble: Any) -> None:
    built = await alone(DISCORD, BOTH)
    outbox, poster = built.outboxes[DISCORD], built.poster()
    outbox.step = trouble
    [record] = await round_of(poster)
    assert (record.pin, record.thread) == (Step.DUE, Step.DUE)
    assert await poster.next_wake() == NINE + LEASE
    outbox.step = lambda: None
    built.clock.advance(LEASE)
    [record] = await round_of(poster)
    assert (record.pin, record.thread) == (Step.DONE, Step.DONE)
    assert built.posts(DISCORD) == 1


async def test_a_step_that_is_never_answered_is_given_up_after_the_grace() -> None:
    built = await alone(DISCORD, BOTH)
    built.outboxes[DISCORD].step = unanswered
    await round_of(built.poster())
    built.clock.advance(GRACE + LEASE)
    await round_of(built.poster())
    assert await steps(built) == [(Step.FAILED, Step.FAILED)]


async def test_a_process_that_ends_with_a_step_is_followed_by_one_that_does_it() -> None:
    built = await alone(DISCORD, BOTH)
    built.outboxes[DISCORD].step = crash
    await built.poster().post_due()
    assert await steps(built) == [(Step.DUE, Step.DUE)]
    built.outboxes[DISCORD].step = lambda: None
    assert await round_of(built.poster()) == []
    built.clock.advance(LEASE)
    await round_of(built.poster())
    assert await steps(built) == [(Step.DONE, Step.DONE)]


async def test_of_two_processes_one_does_the_steps_that_were_left() -> None:
    built = await alone(DISCORD, BOTH)
    built.outboxes[DISCORD].step = crash
    await built.poster().post_due()
    built.outboxes[DISCORD].step = lambda: None
    built.clock.advance(LEASE)

    class Overtaken(CrashingStore):
        async def _at(self, _step: str, writing: Any) -> Any:
            writing.close()
            return False

    store: Any = Overtaken(built.store, "", is_written=True)
    assert await round_of(built.poster(store)) == []
    assert await steps(built) == [(Step.DUE, Step.DUE)]


async def test_an_older_post_is_not_pinned_in_place_of_a_newer_one() -> None:
    built = await alone(DISCORD, Plan(pins=True))
    built.outboxes[DISCORD].step = crash
    await built.poster().post_due()
    built.outboxes[DISCORD].step = lambda: None
    [record] = await built.records()
    newer = replace(record, slot=Slot(record.slot.schedule, record.slot.day, 100), pin=Step.DONE, begun=NINE + DAY)
    await built.store.claim_slot(newer)
    built.clock.advance(LEASE)
    await round_of(built.poster())
    assert [pin for pin, _ in await steps(built)] == [Step.UNDONE, Step.DONE]
    assert built.outboxes[DISCORD].channel.pinned == []


async def test_a_platform_that_has_left_does_no_step() -> None:
    built = await alone(DISCORD, BOTH)

    class Leaving(CrashingStore):
        async def _at(self, step: str, writing: Any) -> Any:
            if step == "sent":
                built.outboxes.clear()
            return await writing

    store: Any = Leaving(built.store, "", is_written=True)
    [record] = await round_of(built.poster(store))
    assert (record.pin, record.thread) == (Step.DUE, Step.DUE)
