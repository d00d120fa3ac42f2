"""Processes that post: `python -m tests.daily_process FOLDER AT...`.

It is nine o'clock. For each `AT` the folder has a folder of its own, numbered from 0, with a store `naji.db`; each
platform's channel is a file there, a line each message. `KILL` as an `AT`: every SQL statement of the writer is a
step, and so is the instant before and after anything arrives at a platform; at that step the process kills itself as
the machine would, with SIGKILL (0: never). `KILL+`: another process, which nobody kills, posts from the same store
meanwhile.

Each is forked off, so that what all of them need is loaded and chosen from once. Prints a line for each that was not
the other one: its return code, and how many steps there were.
"""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.access import Access
from bot.errors import PostUnknownError
from bot.model import Destination, Platform
from bot.ports import Clock, Outbox
from bot.posting import Poster
from bot.slots import Plan, Post, Reason, Schedule
from storage.sqlite import open_store
from tests.daily_station import NINE, NONCE_HOLDS
from tests.fixed_clock import FixedClock

STORE = "naji.db"


@dataclass(frozen=True)
class FileOutbox:
    """`bot.ports.Outbox` into a file, as Discord (it honours nonces for minutes and can be read) or as Telegram.

    Attributes:
        clock: the platform's own: nobody sets it wrong.
    """

    file: Path
    step: Callable[[], None]
    clock: Clock
    is_discord: bool

    async def post(self, post: Post) -> str:
        """See `bot.ports.Outbox`."""
        self.step()
        now, channel = self.clock.now(), post.destination.channel
        for line in messages(self.file) if self.is_discord else ():
            where, nonce, instant, *_ = line.split("\t")
            if (where, nonce) == (channel, post.nonce) and now - datetime.fromisoformat(instant) <= NONCE_HOLDS:
                self.step()
                return nonce
        self._write(self.file, channel, post.nonce, now.isoformat(), post.mark)
        self.step()
        return post.nonce

    async def find(self, destination: Destination, mark: str, since: datetime) -> str | None:
        """See `bot.ports.Outbox`."""
        del since
        self.step()
        if not self.is_discord:
            raise PostUnknownError("telegram.post_unknown", chat=destination.channel)
        lines = (line.rstrip("\n").split("\t") for line in messages(self.file))
        return next((nonce for where, nonce, _, held in lines if (where, held) == (destination.channel, mark)), None)

    async def pin(self, destination: Destination, message: str, instead_of: Sequence[str]) -> None:
        """See `bot.ports.Outbox`."""
        self.step()
        self._write(self.file.with_suffix(".pins"), destination.channel, message, ",".join(instead_of))
        self.step()

    async def open_thread(self, destination: Destination, message: str, plan: Plan, day: date) -> None:
        """See `bot.ports.Outbox`."""
        assert plan.opens_thread
        self.step()
        self._write(self.file.with_suffix(".threads"), destination.channel, message, day.isoformat())
        self.step()

    async def tell(self, schedule: Schedule, reason: Reason) -> None:
        """See `bot.ports.Outbox`."""
        raise AssertionError((schedule, reason))

    def _write(self, file: Path, *parts: str) -> None:
        with file.open("a", encoding="utf-8") as channel:
            channel.write("\t".join(parts) + "\n")


def messages(file: Path) -> list[str]:
    """What stands in a channel."""
    return file.read_text(encoding="utf-8").splitlines(keepends=True) if file.exists() else []


def outboxes(folder: Path, clock: Clock, step: Callable[[], None] = lambda: None) -> dict[Platform, Outbox]:
    """Both platforms' channels."""
    platforms = (Platform.DISCORD, Platform.TELEGRAM)
    return {each: FileOutbox(folder / each.value, step, clock, each is Platform.DISCORD) for each in platforms}


async def run(folder: Path, kill_at: int) -> int:
    """Post what is due at nine, or die of it; how many steps it took."""
    count = 0

    def step(_: str = "") -> None:
        nonlocal count
        count += 1
        if count == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    async with await open_store(folder / STORE) as store:
        await store._writer.set_trace_callback(step)
        clock = FixedClock(NINE)
        done = await Poster(store, Access({}), outboxes(folder, clock, step), clock).post_due()
        assert done.faults == ()
    return count


def forked(folder: Path, kill_at: int, told: Path) -> int:
    """A process that runs; its id."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        told.write_text(str(asyncio.run(run(folder, kill_at))), encoding="utf-8")
        code = 0
    finally:
        sys.stderr.flush()
        os._exit(code)


def main(folder: Path, instants: Sequence[str]) -> None:
    """One after the other."""
    if len(instants) > 1:
        with TemporaryDirectory() as spare:
            asyncio.run(run(Path(shutil.copytree(folder / "0", Path(spare) / "0")), 0))
    for nth, at in enumerate(instants):
        place = folder / str(nth)
        children = [forked(place, int(at.rstrip("+")), place / "steps")]
        if at.endswith("+"):
            children.append(forked(place, 0, place / "others-steps"))
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        assert codes[1:] in ([], [0])
        told = place / "steps"
        sys.stdout.write(f"{codes[0]} {told.read_text(encoding='utf-8') if told.exists() else 0}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
