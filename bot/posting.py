"""Posting the clip of the day once.

A slot goes claimed -> sending -> sent, each step committed, `sending` directly before the request. What a crash
leaves behind decides what may be done:

- no record, or claimed: nothing was sent, so it is sent, within the grace;
- claimed again, as the platform said that it cannot take it now: the same;
- sending: it may have been posted. Discord takes a nonce that makes a second request return the first message, for
  some minutes; there, and then, it is sent again. Elsewhere, and on Telegram always, its outcome is `unknown`.

Each step but the first replaces the record as it was last seen and so belongs to one process only.
"""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import token_hex

from bot.access import Access
from bot.amending import amended_clip
from bot.choosing import chosen_for
from bot.daily import due, earliest_day, is_late, next_due, nonce
from bot.errors import NajiError, NotFoundError, PostLaterError, PostRefusedError, PostUnknownError
from bot.model import Clip, Platform
from bot.ports import Clock, Outbox, Snapshot, Store
from bot.slots import Reason, Schedule, Slot, SlotRecord, SlotState
from bot.withholding import Withholding

SEND_TIMEOUT_S = 30.0
"""A request that takes longer has an unknown outcome."""
LEASE = timedelta(seconds=45)
"""How long a slot is one process's own: longer than its request may take."""
NONCE_WINDOW = timedelta(minutes=2)
"""Discord honours a nonce for "the past few minutes" (its API reference, "Create Message"): two, to be sure."""
POSTS_AT_ONCE = 32
"""So many requests are under way at most; a chat that is slow holds one of them up, and no other chat."""

