"""The best spans of an episode."""

import pytest

from bot.segments import Kind, Segment
from bot.worth.picking import Pick, best
from tests.worth_talks import EVERYDAY, talk

LINES = [f"第{nth}種茶葉的顏色都不一樣。" for nth in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"]
HEARD = talk(*LINES, seconds=6)


def meets(pick: Pick, start_ms: int, end_ms: int) -> bool:
    return pick.start_ms < end_ms and start_ms < pick.end_ms


def test_the_best_come_first_and_share_no_moment() -> None:
    picks = best(HEARD, EVERYDAY)
    assert len(picks) > 2
    assert [each.score for each in picks] == sorted((each.score for each in picks), reverse=True)
    assert not any(meets(one, other.start_ms, other.end_ms) for one in picks for other in picks if one is not other)


def test_there_are_as_many_as_asked_for_at_most() -> None:
    assert best(HEARD, EVERYDAY, limit=2) == best(HEARD, EVERYDAY)[:2]


def test_a_pick_has_its_words_its_times_and_its_reasons() -> None:
    [pick] = best(HEARD, EVERYDAY, limit=1)
    assert pick.words in HEARD.text.replace("\n", " ")
    assert pick.start_ms % 6000 == pick.end_ms % 6000 == 0
    assert sum(count for _, count in pick.reasons) == pytest.approx(pick.score)
    assert [count for _, count in pick.reasons] == sorted((count for _, count in pick.reasons), reverse=True)


def test_none_touches_what_is_not_the_show_or_is_hidden() -> None:
    closed = (Segment(30_000, 36_000, Kind.SPONSOR),)
    hidden = ((70_000, 70_001),)
    picks = best(HEARD, EVERYDAY, closed, hidden)
    assert picks
    assert not any(meets(pick, 30_000, 36_000) or meets(pick, 70_000, 70_001) for pick in picks)


def test_short_ones_have_to_be_asked_for() -> None:
    short = talk(*LINES[:2], seconds=6)
    assert best(short, EVERYDAY) == ()
    [pick] = best(short, EVERYDAY, shortest_ms=8_000)
    assert (pick.start_ms, pick.end_ms) == (0, 12_000)


def test_a_pick_begins_where_its_first_sentence_says_something() -> None:
    heard = talk("那" + LINES[0], *LINES[1:4], seconds=6)
    assert all(not pick.words.startswith("那") for pick in best(heard, EVERYDAY))
