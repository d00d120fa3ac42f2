"""The coverage-guided fuzzer over each reader, for as long as `NAJI_FUZZ_S` says, ten seconds each otherwise."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.transcript_cases import FOLDER

BOOKS = sorted(book.stem for book in FOLDER.glob("*.txt"))


@pytest.mark.long
@pytest.mark.io
@pytest.mark.parametrize("book", BOOKS)
def test_a_reader_raises_nothing_but_its_own_errors_whatever_it_is_given(book: str, tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="the fuzzer is not installed: pip install '.[fuzz]'")
    seconds = os.environ.get("NAJI_FUZZ_S", "10")
    command = [sys.executable, "-P", "-m", "tests.reader_fuzzer", book, seconds, str(tmp_path / "found")]
    root = Path(__file__).parents[1]
    ran = subprocess.run(
        command, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
