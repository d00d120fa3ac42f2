"""The scoring code of the quality figures, on words made up here."""

import random
from collections import Counter

import pytest

from benchmarks import fuzz, homophones, peers, start_times
from benchmarks.claims import GROUPS, Case, fit, in_group, wilson
from benchmarks.floors import fallen, floors_of, read_floors
from benchmarks.quality import main, parse
from benchmarks.report import PLACES, ROOT, put, table
from benchmarks.scoring import Score, false_claims, p99
from benchmarks.transcripts import Said, said_key
from bot.model import Cue
from bot.search.fold import deep_key


def cue(start_s: int, end_s: int, text: str) -> Cue:
    return Cue(start_s * 1000, end_s * 1000, text)


def case(aligned: float, *, length: int = 4, spelt: bool = False) -> Case:
    return Case(length, 0, claimed=False, spelt=spelt, aligned=aligned)


@pytest.mark.parametrize("text", ["護城河 2 號，GPT-4!", "兩個〇", "ＡＢＣ é", ""])
def test_the_fast_key_is_the_key_of_the_tier_folded(text: str) -> None:
    assert said_key(text) == deep_key(text)


def test_no_phrase_runs_from_one_episode_into_the_next() -> None:
    said = Said("show", {"a": [cue(0, 1, "護城")], "b": [cue(0, 1, "河")]})
    assert said_key("護城") in said.key
    assert said_key("護城河") not in said.key


def test_a_floor_is_broken_below_its_margin_only() -> None:
    floors = {"a": 0.95, "b": 0.95}
    assert fallen({"a": 0.946, "b": 0.944}, floors) == ["b has fallen from 0.9500 to 0.9440"]


def test_a_figure_that_is_missing_has_fallen() -> None:
    assert fallen({}, {"a": 0.5}) == ["a has fallen from 0.5000 to 0.0000"]


def test_every_floor_is_better_when_higher() -> None:
    by_type = {"ALL": {"n": 2, "r1": 0.5, "r5": 1.0, "c5": 0.5, "mrr": 0.7}, "negative-near": {"n": 4, "claimed": 0.25}}
    assert floors_of({"set": Score(by_type, 0.75, [1.0])}, 0.99) == {
        "homophones r5": 0.99,
        "set ALL r1": 0.5,
        "set ALL r5": 1.0,
        "set ALL c5": 0.5,
        "set negative-near not claimed": 0.75,
        "set claimable c5": 0.75,
    }


def test_false_claims_are_counted_by_kind() -> None:
    assert false_claims({"negative-near": {"n": 8, "claimed": 0.125}, "asr": {"n": 1}}) == {"near": (1, 8)}


def test_one_query_in_a_hundred_takes_longer_than_the_99th_percentile() -> None:
    assert p99([float(time) for time in range(100)]) == 99.0
    assert p99([7.0]) == 7.0


def test_an_interval_holds_the_share_and_never_leaves_0_to_1() -> None:
    low, high = wilson(1, 100)
    assert (round(low, 4), round(high, 4)) == (0.0018, 0.0545)
    assert wilson(0, 20)[0] == 0.0
    assert wilson(0, 0) == (0.0, 1.0)


def test_a_fitted_threshold_claims_no_more_than_its_share() -> None:
    cases = [case(aligned / 100) for aligned in range(50, 100)]
    assert fit(cases, 0.1) == 0.95
    assert fit(cases, 0.0) == 1.0


def test_no_threshold_undoes_a_claim_by_spelling() -> None:
    assert fit([case(0.1, spelt=True)], 0.5) > 1


def test_the_last_group_of_lengths_takes_all_that_are_longer() -> None:
    assert in_group([case(0.5, length=40)], GROUPS[-1])
    assert not in_group([case(0.5, length=40)], GROUPS[0])


def test_fuzzed_queries_are_the_same_each_time_and_never_too_long() -> None:
    queries = fuzz.draw(8, 3)
    assert queries == fuzz.draw(8, 3)
    assert max(map(len, queries)) == fuzz.LONGEST_CHARS


