"""The schedules of the daily clip as people keep them from a chat: set, listed, rested, skipped, removed."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.access import Access
from bot.daily import next_run, next_slot, slot_instant
from bot.errors import NotFoundError, UsageError
from bot.model import Destination, Place, PlaceKind
from bot.plans import NO_WISHES, Surroundings, Wishes, planned
from bot.ports import Clock, Snapshot, Store
from bot.slots import EVERY_DAY, USUAL_PLAN, Days, Reason, Schedule, ScheduleId, Slot, SlotRecord, SlotState
from bot.standing import record_of
from bot.times import TIME, plain, read_time, read_zone

TOLD_FOR = timedelta(days=31)
"""How long a list tells what became of a schedule's last post."""

_NUMBER = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class ListedSchedule:
    """A schedule as a person sees it.

    Attributes:
        number: its place in the list, from 1.
        next: when it will post next, in its own zone; None where it rests, or that is more than some days away.
        last: the newest of its records of the last `TOLD_FOR` whose time has come.
        skipped: the days ahead that somebody had left out.
        ahead: how long it is until `next`.
    """

    number: int
    schedule: Schedule
    next: datetime | None
    last: SlotRecord | None
    skipped: tuple[date, ...] = ()
    ahead: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """A schedule after something was done with it.

    Attributes:
        before: what it was; None where it is new.
        listed: what it is now.
    """

    before: Schedule | None
    listed: ListedSchedule


@dataclass(frozen=True, slots=True)
class Skipped:
    """A slot of a schedule that was left out, or is posted after all.

    Attributes:
        when: when it is due, in the schedule's zone; None where other days were set meanwhile.
        listed: the schedule as it is now; the days that were left out before stand in it, too.
    """

    slot: Slot
    when: datetime | None
    listed: ListedSchedule


