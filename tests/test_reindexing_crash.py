"""Building indexes anew, killed at any instant: what was answered is answered, and the next run completes."""

import random
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot.model import ClipId
from bot.ports import Snapshot
from bot.reindexing import Rebuilder
from bot.search.amend import grams_for
from bot.search.engine import INDEX_FORMAT, search
from storage.sqlite import open_store
from tests.search_library import STEMS, timed
from tests.store_checks import find_faults
from tests.store_drafts import clip_in, episode_named, whole
from tests.test_reindexing import answers, fill
from tests.test_search_amend import correction

ROOT = Path(__file__).parent.parent
INSTANTS = 50


def start(path: Path, kill_at: int = 0) -> "subprocess.Popen[str]":
    """A process that builds every index anew."""
    command = [sys.executable, "-m", "tests.store_reindexer", str(path), str(kill_at)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process: "subprocess.Popen[str]") -> tuple[int, str]:
    """How it ended and what it said."""
    said, complained = process.communicate(timeout=60)
    assert complained == ""
    return process.returncode, said


def everything(snapshot: Snapshot) -> object:
    """All that people see: answers, clips, facts; and the fingerprints that the next import goes by."""
    clip = snapshot.clip(ClipId("k7f2aa"), whole(snapshot))
    prints = [snapshot.fingerprints(show.slug) for show in snapshot.shows()]
    corrected = search(snapshot, "護城盒", whole(snapshot)), snapshot.corrections(whole(snapshot))
    return answers(snapshot), clip, snapshot.episodes(whole(snapshot)), prints, corrected


async def library(path: Path) -> object:
    """A store with a gap at its beginning, so that episodes move; all that it shows."""
    async with await open_store(path) as store:
        await fill(store)
        await store.keep_clip(clip_in(await store.read(lambda snapshot: episode_named(snapshot, "ep2", "again"))))
        await store.remove_episode("beans", "ep1")
        made = replace(correction(timed(STEMS["ep3"]), "互成何", "護城盒", stem="ep3"), show_slug="again")
        last = await store.read(lambda snapshot: episode_named(snapshot, "ep3", "again"))
        await store.add_correction(made, last.id, grams_for(made.right, made.lead, made.trail))
        return await store.read(everything)


@pytest.mark.io
@pytest.mark.long
async def test_killed_at_any_instant_it_answers_as_before_and_the_next_run_completes(tmp_path: Path) -> None:
    before = await library(tmp_path / "old.db")
    total = int(finish(start(Path(shutil.copy(tmp_path / "old.db", tmp_path / "whole.db"))))[1])
    left = set()
    for instant in random.Random(5).sample(range(1, total + 1), INSTANTS):
        path = Path(shutil.copy(tmp_path / "old.db", tmp_path / f"{instant}.db"))
        assert finish(start(path, instant))[0] == -signal.SIGKILL
        assert find_faults(path) == []
        async with await open_store(path) as store:
            left.add(len(await store.read(lambda snapshot: snapshot.indexed_before(INDEX_FORMAT))))
            assert await store.read(everything) == before
            await Rebuilder(store).run(lambda _: None)
            assert await store.read(lambda snapshot: snapshot.indexed_before(INDEX_FORMAT)) == []
            assert await store.read(everything) == before
        assert find_faults(path) == []
    assert left >= {1, 2, 3, 4, 5}


@pytest.mark.io
async def test_two_processes_at_once_leave_one_whole_index(tmp_path: Path) -> None:
    before = await library(tmp_path / "naji.db")
    processes = [start(tmp_path / "naji.db") for _ in range(2)]
    assert [finish(process)[0] for process in processes] == [0, 0]
    assert find_faults(tmp_path / "naji.db") == []
    async with await open_store(tmp_path / "naji.db") as store:
        assert await store.read(lambda snapshot: snapshot.indexed_before(INDEX_FORMAT)) == []
        assert await store.read(everything) == before
