"""Replies as Discord messages: limits, escapes, buttons."""

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.columns import clean
from handlers.discord import render
from handlers.discord.render import (
    Carried,
    Face,
    carried_by,
    clusters,
    custom_id,
    escaped,
    heading,
    read_custom_id,
    rendered,
    trimmed,
    units,
)
from handlers.excerpt import Instant, Run, Style
from handlers.locale import words_for
from handlers.messages import Action, Button, Reply, sentences, with_runs
from tests.discord_chat import unescaped
from tests.fake_discord.message_rules import CREATE

HOSTILE = "*_~`|>#-[](x)<@1> @everyone ```py\n``` ||x|| <#5> <:a:7> </quote:8> <t:9> # a"


def button(label: str = "x", position: int = 0, id_: str = "abc123", action: Action = Action.OPEN) -> Button:
    return Button(action, id_, position, label, "1")


def payload(shown: render.Rendered) -> dict[str, object]:
    return {"embeds": [shown.embed.to_dict()]}


def description(reply: Reply) -> str:
    return rendered(reply).embed.description or ""


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("*a*", r"\*a\*"),
        ("__a__", r"\_\_a\_\_"),
        ("~~a~~", r"\~\~a\~\~"),
        ("```py", r"\`\`\`py"),
        ("||a||", r"\|\|a\|\|"),
        ("> a", r"\> a"),
        (">>> a", r"\>\>\> a"),
        ("# a", r"\# a"),
        ("-# a", r"-\# a"),
        ("- a", r"\- a"),
        ("+ a", r"\+ a"),
        ("a-b - c", r"a-b \- c"),
        ("1. a", r"1\. a"),
        ("a 12. b", r"a 12\. b"),
        ("3.5", "3.5"),
        ("26:48", "26:48"),
        ("[a](https://x.org)", r"\[a\](https\://x.org)"),
        ("https://x.org", r"https\://x.org"),
        ("<https://x.org>", r"\<https\://x.org\>"),
        ("<@1>", r"\<\@1\>"),
        ("<@&1>", r"\<\@&1\>"),
        ("@everyone @here", r"\@everyone \@here"),
        ("a\\*b*", r"a\\\*b\*"),
        ("a\nb", "a b"),
        ("\u202ea", "\ufffda"),
        ("\u200b# a", "\u200b\\# a"),
        ("שלום * עולם", r"שלום \* עולם"),
    ],
)
def test_what_people_said_is_no_markup(said: str, written: str) -> None:
    assert escaped(said) == written


def test_an_address_or_a_list_across_two_runs_is_none_either() -> None:
    runs = (Run("1"), Run(". a https:"), Run("//x.org", Style.STRONG), Run("-"), Run(" b 2."), Run(" c"))
    assert description(Reply(((runs,),))) == r"1\. a https\:**//x.org**\- b 2\. c"


@given(st.text(max_size=60))
def test_escapes_show_the_text_as_it_was(text: str) -> None:
    assert "".join(unescaped(escaped(text))) == clean(text)


@given(st.text(alphabet="*_~`|<>@#[]\\ab:/", max_size=40))
def test_no_mark_stands_bare(text: str) -> None:
    letters = iter(escaped(text))
    for letter in letters:
        if letter == "\\":
            assert next(letters) in "*_~`|<>@#[]\\:"
        else:
            assert letter not in "*_~`|<>@#[]"


def test_what_matched_is_bold_inside_its_brackets_and_context_is_plain() -> None:
    line = (Run("前", Style.DIM), Run("「"), Run("護*城", Style.STRONG), Run("」"), Run("後"), Run(" ", Style.STRONG))
    assert description(Reply(((line,),))) == r"前「**護\*城**」後 "


def test_a_sentence_has_no_title_and_no_buttons() -> None:
    shown = rendered(sentences("一", "二"))
    assert (shown.embed.title, shown.embed.description, shown.faces) == (None, "一\n二", ())
    assert shown.view() is None


def test_the_first_line_of_several_parts_is_the_title() -> None:
    reply = Reply((((Run("EP4 · *城* · 26:48"),), (Run("護城河"),)), ((Run("1 / 2"),),)))
    shown = rendered(reply)
    assert (shown.embed.title, shown.embed.description) == (r"EP4 · \*城\* · 26:48", "護城河\n\n1 / 2")
    single = rendered(Reply((((Run("一"),), (Run("二"),)),), (button(),)))
    assert (single.embed.title, single.embed.description) == ("一", "二")


