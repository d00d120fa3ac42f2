import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Cue, Hit, Tier
from bot.ports import Snapshot
from bot.search import slips, thesaurus
from bot.search.engine import index_episode, search, warm_up
from bot.search.fold import plain_key
from bot.search.grams import PASSAGE_UNITS, postings_of
from bot.search.packing import pack_row, unpack
from bot.search.units import units_of
from tests.search_library import (
    CUE_MS,
    ELSEWHERE,
    NOWHERE,
    ROASTING,
    STEMS,
    WORD,
    beans,
    everything,
    library,
    timed,
)

LEAD_IN_MS = 3_000
LONGEST_HIT_MS = 60_000
ORDER = list(Tier)


def found(query: str, snapshot: Snapshot | None = None) -> tuple[Hit, ...]:
    snapshot = snapshot or beans()
    return search(snapshot, query, everything(snapshot))


def brief(query: str) -> list[tuple[str, Tier, str]]:
    return [(hit.episode.stem, hit.tier, hit.matched) for hit in found(query)]


@st.composite
def quotes(draw: st.DrawFn) -> str:
    """What a listener may copy from the show: from one word to another of a line."""
    line = draw(st.sampled_from([text for texts in STEMS.values() for text in texts]))
    words = list(WORD.finditer(line))
    first = draw(st.integers(0, len(words) - 1))
    last = draw(st.integers(first, len(words) - 1))
    return line[words[first].start() : words[last].end()]


ANY_QUERY = st.one_of(
    quotes(),
    st.text(st.characters(exclude_categories=()), max_size=60),
    st.text(st.sampled_from("護城河互成何gaudi etched 為什麼3，\x00\u200b\ud800"), max_size=60),
)


# ---------------------------------------------------------------- tiers


def test_exact_stands_above_folded_above_sound() -> None:
    assert brief("護城河")[:3] == [
        ("ep1", Tier.EXACT, "護城河"),
        ("ep2", Tier.FOLDED, "护城河"),
        ("ep3", Tier.SOUND, "互成何"),
    ]


def test_the_other_script_turns_exact_and_folded_round() -> None:
    assert brief("护城河")[:2] == [("ep2", Tier.EXACT, "护城河"), ("ep1", Tier.FOLDED, "護城河")]


@pytest.mark.parametrize("query", ["三年", "３年", "第2代", "二代"])
def test_digits_and_numerals_find_each_other(query: str) -> None:
    assert brief(query)[0][1] in (Tier.EXACT, Tier.FOLDED)


@pytest.mark.parametrize("query", ["hu cheng he", "huchenghe", "hùchénghé", "ㄏㄨˋ ㄔㄥˊ ㄏㄜˊ"])
def test_typed_sounds_find_all_that_sounds_so(query: str) -> None:
    assert {hit.matched for hit in found(query)[:3]} == {"護城河", "护城河", "互成何"}
    assert {hit.tier for hit in found(query)[:3]} == {Tier.SOUND}


@pytest.mark.parametrize(
    ("query", "other"), [("gaudi", "高迪"), ("高迪", "Gaudi"), ("etched", "edged"), ("fabulous", "fabless")]
)
def test_what_sounds_alike_is_found_over_scripts_and_spellings(query: str, other: str) -> None:
    assert other in {hit.matched for hit in found(query)}


@pytest.mark.parametrize("query", ["ＧＡＵＤＩ", "gaudi", "Gau di", "Gaudi！"])
def test_case_width_spaces_and_punctuation_leave_a_match_exact(query: str) -> None:
    assert brief(query)[0] == ("ep1", Tier.EXACT, "Gaudi")


def test_words_across_the_border_of_two_cues_are_found_exactly() -> None:
    assert brief("下一集要請")[0][1] == Tier.EXACT
    assert brief("最快可是隔一條")[0] == ("ep3", Tier.EXACT, "最快 可是隔一條")


@pytest.mark.parametrize("query", ["護", "hu", "ㄏㄨˋ", "虎", "e", "互"])
def test_one_syllable_claims_nothing_by_sound(query: str) -> None:
    assert Tier.SOUND not in {hit.tier for hit in found(query)}


@given(ANY_QUERY)
def test_a_lower_tier_never_stands_above_a_higher_one(query: str) -> None:
    tiers = [ORDER.index(hit.tier) for hit in found(query)]
    assert tiers == sorted(tiers)


