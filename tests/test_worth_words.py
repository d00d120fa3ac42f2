"""Words, and how rare they are in a show."""

from math import isclose, log

from bot.worth.words import MINUTE_CHARS, SAMPLED_EPISODES, SAMPLED_MS, rarity_of, stretches, words_in


def test_words_are_the_longest_of_han_and_latin_ones_that_say_something() -> None:
    assert words_in("乌龙茶 is a kind of oolong tea 喝") == [(0, "乌龙茶"), (17, "oolong"), (24, "tea")]


def test_what_is_in_few_minutes_is_rare() -> None:
    rarity = rarity_of(["喝茶" * (MINUTE_CHARS // 2) + "喝茶乌龙", "喝茶"])
    assert rarity.minutes == 3
    assert rarity.of("喝茶") == 0
    assert isclose(rarity.of("乌龙"), log(2))
    assert isclose(rarity.of("咖啡"), log(4))


def test_a_sample_is_taken_from_all_over_the_show() -> None:
    assert list(stretches(0)) == []
    assert list(stretches(1)) == [(0, 0, SAMPLED_MS)]
    many = list(stretches(100))
    assert len(many) == SAMPLED_EPISODES
    assert [nth for nth, _, _ in many][:3] == [0, 8, 16]
    assert sum(end - start for _, start, end in many) == SAMPLED_MS
