"""What people keep and what is kept of them: the use cases, and what the chats answer."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

import bot.people
from bot.amends import Decision
from bot.errors import NotFoundError, UsageError
from bot.model import ClipMove, EpisodeDraft, EpisodeFacts
from bot.people import MOST_SUGGESTIONS
from bot.questions import Presser
from bot.search.engine import index_episode
from handlers.asking import Asked, Bot
from handlers.functions import answer, press
from handlers.locale import FOLDERS, words_for
from handlers.messages import Action, Reply
from tests.people_house import (
    GUILD,
    ME,
    ME_ELSEWHERE,
    OTHER_GUILD,
    PRESSER,
    SECOND,
    WORDS,
    YOU,
    PeopleHouse,
    people_house,
)
from tests.small_library import lines_of


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[PeopleHouse]:
    async with people_house(tmp_path) as built:
        yield built


async def lose(house: PeopleHouse, clip_id: str) -> None:
    """Replace the episode by one in which the clip's words are not any more."""
    cues = lines_of(3, "別的")
    draft = EpisodeDraft("open", "ep1", EpisodeFacts(4), cues, index_episode(cues), "again")
    clips = await house.store.read(lambda snapshot: snapshot.clips_of("open", "ep1"))
    assert clip_id in [clip.id for clip in clips]
    moves = tuple(ClipMove(clip.id, None) for clip in clips)
    await house.store.put_episode(replace(draft, moves=moves))


def keys(shown: Reply) -> list[str]:
    return [button.key for button in shown.buttons]


# ---------------------------------------------------------------- saving


async def test_an_open_clip_is_saved_by_its_button_and_told_beside_it(house: PeopleHouse) -> None:
    clip = await house.clip(3)
    saved = await house.press(await house.say(f"clip {clip.id}"), "*")
    assert saved.is_beside
    assert "收藏好了" in saved.text
    assert "第3句" in (await house.say("saved")).text


async def test_an_open_hit_is_saved_by_its_button(house: PeopleHouse) -> None:
    opened = await house.press(await house.say("quote 第7句"), "1")
    assert "收藏好了" in (await house.press(opened, "*")).text
    assert "第7句" in (await house.say("saved")).text


async def test_saving_again_says_so_and_how_to_undo_it(house: PeopleHouse) -> None:
    [clip_id] = await house.saved(3)
    again = await house.press(await house.say(f"clip {clip_id}"), "*")
    assert again.is_beside
    assert "之前就收藏了" in again.text
    assert "取消收藏" in again.text


async def test_what_cannot_be_seen_here_cannot_be_saved_here(house: PeopleHouse) -> None:
    secret = await house.clip(1, "secret", "s1")
    with pytest.raises(NotFoundError, match=r"clip\.none"):
        await house.people.save(secret.id, Presser(OTHER_GUILD, "discord:1"))
    assert not (await house.people.kept_of("discord:1")).bookmarks


async def test_a_list_that_is_full_says_so(house: PeopleHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.people, "MOST_SAVED", 2)
    await house.saved(1, 2)
    clip = await house.clip(3)
    refused = await house.press(await house.say(f"clip {clip.id}"), "*")
    assert refused.refuses
    assert "2 段，沒有位子了" in refused.text


async def test_without_people_there_is_no_button_to_save_with(house: PeopleHouse) -> None:
    clip = await house.clip(3)
    sample = Bot(house.quotes, house.clips, lambda *_: None, sample=True)
    assert "*" not in keys(await answer(sample, ME, "clip", {"id": clip.id}))


@pytest.mark.parametrize("name", ["saved", "privacy"])
async def test_the_sample_show_keeps_nothing_of_anybody(house: PeopleHouse, name: str) -> None:
    sample = Bot(house.quotes, house.clips, lambda *_: None, sample=True)
    assert "範例節目" in (await answer(sample, ME, name, {})).text


# ---------------------------------------------------------------- the list


async def test_what_was_saved_is_listed_by_line_the_latest_first(house: PeopleHouse) -> None:
    await house.saved(3, 8)
    shown = await house.say("saved")
    assert shown.text.splitlines() == [
        "你的收藏：2 段，最新的在前面",
        "",
        "1 open EP4 00:32 第8句說到護城河了",
        "2 open EP4 00:12 第3句說到護城河了",
    ]
    assert keys(shown) == ["1", "2"]


async def test_a_single_saved_clip_is_not_counted_and_is_no_heading(house: PeopleHouse) -> None:
    await house.saved(3)
    shown = await house.say("saved")
    assert [len(lines) for lines in shown.paragraphs] == [1, 1]
    assert shown.text.startswith("你的收藏\n\n1 ")
    assert "/" not in shown.text


