"""Each reason for and against a span, told by two spans that differ in it."""

from collections.abc import Sequence

import numpy as np
import pytest

from bot.worth import lexicon
from bot.worth.reasons import WEIGHTS, Reason
from bot.worth.speech import Sentence, sentences
from bot.worth.worth import LONGEST_MS, MOST_CHARS, SHORTEST_MS, measure
from tests.worth_talks import EVERYDAY, TEA, talk

FILLER = "紅茶加牛奶以後變成奶茶這樣"
"""A sentence of no consequence, 2.6 s long."""


def measured(*lines: str, first: int = 0, end: int | None = None) -> dict[Reason, float]:
    """What the span of these of the lines measures, each a sentence by itself."""
    heard = talk(*lines, seconds=5)
    starts = [sum(len(line) + 1 for line in lines[:nth]) for nth in range(len(lines))]
    spoken = [
        Sentence(start, start + len(line), heard.time_ms(start), heard.time_ms(start + len(line)), 2.5)
        for start, line in zip(starts, lines, strict=True)
    ]
    spans = measure(heard, spoken, EVERYDAY, [False] * len(spoken))
    stop = len(lines) if end is None else end
    [at] = np.flatnonzero((spans.firsts == first) & (spans.ends == stop)).tolist()
    return {reason: float(row[at]) for reason, row in spans.measures.items()}


def with_first(line: str) -> dict[Reason, float]:
    return measured(FILLER, line, FILLER, FILLER, first=1)


def with_last(line: str, following: Sequence[str] = ()) -> dict[Reason, float]:
    return measured(FILLER, FILLER, line, *following, end=3)


def within(line: str) -> dict[Reason, float]:
    return measured("烏龍茶", line, "烏龍茶", "烏龍茶")


@pytest.mark.parametrize(
    ("reason", "more", "less"),
    [
        (Reason.POINTS, "這個茶葉是紅的", "茶葉烘過是紅的"),
        (Reason.POINTS, "我覺得他們很香", "我覺得茶葉很香"),
        (Reason.LEADS, "然後茶葉很香", "茶葉很香"),
        (Reason.POINTS, "我把這個茶葉泡開", "我把紅色的茶葉泡開"),
        (Reason.POINTS, "第二種是綠色的茶葉", "紅茶一是紅第二是香"),
        (Reason.POINTS, "特別是茶葉很香", "茶葉特別香"),
        (Reason.POINTS, "茶葉也很香喔", "茶葉很香喔喔"),
        (Reason.LEADS, "And leaves are red.", "Leaves are red."),
        (Reason.POINTS, "It is red.", "Leaves are red."),
        (Reason.PRONOUNS, "大家看這個和這個", "大家看茶葉和牛奶"),
        (Reason.NAMES, "Matcha的粉是最好喝的綠茶的粉", "綠茶的粉是最好喝的茶的粉"),
        (Reason.NAMES, "抹茶叫做Matcha", "抹茶叫做綠茶"),
        (Reason.NAMES, "Is Matcha green tea?", "Is it green tea?"),
        (Reason.NAMES, "牛奶比較好喝喔", "加熱過的還放了糖的好喝的牛奶"),
        (Reason.SUBJECT, "茶葉是紅的", "是紅的茶葉"),
        (Reason.SUBJECT, "茶葉是紅的", "茶葉茶葉茶葉"),
        (Reason.DEFINES, "所謂奶茶就是茶加奶", "所謂奶茶我很喜歡喝"),
        (Reason.FULL, "茶葉從山上採下來以後要先攤開來晾乾", "茶葉從山上採下來"),
        (Reason.EVERYBODY, "很多人喝茶", "我哥喝茶喝很多"),
        (Reason.TAKES_UP, "那茶葉是紅的", "茶葉是紅的啦"),
        (Reason.LASTS, "紅茶是紅的", "咖啡是黑的"),
        (Reason.INTRODUCES, "烏龍啊烏龍啊", "奶茶啊奶茶啊"),
        (Reason.QUESTION, "牛奶為什麼好喝呢", "牛奶應該好喝了吧"),
        (Reason.ADDRESSES, "你把茶葉放進去", "茶葉要放進去"),
        (Reason.FOLLOWS_UP, "你就可以泡開茶葉", "你看茶葉泡開了喔"),
        (Reason.FOLLOWS_UP, "例如茶葉是紅的", "茶葉例如是紅的"),
        (Reason.FOLLOWS_UP, "而且茶葉是紅的", "茶葉是紅的而且香"),
        (Reason.FOLLOWS_UP, "如果太熱的話就會苦", "如果太熱的話茶葉會苦"),
        (Reason.FOLLOWS_UP, "兩個最大的好處是香和紅", "茶葉最大的好處是香和紅"),
        (Reason.FOLLOWS_UP, "Then you add milk.", "Leaves need milk."),
        (Reason.CONCEDES, "雖然茶葉是紅的", "雖然茶葉是紅的但是不苦"),
        (Reason.POINTS, "茶農願意做這件事情", "說到茶葉 茶農做這件事情"),
        (Reason.SUBJECT, "茶葉茶葉茶葉", "必須泡開茶葉"),
        (Reason.POINTS, "茶農那天罵他的原因", "茶農那天罵人的原因"),
        (Reason.POINTS, "茶葉泡開 這兩種都香", "茶葉有兩種 這兩種都香"),
        (Reason.POINTS, "茶葉要先曬乾 很多人不知道這點", "茶葉要先曬乾 很多人不知道這裡"),
        (Reason.POINTS, "為什麼 因為茶葉是紅的", "為什麼茶葉是紅的"),
        (Reason.PRONOUNS, "大家看這台很香", "大家看茶葉很香"),
    ],
)
def test_the_first_sentence_tells(reason: Reason, more: str, less: str) -> None:
    assert with_first(more)[reason] > with_first(less)[reason]


