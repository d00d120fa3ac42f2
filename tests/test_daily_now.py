"""Posting by hand, and looking back on what was posted: what the chats say."""

from dataclasses import replace
from datetime import date

import pytest

from bot.clips import FIRST_LINES
from bot.errors import PostLaterError
from bot.model import Place, PlaceKind, Platform
from bot.slots import Reason, Schedule, SlotRecord, SlotState, Step
from handlers import console
from handlers.asking import Asked
from handlers.daily_reply import MOST_WAYS_BACK
from handlers.functions import NEEDS_RIGHTS, press
from handlers.locale import FOLDERS, words_for
from handlers.messages import Action, Button, Reply
from tests.daily_house import ELSEWHERE, LISTENER, MANAGER, NEXT, OPERATOR, WORDS, Doorman, House, daily_house
from tests.daily_station import GUILD, MORNING, NINE, ON_TELEGRAM
from tests.hand import Hand


@pytest.fixture
def house() -> House:
    return daily_house()


# ---------------------------------------------------------------- by hand


def pressable(shown: Reply) -> list[tuple[Action, str, int]]:
    return [(button.action, button.id, button.position) for button in shown.buttons]


async def test_one_more_is_posted_when_it_is_asked_for(house: House) -> None:
    house.hand.clip = await house.clip()
    await house.say("daily set 9:00")
    shown = await house.ask("daily now")
    assert shown.text == "已貼出"
    assert house.hand.asked == [("now", "discord:1")]
    [button] = shown.buttons
    opened = await press(house.bot, MANAGER, button.action, button.id, button.position)
    assert "00:06" in opened.text


async def test_a_post_into_another_channel_says_so(house: House) -> None:
    await house.say("daily set 9:00")
    assert await house.say("daily now 1", ELSEWHERE) == ["已貼出", "頻道 70"]


@pytest.mark.parametrize("state", SlotState)
@pytest.mark.parametrize("language", FOLDERS)
async def test_every_outcome_of_it_has_words(house: House, state: SlotState, language: str) -> None:
    await house.say("daily set 9:00")
    house.hand.record = replace(house.hand.record, state=state)
    for typed in ("daily now", "daily history"):
        assert "daily." not in (await house.ask(typed, replace(MANAGER, words=words_for(language)))).text


async def test_what_could_not_be_posted_says_why(house: House) -> None:
    class Refusing(Hand):
        async def post_now(self, schedule: Schedule, asked_by: str) -> SlotRecord:
            del schedule, asked_by
            raise PostLaterError("daily.no_clip")

    await house.say("daily set 9:00")
    refusing = replace(house, bot=replace(house.bot, by_hand=Refusing(house.store)))
    assert (await refusing.say("daily now"))[0].startswith("這裡能用的節目裡找不到")
    offline = replace(house, bot=replace(house.bot, by_hand=None))
    assert "現在沒有在貼片段" in (await offline.say("daily now"))[0]


async def test_one_of_which_nobody_knows_is_posted_again_with_a_button(house: House) -> None:
    await house.say("daily set 9:00")
    house.hand.record = replace(house.hand.record, state=SlotState.UNKNOWN)
    shown = await house.ask("daily now")
    assert shown.text == "不確定有沒有貼出來，請到頻道看一下"
    assert pressable(shown) == [(Action.REPOST, "1-20240501", 10)]
    assert (await press(house.bot, MANAGER, Action.REPOST, "1-20240501", 10)).text == "已貼出"
    assert house.hand.asked[-1] == ("again", "discord:1")


@pytest.mark.parametrize("button_id", ["", "1", "1-2024", "x-20240501", "1-20241301", "2-20240501"])
async def test_a_button_of_no_schedule_says_so(house: House, button_id: str) -> None:
    await house.say("daily set 9:00")
    assert "已經取消了" in (await press(house.bot, MANAGER, Action.REPOST, button_id, 0)).text


async def test_posting_again_is_for_those_who_manage_there(house: House) -> None:
    await house.say("daily set 9:00")
    await house.record(SlotState.UNKNOWN)
    private = Asked(Place(Platform.DISCORD, PlaceKind.DIRECT, "1"), "discord:1", WORDS, "1", may_manage=True)
    other_server = replace(MANAGER, place=replace(GUILD, id="8"))
    for asked in (LISTENER, private, other_server, replace(private, doorman=Doorman(None))):
        assert "管理" in (await press(house.bot, asked, Action.REPOST, "1-20240501", 0)).text
    assert house.hand.asked == []
    assert Action.REPOST in NEEDS_RIGHTS


