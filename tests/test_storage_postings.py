"""Which posting lists a query reads, and what they weigh."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.model import WeightedGram
from storage.postings import choose_lists, keep_best, rarity, sum_weights


def test_a_gram_is_the_heavier_the_rarer_it_is_and_never_weightless() -> None:
    weights = [rarity(frequency, 1000) for frequency in (1, 10, 100, 999, 1000)]
    assert weights == [692, 462, 231, 1, 1]


def test_lists_are_chosen_rarest_first_within_the_budget() -> None:
    assert choose_lists({1: 50, 2: 5, 3: 20, 4: 0}, budget=75) == [2, 3, 1]
    assert choose_lists({1: 50, 2: 5, 3: 20, 4: 0}, budget=74) == [2, 3]


def test_equally_rare_lists_are_chosen_by_gram() -> None:
    assert choose_lists({9: 5, 3: 5, 6: 5}, budget=10) == [3, 6]


def test_at_least_two_lists_are_chosen() -> None:
    assert choose_lists({1: 50, 2: 60, 3: 70}, budget=0) == [1, 2]
    assert choose_lists({1: 50}, budget=0) == [1]
    assert choose_lists({}, budget=0) == []


def test_the_weights_of_a_gram_named_twice_add_up() -> None:
    assert sum_weights([WeightedGram(7, 2), WeightedGram(8), WeightedGram(7, 3)]) == {7: 5, 8: 1}


@given(st.dictionaries(st.integers(0, 99), st.integers(1, 5)), st.integers(0, 60))
def test_the_best_sums_are_kept_by_falling_sum_then_by_rising_id(sums: dict[int, int], limit: int) -> None:
    best = sorted(sums.items(), key=lambda item: (-item[1], item[0]))[:limit]
    for order in (list(sums.items()), list(sums.items())[::-1]):
        rows = np.array(order, np.int64).reshape(-1, 2)
        ids, scores = keep_best(rows[:, 0], rows[:, 1], limit)
        assert list(zip(ids.tolist(), scores.tolist(), strict=True)) == best
