"""Corrections in a text: where they stand, and what stands in their place."""

from datetime import UTC, datetime

import pytest

from bot.amending import amendments_in
from bot.amends import Amendment, Correction, CorrectionId, Decision, Marks, Spot, Standing, applied
from bot.model import Episode, EpisodeFacts, EpisodeId, Hit, Show, ShowId, Tier

TEXT = "我們聊互成盒的意思"
MOAT = Amendment(3, 6, "護城河啊")


def shown(text: str, marks: Marks, *amendments: Amendment) -> tuple[str, list[str]]:
    changed, moved = applied(text, marks, amendments, lambda amendment, heard: f"{amendment.right}({heard})")
    return changed, [changed[start:end] for start, end in moved]


def test_right_words_stand_in_place_of_the_heard_ones() -> None:
    assert shown(TEXT, (), MOAT)[0] == "我們聊護城河啊(互成盒)的意思"


def test_nothing_changes_without_a_correction() -> None:
    assert shown(TEXT, ((0, 2),)) == (TEXT, ["我們"])


@pytest.mark.parametrize(
    ("mark", "then"),
    [
        ((0, 2), "我們"),
        ((0, 3), "我們聊"),
        ((6, 9), "的意思"),
        ((3, 6), "護城河啊(互成盒)"),
        ((4, 5), "護城河啊(互成盒)"),
        ((5, 8), "護城河啊(互成盒)的意"),
        ((2, 4), "聊護城河啊(互成盒)"),
        ((0, 9), "我們聊護城河啊(互成盒)的意思"),
    ],
)
def test_marks_grow_over_what_is_shown_for_a_correction(mark: tuple[int, int], then: str) -> None:
    assert shown(TEXT, (mark,), MOAT)[1] == [then]


def test_marks_that_meet_in_a_correction_become_one() -> None:
    assert shown(TEXT, ((3, 4), (5, 7)), MOAT)[1] == ["護城河啊(互成盒)的"]


def test_several_corrections_stand_side_by_side() -> None:
    assert shown(TEXT, ((7, 9),), Amendment(0, 2, "他"), MOAT) == ("他(我們)聊護城河啊(互成盒)的意思", ["意思"])


# ---------------------------------------------------------------- where they stand in a text


def correction(heard: str, start_ms: int, length_ms: int = 500, right: str = "右") -> Correction:
    spot = Spot(start_ms, start_ms + length_ms, 0, len(heard))
    kept = (Decision.ACCEPTED, Standing.STANDS, "console:operator", datetime(2024, 6, 1, tzinfo=UTC))
    return Correction(CorrectionId(1), "tech", "e1", spot, heard, right, "", "", *kept)


def found(text: str, *corrections: Correction) -> list[tuple[int, int]]:
    return [(each.start, each.end) for each in amendments_in(text, (10_000, 20_000), corrections)]


def test_a_correction_stands_at_its_words() -> None:
    assert found(TEXT, correction("互成盒", 13_000)) == [(3, 6)]


def test_white_space_in_words_does_not_matter() -> None:
    assert found("我們聊互 成盒", correction("互成 盒", 13_000)) == [(3, 7)]


@pytest.mark.parametrize("start_ms", [9_000, 9_500, 20_000])
def test_a_correction_of_another_time_stands_nowhere(start_ms: int) -> None:
    assert found(TEXT, correction("互成盒", start_ms)) == []


def test_words_that_are_not_whole_in_the_text_stand_nowhere() -> None:
    assert found("成盒的意思", correction("互成盒", 13_000)) == []


@pytest.mark.parametrize(("start_ms", "place"), [(10_000, 0), (15_000, 2), (19_000, 4)])
def test_of_several_places_the_one_counts_that_fits_the_time(start_ms: int, place: int) -> None:
    assert found("在我在你在", correction("在", start_ms)) == [(place, place + 1)]


def test_of_corrections_that_meet_the_first_counts() -> None:
    assert found(TEXT, correction("互成", 13_000), correction("成盒", 13_500), correction("我們", 10_000)) == [
        (0, 2),
        (3, 5),
    ]


def test_words_of_nothing_but_white_space_stand_nowhere() -> None:
    assert found(TEXT, correction(" ", 13_000)) == []


def test_a_hit_says_what_matched_in_right_words() -> None:
    episode = Episode(EpisodeId(1), Show(ShowId(1), "tech"), "e1", EpisodeFacts())
    hit = Hit(episode, 0, 1, TEXT, ((3, 6),), Tier.SOUND, 1.0, amended=(MOAT,))
    assert hit.matched == "護城河啊"
