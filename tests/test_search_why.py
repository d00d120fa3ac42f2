"""Why a hit matched: what of the query was heard as what."""

import pytest

from bot.model import Cue
from bot.reasons import Heard, Likeness, Why
from bot.search.align import DELETION, FILLER_INSERTION, INSERTION
from bot.search.engine import search
from bot.search.initials import SAME_INITIAL
from bot.search.sounds import OTHER_SCRIPT, SAME_SOUND
from bot.search.wanted import Alternative, Wanted
from tests.search_library import everything, library


def why(said: str, query: str) -> Why:
    """Of the first hit."""
    snapshot = library({"only": [Cue(0, 9000, said)]})
    hit = search(snapshot, query, everything(snapshot))[0]
    assert hit.explain
    return hit.explain()


def pair(said: str, query: str, at: int) -> Heard:
    return why(said, query).pairs[at]


@pytest.mark.parametrize(
    ("said", "query", "at", "expected"),
    [
        ("小店的護城河", "護城河", 0, Heard("護", "護", Likeness.SAME, 0)),
        ("the Café here", "cafe", 1, Heard("fe", "fé", Likeness.SAME, 0)),
        ("小店的护城河", "護城河", 0, Heard("護", "护", Likeness.OTHER_SCRIPT, 0)),
        ("豆子烘了3年", "烘了三年", 2, Heard("三", "3", Likeness.OTHER_SCRIPT, 0)),
        ("牆上是高迪的畫", "Gaudi", 0, Heard("Gau", "高", Likeness.OTHER_SCRIPT, SAME_SOUND + OTHER_SCRIPT)),
        ("小店的互成盒", "護城河", 0, Heard("護", "互", Likeness.SAME_SOUND, SAME_SOUND)),
        ("小店的護城河", "huchenghe", 1, Heard("cheng", "城", Likeness.SAME_SOUND, SAME_SOUND)),
        ("小店的護城河", "xiaodiandehuchneghe", 4, Heard("chneg", "城", Likeness.SAME_SOUND, SAME_SOUND)),
        ("小店的護城河", "xddhch", 3, Heard("h", "護", Likeness.INITIAL, SAME_INITIAL)),
        ("小店的護城河今天", "小店的護晨河", 4, Heard("晨", "城", Likeness.NEAR_SOUND, 11)),
        ("我們烘了一整個月的豆子", "烘了一整天月的豆子", 4, Heard("天", "個", Likeness.DIFFERENT, 100)),
        ("小店的護河今天", "小店的護城河今天", 4, Heard("城", "", Likeness.MISSING, DELETION)),
        ("小店的護大城河今天", "小店的護城河今天", 4, Heard("", "大", Likeness.EXTRA, INSERTION)),
        ("小店的護啊城河今天", "小店的護城河今天", 4, Heard("", "啊", Likeness.EXTRA, FILLER_INSERTION)),
    ],
)
def test_each_unit_says_what_was_heard_for_it(said: str, query: str, at: int, expected: Heard) -> None:
    assert pair(said, query, at) == expected


def test_all_of_the_query_is_explained_in_order() -> None:
    assert "".join(pair.query for pair in why("小店的互大成今天", "小店的護城河今天").pairs) == "小店的護城河今天"


def test_all_that_was_heard_is_explained_in_order() -> None:
    assert "".join(pair.heard for pair in why("說小店的互大成河今天", "小店的護城河今天").pairs) == "小店的互大成河今天"


def test_what_lies_outside_the_match_is_missing() -> None:
    assert [pair.likeness for pair in why("我喜歡小店的護城河", "小店的護城河今天").pairs[-2:]] == [
        Likeness.MISSING
    ] * 2


def test_another_notation_is_explained_as_it_was_read() -> None:
    assert "".join(pair.query for pair in why("爐子轉三百六十度", "360度").pairs) == "三百六十度"


def test_pieces_that_stand_word_for_word_around_are_named() -> None:
    assert why("烘豆機很貴 可是好用 咖啡館買了兩台", "咖啡館的烘豆機").said == ("咖啡馆", "烘豆机")


def test_where_nothing_stands_word_for_word_no_piece_is_named() -> None:
    assert why("小店的互成盒", "護城河").said == ()


def test_a_hit_that_rests_on_what_is_said_around_has_no_pairs() -> None:
    assert why("烘豆機很貴 可是好用又安靜 咖啡館買了兩台", "咖啡館的烘豆機").pairs == ()


def test_the_very_words_are_explained_unit_by_unit() -> None:
    snapshot = library({"only": [Cue(0, 4000, "小店的護城河")]})
    (hit,) = search(snapshot, Wanted((Alternative('"護城河"', ("護城河",)),)), everything(snapshot))
    assert hit.explain is not None
    assert [each.likeness for each in hit.explain().pairs] == [Likeness.SAME] * 3


@pytest.mark.parametrize(
    ("said", "heard"), [("這件衣服有三種大小可以選", "大小"), ("the chart of Measurements is here", "Measurements")]
)
def test_what_a_question_says_otherwise_is_named_as_it_was_heard(said: str, heard: str) -> None:
    assert why(said, "衣服有哪幾種尺寸").otherwise == (("尺寸", heard),)


def test_what_is_said_in_the_words_of_the_question_is_not_said_otherwise() -> None:
    assert why("衣服有三種尺寸", "衣服有哪幾種尺寸").otherwise == ()
