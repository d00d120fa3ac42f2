"""What answers look like on Telegram: long ones, open clips, and what shows newcomers the way."""

from dataclasses import replace

import pytest

from bot.model import Cue
from handlers import functions
from handlers.asking import Asked, Bot, Values
from handlers.excerpt import Run, Style
from handlers.functions import BY_NAME
from handlers.locale import words_for
from handlers.messages import Quoted, Reply
from handlers.telegram import commands
from handlers.telegram.passing import listen_button
from handlers.telegram.render import (
    MAX_COPY_UNITS,
    MAX_MESSAGES,
    MAX_TEXT_UNITS,
    copied,
    reachable_link,
    screens,
)
from tests.fake_telegram import Chat, FakeTelegram, Message, User
from tests.fake_telegram.markup import HtmlReader, utf16
from tests.small_library import OPEN_SHOW, SECRET_SHOW, lines_of
from tests.telegram_house import TelegramHouse

pytestmark = pytest.mark.io

WORDS = words_for("zh-TW")
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


async def said(telegram: FakeTelegram, text: str) -> tuple[Chat, User, Message]:
    user = telegram.user()
    chat = telegram.private(user)
    telegram.say(chat, user, text)
    return chat, user, await chat.next_message()


def shown(html: str) -> str:
    return HtmlReader(html).read().text


def label(key: str) -> str:
    return WORDS.say(key)


# ---------------------------------------------------------------- long answers


def long_reply(*texts: str) -> Reply:
    return Reply(tuple(((Run(text),),) for text in texts))


def test_a_short_answer_is_one_message() -> None:
    assert [shown(each.html) for each in screens(long_reply("一", "二"))] == ["一\n\n二"]


def test_a_long_answer_is_cut_between_lines() -> None:
    lines = [f"第{nth}行。" + "字" * 1000 for nth in range(7)]
    parts = [shown(each.html) for each in screens(Reply((tuple((Run(each),) for each in lines),)))]
    assert "\n".join(parts).split("\n") == lines
    assert [part.count("行") for part in parts] == [4, 3]


def test_a_line_that_is_longer_than_a_message_is_cut_at_the_ends_of_sentences() -> None:
    text = f"這是一句話{FAMILY}。" * 800
    parts = [shown(each.html) for each in screens(long_reply(text))]
    assert "".join(parts) == text
    assert all(part.endswith("。") and utf16(part) <= MAX_TEXT_UNITS for part in parts)
    assert len(parts) == 3


def test_what_is_marked_stays_marked_where_it_is_cut() -> None:
    parts = screens(Reply((((Run("一" * 3000), Run("二" * 3000, Style.STRONG)),),)))
    assert [each.html.count("<b>") for each in parts] == [1, 1]


def test_an_answer_of_too_many_messages_is_cut() -> None:
    parts = screens(long_reply(*("字" * 4000 for _ in range(9))))
    assert len(parts) == MAX_MESSAGES
    assert shown(parts[-1].html).endswith("…")
    assert all(utf16(shown(each.html)) <= MAX_TEXT_UNITS for each in parts)


