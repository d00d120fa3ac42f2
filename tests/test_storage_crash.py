"""Other processes: killed in the middle of an import, two at once, two that make the store at once."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from storage.sqlite import open_store
from tests.store_checks import find_faults
from tests.store_drafts import whole
from tests.store_importer import EPISODES, episodes

ROOT = Path(__file__).parent.parent
INSTANTS = 20


def start(path: Path, prefix: str, version: str, kill_at: int = 0) -> "subprocess.Popen[str]":
    """An importing process."""
    command = [sys.executable, "-m", "tests.store_importer", str(path), prefix, version, str(kill_at)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process: "subprocess.Popen[str]") -> tuple[int, str]:
    """How it ended and what it said."""
    said, complained = process.communicate(timeout=60)
    assert complained == ""
    return process.returncode, said


async def versions(path: Path) -> dict[str, tuple[str, int, int]]:
    """For each episode its fingerprint and how many passages and cues it has."""
    async with await open_store(path) as store:
        return await store.read(
            lambda snapshot: {
                episode.stem: (
                    snapshot.fingerprints("tech")[episode.stem],
                    sum(run.count for run in snapshot.passage_runs(whole(snapshot)) if run.episode_id == episode.id),
                    len(snapshot.cues_between(episode.id, 0, 10**9)),
                )
                for episode in snapshot.episodes(whole(snapshot))
            }
        )


def complete(version: str) -> dict[str, tuple[str, int, int]]:
    """What `versions` says of a whole import."""
    return {
        script.stem: (f"{script.stem}:{version}", len(script.passages), len(script.passages))
        for script in episodes("e", version)
    }


@pytest.mark.io
@pytest.mark.long
async def test_an_import_killed_at_any_instant_leaves_each_episode_old_or_new(tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    finish(start(old, "e", "v1"))
    trial = Path(shutil.copy(old, tmp_path / "trial.db"))
    total = int(finish(start(trial, "e", "v222"))[1])
    seen: set[int] = set()
    for instant in range(INSTANTS):
        path = Path(shutil.copy(old, tmp_path / f"{instant}.db"))
        process = start(path, "e", "v222", kill_at=1 + instant * (total - 1) // (INSTANTS - 1))
        assert finish(process)[0] == -signal.SIGKILL
        found = await versions(path)
        new = [stem for stem, facts in found.items() if facts == complete("v222")[stem]]
        assert found == {**complete("v1"), **{stem: complete("v222")[stem] for stem in new}}
        assert new == sorted(found)[: len(new)]
        assert find_faults(path) == []
        seen.add(len(new))
    assert len(seen) >= EPISODES


@pytest.mark.io
async def test_a_first_import_that_is_killed_leaves_a_store_to_go_on_with(tmp_path: Path) -> None:
    path = tmp_path / "naji.db"
    assert finish(start(path, "e", "v1", kill_at=60))[0] == -signal.SIGKILL
    left = await versions(path)
    assert left.items() < complete("v1").items()
    assert find_faults(path) == []
    assert finish(start(path, "e", "v1"))[0] == 0
    assert await versions(path) == complete("v1")


@pytest.mark.io
async def test_processes_that_make_one_store_and_import_at_once_all_finish(tmp_path: Path) -> None:
    path = tmp_path / "new" / "naji.db"
    processes = [start(path, prefix, "v1") for prefix in "abcd"]
    assert [finish(process)[0] for process in processes] == [0, 0, 0, 0]
    assert sorted(await versions(path)) == [f"{prefix}{n}" for prefix in "abcd" for n in range(EPISODES)]
    assert find_faults(path) == []