async def test_an_empty_list_says_how_to_save(house: PeopleHouse) -> None:
    shown = await house.say("saved")
    assert "「收藏」" in shown.text
    assert not shown.buttons


async def test_five_are_listed_a_page(house: PeopleHouse) -> None:
    await house.saved(*range(12))
    first = await house.say("saved")
    assert keys(first) == ["1", "2", "3", "4", "5", ">"]
    second = await house.press(first, ">")
    assert keys(second) == ["6", "7", "8", "9", "10", "<", ">"]
    third = await house.press(second, ">")
    assert keys(third) == ["11", "12", "<"]
    assert "11–12 / 12" in third.text
    assert (await house.press(second, "<")) == first


async def test_a_full_page_has_no_empty_one_behind_it(house: PeopleHouse) -> None:
    await house.saved(*range(5))
    assert keys(await house.say("saved")) == ["1", "2", "3", "4", "5"]


async def test_a_page_that_is_gone_gives_way_to_the_last(house: PeopleHouse) -> None:
    await house.saved(*range(6))
    page = await house.people.saved(PRESSER, 400)
    assert [each.number for each in page.clips] == [6]


async def test_long_words_are_cut_to_a_line(house: PeopleHouse) -> None:
    await house.put("open", "ep2", lines_of(1, "很長" * 60), 5)
    await house.people.save((await house.clip(0, stem="ep2")).id, PRESSER)
    [_, _, first] = (await house.say("saved")).text.splitlines()
    assert first.endswith("…")
    assert len(first) < 60


async def test_a_corrected_clip_is_listed_with_its_correction(house: PeopleHouse) -> None:
    clip = await house.clip(3)
    await house.people.save(clip.id, PRESSER)
    await house.say(f"correct {clip.id} 護城河 → 互城河")
    await house.store.decide_correction((await house.people.kept_of("discord:1")).corrections[0], Decision.ACCEPTED)
    assert "互城河" in (await house.say("saved")).text


async def test_a_private_shows_clip_is_listed_only_where_it_answers(house: PeopleHouse) -> None:
    secret = await house.clip(1, "secret", "s1")
    await house.people.save(secret.id, PRESSER)
    await house.saved(3)
    assert "祕密" in (await house.say("saved")).text
    elsewhere = (await house.say("saved", ME_ELSEWHERE)).text
    assert "祕密" not in elsewhere
    assert secret.id not in elsewhere
    assert "第3句" in elsewhere
    assert elsewhere.startswith("你的收藏\n")
    assert "另外 1 段" in elsewhere
    assert "另外" not in (await house.say("saved")).text


async def test_an_empty_list_says_what_is_to_be_seen_elsewhere(house: PeopleHouse) -> None:
    await house.people.save((await house.clip(1, "secret", "s1")).id, PRESSER)
    assert "另外 1 段" in (await house.say("saved", ME_ELSEWHERE)).text


async def test_a_button_of_a_private_shows_clip_answers_nothing_elsewhere(house: PeopleHouse) -> None:
    secret = await house.clip(1, "secret", "s1")
    await house.people.save(secret.id, PRESSER)
    shown = await house.press(await house.say("saved"), "1", ME_ELSEWHERE)
    assert shown.refuses
    assert "祕密" not in shown.text


async def test_a_clip_whose_words_are_gone_is_said_so_and_not_shown(house: PeopleHouse) -> None:
    [clip_id] = await house.saved(3)
    await lose(house, clip_id)
    shown = await house.say("saved")
    assert "現在看不到這段" in shown.text
    assert "護城河" not in shown.text
    opened = await house.press(shown, "1")
    assert "護城河" not in opened.text
    assert "不在逐字稿裡了，或是被隱藏" in opened.text
    assert keys(opened) == ["0", "-"]
    assert "取消收藏了" in (await house.press(opened, "-")).text


# ---------------------------------------------------------------- a clip of the list


async def test_a_saved_clip_is_opened_widened_and_left_for_its_page(house: PeopleHouse) -> None:
    await house.saved(*range(12))
    second = await house.press(await house.say("saved"), ">")
    opened = await house.press(second, "7")
    assert "第5句" in opened.text
    assert keys(opened) == ["+", "0", "-"]
    wider = await house.press(opened, "+")
    assert len(wider.text) > len(opened.text)
    assert keys(wider) == ["+", "0", "-"]
    assert await house.press(wider, "0") == second


async def test_a_saved_clip_is_removed_and_the_rest_of_its_page_shown(house: PeopleHouse) -> None:
    await house.saved(*range(6))
    second = await house.press(await house.say("saved"), ">")
    removed = await house.press(await house.press(second, "6"), "-")
    assert removed.text.startswith("取消收藏了")
    assert "你的收藏：5 段" in removed.text
    assert "第0句" not in removed.text


