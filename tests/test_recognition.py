"""The parts of recognition: clauses, terms, smoothing, repetitions, jingles and what a recogniser made up."""

import tracemalloc
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Cue, EpisodeId, Passage, PassageId, PlacedCue
from bot.recognition.clauses import LONGEST_CLAUSE, heard_as, talk_of
from bot.recognition.cues import said_in
from bot.recognition.lexicon import LEXICON
from bot.recognition.made_up import jingles, looped, made_up
from bot.recognition.repeats import LEAST_EPISODES, Sketch, covered, repeated, sketch
from bot.recognition.smoothing import Costs, likeliest
from bot.recognition.subject import spoken_of
from bot.search.engine import index_episode
from bot.segments import Kind
from tests.recognition_talks import READ, TALK, lines, shuffled, talked


def terms(text: str) -> list[tuple[Kind, str]]:
    talk = heard_as([Cue(0, 60_000, text)])
    return [(each.kind, each.term.words) for each in said_in(talk.sounds, talk.surfaces)]


# ---------------------------------------------------------------- clauses


def test_a_short_cue_is_a_clause_with_its_times() -> None:
    (clause,) = heard_as([Cue(1000, 4000, "好的，那我們開始")]).clauses()
    assert (clause.first, clause.end, clause.start_ms, clause.end_ms) == (0, 7, 1000, 4000)


def test_a_long_cue_is_cut_at_its_pauses_and_its_time_is_spread() -> None:
    clauses = heard_as([Cue(0, 60_000, "一二三四五 六七八，九十")]).clauses()
    assert [(each.first, each.end, each.start_ms, each.end_ms) for each in clauses] == [
        (0, 5, 0, 30_000),
        (5, 8, 30_000, 48_000),
        (8, 10, 48_000, 60_000),
    ]


def test_a_space_between_latin_words_is_no_pause() -> None:
    assert len(heard_as([Cue(0, 60_000, "no pause here at all 停 but here")]).clauses()) == 3


def test_speech_without_a_pause_is_cut_all_the_same() -> None:
    clauses = heard_as([Cue(0, 60_000, "山" * 100)]).clauses()
    assert [each.end - each.first for each in clauses] == [LONGEST_CLAUSE, LONGEST_CLAUSE, 20]


def test_a_cue_without_a_word_is_no_clause() -> None:
    talk = heard_as([Cue(0, 1000, "好"), Cue(1000, 2000, "……"), Cue(2000, 3000, "好")])
    assert [(each.start_ms, each.first) for each in talk.clauses()] == [(0, 0), (2000, 1)]


def test_a_stored_episode_is_read_from_its_passages() -> None:
    cues = lines(TALK)
    index = index_episode(cues)
    firsts = index.cue_first_units
    placed = [PlacedCue(nth, cue, firsts[nth], firsts[nth + 1] - firsts[nth]) for nth, cue in enumerate(cues)]
    passages = [
        Passage(PassageId(nth), EpisodeId(1), each.first_unit, each.unit_count, each.units)
        for nth, each in enumerate(index.passages)
    ]
    stored, heard = talk_of(placed, passages), heard_as(cues)
    assert np.array_equal(stored.sounds, heard.sounds)
    assert np.array_equal(stored.surfaces, heard.surfaces)
    assert stored.clauses() == heard.clauses()


def test_an_episode_whose_index_is_of_another_format_is_read_from_its_words() -> None:
    cues = lines(TALK)
    placed = [PlacedCue(nth, cue, nth, 1) for nth, cue in enumerate(cues)]
    talk = talk_of(placed, [Passage(PassageId(0), EpisodeId(1), 0, 1, b"other")])
    assert talk.clauses() == heard_as(cues).clauses()
    assert talk_of([], []).clauses() == []


