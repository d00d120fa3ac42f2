"""What is found, what is claimed and how fast, with peers beside: `python -m benchmarks.quality`.

One store with every transcript beside the project (9.6 million characters) answers the labelled queries; the scorer
beside them judges. Prints Markdown, `--json FILE` keeps the figures, `--write` puts the tables into docs/ and the
README, `--floor` fails where a figure has fallen (part of `.ci/run`; no peers, under four minutes).
"""

import argparse
import asyncio
import gc
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import fuzz, homophones, start_times
from benchmarks.claims import negative_cases, positive_cases
from benchmarks.figures import OURS, Figures
from benchmarks.floors import fallen, floors_of, read_floors, write_floors
from benchmarks.library import SERIES, open_library, scopes_of
from benchmarks.negatives import draw
from benchmarks.peers import PEERS, SAMPLED, pieces
from benchmarks.report import render, write_documents
from benchmarks.scoring import SETS, answer_of, ask_naji, ask_peer, p99, read_queries, score
from benchmarks.shared import shared_folder
from benchmarks.transcripts import Said, read_shows
from bot.model import Scope
from bot.search import language
from storage.sqlite import SqliteStore

HOMOPHONES = 1_000
FUZZED = 400
PER_LENGTH = 200
"""Negatives of each kind and length that are looked for."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What a run works on."""

    options: argparse.Namespace
    shared: Path
    store: SqliteStore
    scopes: Mapping[str, Scope]
    shows: Mapping[str, Said]

    @property
    def everything(self) -> Scope:
        """All shows."""
        return self.scopes[""]

    @property
    def labelled(self) -> Path:
        """Where queries and scorer are."""
        return self.shared / "bench"


async def measure_ours(bench: Bench, figures: Figures, sample: int | None = None) -> None:
    """The labelled queries, all or those that slow peers are asked."""
    name = f"{OURS} ({sample} of each set)" if sample else OURS
    figures.engines[name] = {}
    for of in bench.options.sets:
        queries = read_queries(bench.labelled, of, sample, bench.options.seed)
        hits, times = await ask_naji(bench.store, bench.everything, [query["query"] for query in queries])
        answers = [[answer_of(hit) for hit in each] for each in hits]
        figures.engines[name][of] = score(bench.labelled, queries, answers, times)


def measure_peers(bench: Bench, figures: Figures) -> None:
    """The same queries."""
    passages = pieces(bench.shows)
    for name, make in PEERS.items():
        sample = bench.options.sample if name in SAMPLED else None
        ask = make(passages)
        row = figures.engines.setdefault(f"{name} ({sample} of each set)" if sample else name, {})
        for of in bench.options.sets:
            queries = read_queries(bench.labelled, of, sample, bench.options.seed)
            answers, times = ask_peer(ask, [query["query"] for query in queries])
            row[of] = score(bench.labelled, queries, answers, times)


async def measure_homophones(bench: Bench, figures: Figures) -> None:
    """Random phrases, each character replaced by another of the same toneless pinyin."""
    drawn = homophones.draw(bench.shows, HOMOPHONES, bench.options.seed)
    hits, _ = await ask_naji(bench.store, bench.everything, [phrase.text for phrase in drawn])
    found = [phrase.is_found(each[:5]) for phrase, each in zip(drawn, hits, strict=True)]
    figures.homophones = round(sum(found) / len(found), 4)


async def measure_rest(bench: Bench, figures: Figures) -> None:
    """Start times, fuzzed queries, claims."""
    readr = [cues for slug, said in bench.shows.items() if slug.startswith(SERIES) for cues in said.episodes.values()]
    figures.start_errors_s = sorted(error for cues in readr for error in start_times.errors_s(cues))
    fuzzed = [language.parse(text).wanted for text in fuzz.draw(FUZZED, bench.options.seed)]
    asked = [(await ask_naji(bench.store, bench.everything, fuzzed))[1] for _ in range(2)]
    figures.fuzz_ms = list(map(min, *asked))
    figures.drawn = draw(bench.shows, PER_LENGTH, bench.options.seed)
    figures.negatives = await negative_cases(bench.store, bench.scopes, figures.drawn.negatives)
    queries = [query for of in SETS for query in read_queries(bench.labelled, of, None, bench.options.seed)]
    figures.positives = await positive_cases(bench.store, bench.everything, queries)


async def measure(options: argparse.Namespace) -> Figures:
    """All that the options ask for."""
    shared, figures = shared_folder(), Figures()
    async with open_library(shared / "corpus", options.store) as store:
        bench = Bench(options, shared, store, await scopes_of(store), read_shows(shared / "corpus"))
        # A bot does not hold all transcripts: collecting them over and over is no part of a query's time.
        gc.collect()
        gc.freeze()
        await measure_ours(bench, figures)
        await measure_homophones(bench, figures)
        if options.floor or options.write_floors:
            return figures
        await measure_rest(bench, figures)
        if options.peers:
            await measure_ours(bench, figures, options.sample)
            measure_peers(bench, figures)
    return figures


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS)
    parser.add_argument("--peers", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--sample", type=int, default=100, help="queries of each set for peers that are slow")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", type=Path, help="a folder to keep the store in for the next run")
    parser.add_argument("--json", type=Path, help="a file for the figures")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/ and the README")
    parser.add_argument("--floor", action="store_true", help="compare with benchmarks/floors.json; 1 where one fell")
    parser.add_argument("--write-floors", action="store_true", help="make this run's figures the floors")
    options = parser.parse_args(arguments)
    if (options.floor or options.write_floors) and tuple(options.sets) != SETS:
        parser.error("floors are of all sets")
    return options


def main(arguments: Sequence[str]) -> int:
    """Measure and print; 1 where a floor was broken."""
    options = parse(arguments)
    figures = asyncio.run(measure(options))
    if options.json:
        options.json.write_text(json.dumps(figures.rows(), indent=1) + "\n", encoding="utf-8")
    print(render(figures))
    if options.write:
        write_documents(figures)
    floors = floors_of(figures.engines[OURS], figures.homophones or 0.0)
    if options.write_floors:
        write_floors(floors)
    if options.floor:
        times = [time for result in figures.engines[OURS].values() for time in result.times_ms]
        print(f"\n99th percentile of a query: {p99(times):.0f} ms")
        lower = fallen(floors, read_floors())
        print("\n".join(lower) or "\nno figure has fallen below its floor")
        return int(bool(lower))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
