"""Where a clip by chance begins and ends inside of a long cue: at pauses, where there are any near."""

from random import Random

import pytest

from bot.excerpts import MAX_RANDOM_MS, MIN_RANDOM_MS, NEAR_PAUSE_CHARS, _pause_before, _portion
from bot.model import Cue

CLAUSES = [
    "今天先講水",
    "水有很多種",
    "第一種在河裡慢慢地流",
    "第二種在海裡",
    "那為什麼會這樣呢",
    "我也不知道 GPT 4 怎麼想",
]


def spoken(join: str, times: int = 12) -> str:
    return join.join(CLAUSES * times)


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("join", [" ", "，", "。", " 嗯 "])
def test_a_portion_begins_and_ends_at_a_pause(join: str, seed: int) -> None:
    text = spoken(join)
    _, _, words = _portion(Cue(0, 90_000, text), Random(seed))
    at = text.index(words)
    assert at == 0 or text[at - 1] in " ，。"
    assert at + len(words) == len(text) or text[at + len(words)] in " ，。" or words[-1] in "，。"


@pytest.mark.parametrize("seed", range(30))
def test_a_portion_begins_with_a_sentence_rather_than_with_a_nearer_clause(seed: int) -> None:
    text = "。".join(["今天先講水，水有很多種，最深的在海裡"] * 20)
    _, _, words = _portion(Cue(0, 90_000, text), Random(seed))
    assert words.startswith("今天")
    assert words.rstrip("。").endswith("海裡")


@pytest.mark.parametrize("seed", range(30))
def test_a_portion_of_speech_without_pauses_is_cut_all_the_same(seed: int) -> None:
    start_ms, end_ms, words = _portion(Cue(0, 60_000, "水" * 300), Random(seed))
    assert abs(len(words) - 100) <= NEAR_PAUSE_CHARS
    assert end_ms - start_ms == len(words) * 200


@pytest.mark.parametrize("seed", range(30))
def test_a_portion_at_pauses_is_as_long_as_a_clip_may_be(seed: int) -> None:
    start_ms, end_ms, words = _portion(Cue(0, 90_000, spoken(" ")), Random(seed))
    assert MIN_RANDOM_MS <= end_ms - start_ms <= MAX_RANDOM_MS
    assert abs(len(words) - len(spoken(" ")) * 20 // 90) <= 2 * NEAR_PAUSE_CHARS


@pytest.mark.parametrize(
    ("text", "sentences"),
    [("水。河", [2]), ("yes. No.", [5, 8]), ("3.5", []), ("水，河 海", []), ("水。 河。", [3, 5]), ("", [])],
)
def test_what_ends_a_sentence_is_told_from_what_only_pauses(text: str, sentences: list[int]) -> None:
    assert [place for place in range(len(text) + 1) if _pause_before(text, place) == 3] == sentences


@pytest.mark.parametrize(
    ("text", "clauses"), [("水，河 海", [2, 4]), ("a b", []), ("a, b", [3]), ("a,b", []), ("  a", [])]
)
def test_a_space_between_latin_words_is_no_pause(text: str, clauses: list[int]) -> None:
    assert [place for place in range(1, len(text)) if _pause_before(text, place) == 2] == clauses


@pytest.mark.parametrize("seed", range(30))
def test_a_portion_near_the_edge_of_its_cue_begins_and_ends_at_a_pause_all_the_same(seed: int) -> None:
    text = f"糕的機器 {'河' * 90} 每天排隊"
    _, _, words = _portion(Cue(0, 22_000, text), Random(seed))
    assert words == "河" * 90
