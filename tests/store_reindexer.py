"""A process that builds indexes anew: `python -m tests.store_reindexer STORE KILL_AT`.

At the `KILL_AT`th SQL statement of its writing it kills itself as the machine would, with SIGKILL (0: never). Prints
how many statements there were.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

from bot.reindexing import Rebuilder
from storage.sqlite import open_store


async def run(path: Path, kill_at: int) -> int:
    """Rebuild every index, or die of it; how many statements it took."""
    count = 0

    def trace(_: str) -> None:
        nonlocal count
        count += 1
        if count == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    async with await open_store(path) as store:
        await store._writer.set_trace_callback(trace)
        await Rebuilder(store).run(lambda _: None, everything=True)
    return count


if __name__ == "__main__":
    sys.stdout.write(f"{asyncio.run(run(Path(sys.argv[1]), int(sys.argv[2])))}\n")
