import io
import json
from dataclasses import replace
from datetime import date

import pytest

from bot.amends import Amendment
from bot.episodes import ListedEpisode, Offer
from bot.errors import NotFoundError
from bot.model import ClipId, Episode, EpisodeFacts, EpisodeId, Hit, Show, ShowId, Tier
from bot.quotes import NamedHit
from bot.reasons import Heard, Likeness, Why
from handlers.bar import progress
from handlers.columns import columns
from handlers.excerpt import Run, Style
from handlers.locale import words_for
from handlers.messages import Reply, Voice
from handlers.terminal import (
    PLAIN,
    Screen,
    episodes_json,
    episodes_table,
    error_line,
    painted,
    put,
    screen_of,
    search_json,
    search_lines,
    shows_json,
    shows_table,
)

ZH = words_for("zh-TW")
SHOW = Show(ShowId(1), "techwave", "科技浪")
UNTITLED = Show(ShowId(2), "other")
KNOWN = Episode(EpisodeId(1), SHOW, "002", EpisodeFacts(4, "公司的護城河", date(2024, 5, 1)))
BARE = Episode(EpisodeId(2), SHOW, "20240501-talk", EpisodeFacts())
HARMFUL = Episode(EpisodeId(3), UNTITLED, "s\x1b[2J", EpisodeFacts(title="\x1b]0;t\x07[bold]:smile:"))
KEYS = ["episode", "show", "number", "title", "start_s", "end_s", "text", "match", "score", "url", "clip", "speaker"]
KEYS += ["alias", "corrections", "aside", "why"]


class Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


def link(episode: Episode, start_ms: int) -> str | None:
    return f"https://example.org/4?t={start_ms // 1000}" if episode is KNOWN else None


def named(episode: Episode = KNOWN, text: str = "這家公司的互成盒很深") -> NamedHit:
    at = text.index("互成盒")
    hit = Hit(episode, 1_608_250, 1_620_000, text, ((at, at + 3),), Tier.SOUND, 0.875)
    return NamedHit(hit, ClipId("k1f20a"))


def test_a_search_prints_one_hit_a_line() -> None:
    printed = search_lines([named(), named(BARE)], "護城河", Voice(ZH, link), several_shows=False)
    assert printed.splitlines() == [
        "EP4 26:48 這家公司的「互成盒」很深  聽起來像：護城河 ≈ 互成盒  k1f20a  https://example.org/4?t=1608",
        "20240501-talk 26:48 這家公司的「互成盒」很深  聽起來像：護城河 ≈ 互成盒  k1f20a",
    ]


def test_a_text_of_several_lines_stays_one_hit_a_line() -> None:
    printed = search_lines([named(text="前\n互成盒\r\x1b[31m")], "護城河", Voice(ZH, link), several_shows=True)
    assert printed.count("\n") == 1
    assert printed.startswith("techwave EP4 ")
    assert "\x1b" not in printed


def test_a_hits_object_says_what_is_corrected_and_by_which_alias_it_was_found() -> None:
    hit = replace(named().hit, amended=(Amendment(5, 8, "護城河"),), alias=("溝", "護城河"))
    (found,) = json.loads(search_json("溝", [NamedHit(hit, ClipId("k1f20a"))], link))["hits"]
    assert found["corrections"] == [{"heard": "互成盒", "corrected": "護城河", "start": 5, "end": 8}]
    assert found["alias"] == {"typed": "溝", "meant": "護城河"}


def test_a_searchs_object_has_exactly_the_keys_that_programs_rely_on() -> None:
    found = json.loads(search_json("護城河", [named()], link))
    assert list(found) == ["query", "hits"]
    assert list(found["hits"][0]) == KEYS
    assert found["hits"][0] == {
        "episode": "002",
        "show": "techwave",
        "number": 4,
        "title": "公司的護城河",
        "start_s": 1608.25,
        "end_s": 1620.0,
        "text": "這家公司的互成盒很深",
        "match": "sound",
        "score": 0.875,
        "url": "https://example.org/4?t=1608",
        "clip": "k1f20a",
        "speaker": None,
        "alias": None,
        "corrections": [],
        "aside": None,
        "why": None,
    }


