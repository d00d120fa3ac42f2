"""Cost and recall against size: `python -m benchmarks.scale`.

Libraries of 10,000, 100,000 and 1,000,000 made-up passages beside one real podcast (`--sizes` for others; 4,000,000
takes an hour and forty gigabytes), and rivals over the same passages. Prints Markdown, `--json FILE` keeps the
figures, `--write` puts tables and drawings into docs/.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import fidelity, speed
from benchmarks.fidelity import RANKS, Likeness
from benchmarks.made_up import SHOW_PASSAGES, mandarin_texts
from benchmarks.report import put, table
from benchmarks.scoring import median, p99
from benchmarks.shared import shared_folder
from benchmarks.speed import DOCUMENT, Speed, add_common

SIZES = (10_000, 100_000, 1_000_000)
DRAWINGS = DOCUMENT.parent
OURS = "Naji"


def growth(by_size: Sequence[Speed]) -> str:
    """A row for each size."""
    rows = []
    for figures in by_size:
        times = [figures.every.times, figures.one.times, figures.candidates]
        cells = [" / ".join(each.cells()) for each in times]
        ratio = f"{figures.size.index / figures.size.text:.1f}"
        recall = [f"{answered.recall['r5']:.3f}" for answered in (figures.every, figures.one)]
        rows.append([f"{figures.passages:,}", *cells, ratio, *recall])
    head = [
        "passages",
        "search, all shows, p50 / p99 ms",
        "one show among them",
        "candidates, all shows",
        "index / text",
        "recall@5, all",
        "recall@5, one",
    ]
    return table(head, rows)


def growth_of_rivals(by_size: Sequence[Speed]) -> str:
    """A row for each engine and size: recall, median and 99th percentile."""
    rows = []
    for name in _engines(by_size):
        for figures in by_size:
            answered = figures.every if name == OURS else figures.rivals.get(name)
            if answered:
                rows.append([name, f"{figures.passages:,}", f"{answered.recall['r5']:.3f}", *answered.times.cells()])
    return table(["engine", "passages", "recall@5", "p50 ms", "p99 ms"], rows)


def _engines(by_size: Sequence[Speed]) -> list[str]:
    return [OURS, *dict.fromkeys(name for figures in by_size for name in figures.rivals)]


def likeness(by_level: dict[str, dict[str, Likeness]]) -> str:
    """How well the made-up shows keep the statistics of the real ones."""
    rows = [
        [f"{level}, {which}", f"{like.bits:.2f}", f"{like.tokens:,}", f"{like.pairs:,}"]
        + [f"{often:,.0f}" for often in like.at_rank]
        for level, both in by_level.items()
        for which, like in both.items()
    ]
    return table(["", "bits", "different", "pairs", *(f"rank {rank:,}" for rank in RANKS)], rows)


# ---------------------------------------------------------------- drawn


def draw(by_size: Sequence[Speed], folder: Path) -> None:
    """Cost and recall against size, as SVG."""
    _draw(by_size, folder / "scale-cost.svg", "99th percentile of a search, ms", _cost, is_log=True)
    _draw(by_size, folder / "scale-recall.svg", "recall@5", _recall, is_log=False)


def _cost(figures: Speed, name: str) -> float:
    answered = figures.every if name == OURS else figures.rivals[name]
    return p99(answered.times.all_ms)


def _recall(figures: Speed, name: str) -> float:
    return (figures.every if name == OURS else figures.rivals[name]).recall["r5"]


def _draw(
    by_size: Sequence[Speed], path: Path, what: str, value: Callable[[Speed, str], float], *, is_log: bool
) -> None:
    import matplotlib as mpl

    mpl.use("svg")
    # The same figures draw the same file.
    mpl.rcParams["svg.hashsalt"] = "naji"
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4.2), layout="constrained")
    for name in _engines(by_size):
        known = [figures for figures in by_size if name == OURS or name in figures.rivals]
        axes.plot(
            [figures.passages for figures in known],
            [value(figures, name) for figures in known],
            marker="o",
            linewidth=2.5 if name == OURS else 1.2,
            label=name,
        )
    axes.set_xscale("log")
    if is_log:
        axes.set_yscale("log")
    axes.set_xlabel("made-up passages of 60 characters")
    axes.set_ylabel(what)
    axes.grid(visible=True, alpha=0.3)
    axes.legend(fontsize="small")
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


# ---------------------------------------------------------------- the command


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES, help=f"each a multiple of {SHOW_PASSAGES:,}")
    add_common(parser)
    options = parser.parse_args(arguments)
    if any(size % SHOW_PASSAGES for size in options.sizes):
        parser.error(f"a made-up show has {SHOW_PASSAGES:,} passages")
    return options


def main(arguments: Sequence[str]) -> None:
    """Measure, print and draw."""
    options = parse(arguments)
    by_level = fidelity.measure(mandarin_texts(shared_folder() / "corpus"), options.seed)
    by_size = []
    for passages in sorted(options.sizes):
        options.passages = passages
        by_size.append(asyncio.run(speed.measure(options)))
        print(f"{passages:,} passages measured; p50 {median(by_size[-1].every.times.all_ms):.0f} ms", file=sys.stderr)
        if options.json:
            options.json.write_text(json.dumps([each.row() for each in by_size], indent=1) + "\n", encoding="utf-8")
    tables = {"likeness": likeness(by_level), "growth": growth(by_size), "growth-rivals": growth_of_rivals(by_size)}
    print("\n\n".join(tables.values()))
    if options.write:
        text = DOCUMENT.read_text(encoding="utf-8")
        for name, block in tables.items():
            text = put(text, name, block)
        DOCUMENT.write_text(text, encoding="utf-8")
        speed.write_document(by_size[-1])
        draw(by_size, DRAWINGS)


if __name__ == "__main__":
    main(sys.argv[1:])
