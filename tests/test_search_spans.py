from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Cue, PlacedCue
from bot.search.engine import locate
from bot.search.spans import Speech, speak, speak_all
from bot.search.units import units_of

TEXT = st.text(st.one_of(st.sampled_from("護城河 ab,，。19㎏x"), st.characters(exclude_categories=())), max_size=30)


def speech(*cues: Cue) -> Speech:
    placed, first = [], 0
    for ordinal, cue in enumerate(cues):
        count = len(units_of(cue.text))
        placed.append(PlacedCue(ordinal, cue, first, count))
        first += count
    return Speech(tuple(map(speak, placed)))


def cues_of(texts: Sequence[str], cue_ms: int = 3000) -> list[Cue]:
    return [Cue(i * cue_ms, (i + 1) * cue_ms, text) for i, text in enumerate(texts)]


@given(st.lists(st.tuples(TEXT, st.integers(0, 5000), st.booleans()), max_size=5))
def test_cues_that_are_timed_together_are_timed_as_each_alone(drawn: list[tuple[str, int, bool]]) -> None:
    cues = [
        PlacedCue(at, Cue(at * 5000, at * 5000 + length_ms, text, words=((0, at * 5000),) if timed else ()), 0, 0)
        for at, (text, length_ms, timed) in enumerate(drawn)
    ]
    together = [spoken.times_ms.tolist() for spoken in speak_all(cues)]
    assert together == [speak(placed).times_ms.tolist() for placed in cues]


@given(st.lists(TEXT, min_size=1, max_size=4), st.integers(0, 40), st.integers(0, 40))
def test_words_are_those_of_the_text(texts: list[str], first: int, length: int) -> None:
    said = speech(*cues_of(texts))
    assert said.words(first, first + length) == said.text(first, first + length)[0]


def test_a_cues_time_is_spread_evenly_over_its_characters() -> None:
    assert speak(PlacedCue(0, Cue(1000, 4000, "護城河"), 0, 3)).times_ms.tolist() == [1000, 2000, 3000, 4000]


@pytest.mark.parametrize(
    ("text", "count", "places"),
    [
        ("護城河", 6, [(0, 1), (0, 1), (1, 2), (1, 2), (2, 3), (2, 3)]),
        ("護城河深", 2, [(0, 1), (2, 3)]),
        ("……", 2, [(0, 2), (0, 2)]),
        ("護城河", 0, [(0, 1), (1, 2), (2, 3)]),
    ],
)
def test_units_that_an_index_of_another_format_counts_stand_where_their_share_of_the_cue_is(
    text: str, count: int, places: list[tuple[int, int]]
) -> None:
    units = speak(PlacedCue(0, Cue(0, 1000, text), 0, count)).units
    assert list(zip(units.starts.tolist(), units.ends.tolist(), strict=True)) == places


def test_punctuation_takes_no_time() -> None:
    assert speak(PlacedCue(0, Cue(0, 2000, "護，，，河。"), 0, 2)).times_ms.tolist() == [0, 1000, 2000]


def test_a_lone_consonant_takes_no_time() -> None:
    assert speak(PlacedCue(0, Cue(0, 2000, "box河"), 0, 4)).times_ms.tolist() == [0, 1000, 1000, 1000, 2000]


def test_a_cue_of_nothing_but_lone_consonants_still_lasts() -> None:
    assert speak(PlacedCue(0, Cue(0, 2000, "LL"), 0, 2)).times_ms.tolist() == [0, 1000, 2000]


def test_a_cue_without_units_has_only_its_start() -> None:
    assert speak(PlacedCue(0, Cue(500, 900, "。。。"), 0, 0)).times_ms.tolist() == [
        500,
    ]


def test_a_word_with_a_time_begins_at_it() -> None:
    cue = Cue(0, 9000, "護城河很深", words=((0, 1000), (3, 4000), (4, 8000)))
    assert speak(PlacedCue(0, cue, 0, 5)).times_ms.tolist() == [1000, 2000, 3000, 4000, 8000, 9000]