def test_a_first_line_too_long_for_a_title_stays_in_the_text() -> None:
    long = "字" * (render.TITLE_CHARS + 1)
    shown = rendered(Reply((((Run(long),),), ((Run("二"),),))))
    assert (shown.embed.title, shown.embed.description) == (None, f"{long}\n\n二")
    fitting = rendered(Reply((((Run(long[1:]),),), ((Run("二"),),))))
    assert fitting.embed.title == long[1:]


def test_a_reply_of_nothing_shows_nothing() -> None:
    assert rendered(Reply(())).embed.to_dict().keys() <= {"type", "flags", "color"}


def test_a_link_becomes_a_button_and_its_line_is_left_out() -> None:
    reply = Reply((((Run("詞"),), (Run("聽", link="https://example.org/a b?t=1&x=護#t=2"),)),), (button("開"),))
    shown = rendered(reply)
    assert shown.embed.title == "詞"
    address = "https://example.org/a%20b?t=1&x=%E8%AD%B7#t=2"
    assert shown.faces == (Face("開", "n1:open:abc123:0"), Face("聽", url=address))


def test_a_part_that_only_leads_somewhere_leaves_no_gap() -> None:
    reply = Reply((((Run("一"),),), ((Run("聽", link="https://example.org/a"),),), ((Run("二"),),)))
    assert rendered(reply).embed.description == "二"


@pytest.mark.parametrize(
    "link",
    [
        *("javascript:alert(1)", "ftp://x.org/a", "https://", "https://x.org/" + "a" * 500),
        *(
            "https://播客.example/a",
            "https://x_y.example/a",
            "https://a..b/c",
            "https://localhost/a",
            "https://x.org:y/a",
        ),
    ],
)
def test_a_link_that_discord_would_refuse_is_left_out(link: str) -> None:
    shown = rendered(Reply((((Run("詞"),), (Run("聽", link=link),)),)))
    assert (shown.embed.description, shown.faces) == ("詞", ())


@pytest.mark.parametrize("letter", ["字", "*", "護城河。", "𠮷", "e\u0301", "👨‍👩‍👧", "🇹🇼", "\u0301"])
def test_the_longest_reply_keeps_every_limit(letter: str) -> None:
    endless = letter * 9000
    line = (Run(endless, Style.DIM), Run(endless, Style.STRONG), Run(endless, link="https://x.org/"))
    reply = Reply(((line,) * 3, (line,) * 3), tuple(button(endless, n) for n in range(40)))
    shown = rendered(reply, endless)
    CREATE(payload(shown), ())
    embed = shown.embed.to_dict()
    told = embed["description"] + embed["footer"]["text"] + embed.get("title", "")
    assert units(embed["description"]) <= render.DESCRIPTION_CHARS
    assert units(told) <= render.EMBED_CHARS_IN_ALL
    assert len(shown.faces) == render.BUTTONS_A_ROW * render.ROWS
    assert [face.url for face in shown.faces[-6:]] == ["https://x.org/"] * 6
    assert all(units(face.label) <= render.LABEL_CHARS for face in shown.faces)


def test_many_lines_stop_where_the_room_does() -> None:
    reply = sentences(*(f"{n:03} " + "字" * 95 for n in range(60)))
    text = description(reply)
    assert units(text) <= render.DESCRIPTION_CHARS
    assert text.endswith("…")
    assert text.count("\n") == 40


def test_lines_that_fill_the_room_exactly_are_whole() -> None:
    reply = sentences("字" * 2000, "字" * 2095)
    assert description(reply) == "字" * 2000 + "\n" + "字" * 2095
    assert description(sentences("字" * 4095, "字")) == "字" * 4095
    assert description(sentences("字" * 2000, "字" * 2096)).endswith("字…")


def test_a_text_is_cut_behind_a_sentence_where_one_ends_late_enough() -> None:
    assert trimmed("一二三。四五六。七八九十", 10) == "一二三。四五六。…"
    assert trimmed("一。二三四五六七八九十百千", 10) == "一。二三四五六七八…"
    assert trimmed("一二三", 3) == "一二三"
    assert trimmed("一二三四", 3) == "一二…"
    assert trimmed("一二", 1) == "…"
    assert trimmed("一二", 0) == ""


def test_a_cut_goes_through_no_character_and_no_escape() -> None:
    assert trimmed("👨‍👩‍👧👨‍👩‍👧", 12) == "👨‍👩‍👧…"
    assert trimmed("𠮷𠮷", 3) == "𠮷…"
    assert trimmed("e\u0301e\u0301", 3) == "e\u0301…"
    assert trimmed("****", 5, escaped) == r"\*\*…"
    assert trimmed("****", 6, escaped) == r"\*\*…"
    assert trimmed("a https://x.org", 10, escaped) == r"a https\:…"


