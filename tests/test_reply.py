from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clips import MAX_LINES, OpenedClip, Surroundings
from bot.errors import NotFoundError
from bot.model import Clip, ClipId, Cue, Episode, EpisodeFacts, EpisodeId, Hit, SearchId, Show, ShowId, Tier
from bot.quotes import KEPT_HITS, OpenedHit, Page, PlacedHit
from handlers.columns import columns
from handlers.excerpt import Line, Run, Style, excerpt
from handlers.heads import clock
from handlers.locale import words_for
from handlers.messages import Action, Button, Reply, Voice
from handlers.reply import LINE_COLUMNS, QUOTE_COLUMNS, clip, one_liner, opened_hit, page, sorry, widened, widening

ZH, EN = words_for("zh-TW"), words_for("en")
SHOW = Show(ShowId(1), "techwave", "科技浪")
FACTS = EpisodeFacts(4, "公司的護城河", date(2024, 5, 1))
KNOWN = Episode(EpisodeId(1), SHOW, "002", FACTS)
BARE = Episode(EpisodeId(2), SHOW, "20240501-talk", EpisodeFacts())
NOTHING_AROUND = Surroundings((), "", "", (), more=False)
AT_MS = 1_608_000


def no_links(_episode: Episode, _start_ms: int) -> None:
    return None


def some_links(episode: Episode, start_ms: int) -> str:
    return f"https://example.org/{episode.stem}?t={start_ms // 1000}"


PLAIN = Voice(ZH, no_links)


def hit(
    text: str = "這家公司的互成盒很深", match: str = "互成盒", tier: Tier = Tier.SOUND, episode: Episode = KNOWN
) -> Hit:
    at = text.index(match)
    return Hit(episode, AT_MS, AT_MS + 20_000, text, ((at, at + len(match)),), tier, 0.9)


def found(hits: Sequence[Hit], *, total: int | None = None, first: int = 1, several: bool = False) -> Page:
    placed = tuple(PlacedHit(nth - 1, nth, each, NOTHING_AROUND) for nth, each in enumerate(hits, start=first))
    total = total or len(hits)
    last = first + len(hits) - 1
    return Page(
        text="護城河",
        search=SearchId("aaaaaa"),
        hits=placed,
        total=total,
        previous=first - 6 if first > 1 else None,
        next=last if last < total else None,
        several_shows=several,
    )


def lines_of(reply: Reply) -> list[str]:
    return reply.text.split("\n")


def plain(line: Line) -> str:
    return "".join(run.text for run in line)


def strong(line: Line) -> list[str]:
    return [run.text for run in line if run.style is Style.STRONG]


def test_the_first_hit_says_where_it_is_and_why_it_matched() -> None:
    assert lines_of(page(found([hit()]), Voice(ZH, some_links))) == [
        "EP4 · 26:48 · 公司的護城河 · 2024年5月1日",
        "這家公司的「互成盒」很深",
        "聽起來像：護城河 ≈ 互成盒",
        "從 26:48 開始聽 https://example.org/002?t=1608",
    ]


def test_what_is_not_known_is_left_out() -> None:
    assert lines_of(page(found([hit(episode=BARE)]), PLAIN))[0] == "20240501-talk · 26:48"
    assert len(lines_of(page(found([hit(episode=BARE)]), PLAIN))) == 3


def test_english_readers_get_english() -> None:
    answered = lines_of(page(found([hit(tier=Tier.EXACT)]), Voice(EN, some_links)))
    assert answered[0] == "EP4 · 26:48 · 公司的護城河 · May 1, 2024"
    assert answered[2:] == ["As typed", "Listen from 26:48 https://example.org/002?t=1608"]


def test_a_match_is_strong_and_in_brackets() -> None:
    line = page(found([hit()]), PLAIN).paragraphs[0][1]
    assert strong(line) == ["互成盒"]
    assert "「互成盒」" in plain(line)


@pytest.mark.parametrize(
    ("tier", "reason"),
    [
        (Tier.EXACT, "照字面相符"),
        (Tier.FOLDED, "只差在繁簡或數字的寫法"),
        (Tier.SOUND, "聽起來像：護城河 ≈ 互成盒"),
        (Tier.LOOSE, "只有部分相符"),
    ],
)
def test_each_tier_says_in_words_why_it_matched(tier: Tier, reason: str) -> None:
    only = PlacedHit(0, 1, hit(tier=tier))
    shown = OpenedHit("護城河", SearchId("aaaaaa"), only, 1, None, None, opened(NOTHING_AROUND))
    assert reason in lines_of(opened_hit(shown, PLAIN))


def test_why_quotes_only_what_was_asked_about() -> None:
    told = replace(hit(), about="護城")
    assert "聽起來像：護城 ≈ 互成盒" in lines_of(page(found([told]), PLAIN))


