"""What is found while it is typed."""

import pytest

from bot.search.align import DELETION
from bot.search.engine import search
from bot.search.mandarin import syllables
from bot.search.sounds import SAME_SOUND, UNIT
from bot.search.unfinished import BEGUN, typed_so_far, unit_of
from tests.search_library import beans, everything


@pytest.mark.parametrize(
    ("text", "whole", "begun"),
    [
        ("huchengh", ["hu", "cheng"], "h"),
        ("hu cheng h", ["hu", "cheng"], "h"),
        ("Tian An MeN Zh", ["tian", "an", "men"], "zh"),
        ("ㄏㄨˋ ㄔㄥˊ ㄏ", ["ㄏㄨ", "ㄔㄥ"], "ㄏ"),
        ("ㄏㄨㄔㄥㄕㄨㄇ", ["ㄏㄨ", "ㄔㄥ", "ㄕㄨ"], "ㄇ"),
    ],
)
def test_the_last_syllable_may_be_a_beginning(text: str, whole: list[str], begun: str) -> None:
    found = typed_so_far(text)
    assert found
    assert ([syllable.letters for syllable in found.syllables], found.letters) == (whole, begun)


@pytest.mark.parametrize("text", ["huchenghe", "h", "huh", "hu cheng 3", "clouds", "護城h", "", "huq1", "xyzzyq"])
def test_nothing_else_is_a_beginning(text: str) -> None:
    assert typed_so_far(text) is None


def test_a_syllable_that_begins_so_costs_little_and_one_that_does_not_as_much_as_any() -> None:
    unit = unit_of("ch")
    assert unit.substitution[syllables()["cheng"]] == BEGUN + SAME_SOUND
    assert BEGUN + SAME_SOUND < unit.substitution[syllables()["zhen"]] < UNIT
    assert unit.substitution[syllables()["a"]] > UNIT / 2
    assert (unit.deletion, int(unit.substitution.max())) == (DELETION, UNIT)


@pytest.mark.parametrize("typed", ["huchengh", "hu cheng h", "ㄏㄨˋ ㄔㄥˊ ㄏ"])
def test_a_phrase_is_found_before_it_is_typed_to_its_end(typed: str) -> None:
    snapshot = beans()
    assert {hit.matched for hit in search(snapshot, typed, everything(snapshot))[:3]} == {"護城河", "护城河", "互成何"}
