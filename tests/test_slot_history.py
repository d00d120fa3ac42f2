"""What was posted in a place, newest first."""

from datetime import date, timedelta

import pytest

from bot.access import Access
from bot.corrections import Who
from bot.errors import NotFoundError
from bot.model import Clip, ClipId, Place, PlaceKind, Platform, PrivateAccess, Scope
from bot.moderation import Moderation
from bot.slot_history import MOST_POSTS, PastPost, SlotHistory
from bot.slots import Schedule, Slot, SlotRecord, SlotState
from tests.daily_station import CHAT, GUILD, MORNING, NINE, ON_DISCORD, ON_TELEGRAM, add_episode, cues, station
from tests.fixed_clock import FixedClock
from tests.memory import MemoryStore

OPERATOR = Place(Platform.CONSOLE, PlaceKind.OPERATOR)
ACCESS = Access({"secret": PrivateAccess(frozenset({"7"}))})
DAY = timedelta(days=1)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def history(store: MemoryStore) -> SlotHistory:
    return SlotHistory(store, ACCESS, FixedClock(NINE))


async def posted(
    store: MemoryStore,
    schedule: Schedule,
    *days_ago: int,
    state: SlotState = SlotState.SENT,
    nth: int = 0,
    clip: ClipId | None = None,
) -> None:
    """Have posts recorded of so many days before the first of May."""
    for ago in days_ago:
        slot = Slot(schedule.id, date(2024, 5, 1) - ago * DAY, nth)
        begun = NINE - ago * DAY + timedelta(minutes=nth)
        await store.claim_slot(SlotRecord(slot, state, "me", begun, begun=begun, clip=clip))


def told(posts: tuple[PastPost, ...]) -> list[tuple[int, int]]:
    """Day of the month and which of the day."""
    return [(post.record.slot.day.day, post.record.slot.nth) for post in posts]


async def test_the_last_posts_are_told_the_newest_first(store: MemoryStore, history: SlotHistory) -> None:
    schedule = await station(store).set(ON_DISCORD)
    await posted(store, schedule, *range(12))
    await posted(store, schedule, 1, nth=10)
    posts = await history.posts(GUILD)
    assert told(posts) == [(1, 0), (30, 10), (30, 0), (29, 0), (28, 0), (27, 0), (26, 0), (25, 0), (24, 0), (23, 0)]
    assert len(posts) == MOST_POSTS
    assert posts[0].instant == NINE
    assert posts[1].instant == NINE - DAY + timedelta(minutes=10)


async def test_what_has_not_come_yet_is_not_told(store: MemoryStore, history: SlotHistory) -> None:
    schedule = await station(store).set(ON_DISCORD)
    await posted(store, schedule, -1, state=SlotState.SKIPPED)
    assert await history.posts(GUILD) == ()


async def test_a_place_is_told_its_own_and_the_operator_all(store: MemoryStore, history: SlotHistory) -> None:
    stage = station(store)
    for destination in (ON_DISCORD, ON_TELEGRAM):
        await posted(store, await stage.set(destination), 0)
    assert [post.schedule.destination for post in await history.posts(CHAT)] == [ON_TELEGRAM]
    assert len(await history.posts(OPERATOR)) == 2


async def test_one_schedules_posts_can_be_asked_for(store: MemoryStore, history: SlotHistory) -> None:
    stage = station(store)
    for at in ("09:00", "08:30"):
        await posted(store, await stage.set(ON_DISCORD, at), 0)
    assert [f"{post.schedule.at:%H:%M}" for post in await history.posts(GUILD, "8:30")] == ["08:30"]
    with pytest.raises(NotFoundError, match=r"daily\.not_set"):
        await history.posts(GUILD, "3")


async def keep(store: MemoryStore, show: str) -> ClipId:
    """A clip of an episode of this show."""
    await add_episode(store, "e1", cues(4), show)
    shows = await store.read(lambda snapshot: snapshot.shows())
    scope = Scope(frozenset(each.id for each in shows if each.slug == show))
    [found] = await store.read(lambda snapshot: snapshot.episodes(scope))
    clip = Clip(ClipId("k7f2ab"), found, 0, 6000, cues(4)[0].text)
    await store.keep_clip(clip)
    return clip.id


async def test_a_clip_is_told_where_it_may_be_seen(store: MemoryStore, history: SlotHistory) -> None:
    clip = await keep(store, "secret")
    stage = station(store)
    for destination in (ON_DISCORD, ON_TELEGRAM):
        await posted(store, await stage.set(destination), 0, clip=clip)
    [here], [there] = await history.posts(GUILD), await history.posts(CHAT)
    assert (here.clip.id if here.clip else None, there.clip) == (clip, None)


async def test_a_hidden_clip_is_told_without_its_words(store: MemoryStore, history: SlotHistory) -> None:
    clip = await keep(store, "open")
    await posted(store, await station(store).set(ON_DISCORD), 0, clip=clip)
    await Moderation(store, ACCESS, FixedClock(NINE)).hide(Who(GUILD, "discord:1", may_manage=True), clip)
    [post] = await history.posts(GUILD)
    assert (post.clip, post.record.clip) == (None, clip)


async def test_what_nobody_knows_of_may_be_repeated_once(store: MemoryStore, history: SlotHistory) -> None:
    schedule = await station(store).set(ON_DISCORD)
    await posted(store, schedule, 0, 1, 2, state=SlotState.UNKNOWN)
    await posted(store, schedule, 1, nth=1)
    await posted(store, schedule, 2, nth=1, state=SlotState.FAILED)
    posts = {(post.record.slot.day.day, post.record.slot.nth): post.may_repeat for post in await history.posts(GUILD)}
    assert posts == {(1, 0): True, (30, 0): False, (30, 1): False, (29, 0): True, (29, 1): False}


async def test_a_post_that_came_to_nothing_is_told_when_it_was_given_up(
    store: MemoryStore, history: SlotHistory
) -> None:
    schedule = await station(store).set(ON_DISCORD)
    slot = Slot(schedule.id, date(2024, 5, 1), 10)
    await store.claim_slot(SlotRecord(slot, SlotState.FAILED, "me", MORNING))
    [post] = await history.posts(GUILD)
    assert post.instant == MORNING


async def test_a_schedule_is_found_by_its_id_while_it_stands(store: MemoryStore, history: SlotHistory) -> None:
    schedule = await station(store).set(ON_DISCORD)
    assert await history.schedule(schedule.id) == schedule
    await store.remove_schedule(schedule.id)
    with pytest.raises(NotFoundError, match=r"daily\.gone"):
        await history.schedule(schedule.id)
