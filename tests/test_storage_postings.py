"""Posting lists: their bytes, the budget, the sums."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import WeightedGram
from storage.blocks import Room, Run, find_lowest_room, find_room
from storage.indexes import pack_grams, unpack_grams
from storage.postings import (
    BLOCK_SIZE,
    PostingList,
    accumulate,
    choose_lists,
    merge,
    pack,
    rarity,
    remove,
    split_by_gram,
    sum_weights,
    unpack,
)

OFFSETS = st.sets(st.integers(0, BLOCK_SIZE - 1), max_size=30) | st.sets(st.integers(0, 40), max_size=30)


def offsets_of(postings: bytes) -> list[int]:
    return [int(offset) for offset in unpack(postings)]


# ---------------------------------------------------------------- one list


def test_a_posting_is_two_bytes_with_the_low_one_first() -> None:
    assert pack([1, 0x1234, 0xFFFF]) == b"\x01\x00\x34\x12\xff\xff"


def test_an_array_packs_like_a_list() -> None:
    assert pack(np.array([3, 700])) == pack([3, 700])


@given(OFFSETS, OFFSETS)
def test_merging_gives_the_union_in_order(old: set[int], new: set[int]) -> None:
    assert offsets_of(merge(pack(sorted(old)), pack(sorted(new)))) == sorted(old | new)


@given(OFFSETS, st.integers(0, BLOCK_SIZE), st.integers(0, BLOCK_SIZE))
def test_removing_leaves_what_is_outside_of_the_range(offsets: set[int], one: int, other: int) -> None:
    first, end = sorted((one, other))
    left = offsets_of(remove(pack(sorted(offsets)), first, end))
    assert left == sorted(offset for offset in offsets if not first <= offset < end)


@given(st.sets(st.tuples(st.integers(0, 2**32 - 1) | st.integers(0, 5), st.integers(0, 99))), st.integers(0, 65_436))
def test_splitting_by_gram_gives_each_gram_its_offsets(pairs: set[tuple[int, int]], first_offset: int) -> None:
    rows = sorted(pairs)
    grams = np.array([gram for gram, _ in rows], dtype=np.uint32)
    ordinals = np.array([ordinal for _, ordinal in rows], dtype=np.uint16)
    found = {gram: offsets_of(postings) for gram, postings in split_by_gram(grams, ordinals, first_offset)}
    expected: dict[int, list[int]] = {}
    for gram, ordinal in rows:
        expected.setdefault(gram, []).append(first_offset + ordinal)
    assert found == expected
    assert list(found) == sorted(found)


@given(st.lists(st.integers(0, 2**32 - 1)))
def test_an_episodes_grams_come_back_from_their_packing(grams: list[int]) -> None:
    assert unpack_grams(pack_grams(np.array(sorted(grams), dtype=np.uint32))).tolist() == sorted(set(grams))


# ---------------------------------------------------------------- many lists


def test_a_gram_is_the_heavier_the_rarer_it_is_and_never_weightless() -> None:
    weights = [rarity(frequency, 1000) for frequency in (1, 10, 100, 999, 1000)]
    assert weights == [692, 462, 231, 1, 1]


def test_lists_are_chosen_rarest_first_within_the_budget() -> None:
    assert choose_lists({1: 50, 2: 5, 3: 20, 4: 0}, budget=75) == [2, 3, 1]
    assert choose_lists({1: 50, 2: 5, 3: 20, 4: 0}, budget=74) == [2, 3]


def test_equally_rare_lists_are_chosen_by_gram() -> None:
    assert choose_lists({9: 5, 3: 5, 6: 5}, budget=10) == [3, 6]


def test_at_least_two_lists_are_chosen() -> None:
    assert choose_lists({1: 50, 2: 60, 3: 70}, budget=0) == [1, 2]
    assert choose_lists({1: 50}, budget=0) == [1]
    assert choose_lists({}, budget=0) == []


def test_the_weights_of_a_gram_named_twice_add_up() -> None:
    assert sum_weights([WeightedGram(7, 2), WeightedGram(8), WeightedGram(7, 3)]) == {7: 5, 8: 1}


LISTS = st.lists(
    st.builds(
        PostingList,
        block=st.integers(1, 3),
        score=st.integers(1, 5),
        postings=st.sets(st.integers(0, 50)).map(lambda offsets: pack(sorted(offsets))),
    )
)


@given(LISTS, st.integers(0, 60))
def test_the_best_sums_are_kept_in_an_order_that_the_rows_do_not_change(lists: list[PostingList], limit: int) -> None:
    sums: dict[int, int] = {}
    for read in lists:
        for offset in offsets_of(read.postings):
            passage = read.block * BLOCK_SIZE + offset
            sums[passage] = sums.get(passage, 0) + read.score
    best = sorted(sums.items(), key=lambda item: (-item[1], item[0]))[:limit]
    for order in (lists, lists[::-1]):
        ids, scores = accumulate(order, limit)
        assert list(zip(ids.tolist(), scores.tolist(), strict=True)) == best
        assert {str(ids.dtype), str(scores.dtype)} == {"int64"}


def test_the_last_offset_of_a_block_is_found() -> None:
    ids, _ = accumulate([PostingList(2, 1, pack([0, BLOCK_SIZE - 1]))], 10)
    assert ids.tolist() == [2 * BLOCK_SIZE, 3 * BLOCK_SIZE - 1]


# ---------------------------------------------------------------- room


def test_a_show_without_blocks_has_no_room() -> None:
    assert find_room({}, 1) is None


def test_an_empty_block_has_room_for_as_much_as_it_holds() -> None:
    assert find_room({4: []}, BLOCK_SIZE) == Room(4, 0)
    assert find_room({4: [Run(0, 1)]}, BLOCK_SIZE) is None


def test_the_smallest_gap_that_fits_is_taken() -> None:
    blocks = {1: [Run(0, 10), Run(50, 10), Run(20, 10)], 2: [Run(15, BLOCK_SIZE - 15)]}
    assert find_room(blocks, 10) == Room(1, 10)
    assert find_room(blocks, 11) == Room(2, 0)
    assert find_room(blocks, 16) == Room(1, 30)
    assert find_room(blocks, 21) == Room(1, 60)


def test_the_first_gap_that_fits_is_the_lowest_room() -> None:
    blocks = {2: [Run(15, BLOCK_SIZE - 15)], 1: [Run(0, 10), Run(50, 10), Run(20, 10)]}
    assert find_lowest_room(blocks, 10) == Room(1, 10)
    assert find_lowest_room(blocks, 11) == Room(1, 30)
    assert find_lowest_room({2: [], 1: []}, BLOCK_SIZE) == Room(1, 0)
    assert find_lowest_room({1: [Run(0, 1)]}, BLOCK_SIZE) is None


@given(st.lists(st.tuples(st.integers(1, 40_000), st.booleans()), max_size=25))
def test_episodes_never_share_an_offset_and_never_leave_a_block(steps: list[tuple[int, bool]]) -> None:
    blocks: dict[int, list[Run]] = {}
    for count, takes_one_out in steps:
        room = find_room(blocks, count) or Room(len(blocks), 0)
        blocks.setdefault(room.block, []).append(Run(room.first, count))
        if takes_one_out:
            blocks[room.block].pop(0)
    for runs in blocks.values():
        edges = sorted((run.first, run.first + run.count) for run in runs)
        assert all(end <= start for (_, end), (start, _) in pairwise(edges))
        assert all(end <= BLOCK_SIZE for _, end in edges)


@pytest.mark.parametrize("rounds", [12])
def test_importing_the_same_files_again_and_again_does_not_grow_a_block(rounds: int) -> None:
    sizes = {stem: 200 + 7 * stem for stem in range(40)}
    runs: dict[int, Run] = {}
    for turn in range(rounds):
        for stem, size in sizes.items():
            runs.pop(stem, None)
            count = size + (turn * stem) % 11  # each version is a little longer or shorter than the last
            room = find_room({1: runs.values()}, count)
            assert room is not None
            runs[stem] = Run(room.first, count)
    assert max(run.first + run.count for run in runs.values()) < 1.5 * sum(run.count for run in runs.values())
