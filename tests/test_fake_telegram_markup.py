"""Telegram's HTML as the fake platform reads it."""

import pytest

from tests.fake_telegram.markup import Formatted, HtmlReader, checked_entities, detected, slice_of, trimmed, utf16
from tests.fake_telegram.refusal import Refusal

EVERY_TAG = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
}


def read(source: str) -> Formatted:
    return HtmlReader(source).read()


@pytest.mark.parametrize(("tag", "kind"), EVERY_TAG.items())
def test_each_tag_becomes_its_entity(tag: str, kind: str) -> None:
    shown = read(f"前<{tag}>護城河</{tag}>後")
    assert shown == Formatted("前護城河後", [{"type": kind, "offset": 1, "length": 3}])


def test_offsets_count_utf16_units() -> None:
    shown = read("🎧<b>a🎧</b>")
    assert shown.entities == [{"type": "bold", "offset": 2, "length": 3}]
    assert slice_of(shown.text, shown.entities[0]) == "a🎧"


def test_a_link_keeps_its_address_unescaped() -> None:
    shown = read('<a href="https://example.org/?a=1&amp;b=2">x</a>')
    assert shown.entities[0]["url"] == "https://example.org/?a=1&b=2"


def test_a_link_to_nowhere_is_only_its_text() -> None:
    assert read('<a href="nowhere">x</a>') == Formatted("x", [])


def test_references_are_read_and_nothing_else_is() -> None:
    reader = HtmlReader("&lt;b&gt; &amp;amp; &quot; &#39; &#x27; &nbsp; a&b &#0;")
    assert reader.read().text == "<b> &amp; \" ' ' &nbsp; a&b &#0;"
    assert reader.stray == 3


def test_an_expandable_quotation_is_told_from_a_plain_one() -> None:
    assert read("<blockquote expandable>x</blockquote>").entities[0]["type"] == "expandable_blockquote"


def test_code_with_a_language_inside_pre_is_one_entity() -> None:
    shown = read('<pre><code class="language-python">x = 1</code></pre>')
    assert shown.entities == [{"type": "pre", "offset": 0, "length": 5, "language": "python"}]


def test_a_span_has_to_be_a_spoiler() -> None:
    assert read('<span class="tg-spoiler">x</span>').entities[0]["type"] == "spoiler"
    with pytest.raises(Refusal, match='must have class "tg-spoiler"'):
        read("<span>x</span>")


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("護<br>", 'Unsupported start tag "br" at byte offset 3'),
        ("1 < 2", "Unclosed start tag at byte offset 2"),
        ("1 < 2 > 0", 'Unsupported start tag "" at byte offset 2'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<a href=>x</a>", "Unclosed start tag at byte offset 0"),
        ("<!-- x -->", 'Unsupported start tag "!--" at byte offset 0'),
    ],
)
def test_markup_that_does_not_hold_together_is_refused(source: str, complaint: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read(source)
    assert refusal.value.description == f"Bad Request: can't parse entities: {complaint}"
    assert refusal.value.is_breach


def test_an_empty_tag_leaves_no_entity() -> None:
    assert read("a<b></b>") == Formatted("a", [])


def test_commands_mentions_addresses_and_hashtags_are_found() -> None:
    shown = detected(Formatted("/quote@naji 問 @someone 看 https://example.org/x #標籤 a@b.org", []))
    assert [(entity["type"], slice_of(shown.text, entity)) for entity in shown.entities] == [
        ("bot_command", "/quote@naji"),
        ("mention", "@someone"),
        ("url", "https://example.org/x"),
        ("hashtag", "#標籤"),
    ]


def test_nothing_is_found_inside_code() -> None:
    assert [entity["type"] for entity in detected(read("<code>@someone</code>")).entities] == ["code"]


def test_blanks_around_a_message_are_cut_with_its_entities() -> None:
    shown = trimmed(read("  <b>x </b> "))
    assert shown == Formatted("x", [{"type": "bold", "offset": 0, "length": 1}])


@pytest.mark.parametrize(
    "entity", [{"type": "bold", "offset": 1, "length": 2}, {"type": "loud", "offset": 0, "length": 1}]
)
def test_ready_entities_have_to_fit(entity: dict[str, object]) -> None:
    with pytest.raises(Refusal, match="can't parse entities"):
        checked_entities("ab", [entity])


def test_astral_characters_count_twice() -> None:
    assert utf16("哪集🎧") == 4
