from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from bot.search.grams import OVERLAP_UNITS, PASSAGE_UNITS, Kind, grams_of, initial_grams, postings_of
from bot.search.sounds import NO_SOUND, pack
from bot.search.units import NO_SURFACE, Sounds, Surfaces, units_of

LENGTHS = {
    Kind.SURFACE: 1,
    Kind.SURFACE_BIGRAM: 2,
    Kind.SOUND_BIGRAM: 2,
}


def row(count: int) -> tuple[Sounds, Surfaces]:
    """So many units, each with a surface of its own and a sound of its own."""
    return np.arange(1, count + 1).astype(np.uint16), np.arange(1, count + 1).astype(np.uint16)


def grams(text: str, kind: Kind) -> list[int]:
    units = units_of(text)
    found: list[int] = grams_of(units.sounds, units.surfaces)[kind][0].tolist()
    return found


@pytest.mark.parametrize("kind", LENGTHS)
@pytest.mark.parametrize("count", [0, 1, 2, 3, 10])
def test_each_kind_has_a_gram_at_every_unit_that_has_enough_behind_it(kind: Kind, count: int) -> None:
    _, positions = grams_of(*row(count))[kind]
    assert positions.tolist() == list(range(max(count - LENGTHS[kind] + 1, 0)))


def test_a_unit_without_a_sound_has_no_part_in_grams_of_sound() -> None:
    sounds, surfaces = row(3)
    sounds[0] = NO_SOUND
    assert grams_of(sounds, surfaces)[Kind.SOUND_BIGRAM][1].tolist() == [1]


def test_a_unit_without_a_surface_has_no_part_in_grams_of_surface() -> None:
    sounds, surfaces = row(3)
    surfaces[0] = NO_SURFACE
    found = grams_of(sounds, surfaces)
    assert found[Kind.SURFACE][1].tolist() == [1, 2]
    assert found[Kind.SURFACE_BIGRAM][1].tolist() == [1]


def test_words_that_sound_the_same_share_their_syllable_bigrams() -> None:
    assert grams("公式", Kind.SOUND_BIGRAM) == grams("攻势", Kind.SOUND_BIGRAM)


def test_words_that_sound_the_same_share_no_surface() -> None:
    assert not set(grams("公式", Kind.SURFACE)) & set(grams("攻势", Kind.SURFACE))


@pytest.mark.parametrize(("said", "heard"), [("三十", "山寺"), ("南京", "蓝金"), ("心中", "星宗"), ("飞机", "黑机")])
def test_words_that_are_taken_for_each_other_share_their_sound_bigrams(said: str, heard: str) -> None:
    assert grams(said, Kind.SOUND_BIGRAM) == grams(heard, Kind.SOUND_BIGRAM)


@pytest.mark.parametrize("other", ["城河", "护城", "护河"])
def test_words_that_sound_otherwise_share_none(other: str) -> None:
    assert grams("公式", Kind.SOUND_BIGRAM) != grams(other, Kind.SOUND_BIGRAM)


def test_a_digit_and_its_numeral_have_the_same_grams() -> None:
    assert grams("2奈米", Kind.SURFACE_BIGRAM) == grams("二奈米", Kind.SURFACE_BIGRAM)
    assert grams("2奈米", Kind.SOUND_BIGRAM) == grams("二奈米", Kind.SOUND_BIGRAM)


def test_the_tone_is_no_part_of_a_gram() -> None:
    sounds = [np.array([pack("m", "a", tone=tone)] * 3, np.uint16) for tone in (1, 4)]
    one, other = (grams_of(row, np.zeros(3, np.uint16)) for row in sounds)
    assert all(one[kind][0].tolist() == other[kind][0].tolist() for kind in LENGTHS)


def test_the_same_parts_have_another_gram_in_another_kind() -> None:
    sounds = surfaces = np.array([5, 6, 7], np.uint16)
    found = grams_of(sounds, surfaces)
    assert found[Kind.SURFACE_BIGRAM][0][0] != found[Kind.SOUND_BIGRAM][0][0]


def test_the_order_of_the_parts_counts() -> None:
    assert grams("城河", Kind.SURFACE_BIGRAM) != grams("河城", Kind.SURFACE_BIGRAM)


