"""Posting lists: their bytes, their budget and the sum of their weights. Pure, the same for every engine.

A *posting list* names the passages of one block that hold one gram. Its bytes are the passages' offsets inside the
block: uint16, little endian, rising, each once. `PassageId` is `block * BLOCK_SIZE + offset`.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.model import WeightedGram

BLOCK_SIZE = 65_536
"""Passages in a block at most: what an offset of 16 bits can tell apart."""

POSTING_BYTES = 2
"""The size of one posting."""

LEAST_LISTS = 2
"""Lists that are read whatever the budget: one alone says too little."""

RARITY_UNITS = 100
"""Units of rarity in one natural logarithm. Whole units: a sum of integers does not depend on its order."""

_OFFSET = np.dtype("<u2")


# ---------------------------------------------------------------- one list


def pack(offsets: Iterable[int] | NDArray[np.integer]) -> bytes:
    """The bytes of a posting list; `offsets` rise and each stands once."""
    return np.asarray(offsets if isinstance(offsets, np.ndarray) else list(offsets), dtype=_OFFSET).tobytes()


def unpack(postings: bytes) -> NDArray[np.uint16]:
    """The offsets of a posting list."""
    return np.frombuffer(postings, dtype=_OFFSET)


def merge(old: bytes, new: bytes) -> bytes:
    """The union of two posting lists.

    An episode's passages stand together, so its postings nearly always go into `old` in one piece.
    """
    if not old or not new:
        return old or new
    start, end = _find(old, _offset_at(new, 0)), _find(old, _offset_at(new, len(new) - POSTING_BYTES) + 1)
    if start == end:
        return old[:start] + new + old[start:]
    return np.union1d(unpack(old), unpack(new)).astype(_OFFSET).tobytes()


def remove(postings: bytes, first: int, end: int) -> bytes:
    """The list without the offsets of `[first, end)`."""
    return postings[: _find(postings, first)] + postings[_find(postings, end) :]


def _offset_at(postings: bytes, position: int) -> int:
    return postings[position] | postings[position + 1] << 8


def _find(postings: bytes, offset: int) -> int:
    """The position in bytes of the first posting that is not below `offset`.

    Most lists are short: a NumPy array costs more to make than a few steps of Python.
    """
    low, high = 0, len(postings) // POSTING_BYTES
    while low < high:
        middle = (low + high) // 2
        if _offset_at(postings, middle * POSTING_BYTES) < offset:
            low = middle + 1
        else:
            high = middle
    return low * POSTING_BYTES


def split_by_gram(
    grams: NDArray[np.uint32], ordinals: NDArray[np.uint16], first_offset: int
) -> Iterator[tuple[int, bytes]]:
    """An episode's grams, rising, each with its posting list.

    Args:
        grams: as in `EpisodeIndex`.
        ordinals: as in `EpisodeIndex`.
        first_offset: where the episode's passages begin in their block.
    """
    if not len(grams):
        return
    packed = (ordinals.astype(np.uint32) + first_offset).astype(_OFFSET).tobytes()
    starts = np.concatenate(([0], np.flatnonzero(np.diff(grams)) + 1))
    ends = np.append(starts[1:], len(grams)) * POSTING_BYTES
    for gram, start, end in zip(grams[starts].tolist(), (starts * POSTING_BYTES).tolist(), ends.tolist(), strict=True):
        yield gram, packed[start:end]


# ---------------------------------------------------------------- many lists


def rarity(frequency: int, passage_count: int) -> int:
    """The idf weight of a gram in whole units: 1 where every passage holds it, more the rarer it is.

    Args:
        frequency: in how many of the passages it stands; 1 at least.
        passage_count: how many there are.
    """
    return 1 + round(RARITY_UNITS * math.log(max(passage_count, frequency) / frequency))


def choose_lists(frequencies: Mapping[int, int], budget: int) -> list[int]:
    """The grams whose lists are read: rarest first while they fit the budget, two at least.

    Args:
        frequencies: for each gram the length of its lists in all; a gram without postings is never chosen.
        budget: postings to be read at most.
    """
    chosen: list[int] = []
    spent = 0
    for frequency, gram in sorted((frequency, gram) for gram, frequency in frequencies.items() if frequency):
        spent += frequency
        if spent > budget and len(chosen) >= LEAST_LISTS:
            break
        chosen.append(gram)
    return chosen


def sum_weights(grams: Sequence[WeightedGram]) -> dict[int, int]:
    """For each gram of a query its weight; one that is named twice weighs twice."""
    weights: dict[int, int] = {}
    for weighted in grams:
        weights[weighted.gram] = weights.get(weighted.gram, 0) + weighted.weight
    return weights


@dataclass(frozen=True, slots=True)
class PostingList:
    """A list as it is read for a query: where it stands, and what it adds to each of its passages."""

    block: int
    score: int
    postings: bytes


def accumulate(lists: Iterable[PostingList], limit: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The passages with the highest sums of scores.

    Returns:
        Their ids and their sums, by falling sum, then by rising id; `limit` of them at most.
    """
    blocks: dict[int, list[PostingList]] = {}
    for read in lists:
        blocks.setdefault(read.block, []).append(read)
    ids, sums = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for block, members in blocks.items():
        totals = _sum_block(members)
        offsets = np.flatnonzero(totals)
        ids.append(offsets + block * BLOCK_SIZE)
        sums.append(totals[offsets])
    return keep_best(np.concatenate(ids), np.concatenate(sums), limit)


