"""Rising numbers in few bytes: the steps between them, each in as many bytes as it needs. Pure, whole arrays at once.

A step is written seven bits a byte, the low ones first; all bytes but its last have the high bit set (LEB128). The
first number of a list is a step from zero.
"""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Bytes = NDArray[np.uint8]

_BITS = 7
_MORE = 0x80
_WIDEST = 5
"""Bytes of the largest step: 32 bits."""


def encode(numbers: Numbers, starts: Numbers) -> tuple[Bytes, Numbers]:
    """Many lists, one behind the other.

    Args:
        numbers: those of all lists; each list rises from 0 or more and has each once.
        starts: where in `numbers` each list begins, rising from 0; no list is empty.

    Returns:
        The bytes, and where in them each list ends.
    """
    steps = np.diff(numbers, prepend=0)
    steps[starts] = numbers[starts]
    widths = np.ones(len(steps), np.int64)
    for width in range(1, _WIDEST):
        widths += steps >= 1 << _BITS * width
    ends = np.cumsum(widths)
    places = ends - widths
    written = np.empty(int(ends[-1]) if len(ends) else 0, np.uint8)
    written[places] = steps & (_MORE - 1)
    longer = np.flatnonzero(widths > 1)
    for width in range(1, _WIDEST):
        written[places[longer] + width - 1] |= _MORE
        written[places[longer] + width] = steps[longer] >> _BITS * width & (_MORE - 1)
        longer = longer[widths[longer] > width + 1]
    return written, ends[np.append(starts[1:], len(numbers)) - 1] if len(numbers) else ends


def decode(written: Bytes, starts: Numbers) -> tuple[Numbers, Numbers]:
    """The numbers of many lists that stand one behind the other, and how many each has.

    Args:
        written: the bytes of all lists.
        starts: where each list begins, rising from 0; no list is empty.
    """
    last = np.flatnonzero(written < _MORE)
    if not len(last):
        return last, np.zeros(len(starts), np.int64)
    first = np.concatenate(([0], last[:-1] + 1))
    steps = (written[first] & (_MORE - 1)).astype(np.int64)
    longer = np.flatnonzero(last > first)
    width = 1
    while len(longer):
        steps[longer] |= (written[first[longer] + width] & (_MORE - 1)).astype(np.int64) << _BITS * width
        width += 1
        longer = longer[last[longer] - first[longer] >= width]
    sums = np.cumsum(steps)
    heads = np.searchsorted(first, starts)
    counts = np.diff(np.append(heads, len(steps)))
    return sums - np.repeat(sums[heads] - steps[heads], counts), counts
