"""Tiers and order, apart from the search that leads to them."""

import pytest

from bot.model import Cue, Tier
from bot.search.claims import claims
from bot.search.engine import search
from bot.search.present import MOST_OF_AN_EPISODE
from tests.search_library import everything, library


@pytest.mark.parametrize("units", [0, 1])
def test_one_syllable_claims_nothing_by_sound(units: int) -> None:
    assert not claims(1.0, 1.0, units)


def test_two_syllables_have_to_sound_the_same_and_more_may_sound_nearly_so() -> None:
    assert claims(0.92, 0.92, 2)
    assert not claims(0.9, 0.9, 2)
    assert claims(0.8, 0.8, 6)


def test_a_long_quote_with_other_words_in_between_is_claimed_if_nearly_all_of_it_was_said() -> None:
    assert claims(0.5, 0.9, 8)
    assert not claims(0.5, 0.8, 8)
    assert not claims(0.4, 0.9, 8)
    assert not claims(0.5, 0.9, 5)


def _tiers(said: str, query: str) -> list[Tier]:
    snapshot = library({"only": [Cue(0, 4000, said)]})
    return [hit.tier for hit in search(snapshot, query, everything(snapshot))]


@pytest.mark.parametrize("said", ["we spoke at last about it", "the platlas holds"])
def test_a_word_that_is_cut_out_of_others_is_not_exact(said: str) -> None:
    assert _tiers(said, "atlas") == [Tier.SOUND]


@pytest.mark.parametrize("said", ["an album, then", "two albums there", "地圖 album 地圖"])
def test_a_whole_word_is_exact_whatever_its_ending(said: str) -> None:
    assert _tiers(said, "album") == [Tier.EXACT]


def test_what_is_spelt_as_typed_stands_before_what_differs_in_a_mark() -> None:
    said = {"dotted": [Cue(0, 9000, "go to naji.fm now")], "whole": [Cue(0, 9000, "go to naji fm now")]}
    snapshot = library(said)
    stems = [[hit.episode.stem for hit in search(snapshot, q, everything(snapshot))] for q in ("naji fm", "Naji.fm!")]
    assert stems == [["whole", "dotted"], ["dotted", "whole"]]


def test_one_episode_does_not_fill_the_first_places() -> None:
    often = [Cue(at * 20_000, at * 20_000 + 20_000, f"第{at}次我們談到烘豆機" + "好" * 70) for at in range(6)]
    snapshot = library({"often": often, "once": [Cue(0, 9000, "也有人談到烘豆機")]})
    stems = [hit.episode.stem for hit in search(snapshot, "談到烘豆機", everything(snapshot))]
    assert sorted(stems[: MOST_OF_AN_EPISODE + 1]) == ["often"] * MOST_OF_AN_EPISODE + ["once"]
    assert stems[MOST_OF_AN_EPISODE + 1 :] == ["often"] * 3


@pytest.mark.parametrize("asked", ["哪一集有講到烘豆機？", "请问谁说过烘豆机", "烘豆機在哪一集"])
def test_asking_where_a_word_was_said_searches_for_the_word(asked: str) -> None:
    assert Tier.LOOSE not in _tiers("大家都在談烘豆機", asked)


@pytest.mark.parametrize("asked", ["哪一集", "㎏哪一集烘豆機"])
def test_what_only_asks_and_what_folds_unevenly_is_searched_as_it_is(asked: str) -> None:
    assert _tiers("是哪一集烘豆機", asked)


@pytest.mark.parametrize("asked", ["烘豆機是什麼", "什麼是轟豆機？", "烘豆机有什么用"])
def test_a_question_whose_subject_is_heard_is_no_claim_but_holds_what_it_asks_about(asked: str) -> None:
    snapshot = library({"only": [Cue(0, 4000, "大家都在談烘豆機")]})
    hit = search(snapshot, asked, everything(snapshot))[0]
    assert (hit.tier, hit.holds_about) == (Tier.LOOSE, True)


@pytest.mark.parametrize("asked", ["烘豆機", "大家在談什麼麵包機", "麵包機是什麼"])
def test_what_is_claimed_or_asks_about_something_else_does_not(asked: str) -> None:
    snapshot = library({"only": [Cue(0, 4000, "大家都在談烘豆機")]})
    assert not any(hit.holds_about for hit in search(snapshot, asked, everything(snapshot)))
