"""The contract of the ports, over both stores: what is recognised, and what the operator says."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from bot.model import EpisodeId
from bot.ports import Store
from bot.segment_ports import Recognition
from bot.segments import Kind, Segment
from tests.store_drafts import STORES, Script, episode_named, opened

AD = Segment(1000, 5000, Kind.SPONSOR, 0.75)
BYE = Segment(8000, 9000, Kind.OUTRO, 0.5)
PRIZE = Segment(6000, 7000, Kind.GIVEAWAY, by_operator=True)


@pytest.fixture(params=STORES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    async with opened(request.param, tmp_path) as empty:
        yield empty


def recognition(*segments: Segment, version: int = 1, basis: str = "") -> Recognition:
    return Recognition(version, b"sketch", basis, segments)


async def held(store: Store, *episodes: EpisodeId) -> dict[EpisodeId, list[Segment]]:
    found = await store.read(lambda snapshot: snapshot.segments(episodes))
    return {episode: list(each) for episode, each in found.items()}


async def put(store: Store, stem: str, show: str = "tech") -> EpisodeId:
    return await store.put_episode(Script(stem, show=show).draft())


async def said(store: Store, stem: str) -> Sequence[Segment]:
    return await store.read(lambda snapshot: snapshot.said_segments("tech", stem))


async def test_what_was_recognised_holds_in_its_episode(store: Store) -> None:
    one, two, three = [await put(store, stem) for stem in ("e1", "e2", "e3")]
    assert await store.put_recognitions({one: recognition(AD, BYE), two: recognition(BYE), three: recognition()}) == 3
    assert await held(store, one, three) == {one: [AD, BYE]}
    assert await held(store) == {}


async def test_what_is_recognised_anew_takes_the_place_of_the_old(store: Store) -> None:
    one = await put(store, "e1")
    await store.put_recognitions({one: recognition(AD)})
    await store.put_recognitions({one: recognition(BYE, basis="other")})
    assert await held(store, one) == {one: [BYE]}
    show = (await store.read(lambda snapshot: episode_named(snapshot, "e1"))).show.id
    known = await store.read(lambda snapshot: snapshot.recognitions(show))
    assert known == {one: Recognition(1, b"sketch", "other")}


async def test_what_a_newer_program_recognised_stays(store: Store) -> None:
    one = await put(store, "e1")
    await store.put_recognitions({one: recognition(AD, version=2)})
    assert await store.put_recognitions({one: recognition(BYE, version=1)}) == 0
    assert await held(store, one) == {one: [AD]}


async def test_an_episode_that_is_gone_is_passed_over(store: Store) -> None:
    one = await put(store, "e1")
    assert await store.put_recognitions({EpisodeId(99): recognition(AD), one: recognition(AD)}) == 1
    assert await held(store, one, EpisodeId(99)) == {one: [AD]}


async def test_a_show_is_unrecognised_while_one_of_its_episodes_is(store: Store) -> None:
    one, two, other = await put(store, "e1"), await put(store, "e2"), await put(store, "e1", "art")
    assert len(await store.read(lambda snapshot: snapshot.unrecognised(1))) == 2
    await store.put_recognitions({one: recognition(), other: recognition()})
    (left,) = await store.read(lambda snapshot: snapshot.unrecognised(1))
    known = await store.read(lambda snapshot: snapshot.recognitions(left))
    assert known == {one: recognition(), two: None}
    await store.put_recognitions({two: recognition()})
    assert await store.read(lambda snapshot: snapshot.unrecognised(1)) == []
    assert len(await store.read(lambda snapshot: snapshot.unrecognised(2))) == 2


async def test_a_new_version_of_an_episode_is_looked_at_anew(store: Store) -> None:
    one = await put(store, "e1")
    await store.put_recognitions({one: recognition(AD)})
    again = await put(store, "e1")
    assert await held(store, one, again) == {}
    assert len(await store.read(lambda snapshot: snapshot.unrecognised(1))) == 1


async def test_what_the_operator_says_outlives_imports_and_recognition(store: Store) -> None:
    await put(store, "e1")
    await store.say_segment("tech", "e1", Segment(2000, 3000, Kind.SHOW, by_operator=True))
    await store.say_segment("tech", "e1", PRIZE)
    one = await put(store, "e1")
    await store.put_recognitions({one: recognition(AD)})
    assert await held(store, one) == {
        one: [Segment(1000, 2000, Kind.SPONSOR, 0.75), Segment(3000, 5000, Kind.SPONSOR, 0.75), PRIZE]
    }
    assert [each.kind for each in await said(store, "e1")] == [Kind.SHOW, Kind.GIVEAWAY]


async def test_what_was_said_of_another_episode_does_not_hold(store: Store) -> None:
    one = await put(store, "e1")
    await put(store, "e2")
    await put(store, "e1", "art")
    await store.say_segment("tech", "e2", PRIZE)
    await store.say_segment("art", "e1", PRIZE)
    assert await held(store, one) == {}
    assert await said(store, "e1") == []


async def test_what_was_said_is_forgotten_at_once(store: Store) -> None:
    one = await put(store, "e1")
    for _ in range(2):
        await store.say_segment("tech", "e1", PRIZE)
    assert await store.unsay_segments("tech", "e1") == 2
    assert await store.unsay_segments("tech", "e1") == 0
    assert await held(store, one) == {}
