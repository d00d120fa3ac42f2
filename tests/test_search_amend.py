"""Accepted corrections in a search: what is right is found beside what was heard."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.amends import Correction, CorrectionId, CorrectionMove, Decision, Spot, Standing
from bot.model import Cue, EpisodeDraft, EpisodeFacts, Hit, Tier
from bot.ports import Snapshot
from bot.search.amend import edition_of, grams_for, moves_of
from bot.search.engine import index_episode, search
from bot.search.grams import PASSAGE_UNITS
from bot.search.heard import Heard
from bot.search.wanted import Alternative, Wanted
from tests.memory import MemoryStore
from tests.search_library import everything, timed

SHOP = (
    "今天想聊巷口那間修傘的小鋪 老闆姓溫",
    "他說做生意要有互成盒 不然雨季一過就沒人了",
    "他的傘骨用的是岩手的鐵 一把可以撐二十年",
    "後來他收了一個徒弟 徒弟以前在 edge 工作室畫圖",
    "徒弟提議在傘柄上刻字 客人就不會拿錯",
    "那一年的梅雨下了四十天 小鋪的燈天天亮到半夜",
)
OTHER = ("另一位來賓是種茶的 他的茶園在山坡上", "他也提過互成盒這個說法 可是意思完全不同")
LONG = tuple(f"第{number}段只是在講天氣 今天晴天 明天多雲 後天可能會下一點小雨吧" for number in "一二三四五六七八")


def correction(cues: Sequence[Cue], heard: str, right: str, *, stem: str = "ep1", nth: int = 0) -> Correction:
    """An accepted correction of these words where they stand."""
    whole = Heard(cues)
    spot = whole.spots(heard)[nth]
    lead, words, trail = whole.around(spot)
    kept = (Decision.ACCEPTED, Standing.STANDS, "console:operator", datetime(2024, 6, 1, tzinfo=UTC))
    return Correction(CorrectionId(0), "shop", stem, spot, words, right, lead, trail, *kept)


def library(*pairs: tuple[str, str], shop: Sequence[str] = SHOP) -> Snapshot:
    """The show with accepted corrections of its first episode, each of heard words to right ones."""

    async def fill() -> Snapshot:
        store = MemoryStore()
        cues = timed(shop)
        for stem, each in (("ep1", cues), ("ep2", timed(OTHER))):
            await store.put_episode(EpisodeDraft("shop", stem, EpisodeFacts(), each, index_episode(each), stem))
        episode = await store.read(lambda snapshot: snapshot.find_episode("shop", "ep1", everything(snapshot)))
        assert episode is not None
        for heard, right in pairs:
            made = correction(cues, heard, right)
            await store.add_correction(made, episode.id, grams_for(right, made.lead, made.trail))
        return await store.read(lambda snapshot: snapshot)

    return asyncio.run(fill())


def best(snapshot: Snapshot, query: str) -> Hit:
    return search(snapshot, query, everything(snapshot))[0]


MOAT = ("互成盒", "護城河")
FRONT = "這裡是前面" * 13


# ---------------------------------------------------------------- finding


@pytest.mark.parametrize("query", ["護城河", "護城", "做生意要有護城河", "護城河不然雨季", "護 城 河"])
def test_right_words_are_found_as_typed(query: str) -> None:
    hit = best(library(MOAT), query)
    assert (hit.episode.stem, hit.tier, "互成盒" in hit.matched) == ("ep1", Tier.EXACT, True)


def test_without_a_correction_the_same_is_not_there_as_typed() -> None:
    assert best(library(), "護城河").tier is not Tier.EXACT


def test_right_words_are_found_in_the_other_script() -> None:
    assert best(library(MOAT), "护城河").tier is Tier.FOLDED


@pytest.mark.parametrize("query", ["ba li tie ta", "芭莉貼他"])
def test_right_words_are_found_by_sound(query: str) -> None:
    snapshot = library(("岩手的鐵", "巴黎鐵塔"))
    hit = best(snapshot, query)
    assert (hit.tier, "岩手的鐵" in hit.text) == (Tier.SOUND, True)


def test_what_was_heard_is_still_found() -> None:
    hits = search(library(MOAT), "互成盒", everything(library(MOAT)))
    assert {hit.episode.stem for hit in hits if hit.tier is Tier.EXACT} == {"ep1", "ep2"}


def test_words_are_right_only_where_they_were_corrected() -> None:
    snapshot = library(MOAT)
    exact = [hit for hit in search(snapshot, "護城河", everything(snapshot)) if hit.tier is Tier.EXACT]
    assert [hit.episode.stem for hit in exact] == ["ep1"]


def test_the_hit_points_to_what_was_heard() -> None:
    hit = best(library(MOAT), "護城河")
    assert [hit.text[start:end] for start, end in hit.marks] == ["互成盒"]


def test_a_place_is_one_hit_however_it_was_found() -> None:
    snapshot = library(MOAT)
    hits = search(snapshot, "做生意要有護城河不然雨季一過就沒人了", everything(snapshot))
    assert [hit.tier for hit in hits if "互成盒" in hit.text and hit.episode.stem == "ep1"] == [Tier.EXACT]


def test_a_query_over_two_corrections_reads_both() -> None:
    snapshot = library(("修傘", "休閒"), ("老闆姓溫", "老闆幸運"), MOAT)
    assert best(snapshot, "休閒的小鋪老闆幸運").tier is Tier.EXACT


def test_a_correction_across_two_passages_is_found() -> None:
    front = "前" * (PASSAGE_UNITS - 2)
    snapshot = library(MOAT, shop=(front + "互成盒跟在後面說的話", *LONG))
    assert best(snapshot, "護城河跟在後面").tier is Tier.EXACT


def test_words_behind_corrections_of_another_length_are_found_where_they_stand() -> None:
    snapshot = library(("第一段", "頭"), ("第三段", "接下來的第三個部分"), ("第八段", "尾聲"), shop=LONG)
    hit = best(snapshot, "尾聲只是在講天氣")
    assert (hit.tier, hit.text[hit.marks[0][0] : hit.marks[-1][1]]) == (Tier.EXACT, "第八段只是在講天氣")


def test_latin_words_are_corrected_whole() -> None:
    assert best(library(("edge", "Etched")), "Etched 工作室").tier is Tier.EXACT


def test_a_part_of_a_corrected_latin_word_is_not_exact() -> None:
    snapshot = library(("edge", "Remarkable"))
    assert best(snapshot, "Remark").tier is not Tier.EXACT


def test_corrections_that_share_nothing_with_a_query_change_nothing() -> None:
    plain, amended = library(), library(("岩手", "盛岡"))
    assert search(plain, "梅雨下了四十天", everything(plain)) == search(amended, "梅雨下了四十天", everything(amended))


def test_a_correction_that_matches_hardly_at_all_is_not_offered() -> None:
    snapshot = library(("岩手", "刻字機"))
    exact = search(library(), "傘柄上刻字", everything(snapshot))
    assert search(snapshot, "傘柄上刻字", everything(snapshot)) == exact


def test_a_correction_is_found_where_nothing_else_is() -> None:
    snapshot = library(("岩手", "qqzz"))
    assert best(snapshot, "qqzz").tier is Tier.EXACT


@pytest.mark.parametrize("words", ["護城河", "要有護城河 不然", "互成盒"])
def test_quoted_words_are_found_where_they_are_right_or_were_heard(words: str) -> None:
    snapshot = library(MOAT)
    hits = search(snapshot, Wanted((Alternative(words, phrases=(words,)),)), everything(snapshot))
    assert ("ep1", Tier.EXACT) in [(hit.episode.stem, hit.tier) for hit in hits]


def test_quoted_words_that_are_only_like_the_right_ones_are_not_found() -> None:
    snapshot = library(MOAT)
    assert search(snapshot, Wanted((Alternative("戶城河", phrases=("戶城河",)),)), everything(snapshot)) == ()


def test_quoted_words_without_a_syllable_are_not_found() -> None:
    snapshot = library(MOAT)
    assert search(snapshot, Wanted((Alternative("…", phrases=("…",)),)), everything(snapshot)) == ()


def test_right_words_are_not_found_near_excluded_ones() -> None:
    snapshot = library(MOAT)
    hits = search(snapshot, Wanted((Alternative("護城河", without=("雨季",)),)), everything(snapshot))
    assert [hit for hit in hits if hit.episode.stem == "ep1" and hit.tier is Tier.EXACT] == []


def test_right_words_are_not_found_in_the_speech_of_others() -> None:
    snapshot = library(MOAT)
    hits = search(snapshot, Wanted((Alternative("護城河"),), frozenset({"nobody"})), everything(snapshot))
    assert hits == ()


# ---------------------------------------------------------------- grams and editions


def test_a_corrections_grams_reach_over_its_borders_only() -> None:
    alone = grams_for("護城河", "", "")
    inside = grams_for("護城河", "做生意要有", "不然雨季")
    assert alone < inside
    assert grams_for("護城河", "天天", "不然雨季") & inside > alone
    assert not grams_for("不然", "", "") & grams_for("護城河", "", "沒有不然")


def test_words_without_a_letter_have_no_grams() -> None:
    assert grams_for("…", "做生意", "不然") == frozenset()


def test_of_two_corrections_that_meet_the_first_counts() -> None:
    cues = timed(SHOP)
    edition = edition_of([correction(cues, "成盒", "城河"), correction(cues, "互成", "護城")])
    assert [splice.right for splice in edition.splices] == ["護城"]


def test_units_of_an_edition_are_told_as_they_were_heard() -> None:
    cues = timed(["一二三四五六七八九"])
    edition = edition_of([correction(cues, "三四", "甲"), correction(cues, "六", "乙丙丁")])
    assert [edition.heard(unit) for unit in range(10)] == [
        range(1), range(1, 2), range(2, 4), range(4, 5), range(5, 6), range(5, 6), range(5, 6), range(6, 7),
        range(7, 8), range(8, 9),
    ]  # fmt: skip


# ---------------------------------------------------------------- another version of the episode


def moved(made: Correction, texts: Sequence[str], *, shift_ms: int = 0) -> CorrectionMove:
    cues = [replace(cue, start_ms=cue.start_ms + shift_ms, end_ms=cue.end_ms + shift_ms) for cue in timed(texts)]
    (move,) = moves_of([made], cues)
    return move


@pytest.fixture
def made() -> Correction:
    return correction(timed(SHOP), *MOAT)


def test_a_correction_stands_where_its_words_stand(made: Correction) -> None:
    assert moved(made, SHOP).spot == made.spot


def test_a_correction_follows_its_words(made: Correction) -> None:
    move = moved(made, ("新的開場白有八個字", *SHOP))
    assert move.spot is not None
    assert (move.standing, move.spot.first_unit) == (Standing.STANDS, made.spot.first_unit + 9)


def test_a_correction_knows_its_words_by_what_is_around_them(made: Correction) -> None:
    texts = ("互成盒 互成盒 互成盒", *SHOP)
    move = moved(made, texts)
    assert move.spot is not None
    assert move.spot.first_unit == made.spot.first_unit + 9


@pytest.mark.parametrize(
    "line", ["前面全部重寫了互成盒 不然雨季一過就沒人了", "他說做生意要有互成盒 後面全部重寫了", "互成盒"]
)
def test_a_correction_stands_in_other_surroundings(made: Correction, line: str) -> None:
    assert moved(made, (SHOP[0], line, *SHOP[2:])).standing is Standing.STANDS


def test_a_correction_whose_words_are_gone_sleeps(made: Correction) -> None:
    move = moved(made, (SHOP[0], "他說了別的事情", *SHOP[2:]))
    assert (move.standing, move.spot) == (Standing.SLEEPS, None)


def test_words_far_away_in_other_surroundings_are_not_taken_for_those_that_were_corrected(made: Correction) -> None:
    assert moved(made, ("互成盒",), shift_ms=600_000).standing is Standing.SLEEPS


@pytest.mark.parametrize("line", ["他說做生意要有護城河 不然雨季一過就沒人了", "全部重寫了但有護城河在裡面"])
def test_a_transcript_that_is_right_now_settles_its_correction(made: Correction, line: str) -> None:
    assert moved(made, (SHOP[0], line, *SHOP[2:])).standing is Standing.SETTLED


def test_right_words_that_hold_the_heard_ones_are_not_corrected_again() -> None:
    made = correction(timed(SHOP), "修傘", "專修傘")
    assert moved(made, (SHOP[0].replace("修傘", "專修傘"), *SHOP[1:])).standing is Standing.SETTLED


def test_right_words_that_are_part_of_the_heard_ones_are_still_corrected() -> None:
    made = correction(timed(SHOP), "天天亮", "天亮")
    assert moved(made, SHOP).standing is Standing.STANDS


def test_a_move_brings_the_grams_along(made: Correction) -> None:
    assert moved(made, SHOP).grams == grams_for(made.right, made.lead, made.trail)


def test_a_correction_without_surroundings_moves_by_its_words() -> None:
    made = correction(timed(["互成盒"]), *MOAT)
    assert (made.lead, made.trail, moved(made, ["互成盒 又多了"]).standing) == ("", "", Standing.STANDS)


def test_no_corrections_move_nowhere() -> None:
    assert moves_of([], timed(SHOP)) == ()


# ---------------------------------------------------------------- finding words


def test_words_are_shown_with_what_is_around_them() -> None:
    whole = Heard(timed(["一二三 四五六，七八九"]))
    assert whole.around(whole.spots("四五")[0]) == ("一二三 ", "四五", "六，七八九")


def test_whole_words_are_no_part_of_others() -> None:
    heard = Heard(timed(["knowledge edge 13 3"]))
    assert [len(heard.whole(words)) for words in ("edge", "3", "knowledge")] == [1, 1, 1]


def test_nothing_stands_in_an_episode_without_words() -> None:
    assert Heard([]).spots("四五") == []


def test_a_spot_holds_its_time_and_units() -> None:
    assert Heard(timed(["一二三四"], 4000)).spots("三 四") == [Spot(2000, 4000, 2, 2)]