def test_a_word_without_a_time_lies_between_its_neighbours() -> None:
    cue = Cue(0, 9000, "護城河很深", words=((3, 6000),))
    assert speak(PlacedCue(0, cue, 0, 5)).times_ms.tolist() == [0, 2000, 4000, 6000, 7500, 9000]


def test_punctuation_with_a_time_gives_way_to_the_word_behind_it() -> None:
    cue = Cue(0, 4000, "護，河", words=((0, 0), (1, 1000), (2, 3000)))
    assert speak(PlacedCue(0, cue, 0, 2)).times_ms.tolist() == [0, 3000, 4000]


def test_punctuation_with_a_time_at_the_end_changes_nothing() -> None:
    cue = Cue(0, 4000, "護河。", words=((0, 0), (2, 3000)))
    assert speak(PlacedCue(0, cue, 0, 2)).times_ms.tolist() == [0, 2000, 4000]


def test_a_cue_of_punctuation_with_a_time_has_only_its_start() -> None:
    assert speak(PlacedCue(0, Cue(500, 900, "。。", words=((1, 600),)), 0, 0)).times_ms.tolist() == [500]


@given(
    st.text("護城河ab。 x", min_size=1, max_size=30),
    st.lists(st.tuples(st.integers(0, 29), st.integers(0, 5000)), max_size=9),
)
def test_times_with_words_never_fall_and_stay_inside_the_cue(text: str, drawn: list[tuple[int, int]]) -> None:
    offsets = sorted({offset for offset, _ in drawn if offset < len(text)})
    words = tuple(zip(offsets, sorted(ms for _, ms in drawn), strict=False))
    times = speak(PlacedCue(0, Cue(0, 5000, text, words=words), 0, 0)).times_ms.tolist()
    assert times == sorted(times)
    assert 0 <= times[0] <= times[-1] <= 5000


def test_the_speaker_of_a_unit_is_its_cues() -> None:
    spoken = speech(Cue(0, 1000, "護城河", "Ann"), Cue(1000, 2000, "大人"))
    assert [spoken.speaker(unit) for unit in (0, 2, 3)] == ["Ann", "Ann", None]


@given(TEXT, st.integers(0, 10**7), st.integers(0, 10**5))
def test_times_never_fall_and_stay_inside_the_cue(text: str, start_ms: int, length_ms: int) -> None:
    times = speak(PlacedCue(0, Cue(start_ms, start_ms + length_ms, text), 0, 0)).times_ms
    assert all(one <= other for one, other in pairwise(times))
    assert times[0] == start_ms
    assert times[-1] <= start_ms + length_ms


def test_speech_without_a_cue_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a cue"):
        Speech(())


def test_a_unit_is_found_in_its_own_cue() -> None:
    spoken = speech(*cues_of(["護城河", "大人"]))
    assert [spoken.start_ms(unit) for unit in range(5)] == [0, 1000, 2000, 3000, 4500]
    assert [spoken.end_ms(unit) for unit in range(5)] == [1000, 2000, 3000, 4500, 6000]


def test_a_unit_is_found_behind_a_cue_of_pure_punctuation() -> None:
    spoken = speech(*cues_of(["護", "。", "河"]))
    assert (spoken.start_ms(1), spoken.end_ms(1)) == (6000, 9000)


@pytest.mark.parametrize(("unit", "start_ms"), [(-5, 0), (99, 2000)])
def test_a_unit_outside_the_speech_is_taken_for_the_nearest_in_it(unit: int, start_ms: int) -> None:
    assert speech(Cue(0, 3000, "護城河")).start_ms(unit) == start_ms


def test_a_cue_of_pure_punctuation_lends_its_start() -> None:
    spoken = speech(Cue(500, 900, "。"))
    assert (spoken.start_ms(0), spoken.end_ms(0)) == (500, 500)


@pytest.mark.parametrize(("back_ms", "first"), [(0, 5), (999, 5), (1000, 4), (2500, 3), (5000, 0), (60_000, 0)])
def test_the_lead_in_holds_the_units_that_begin_within_it(back_ms: int, first: int) -> None:
    assert speech(*cues_of(["護城河", "大小人"])).first_within(5, back_ms) == first


