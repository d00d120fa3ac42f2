"""What is done with a post once it stands: it is pinned in place of the one before, and a thread opened below it.

Each is a step of its own that is due from the write on that recorded the post, and can be done again without harm. What
a platform refuses has failed, with no effect on the post; what it did not answer is tried again, for a while.
"""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import replace

from bot.daily import GRACE
from bot.errors import PostLaterError, PostRefusedError, PostUnknownError
from bot.model import Platform
from bot.ports import Clock, Outbox, Snapshot, Store
from bot.slots import Schedule, SlotRecord, Step
from bot.standing import LEASE, is_held


class Finishing:
    """Does the steps that are due after a post.

    Args:
        store: keeps how far they have come.
        outboxes: of the platforms that can be asked at present.
        clock: tells when to give up.
        owner: this process.
        timeout_s: how long a request may take.
    """

    def __init__(
        self, store: Store, outboxes: Mapping[Platform, Outbox], clock: Clock, owner: str, timeout_s: float
    ) -> None:
        self._store = store
        self._outboxes = outboxes
        self._clock = clock
        self._owner = owner
        self._timeout_s = timeout_s

    async def finish(self, schedule: Schedule, sent: SlotRecord) -> SlotRecord | None:
        """Do what is due of a slot that is sent; None where that is another process's."""
        outbox = self._outboxes.get(schedule.destination.place.platform)
        if Step.DUE not in (sent.pin, sent.thread) or outbox is None:
            return sent
        now = self._clock.now()
        if sent.owner != self._owner or not is_held(sent, now):
            taken = replace(sent, owner=self._owner, lease=now + LEASE)
            if not await self._store.replace_slot(sent, taken):
                return None
            sent = taken
        if sent.thread is Step.DUE:
            sent = await self._threaded(outbox, schedule, sent)
        if sent.pin is Step.DUE:
            sent = await self._pinned(outbox, schedule, sent)
        return sent

    async def _threaded(self, outbox: Outbox, schedule: Schedule, sent: SlotRecord) -> SlotRecord:
        day, message = sent.slot.day, sent.message or ""
        step = await self._done(sent, outbox.open_thread(schedule.destination, message, schedule.plan, day))
        return await self._write(sent, replace(sent, thread=step))

    async def _pinned(self, outbox: Outbox, schedule: Schedule, sent: SlotRecord) -> SlotRecord:
        """Pin it, and unpin those before it; one that is older than what is pinned stays as it is."""
        pinned = await self._store.read(lambda snapshot: _pinned_before(snapshot, schedule, sent))
        if any(_is_newer(each, sent) for each in pinned):
            return await self._write(sent, replace(sent, pin=Step.UNDONE))
        before = [each.message for each in pinned if each.message is not None]
        step = await self._done(sent, outbox.pin(schedule.destination, sent.message or "", before))
        sent = await self._write(sent, replace(sent, pin=step))
        for each in pinned if step is Step.DONE else ():
            await self._store.replace_slot(each, replace(each, pin=Step.UNDONE))
        return sent

    async def _done(self, sent: SlotRecord, request: Awaitable[None]) -> Step:
        """How far a step has come with this request."""
        try:
            async with asyncio.timeout(self._timeout_s):
                await request
        except (PostLaterError, PostUnknownError, TimeoutError):
            is_over = sent.begun is None or self._clock.now() - sent.begun > GRACE
            return Step.FAILED if is_over else Step.DUE
        except PostRefusedError:
            return Step.FAILED
        return Step.DONE

    async def _write(self, sent: SlotRecord, then: SlotRecord) -> SlotRecord:
        await self._store.replace_slot(sent, then)
        return then


def _pinned_before(snapshot: Snapshot, schedule: Schedule, sent: SlotRecord) -> Sequence[SlotRecord]:
    return [each for each in snapshot.pinned_slots(schedule.id) if each.slot != sent.slot]


def _is_newer(one: SlotRecord, other: SlotRecord) -> bool:
    return one.begun is not None and other.begun is not None and one.begun > other.begun