@pytest.mark.parametrize(
    ("reason", "more", "less"),
    [
        (Reason.ASKS, "茶葉為什麼是紅的呢", "茶葉烘過是紅的啦"),
        (Reason.CONCLUDES, "所以茶葉是紅的", "茶葉都是紅的"),
        (Reason.HANGS, "如果茶葉是紅的", "如果太熱茶葉就紅了"),
        (Reason.HANGS, "泡茶有三個步驟", "泡茶不難"),
        (Reason.HANGS, "泡茶的時候", "泡茶不難"),
        (Reason.HANGS, "儘管茶葉泡了很久", "儘管茶葉泡久了也不苦"),
        (Reason.HANGS, "但是他後來發現", "但是他後來很高興"),
        (Reason.HANGS, "茶農每天早上忙的事情", "茶農每天早上有忙的事情"),
        (Reason.HANGS, "茶葉很香也因為這樣", "茶葉很香也都像這樣"),
        (Reason.HANGS, "固然茶葉是紅的", "固然茶葉紅也就苦"),
        (Reason.HANGS, "所以在這幾種茶葉裡面", "所以茶葉都在這幾個茶罐裡面"),
        (Reason.HANGS, "那年有一種新的茶叫做咖啡", "新的茶叫做咖啡是那年的事"),
        (Reason.BEGINS_ANEW, "那綠茶也很香", "綠茶也很香喔"),
        (Reason.WINDS_UP, "茶葉就這樣泡好了", "茶葉就這樣泡進水裡"),
        (Reason.BRIEF, "泡茶不難", "泡茶其實一點也不難只要有水"),
    ],
)
def test_the_last_sentence_tells(reason: Reason, more: str, less: str) -> None:
    assert with_last(more)[reason] > with_last(less)[reason]


def test_the_sentence_after_it_tells_whether_it_turns_to_something() -> None:
    assert with_last(FILLER, ("那綠茶很香",))[Reason.TURNED_FROM] == 1
    assert with_last(FILLER, ("綠茶很香",))[Reason.TURNED_FROM] == 0
    assert with_last(FILLER)[Reason.TURNED_FROM] == 1


def test_the_sentence_after_it_tells_whether_a_list_was_announced() -> None:
    assert with_last(FILLER, ("首先茶葉要曬乾",))[Reason.LISTED] == 1
    assert with_last(FILLER, ("茶葉要先曬乾",))[Reason.LISTED] == 0
    assert with_last(FILLER)[Reason.LISTED] == 0


def test_one_of_two_cases_lacks_the_other() -> None:
    assert with_last("如果太熱茶就會苦", ("那如果太冷茶就沒味道",))[Reason.CASES] == 1
    assert with_last("如果太熱茶就會苦", ("茶農都知道",))[Reason.CASES] == 0


def test_what_a_sentence_begins_with_tells_whether_it_ends_in_the_middle() -> None:
    assert with_last("它是紅的茶葉")[Reason.CARRIES_ON] == 1
    assert with_last("所以它是紅的茶葉")[Reason.CARRIES_ON] == 0


def test_what_came_up_last_is_gone_into_after_it() -> None:
    assert with_last("最有名的是咖啡", ("那這個咖啡是黑的",))[Reason.GOES_INTO] == 1
    assert with_last("最有名的是咖啡", ("所以大家都喝",))[Reason.GOES_INTO] == 0