@given(st.text(max_size=50), st.integers(0, 30))
def test_a_trimmed_text_fits_and_begins_as_the_text_does(text: str, room: int) -> None:
    cut = trimmed(text, room)
    assert units(cut) <= room
    assert cut == text or text.startswith(cut.removesuffix("…"))


@given(st.text(max_size=50))
def test_clusters_are_the_whole_text(text: str) -> None:
    parts = list(clusters(text))
    assert "".join(parts) == text
    assert all(parts)
    assert not any(unicodedata.category(part[0]) in ("Mn", "Me", "Mc") for part in parts[1:])


def test_flags_joined_emoji_and_skin_tones_are_one_character_each() -> None:
    assert list(clusters("🇹🇼🇯🇵a")) == ["🇹🇼", "🇯🇵", "a"]
    assert list(clusters("👍🏽👨‍👩‍👧e\u0301")) == ["👍🏽", "👨‍👩‍👧", "e\u0301"]
    assert list(clusters("")) == []


def test_a_note_stands_below() -> None:
    shown = rendered(sentences("一"), "*範例*")
    assert shown.embed.footer.text == "*範例*"


def test_a_heading_is_one_escaped_line_within_the_limit() -> None:
    assert heading("# 今\n天") == r"\# 今 天"
    assert units(heading("*" * 3000)) <= render.CONTENT_CHARS


@pytest.mark.parametrize("action", Action)
def test_a_button_carries_action_id_and_position_and_nothing_else(action: Action) -> None:
    carried = Carried(action, "abc123", 649)
    text = custom_id(carried)
    assert text == f"n1:{action.value}:abc123:649"
    assert len(text) <= render.CUSTOM_ID_CHARS
    assert read_custom_id(text) == carried
    assert read_custom_id(custom_id(Carried(action, "", 0))) == Carried(action, "", 0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "n2:open:a:1",
        "n1:fly:a:1",
        "n1:open:a",
        "n1:open:a:-1",
        "n1:open:a:1:2",
        "n1:open:a b:1",
        "n1:open:a:９",
        "x",
    ],
)
def test_what_no_button_carries_is_not_read(text: str) -> None:
    assert read_custom_id(text) is None


def test_no_two_buttons_carry_the_same() -> None:
    reply = Reply((((Run("一"),),),), (button("甲"), button("乙"), button("丙", 1), button("丁", 0, "x" * 100)))
    assert [(face.label, face.custom_id) for face in rendered(reply).faces] == [
        ("甲", "n1:open:abc123:0"),
        ("丙", "n1:open:abc123:1"),
    ]


async def test_buttons_stand_five_a_row_and_the_library_remembers_none() -> None:
    reply = Reply((((Run("一"), Run("聽", link="https://x.org/a")),),), tuple(button(str(n), n) for n in range(7)))
    view = rendered(reply).view()
    assert view is not None
    rows = view.to_components()
    assert [len(row["components"]) for row in rows] == [5, 3]
    assert rows[1]["components"][-1]["url"] == "https://x.org/a"
    assert view.is_finished()
    CREATE({"content": "x", "components": rows}, ())


def test_nobody_is_called() -> None:
    assert render.NO_MENTIONS.to_dict() == discord.AllowedMentions.none().to_dict()
    assert render.NO_MENTIONS.to_dict()["parse"] == []


def test_hostile_words_stay_words_in_title_text_and_label() -> None:
    reply = Reply((((Run(HOSTILE),), (Run(HOSTILE, Style.STRONG),)),), (button(HOSTILE),))
    shown = rendered(reply)
    title, text = shown.embed.title or "", shown.embed.description or ""
    assert "".join(unescaped(title)) == clean(HOSTILE)
    assert text == f"**{title}**"
    assert shown.faces[0].label == HOSTILE[: render.LABEL_CHARS]


# ---------------------------------------------------------------- menus


def choices(count: int, line: str = "x") -> Reply:
    buttons = [
        Button(Action.OPEN, "abc123", nth, str(nth + 1), str(nth + 1), f"{nth + 1} {line}") for nth in range(count)
    ]
    return replace(sentences("a", "b"), buttons=tuple(buttons), choose="c" * 200)