async def test_whoever_manages_a_channel_posts_again_there_from_elsewhere(house: House) -> None:
    await house.store.set_schedule(ON_TELEGRAM, MORNING.time(), "UTC", MORNING)
    await house.record(SlotState.UNKNOWN)
    private = Asked(Place(Platform.TELEGRAM, PlaceKind.DIRECT, "1"), "telegram:1", WORDS, "1", may_manage=True)
    private = replace(private, doorman=Doorman(ON_TELEGRAM))
    assert (await press(house.bot, private, Action.REPOST, "1-20240501", 0)).text == "已貼出\n頻道 -7"
    await house.record(SlotState.UNKNOWN, date(2024, 4, 30))
    assert (await press(house.bot, OPERATOR, Action.REPOST, "1-20240430", 0)).text == "已貼出\n頻道 -7"


# ---------------------------------------------------------------- leaving out


async def test_what_is_left_out_is_told_with_a_way_back(house: House) -> None:
    await house.say("daily set 9:00")
    shown = await house.ask("daily skip")
    assert shown.text.splitlines() == [
        "略過這一次，不會貼今日片段。",
        "時間：2024年5月1日 09:00（Asia/Taipei）",
        "下次 2024年5月2日 09:00（Asia/Taipei），1 天後",
    ]
    # The first line is a heading on Discord, which tells no instants there.
    assert [run.instant.at for line in shown.paragraphs[0][1:2] for run in line if run.instant] == [NINE]
    assert pressable(shown) == [(Action.UNSKIP, "1-20240501", 0)]
    assert (await house.say("daily skip"))[2] == "先前已經略過：2024年5月1日"
    back = await press(house.bot, MANAGER, Action.UNSKIP, "1-20240501", 0)
    assert back.text.splitlines() == [
        "不再略過這一次了。",
        "時間：2024年5月1日 09:00（Asia/Taipei）",
        "略過：2024年5月2日",
        NEXT,
    ]
    again = await press(house.bot, MANAGER, Action.UNSKIP, "1-20240501", 0)
    assert again.text == WORDS.say("error.daily.not_skipped")


async def test_what_is_over_or_rests_is_told_when_it_is_taken_back(house: House) -> None:
    await house.say("daily set 9:00")
    for _ in range(2):
        await house.say("daily skip")
    house.clock.instant = NINE
    over = await press(house.bot, MANAGER, Action.UNSKIP, "1-20240501", 0)
    assert over.text == WORDS.say("error.daily.skip_over")
    await house.say("daily pause")
    back = await press(house.bot, replace(MANAGER, channel="71"), Action.UNSKIP, "1-20240502", 0)
    assert back.text.splitlines()[2:] == ["頻道 70", "暫停中。要恢復：/daily resume 09:00"]


async def test_only_those_who_manage_there_take_it_back(house: House) -> None:
    await house.say("daily set 9:00")
    await house.say("daily skip")
    other_server = replace(MANAGER, place=replace(GUILD, id="8"))
    for asked in (LISTENER, other_server):
        refused = await press(house.bot, asked, Action.UNSKIP, "1-20240501", 0)
        assert refused.text == WORDS.say("error.function.managers")
    assert Action.UNSKIP in NEEDS_RIGHTS
    assert "略過：2024年5月1日" in await house.say("daily list")


@pytest.mark.parametrize(
    ("asked", "offered"), [(MANAGER, True), (LISTENER, False), (replace(LISTENER, rights_unasked=True), True)]
)
async def test_the_list_has_a_way_back_for_each_day_that_is_left_out(
    house: House, asked: Asked, *, offered: bool
) -> None:
    for at in ("9:00", "10:00"):
        await house.say(f"daily set {at}")
    for which in ("1", "2", "2"):
        await house.say(f"daily skip {which}")
    told = [(each.label, each.id, each.key) for each in (await house.ask("daily list", asked)).buttons]
    assert told == (
        [
            ("1 取消略過 2024年5月1日", "1-20240501", "u1"),
            ("2 取消略過 2024年5月1日", "2-20240501", "u2"),
            ("2 取消略過 2024年5月2日", "2-20240502", "u3"),
        ]
        if offered
        else []
    )


async def test_the_list_has_no_more_ways_back_than_every_chat_shows(house: House) -> None:
    await house.say("daily set 9:00")
    for _ in range(MOST_WAYS_BACK + 1):
        await house.say("daily skip")
    shown = (await house.ask("daily list")).buttons
    assert [each.key for each in shown] == [f"u{nth}" for nth in range(1, MOST_WAYS_BACK + 1)]


# ---------------------------------------------------------------- looking back


