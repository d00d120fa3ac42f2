"""What the chats say of the clip of the day when it is set, paused and left out."""

from dataclasses import replace

import pytest

from bot.model import Place, PlaceKind, Platform
from bot.slots import Reason
from handlers.asking import Asked
from handlers.functions import BY_NAME
from handlers.locale import FOLDERS, words_for
from tests.daily_house import ELSEWHERE, LISTENER, MANAGER, NEXT, WORDS, Doorman, House, OneRole, daily_house
from tests.daily_station import NINE, ON_TELEGRAM, add_episode, cues


@pytest.fixture
def house() -> House:
    return daily_house()


# ---------------------------------------------------------------- setting


async def test_setting_says_all_that_holds_beside_the_usual(house: House) -> None:
    await add_episode(house.store, "e1", cues(2), "moat")
    typed = (
        "daily set 9:00 台北 星期:一三五 節目:moat 標題:「早 安」 語言:en 身分組:900 靜音:開 置頂:開 討論串:開 投票:關"
    )
    assert await house.say(typed, replace(MANAGER, roles=OneRole())) == [
        "設定好了，週一、週三、週五 09:00（Asia/Taipei）會在這裡貼今日片段。",
        "只用節目 moat · 標題「早 安」 · 用英文貼 · 提及 @聽 眾 · 靜音 · 置頂最新一則 · 開討論串 · 沒有投票",
        NEXT,
    ]
    assert "提及 @900" in (await house.say("daily list"))[3]


async def test_changing_one_thing_says_what_else_holds(house: House) -> None:
    await house.say("daily set 9:00 標題:早安")
    assert await house.say("daily set 9:00 置頂:開") == [
        "改好了，每天 09:00（Asia/Taipei）在這裡貼今日片段，沒提到的照舊。",
        "標題「早安」 · 置頂最新一則",
        NEXT,
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("星期:常常", "看不懂「常常」是哪幾天。請寫成像 一三五"),
        ("星期:每99天", "1 到 31 之間"),
        ("節目:nobody", "沒有「nobody」這個節目"),
        (f"標題:{'早' * 101}", "標題有 101 個字，太長了，最多 100 個字"),
        ("語言:法文", "沒有「法文」這個語言"),
        ("身分組:@x", "只有 Discord 伺服器"),
        ("置頂:也許", "「置頂」看不懂「也許」。請填「開」或「關」，例如：/daily set 09:00 置頂:開"),
    ],
)
async def test_what_cannot_be_set_is_answered_with_what_to_do(house: House, typed: str, said: str) -> None:
    assert said in (await house.say(f"daily set 9:00 {typed}"))[0]
    assert house.store.writes == 0


async def test_every_sentence_of_a_refusal_is_there_in_both_languages(house: House) -> None:
    for language in FOLDERS:
        asked = replace(MANAGER, words=words_for(language), place=ON_TELEGRAM.place)
        for typed in ("silent:x", "pin:x", "thread:x", "thread:on", "votes:x", "role:x", "days:x", "language:x"):
            [said] = await house.say(f"daily set 9:00 {typed}", asked)
            assert "error." not in said
            assert "{" not in said


async def test_a_zone_can_be_a_city(house: House) -> None:
    assert "（America/New_York）" in (await house.say("daily set 9:00 紐約"))[0]


# ---------------------------------------------------------------- pausing


async def test_a_schedule_is_paused_and_resumed(house: House) -> None:
    await house.say("daily set 9:00")
    assert await house.say("daily pause") == [
        "暫停了，每天 09:00（Asia/Taipei）先不在這裡貼今日片段，設定都留著。",
        "要恢復：/daily resume 09:00",
    ]
    assert (await house.say("daily pause"))[0].startswith("本來就暫停著，")
    assert (await house.say("daily list"))[3] == "暫停中。要恢復：/daily resume 09:00"
    assert await house.say("daily resume 9:00") == [
        "恢復了，每天 09:00（Asia/Taipei）會在這裡貼今日片段，停掉的不會補貼。",
        NEXT,
    ]
    assert await house.say("daily resume 1") == [
        "沒有暫停，每天 09:00（Asia/Taipei）照常在這裡貼今日片段。",
        NEXT,
    ]


async def test_one_of_another_channel_is_named_by_it(house: House) -> None:
    await house.say("daily set 9:00")
    for what in ("pause", "resume", "remove"):
        assert "頻道 70 " in (await house.say(f"daily {what} 1", ELSEWHERE))[0]


