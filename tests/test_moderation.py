"""Hiding, blocking and reporting from the chats: who may, how much, and what is answered."""

from dataclasses import replace

import pytest

from bot import moderation
from bot.errors import NotFoundError, UsageError
from bot.model import Place, PlaceKind, Platform
from handlers.asking import Asked, Bot, voice
from handlers.functions import press
from handlers.messages import Action, Reply
from tests.withheld_house import (
    BOSS,
    GUILD,
    HIDDEN,
    LINES,
    LISTENER,
    MODERATOR,
    OPERATOR,
    OTHER_MODERATOR,
    WORDS,
    House,
)


@pytest.fixture
async def house() -> House:
    return await House().fill()


def asked(place: Place = GUILD, asker: str = "discord:1", *, may_manage: bool = True) -> Asked:
    return Asked(place, asker, WORDS, may_manage=may_manage)


async def pressed(house: House, reply: Reply, label: str, by: Asked) -> Reply:
    button = next(each for each in reply.buttons if each.label == label)
    return await press(house.bot(), by, button.action, button.id, button.position)


# ---------------------------------------------------------------- hiding


async def test_hiding_says_where_and_how_to_undo_it_and_never_the_words(house: House) -> None:
    clip = await house.clip_of()
    hidden = await house.ask(MODERATOR, f"hide {clip}")
    assert "這裡不會再顯示這個片段：shop EP1 00:13" in hidden.text
    assert f"/unhide {clip}" in hidden.text
    assert "刻字" not in hidden.text
    shown = await pressed(house, hidden, "取消隱藏", asked())
    assert "又看得到了" in shown.text
    assert HIDDEN in await house.say(LISTENER, f"clip {clip}")


async def test_the_operator_is_told_that_words_are_blocked_everywhere(house: House) -> None:
    assert "每個地方都不會顯示" in await house.say(BOSS, "blocked add 傘柄")


async def test_the_operator_is_told_that_it_counts_everywhere(house: House) -> None:
    assert "哪裡都不會再顯示這個片段" in await house.say(BOSS, f"hide {await house.clip_of()}")


async def test_a_hidden_clip_is_not_shown_to_its_moderators_either(house: House) -> None:
    clip = await house.clip_of()
    await house.say(MODERATOR, f"hide {clip}")
    assert f"片段 {clip} 在這裡不顯示" in await house.say(MODERATOR, f"clip {clip}")


async def test_what_is_hidden_is_listed_with_a_button_that_undoes_it(house: House) -> None:
    assert "沒有隱藏任何片段" in await house.say(MODERATOR, "hidden")
    clip = await house.clip_of()
    await house.say(MODERATOR, f"hide {clip}")
    listed = await house.ask(MODERATOR, "hidden")
    assert listed.text == f"1. shop EP1 00:13 {clip}（2024年6月1日 隱藏）"
    assert "沒有隱藏任何片段" in await house.say(OTHER_MODERATOR, "hidden")
    await pressed(house, listed, "取消隱藏 1", asked())
    assert "沒有隱藏任何片段" in await house.say(MODERATOR, "hidden")


async def test_a_clip_whose_words_are_gone_says_so_in_the_list(house: House) -> None:
    await house.say(MODERATOR, f"hide {await house.clip_of(LINES[0])}")
    await house.fill(LINES[1:])
    assert "目前沒有作用" in await house.say(MODERATOR, "hidden")


async def test_a_hidden_episode_is_listed_without_a_button(house: House) -> None:
    await house.moderation.hide_episode(BOSS, "shop", "ep1")
    listed = await house.ask(BOSS, "hidden")
    assert "1. shop EP1（" in listed.text
    assert listed.buttons == ()


async def test_a_list_has_an_end(house: House) -> None:
    for line in LINES:
        await house.say(MODERATOR, f"hide {await house.clip_of(line, OPERATOR)}")
    await house.say(MODERATOR, f"hide {await house.clip_of('祕密節目')}")
    listed = await house.ask(MODERATOR, "hidden")
    assert len(listed.buttons) == 10
    assert "還有 1 個" in listed.text


async def test_a_place_hides_so_many_clips_and_no_more(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moderation, "MOST_HIDDEN", 1)
    await house.say(MODERATOR, f"hide {await house.clip_of()}")
    clip = await house.clip_of(LINES[0])
    assert "已經隱藏了 1 個片段" in await house.say(MODERATOR, f"hide {clip}")
    assert "不會再顯示" in await house.say(BOSS, f"hide {clip}")


