"""What a process left sending, where what stands in a channel can be read."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.daily import GRACE
from bot.model import Platform
from bot.sending import NONCE_WINDOW
from bot.slots import SlotState
from bot.standing import LEASE
from tests.daily_faults import offline, unanswered
from tests.daily_station import Station, alone, round_of

DISCORD = Platform.DISCORD
HOUR = timedelta(hours=1)


async def left_sending(*, has_arrived: bool) -> Station:
    """A process that died with its request."""
    built = await alone(DISCORD, is_readable=True)
    outbox = built.outboxes[DISCORD]
    if has_arrived:
        outbox.after = unanswered
    else:
        outbox.before = unanswered
    await round_of(built.poster())
    outbox.before = outbox.after = lambda: None
    return built


@pytest.mark.parametrize("later", [LEASE, NONCE_WINDOW, HOUR, -HOUR, GRACE + HOUR])
async def test_a_post_that_stands_is_recorded_and_not_sent_again(later: timedelta) -> None:
    built = await left_sending(has_arrived=True)
    built.clock.advance(later)
    [record] = await round_of(built.poster())
    assert (record.state, record.message) == (SlotState.SENT, "1")
    assert built.outboxes[DISCORD].channel.requests == 1


@pytest.mark.parametrize("later", [LEASE, NONCE_WINDOW, HOUR, -HOUR])
async def test_a_post_that_does_not_stand_is_sent_again(later: timedelta) -> None:
    built = await left_sending(has_arrived=False)
    built.clock.advance(later)
    assert [record.state for record in await round_of(built.poster())] == [SlotState.SENT]
    assert built.posts(DISCORD) == 1


async def test_a_post_that_does_not_stand_is_skipped_after_the_grace() -> None:
    built = await left_sending(has_arrived=False)
    built.clock.advance(GRACE + HOUR)
    assert [record.state for record in await round_of(built.poster())] == [SlotState.SKIPPED]
    assert built.posts(DISCORD) == 0


async def test_a_post_that_stands_is_recorded_although_its_clip_is_gone() -> None:
    built = await left_sending(has_arrived=True)
    await built.store.remove_episode("open", "e1")
    built.clock.advance(LEASE)
    assert [record.state for record in await round_of(built.poster())] == [SlotState.SENT]


async def test_what_cannot_be_looked_for_just_now_is_looked_for_later() -> None:
    built = await left_sending(has_arrived=True)
    outbox = built.outboxes[DISCORD]
    outbox.look = offline
    built.clock.advance(LEASE)
    assert [record.state for record in await round_of(built.poster())] == [SlotState.SENDING]
    outbox.look = lambda: None
    assert await round_of(built.poster()) == []
    built.clock.advance(LEASE)
    assert [record.state for record in await round_of(built.poster())] == [SlotState.SENT]


async def test_a_platform_that_leaves_before_the_look_is_looked_at_later() -> None:
    built = await left_sending(has_arrived=True)
    built.clock.advance(LEASE)
    poster, store = built.poster(), built.store
    [record] = await built.records()
    found = await poster._agenda()
    outbox = built.outboxes.pop(DISCORD)
    [work] = found.works
    assert work.seen == record
    left = await poster._sending.settle(work)
    assert left is not None
    assert left.state is SlotState.SENDING
    built.outboxes[DISCORD] = outbox
    built.clock.advance(LEASE)
    assert [each.state for each in await round_of(built.poster(store))] == [SlotState.SENT]


async def test_a_post_in_a_channel_that_became_unreadable_is_repeated_within_the_nonces_minutes_only() -> None:
    built = await left_sending(has_arrived=True)
    built.outboxes[DISCORD].channel.is_readable = False
    built.clock.advance(LEASE)
    [record] = await round_of(built.poster())
    assert (record.state, record.message) == (SlotState.SENT, "1")
    assert [post.may_stand for post in built.outboxes[DISCORD].channel.messages] == [False]
    built = await left_sending(has_arrived=False)
    built.outboxes[DISCORD].channel.is_readable = False
    built.clock.advance(NONCE_WINDOW)
    assert [each.state for each in await round_of(built.poster())] == [SlotState.UNKNOWN]


async def test_a_schedule_that_rests_is_sent_nothing_that_was_left_open() -> None:
    for has_arrived, state in ((True, SlotState.SENT), (False, SlotState.SKIPPED)):
        built = await left_sending(has_arrived=has_arrived)
        [schedule] = await built.store.read(lambda snapshot: snapshot.schedules())
        await built.store.pause_schedule(schedule.id)
        built.clock.advance(LEASE)
        assert [record.state for record in await round_of(built.poster())] == [state]


async def test_a_slot_without_its_beginning_is_looked_for_too() -> None:
    built = await left_sending(has_arrived=True)
    [record] = await built.records()
    assert await built.store.replace_slot(record, replace(record, begun=None))
    built.clock.advance(LEASE)
    assert [each.state for each in await round_of(built.poster())] == [SlotState.SENT]
