"""Setting, listing and removing schedules."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.access import Access
from bot.errors import NotFoundError, UsageError
from bot.model import Destination, Place, PlaceKind, Platform, PrivateAccess
from bot.plans import Wishes
from bot.schedules import ListedSchedule, Schedules
from bot.slots import Days, Plan, ScheduleId, Slot, SlotRecord, SlotState
from bot.times import read_time, read_zone
from tests.daily_station import CHAT, GUILD, MORNING, NINE, ON_DISCORD, ON_TELEGRAM, add_episode, cues
from tests.fixed_clock import FixedClock
from tests.memory import MemorySnapshot, MemoryStore

TAIPEI = ZoneInfo("Asia/Taipei")
OPERATOR = Place(Platform.CONSOLE, PlaceKind.OPERATOR)
ELSEWHERE = Destination(GUILD, "71")


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def schedules(store: MemoryStore) -> Schedules:
    return Schedules(store, FixedClock(MORNING), TAIPEI, Access({}))


# ---------------------------------------------------------------- reading what was typed


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("9:00", time(9, 0)),
        ("09:00", time(9, 0)),
        (" 21:30 ", time(21, 30)),
        ("０９：００", time(9, 0)),
        ("9：05", time(9, 5)),
        ("0:00", time(0, 0)),
        ("23:59", time(23, 59)),
    ],
)
def test_a_time_is_hours_and_minutes_in_either_width(typed: str, read: time) -> None:
    assert read_time(typed) == read


@pytest.mark.parametrize("typed", ["", "9", "9:0", "24:00", "9:60", "9am", "-1:00", "009:00", "九點", "९:००"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(UsageError, match=r"daily\.time"):
        read_time(typed)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Asia/Taipei", "Asia/Taipei"),
        (" asia/taipei ", "Asia/Taipei"),
        ("america/new york", "America/New_York"),
        ("Ａsia/Taipei", "Asia/Taipei"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_an_iana_name_however_it_is_typed(typed: str, key: str) -> None:
    assert read_zone(typed).key == key


@pytest.mark.parametrize("typed", ["Asia", "../etc/passwd", "/etc/localtime", "臺北", "GMT+25", "\0", "x" * 500, "."])
def test_what_is_no_zone_is_refused_by_its_name(typed: str) -> None:
    with pytest.raises(UsageError, match=r"daily\.zone") as raised:
        read_zone(typed)
    assert raised.value.values == {"zone": typed}


# ---------------------------------------------------------------- setting


async def test_a_time_that_is_set_runs_next_in_its_own_zone(schedules: Schedules) -> None:
    listed = (await schedules.set(ON_DISCORD, "9:00", "Europe/Berlin")).listed
    assert listed.next == datetime(2024, 5, 1, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    assert (listed.schedule.zone, listed.last) == ("Europe/Berlin", None)


@pytest.mark.parametrize("zone", ["", " "])
async def test_a_time_without_a_zone_is_one_of_the_configured_zone(schedules: Schedules, zone: str) -> None:
    listed = (await schedules.set(ON_DISCORD, "9:00", zone)).listed
    assert listed.schedule.zone == "Asia/Taipei"
    assert listed.next == NINE


async def test_a_time_that_has_passed_today_runs_tomorrow(schedules: Schedules) -> None:
    assert (await schedules.set(ON_DISCORD, "7:59")).listed.next == NINE + timedelta(hours=23, minutes=-1)


async def test_what_cannot_be_read_sets_nothing(schedules: Schedules) -> None:
    for time_, zone in (("nine", ""), ("9:00", "Nowhere")):
        with pytest.raises(UsageError):
            await schedules.set(ON_DISCORD, time_, zone)
    assert await schedules.list(OPERATOR) == ()


async def test_the_same_time_again_replaces_the_zone(schedules: Schedules) -> None:
    for zone in ("Asia/Taipei", "Asia/Kathmandu"):
        await schedules.set(ON_DISCORD, "9:00", zone)
    assert [each.schedule.zone for each in await schedules.list(GUILD)] == ["Asia/Kathmandu"]


async def test_whoever_watches_is_told_of_each_change(schedules: Schedules) -> None:
    told: list[int] = []
    schedules.watch(lambda: told.append(1))
    await schedules.set(ON_DISCORD, "9:00")
    await schedules.list(GUILD)
    await schedules.remove(GUILD, "1")
    assert len(told) == 2


# ---------------------------------------------------------------- how it is posted


def wishing(asker: str = "discord:1", **options: str) -> Wishes:
    return Wishes(options, asker)


async def test_options_are_set_with_who_asked_for_them(schedules: Schedules) -> None:
    changed = await schedules.set(ON_DISCORD, "9:00", "", wishing(days="mon", heading="早安", pin="on"))
    assert changed.before is None
    assert changed.listed.schedule.plan == Plan(Days(frozenset({0})), heading="早安", pins=True, set_by="discord:1")
    assert changed.listed.next == datetime(2024, 5, 6, 9, 0, tzinfo=TAIPEI)


async def test_setting_it_again_changes_what_is_named_and_keeps_the_rest(schedules: Schedules) -> None:
    await schedules.set(ON_DISCORD, "9:00", "Europe/Berlin", wishing(days="mon", pin="on"))
    changed = await schedules.set(ON_DISCORD, "9:00", "", wishing("discord:2", heading="早安"))
    assert changed.before is not None
    schedule = changed.listed.schedule
    assert (schedule.id, schedule.zone) == (changed.before.id, "Europe/Berlin")
    assert schedule.plan == Plan(Days(frozenset({0})), heading="早安", pins=True, set_by="discord:2")


async def test_another_channel_or_time_has_a_plan_of_its_own(schedules: Schedules) -> None:
    await schedules.set(ON_DISCORD, "9:00", "", wishing(pin="on"))
    for destination, at in ((ELSEWHERE, "9:00"), (ON_DISCORD, "9:01")):
        changed = await schedules.set(destination, at)
        assert (changed.before, changed.listed.schedule.plan.pins) == (None, False)


@pytest.mark.parametrize(("at", "first"), [("8:01", date(2024, 5, 1)), ("8:00", date(2024, 5, 2))])
async def test_every_so_many_days_count_from_the_first_day_that_is_due(
    schedules: Schedules, at: str, first: date
) -> None:
    changed = await schedules.set(ON_DISCORD, at, "", wishing(days="every 3 days"))
    assert changed.listed.schedule.plan.days == Days(every=3, first=first)
    assert changed.listed.next is not None
    assert changed.listed.next.date() == first


async def test_days_that_are_not_named_count_on_and_those_that_are_count_anew(
    store: MemoryStore, schedules: Schedules
) -> None:
    await schedules.set(ON_DISCORD, "9:00", "", wishing(days="every 3 days"))
    later = Schedules(store, FixedClock(MORNING + timedelta(days=1)), TAIPEI, Access({}))
    kept = (await later.set(ON_DISCORD, "9:00", "", wishing(pin="on"))).listed
    assert (kept.schedule.plan.days.first, kept.next) == (date(2024, 5, 1), NINE + timedelta(days=3))
    anew = (await later.set(ON_DISCORD, "9:00", "", wishing(days="every 3 days"))).listed
    assert (anew.schedule.plan.days.first, anew.next) == (date(2024, 5, 2), NINE + timedelta(days=1))


async def test_a_schedule_is_kept_to_a_show_that_answers_there_only(store: MemoryStore) -> None:
    schedules = Schedules(store, FixedClock(MORNING), TAIPEI, Access({"secret": PrivateAccess(frozenset({"7"}))}))
    await add_episode(store, "e1", cues(2), "secret")
    assert (await schedules.set(ON_DISCORD, "9:00", "", wishing(show="secret"))).listed.schedule.plan.show == "secret"
    with pytest.raises(NotFoundError, match=r"show\.none"):
        await schedules.set(ON_TELEGRAM, "9:00", "", wishing(show="secret"))
    assert await schedules.list(CHAT) == ()


async def test_whoever_opted_out_of_being_kept_is_not_written_down(
    schedules: Schedules, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MemorySnapshot, "opted_out", lambda _, person: person == "discord:2")
    assert (await schedules.set(ON_DISCORD, "9:00", "", wishing("discord:2"))).listed.schedule.plan.set_by == ""
    skipped = await schedules.skip(GUILD, "", "discord:2")
    [record] = await store.read(lambda snapshot: snapshot.slots([skipped.listed.schedule.id], date.min))
    assert record.asked_by == ""
    assert [await schedules.noted(who) for who in ("discord:1", "discord:2")] == ["discord:1", ""]


# ---------------------------------------------------------------- listing


async def filled(schedules: Schedules) -> None:
    for destination, at in ((ELSEWHERE, "9:00"), (ON_DISCORD, "21:30"), (ON_TELEGRAM, "9:00"), (ON_DISCORD, "9:00")):
        await schedules.set(destination, at)


async def test_a_place_lists_its_own_by_channel_and_time(schedules: Schedules) -> None:
    await filled(schedules)
    found = await schedules.list(GUILD)
    assert [(each.number, each.schedule.destination.channel, each.schedule.at.hour) for each in found] == [
        (1, "70", 9),
        (2, "70", 21),
        (3, "71", 9),
    ]
    assert [each.schedule.destination for each in await schedules.list(CHAT)] == [ON_TELEGRAM]
    assert await schedules.list(replace(GUILD, id="8")) == ()


async def test_the_operator_lists_all(schedules: Schedules) -> None:
    await filled(schedules)
    assert [each.number for each in await schedules.list(OPERATOR)] == [1, 2, 3, 4]


async def test_a_list_tells_what_became_of_the_last_post(schedules: Schedules, store: MemoryStore) -> None:
    listed = (await schedules.set(ON_DISCORD, "9:00")).listed
    for ahead, state in ((-40, SlotState.FAILED), (-2, SlotState.UNKNOWN), (-1, SlotState.SENT)):
        slot = Slot(listed.schedule.id, date(2024, 5, 1) + timedelta(days=ahead))
        await store.claim_slot(SlotRecord(slot, state, "me", MORNING))
        [now] = await schedules.list(GUILD)
        assert (now.last.state if now.last else None) == (state if ahead > -31 else None)


async def test_a_slot_that_was_posted_is_not_listed_as_next(schedules: Schedules, store: MemoryStore) -> None:
    listed = (await schedules.set(ON_DISCORD, "9:00")).listed
    await store.claim_slot(SlotRecord(Slot(listed.schedule.id, date(2024, 5, 1)), SlotState.SENT, "me", MORNING))
    [now] = await schedules.list(GUILD)
    assert now.next == NINE + timedelta(days=1)


async def test_a_schedule_of_a_clock_that_was_ahead_has_no_next_run_to_tell(store: MemoryStore) -> None:
    clock = FixedClock(MORNING + timedelta(days=365))
    schedules = Schedules(store, clock, TAIPEI, Access({}))
    await schedules.set(ON_DISCORD, "9:00")
    clock.instant = MORNING
    [now] = await schedules.list(GUILD)
    assert now.next is None


# ---------------------------------------------------------------- finding


async def test_one_that_stands_alone_need_not_be_named(schedules: Schedules) -> None:
    await schedules.set(ON_DISCORD, "9:00")
    assert (await schedules.find(GUILD, "", "72")).schedule.destination == ON_DISCORD
    await schedules.set(ELSEWHERE, "9:00")
    assert (await schedules.find(GUILD, " ", "71")).schedule.destination == ELSEWHERE
    with pytest.raises(UsageError, match=r"daily\.which"):
        await schedules.find(GUILD, "", "72")
    await schedules.set(ELSEWHERE, "10:00")
    with pytest.raises(UsageError, match=r"daily\.which"):
        await schedules.find(GUILD, "", "71")


async def test_where_none_is_set_none_is_found(schedules: Schedules) -> None:
    with pytest.raises(NotFoundError, match=r"daily\.none_set"):
        await schedules.find(GUILD, "")


# ---------------------------------------------------------------- removing


async def test_one_to_remove_has_to_be_named(schedules: Schedules) -> None:
    await schedules.set(ON_DISCORD, "9:00")
    with pytest.raises(UsageError, match=r"daily\.which"):
        await schedules.remove(GUILD, " ")


@pytest.mark.parametrize(
    ("typed", "channel", "at"),
    [
        ("2", "", time(21, 30)),
        ("２", "", time(21, 30)),
        ("21:30", "", time(21, 30)),
        ("9:00", "70", time(9, 0)),
        ("０９：００", "71", time(9, 0)),
    ],
)
async def test_a_schedule_is_removed_by_its_number_or_time(
    schedules: Schedules, typed: str, channel: str, at: time
) -> None:
    await filled(schedules)
    removed = await schedules.remove(GUILD, typed, channel)
    assert removed.schedule.at == at
    assert channel in ("", removed.schedule.destination.channel)
    assert removed.schedule not in [each.schedule for each in await schedules.list(GUILD)]
    assert len(await schedules.list(OPERATOR)) == 3


@pytest.mark.parametrize(
    ("typed", "error", "code"),
    [
        ("", UsageError, "daily.which"),
        ("nine", UsageError, "daily.which"),
        ("9:00", UsageError, "daily.several"),
        ("25:00", UsageError, "daily.time"),
        ("10:00", NotFoundError, "daily.not_set"),
        ("0", NotFoundError, "daily.not_set"),
        ("4", NotFoundError, "daily.not_set"),
    ],
)
async def test_what_names_no_single_schedule_of_the_place_removes_nothing(
    schedules: Schedules, typed: str, error: type[Exception], code: str
) -> None:
    await filled(schedules)
    with pytest.raises(error, match=code.replace(".", r"\.")):
        await schedules.remove(GUILD, typed, "72")
    assert len(await schedules.list(OPERATOR)) == 4


async def test_one_that_somebody_else_removed_meanwhile_is_not_set(schedules: Schedules, store: MemoryStore) -> None:
    listed = (await schedules.set(ON_DISCORD, "9:00")).listed

    class Late(Schedules):
        async def list(self, place: Place) -> tuple[ListedSchedule, ...]:
            found = await super().list(place)
            await store.remove_schedule(ScheduleId(listed.schedule.id))
            return found

    with pytest.raises(NotFoundError, match=r"daily\.not_set"):
        await Late(store, FixedClock(MORNING), TAIPEI, Access({})).remove(GUILD, "1")


async def test_one_that_somebody_else_removed_meanwhile_is_not_paused(
    schedules: Schedules, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = (await schedules.set(ON_DISCORD, "9:00")).listed

    async def late(schedule: ScheduleId) -> bool:
        return not await store.remove_schedule(schedule)

    monkeypatch.setattr(store, "pause_schedule", late)
    with pytest.raises(NotFoundError, match=r"daily\.not_set"):
        await schedules.pause(GUILD, str(listed.number))
