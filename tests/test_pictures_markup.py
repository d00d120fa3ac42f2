"""What the pictures show of Discord's Markdown and Telegram's HTML."""

import pytest

from handlers.discord.render import escaped
from pictures.markup import discord_line, discord_text, plain, telegram_text


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("**強**", "<strong>強</strong>"),
        ("問他**護層河**是", "問他<strong>護層河</strong>是"),
        ("a**「x」**b", "a<strong>「x」</strong>b"),
        ("*a* _b_", "<em>a</em> <em>b</em>"),
        ("__a__ ~~b~~", "<u>a</u> <s>b</s>"),
        ("**a *b* c**", "<strong>a <em>b</em> c</strong>"),
        ("`**a**`", "<code>**a**</code>"),
        (r"\*\*a\*\*", "**a**"),
        (r"**a\*\*b**", "<strong>a**b</strong>"),
        (r"*a\*b*", "<em>a*b</em>"),
        ("**a", "**a"),
        ("****", "****"),
        ("a * b", "a * b"),
        ("[聽](https://example.com/?t=1)", '<a href="https://example.com/?t=1">聽</a>'),
        ("<script>&", "&lt;script&gt;&amp;"),
        ("[x](javascript:alert)", "[x](javascript:alert)"),
    ],
)
def test_a_line_of_discord_looks_as_discord_shows_it(markdown: str, html: str) -> None:
    assert discord_line(markdown) == html


def test_lines_and_paragraphs_of_discord_stay_apart() -> None:
    assert discord_text("a\nb\n\nc") == "<p>a<br>b</p>\n<p>c</p>\n"


def test_a_list_of_discord_is_a_list() -> None:
    assert "<li>a</li>" in discord_text("- a\n- b")


def test_four_spaces_are_no_code_on_discord() -> None:
    assert discord_text("    a") == "<p>a</p>\n"


@pytest.mark.parametrize(
    "text", ["**x** `y` <z> | # [a](https://b) @everyone", "1. a", "- a", "a_b_c ~~d~~ \\", "https://example.com"]
)
def test_what_the_bot_escapes_is_shown_as_it_is(text: str) -> None:
    assert plain(discord_text(escaped(text))) == text


def test_bold_and_links_of_telegram_stay() -> None:
    html = '<b>a</b> <a href="https://example.com/?a=1&amp;b=2">b</a>'
    assert telegram_text(html) == '<strong>a</strong> <a href="https://example.com/?a=1&amp;b=2">b</a>'


def test_text_of_telegram_is_escaped_again() -> None:
    assert telegram_text("&lt;script&gt; &amp; &quot;") == "&lt;script&gt; &amp; &quot;"


def test_lines_of_telegram_stay_apart() -> None:
    assert telegram_text("a\n\nb") == "a<br><br>b"


def test_a_quotation_of_telegram_is_a_block_without_lines_beside_it() -> None:
    html = telegram_text("a\n<blockquote>b</blockquote>\nc\n<blockquote expandable>d\ne</blockquote>")
    assert html == 'a<blockquote>b</blockquote>c<blockquote class="folded">d<br>e</blockquote>'


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("/alias remove 1", "<a>/alias</a> remove 1"),
        ("a /help、b", "a <a>/help</a>、b"),
        ("<b>/help</b>", "<strong><a>/help</a></strong>"),
        ("1/2 //a a/b /a/b &lt;/b&gt;", "1/2 //a a/b /a/b &lt;/b&gt;"),
        ("<code>/help</code>", "<code>/help</code>"),
    ],
)
def test_telegram_makes_a_link_of_a_command(html: str, shown: str) -> None:
    assert telegram_text(html) == shown


@pytest.mark.parametrize("html", ["<script>a</script>", "<b>a", "<b>a</i>", "a</b>", '<img src="x">'])
def test_what_telegram_would_refuse_is_refused(html: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        telegram_text(html)


def test_other_attributes_of_telegram_are_left_out() -> None:
    assert telegram_text('<b onclick="x">a</b><a name="y">b</a>') == "<strong>a</strong><a>b</a>"


def test_a_description_has_the_words_of_each_line() -> None:
    assert plain("<p>a <strong>b</strong><br>\nc &lt;d&gt;</p>\n<p>e</p>") == "a b / c <d> / e"


def test_an_instant_is_shown_as_a_client_shows_it() -> None:
    assert discord_text("x <t:1714525200:F>, <t:1714525200:R> <t:x>") == (
        "<p>x 2024年5月1日 星期三 09:00, 1 分鐘後 &lt;t:x&gt;</p>\n"
    )
    assert telegram_text('<tg-time unix="1714525200" format="r">soon</tg-time>') == "<span>soon</span>"