def test_what_is_his_is_gone_into_after_it() -> None:
    assert with_last("茶農都起得很早", ("那他們的茶都賣完了",))[Reason.GOES_INTO] == 1
    assert with_last("茶農都起得很早", ("那他們起床都喝茶",))[Reason.GOES_INTO] == 0


def test_a_list_is_gone_through_only_after_it_was_begun() -> None:
    assert measured(FILLER, "第二個是綠茶", "第一個是紅茶", FILLER)[Reason.LISTS] == 1
    assert measured(FILLER, "第一個是紅茶", "第二個是綠茶", FILLER)[Reason.LISTS] == 0
    assert measured(FILLER, "第一個是紅茶第二個是綠茶", FILLER, FILLER)[Reason.LISTS] == 0


def test_what_is_conceded_is_answered_later_in_the_span() -> None:
    assert measured("雖然茶葉是紅的", FILLER, "但是不苦", FILLER)[Reason.CONCEDES] == 0
    assert measured(FILLER, "雖然茶葉是紅的", FILLER, FILLER)[Reason.CONCEDES] == 0


def test_what_is_named_last_and_told_after_it_was_announced() -> None:
    assert with_last("再來看咖啡", ("咖啡是黑的",))[Reason.ANNOUNCES] > 0
    assert with_last("再來看咖啡", ("綠茶是綠的",))[Reason.ANNOUNCES] == 0


def test_what_stands_before_it_tells_whether_it_was_announced() -> None:
    assert measured("歡迎收聽", FILLER, FILLER, FILLER, first=1)[Reason.ANNOUNCED] == 1
    assert measured("茶葉很香", FILLER, FILLER, FILLER, first=1)[Reason.ANNOUNCED] == 0


def test_the_sentence_before_it_tells_whether_it_answers() -> None:
    asked = measured("茶葉為什麼是紅的呢", FILLER, FILLER, FILLER, first=1)
    told = measured("茶葉烘過是紅的啦啦", FILLER, FILLER, FILLER, first=1)
    assert asked[Reason.ANSWERS] > told[Reason.ANSWERS]


def test_asking_whether_somebody_follows_is_no_question() -> None:
    assert with_last("茶葉是紅的對吧?")[Reason.ASKS] == 0
    assert with_last("Leaves are red, right?")[Reason.ASKS] == 0
    assert with_last("Why are leaves red?")[Reason.ASKS] == 1


@pytest.mark.parametrize(
    ("reason", "more", "less"),
    [
        (Reason.RARE, "普洱咖啡牛奶砂糖", "啊啊啊啊啊啊啊啊"),
        (Reason.STAYS, "烏龍烏龍烏龍烏龍", "啊啊啊啊啊啊啊啊"),
        (Reason.REFERS, "這個那個牠它他她", "烏龍咖啡牛奶砂糖"),
        (Reason.EXPLAINS, "原因是茶葉", "顏色是茶葉"),
        (Reason.CLAIMS, "茶葉最重要", "茶葉是葉子"),
        (Reason.FIGURES, "茶葉有300片", "茶葉有很多片"),
        (Reason.TELLS, "小時候喝茶葉", "大家在喝茶葉"),
        (Reason.AMUSES, "茶葉超級好笑", "茶葉就是葉子"),
        (Reason.RECALLS, "剛剛講過茶葉", "茶葉就是葉子"),
        (Reason.KEEPS_HOUSE, "歡迎收聽茶葉", "茶葉就是葉子"),
        (Reason.FILLS, "茶葉然後就是", "茶葉好喝茶葉"),
        (Reason.LISTS, "首先是茶葉", "其實是茶葉"),
        (Reason.MIXES, "另外講牛奶", "茶葉加牛奶"),
        (Reason.TURNS, "Yeah, right.", "Tea, milk."),
        (Reason.KEEPS_HOUSE, "想喝的話可以上網搜尋茶葉", "想喝的話可以上山採茶葉"),
        (Reason.KEEPS_HOUSE, "大家都上網搜尋茶葉", "大家都用搜尋引擎喔"),
        (Reason.KEEPS_HOUSE, "She joined me for tea.", "She joined us for tea."),
        (Reason.REPEATS, "一樣的話說了又說一樣的話說了又說", "一樣的話說了又說紅茶奶茶綠茶烏龍"),
    ],
)
def test_what_is_said_in_it_tells(reason: Reason, more: str, less: str) -> None:
    assert within(more)[reason] > within(less)[reason]


