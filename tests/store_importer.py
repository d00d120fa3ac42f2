"""A process that imports: `python -m tests.store_importer STORE PREFIX VERSION KILL_AT`.

Writes six episodes; at the `KILL_AT`th SQL statement it kills itself as the machine would, with SIGKILL (0: never).
Prints how many statements there were.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

from storage.sqlite import open_store
from tests.store_drafts import Script

EPISODES = 6


def episodes(prefix: str, version: str) -> list[Script]:
    """What is imported; the versions differ in length and in grams."""
    extra = len(version)
    return [
        Script(f"{prefix}{n}", [(n, extra * 10 + i % 7, 99) for i in range(8 + extra)], version=version)
        for n in range(EPISODES)
    ]


async def run(path: Path, prefix: str, version: str, kill_at: int) -> int:
    """Import, or die of it; how many statements it took."""
    count = 0

    def trace(_: str) -> None:
        nonlocal count
        count += 1
        if count == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    async with await open_store(path) as store:
        await store._writer.set_trace_callback(trace)
        for script in episodes(prefix, version):
            await store.put_episode(script.draft())
    return count


if __name__ == "__main__":
    sys.stdout.write(f"{asyncio.run(run(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])))}\n")
