"""Telling whoever set a schedule that something is wrong with it, once."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.model import Platform
from bot.ports import Outbox, Store
from bot.slots import Reason, Schedule


@dataclass(frozen=True, slots=True)
class Telling:
    """Notes what is wrong with schedules, and tells those who set them.

    Of any number of processes that find the same, the one whose note was the first tells it. A crash in between leaves
    it untold: `naji doctor` and `/daily list` say it still.
    """

    store: Store
    outboxes: Mapping[Platform, Outbox]

    async def stop(self, schedule: Schedule, reason: Reason) -> None:
        """Let it rest: its place takes no posts any more."""
        if await self.store.pause_schedule(schedule.id, reason):
            await self._tell(schedule, reason)

    async def warn(self, schedule: Schedule, reason: Reason) -> None:
        """It goes on, but there was nothing to post."""
        if await self.store.warn_of_schedule(schedule.id, reason.code):
            await self._tell(schedule, reason)

    async def unwarn(self, schedule: Schedule) -> None:
        """There was something to post again."""
        if schedule.warned:
            await self.store.warn_of_schedule(schedule.id, "")

    async def _tell(self, schedule: Schedule, reason: Reason) -> None:
        platform = schedule.destination.place.platform
        outbox = self.outboxes.get(platform)
        if outbox is not None and schedule.plan.set_by.startswith(f"{platform.value}:"):
            await outbox.tell(schedule, reason)
