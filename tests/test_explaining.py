"""`naji clip explain`: what counts for a clip, and whether a day's clip is chosen again from what was known then."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.access import Access
from bot.errors import NajiError
from bot.explaining import Explaining
from bot.model import Platform, PrivateAccess
from bot.picks import Verdict
from bot.posting import Poster
from bot.segments import Kind, Segment
from bot.slots import Slot, SlotRecord, SlotState
from bot.withheld import Act, Decided, Target
from handlers.explain_commands import carry_out
from handlers.locale import FOLDERS, words_for
from tests.commands import TRANSCRIPT, Naji
from tests.daily_station import Channel, ChannelOutbox
from tests.fixed_clock import FixedClock
from tests.memory import MemoryStore
from tests.test_curating import BOSS, EARLY, House
from tests.test_daily_wishes import GUILD, NOW, OTHER, TALK_MS, show

WORDS = words_for("zh-TW")
FIRST = date(2024, 5, 1)


@pytest.fixture
async def house() -> House:
    """Three days of posts in one place, the first of them a pick."""
    built = House(await show("e1", "e2", "e3"))
    await built.set()
    await built.suggest("e1", 3, BOSS)
    clock = FixedClock(EARLY)
    outboxes = {Platform.DISCORD: ChannelOutbox(Channel(clock, honours_nonces=True))}
    poster = Poster(built.show.store, Access({}), outboxes, clock)
    for _ in range(3):
        clock.advance(timedelta(hours=2))
        assert (await poster.post_due()).faults == ()
        clock.advance(timedelta(hours=22))
    return built


async def told(house: House, *typed: str, language: str = "zh-TW", access: Access | None = None, **options: str) -> str:
    explaining = Explaining(house.show.store, access or Access({}))
    given = {f"--{name}": value for name, value in options.items()}
    return await carry_out(explaining, typed or ("explain",), given, words_for(language))


async def clip_of(house: House, day: date = FIRST) -> str:
    records = await house.show.store.read(lambda s: s.slots([each.id for each in s.schedules()], day))
    assert records[0].clip is not None
    return records[0].clip


async def test_of_a_clip_all_that_counts_is_told(house: House) -> None:
    clip = await clip_of(house)
    await house.show.store.bookmark("discord:4", (await house.show.clip("e1", 3)).id)
    said = await told(house, "explain", clip)
    assert all(each in said for each in (clip, "管理員選的", "收藏的人數：1", GUILD.key, "頻道 70：貼出來了"))


async def test_a_clip_that_is_one_of_the_best_has_its_score_and_reasons(house: House) -> None:
    clip = await clip_of(house, FIRST + timedelta(1))
    said = await told(house, "explain", clip)
    assert "分數 " in said
    content = json.loads(await told(house, "explain", clip, json=""))
    assert content["score"] > 9
    assert content["reasons"]
    assert content["posts"][0]["why"]["tier"] == "best"


async def test_a_clip_that_nobody_wants_is_said_to_be_posted_never(house: House) -> None:
    clip = await house.show.clip("e2", 2, 9_000)
    said = await told(house, "explain", clip.id)
    assert all(each in said for each in ("沒有分數", "沒有人選也沒有人喜歡", "還沒有貼過"))


async def test_what_keeps_a_clip_from_being_posted_is_told(house: House) -> None:
    store = house.show.store
    hidden, sponsored, declined = [await house.show.clip("e2", nth) for nth in (0, 1, 2)]
    await store.hide(Decided(Act.HIDDEN, Target("open", "e2", hidden.id), GUILD.key, "discord:1", NOW))
    await store.say_segment("open", "e2", Segment(TALK_MS, 2 * TALK_MS, Kind.SPONSOR, by_operator=True))
    await house.show.picked("e2", 2, Verdict.DECLINED)
    found = {"hidden": hidden, "sponsored": sponsored, "declined": declined}
    said = {name: await told(house, "explain", clip.id) for name, clip in found.items()}
    assert WORDS.say("explain.withheld") in said["hidden"]
    assert WORDS.say("explain.aside") in said["sponsored"]
    assert WORDS.say("explain.declined") in said["declined"]
    private = Access({"open": PrivateAccess(frozenset({"9"}))})
    assert WORDS.say("explain.elsewhere") in await told(house, "explain", declined.id, access=private)


async def test_what_is_liked_in_one_place_is_so_there_only(house: House) -> None:
    await house.set(place=OTHER, channel="80")
    clip = await house.show.voted("e2", 1, 1, nth=2)
    places = {each["place"]: each for each in json.loads(await told(house, "explain", clip.id, json=""))["places"]}
    assert (places[GUILD.key]["tier"], places[GUILD.key]["votes"]) == ("liked", 2)
    assert (places[OTHER.key]["tier"], places[OTHER.key]["votes"]) == ("best", 0)


async def test_a_days_clip_is_chosen_again_from_what_had_been_posted_until_then(house: House) -> None:
    for nth in range(3):
        said = await told(house, day=str(FIRST + timedelta(nth)))
        assert WORDS.say("explain.same") in said
    content = json.loads(await told(house, day=str(FIRST + timedelta(1)), json=""))
    [slot] = content
    assert slot["same"]
    assert slot["now"]["id"] == slot["clip"] == await clip_of(house, FIRST + timedelta(1))
    assert slot["why"] == slot["now"]["why"]


async def test_what_has_changed_since_is_said(house: House) -> None:
    first = await clip_of(house)
    await house.show.store.withdraw(GUILD, (await house.show.clip("e1", 3)).id)
    said = await told(house, day=str(FIRST))
    assert all(each in said for each in (first, "管理員選的", "後來節目、投票或管理員的決定變了"))


async def test_a_slot_that_is_still_open_is_told_as_it_would_be(house: House) -> None:
    said = await told(house, day=str(FIRST + timedelta(9)))
    assert all(each in said for each in ("這一次還沒有貼", "現在會選到"))


async def record(house: House, state: SlotState, clip: str | None = None) -> None:
    [schedule] = await house.show.store.read(lambda s: s.schedules())
    slot = Slot(schedule.id, FIRST + timedelta(9))
    made = SlotRecord(slot, state, "me", NOW, NOW, None)
    await house.show.store.claim_slot(replace(made, clip=(await house.show.clip("e2")).id) if clip else made)


async def test_a_slot_without_a_clip_or_without_why_is_told_as_such(house: House) -> None:
    await record(house, SlotState.SKIPPED)
    assert "沒有留下片段" in await told(house, day=str(FIRST + timedelta(9)))


async def test_what_was_posted_before_it_was_written_down_why_is_told_as_such(house: House) -> None:
    await record(house, SlotState.SENT, "e2")
    assert "當時沒有記下為什麼" in await told(house, day=str(FIRST + timedelta(9)))


async def test_where_nothing_can_be_chosen_the_reason_is_told(house: House) -> None:
    for stem in ("e1", "e2", "e3"):
        await house.show.store.remove_episode("open", stem)
    assert WORDS.say("error.daily.no_clip") in await told(house, day=str(FIRST))


async def test_schedules_are_named_by_place_channel_or_number(house: House) -> None:
    await house.set(place=OTHER, channel="80")
    day = str(FIRST + timedelta(9))
    assert len(json.loads(await told(house, day=day, json=""))) == 2
    explaining = Explaining(house.show.store, Access({}))
    for name, value in (("--place", OTHER.key), ("--place", "80"), ("--schedule", "2")):
        [slot] = json.loads(await carry_out(explaining, ("explain",), {"--day": day, "--json": "", name: value}, WORDS))
        assert slot["channel"] == "80"


@pytest.mark.parametrize(
    ("texts", "options", "code"),
    [
        ((), {}, "cli.explain"),
        (("explain",), {}, "cli.explain"),
        (("explain", "zzzzzz"), {"day": "2024-05-01"}, "cli.explain"),
        (("open", "zzzzzz"), {}, "cli.explain"),
        (("explain",), {"day": "yesterday"}, "cli.day"),
        (("explain",), {"day": "2024-05-01", "schedule": "one"}, "cli.number"),
        (("explain",), {"day": "2024-05-01", "schedule": "7"}, "explain.no_schedule"),
        (("explain", "zzzzzz"), {}, "clip.none"),
    ],
)
async def test_what_cannot_be_explained_is_said(
    house: House, texts: tuple[str, ...], options: dict[str, str], code: str
) -> None:
    with pytest.raises(NajiError) as raised:
        await carry_out(
            Explaining(house.show.store, Access({})), texts, {f"--{name}": v for name, v in options.items()}, WORDS
        )
    assert raised.value.code == code


@pytest.mark.parametrize("option", [{}, {"--place": "80"}, {"--schedule": "1"}])
async def test_without_any_schedule_it_is_said_how_to_set_one(option: dict[str, str]) -> None:
    with pytest.raises(NajiError, match=r"explain\.none_set"):
        await carry_out(Explaining(MemoryStore(), Access({})), ("explain",), {"--day": "2024-05-01", **option}, WORDS)


@pytest.mark.parametrize("language", FOLDERS)
async def test_everything_is_told_in_every_language(house: House, language: str) -> None:
    said = await told(house, "explain", await clip_of(house), language=language)
    said += await told(house, day=str(FIRST), language=language)
    assert "explain." not in said
    assert "{" not in said
    assert GUILD.key in said


def test_the_operator_asks_on_the_command_line(naji: Naji, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(TRANSCRIPT, encoding="utf-8")
    assert naji("import", str(tmp_path / "one.txt")).code == 0
    asked = naji("clip", "explain", "zzzzzz")
    assert (asked.code, "zzzzzz" in asked.errors) == (1, True)
    drawn = re.search("片段編號：([a-z0-9]{6})", naji("run", typed="/random\n").output)
    assert drawn is not None
    explained = naji("clip", "explain", drawn[1])
    assert (explained.code, drawn[1] in explained.output) == (0, True)
