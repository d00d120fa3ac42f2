"""Setting, listing and removing the schedules of the daily clip, from a chat."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.daily import next_run
from bot.errors import NotFoundError, UsageError
from bot.model import Destination, Place, PlaceKind
from bot.ports import Clock, Snapshot, Store
from bot.slots import Schedule, SlotRecord

TOLD_FOR = timedelta(days=31)
"""How long a list tells what became of a schedule's last post."""

_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_NUMBER = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class ListedSchedule:
    """A schedule as a person sees it.

    Attributes:
        number: its place in the list, from 1.
        next: when it will post next, in its own zone; None where that is more than some days away.
        last: the newest of its records of the last `TOLD_FOR`.
    """

    number: int
    schedule: Schedule
    next: datetime | None
    last: SlotRecord | None


class Schedules:
    """What can be done with schedules.

    Args:
        store: keeps them.
        clock: tells since when one counts.
        zone: the zone of a time that is set without one.
    """

    def __init__(self, store: Store, clock: Clock, zone: ZoneInfo) -> None:
        self._store = store
        self._clock = clock
        self._zone = zone
        self._listeners: list[Callable[[], None]] = []

    def watch(self, listener: Callable[[], None]) -> None:
        """Have this called whenever a schedule was set or removed."""
        self._listeners.append(listener)

    async def set(self, destination: Destination, typed_time: str, typed_zone: str = "") -> ListedSchedule:
        """Set a time at which the destination gets its clip; one that stands there at that time changes its zone.

        Args:
            destination: whose right to be posted to has been settled.
            typed_time: see `read_time`.
            typed_zone: see `read_zone`; empty for the configured one.

        Raises:
            UsageError: `daily.time` or `daily.zone`.
        """
        at = read_time(typed_time)
        zone = read_zone(typed_zone) if typed_zone.strip() else self._zone
        now = self._clock.now()
        schedule = await self._store.set_schedule(destination, at, zone.key, now)
        self._tell()
        (listed,) = await self._store.read(lambda snapshot: listing(snapshot, [schedule], now))
        return listed

    async def list(self, place: Place) -> tuple[ListedSchedule, ...]:
        """The schedules of a place by channel and time; all there are for the operator."""
        now = self._clock.now()
        return await self._store.read(lambda snapshot: listing(snapshot, schedules_of(snapshot, place), now))

    async def remove(self, place: Place, typed: str, channel: str = "") -> ListedSchedule:
        """Remove a schedule of this place; what it was.

        Args:
            place: as for `list`.
            typed: its number in the list, or its time.
            channel: whose schedule is meant where several have that time.

        Raises:
            UsageError: `daily.which` where nothing was typed that could be a number or time, `daily.several` where
                the time is that of several channels.
            NotFoundError: `daily.not_set`.
        """
        wanted = chosen(await self.list(place), typed, channel)
        if not await self._store.remove_schedule(wanted.schedule.id):
            raise NotFoundError("daily.not_set", typed=_plain(typed))
        self._tell()
        return wanted

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
    newest = {record.slot.schedule: record for record in records}
    return tuple(
        ListedSchedule(number, schedule, _local(schedule, next_run(schedule, taken, now)), newest.get(schedule.id))
        for number, schedule in enumerate(schedules, 1)
    )


def chosen(listed: Sequence[ListedSchedule], typed: str, channel: str) -> ListedSchedule:
    """The schedule that a person means by a number of the list or a time.

    Raises:
        UsageError: `daily.which` or `daily.several`.
        NotFoundError: `daily.not_set`.
    """
    text = _plain(typed)
    if _NUMBER.fullmatch(text):
        found = [each for each in listed if each.number == int(text)]
    elif _TIME.fullmatch(text):
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


def read_time(typed: str) -> time:
    """The time of day that somebody typed as hours and minutes, such as `9:00` or `２１：３０`.

    Raises:
        UsageError: `daily.time`.
    """
    match = _TIME.fullmatch(_plain(typed))
    if match is None:
        raise UsageError("daily.time")
    try:
        return time(int(match[1]), int(match[2]))
    except ValueError as error:
        raise UsageError("daily.time") from error


def read_zone(typed: str) -> ZoneInfo:
    """The IANA zone that somebody typed; case does not matter in most names, and a space is an underscore.

    Raises:
        UsageError: `daily.zone`.
    """
    name = _plain(typed).replace(" ", "_")
    for spelling in (name, name.title(), name.upper()):
        # An empty name, a folder's, one with `..` or one that is too long: each raises a kind of error of its own.
        try:
            return ZoneInfo(spelling)
        except (ValueError, OSError, LookupError):
            continue
    raise UsageError("daily.zone", zone=typed.strip())


def _plain(typed: str) -> str:
    return unicodedata.normalize("NFKC", typed).strip()


def _local(schedule: Schedule, instant: datetime | None) -> datetime | None:
    return instant.astimezone(ZoneInfo(schedule.zone)) if instant is not None else None