async def test_a_long_answer_stands_in_several_messages_with_its_buttons_below_the_last(
    telegram: FakeTelegram, house: TelegramHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run(_bot: Bot, _asked: Asked, _values: Values) -> Reply:
        return replace(long_reply("字" * 4000, "尾" * 200), quoted=Quoted("護城河", "EP4 00:00", "k1f20a"))

    monkeypatch.setattr(functions, "BY_NAME", {**BY_NAME, "random": replace(BY_NAME["random"], run=run)})
    user = telegram.user()
    group = telegram.group("Group", [user])
    async with house.running():
        asked = telegram.say(group, user, "/random")
        first, last = await group.next_message(), await group.next_message()
    assert (utf16(first.text), last.text) == (4000, "尾" * 200)
    assert (first.reply_to, last.reply_to) == (asked, None)
    assert (first.labels, last.labels) == ([], [label("telegram.copy")])


@pytest.mark.parametrize(
    "words",
    [
        f"護城河{FAMILY * 20}",
        "<script>alert(1)</script> 護城河 </b></blockquote><pre>",
        "\u202e護城河 \u0627\u0644\u0639\u0631\u0628\u064a\u0629 \u2067x",
        "&amp;&lt;b&gt;護城河&#x27;",
        "護城河 @everyone /start [x](y) _z_ `c`",
    ],
)
async def test_whatever_is_said_in_a_show_is_shown_as_it_is_everywhere(telegram: FakeTelegram, words: str) -> None:
    house = TelegramHouse(telegram)
    house.fill(Cue(0, 4000, words), *lines_of(3, "別的")[1:])
    async with house.running():
        chat, user, page = await said(telegram, "/quote 護城河")
        telegram.press(page, label("button.open"), user)
        opened = await chat.next_edit()
        query = telegram.inline(user, "護城河")
        await query.answered()
        sent = telegram.choose(query, query.results[0]["id"], chat)
    for message in (page, opened, sent):
        assert set(message.marked("bold")) <= {"護城河"}
        assert not set(message.marked("mention") + message.marked("pre")) - {f"@{telegram.bot.username}"}
    assert utf16(opened.button(label("telegram.copy"))["copy_text"]["text"]) <= MAX_COPY_UNITS


# ---------------------------------------------------------------- an open clip


async def test_context_is_folded_and_what_matched_is_bold(telegram: FakeTelegram) -> None:
    house = TelegramHouse(telegram)
    house.fill(*(Cue(nth * 4000, nth * 4000 + 4000, "這一句話不短" * 8 + f"護城河{nth}") for nth in range(6)))
    async with house.running():
        chat, user, page = await said(telegram, "/quote 護城河3")
        telegram.press(page, label("button.open"), user)
        opened = await chat.next_edit()
        telegram.press(opened, label("button.more"), user)
        opened = await chat.next_edit()
    assert opened.marked("bold") == ["護城河3"]
    assert len(opened.marked("expandable_blockquote")) == 2


async def test_the_quote_can_be_copied_with_its_time(telegram: FakeTelegram, house: TelegramHouse) -> None:
    async with house.running():
        chat, user, page = await said(telegram, "/quote 護城河")
        assert label("telegram.copy") not in page.labels
        telegram.press(page, "3", user)
        opened = await chat.next_edit()
    text = opened.button(label("telegram.copy"))["copy_text"]["text"]
    assert text == f"「第2句說到護城河了」 {OPEN_SHOW.title} EP4 00:08"


def test_a_long_quote_is_copied_up_to_the_end_of_a_sentence() -> None:
    text = copied(Quoted(f"這是一句話{FAMILY}。" * 40, "節目" * 60, "k1f20a"))
    assert utf16(text) <= MAX_COPY_UNITS
    assert "。…」 節目" in text


async def test_nothing_is_sent_on_where_inline_mode_is_off(telegram: FakeTelegram, house: TelegramHouse) -> None:
    telegram.bot.inline = False
    async with house.running():
        _, _, shown = await said(telegram, "/random")
        assert label("telegram.send") not in shown.labels
        assert label("telegram.copy") in shown.labels
        _, _, asked = await said(telegram, "/quote")
        assert asked.labels == []


@pytest.mark.parametrize(
    "url",
    [None, "http://localhost/1", "https://10.0.0.1/", "ftp://example.org", "https://example.org/a b", "https://[", "x"],
)
def test_an_address_that_telegram_would_refuse_gets_no_button(url: str | None) -> None:
    assert reachable_link(url) is None
    assert listen_button(Quoted("", "", "", Run("聽", link=url))) == []
    assert listen_button(Quoted("", "", "")) == []


def test_an_address_of_the_web_gets_a_button() -> None:
    [button] = listen_button(Quoted("", "", "", Run("聽", link="https://a-b.example.co.uk:8443/x?t=1#t=2")))
    assert (button.text, button.url) == ("聽", "https://a-b.example.co.uk:8443/x?t=1#t=2")


# ---------------------------------------------------------------- the way in


async def test_an_empty_search_is_answered_with_an_example_and_a_way_to_search(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    async with house.running():
        _, _, message = await said(telegram, "/quote")
    assert functions.usage(BY_NAME["quote"], WORDS) in message.text
    assert label("example.quote") in message.text
    assert message.button(label("telegram.try"))["switch_inline_query_current_chat"] == ""


async def test_another_empty_command_is_answered_with_an_example_only(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    async with house.running():
        for name in ("clip", "alias remove"):
            _, _, message = await said(telegram, f"/{name}")
            assert functions.usage(BY_NAME[name], WORDS) in message.text
            assert (label("example.clip") in message.text) == (name == "clip")
            assert message.labels == []


async def test_a_deep_link_to_a_show_says_what_it_is_and_how_to_search_it(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    user = telegram.user()
    chat = telegram.private(user)
    async with house.running():
        telegram.start(user, f"{commands.SHOW_PAYLOAD}{OPEN_SHOW.slug}")
        message = await chat.next_message()
        typed = message.button(label("telegram.try"))["switch_inline_query_current_chat"]
        query = telegram.inline(user, f"{typed}護城河")
        await query.answered()
    assert str(OPEN_SHOW.title) in message.text
    assert WORDS.count("telegram.show", 1, title=OPEN_SHOW.title) in message.text
    assert typed == f"show:{OPEN_SHOW.slug} "
    assert len(query.results) == 12


@pytest.mark.parametrize("slug", [SECRET_SHOW.slug, "nothing", ""])
async def test_a_deep_link_to_a_show_that_does_not_answer_here_says_so(
    telegram: FakeTelegram, house: TelegramHouse, slug: str
) -> None:
    house.library.add(SECRET_SHOW, "secret-1", lines_of(3))
    user = telegram.user()
    chat = telegram.private(user)
    async with house.running():
        telegram.start(user, f"{commands.SHOW_PAYLOAD}{slug}")
        message = await chat.next_message()
    assert message.text.startswith(WORDS.say("error.show.none", show=slug))
    assert message.labels == []
