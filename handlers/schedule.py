"""The clock that drives the daily clip: it says when to look, never what to do.

APScheduler rings at the next instant that is known and once a minute besides; what is due then, `bot.daily` decides
from the time. A ring too many does nothing, and one too few is made up for within the minute.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from secrets import token_hex
from typing import Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.errors import NajiError
from bot.posting import Outcome, Poster
from bot.slots import SlotState

EVERY_S = 60
"""How often it rings at least: what another process set is noticed by then."""

_LOG = logging.getLogger(__name__)
_LIBRARY = logging.getLogger("apscheduler")
_NEXT = "next"
_LEVELS = {SlotState.SENT: logging.INFO}


class Alarm(Protocol):
    """Rings on the running loop."""

    def start(self, ring: Callable[[], None]) -> None:
        """Ring from now on, every `EVERY_S` seconds and at what `set` says."""
        ...

    def set(self, instant: datetime | None) -> None:
        """Ring at this instant too, in place of the one that was set before; at none where it is None."""
        ...

    async def stop(self) -> None:
        """Ring no more."""
        ...


class SchedulerAlarm:
    """`Alarm` by APScheduler."""

    def __init__(self) -> None:
        self._ring: Callable[[], None] = _silent
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            # However late the loop comes to it, it rings, and once: the default is to drop it after a second.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def start(self, ring: Callable[[], None]) -> None:
        """See `Alarm`."""
        self._ring = ring
        # Its lines of every ring say nothing that ours do not.
        _LIBRARY.setLevel(logging.WARNING)
        self._scheduler.add_job(self._fire, "interval", seconds=EVERY_S)
        self._scheduler.start()

    def set(self, instant: datetime | None) -> None:
        """See `Alarm`."""
        if instant is not None:
            self._scheduler.add_job(self._fire, "date", run_date=instant, id=_NEXT, replace_existing=True)
        elif self._scheduler.get_job(_NEXT) is not None:
            self._scheduler.remove_job(_NEXT)

    async def stop(self) -> None:
        """See `Alarm`."""
        self._ring = _silent
        self._scheduler.shutdown(wait=False)
        # It puts its end off to the loop's next round.
        await asyncio.sleep(0)
        _LIBRARY.setLevel(logging.NOTSET)

    async def _fire(self) -> None:
        """A coroutine function: others would be run on a thread of the loop's default executor."""
        self._ring()


class Timer:
    """Wakes the poster.

    Args:
        poster: what is woken.
        alarm: what rings.
    """

    def __init__(self, poster: Poster, alarm: Alarm | None = None) -> None:
        self._poster = poster
        self._alarm = alarm or SchedulerAlarm()
        self._rounds: set[asyncio.Task[None]] = set()
        self._runs = False

    def start(self) -> None:
        """Begin, on the running loop, with what is due or was left open."""
        self._runs = True
        self._alarm.start(self.wake)
        self.wake()

    def wake(self) -> None:
        """Look now: a schedule changed, or a platform came up. Does nothing before the start and after the stop."""
        if self._runs:
            # A round of its own each time: a chat that holds one up must not hold up what is due meanwhile.
            task = asyncio.get_running_loop().create_task(self._round(), name="daily")
            self._rounds.add(task)
            task.add_done_callback(self._rounds.discard)

    async def stop(self) -> None:
        """Ring no more and break off what is under way; the store says where to go on."""
        if not self._runs:
            return
        self._runs = False
        await self._alarm.stop()
        rounds = tuple(self._rounds)
        for task in rounds:
            task.cancel()
        await asyncio.gather(*rounds, return_exceptions=True)

    async def _round(self) -> None:
        try:
            self._alarm.set(await self._poster.next_wake())
            done = await self._poster.post_due()
            self._alarm.set(await self._poster.next_wake())
        except Exception as error:  # noqa: BLE001 - the clock's last resort: the next ring finds it running
            _log_fault(error)
            return
        for outcome in done.outcomes:
            _log_outcome(outcome)
        for fault in done.faults:
            _log_fault(fault)


def _silent() -> None:
    """What is rung before the start and after the stop."""


def _log_outcome(outcome: Outcome) -> None:
    schedule, record = outcome.schedule, outcome.record
    destination = schedule.destination
    _LOG.log(
        _LEVELS.get(record.state, logging.WARNING),
        "daily clip of %s %s %s for %s, channel %s: %s%s",
        record.slot.day,
        f"{schedule.at:%H:%M}",
        schedule.zone,
        destination.place.key,
        destination.channel,
        record.state.value,
        f" ({record.reason.code})" if record.reason else "",
    )


def _log_fault(error: Exception) -> None:
    if isinstance(error, NajiError):
        _LOG.error("daily clip: %s", error)
    else:
        _LOG.error("daily clip: incident %s", token_hex(4), exc_info=error)