@pytest.mark.parametrize("typed", ["", "zzzzzz", "什麼"])
async def test_what_is_no_clip_is_neither_hidden_nor_shown_again(house: House, typed: str) -> None:
    for function in ("hide", "unhide", "report"):
        assert (await house.ask(MODERATOR, f"{function} {typed}")).refuses


async def test_a_private_shows_clip_is_hidden_from_no_other_place(house: House) -> None:
    clip = await house.clip_of("祕密節目")
    assert (await house.ask(OTHER_MODERATOR, f"hide {clip}")).refuses
    assert "不會再顯示" in await house.say(MODERATOR, f"hide {clip}")


async def test_an_episode_that_is_not_there_is_not_hidden(house: House) -> None:
    with pytest.raises(NotFoundError, match=r"hidden\.no_episode"):
        await house.moderation.hide_episode(BOSS, "shop", "ep9")
    with pytest.raises(NotFoundError, match=r"hidden\.none"):
        await house.moderation.unhide_episode(BOSS, "shop", "ep1")


@pytest.mark.parametrize("text", ["hide x", "unhide x", "hidden", "reports", "blocked add x", "blocked list"])
async def test_listeners_decide_nothing(house: House, text: str) -> None:
    assert "管理權限" in await house.say(LISTENER, text)


@pytest.mark.parametrize("action", [Action.HIDE, Action.UNHIDE, Action.DISMISS])
async def test_a_listener_who_presses_a_managers_button_is_told_why_not(house: House, action: Action) -> None:
    clip = await house.clip_of()
    told = await press(house.bot(), asked(may_manage=False), action, clip, 0)
    assert told.refuses
    assert "管理權限" in told.text
    assert HIDDEN in await house.say(LISTENER, f"clip {clip}")


# ---------------------------------------------------------------- buttons on a clip


def deeds(house: House, who: Asked) -> list[Action]:
    return [deed.action for deed in voice(house.bot(), who).deeds]


def test_a_clip_is_hidden_by_those_who_may_and_reported_by_everybody_but_the_operator() -> None:
    house = House()
    assert deeds(house, asked()) == [Action.HIDE, Action.REPORT]
    assert deeds(house, asked(may_manage=False)) == [Action.REPORT]
    assert deeds(house, replace(asked(may_manage=False), rights_unasked=True)) == [Action.HIDE, Action.REPORT]
    assert deeds(house, asked(OPERATOR)) == [Action.HIDE]


async def test_the_sample_show_hides_and_reports_nothing(house: House) -> None:
    sample: Bot = replace(house.bot(), moderation=None)
    assert voice(sample, asked()).deeds == ()
    assert (await press(sample, asked(), Action.REPORT, "aaaaaa", 0)).refuses


async def test_a_clip_is_hidden_and_shown_again_by_its_buttons(house: House) -> None:
    clip = await house.clip_of()
    opened = await house.ask(MODERATOR, f"clip {clip}")
    hidden = await pressed(house, opened, "隱藏", asked())
    assert not await _found(house)
    await pressed(house, hidden, "取消隱藏", asked())
    assert await _found(house)


async def _found(house: House) -> bool:
    return any("刻字" in text for text in await house.seen(HIDDEN))


# ---------------------------------------------------------------- blocked words


async def test_words_are_blocked_listed_and_allowed_again(house: House) -> None:
    assert "還沒有設定封鎖詞" in await house.say(MODERATOR, "blocked list")
    assert "「刻 字」" in await house.say(MODERATOR, "blocked add  刻   字 ")
    assert not await _found(house)
    assert "1. 刻 字" in await house.say(MODERATOR, "blocked list")
    assert "「刻 字」不再封鎖" in await house.say(MODERATOR, "blocked remove 1")
    assert await _found(house)


async def test_words_are_allowed_again_by_how_they_are_written(house: House) -> None:
    await house.say(MODERATOR, "blocked add 護城河")
    assert "不再封鎖" in await house.say(MODERATOR, "blocked remove 护城河")


@pytest.mark.parametrize(
    ("typed", "told"),
    [("", "請輸入要封鎖的詞"), ("！？", "請輸入要封鎖的詞"), ("長" * 41, "最多 40 個字"), ("刻字", "已經封鎖了")],
)
async def test_what_cannot_be_blocked_is_told(house: House, typed: str, told: str) -> None:
    await house.say(MODERATOR, "blocked add 刻字")
    assert told in await house.say(MODERATOR, f"blocked add {typed}")


