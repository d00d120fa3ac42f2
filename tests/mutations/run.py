"""Put each fault into a copy of the program and run the test that has to notice it."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from queue import SimpleQueue

from tests.mutations.mutation import Mutation

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("bot", "handlers", "samples", "storage", "tests")
AT_ONCE = 2
LONGEST_S = 90

_PASSED, _FAILED = 0, 1


class Verdict(StrEnum):
    """What became of a test."""

    RED = "red"
    GREEN = "green"
    BROKEN = "broken"
    """It did not run: the fault is no longer one of this program, or the test has another name."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A mutation, what became of its test, and what pytest printed."""

    mutation: Mutation
    verdict: Verdict
    output: str


def judged(mutations: Sequence[Mutation]) -> Iterator[Judged]:
    """What became of each, in order."""
    with tempfile.TemporaryDirectory(prefix="naji-mutations-") as folder, ThreadPoolExecutor(AT_ONCE) as pool:
        copies: SimpleQueue[Path] = SimpleQueue()
        for nth in range(AT_ONCE):
            copies.put(_copied(Path(folder) / str(nth)))
        yield from pool.map(lambda each: _judged_in(copies, each), mutations)


def unmutated(tests: Sequence[str]) -> tuple[Verdict, str]:
    """What becomes of these tests in a copy that is left as it is."""
    with tempfile.TemporaryDirectory(prefix="naji-mutations-") as folder:
        return _run(_copied(Path(folder) / "whole"), sorted(set(tests)))


def _copied(to: Path) -> Path:
    for name in COPIED:
        shutil.copytree(ROOT / name, to / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", to)
    return to


def _judged_in(copies: "SimpleQueue[Path]", mutation: Mutation) -> Judged:
    copy = copies.get()
    file = copy / mutation.file
    before = file.read_text(encoding="utf-8")
    try:
        if before.count(mutation.old) != 1:
            return Judged(mutation, Verdict.BROKEN, f"{mutation.old!r} stands {before.count(mutation.old)} times")
        file.write_text(before.replace(mutation.old, mutation.new), encoding="utf-8")
        return Judged(mutation, *_run(copy, [mutation.test]))
    finally:
        file.write_text(before, encoding="utf-8")
        copies.put(copy)


def _run(copy: Path, tests: Sequence[str]) -> tuple[Verdict, str]:
    named = [f"tests/{test}" for test in tests]
    # pytest's own traceback needs Python's parser, which some of the errors that are expected here upset. And no
    # bytecode is kept: a file that was changed twice within a second would be taken for the first.
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "--tb=native", "-p", "no:cacheprovider", *named]
    try:
        done = subprocess.run(
            command,
            cwd=copy,
            env=os.environ | {"NAJI_SHARED": os.environ.get("NAJI_SHARED") or str(ROOT.parent / "shared")},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=LONGEST_S,
        )
    except subprocess.TimeoutExpired as error:
        return Verdict.RED, f"{error}"
    verdicts = {_PASSED: Verdict.GREEN, _FAILED: Verdict.RED}
    return verdicts.get(done.returncode, Verdict.BROKEN), done.stdout + done.stderr