def postings(count: int) -> list[tuple[int, int]]:
    grams, ordinals = postings_of(*row(count))
    return list(zip(grams.tolist(), ordinals.tolist(), strict=True))


@given(st.lists(st.integers(0, 40), max_size=300))
def test_postings_rise_and_come_once(values: list[int]) -> None:
    surfaces = np.array(values, np.uint16)
    grams, ordinals = postings_of(surfaces, surfaces)
    found = list(zip(grams.tolist(), ordinals.tolist(), strict=True))
    assert all(one < other for one, other in pairwise(found))


@given(st.integers(1, 400))
def test_ordinals_are_those_of_the_passages(count: int) -> None:
    assert {ordinal for _, ordinal in postings(count)} == set(range((count - 1) // PASSAGE_UNITS + 1))


def holders(position: int, count: int, kind: Kind = Kind.SURFACE_BIGRAM) -> list[int]:
    """The passages that the gram at this position is posted in."""
    sounds, surfaces = row(count)
    gram = int(grams_of(sounds, surfaces)[kind][0][position])
    return [ordinal for found, ordinal in postings(count) if found == gram]


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        (0, [0]),
        (PASSAGE_UNITS - 1, [0]),
        (PASSAGE_UNITS, [0, 1]),
        (PASSAGE_UNITS + OVERLAP_UNITS - 1, [0, 1]),
        (PASSAGE_UNITS + OVERLAP_UNITS, [1]),
        (2 * PASSAGE_UNITS, [1, 2]),
    ],
)
def test_a_passage_also_answers_for_the_first_units_of_the_next(position: int, expected: list[int]) -> None:
    assert holders(position, 3 * PASSAGE_UNITS) == expected


def test_what_stands_alone_is_posted_in_its_own_passage_only() -> None:
    assert holders(PASSAGE_UNITS, 3 * PASSAGE_UNITS, Kind.SURFACE) == [1]


def test_a_gram_across_a_border_belongs_to_the_passage_that_it_begins_in() -> None:
    sounds, surfaces = row(2 * PASSAGE_UNITS)
    gram = int(grams_of(sounds, surfaces)[Kind.SURFACE_BIGRAM][0][PASSAGE_UNITS - 1])
    assert [ordinal for found, ordinal in postings(2 * PASSAGE_UNITS) if found == gram] == [0]


def test_an_episode_without_units_has_no_postings() -> None:
    assert postings(0) == []


def test_an_episode_of_more_passages_than_an_ordinal_can_name_is_refused() -> None:
    sounds = np.full((1 << 16) * PASSAGE_UNITS + 1, NO_SOUND, np.uint16)
    with pytest.raises(OverflowError, match="65,536"):
        postings_of(sounds, np.zeros_like(sounds))


def letters(text: str) -> NDArray[np.uint32]:
    """The codes of these letters; a dot stands for a unit without one."""
    return np.array([0 if letter == "." else ord(letter) for letter in text], np.uint32)


def test_initials_have_a_gram_at_every_three() -> None:
    assert initial_grams(letters("hchsw"))[1].tolist() == [0, 1, 2]


def test_a_unit_without_an_initial_has_no_part_in_grams_of_initials() -> None:
    assert initial_grams(letters("hch.wgx"))[1].tolist() == [0, 4]


def test_the_index_holds_the_initials_of_what_was_said() -> None:
    units = units_of("說護城河")
    wanted = initial_grams(letters("shch"))[0].tolist()
    assert set(wanted) <= set(postings_of(units.sounds, units.surfaces)[0].tolist())


def test_the_index_holds_no_initials_of_latin_words() -> None:
    units = units_of("gaudi moat")
    assert not set(initial_grams(letters("gdm"))[0].tolist()) & set(
        postings_of(units.sounds, units.surfaces)[0].tolist()
    )


def test_no_query_but_one_of_initials_has_their_grams() -> None:
    units = units_of("護城河")
    assert not set(initial_grams(letters("hch"))[0].tolist()) & {
        gram for grams, _ in grams_of(units.sounds, units.surfaces).values() for gram in grams.tolist()
    }
