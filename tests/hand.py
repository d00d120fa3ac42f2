"""Posting by hand in memory, for tests of what is said of it."""

from dataclasses import dataclass, field, replace

from bot.errors import NotFoundError
from bot.model import ClipId
from bot.ports import Store
from bot.slots import Schedule, Slot, SlotRecord, SlotState
from tests.daily_station import MORNING


@dataclass
class Hand:
    """`bot.slot_ports.ByHand` over a store: what is asked for comes out as it was told to.

    Attributes:
        record: what becomes of the next post, but for slot and asker.
        asked: what was asked for, in order.
    """

    store: Store
    record: SlotRecord = field(
        default_factory=lambda: SlotRecord(Slot(0, MORNING.date()), SlotState.SENT, "me", MORNING, begun=MORNING)  # type: ignore[arg-type]  # of none
    )
    clip: ClipId | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def post_now(self, schedule: Schedule, asked_by: str) -> SlotRecord:
        """See `bot.slot_ports.ByHand`."""
        self.asked.append(("now", asked_by))
        slot = Slot(schedule.id, self.record.slot.day, 10 * sum(what == "now" for what, _ in self.asked))
        record = replace(self.record, slot=slot, clip=self.clip, asked_by=asked_by)
        await self.store.claim_slot(record)
        return record

    async def post_again(self, schedule: Schedule, slot: Slot, asked_by: str) -> SlotRecord:
        """See `bot.slot_ports.ByHand`."""
        self.asked.append(("again", asked_by))
        records = await self.store.read(lambda snapshot: snapshot.slots([schedule.id], slot.day))
        [old] = [record for record in records if record.slot == slot]
        if old.state is not SlotState.UNKNOWN:
            raise NotFoundError("daily.gone")
        new = replace(old, slot=replace(slot, nth=slot.nth + 1), state=SlotState.SENT, asked_by=asked_by)
        await self.store.claim_slot(new)
        return new
