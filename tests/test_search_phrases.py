"""The phrases that tell an episode: counting them, and choosing among them."""

from collections.abc import Sequence

import pytest

from bot.search.phrases import (
    LEAST_COUNT,
    LEAST_REST,
    MOST_PHRASES,
    MOST_WORDS,
    Count,
    Frequencies,
    Place,
    chosen,
    grams_in,
)

RAIN = ("修傘的鋪子", "他修傘 也修鞋", "修傘要三天")


def found(texts: Sequence[str], *edges: str) -> dict[str, int]:
    return {key: len(places) for key, places in Count(texts).phrases(set(edges)).items()}


def test_words_of_the_dictionary_and_between_blanks_are_counted() -> None:
    words = Count(("今天說護城河 moat", "護城河就是 moat", "moat 護城河")).words()
    assert words[:2] == ["護城河".replace("護", "护"), "moat"]


def test_what_is_said_seldom_is_no_word_to_look_up() -> None:
    assert Count(("moat",) * (LEAST_COUNT - 1)).words() == []


def test_no_more_words_are_looked_up_than_an_index_answers_quickly() -> None:
    texts = [f"{first}{second}{third}" for first in "abcdefgh" for second in "abcdefgh" for third in "abcdefghijk"]
    assert len(Count(texts * LEAST_COUNT).words()) == MOST_WORDS


def test_words_that_keep_coming_together_are_a_phrase() -> None:
    assert found(("a scaling law here", "the scaling law there", "Scaling Law"), "scaling", "law") == {"scaling law": 3}


def test_words_with_a_mark_or_between_two_lines_are_none() -> None:
    assert found(("oak, pine", "oak, pine", "oak, pine", "oak", "pine"), "oak", "pine") == {"oak": 4, "pine": 4}


def test_han_with_a_blank_between_is_none_and_beside_latin_it_is_one() -> None:
    assert found(("茶葉 機器",) * 3, "茶叶", "机器") == {"茶叶": 3, "机器": 3}
    assert found(("GPU 機器",) * 3, "gpu", "机器") == {"gpu 机器": 3}


def test_a_part_that_nearly_always_has_the_same_neighbour_is_left_out() -> None:
    assert "law" not in found(("one scaling law", "two scaling law", "scaling law"), "scaling", "law")
    assert found(("old law one", "new law two", "good law three"), "law") == {"law": 3}


def test_a_phrase_is_four_words_at_most() -> None:
    rows = ("oak pine fir elm ash", "oak pine fir elm", "pine fir elm ash")
    keys = found(rows * 3, "oak", "pine", "fir", "elm", "ash")
    assert max(len(key.split()) for key in keys) == 4


@pytest.mark.parametrize("hum", ["um", "7", "１２", "茶"])
def test_hums_numbers_and_single_characters_are_none(hum: str) -> None:
    assert found((f"{hum}。",) * 3, "um", "7", "12", "茶") == {}


@pytest.mark.parametrize("said", ["AI", "EV", "GPT-4", "3D"])
def test_what_is_short_but_a_name_is_one(said: str) -> None:
    assert found((said,) * 3, said.lower()) == {said.lower(): 3}


def test_phrases_are_written_as_they_are_most_often_and_stand_where_they_stood() -> None:
    count = Count(("the Tesla", "a tesla", "Tesla ﬁts"))
    places = count.phrases({"tesla"})["tesla"]
    assert count.written(places) == "Tesla"
    assert places[0] == Place(0, 4, 9)


def test_places_are_those_of_the_text_as_it_was_written() -> None:
    count = Count(("ﬃ，moat",) * 3)
    assert count.phrases({"moat"})["moat"][0] == Place(0, 2, 6)


def test_grams_are_pairs_of_syllables_and_single_ones_of_short_words() -> None:
    grams = grams_in(["护城河", "chip", "…"])
    assert {word: len(held) for word, held in grams.items()} == {"护城河": 2, "chip": 1}
    assert grams_in(["护城河"])["护城河"] == grams["护城河"]
    assert grams_in(["chip", "护城河"]) == grams_in(["护城河", "chip"])


def test_no_words_have_no_grams() -> None:
    assert grams_in([]) == {}


# ---------------------------------------------------------------- choosing


def said(own: dict[int, int], show: dict[int, int], library: dict[int, int] | None = None) -> Frequencies:
    """An episode of 100 passages in a show of 1,100, and a library of 10,100."""
    return Frequencies(own, 100, [(show, 1100), *([(library, 10_100)] if library else [])])


def places(count: int) -> list[Place]:
    return [Place(nth, 0, 1) for nth in range(count)]


def test_rarity_is_how_many_times_as_often_it_is_said_as_elsewhere() -> None:
    rest = 1000 + LEAST_REST
    assert said({1: 10}, {1: 10}).rarity([1]) == pytest.approx(10 / 100 * rest)
    assert said({1: 10}, {1: 110}).rarity([1]) == pytest.approx(10 / 100 * rest / 101)


def test_the_place_where_it_is_said_more_counts() -> None:
    alone = said({1: 10}, {1: 10})
    assert said({1: 10}, {1: 10}, {1: 2010}).rarity([1]) < alone.rarity([1])
    assert said({1: 10}, {1: 60}, {1: 60}).rarity([1]) == said({1: 10}, {1: 60}).rarity([1])


def test_a_phrase_is_as_frequent_as_its_rarest_gram() -> None:
    frequencies = said({1: 10, 2: 10}, {1: 500, 2: 12})
    assert frequencies.rarity([1, 2]) == frequencies.rarity([2])


def choose(counts: dict[str, int], show: dict[int, int] | None = None) -> list[str]:
    """The phrases that are chosen of these, said so often; each has one gram, its place."""
    grams = {key: [nth] for nth, key in enumerate(counts)}
    own = dict(enumerate(counts.values()))
    return chosen({key: places(count) for key, count in counts.items()}, grams, said(own, show or own))


def test_what_is_said_as_often_elsewhere_is_never_chosen() -> None:
    assert choose({"moat": 10, "then": 50}, {0: 10, 1: 550}) == ["moat"]


def test_of_what_is_equally_rare_the_more_frequent_comes_first() -> None:
    assert choose({"tea": 5, "moat": 50}) == ["moat", "tea"]


def test_a_rarer_one_comes_first_though_said_less_often() -> None:
    assert choose({"tea": 30, "moat": 20}, {0: 80, 1: 21}) == ["moat", "tea"]


def test_a_phrase_stands_in_place_of_its_part_that_is_said_hardly_more() -> None:
    assert choose({"law": 12, "scaling law": 10}) == ["scaling law"]
    assert choose({"law": 40, "scaling law": 10}) == ["law"]
    assert choose({"scaling law": 40, "law": 10}) == ["scaling law"]


def test_a_phrase_of_two_parts_stands_in_place_of_both() -> None:
    assert choose({"scaling": 12, "moat": 11, "law": 10, "scaling law": 9}) == ["scaling law", "moat"]


def test_what_has_no_gram_is_not_chosen() -> None:
    assert chosen({"moat": places(9)}, {}, said({}, {})) == []


def test_there_are_eight_at_most() -> None:
    assert len(choose({f"{letter}{letter}x": 9 for letter in "abcdefghijkl"})) == MOST_PHRASES
