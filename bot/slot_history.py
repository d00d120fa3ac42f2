"""What was posted in a place, and what became of it: for people to look at, and to have posted again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.access import Access
from bot.amending import amended_clip
from bot.daily import slot_instant
from bot.errors import NotFoundError
from bot.model import Clip, ClipId, Place, Scope
from bot.ports import Clock, Snapshot, Store
from bot.schedules import chosen, has_come, listing, schedules_of
from bot.slots import Schedule, ScheduleId, Slot, SlotRecord, SlotState
from bot.withholding import Withholding

MOST_POSTS: Final = 10
LOOKED_BACK: Final = timedelta(days=366)
"""How far back posts are looked for: that of one that is due each month is found, too."""
_NOTHING_POSTED: Final = frozenset((SlotState.FAILED, SlotState.SKIPPED))


@dataclass(frozen=True, slots=True)
class PastPost:
    """A slot whose time has come.

    Attributes:
        instant: when it was to be posted, in UTC, or when it was begun where somebody asked for it.
        clip: as it is shown; None where there is none, or where its words must not be seen or are gone.
        may_repeat: whether it is not known if it was posted, and nobody had it posted again yet.
    """

    schedule: Schedule
    record: SlotRecord
    instant: datetime
    clip: Clip | None
    may_repeat: bool = False


class SlotHistory:
    """Tells what was posted.

    Args:
        store: keeps the slots.
        access: tells which clips may be seen in a place.
        clock: tells which slots have come.
    """

    def __init__(self, store: Store, access: Access, clock: Clock) -> None:
        self._store = store
        self._access = access
        self._clock = clock

    async def posts(self, place: Place, typed: str = "", channel: str = "") -> tuple[PastPost, ...]:
        """The last `MOST_POSTS` posts of a place, the newest first.

        Args:
            place: all there are for the operator.
            typed: which schedule's, as for `bot.schedules.Schedules.find`; empty for all of the place's.
            channel: as for `find`.

        Raises:
            UsageError, NotFoundError: as `find`; `daily.none_set` where the place has none.
        """
        now = self._clock.now()

        def look(snapshot: Snapshot) -> tuple[PastPost, ...]:
            schedules = schedules_of(snapshot, place)
            if not schedules:
                raise NotFoundError("daily.none_set")
            if typed.strip():
                schedules = [chosen(listing(snapshot, schedules, now), typed, channel).schedule]
            found = sorted(_past(snapshot, schedules, now), key=lambda each: (each[2], each[1].slot.nth), reverse=True)
            scope, withholding = self._access.scope(snapshot, place), Withholding(snapshot, place)
            repeated = frozenset(record.slot for _, record, _ in found if record.state not in _NOTHING_POSTED)
            return tuple(
                PastPost(
                    schedule,
                    record,
                    instant,
                    _shown(snapshot, record.clip, scope, withholding),
                    may_repeat=record.state is SlotState.UNKNOWN and _repeat_of(record.slot) not in repeated,
                )
                for schedule, record, instant in found[:MOST_POSTS]
            )

        return await self._store.read(look)

    async def schedule(self, schedule_id: ScheduleId) -> Schedule:
        """The schedule with this id, whosever it is.

        Raises:
            NotFoundError: `daily.gone` where it was removed.
        """
        schedules = await self._store.read(lambda snapshot: snapshot.schedules())
        found = next((each for each in schedules if each.id == schedule_id), None)
        if found is None:
            raise NotFoundError("daily.gone")
        return found


def _repeat_of(slot: Slot) -> Slot:
    """The slot that `bot.slot_ports.ByHand.post_again` posts it in."""
    return replace(slot, nth=slot.nth + 1)


def _past(
    snapshot: Snapshot, schedules: Sequence[Schedule], now: datetime
) -> Iterator[tuple[Schedule, SlotRecord, datetime]]:
    by_id = {schedule.id: schedule for schedule in schedules}
    for record in snapshot.slots(list(by_id), (now - LOOKED_BACK).date()):
        schedule = by_id[record.slot.schedule]
        if has_come(schedule, record.slot, now):
            yield schedule, record, _instant(schedule, record.slot, record)


def _instant(schedule: Schedule, slot: Slot, record: SlotRecord) -> datetime:
    """When it was to be: one by hand when it was begun, or was given up before."""
    due = None if slot.nth else slot_instant(schedule, slot.day)
    return due or record.begun or record.lease


def _shown(snapshot: Snapshot, clip_id: ClipId | None, scope: Scope, withholding: Withholding) -> Clip | None:
    clip = snapshot.clip(clip_id, scope) if clip_id is not None else None
    amended = amended_clip(snapshot, clip) if clip is not None else None
    return amended if amended is not None and withholding.shows(amended) else None
