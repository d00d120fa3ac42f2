from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.excerpt import Instant, Run, Style
from handlers.messages import Action, Button, Reply
from handlers.telegram.render import (
    LONG_CONTEXT_UNITS,
    MAX_DATA_BYTES,
    MAX_TEXT_UNITS,
    checked_link,
    cut,
    html_of,
    keyboard,
    packed,
    plain,
    screen,
    units,
    unpacked,
)
from tests.fake_telegram.markup import HtmlReader, utf16

RUNS = st.builds(
    Run,
    st.text(max_size=300),
    st.sampled_from(Style),
    st.none() | st.sampled_from(['https://example.org/?a=1&b="2"<', "javascript:alert(1)", "https://[", ""]),
)
REPLIES = st.builds(
    lambda paragraphs: Reply(tuple(tuple(tuple(line) for line in lines) for lines in paragraphs)),
    st.lists(st.lists(st.lists(RUNS, max_size=4), max_size=6), max_size=4),
)


def one(*runs: Run) -> Reply:
    return Reply(((runs,),))


def shown(html: str) -> str:
    return HtmlReader(html).read().text


def button(label: str, action: Action = Action.OPEN, button_id: str = "abc123", position: int = 4) -> Button:
    return Button(action, button_id, position, label, "k")


def test_words_that_look_like_markup_are_shown_as_they_are() -> None:
    html = html_of(one(Run("<script>&amp;</b>\"'"), Run("<i>&", Style.STRONG)))
    assert html == "&lt;script&gt;&amp;amp;&lt;/b&gt;&quot;&#x27;<b>&lt;i&gt;&amp;</b>"


def test_what_matched_is_bold() -> None:
    assert html_of(one(Run("說到「"), Run("護城河", Style.STRONG), Run("」"))) == "說到「<b>護城河</b>」"


def test_context_beside_a_quote_stays_plain() -> None:
    assert html_of(one(Run("前文 ", Style.DIM), Run("護城河", Style.STRONG))) == "前文 <b>護城河</b>"


def test_lines_of_context_are_one_quotation() -> None:
    lines = ((Run("一", Style.DIM),), (Run("二", Style.DIM),), (Run("三", Style.STRONG),), (Run("四", Style.DIM),))
    assert html_of(Reply((lines,))) == "<blockquote>一\n二</blockquote>\n<b>三</b>\n<blockquote>四</blockquote>"


def test_a_long_quotation_is_folded() -> None:
    assert html_of(one(Run("長" * (LONG_CONTEXT_UNITS + 1), Style.DIM))).startswith("<blockquote expandable>")
    assert html_of(one(Run("短" * LONG_CONTEXT_UNITS, Style.DIM))).startswith("<blockquote>")


def test_paragraphs_stand_apart() -> None:
    assert html_of(Reply((((Run("一"),), (Run("二"),)), ((Run("三"),),)))) == "一\n二\n\n三"


def test_a_link_is_escaped_and_stands_behind_its_words() -> None:
    html = html_of(one(Run("聽", link='https://example.org/?a="1"&b=2')))
    assert html == '<a href="https://example.org/?a=&quot;1&quot;&amp;b=2">聽</a>'


@pytest.mark.parametrize("url", ["javascript:alert(1)", "tg://user?id=1", "https://", "https://[", "", None])
def test_a_link_that_leads_nowhere_on_the_web_is_none(url: str | None) -> None:
    assert checked_link(url) is None
    assert html_of(one(Run("聽", link=url))) == "聽"


def test_quoted_people_are_not_called() -> None:
    assert HtmlReader(html_of(one(Run("@somebody 好")))).read().text == "@\u2060somebody 好"


def test_units_are_counted_as_utf_16() -> None:
    assert units("a護😀") == utf16("a護😀") == 4


def test_a_text_that_fits_is_not_cut() -> None:
    assert cut("一二三", 3) == "一二三"


def test_a_text_is_cut_at_the_end_of_a_sentence() -> None:
    assert cut("第一句話在這裡。第二句話在這", 12) == "第一句話在這裡。…"


def test_a_text_without_a_sentences_end_near_the_cut_is_cut_where_it_is() -> None:
    assert cut("短。這一句話沒有停頓就這樣說下去", 12) == "短。這一句話沒有停頓就…"
    assert cut("3.14159265358979", 8) == "3.14159…"


