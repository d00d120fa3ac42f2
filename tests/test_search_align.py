from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.align import (
    DELETION,
    FILLER_INSERTION,
    INSERTION,
    OTHER_READING,
    WEAK,
    QueryUnit,
    Stretches,
    align,
    insertion_costs,
    query_units,
    trace,
    worst_cost,
)
from bot.search.sounds import SAME_SOUND, substitution_costs
from bot.search.units import NO_SURFACE, units_of
from bot.search.words import fillers

SYLLABLES = "护城河人行大的了呢"
WORDS = st.lists(st.sampled_from([*SYLLABLES, "gaudi ", "gpt ", "box ", "3", "ж"]), max_size=8).map("".join)
"""Few syllables, so that random queries and texts often meet; weak units, digits and a letter without a sound."""


def query_of(text: str) -> tuple[QueryUnit, ...]:
    units = units_of(text)
    return query_units(units.sounds, units.surfaces, [()] * len(units))


def stretches_of(*texts: str) -> Stretches:
    """Texts of equally many units."""
    rows = [units_of(text) for text in texts]
    sounds = np.stack([row.sounds for row in rows])
    surfaces = np.stack([row.surfaces for row in rows])
    return Stretches(sounds, surfaces, insertion_costs(sounds, surfaces, fillers()))


def substitution(unit: QueryUnit, text: Stretches, j: int) -> int:
    if unit.surface not in (NO_SURFACE, text.surfaces[0, j]):
        return int(unit.substitution[text.sounds[0, j]])
    return int(unit.substitution[text.sounds[0, j]]) if unit.surface == NO_SURFACE else 0


def reference(query: tuple[QueryUnit, ...], text: Stretches) -> list[list[int]]:
    """The least costs, cell by cell as a textbook has them, of one stretch."""
    length = text.sounds.shape[1]
    rows = [[0] * (length + 1)]
    for unit in query:
        above, here = rows[-1], [rows[-1][0] + unit.deletion]
        for j in range(length):
            here.append(
                min(
                    above[j + 1] + unit.deletion,
                    above[j] + substitution(unit, text, j),
                    here[j] + int(text.insertions[0, j]),
                )
            )
        rows.append(here)
    return rows


def best(query: str, text: str) -> tuple[int, int]:
    costs, ends = align(query_of(query), stretches_of(text)).best()
    return int(costs[0]), int(ends[0])


def pairs(query: str, text: str) -> list[tuple[int, int]]:
    units, stretches = query_of(query), stretches_of(text)
    alignment = align(units, stretches)
    return [(i, j) for i, j, _ in trace(units, stretches, alignment, 0, alignment.ends(0)[0])]


def test_the_same_words_cost_nothing_and_end_where_they_end() -> None:
    assert best("护城河", "大护城河人") == (0, 4)


def test_a_character_that_sounds_the_same_costs_the_constant() -> None:
    assert best("护城河", "护成河") == (SAME_SOUND, 3)


def test_a_word_between_costs_an_insertion() -> None:
    assert best("护城河", "护城人河") == (INSERTION, 4)


def test_a_filler_between_costs_less() -> None:
    assert best("护城河", "护城的河") == (FILLER_INSERTION, 4)


def test_a_missing_word_costs_a_deletion() -> None:
    assert best("护城河", "护河")[0] == DELETION


def test_a_missing_lone_consonant_costs_little() -> None:
    assert best("box", "bo")[0] == 2 * WEAK


def test_a_lone_consonant_between_costs_little() -> None:
    units = units_of("box")
    assert insertion_costs(units.sounds, units.surfaces, fillers()).tolist() == [INSERTION, WEAK, WEAK]


def test_words_before_and_behind_cost_nothing() -> None:
    assert best("河", "人人河人人")[0] == 0


def test_the_first_of_equal_places_is_taken() -> None:
    assert best("河", "人河人河") == (0, 2)


def test_without_any_text_all_of_the_query_is_missing() -> None:
    empty = Stretches(np.zeros((2, 0), np.uint16), np.zeros((2, 0), np.uint16), np.zeros((2, 0), np.int16))
    costs, ends = align(query_of("护城河"), empty).best()
    assert costs.tolist() == [3 * DELETION] * 2
    assert ends.tolist() == [0, 0]