async def test_the_list_says_why_one_was_stopped_and_what_to_do(house: House) -> None:
    await house.say("daily set 9:00")
    [schedule] = await house.store.read(lambda snapshot: snapshot.schedules())
    await house.store.pause_schedule(schedule.id, Reason("show.none", (("show", "甲\n乙"),)))
    line = (await house.say("daily list"))[3]
    assert line.startswith("停掉了：這裡沒有「甲 乙」這個節目")
    assert line.endswith("處理好以後：/daily resume 09:00")


@pytest.mark.parametrize("what", ["pause", "resume", "skip", "now"])
async def test_where_several_stand_it_is_asked_which(house: House, what: str) -> None:
    for at in ("9:00", "10:00"):
        await house.say(f"daily set {at}")
    assert "要哪一個？" in (await house.say(f"daily {what}"))[0]
    assert "沒有設定「3」" in (await house.say(f"daily {what} 3"))[0]
    assert "要哪一個？" in (await house.say(f"daily {what} 早上"))[0]


@pytest.mark.parametrize("what", ["pause", "resume", "skip", "now"])
async def test_where_none_stands_it_is_said_how_one_is_set(house: House, what: str) -> None:
    assert (await house.say(f"daily {what}"))[0].endswith("/daily set 09:00")


@pytest.mark.parametrize("what", ["set 9:00", "pause", "resume", "skip", "now", "remove 1"])
async def test_nothing_of_it_is_for_those_who_do_not_manage(house: House, what: str) -> None:
    await house.say("daily set 9:00")
    writes = house.store.writes
    assert "管理" in (await house.say(f"daily {what}", LISTENER))[0]
    assert (house.store.writes, house.hand.asked) == (writes, [])


@pytest.mark.parametrize("what", ["pause", "resume", "skip", "now", "history"])
async def test_the_sample_show_keeps_nothing(house: House, what: str) -> None:
    sample = replace(house, bot=replace(house.bot, schedules=None, slot_history=None, by_hand=None))
    assert "沒辦法貼片段" in (await sample.say(f"daily {what}"))[0]


# ---------------------------------------------------------------- leaving out


async def test_the_next_one_is_left_out_and_then_the_one_after_it(house: House) -> None:
    await house.say("daily set 9:00")
    assert (await house.say("daily skip"))[1:] == [
        "時間：2024年5月1日 09:00（Asia/Taipei）",
        "下次 2024年5月2日 09:00（Asia/Taipei），1 天後",
    ]
    assert (await house.say("daily skip"))[1:] == [
        "時間：2024年5月2日 09:00（Asia/Taipei）",
        "先前已經略過：2024年5月1日",
        "下次 2024年5月3日 09:00（Asia/Taipei），2 天後",
    ]
    assert (await house.say("daily list"))[3] == "略過：2024年5月1日、2024年5月2日"
    house.clock.instant = NINE
    assert (await house.say("daily list"))[5] == "2024年5月1日 這次沒貼：有人要求略過這一次。"


async def test_one_that_rests_has_nothing_to_leave_out(house: House) -> None:
    await house.say("daily set 9:00")
    await house.say("daily pause")
    assert "不用略過" in (await house.say("daily skip"))[0]


# ---------------------------------------------------------------- another chat's channel


async def test_each_is_done_to_a_channel_from_a_private_chat(house: House) -> None:
    private = Asked(Place(Platform.TELEGRAM, PlaceKind.DIRECT, "1"), "telegram:1", WORDS, "1", may_manage=True)
    private = replace(private, doorman=Doorman(ON_TELEGRAM))
    await house.say("daily set 9:00 -7", private)
    for what in ("pause", "resume", "skip", "now", "history", "list", "remove 1"):
        said = "\n".join(await house.say(f"daily {what} -7", private))
        assert "沒辦法" not in said, what
        assert "還沒有設定" not in said, what
    assert "沒辦法在 -8 貼片段" in (await house.say("daily pause -8", private))[0]
    assert "還沒有設定" in (await house.say("daily list -7", private))[0]


def test_whichever_is_meant_may_be_left_out_but_for_removing() -> None:
    needs = {
        name
        for name, each in BY_NAME.items()
        if name.startswith("daily ")
        for p in each.parameters
        if p.name == "which" and p.is_required
    }
    assert needs == {"daily remove"}