class Schedules:
    """What can be done with schedules.

    Args:
        store: keeps them.
        clock: tells since when one counts.
        zone: the zone of a time that is set without one.
        access: tells which shows a schedule can be kept to.
    """

    def __init__(self, store: Store, clock: Clock, zone: ZoneInfo, access: Access) -> None:
        self._store = store
        self._clock = clock
        self._zone = zone
        self._access = access
        self._listeners: list[Callable[[], None]] = []

    def watch(self, listener: Callable[[], None]) -> None:
        """Have this called whenever a schedule was changed."""
        self._listeners.append(listener)

    # ------------------------------------------------------------ looking

    async def list(self, place: Place) -> tuple[ListedSchedule, ...]:
        """The schedules of a place by channel and time; all there are for the operator."""
        now = self._clock.now()
        return await self._store.read(lambda snapshot: listing(snapshot, schedules_of(snapshot, place), now))

    async def find(self, place: Place, typed: str, channel: str = "") -> ListedSchedule:
        """The schedule of this place that somebody means.

        Args:
            place: as for `list`.
            typed: its number in the list, or its time; empty for the only one of the channel, or else of the place.
            channel: whose schedule is meant where several have that time.

        Raises:
            UsageError: `daily.which` where it cannot be told which one is meant, `daily.several` where the time is
                that of several channels.
            NotFoundError: `daily.not_set`, `daily.none_set`.
        """
        return chosen(await self.list(place), typed, channel)

    async def noted(self, asker: str) -> str:
        """Who is written down for what they ask for: nobody where they opted out of being kept."""
        return await self._store.read(lambda snapshot: _noted(snapshot, asker))

    # ------------------------------------------------------------ changing

    async def set(
        self, destination: Destination, typed_time: str, typed_zone: str = "", wishes: Wishes = NO_WISHES
    ) -> Changed:
        """Set a time at which the destination gets its clip. One that stands there at that time is changed.

        What is not named stays as it stands, or is as usual where nothing stands there yet. Every so many days are
        counted from the first day that is due.

        Args:
            destination: whose right to be posted to has been settled.
            typed_time: see `bot.times.read_time`.
            typed_zone: see `bot.times.read_zone`; empty for the one that it has, or else the configured one.
            wishes: what else is wanted.

        Raises:
            UsageError: `daily.time`, `daily.zone`, and as `bot.plans.planned`.
            NotFoundError: as `bot.plans.planned`.
        """
        at, now = read_time(typed_time), self._clock.now()
        zone = read_zone(typed_zone).key if typed_zone.strip() else ""

        def look(snapshot: Snapshot) -> tuple[Schedule | None, Surroundings, str]:
            scope = self._access.scope(snapshot, destination.place)
            shows = [show for show in snapshot.shows() if show.id in scope.shows]
            here = Surroundings(destination.place, shows, wishes.roles)
            return _standing_at(snapshot, destination, at), here, _noted(snapshot, wishes.asker)

        before, here, asker = await self._store.read(look)
        plan = replace(planned(before.plan if before else USUAL_PLAN, wishes.options, here), set_by=asker)
        zone = zone or (before.zone if before else self._zone.key)
        wanted = Schedule(ScheduleId(0), destination, at, zone, now, plan)
        plan = replace(plan, days=anchored(wanted, now))
        schedule = await self._store.set_schedule(destination, at, zone, now, plan)
        self._tell()
        return Changed(before, await self._listed(schedule))

    async def pause(self, place: Place, typed: str, channel: str = "") -> Changed:
        """Let a schedule rest until it is resumed.

        Raises:
            UsageError, NotFoundError: as `find`.
        """
        wanted = await self.find(place, typed, channel)
        await self._store.pause_schedule(wanted.schedule.id)
        return await self._changed(wanted)

    async def resume(self, place: Place, typed: str, channel: str = "") -> Changed:
        """Let a schedule that rests go on, whatever it rests for; what it missed is not caught up with.

        Raises:
            UsageError, NotFoundError: as `find`.
        """
        wanted = await self.find(place, typed, channel)
        await self._store.resume_schedule(wanted.schedule.id, self._clock.now())
        return await self._changed(wanted)

    async def skip(self, place: Place, typed: str, asker: str, channel: str = "") -> Skipped:
        """Leave out the next post of a schedule; done again, the one after it.

        Args:
            place: as for `find`, as are `typed` and `channel`.
            typed: which one.
            asker: `platform:user id`.
            channel: where it is asked.

        Raises:
            UsageError: as `find`; `daily.rests` where nothing is due anyway.
            NotFoundError: as `find`; `daily.no_next` where nothing is due for a long time.
        """
        wanted = await self.find(place, typed, channel)
        schedule, now = wanted.schedule, self._clock.now()
        if schedule.rests:
            raise UsageError("daily.rests", time=f"{schedule.at:%H:%M}")
        taken, noted = await self._store.read(
            lambda snapshot: (_taken(snapshot, schedule, now), _noted(snapshot, asker))
        )
        while (slot := next_slot(schedule, taken, now)) is not None:
            # Posted or left out by somebody else meanwhile: then the one after it.
            taken |= {slot}
            reason = Reason("daily.skipped")
            if await self._store.claim_slot(
                SlotRecord(slot, SlotState.SKIPPED, "", now, reason=reason, asked_by=noted)
            ):
                return _skipped(slot, (await self._changed(wanted)).listed)
        raise NotFoundError("daily.no_next", time=f"{schedule.at:%H:%M}")

    async def unskip(self, schedule: Schedule, slot: Slot) -> Skipped:
        """Post in its time what was left out ahead of it.

        Nothing was sent for it, so that its slot is free again, for whichever process claims it.

        Raises:
            UsageError: `daily.skip_over` where its time has come, `daily.not_skipped` where it is not left out.
        """
        if has_come(schedule, slot, self._clock.now()):
            raise UsageError("daily.skip_over")
        record = await self._store.read(lambda snapshot: record_of(snapshot, slot))
        if record is None or record.state is not SlotState.SKIPPED or not await self._store.free_slot(record):
            raise UsageError("daily.not_skipped")
        self._tell()
        return _skipped(slot, await self._listed(schedule))

    async def remove(self, place: Place, typed: str, channel: str = "") -> ListedSchedule:
        """Remove a schedule of this place; what it was.

        Raises:
            UsageError, NotFoundError: as `find`; `daily.which` also where nothing was typed.
        """
        if not typed.strip():
            raise UsageError("daily.which")
        wanted = await self.find(place, typed, channel)
        if not await self._store.remove_schedule(wanted.schedule.id):
            raise NotFoundError("daily.not_set", typed=plain(typed))
        self._tell()
        return wanted

    async def _changed(self, before: ListedSchedule) -> Changed:
        """What became of a schedule of the list; its number stays.

        Raises:
            NotFoundError: `daily.not_set`: it was removed meanwhile.
        """
        self._tell()
        schedules = await self._store.read(lambda snapshot: snapshot.schedules())
        now = next((each for each in schedules if each.id == before.schedule.id), None)
        if now is None:
            raise NotFoundError("daily.not_set", typed=f"{before.schedule.at:%H:%M}")
        return Changed(before.schedule, replace(await self._listed(now), number=before.number))

    async def _listed(self, schedule: Schedule) -> ListedSchedule:
        now = self._clock.now()
        (listed,) = await self._store.read(lambda snapshot: listing(snapshot, [schedule], now))
        return listed

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()


