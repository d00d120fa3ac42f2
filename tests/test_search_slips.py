import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.mandarin import syllables
from bot.search.slips import LETTERS_PER_SLIP, LONGEST, MOST, Mended, mended
from bot.search.typed import Typed


def ways(text: str) -> list[str]:
    """The syllables of each way to mend a text, with spaces between."""
    return [" ".join(one.syllables) for one in mended(text)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("huchneghe", "hu cheng he"),
        ("hu chneg he", "hu cheng he"),
        ("huhcenghe", "hu cheng he"),
        ("hcuhenghe", "hu cheng he"),
        ("huchengghe", "hu cheng he"),
        ("huchemghe", "hu cheng he"),
        ("hu cheng hr", "hu cheng he"),
        ("huchen ghe", "hu cheng he"),
        ("Hu-Chneg-He", "hu cheng he"),
        ("hùchnéghé", "hu cheng he"),
        ("lüxxing", "lv xing"),
        ("guangdonh", "guang dong"),
    ],
)
def test_a_slip_of_the_finger_is_mended(typed: str, meant: str) -> None:
    assert meant in ways(typed)


def test_the_commonest_syllables_come_first() -> None:
    assert ways("zhonhguo")[0] == "zhong guo"


def test_letters_without_a_slip_are_split_every_way() -> None:
    assert {"fang an", "fan gan"} <= set(ways("fangan"))


def test_a_slip_is_counted() -> None:
    assert [one.slips for one in mended("huchneghe")] == [1]


def test_no_slip_is_counted_where_there_is_none() -> None:
    assert mended("huchenghe")[0].slips == 0


def test_two_slips_are_too_many_for_a_short_query() -> None:
    assert ways("huchnegeh") == []


def test_a_long_query_may_have_two() -> None:
    assert "hu cheng he hu cheng he" in ways("huchneghehuchneghe")


def test_each_syllable_says_what_was_typed_for_it() -> None:
    assert mended("huchneghe")[0].typed == tuple(
        Typed(syllables()[syllable], letters) for syllable, letters in (("hu", "hu"), ("cheng", "chneg"), ("he", "he"))
    )


@pytest.mark.parametrize(
    "text",
    ["", "hu", "heh", "護城河", "hu城he", "huchneg4", "transformers", "the quick brown fox", "a" * (LONGEST + 1)],
)
def test_what_cannot_be_mended_is_left(text: str) -> None:
    assert ways(text) == []


@given(st.text("abcdeghinorsuz ' ", max_size=80))
def test_the_ways_are_few_likelier_first_and_keep_every_letter(text: str) -> None:
    found = mended(text)
    assert _is_sound(found, "".join(text.replace("'", " ").split()))


def _is_sound(found: tuple[Mended, ...], letters: str) -> bool:
    kept = all("".join(one.pieces) == letters and len(one.pieces) == len(one.syllables) for one in found)
    slips = all(one.slips <= 1 + len(letters) // LETTERS_PER_SLIP for one in found)
    costs = [one.cost for one in found]
    return kept and slips and len(found) <= MOST and costs == sorted(costs)
