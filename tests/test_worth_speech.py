"""An episode's talk as one text with times, and where its sentences end."""

import pytest

from bot.model import Cue
from bot.worth.speech import END, LONGEST_SENTENCE_MS, SURE, cut_of, folded, head_of, sentences, talk_of
from tests.worth_talks import cut, placed, talk


def test_a_talk_knows_when_each_of_its_characters_is_said() -> None:
    heard = talk("烏龍茶要發酵", "綠茶不用")
    assert heard.text == "烏龍茶要發酵\n綠茶不用"
    assert [heard.time_ms(offset) for offset in (0, 3, 6, 7, 10, 11)] == [0, 600, 1200, 1200, 1800, 2000]


def test_a_talk_knows_which_character_is_said_at_a_time() -> None:
    heard = talk("烏龍茶要發酵", "綠茶不用")
    assert [heard.offset_at(time_ms) for time_ms in (0, 600, 601, 99_999)] == [0, 3, 4, 11]


def test_punctuation_before_the_first_syllable_has_the_time_of_its_cue() -> None:
    heard = talk("（笑）綠茶", "，，，")
    assert heard.time_ms(0) == 0
    assert heard.time_ms(heard.text.index("，")) == heard.times_ms[-2]


def test_folding_keeps_the_length_of_a_text() -> None:
    assert folded("烏龍茶ABC") == "乌龙茶abc"
    assert len(folded("㍿烏龍e\u0301")) == 5


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("We drink tea. They drink coffee.", ["We drink tea.", "They drink coffee."]),
        (
            "Dr. Lin says 3.5 cups, e.g. of tea, will do. Fine!",
            ["Dr. Lin says 3.5 cups, e.g. of tea, will do.", "Fine!"],
        ),
        ("茶要發酵。咖啡要烘！", ["茶要發酵。", "咖啡要烘！"]),
        ("茶葉放久了就會變味但是普洱茶越放越好喝", ["茶葉放久了就會變味", "但是普洱茶越放越好喝"]),
        ("你喝過普洱茶嗎 我家裡有很多", ["你喝過普洱茶嗎", "我家裡有很多"]),
        ("普洱茶呢 是一種很特別的茶葉", ["普洱茶呢 是一種很特別的茶葉"]),
        ("普洱茶為什麼這麼貴呢 大家都不知道", ["普洱茶為什麼這麼貴呢", "大家都不知道"]),
        ("昨天買的茶葉和那個 我覺得真的很好喝", ["昨天買的茶葉和那個 我覺得真的很好喝"]),
        ("我家茶葉已經發酵了 那些茶農都很忙", ["我家茶葉已經發酵了", "那些茶農都很忙"]),
        ("因為我是喝茶長大的嘛 我剛剛有說過", ["因為我是喝茶長大的嘛 我剛剛有說過"]),
        ("我愛喝那種茶的某個時刻 我記得很清楚", ["我愛喝那種茶的某個時刻 我記得很清楚"]),
        ("茶葉真的很好喝 的時候要注意水溫", ["茶葉真的很好喝 的時候要注意水溫"]),
    ],
)
def test_sentences_end_where_something_says_so(line: str, parts: list[str]) -> None:
    assert cut(line) == parts


def test_simplified_script_is_cut_as_traditional() -> None:
    traditional = cut("茶葉放久了就會變味但是普洱茶越放越好喝")
    assert [len(each) for each in cut("茶叶放久了就会变味但是普洱茶越放越好喝")] == [len(each) for each in traditional]


def test_a_long_silence_and_another_speaker_end_a_sentence() -> None:
    spoken = [
        Cue(0, 2000, "這茶葉真香", "Ann"),
        Cue(5000, 7000, "水溫九十度", "Ann"),
        Cue(7000, 9000, "謝你提醒喔", "Ben"),
    ]
    heard = talk_of(placed(spoken))
    assert [heard.text[each.start : each.end] for each in sentences(heard)] == [
        "這茶葉真香",
        "水溫九十度",
        "謝你提醒喔",
    ]
    joined = talk_of(placed([Cue(0, 2000, "這茶葉真香", "Ann"), Cue(2000, 4000, "水溫九十度", "Ann")]))
    assert len(sentences(joined)) == 1


def test_where_ends_are_written_nothing_else_is_one() -> None:
    unwritten = "茶葉放久了就會變味 但是普洱茶越放越好喝"
    assert len(cut(unwritten)) == 2
    assert cut(f"{unwritten}。", "茶葉要發酵。") == [f"{unwritten}。", "茶葉要發酵。"]
    assert cut(f"{unwritten}。", "茶" * 200)[0] == "茶葉放久了就會變味", "one full stop in a long talk is no habit"