def explained() -> Why:
    pairs = (Heard("護", "互", Likeness.SAME_SOUND, 6), Heard("的", "", Likeness.MISSING, 75))
    return Why(pairs, ("河",), (("尺寸", "大小"),))


def test_a_searchs_object_says_why_each_hit_matched() -> None:
    hit = replace(named().hit, explain=explained)
    [found] = json.loads(search_json("護城河", [NamedHit(hit, ClipId("k1f20a"))], link))["hits"]
    assert found["why"] == {
        "pairs": [
            {"query": "護", "heard": "互", "kind": "same-sound", "cost": 0.06},
            {"query": "的", "heard": "", "kind": "missing", "cost": 0.75},
        ],
        "said": ["河"],
        "otherwise": [{"query": "尺寸", "heard": "大小"}],
    }


def test_what_is_not_known_is_null_in_a_searchs_object() -> None:
    [hit] = json.loads(search_json("護城河", [named(BARE)], link))["hits"]
    assert (hit["number"], hit["title"], hit["url"]) == (None, None, None)


def test_an_object_is_one_line_of_utf_8_whatever_was_asked() -> None:
    printed = search_json("壞\ud800字\n\x1b", [named(text="互成盒\udfff")], link)
    assert printed.count("\n") == 1
    assert "\x1b" not in printed
    assert json.loads(printed.encode("utf-8"))["query"] == "壞\ufffd字\n\x1b"
    assert "互成盒" in printed


def test_a_search_without_hits_is_an_object_with_none() -> None:
    assert json.loads(search_json("沒有", [], link)) == {"query": "沒有", "hits": []}


def test_shows_and_episodes_are_objects_too() -> None:
    assert json.loads(shows_json({SHOW: 5, UNTITLED: 0})) == {
        "shows": [
            {"show": "techwave", "title": "科技浪", "episodes": 5},
            {"show": "other", "title": None, "episodes": 0},
        ]
    }
    assert json.loads(episodes_json([ListedEpisode(KNOWN), ListedEpisode(BARE, 7, Offer.SAID)])) == {
        "episodes": [
            {"episode": "002", "show": "techwave", "number": 4, "title": "公司的護城河", "date": "2024-05-01",
             "offered_number": None, "offered_by": None},
            {"episode": "20240501-talk", "show": "techwave", "number": None, "title": None, "date": None,
             "offered_number": 7, "offered_by": "said"},
        ]
    }  # fmt: skip


def test_shows_are_a_table() -> None:
    printed = shows_table({SHOW: 5, UNTITLED: 0}, ZH, PLAIN).splitlines()
    assert [line.split() for line in printed] == [
        ["節目", "標題", "集數"],
        ["techwave", "科技浪", "5"],
        ["other", "0"],
    ]


def test_episodes_are_a_table() -> None:
    printed = episodes_table([KNOWN, BARE], ZH, PLAIN).splitlines()
    assert printed[1].split() == ["techwave", "EP4", "公司的護城河", "2024年5月1日", "002"]
    assert printed[2].split() == ["techwave", "20240501-talk"]


def test_a_table_leaves_out_what_is_known_of_no_episode() -> None:
    printed = episodes_table([BARE], ZH, PLAIN).splitlines()
    assert [line.split() for line in printed] == [["節目", "檔名"], ["techwave", "20240501-talk"]]


def test_an_empty_library_says_what_to_do() -> None:
    assert "import" in shows_table({}, ZH, PLAIN)
    assert "import" in episodes_table([], ZH, PLAIN)


