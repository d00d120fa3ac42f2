"""Where the milliseconds of a search go, by function, under the interpreter's own profiler."""

import cProfile
import pstats
from collections.abc import Sequence

from benchmarks.scoring import LIMIT
from bot.model import Scope
from bot.ports import Snapshot
from bot.search.engine import search
from storage.sqlite import SqliteStore

PARTS: Sequence[tuple[str, str]] = (
    ("query.py:plan", "reading the query"),
    ("lookup.py:candidates", "candidates"),
    ("candidates.py:lists", "– where the lists stand"),
    ("candidates.py:passages", "– reading the lists"),
    ("candidates.py:_best", "– adding up"),
    ("postings.py:keep_best", "– keeping the best"),
    ("rank.py:rank", "ranking"),
    ("snapshot.py:passages", "– reading passages"),
    ("windows.py:stream_of", "– joining them"),
    ("windows.py:windows_at", "– windows"),
    ("align.py:align", "– alignment"),
    ("align.py:trace", "– tracing back"),
    ("coverage.py:covered", "– coverage"),
    ("present.py:hits_of", "from matches to hits"),
)
"""`file:function`, or `file:function<caller`, and what it does. A function that is no longer there has no row."""


async def parts_of(store: SqliteStore, scope: Scope, texts: Sequence[str]) -> dict[str, float]:
    """For each part the milliseconds of a query on average, and of all. The profiler itself takes a part of each."""
    profile = cProfile.Profile()

    def look(snapshot: Snapshot) -> None:
        for text in texts:
            search(snapshot, text, scope, limit=LIMIT)

    await store.read(look)  # what only a first query pays is not this one's to show
    await store.read(lambda snapshot: profile.runcall(look, snapshot))
    stats = pstats.Stats(profile).stats  # type: ignore[attr-defined] # typeshed leaves it out
    found: dict[str, float] = {}
    for (file, _, function), (_, _, _, total_s, callers) in stats.items():
        name = f"{file.rpartition('/')[2]}:{function}"
        by = {f"{name}<{caller[2]}": row[3] for caller, row in callers.items()}
        for key, seconds in ({name: total_s} | by).items():
            found[key] = found.get(key, 0.0) + seconds * 1000 / len(texts)
    named = {what: round(found[key], 2) for key, what in PARTS if key in found}
    return {"whole search": round(found["engine.py:search"], 2)} | named
