"""What wakes those who follow a folder: changes as the system tells of them, and time.

watchfiles tells of changes at once where the system does (inotify, FSEvents), and looks itself where it does not. It
holds on to the folder that was there when it began: one that was made anew or mounted over is watched anew.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from enum import Enum, auto
from pathlib import Path
from secrets import token_hex
from typing import Final

from watchfiles import awatch

from bot.errors import NajiError

TICK_S: Final = 2.0
"""How often those who wait for something are woken without any change."""
IDLE_TICKS: Final = 15
"""After so many ticks all are woken: some network folders tell of nothing."""


class Wake(Enum):
    """Why somebody is woken."""

    CHANGE = auto()
    TICK = auto()
    """Some time has passed."""


_LOG = logging.getLogger(__name__)
_LIBRARY = logging.getLogger("watchfiles")


async def ticks(folder: Path) -> AsyncGenerator[Wake]:
    """Every change of the folder, and a tick for each `TICK_S` without any, for ever. It begins with a change."""
    # Its lines of every change say nothing that ours do not.
    _LIBRARY.setLevel(logging.WARNING)
    yield Wake.CHANGE
    while True:
        before = await asyncio.to_thread(_identity, folder)
        if before is None:
            await asyncio.sleep(TICK_S)
            yield Wake.TICK
            continue
        async with aclosing(_changes(folder)) as changes:
            async for wake in changes:
                yield wake
                if await asyncio.to_thread(_identity, folder) != before:
                    break


async def _changes(folder: Path) -> AsyncGenerator[Wake]:
    """As `ticks`, for as long as the folder can be watched."""
    try:
        async with aclosing(
            awatch(folder, watch_filter=None, recursive=False, rust_timeout=int(TICK_S * 1000), yield_on_timeout=True)
        ) as changes:
            async for change in changes:
                yield Wake.CHANGE if change else Wake.TICK
    except OSError:
        # It went meanwhile, or the system watches no more folders.
        await asyncio.sleep(TICK_S)
        yield Wake.TICK


def _identity(folder: Path) -> tuple[int, int] | None:
    """What tells a folder from another of its name; None where there is none."""
    try:
        about = folder.stat()
    except OSError:
        return None
    return about.st_dev, about.st_ino


async def keep_looking(look: Callable[[], Awaitable[bool]], woken: AsyncIterator[Wake]) -> None:
    """Look when woken by a change, at every tick while something waits, and now and then besides, until cancelled.

    Args:
        look: whether something waits. What goes wrong in one look is told, and the next is taken.
        woken: see `ticks`.
    """
    waits, idle = False, 0
    async for wake in woken:
        is_called_for = wake is Wake.CHANGE or waits
        idle = 0 if is_called_for else idle + 1
        if is_called_for or idle >= IDLE_TICKS:
            idle = 0
            waits = await _looked(look)


async def _looked(look: Callable[[], Awaitable[bool]]) -> bool:
    try:
        return await look()
    except NajiError as error:
        _LOG.warning("folders: %s", error)
    except Exception as error:  # noqa: BLE001 - the last resort: the next look finds it running
        _LOG.error("folders: incident %s", token_hex(4), exc_info=error)
    return True
