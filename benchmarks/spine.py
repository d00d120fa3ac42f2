"""The whole way, on real transcripts: `python -m benchmarks.spine`.

Imports the five episodes of `corpus/techwave` as a user does, asks the command line and a running bot, and has the
scorer beside the labelled queries judge the answers. Prints Markdown for docs/performance.md.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.shared import shared_folder
from bot.access import Access
from bot.model import Place, PlaceKind, Platform
from bot.questions import Question
from bot.quotes import Quotes
from storage.sqlite import open_store

STARTS = 7
"""How often a fresh process is timed."""


class _Clock:
    def now(self) -> datetime:
        return datetime.now(UTC)


def _naji(store: Path, *arguments: str) -> tuple[float, str]:
    """Run the program as a process of its own; seconds of wall time and what it printed."""
    command = [sys.executable, "-P", "-m", "bot", "--store", str(store), *arguments]
    started = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8", env=os.environ)
    return time.perf_counter() - started, done.stdout


async def _running(store: Path, queries: Sequence[str]) -> list[float]:
    """Milliseconds for each query in a bot that is running: search, page and buttons kept."""
    times = []
    async with await open_store(store) as opened:
        quotes = Quotes(opened, Access({}), _Clock())
        place = Place(Platform.CONSOLE, PlaceKind.OPERATOR)
        for text in (queries[0], *queries):
            started = time.perf_counter()
            await quotes.find(Question(text, place, "console:operator"))
            times.append((time.perf_counter() - started) * 1000)
    return times[1:]


def _score(shared: Path, store: Path, folder: Path) -> str:
    queries = shared / "bench" / "techwave_dev.jsonl"
    results = folder / "results.jsonl"
    results.write_text(_naji(store, "search", "--batch", str(queries), "--json")[1], encoding="utf-8")
    scorer = [sys.executable, str(shared / "bench" / "score.py"), str(queries), str(results)]
    return subprocess.run(scorer, check=True, capture_output=True, text=True, encoding="utf-8").stdout


def main() -> None:
    """Measure and print."""
    shared = shared_folder()
    lines = (shared / "bench" / "techwave_dev.jsonl").read_text(encoding="utf-8").splitlines()
    queries = [json.loads(line)["query"] for line in lines]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = folder / "naji.db"
        import_s, _ = _naji(store, "import", str(shared / "corpus" / "techwave"), "--show", "techwave")
        starts = [_naji(store, "search", "護城河")[0] for _ in range(STARTS)]
        times = asyncio.run(_running(store, queries))
        score = _score(shared, store, folder)
    print("| what | measured |")
    print("|---|---|")
    print(f"| import of five episodes, process included | {import_s:.2f} s |")
    print(f"| `naji search` from start, median of {STARTS} | {statistics.median(starts):.2f} s |")
    print(f"| a query in a running bot, median of {len(times)} | {statistics.median(times):.1f} ms |")
    print(f"| – 99th percentile | {statistics.quantiles(times, n=100)[-1]:.1f} ms |")
    print()
    print("\n".join(score.splitlines()[:-1]))


if __name__ == "__main__":
    main()
