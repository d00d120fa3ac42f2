"""Posting the clip of the day once: each slot that is due, by the clock or by hand.

What becomes of one slot is `bot.sending`'s; this is about many of them, and in which order.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.access import Access
from bot.errors import NajiError, NotFoundError, PostLaterError
from bot.model import Platform
from bot.ports import Clock, Outbox, Snapshot, Store
from bot.sending import SEND_TIMEOUT_S, Means, Sending
from bot.slots import Reason, Schedule, ScheduleId, Slot, SlotRecord, SlotState
from bot.standing import LEASE, Agenda, Work, agenda, record_of

POSTS_AT_ONCE: Final = 32
"""So many slots of a platform are under way at most; a chat that is slow holds one of them up, and no other chat."""
REPEATS: Final = 100
"""A post that was asked for by hand has a multiple of it for its `nth`; its repeats, and the clock's, follow it."""

_NOTHING_POSTED: Final = frozenset({SlotState.FAILED, SlotState.SKIPPED})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a slot in this round; what is sending is taken up again."""

    schedule: Schedule
    record: SlotRecord


@dataclass(frozen=True, slots=True)
class Round:
    """What one call of `Poster.post_due` did.

    Attributes:
        outcomes: of the slots that were this process's own, in the order in which they were settled.
        faults: what went wrong in a way that nobody foresaw; the slot stays as it stands in the store.
    """

    outcomes: tuple[Outcome, ...]
    faults: tuple[Exception, ...]


class Poster:
    """Posts what is due, whoever wakes it, as often as it is woken, in as many processes as there are.

    It is `bot.slot_ports.ByHand`, too.

    Args:
        store: the library, the schedules and their slots.
        access: draws the scope of a destination.
        outboxes: of the platforms that can post at present; looked at anew in each round. What is due for another
            one waits, within its grace.
        clock: tells what is due.
        send_timeout_s: how long a request may take.
    """

    def __init__(
        self,
        store: Store,
        access: Access,
        outboxes: Mapping[Platform, Outbox],
        clock: Clock,
        send_timeout_s: float = SEND_TIMEOUT_S,
    ) -> None:
        self._store = store
        self._outboxes = outboxes
        self._clock = clock
        self._sending = Sending(Means(store, access, outboxes, clock, send_timeout_s))
        self._taken: set[Slot] = set()
        self._turns = {platform: asyncio.Semaphore(POSTS_AT_ONCE) for platform in Platform}

    async def next_wake(self) -> datetime | None:
        """The first instant after now at which there will be something to do, as far as is known."""
        return (await self._agenda()).next

    async def post_due(self) -> Round:
        """Post each slot that is due, and settle those that a process left open."""
        found = await self._agenda()
        for schedule in found.abandoned:
            await self._sending.telling.stop(schedule, Reason("daily.left"))
        # What a round that goes on for longer has taken up is not waited for again.
        works = [work for work in found.works if work.slot not in self._taken]
        self._taken.update(work.slot for work in works)
        outcomes: list[Outcome] = []
        try:
            done = await asyncio.gather(*self._workers(works, outcomes.append), return_exceptions=True)
        finally:
            self._taken.difference_update(work.slot for work in works)
        faults = (fault for each in done if isinstance(each, list) for fault in each)
        return Round(tuple(outcomes), tuple(faults))

    async def _agenda(self) -> Agenda:
        now, platforms = self._clock.now(), frozenset(self._outboxes)
        return await self._store.read(lambda snapshot: agenda(snapshot, platforms, now))

    def _workers(
        self, works: Iterable[Work], tell: Callable[[Outcome], None]
    ) -> Iterator["asyncio.Task[list[Exception]]"]:
        """For each platform as many as settle its slots beside each other, in order."""
        by_platform: dict[Platform, list[Work]] = {}
        for work in works:
            by_platform.setdefault(work.schedule.destination.place.platform, []).append(work)
        for platform, own in by_platform.items():
            left = iter(own)
            for _ in range(min(POSTS_AT_ONCE, len(own))):
                yield asyncio.create_task(self._work(left, self._turns[platform], tell))

    async def _work(
        self, left: Iterator[Work], turns: asyncio.Semaphore, tell: Callable[[Outcome], None]
    ) -> list[Exception]:
        """Settle what is left, one after the other; what went wrong."""
        faults: list[Exception] = []
        for work in left:
            async with turns:
                try:
                    record = await self._sending.settle(work)
                except Exception as error:  # noqa: BLE001 - a fault of one slot is none of the others'
                    faults.append(error)
                else:
                    if record is not None:
                        tell(Outcome(work.schedule, record))
                finally:
                    self._taken.discard(work.slot)
        return faults

    # ------------------------------------------------------------ by hand

    async def post_now(self, schedule: Schedule, asked_by: str) -> SlotRecord:
        """See `bot.slot_ports.ByHand`."""
        self._check_online(schedule)
        day = self._clock.now().astimezone(ZoneInfo(schedule.zone)).date()
        while True:
            nth = await self._store.read(lambda snapshot: _next_nth(snapshot, schedule.id, day))
            claimed = self._claim(Slot(schedule.id, day, nth), asked_by)
            if await self._store.claim_slot(claimed):
                return await self._by_hand(schedule, claimed)

    async def post_again(self, schedule: Schedule, slot: Slot, asked_by: str) -> SlotRecord:
        """See `bot.slot_ports.ByHand`: one that was repeated before is told as it stands."""
        self._check_online(schedule)
        repeat = Slot(slot.schedule, slot.day, slot.nth + 1)
        unknown, old, is_shown = await self._store.read(
            lambda snapshot: self._repeated(snapshot, schedule, slot, repeat)
        )
        if unknown is None or unknown.state is not SlotState.UNKNOWN:
            raise NotFoundError("daily.not_unknown")
        if old is not None and old.state not in _NOTHING_POSTED:
            return old
        if not is_shown:
            raise NotFoundError("daily.clip_gone")
        claimed = self._claim(repeat, asked_by, unknown)
        is_own = await (self._store.claim_slot(claimed) if old is None else self._store.replace_slot(old, claimed))
        return await self._by_hand(schedule, claimed) if is_own else await self._as_it_stands(repeat)

    def _repeated(
        self, snapshot: Snapshot, schedule: Schedule, slot: Slot, repeat: Slot
    ) -> tuple[SlotRecord | None, SlotRecord | None, bool]:
        """The record of the slot, that of its repeat, and whether its clip may be posted."""
        unknown, old = (record_of(snapshot, each) for each in (slot, repeat))
        return unknown, old, unknown is not None and self._sending.shown(snapshot, schedule, unknown) is not None

    def _claim(self, slot: Slot, asked_by: str, like: SlotRecord | None = None) -> SlotRecord:
        clip, why = (like.clip, like.why) if like is not None else (None, ())
        lease = self._clock.now() + LEASE
        return SlotRecord(slot, SlotState.CLAIMED, self._sending.owner, lease, clip=clip, why=why, asked_by=asked_by)

    async def _by_hand(self, schedule: Schedule, claimed: SlotRecord) -> SlotRecord:
        record = await self._sending.send(schedule, claimed) or await self._as_it_stands(claimed.slot)
        if record.state is SlotState.FAILED and record.reason is not None:
            raise NajiError(record.reason.code, **dict(record.reason.values))
        return record

    async def _as_it_stands(self, slot: Slot) -> SlotRecord:
        """What another process made of a slot that has a record."""
        records = await self._store.read(lambda snapshot: snapshot.slots([slot.schedule], slot.day))
        return next(record for record in records if record.slot == slot)

    def _check_online(self, schedule: Schedule) -> None:
        if schedule.destination.place.platform not in self._outboxes:
            raise PostLaterError("daily.offline")


def _next_nth(snapshot: Snapshot, schedule: ScheduleId, day: date) -> int:
    """The first free one of its day."""
    last = max((each.slot.nth for each in snapshot.slots([schedule], day) if each.slot.day == day), default=0)
    return (last // REPEATS + 1) * REPEATS
