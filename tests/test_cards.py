"""An episode at a glance: which is meant, what its card says, and where its buttons lead."""

from dataclasses import replace

import pytest

from bot.cards import MOST_LISTED
from bot.feed_model import Chapter, Item
from bot.model import ClipId, EpisodeFacts
from handlers.asking import Asked, Bot
from handlers.card_reply import MOST_UNITS, packed, unpacked
from handlers.discord.render import TITLE_CHARS, rendered, units
from handlers.functions import answer, press
from handlers.locale import FOLDERS, words_for
from handlers.messages import Action, Button
from handlers.telegram.render import MAX_TEXT_UNITS, screen
from tests.card_shelf import GUILD, OPERATOR, OTHER_GUILD, TALKS, Shelf, button, talk


@pytest.fixture
async def shelf() -> Shelf:
    return await Shelf().fill()


@pytest.mark.parametrize(
    "which", ["2", "EP2", "第二集", "e2-clock", "座鐘", "show:repairs ep:2", "show:repairs 慢下來"]
)
async def test_a_card_is_named_as_people_name_an_episode(shelf: Shelf, which: str) -> None:
    assert (await shelf.say("episode", OTHER_GUILD, which=which)).text.startswith("EP2 · 慢下來的座鐘")


async def test_a_show_tells_apart_what_has_the_same_number(shelf: Shelf) -> None:
    assert (await shelf.say("episode", which="1", show="secret")).text.startswith("secret · EP1 · 作坊裡的傘骨")
    assert (await shelf.say("episode", which="show:repairs 1")).text.startswith("repairs · EP1 · 修一把雨傘")


async def test_a_card_says_what_is_known(shelf: Shelf) -> None:
    await shelf.tell_all()
    assert (await shelf.say("episode", OTHER_GUILD, which="2")).text == (
        "EP2 · 慢下來的座鐘\n2024年2月2日 · 長度 04:00\n說話的人：Ann、Bo\n\n"
        "章節：\n00:00 第 0 段\n00:20 第 1 段\n00:40 第 2 段\n01:00 第 3 段\n01:20 第 4 段\n01:40 第 5 段\n"
        "02:00 第 6 段\n02:20 第 7 段\n還有 2 個章節\n\n"
        "這集特別常說到的詞和次數，選編號打開第一次說到的地方：\n1 擒縱輪（20）\n\n"
        "從 00:00 開始聽 https://repairs.example/e2-clock(a)#t=0\n單集網頁 https://repairs.example/2"
    )


async def test_what_is_not_known_is_left_out(shelf: Shelf) -> None:
    bot = replace(shelf.bot(), links=lambda *_: None)
    await shelf.put("repairs", "bare", [])
    asked = Asked(OTHER_GUILD, "discord:1", words_for("zh-TW"))
    assert (await answer(bot, asked, "episode", {"which": "bare"})).text == "bare"


async def test_all_chapters_are_shown_where_there_are_few(shelf: Shelf) -> None:
    await shelf.tell_all(chapters=8)
    assert "還有" not in (await shelf.say("episode", which="show:repairs 2")).text


async def test_many_people_are_counted(shelf: Shelf) -> None:
    cues = [replace(cue, speaker=f"P{nth}") for nth, cue in enumerate(talk((), 8))]
    await shelf.put("repairs", "panel", cues)
    assert "，還有 2 位" in (await shelf.say("episode", which="panel")).text


async def test_an_episode_without_times_shows_none(shelf: Shelf) -> None:
    await shelf.put("repairs", "e2-clock", talk(TALKS["e2-clock"]), EpisodeFacts(2), untimed=True)
    await shelf.tell_all()
    said = await shelf.say("episode", OTHER_GUILD, which="2")
    assert "章節：\n第 0 段\n第 1 段" in said.text
    assert "長度" not in said.text
    opened = (await shelf.press(button(said, "1"))).text
    assert "「擒縱輪」" in opened
    assert "00:" not in opened


async def test_without_feeds_a_card_names_who_speaks(shelf: Shelf) -> None:
    await shelf.put("repairs", "panel", [replace(cue, speaker="Cy") for cue in talk((), 8)])
    shelf.cards._feeds = None
    assert "說話的人：Cy" in (await shelf.say("episode", which="panel")).text


# ---------------------------------------------------------------- several, and none


