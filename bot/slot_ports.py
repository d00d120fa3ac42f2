"""What posting by the clock needs of the store; part of `bot.ports`."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from typing import Protocol

from bot.model import Destination
from bot.slots import USUAL_PLAN, Plan, PostedSpan, Reason, Schedule, ScheduleId, Slot, SlotRecord


class SlotReads(Protocol):
    """The part of `bot.ports.Snapshot` that is about schedules and their slots."""

    def schedules(self) -> Sequence[Schedule]:
        """All schedules that stand, by id."""
        ...

    def schedule(self, schedule: ScheduleId) -> Schedule | None:
        """This schedule, if it stands."""
        ...

    def abandoned_schedules(self) -> Sequence[Schedule]:
        """The schedules that would stand if the bot was still where they post, by id."""
        ...

    def taken_slots(self, first_day: date) -> frozenset[Slot]:
        """The clock's slots from that local date on that have a record, of all schedules that stand."""
        ...

    def slots(self, ids: Collection[ScheduleId], first_day: date) -> Sequence[SlotRecord]:
        """The records of these schedules from that local date on, by schedule, day and `nth`."""
        ...

    def open_slots(self) -> Sequence[SlotRecord]:
        """The records that are claimed or sending, whoever's, in the same order."""
        ...

    def unfinished_slots(self) -> Sequence[SlotRecord]:
        """The records that are sent and have a step that is due, in the same order."""
        ...

    def pinned_slots(self, schedule: ScheduleId) -> Sequence[SlotRecord]:
        """The records of this schedule whose posts are pinned, in the same order."""
        ...

    def posted(self, destination: Destination) -> Sequence[PostedSpan]:
        """What was sent, or may have been, to this destination, the oldest first, where it stands now."""
        ...


class SlotWrites(Protocol):
    """The part of `bot.ports.Store` that is about schedules and their slots: each call is one transaction."""

    async def set_schedule(
        self, destination: Destination, at: time, zone: str, now: datetime, plan: Plan = USUAL_PLAN
    ) -> Schedule:
        """Set a schedule. One that stands there at that time takes zone and plan over and keeps its id and its slots.

        It owes nothing from before `now`, unless it stood there with the same zone and days and did not rest. It
        rests no more.
        """
        ...

    async def pause_schedule(self, schedule: ScheduleId, trouble: Reason | None = None) -> bool:
        """Let a schedule rest: for this trouble, or because somebody wants it; whether it did not rest for that yet."""
        ...

    async def resume_schedule(self, schedule: ScheduleId, now: datetime) -> Schedule | None:
        """Let a schedule that rests go on, owing nothing from before `now`; None where it does not rest or stand."""
        ...

    async def warn_of_schedule(self, schedule: ScheduleId, code: str) -> bool:
        """Note what its setter is told of, an empty code for nothing any more; whether that was another before."""
        ...

    async def remove_schedule(self, schedule: ScheduleId) -> bool:
        """Remove the schedule; whether it stood. Its slots stay, and are its own again should it be set again."""
        ...

    async def claim_slot(self, record: SlotRecord) -> bool:
        """Write the slot's first record; whether there was none. Of any number of processes one gets it."""
        ...

    async def replace_slot(self, seen: SlotRecord, then: SlotRecord) -> bool:
        """Write `then` in place of `seen`, whose slot is the same; whether it stood as seen.

        State, owner and lease tell a record from another of its slot: where any of them has changed since, nothing
        is written.
        """
        ...

    async def free_slot(self, seen: SlotRecord) -> bool:
        """Forget the record of a slot for which nothing was sent, so that it is still to be posted.

        Whether it stood as seen, as for `replace_slot`: where it did not, nothing is forgotten.
        """
        ...


class ByHand(Protocol):
    """Posts that somebody asks for beside the clock's: each is a slot of its own, posted at most once."""

    async def post_now(self, schedule: Schedule, asked_by: str) -> SlotRecord:
        """Post one more clip there, chosen like the clock's; what became of it.

        Args:
            schedule: where and how, also where it rests.
            asked_by: `platform:user id`.

        Raises:
            NajiError: nothing could be posted, and nothing was recorded as posted.
        """
        ...

    async def post_again(self, schedule: Schedule, slot: Slot, asked_by: str) -> SlotRecord:
        """Post the clip of a slot whose outcome is unknown, once, however often this is asked for.

        Raises:
            NotFoundError: its outcome is known, or its clip may not be posted any more.
            NajiError: nothing could be posted.
        """
        ...