def test_a_cut_never_splits_a_character_of_two_units() -> None:
    assert cut("😀😀😀😀", 4) == "😀…"


@given(st.text(), st.integers(1, 50))
def test_whatever_is_cut_fits(text: str, room: int) -> None:
    assert units(cut(text, room)) <= room


@given(REPLIES, st.sampled_from([60, 500, MAX_TEXT_UNITS]))
def test_any_reply_becomes_markup_that_holds_together_and_fits(reply: Reply, room: int) -> None:
    reader = HtmlReader(html_of(reply, room))
    assert utf16(reader.read().text) <= room
    assert reader.stray == 0


def test_of_a_reply_that_is_too_long_the_longest_words_are_cut_and_the_link_stays() -> None:
    reply = Reply(
        (((Run("題目"),), (Run("這是一句話。" * 1000, Style.STRONG),)), ((Run("聽", link="https://x.org"),),))
    )
    text = shown(html_of(reply))
    assert MAX_TEXT_UNITS - 10 < utf16(text) <= MAX_TEXT_UNITS
    assert text.startswith("題目")
    assert text.endswith("。…\n\n聽")


def test_of_a_reply_with_too_many_lines_the_first_are_shown() -> None:
    reply = Reply(tuple(((Run(f"第{nth}行"),),) for nth in range(1000)))
    text = shown(html_of(reply))
    assert text.startswith("第0行\n\n第1行")
    assert utf16(text) <= MAX_TEXT_UNITS


def test_a_reply_of_empty_lines_shrinks_too() -> None:
    assert html_of(Reply((((),) * 100, ())), 10).strip() == ""


def test_a_button_carries_its_action_an_id_and_a_position() -> None:
    assert packed(button("1")) == "n1:open:abc123:4"


@pytest.mark.parametrize("action", Action)
def test_what_a_button_carries_is_read_back(action: Action) -> None:
    assert unpacked(packed(button("1", action, "", 0))) == (action, "", 0)
    assert unpacked(packed(button("1", action, "z" * 32, 649))) == (action, "z" * 32, 649)


@pytest.mark.parametrize("action", Action)
def test_no_button_carries_more_than_telegram_takes(action: Action) -> None:
    assert len(packed(button("1", action, "z" * 32, 999_999_999)).encode()) <= MAX_DATA_BYTES


def test_a_button_that_would_carry_more_is_not_made() -> None:
    with pytest.raises(ValueError, match="護城河"):
        packed(button("1", button_id="護城河" * 7))


@pytest.mark.parametrize(
    "data", ["", "m", "n0:open:abc123:4", "n1:open:abc123", "n1:open:abc123:x", "n1:burn:abc123:4", "n1:open:a:-1"]
)
def test_a_button_that_is_none_of_ours_is_known(data: str) -> None:
    assert unpacked(data) is None


def test_numbers_stand_beside_each_other_and_words_two_to_a_row() -> None:
    labels = ["看前後文", "2", "3", "4", "5", "上一頁", "下一頁", "再一則"]
    rows = keyboard([button(label) for label in labels])
    assert rows is not None
    found = [[key.text for key in row] for row in rows.inline_keyboard]
    assert found == [["看前後文"], ["2", "3", "4", "5"], ["上一頁", "下一頁"], ["再一則"]]


def test_a_reply_without_buttons_has_no_keyboard() -> None:
    assert screen(one(Run("一"))).keyboard is None


def test_a_line_without_markup_is_its_words() -> None:
    assert plain((Run("說到「"), Run("護城河", Style.STRONG, "https://x.org"))) == "說到「護城河"


def test_an_instant_is_told_so_that_each_client_shows_it_in_its_own_zone() -> None:
    at = datetime(2024, 5, 1, 9, 0, tzinfo=ZoneInfo("Asia/Taipei"))
    html = html_of(
        one(Run("next "), Run("<9:00>", instant=Instant(at)), Run("3 h", instant=Instant(at, is_distance=True)))
    )
    assert html == (
        'next <tg-time unix="1714525200" format="wDt">&lt;9:00&gt;</tg-time>'
        '<tg-time unix="1714525200" format="r">3 h</tg-time>'
    )
    assert [each["date_time_format"] for each in HtmlReader(html).read().entities] == ["wDt", "r"]