async def test_a_place_blocks_a_hundred_words_and_no_more(house: House) -> None:
    for nth in range(moderation.MOST_BLOCKED):
        await house.moderation.block(GUILD, f"x{nth}y")
    assert "已經有 100 個封鎖詞" in await house.say(MODERATOR, "blocked add 甲乙")


@pytest.mark.parametrize("typed", ["9", "#9", "刻字", ""])
async def test_words_that_are_not_blocked_are_not_allowed_again(house: House, typed: str) -> None:
    await house.say(MODERATOR, "blocked add 護城河")
    assert (await house.ask(MODERATOR, f"blocked remove {typed}")).refuses


# ---------------------------------------------------------------- reports


async def test_a_report_is_answered_with_how_to_say_why_and_what_corrects(house: House) -> None:
    clip = await house.clip_of()
    told = await house.ask(LISTENER, f"report {clip}")
    assert told.is_beside
    assert f"/report {clip}" in told.text
    assert "/correct" in told.text
    told = await house.ask(LISTENER, f"report {clip} 這是別人的電話")
    assert f"/report {clip}" not in told.text
    assert "這是別人的電話" in await house.say(MODERATOR, "reports")


async def test_a_pressed_button_reports_and_keeps_the_words_of_before(house: House) -> None:
    clip = await house.clip_of()
    await house.say(LISTENER, f"report {clip} 這是別人的電話")
    opened = await house.ask(LISTENER, f"clip {clip}")
    told = await pressed(house, opened, "回報", asked(asker="discord:2", may_manage=False))
    assert told.is_beside
    assert len(told.text) <= 200
    listed = await house.say(MODERATOR, "reports")
    assert listed == f"1. shop EP1 00:13 {clip}：1 人回報\n原因：這是別人的電話"


async def test_moderators_read_the_reports_of_their_place_and_the_operator_all(house: House) -> None:
    clip = await house.clip_of()
    await house.say(LISTENER, f"report {clip} 甲")
    await house.say(replace(OTHER_MODERATOR, may_manage=False), f"report {clip} 乙")
    assert "甲" in await house.say(MODERATOR, "reports")
    assert "乙" not in await house.say(MODERATOR, "reports")
    both = await house.say(BOSS, "reports")
    assert "2 人回報" in both
    assert both.index("乙") < both.index("甲")
    assert "discord" not in both


async def test_a_reported_clip_is_opened_hidden_or_left_by_its_buttons(house: House) -> None:
    first, second = await house.clip_of(), await house.clip_of(LINES[0])
    for clip in (first, second):
        await house.say(LISTENER, f"report {clip}")
    listed = await house.ask(MODERATOR, "reports")
    assert HIDDEN in (await pressed(house, listed, "開啟 1", asked())).text
    assert "照常顯示" in (await pressed(house, listed, "不處理 2", asked())).text
    await pressed(house, listed, "隱藏 1", asked())
    assert not await _found(house)
    assert "目前沒有回報" in await house.say(MODERATOR, "reports")
    assert "修傘" in await house.say(LISTENER, f"clip {second}")


async def test_a_clip_that_was_not_reported_is_not_dismissed(house: House) -> None:
    clip = await house.clip_of()
    with pytest.raises(NotFoundError, match=r"report\.none"):
        await house.moderation.dismiss(MODERATOR, clip)


async def test_a_moderator_closes_no_report_of_another_place(house: House) -> None:
    clip = await house.clip_of()
    await house.say(LISTENER, f"report {clip}")
    assert "目前沒有回報" in await house.say(OTHER_MODERATOR, "reports")
    with pytest.raises(NotFoundError, match=r"report\.none"):
        await house.moderation.dismiss(OTHER_MODERATOR, clip)
    await house.moderation.hide(OTHER_MODERATOR, clip)
    assert "1 人回報" in await house.say(MODERATOR, "reports")


async def test_a_report_of_words_that_are_gone_can_only_be_left(house: House) -> None:
    await house.say(LISTENER, f"report {await house.clip_of(LINES[0])}")
    await house.fill(LINES[1:])
    listed = await house.ask(MODERATOR, "reports")
    assert [button.action for button in listed.buttons] == [Action.DISMISS]
    await pressed(house, listed, "不處理 1", asked())
    assert "目前沒有回報" in await house.say(MODERATOR, "reports")


