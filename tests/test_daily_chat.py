"""The daily clip as the chats offer it: the table's rows and what they answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.access import Access
from bot.clips import Clips
from bot.model import Destination, Place, PlaceKind, Platform
from bot.quotes import Quotes
from bot.schedules import Schedules
from bot.slots import Plan, Reason, Slot, SlotRecord, SlotState
from handlers import console
from handlers.asking import Asked, Bot, Values
from handlers.functions import BY_NAME, answer, named_in, typed_values
from handlers.locale import FOLDERS, words_for
from tests.daily_house import Doorman
from tests.daily_station import CHAT, GUILD, MORNING
from tests.fixed_clock import FixedClock
from tests.memory import MemoryStore

WORDS = words_for("zh-TW")
MANAGER = Asked(GUILD, "discord:1", WORDS, channel="70", may_manage=True)
LISTENER = replace(MANAGER, asker="discord:2", may_manage=False)
OTHER_CHANNEL = replace(MANAGER, channel="71")
PRIVATE = Asked(Place(Platform.TELEGRAM, PlaceKind.DIRECT, "1"), "telegram:1", WORDS, "1", may_manage=True)
NEXT = "下次 2024年5月1日 09:00（Asia/Taipei），1 小時後"
NEWS = Destination(CHAT, "-7")


@dataclass
class OneChannelDoorman:
    """`bot.place_ports.Doorman` of a platform with one channel, which one person manages."""

    asked: list[tuple[str, str]] = field(default_factory=list)

    async def may_post(self, asker: str, channel: str) -> Destination | None:
        self.asked.append((asker, channel))
        return NEWS if (asker, channel) == ("telegram:1", "@news") else None

    async def lacks(self, destination: Destination, plan: Plan) -> Sequence[str]:
        del destination, plan
        return ()

    def called(self, channel: str) -> str:
        del channel
        return ""


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def bot(store: MemoryStore) -> Bot:
    clock, access = FixedClock(MORNING), Access({})
    schedules = Schedules(store, clock, ZoneInfo("Asia/Taipei"), access)
    return Bot(Quotes(store, access, clock), Clips(store, access), lambda *_: None, schedules=schedules)


async def say(bot: Bot, asked: Asked, text: str) -> str:
    """What is answered to a command as it was typed, the slash left out."""
    named = named_in(text)
    assert named is not None
    function, rest = named
    return (await answer(bot, asked, function.name, typed_values(function, rest))).text


def test_looking_is_for_all_and_everything_else_for_managers() -> None:
    own = {name.partition(" ")[2]: each.for_managers for name, each in BY_NAME.items() if name.startswith("daily ")}
    managing = ("set", "pause", "resume", "skip", "now", "remove", "preview", "suggestions")
    assert own == dict.fromkeys(managing, True) | dict.fromkeys(("list", "history", "suggest"), False)


async def test_who_sets_what_the_bot_has_no_right_for_is_told_so_and_it_is_set(bot: Bot) -> None:
    asked = replace(MANAGER, doorman=Doorman(None, without="70"))
    told = await say(bot, asked, "daily set 9:00 置頂:開 討論串:開")
    assert [WORDS.say(f"daily.lacks-{option}") in told for option in ("pin", "thread")] == [True, True]
    assert "置頂最新一則 · 開討論串" in told
    assert "權限" not in await say(bot, asked, "daily set 9:00 置頂:關 討論串:關")
    assert "權限" not in await say(bot, replace(asked, channel="71"), "daily set 9:00 置頂:開")


@pytest.mark.parametrize(("language", "name"), [("zh-TW", "今日片段"), ("en", "clip of the day")])
@pytest.mark.parametrize(
    "key",
    [
        "discord.clip-of-the-day",
        "telegram.clip-of-the-day",
        "discord.welcome",
        "daily.set-here",
        "daily.set-there",
        *(
            f"daily.{what}-{where}"
            for what in ("changed", "removed", "paused", "was-paused", "resumed", "was-running")
            for where in ("here", "there")
        ),
        "daily.head",
        "daily.history-head",
        "daily.no-posts",
        "error.daily.none_set",
        "help.daily",
        "help.daily-set",
        "help.daily-list",
        "help.daily-remove",
        "help.daily-pause",
        "help.daily-resume",
        "help.daily-skip",
        "help.daily-now",
        "help.daily-history",
        "privacy.chats",
    ],
)
def test_the_clip_of_the_day_has_one_name(key: str, language: str, name: str) -> None:
    values = dict.fromkeys(("time", "zone", "channel", "typed", "days"), "x")
    assert name in words_for(language).say(key, **values).lower()


async def test_setting_says_where_when_and_when_next(bot: Bot) -> None:
    said = await say(bot, MANAGER, "daily set 9:00")
    assert said.splitlines() == [
        "設定好了，每天 09:00（Asia/Taipei）會在這裡貼今日片段。",
        NEXT,
    ]


async def test_where_there_are_no_fields_a_first_setting_says_how_to_name_more(bot: Bot) -> None:
    on_telegram = replace(MANAGER, place=replace(MANAGER.place, platform=Platform.TELEGRAM))
    said = await say(bot, on_telegram, "daily set 9:00")
    assert "/daily set 09:00 星期:一三五" in said.splitlines()[-1]
    assert "星期:一三五" not in await say(bot, on_telegram, "daily set 9:00")


async def test_a_zone_can_be_given(bot: Bot) -> None:
    said = await say(bot, MANAGER, "daily set 21:30 europe/berlin")
    assert "21:30（Europe/Berlin）" in said
    assert "下次 2024年5月1日 21:30" in said


async def test_whoever_does_not_manage_sets_nothing(bot: Bot, store: MemoryStore) -> None:
    assert "管理" in await say(bot, LISTENER, "daily set 9:00")
    assert "管理" in await say(bot, LISTENER, "daily remove 1")
    assert store.writes == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("daily set", "例如：/daily set 09:00"),
        ("daily set 25:00", "例如：/daily set 09:00"),
        ("daily set 9:00 Taiwan/Taipei", "沒有「Taiwan/Taipei」這個時區。請寫成像 Asia/Taipei"),
        ("daily set 9:00 Asia/Taipei @news", "不能指定其他頻道"),
        ("daily remove", "要哪一個？"),
        ("daily remove 9:00", "這裡還沒有設定今日片段"),
    ],
)
async def test_what_cannot_be_done_is_answered_with_what_to_type(bot: Bot, text: str, said: str) -> None:
    assert said in await say(bot, MANAGER, text)


async def test_nothing_can_be_posted_where_there_is_no_channel(bot: Bot) -> None:
    for asked in (replace(MANAGER, channel=""), Asked(console.PLACE, console.ASKER, WORDS, may_manage=True)):
        assert "請到要貼的頻道裡輸入 /daily set" in await say(bot, asked, "daily set 9:00")


async def test_a_list_without_schedules_says_how_to_set_one(bot: Bot) -> None:
    assert await say(bot, LISTENER, "daily list") == "這裡還沒有設定今日片段。管理員可以這樣設定：/daily set 09:00"


async def test_a_list_names_other_channels_only(bot: Bot) -> None:
    await say(bot, MANAGER, "daily set 9:00")
    await say(bot, OTHER_CHANNEL, "daily set 9:00")
    head, first, second, hint = (await say(bot, LISTENER, "daily list")).split("\n\n")
    assert head == "今日片段的時間"
    assert first.splitlines() == ["1. 09:00（Asia/Taipei） · 每天", NEXT]
    assert second.splitlines() == ["2. 09:00（Asia/Taipei） · 每天 · 頻道 71", NEXT]
    assert "remove" in hint


async def test_the_console_lists_all(bot: Bot) -> None:
    await say(bot, MANAGER, "daily set 9:00")
    assert "頻道 70" in await say(bot, Asked(console.PLACE, console.ASKER, WORDS), "daily list")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (SlotState.SENT, "上次 2024年4月30日 已貼出"),
        (SlotState.UNKNOWN, "不確定有沒有貼出來"),
        (SlotState.SKIPPED, "錯過了"),
        (SlotState.CLAIMED, "正要貼"),
        (SlotState.SENDING, "正在貼"),
        (SlotState.FAILED, "沒貼出來：這裡沒有「甲 乙」這個節目"),
    ],
)
async def test_a_list_says_how_the_last_post_went(bot: Bot, store: MemoryStore, state: SlotState, said: str) -> None:
    await say(bot, MANAGER, "daily set 9:00")
    [schedule] = await store.read(lambda snapshot: snapshot.schedules())
    reason = Reason("show.none", (("show", "甲\n乙"),)) if state is SlotState.FAILED else None
    slot = Slot(schedule.id, date(2024, 4, 30))
    await store.claim_slot(SlotRecord(slot, state, "me", MORNING + timedelta(hours=1), reason=reason))
    assert said in (await say(bot, LISTENER, "daily list")).splitlines()[4]


@pytest.mark.parametrize("language", FOLDERS)
@pytest.mark.parametrize("state", SlotState)
async def test_every_outcome_has_words_in_every_language(
    bot: Bot, store: MemoryStore, state: SlotState, language: str
) -> None:
    await say(bot, MANAGER, "daily set 9:00")
    [schedule] = await store.read(lambda snapshot: snapshot.schedules())
    await store.claim_slot(SlotRecord(Slot(schedule.id, date(2024, 4, 30)), state, "me", MORNING))
    assert "daily." not in await say(bot, replace(LISTENER, words=words_for(language)), "daily list")


async def test_a_schedule_that_has_no_next_run_is_listed_without(bot: Bot, store: MemoryStore) -> None:
    await store.set_schedule(Destination(GUILD, "70"), MORNING.time(), "UTC", MORNING + timedelta(days=365))
    assert (await say(bot, LISTENER, "daily list")).split("\n\n")[1] == "1. 00:00（UTC） · 每天"


async def test_a_schedule_is_removed_by_number_or_by_time_here(bot: Bot) -> None:
    for asked in (MANAGER, OTHER_CHANNEL):
        await say(bot, asked, "daily set 9:00")
    assert (
        await say(bot, OTHER_CHANNEL, "daily remove 09:00")
        == "取消了，每天 09:00（Asia/Taipei）不會再在這裡貼今日片段。"
    )
    said = await say(bot, OTHER_CHANNEL, "daily remove 1")
    assert said == "取消了，頻道 70 每天 09:00（Asia/Taipei）不會再貼今日片段。"
    assert "還沒有設定" in await say(bot, MANAGER, "daily list")


# ---------------------------------------------------------------- another chat's channel


@pytest.mark.parametrize(
    "values",
    [
        {"time": "9:00", "place": "@news"},
        {"time": "9:00", "zone": "Asia/Taipei", "place": " @news "},
        {"time": "9:00", "zone": "@news"},
    ],
)
async def test_a_channel_that_the_asker_may_post_to_can_be_given(bot: Bot, store: MemoryStore, values: Values) -> None:
    doorman = OneChannelDoorman()
    said = (await answer(bot, replace(PRIVATE, doorman=doorman), "daily set", values)).text
    assert said.startswith("設定好了，每天 09:00（Asia/Taipei）會在頻道 -7 貼今日片段。")
    assert doorman.asked == [("telegram:1", "@news")]
    assert [each.destination for each in await store.read(lambda snapshot: snapshot.schedules())] == [NEWS]


@pytest.mark.parametrize("text", ["daily set 9:00 @news", "daily list @news", "daily remove 1 @news"])
async def test_a_channel_that_the_asker_may_not_post_to_is_neither_shown_nor_changed(
    bot: Bot, store: MemoryStore, text: str
) -> None:
    await store.set_schedule(NEWS, MORNING.time(), "UTC", MORNING)
    asked = replace(PRIVATE, asker="telegram:2", doorman=OneChannelDoorman())
    assert "沒辦法在 @news 貼片段" in await say(bot, asked, text)
    assert len(await store.read(lambda snapshot: snapshot.schedules())) == 1


async def test_a_channels_schedules_are_listed_and_removed_from_a_private_chat(bot: Bot) -> None:
    asked = replace(PRIVATE, doorman=OneChannelDoorman())
    await say(bot, asked, "daily set 9:00 @news")
    assert "頻道 -7" in await say(bot, asked, "daily list @news")
    assert "還沒有設定" in await say(bot, asked, "daily list")
    assert "取消了，頻道 -7" in await say(bot, asked, "daily remove 09:00 @news")
    assert "還沒有設定" in await say(bot, asked, "daily list @news")


async def test_the_sample_show_posts_nowhere(bot: Bot) -> None:
    sample = replace(bot, schedules=None)
    assert "沒辦法貼片段" in await say(sample, MANAGER, "daily set 9:00")
    assert "還沒有設定" in await say(sample, MANAGER, "daily list")
    assert "沒辦法貼片段" in await say(sample, MANAGER, "daily remove 1")
