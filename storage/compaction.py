"""Segments made one in the store, in short transactions: whatever stops this, every episode stays where it is found.

The new segment is written beside the old ones, its pages some at a time; the last transaction moves the episodes that
still stand. What was left half-written is taken away by a later run.
"""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Protocol, TypeVar

import aiosqlite

from storage import segments
from storage.holdings import Segment, read_holdings
from storage.merging import Merge, Weight, due, merged, plan, steps
from storage.pages import GRAM_BITS, Page, Shape, shape_of

T = TypeVar("T")

_PAGES = "SELECT id - :base, head, data FROM page WHERE id >= :first AND id < :end ORDER BY id"

_TOUCH = "UPDATE segment SET writing_s = ? WHERE id = ? AND writing_s IS NOT NULL"

_MOVE = "UPDATE episode SET segment_id = ?, segment_first = ? WHERE id = ? AND segment_id = ?"


class Access(Protocol):
    """How the store is read and written."""

    async def look_up(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` off the event loop, in one read transaction."""
        ...

    def write(self) -> AbstractAsyncContextManager[aiosqlite.Connection]:
        """One write transaction."""
        ...


async def compact(access: Access, now_s: Callable[[], int], *, at_rest: bool) -> int:
    """Make few segments of many; how many merges that took. Where another process is at it, it is left to that.

    Args:
        access: to the store.
        now_s: seconds since 1970.
        at_rest: see `storage.merging.due`.
    """
    count = 0
    await _sweep(access, now_s)
    while merge := await access.look_up(partial(_next_merge, now_s=now_s(), at_rest=at_rest)):
        if not await _write(access, merge, now_s):
            break
        count += 1
        await _sweep(access, now_s)
    return count


async def _sweep(access: Access, now_s: Callable[[], int]) -> None:
    more = True
    while more:
        async with access.write() as writer:
            more = await segments.sweep(writer, now_s())


def _next_merge(connection: sqlite3.Connection, *, now_s: int, at_rest: bool) -> Merge | None:
    busy = connection.execute("SELECT 1 FROM segment WHERE writing_s > ?", (now_s - segments.ABANDONED_S,))
    if busy.fetchone():
        return None
    found = {each.id: each for each in read_holdings(connection).segments}
    weights = [Weight(each.id, each.shape.passages, int(each.counts.sum())) for each in found.values()]
    ids = due(weights, at_rest=at_rest)
    return plan([found[each] for each in ids]) if ids else None


async def _write(access: Access, merge: Merge, now_s: Callable[[], int]) -> bool:
    """Write the new segment and move the episodes; whether nobody took it away meanwhile."""
    shape = shape_of(merge.passages, merge.postings)
    async with access.write() as writer:
        new = await segments.open_segment(writer, shape, merge.postings, now_s())
    for grams in steps(shape, merge.postings):
        pages = await access.look_up(partial(_pages_of, merge=merge, grams=grams, shape=shape))
        async with access.write() as writer:
            if not (await writer.execute(_TOUCH, (now_s(), new))).rowcount:
                return False
            await segments.put_pages(writer, new, pages)
    async with access.write() as writer:
        if not (await writer.execute(_TOUCH, (None, new))).rowcount:
            return False
        await writer.executemany(
            _MOVE,
            [
                (new, merge.firsts[episode], episode, source.id)
                for source in merge.sources
                for episode in source.episodes.tolist()
            ],
        )
        await segments.note_change(writer)
    return True


def _pages_of(connection: sqlite3.Connection, *, merge: Merge, grams: tuple[int, int], shape: Shape) -> list[Page]:
    rows = [_rows(connection, source, grams) for source in merge.sources]
    return list(merged(merge, rows, grams, shape))


def _rows(connection: sqlite3.Connection, source: Segment, grams: tuple[int, int]) -> list[tuple[int, bytes, bytes]]:
    """The pages of the source that may have such grams."""
    base, (first, end) = source.id << GRAM_BITS, grams
    values = {"base": base, "first": base + source.shape.bucket(first), "end": base + end}
    return connection.execute(_PAGES, values).fetchall()