async def test_an_episode_that_is_gone_is_named_by_its_stem(house: House) -> None:
    await house.say(LISTENER, f"report {await house.clip_of()}")
    await house.store.remove_episode("shop", "ep1")
    assert "1. shop ep1 " in await house.say(MODERATOR, "reports")


async def test_what_cannot_be_opened_here_cannot_be_reported_here(house: House) -> None:
    secret = await house.clip_of("祕密節目")
    assert (await house.ask(OTHER_MODERATOR, f"report {secret}")).refuses
    clip = await house.clip_of()
    await house.say(MODERATOR, f"hide {clip}")
    with pytest.raises(NotFoundError, match=r"clip\.withheld"):
        await house.moderation.report(LISTENER, clip)


async def test_a_person_has_ten_reports_waiting_at_most(house: House) -> None:
    clips = [await house.clip_of(line) for line in LINES]
    for clip in clips:
        assert not (await house.ask(LISTENER, f"report {clip}")).refuses
    last = await house.clip_of("祕密節目")
    with pytest.raises(UsageError, match=r"report\.full"):
        await house.moderation.report(LISTENER, last)
    await house.moderation.report(LISTENER, clips[0], "換個說法")
    await house.moderation.dismiss(MODERATOR, clips[1])
    await house.moderation.report(LISTENER, last)


async def test_five_hundred_reports_wait_at_most(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    assert moderation.MOST_REPORTS_IN_ALL == 500
    monkeypatch.setattr(moderation, "MOST_REPORTS_IN_ALL", 1)
    clip = await house.clip_of()
    await house.moderation.report(LISTENER, clip)
    with pytest.raises(UsageError, match=r"report\.busy"):
        await house.moderation.report(MODERATOR, clip)


async def test_a_reason_has_an_end(house: House) -> None:
    with pytest.raises(UsageError, match=r"report\.long"):
        await house.moderation.report(LISTENER, await house.clip_of(), "長" * 201)


async def test_a_list_of_reports_has_an_end_and_shows_three_reasons_each(house: House) -> None:
    clips = [await house.clip_of(line) for line in LINES[:7]]
    for nth, clip in enumerate(clips):
        await house.moderation.report(replace(LISTENER, asker=f"discord:{nth}"), clip)
    for nth in range(4):
        await house.moderation.report(replace(LISTENER, asker=f"discord:2{nth}"), clips[0], f"理由{nth}")
    listed = await house.ask(MODERATOR, "reports")
    assert len(listed.buttons) == 15
    assert "還有 2 個被回報的片段" in listed.text
    assert [f"理由{nth}" in listed.text for nth in range(4)] == [False, True, True, True]


async def test_somebody_abroad_reports_to_the_operator(house: House) -> None:
    clip = await house.clip_of()
    abroad = Place(Platform.DISCORD, PlaceKind.ABROAD, "99")
    await house.moderation.report(replace(LISTENER, place=abroad), clip, "丙")
    assert "丙" in await house.say(BOSS, "reports")


async def test_each_call_reads_once_and_writes_once(house: House) -> None:
    clip = await house.clip_of()
    store = house.store
    for text in (f"hide {clip}", f"unhide {clip}", f"report {clip}", "reports", "hidden", "blocked add 甲乙"):
        before = store.reads, store.writes  # type: ignore[attr-defined] # the store in memory counts
        assert not (await house.ask(MODERATOR, text)).refuses
        after = store.reads, store.writes  # type: ignore[attr-defined] # as above
        assert after[0] - before[0] == 1
        assert after[1] - before[1] <= 1


@pytest.mark.parametrize("function", ["report", "hide"])
async def test_without_an_id_is_said_what_to_type(house: House, function: str) -> None:
    assert "編號" in await house.say(MODERATOR, function)
    assert "「」" not in await house.say(MODERATOR, function)


async def test_of_several_that_are_hidden_only_the_named_one_comes_back(house: House) -> None:
    first, last = await house.clip_of(), await house.clip_of("徒弟以前在畫圖工作室上班")
    for clip in (first, last):
        await house.moderation.hide(MODERATOR, clip)
    await house.moderation.unhide(MODERATOR, first)
    assert [each.spot.target.clip_id for each in await house.moderation.hidden(MODERATOR.place)] == [last]
