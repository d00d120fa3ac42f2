"""A process that posts: `python -m tests.daily_process STORE FOLDER KILL_AT`.

It is nine o'clock. Each platform's channel is a file in the folder, a line each message. Every SQL statement of the
writer is a step, and so is the instant before and after a message arrives; at the `KILL_AT`th step the process kills
itself as the machine would, with SIGKILL (0: never). Prints how many steps there were.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.access import Access
from bot.model import Clip, Destination, Platform
from bot.ports import Outbox
from bot.posting import Poster
from storage.sqlite import open_store
from tests.daily_station import NINE
from tests.fixed_clock import FixedClock


@dataclass(frozen=True)
class FileOutbox:
    """`bot.ports.Outbox` into a file; one that honours nonces answers a second request with the first message."""

    file: Path
    step: Callable[[], None]
    honours_nonces: bool

    async def post(self, destination: Destination, clip: Clip, nonce: str) -> str:
        """See `bot.ports.Outbox`."""
        self.step()
        line = f"{destination.channel} {nonce}\n"
        if not self.honours_nonces or line not in messages(self.file):
            with self.file.open("a", encoding="utf-8") as channel:
                channel.write(line)
        self.step()
        return clip.id


def messages(file: Path) -> list[str]:
    """What stands in a channel."""
    return file.read_text(encoding="utf-8").splitlines(keepends=True) if file.exists() else []


def outboxes(folder: Path, step: Callable[[], None] = lambda: None) -> dict[Platform, Outbox]:
    """Both platforms' channels."""
    platforms = (Platform.DISCORD, Platform.TELEGRAM)
    return {each: FileOutbox(folder / each.value, step, each is Platform.DISCORD) for each in platforms}


async def run(path: Path, folder: Path, kill_at: int) -> int:
    """Post what is due at nine, or die of it; how many steps it took."""
    count = 0

    def step(_: str = "") -> None:
        nonlocal count
        count += 1
        if count == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    async with await open_store(path) as store:
        await store._writer.set_trace_callback(step)
        poster = Poster(store, Access({}), outboxes(folder, step), FixedClock(NINE))
        done = await poster.post_due()
        assert done.faults == ()
    return count


if __name__ == "__main__":
    sys.stdout.write(f"{asyncio.run(run(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))}\n")
