"""Which passages each segment holds, as far as a scope goes: what a reader keeps until the index changes."""

import json
import sqlite3
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import starmap
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from bot.model import Scope, Show, ShowId
from bot.picks import Liked
from bot.slots import PostedSpan
from storage.lists import Lists
from storage.pages import PART, Shape
from storage.rice import Numbers

MOST_SCOPES = 8
"""Scopes that a reader keeps: a million passages take a megabyte each where they are not all in it."""

Mask = NDArray[np.bool_]

_EPISODES = """
SELECT segment_id, segment_first, passage_count, first_passage, id, show_id FROM episode
WHERE segment_id IS NOT NULL ORDER BY segment_id, segment_first
"""

# One value instead of a thousand rows: a quarter of the time where nothing has changed since.
_SHOWS = "SELECT json_group_array(json_array(id, slug, title, link_template)) FROM show"
_SAVED = """
SELECT show.id, clip_id, show_slug, stem, start_ms, end_ms, count(*)
FROM bookmark JOIN clip ON clip.id = clip_id JOIN show ON slug = show_slug
WHERE present
GROUP BY clip_id ORDER BY clip_id
"""

NOTHING, SOME, ALL = range(3)
"""How much of a part of a segment is wanted."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment and its runs: stretches of passages, an episode each.

    Attributes:
        id: its number in the store.
        shape: its layout.
        postings: how many it was written with.
        firsts, counts: shape (runs,), the passages of the segment that each run has, by rising first.
        ids: shape (runs,), the id of each run's first passage.
        episodes, shows: shape (runs,), whose it is.
    """

    id: int
    shape: Shape
    postings: int
    firsts: Numbers
    counts: Numbers
    ids: Numbers
    episodes: Numbers
    shows: Numbers

    def passage_ids(self, passages: Numbers) -> Numbers:
        """The ids of these passages of the segment, which stand in its runs."""
        runs = np.searchsorted(self.firsts, passages, side="right") - 1
        ids: Numbers = self.ids[runs] + passages - self.firsts[runs]
        return ids


@dataclass(frozen=True, slots=True)
class Part:
    """What of a segment is wanted.

    Attributes:
        segment: the segment.
        count: its passages that are wanted; never 0.
        mask: shape (passages,), which; None where all are.
        states: shape (parts,), how much of each part is; one number for a short segment, too.
        lists: those that were read of it.
    """

    segment: Segment
    count: int
    mask: Mask | None
    states: NDArray[np.int8]
    lists: Lists = field(default_factory=Lists, compare=False, repr=False)

    def within(self, ids: Numbers) -> "Part | None":
        """Of this, the passages with these ids, which rise; None where there are none."""
        segment = self.segment
        mask = np.zeros(segment.shape.passages, np.bool_)
        order = np.argsort(segment.ids)
        runs = order[np.maximum(np.searchsorted(segment.ids[order], ids, side="right") - 1, 0)]
        steps = ids - segment.ids[runs]
        inside = (steps >= 0) & (steps < segment.counts[runs])
        mask[segment.firsts[runs][inside] + steps[inside]] = True
        return part_of(segment, mask if self.mask is None else mask & self.mask)


def part_of(segment: Segment, mask: Mask) -> Part | None:
    """The part of the segment that the mask names; None where that is nothing."""
    count = int(np.count_nonzero(mask))
    if not count:
        return None
    if count == len(mask):
        return Part(segment, count, None, np.full(segment.shape.parts, ALL, np.int8))
    starts = np.arange(0, len(mask), PART)
    held = np.add.reduceat(mask, starts, dtype=np.int64)
    sizes = np.diff(np.append(starts, len(mask)))
    states = np.where(held == sizes, ALL, np.where(held > 0, SOME, NOTHING)).astype(np.int8)
    return Part(segment, count, mask, states)


class Holdings:
    """All segments as they stood at one version of the index."""

    def __init__(self, version: int, segments: Sequence[Segment]) -> None:
        self.version = version
        self.segments = segments
        self._scopes: OrderedDict[Scope, list[Part]] = OrderedDict()

    def parts(self, scope: Scope) -> list[Part]:
        """What of each segment is in the scope; segments without any of it are left out."""
        found = self._scopes.pop(scope, None)
        if found is None:
            shows = np.array(sorted(scope.shows), np.int64)
            episodes = None if scope.episodes is None else np.array(sorted(scope.episodes), np.int64)
            found = [part for segment in self.segments if (part := _in_scope(segment, shows, episodes))]
            if len(self._scopes) >= MOST_SCOPES:
                self._scopes.popitem(last=False)
        self._scopes[scope] = found
        return found


def _in_scope(segment: Segment, shows: Numbers, episodes: Numbers | None) -> Part | None:
    wanted = np.isin(segment.shows, shows)
    if episodes is not None:
        wanted &= np.isin(segment.episodes, episodes)
    steps = np.zeros(segment.shape.passages + 1, np.int8)
    steps[segment.firsts[wanted]] += 1
    steps[segment.firsts[wanted] + segment.counts[wanted]] -= 1
    return part_of(segment, np.cumsum(steps[:-1], dtype=np.int8).astype(np.bool_))


def index_version(connection: sqlite3.Connection) -> int:
    """The version of the index that the open transaction reads."""
    version: int = connection.execute("SELECT index_version FROM library").fetchone()[0]
    return version


def read_holdings(connection: sqlite3.Connection) -> Holdings:
    """What the open transaction finds."""
    laid_out = {row[0]: row[1:] for row in connection.execute("SELECT id, passages, bits, postings FROM segment")}
    rows = np.array(connection.execute(_EPISODES).fetchall(), np.int64).reshape(-1, 6)
    firsts = np.flatnonzero(np.diff(rows[:, 0], prepend=-1))
    segments = []
    for runs in np.split(rows, firsts[1:]) if len(rows) else ():
        number = int(runs[0, 0])
        passages, bits, postings = laid_out[number]
        columns = np.ascontiguousarray(runs[:, 1:].T)
        segments.append(Segment(number, Shape(passages, bits), postings, *columns))
    return Holdings(index_version(connection), segments)


class Kept:
    """What one reader keeps between its transactions: what it made of the rows that it read last, while they stand."""

    def __init__(self) -> None:
        self._holdings: Holdings | None = None
        self._show_rows = ""
        self._shows: tuple[Show, ...] = ()
        self._saved_version: tuple[int, int] | None = None
        self._saved: tuple[tuple[ShowId, Liked], ...] = ()

    def holdings(self, connection: sqlite3.Connection) -> Holdings:
        """Those that the open transaction finds."""
        if self._holdings is None or self._holdings.version != index_version(connection):
            self._holdings = read_holdings(connection)
        return self._holdings

    def shows(self, connection: sqlite3.Connection) -> tuple[Show, ...]:
        """Those that the open transaction finds, by slug."""
        ((rows,),) = connection.execute(_SHOWS)
        if rows != self._show_rows:
            self._show_rows, self._shows = rows, tuple(sorted(starmap(Show, json.loads(rows)), key=attrgetter("slug")))
        return self._shows

    def saved(self, connection: sqlite3.Connection) -> tuple[tuple[ShowId, Liked], ...]:
        """The clips that people saved and whose words stand, by clip, each with its show."""
        version: tuple[int, int]
        [version] = connection.execute("SELECT index_version, saves_version FROM library")
        if version != self._saved_version:
            rows = connection.execute(_SAVED)
            self._saved = tuple((show, Liked(clip, PostedSpan(*span), count)) for show, clip, *span, count in rows)
            self._saved_version = version
        return self._saved
