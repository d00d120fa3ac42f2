"""Rising numbers in bytes, as pages had them before `storage.rice`: read, and no longer written. Pure.

A step from one number to the next is written seven bits a byte, the low ones first; all bytes but its last have the
high bit set (LEB128). The first number of a list is a step from zero.
"""

import numpy as np

from storage.rice import Bytes, Numbers

_BITS = 7
_MORE = 0x80


def decode(written: Bytes, counts: Numbers) -> Numbers:
    """The numbers of many lists that stand one behind the other; `counts`: how many each has, 1 at least."""
    last = np.flatnonzero(written < _MORE)
    first = np.concatenate(([0], last[:-1] + 1))
    steps = (written[first] & (_MORE - 1)).astype(np.int64)
    longer = np.flatnonzero(last > first)
    width = 1
    while len(longer):
        steps[longer] |= (written[first[longer] + width] & (_MORE - 1)).astype(np.int64) << _BITS * width
        width += 1
        longer = longer[last[longer] - first[longer] >= width]
    sums = np.cumsum(steps)
    heads = np.cumsum(counts) - counts
    sums -= np.repeat(sums[heads] - steps[heads], counts)
    return sums
