import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.mandarin import split_syllable, syllables
from bot.search.sounds import pack
from bot.search.typed import fewest, typed_syllables


def typed_sounds(text: str) -> tuple[int, ...]:
    """The sounds of what was typed."""
    return tuple(syllable.sound for syllable in typed_syllables(text))


def sounds(spaced: str) -> tuple[int, ...]:
    """The sounds of syllables with spaces between; v is ü."""
    return tuple(pack(*split_syllable(syllable) or ("th", "")) for syllable in spaced.split())


@pytest.mark.parametrize(
    ("typed", "syllables"),
    [
        ("hu cheng he", "hu cheng he"),
        ("huchenghe", "hu cheng he"),
        ("HuChengHe", "hu cheng he"),
        ("hu-cheng-he", "hu cheng he"),
        ("  hu  cheng he ", "hu cheng he"),
        ("hu4cheng2he2", "hu cheng he"),
        ("hu4 cheng2 he2", "hu cheng he"),
        ("hùchénghé", "hu cheng he"),
        ("hù chéng hé", "hu cheng he"),
        ("xi'an", "xi an"),
        ("xi’an", "xi an"),
        ("xian", "xian"),
        ("zhuangshi", "zhuang shi"),
        ("nü", "nv"),
        ("nv", "nv"),
        ("nu:3", "nv"),
        ("nǚ", "nv"),
        ("nu\u0308\u030c", "nv"),
        ("lǜ se", "lv se"),
        ("lu", "lu"),
        ("ma5", "ma"),
        ("e", "e"),
    ],
)
def test_pinyin_is_read_however_it_is_typed(typed: str, syllables: str) -> None:
    assert typed_sounds(typed) == sounds(syllables)


@pytest.mark.parametrize(
    ("typed", "syllables"),
    [
        ("ㄏㄨˋ ㄔㄥˊ ㄏㄜˊ", "hu cheng he"),
        ("ㄏㄨˋㄔㄥˊㄏㄜˊ", "hu cheng he"),
        ("ㄏㄨㄔㄥㄏㄜ", "hu cheng he"),
        ("˙ㄉㄜ", "de"),
        ("ㄋㄩˇ", "nv"),
        ("ㄓㄨㄤ ㄕˋ", "zhuang shi"),
        ("ㄦˊ", "er"),
    ],
)
def test_zhuyin_is_read_with_and_without_tones_and_spaces(typed: str, syllables: str) -> None:
    assert typed_sounds(typed) == sounds(syllables)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "'",
        "護城河",
        "hu城he",
        "hello",
        "lex fridman",
        "hu cheng x",
        "hu6",
        "3",
        "4hu",
        "hu,cheng",
        "ㄏㄨㄏ",
        "ㄏㄨhe",
        "ˇ",
        "\ud800",
    ],
)
def test_what_is_not_wholly_pinyin_or_zhuyin_spells_no_sounds(text: str) -> None:
    assert typed_sounds(text) == ()


@given(st.lists(st.sampled_from(sorted(syllables())), min_size=1, max_size=6))
def test_spaced_syllables_are_read_one_by_one(typed: list[str]) -> None:
    assert typed_sounds(" ".join(typed)) == tuple(syllables()[syllable] for syllable in typed)


@given(st.lists(st.sampled_from(sorted(syllables())), min_size=1, max_size=6))
def test_unspaced_syllables_are_split_into_as_few_or_fewer(typed: list[str]) -> None:
    assert 0 < len(typed_sounds("".join(typed))) <= len(typed)


@given(st.text(st.characters(exclude_categories=()), max_size=30))
def test_no_text_is_refused(text: str) -> None:
    assert all(0 <= sound < 1 << 16 for sound in typed_sounds(text))


def test_each_syllable_says_what_was_typed_for_it() -> None:
    assert [syllable.letters for syllable in typed_syllables("huchénghe2")] == ["hu", "cheng", "he"]


def test_letters_are_split_into_the_fewest_syllables() -> None:
    assert fewest("xiangang", {"xi", "an", "xian", "gang", "ang", "xiang"}) == ["xian", "gang"]


def test_of_equally_few_syllables_the_longer_last_one_is_taken() -> None:
    assert fewest("fangan", {"fan", "gan", "fang", "an"}) == ["fan", "gan"]


def test_letters_that_do_not_split_give_nothing() -> None:
    assert fewest("xq", {"x"}) == []


def test_no_letters_give_nothing() -> None:
    assert fewest("", {"x"}) == []


def test_letters_that_no_syllable_reaches_are_not_split() -> None:
    assert not fewest("xianqqqqqqqqxian", {"xian"})
