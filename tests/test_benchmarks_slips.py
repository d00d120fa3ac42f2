import random

import pytest

from benchmarks.slips import INITIALS, SYLLABLES, draw_english, draw_initials, draw_slips, initials_of, neighbours, slip
from benchmarks.transcripts import Said
from bot.model import Cue

SHOWS = {
    "made-up": Said("made-up", {"one": [Cue(0, 60_000, "小店的護城河在哪裡我們今天慢慢說給大家聽", None)]}),
    "english": Said("english", {"two": [Cue(0, 60_000, "the river runs down to the sea and never stops", None)]}),
}


def test_the_keys_beside_a_key_are_in_its_row() -> None:
    assert {key: neighbours()[key] for key in "qgm"} == {"q": "w", "g": "fh", "m": "n"}


@pytest.mark.parametrize("seed", range(20))
def test_a_slip_changes_at_most_one_letter_or_swaps_two(seed: int) -> None:
    slipped = slip("huchenghe", random.Random(seed))
    assert abs(len(slipped) - len("huchenghe")) <= 1


def test_a_phrase_with_a_slip_is_found_where_it_sounds_the_same() -> None:
    [phrase] = draw_slips({"made-up": SHOWS["made-up"]}, 1, 3)
    assert SYLLABLES[0] <= len(phrase.sound) <= SYLLABLES[1]


def test_initials_are_as_many_as_syllables() -> None:
    [phrase] = draw_initials({"made-up": SHOWS["made-up"]}, 1, 3)
    assert INITIALS[0] <= len(phrase.text) == len(phrase.sound) <= INITIALS[1]


def test_the_same_draw_is_made_again() -> None:
    assert draw_slips(SHOWS, 5, 9) == draw_slips(SHOWS, 5, 9)


def test_the_initials_of_a_text_are_the_first_letters_of_its_pinyin() -> None:
    assert initials_of("護城河") == "hch"


def test_english_phrases_have_one_to_five_words() -> None:
    assert all(1 <= len(phrase.split()) <= 5 for phrase in draw_english(SHOWS, "english", 10, 2))