def test_each_stretch_is_aligned_by_itself() -> None:
    costs, ends = align(query_of("护城河"), stretches_of("人护城河", "护城河人", "人人人人")).best()
    assert costs[:2].tolist() == [0, 0]
    assert ends[:2].tolist() == [4, 3]
    assert costs[2] > 0


def test_a_unit_typed_by_sound_alone_is_seen_nowhere() -> None:
    units = units_of("河")
    by_sound = query_units(units.sounds, np.array([NO_SURFACE], np.uint16), [()])
    assert align(by_sound, stretches_of("河")).best()[0].tolist() == [SAME_SOUND]


def test_another_reading_of_a_character_is_taken_for_a_small_price() -> None:
    one, other = units_of("行"), units_of("航")
    query = query_units(one.sounds, one.surfaces, [tuple(other.sounds.tolist())])
    assert align(query, stretches_of("航")).best()[0].tolist() == [SAME_SOUND + OTHER_READING]


def test_another_reading_never_makes_a_sound_dearer() -> None:
    one, other = units_of("行"), units_of("航")
    query = query_units(one.sounds, one.surfaces, [tuple(other.sounds.tolist())])
    assert (query[0].substitution <= substitution_costs(int(one.sounds[0]))).all()


def test_the_worst_cost_is_that_of_deleting_all() -> None:
    assert worst_cost(query_of("护城河 box")) == 3 * DELETION + DELETION + 2 * WEAK


def test_no_query_costs_more_than_the_worst() -> None:
    query = query_of("护城河 gpt 3")
    assert align(query, stretches_of("ж人了呢大的行")).best()[0][0] <= worst_cost(query)


@given(WORDS, WORDS)
def test_the_costs_are_those_of_a_textbook_alignment(query: str, text: str) -> None:
    units, stretches = query_of(query), stretches_of(text)
    assert align(units, stretches).rows[:, 0, :].tolist() == reference(units, stretches)


@given(WORDS, WORDS)
def test_the_pairs_of_a_trace_rise(query: str, text: str) -> None:
    assert all(one[0] < other[0] and one[1] < other[1] for one, other in pairwise(pairs(query, text)))


@given(WORDS, WORDS)
def test_the_pairs_of_a_trace_cost_what_the_alignment_costs(query: str, text: str) -> None:
    units, stretches = query_of(query), stretches_of(text)
    alignment = align(units, stretches)
    found = trace(units, stretches, alignment, 0, alignment.ends(0)[0])
    matched = {i for i, _, _ in found}
    heard = {j for _, j, _ in found}
    between = range(found[0][1], found[-1][1]) if found else range(0)
    cost = (
        sum(cost for _, _, cost in found)
        + sum(unit.deletion for i, unit in enumerate(units) if i not in matched)
        + sum(int(stretches.insertions[0, j]) for j in between if j not in heard)
    )
    assert cost == alignment.best()[0][0]
    assert all(cost == substitution(units[i], stretches, j) for i, j, cost in found)


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_trace_is_of_the_stretch_that_was_asked_for(which: int) -> None:
    units, stretches = query_of("护城河"), stretches_of("护城河人人", "人护城河人", "人人护城河")
    alignment = align(units, stretches)
    found = trace(units, stretches, alignment, which, alignment.ends(which)[0])
    assert found == [(0, which, 0), (1, which + 1, 0), (2, which + 2, 0)]


def test_a_trace_skips_what_the_text_has_more_and_the_query_has_more() -> None:
    assert pairs("护城河", "护城人河") == [(0, 0), (1, 1), (2, 3)]
    assert pairs("护城河", "护河") == [(0, 0), (2, 1)]


def test_a_query_of_which_nothing_was_said_has_no_pairs() -> None:
    assert pairs("护", "ж") == []


@pytest.mark.parametrize("text", ["ж", "жжжж"])
def test_a_query_of_which_nothing_was_said_ends_once(text: str) -> None:
    assert align(query_of("护"), stretches_of(text)).ends(0) == [0]


def test_a_phrase_that_was_said_twice_ends_twice() -> None:
    units, stretches = query_of("护城河"), stretches_of("护城河人人护城河")
    assert align(units, stretches).ends(0) == [3, 8]
