from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.search.align import Stretches, align, query_units, worst_cost
from bot.search.latin import LONGEST_WORD, read
from bot.search.sounds import FINAL_BITS, FINALS, INITIALS, SYLLABLE_MASK, UNIT, Script

WORDS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=80)


def heard(word: str) -> str:
    """The word's syllables as initial and final, such as `g+ao d+i`."""
    return " ".join(
        f"{INITIALS[(unit.sound & SYLLABLE_MASK) >> FINAL_BITS]}+{FINALS[unit.sound & (1 << FINAL_BITS) - 1]}"
        for unit in read(word)
    )


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("gaudi", "g+ao d+i"),
        ("lex", "l+e k+ s+"),
        ("fridman", "f+ r+i d+ m+an"),
        ("etched", "+e ch+e d+"),
        ("edged", "+e j+ d+"),
        ("fabless", "f+a b+ l+e s+"),
        ("make", "m+ei k+"),
        ("these", "th+i s+"),
        ("time", "t+ai m+"),
        ("cute", "k+u t+"),
        ("city", "s+i t+i"),
        ("cat", "k+a t+"),
        ("scene", "s+i n+"),
        ("queen", "k+ +in"),
        ("yes", "+ie s+"),
        ("west", "+ue s+ t+"),
        ("station", "s+ t+a sh+en"),
        ("stations", "s+ t+a sh+en s+"),
        ("picture", "p+i k+ ch+e"),
        ("song", "s+ong"),
        ("car", "k+ar"),
        ("kitten", "k+i t+en"),
        ("night", "n+ai t+"),
        ("though", "th+ao"),
        ("x", "k+I"),
        ("a", "+ei"),
        ("gpt", "j+i p+i t+i"),
    ],
)
def test_a_word_is_heard_in_pseudo_syllables(word: str, expected: str) -> None:
    assert heard(word) == expected


def test_a_word_without_a_vowel_is_spelt_by_its_letters() -> None:
    assert [(unit.start, unit.end) for unit in read("gpt")] == [(0, 1), (1, 2), (2, 3)]


def test_a_run_of_letters_too_long_for_a_word_is_spelt_by_its_letters() -> None:
    assert len(read("ab" * (LONGEST_WORD // 2))) < LONGEST_WORD
    assert len(read("ab" * LONGEST_WORD)) == 2 * LONGEST_WORD


def test_silent_letters_belong_to_the_syllable_before_them() -> None:
    assert [(unit.start, unit.end) for unit in read("though")] == [(0, 6)]


def test_a_word_of_nothing_but_silent_letters_is_spelt() -> None:
    assert len(read("ghe")) == 3


def test_the_two_sounds_of_an_x_share_its_letter() -> None:
    assert [(unit.start, unit.end) for unit in read("box")] == [(0, 2), (2, 3), (2, 3)]


@given(WORDS)
@example("ghghb")
@example("xx")
@example("qu")
@example("yeye")
@example("maae")
def test_the_syllables_of_any_letters_cover_them_in_order(word: str) -> None:
    units = read(word)
    assert (units[0].start, units[-1].end) == (0, len(word))
    assert all(unit.start < unit.end for unit in units)
    assert all(one.start <= other.start <= one.end <= other.end for one, other in pairwise(units))


@given(WORDS)
def test_every_syllable_is_marked_as_latin(word: str) -> None:
    assert {unit.sound >> 14 for unit in read(word)} == {Script.LATIN}


def likeness(said: str, heard_as: str) -> float:
    """How well one word fits another by sound alone, 1 for the same sounds."""
    query = np.array([unit.sound for unit in read(said)], np.uint16)
    text = np.array([[unit.sound for unit in read(heard_as)]], np.uint16)
    units = query_units(query, np.zeros(len(query), np.uint16), [()] * len(query))
    costs, _ = align(units, Stretches(text, np.zeros_like(text), np.full(text.shape, UNIT, np.int16))).best()
    return 1 - float(costs[0]) / worst_cost(units)


@pytest.mark.parametrize(
    ("said", "alike", "unrelated"),
    [
        ("etched", "edged", "mobile"),
        ("fridman", "freeman", "window"),
        ("fabless", "fabulous", "council"),
        ("grok", "groq", "lamp"),
        ("night", "knight", "paper"),
        ("phone", "fone", "garden"),
        ("write", "right", "mango"),
        ("claude", "cloud", "pepper"),
    ],
)
def test_words_that_sound_alike_fit_better_than_unrelated_ones(said: str, alike: str, unrelated: str) -> None:
    assert likeness(said, alike) > likeness(said, unrelated) + 0.2
