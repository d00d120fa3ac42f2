"""The contract of the ports, over both stores: what is hidden, blocked and reported, and the log of it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.model import ClipId, ClipMove, EpisodeId, Place, PlaceKind, Platform
from bot.ports import Store
from bot.withheld import (
    ALL,
    EVERYWHERE,
    WHOLE_EPISODE,
    Act,
    BlockedWords,
    Decided,
    Hidden,
    Report,
    Said,
    Target,
    Withheld,
    reach_of,
)
from storage import withheld
from storage.sqlite import open_store
from tests.store_drafts import STORES, Script, clip_in, episode_named, opened

GUILD = Place(Platform.DISCORD, PlaceKind.GROUP, "7")
OTHER = Place(Platform.DISCORD, PlaceKind.GROUP, "8")
CONSOLE = Place(Platform.CONSOLE, PlaceKind.OPERATOR)
NOON = datetime(2024, 6, 1, 12, tzinfo=UTC)
ONE = ClipId("k7f2aa")
TARGET = Target("tech", "e1", ONE)
SAID = Said(1000, 4000, "ten words")


@pytest.fixture(params=STORES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    async with opened(request.param, tmp_path) as empty:
        yield empty


async def filled(store: Store, *clips: tuple[str, int]) -> EpisodeId:
    """An episode with these clips, or one."""
    await store.put_episode(Script("e1").draft())
    episode = await store.read(lambda snapshot: episode_named(snapshot, "e1"))
    for clip_id, start_ms in clips or ((ONE, 1000),):
        await store.keep_clip(clip_in(episode, clip_id, start_ms, start_ms + 3000))
    return episode.id


def decided(
    act: Act = Act.HIDDEN,
    target: Target = TARGET,
    reach: str = GUILD.key,
    person: str = "discord:1",
    acted: datetime = NOON,
) -> Decided:
    return Decided(act, target, reach, person, acted)


def report(person: str = "discord:2", words: str = "", place: str = GUILD.key, target: Target = TARGET) -> Report:
    return Report(target, place, person, words, NOON)


async def held(store: Store, episode: EpisodeId, place: Place = GUILD) -> Withheld:
    return await store.read(lambda snapshot: snapshot.withheld([episode], place))


async def listed(store: Store, reach: str = GUILD.key) -> list[Hidden]:
    return await store.read(lambda snapshot: list(snapshot.hidden(reach)))


async def reported(store: Store, reach: str = EVERYWHERE) -> list[Report]:
    return await store.read(lambda snapshot: list(snapshot.reports(reach)))


async def log(store: Store, reach: str = EVERYWHERE) -> list[Decided]:
    return await store.read(lambda snapshot: list(snapshot.decided(reach)))


# ---------------------------------------------------------------- hidden


async def test_nothing_is_withheld_at_first(store: Store) -> None:
    episode = await filled(store)
    assert await held(store, episode) == Withheld()
    assert await store.read(lambda snapshot: snapshot.withheld([], GUILD)) == Withheld()
    assert await listed(store) == []


async def test_a_clip_is_hidden_in_its_place_until_it_is_shown_again(store: Store) -> None:
    episode = await filled(store)
    assert await store.hide(decided())
    assert await held(store, episode) == Withheld({episode: [SAID]})
    assert await held(store, episode, OTHER) == await held(store, episode, CONSOLE) == Withheld()
    assert await listed(store) == [Hidden(TARGET, NOON, 1000)]
    assert await listed(store, OTHER.key) == await listed(store, EVERYWHERE) == []
    assert await store.unhide(decided(Act.SHOWN))
    assert await held(store, episode) == Withheld()
    assert await listed(store) == []


async def test_what_is_hidden_everywhere_counts_in_every_place(store: Store) -> None:
    episode = await filled(store)
    await store.hide(decided(reach=EVERYWHERE))
    for place in (GUILD, OTHER, CONSOLE):
        assert await held(store, episode, place) == Withheld({episode: [SAID]})
    assert await listed(store) == []
    assert await listed(store, EVERYWHERE) == [Hidden(TARGET, NOON, 1000)]


async def test_only_who_hid_it_shows_it_again(store: Store) -> None:
    episode = await filled(store)
    await store.hide(decided())
    assert not await store.unhide(decided(Act.SHOWN, reach=EVERYWHERE))
    assert not await store.unhide(decided(Act.SHOWN, reach=OTHER.key))
    assert await held(store, episode) == Withheld({episode: [SAID]})


async def test_hiding_again_keeps_when_it_was_hidden(store: Store) -> None:
    await filled(store)
    await store.hide(decided())
    assert not await store.hide(decided(acted=NOON + timedelta(days=1)))
    assert await listed(store) == [Hidden(TARGET, NOON, 1000)]


async def test_what_is_withheld_is_told_of_the_episodes_that_were_asked_about(store: Store) -> None:
    episode = await filled(store)
    await store.put_episode(Script("e2").draft())
    other = (await store.read(lambda snapshot: episode_named(snapshot, "e2"))).id
    await store.hide(decided())
    assert await held(store, other) == Withheld()
    assert (await store.read(lambda snapshot: snapshot.withheld([other, episode], GUILD))).hidden == {episode: [SAID]}


async def test_a_whole_episode_is_hidden(store: Store) -> None:
    episode = await filled(store)
    whole = Target("tech", "e1")
    await store.hide(decided(target=whole))
    assert await held(store, episode) == Withheld({episode: [ALL]})
    assert await listed(store) == [Hidden(whole, NOON, 0)]
    assert whole.clip_id == WHOLE_EPISODE


async def test_what_is_hidden_moves_with_its_clip(store: Store) -> None:
    await filled(store)
    await store.hide(decided())
    await store.put_episode(Script("e1", version="v2").draft(moves=[ClipMove(ONE, (9000, 12_000), "new words")]))
    episode = (await store.read(lambda snapshot: episode_named(snapshot, "e1"))).id
    assert await held(store, episode) == Withheld({episode: [Said(9000, 12_000, "new words")]})
    assert await listed(store) == [Hidden(TARGET, NOON, 9000)]


async def test_a_clip_whose_words_are_gone_hides_nothing_until_they_come_back(store: Store) -> None:
    await filled(store)
    await store.hide(decided())
    await store.put_episode(Script("e1", version="v2").draft(moves=[ClipMove(ONE, None)]))
    episode = (await store.read(lambda snapshot: episode_named(snapshot, "e1"))).id
    assert await held(store, episode) == Withheld()
    assert await listed(store) == [Hidden(TARGET, NOON, None)]
    await store.put_episode(Script("e1", version="v3").draft(moves=[ClipMove(ONE, (1000, 4000))]))
    assert await listed(store) == [Hidden(TARGET, NOON, 1000)]


async def test_an_episode_that_is_taken_out_is_hidden_when_it_comes_back(store: Store) -> None:
    await filled(store)
    await store.hide(decided())
    await store.hide(decided(target=Target("tech", "e1"), acted=NOON + timedelta(hours=1)))
    await store.remove_episode("tech", "e1")
    assert [each.start_ms for each in await listed(store)] == [None, None]
    await store.put_episode(Script("e1").draft(moves=[ClipMove(ONE, (1000, 4000))]))
    assert [each.start_ms for each in await listed(store)] == [0, 1000]


async def test_what_is_hidden_is_listed_by_when_the_latest_first(store: Store) -> None:
    await filled(store, ("aaaaaa", 1000), ("bbbbbb", 5000), ("cccccc", 9000))
    for hours, clip_id in ((2, "bbbbbb"), (1, "cccccc"), (1, "aaaaaa")):
        target = Target("tech", "e1", ClipId(clip_id))
        await store.hide(decided(target=target, acted=NOON + timedelta(hours=hours)))
    assert [each.target.clip_id for each in await listed(store)] == ["bbbbbb", "aaaaaa", "cccccc"]


# ---------------------------------------------------------------- blocked


async def test_words_are_blocked_in_their_place_until_they_are_allowed(store: Store) -> None:
    episode = await filled(store)
    assert await store.block(GUILD.key, "甲乙")
    assert not await store.block(GUILD.key, "甲乙")
    assert await store.block(OTHER.key, "甲乙")
    assert (await held(store, episode)).blocked == ("甲乙",)
    (known,) = await store.read(lambda snapshot: snapshot.blocked(GUILD.key))
    assert known == BlockedWords(known.id, "甲乙")
    assert not await store.unblock(OTHER.key, known.id)
    assert await store.unblock(GUILD.key, known.id)
    assert not await store.unblock(GUILD.key, known.id)
    assert await held(store, episode) == Withheld()
    assert len(await store.read(lambda snapshot: snapshot.blocked(OTHER.key))) == 1


async def test_words_blocked_everywhere_count_beside_a_places_own(store: Store) -> None:
    episode = await filled(store)
    await store.block(EVERYWHERE, "丙丁")
    await store.block(GUILD.key, "甲乙")
    assert sorted((await held(store, episode)).blocked) == ["丙丁", "甲乙"]
    assert (await held(store, episode, OTHER)).blocked == ("丙丁",)
    assert [each.words for each in await store.read(lambda snapshot: snapshot.blocked(GUILD.key))] == ["甲乙"]


# ---------------------------------------------------------------- reports


async def test_a_report_waits_in_its_place(store: Store) -> None:
    await filled(store)
    await store.report(report(words="不對"))
    assert await reported(store) == await reported(store, GUILD.key) == [report(words="不對")]
    assert await reported(store, OTHER.key) == []


async def test_reporting_again_takes_the_place_of_the_words(store: Store) -> None:
    await filled(store)
    for words in ("", "一", "二", ""):
        await store.report(report(words=words))
    assert [each.words for each in await reported(store)] == ["二"]
    await store.report(report("discord:3"))
    await store.report(report(place=OTHER.key))
    assert len(await reported(store)) == 3


@pytest.mark.parametrize("act", [Act.HIDDEN, Act.DISMISSED])
async def test_a_decision_closes_the_reports_of_its_place(store: Store, act: Act) -> None:
    await filled(store)
    other = Target("tech", "e1", ClipId("other1"))
    for each in (report(), report("discord:3"), report(place=OTHER.key), report(target=other)):
        await store.report(each)
    assert await (store.hide if act is Act.HIDDEN else store.dismiss)(decided(act))
    assert await reported(store) == [report(place=OTHER.key), report(target=other)]


@pytest.mark.parametrize("act", [Act.HIDDEN, Act.DISMISSED])
async def test_the_operators_decision_closes_the_reports_of_every_place(store: Store, act: Act) -> None:
    await filled(store)
    for each in (report(), report(place=OTHER.key)):
        await store.report(each)
    assert await (store.hide if act is Act.HIDDEN else store.dismiss)(decided(act, reach=EVERYWHERE))
    assert await reported(store) == []


async def test_hiding_an_episode_closes_all_that_was_reported_of_it(store: Store) -> None:
    await filled(store)
    elsewhere = report(target=Target("tech", "e2", ClipId("other1")))
    for each in (report(), elsewhere):
        await store.report(each)
    await store.hide(decided(target=Target("tech", "e1"), reach=EVERYWHERE))
    assert await reported(store) == [elsewhere]


async def test_what_was_hidden_before_closes_a_later_report_too(store: Store) -> None:
    await filled(store)
    await store.hide(decided())
    await store.report(report())
    assert not await store.hide(decided())
    assert await reported(store) == []


async def test_where_nothing_was_reported_nothing_is_dismissed(store: Store) -> None:
    await filled(store)
    assert not await store.dismiss(decided(Act.DISMISSED))
    assert await log(store) == []


# ---------------------------------------------------------------- the log


async def test_the_log_tells_what_was_decided_the_latest_first(store: Store) -> None:
    await filled(store)
    await store.report(report())
    hidden, shown = decided(), decided(Act.SHOWN, person="discord:4")
    for step in (store.hide(hidden), store.hide(hidden), store.unhide(shown), store.unhide(shown)):
        await step
    elsewhere = decided(reach=OTHER.key)
    await store.hide(elsewhere)
    assert await log(store) == [elsewhere, shown, hidden]
    assert await log(store, GUILD.key) == [shown, hidden]


async def test_the_log_of_a_place_is_kept_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(withheld, "LOGGED", 3)
    async with await open_store(tmp_path / "naji.db") as store:
        await filled(store)
        await store.hide(decided(reach=OTHER.key))
        for _ in range(3):
            await store.hide(decided())
            await store.unhide(decided(Act.SHOWN))
        assert [each.act for each in await log(store, GUILD.key)] == [Act.SHOWN, Act.HIDDEN, Act.SHOWN]
        assert len(await log(store, OTHER.key)) == 1


def test_what_the_operator_decides_counts_everywhere() -> None:
    assert reach_of(CONSOLE) == EVERYWHERE
    assert reach_of(GUILD) == "discord:7"
