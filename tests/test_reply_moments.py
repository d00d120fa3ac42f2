"""When and by whom something was said, in replies: as far as that is known."""

import re
from dataclasses import replace

import pytest

from bot.clips import Surroundings
from bot.model import Episode, EpisodeFacts, EpisodeId
from bot.quotes import PlacedHit
from handlers.columns import columns
from handlers.excerpt import Style
from handlers.messages import Voice
from handlers.reply import LINE_COLUMNS, ONE_LINER_COLUMNS, SHORTEST_QUOTE_COLUMNS, clip, one_liner, page
from tests.test_reply import AROUND, NOTHING_AROUND, PLAIN, SHOW, ZH, found, hit, lines_of, opened, plain, some_links

BRACKETS = str.maketrans("", "", "「」")
UNTIMED = Episode(EpisodeId(3), SHOW, "003", EpisodeFacts(5, "沒有時間的一集"), untimed=True)


def test_what_has_no_times_is_shown_without_any() -> None:
    answered = page(found([hit(episode=UNTIMED)]), Voice(ZH, some_links))
    assert lines_of(answered) == [
        "EP5 · 沒有時間的一集",
        "這家公司的「互成盒」很深",
        "聽起來像：護城河 ≈ 互成盒",
        "聽這一集 https://example.org/003?t=1608",
    ]


def test_a_one_liner_of_what_has_no_times_has_none() -> None:
    line = plain(one_liner(PlacedHit(0, 1, hit(episode=UNTIMED)), ZH, several_shows=False))
    assert line == "EP5 這家公司的「互成盒」很深"


def test_an_opened_clip_of_what_has_no_times_has_none_in_its_lines_either() -> None:
    shown = opened(AROUND)
    shown = replace(shown, clip=replace(shown.clip, episode=UNTIMED))
    assert not [line for line in lines_of(clip(shown, PLAIN)) if re.search(r"[0-9]:[0-9]{2}", line)]


def test_the_speaker_of_a_hit_stands_behind_its_time() -> None:
    answered = page(found([replace(hit(), speaker="小安")]), PLAIN)
    assert lines_of(answered)[0].startswith("EP4 · 26:48 · 小安 · ")


def test_a_one_liner_names_its_speaker() -> None:
    line = plain(one_liner(PlacedHit(0, 1, replace(hit(), speaker="小安")), ZH, several_shows=False))
    assert line == "EP4 26:48 小安：這家公司的「互成盒」很深"


def test_an_opened_clip_names_all_who_speak_in_it() -> None:
    shown = opened(replace(AROUND, speakers=("小安", "阿波")))
    assert " · 小安、阿波 · " in lines_of(clip(shown, PLAIN))[0]


def test_a_speaker_with_a_long_name_is_shortened() -> None:
    answered = page(found([replace(hit(), speaker="長" * 50)]), PLAIN)
    speaker = lines_of(answered)[0].split(" · ")[2]
    assert (speaker[:5], columns(speaker) <= 24) == ("長" * 5, True)


def test_an_opened_clip_names_its_chapter_below_its_head() -> None:
    shown = replace(opened(AROUND), chapter="什麼是\n護城河")
    head, chapter, empty, *_ = lines_of(clip(shown, PLAIN))
    assert (head.startswith("EP4"), chapter, empty) == (True, "章節：什麼是 護城河", "")


def test_the_other_hits_of_a_page_are_a_phones_line_and_begin_and_end_at_pauses() -> None:
    around = Surroundings((), "錢 先不要急著羨慕 先問 ", " 是哪一種 水有多深 什麼時候會乾 然後呢 再說", (), more=False)
    placed = (PlacedHit(0, 1, hit(), around), PlacedHit(1, 2, hit(), around))
    answered = page(replace(found([hit()]), hits=placed, total=2), PLAIN)
    line = plain(answered.paragraphs[1][0])
    assert columns(line) <= ONE_LINER_COLUMNS
    assert line == "2 EP4 26:48 …先問 這家公司的「互成盒」很深 是哪一種…"


def test_long_names_leave_room_for_the_quote_of_a_hit() -> None:
    named = replace(hit("很" * 40 + "互成盒"), speaker="長" * 20)
    line = one_liner(PlacedHit(0, 1, named), ZH, "2 ", several_shows=True, room=ONE_LINER_COLUMNS)
    quote = "".join(run.text for run in line[1:])
    assert columns(quote) >= SHORTEST_QUOTE_COLUMNS - 2
    assert columns(plain(line)) <= LINE_COLUMNS


# ---------------------------------------------------------------- an open clip and what stands around it

CUT = Surroundings((), "很久以前 我想聊一個投資人", " 就是以前", (), more=True)


def test_a_clip_is_told_apart_by_its_line_and_not_by_brackets_or_bold() -> None:
    lead, words, tail = clip(opened(CUT, marked=False), PLAIN).paragraphs[1]
    assert [plain(each) for each in (lead, words, tail)] == [
        "很久以前 我想聊一個投資人",
        "這家公司的互成盒很深",
        "就是以前",
    ]
    assert [run.style for each in (lead, words, tail) for run in each] == [Style.DIM, Style.STRONG, Style.DIM]


def test_a_clip_opened_from_a_search_stands_the_same_with_its_match_in_brackets() -> None:
    marked, unmarked = (clip(opened(CUT, marked=each), PLAIN).paragraphs[1] for each in (True, False))
    assert [plain(line).translate(BRACKETS) for line in marked] == [plain(line) for line in unmarked]
    assert [run.text for run in marked[1] if run.style is Style.STRONG] == ["互成盒"]


def test_a_clip_alone_is_a_quotation() -> None:
    [[*_, line]] = [clip(opened(NOTHING_AROUND, marked=False), PLAIN).paragraphs[1]]
    assert plain(line) == "「這家公司的互成盒很深」"


@pytest.mark.parametrize(
    "around",
    [
        replace(NOTHING_AROUND, lead="前"),
        replace(NOTHING_AROUND, tail="後"),
        replace(NOTHING_AROUND, before=AROUND.before),
        replace(NOTHING_AROUND, after=AROUND.after),
    ],
)
def test_a_clip_beside_anything_is_in_no_brackets(around: Surroundings) -> None:
    assert "「" not in clip(opened(around, marked=False), PLAIN).text


def test_what_stands_around_a_clip_begins_and_ends_at_pauses() -> None:
    long = "話" * 36
    around = Surroundings((), f"前面說 後來 {long}", f"{long} 再來 好的吧", (), more=True)
    lead, _, tail = (plain(line) for line in clip(opened(around, 1), PLAIN).paragraphs[1])
    assert (lead, tail) == (f"…後來 {long}", f"{long} 再來…")


def test_white_space_around_a_clip_is_no_line() -> None:
    around = replace(NOTHING_AROUND, lead=" ", tail="　")
    assert len(clip(opened(around), PLAIN).paragraphs[1]) == 1
