import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.align import DELETION
from bot.search.initials import LONGEST, SAME_INITIAL, SHORTENED, SHORTEST, is_no_word, typed_initials, units_of
from bot.search.mandarin import readings, spell, split_syllable
from bot.search.sounds import NO_SOUND, SYLLABLE_MASK, UNIT, Script, first_letters, pack


@pytest.mark.parametrize(
    ("typed", "ways"),
    [
        ("xdhch", ["xdhch"]),
        ("XDHCH", ["xdhch"]),
        ("x d h c h", ["xdhch"]),
        ("zhxdhc", ["zhxdhc", "zxdhc"]),
        ("xdhchsh", ["xdhchsh", "xdhcs"]),
        ("ㄒㄉㄏㄔㄏ", ["xdhch"]),
        ("ㄓㄕㄩㄧㄨㄞ", ["zsyywa"]),
    ],
)
def test_initials_are_read_a_letter_for_each_syllable(typed: str, ways: list[str]) -> None:
    assert [way.letters for way in typed_initials(typed)] == ways


def test_taking_two_letters_for_one_initial_has_its_price() -> None:
    assert [way.price for way in typed_initials("zhxdhch")] == [0, 2 * SHORTENED]


@pytest.mark.parametrize(
    "text", ["", "xdhc", "xdh ch", "xdhci", "uvxdhc", "護城河", "ㄒㄉhch", "ㄒㄉㄏ", "xdhch2", "x" * (LONGEST + 1)]
)
def test_what_cannot_be_initials_is_not_read_so(text: str) -> None:
    assert typed_initials(text) == ()


@pytest.mark.parametrize(("text", "is_none"), [("xdhch", True), ("ㄒㄉㄏㄔㄏ", True), ("crypto", False), ("é", False)])
def test_letters_without_a_vowel_are_no_word(text: str, is_none: bool) -> None:  # noqa: FBT001 - what is expected
    assert is_no_word(text) is is_none


@pytest.mark.parametrize("reading", sorted(readings()))
def test_every_syllable_begins_with_its_letter_of_pinyin(reading: str) -> None:
    letters, _ = spell(reading)
    parts = split_syllable(letters)
    assert parts is None or chr(first_letters()[pack(*parts)]) == letters[0]


@pytest.mark.parametrize(
    ("sound", "cost"),
    [
        (pack("zh", "ang"), SAME_INITIAL),
        (pack("z", "u", tone=4), SAME_INITIAL),
        (pack("z", "an", script=Script.DIGIT), SAME_INITIAL),
        (pack("z", "i", script=Script.LATIN), UNIT),
        (pack("s", "ang"), UNIT),
        (NO_SOUND, UNIT),
    ],
)
def test_an_initial_costs_little_where_a_syllable_begins_so(sound: int, cost: int) -> None:
    [unit] = units_of("z")
    assert unit.substitution[sound] == cost


def test_an_initial_may_be_missing_as_any_unit() -> None:
    assert [unit.deletion for unit in units_of("hch")] == [DELETION] * 3


@given(st.text(max_size=30))
def test_whatever_is_read_as_initials_has_a_letter_that_a_syllable_begins_with(text: str) -> None:
    letters = {chr(code) for code in first_letters()[: SYLLABLE_MASK + 1].tolist()}
    assert all(SHORTEST <= len(way) <= LONGEST and set(way) <= letters for way, _ in typed_initials(text))
