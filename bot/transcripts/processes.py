"""Reading and indexing in a process of its own: Python lets one thread compute at a time, whatever the cores.

One is enough: writing an episode takes longer than reading and indexing it (docs/performance.md).
"""

import asyncio
import os
import signal
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from threading import Thread
from types import TracebackType
from typing import Self, TypeVar

from bot.transcripts.ingest import in_thread

T = TypeVar("T")

FEW = 8
"""So many files are read before a process is started, which takes longer than they do."""


class ReadingProcess:
    """A `bot.transcripts.ingest.Worker`: a thread for the first few, then the process. Used in `with`.

    Where it is lost, such as for want of memory, threads take over.
    """

    def __init__(self, few: int = FEW) -> None:
        self._left = few
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    async def __call__(self, work: Callable[[], T]) -> T:
        """What `work` returns, or raises."""
        self._left -= 1
        if self._left >= 0:
            return await in_thread(work)
        if self._pool is None:
            self._pool = _start()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        except BrokenExecutor:
            return await in_thread(work)


def _start() -> ProcessPoolExecutor:
    from multiprocessing import get_context  # three hundredths of a second that a search does without

    return ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=end_with_parent)


def end_with_parent() -> None:
    """Leave Ctrl-C to the parent, and end when it is gone, however it ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_watch, daemon=True).start()


def _watch() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