def test_the_lead_in_ends_where_the_speech_begins() -> None:
    placed = PlacedCue(7, Cue(60_000, 63_000, "護城河"), 40, 3)
    assert Speech((speak(placed),)).first_within(42, 30_000) == 40


def test_the_words_of_units_keep_the_punctuation_between_them() -> None:
    assert speech(Cue(0, 4000, "大，護城，河。")).text(1, 4)[0] == "護城，河"


def test_words_of_two_cues_are_joined_by_a_space() -> None:
    text, offsets = speech(*cues_of(["護城河", "大人"])).text(1, 5)
    assert text == "城河 大人"
    assert offsets == {1: (0, 1), 2: (1, 2), 3: (3, 4), 4: (4, 5)}


def test_words_of_no_units_are_none() -> None:
    assert speech(Cue(0, 3000, "護城河")).text(2, 2) == ("", {})


@given(st.lists(TEXT, min_size=1, max_size=4), st.data())
def test_each_units_offsets_hold_the_letters_that_it_was_read_from(texts: list[str], data: st.DataObject) -> None:
    spoken = speech(*cues_of(texts))
    read = [text[a:b] for text in texts for a, b in zip(units_of(text).starts, units_of(text).ends, strict=True)]
    first = data.draw(st.integers(0, len(read)))
    end = data.draw(st.integers(first, len(read)))
    words, offsets = spoken.text(first, end)
    assert [words[a:b] for a, b in offsets.values()] == read[first:end]
    assert list(offsets) == list(range(first, end))


# ---------------------------------------------------------------- locate


@pytest.mark.parametrize(
    ("near_ms", "span"), [(0, (0, 3000)), (2000, (0, 3000)), (8000, (6000, 9000)), (99_000, (6000, 9000))]
)
def test_of_several_places_the_nearest_is_taken(near_ms: int, span: tuple[int, int]) -> None:
    assert locate("護城河", cues_of(["護城河", "大小人", "護城河"]), near_ms) == span


def test_words_are_found_inside_a_cue() -> None:
    assert locate("城河", cues_of(["大護城河人"], 5000), 0) == (2000, 4000)


@pytest.mark.parametrize("words", ["gaudi 的屋頂", "ＧＡＵＤＩ的屋頂", "Gaudi, 的 屋頂!", "G a u d i的屋頂"])
def test_case_width_spaces_and_punctuation_do_not_matter(words: str) -> None:
    assert locate(words, cues_of(["Gaudi 的屋頂"], 5000), 0) == (0, 5000)


def test_words_are_found_across_the_borders_of_cues() -> None:
    assert locate("護城河大", cues_of(["人護", "城", "。", "河大"]), 0) == (1500, 12_000)


@pytest.mark.parametrize("words", ["護城和", "护城河", "城護", "護城河河"])
def test_other_words_are_not_found(words: str) -> None:
    assert locate(words, cues_of(["護城河"]), 0) is None


@pytest.mark.parametrize("words", ["", "。", "\ud800"])
def test_words_without_a_letter_are_not_found(words: str) -> None:
    assert locate(words, cues_of(["護城河。"]), 0) is None


def test_nothing_is_found_without_cues() -> None:
    assert locate("護城河", [], 0) is None


@pytest.mark.parametrize(
    ("words", "span"), [("box office", (1000, 4000)), ("though", (4000, 5000)), ("5kg", (5000, 8000))]
)
def test_letters_that_share_a_unit_or_have_two_are_counted_once(words: str, span: tuple[int, int]) -> None:
    assert locate(words, [Cue(0, 8000, "大box office though 5㎏")], 0) == span


@given(st.lists(TEXT, min_size=1, max_size=4))
def test_all_that_was_said_is_found_from_its_first_word_to_its_last(texts: list[str]) -> None:
    cues = cues_of(texts)
    said = [cue for cue in cues if len(units_of(cue.text))]
    span = locate(" ".join(texts), cues, 0)
    assert span == ((said[0].start_ms, said[-1].end_ms) if said else None)