def test_what_is_a_choice_of_several_is_a_menu_that_carries_what_its_buttons_would() -> None:
    shown = rendered(choices(3))
    assert shown.menu is not None
    assert shown.faces == ()
    for nth, (label, value) in enumerate(shown.menu.options):
        assert label == f"{nth + 1} x"
        told = {"custom_id": shown.menu.custom_id, "values": [value]}
        assert carried_by(told) == Carried(Action.OPEN, "abc123", nth)
    assert carried_by({"custom_id": shown.menu.custom_id}) is None
    assert carried_by({"custom_id": shown.menu.custom_id, "values": ["x"]}) is None


def test_a_single_choice_is_a_button() -> None:
    shown = rendered(choices(1))
    assert shown.menu is None
    assert [face.label for face in shown.faces] == ["1"]


@pytest.mark.parametrize("line", ["護城河" * 99, "👩‍👩‍👧‍👦" * 60, "e\u0301\u0323" * 90])
async def test_a_menu_of_the_longest_lines_fits_beside_as_many_buttons_as_there_are_places(line: str) -> None:
    more = tuple(button("y" * 99, nth, action=Action.MORE) for nth in range(40))
    reply = choices(30, line)
    shown = rendered(replace(reply, buttons=(*reply.buttons, *more)))
    view = shown.view()
    assert view is not None
    CREATE({**payload(shown), "components": view.to_components()}, ())
    assert shown.menu is not None
    assert len(shown.menu.options) == 25
    assert len(shown.faces) == 20


def test_buttons_that_go_back_and_forth_have_an_arrow_beside_their_words() -> None:
    turns = tuple(Button(Action.TURN, "abc123", nth, "x" * 90, key) for nth, key in enumerate("<>"))
    back, forth = rendered(replace(sentences("a"), buttons=turns)).faces
    assert (back.label[:3], forth.label[-3:]) == ("\u25c0\ufe0e ", " \u25b6\ufe0e")
    assert max(units(back.label), units(forth.label)) <= 80


# ---------------------------------------------------------------- pictures and addresses


def test_an_embed_leads_to_its_moment_and_shows_the_episodes_picture() -> None:
    reply = replace(sentences("a"), paragraphs=sentences("a").paragraphs * 2, link="https://x.example/1#t=5")
    embed = rendered(replace(reply, picture="https://x.example/1.png")).embed
    assert (embed.url, embed.thumbnail.url) == ("https://x.example/1#t=5", "https://x.example/1.png")
    assert rendered(reply).embed.thumbnail.url is None
    assert rendered(replace(sentences("a"), link="https://x.example/1")).embed.url is None


@pytest.mark.parametrize(
    "address",
    ["", "http://x.example/1.png", "javascript:x", "https://x.example/" + "a" * 600, "https://播客.example/1.png"],
)
def test_no_other_picture_is_shown(address: str) -> None:
    embed = rendered(replace(sentences("a"), picture=address, link="javascript:x")).embed
    assert embed.thumbnail.url is None


@pytest.mark.parametrize("refuses", [True, False])
def test_what_was_found_has_a_bar_in_colour_and_a_refusal_has_none(*, refuses: bool) -> None:
    shown = rendered(Reply((((Run("甲"),),),), refuses=refuses))
    assert (shown.embed.colour is None) is refuses


def test_an_instant_is_told_so_that_each_client_shows_it_in_its_own_zone() -> None:
    at = datetime(2024, 5, 1, 9, 0, 30, tzinfo=ZoneInfo("Asia/Taipei"))
    line = (Run("next "), Run("*", instant=Instant(at)), Run(" "), Run("*", instant=Instant(at, is_distance=True)))
    assert rendered(Reply(((line,),))).embed.description == "next <t:1714525230:F> <t:1714525230:R>"


@pytest.mark.parametrize("what", ["discord:70", "telegram:70", "discord:@everyone", ""])
def test_a_person_and_a_channel_of_discord_are_named_by_their_client(what: str) -> None:
    line = (Run("*x", person=what), Run(" "), Run("*x", channel=what))
    told = "<@70> <#70>" if what == "discord:70" else r"\*x \*x"
    assert rendered(Reply(((line,),))).embed.description == told


def test_a_sentence_names_runs_among_its_values() -> None:
    run = Run("9:00", instant=Instant(datetime(2024, 5, 1, tzinfo=UTC)))
    words = words_for("en")
    assert with_runs(words, "daily.next", when=run, ahead="so\ufffcon") == (Run("next: "), run, Run(", soon"))
    assert with_runs(words, "daily.post", number="1", when=Run("")) == (Run("1. "),)
