"""Reading and indexing in other processes: the same results, and no process left behind."""

import asyncio
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from bot.errors import StoreError
from bot.transcripts import processes
from bot.transcripts.ingest import FileOutcome, Indexer, Outcome, import_paths
from bot.transcripts.processes import ReadingProcess, end_with_parent
from bot.transcripts.transcript import LINE_TIME, NoCueError, Problem
from tests.memory import MemoryStore

T = TypeVar("T")
ROOT = Path(__file__).parent.parent


def die_elsewhere(home: int) -> str:
    """End the process that runs this, unless it is this one."""
    if os.getpid() != home:
        os._exit(3)
    return "at home"


def fail() -> None:
    raise NoCueError((Problem(3, LINE_TIME, "x"),))


def test_an_error_comes_over_whole() -> None:
    error = pickle.loads(pickle.dumps(StoreError("store.full", path="naji.db")))
    assert (type(error), error.code, error.values) == (StoreError, "store.full", {"path": "naji.db"})


async def test_whatever_is_sent_to_a_process_and_back_can_be(tmp_path: Path) -> None:
    sent: list[str] = []

    class Elsewhere:
        """A process in all but the process."""

        async def __call__(self, work: Callable[[], T]) -> T:
            there = pickle.loads(pickle.dumps(work))
            sent.append(there.func.__name__)
            back: T = pickle.loads(pickle.dumps(there()))
            return back

    (tmp_path / "ep1.txt").write_text("(00:00~01:00) 第一集講到護城河\n", encoding="utf-8")
    done: list[FileOutcome] = []
    await import_paths(MemoryStore(), [tmp_path], "wave", done.append, Indexer(reader=Elsewhere()))
    assert ([one.outcome for one in done], len(sent)) == ([Outcome.IMPORTED], 1)


@pytest.mark.io
async def test_the_first_few_are_read_here_and_the_others_elsewhere() -> None:
    with ReadingProcess(few=2) as reader:
        pids = [await reader(os.getpid) for _ in range(4)]
    assert pids[:2] == [os.getpid()] * 2
    assert os.getpid() not in pids[2:]


@pytest.mark.io
async def test_an_error_in_a_process_is_raised_with_its_problems() -> None:
    with ReadingProcess(few=0) as reader, pytest.raises(NoCueError) as caught:
        await reader(fail)
    assert (caught.value.code, [problem.line for problem in caught.value.problems]) == ("transcript.no_cue", [3])


@pytest.mark.io
async def test_where_a_process_is_lost_threads_take_over() -> None:
    with ReadingProcess(few=0) as reader:
        assert await reader(partial(die_elsewhere, os.getpid())) == "at home"
        assert await reader(os.getpid) == os.getpid()


@pytest.mark.io
async def test_an_import_tells_the_same_in_the_same_order_wherever_it_reads(tmp_path: Path) -> None:
    for number in range(9):
        text = "title\n" if number == 4 else f"(00:0{number}~01:00) 第{number}集講到護城河\n"
        (tmp_path / f"ep{number}.txt").write_text(text, encoding="utf-8")
    here: list[FileOutcome] = []
    elsewhere: list[FileOutcome] = []
    await import_paths(MemoryStore(), [tmp_path], "wave", here.append)
    with ReadingProcess(few=2) as reader:
        await import_paths(MemoryStore(), [tmp_path], "wave", elsewhere.append, Indexer(reader=reader))
    assert [(one.stem, one.outcome, one.cue_count, one.problems) for one in elsewhere] == [
        (one.stem, one.outcome, one.cue_count, one.problems) for one in here
    ]
    assert [str(one.error) for one in elsewhere] == [str(one.error) for one in here]
    assert [one.position for one in elsewhere] == list(range(1, 10))


KILLED = """
import asyncio, os, signal
from functools import partial
from bot.transcripts.processes import ReadingProcess

async def run():
    with ReadingProcess(few=0) as reader:
        await reader(partial(print, "reading", flush=True))
        os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    asyncio.run(run())
"""


@pytest.mark.io
def test_a_process_ends_when_the_import_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "killed.py"
    script.write_text(KILLED, encoding="utf-8")
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(script)]
    # The process writes to the same pipe: its end is not seen before that of the process, and `run` waits for it.
    done = subprocess.run(command, capture_output=True, text=True, env=environ, check=False, timeout=20)
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, "reading\n")


def test_a_process_leaves_ctrl_c_to_its_parent_and_ends_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Parent:
        def join(self) -> None:
            ended.append("parent")

    ended: list[object] = []
    handler = signal.getsignal(signal.SIGINT)
    try:
        end_with_parent()
        assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, handler)
    monkeypatch.setattr("multiprocessing.parent_process", Parent)
    monkeypatch.setattr(os, "_exit", ended.append)
    processes._watch()
    assert ended == ["parent", 1]


async def test_a_reader_that_was_not_needed_starts_no_process() -> None:
    with ReadingProcess(few=1) as reader:
        assert await reader(os.getpid) == os.getpid()
        assert reader._pool is None
    assert not [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
