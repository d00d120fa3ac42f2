"""What is told of what is kept of a person, and how they delete it or keep it from being kept."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.amends import CorrectionId
from bot.errors import UsageError
from bot.model import Place, PlaceKind, Platform
from bot.people_ports import Kept
from handlers import people_reply
from handlers.asking import Asked
from handlers.columns import columns
from handlers.console import Session, chat
from handlers.locale import FOLDERS, words_for
from handlers.privacy_commands import carry_out
from handlers.terminal import PLAIN
from tests.people_house import ME, PRESSER, WORDS, YOU, PeopleHouse, people_house

ALL = Kept(searches=3, bookmarks=2, corrections=(CorrectionId(1), CorrectionId(4)), reports=1, decisions=5, votes=7)
ALL = replace(ALL, suggestions=2, heard=3)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[PeopleHouse]:
    async with people_house(tmp_path) as built:
        yield built


async def with_everything(house: PeopleHouse) -> PeopleHouse:
    """A search, two saved clips and a proposal of mine."""
    await house.say("quote 護城河")
    [clip_id, _] = await house.saved(3, 4)
    assert "就會生效" in (await house.say(f"correct {clip_id} 護城河 → 互城河")).text
    return house


# ---------------------------------------------------------------- telling


async def test_whoever_never_asked_for_anything_is_told_that_nothing_is_kept(house: PeopleHouse) -> None:
    shown = await house.say("privacy")
    assert all(told in shown.text for told in ("搜尋：0 次", "片段：0 段", "更正：沒有"))
    assert [button.key for button in shown.buttons] == ["2"]


@pytest.mark.parametrize("kept", [Kept(), Kept(opted_out=True)])
@pytest.mark.parametrize("language", FOLDERS)
def test_what_is_kept_stands_under_a_short_heading(language: str, kept: Kept) -> None:
    told = people_reply.privacy(kept, "x", words_for(language), in_own_chat=True)
    assert len(told.paragraphs[0]) == 1
    assert columns(told.text.splitlines()[0]) <= 24


async def test_all_that_is_kept_is_told(house: PeopleHouse) -> None:
    shown = await (await with_everything(house)).say("privacy")
    assert all(told in shown.text for told in ("搜尋：1 次", "14 天", "片段：2 段", "500", "更正：1 筆（1）"))
    assert [button.key for button in shown.buttons] == ["1", "2"]


async def test_what_is_kept_of_others_is_not_told(house: PeopleHouse) -> None:
    shown = await (await with_everything(house)).say("privacy", YOU)
    assert all(told in shown.text for told in ("搜尋：0 次", "片段：0 段", "更正：沒有"))


async def test_what_was_set_in_a_private_chat_is_told_there(house: PeopleHouse) -> None:
    direct = Asked(Place(Platform.TELEGRAM, PlaceKind.DIRECT, "1"), "telegram:1", WORDS)
    assert "/alias remove" in (await house.say("privacy", direct)).text
    assert "/alias remove" not in (await house.say("privacy")).text


def test_of_many_corrections_the_latest_are_named() -> None:
    many = Kept(corrections=tuple(CorrectionId(nth) for nth in range(1, 31)))
    shown = people_reply.privacy(many, "x", WORDS, in_own_chat=False).text
    assert "30 筆（最近的是 11、12" in shown
    assert "30）" in shown
    named = people_reply.privacy(replace(many, corrections=many.corrections[:20]), "x", WORDS, in_own_chat=False)
    assert "20 筆（1、2" in named.text


@pytest.mark.parametrize("language", FOLDERS)
@pytest.mark.parametrize("kept", [Kept(), ALL, replace(ALL, opted_out=True), Kept(opted_out=True)])
def test_everything_is_told_in_every_language(language: str, kept: Kept) -> None:
    words = words_for(language)
    told = (
        people_reply.privacy(kept, "x", words, in_own_chat=True),
        people_reply.sure(kept, "x", words),
        people_reply.forgotten(kept, words),
        people_reply.facts_of(kept, words),
    )
    for each in told:
        assert "privacy." not in each.text
        assert "{" not in each.text
        assert all("button." not in button.label for button in each.buttons)


# ---------------------------------------------------------------- deleting


async def test_nothing_is_deleted_before_it_is_asked_about_twice(house: PeopleHouse) -> None:
    await with_everything(house)
    before = await house.people.kept_of(ME.asker)
    sure = await house.press(await house.say("privacy"), "1")
    assert "真的要刪嗎" in sure.text
    assert await house.people.kept_of(ME.asker) == before
    assert (await house.press(sure, "0")).text == (await house.say("privacy")).text
    assert await house.people.kept_of(ME.asker) == before


async def test_deleting_says_what_went_and_leaves_proposals_without_a_name(house: PeopleHouse) -> None:
    await with_everything(house)
    deleted = await house.press(await house.press(await house.say("privacy"), "1"), "1")
    assert "1 次搜尋、2 段收藏" in deleted.text
    assert "1 筆更正還在" in deleted.text
    assert await house.people.kept_of(ME.asker) == Kept()
    assert await house.rows("SELECT asker FROM correction") == [("",)]


async def test_a_deleted_searchs_buttons_are_gone_at_once(house: PeopleHouse) -> None:
    found = await house.say("quote 護城河")
    await house.people.forget(ME.asker)
    assert "再輸入一次" in (await house.press(found, ">")).text


async def test_deleting_twice_says_that_there_is_nothing(house: PeopleHouse) -> None:
    await with_everything(house)
    sure = await house.press(await house.say("privacy"), "1")
    await house.press(sure, "1")
    assert "不用刪" in (await house.press(sure, "1")).text


@pytest.mark.parametrize("key", ["1", "2"])
async def test_nobody_deletes_or_opts_for_another(house: PeopleHouse, key: str) -> None:
    await with_everything(house)
    shown = await house.say("privacy")
    assert "別人的" in (await house.press(shown, key, YOU)).text
    sure = await house.press(shown, "1")
    assert "別人的" in (await house.press(sure, "1", YOU)).text
    assert "別人的" in (await house.press(sure, "0", YOU)).text
    assert (await house.people.kept_of(ME.asker)).bookmarks == 2


# ---------------------------------------------------------------- opting out


async def opted_out(house: PeopleHouse) -> PeopleHouse:
    shown = await house.press(await house.say("privacy"), "2")
    assert "只記著" in shown.text
    return house


async def test_whoever_opted_out_is_told_so_and_may_opt_in_again(house: PeopleHouse) -> None:
    await opted_out(house)
    shown = await house.say("privacy")
    assert "你選了不留紀錄" in shown.text
    back = await house.press(shown, "2")
    assert "你選了不留紀錄" not in back.text
    await house.saved(3)
    assert (await house.people.kept_of(ME.asker)).bookmarks == 1


async def test_opting_out_leaves_what_is_kept_to_be_deleted(house: PeopleHouse) -> None:
    await opted_out(await with_everything(house))
    assert "第3句" in (await house.say("saved")).text
    deleted = await house.press(await house.press(await house.say("privacy"), "1"), "1")
    assert "2 段收藏" in deleted.text
    assert "只記著" in deleted.text
    assert await house.people.kept_of(ME.asker) == Kept(opted_out=True)


async def test_whoever_opted_out_cannot_report_and_is_told_why(house: PeopleHouse) -> None:
    [clip_id] = await house.saved(3)
    await opted_out(house)
    assert "不能回報" in (await house.say(f"report {clip_id}")).text
    assert not await house.rows("SELECT * FROM report")


async def test_a_report_is_told_of_and_deleted(house: PeopleHouse) -> None:
    [clip_id] = await house.saved(3)
    await house.say(f"report {clip_id}")
    shown = await house.say("privacy")
    assert "回報：1 則" in shown.text
    sure = await house.press(shown, "1")
    assert "1 則回報" in (await house.press(sure, "1")).text
    assert not await house.rows("SELECT * FROM report")


async def test_a_search_of_whoever_opted_out_is_answered_and_not_kept(house: PeopleHouse) -> None:
    await opted_out(house)
    found = await house.say("quote 護城河")
    assert "1–5 / 12" in found.text
    assert "不能翻頁" in found.text
    assert [button.key for button in found.buttons] == ["1", "2", "3", "4", "5"]
    assert await house.rows("SELECT * FROM saved_search") == []


async def test_every_hit_of_an_unkept_search_opens(house: PeopleHouse) -> None:
    await opted_out(house)
    found = await house.say("quote 護城河")
    for nth, button in enumerate(found.buttons):
        opened = await house.press(found, button.key)
        assert f"第{nth}句" in opened.text
        assert "片段編號" in opened.text


async def test_a_single_hit_of_an_unkept_search_needs_no_word_of_pages(house: PeopleHouse) -> None:
    await opted_out(house)
    found = await house.say("quote 第7句")
    assert "翻頁" not in found.text
    assert "第7句" in (await house.press(found, "1")).text


async def test_a_trend_of_whoever_opted_out_has_no_buttons_that_lead_nowhere(house: PeopleHouse) -> None:
    shown = await house.say("trend 護城河")
    assert shown.buttons
    await opted_out(house)
    unkept = await house.say("trend 護城河")
    assert unkept.text == shown.text
    assert unkept.buttons == ()


async def test_finding_nothing_is_said_as_to_everybody(house: PeopleHouse) -> None:
    await opted_out(house)
    assert "找不到" in (await house.say("quote 沒有這句")).text


async def test_whoever_opted_out_saves_nothing(house: PeopleHouse) -> None:
    await opted_out(house)
    clip = await house.clip(3)
    refused = await house.press(await house.say(f"clip {clip.id}"), "*")
    assert refused.refuses
    assert "不能收藏" in refused.text
    assert await house.rows("SELECT * FROM bookmark") == []


async def test_whoever_opted_out_proposes_nothing(house: PeopleHouse) -> None:
    await opted_out(house)
    clip = await house.clip(3)
    refused = await house.say(f"correct {clip.id} 護城河 → 互城河")
    assert "不能提出更正" in refused.text
    assert await house.rows("SELECT * FROM correction") == []


async def test_one_persons_opting_out_is_nobody_elses(house: PeopleHouse) -> None:
    await opted_out(house)
    assert ">" in [button.key for button in (await house.say("quote 護城河", YOU)).buttons]


async def test_nothing_but_the_choice_stands_in_the_file_of_whoever_opted_out(house: PeopleHouse) -> None:
    await opted_out(house)
    clip = await house.clip(3)
    for text in ("quote 護城河", "random", f"clip {clip.id}", "saved", f"correct {clip.id} 護城河 → 甲", "help"):
        await house.say(text)
    dump = await house.store.look_up(lambda reader: [line for line in reader.iterdump() if ME.asker in line])
    assert dump == ["INSERT INTO \"opted_out\" VALUES('discord:1');"]


# ---------------------------------------------------------------- the console and the command line


async def told(house: PeopleHouse, *lines: str) -> list[str]:
    """What the console writes to each line."""
    written: list[str] = []

    async def typed() -> AsyncIterator[str]:
        for line in lines:
            yield line

    await chat(typed(), written.append, house.bot(), Session(WORDS, PLAIN, interactive=False))
    return written[1:]


async def test_the_console_saves_lists_opens_turns_removes_and_deletes(house: PeopleHouse) -> None:
    found, opened, saved, widened, listed = await told(house, "護城河", "1", "*", "+", "/saved")
    assert "第0句" in found
    assert "[*] 收藏" in opened
    assert "收藏好了" in saved
    assert len(widened) > len(opened)
    assert "第0句" in listed
    _, reopened, removed, empty = await told(house, "/saved", "1", "-", "/saved")
    assert "[-] 取消收藏" in reopened
    assert "取消收藏了" in removed
    assert "沒有你收藏的片段" in empty
    _, sure, deleted, out = await told(house, "/privacy", "1", "1", "/privacy")
    assert "真的要刪嗎" in sure
    assert "刪掉了：1 次搜尋" in deleted
    assert "[2] 不要留紀錄" in out


@pytest.mark.parametrize("key", ["*", "-"])
async def test_a_key_without_its_button_is_not_searched_for(house: PeopleHouse, key: str) -> None:
    [answered] = await told(house, key)
    assert WORDS.say("console.no-button", key=key) in answered


async def test_an_operator_tells_and_deletes_what_is_kept_of_a_person(house: PeopleHouse) -> None:
    await with_everything(house)
    assert "片段：2 段" in await carry_out(house.people, ["show", ME.asker], WORDS)
    assert "2 段收藏" in await carry_out(house.people, ["delete", ME.asker], WORDS)
    assert "不用刪" in await carry_out(house.people, ["delete", ME.asker], WORDS)
    await house.people.opt(ME.asker, out=True)
    assert "這個人選了不留紀錄" in await carry_out(house.people, ["show", ME.asker], WORDS)


@pytest.mark.parametrize(
    "texts",
    [(), ("show",), ("burn", "discord:1"), ("show", "1"), ("delete", "irc:1"), ("delete", "discord:"),
     ("show", "discord:1", "discord:2")],
)  # fmt: skip
async def test_what_names_no_person_says_how_it_is_used(house: PeopleHouse, texts: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match=r"cli\.privacy"):
        await carry_out(house.people, texts, WORDS)


async def test_a_telegram_channels_number_names_one_too(house: PeopleHouse) -> None:
    await house.people.save((await house.clip(1)).id, replace(PRESSER, asker="telegram:-1001"))
    assert "1 段收藏" in await carry_out(house.people, ["delete", "telegram:-1001"], WORDS)
