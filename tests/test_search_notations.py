"""Numbers, symbols, slips and initials through the whole search: what was said one way is found another way."""

import pytest

from bot.model import Cue, Hit, Tier
from bot.search.engine import search
from tests.search_library import everything, library

ASIDE = "今天的天氣很好我們出門散步順便買了一些麵包回家當早餐"


def first(said: str, query: str) -> Hit:
    """The first hit among other talk."""
    texts = (ASIDE, said, "下午又下起雨來大家都躲進書店裡看書喝茶聊天")
    snapshot = library({"only": [Cue(at * 9000, at * 9000 + 9000, text) for at, text in enumerate(texts)]})
    return search(snapshot, query, everything(snapshot))[0]


@pytest.mark.parametrize(
    ("said", "query", "matched"),
    [
        ("店租又漲了5%左右", "百分之五", "5%"),
        ("店租又漲了百分之五左右", "5%", "百分之五"),
        ("店租又漲了五趴左右", "5%", "五趴"),
        ("the rent rose by 5% again", "five percent", "5%"),
        ("the rent rose by five percent again", "5%", "five percent"),
        ("爐子要轉360度才行", "三百六十度", "360度"),
        ("爐子要轉三百六十度才行", "360度", "三百六十度"),
        ("it turns three hundred and sixty degrees", "three hundred and sixty", "three hundred and sixty"),
        ("it turns 360 degrees in all", "three hundred sixty degrees", "360 degrees"),
        ("back in twenty twenty-four we moved", "2024", "twenty twenty-four"),
        ("back in 2024 we moved", "twenty twenty four", "2024"),
        ("he wrote it in C# at night", "C sharp", "C#"),
        ("he wrote it in C sharp at night", "C#", "C sharp"),
        ("he wrote it in C++ at night", "C plus plus", "C++"),
        ("我們用GPT-4寫菜單", "GPT four", "GPT-4"),
        ("我們用GPT four寫菜單", "GPT4", "GPT four"),
        ("第四集說到磨豆機", "EP4", "第四集"),
        ("版本三點五比較快", "版本3.5", "版本三點五"),
        ("版本3.5比較快", "版本三點五", "版本3.5"),
    ],
)
def test_a_number_or_symbol_is_found_in_its_other_notations(said: str, query: str, matched: str) -> None:
    assert first(said, query).matched == matched


@pytest.mark.parametrize(
    ("said", "query"),
    [("店租又漲了5%左右", "百分之五"), ("爐子要轉360度才行", "三百六十度"), ("he wrote it in C# at night", "C sharp")],
)
def test_another_notation_is_folded(said: str, query: str) -> None:
    assert first(said, query).tier is Tier.FOLDED


@pytest.mark.parametrize(("said", "query"), [("he likes C a lot", "C++"), ("第5號的豆子", "5%")])
def test_without_its_symbol_it_is_not_the_same(said: str, query: str) -> None:
    assert first(said, query).tier is Tier.LOOSE


@pytest.mark.parametrize(("said", "query"), [("he likes C++ a lot", "C++"), ("漲了5％吧", "5%")])
def test_with_its_symbol_it_is_exact(said: str, query: str) -> None:
    assert first(said, query).tier is Tier.EXACT


@pytest.mark.parametrize("query", ["huchneghe", "hu chneg he", "hucheghe", "huchengghe", "huchenghr"])
def test_pinyin_with_a_slip_is_found(query: str) -> None:
    assert first("小店的護城河在哪裡", query).matched.startswith("護城")


def test_long_pinyin_with_a_slip_is_claimed() -> None:
    assert first("小店的護城河在哪裡", "xiaodiandehuchneghe").tier is Tier.SOUND


@pytest.mark.parametrize("query", ["xddhch", "ㄒㄉㄉㄏㄔㄏ", "x d d h c h", "XDDHCH"])
def test_a_phrase_is_found_by_its_initials(query: str) -> None:
    assert first("小店的護城河在哪裡", query).matched == "小店的護城河"


@pytest.mark.parametrize("query", ["zhxlmf", "zxlmf"])
def test_zh_may_be_typed_as_z(query: str) -> None:
    assert first("這就是祝小李媽福的歌", query).matched == "祝小李媽福"


def test_a_few_initials_are_offered_and_not_claimed() -> None:
    assert first("小店的護城河在哪裡", "xddhch").tier is Tier.LOOSE


def test_nine_initials_are_claimed() -> None:
    assert first("小店的護城河在哪裡啊", "xddhchznl").tier is Tier.SOUND


@pytest.mark.parametrize("word", ["crypto", "python"])
def test_a_latin_word_is_not_taken_for_initials(word: str) -> None:
    said = f"他每天都在研究{word}這個東西 從如一拍偷哦 跑一趟湖南"
    assert first(said, word).matched == word


def test_a_word_that_is_said_is_not_mended() -> None:
    assert first("the gaodi model hu cheng he", "gaodi").matched == "gaodi"
