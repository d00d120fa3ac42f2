"""What a search costs among so many passages, and what else does: `python -m benchmarks.speed`.

The labelled queries of one real podcast are asked in a store of that podcast and of made-up shows
(`benchmarks.made_up`), a thousand passages of sixty characters each; rivals over the same passages in the same run.
Prints Markdown, `--json FILE` keeps the figures, `--write` puts the tables into docs/performance.md. Building a
million passages takes a quarter of an hour; built stores stay in the cache folder or in `--folder`.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import gauges
from benchmarks.big_library import REAL_SHOW, Size, cache_folder, library_path, open_big_library, recall_pages, size_of
from benchmarks.gauges import Answered, Crowd, Times, short_ms
from benchmarks.made_up import SHOW_PASSAGES
from benchmarks.parts import parts_of
from benchmarks.report import ROOT, put, table
from benchmarks.rivals import RIVALS, opened, passages_of, tantivy_candidates
from benchmarks.scoring import Row, ask_peer, p99, read_queries
from benchmarks.shared import shared_folder

DOCUMENT = ROOT / "docs" / "performance.md"
DEEP = 3_000
"""Candidates that our index gives, and that tantivy is asked for beside."""
PROFILED = 20
REMEMBERED = 100
"""Queries at most after which a process's memory is read."""


@dataclass(slots=True)
class Speed:
    """All that was measured of one library."""

    passages: int
    size: Size
    every: Answered
    one: Answered
    alone: Answered
    candidates: Times
    candidates_of_one: Times
    added: Times
    crowd: Crowd
    cold: Times
    memory: dict[str, float]
    parts: dict[str, float]
    rivals: dict[str, Answered] = field(default_factory=dict)
    tantivy_deep: Times | None = None

    def row(self) -> Row:
        """For JSON."""
        deep = {"tantivy_candidates": self.tantivy_deep.row()} if self.tantivy_deep else {}
        return {
            "passages": self.passages,
            "index_bytes": self.size.index,
            "text_bytes": self.size.text,
            "all_shows": self.every.row(),
            "one_show": self.one.row(),
            "alone": self.alone.row(),
            "candidates": self.candidates.row(),
            "candidates_one_show": self.candidates_of_one.row(),
            "added": self.added.row(),
            "crowd": self.crowd.row(),
            "first_answer": self.cold.row(),
            "memory_mb": self.memory,
            "parts_ms": self.parts,
            "rivals": {name: answered.row() for name, answered in self.rivals.items()},
        } | deep


async def measure(options: argparse.Namespace) -> Speed:
    """All of it; what starts processes of its own comes while the store is closed."""
    shared, bench = shared_folder(), shared_folder() / "bench"
    queries = read_queries(bench, REAL_SHOW, options.sample, options.seed)
    texts = [query["query"] for query in queries]
    async with open_big_library(shared, options.folder, 0, options.seed) as store:
        alone = await gauges.answered(store, (await gauges.scopes_of(store, REAL_SHOW))[1], bench, queries)
    path = library_path(options.folder, options.passages, options.seed)
    async with open_big_library(shared, options.folder, options.passages, options.seed):
        size = await asyncio.to_thread(size_of, path)
    cold = await asyncio.to_thread(gauges.first_answers, path, texts[0])
    memory = await asyncio.to_thread(gauges.resident_mb, path, texts[:REMEMBERED])
    await asyncio.to_thread(recall_pages, path)
    async with open_big_library(shared, options.folder, options.passages, options.seed) as store:
        every, one = await gauges.scopes_of(store, REAL_SHOW)
        figures = Speed(
            passages=options.passages,
            size=size,
            every=await gauges.answered(store, every, bench, queries),
            one=await gauges.answered(store, one, bench, queries),
            alone=alone,
            candidates=await gauges.candidate_times(store, every, texts),
            candidates_of_one=await gauges.candidate_times(store, one, texts),
            added=await gauges.added_times(store, shared / "corpus", options.seed),
            crowd=await gauges.crowd(store, texts),
            cold=cold,
            memory=memory,
            parts=await parts_of(store, every, texts[:PROFILED]),
        )
    if options.rivals:
        measure_rivals(figures, options, bench, path)
    return figures


def measure_rivals(figures: Speed, options: argparse.Namespace, bench: Path, path: Path) -> None:
    """The same queries, or as many as one has the patience for."""
    passages = passages_of(bench.parent / "corpus", path)
    for name, rival in RIVALS.items():
        if options.passages > rival.most:
            continue
        ask = opened(name, passages)
        queries = read_queries(bench, REAL_SHOW, rival.sample or options.sample, options.seed)
        texts = [query["query"] for query in queries]
        ask_peer(ask, texts[: gauges.WARM])
        answers, times = ask_peer(ask, texts)
        figures.rivals[name] = Answered(gauges.recall_of(bench, queries, answers), Times(times))
    if "tantivy" not in figures.rivals:
        return
    _, deep = tantivy_candidates(path.with_suffix(".tantivy"))
    texts = [query["query"] for query in read_queries(bench, REAL_SHOW, options.sample, options.seed)]
    figures.tantivy_deep = gauges.timed(lambda text: deep(text, DEEP), texts)


