"""What holds of what was recognised and what the operator said, and what is part of the show."""

from bot.segments import Kind, Segment, in_force, is_show, segment_at

AD = Segment(10_000, 70_000, Kind.SPONSOR, 0.9)
BYE = Segment(90_000, 100_000, Kind.OUTRO, 0.5)


def said(start_ms: int, end_ms: int, kind: Kind) -> Segment:
    return Segment(start_ms, end_ms, kind, by_operator=True)


def test_what_was_recognised_holds_where_nobody_says_otherwise() -> None:
    assert in_force([AD, BYE], []) == (AD, BYE)


def test_what_the_operator_adds_stands_among_the_rest_in_order() -> None:
    prize = said(75_000, 80_000, Kind.GIVEAWAY)
    assert in_force([AD, BYE], [prize]) == (AD, prize, BYE)


def test_what_the_operator_calls_the_show_is_taken_out_of_what_was_recognised() -> None:
    assert in_force([AD, BYE], [said(20_000, 30_000, Kind.SHOW), said(85_000, 120_000, Kind.SHOW)]) == (
        Segment(10_000, 20_000, Kind.SPONSOR, 0.9),
        Segment(30_000, 70_000, Kind.SPONSOR, 0.9),
    )


def test_what_the_operator_said_last_counts() -> None:
    again = said(20_000, 60_000, Kind.INTRO)
    assert in_force([], [said(10_000, 70_000, Kind.SHOW), again]) == (again,)
    assert in_force([], [again, said(10_000, 70_000, Kind.SHOW)]) == ()


def test_a_span_lies_in_the_segment_that_holds_most_of_it() -> None:
    assert segment_at([AD, BYE], 65_000, 74_000) is AD
    assert segment_at([AD, BYE], 65_000, 76_000) is None
    assert segment_at([AD, BYE], 71_000, 72_000) is None
    assert segment_at([AD, BYE], 95_000, 95_000) is BYE
    assert segment_at([], 0, 1000) is None


def test_a_span_that_touches_a_segment_is_not_the_show_whole() -> None:
    assert is_show([AD, BYE], 70_000, 90_000)
    assert not is_show([AD, BYE], 69_999, 90_000)
    assert not is_show([AD, BYE], 10_000, 10_000)
    assert is_show([], 0, 1)
