"""Candidates: which passages of a scope share most with a query, from the segments' posting lists."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.model import Candidates
from storage.holdings import ALL, SOME, Part
from storage.lists import NO_PASSAGES, List
from storage.pages import GRAM_BITS, Coding, Entry, Head, Pieces, pieces_of
from storage.postings import choose_lists, keep_best, rarity
from storage.rice import Numbers
from storage.scoping import to_json

_HEADS = "SELECT id, head FROM page WHERE id IN (SELECT value FROM json_each(:ids))"

_DATA = "SELECT id, data FROM page WHERE id IN (SELECT value FROM json_each(:ids))"


LISTS_EACH = 4
"""Lists that the best passages stand in, or fewer: so a bound for the best is found among the postings."""


class _Reader:
    """Reads the lists of one part of a segment."""

    def __init__(self, connection: sqlite3.Connection, part: Part) -> None:
        self._connection = connection
        self.part = part
        states = set(part.states.tolist())
        self._whole = states.pop() if len(states) == 1 else SOME
        self._states = states | {self._whole}
        self._data: dict[int, bytes] = {}

    def lists(self, grams: Iterable[int]) -> list[List]:
        """The lists of these grams with how many passages of the part each has."""
        wanted = list(grams)
        kept = [each for gram in wanted if (each := self.part.lists.get(gram))]
        known = {each.gram for each in kept}
        read = self._read([gram for gram in wanted if gram not in known])
        for each in read:
            self.part.lists.keep(each)
        return kept + read

    def _read(self, grams: Iterable[int]) -> list[List]:
        segment = self.part.segment
        pages: dict[int, list[int]] = {}
        for gram in grams:
            pages.setdefault(segment.id << GRAM_BITS | segment.shape.bucket(gram), []).append(gram)
        found = []
        for page, head in self._connection.execute(_HEADS, {"ids": to_json(pages)}) if pages else ():
            read = Head(head, segment.shape)
            found += [List(gram, page, entry) for gram in pages[page] if (entry := read.entry(gram))]
        self._count(found)
        return found

    def passages(self, lists: Sequence[List]) -> Iterator[Numbers]:
        """For each list its passages of the part, in no order."""
        rest = self._decoded(lists, ALL)
        for each, more in zip(lists, rest, strict=True):
            yield np.concatenate((each.known, more)) if len(each.known) else more

    def _count(self, lists: Sequence[List]) -> None:
        mask = self.part.mask
        for each, found in zip(lists, self._decoded(lists, SOME), strict=True):
            each.known = found if mask is None else found[mask[found]]
            each.count = len(each.known) + self._counted(each.entry)

    def _counted(self, entry: Entry) -> int:
        """How many of the list's passages are wanted because all of their part is."""
        if entry.parts is not None:
            return int(entry.parts[1][self.part.states == ALL].sum())
        return entry.count if self._whole == ALL else 0

    def _decoded(self, lists: Sequence[List], state: int) -> list[Numbers]:
        """For each list the passages in those of its parts that are in this state."""
        found = [NO_PASSAGES] * len(lists)
        if state not in self._states:
            return found
        held: dict[Coding, list[tuple[int, _Where]]] = {}
        for at, each in enumerate(lists):
            if where := self._where(each.entry, state):
                held.setdefault(each.entry.coding, []).append((at, where))
        self._fetch({lists[at].page for wheres in held.values() for at, _ in wheres})
        for coding, wheres in held.items():
            pieces = Pieces(*np.concatenate([where.pieces for _, where in wheres], axis=1))
            data = b"".join(where.cut(self._data[lists[at].page]) for at, where in wheres)
            passages = pieces.passages(data, coding)
            ends = np.cumsum(pieces.counts)[np.cumsum([len(where.pieces[0]) for _, where in wheres]) - 1].tolist()
            for (at, _), begin, end in zip(wheres, [0, *ends], ends, strict=False):
                found[at] = passages[begin:end]
        return found

    def _where(self, entry: Entry, state: int) -> "_Where | None":
        """The stretches of bytes of the list that are in this state; None where none is."""
        if entry.parts is None:
            passages = self.part.segment.shape.passages
            whole = np.array([[entry.end - entry.begin], [entry.count], [0], [passages]])
            return _Where(((entry.begin, entry.end),), whole) if self._whole == state else None
        sizes = entry.parts[0]
        wanted = np.flatnonzero((sizes > 0) & (self.part.states == state))
        if not len(wanted):
            return None
        pieces = pieces_of(entry.parts, wanted)
        if len(wanted) == np.count_nonzero(sizes):
            return _Where(((entry.begin, entry.end),), pieces)
        ends = entry.begin + np.cumsum(sizes)[wanted]
        return _Where(tuple(zip((ends - sizes[wanted]).tolist(), ends.tolist(), strict=True)), pieces)

    def _fetch(self, pages: Collection[int]) -> None:
        missing = [page for page in pages if page not in self._data]
        if missing:
            self._data.update(self._connection.execute(_DATA, {"ids": to_json(missing)}).fetchall())