async def test_removing_what_is_not_saved_says_so(house: PeopleHouse) -> None:
    await house.saved(3)
    opened = await house.press(await house.say("saved"), "1")
    await house.press(opened, "-")
    assert "本來就不在" in (await house.press(opened, "-")).text


async def test_what_is_saved_no_more_can_be_saved_again(house: PeopleHouse) -> None:
    [clip_id] = await house.saved(3)
    await house.people.unsave(clip_id, PRESSER)
    assert await house.people.save(clip_id, PRESSER)


@pytest.mark.parametrize("key", ["1", ">"])
async def test_a_list_obeys_only_whose_it_is(house: PeopleHouse, key: str) -> None:
    await house.saved(*range(6))
    refused = await house.press(await house.say("saved"), key, YOU)
    assert refused.refuses
    assert "別人的" in refused.text


@pytest.mark.parametrize("key", ["+", "0", "-"])
async def test_a_clip_of_a_list_obeys_only_whose_list_it_is(house: PeopleHouse, key: str) -> None:
    await house.saved(3)
    refused = await house.press(await house.press(await house.say("saved"), "1"), key, YOU)
    assert "別人的" in refused.text
    assert (await house.people.kept_of(ME.asker)).bookmarks == 1


@pytest.mark.parametrize("action", [Action.SAVED, Action.REOPEN, Action.UNSAVE, Action.FORGET, Action.OPT])
@pytest.mark.parametrize("button_id", ["", "-", "zzzzzz", "0" * 64])
async def test_a_forged_button_is_nobodys(house: PeopleHouse, action: Action, button_id: str) -> None:
    assert "別人的" in (await press(house.bot(), ME, action, button_id, 1)).text


async def test_a_saved_clip_that_is_none_opens_as_none(house: PeopleHouse) -> None:
    with pytest.raises(NotFoundError, match=r"clip\.none"):
        await house.people.open_saved("zzzzzz", PRESSER)


# ---------------------------------------------------------------- suggestions


async def test_what_is_ones_own_is_suggested_before_what_is_popular(house: PeopleHouse) -> None:
    own = await house.saved(1, 2)
    others = Asked(GUILD, "discord:2", WORDS)
    popular = await house.saved(2, 3, asked=others)
    await house.saved(3, asked=Asked(GUILD, "discord:3", WORDS))
    suggested = [clip.id for clip in await house.people.suggestions(GUILD, ME.asker)]
    assert suggested == [own[1], own[0], popular[1]]


async def test_no_more_are_suggested_than_a_list_holds(house: PeopleHouse) -> None:
    await house.put("open", "ep2", lines_of(30), 5)
    for nth in range(30):
        house.clock.advance(SECOND)
        await house.people.save((await house.clip(nth, stem="ep2")).id, PRESSER)
    suggested = await house.people.suggestions(GUILD, ME.asker)
    assert len(suggested) == MOST_SUGGESTIONS
    assert "第29句" in suggested[0].words


async def test_of_a_private_show_nothing_is_suggested_elsewhere(house: PeopleHouse) -> None:
    await house.people.save((await house.clip(1, "secret", "s1")).id, PRESSER)
    assert len(await house.people.suggestions(GUILD, "discord:2")) == 1
    assert await house.people.suggestions(OTHER_GUILD, "discord:2") == ()
    assert await house.people.suggestions(OTHER_GUILD, ME.asker) == ()


async def test_what_is_gone_is_not_suggested(house: PeopleHouse) -> None:
    [clip_id] = await house.saved(3)
    await lose(house, clip_id)
    assert await house.people.suggestions(GUILD, ME.asker) == ()


@pytest.mark.parametrize("language", FOLDERS)
async def test_every_refusal_is_a_sentence(house: PeopleHouse, language: str) -> None:
    asked = replace(ME, words=words_for(language))
    await house.people.opt(ME.asker, out=True)
    clip = await house.clip(3)
    for action, button_id in ((Action.SAVE, clip.id), (Action.SAVE, "zzzzzz"), (Action.SAVED, "zzzzzz")):
        refused = await press(house.bot(), asked, action, button_id, 0)
        assert refused.refuses
        assert "error." not in refused.text
        assert "{" not in refused.text


async def test_the_error_of_a_full_list_names_its_limit(house: PeopleHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.people, "MOST_SAVED", 0)
    with pytest.raises(UsageError, match=r"saved\.full") as raised:
        await house.people.save((await house.clip(1)).id, PRESSER)
    assert raised.value.values == {"limit": 0}
