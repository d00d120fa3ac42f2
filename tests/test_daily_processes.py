"""Real processes that post from one store: killed at any step, with the clock set wrong, and several at once."""

import asyncio
import shutil
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from bot.model import Destination
from bot.posting import Poster
from bot.slots import Plan, SlotRecord, SlotState, Step
from storage.sqlite import open_store
from tests.daily_process import STORE, messages, outboxes
from tests.daily_station import CHAT, GUILD, MORNING, NINE, PLACES, add_episode, cues, round_of, station
from tests.fixed_clock import FixedClock
from tests.store_checks import find_faults

ROOT = Path(__file__).parent.parent
KILLS = 200
KILLED = -signal.SIGKILL
JUMPS = (timedelta(0), timedelta(hours=1), -timedelta(hours=1))
PINS = Plan(pins=True, opens_thread=True)
SEED = 9


def start(folder: Path, *instants: str) -> "subprocess.Popen[str]":
    """Posting processes, see `tests.daily_process`."""
    command = [sys.executable, "-m", "tests.daily_process", str(folder), *instants]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process: "subprocess.Popen[str]") -> list[tuple[int, int]]:
    """How each ended, and after how many steps."""
    said, complained = process.communicate(timeout=600)
    assert complained == ""
    assert process.returncode == 0
    return [(int(code), int(steps)) for code, steps in map(str.split, said.splitlines())]


async def made(folder: Path, *destinations: Destination) -> Path:
    """A folder with a store that has an episode and a schedule at nine for each destination."""
    async with await open_store(folder / STORE) as store:
        built = station(store, MORNING)
        await add_episode(store, "e1", cues(60))
        for destination in destinations:
            await built.set(destination, plan=PINS)
    return folder


@dataclass
class WrongClock:
    """A machine's clock, wrong by so much."""

    right: FixedClock
    wrong_by: timedelta

    def now(self) -> datetime:
        """The instant that it shows."""
        return self.right.now() + self.wrong_by


async def gone_on(folder: Path, jump: timedelta) -> list[SlotRecord]:
    """The records after two new processes ran for some minutes with the clock set wrong, and then set right."""
    right = FixedClock(NINE)
    async with await open_store(folder / STORE) as one, await open_store(folder / STORE) as other:
        built, clock = station(one, NINE), WrongClock(right, jump)
        posters = [Poster(store, built.access, outboxes(folder, right), clock) for store in (one, other)]
        for nth in range(6):
            clock.wrong_by = jump if nth < 4 else timedelta(0)
            right.advance(timedelta(seconds=46))
            await asyncio.gather(*map(round_of, posters))
        return await built.records()


def check(folder: Path, records: list[SlotRecord]) -> tuple[SlotState, int]:
    """What became of the slot on Telegram, which cannot be asked; on Discord there is one post, however it went."""
    discord, telegram = records
    assert (discord.state, len(messages(folder / "discord"))) == (SlotState.SENT, 1)
    assert (discord.pin, discord.thread) == (Step.DONE, Step.DONE)
    assert {line.split("\t")[1] for line in messages(folder / "discord.pins")} == {discord.message}
    found = telegram.state, len(messages(folder / "telegram"))
    assert found in ((SlotState.SENT, 1), (SlotState.UNKNOWN, 0), (SlotState.UNKNOWN, 1))
    return found


@pytest.mark.io
@pytest.mark.long
async def test_processes_killed_at_random_instants_leave_one_post_or_on_telegram_an_unknown_one(tmp_path: Path) -> None:
    fresh = await made(tmp_path / "fresh", *PLACES.values())
    shutil.copytree(fresh, tmp_path / "whole" / "0")
    [(code, total)] = finish(start(tmp_path / "whole", "0"))
    assert code == 0
    chance, trials = Random(SEED), tmp_path / "trials"
    # Of every second trial another process posts beside the one that is killed.
    instants = [f"{chance.randint(1, total)}{'+' if nth % 2 else ''}" for nth in range(KILLS)]
    for nth in range(KILLS):
        shutil.copytree(fresh, trials / str(nth))
    ends = finish(start(trials, *instants))
    assert {code for code, _ in ends[::2]} == {KILLED}
    assert sum(code == KILLED for code, _ in ends) > KILLS / 2
    seen: Counter[tuple[SlotState, int]] = Counter()
    for nth in range(KILLS):
        folder = trials / str(nth)
        seen[check(folder, await gone_on(folder, JUMPS[nth % len(JUMPS)]))] += 1
        assert nth % 20 or find_faults(folder / STORE) == []
        shutil.rmtree(folder)
    assert seen[SlotState.SENT, 1] > 0
    assert seen[SlotState.UNKNOWN, 1] > 0


@pytest.mark.io
async def test_processes_that_find_the_same_slots_due_at_once_post_each_once(tmp_path: Path) -> None:
    destinations = [Destination(place, str(n)) for n in range(8) for place in (GUILD, CHAT)]
    folder = await made(tmp_path / "0", *destinations)
    processes = [start(tmp_path, "0") for _ in range(3)]
    assert [[code for code, _ in finish(process)] for process in processes] == [[0]] * 3
    for platform in PLACES:
        channels = [line.split("\t")[0] for line in messages(folder / platform.value)]
        assert sorted(channels) == [str(n) for n in range(8)]
