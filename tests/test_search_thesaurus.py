import pytest

from bot.search.engine import search
from bot.search.thesaurus import MOST_SYNONYMS, synonyms_in
from tests.search_library import everything, library, timed


def found(folded: str) -> dict[str, tuple[str, ...]]:
    """The synonyms of each part of the text."""
    return {folded[each.start : each.end]: each.words for each in synonyms_in(folded)}


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("尺寸", "大小"),
        ("创办人", "创始人"),
        ("通膨", "通货膨胀"),
        ("通膨", "inflation"),
        ("founder", "创办人"),
        ("machine", "机器"),
    ],
)
def test_words_with_the_same_gloss_are_synonyms(word: str, other: str) -> None:
    assert other in found(word)[word]


def test_no_word_is_its_own_synonym() -> None:
    assert "电池" not in found("电池")["电池"]


def test_a_text_is_cut_into_the_longest_words_that_are_known() -> None:
    assert list(found("通货膨胀的目标")) == ["通货膨胀", "目标"]


def test_english_is_looked_up_by_several_words_together() -> None:
    assert list(found("the think of it")) == ["think of"]


def test_mandarin_and_english_are_told_apart_where_no_space_is() -> None:
    assert {"founder", "尺寸"} <= found("founder尺寸").keys()


def test_what_is_said_about_a_gloss_in_brackets_is_no_part_of_it() -> None:
    assert "founder" in found("创办人")["创办人"]


@pytest.mark.parametrize("text", ["", "???", "互成盒", "qqqq", "的", "a"])
def test_what_is_no_word_has_none(text: str) -> None:
    assert not synonyms_in(text)


def test_a_long_text_has_no_more_than_so_many() -> None:
    assert sum(len(each.words) for each in synonyms_in("便宜的电池和目标国家工作模型尺寸折扣晶片")) == MOST_SYNONYMS


def test_words_of_rare_meanings_come_before_those_of_common_ones() -> None:
    words = found("尺寸")["尺寸"]
    assert words.index("dimensions") < words.index("size")


def test_a_gloss_that_explains_is_no_english_word_for_it() -> None:
    assert all(word.count(" ") < 3 for words in found("便宜工作代表").values() for word in words)


def test_a_question_finds_its_answer_in_other_words() -> None:
    said = library({"1": timed(["今天天氣很好", "這家店的杯子分成三種大小", "謝謝收聽"])})
    assert "大小" in search(said, "尺寸有哪些", everything(said))[0].text
