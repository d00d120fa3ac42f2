"""Searching for what was parsed: alternatives, the very words, excluded words, episodes and speakers."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Cue, EpisodeId, Hit, Scope, Tier
from bot.ports import Snapshot
from bot.search import engine, literal, lookup, permitted, sought
from bot.search.engine import search
from bot.search.fold import deep_key, plain_key
from bot.search.language import parse
from bot.search.permitted import NEAR_UNITS
from bot.search.present import hits_of
from bot.search.query import LONGEST_UNITS, Plan, plan
from bot.search.rank import rank
from bot.search.units import units_of
from bot.search.wanted import Alternative, Wanted, plainly
from tests.search_library import STEMS, WORD, beans, everything, library, timed

VERY_WORDS = {Tier.EXACT, Tier.FOLDED}
FAR = "大" * (NEAR_UNITS + 1)
"""Speech that is longer than what counts as near."""


def found(typed: str | Wanted, snapshot: Snapshot | None = None, limit: int = 50) -> tuple[Hit, ...]:
    snapshot = snapshot or beans()
    wanted = parse(typed).wanted if isinstance(typed, str) else typed
    return search(snapshot, wanted, everything(snapshot), limit=limit)


def brief(typed: str | Wanted, snapshot: Snapshot | None = None) -> list[tuple[str, Tier, str]]:
    return [(hit.episode.stem, hit.tier, hit.matched) for hit in found(typed, snapshot)]


def one_cue(*texts: str) -> Snapshot:
    """A store of episodes of one long cue each, by their position from 1."""
    return library({str(nth): [Cue(0, 600_000, text)] for nth, text in enumerate(texts, 1)})


def stems(hits: Sequence[Hit]) -> list[str]:
    return [hit.episode.stem for hit in hits]


LINES = [text for texts in STEMS.values() for text in texts]
PIECES = st.builds(
    lambda line, start, length: "".join(WORD.findall(line)[start : start + length]),
    st.sampled_from(LINES),
    st.integers(0, 8),
    st.integers(1, 4),
).filter(bool)


# ---------------------------------------------------------------- plain text stays as it was


@given(st.one_of(PIECES, st.text(max_size=30)))
def test_a_text_and_the_wanted_of_that_text_find_the_same(text: str) -> None:
    assert found(plainly(text)) == search(beans(), text, everything(beans()))


@given(PIECES)
def test_a_scope_of_all_episodes_ranks_as_the_scope_of_all_shows_does(text: str) -> None:
    snapshot = beans()
    scope = everything(snapshot)
    all_of_them = replace(scope, episodes=frozenset(episode.id for episode in snapshot.episodes(scope)))
    assert search(snapshot, text, all_of_them) == search(snapshot, text, scope)


@given(st.one_of(PIECES, st.sampled_from(["護城河為什麼重要", "hu cheng he", "哪一集有講到護城河"])))
def test_text_without_operators_is_ranked_by_nothing_else(text: str) -> None:
    snapshot, query = beans(), plan(text)
    assert query is not None
    scope = everything(snapshot)
    ranked = rank(snapshot, query, lookup.candidates(snapshot, query, scope), limit=50)
    assert [replace(hit, about="") for hit in found(text)] == list(hits_of(snapshot, query, ranked, scope))


# ---------------------------------------------------------------- alternatives


def test_several_alternatives_together_are_read_as_far_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def planned(text: str, *, longest: int) -> Plan | None:
        read.append(longest)
        return plan(text, longest=longest)

    monkeypatch.setattr(engine, "plan", planned)
    found("護城河 OR 高迪 OR 磨豆機")
    assert read == [LONGEST_UNITS // 3] * 3


def test_hits_of_any_alternative_stand_by_tier() -> None:
    assert brief("高迪 OR 護城河")[:3] == [
        ("ep1", Tier.EXACT, "護城河"),
        ("ep3", Tier.EXACT, "高迪"),
        ("ep2", Tier.FOLDED, "护城河"),
    ]


@given(PIECES, PIECES)
def test_the_order_of_alternatives_does_not_matter(one: str, other: str) -> None:
    forth, back = (found(Wanted((Alternative(a), Alternative(b)))) for a, b in ((one, other), (other, one)))
    assert [(h.episode, h.tier, h.start_ms) for h in forth] == [(h.episode, h.tier, h.start_ms) for h in back]


@given(PIECES)
def test_the_same_alternative_twice_changes_nothing(text: str) -> None:
    assert {(h.episode, h.start_ms) for h in found(Wanted((Alternative(text),) * 2))} == {
        (h.episode, h.start_ms) for h in found(text)
    }


def test_a_scene_that_two_alternatives_find_is_one_hit_the_better_one() -> None:
    hits = [
        hit for hit in found("小店的护城河 OR 护城河和邻居") if hit.episode.stem == "ep2" and hit.tier is Tier.EXACT
    ]
    assert len(hits) == 1


def test_each_hit_says_what_of_its_own_alternative_was_asked_about() -> None:
    assert {hit.about for hit in found("高迪 OR 護城河") if hit.tier is Tier.EXACT} == {"高迪", "護城河"}


def test_what_an_alias_finds_word_for_word_is_folded() -> None:
    alias = Wanted((Alternative("高迪"), Alternative("護城河", widened=True)))
    assert brief(alias)[:2] == [("ep3", Tier.EXACT, "高迪"), ("ep1", Tier.FOLDED, "護城河")]


def test_no_alternative_finds_nothing() -> None:
    assert found(Wanted(())) == ()


# ---------------------------------------------------------------- the very words


def test_a_phrase_alone_finds_nothing_but_the_very_words() -> None:
    assert brief('"護城河"') == [("ep1", Tier.EXACT, "護城河"), ("ep2", Tier.FOLDED, "护城河")]


@given(PIECES)
def test_a_phrase_finds_itself_exactly_and_first(words: str) -> None:
    first, *_ = found(f'"{words}"')
    assert (first.tier, plain_key(first.matched)) == (Tier.EXACT, plain_key(words))


@given(PIECES)
def test_a_phrase_finds_only_what_is_the_same(words: str) -> None:
    hits = found(f'"{words}"')
    assert {hit.tier for hit in hits} <= VERY_WORDS
    assert {deep_key(hit.matched) for hit in hits} == {deep_key(words)}


@given(st.lists(st.sampled_from(["護城河", "互成何", FAR]), max_size=30))
def test_every_place_is_found(words: list[str]) -> None:
    text = FAR.join(words)
    said = [FAR.join(words)[: place.start()] for place in re.finditer("護城河", text)]
    assert len(found('"護城河"', one_cue(text))) == len(said)


@pytest.mark.parametrize("count", [20, 120])
def test_words_that_are_said_everywhere_are_found_as_often_as_is_asked_for(count: int) -> None:
    snapshot = one_cue(*["護城河" + FAR] * count)
    assert len(found('"護城河"', snapshot, limit=100)) == min(count, 100)


def test_one_syllable_is_found_too() -> None:
    assert brief('"客"', one_cue("客", FAR, "可")) == [("1", Tier.EXACT, "客")]


def test_the_first_of_each_episode_stands_before_the_second_of_any() -> None:
    twice = FAR.join(["護城河"] * 2)
    assert stems(found('"護城河"', one_cue(twice, twice))) == ["1", "2", "1", "2"]


def test_words_in_more_passages_than_are_read_are_read_in_every_episode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(literal, "SCANNED", 3)
    monkeypatch.setattr(literal, "TRIED", 1)
    often = ("護城河" + FAR) * 20
    assert stems(found('"護城河"', one_cue(*[often] * 5)))[:6] == ["1", "2", "3", "4", "5", "1"]


@pytest.mark.parametrize("limit", [1, 7, 20])
def test_the_order_of_the_very_words_does_not_hang_on_how_many_are_asked_for(limit: int) -> None:
    snapshot = one_cue(*[("護城河" + FAR) * times for times in (3, 1, 9, 4)])
    assert found('"護城河"', snapshot, limit) == found('"護城河"', snapshot)[:limit]


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("兩百", "二百"),
        ("二百", "兩百"),
        ("2百", "兩百"),
        ("〇三", "零三"),
        ("03", "零三"),
        ("護城河", "护城河"),
        ("ＧＰＴ４", "gpt-4"),
        ("email", "E-mail"),
    ],
)
def test_a_phrase_is_found_in_the_other_notation(typed: str, heard: str) -> None:
    assert {tier for _, tier, _ in brief(f'"{typed}"', one_cue(heard))} in ({Tier.EXACT}, {Tier.FOLDED})


def test_a_phrase_is_no_part_of_a_longer_latin_word() -> None:
    assert brief('"car"', one_cue("a red carpet", "a red car")) == [("2", Tier.EXACT, "car")]


def test_an_english_ending_is_no_longer_word() -> None:
    assert brief('"bean"', one_cue("ten beans")) == [("1", Tier.EXACT, "bean")]


@pytest.mark.parametrize("length", [59, 60, 61, 130])
def test_a_long_phrase_is_compared_to_its_end(length: int) -> None:
    words = "".join(chr(0x4E00 + 7 * nth) for nth in range(length))
    other = words[:-1] + "大"
    assert stems(found(f'"{words}"', one_cue(other, words, words[:-1]))) == ["2"]


def test_a_phrase_across_the_border_of_two_passages_is_found() -> None:
    assert brief('"護城河"', one_cue("大" * 58 + "護城河")) == [("1", Tier.EXACT, "護城河")]


def test_several_phrases_have_to_stand_together() -> None:
    snapshot = one_cue("護城河和豆子", "護城河" + FAR + "豆子", "豆子", "豆子" + "大" * 20 + "護城河")
    assert stems(found('"護城河" "豆子"', snapshot)) == ["1", "4"]


def test_a_phrase_without_a_unit_finds_nothing() -> None:
    assert found(Wanted((Alternative("…", ("…",)),))) == ()


# ---------------------------------------------------------------- a phrase beside other words


def test_what_is_looked_for_has_to_stand_near_the_phrase() -> None:
    snapshot = one_cue("護城河" + FAR, "護城河和豆子", "豆子", "護城河" + FAR + "豆子")
    assert [hit.episode.stem for hit in found('護城河 "豆子"', snapshot) if hit.tier in VERY_WORDS] == ["2"]


def test_words_beside_a_phrase_may_stand_in_any_order_and_match_exactly() -> None:
    assert brief('豆子 "護城河"', one_cue("護城河" + "大" * 9 + "豆子"))[0] == ("1", Tier.EXACT, "豆子")


def test_words_around_a_phrase_in_their_order_are_one_match() -> None:
    assert brief('他說 "護城河" 重要', one_cue("他說護城河重要"))[0] == ("1", Tier.EXACT, "他說護城河重要")


def test_what_sounds_like_the_phrase_is_not_the_phrase() -> None:
    assert stems(found('豆子 "護城河"', one_cue("互成何和豆子"))) == []


def test_a_place_near_the_phrase_is_found_however_many_are_better(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "CANDIDATES", 3)
    snapshot = one_cue(*["護城河為誰而挖" + FAR] * 9, "護城河為了誰挖的 豆子")
    assert stems(found('護城河為誰而挖 "豆子"', snapshot)) == ["10"]


# ---------------------------------------------------------------- excluded words


@given(PIECES, PIECES)
def test_nobody_reads_an_excluded_word(words: str, without: str) -> None:
    wanted = Wanted((Alternative(words, (), (without,)),))
    han = not without.isascii()
    assert all(deep_key(without) not in deep_key(hit.text) for hit in found(wanted) if han)


def test_hits_near_an_excluded_word_are_left_out_and_those_farther_stay() -> None:
    snapshot = one_cue("護城河和豆子", "護城河" + FAR + "豆子", "豆子" + "大" * 20 + "護城河", "護城河")
    assert [hit.episode.stem for hit in found("護城河 -豆子", snapshot) if hit.tier is Tier.EXACT] == ["2", "4"]


def test_the_end_of_an_episode_and_the_start_of_the_next_make_no_word() -> None:
    snapshot = one_cue("豆子護城", "河 豆子")
    assert [hit.episode.stem for hit in found("豆子 -護城河", snapshot) if hit.tier is Tier.EXACT] == ["1", "2"]


def test_a_phrase_may_be_searched_without_a_word() -> None:
    assert stems(found('"護城河" -豆子', one_cue("護城河和豆子", "護城河"))) == ["2"]


def test_several_words_are_excluded_as_they_stand_together() -> None:
    snapshot = one_cue("護城河 便宜豆子", "護城河 豆子便宜")
    assert [hit.episode.stem for hit in found('護城河 -"豆子便宜"', snapshot)] == ["1"]


def test_a_longer_word_is_not_excluded() -> None:
    snapshot = one_cue("a coffee on the carpet", "a coffee in the car", "a coffee with cars")
    assert [hit.episode.stem for hit in found("coffee -car", snapshot) if hit.tier is Tier.EXACT] == ["1"]


def test_words_that_are_excluded_everywhere_are_told_by_their_syllables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sought, "MOST_VERIFIED", 0)
    assert stems(found("coffee -car", one_cue("a coffee on the carpet", "coffee"))) == ["2"]


def test_words_in_more_passages_than_are_read_are_excluded_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permitted, "MOST_READ_THROUGH", 0)
    assert stems(found("護城河 -豆子", one_cue("護城河和豆子", "護城河"))) == ["2"]


def test_a_hit_that_is_left_out_takes_no_place_from_another() -> None:
    snapshot = one_cue(*["護城河和豆子" + FAR] * 300, *["護城河" + FAR] * 60)
    hits = found("護城河 -豆子", snapshot)
    assert len(hits) == 50
    assert min(int(stem) for stem in stems(hits)) > 300


# ---------------------------------------------------------------- episodes and speakers


@cache
def talk() -> Snapshot:
    said = [
        ("Ann", "豆子要選便宜的"),
        ("Bo", "豆子要選便宜的嗎 我不同意"),
        ("Ann", "護城河"),
        (None, "護城河"),
        ("Bo", "那就先烘豆子 再說別的"),
    ]
    return library({"1": [Cue(i * 4000, (i + 1) * 4000, text, who) for i, (who, text) in enumerate(said)]})


def heard_from(names: set[str], typed: str) -> list[str]:
    wanted = replace(parse(typed).wanted, speakers=frozenset(names))
    return [hit.matched for hit in search(talk(), wanted, everything(talk())) if hit.tier is Tier.EXACT]


@pytest.mark.parametrize(
    ("names", "typed", "matched"),
    [
        ({"Ann"}, "護城河", ["護城河"]),
        ({"Bo"}, "護城河", []),
        ({"Ann"}, '"豆子"', ["豆子"]),
        ({"Bo"}, '"豆子"', ["豆子"]),
        ({"Bo"}, "便宜的嗎", ["便宜的嗎"]),
        ({"Ann"}, "便宜的嗎", []),
        ({"Ann", "Bo"}, "便宜的嗎", ["便宜的嗎"]),
        ({"Bo"}, "我不同意 -先烘", []),
        ({"nobody"}, "豆子", []),
    ],
)
def test_only_what_the_speakers_said_is_found(names: set[str], typed: str, matched: list[str]) -> None:
    assert heard_from(names, typed) == matched


def test_a_rare_match_in_one_episode_is_found_however_many_elsewhere_are_better(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lookup, "CANDIDATES", 3)
    snapshot = library({str(nth): timed(["護城河為誰而挖"]) for nth in range(9)} | {"last": timed(["護城河誰挖"])})
    scope = everything(snapshot)
    last = EpisodeId(10)
    assert "last" not in stems(search(snapshot, "護城河為誰而挖", scope))
    [hit] = search(snapshot, "護城河為誰而挖", replace(scope, episodes=frozenset({last})))
    assert hit.episode.id == last


@pytest.mark.parametrize("typed", ["護城河", '"護城河"', "護城河 -豆子", '護城河 "豆子"'])
def test_a_scope_without_episodes_answers_nothing(typed: str) -> None:
    snapshot = beans()
    nowhere = Scope(everything(snapshot).shows, frozenset())
    assert search(snapshot, parse(typed).wanted, nowhere) == ()


# ---------------------------------------------------------------- odd queries


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                ['"護城河"', "-小店", "OR", '"的"', "-gaudi", '"gaudi"', "護城河", "豆子", "-\ud800a", '"ж"']
            ),
            st.text(st.characters(exclude_categories=()), max_size=9),
        ),
        max_size=12,
    ).map(" ".join)
)
def test_any_query_with_operators_is_answered(typed: str) -> None:
    hits = found(typed)
    tiers = [list(Tier).index(hit.tier) for hit in hits]
    assert tiers == sorted(tiers)


def test_units_of_one_cue_count_as_this_file_takes_them() -> None:
    assert len(units_of(FAR)) == NEAR_UNITS + 1
