"""The contract of the ports, over both stores: votes, suggestions, and what choosing a clip reads."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.model import ClipId, ClipMove, Destination, Place, PlaceKind, Platform
from bot.picks import Ballot, Liked, Suggestion, Tally, Verdict
from bot.ports import Store
from bot.slots import PostedSpan, Slot, SlotRecord, SlotState
from storage.sqlite import SqliteStore
from tests.memory import MemoryStore
from tests.store_drafts import STORES, Script, clip_in, episode_named, opened, scope_of, whole

GUILD = Place(Platform.DISCORD, PlaceKind.GROUP, "7")
OTHER = Place(Platform.DISCORD, PlaceKind.GROUP, "8")
NOON = datetime(2024, 6, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
ONE, TWO, NEWS = ClipId("aaaaaa"), ClipId("bbbbbb"), ClipId("cccccc")
ANN, BO, CY = "discord:1", "discord:2", "discord:3"
SPAN = PostedSpan("tech", "e1", 1000, 4000)


@pytest.fixture(params=STORES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    async with opened(request.param, tmp_path) as filled:
        await filled.put_episode(Script("e1").draft())
        await filled.put_episode(Script("n1", show="news").draft())
        tech, news = await filled.read(lambda s: (episode_named(s, "e1"), episode_named(s, "n1", "news")))
        for clip in (clip_in(tech, ONE), clip_in(tech, TWO, 5000, 9000), clip_in(news, NEWS)):
            await filled.keep_clip(clip)
        yield filled


async def bookmark(store: Store, person: str, clip: ClipId) -> None:
    if isinstance(store, MemoryStore):
        await store.bookmark(person, clip)
    else:
        await store.people.save(person, clip, NOON, 10)


async def vote(store: Store, clip: ClipId, person: str, weight: int = 1, place: Place = GUILD) -> Ballot:
    ballot, tally = await store.vote(place, clip, person, weight, NOON)
    assert tally == await store.read(lambda s: s.tally(place, clip))
    return ballot


async def voted(store: Store, *slugs: str, place: Place = GUILD) -> list[tuple[ClipId, int]]:
    found = await store.read(lambda s: s.voted(place, scope_of(s, *slugs) if slugs else whole(s)))
    return [(each.clip, each.count) for each in found]


async def saved(store: Store, *slugs: str) -> list[Liked]:
    return list(await store.read(lambda s: s.saved(scope_of(s, *slugs) if slugs else whole(s))))


async def suggestions(store: Store, place: Place = GUILD) -> list[Suggestion]:
    return list(await store.read(lambda s: s.suggestions(place)))


def suggestion(clip: ClipId = ONE, person: str = ANN, suggested: datetime = NOON) -> Suggestion:
    return Suggestion(GUILD.key, clip, person, suggested)


def decided(verdict: Verdict, clip: ClipId = ONE, person: str = "", by: str = CY) -> Suggestion:
    return Suggestion(GUILD.key, clip, person, LATER, verdict, by, LATER)


async def gone(store: Store) -> None:
    """The words of both clips of the show tech are gone."""
    moves = [ClipMove(clip, None) for clip in (ONE, TWO)]
    await store.put_episode(replace(Script("e1", version="v2").draft(), moves=moves))


# ---------------------------------------------------------------- votes


async def test_votes_are_summed_for_each_clip_of_a_place(store: Store) -> None:
    assert await vote(store, ONE, ANN) is Ballot.UP
    assert await vote(store, ONE, BO) is Ballot.UP
    assert await vote(store, ONE, CY, -1) is Ballot.DOWN
    await vote(store, NEWS, ANN, -1)
    await vote(store, ONE, ANN, -1, OTHER)
    assert await voted(store) == [(ONE, 1), (NEWS, -1)]
    assert await voted(store, "news") == [(NEWS, -1)]
    assert await voted(store, place=OTHER) == [(ONE, -1)]


async def test_the_same_vote_again_takes_it_back_and_the_other_replaces_it(store: Store) -> None:
    await vote(store, ONE, ANN)
    assert await vote(store, ONE, ANN) is Ballot.TAKEN_BACK
    assert await voted(store) == []
    await vote(store, ONE, ANN)
    assert await vote(store, ONE, ANN, -1) is Ballot.DOWN
    assert await voted(store) == [(ONE, -1)]


async def test_a_tally_tells_how_many_are_for_and_against(store: Store) -> None:
    assert await store.read(lambda s: s.tally(GUILD, ONE)) == Tally()
    for person, weight in ((ANN, 1), (BO, 1), (CY, -1)):
        await vote(store, ONE, person, weight)
    await vote(store, TWO, ANN)
    await vote(store, ONE, ANN, place=OTHER)
    assert await store.read(lambda s: s.tally(GUILD, ONE)) == Tally(2, 1)


async def test_votes_on_words_that_are_gone_count_when_they_are_back(store: Store) -> None:
    await vote(store, ONE, ANN)
    await gone(store)
    assert await voted(store) == []
    await store.put_episode(replace(Script("e1").draft(), moves=[ClipMove(ONE, (7000, 9000)), ClipMove(TWO, None)]))
    [liked] = await store.read(lambda s: s.voted(GUILD, whole(s)))
    assert liked == Liked(ONE, PostedSpan("tech", "e1", 7000, 9000), 1)


# ---------------------------------------------------------------- saved clips


async def test_who_saved_a_clip_is_counted_wherever_they_did(store: Store) -> None:
    for person, clip in ((ANN, ONE), (BO, ONE), (ANN, NEWS)):
        await bookmark(store, person, clip)
    assert [(each.clip, each.count) for each in await saved(store)] == [(ONE, 2), (NEWS, 1)]
    assert await saved(store, "tech") == [Liked(ONE, SPAN, 2)]


async def test_what_is_saved_or_moves_later_is_seen(store: Store) -> None:
    await bookmark(store, ANN, ONE)
    assert await saved(store) == [Liked(ONE, SPAN, 1)]
    await bookmark(store, BO, ONE)
    assert await saved(store) == [Liked(ONE, SPAN, 2)]
    await store.put_episode(
        replace(Script("e1", version="v2").draft(), moves=[ClipMove(ONE, (7000, 9000)), ClipMove(TWO, None)])
    )
    assert await saved(store) == [Liked(ONE, PostedSpan("tech", "e1", 7000, 9000), 2)]
    await gone(store)
    assert await saved(store) == []


# ---------------------------------------------------------------- suggestions


async def test_a_clip_is_suggested_once_in_a_place(store: Store) -> None:
    assert await store.suggest(suggestion(TWO, suggested=LATER))
    assert await store.suggest(suggestion())
    assert not await store.suggest(suggestion(person=BO))
    assert await store.suggest(replace(suggestion(), place=OTHER.key))
    assert await suggestions(store) == [
        replace(suggestion(), span=SPAN),
        replace(suggestion(TWO, suggested=LATER), span=PostedSpan("tech", "e1", 5000, 9000)),
    ]


async def test_what_waits_of_a_person_is_counted_over_all_places(store: Store) -> None:
    await store.suggest(suggestion())
    await store.suggest(replace(suggestion(TWO), place=OTHER.key))
    await store.suggest(suggestion(NEWS, BO))
    assert await store.read(lambda s: s.open_suggestions(ANN)) == 2
    await store.decide(decided(Verdict.APPROVED))
    assert await store.read(lambda s: s.open_suggestions(ANN)) == 1


async def test_what_is_decided_keeps_who_suggested_it(store: Store) -> None:
    await store.suggest(suggestion())
    assert await store.decide(decided(Verdict.APPROVED))
    [found] = await suggestions(store)
    assert found == Suggestion(GUILD.key, ONE, ANN, NOON, Verdict.APPROVED, CY, LATER, SPAN)
    assert not await store.decide(decided(Verdict.APPROVED, by=BO))
    assert await store.decide(decided(Verdict.DECLINED, by=BO))
    [found] = await suggestions(store)
    assert (found.verdict, found.person, found.decided_by) == (Verdict.DECLINED, ANN, BO)
    assert not await store.suggest(suggestion(person=BO))


async def test_a_clip_nobody_suggested_is_decided_on_too(store: Store) -> None:
    assert await store.decide(decided(Verdict.DECLINED))
    [found] = await suggestions(store)
    assert found == Suggestion(GUILD.key, ONE, "", LATER, Verdict.DECLINED, CY, LATER, SPAN)


async def test_a_suggestion_is_withdrawn_with_what_was_decided(store: Store) -> None:
    await store.decide(decided(Verdict.DECLINED))
    assert not await store.withdraw(OTHER, ONE)
    assert await store.withdraw(GUILD, ONE)
    assert not await store.withdraw(GUILD, ONE)
    assert await suggestions(store) == []


async def test_a_suggestion_whose_words_are_gone_has_no_span(store: Store) -> None:
    await store.suggest(suggestion())
    await gone(store)
    assert await suggestions(store) == [suggestion()]


# ---------------------------------------------------------------- posts


async def post(store: Store, channel: str, clip: ClipId | None, day: int, state: SlotState = SlotState.SENT) -> None:
    schedule = await store.set_schedule(Destination(GUILD, channel), time(9), "Asia/Taipei", NOON)
    begun = NOON + timedelta(days=day)
    record = SlotRecord(
        Slot(schedule.id, date(2024, 6, day)), state, "me", begun, begun, clip, "m", why=(("tier", "best"),)
    )
    await store.claim_slot(record)


async def test_posts_are_told_by_destination_and_by_clip(store: Store) -> None:
    await post(store, "70", TWO, 3)
    await post(store, "70", ONE, 2)
    await post(store, "71", ONE, 1, SlotState.UNKNOWN)
    await post(store, "71", TWO, 2, SlotState.FAILED)
    await post(store, "71", None, 3)
    here = await store.read(lambda s: s.posts(Destination(GUILD, "70")))
    assert [(each.record.clip, each.span.start_ms, each.zone) for each in here] == [
        (ONE, 1000, "Asia/Taipei"),
        (TWO, 5000, "Asia/Taipei"),
    ]
    assert here[0].record.why == (("tier", "best"),)
    found = await store.read(lambda s: s.posts_of(ONE))
    assert [(each.destination.channel, each.record.slot.day.day) for each in found] == [("71", 1), ("70", 2)]


async def test_posts_of_a_schedule_that_was_removed_are_told(store: Store) -> None:
    await post(store, "70", ONE, 2)
    [schedule] = await store.read(lambda s: s.schedules())
    await store.remove_schedule(schedule.id)
    assert len(await store.read(lambda s: s.posts(schedule.destination))) == 1


# ---------------------------------------------------------------- the library's version


async def test_the_version_changes_with_the_words_and_with_nothing_else(store: Store) -> None:
    async def version() -> int:
        return await store.read(lambda s: s.library_version())

    seen = [await version()]
    await vote(store, ONE, ANN)
    await store.suggest(suggestion())
    assert await version() == seen[0]
    await store.put_episode(Script("e2").draft())
    seen.append(await version())
    await store.remove_episode("tech", "e2")
    seen.append(await version())
    assert len(set(seen)) == 3


async def test_whoever_opted_out_has_no_vote_and_is_not_named(store: Store) -> None:
    if isinstance(store, SqliteStore):
        await store.people.opt(ANN, out=True)
    else:
        assert isinstance(store, MemoryStore)
        store._state.wanted = replace(store._state.wanted, opted_out=frozenset({ANN}))
    assert await vote(store, ONE, ANN) is Ballot.OPTED_OUT
    assert await voted(store) == []
    await store.decide(decided(Verdict.APPROVED, person=ANN, by=ANN))
    [found] = await suggestions(store)
    assert (found.person, found.decided_by) == ("", "")
