import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.search.fold import fold_text
from bot.search.numerals import notations, read_number, said, said_in_english, written


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


@pytest.mark.parametrize("text", ["gpt4", "007", "123456789", "没有数字"])
def test_single_digits_and_codes_stay_digits(text: str) -> None:
    assert said(text) == text


def test_numbers_that_are_said_with_places_are_written_in_digits() -> None:
    assert written("转三百六十度") == "转360度"
    assert written("两百块") == "200块"
    assert written("一万两千") == "12000"


@pytest.mark.parametrize("text", ["一二三四", "千百十", "万一", "百百", "一十五"])
def test_what_is_no_number_with_places_stays_as_it_is(text: str) -> None:
    assert written(text) == text


@example(30_000)
@given(st.integers(10, 10**8 - 1))
def test_every_number_is_written_back_as_it_was(value: int) -> None:
    assert written(read_number(value)) == str(value)


@pytest.mark.parametrize(
    ("text", "mandarin"),
    [
        ("3.14", "3点一四"),
        ("5%", "百分之5"),
        ("12.5 %", "百分之十二点五"),
        ("$20", "二十美元"),
        ("20°c", "二十度"),
        ("x4", "4倍"),
        ("×10", "十倍"),
        ("4x", "4倍"),
        ("ep 12", "第十二集"),
        ("episode 4", "第4集"),
        ("open.com", "open点com"),
        ("q&a", "q和a"),
        ("a + b", "a加b"),
        ("x264", "x二百六十四"),
    ],
)
def test_symbols_are_said_in_mandarin(text: str, mandarin: str) -> None:
    assert said(text) == mandarin


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("gpt-4", "gpt- four"),
        ("gpt4o", "gpt four o"),
        ("5%", "five percent"),
        ("3.5", "three point five"),
        ("$20", "twenty dollars"),
        ("20°c", "twenty degrees"),
        ("×4", "four times"),
        ("c#", "c sharp"),
        ("c++", "c plus plus"),
        ("disney+", "disney plus"),
        ("r&d", "r and d"),
        ("me@home", "me at home"),
        ("open.ai", "open dot ai"),
        ("ep4", "episode four"),
        ("第4集", "第4集"),
        ("gpt-4模型", "gpt four 模型"),
        ("转360度", "转360度"),
    ],
)
def test_symbols_and_numbers_are_said_in_english(text: str, english: str) -> None:
    assert " ".join(said_in_english(text).split()) == english


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("百分之五", "5%"),
        ("百分之三十", "30%"),
        ("百分之三点五", "3.5%"),
        ("五趴", "5%"),
        ("5 趴", "5%"),
        ("five percent", "5%"),
        ("3 per cent", "3%"),
        ("三点五", "三.五"),
        ("three point five", "3.5"),
        ("open dot com", "open.com"),
        ("点com", ".com"),
        ("第四集", "ep四"),
        ("episode four", "ep4"),
        ("三倍", "三x"),
        ("four times", "4x"),
        ("c sharp", "c#"),
        ("c plus plus", "c++"),
        ("disney plus", "disney+"),
        ("r and d", "r&d"),
    ],
)
def test_what_is_said_is_written_in_digits_and_symbols(text: str, digits: str) -> None:
    assert written(text) == digits


@pytest.mark.parametrize("text", ["护城河", "the moat", "gaudi", "one", "sharp and flat"])
def test_a_text_without_numbers_and_symbols_has_one_notation(text: str) -> None:
    assert notations(text) == ()


def test_a_number_has_every_notation_but_its_own() -> None:
    assert notations("360") == ("三百六十", " three hundred sixty ")


def test_a_comma_between_thousands_is_not_said() -> None:
    assert "1000" in notations("1,000")


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_no_text_is_refused(text: str) -> None:
    assert all(isinstance(way, str) for way in notations(fold_text(text)[0]))