def test_a_loose_answer_says_first_that_nothing_matches() -> None:
    assert lines_of(page(found([hit(tier=Tier.LOOSE)]), PLAIN))[0] == "沒有完全相符的內容，最接近的是："


def test_a_loose_answer_says_once_that_it_matches_in_part() -> None:
    assert "部分相符" not in page(found([hit(tier=Tier.LOOSE)]), PLAIN).text


def test_a_loose_answer_by_an_alias_still_names_it() -> None:
    answered = lines_of(page(found([replace(hit(tier=Tier.LOOSE), alias=("護城河", "moat"))]), PLAIN))
    assert [text for text in answered if "別名" in text] == ["別名：護城河 = moat"]


def test_an_answer_that_matches_makes_no_excuses() -> None:
    assert "最接近" not in page(found([hit(), hit(tier=Tier.LOOSE)]), PLAIN).text


def test_hits_that_match_in_part_only_are_said_to_where_others_do_better() -> None:
    answered = page(found([hit(), hit(), hit(tier=Tier.LOOSE), hit(tier=Tier.LOOSE)]), PLAIN)
    lines = [plain(line)[:5] for line in answered.paragraphs[1]]
    assert lines == ["2 EP4", "以下只有部", "3 EP4", "4 EP4"]
    assert "以下" not in page(found([hit(tier=Tier.LOOSE)] * 2), PLAIN).text


def test_a_one_liner_has_the_words_around_its_match() -> None:
    around = Surroundings((), "同一句前半", " 同一句後半", (), more=False)
    line = one_liner(PlacedHit(1, 2, hit(), around), ZH, several_shows=False)
    assert plain(line) == "EP4 26:48 同一句前半這家公司的「互成盒」很深 同一句後半"


def test_the_other_hits_are_numbered_one_liners() -> None:
    answered = page(found([hit()] * 5, total=41), PLAIN)
    assert [plain(line) for line in answered.paragraphs[1]] == [
        f"{number} EP4 26:48 這家公司的「互成盒」很深" for number in (2, 3, 4, 5)
    ]
    assert answered.text.endswith("\n\n1–5 / 41")


def test_a_single_hit_is_not_counted() -> None:
    assert "/" not in page(found([hit()]), PLAIN).text


def test_a_page_of_one_hit_says_which() -> None:
    assert page(found([hit()], total=6, first=6), PLAIN).text.endswith("\n\n6 / 6")


def test_the_show_is_named_where_several_may_answer() -> None:
    answered = lines_of(page(found([hit(), hit()], several=True), PLAIN))
    assert answered[0].startswith("科技浪 · EP4")
    assert "2 techwave EP4 26:48 這家公司的「互成盒」很深" in answered


def test_a_show_without_a_title_is_named_by_its_slug() -> None:
    untitled = Episode(EpisodeId(1), Show(ShowId(1), "techwave"), "002", FACTS)
    assert lines_of(page(found([hit(episode=untitled)], several=True), PLAIN))[0].startswith("techwave · EP4")


def test_buttons_carry_action_id_and_position_only() -> None:
    answered = page(found([hit()] * 5, total=41, first=6), PLAIN)
    assert [(each.action, each.id, each.position) for each in answered.buttons] == [
        *((Action.OPEN, "aaaaaa", position) for position in range(5, 10)),
        (Action.TURN, "aaaaaa", 0),
        (Action.TURN, "aaaaaa", 10),
    ]
    assert [each.key for each in answered.buttons] == ["6", "7", "8", "9", "10", "<", ">"]


def test_nothing_found_is_said_with_what_to_do() -> None:
    empty = Page("不在裡面", None, (), 0, None, None, several_shows=False)
    answered = page(empty, PLAIN)
    assert answered.text.startswith("找不到「不在裡面」。")
    assert answered.buttons == ()


def test_a_long_query_is_shortened_when_nothing_is_found() -> None:
    empty = Page("長" * 400, None, (), 0, None, None, several_shows=False)
    assert columns(page(empty, PLAIN).text) < 200


def test_the_first_hit_stands_in_its_context_which_is_dim() -> None:
    around = Surroundings((Cue(0, 1, "前一句"),), "同一句前半", " 同一句後半", (Cue(2, 3, "後一句"),), more=False)
    one = PlacedHit(0, 1, hit(), around)
    answered = page(Page("護城河", SearchId("aaaaaa"), (one,), 1, None, None, several_shows=False), PLAIN)
    line = answered.paragraphs[0][1]
    assert plain(line) == "前一句 同一句前半這家公司的「互成盒」很深 同一句後半 後一句"
    assert [run.text for run in line if run.style is Style.DIM] == ["前一句 同一句前半", " 同一句後半 後一句"]