# ---------------------------------------------------------------- terms


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("這個折扣碼是什麼", Kind.SPONSOR, "折扣碼"),
        ("这个折扣码是什么", Kind.SPONSOR, "折扣碼"),
        ("本集夜配就到這邊結束", Kind.SPONSOR, "業配~就到這邊"),
        ("謝謝小山農場的贊助", Kind.SPONSOR, "謝謝~的贊助"),
        ("打九折", Kind.SPONSOR, "#折"),
        ("省300元", Kind.SPONSOR, "省#元"),
        ("a word from our sponsor", Kind.SPONSOR, "a word from our sponsor"),
        ("you get 20 percent off", Kind.SPONSOR, "#percent off"),
        ("歡迎收聽", Kind.INTRO, "歡迎收聽"),
        ("五星評分", Kind.OUTRO, "五星評分"),
        ("最後來抽獎", Kind.GIVEAWAY, "抽獎"),
        ("字幕製作", Kind.NOISE, "字幕製作"),
    ],
)
def test_a_term_is_found(text: str, kind: Kind, words: str) -> None:
    assert (kind, words) in terms(text)


def test_words_that_only_begin_like_a_term_are_none() -> None:
    assert terms("折扣很多") == [(Kind.SPONSOR, "折扣")]
    assert terms("we promote the code of conduct") == []
    assert terms("") == []


def test_the_parts_of_a_term_stand_near_each_other() -> None:
    assert (Kind.SPONSOR, "謝謝~的贊助") not in terms("謝謝" + "山" * 30 + "的贊助")


def test_no_term_stands_twice_for_one_kind() -> None:
    for kind, given_terms in LEXICON.items():
        spelt = [term.words for term in given_terms]
        assert len(spelt) == len(set(spelt)), kind


# ---------------------------------------------------------------- smoothing


def test_a_weak_sign_between_strong_ones_stays_in_the_stretch() -> None:
    evidence = np.array([[0, -1], [0, 5], [0, -1], [0, 5], [0, -1]], float)
    assert likeliest(evidence, Costs((0, 3), (0, 1))) == [0, 1, 1, 1, 0]


def test_one_weak_sign_is_not_worth_a_stretch() -> None:
    assert likeliest(np.array([[0, 0], [0, 2], [0, 0]], float), Costs((0, 3), (0, 1))) == [0, 0, 0]


@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=1, max_size=7))
def test_no_other_row_of_states_is_likelier(rows: list[tuple[int, int]]) -> None:
    evidence = np.array([[0, *row] for row in rows], float)
    costs = Costs((0, 2, 1), (0, 1, 1))

    def total(states: tuple[int, ...]) -> float:
        gained = sum(evidence[at, state] for at, state in enumerate(states)) - costs.enter[states[0]]
        steps = pairwise(states)
        return float(gained - sum(costs.leave[one] + costs.enter[two] for one, two in steps if one != two))

    every = np.stack(np.meshgrid(*[range(3)] * len(rows)), -1).reshape(-1, len(rows))
    assert total(tuple(likeliest(evidence, costs))) == max(total(tuple(each)) for each in every.tolist())


# ---------------------------------------------------------------- repetitions


GREETING = "各位咖啡迷你好 這裡是每個星期天晚上陪你聊豆子的小小節目 我們從產地聊到杯子 歡迎你來坐坐 "


def shared_parts(texts: list[str]) -> list[np.ndarray]:
    rows = [heard_as([Cue(0, 60_000, text)]).sounds for text in texts]
    sketches = [sketch(row) for row in rows]
    return [covered(one, common, len(row)) for one, common, row in zip(sketches, repeated(sketches), rows, strict=True)]


def test_what_enough_episodes_say_word_for_word_is_found() -> None:
    found = shared_parts([GREETING + shuffled(seed) for seed in range(4)])
    for mask in found:
        assert mask[:30].mean() > 0.5
        assert not mask[45:].any()


def test_what_two_episodes_say_is_no_habit() -> None:
    assert LEAST_EPISODES == 3
    texts = [GREETING + shuffled(0), GREETING + shuffled(1), shuffled(2)]
    assert not any(mask.any() for mask in shared_parts(texts))


def test_versions_of_one_episode_count_once() -> None:
    text = talked(12)
    assert not any(mask.any() for mask in shared_parts([text, text, text]))


def test_a_phrase_is_no_passage() -> None:
    phrase = "我覺得這個東西真的是很有意思"
    assert not any(mask.any() for mask in shared_parts([shuffled(seed) + phrase for seed in range(4)]))


