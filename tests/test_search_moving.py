"""A transcript replaced by another version: what becomes of clips, corrections and hits."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.amends import Correction, CorrectionId, Decision, Spot, Standing
from bot.model import Clip, ClipId, Cue, Episode, EpisodeFacts, EpisodeId, Show, ShowId
from bot.search.alignment import ANCHOR_UNITS, MOST_CELLS, NOWHERE, paired
from bot.search.moving import Versions, most_like, moves_between

EPISODE = Episode(EpisodeId(1), Show(ShowId(1), "shop"), "e1", EpisodeFacts())
HEARD = (
    "今天我們來聊一間街角的咖啡店",
    "老闆說他的互成盒就是熟客",
    "對不對",
    "隔壁開了一家可是沒有人排隊",
    "對不對",
    "所以價格低不是護城河",
)
"""As a recogniser writes it, ten seconds a line."""


def cues(*texts: str, from_ms: int = 0, each_ms: int = 10_000) -> tuple[Cue, ...]:
    return tuple(Cue(from_ms + n * each_ms, from_ms + (n + 1) * each_ms, text) for n, text in enumerate(texts))


def clip(words: str, start_ms: int) -> Clip:
    return Clip(ClipId("k7f2aa"), EPISODE, start_ms, start_ms + 3000, words)


OLD = cues(*HEARD)
CORRECTED = cues(
    "本集由山上的茶園贊助，今天就去看看吧",
    "今天，我們來聊一間街角的咖啡店。老闆說，",
    "他的護城河，就是熟客。對不對？隔壁開了一家，",
    "可是沒有人排隊。對不對？所以，價格低不是護城河。",
    from_ms=3_000,
    each_ms=20_000,
)
"""The same corrected by a person: other characters, other lines, other times, and something in front."""


# ---------------------------------------------------------------- clips


def test_a_clip_goes_where_its_words_were_corrected_and_has_the_right_ones_from_then_on() -> None:
    (move,) = moves_between(OLD, CORRECTED, [clip("他的互成盒", 12_000)], [])[0]
    assert move.words == "他的護城河"
    assert move.span_ms is not None
    assert 43_000 <= move.span_ms[0] < move.span_ms[1] <= 50_000


def test_of_words_that_are_said_twice_each_clip_goes_to_its_own() -> None:
    first, second = moves_between(OLD, CORRECTED, [clip("對不對", 20_000), clip("對不對", 40_000)], [])[0]
    assert first.span_ms is not None
    assert second.span_ms is not None
    assert first.span_ms[0] < 63_000 <= second.span_ms[0]


def test_the_very_words_go_before_what_only_sounds_like_them() -> None:
    new = cues("開場", "別的互成盒", "他的互成盒就是熟客")
    (move,) = moves_between(cues("他的互成盒"), new, [clip("他的互成盒", 0)], [])[0]
    assert move.words is None
    assert move.span_ms is not None
    assert move.span_ms[0] == 20_000


def test_a_clip_stays_in_its_place_though_its_very_words_stand_elsewhere_now() -> None:
    new = cues(HEARD[0], "老闆說他的護城河就是熟客", *HEARD[2:5], "所以價格低不是互成盒")
    (move,) = moves_between(OLD, new, [clip("互成盒", 14_000)], [])[0]
    assert move.words == "護城河"
    assert move.span_ms is not None
    assert 10_000 <= move.span_ms[0] < 20_000


def test_a_clip_whose_words_are_gone_goes_nowhere() -> None:
    new = (*OLD[:3], *OLD[4:])
    (move,) = moves_between(OLD, new, [clip("隔壁開了一家", 30_000)], [])[0]
    assert (move.span_ms, move.words) == (None, None)


def test_words_that_something_else_stands_in_place_of_are_gone() -> None:
    new = (*OLD[:3], replace(OLD[3], text="這裡改說了完全不同的事情喔"), *OLD[4:])
    (move,) = moves_between(OLD, new, [clip("隔壁開了一家可是沒有人排隊", 30_000)], [])[0]
    assert move.span_ms is None


def test_words_that_far_more_came_between_are_gone() -> None:
    new = cues("老闆的互相想了很久很久才說出來的一大段話到最後才提到那個盒子")
    (move,) = moves_between(cues("老闆的互盒子"), new, [clip("互盒子", 0)], [])[0]
    assert move.span_ms is None


def test_a_clip_of_an_episode_that_was_away_is_found_by_its_very_words() -> None:
    (move,) = moves_between((), OLD, [clip("街角的咖啡店", 99_000)], [])[0]
    assert move.span_ms is not None
    assert move.words is None


def test_a_clip_takes_over_the_punctuation_of_the_new_version() -> None:
    (move,) = moves_between(OLD, CORRECTED, [clip("今天我們來聊", 0)], [])[0]
    assert move.words == "今天，我們來聊"


def test_a_version_without_words_takes_nothing_over() -> None:
    (move,) = moves_between(OLD, cues("……"), [clip("對不對", 20_000)], [])[0]
    assert move.span_ms is None


def test_long_words_of_every_script_are_aligned() -> None:
    old = cues("その日は ＡＩ agents が GPT-4 を使った")
    (move,) = moves_between(
        old, cues("あ", "その日は AI agent が GPT 4 を使った"), [clip("その日は ＡＩ agents", 0)], []
    )[0]
    assert move.words == "その日は AI agent"


# ---------------------------------------------------------------- corrections


def correction(heard: str, right: str, start_ms: int, lead: str = "", trail: str = "") -> Correction:
    spot = Spot(start_ms, start_ms + 1000, 0, len(heard))
    return Correction(
        CorrectionId(1), "shop", "e1", spot, heard, right, lead, trail, Decision.ACCEPTED, Standing.STANDS, "console:",
        datetime(2024, 1, 1, tzinfo=UTC),
    )  # fmt: skip


def test_a_correction_that_the_new_version_has_is_settled_however_far_it_moved() -> None:
    new = cues("片頭", *(text.replace("互成盒", "護城河") for text in HEARD), from_ms=600_000)
    made = correction("互成盒", "護城河", 14_000, "老闆講他的", "就是常客")
    assert moves_between((), new, [], [made])[1][0].standing is Standing.SLEEPS
    assert moves_between(OLD, new, [], [made])[1][0].standing is Standing.SETTLED


def test_a_correction_follows_its_words_however_far_they_moved() -> None:
    new = cues("片頭", *HEARD, from_ms=600_000)
    (move,) = moves_between(OLD, new, [], [correction("互成盒", "護城河", 14_000, "老闆講他的", "就是常客")])[1]
    assert move.standing is Standing.STANDS
    assert move.spot is not None
    assert 620_000 <= move.spot.start_ms < 630_000


def test_a_correction_of_what_was_not_heard_there_keeps_its_time() -> None:
    made = correction("沒說過", "護城河", 14_000)
    assert Versions(OLD, CORRECTED).brought_near(made) is made


def test_a_correction_keeps_its_time_where_nothing_of_the_old_version_is_left() -> None:
    made = correction("互成盒", "護城河", 14_000)
    assert Versions(cues("互成盒"), cues("……")).brought_near(made) is made


# ---------------------------------------------------------------- hits


def test_words_that_sound_like_those_of_a_hit_are_told_with_its_marks() -> None:
    found = most_like("老闆說他的互成盒就是熟客", ((5, 8),), CORRECTED)
    assert found is not None
    assert found.words == "老闆說 他的護城河，就是熟客"
    assert [found.words[start:end] for start, end in found.marks] == ["護城河"]
    assert 23_000 <= found.span_ms[0] < found.span_ms[1] <= 63_000


@pytest.mark.parametrize(
    ("words", "marks", "texts"),
    [
        ("完全不同的一件事", ((0, 4),), HEARD),
        ("", (), HEARD),
        ("老闆說他的互成盒就是熟客", ((5, 8),), ("互成盒",)),
        ("老闆說他的互成盒就是熟客", ((9, 9),), HEARD),
    ],
)
def test_nothing_is_told_where_nothing_is_like_it(
    words: str, marks: tuple[tuple[int, int], ...], texts: tuple[str, ...]
) -> None:
    assert most_like(words, marks, cues(*texts)) is None


# ---------------------------------------------------------------- rows


def test_what_stands_between_two_equal_parts_stands_in_each_others_place() -> None:
    assert paired([1, 2, 3, 4, 9, 6], [1, 2, 3, 8, 8, 6]) == (
        [0, 1, 2, 3, 4, 5],
        [True, True, True, False, False, True],
    )


def test_what_is_far_longer_stands_in_no_place_of_the_other() -> None:
    assert paired([1, 9, 2], [1, 7, 7, 7, 2])[0] == [0, NOWHERE, 4]
    assert paired([1, 9, 9, 9, 2], [1, 7, 2])[0] == [0, NOWHERE, NOWHERE, NOWHERE, 2]


def test_stretches_that_changed_places_hold_only_where_they_rise() -> None:
    one, other, third = (list(range(start, start + 2 * ANCHOR_UNITS)) for start in (0, 100, 200))
    places, same = paired([*one, *other, *third], [*other, *one, *third])
    left = [place for place in places if place != NOWHERE]
    assert left == sorted(left)
    assert sum(same) == 4 * ANCHOR_UNITS


def test_rows_too_long_to_compare_without_an_anchor_have_nothing_in_common() -> None:
    side = int(MOST_CELLS**0.5) + 1
    assert not any(paired([1] * side, [1] * side)[1])


@given(st.lists(st.integers(0, 9), max_size=60), st.lists(st.integers(0, 9), max_size=60))
def test_places_rise_and_what_is_the_same_is_the_same(old: list[int], new: list[int]) -> None:
    places, same = paired(old, new)
    left = [place for place in places if place != NOWHERE]
    assert left == sorted(left)
    assert all(old[at] == new[places[at]] for at, is_same in enumerate(same) if is_same)


@given(st.lists(st.integers(0, 9), max_size=60))
def test_a_row_stands_in_its_own_place(row: list[int]) -> None:
    assert paired(row, row) == (list(range(len(row))), [True] * len(row))
