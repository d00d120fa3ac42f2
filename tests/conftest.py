"""Fixtures that several areas share."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same code gets the same verdict, on a slow machine too.
settings.register_profile("naji", deadline=None, derandomize=True)
settings.load_profile("naji")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real transcripts: what `NAJI_SHARED` names, else `shared` beside the project.

    Where it is missing the test is left out, unless `NAJI_REQUIRE_SHARED` makes that a failure.
    """
    folder = Path(os.environ.get("NAJI_SHARED") or ROOT.parent / "shared")
    if folder.is_dir():
        return folder
    reason = f"the shared transcripts are not at {folder}: set NAJI_SHARED to their folder"
    if os.environ.get("NAJI_REQUIRE_SHARED") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
