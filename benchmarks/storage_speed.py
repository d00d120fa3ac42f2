"""How fast the store is, on synthetic passages: `python -m benchmarks.storage_speed`.

160,000 passages in six shows (a block each), grams with a Zipf-like distribution, forty grams a query drawn as they
occur. Prints Markdown for docs/storage.md. Takes some minutes, nearly all of them writing.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from bot.model import (
    Cue,
    EpisodeDraft,
    EpisodeFacts,
    EpisodeIndex,
    PassageDraft,
    PassageId,
    Scope,
    WeightedGram,
)
from bot.ports import Snapshot
from storage.sqlite import SqliteStore, open_store

SHOWS = 6
PASSAGES = 300
GRAMS_PER_PASSAGE = 120
VOCABULARY = 400_000
QUERIES = 200


def draw_grams(rng: np.random.Generator, count: int) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    """Grams as bigrams of speech occur: few very often, most rarely; spread over 32 bits."""
    ranks = np.floor(VOCABULARY ** rng.random(count)).astype(np.uint64)
    return ((ranks * np.uint64(2_654_435_761)) % np.uint64(2**32)).astype(np.uint32)


def make_draft(rng: np.random.Generator, show: int, number: int) -> EpisodeDraft:
    """An episode of 300 passages, about 45 minutes of speech."""
    ordinals = np.repeat(np.arange(PASSAGES, dtype=np.uint64), GRAMS_PER_PASSAGE)
    keys = np.unique(draw_grams(rng, len(ordinals)).astype(np.uint64) << np.uint64(16) | ordinals)
    return EpisodeDraft(
        show_slug=f"show-{show}",
        stem=f"{number:04}",
        facts=EpisodeFacts(number=number),
        cues=[Cue(i * 3000, i * 3000 + 3000, "字" * 20) for i in range(3 * PASSAGES)],
        index=EpisodeIndex(
            passages=[PassageDraft(i * 60, 60, rng.bytes(240)) for i in range(PASSAGES)],
            cue_first_units=range(0, 60 * PASSAGES + 1, 20),
            grams=(keys >> np.uint64(16)).astype(np.uint32),
            ordinals=(keys & np.uint64(0xFFFF)).astype(np.uint16),
        ),
        fingerprint=str(number),
    )


def time_ms(work: Callable[..., object], *values: object) -> float:
    """How long it takes, in milliseconds."""
    start = time.perf_counter()
    work(*values)
    return (time.perf_counter() - start) * 1000


def measure_reads(snapshot: Snapshot) -> dict[str, list[float]]:
    """Milliseconds of each read of each kind."""
    rng = np.random.default_rng(7)
    scope = Scope(frozenset(show.id for show in snapshot.shows()))
    search = partial(snapshot.candidates, scope=scope, budget=200_000, limit=1000)
    runs = snapshot.passage_runs(scope)
    figures: dict[str, list[float]] = {"candidates, 40 grams": [], "passages, 1,000 ids": [], "cues_at": []}
    for _ in range(QUERIES):
        grams = [WeightedGram(int(gram)) for gram in draw_grams(rng, 40)]
        figures["candidates, 40 grams"].append(time_ms(search, grams))
        chosen = rng.integers(len(runs), size=1000).tolist(), rng.integers(PASSAGES, size=1000).tolist()
        ids = [PassageId(runs[run].first + ordinal) for run, ordinal in zip(*chosen, strict=True)]
        figures["passages, 1,000 ids"].append(time_ms(snapshot.passages, ids))
        figures["cues_at"].append(time_ms(snapshot.cues_at, runs[len(runs) // 2].episode_id, 9000, 9060))
    return figures


async def fill(store: SqliteStore, episodes: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each new episode, and of each of twenty that are replaced."""
    rng = np.random.default_rng(1)
    added: list[float] = []
    replaced: list[float] = []
    for times, numbers in ((added, range(episodes)), (replaced, range(0, episodes, max(1, episodes // 20)))):
        for number in numbers:
            draft = make_draft(rng, number % SHOWS, number)
            start = time.perf_counter()
            await store.put_episode(draft)
            times.append((time.perf_counter() - start) * 1000)
    return added, replaced


def print_row(name: str, times: list[float]) -> None:
    """One line of the table: the median and the 99th percentile."""
    print(f"| {name} | {statistics.median(times):.1f} | {np.percentile(times, 99):.1f} |")


async def main(passages: int) -> None:
    """Fill a store, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "naji.db"
        async with await open_store(path) as store:
            added, replaced = await fill(store, passages // PASSAGES)
            figures = await store.read(measure_reads)
        print(f"{passages:,} passages in {SHOWS} shows, {path.stat().st_size / 1e6:.0f} MB\n")
        print("| what | median ms | p99 ms |\n|---|---|---|")
        print_row("put_episode, new, 300 passages", added)
        print_row("put_episode, replaced", replaced)
        for name, times in figures.items():
            print_row(name, times)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 160_000))
