"""Places that take no posts any more, and libraries with nothing to post: it is told once, and kept."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import NajiError, PostForbiddenError
from bot.model import Platform
from bot.slots import Plan, Reason, Schedule, SlotState
from tests.daily_faults import refused
from tests.daily_station import NINE, ON_DISCORD, Station, add_episode, alone, cues, round_of, station
from tests.memory import MemoryStore

DISCORD = Platform.DISCORD
DAY = timedelta(days=1)
SET = Plan(set_by="discord:1")


def forbidden() -> None:
    raise PostForbiddenError("post.forbidden", channel=70)


async def schedule_of(built: Station) -> Schedule:
    [schedule] = await built.store.read(lambda snapshot: snapshot.schedules())
    return schedule


async def test_a_place_that_takes_no_posts_any_more_has_its_schedule_rest_and_its_setter_told_once() -> None:
    built = await alone(DISCORD, SET)
    built.outboxes[DISCORD].before = forbidden
    poster = built.poster()
    for _ in range(3):
        await round_of(poster)
        built.clock.advance(DAY)
    schedule = await schedule_of(built)
    assert schedule.trouble == Reason("post.forbidden", (("channel", "70"),))
    assert (schedule.plan, schedule.is_paused) == (SET, False)
    assert [record.state for record in await built.records()] == [SlotState.FAILED]
    assert built.outboxes[DISCORD].channel.told == [("discord:1", "post.forbidden")]


async def test_a_post_by_hand_that_finds_the_same_trouble_tells_nobody_again() -> None:
    built = await alone(DISCORD, SET)
    built.outboxes[DISCORD].before = forbidden
    await round_of(built.poster())
    with pytest.raises(NajiError, match=r"post\.forbidden"):
        await built.poster().post_now(await schedule_of(built), "discord:2")
    assert len(built.outboxes[DISCORD].channel.told) == 1


async def test_after_it_was_resumed_it_posts_again_and_new_trouble_is_told_anew() -> None:
    built = await alone(DISCORD, SET)
    outbox, poster = built.outboxes[DISCORD], built.poster()
    outbox.before = forbidden
    await round_of(poster)
    await built.store.resume_schedule((await schedule_of(built)).id, built.clock.now())
    outbox.before = lambda: None
    built.clock.advance(DAY)
    assert [record.state for record in await round_of(poster)] == [SlotState.SENT]
    outbox.before = forbidden
    built.clock.advance(DAY)
    await round_of(poster)
    assert len(outbox.channel.told) == 2


async def test_another_refusal_fails_its_slot_and_stops_nothing() -> None:
    built = await alone(DISCORD, SET)
    built.outboxes[DISCORD].before = refused
    await round_of(built.poster())
    assert (await schedule_of(built)).trouble is None
    assert built.outboxes[DISCORD].channel.told == []


@pytest.mark.parametrize("set_by", ["", "telegram:1"])
async def test_nobody_is_told_where_nobody_can_be(set_by: str) -> None:
    built = await alone(DISCORD, replace(SET, set_by=set_by))
    built.outboxes[DISCORD].before = forbidden
    await round_of(built.poster())
    assert (await schedule_of(built)).trouble is not None
    assert built.outboxes[DISCORD].channel.told == []


async def test_a_library_with_nothing_to_post_is_told_once_until_something_was_posted() -> None:
    built = station(MemoryStore())
    await built.set(ON_DISCORD, plan=SET)
    built.clock.instant = NINE
    channel, poster = built.outboxes[DISCORD].channel, built.poster()
    for _ in range(2):
        assert [record.state for record in await round_of(poster)] == [SlotState.FAILED]
        built.clock.advance(DAY)
    assert channel.told == [("discord:1", "daily.no_show")]
    await add_episode(built.store, "e1", cues(60))
    assert [record.state for record in await round_of(poster)] == [SlotState.SENT]
    schedule = await schedule_of(built)
    assert (schedule.warned, schedule.rests) == ("", False)
    await built.store.remove_episode("open", "e1")
    built.clock.advance(DAY)
    await round_of(poster)
    assert len(channel.told) == 2


async def test_a_schedule_of_one_show_posts_from_that_show_only() -> None:
    built = station(MemoryStore())
    for show in ("open", "other"):
        await add_episode(built.store, f"{show}-1", cues(120), show)
    for plan in (Plan(show="other"), Plan(show="gone")):
        await built.set(replace(ON_DISCORD, channel=plan.show), plan=plan)
    built.clock.instant = NINE
    poster = built.poster()
    for _ in range(3):
        await round_of(poster)
        built.clock.advance(DAY)
    posts = built.outboxes[DISCORD].channel.messages
    assert [(post.destination.channel, post.clip.episode.show.slug) for post in posts] == [("other", "other")] * 3
    assert {record.state for record in await built.records()} == {SlotState.SENT, SlotState.FAILED}