def test_a_sketch_comes_back_as_it_was_packed() -> None:
    kept = sketch(heard_as([Cue(0, 1, talked(5))]).sounds)
    again = Sketch.unpacked(kept.packed())
    assert np.array_equal(again.hashes, kept.hashes)
    assert np.array_equal(again.positions, kept.positions)
    assert len(kept.hashes) > 10


def test_too_little_speech_has_an_empty_sketch() -> None:
    empty = sketch(heard_as([Cue(0, 1, "好")]).sounds)
    assert len(Sketch.unpacked(empty.packed()).hashes) == 0
    assert [len(common) for common in repeated([empty, empty])] == [0, 0]
    assert repeated([]) == []


def test_comparing_many_episodes_takes_no_memory_for_each_pair_of_them() -> None:
    rows = np.random.default_rng(1).integers(0, 1 << 32, (2_000, 20), dtype=np.uint32)
    sketches = [Sketch(row, np.arange(20, dtype=np.uint32)) for row in rows]
    tracemalloc.start()
    repeated(sketches)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 10_000_000


# ---------------------------------------------------------------- what an advertisement speaks of


def test_what_an_advertisement_speaks_of_is_told_where_it_comes_again() -> None:
    ad, talk = READ[0] + READ[1], talked(80)
    again = "記得那個小山農場的蜜香紅茶 "
    cues = lines([ad, talk, again])
    heard = heard_as(cues)
    clauses = heard.clauses()
    end = heard.cues[0].unit_count
    share = spoken_of(heard.sounds, [(0, end)], clauses)
    last = max(clause.first for clause in clauses if clause.start_ms >= 12_000)
    assert share[[clause.first for clause in clauses].index(last)] > 0.5
    inside = [clause.end <= end for clause in clauses]
    assert not share[inside].any()
    middle = [end <= clause.first and clause.start_ms < 12_000 for clause in clauses]
    assert share[middle].mean() < 0.05


def test_a_few_syllables_that_an_advertisement_holds_by_chance_say_little() -> None:
    said_by_chance = "那杯水"
    heard = heard_as(lines([f"我講到激動{said_by_chance}也不會灑出來 ", talked(80), said_by_chance]))
    clauses = heard.clauses()
    share = spoken_of(heard.sounds, [(0, heard.cues[0].unit_count)], clauses)
    assert 0 < share[-1] <= 0.5


# ---------------------------------------------------------------- jingles and what was made up


@pytest.mark.parametrize(
    "text", ["【音樂】", "(音樂)", "[Music]", "[upbeat music playing]", "♪ ♪", "♪", "（片頭音樂）", "*music*"]
)
def test_a_marker_of_music_is_a_jingle(text: str) -> None:
    (found,) = jingles(heard_as([Cue(1000, 3000, text)]).cues)
    assert (found.start_ms, found.end_ms, found.kind) == (1000, 3000, Kind.MUSIC)


@pytest.mark.parametrize("text", ["音樂", "music", "【音樂】 大家好", "[applause]", "", "我喜歡 (音樂)"])
def test_words_about_music_are_no_jingle(text: str) -> None:
    assert list(jingles(heard_as([Cue(1000, 3000, text)]).cues)) == []


def noise(texts: list[str]) -> list[int]:
    talk = heard_as(lines(texts))
    said = said_in(talk.sounds, talk.surfaces)
    return [each.start_ms // 6000 for each in made_up(talk.clauses(), said, looped(talk.sounds))]


def test_credits_of_subtitles_are_noise() -> None:
    assert noise([TALK[0], "字幕志願者 某某某", TALK[1], "Subtitles by somebody"]) == [1, 3]


def test_the_same_words_over_and_over_are_noise() -> None:
    assert noise([TALK[0][:30], *["我就是想要這樣"] * 6, TALK[1][:30]]) == [1, 2, 3, 4, 5, 6]


def test_words_of_thanks_said_a_few_times_are_not() -> None:
    assert noise([TALK[0][:30], *["謝謝"] * 5, TALK[1][:30]]) == []


def test_nothing_is_repeated_in_nothing() -> None:
    assert looped(heard_as([]).sounds).tolist() == []
