"""Where the transcripts and labelled queries are that the benchmarks read: beside the project, or `NAJI_SHARED`."""

import os
import sys
from pathlib import Path


def shared_folder() -> Path:
    """The folder; ends the program with a sentence where it is missing."""
    folder = Path(os.environ.get("NAJI_SHARED") or Path(__file__).resolve().parents[2] / "shared")
    if not (folder / "corpus").is_dir():
        sys.exit(f"{folder} has no transcripts: name the folder that does with NAJI_SHARED")
    return folder
