import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.english import in_digits, in_words, words


@pytest.mark.parametrize(
    ("digits", "said"),
    [
        ("0", "zero"),
        ("7", "seven"),
        ("10", "ten"),
        ("15", "fifteen"),
        ("20", "twenty"),
        ("42", "forty two"),
        ("100", "one hundred"),
        ("360", "three hundred sixty"),
        ("1000", "one thousand"),
        ("1100", "eleven hundred"),
        ("1905", "nineteen oh five"),
        ("1990", "nineteen ninety"),
        ("2005", "two thousand five"),
        ("2024", "twenty twenty four"),
        ("12345", "twelve thousand three hundred forty five"),
        ("2000000", "two million"),
        ("3000000001", "three billion one"),
        ("007", "zero zero seven"),
    ],
)
def test_a_number_is_said_in_words(digits: str, said: str) -> None:
    assert words(digits) == said


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("gpt four", "gpt 4"),
        ("gpt-four", "gpt-4"),
        ("three hundred and sixty degrees", "360 degrees"),
        ("a hundred", "a 100"),
        ("twenty twenty-four", "2024"),
        ("ten five", "105"),
        ("four oh four", "404"),
        ("fourth", "4th"),
        ("twenty first", "21st"),
        ("twenty-second", "22nd"),
        ("third", "3rd"),
        ("twelfth", "12th"),
        ("twentieth", "20th"),
        ("one hundredth", "100th"),
        ("five thousand", "5000"),
        ("a thousand three", "a 1003"),
    ],
)
def test_a_number_in_words_is_written_in_digits(said: str, digits: str) -> None:
    assert in_digits(said) == digits


@pytest.mark.parametrize("text", ["one of the first", "a second look", "someone", "often", "weight"])
def test_words_that_are_hardly_numbers_stay(text: str) -> None:
    assert in_digits(text) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("4th", "fourth"),
        ("21st", "twenty first"),
        ("20th", "twentieth"),
        ("12th", "twelfth"),
        ("2.50", "two point five zero"),
    ],
)
def test_ordinals_and_decimals_are_said_as_such(text: str, said: str) -> None:
    assert in_words(text).strip() == said


@given(st.integers(2, 10**9 - 1))
def test_every_number_is_written_back_as_it_was(value: int) -> None:
    assert in_digits(words(str(value))) == str(value)


@given(st.integers(2, 10**4 - 1))
def test_every_ordinal_is_written_back_as_it_was(value: int) -> None:
    ending = "th" if value // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    said = in_words(f"{value}{ending}").strip()
    assert in_digits(said) == (said if said in {"first", "second"} else f"{value}{ending}")
