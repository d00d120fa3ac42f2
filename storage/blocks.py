"""Where an episode's passages go: a run of free offsets in one of its show's blocks. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from storage.postings import BLOCK_SIZE


@dataclass(frozen=True, slots=True)
class Run:
    """Offsets `[first, first + count)` of a block, held by one episode."""

    first: int
    count: int


@dataclass(frozen=True, slots=True)
class Room:
    """A free run: its block and its first offset."""

    block: int
    first: int


def find_room(blocks: Mapping[int, Iterable[Run]], count: int) -> Room | None:
    """The smallest free run of the blocks that holds `count` passages, or none.

    The smallest, so that an episode that is imported again goes into the gap that it left, or into one like it,
    and blocks do not grow however often a folder is read.

    Args:
        blocks: for each block of the show the runs in use, in any order.
        count: how many passages want room.
    """
    fitting = [(size, block, first) for block, runs in blocks.items() for first, size in _gaps(runs) if size >= count]
    if not fitting:
        return None
    _, block, first = min(fitting)
    return Room(block, first)


def find_lowest_room(blocks: Mapping[int, Iterable[Run]], count: int) -> Room | None:
    """The first free run that holds `count` passages, or none, with the arguments of `find_room`.

    Episodes that are moved here one after the other, in the order in which they stand, close every gap.
    """
    fitting = [Room(block, first) for block, runs in blocks.items() for first, size in _gaps(runs) if size >= count]
    return min(fitting, key=lambda room: (room.block, room.first), default=None)


def _gaps(runs: Iterable[Run]) -> Iterable[tuple[int, int]]:
    """The free runs of one block: first offset and size."""
    free = 0
    for run in sorted(runs, key=lambda run: run.first):
        if run.first > free:
            yield free, run.first - free
        free = run.first + run.count
    if free < BLOCK_SIZE:
        yield free, BLOCK_SIZE - free
