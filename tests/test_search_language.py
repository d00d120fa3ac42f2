"""What is typed, and what it asks for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UsageError
from bot.options import NO_OPTIONS, Options
from bot.search.language import (
    KEYS,
    MOST_ALTERNATIVES,
    MOST_CONSTRAINTS,
    Filters,
    Request,
    asked,
    numbers_in,
    parse,
)
from bot.search.wanted import Alternative, Wanted, plainly

ANY_TEXT = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=80),
    st.text(st.sampled_from('ab護河4 \u3000\t"“”＂「」『』-－−:：|｜ORep集showbefore2024.'), max_size=60),
    st.lists(
        st.sampled_from(
            ['"', '"豆子"', "-豆", "OR", "|", "ep:4", "show:", 'speaker:"a b"', "before:2024-13", "a", "-"]
        ),
        max_size=24,
    ).map(" ".join),
)
WORDS = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=6)


def only(text: str) -> Alternative:
    """What is looked for where there is one alternative."""
    [alternative] = parse(text).wanted.alternatives
    return alternative


def is_plain(text: str) -> bool:
    return parse(text) == Request(plainly(text))


# ---------------------------------------------------------------- operators


@pytest.mark.parametrize(
    "typed", ['"豆子 便宜"', "“豆子 便宜”", "＂豆子 便宜＂", "「豆子 便宜」", "『豆子 便宜』", '“豆子 便宜"']
)
def test_quoted_words_are_a_phrase(typed: str) -> None:
    assert only(typed) == Alternative("豆子 便宜", ("豆子 便宜",))


def test_the_words_of_a_phrase_stay_among_those_that_are_looked_for() -> None:
    assert only('他說 "豆子便宜" 就會來') == Alternative("他說 豆子便宜 就會來", ("豆子便宜",))


def test_a_phrase_may_hold_what_would_be_an_operator_outside() -> None:
    assert only('"B-29 OR -x ep:4"').phrases == ("B-29 OR -x ep:4",)


@pytest.mark.parametrize("typed", ["-機器", "－機器", "−機器", '-"機器"', "－「機器」"])
def test_a_minus_before_a_word_excludes_it(typed: str) -> None:
    assert only(f"豆子 {typed}") == Alternative("豆子", (), ("機器",))


@pytest.mark.parametrize("operator", ["OR", "|", "｜"])
def test_or_stands_between_alternatives(operator: str) -> None:
    assert parse(f"豆子 便宜 {operator} 咖啡").wanted == Wanted((Alternative("豆子 便宜"), Alternative("咖啡")))


def test_excluded_words_are_excluded_from_every_alternative() -> None:
    assert parse("豆子 -機器 OR 咖啡").wanted == Wanted(
        (Alternative("豆子", (), ("機器",)), Alternative("咖啡", (), ("機器",)))
    )


def test_a_phrase_belongs_to_its_own_alternative() -> None:
    first, second = parse('豆子 OR "咖啡"').wanted.alternatives
    assert (first.phrases, second.phrases) == ((), ("咖啡",))


@pytest.mark.parametrize(
    ("typed", "filters"),
    [
        ("show:beans", Filters(shows=("beans",))),
        ('SHOW:"週末 烘豆"', Filters(shows=("週末 烘豆",))),
        ("節目：烘豆", Filters(shows=("烘豆",))),
        ("ep:4", Filters(episodes=("4",))),
        ("ｅｐ：EP4", Filters(episodes=("EP4",))),
        ("集:4-7", Filters(episodes=("4-7",))),
        ("speaker:Ann", Filters(speakers=("Ann",))),
        ("講者:「安 李」", Filters(speakers=("安 李",))),
        ("before:2024", Filters(before=date(2024, 1, 1))),
        ("before:2024-05", Filters(before=date(2024, 5, 1))),
        ("之前：2024-05-17", Filters(before=date(2024, 5, 17))),
        ("after:2024", Filters(after=date(2024, 12, 31))),
        ("after:2024-02", Filters(after=date(2024, 2, 29))),
        ("之後:2024/5/7", Filters(after=date(2024, 5, 7))),
        ("before:2024年5月7日", Filters(before=date(2024, 5, 7))),
        ("before:2024年5月", Filters(before=date(2024, 5, 1))),
        ("before:２０２４", Filters(before=date(2024, 1, 1))),
    ],
)
def test_a_filter_says_where_to_look(typed: str, filters: Filters) -> None:
    assert parse(f"{typed} 豆子") == parse(f"豆子 {typed}") == Request(plainly("豆子"), filters)


def test_filters_of_one_kind_add_up_and_of_two_dates_the_narrower_counts() -> None:
    typed = "ep:4 ep:7 show:a show:b speaker:x speaker:y before:2024 before:2023 after:2020 after:2021 豆子"
    assert parse(typed).filters == Filters(
        ("a", "b"), ("4", "7"), ("x", "y"), before=date(2023, 1, 1), after=date(2021, 12, 31)
    )


def test_filters_alone_leave_nothing_to_look_for() -> None:
    assert parse("ep:4 show:beans") == Request(Wanted(()), Filters(("beans",), ("4",)))


def test_filters_are_told_as_they_would_be_typed() -> None:
    typed = 'show:beans ep:4 speaker:"Ann Lee" before:2024-05-01 after:2023-12-31'
    assert " ".join(parse(f"{typed} 豆子").filters.told) == typed


# ---------------------------------------------------------------- plain text


@pytest.mark.parametrize(
    "text",
    [
        "護城河",
        "GPT-4",
        "a - b",
        "-",
        "- -",
        "-豆子",
        "-豆子 -咖啡",
        "-豆子 ep:4",
        "溫度 -4 度",
        "--json 豆子",
        "12:30 開始",
        "http://example.com/a",
        "Re: 豆子",
        'other:"a b"',
        "他說「豆子」便宜",
        "他說豆子or咖啡",
        "豆子 or 咖啡",
        "豆子|咖啡",
    ],
)
def test_what_is_no_operator_is_text(text: str) -> None:
    assert is_plain(text)


@pytest.mark.parametrize(
    "text",
    [
        'ep:4 "豆子',
        'ep:4 豆子 -"機器',
        'ep:4 "豆子"便宜',
        'speaker:"Ann 豆子',
        'ep:4 ""',
        'ep:4 豆子 -"…"',
        "ep: 4 豆子",
        "show:… 豆子",
        "ep:4 before:soon 豆子",
        "ep:4 before:2024-13 豆子",
        "after:0000 豆子",
        "after:2023-02-29 豆子",
        "ep:4 OR 豆子",
        "豆子 OR",
        "豆子 OR OR 咖啡",
        "豆子 OR -咖啡",
        " OR ".join(["豆子"] * (MOST_ALTERNATIVES + 1)),
        " ".join(["豆子", *["-咖啡"] * (MOST_CONSTRAINTS + 1)]),
    ],
)
def test_a_malformed_query_is_plain_text_whole(text: str) -> None:
    assert is_plain(text)


def test_as_many_operators_as_are_allowed_are_read() -> None:
    assert len(parse(" OR ".join(["豆子"] * MOST_ALTERNATIVES)).wanted.alternatives) == MOST_ALTERNATIVES
    assert len(only(" ".join(["豆子", *["-咖啡"] * MOST_CONSTRAINTS])).without) == MOST_CONSTRAINTS


@given(ANY_TEXT)
def test_any_text_parses(text: str) -> None:
    request = parse(text)
    assert request.wanted.alternatives or request.filters != Filters()


@given(ANY_TEXT)
def test_an_alternative_always_has_something_to_look_for(text: str) -> None:
    assert all(each.text.strip() or is_plain(text) for each in parse(text).wanted.alternatives)


@given(st.lists(WORDS.filter(lambda word: word != "OR"), max_size=8), st.sampled_from([" ", "  ", "，", "-", "!"]))
def test_text_without_operators_parses_to_itself(words: list[str], between: str) -> None:
    assert is_plain(between.join(words))


@given(WORDS, WORDS.filter(lambda word: word[0].isalpha()), st.sampled_from(sorted(KEYS)))
def test_operators_are_read_whatever_the_words(word: str, other: str, key: str) -> None:
    request = parse(f'"{word}" -{other} {key}:2024')
    [alternative] = request.wanted.alternatives
    assert (alternative.phrases, alternative.without) == ((word,), (other,))
    assert request.filters != Filters()


# ---------------------------------------------------------------- options


def test_options_say_the_same_as_filters() -> None:
    options = Options(show=" beans ", episode="4", speaker="Ann Lee", before="2024", after="2023-05")
    typed = 'show:beans ep:4 speaker:"Ann Lee" before:2024 after:2023-05 豆子'
    assert asked("豆子", options) == parse(typed)


def test_options_stand_beside_filters() -> None:
    assert asked("ep:4 豆子", Options(show="beans")).filters == Filters(("beans",), ("4",))


def test_without_options_the_text_decides() -> None:
    assert asked('"豆子" -咖啡', NO_OPTIONS) == parse('"豆子" -咖啡')


def test_exact_takes_all_of_the_text_for_a_phrase() -> None:
    assert asked("豆子 OR -咖啡", Options(exact=True)).wanted == Wanted(
        (Alternative("豆子 OR -咖啡", ("豆子 OR -咖啡",)),)
    )


def test_exact_without_a_letter_is_plain_text() -> None:
    assert asked("…", Options(exact=True)) == Request(plainly("…"))


@pytest.mark.parametrize(
    ("options", "code", "value"),
    [
        (Options(before="soon"), "query.date", "soon"),
        (Options(after="2024-99"), "query.date", "2024-99"),
        (Options(episode="…"), "query.filter", "…"),
    ],
)
def test_an_option_that_says_nothing_gets_a_sentence(options: Options, code: str, value: str) -> None:
    with pytest.raises(UsageError) as refused:
        asked("豆子", options)
    assert (refused.value.code, refused.value.values) == (code, {"value": value})


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        ("4", range(4, 5)),
        ("EP4", range(4, 5)),
        ("ep. 4", range(4, 5)),
        ("第4集", range(4, 5)),
        ("４", range(4, 5)),
        ("4-7", range(4, 8)),
        ("EP4 ~ EP7", range(4, 8)),
        ("第4集到第7集", range(4, 8)),
        ("7-4", range(4, 8)),
        ("4-", range(0)),
        ("ep-004-final", range(0)),
        ("9" * 10, range(0)),
    ],
)
def test_numbers_of_episodes_are_read_in_the_ways_people_write_them(value: str, numbers: range) -> None:
    assert numbers_in(value) == numbers