def test_another_person_ends_a_sentence_even_where_ends_are_written() -> None:
    spoken = [Cue(0, 2000, "茶很香。茶葉真香", "Ann"), Cue(2000, 4000, "對啊。很香。", "Ben")]
    heard = talk_of(placed(spoken))
    found = [heard.text[each.start : each.end] for each in sentences(heard)]
    assert found == ["茶很香。", "茶葉真香", "對啊。", "很香。"]


def test_a_long_silence_ends_a_sentence_even_where_ends_are_written() -> None:
    first, second = "茶很香。茶葉真香", "烏龍茶貴。很香。"
    joined, silent = ([Cue(0, 2000, first), Cue(start, 6000, second)] for start in (2000, 4000))
    assert [len(sentences(talk_of(placed(each)))) for each in (joined, silent)] == [3, 4]


def test_a_talk_knows_where_another_person_begins_to_speak() -> None:
    spoken = [Cue(0, 900, "茶", "Ann"), Cue(900, 1800, "很香", "Ann"), Cue(1800, 2700, "對", "Ben")]
    assert list(talk_of(placed(spoken)).voices) == [0, 5]
    assert list(talk("茶很香", "對").voices) == []
    unnamed = [spoken[0], Cue(900, 1800, "♪"), Cue(1800, 2700, "很香", "Ann"), Cue(2700, 3600, "對", "Ben")]
    assert list(talk_of(placed(unnamed)).voices) == [0, 7], "who says nothing is nobody else"


def test_names_with_wide_colons_need_no_space_and_times_are_no_names() -> None:
    heard = talk(*["甲：茶很香。乙：對。"] * 3)
    assert len(heard.voices) == 6
    assert list(talk(*["12：30開始。 13：00結束。"] * 3).voices) == []


def test_names_with_colons_in_the_text_tell_who_speaks() -> None:
    lines = ["甲： 茶很香。 乙： 對。", "甲： 水呢？ 乙： 九十度。 乙： 記好。", "甲： 好。 重點： 茶葉。"]
    heard = talk(*lines)
    assert [heard.text[at] for at in heard.voices] == ["甲", "乙", "甲", "乙", "甲"], "twice the same is once"


def test_a_bound_tells_how_sure_it_is() -> None:
    first, second = sentences(talk("We drink tea. They drink coffee."))
    assert (first.bound, second.bound) == (SURE, SURE)
    assert END <= sentences(talk("茶葉放久會變味 大家都有很多"))[1].bound < SURE


def test_what_goes_on_too_long_is_cut_and_its_bound_says_so() -> None:
    heard = talk("茶" * 300)
    found = sentences(heard)
    assert len(found) > 2
    assert all(each.end_ms - each.start_ms <= LONGEST_SENTENCE_MS for each in found)
    assert "".join(heard.text[each.start : each.end] for each in found) == "茶" * 300
    assert all(each.bound < END for each in found[1:])


def test_it_is_cut_where_an_end_is_likeliest() -> None:
    line = "茶" * 40 + " 我們" + "水" * 90
    assert cut(line)[0] == "茶" * 40


def test_a_silent_cue_of_minutes_is_left_alone() -> None:
    assert cut("茶葉", seconds=120) == ["茶葉"]


def test_white_space_and_nothing_are_no_sentence() -> None:
    assert cut(" ", "\u3000") == []
    assert sentences(talk_of(())) == []


@pytest.mark.parametrize(
    ("line", "head"),
    [
        ("那普洱茶很貴", "普洱茶很貴"),
        ("那種茶很貴", "那種茶很貴"),
        ("嗯 好啊 普洱茶很貴", "普洱茶很貴"),
        ("So, um, tea is dear.", "tea is dear."),
        ("但是普洱茶很貴", "普洱茶很貴"),
        ("所以說呢普洱茶很貴", "普洱茶很貴"),
        ("而且因為普洱茶很貴", "普洱茶很貴"),
        ("但願茶不貴", "但願茶不貴"),
        ("那", "那"),
    ],
)
def test_the_head_of_a_sentence_is_where_it_says_something(line: str, head: str) -> None:
    heard = talk(line)
    [sentence] = sentences(heard)
    assert heard.text[head_of(heard, sentence) : sentence.end] == head


def test_only_what_keeps_its_capital_is_cut_off() -> None:
    for line, shown in (
        ("那普洱茶很貴", "普洱茶很貴"),
        ("So tea is dear.", "So tea is dear."),
        ("So Tea is dear.", "Tea is dear."),
    ):
        heard = talk(line)
        [sentence] = sentences(heard)
        assert heard.text[cut_of(heard, head_of(heard, sentence), sentence) :] == shown
