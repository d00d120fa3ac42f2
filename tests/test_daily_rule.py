"""When a slot is due: the rule of the time, without store or clock."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.daily import (
    GRACE,
    LOOK_BACK_DAYS,
    due,
    earliest_day,
    is_late,
    next_due,
    next_run,
    next_slot,
    nonce,
    slot_instant,
)
from bot.model import Destination, Place, PlaceKind, Platform
from bot.slots import Days, Plan, Reason, Schedule, ScheduleId, Slot

ZONES = (
    "Asia/Taipei",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "America/Nuuk",
    "Pacific/Chatham",
    "UTC",
)
LEAPT_OVER = {
    ("Europe/Berlin", "02:30"),
    ("America/New_York", "02:30"),
    ("Africa/Casablanca", "02:30"),
    ("America/Nuuk", "23:59"),
}
"""Where a day of 2024 does not have that time. On Lord Howe the clock leaps from 02:00 to 02:30."""
GUILD = Place(Platform.DISCORD, PlaceKind.GROUP, "7")
HERE = Destination(GUILD, "70")
LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

zones = st.sampled_from(ZONES)
times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
days = st.dates(date(1995, 1, 1), date(2035, 12, 31))
instants = st.datetimes(datetime(1995, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is given


def schedule_at(at: str, zone: str = "Asia/Taipei", since: datetime = LONG_AGO, number: int = 1) -> Schedule:
    return Schedule(ScheduleId(number), HERE, time.fromisoformat(at), zone, since)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def by_looking_at_the_clock(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """The first minute at which the clock has come to this time; None where it never shows that date."""
    instant = datetime.combine(day, time.min, UTC) - timedelta(hours=26)
    seen, found = False, None
    while instant.astimezone(zone).date() <= day:
        wall = instant.astimezone(zone)
        seen = seen or wall.date() == day
        if found is None and (wall.date(), wall.time()) >= (day, at):
            found = instant
        instant += MINUTE
    return (found or instant) if seen else None


# ---------------------------------------------------------------- the instant of a slot


@given(day=days, at=times, zone=zones)
@example(day=date(2024, 3, 31), at=time(2, 30), zone="Europe/Berlin")
@example(day=date(2024, 10, 27), at=time(2, 30), zone="Europe/Berlin")
@example(day=date(2024, 10, 6), at=time(2, 10), zone="Australia/Lord_Howe")
@example(day=date(2024, 4, 7), at=time(1, 45), zone="Australia/Lord_Howe")
@example(day=date(2011, 12, 30), at=time(9, 0), zone="Pacific/Apia")
@example(day=date(2011, 12, 31), at=time(0, 0), zone="Pacific/Apia")
@example(day=date(2024, 3, 10), at=time(2, 30), zone="Africa/Casablanca")
@example(day=date(2024, 4, 14), at=time(2, 30), zone="Africa/Casablanca")
@example(day=date(2024, 3, 30), at=time(23, 30), zone="America/Nuuk")
def test_a_slot_is_due_when_the_clock_first_comes_to_its_time(day: date, at: time, zone: str) -> None:
    schedule = Schedule(ScheduleId(1), HERE, at, zone, LONG_AGO)
    assert slot_instant(schedule, day) == by_looking_at_the_clock(day, at, ZoneInfo(zone))


@pytest.mark.parametrize(
    ("zone", "day", "at", "instant"),
    [
        ("Asia/Taipei", "2024-05-01", "09:00", "2024-05-01T01:00"),
        ("Asia/Kathmandu", "2024-05-01", "09:00", "2024-05-01T03:15"),
        ("Europe/Berlin", "2024-03-31", "02:30", "2024-03-31T01:00"),
        ("Europe/Berlin", "2024-10-27", "02:30", "2024-10-27T00:30"),
        ("America/New_York", "2024-03-10", "02:00", "2024-03-10T07:00"),
        ("America/New_York", "2024-11-03", "01:59", "2024-11-03T05:59"),
        ("Australia/Lord_Howe", "2024-10-06", "02:15", "2024-10-05T15:30"),
        ("Pacific/Apia", "2011-12-31", "09:00", "2011-12-30T19:00"),
        ("America/Toronto", "1919-03-30", "23:45", "1919-03-31T04:30"),
    ],
)
def test_times_that_are_leapt_over_or_shown_twice_are_due_once(zone: str, day: str, at: str, instant: str) -> None:
    assert slot_instant(schedule_at(at, zone), date.fromisoformat(day)) == utc(instant)


def test_a_date_that_a_zone_left_out_has_no_slot() -> None:
    schedule = schedule_at("09:00", "Pacific/Apia")
    assert slot_instant(schedule, date(2011, 12, 30)) is None
    assert is_late(schedule, Slot(schedule.id, date(2011, 12, 30)), utc("2011-12-30T10:00"))


# ---------------------------------------------------------------- what is owed


def test_nothing_is_owed_before_its_instant_and_one_slot_from_then_on() -> None:
    schedule = schedule_at("09:00", since=utc("2024-05-01T00:00"))
    assert due([schedule], (), utc("2024-05-01T00:59:59")) == ()
    [owed] = due([schedule], (), utc("2024-05-01T01:00"))
    assert (owed.slot, owed.is_late) == (Slot(schedule.id, date(2024, 5, 1)), False)


def test_a_slot_with_a_record_is_owed_no_more() -> None:
    schedule = schedule_at("09:00")
    assert due([schedule], {Slot(schedule.id, date(2024, 5, 1))}, utc("2024-05-01T01:00")) == ()


def test_a_slot_is_caught_up_with_until_its_grace_is_over() -> None:
    schedule = schedule_at("09:00", since=utc("2024-05-01T00:00"))
    instant = utc("2024-05-01T01:00")
    assert [each.is_late for each in due([schedule], (), instant + GRACE)] == [False]
    assert [each.is_late for each in due([schedule], (), instant + GRACE + MINUTE)] == [True]
    assert not is_late(schedule, Slot(schedule.id, date(2024, 5, 1)), instant + GRACE)
    assert is_late(schedule, Slot(schedule.id, date(2024, 5, 1)), instant + GRACE + MINUTE)


def test_of_some_days_away_the_last_is_posted_and_those_before_are_late() -> None:
    schedule = schedule_at("09:00")
    owed = due([schedule], {Slot(schedule.id, date(2024, 5, 1))}, utc("2024-05-04T02:00"))
    assert [(each.slot.day.day, each.is_late) for each in owed] == [(4, False), (3, True), (2, True)]


def test_of_a_long_time_away_a_week_is_told() -> None:
    schedule = schedule_at("09:00")
    owed = due([schedule], {Slot(schedule.id, date(2024, 1, 1))}, utc("2024-05-04T02:00"))
    assert len(owed) == LOOK_BACK_DAYS + 1
    assert sum(not each.is_late for each in owed) == 1


def test_a_schedule_owes_nothing_from_before_it_was_set() -> None:
    schedule = schedule_at("09:00", since=utc("2024-05-01T01:00:01"))
    assert due([schedule], (), utc("2024-05-01T02:00")) == ()
    assert next_run(schedule, (), utc("2024-05-01T02:00")) == utc("2024-05-02T01:00")
    assert len(due([schedule], (), utc("2024-05-02T02:00"))) == 1


def test_a_clock_that_is_set_back_repeats_no_slot() -> None:
    schedule = schedule_at("09:00", since=utc("2024-05-01T00:00"))
    taken = {Slot(schedule.id, date(2024, 5, 2)), Slot(schedule.id, date(2024, 5, 1))}
    for back in (timedelta(seconds=1), timedelta(hours=1), DAY):
        now = utc("2024-05-02T01:00") - back
        assert due([schedule], taken, now) == ()
        assert next_due([schedule], taken, now) == utc("2024-05-03T01:00")


def test_a_clock_that_was_a_year_ahead_leaves_no_silent_year_behind() -> None:
    schedule = schedule_at("09:00")
    ahead = {Slot(schedule.id, date(2025, 5, day)) for day in range(1, 9)}
    assert len(due([schedule], ahead | {Slot(schedule.id, date(2024, 4, 30))}, utc("2024-05-01T01:00"))) == 1


@given(
    zone=zones, at=times, start=instants, steps=st.lists(st.integers(-3 * 86_400, 5 * 86_400), min_size=1, max_size=20)
)
def test_however_the_clock_is_turned_no_slot_is_owed_twice_nor_early(
    zone: str, at: time, start: datetime, steps: list[int]
) -> None:
    schedule = Schedule(ScheduleId(1), HERE, at, zone, LONG_AGO)
    taken: set[Slot] = set()
    now = start
    for step in steps:
        now += timedelta(seconds=step)
        for owed in due([schedule], taken, now):
            instant = slot_instant(schedule, owed.slot.day)
            assert owed.slot not in taken
            assert instant is not None
            assert instant <= now
            assert owed.is_late == (now - instant > GRACE)
            taken.add(owed.slot)


@given(zone=zones, at=times, now=instants)
def test_at_the_next_instant_a_slot_is_owed_and_none_before(zone: str, at: time, now: datetime) -> None:
    schedule = Schedule(ScheduleId(1), HERE, at, zone, LONG_AGO)
    taken = {each.slot for each in due([schedule], (), now)}
    instant = next_due([schedule], taken, now)
    assert instant is not None
    assert now < instant <= now + 2 * DAY + timedelta(hours=2)
    assert due([schedule], taken, instant - timedelta(microseconds=1)) == ()
    assert len(due([schedule], taken, instant)) == 1


def test_records_are_asked_for_from_before_the_first_day_in_any_zone() -> None:
    now = utc("2024-05-10T00:30")
    schedule = schedule_at("00:00", "America/Nuuk")
    assert min(each.slot.day for each in due([schedule], (), now)) >= earliest_day(now)


def test_of_several_schedules_the_earliest_is_next_and_of_none_there_is_none() -> None:
    several = [schedule_at("09:00"), schedule_at("08:00", number=2), schedule_at("21:30", number=3)]
    assert next_due(several, (), utc("2024-05-01T00:00:01")) == utc("2024-05-01T01:00")
    assert next_due((), (), utc("2024-05-01T00:00")) is None


def test_a_schedule_that_is_far_off_has_no_next_run() -> None:
    assert next_run(schedule_at("09:00", since=utc("2025-01-01T00:00")), (), utc("2024-05-01T00:00")) is None


# ---------------------------------------------------------------- a year


def wakes(schedules: list[Schedule], start: datetime, end: datetime) -> Iterator[tuple[datetime, Slot]]:
    """What is posted between two instants by one who is woken at `next_due` only."""
    taken: set[Slot] = set()
    now: datetime | None = start
    while now is not None and now < end:
        for owed in due(schedules, taken, now):
            taken.add(owed.slot)
            yield now, owed.slot
        now = next_due(schedules, {slot for slot in taken if slot.day >= earliest_day(now)}, now)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("at", ["00:00", "02:30", "09:00", "23:59"])
def test_in_a_year_every_date_is_posted_once_at_its_local_time(zone: str, at: str) -> None:
    local = ZoneInfo(zone)
    start, end = (datetime(year, 1, 1, tzinfo=local).astimezone(UTC) for year in (2024, 2025))
    schedule = schedule_at(at, zone, since=start)
    posted = list(wakes([schedule], start, end))
    assert [slot.day for _, slot in posted] == [date(2024, 1, 1) + n * DAY for n in range(366)]
    wrong = [when for when, _ in posted if f"{when.astimezone(local):%H:%M}" != at]
    assert len(wrong) == ((zone, at) in LEAPT_OVER)


# ---------------------------------------------------------------- nonces


def test_a_nonce_is_a_slots_own_and_fits() -> None:
    schedule, day = schedule_at("09:00"), date(2024, 5, 1)
    places = [
        HERE,
        Destination(GUILD, "71"),
        Destination(Place(Platform.DISCORD, PlaceKind.GROUP, "8"), "70"),
        Destination(Place(Platform.TELEGRAM, PlaceKind.GROUP, "7"), "70"),
    ]
    nonces = {nonce(replace(schedule, destination=place), Slot(schedule.id, day)) for place in places}
    others = (schedule_at("09:01"), day), (schedule, day + DAY)
    nonces |= {nonce(each, Slot(each.id, its_day)) for each, its_day in others}
    assert len(nonces) == len(places) + 2
    assert all(1 <= len(each) <= 25 for each in nonces)


def test_a_nonce_is_the_same_in_every_store() -> None:
    one, other = schedule_at("09:00"), schedule_at("09:00", "UTC", number=9)
    day = date(2024, 5, 1)
    assert nonce(one, Slot(one.id, day)) == nonce(other, Slot(other.id, day))


def test_what_is_posted_by_hand_has_a_nonce_of_its_own() -> None:
    schedule, day = schedule_at("09:00"), date(2024, 5, 1)
    assert len({nonce(schedule, Slot(schedule.id, day, nth)) for nth in range(3)}) == 3


# ---------------------------------------------------------------- the plan's days


def on(days: Days, at: str = "09:00", zone: str = "Asia/Taipei") -> Schedule:
    return replace(schedule_at(at, zone), plan=Plan(days))


WEEKEND = Days(frozenset({5, 6}))


def test_a_date_that_is_none_of_the_days_has_no_slot() -> None:
    assert [n for n in range(1, 15) if slot_instant(on(WEEKEND), date(2024, 5, n))] == [4, 5, 11, 12]


def test_every_so_many_days_are_counted_from_the_first_in_both_directions() -> None:
    days = Days(every=3, first=date(2024, 5, 5))
    assert [n for n in range(1, 15) if days.holds(date(2024, 5, n))] == [2, 5, 8, 11, 14]


def test_weekdays_and_every_so_many_days_both_count() -> None:
    fortnightly = Days(frozenset({2}), every=14, first=date(2024, 5, 1))
    assert [n for n in range(1, 32) if fortnightly.holds(date(2024, 5, n))] == [1, 15, 29]


def test_the_next_slot_is_on_the_next_of_the_days() -> None:
    monday = utc("2024-05-06T00:00")
    assert next_slot(on(WEEKEND), (), monday) == Slot(ScheduleId(1), date(2024, 5, 11))


@given(st.sets(st.integers(0, 6), min_size=1), st.integers(1, 31), days, instants)
def test_the_next_slot_is_the_first_that_its_days_hold(
    weekdays: set[int], every: int, first: date, now: datetime
) -> None:
    schedule = on(Days(frozenset(weekdays), every, first))
    found = next_run(schedule, (), now)
    todays = now.astimezone(ZoneInfo(schedule.zone)).date()
    ahead = (todays + timedelta(days=n) for n in range(7 * every + 2))
    instants_ahead = (slot_instant(schedule, day) for day in ahead)
    assert found == next((each for each in instants_ahead if each is not None and each > now), None)


def test_a_missed_slot_is_owed_beyond_dates_that_have_none() -> None:
    tuesday = utc("2024-05-07T00:00")
    assert [each.slot.day.day for each in due([on(WEEKEND)], (), tuesday)] == [5, 4]


def test_what_was_posted_on_a_date_that_is_no_longer_one_of_the_days_ends_what_is_owed() -> None:
    posted = Slot(ScheduleId(1), date(2024, 5, 6))
    assert list(due([on(WEEKEND)], [posted], utc("2024-05-07T00:00"))) == []


def test_one_that_was_left_out_ahead_of_its_time_hides_none_before_it() -> None:
    schedule = schedule_at("23:00", since=utc("2024-05-01 00:00"))
    left_out = {Slot(schedule.id, date(2024, 5, 2))}
    [owed] = due([schedule], left_out, utc("2024-05-01 16:30"))
    assert owed.slot.day == date(2024, 5, 1)


def test_the_next_slot_is_found_behind_any_number_that_were_left_out() -> None:
    schedule = on(Days(frozenset({0})))
    left_out = [Slot(schedule.id, date(2024, 5, 6) + nth * 7 * DAY) for nth in range(20)]
    following = next_slot(schedule, left_out, utc("2024-05-01 00:00"))
    assert following == Slot(schedule.id, date(2024, 5, 6) + 20 * 7 * DAY)


def test_a_post_by_hand_takes_no_slot_of_the_clocks() -> None:
    by_hand = Slot(ScheduleId(1), date(2024, 5, 1), 1)
    [owed, *_] = due([schedule_at("09:00", since=utc("2024-05-01T00:00"))], [by_hand], utc("2024-05-01T01:00"))
    assert owed.slot == Slot(ScheduleId(1), date(2024, 5, 1))


@pytest.mark.parametrize("resting", [{"is_paused": True}, {"trouble": Reason("discord.post_refused")}])
def test_nothing_is_due_of_a_schedule_that_rests(resting: dict[str, object]) -> None:
    schedule = replace(schedule_at("09:00"), **resting)  # type: ignore[arg-type]  # one field each
    assert list(due([schedule], (), utc("2024-05-01T01:00"))) == []
    assert next_run(schedule, (), utc("2024-05-01T00:00")) is None