def test_the_first_hit_takes_about_three_lines_of_a_phone() -> None:
    line = page(found([hit("很" * 200 + "互成盒" + "深" * 200)]), PLAIN).paragraphs[0][1]
    assert QUOTE_COLUMNS - 4 <= columns(plain(line)) <= QUOTE_COLUMNS
    assert plain(line).startswith("…很")
    assert plain(line).endswith("深…")


def test_a_match_at_the_end_leaves_its_room_to_what_stands_before() -> None:
    assert columns(plain(excerpt("很" * 200 + "互成盒", ((200, 203),), 80))) >= 76


def test_marks_that_do_not_fit_together_are_shown_as_far_as_they_do() -> None:
    line = excerpt("互成盒" + "很" * 100 + "深", ((0, 3), (103, 104)), 40)
    assert strong(line) == ["互成盒"]
    assert columns(plain(line)) <= 40


def test_several_marks_that_fit_are_all_strong() -> None:
    assert strong(excerpt("互成盒很深的互成盒", ((0, 3), (6, 9)), 40)) == ["互成盒", "互成盒"]


def test_a_match_wider_than_the_line_is_cut() -> None:
    line = excerpt("互成盒" * 40, ((0, 120),), 40)
    assert columns(plain(line)) <= 40
    assert plain(line).endswith("」…")


def test_an_excerpt_without_marks_begins_at_the_beginning() -> None:
    assert plain(excerpt("很深" * 40, (), 20)).startswith("很深")


@given(
    st.text(max_size=120).flatmap(
        lambda text: st.tuples(st.just(text), st.integers(0, len(text)), st.integers(0, len(text)))
    ),
    st.integers(12, 90),
)
def test_no_excerpt_is_wider_than_its_room(drawn: tuple[str, int, int], room: int) -> None:
    text, one, other = drawn
    assert columns(plain(excerpt(text, ((min(one, other), max(one, other)),), room))) <= room