@dataclass(frozen=True, slots=True)
class _Where:
    """Stretches of a page's data.

    Attributes:
        spans: `[begin, end)` of each.
        pieces: shape (4, pieces), the columns of `storage.pages.Pieces` for them, joined.
    """

    spans: tuple[tuple[int, int], ...]
    pieces: NDArray[np.int64]

    def cut(self, data: bytes) -> bytes:
        """The stretches, joined."""
        return b"".join(data[begin:end] for begin, end in self.spans)


def find(
    connection: sqlite3.Connection, parts: Sequence[Part], weights: Mapping[int, int], *, budget: int, limit: int
) -> Candidates:
    """The best passages of these parts of segments, see `bot.ports.Index.candidates`."""
    readers = [_Reader(connection, part) for part in parts]
    lists = [reader.lists(weights) for reader in readers]
    frequencies = dict.fromkeys(weights, 0)
    for each in (each for found in lists for each in found):
        frequencies[each.gram] += each.count
    count = sum(part.count for part in parts)
    scores = {gram: weights[gram] * rarity(frequencies[gram], count) for gram in choose_lists(frequencies, budget)}
    ids, sums = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for reader, found in zip(readers, lists, strict=True):
        chosen = [each for each in found if each.gram in scores and each.count]
        if chosen:
            passages, totals = _best(list(reader.passages(chosen)), [scores[each.gram] for each in chosen], limit)
            ids.append(reader.part.segment.passage_ids(passages))
            sums.append(totals)
    best, totals = keep_best(np.concatenate(ids), np.concatenate(sums), limit)
    return Candidates(best, totals, _episodes_of(best, parts), frequencies, count)


def _episodes_of(ids: Numbers, parts: Sequence[Part]) -> Numbers:
    """The episode of each of these passages, which stand in these parts."""
    if not parts:
        return ids
    firsts = np.concatenate([part.segment.ids for part in parts])
    order = np.argsort(firsts)
    runs = order[np.searchsorted(firsts[order], ids, side="right") - 1]
    episodes: Numbers = np.concatenate([part.segment.episodes for part in parts])[runs]
    return episodes


def _best(lists: Sequence[Numbers], scores: Sequence[int], limit: int) -> tuple[Numbers, Numbers]:
    """The passages of a segment with the highest sums, `limit` at least where there are so many.

    Float64 holds sums of integers below 2**53 exactly.
    """
    weights = np.repeat(np.array(scores, np.float64), [len(each) for each in lists])
    joined = np.concatenate(lists)
    totals: NDArray[np.float64] = np.bincount(joined, weights=weights).astype(np.float64, copy=False)
    sums = totals.take(joined)
    passages = _reaching(joined, sums, _bound(sums, LISTS_EACH * limit), len(totals))
    if len(passages) < limit:
        passages = _reaching(joined, sums, 1, len(totals))
    return passages, totals.take(passages).astype(np.int64)


def _bound(sums: NDArray[np.float64], count: int) -> int:
    """A bound that so many of these sums, or all of them, reach. Counting those of each sum is quicker than sorting."""
    if len(sums) <= count:
        return 1
    reaching = np.cumsum(np.bincount(sums.astype(np.int64))[::-1])[::-1]
    return int(np.flatnonzero(reaching >= count)[-1])


def _reaching(joined: Numbers, sums: NDArray[np.float64], bound: int, end: int) -> Numbers:
    """Of the passages below `end` that are joined those whose sums reach the bound, each once, rising."""
    # A byte for each passage: to look through all the sums takes three times as long.
    reach = np.zeros(end, np.bool_)
    reach[joined[sums >= bound]] = True
    found: Numbers = np.flatnonzero(reach)
    return found


def holders(connection: sqlite3.Connection, parts: Sequence[Part], grams: Collection[int]) -> Numbers:
    """The ids of the passages that have all of these grams, rising; none where there is no gram."""
    ids = [np.empty(0, np.int64)]
    for part in parts:
        reader = _Reader(connection, part)
        found = sorted(reader.lists(grams), key=lambda each: each.count) if grams else []
        if found and len(found) == len(grams):
            common, *others = reader.passages(found)
            for other in others:
                common = common[np.isin(common, other, assume_unique=True)]
            ids.append(part.segment.passage_ids(common))
    return np.sort(np.concatenate(ids))