@given(quotes())
def test_what_was_said_word_for_word_is_found_exactly_and_first(quote: str) -> None:
    first = found(quote)[0]
    assert first.tier == Tier.EXACT
    assert plain_key(first.matched) == plain_key(quote)


# ---------------------------------------------------------------- hits


def test_a_hit_begins_with_a_short_lead_in_and_ends_with_the_words() -> None:
    hit = found("口味記得住")[0]
    line = timed(ROASTING)[1]
    syllable_ms = CUE_MS / len(WORD.findall(line.text))
    ahead = len(WORD.findall(line.text[: line.text.index("口味")]))
    assert hit.end_ms == pytest.approx(line.start_ms + (ahead + 5) * syllable_ms, abs=2)
    assert hit.start_ms == pytest.approx(line.start_ms + ahead * syllable_ms - LEAD_IN_MS, abs=syllable_ms)


def test_a_hit_shows_its_lead_in_as_it_was_heard() -> None:
    hit = found("口味記得住")[0]
    assert hit.text.endswith("我看不一定 口味記得住")


def test_a_hit_at_the_start_of_an_episode_has_no_more_lead_in_than_there_is() -> None:
    assert found("歡迎來到")[0].start_ms == 0


def test_the_end_of_a_slow_match_is_cut_after_thirty_seconds() -> None:
    snapshot = library({"slow": [Cue(0, 600_000, "護城河為誰而挖都一樣")]})
    hit = found("護城河", snapshot)[0]
    assert hit.end_ms - hit.start_ms == LONGEST_HIT_MS


def test_a_cue_without_length_still_gives_a_hit_that_lasts() -> None:
    hit = found("護城河", library({"instant": [Cue(5000, 5000, "護城河")]}))[0]
    assert (hit.start_ms, hit.end_ms) == (5000, 5001)


def test_a_leap_inside_the_match_is_left_out_of_the_marks() -> None:
    hit = found("豆子便宜客人我看不一定")[0]
    assert len(hit.marks) == 2
    assert hit.matched == "豆子便宜 … 客人 我看不一定"


@given(ANY_QUERY)
def test_hits_last_and_never_longer_than_thirty_seconds(query: str) -> None:
    assert all(0 < hit.end_ms - hit.start_ms <= LONGEST_HIT_MS for hit in found(query))


@given(ANY_QUERY)
def test_hits_stay_inside_their_episode(query: str) -> None:
    assert all(0 <= hit.start_ms < hit.end_ms <= CUE_MS * len(STEMS[hit.episode.stem]) + 1 for hit in found(query))


@given(ANY_QUERY)
def test_marks_rise_apart_inside_the_text(query: str) -> None:
    for hit in found(query):
        borders = [border for mark in hit.marks for border in mark]
        assert hit.marks
        assert borders == sorted(set(borders))
        assert 0 <= borders[0] < borders[-1] <= len(hit.text)


@given(ANY_QUERY)
def test_the_text_of_a_hit_is_what_was_heard(query: str) -> None:
    heard = {stem: " ".join(texts) for stem, texts in STEMS.items()}
    assert all(hit.text in heard[hit.episode.stem] for hit in found(query))


@given(ANY_QUERY)
def test_scores_are_between_nothing_and_all(query: str) -> None:
    assert all(0 <= hit.score <= 1 + 1e-9 for hit in found(query))


@given(ANY_QUERY)
def test_hits_of_one_scene_are_merged(query: str) -> None:
    ends: dict[str, list[int]] = {}
    for hit in found(query):
        ends.setdefault(hit.episode.stem, []).append(hit.end_ms)
    assert all(one != other for several in ends.values() for one, other in pairwise(sorted(several)))


# ---------------------------------------------------------------- scope, order, odd queries


@pytest.mark.parametrize("query", ["護城河", "hu cheng he", "ж", ""])
def test_an_empty_scope_answers_nothing(query: str) -> None:
    assert search(beans(), query, NOWHERE) == ()


def test_a_show_outside_the_scope_answers_nothing() -> None:
    assert search(beans(), "護城河", ELSEWHERE) == ()


def test_an_empty_store_answers_nothing() -> None:
    assert search(library({}), "護城河", ELSEWHERE) == ()


@given(ANY_QUERY)
def test_the_same_query_gets_the_same_hits_in_the_same_order(query: str) -> None:
    assert found(query) == found(query)