async def test_several_are_offered_and_each_opens(shelf: Shelf) -> None:
    said = await shelf.say("episode", which="傘")
    assert said.text == (
        "「傘」可能是這幾集，選編號打開：\n\n1 repairs · EP1 · 修一把雨傘 · 2024年1月2日\n2 secret · EP1 · 作坊裡的傘骨"
    )
    opened = [(await shelf.press(each)).text.splitlines()[0] for each in said.buttons]
    assert opened == ["repairs · EP1 · 修一把雨傘", "secret · EP1 · 作坊裡的傘骨"]


async def test_more_than_fit_are_counted(shelf: Shelf) -> None:
    for nth in range(5):
        await shelf.put("repairs", f"e1{nth}", talk((), 2))
    said = await shelf.say("episode", which="show:repairs e")
    assert len(said.buttons) == MOST_LISTED
    assert "還有 2 集也符合" in said.text


@pytest.mark.parametrize("language", FOLDERS)
@pytest.mark.parametrize(
    ("which", "show"),
    [("", ""), ("show:repairs", ""), ("99", ""), ("咖啡", ""), ("2", "nowhere"), ("2", "「」"), ("長" * 501, "")],
)
async def test_what_names_none_is_answered_with_a_sentence(shelf: Shelf, which: str, show: str, language: str) -> None:
    said = await shelf.say("episode", language=language, which=which, show=show)
    assert said.refuses
    assert "error." not in said.text
    assert "{" not in said.text


async def test_nothing_is_answered_with_an_example(shelf: Shelf) -> None:
    assert "/episode 4" in (await shelf.say("episode", which=" ")).text
    assert "EP4、第四集、S2E3" in (await shelf.say("episode", which="咖啡")).text


# ---------------------------------------------------------------- where buttons lead


async def test_episodes_beside_it_are_a_press_away(shelf: Shelf) -> None:
    said = await shelf.say("episode", which="show:repairs 2")
    assert [each.label for each in said.buttons] == ["1", "上一集：EP1", "下一集：EP3"]
    assert "EP1" in (await shelf.press(button(said, "<"))).text
    last = await shelf.press(button(await shelf.press(button(said, ">")), ">"))
    assert last.text.startswith("repairs · EP4")
    assert [each.key for each in (await shelf.say("episode", which="show:repairs 1")).buttons][-1] == ">"
    assert [each.key for each in (await shelf.say("episode", which="e7")).buttons] == ["<"]


async def test_a_phrase_opens_its_first_place_as_a_clip_and_leads_back(shelf: Shelf) -> None:
    said = await shelf.say("episode", which="show:repairs 3")
    opened = await shelf.press(button(said, "2"))
    assert "「Mullard」" in opened.text
    assert "一支新的" in opened.text
    clip_id = opened.text.rsplit("片段編號：", 1)[1]
    assert ClipId(clip_id.split()[0]) in shelf.store._state.clips  # type: ignore[union-attr] # the one in memory
    assert (await shelf.press(button(opened, "0"))).text == said.text


async def test_a_button_stands_when_its_episode_has_a_new_transcript(shelf: Shelf) -> None:
    said = await shelf.say("episode", which="show:repairs 2")
    later = await shelf.say("episode", which="show:repairs 3")
    await shelf.put("repairs", "e2-clock", talk(TALKS["e1-umbrella"]), EpisodeFacts(2))
    assert (await shelf.press(button(later, "<"))).text.startswith("repairs · EP2")
    assert "逐字稿換過了" in (await shelf.press(button(said, "1"))).text


async def test_a_button_of_an_episode_that_is_gone_says_so(shelf: Shelf) -> None:
    said = await shelf.say("episode", which="show:repairs 3")
    await shelf.store.remove_episode("repairs", "e2-clock")
    assert "不在這裡了" in (await shelf.press(button(said, "<"))).text


@pytest.mark.parametrize("id_", ["", "x", "٣", "9" * 60, "1"])
@pytest.mark.parametrize("position", [0, 31, 999_999_999])
async def test_a_forged_button_opens_nothing(shelf: Shelf, id_: str, position: int) -> None:
    if id_ == "1" and position < 40:
        assert not (await shelf.press(Button(Action.PHRASE, id_, position, "", ""))).refuses
    else:
        assert (await shelf.press(Button(Action.PHRASE, id_, position, "", ""))).refuses
    assert (await shelf.press(Button(Action.CARD, id_, position, "", ""))).refuses