def test_a_table_fits_its_terminal() -> None:
    long = Episode(EpisodeId(4), SHOW, "a-stem-" * 10, EpisodeFacts(1, "很長的標題" * 20))
    printed = episodes_table([long], ZH, Screen(80, styled=True))
    assert len(printed.splitlines()) > 2
    assert all(columns(line.replace("\x1b[1m", "").replace("\x1b[0m", "")) <= 80 for line in printed.splitlines())


def test_nothing_in_a_table_is_obeyed() -> None:
    printed = episodes_table([HARMFUL], ZH, PLAIN)
    assert not {"\x1b", "\x07"} & set(printed)
    assert "[bold]:smile:" in printed


REPLY = Reply(
    (
        ((Run("標題"),), (Run("前"), Run("「"), Run("互成盒", Style.STRONG), Run("」"), Run("後", Style.DIM))),
        ((Run("聽", link="https://example.org"),),),
    )
)


def test_a_reply_is_plain_in_a_pipe() -> None:
    assert painted(REPLY, PLAIN) == "標題\n前「互成盒」後\n\n聽 https://example.org\n"


def test_a_reply_is_bold_and_dim_on_a_terminal() -> None:
    printed = painted(REPLY, Screen(80, styled=True))
    assert "「\x1b[1m互成盒\x1b[0m」\x1b[2m後\x1b[0m" in printed


def test_a_reply_is_wrapped_on_a_terminal_only() -> None:
    long = Reply((((Run("護" * 60),),),))
    assert painted(long, Screen(40, styled=False)).splitlines() == ["護" * 20] * 3
    assert painted(long, PLAIN).splitlines() == ["護" * 60]


def test_an_empty_line_of_a_reply_stays_one() -> None:
    assert painted(Reply((((Run(""),),),)), PLAIN) == "\n"


def test_no_escape_sequence_of_a_reply_reaches_the_terminal() -> None:
    evil = Reply((((Run("a\x1b[31mb\x9b2J", link="https://x/\x1b"),),),))
    assert painted(evil, PLAIN) == "a\ufffd[31mb\ufffd2J https://x/\ufffd\n"


def test_an_error_is_one_sentence() -> None:
    assert error_line(NotFoundError("clip.none", id="zz"), ZH).startswith("沒有「zz」這個片段。")


def test_a_stream_gets_what_its_encoding_can_hold() -> None:
    held = io.BytesIO()
    stream = io.TextIOWrapper(held, encoding="ascii")
    put(stream, "a護\ud800\n")
    assert held.getvalue() == b"a??\n"


def test_a_stream_without_an_encoding_gets_everything() -> None:
    stream = io.StringIO()
    put(stream, "護\ud800")
    assert stream.getvalue() == "護\ufffd"


def test_a_pipe_is_neither_wrapped_nor_styled() -> None:
    assert screen_of(io.StringIO()) == PLAIN


@pytest.mark.parametrize(
    ("term", "no_color", "styled"),
    [("xterm-256color", "", True), ("xterm", "1", False), ("dumb", "", False), ("", "", False)],
)
def test_a_terminal_is_wrapped_and_styled_unless_it_asks_not_to_be(
    monkeypatch: pytest.MonkeyPatch,
    term: str,
    no_color: str,
    styled: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    monkeypatch.setenv("TERM", term)
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("COLUMNS", "72")
    assert screen_of(Tty()) == Screen(72, styled=styled)


def test_a_very_narrow_terminal_is_taken_for_a_wider_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "3")
    assert screen_of(Tty()).columns == 20


def test_an_import_shows_how_far_it_is() -> None:
    stream = Tty()
    with progress(ZH.say("import.progress"), stream) as bar:
        task = bar.add_task("", total=5, file="[bold]002.txt")
        bar.update(task, completed=2)
        bar.refresh()
    assert "匯入中" in stream.getvalue()
    assert "2/5" in stream.getvalue()
    assert "[bold]002.txt" in stream.getvalue()
