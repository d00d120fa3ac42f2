"""Days as people say them, and as they are said to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.day_rules import MOST_EVERY, read_days
from bot.errors import UsageError
from bot.slots import EVERY_DAY, Days
from handlers.day_words import days_said
from handlers.locale import LANGUAGES, words_for

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
WORKING = {MON, TUE, WED, THU, FRI}

ANY_DAYS = st.one_of(
    st.frozensets(st.integers(0, 6), min_size=1).map(Days), st.integers(1, MOST_EVERY).map(lambda n: Days(every=n))
)


@given(days=ANY_DAYS, language=st.sampled_from(LANGUAGES))
def test_what_is_said_of_days_is_read_back_as_them(days: Days, language: str) -> None:
    assert read_days(days_said(days, words_for(language))) == days


@given(typed=st.text(max_size=40))
def test_whatever_is_typed_is_days_or_refused_with_a_sentence(typed: str) -> None:
    try:
        days = read_days(typed)
    except UsageError as error:
        assert error.code in ("daily.days", "daily.days_every")  # noqa: PT017 - either is fine
    else:
        assert days.weekdays
        assert 1 <= days.every <= MOST_EVERY
        assert days.first is None


@pytest.mark.parametrize(
    ("typed", "weekdays"),
    [
        ("mon,wed,fri", {MON, WED, FRI}),
        ("Mon Wed  Fri", {MON, WED, FRI}),
        ("monday and Sundays", {MON, SUN}),
        ("every Tuesday", {TUE}),
        ("on tues & thurs", {TUE, THU}),
        ("mon-fri", WORKING),
        ("Friday to Monday", {FRI, SAT, SUN, MON}),
        ("weekdays", WORKING),
        ("working days and sat", WORKING | {SAT}),
        ("weekend", {SAT, SUN}),
        ("一三五", {MON, WED, FRI}),
        ("週一、週三", {MON, WED}),
        ("周二，周四", {TUE, THU}),
        ("星期一和星期日", {MON, SUN}),
        ("禮拜天", {SUN}),
        ("每週六日", {SAT, SUN}),
        ("每個星期五", {FRI}),
        ("週一到週五", WORKING),
        ("週五～週一", {FRI, SAT, SUN, MON}),
        ("平日", WORKING),
        ("工作日、週六", WORKING | {SAT}),
        ("週末", {SAT, SUN}),
        ("週一、Wed", {MON, WED}),
        (" ， 週一 ， ", {MON}),
    ],
)
def test_weekdays_are_read(typed: str, weekdays: set[int]) -> None:
    assert read_days(typed) == Days(frozenset(weekdays))


@pytest.mark.parametrize("typed", ["daily", "Every day", "everyday", "每天", "每日", "天天", "每1天", "一二三四五六日"])
def test_every_day_is_read(typed: str) -> None:
    assert read_days(typed) == EVERY_DAY


@pytest.mark.parametrize(
    ("typed", "every"),
    [
        ("every 3 days", 3),
        ("EVERY 31 DAYS", 31),
        ("every two days", 2),
        ("every other day", 2),
        ("every second day", 2),
        ("每3天", 3),
        ("每 ３ 天", 3),
        ("每兩天", 2),
        ("每三日", 3),
        ("每十天", 10),
        ("每十二天", 12),
        ("每三十一天", 31),
        ("隔天", 2),
        ("隔日", 2),
        ("每隔一天", 2),
    ],
)
def test_every_so_many_days_are_read(typed: str, every: int) -> None:
    assert read_days(typed) == Days(every=every)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "sometimes",
        "monkey",
        "八",
        "三天",
        "每隔兩天",
        "mon to",
        "mon-weekend",
        "一三到五",
        "週",
        "every few days",
        "every",
        "mon, x",
        "每十十天",
        "隔兩天",
    ],
)
def test_what_names_no_days_is_refused_by_what_was_typed(typed: str) -> None:
    with pytest.raises(UsageError) as raised:
        read_days(typed)
    assert (raised.value.code, raised.value.values) == ("daily.days", {"days": typed.strip()})


@pytest.mark.parametrize("typed", ["every 0 days", "every 32 days", "每九十九天", "every 9999 days"])
def test_days_that_lie_too_far_apart_are_refused_with_the_limit(typed: str) -> None:
    with pytest.raises(UsageError) as raised:
        read_days(typed)
    assert (raised.value.code, raised.value.values) == ("daily.days_every", {"most": MOST_EVERY})
