"""Schedules and slots in memory: the part of `tests.memory` for posts by the clock."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time

from bot.model import Clip, ClipId, Destination
from bot.slots import PostedSpan, Schedule, ScheduleId, Slot, SlotRecord, SlotState

_POSTED = frozenset({SlotState.SENDING, SlotState.SENT, SlotState.UNKNOWN})
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_OPEN = frozenset({SlotState.CLAIMED, SlotState.SENDING})


@dataclass(frozen=True)
class MemorySlots:
    """All schedules that ever were, those of them that stand, and the records of their slots."""

    known: Mapping[ScheduleId, Schedule] = field(default_factory=dict)
    standing: frozenset[ScheduleId] = frozenset()
    records: Mapping[Slot, SlotRecord] = field(default_factory=dict)

    def schedules(self) -> Sequence[Schedule]:
        """See `bot.ports.Snapshot`."""
        return [self.known[schedule] for schedule in sorted(self.standing)]

    def slots(self, ids: Collection[ScheduleId], first_day: date) -> Sequence[SlotRecord]:
        """See `bot.ports.Snapshot`."""
        return _in_order(r for r in self.records.values() if r.slot.schedule in ids and r.slot.day >= first_day)

    def open_slots(self) -> Sequence[SlotRecord]:
        """See `bot.ports.Snapshot`."""
        return _in_order(record for record in self.records.values() if record.state in _OPEN)

    def posted(self, destination: Destination, clips: Mapping[ClipId, Clip]) -> Sequence[PostedSpan]:
        """See `bot.ports.Snapshot`."""
        found = [
            record
            for record in self.records.values()
            if record.state in _POSTED and _same(self.known[record.slot.schedule].destination, destination)
        ]
        found.sort(key=lambda record: (record.begun or _NEVER, record.slot.schedule, record.slot.day))
        spans = [clips[record.clip] for record in found if record.clip and record.clip in clips]
        return [PostedSpan(clip.episode.show.slug, clip.episode.stem, clip.start_ms, clip.end_ms) for clip in spans]

    def with_schedule(self, destination: Destination, at: time, zone: str, now: datetime) -> "MemorySlots":
        """With this schedule set; see `bot.ports.Store`."""
        old = self.schedule_at(destination, at)
        new = Schedule(old.id if old else ScheduleId(len(self.known) + 1), destination, at, zone, now)
        if old and old.id in self.standing and old.zone == zone:
            new = replace(new, since=min(old.since, now))
        return replace(self, known={**self.known, new.id: new}, standing=self.standing | {new.id})

    def schedule_at(self, destination: Destination, at: time) -> Schedule | None:
        """The schedule of this destination and time, whether it stands or not."""
        known = self.known.values()
        return next((each for each in known if _same(each.destination, destination) and each.at == at), None)

    def with_record(self, record: SlotRecord) -> "MemorySlots":
        """With this record, in place of its slot's."""
        return replace(self, records={**self.records, record.slot: record})

    def stands(self, seen: SlotRecord) -> bool:
        """Whether the slot's record is as it was seen."""
        now = self.records.get(seen.slot)
        return now is not None and (now.state, now.owner, now.lease) == (seen.state, seen.owner, seen.lease)


class SlotsSnapshot:
    """The part of `bot.ports.Snapshot` that is about schedules and their slots."""

    by_clock: MemorySlots
    clips: dict[ClipId, Clip]

    def schedules(self) -> Sequence[Schedule]:
        """See `bot.ports.Snapshot`."""
        return self.by_clock.schedules()

    def slots(self, ids: Collection[ScheduleId], first_day: date) -> Sequence[SlotRecord]:
        """See `bot.ports.Snapshot`."""
        return self.by_clock.slots(ids, first_day)

    def open_slots(self) -> Sequence[SlotRecord]:
        """See `bot.ports.Snapshot`."""
        return self.by_clock.open_slots()

    def posted(self, destination: Destination) -> Sequence[PostedSpan]:
        """See `bot.ports.Snapshot`."""
        return self.by_clock.posted(destination, self.clips)


class SlotsStore:
    """The part of `bot.ports.Store` that is about schedules and their slots."""

    writes: int
    _state: SlotsSnapshot

    async def set_schedule(self, destination: Destination, at: time, zone: str, now: datetime) -> Schedule:
        """See `bot.ports.Store`."""
        self.writes += 1
        self._state.by_clock = self._state.by_clock.with_schedule(destination, at, zone, now)
        schedule = self._state.by_clock.schedule_at(destination, at)
        assert schedule is not None
        return schedule

    async def remove_schedule(self, schedule: ScheduleId) -> bool:
        """See `bot.ports.Store`."""
        self.writes += 1
        by_clock = self._state.by_clock
        self._state.by_clock = replace(by_clock, standing=by_clock.standing - {schedule})
        return schedule in by_clock.standing

    async def claim_slot(self, record: SlotRecord) -> bool:
        """See `bot.ports.Store`."""
        self.writes += 1
        is_free = record.slot not in self._state.by_clock.records
        if is_free:
            self._state.by_clock = self._state.by_clock.with_record(record)
        return is_free

    async def replace_slot(self, seen: SlotRecord, then: SlotRecord) -> bool:
        """See `bot.ports.Store`."""
        self.writes += 1
        stands = self._state.by_clock.stands(seen)
        if stands:
            self._state.by_clock = self._state.by_clock.with_record(then)
        return stands


def _in_order(records: Iterable[SlotRecord]) -> Sequence[SlotRecord]:
    return sorted(records, key=lambda record: (record.slot.schedule, record.slot.day))


def _same(one: Destination, other: Destination) -> bool:
    return (one.place.key, one.channel) == (other.place.key, other.channel)
