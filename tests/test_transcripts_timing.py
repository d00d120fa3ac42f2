import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.transcripts.timing import AS_WRITTEN, Timing, are_apart, as_heard
from bot.transcripts.transcript import Reading, TimedText

TWO = Timing(0, ((10, 15), (30, 40)))


@pytest.mark.parametrize(("said", "heard"), [(0, 0), (9, 9), (10, 15), (24, 29), (25, 40), (100, 115)])
def test_what_follows_an_advertisement_is_later_by_its_length(said: int, heard: int) -> None:
    assert TWO.heard(said) == heard


@given(
    st.lists(st.integers(1, 50), max_size=8),
    st.integers(-50, 50),
    st.lists(st.integers(0, 300), min_size=2, max_size=2),
)
def test_nothing_is_heard_inside_an_advertisement_and_the_order_stays(
    steps: list[int], offset_ms: int, said: list[int]
) -> None:
    edges = [sum(steps[: nth + 1]) for nth in range(len(steps) // 2 * 2)]
    ranges = tuple(zip(edges[::2], edges[1::2], strict=True))
    heard = [Timing(offset_ms, ranges).heard(position) for position in sorted(said)]
    assert heard == sorted(heard)
    assert not any(start <= position < end for position in heard for start, end in ranges)


def test_a_cue_ends_before_an_advertisement_that_begins_where_it_ends() -> None:
    reading = Reading((TimedText(1, 5, 10, "茶", ""), TimedText(2, 10, 12, "奶", "")), ())
    assert [(one.start_ms, one.end_ms) for one in as_heard(reading, TWO).timed] == [(5, 10), (15, 17)]


def test_an_end_that_is_missing_or_before_its_start_stays_so() -> None:
    reading = Reading((TimedText(1, 20, 20, "茶", ""), TimedText(2, 20, 18, "奶", "")), ())
    assert [(one.start_ms, one.end_ms) for one in as_heard(reading, TWO).timed] == [(25, 25), (25, 23)]


def test_no_timing_changes_nothing() -> None:
    reading = Reading((TimedText(1, 5, 10, "茶", ""),), ())
    assert as_heard(reading, AS_WRITTEN) is reading


@pytest.mark.parametrize(
    ("ranges", "apart"),
    [
        ([], True),
        ([(1, 2)], True),
        ([(1, 2), (2, 3)], True),
        ([(2, 2)], False),
        ([(1, 3), (2, 4)], False),
        ([(3, 4), (1, 2)], False),
    ],
)
def test_ranges_are_apart_where_each_ends_before_the_next(ranges: list[tuple[int, int]], apart: bool) -> None:  # noqa: FBT001 - a case's verdict
    assert are_apart(ranges) is apart
