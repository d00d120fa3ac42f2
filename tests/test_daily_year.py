"""A year of clips of the day in ten zones, on both platforms, against a walk along each zone's clocks."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.access import Access
from bot.model import Destination, Place, PlaceKind, Platform
from bot.ports import Store
from bot.posting import Poster
from bot.slots import Days, Plan, Post
from storage.sqlite import open_store
from tests.daily_station import Channel, ChannelOutbox, Station, add_episode, cues, round_of
from tests.fixed_clock import FixedClock

BEGIN, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ZONES = {
    "Asia/Taipei": "09:00",
    "Europe/Berlin": "02:30",
    "America/New_York": "02:30",
    "Australia/Lord_Howe": "02:15",
    "Pacific/Apia": "00:00",
    "Asia/Kathmandu": "23:59",
    "Africa/Casablanca": "02:30",
    "America/Santiago": "00:00",
    "Asia/Beirut": "00:00",
    "Pacific/Chatham": "03:00",
}
"""Each with a time of day that its clocks leap over or show twice, where they do."""
PLACES = 200
WEEKDAYS = 7
LONGEST = 30
MONTH = 300
"""Instants at which something is due, about."""


class Noting(ChannelOutbox):
    """Notes when each post came."""

    def __init__(self, channel: Channel) -> None:
        super().__init__(channel)
        self.came: list[tuple[Destination, date, datetime]] = []

    async def post(self, post: Post) -> str:
        self.came.append((post.destination, post.day, self.channel.clock.now()))
        self.channel.nonces.clear()
        return await super().post(post)


def walked(zone: str, at: time) -> dict[date, datetime]:
    """The first instant of each local date at which the zone's clocks show this time or more."""
    there, found, instant = ZoneInfo(zone), dict[date, datetime](), BEGIN
    while instant < END:
        local = instant.astimezone(there)
        # Of the day that has begun by then nothing is known before.
        if local.time() >= at and (instant > BEGIN or local.time() == at):
            found.setdefault(local.date(), instant)
        instant += MINUTE
    first = BEGIN.astimezone(there)
    return {day: instant for day, instant in found.items() if day > first.date() or first.time() <= at}


def rules() -> Iterator[Days]:
    """Each set of weekdays, then every so many days, alone and of some weekdays only."""
    for bits in range(1, 1 << WEEKDAYS):
        yield Days(frozenset(day for day in range(WEEKDAYS) if bits >> day & 1))
    for every in range(2, LONGEST):
        yield Days(every=every, first=date(2025, 12, every))
    for every in range(2, LONGEST * 2):
        yield Days(frozenset({every % WEEKDAYS, (every + 2) % WEEKDAYS}), every, date(2026, 6, 15))


def holds(rule: Days, day: date) -> bool:
    """Whether a date is one of the rule's, counted day by day."""
    if day.weekday() not in rule.weekdays:
        return False
    return rule.first is None or abs((day - rule.first).days) % rule.every == 0


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with await open_store(tmp_path / "naji.db") as opened:
        yield opened


@pytest.mark.long
async def test_each_slot_of_a_year_is_posted_once_at_its_local_time_in_ten_zones(store: Store) -> None:
    clock = FixedClock(BEGIN)
    outboxes = {each: Noting(Channel(clock, honours_nonces=False)) for each in (Platform.DISCORD, Platform.TELEGRAM)}
    built = Station(store, clock, {**outboxes})
    await add_episode(store, "e1", cues(60))
    expected: dict[tuple[Destination, date], datetime] = {}
    known = {zone: walked(zone, time.fromisoformat(at)) for zone, at in ZONES.items()}
    for nth, rule in zip(range(PLACES), rules(), strict=False):
        zone, at = list(ZONES.items())[nth % len(ZONES)]
        platform = list(outboxes)[nth // len(ZONES) % len(outboxes)]
        destination = Destination(Place(platform, PlaceKind.GROUP, str(nth)), str(nth))
        await built.set(destination, at, zone, Plan(rule))
        expected |= {(destination, day): instant for day, instant in known[zone].items() if holds(rule, day)}
    poster = Poster(store, Access({}), built.outboxes, clock)
    await round_of(poster)
    for nth, instant in enumerate(sorted({instant for instant in expected.values() if instant > BEGIN})):
        # When to wake is as dear to find as what to do then: asked for a month.
        assert nth > MONTH or await poster.next_wake() == instant
        clock.instant = instant
        await round_of(poster)
    came = [each for outbox in outboxes.values() for each in outbox.came]
    assert max(Counter((destination, day) for destination, day, _ in came).values()) == 1
    assert {(destination, day): instant for destination, day, instant in came} == expected
    assert len({destination for destination, _, _ in came}) == PLACES
