"""Schedules and slots in memory: the part of `tests.memory` for posts by the clock."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time

from bot.model import Clip, ClipId, Destination
from bot.slots import USUAL_PLAN, Plan, PostedSpan, Reason, Schedule, ScheduleId, Slot, SlotRecord, SlotState, Step

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
        """See `bot.slot_ports.SlotReads`."""
        return [self.known[schedule] for schedule in sorted(self.standing)]

    def taken_slots(self, first_day: date) -> frozenset[Slot]:
        """See `bot.slot_ports.SlotReads`."""
        return frozenset(slot for slot in self.records if slot.day >= first_day and slot.nth == 0)

    def slots(self, ids: Collection[ScheduleId], first_day: date) -> Sequence[SlotRecord]:
        """See `bot.slot_ports.SlotReads`."""
        return _in_order(r for r in self.records.values() if r.slot.schedule in ids and r.slot.day >= first_day)

    def open_slots(self) -> Sequence[SlotRecord]:
        """See `bot.slot_ports.SlotReads`."""
        return _in_order(record for record in self.records.values() if record.state in _OPEN)

    def unfinished_slots(self) -> Sequence[SlotRecord]:
        """See `bot.slot_ports.SlotReads`."""
        sent = (record for record in self.records.values() if record.state is SlotState.SENT)
        return _in_order(record for record in sent if Step.DUE in (record.pin, record.thread))

    def pinned_slots(self, schedule: ScheduleId) -> Sequence[SlotRecord]:
        """See `bot.slot_ports.SlotReads`."""
        own = (record for record in self.records.values() if record.slot.schedule == schedule)
        return _in_order(record for record in own if record.pin is Step.DONE)

    def posted(self, destination: Destination, clips: Mapping[ClipId, Clip]) -> Sequence[PostedSpan]:
        """See `bot.slot_ports.SlotReads`."""
        found = [
            record
            for record in self.records.values()
            if record.state in _POSTED and _same(self.known[record.slot.schedule].destination, destination)
        ]
        found.sort(key=lambda record: (record.begun or _NEVER, *_order(record)))
        spans = [clips[record.clip] for record in found if record.clip and record.clip in clips]
        return [PostedSpan(clip.episode.show.slug, clip.episode.stem, clip.start_ms, clip.end_ms) for clip in spans]

    def with_schedule(self, destination: Destination, at: time, zone: str, now: datetime, plan: Plan) -> "MemorySlots":
        """With this schedule set; see `bot.slot_ports.SlotWrites`."""
        old = self.schedule_at(destination, at)
        new = Schedule(old.id if old else ScheduleId(len(self.known) + 1), destination, at, zone, now, plan)
        goes_on = old is not None and old.id in self.standing and not old.rests
        if old and goes_on and (old.zone, old.plan.days) == (zone, plan.days):
            new = replace(new, since=min(old.since, now))
        return replace(self, known={**self.known, new.id: new}, standing=self.standing | {new.id})

    def with_changed(self, schedule: Schedule) -> "MemorySlots":
        """With this schedule in place of the one with its id."""
        return replace(self, known={**self.known, schedule.id: schedule})

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
        """See `bot.slot_ports.SlotReads`."""
        return self.by_clock.schedules()

    def schedule(self, schedule: ScheduleId) -> Schedule | None:
        """See `bot.slot_ports.SlotReads`."""
        return self.by_clock.known[schedule] if schedule in self.by_clock.standing else None

    def abandoned_schedules(self) -> Sequence[Schedule]:
        """See `bot.slot_ports.SlotReads`: the bot is everywhere."""
        return []

    def taken_slots(self, first_day: date) -> frozenset[Slot]:
        """See `bot.slot_ports.SlotReads`."""
        return self.by_clock.taken_slots(first_day)

    def slots(self, ids: Collection[ScheduleId], first_day: date) -> Sequence[SlotRecord]:
        """See `bot.slot_ports.SlotReads`."""
        return self.by_clock.slots(ids, first_day)

    def open_slots(self) -> Sequence[SlotRecord]:
        """See `bot.slot_ports.SlotReads`."""
        return self.by_clock.open_slots()

    def unfinished_slots(self) -> Sequence[SlotRecord]:
        """See `bot.slot_ports.SlotReads`."""
        return self.by_clock.unfinished_slots()

    def pinned_slots(self, schedule: ScheduleId) -> Sequence[SlotRecord]:
        """See `bot.slot_ports.SlotReads`."""
        return self.by_clock.pinned_slots(schedule)

    def posted(self, destination: Destination) -> Sequence[PostedSpan]:
        """See `bot.slot_ports.SlotReads`."""
        return self.by_clock.posted(destination, self.clips)


class SlotsStore:
    """The part of `bot.ports.Store` that is about schedules and their slots."""

    writes: int
    _state: SlotsSnapshot

    async def set_schedule(
        self, destination: Destination, at: time, zone: str, now: datetime, plan: Plan = USUAL_PLAN
    ) -> Schedule:
        """See `bot.slot_ports.SlotWrites`."""
        self.writes += 1
        self._state.by_clock = self._state.by_clock.with_schedule(destination, at, zone, now, plan)
        schedule = self._state.by_clock.schedule_at(destination, at)
        assert schedule is not None
        return schedule

    async def remove_schedule(self, schedule: ScheduleId) -> bool:
        """See `bot.slot_ports.SlotWrites`."""
        self.writes += 1
        by_clock = self._state.by_clock
        self._state.by_clock = replace(by_clock, standing=by_clock.standing - {schedule})
        return schedule in by_clock.standing

    async def pause_schedule(self, schedule: ScheduleId, trouble: Reason | None = None) -> bool:
        """See `bot.slot_ports.SlotWrites`."""
        old = self._standing(schedule)
        if old is None or (old.is_paused if trouble is None else old.trouble is not None):
            return False
        self._change(replace(old, is_paused=True) if trouble is None else replace(old, trouble=trouble))
        return True

    async def resume_schedule(self, schedule: ScheduleId, now: datetime) -> Schedule | None:
        """See `bot.slot_ports.SlotWrites`."""
        old = self._standing(schedule)
        if old is None or not old.rests:
            return None
        new = replace(old, is_paused=False, trouble=None, warned="", since=max(old.since, now))
        self._change(new)
        return new

    async def warn_of_schedule(self, schedule: ScheduleId, code: str) -> bool:
        """See `bot.slot_ports.SlotWrites`."""
        old = self._standing(schedule)
        if old is None or old.warned == code:
            return False
        self._change(replace(old, warned=code))
        return True

    def _standing(self, schedule: ScheduleId) -> Schedule | None:
        by_clock = self._state.by_clock
        return by_clock.known[schedule] if schedule in by_clock.standing else None

    def _change(self, schedule: Schedule) -> None:
        self.writes += 1
        self._state.by_clock = self._state.by_clock.with_changed(schedule)

    async def claim_slot(self, record: SlotRecord) -> bool:
        """See `bot.slot_ports.SlotWrites`."""
        self.writes += 1
        is_free = record.slot not in self._state.by_clock.records
        if is_free:
            self._state.by_clock = self._state.by_clock.with_record(record)
        return is_free

    async def replace_slot(self, seen: SlotRecord, then: SlotRecord) -> bool:
        """See `bot.slot_ports.SlotWrites`."""
        self.writes += 1
        stands = self._state.by_clock.stands(seen)
        if stands:
            self._state.by_clock = self._state.by_clock.with_record(then)
        return stands

    async def free_slot(self, seen: SlotRecord) -> bool:
        """See `bot.slot_ports.SlotWrites`."""
        self.writes += 1
        by_clock = self._state.by_clock
        stands = by_clock.stands(seen)
        if stands:
            left = {slot: record for slot, record in by_clock.records.items() if slot != seen.slot}
            self._state.by_clock = replace(by_clock, records=left)
        return stands


def _in_order(records: Iterable[SlotRecord]) -> Sequence[SlotRecord]:
    return sorted(records, key=_order)


def _order(record: SlotRecord) -> tuple[ScheduleId, date, int]:
    return record.slot.schedule, record.slot.day, record.slot.nth


def _same(one: Destination, other: Destination) -> bool:
    return (one.place.key, one.channel) == (other.place.key, other.channel)
