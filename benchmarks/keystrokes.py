"""Twenty people typing at once: `python -m benchmarks.keystrokes`.

Each types the labelled queries letter by letter, a letter every 0.3 to 0.7 s with a rest of a second between two
queries, and is offered moments after each letter, as Discord's autocomplete and Telegram's inline mode ask for them. A
letter that comes before the last one was answered drops it, as the platforms' own programs do. In the library of
`benchmarks.speed`, made where it is not kept; prints one object.
"""

import argparse
import asyncio
import gc
import json
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from random import Random

from benchmarks.big_library import REAL_SHOW, library_path, open_big_library, recall_pages
from benchmarks.gauges import Times, WallClock, ticking
from benchmarks.scoring import read_queries
from benchmarks.shared import shared_folder
from benchmarks.speed import add_common
from bot.access import Access
from bot.model import Place, PlaceKind, Platform
from bot.questions import Question
from bot.quotes import KEPT_HITS, Quotes
from bot.search.engine import warm_up
from bot.suggesting import Suggestions
from storage.sqlite import SqliteStore

TYPISTS = 20
WARM_S, TYPED_S = 15.0, 60.0
"""What is typed first is not timed: a bot that runs has answered before."""
LEAST_PAUSE_S, MOST_PAUSE_S, REST_S = 0.3, 0.7, 1.0
OFFERED = 25
"""As many as Discord takes."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What came of it.

    Attributes:
        times: from a letter to what is offered, where it was not dropped.
        dropped: how many letters were followed by another before they were answered.
        empty: how many were answered with nothing.
        lag_ms: how late the loop was, tick after tick.
    """

    times: Times
    dropped: int
    empty: int
    lag_ms: Sequence[float]

    def row(self) -> dict[str, float]:
        """For JSON."""
        counts = {"answered": len(self.times.all_ms), "dropped": self.dropped, "empty": self.empty}
        return {**self.times.row(), **counts, "lag_ms": round(max(self.lag_ms), 1)}


def _asker(store: SqliteStore, *, inline: bool) -> Callable[[str, str], Awaitable[Sequence[object]]]:
    """What offers moments for a text to somebody."""
    access = Access({})
    quotes = Quotes(store, access, WallClock())
    suggestions = Suggestions(store, access, quotes)
    place = Place(Platform.CONSOLE, PlaceKind.OPERATOR)

    async def ask(text: str, who: str) -> Sequence[object]:
        question = Question(text, place, who)
        if inline:
            return await quotes.hits(question, KEPT_HITS, gives_way=True)
        return await suggestions.suggest(question, OFFERED)

    return ask


async def typed(store: SqliteStore, texts: Sequence[str], seed: int, *, inline: bool = False) -> Typed:
    """Let them type; `inline` asks as Telegram's inline mode does."""
    asker = _asker(store, inline=inline)
    begin = time.perf_counter() + WARM_S
    end = begin + TYPED_S
    times, latest = list[float](), dict[int, int]()
    counts = {"dropped": 0, "empty": 0}

    async def offer(typist: int, letter: int, text: str) -> None:
        started = time.perf_counter()
        offered = await asker(text, f"console:{typist}")
        if started < begin:
            return
        if latest[typist] != letter:
            counts["dropped"] += 1
            return
        times.append((time.perf_counter() - started) * 1000)
        counts["empty"] += not offered

    async def type_on(typist: int) -> None:
        chance = Random(f"{seed}/{typist}")  # noqa: S311 - the same letters in each run
        letters, asked = 0, None
        async with asyncio.TaskGroup() as waiting:
            while time.perf_counter() < end:
                text = chance.choice(texts)
                for length in range(1, len(text) + 1):
                    letters += 1
                    latest[typist] = letters
                    if inline and asked is not None and asked.cancel():
                        counts["dropped"] += 1  # as the adapter does
                    asked = waiting.create_task(offer(typist, letters, text[:length]))
                    await asyncio.sleep(chance.uniform(LEAST_PAUSE_S, MOST_PAUSE_S))
                await asyncio.sleep(REST_S)

    await asyncio.to_thread(warm_up)  # both as the running bot does
    gc.freeze()
    async with ticking() as lag_ms:
        await asyncio.gather(*map(type_on, range(TYPISTS)))
    return Typed(Times(times), counts["dropped"], counts["empty"], lag_ms)


async def measure(options: argparse.Namespace) -> Typed:
    """In a file that the system holds in memory, as one that is searched is."""
    shared = shared_folder()
    texts = [query["query"] for query in read_queries(shared / "bench", REAL_SHOW, options.sample, options.seed)]
    async with open_big_library(shared, options.folder, options.passages, options.seed) as store:
        await asyncio.to_thread(recall_pages, library_path(options.folder, options.passages, options.seed))
        return await typed(store, texts, options.seed, inline=options.inline)


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.keystrokes")
    parser.add_argument("--passages", type=int, default=1_000_000)
    parser.add_argument("--inline", action="store_true", help="as Telegram's inline mode asks")
    add_common(parser)
    print(json.dumps(asyncio.run(measure(parser.parse_args(arguments))).row()))


if __name__ == "__main__":
    main(sys.argv[1:])