def test_people_who_take_turns_count_against_it() -> None:
    lines = ["甲： 烏龍茶很香。", "乙： 水溫要高。"] * 3
    assert measured(*lines)[Reason.TURNS] == 4, "more count no more"
    assert measured(*lines, end=3)[Reason.TURNS] == 2
    assert measured(*(f"甲{line[1:]}" for line in lines))[Reason.TURNS] == 0


def test_a_list_that_goes_on_is_none_that_breaks_off() -> None:
    assert measured("首先是茶葉", "第二是牛奶", FILLER)[Reason.LISTS] == 0


def test_a_new_subject_opens_and_an_old_one_does_not() -> None:
    lines = ("烏龍茶要發酵", "烏龍茶很香", "烏龍茶很貴", "咖啡豆要烘", "咖啡豆很苦", "咖啡豆很黑")
    new, old = measured(*lines, first=3), measured(*lines, first=2, end=5)
    assert new[Reason.OPENS] > old[Reason.OPENS]


def test_the_best_length_counts_nothing_against_it() -> None:
    lines = [FILLER] * 10
    assert measured(*lines, end=7)[Reason.LENGTH] == 0
    assert measured(*lines, end=3)[Reason.LENGTH] > measured(*lines, end=5)[Reason.LENGTH] > 0


def test_a_bound_where_no_sentence_ends_counts_against_it() -> None:
    heard = talk("茶" * 300)
    spoken = sentences(heard)
    spans = measure(heard, spoken, EVERYDAY, [False] * len(spoken))
    inner = spans.firsts > 0
    assert (spans.measures[Reason.BEGINS][inner] < 0).all()
    assert (spans.measures[Reason.BEGINS][~inner] > 0).all()


def test_spans_whose_bounds_are_sure_leave_out_the_others() -> None:
    heard = talk(*[FILLER] * 9, seconds=5)
    starts = [nth * (len(FILLER) + 1) for nth in range(9)]
    spoken = [
        Sentence(at, at + len(FILLER), heard.time_ms(at), heard.time_ms(at + len(FILLER)), 2.5 if nth != 4 else 0.0)
        for nth, at in enumerate(starts)
    ]
    spans = measure(heard, spoken, EVERYDAY, [False] * len(spoken))
    assert len(spans.firsts)
    assert 4 not in spans.firsts
    assert 4 not in spans.ends


def test_every_reason_is_measured_and_weighed() -> None:
    assert set(measured(*TEA)) == set(Reason) == set(WEIGHTS)


def test_a_score_is_the_sum_of_its_reasons() -> None:
    heard = talk(*TEA, seconds=6)
    spoken = sentences(heard)
    spans = measure(heard, spoken, EVERYDAY, [False] * len(spoken))
    rows = [WEIGHTS[reason] * row for reason, row in spans.measures.items()]
    assert spans.scores() == pytest.approx(np.sum(rows, axis=0))


def test_spans_are_as_long_as_a_clip_and_hold_nothing_barred() -> None:
    heard = talk(*[FILLER] * 30, seconds=5)
    starts = [nth * (len(FILLER) + 1) for nth in range(30)]
    spoken = [Sentence(at, at + len(FILLER), heard.time_ms(at), heard.time_ms(at + len(FILLER)), 2.5) for at in starts]
    spans = measure(heard, spoken, EVERYDAY, [nth == 12 for nth in range(30)])
    lengths_ms = (spans.ends - spans.firsts) * 5000
    assert (lengths_ms.min(), lengths_ms.max()) == (SHORTEST_MS, LONGEST_MS)
    assert not ((spans.firsts <= 12) & (spans.ends > 12)).any()


def test_a_cue_whose_times_are_wrong_gives_no_endless_clip() -> None:
    heard = talk("Tea is dear. " * 200, seconds=40)
    spoken = sentences(heard)
    spans = measure(heard, spoken, EVERYDAY, [False] * len(spoken))
    lengths = [spoken[end - 1].end - spoken[first].start for first, end in zip(spans.firsts, spans.ends, strict=True)]
    assert lengths
    assert max(lengths) <= MOST_CHARS


def test_silence_has_no_spans() -> None:
    heard = talk()
    assert len(measure(heard, sentences(heard), EVERYDAY, []).scores()) == 0


def test_no_word_that_stands_alone_ends_with_a_mark() -> None:
    # Behind a mark begins no word, so that it would never be found.
    latin = {name: words for name, words in vars(lexicon).items() if name.endswith("_EN")}
    assert len(latin) > 1
    each_word = [(name, word) for name, words in latin.items() for word in words.split("|")]
    assert [(name, word) for name, word in each_word if word.endswith((",", "\\."))] == []