# ---------------------------------------------------------------- as Markdown


def costs(figures: Speed) -> str:
    """What is measured beside what is wanted of a million passages."""
    ratio = figures.size.index / max(figures.size.text, 1)
    rows = [
        ["whole search, all shows, p50 / p99", _pair(figures.every.times), "12 / 40 ms"],
        ["whole search, one show among them", _pair(figures.one.times), "p99 10 ms"],
        ["candidates alone, all shows", _pair(figures.candidates), "p99 15 ms"],
        ["candidates alone, one show", _pair(figures.candidates_of_one), "–"],
        ["index / text", f"{ratio:.1f} ({_mb(figures.size.index)} / {_mb(figures.size.text)})", "2.5"],
        ["first answer of a new process, nothing in memory", _pair(figures.cold), "1,500 ms"],
        [f"memory after {figures.memory['queries']:.0f} queries (highest)", _memory(figures.memory), "350 MB"],
        ["an episode of 300 passages added", _pair(figures.added), "300 ms"],
        ["50 clients with 4 searches each", _pair(figures.crowd.times), "p99 1,000 ms"],
        ["– the loop's longest lag, errors", f"{max(figures.crowd.lag_ms):.0f} ms, {figures.crowd.errors}", "50 ms, 0"],
        ["recall@5, all shows", f"{figures.every.recall['r5']:.3f}", f"{figures.alone.recall['r5'] - 0.02:.3f}"],
        ["recall@5, one show among them", f"{figures.one.recall['r5']:.3f}", f"{figures.alone.recall['r5']:.3f}"],
    ]
    return table([f"{figures.passages:,} passages", "measured", "wanted"], rows)


def _pair(times: Times) -> str:
    return " / ".join(times.cells()) + " ms"


def _mb(count: int) -> str:
    return f"{count / 1e6:,.0f} MB"


def _memory(memory: dict[str, float]) -> str:
    return f"{memory['resident']:.0f} ({memory['highest']:.0f}) MB, {memory['private']:.0f} of it private"


def parts(figures: Speed) -> str:
    """Where the time of a search goes."""
    whole = figures.parts["whole search"]
    rows = [[what, short_ms(ms), f"{ms / whole:.0%}"] for what, ms in figures.parts.items()]
    return table(["part of a search in all shows, profiled", "ms", "share"], rows)


def rivals(figures: Speed) -> str:
    """Each engine on the same passages."""
    rows = [_rival("Naji", figures.every, figures)]
    rows += [_rival(name, answered, figures) for name, answered in figures.rivals.items()]
    rows.append(["Naji, candidates alone", "–", "–", *figures.candidates.cells(), "–"])
    if figures.tantivy_deep:
        rows.append([f"tantivy, its best {DEEP:,}", "–", "–", *figures.tantivy_deep.cells(), "–"])
    return table(["engine", "recall@1", "recall@5", "p50 ms", "p99 ms", "p99 beside ours"], rows)


def _rival(name: str, answered: Answered, figures: Speed) -> list[str]:
    beside = p99(answered.times.all_ms) / p99(figures.every.times.all_ms)
    shares = [f"{answered.recall[at]:.3f}" for at in ("r1", "r5")]
    return [f"{name} ({len(answered.times.all_ms)} queries)", *shares, *answered.times.cells(), f"{beside:.2f} ×"]


PLACES = {"speed": costs, "parts": parts, "rivals": rivals}


def write_document(figures: Speed) -> None:
    """Put the tables into docs/performance.md."""
    text = DOCUMENT.read_text(encoding="utf-8")
    for name, make in PLACES.items():
        text = put(text, name, make(figures))
    DOCUMENT.write_text(text, encoding="utf-8")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--passages", type=int, default=1_000_000, help=f"made up, a multiple of {SHOW_PASSAGES:,}")
    add_common(parser)
    options = parser.parse_args(arguments)
    if options.passages % SHOW_PASSAGES:
        parser.error(f"a made-up show has {SHOW_PASSAGES:,} passages")
    return options


def add_common(parser: argparse.ArgumentParser) -> None:
    """The options that `benchmarks.scale` has too."""
    parser.add_argument("--sample", type=int, help="so many of the labelled queries instead of all")
    parser.add_argument("--rivals", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=cache_folder(), help="where built stores are kept")
    parser.add_argument("--json", type=Path, help="a file for the figures")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    options = parse(arguments)
    figures = asyncio.run(measure(options))
    if options.json:
        options.json.write_text(json.dumps(figures.row(), indent=1) + "\n", encoding="utf-8")
    print("\n\n".join(make(figures) for make in PLACES.values() if figures.rivals or make is not rivals))
    if options.write:
        write_document(figures)


if __name__ == "__main__":
    main(sys.argv[1:])
