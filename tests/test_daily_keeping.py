"""What the chats say of the clip of the day when it is changed, paused, left out, posted by hand and looked back on."""

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bot.access import Access
from bot.clips import FIRST_LINES, Clips
from bot.errors import PostLaterError
from bot.model import Clip, ClipId, Destination, Place, PlaceKind, Platform, Scope
from bot.place_ports import Role
from bot.quotes import Quotes
from bot.schedules import Schedules
from bot.slot_history import SlotHistory
from bot.slots import Reason, Schedule, Slot, SlotRecord, SlotState
from handlers import console
from handlers.asking import Asked, Bot
from handlers.functions import BY_NAME, NEEDS_RIGHTS, answer, named_in, press, typed_values
from handlers.locale import FOLDERS, words_for
from handlers.messages import Action, Button, Reply
from tests.daily_station import GUILD, MORNING, NINE, ON_TELEGRAM, add_episode, cues
from tests.fixed_clock import FixedClock
from tests.hand import Hand
from tests.memory import MemoryStore

WORDS = words_for("zh-TW")
MANAGER = Asked(GUILD, "discord:1", WORDS, channel="70", may_manage=True)
LISTENER = replace(MANAGER, asker="discord:2", may_manage=False)
ELSEWHERE = replace(MANAGER, channel="71")
OPERATOR = Asked(console.PLACE, console.ASKER, WORDS, may_manage=True)
NEXT = "下次 2024年5月1日 09:00（Asia/Taipei），1 小時後"


class OneRole:
    """`bot.place_ports.Roles` of a server with one role, which may be gone."""

    def find(self, typed: str) -> Role | None:
        return Role("900", "聽 眾") if typed == "900" else None

    def known(self, role_id: str) -> Role | None:
        return self.find(role_id)


@dataclass
class House:
    """The bot, and what is behind it."""

    store: MemoryStore
    clock: FixedClock
    bot: Bot
    hand: Hand

    async def ask(self, text: str, asked: Asked = MANAGER) -> Reply:
        """The answer to a command as it was typed, the slash left out."""
        named = named_in(text)
        assert named is not None
        function, rest = named
        return await answer(self.bot, asked, function.name, typed_values(function, rest))

    async def say(self, text: str, asked: Asked = MANAGER) -> list[str]:
        return (await self.ask(text, asked)).text.splitlines()

    async def record(self, state: SlotState, day: date = date(2024, 5, 1), **more: object) -> None:
        [schedule, *_] = await self.store.read(lambda snapshot: snapshot.schedules())
        record = SlotRecord(Slot(schedule.id, day), state, "me", MORNING, begun=MORNING)
        await self.store.claim_slot(replace(record, **more))  # type: ignore[arg-type]  # as the tests give it

    async def clip(self) -> ClipId:
        """A clip that is kept."""
        await add_episode(self.store, "e1", cues(9))
        [show] = await self.store.read(lambda snapshot: snapshot.shows())
        [episode] = await self.store.read(lambda snapshot: snapshot.episodes(Scope(frozenset({show.id}))))
        await self.store.keep_clip(Clip(ClipId("k7f2ab"), episode, 6000, 12_000, cues(9)[1].text))
        return ClipId("k7f2ab")


@pytest.fixture
def house() -> House:
    store, clock, access = MemoryStore(), FixedClock(MORNING), Access({})
    hand = Hand(store)
    bot = Bot(
        Quotes(store, access, clock),
        Clips(store, access),
        lambda *_: None,
        schedules=Schedules(store, clock, ZoneInfo("Asia/Taipei"), access),
        slot_history=SlotHistory(store, access, clock),
        by_hand=hand,
    )
    return House(store, clock, bot, hand)


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
    assert await house.say("daily skip") == [
        "2024年5月1日 09:00（Asia/Taipei）這次略過不貼。",
        "下次 2024年5月2日 09:00（Asia/Taipei），1 天後",
    ]
    assert await house.say("daily skip") == [
        "2024年5月2日 09:00（Asia/Taipei）這次略過不貼。",
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


class Doorman:
    """`bot.ports.Doorman` that opens to everybody the one channel that it has, if it has one."""

    def __init__(self, open_to: Destination | None) -> None:
        self._open_to = open_to

    async def may_post(self, asker: str, channel: str) -> Destination | None:
        del asker
        return self._open_to if self._open_to and channel == self._open_to.channel else None


async def test_whoever_manages_a_channel_posts_again_there_from_elsewhere(house: House) -> None:
    await house.store.set_schedule(ON_TELEGRAM, MORNING.time(), "UTC", MORNING)
    await house.record(SlotState.UNKNOWN)
    private = Asked(Place(Platform.TELEGRAM, PlaceKind.DIRECT, "1"), "telegram:1", WORDS, "1", may_manage=True)
    private = replace(private, doorman=Doorman(ON_TELEGRAM))
    assert (await press(house.bot, private, Action.REPOST, "1-20240501", 0)).text == "已貼出\n頻道 -7"
    await house.record(SlotState.UNKNOWN, date(2024, 4, 30))
    assert (await press(house.bot, OPERATOR, Action.REPOST, "1-20240430", 0)).text == "已貼出\n頻道 -7"


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


async def test_the_console_looks_back_on_all_and_presses_by_typing(house: House) -> None:
    await house.say("daily set 9:00")
    await house.record(SlotState.UNKNOWN, date(2024, 4, 30))
    shown = await house.ask("daily history", OPERATOR)
    assert (await console.respond(house.bot, OPERATOR, "r1", shown.buttons)).text == "已貼出\n頻道 70"


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
