"""Real processes that post from one store: killed at any step, and several at once."""

import shutil
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from bot.model import Destination, Platform
from bot.posting import Poster
from bot.slots import SlotState
from storage.sqlite import open_store
from tests.daily_process import messages, outboxes
from tests.daily_station import CHAT, GUILD, MORNING, NINE, PLACES, add_episode, cues, round_of, station
from tests.store_checks import find_faults

ROOT = Path(__file__).parent.parent
INSTANTS = 16
KILLED = -signal.SIGKILL


def start(path: Path, folder: Path, kill_at: int = 0) -> "subprocess.Popen[str]":
    """A posting process."""
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "tests.daily_process", str(path), str(folder), str(kill_at)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process: "subprocess.Popen[str]") -> tuple[int, str]:
    """How it ended and what it said."""
    said, complained = process.communicate(timeout=60)
    assert complained == ""
    return process.returncode, said


async def made(path: Path, *destinations: Destination) -> Path:
    """A store with an episode and a schedule at nine for each destination."""
    async with await open_store(path) as store:
        built = station(store, MORNING)
        await add_episode(store, "e1", cues(60))
        for destination in destinations:
            await built.set(destination)
    return path


async def gone_on(path: Path, folder: Path) -> dict[Platform, SlotState]:
    """What became of each platform's slot after a new process ran for five minutes."""
    async with await open_store(path) as store:
        built = station(store, NINE)
        poster = Poster(store, built.access, outboxes(folder), built.clock)
        for _ in range(20):
            built.clock.advance(timedelta(seconds=15))
            await round_of(poster)
        return dict(zip(PLACES, [record.state for record in await built.records()], strict=True))


@pytest.mark.io
@pytest.mark.long
async def test_a_process_killed_at_any_step_is_followed_by_one_post_or_by_an_unknown_one(tmp_path: Path) -> None:
    fresh = await made(tmp_path / "fresh.db", *PLACES.values())
    total = int(finish(start(Path(shutil.copy(fresh, tmp_path / "trial.db")), tmp_path / "trial"))[1])
    seen: Counter[tuple[SlotState, int]] = Counter()
    for instant in range(INSTANTS):
        path, folder = Path(shutil.copy(fresh, tmp_path / f"{instant}.db")), tmp_path / str(instant)
        assert finish(start(path, folder, 1 + instant * (total - 1) // (INSTANTS - 1)))[0] == KILLED
        states = await gone_on(path, folder)
        posts = {platform: len(messages(folder / platform.value)) for platform in PLACES}
        assert (states[Platform.DISCORD], posts[Platform.DISCORD]) == (SlotState.SENT, 1)
        telegram = states[Platform.TELEGRAM], posts[Platform.TELEGRAM]
        assert telegram in ((SlotState.SENT, 1), (SlotState.UNKNOWN, 0), (SlotState.UNKNOWN, 1))
        assert find_faults(path) == []
        seen[telegram] += 1
    assert seen[SlotState.SENT, 1] > 0
    assert sum(count for (state, _), count in seen.items() if state is SlotState.UNKNOWN) > 0


@pytest.mark.io
async def test_processes_that_find_the_same_slots_due_at_once_post_each_once(tmp_path: Path) -> None:
    destinations = [Destination(place, str(n)) for n in range(8) for place in (GUILD, CHAT)]
    path, folder = await made(tmp_path / "naji.db", *destinations), tmp_path / "channels"
    processes = [start(path, folder) for _ in range(3)]
    assert [finish(process)[0] for process in processes] == [0, 0, 0]
    for platform in PLACES:
        channels = [line.split()[0] for line in messages(folder / platform.value)]
        assert sorted(channels) == [str(n) for n in range(8)]