def test_a_place_and_its_length_fit_into_a_buttons_number() -> None:
    from bot.digest import DistinctPhrase

    last = 65_536 * 60
    assert packed(DistinctPhrase("", 1, last, 99)) < 10**9
    assert unpacked(packed(DistinctPhrase("", 1, last, 99))) == range(last, last + MOST_UNITS - 1)
    assert unpacked(packed(DistinctPhrase("", 1, 7, 3))) == range(7, 10)
    assert len(unpacked(0)) == 1


# ---------------------------------------------------------------- who may


@pytest.mark.parametrize("which", ["作坊", "s1", "show:secret 1"])
async def test_a_private_show_has_no_card_elsewhere(shelf: Shelf, which: str) -> None:
    assert "EP1" in (await shelf.say("episode", GUILD, which=which)).text
    assert (await shelf.say("episode", OTHER_GUILD, which=which)).refuses


async def test_buttons_of_a_private_show_open_nothing_elsewhere(shelf: Shelf) -> None:
    await shelf.put("secret", "s2", talk(TALKS["e2-clock"]), EpisodeFacts(2))
    said = await shelf.say("episode", GUILD, which="s2")
    for key in ("1", "<"):
        assert not (await shelf.press(button(said, key), GUILD)).refuses
        assert (await shelf.press(button(said, key), OTHER_GUILD)).refuses


async def test_what_a_place_may_not_read_tells_nothing_there(shelf: Shelf) -> None:
    """A word that a private show says all the time is as rare as ever where that show does not answer."""
    await shelf.put("secret", "s3", talk(TALKS["e2-clock"], 3000))
    assert "擒縱輪" in (await shelf.say("episode", OTHER_GUILD, which="2")).text
    assert "擒縱輪" not in (await shelf.say("episode", GUILD, which="show:repairs 2")).text


# ---------------------------------------------------------------- the platforms' limits


@pytest.mark.parametrize("letter", ["長", "𠮷", "👨‍👩‍👧", "א", "e\u0301", "*", "<b>"])
async def test_the_longest_card_and_choice_keep_the_limits_of_the_platforms(shelf: Shelf, letter: str) -> None:
    title = letter * 300
    phrases = [f"{name} 很重要 我們都喜歡 {name}" for name in ("Alabaster", "Bergamot", "Cinnabar", "Damask", "Ebony")]
    cues = [replace(cue, speaker=letter * 90 + str(nth % 9)) for nth, cue in enumerate(talk(phrases, 90))]
    await shelf.put("repairs", "long", cues, EpisodeFacts(9999, title))
    await shelf.put("repairs", "long2", cues, EpisodeFacts(9998, title))
    await shelf.tell(
        "long", Item("g", link="https://repairs.example/" + "p" * 400), [Chapter(n, title) for n in range(30)]
    )
    for which in ("9999", "long"):
        said = await shelf.say("episode", which=which)
        embed = rendered(said).embed
        assert units(embed.title or "") <= TITLE_CHARS
        assert units(embed.description or "") < 4096
        assert len(rendered(said).faces) <= 25
        assert len(screen(said).html) < 2 * MAX_TEXT_UNITS
    assert "Bergamot" in (await shelf.say("episode", which="9999")).text


async def test_times_of_chapters_are_links_in_their_line_on_both_platforms(shelf: Shelf) -> None:
    await shelf.tell_all(chapters=2)
    said = await shelf.say("episode", which="show:repairs 2")
    assert "[00:20](https://repairs.example/e2-clock%28a%29#t=20) 第 1 段" in (rendered(said).embed.description or "")
    assert '<a href="https://repairs.example/e2-clock(a)#t=20">00:20</a> 第 1 段' in screen(said).html
    assert [face.url for face in rendered(said).faces if face.url] == [
        "https://repairs.example/e2-clock(a)#t=0",
        "https://repairs.example/2",
    ]


async def test_what_has_no_use_cases_says_so(shelf: Shelf) -> None:
    bare = Bot(shelf.quotes, shelf.clips, lambda *_: None)
    asked = Asked(OPERATOR, "console:operator", words_for("zh-TW"))
    assert (await answer(bare, asked, "episode", {"which": "1"})).refuses
    assert (await answer(bare, asked, "trend", {"term": "傘骨"})).refuses
    assert (await press(bare, asked, Action.CARD, "x", 0)).refuses
