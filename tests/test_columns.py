import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.columns import (
    clean,
    columns,
    head_to_pause,
    head_within,
    shortened,
    tail_from_pause,
    tail_within,
    wrapped,
)


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("護城河", 6), ("，", 2), ("…", 2), ("·", 2), ("e\u0301", 1), ("", 0), ("ｱ", 1)]
)
def test_wide_and_ambiguous_characters_count_two_columns(text: str, width: int) -> None:
    assert columns(text) == width


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("護城河 GPT-4o", "護城河 GPT-4o"),
        ("a\x1b[31mb", "a\ufffd[31mb"),
        ("a\x9bb", "a\ufffdb"),
        ("a\r\nb\tc\u3000d\u2028e", "a  b c d e"),
        ("a\u202eb\u2066c", "a\ufffdb\ufffdc"),
        ("a\ud800b", "a\ufffdb"),
        ("👩\u200d🚀", "👩\u200d🚀"),
    ],
)
def test_what_a_terminal_would_obey_is_replaced(text: str, safe: str) -> None:
    assert clean(text) == safe


@given(st.text(st.characters(codec=None)))
def test_cleaning_keeps_offsets_and_prints(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) == len(text)
    assert "\x1b" not in cleaned
    cleaned.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "room", "taken"),
    [
        ("護城河", 4, "護城"),
        ("護城河", 5, "護城"),
        ("護城河", 60, "護城河"),
        ("the moat", 6, "the "),
        ("moat", 2, "mo"),
        ("的moat", 4, "的"),
        ("moat的", 4, "moat"),
        ("護", 0, ""),
    ],
)
def test_the_beginning_that_fits_ends_with_a_whole_word(text: str, room: int, taken: str) -> None:
    assert text[: head_within(text, room)] == taken


def test_the_end_that_fits_begins_with_a_whole_word() -> None:
    assert "the moat"[-tail_within("the moat", 6) :] == " moat"


@pytest.mark.parametrize(
    ("text", "room", "short"), [("護城河", 6, "護城河"), ("護城河很深", 6, "護城…"), ("a b c d", 5, "a b…")]
)
def test_a_text_that_is_too_wide_ends_with_an_ellipsis(text: str, room: int, short: str) -> None:
    assert shortened(text, room) == short


def lines(text: str, width: int) -> list[str]:
    return [text[start:end] for start, end in wrapped(text, width)]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("", 10, [""]),
        ("護城河很深", 6, ["護城河", "很深"]),
        ("the moat is deep", 8, ["the moat ", "is deep"]),
        ("護城河，很深", 6, ["護城", "河，很", "深"]),
        ("很「深」的", 4, ["很", "「深」", "的"]),
        ("看 https://example.org/1 聽", 10, ["看 ", "https://example.org/1 ", "聽"]),
    ],
)
def test_lines_break_between_words_and_never_before_a_closing_mark(text: str, width: int, expected: list[str]) -> None:
    assert lines(text, width) == expected


@given(st.text(), st.integers(2, 40))
def test_wrapping_loses_nothing(text: str, width: int) -> None:
    assert "".join(lines(text, width)) == text


@given(st.text(st.sampled_from("護城河的深 "), max_size=60))
def test_wrapped_lines_fit(text: str) -> None:
    assert all(columns(line.rstrip()) <= 20 for line in lines(text, 20))


@pytest.mark.parametrize(
    ("text", "room", "head"),
    [
        ("水有多深 什麼時候會乾", 16, "水有多深"),
        ("水有多深，什麼時候會乾", 16, "水有多深"),
        ("水有多深 什麼", 99, "水有多深 什麼"),
        ("水有多深 什麼時候會乾掉呢", 8, "水有多深"),
        ("水 有多深什麼時候會乾", 20, "水 有多深什麼時候會"),
        (" 水有多深什麼", 6, " 水有"),
        ("", 6, ""),
    ],
)
def test_a_text_is_cut_at_a_pause_where_one_is_near(text: str, room: int, head: str) -> None:
    assert text[: head_to_pause(text, room)] == head


def test_the_end_of_a_text_begins_behind_a_pause_where_one_is_near() -> None:
    text = "賺錢 先不要急著羨慕"
    assert text[len(text) - tail_from_pause(text, 18) :] == "先不要急著羨慕"
    assert tail_from_pause(text, 14) == tail_within(text, 14)


@given(st.text(max_size=60), st.integers(0, 40))
def test_a_cut_at_a_pause_takes_no_more_than_there_is_room_for(text: str, room: int) -> None:
    assert head_to_pause(text, room) <= head_within(text, room)