def schedules_of(snapshot: Snapshot, place: Place) -> list[Schedule]:
    """The schedules of a place by channel and time; all there are for the operator."""
    return sorted(
        (
            schedule
            for schedule in snapshot.schedules()
            if place.kind is PlaceKind.OPERATOR or schedule.destination.place.key == place.key
        ),
        key=lambda schedule: (schedule.destination.place.key, schedule.destination.channel, schedule.at),
    )


def listing(snapshot: Snapshot, schedules: Sequence[Schedule], now: datetime) -> tuple[ListedSchedule, ...]:
    """These schedules, numbered, with when each runs next and how it went last."""
    records = snapshot.slots([schedule.id for schedule in schedules], (now - TOLD_FOR).date())
    taken = frozenset(record.slot for record in records)
    own: dict[ScheduleId, list[SlotRecord]] = {schedule.id: [] for schedule in schedules}
    for record in records:
        own[record.slot.schedule].append(record)
    return tuple(
        _told(number, schedule, own[schedule.id], next_run(schedule, taken, now), now)
        for number, schedule in enumerate(schedules, 1)
    )


def chosen(listed: Sequence[ListedSchedule], typed: str, channel: str) -> ListedSchedule:
    """The schedule that a person means, see `Schedules.find`.

    Raises:
        UsageError: `daily.which` or `daily.several`.
        NotFoundError: `daily.not_set` or `daily.none_set`.
    """
    if not listed:
        raise NotFoundError("daily.none_set")
    text = plain(typed)
    if not text:
        return _only(listed, channel)
    if _NUMBER.fullmatch(text):
        found = [each for each in listed if each.number == int(text)]
    elif TIME.fullmatch(text):
        at = read_time(text)
        found = [each for each in listed if each.schedule.at == at]
        found = [each for each in found if each.schedule.destination.channel == channel] or found
    else:
        raise UsageError("daily.which")
    if not found:
        raise NotFoundError("daily.not_set", typed=text)
    if len(found) > 1:
        raise UsageError("daily.several", time=text)
    return found[0]


def has_come(schedule: Schedule, slot: Slot, now: datetime) -> bool:
    """Whether the time of a slot has come; that of one that was asked for by hand always has."""
    instant = slot_instant(schedule, slot.day)
    return slot.nth > 0 or instant is None or instant <= now


def anchored(wanted: Schedule, now: datetime) -> Days:
    """The days of a schedule that is set now: every so many are counted from its first day that is due."""
    days = wanted.plan.days
    if days.every == 1 or days.first is not None:
        return days
    each_day = replace(wanted, plan=replace(wanted.plan, days=replace(EVERY_DAY, weekdays=days.weekdays)))
    first = next_slot(each_day, (), now)
    return replace(days, first=first.day if first else now.date())


def _only(listed: Sequence[ListedSchedule], channel: str) -> ListedSchedule:
    here = [each for each in listed if each.schedule.destination.channel == channel]
    meant = here if len(here) == 1 else listed
    if len(meant) > 1:
        raise UsageError("daily.which")
    return meant[0]


def _told(
    number: int, schedule: Schedule, records: Sequence[SlotRecord], instant: datetime | None, now: datetime
) -> ListedSchedule:
    ahead = [r for r in records if r.state is SlotState.SKIPPED and not has_come(schedule, r.slot, now)]
    past = [record for record in records if record not in ahead]
    skipped = tuple(record.slot.day for record in ahead)
    last = past[-1] if past else None
    return ListedSchedule(
        number, schedule, _local(schedule, instant), last, skipped, instant - now if instant is not None else None
    )


def _standing_at(snapshot: Snapshot, destination: Destination, at: time) -> Schedule | None:
    """The schedule that stands there at that time."""
    where = (destination.place.key, destination.channel, at)
    found = (
        each
        for each in snapshot.schedules()
        if (each.destination.place.key, each.destination.channel, each.at) == where
    )
    return next(found, None)


def _noted(snapshot: Snapshot, asker: str) -> str:
    return "" if not asker or snapshot.opted_out(asker) else asker


def _taken(snapshot: Snapshot, schedule: Schedule, now: datetime) -> frozenset[Slot]:
    return frozenset(record.slot for record in snapshot.slots([schedule.id], (now - TOLD_FOR).date()))


def _skipped(slot: Slot, listed: ListedSchedule) -> Skipped:
    return Skipped(slot, _local(listed.schedule, slot_instant(listed.schedule, slot.day)), listed)


def _local(schedule: Schedule, instant: datetime | None) -> datetime | None:
    return instant.astimezone(ZoneInfo(schedule.zone)) if instant is not None else None
