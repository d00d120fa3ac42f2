import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.fold import deep, deep_key, fold_text, is_han, is_word, plain, plain_key

# Not `st.text()`, which leaves half characters out: a chat may cut an emoji in two.
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)


@pytest.mark.parametrize(
    ("character", "folded"),
    [
        ("A", "a"),
        ("Ａ", "a"),
        ("７", "7"),
        ("é", "e"),
        ("Ü", "u"),
        ("ǜ", "u"),
        ("ß", "ss"),
        ("ﬃ", "ffi"),
        ("㎏", "kg"),
        ("Ⅳ", "iv"),
        ("ｶ", "カ"),
        ("각", "각"),
        ("護", "護"),
        ("，", ","),
        ("\u0301", ""),
        ("\ud800", "\ud800"),
        ("\x00", "\x00"),
    ],
)
def test_plain_folding_takes_case_width_and_accents_and_keeps_the_spelling(character: str, folded: str) -> None:
    assert plain(character) == folded


@pytest.mark.parametrize(
    ("character", "folded"), [("護", "护"), ("护", "护"), ("龍", "龙"), ("㈱", "(株)"), ("Ｑ", "q"), ("각", "각")]
)
def test_deep_folding_also_takes_traditional_to_simplified(character: str, folded: str) -> None:
    assert deep(character) == folded


def test_half_a_character_folds_to_itself() -> None:
    assert [deep(half) for half in ("\ud83c", "\udf0a")] == ["\ud83c", "\udf0a"]


def test_text_of_even_characters_folds_without_offsets() -> None:
    assert fold_text("護城河 GPT") == ("护城河 gpt", None)


def test_a_ligature_gives_each_of_its_letters_its_own_offset() -> None:
    folded, offsets = fold_text("aﬃb")
    assert folded == "affib"
    assert offsets is not None
    assert offsets.tolist() == [0, 1, 1, 1, 2]


def test_a_combining_mark_is_left_out_and_the_offsets_skip_it() -> None:
    folded, offsets = fold_text("e\u0301x")
    assert folded == "ex"
    assert offsets is not None
    assert offsets.tolist() == [0, 2]


@given(ANY_TEXT)
def test_folding_a_text_is_folding_its_characters(text: str) -> None:
    folded, offsets = fold_text(text)
    origins = np.arange(len(text)) if offsets is None else offsets
    assert folded == "".join(map(deep, text))
    assert [deep(text[at])[0] if len(deep(text[at])) == 1 else None for at in origins] == [
        letter if len(deep(text[at])) == 1 else None for letter, at in zip(folded, origins, strict=True)
    ]


@given(ANY_TEXT)
def test_offsets_never_fall(text: str) -> None:
    _, offsets = fold_text(text)
    assert offsets is None or bool(np.all(np.diff(offsets) >= 0))


@pytest.mark.parametrize("character", ["護", "护", "々", "〇", "㐀", "\uf900", "\U00020000"])
def test_ideographs_are_han(character: str) -> None:
    assert is_han(character)


@pytest.mark.parametrize("character", ["a", "あ", "ㄅ", "각", "\ue000", "\ud800", "，", "1", "", "護城"])
def test_everything_but_one_ideograph_is_not_han(character: str) -> None:
    assert not is_han(character)


def test_letters_and_digits_of_any_script_are_spoken() -> None:
    assert all(map(is_word, "a護1カж각"))


def test_spaces_punctuation_and_underscores_are_not_spoken() -> None:
    assert not any(map(is_word, " ，_-「」\u200b\x00"))


@pytest.mark.parametrize("text", ["護城河", " 護 城，河 ", "「護城河」", "護\u200b城\x00河", "護城\n河!"])
def test_the_plain_key_is_blind_to_spaces_and_punctuation(text: str) -> None:
    assert plain_key(text) == "護城河"


def test_the_plain_key_is_blind_to_case_and_width() -> None:
    assert plain_key("ＧＰＴ-4o") == plain_key("gpt 4O") == "gpt4o"


def test_the_plain_key_tells_traditional_from_simplified() -> None:
    assert plain_key("護城河") != plain_key("护城河")


def test_the_deep_key_takes_traditional_for_simplified() -> None:
    assert deep_key("護城河") == deep_key("护城河") == "护城河"


@pytest.mark.parametrize(("digits", "numerals"), [("2024", "二零二四"), ("２０２４", "二〇二四"), ("兩2", "二二")])
def test_the_deep_key_takes_digits_for_han_numerals(digits: str, numerals: str) -> None:
    assert deep_key(digits) == deep_key(numerals)


@given(ANY_TEXT)
def test_keys_hold_nothing_but_letters_and_digits(text: str) -> None:
    assert all(map(is_word, plain_key(text) + deep_key(text)))


@given(ANY_TEXT)
def test_composed_and_decomposed_text_have_one_key(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert plain_key(unicodedata.normalize("NFD", composed)) == plain_key(composed)
