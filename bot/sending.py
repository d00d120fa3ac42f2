"""Bringing one slot as far as it goes: claimed -> sending -> sent, each step committed.

What a crash leaves behind decides what may be done:

- claimed: nothing was sent, so it is sent, within the grace;
- sending: it may have been posted. Where the platform lets what stands there be read, the post is looked for by its
  mark: it is recorded where it is found, and sent again where it is not. Where that cannot be read, Discord still has a
  nonce that makes a second request return the first message, for some minutes. After these, and on Telegram always,
  the outcome is `unknown`.

Each step but the first replaces the record as it was last seen and so belongs to one process only.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from secrets import token_hex

from bot.access import Access
from bot.amending import amended_clip
from bot.choosing import chosen_for
from bot.daily import mark, nonce
from bot.errors import (
    NajiError,
    NotFoundError,
    PostForbiddenError,
    PostLaterError,
    PostRefusedError,
    PostUnknownError,
)
from bot.finishing import Finishing
from bot.model import Clip, Platform
from bot.ports import Clock, Outbox, Snapshot, Store
from bot.slots import Post, Reason, Schedule, Slot, SlotRecord, SlotState, Step
from bot.standing import LEASE, Work, is_held, is_too_late
from bot.telling import Telling
from bot.withholding import Withholding

SEND_TIMEOUT_S = 30.0
"""A request that takes longer has an unknown outcome."""
NONCE_WINDOW = timedelta(minutes=2)
"""Discord honours a nonce for "the past few minutes" (its API reference, "Create Message"): two, to be sure."""

_Why = tuple[tuple[str, str], ...]
_TAKES_NONCES = frozenset({Platform.DISCORD})


@dataclass(frozen=True, slots=True)
class Means:
    """What posting works with.

    Attributes:
        store: the library, the schedules and their slots.
        access: draws the scope of a destination.
        outboxes: of the platforms that can post at present.
        clock: tells what is due.
        send_timeout_s: how long a request may take.
    """

    store: Store
    access: Access
    outboxes: Mapping[Platform, Outbox]
    clock: Clock
    send_timeout_s: float = SEND_TIMEOUT_S


class Sending:
    """Settles slots, one at a time each.

    Attributes:
        owner: this process, by a name that is new with each start.
    """

    def __init__(self, means: Means) -> None:
        self._store = means.store
        self._access = means.access
        self._outboxes = means.outboxes
        self._clock = means.clock
        self._timeout_s = means.send_timeout_s
        self.owner = token_hex(8)
        self.telling = Telling(means.store, means.outboxes)
        self._finishing = Finishing(means.store, means.outboxes, means.clock, self.owner, means.send_timeout_s)
        # Choosing takes a search thread for some tenths of a second: never all of them, however much is due.
        self._choosing = asyncio.Lock()

    async def settle(self, work: Work) -> SlotRecord | None:
        """Bring a slot as far as it goes; None where it is another's, or nobody's any more."""
        seen, schedule = work.seen, await self._store.read(lambda snapshot: snapshot.schedule(work.schedule.id))
        if schedule is None or (seen is None and _is_another(schedule, work.schedule)):
            return None
        if seen is not None and seen.state is SlotState.SENT:
            return await self._finishing.finish(schedule, seen)
        if seen is not None and seen.state is SlotState.SENDING:
            return await self._resume(schedule, seen)
        now = self._clock.now()
        if seen is None:
            claimed = SlotRecord(work.slot, SlotState.CLAIMED, self.owner, now + LEASE)
            return await self._take(schedule, None, claimed, is_late=work.is_late)
        claimed = replace(seen, owner=self.owner, lease=now + LEASE)
        return await self._take(schedule, seen, claimed, is_late=is_too_late(schedule, seen, now))

    async def _take(
        self, schedule: Schedule, seen: SlotRecord | None, claimed: SlotRecord, *, is_late: bool
    ) -> SlotRecord | None:
        """Claim a slot and send it; where it is late, say so instead."""
        if is_late:
            claimed = replace(claimed, state=SlotState.FAILED if claimed.reason else SlotState.SKIPPED, clip=None)
        else:
            claimed = replace(claimed, reason=None)
        if not await (self._store.claim_slot(claimed) if seen is None else self._store.replace_slot(seen, claimed)):
            return None
        return claimed if is_late else await self.send(schedule, claimed)

    async def send(self, schedule: Schedule, claimed: SlotRecord) -> SlotRecord | None:
        """Post for a slot that this process claimed: the clip that it has, if that may be shown, or one chosen now."""
        try:
            async with self._choosing:
                clip, why = await self._store.read(lambda snapshot: self._choose(snapshot, schedule, claimed))
        except NotFoundError as error:
            failed = await self._end(claimed, replace(claimed, state=SlotState.FAILED, reason=reason_of(error)))
            if failed is not None and not failed.slot.nth:
                await self.telling.warn(schedule, reason_of(error))
            return failed
        await self._store.keep_clip(clip)
        now = self._clock.now()
        sending = replace(claimed, state=SlotState.SENDING, lease=now + LEASE, begun=now, clip=clip.id, why=why)
        if not await self._store.replace_slot(claimed, sending):
            return None
        return await self._post(schedule, sending, clip)

    # ------------------------------------------------------------ which clip

    def _choose(self, snapshot: Snapshot, schedule: Schedule, claimed: SlotRecord) -> tuple[Clip, _Why]:
        """The clip that the slot has already, if that may be shown, or one chosen now; and why it was chosen."""
        kept = self.shown(snapshot, schedule, claimed)
        if kept is not None:
            return kept, claimed.why
        chosen = chosen_for(snapshot, self._access, schedule, claimed.slot)
        return chosen.clip, chosen.why.dumped()

    def shown(self, snapshot: Snapshot, schedule: Schedule, record: SlotRecord) -> Clip | None:
        """The clip of a slot; None where there is none, or it may not be posted any more."""
        place = schedule.destination.place
        clip = snapshot.clip(record.clip, self._access.scope(snapshot, place)) if record.clip else None
        amended = amended_clip(snapshot, clip) if clip else None
        return amended if amended and Withholding(snapshot, place).shows(amended) else None

    # ------------------------------------------------------------ what somebody left sending

    async def _resume(self, schedule: Schedule, seen: SlotRecord) -> SlotRecord | None:
        """Settle a slot that somebody left sending: look for its post, and send it again if it is not there."""
        taken = replace(seen, owner=self.owner, lease=self._clock.now() + LEASE)
        if not await self._store.replace_slot(seen, taken):
            return None
        try:
            message = await self._find(schedule, taken)
        except PostLaterError:
            return taken
        except (PostUnknownError, TimeoutError):
            return await self._repeat(schedule, taken)
        if message is not None:
            return await self._sent(schedule, taken, message)
        late = is_too_late(schedule, seen, self._clock.now())
        claimed = replace(taken, state=SlotState.CLAIMED, begun=None, lease=self._clock.now() + LEASE)
        return await self._take(schedule, taken, claimed, is_late=late)

    async def _find(self, schedule: Schedule, taken: SlotRecord) -> str | None:
        """The id of the post, if it stands there."""
        outbox = self._outboxes.get(schedule.destination.place.platform)
        if outbox is None:
            raise PostLaterError("daily.offline")
        async with asyncio.timeout(self._timeout_s):
            since = taken.begun or self._clock.now()
            return await outbox.find(schedule.destination, mark(schedule, taken.slot), since)

    async def _repeat(self, schedule: Schedule, taken: SlotRecord) -> SlotRecord | None:
        """Send again what cannot be looked for, with the same nonce while that holds."""
        clip = await self._store.read(lambda snapshot: self.shown(snapshot, schedule, taken))
        if clip is None or not self._may_repeat(schedule, taken):
            return await self._end(taken, replace(taken, state=SlotState.UNKNOWN))
        return await self._post(schedule, taken, clip, may_stand=True)

    def _may_repeat(self, schedule: Schedule, seen: SlotRecord) -> bool:
        """Whether a request from now on ends before the platform forgets the nonce of the first."""
        if schedule.destination.place.platform not in _TAKES_NONCES or seen.begun is None:
            return False
        age = self._clock.now() - seen.begun
        return timedelta(0) <= age <= NONCE_WINDOW - timedelta(seconds=self._timeout_s)

    # ------------------------------------------------------------ the request

    async def _post(
        self, schedule: Schedule, sending: SlotRecord, clip: Clip, *, may_stand: bool = False
    ) -> SlotRecord | None:
        """The request, and what came of it."""
        outbox = self._outboxes.get(schedule.destination.place.platform)
        # Held up since the step was written, or left by its platform: whoever finds it next decides.
        if outbox is None or not is_held(sending, self._clock.now()):
            return sending
        try:
            async with asyncio.timeout(self._timeout_s):
                message = await outbox.post(_post_of(schedule, sending.slot, clip, may_stand=may_stand))
        except PostRefusedError as error:
            return await self._refused(schedule, sending, error, may_stand=may_stand)
        except (PostUnknownError, TimeoutError):
            if schedule.destination.place.platform in _TAKES_NONCES:
                return sending
            return await self._end(sending, replace(sending, state=SlotState.UNKNOWN))
        return await self._sent(schedule, sending, message)

    async def _sent(self, schedule: Schedule, sending: SlotRecord, message: str) -> SlotRecord | None:
        """Record the post and what is still to be done with it, and do that."""
        plan, platform = schedule.plan, schedule.destination.place.platform
        sent = replace(
            sending,
            state=SlotState.SENT,
            message=message,
            reason=None,
            pin=Step.DUE if plan.pins else None,
            thread=Step.DUE if plan.opens_thread and platform is Platform.DISCORD else None,
        )
        if not await self._store.replace_slot(sending, sent):
            return None
        await self.telling.unwarn(schedule)
        return await self._finishing.finish(schedule, sent)

    async def _refused(
        self, schedule: Schedule, sending: SlotRecord, error: PostRefusedError, *, may_stand: bool
    ) -> SlotRecord | None:
        """Of a second request a refusal says nothing about the first."""
        is_later = isinstance(error, PostLaterError)
        if is_later and may_stand:
            return sending
        then = replace(sending, state=SlotState.UNKNOWN if may_stand else SlotState.FAILED, reason=reason_of(error))
        if is_later and not sending.slot.nth:
            # Its lease keeps the next attempt at a distance.
            then = replace(then, state=SlotState.CLAIMED, begun=None)
        ended = await self._end(sending, then)
        if ended is not None and isinstance(error, PostForbiddenError):
            await self.telling.stop(schedule, reason_of(error))
        return ended

    async def _end(self, seen: SlotRecord, then: SlotRecord) -> SlotRecord | None:
        return then if await self._store.replace_slot(seen, then) else None


def reason_of(error: NajiError) -> Reason:
    """An error as it is kept."""
    return Reason(error.code, tuple((name, str(value)) for name, value in error.values.items()))


def _post_of(schedule: Schedule, slot: Slot, clip: Clip, *, may_stand: bool) -> Post:
    named = nonce(schedule, slot), mark(schedule, slot)
    return Post(schedule.destination, clip, schedule.plan, slot.day, *named, may_stand=may_stand)


def _is_another(schedule: Schedule, seen: Schedule) -> bool:
    """Whether a schedule was changed so that its slot may not be due now any more."""
    return schedule.rests or (schedule.zone, schedule.plan.days) != (seen.zone, seen.plan.days)
