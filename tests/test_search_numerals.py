import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.numerals import read_number, said, written


@pytest.mark.parametrize(
    ("value", "numeral"),
    [
        (10, "十"),
        (15, "十五"),
        (20, "二十"),
        (105, "一百零五"),
        (110, "一百一十"),
        (360, "三百六十"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (20100, "二万零一百"),
        (123456, "十二万三千四百五十六"),
        (10000, "一万"),
    ],
)
def test_a_number_is_read_with_its_places(value: int, numeral: str) -> None:
    assert read_number(value) == numeral


def test_numbers_in_a_text_are_said_and_the_rest_stays() -> None:
    assert said("转360度又15次") == "转三百六十度又十五次"


@pytest.mark.parametrize("text", ["gpt4", "3.14", "007", "123456789", "没有数字"])
def test_single_digits_decimals_and_codes_stay_digits(text: str) -> None:
    assert said(text) == text


def test_numbers_that_are_said_with_places_are_written_in_digits() -> None:
    assert written("转三百六十度") == "转360度"
    assert written("两百块") == "200块"
    assert written("一万两千") == "12000"


@pytest.mark.parametrize("text", ["一二三四", "千百十", "万一", "百百", "一十五"])
def test_what_is_no_number_with_places_stays_as_it_is(text: str) -> None:
    assert written(text) == text


@given(st.integers(10, 10**8 - 1))
def test_every_number_is_written_back_as_it_was(value: int) -> None:
    assert written(read_number(value)) == str(value)