def keep_within(
    lists: Iterable[tuple[int, int, bytes]], allowed: NDArray[np.bool_]
) -> Iterator[tuple[int, int, bytes]]:
    """The same posting lists, of their passages those that are allowed.

    Args:
        lists: block, gram and bytes of each.
        allowed: for each passage by its id whether it is; those behind the last are not.
    """
    kept: dict[int, NDArray[np.bool_]] = {}
    for block, gram, postings in lists:
        if block not in kept:
            part = allowed[block * BLOCK_SIZE : (block + 1) * BLOCK_SIZE]
            kept[block] = np.zeros(BLOCK_SIZE, np.bool_)
            kept[block][: len(part)] = part
        offsets = unpack(postings)
        yield block, gram, offsets[kept[block][offsets]].tobytes()


def common(lists: Iterable[PostingList], grams: int) -> NDArray[np.int64]:
    """The passages that stand in a list of each of so many grams, rising; none where there is no gram."""
    blocks: dict[int, list[PostingList]] = {}
    for read in lists:
        blocks.setdefault(read.block, []).append(read)
    ids = [np.empty(0, np.int64)]
    for block, members in sorted(blocks.items()):
        if len(members) == grams:
            offsets = unpack(b"".join(read.postings for read in members))
            ids.append(np.flatnonzero(np.bincount(offsets) == grams) + block * BLOCK_SIZE)
    return np.concatenate(ids)


def _sum_block(lists: Sequence[PostingList]) -> NDArray[np.int64]:
    """For each offset of one block the sum of its scores. Float64 holds sums of integers below 2**53 exactly."""
    offsets = unpack(b"".join(read.postings for read in lists))
    scores = np.repeat(
        np.array([read.score for read in lists], dtype=np.float64),
        [len(read.postings) // POSTING_BYTES for read in lists],
    )
    return np.bincount(offsets, weights=scores).astype(np.int64)


def keep_best(
    ids: NDArray[np.int64], sums: NDArray[np.int64], limit: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The `limit` highest sums with their ids, by falling sum, then by rising id."""
    if limit <= 0:
        return ids[:0], sums[:0]
    if len(ids) > limit:
        # Sorting everything costs more than the sums did: first leave out what cannot be among the best.
        reached = sums >= np.partition(sums, len(sums) - limit)[len(sums) - limit]
        ids, sums = ids[reached], sums[reached]
    order = np.lexsort((ids, -sums))[:limit]
    return ids[order], sums[order]