@pytest.mark.parametrize("limit", [1, 2])
def test_no_more_hits_are_given_than_asked_for(limit: int) -> None:
    assert len(search(beans(), "護城河", everything(beans()), limit=limit)) == limit


@pytest.mark.parametrize("query", ["", " ", "，。！？", "🙂🙂", "\x00", "\ud800", "_", "\u200b\u200d"])
def test_a_query_without_a_letter_finds_nothing(query: str) -> None:
    assert found(query) == ()


@pytest.mark.parametrize("query", ["ж", "ééé", "전화", "qqqq", "𠮷"])
def test_a_query_that_nobody_said_claims_nothing(query: str) -> None:
    assert {hit.tier for hit in found(query)} <= {Tier.LOOSE}


@given(st.text(st.characters(exclude_categories=()), max_size=4_000))
def test_any_query_of_four_thousand_characters_is_answered(query: str) -> None:
    assert all(hit.tier in Tier for hit in found(query))


@pytest.mark.parametrize(
    "query",
    ["護" * 4_000, "a" * 4_000, "護城河 " * 1_000, "hu " * 1_300, "㍿" * 4_000, "e\u0301" * 2_000, "\ud800" * 4_000],
)
def test_long_queries_of_one_kind_are_answered(query: str) -> None:
    assert all(hit.tier in Tier for hit in found(query))


def test_half_a_character_in_a_query_changes_nothing() -> None:
    assert [replace(hit, about="護城河") for hit in found("護城\ud800河")] == list(found("護城河"))


def test_words_behind_a_passages_reach_are_found_from_the_next_passage() -> None:
    snapshot = library({"long": [Cue(0, 90_000, "大" * (PASSAGE_UNITS + 10) + "護")]})
    assert [(hit.tier, hit.matched) for hit in found("護", snapshot)] == [(Tier.EXACT, "護")]


def test_words_that_were_said_again_are_found_again() -> None:
    snapshot = library({"twice": [Cue(0, 60_000, "護城河" + "大" * 40 + "護城河")]})
    assert [(hit.tier, hit.matched) for hit in found("護城河", snapshot)] == [(Tier.EXACT, "護城河")] * 2


# ---------------------------------------------------------------- the index


def test_an_episode_without_cues_has_an_empty_index() -> None:
    index = index_episode([])
    assert (list(index.passages), list(index.cue_first_units), len(index.grams)) == ([], [0], 0)


def test_each_cue_begins_where_the_one_before_ended() -> None:
    assert list(index_episode(timed(["護城河", "。", "gaudi 3"])).cue_first_units) == [0, 3, 3, 6]


def test_passages_hold_the_whole_stream_without_gaps() -> None:
    text = "護城河" * PASSAGE_UNITS
    index = index_episode([Cue(0, 1000, text)])
    assert [(part.first_unit, part.unit_count) for part in index.passages] == [
        (PASSAGE_UNITS * i, PASSAGE_UNITS) for i in range(3)
    ]
    assert np.concatenate([unpack(part.units)[0] for part in index.passages]).tolist() == units_of(text).sounds.tolist()


def test_the_last_passage_is_as_long_as_what_is_left() -> None:
    index = index_episode([Cue(0, 1000, "護" * (PASSAGE_UNITS + 1))])
    assert [part.unit_count for part in index.passages] == [PASSAGE_UNITS, 1]


def test_passages_are_packed_units() -> None:
    units = units_of("護城河")
    (packed,) = pack_row(units.sounds, units.surfaces, np.array([len(units)]))
    assert index_episode([Cue(0, 1000, "護城河")]).passages[0].units == packed


def test_the_grams_of_an_episode_are_those_of_its_stream_over_the_borders_of_cues() -> None:
    units = units_of("護城河")
    grams, ordinals = postings_of(units.sounds, units.surfaces)
    index = index_episode(timed(["護", "城", "河"]))
    assert index.grams.tolist() == grams.tolist()
    assert index.ordinals.tolist() == ordinals.tolist()


def test_cues_of_any_text_are_indexed() -> None:
    odd = "".join(map(chr, (0, 0xD800, 0x1F600, 0x301, 0xFEFF)))
    assert re.fullmatch("[0, ]+", str([*index_episode(timed([odd, "", odd])).cue_first_units])[1:-1])


def test_what_first_questions_would_wait_for_is_read_when_warmed_up() -> None:
    warm_up()
    assert [read.cache_info().currsize for read in (slips._slipped, thesaurus.dictionary)] == [1, 1]