def test_a_disguised_phrase_sounds_the_same_and_shares_no_character() -> None:
    alike = {"hu": ["护", "互"], "cheng": ["城", "成"], "he": ["河", "何"]}
    assert homophones.disguise("護城河", alike, random.Random(1)) == "互成何"
    assert homophones.disguise("護城", {"hu": ["互"]}, random.Random(1)) is None


def test_only_common_characters_with_one_reading_stand_in_for_others() -> None:
    counts = Counter({"成": homophones.COMMON, "城": homophones.COMMON - 1, "行": homophones.COMMON})
    assert homophones.same_sound(counts) == {"cheng": ["成"]}


def test_the_first_cue_of_a_minute_is_always_right_and_even_speech_as_well() -> None:
    cues = [cue(0, 10, "護城河"), cue(10, 20, "互成何"), cue(61, 70, "第二分鐘")]
    assert start_times.errors_s(cues) == [0.0, 0.0, 0.0]


def test_the_error_of_a_start_is_in_seconds() -> None:
    assert start_times.errors_s([cue(0, 4, "護城河"), cue(4, 10, "互成何")]) == [0.0, 1.0]
    assert start_times.at_share([0.0, 1.0], 0.5) == 1.0
    assert start_times.at_share([], 0.5) is None


def test_peers_see_what_we_see_without_punctuation_and_spaces_beside_han() -> None:
    assert peers.normal("護城河， GPT-4 ＡＩ!") == "护城河gpt 4 ai"
    assert peers.trigrams("護城河河") == ["護城河", "城河河"]


def test_a_long_cue_is_cut_into_passages_and_short_ones_are_joined() -> None:
    long = Said("show", {"a": [cue(0, 60, "河" * 120)], "b": [cue(0, 5, "護"), cue(5, 10, "城")]})
    found = peers.pieces({"show": long})
    assert [(piece.episode, piece.start_s, piece.end_s) for piece in found] == [
        ("a", 0.0, 30.0),
        ("a", 30.0, 60.0),
        ("b", 0.0, 10.0),
    ]


def test_each_peer_without_a_word_list_finds_what_is_spelt_alike() -> None:
    passages = [peers.Piece("a", 0, 1, "护城河很重要"), peers.Piece("b", 0, 1, "今天天气好")]
    for make in (peers.fts5_trigram, peers.rapidfuzz_all):
        ask = make(passages)
        assert ask("護城河")[0].episode == "a"
    assert [hit.episode for hit in peers.fts5_trigram(passages)("天氣")] == ["b"]
    assert not peers.fts5_trigram(passages)("!")


def test_a_place_in_a_document_is_filled_and_can_be_filled_again() -> None:
    document = "<!-- engines: begin; made -->\nold\n<!-- engines: end -->\nrest"
    filled = put(put(document, "engines", "first"), "engines", r"se\1cond")
    assert filled == "<!-- engines: begin; made -->\nse\\1cond\n<!-- engines: end -->\nrest"


def test_a_table_has_a_line_for_the_head_one_for_the_rule_and_one_for_each_row() -> None:
    assert table(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"


def test_floors_are_of_all_sets(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--floor", "--sets", "readr"])
    assert "floors are of all sets" in capsys.readouterr().err


def test_peers_can_be_left_out() -> None:
    assert parse([]).peers
    assert not parse(["--no-peers"]).peers


def test_every_document_has_the_places_that_are_filled_in() -> None:
    for path, places in PLACES.items():
        text = (ROOT / path).read_text(encoding="utf-8")
        for name in places:
            assert put(text, name, "x") != text, (path, name)


def test_every_kept_floor_is_a_share() -> None:
    floors = read_floors()
    assert {"techwave ALL r5", "readr ALL r5", "twiml ALL r5", "homophones r5"} <= floors.keys()
    assert all(0 <= floor <= 1 for floor in floors.values())
