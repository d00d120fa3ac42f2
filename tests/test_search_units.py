import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search import mandarin
from bot.search.fold import HAN_NUMERALS, deep, is_word
from bot.search.sounds import FINALS, NO_SOUND, SYLLABLE_MASK, Script
from bot.search.sounds import pack as pack_sound
from bot.search.units import NO_SURFACE, is_weak, layout_of, layouts_of, surface_of, surfaces_of, symbols_of, units_of

MIXED_TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=()),
        st.sampled_from("護城河的一 abcXYZ01２Ａ'’，。\u200b㎏ﬃe\u0301"),
    ),
    max_size=40,
)


def pieces(text: str) -> list[str]:
    """The letters that each unit of the text was read from."""
    units = units_of(text)
    return [text[start:end] for start, end in zip(units.starts, units.ends, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("護城河", ["護", "城", "河"]),
        ("護 城，河", ["護", "城", "河"]),
        ("護\u200b城", ["護", "城"]),
        ("GPT 4o", ["G", "P", "T", "4", "o"]),
        ("Gaudi 3代", ["Gau", "di", "3", "代"]),
        ("ＧＡＵＤＩ", ["ＧＡＵ", "ＤＩ"]),
        ("it's", ["i", "t", "s"]),
        ("cafe\u0301s", ["ca", "fe", "s"]),
        ("２０２４年", ["２", "０", "２", "４", "年"]),
        ("5㎏", ["5", "㎏", "㎏"]),
        ("カナ", ["カ", "ナ"]),
        ("a_b", ["a", "b"]),
        ("", []),
        ("，。 !\x00\ud800", []),
    ],
)
def test_each_unit_points_to_the_letters_that_it_was_read_from(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


def test_han_is_read_across_the_spaces_that_recognisers_put_into_words() -> None:
    assert units_of("银 行").sounds.tolist() == mandarin.read("银行")


def test_han_is_not_read_across_another_script() -> None:
    units = units_of("银a行")
    assert [units.sounds[0], units.sounds[2]] == [mandarin.read("银")[0], mandarin.read("行")[0]]


def test_traditional_and_simplified_are_the_same_units() -> None:
    one, other = units_of("護城河"), units_of("护城河")
    assert one.sounds.tolist() == other.sounds.tolist()
    assert one.surfaces.tolist() == other.surfaces.tolist()


@pytest.mark.parametrize("digit", "0123456789")
def test_a_digit_is_heard_and_seen_as_its_mandarin_numeral(digit: str) -> None:
    one, other = units_of(digit), units_of(HAN_NUMERALS[int(digit)])
    assert one.surfaces.tolist() == other.surfaces.tolist()
    assert (one.sounds & 0x3FFF).tolist() == other.sounds.tolist()
    assert one.sounds[0] >> 14 == Script.DIGIT


def test_case_and_width_make_no_other_units() -> None:
    one, other = units_of("ＧＡＵＤＩ"), units_of("gaudi")
    assert one.sounds.tolist() == other.sounds.tolist()
    assert one.surfaces.tolist() == other.surfaces.tolist()


def test_a_letter_of_a_script_without_readings_is_a_unit_without_a_sound() -> None:
    units = units_of("ж")
    assert units.sounds.tolist() == [NO_SOUND]
    assert units.surfaces.tolist() == [surface_of("ж")]


@given(MIXED_TEXT)
def test_units_come_in_the_order_of_the_text_inside_it(text: str) -> None:
    units = units_of(text)
    assert (units.starts < units.ends).all()
    assert (np.diff(units.starts) >= 0).all()
    assert (np.diff(units.ends) >= 0).all()
    assert not len(units) or (units.starts[0] >= 0 and units.ends[-1] <= len(text))


@given(MIXED_TEXT)
def test_every_spoken_letter_belongs_to_a_unit(text: str) -> None:
    units = units_of(text)
    held = {at for start, end in zip(units.starts, units.ends, strict=True) for at in range(start, end)}
    assert {at for at, character in enumerate(text) if any(map(is_word, deep(character)))} <= held


@given(MIXED_TEXT)
def test_the_layout_has_the_places_of_the_units_and_the_same_weak_ones(text: str) -> None:
    units, layout = units_of(text), layout_of(text)
    assert layout.starts.tolist() == units.starts.tolist()
    assert layout.ends.tolist() == units.ends.tolist()
    assert layout.weak.tolist() == is_weak(units.sounds).tolist()


@given(st.lists(MIXED_TEXT, max_size=4))
def test_texts_laid_out_together_are_laid_out_as_each_alone(texts: list[str]) -> None:
    for text, layout in zip(texts, layouts_of(texts), strict=True):
        units = units_of(text)
        assert layout.starts.tolist() == units.starts.tolist()
        assert layout.ends.tolist() == units.ends.tolist()
        assert layout.weak.tolist() == is_weak(units.sounds).tolist()


def test_a_consonant_without_a_vowel_is_weak() -> None:
    assert is_weak(np.array([pack_sound("s", "", script=Script.LATIN)], np.uint16)).all()


@pytest.mark.parametrize("final", FINALS[1:])
def test_a_syllable_with_a_vowel_is_not_weak(final: str) -> None:
    assert not is_weak(np.array([pack_sound("s", final)], np.uint16)).any()


def test_a_unit_without_a_sound_is_not_weak() -> None:
    assert not is_weak(np.array([NO_SOUND], np.uint16)).any()


def test_an_ideographs_surface_is_its_code_point() -> None:
    assert surface_of("护") == ord("护")


@given(st.text(min_size=1, max_size=8))
def test_no_letters_have_the_surface_of_none(letters: str) -> None:
    assert NO_SURFACE < surface_of(letters) < 1 << 16


def test_letters_never_have_the_surface_of_an_ideograph() -> None:
    assert max(surface_of(chr(code) * 2) for code in range(0x61, 0x3000)) < 0x3400


def test_tones_are_part_of_a_units_sound() -> None:
    sounds = units_of("妈马").sounds
    assert sounds[0] != sounds[1]
    assert sounds[0] & SYLLABLE_MASK == sounds[1] & SYLLABLE_MASK


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("5%", "%"),
        ("5 %", "%"),
        ("5％", "%"),
        ("C#", "#"),
        ("C++", "++"),
        ("Disney+", "+"),
        ("#hashtag", ""),
        ("%", ""),
        ("好%", ""),
        ("1+1", ""),
        ("護城河", ""),
    ],
)
def test_a_symbol_that_is_said_is_a_unit(text: str, symbols: str) -> None:
    assert symbols_of(text) == symbols


@pytest.mark.parametrize("text", ["5%", "C++ 很難", "a 5 % C# b", "O’Neill 5％", "x+y+z"])
def test_symbols_stand_where_units_are_laid_out(text: str) -> None:
    assert layout_of(text).starts.tolist() == units_of(text).starts.tolist()


def test_a_symbol_of_two_signs_is_one_unit() -> None:
    units = units_of("C++")
    assert (units.starts.tolist(), units.ends.tolist()) == ([0, 1], [1, 3])


@pytest.mark.parametrize("word", ["创始人", "founder", "人founder 五", "", "䶿"])
def test_the_surfaces_of_a_word_are_those_of_its_units(word: str) -> None:
    assert surfaces_of(word).tolist() == units_of(word).surfaces.tolist()