async def test_past_posts_are_told_with_date_outcome_clip_and_who_asked(house: House) -> None:
    clip = await house.clip()
    await house.say("daily set 9:00")
    house.clock.instant = NINE
    await house.record(SlotState.SENT, clip=clip)
    await house.record(SlotState.SKIPPED, date(2024, 4, 30), reason=Reason("daily.skipped"), asked_by="discord:1")
    await house.record(SlotState.FAILED, date(2024, 4, 29), reason=Reason("daily.no_clip"), asked_by="discord:5")
    await house.record(SlotState.SKIPPED, date(2024, 4, 28))
    shown = await house.ask("daily history", LISTENER)
    assert shown.text.split("\n\n") == [
        "今日片段貼得怎麼樣",
        "1. 2024年5月1日 09:00（Asia/Taipei）\n已貼出\nEP1 00:06 1 地玄黃宇宙洪荒日月盈",
        "2. 2024年4月30日 09:00（Asia/Taipei） · 由 1 要求\n沒貼：有人要求略過這一次。",
        f"3. 2024年4月29日 09:00（Asia/Taipei） · 由 5 要求\n沒貼出來：{WORDS.say('error.daily.no_clip')}",
        "4. 2024年4月28日 09:00（Asia/Taipei）\n錯過了，當時機器人沒有在執行",
    ]
    assert pressable(shown) == [(Action.MORE, "k7f2ab", FIRST_LINES)]
    assert "由你要求" in (await house.say("daily history"))[6]
    assert "頻道 70" in (await house.say("daily history", ELSEWHERE))[2]


async def test_a_post_that_could_not_be_pinned_says_so(house: House) -> None:
    await house.say("daily set 9:00")
    await house.record(SlotState.SENT, date(2024, 4, 30), pin=Step.FAILED)
    assert (await house.say("daily history"))[3] == WORDS.say("daily.outcome-unpinned")


async def test_a_channel_is_told_by_its_name_where_that_is_known(house: House) -> None:
    await house.say("daily set 9:00")
    await house.record(SlotState.FAILED, date(2024, 4, 30), reason=Reason("discord.post_refused", (("channel", "70"),)))
    [schedule] = await house.store.read(lambda snapshot: snapshot.schedules())
    await house.store.pause_schedule(schedule.id, Reason("telegram.post_closed", (("chat", "70"),)))
    asked = replace(ELSEWHERE, doorman=Doorman(None, names={"70": "#閒 聊"}))
    for typed in ("daily list", "daily history", "daily now", "daily remove 1"):
        shown = await house.ask(typed, asked)
        runs = [run for lines in shown.paragraphs for line in lines for run in line]
        assert [(run.text, run.channel) for run in runs if run.channel] == [("#閒 聊", "discord:70")]
        assert " 70" not in shown.text


async def test_a_name_in_a_past_post_is_known_to_its_platform(house: House) -> None:
    await house.say("daily set 9:00")
    await house.record(SlotState.SENT, date(2024, 4, 30), asked_by="discord:5")
    runs = [run for line in (await house.ask("daily history")).paragraphs[1] for run in line]
    assert [run.person for run in runs if run.person] == ["discord:5"]


@pytest.mark.parametrize(
    ("asked", "offered"), [(MANAGER, True), (LISTENER, False), (replace(LISTENER, rights_unasked=True), True)]
)
async def test_posting_again_is_offered_to_those_who_may(house: House, asked: Asked, *, offered: bool) -> None:
    await house.say("daily set 9:00")
    await house.record(SlotState.UNKNOWN, date(2024, 4, 30))
    shown = await house.ask("daily history", asked)
    again = Button(Action.REPOST, "1-20240430", 0, "1 再貼一次", "r1")
    assert list(shown.buttons) == ([again] if offered else [])


async def test_once_it_was_posted_again_nothing_is_offered_any_more(house: House) -> None:
    await house.say("daily set 9:00")
    await house.record(SlotState.UNKNOWN, date(2024, 4, 30))
    await press(house.bot, MANAGER, Action.REPOST, "1-20240430", 0)
    assert not (await house.ask("daily history")).buttons


async def test_one_schedules_past_can_be_asked_for(house: House) -> None:
    for at in ("9:00", "10:00"):
        await house.say(f"daily set {at}")
    await house.record(SlotState.SENT, date(2024, 4, 30))
    assert (await house.say("daily history 9:00"))[0] == "今日片段貼得怎麼樣"
    assert await house.say("daily history 10:00") == ["這裡還沒有貼過今日片段。想馬上貼一則：/daily now"]


@pytest.mark.parametrize("typed", ["daily history", "daily history 9:00"])
async def test_where_nothing_is_set_history_says_how_to_set_it_and_offers_no_post(house: House, typed: str) -> None:
    assert await house.say(typed) == await house.say("daily list") == [WORDS.say("error.daily.none_set")]


async def test_the_console_looks_back_on_all_and_presses_by_typing(house: House) -> None:
    await house.say("daily set 9:00")
    await house.record(SlotState.UNKNOWN, date(2024, 4, 30))
    shown = await house.ask("daily history", OPERATOR)
    assert (await console.respond(house.bot, OPERATOR, "r1", shown.buttons)).text == "已貼出\n頻道 70"