@given(st.text(max_size=60), st.text(min_size=1, max_size=60), st.text(max_size=60), st.booleans())
def test_a_one_liner_fits_forty_full_width_characters(before: str, match: str, after: str, several: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    stem = Episode(EpisodeId(1), Show(ShowId(1), "a-slug-of-thirty-two-characters-x"), "長" * 40, EpisodeFacts())
    text = before + match + after
    one = Hit(stem, 36_000_000, 36_010_000, text, ((len(before), len(before + match)),), Tier.SOUND, 0.5)
    assert columns(plain(one_liner(PlacedHit(0, 1, one, AROUND), ZH, "50 ", several_shows=several))) <= LINE_COLUMNS


def test_control_characters_of_a_transcript_do_no_harm() -> None:
    evil = Episode(EpisodeId(1), SHOW, "e", EpisodeFacts(1, "標\x1b]0;題\x07"))
    answered = page(found([hit("壞\x1b[31m互成盒\r\n好", episode=evil)] * 2), PLAIN)
    assert not {"\x1b", "\x07", "\r"} & set(answered.text)
    assert "互成盒" in answered.text


@pytest.mark.parametrize(
    ("position_ms", "written"), [(0, "00:00"), (59_999, "00:59"), (1_608_000, "26:48"), (3_723_000, "1:02:03")]
)
def test_a_time_is_written_as_people_write_it(position_ms: int, written: str) -> None:
    assert clock(position_ms) == written


def opened(
    around: Surroundings, lines: int = 2, words: str = "這家公司的互成盒很深", *, marked: bool = True
) -> OpenedClip:
    at = words.find("互成盒")
    span = Clip(ClipId("k1f20a"), KNOWN, AT_MS, AT_MS + 20_000, words)
    return OpenedClip(span, around, lines, several_shows=False, marks=((at, at + 3),) if marked else ())


AROUND = Surroundings(
    (Cue(1_600_000, 1_604_000, "前面第一句"), Cue(1_604_000, 1_608_000, "前面第二句", "主持人")),
    "",
    "",
    (Cue(1_628_000, 1_632_000, "後面第一句"),),
    more=True,
)


def test_an_opened_clip_stands_between_its_lines() -> None:
    assert lines_of(clip(opened(AROUND, marked=False), Voice(ZH, some_links))) == [
        "EP4 · 26:48–27:08 · 公司的護城河 · 2024年5月1日",
        "",
        "26:40 前面第一句",
        "26:44 主持人：前面第二句",
        "這家公司的互成盒很深",
        "27:08 後面第一句",
        "",
        "從 26:48 開始聽 https://example.org/002?t=1608",
        "片段編號：k1f20a",
    ]


def test_an_opened_clip_offers_more_lines_while_there_are_any() -> None:
    assert clip(opened(AROUND), PLAIN).buttons == (Button(Action.MORE, "k1f20a", 4, "再多看一些", "+"),)
    assert clip(opened(AROUND, MAX_LINES), PLAIN).buttons == ()
    assert clip(opened(NOTHING_AROUND), PLAIN).buttons == ()
    assert clip(opened(AROUND, 0), PLAIN).buttons[0].position == 1
    assert clip(opened(AROUND, 8), PLAIN).buttons[0].position == MAX_LINES


def test_a_clip_by_chance_offers_another() -> None:
    assert clip(opened(NOTHING_AROUND), PLAIN, by_chance=True).buttons == (
        Button(Action.AGAIN, "", 0, "再抽一段", "/random"),
    )


def test_the_rest_of_a_long_cue_is_shown_as_far_as_there_is_room() -> None:
    around = Surroundings((), "前" * 400, "後" * 400, (), more=False)
    answered = clip(opened(around, 1), PLAIN)
    lines = [plain(line) for line in answered.paragraphs[1]]
    assert lines == [f"…{'前' * 40}", "這家公司的「互成盒」很深", f"{'後' * 40}…"]
    assert [each.action for each in answered.buttons] == [Action.MORE]


def test_the_rest_of_a_cue_is_shown_whole_where_there_is_room() -> None:
    around = Surroundings((), "前面 ", "後面", (), more=False)
    lines = [plain(line) for line in clip(opened(around), PLAIN).paragraphs[1]]
    assert lines == ["前面", "這家公司的「互成盒」很深", "後面"]


def test_of_a_long_line_the_nearer_part_is_shown() -> None:
    around = Surroundings(
        (Cue(0, 60_000, "遠" * 100 + "近"),), "", "", (Cue(0, 60_000, "近" + "遠" * 100),), more=False
    )
    before, _, after = (plain(line) for line in clip(opened(around, 1), PLAIN).paragraphs[1])
    assert before.startswith("00:00 …遠")
    assert before.endswith("近")
    assert after.startswith("00:00 近")
    assert after.endswith("遠…")


def test_lines_for_which_there_is_no_room_are_left_out() -> None:
    around = Surroundings((Cue(0, 60_000, "遠"),), "近" * 40, "", (), more=False)
    assert len(clip(opened(around, 1), PLAIN).paragraphs[1]) == 2


def shown_hit(previous: int | None, following: int | None, total: int = 41) -> OpenedHit:
    placed = PlacedHit(2, 3, hit())
    return OpenedHit("護城河", SearchId("aaaaaa"), placed, total, previous, following, opened(AROUND))


def test_an_opened_hit_says_why_which_and_its_clips_id() -> None:
    answered = opened_hit(shown_hit(1, 3), Voice(ZH, some_links))
    assert lines_of(answered)[-4:] == [
        "聽起來像：護城河 ≈ 互成盒",
        "從 26:48 開始聽 https://example.org/002?t=1608",
        "片段編號：k1f20a",
        "3 / 41",
    ]
    assert strong(answered.paragraphs[1][2]) == ["互成盒"]


def test_an_opened_hit_leads_to_its_neighbours_and_back() -> None:
    assert [(each.action, each.id, each.position, each.key) for each in opened_hit(shown_hit(1, 3), PLAIN).buttons] == [
        (Action.WIDEN, "aaaaaa", 4 * KEPT_HITS + 2, "+"),
        (Action.OPEN, "aaaaaa", 1, "<"),
        (Action.OPEN, "aaaaaa", 3, ">"),
        (Action.TURN, "aaaaaa", 2, "0"),
    ]


def test_an_only_hit_has_no_neighbours_and_no_rank() -> None:
    answered = opened_hit(shown_hit(None, None, 1), PLAIN)
    assert [each.action for each in answered.buttons] == [Action.WIDEN, Action.TURN]
    assert "3 / 1" not in answered.text


@given(st.integers(0, KEPT_HITS - 1), st.integers(0, MAX_LINES))
def test_a_position_and_lines_fit_one_number(position: int, lines: int) -> None:
    assert widened(widening(position, lines)) == (position, lines)


def test_an_error_is_a_sentence() -> None:
    assert sorry(NotFoundError("clip.none", id="k1f20a"), ZH).text.startswith("沒有「k1f20a」這個片段。")


def test_an_error_names_only_the_beginning_of_a_long_text() -> None:
    assert columns(sorry(NotFoundError("clip.none", id="長" * 5000), ZH).text) < 2 * LINE_COLUMNS


def test_an_error_with_a_harmful_value_is_harmless() -> None:
    assert "\x1b" not in sorry(NotFoundError("clip.none", id="\x1b[2J"), ZH).text


def test_a_link_follows_its_words() -> None:
    assert Reply((((Run("聽", link="https://example.org"),),),)).text == "聽 https://example.org"