_TAKES_NONCES = frozenset({Platform.DISCORD})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a slot in this round; what is sending is taken up again."""

    schedule: Schedule
    record: SlotRecord


@dataclass(frozen=True, slots=True)
class Round:
    """What one call of `Poster.post_due` did.

    Attributes:
        outcomes: of the slots that were this process's own.
        faults: what went wrong in a way that nobody foresaw; the slot stays as it stands in the store.
    """

    outcomes: tuple[Outcome, ...]
    faults: tuple[Exception, ...]


@dataclass(frozen=True, slots=True)
class _Work:
    """What is to be looked at: a slot that is due, or one that a process left open."""

    schedule: Schedule
    slot: Slot
    seen: SlotRecord | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class _Standing:
    """The schedules of the platforms that can post now, and their slots."""

    schedules: Sequence[Schedule]
    taken: Collection[Slot]
    left_open: Sequence[SlotRecord]


class Poster:
    """Posts what is due, whoever wakes it, as often as it is woken, in as many processes as there are.

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
        self._access = access
        self._outboxes = outboxes
        self._clock = clock
        self._send_timeout_s = send_timeout_s
        self._owner = token_hex(8)
        self._under_way: set[Slot] = set()
        self._turns = asyncio.Semaphore(POSTS_AT_ONCE)

    async def next_wake(self) -> datetime | None:
        """The first instant after now at which there will be something to do, as far as is known."""
        now = self._clock.now()
        standing = await self._store.read(lambda snapshot: self._standing(snapshot, now))
        ends = [record.lease for record in standing.left_open if record.lease > now]
        instant = next_due(standing.schedules, standing.taken, now)
        return min([*ends, *([instant] if instant else [])], default=None)

    async def post_due(self) -> Round:
        """Post each slot that is due, and settle those that a process left open."""
        now = self._clock.now()
        standing = await self._store.read(lambda snapshot: self._standing(snapshot, now))
        jobs = [self._settle(work) for work in (*_due_work(standing, now), *_open_work(standing, now))]
        done = await asyncio.gather(*jobs, return_exceptions=True)
        return Round(
            tuple(each for each in done if isinstance(each, Outcome)),
            tuple(each for each in done if isinstance(each, Exception)),
        )

    def _standing(self, snapshot: Snapshot, now: datetime) -> _Standing:
        platforms = frozenset(self._outboxes)
        schedules = [each for each in snapshot.schedules() if each.destination.place.platform in platforms]
        records = snapshot.slots([schedule.id for schedule in schedules], earliest_day(now))
        return _Standing(schedules, frozenset(record.slot for record in records), snapshot.open_slots())

    async def _settle(self, work: _Work) -> Outcome | None:
        """Bring one slot as far as it goes; None where it is another's."""
        async with self._turns:
            if work.slot in self._under_way:
                return None
            self._under_way.add(work.slot)
            try:
                record = await self._step(work)
            finally:
                self._under_way.discard(work.slot)
        return Outcome(work.schedule, record) if record else None

    async def _step(self, work: _Work) -> SlotRecord | None:
        if work.seen is not None and work.seen.state is SlotState.SENDING:
            return await self._resume(work.schedule, work.seen)
        reason = work.seen.reason if work.seen and work.is_late else None
        late = SlotState.FAILED if reason else SlotState.SKIPPED
        state = late if work.is_late else SlotState.CLAIMED
        record = SlotRecord(work.slot, state, self._owner, self._clock.now() + LEASE, reason=reason)
        if not await self._write(work.seen, record):
            return None
        return record if work.is_late else await self._send(work.schedule, record)

    async def _write(self, seen: SlotRecord | None, then: SlotRecord) -> bool:
        return await (self._store.claim_slot(then) if seen is None else self._store.replace_slot(seen, then))

    async def _send(self, schedule: Schedule, claimed: SlotRecord) -> SlotRecord | None:
        """Choose for a slot that this process claimed, and post."""
        try:
            chosen = await self._store.read(lambda snapshot: chosen_for(snapshot, self._access, schedule, claimed.slot))
        except NotFoundError as error:
            return await self._end(claimed, replace(claimed, state=SlotState.FAILED, reason=_reason(error)))
        clip = chosen.clip
        await self._store.keep_clip(clip)
        now = self._clock.now()
        sending = replace(claimed, state=SlotState.SENDING, lease=now + LEASE, begun=now, clip=clip.id)
        sending = replace(sending, why=chosen.why.dumped())
        if not await self._store.replace_slot(claimed, sending):
            return None
        return await self._post(schedule, sending, clip)

    async def _resume(self, schedule: Schedule, seen: SlotRecord) -> SlotRecord | None:
        """Settle a slot that somebody left sending: again with the same nonce while that holds, or unknown."""
        now = self._clock.now()
        clip = await self._store.read(lambda snapshot: self._sent_clip(snapshot, schedule, seen))
        if clip is None or not self._may_repeat(schedule, seen, now):
            return await self._end(seen, replace(seen, state=SlotState.UNKNOWN, owner=self._owner))
        taken = replace(seen, owner=self._owner, lease=now + LEASE)
        if not await self._store.replace_slot(seen, taken):
            return None
        return await self._post(schedule, taken, clip, is_repeated=True)

    def _sent_clip(self, snapshot: Snapshot, schedule: Schedule, seen: SlotRecord) -> Clip | None:
        """The clip that was being sent; None where it may not be sent any more."""
        place = schedule.destination.place
        clip = snapshot.clip(seen.clip, self._access.scope(snapshot, place)) if seen.clip else None
        amended = amended_clip(snapshot, clip) if clip else None
        return amended if amended and Withholding(snapshot, place).shows(amended) else None

    def _may_repeat(self, schedule: Schedule, seen: SlotRecord, now: datetime) -> bool:
        """Whether a request from now on ends before the platform forgets the nonce of the first."""
        if schedule.destination.place.platform not in _TAKES_NONCES or seen.begun is None:
            return False
        age = now - seen.begun
        return timedelta(0) <= age <= NONCE_WINDOW - timedelta(seconds=self._send_timeout_s)

    async def _post(
        self, schedule: Schedule, sending: SlotRecord, clip: Clip, *, is_repeated: bool = False
    ) -> SlotRecord | None:
        """The request, and what came of it."""
        destination = schedule.destination
        outbox = self._outboxes.get(destination.place.platform)
        # Held up since the step was written, or left by its platform: whoever finds it next decides.
        if outbox is None or not _is_held(sending, self._clock.now()):
            return sending
        try:
            async with asyncio.timeout(self._send_timeout_s):
                message = await outbox.post(destination, clip, nonce(schedule, sending.slot))
        except PostLaterError as error:
            # Its lease keeps the next attempt at a distance. Of a second request this says nothing about the first.
            then = sending if is_repeated else _given_back(sending, error)
        except PostRefusedError as error:
            # Of a second request this says nothing about the first.
            state = SlotState.UNKNOWN if is_repeated else SlotState.FAILED
            then = replace(sending, state=state, reason=_reason(error))
        except (PostUnknownError, TimeoutError):
            if destination.place.platform in _TAKES_NONCES:
                return sending
            then = replace(sending, state=SlotState.UNKNOWN)
        else:
            then = replace(sending, state=SlotState.SENT, message=message)
        return await self._end(sending, then)

    async def _end(self, seen: SlotRecord, then: SlotRecord) -> SlotRecord | None:
        return then if await self._store.replace_slot(seen, then) else None


def _given_back(sending: SlotRecord, error: PostLaterError) -> SlotRecord:
    """The slot as it was before the request, which is known to have posted nothing."""
    return replace(sending, state=SlotState.CLAIMED, begun=None, clip=None, reason=_reason(error))


def _due_work(standing: _Standing, now: datetime) -> Iterator[_Work]:
    for each in due(standing.schedules, standing.taken, now):
        yield _Work(each.schedule, each.slot, None, each.is_late)


def _open_work(standing: _Standing, now: datetime) -> Iterator[_Work]:
    """The slots that were left open, by whomever: their time is over, or was written under another time of day."""
    schedules = {schedule.id: schedule for schedule in standing.schedules}
    for record in standing.left_open:
        schedule = schedules.get(record.slot.schedule)
        if schedule is not None and not _is_held(record, now):
            yield _Work(schedule, record.slot, record, is_late(schedule, record.slot, now))


def _is_held(record: SlotRecord, now: datetime) -> bool:
    """Whether the record is still its owner's; one from the future is not: the clock was set back."""
    return record.lease - LEASE <= now < record.lease


def _reason(error: NajiError) -> Reason:
    return Reason(error.code, tuple((name, str(value)) for name, value in error.values.items()))
