"""What a library of any size is measured by: times, recall, memory, the loop's lag."""

import asyncio
import gc
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.big_library import forget_pages
from benchmarks.made_up import make_show, mandarin_texts, read_spoken
from benchmarks.scoring import Row, answer_of, ask_naji, median, p99, score
from bot.access import Access
from bot.errors import NajiError
from bot.model import Place, PlaceKind, Platform, Scope
from bot.ports import Snapshot
from bot.questions import Question
from bot.quotes import Quotes
from bot.search.lookup import candidates
from bot.search.query import plan
from storage.sqlite import SqliteStore

ROOT = Path(__file__).resolve().parent.parent
CLIENTS, SEARCHES = 50, 4
ADDED_PASSAGES = 300
ADDED = 8
WARM = 20
TICK_S = 0.005
STARTS = 3
_ADDED_SHOW_NUMBER = 1_000_000


@dataclass(frozen=True, slots=True)
class Times:
    """How long something took, milliseconds."""

    all_ms: Sequence[float]

    def row(self) -> dict[str, float]:
        """For JSON."""
        return {"p50_ms": round(median(self.all_ms), 3), "p99_ms": round(p99(self.all_ms), 3)}

    def cells(self) -> list[str]:
        """For Markdown: the median and the 99th percentile."""
        return [short_ms(median(self.all_ms)), short_ms(p99(self.all_ms))]


def short_ms(ms: float) -> str:
    """Milliseconds with as many digits as mean something."""
    return f"{ms:.2f}" if ms < 1 else f"{ms:.1f}" if ms < 100 else f"{ms:,.0f}"  # noqa: PLR2004 - that is what it is about


@dataclass(frozen=True, slots=True)
class Answered:
    """The labelled queries through an engine: recall at one and five, and the times."""

    recall: Mapping[str, float]
    times: Times

    def row(self) -> dict[str, float]:
        """For JSON."""
        return {**self.recall, **self.times.row()}


def recall_of(bench: Path, queries: Sequence[Row], answers: Sequence[Sequence[object]]) -> dict[str, float]:
    """Recall at one and five as the scorer beside the queries has it."""
    every = score(bench, queries, answers, [0.0]).by_type["ALL"]  # type: ignore[arg-type] # answers of any engine
    return {"r1": every["r1"], "r5": every["r5"]}


async def answered(store: SqliteStore, scope: Scope, bench: Path, queries: Sequence[Row]) -> Answered:
    """The whole search of each query, after a few that nobody times."""
    texts = [query["query"] for query in queries]
    await ask_naji(store, scope, texts[:WARM])
    gc.collect()
    gc.freeze()  # as the running bot does, see `crowd`
    hits, times = await ask_naji(store, scope, texts)
    return Answered(recall_of(bench, queries, [[answer_of(hit) for hit in each] for each in hits]), Times(times))


def timed(ask: Callable[[str], object], texts: Sequence[str]) -> Times:
    """How long something takes for each text, after a few that nobody times."""
    times = []
    for nth, text in enumerate([*texts[:WARM], *texts]):
        started = time.perf_counter()
        ask(text)
        if nth >= WARM:
            times.append((time.perf_counter() - started) * 1000)
    return Times(times)


async def candidate_times(store: SqliteStore, scope: Scope, texts: Sequence[str]) -> Times:
    """The index alone: from a planned query to its best passages."""

    def look(snapshot: Snapshot) -> list[float]:
        times = []
        for query in filter(None, map(plan, texts)):
            started = time.perf_counter()
            candidates(snapshot, query, scope)
            times.append((time.perf_counter() - started) * 1000)
        return times

    return Times(await store.read(look))


async def added_times(store: SqliteStore, corpus: Path, seed: int) -> Times:
    """Writing an episode of 300 passages into a show that is there; it is taken out again."""
    spoken = read_spoken(mandarin_texts(corpus))
    times = []
    for number in range(_ADDED_SHOW_NUMBER, _ADDED_SHOW_NUMBER + ADDED):
        draft = replace(next(make_show(spoken, number, seed, ADDED_PASSAGES)), show_slug="made-0000")
        started = time.perf_counter()
        await store.put_episode(draft)
        times.append((time.perf_counter() - started) * 1000)
        await store.remove_episode(draft.show_slug, draft.stem)
    return Times(times)


class WallClock:
    """`bot.ports.Clock` of this machine."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Many clients at once: how late the loop was, how long each answer took, what was no answer."""

    lag_ms: Sequence[float]
    times: Times
    errors: int

    def row(self) -> dict[str, float]:
        """For JSON."""
        return {**self.times.row(), "lag_ms": round(max(self.lag_ms), 1), "errors": self.errors}


async def crowd(store: SqliteStore, texts: Sequence[str]) -> Crowd:
    """Fifty clients, each sending four searches one after another, all of them at once, through the use case."""
    quotes = Quotes(store, Access({}), WallClock())
    place = Place(Platform.CONSOLE, PlaceKind.OPERATOR)
    times, errors = list[float](), list[NajiError]()

    async def client(number: int) -> None:
        for nth in range(SEARCHES):
            text = texts[(number * SEARCHES + nth) % len(texts)]
            started = time.perf_counter()
            try:
                await quotes.find(Question(text, place, "console:operator"))
            except NajiError as error:
                errors.append(error)
            times.append((time.perf_counter() - started) * 1000)

    gc.freeze()  # as the running bot does: what the benchmark holds is not walked through
    async with ticking() as lags:
        await asyncio.gather(*map(client, range(CLIENTS)))
    return Crowd(lags, Times(times), len(errors))


@asynccontextmanager
async def ticking() -> AsyncIterator[list[float]]:
    """How late the loop comes back, in milliseconds, tick after tick until the block is left."""
    lags: list[float] = []
    ticks = asyncio.create_task(_tick(lags))
    try:
        yield lags
    finally:
        ticks.cancel()
        with suppress(asyncio.CancelledError):
            await ticks


async def _tick(lags: list[float]) -> None:
    while True:
        started = time.perf_counter()
        await asyncio.sleep(TICK_S)
        lags.append((time.perf_counter() - started - TICK_S) * 1000)


def first_answers(path: Path, text: str) -> Times:
    """`naji search` as a new process on a file that the system holds nothing of, until it has ended."""
    command = [sys.executable, "-P", "-m", "bot", "search", text, "--json", "--store", str(path)]
    times = []
    for _ in range(STARTS):
        forget_pages(path)
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
        times.append((time.perf_counter() - started) * 1000)
    return Times(times)


def resident_mb(path: Path, texts: Sequence[str]) -> dict[str, float]:
    """The memory of a process that opens the store and answers these queries, see `benchmarks.fresh`."""
    command = [sys.executable, "-m", "benchmarks.fresh", str(path)]
    done = subprocess.run(command, check=True, capture_output=True, cwd=ROOT, input="\n".join(texts).encode())
    said: dict[str, float] = json.loads(done.stdout)
    return said


async def scopes_of(store: SqliteStore, real: str) -> tuple[Scope, Scope]:
    """All shows, and the real one alone."""
    shows = await store.read(lambda snapshot: snapshot.shows())
    return Scope(frozenset(show.id for show in shows)), Scope(frozenset(show.id for show in shows if show.slug == real))
