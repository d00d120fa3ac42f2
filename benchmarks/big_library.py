"""A store of the real podcast of the labelled queries and as many made-up passages as wanted, kept between runs.

Every episode goes through `Store.put_episode`, as an import's does; a build that was broken off is taken up again.
"""

import asyncio
import os
import sqlite3
import sys
import time
import zlib
from collections.abc import AsyncIterator, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import platformdirs

from benchmarks.library import shows_of
from benchmarks.made_up import MANDARIN, SHOW_PASSAGES, Spoken, make_show, mandarin_texts, read_spoken
from bot.errors import NajiError
from bot.model import EpisodeDraft
from bot.search.engine import INDEX_FORMAT
from bot.transcripts.ingest import import_paths, tidy
from storage.migrate import load_migrations
from storage.sqlite import SqliteStore, open_store

REAL_SHOW = "techwave"
_TOLD_EVERY = 20
_READ_BYTES = 1 << 24


@dataclass(frozen=True, slots=True)
class Size:
    """How large a library is, in bytes; `tables` holds the pages of each table and index by its name."""

    passages: int
    text: int
    tables: Mapping[str, int]
    file: int

    @property
    def index(self) -> int:
        """What searching adds to the transcripts: posting lists and packed units."""
        return sum(self.tables.get(name, 0) for name in ("page", "passage"))


def cache_folder() -> Path:
    """Where stores are kept for the next run."""
    return platformdirs.user_cache_path("naji", appauthor=False) / "benchmarks"


def library_path(folder: Path, passages: int, seed: int) -> Path:
    """The file of a library; one of other words, another schema or index is another."""
    schema = zlib.crc32("/".join([*MANDARIN, *(step.name for step in load_migrations())]).encode())
    return folder / f"scale-{schema:08x}-{INDEX_FORMAT}-{passages}-{seed}.db"


@cache
def _spoken(corpus: Path) -> Spoken:
    return read_spoken(mandarin_texts(corpus))


def _show(corpus: Path, number: int, seed: int) -> list[EpisodeDraft]:
    return list(make_show(_spoken(corpus), number, seed))


@asynccontextmanager
async def open_big_library(shared: Path, folder: Path, passages: int, seed: int) -> AsyncIterator[SqliteStore]:
    """The store with so many made-up passages, built where it is not kept in the folder."""
    async with await open_store(library_path(folder, passages, seed)) as store:
        await _build(store, shared / "corpus", passages // SHOW_PASSAGES, seed)
        yield store


async def _build(store: SqliteStore, corpus: Path, shows: int, seed: int) -> None:
    slugs = await store.read(lambda snapshot: {show.slug for show in snapshot.shows()})
    if REAL_SHOW not in slugs:
        await import_paths(store, shows_of(corpus)[REAL_SHOW], REAL_SHOW, lambda _: None)
    # The last one that is there may not be whole.
    begun = max(len(slugs) - 2, 0)
    started, written = time.perf_counter(), 0
    for number, drafts in _made(corpus, range(begun, shows), seed) if len(slugs) <= shows else ():
        for draft in drafts:
            try:
                await store.put_episode(draft)
            except NajiError as error:
                sys.exit(str(error))
            written += 1
            await tidy(store, written)
        if number % _TOLD_EVERY == 0:
            print(f"{number} of {shows} shows, {time.perf_counter() - started:.0f} s", file=sys.stderr)
    await tidy(store, written, at_rest=True)


def _made(corpus: Path, numbers: range, seed: int) -> Iterator[tuple[int, list[EpisodeDraft]]]:
    """Each show with its number; the next is made in another process while this one is written."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as maker:
        coming = maker.submit(_show, corpus, numbers.start, seed) if numbers else None
        for number in numbers:
            drafts = coming.result() if coming else []
            coming = maker.submit(_show, corpus, number + 1, seed) if number + 1 in numbers else None
            yield number, drafts


def size_of(path: Path) -> Size:
    """How large the library in this file is."""
    with closing(sqlite3.connect(path)) as connection:
        tables = dict(connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"))
        (passages,) = connection.execute("SELECT sum(passage_count) FROM episode").fetchone()
        (text,) = connection.execute("SELECT sum(length(CAST(text AS BLOB))) FROM cue").fetchone()
    return Size(passages, text, tables, path.stat().st_size)


def recall_pages(path: Path) -> None:
    """Have the system hold the file in memory, as it does while it is searched."""
    with path.open("rb") as file:
        while file.read(_READ_BYTES):
            pass


def forget_pages(path: Path) -> None:
    """Have the system read the file from the disk again, as after a start of the machine."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


if __name__ == "__main__":
    from benchmarks.shared import shared_folder

    async def _only_build(passages: int) -> None:
        async with open_big_library(shared_folder(), cache_folder(), passages, 1):
            print(size_of(library_path(cache_folder(), passages, 1)))

    asyncio.run(_only_build(int(sys.argv[1])))
