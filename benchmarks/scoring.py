"""Labelled queries through an engine, judged by the scorer beside them."""

import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.model import Hit, Scope
from bot.search.engine import search
from bot.search.wanted import Wanted
from storage.sqlite import SqliteStore

OWN = "own"
"""Questions and half-remembered quotes over all shows, written for this project: `questions.jsonl` beside this file."""
SETS = ("techwave", "readr", "twiml", OWN)
CLAIMABLE = ("asr", "exact", "simplified", "cross", "pinyin", "english")
"""The types of queries whose answers can be claimed: what was said was typed, more or less."""
NEGATIVE = "negative"
"""What the type of a query begins with that nobody answers."""
LIMIT = 10

Row = dict[str, Any]
"""A line of a query or result file, see the scorer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A hit of any engine, as the scorer reads it; `match` is the tier."""

    episode: str
    start_s: float
    end_s: float
    match: str


Ask = Callable[[str], Sequence[Answer]]
"""An engine: a query to its best ten hits."""


@dataclass(frozen=True, slots=True)
class Score:
    """What came of a set.

    Attributes:
        by_type: what the scorer says of each type of query, and of all of them as `ALL`.
        claimable: the share of the `CLAIMABLE` queries whose right hit stood among the first five and was claimed;
            None where the set has none.
        times_ms: of each query.
    """

    by_type: dict[str, dict[str, float]]
    claimable: float | None
    times_ms: Sequence[float]

    def figures(self) -> Row:
        """For JSON."""
        times = {"median_ms": round(median(self.times_ms), 2), "p99_ms": round(p99(self.times_ms), 2)}
        return self.by_type | {"claimable": self.claimable, "queries": len(self.times_ms), **times}


def median(times: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(times)


def p99(times: Sequence[float]) -> float:
    """The time that one query in a hundred takes longer than."""
    return sorted(times)[min(int(len(times) * 0.99), len(times) - 1)]


def read_queries(bench: Path, name: str, sample: int | None, seed: int) -> list[Row]:
    """The queries of a set, or so many of them, always the same."""
    path = Path(__file__).with_name("questions.jsonl") if name == OWN else bench / f"{name}_dev.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    if sample is None or sample >= len(rows):
        return rows
    return random.Random(seed).sample(rows, sample)  # noqa: S311 - the same each time, not a secret


def answer_of(hit: Hit) -> Answer:
    """A hit as the scorer reads it."""
    return Answer(hit.episode.stem, hit.start_ms / 1000, hit.end_ms / 1000, hit.tier.value)


async def ask_naji(
    store: SqliteStore, scope: Scope, texts: Sequence[Wanted | str]
) -> tuple[list[Sequence[Hit]], list[float]]:
    """Each query's hits, and how many milliseconds it took: snapshot, search and hits, one thread."""
    hits, times = list[Sequence[Hit]](), list[float]()
    for text in texts:
        started = time.perf_counter()
        hits.append(await store.read(partial(search, wanted=text, scope=scope, limit=LIMIT)))
        times.append((time.perf_counter() - started) * 1000)
    return hits, times


def ask_peer(ask: Ask, texts: Sequence[str]) -> tuple[list[Sequence[Answer]], list[float]]:
    """The same for a peer."""
    answers, times = list[Sequence[Answer]](), list[float]()
    for text in texts:
        started = time.perf_counter()
        answers.append(ask(text))
        times.append((time.perf_counter() - started) * 1000)
    return answers, times


def score(bench: Path, queries: Sequence[Row], answers: Sequence[Sequence[Answer]], times: Sequence[float]) -> Score:
    """What the scorer says."""
    by_type = _run_scorer(bench, queries, answers)
    kinds = [kind for kind in CLAIMABLE if kind in by_type]
    count = sum(by_type[kind]["n"] for kind in kinds)
    claimed = sum(by_type[kind]["n"] * by_type[kind]["c5"] for kind in kinds)
    return Score(by_type, round(claimed / count, 4) if len(kinds) > 1 else None, times)


def _run_scorer(
    bench: Path, queries: Sequence[Row], answers: Sequence[Sequence[Answer]]
) -> dict[str, dict[str, float]]:
    results = [
        {"query": query["query"], "hits": [asdict(hit) for hit in hits]}
        for query, hits in zip(queries, answers, strict=True)
    ]
    with TemporaryDirectory() as folder:
        paths = Path(folder) / "queries.jsonl", Path(folder) / "results.jsonl"
        for path, rows in zip(paths, (queries, results), strict=True):
            path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
        command = [sys.executable, str(bench / "score.py"), *map(str, paths)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    said: dict[str, dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
    return said


def false_claims(by_type: dict[str, dict[str, float]]) -> dict[str, tuple[int, int]]:
    """For each kind of negative, how many were claimed and of how many."""
    return {
        kind.removeprefix(f"{NEGATIVE}-"): (round(row["claimed"] * row["n"]), int(row["n"]))
        for kind, row in sorted(by_type.items())
        if kind.startswith(NEGATIVE)
    }
