"""Rising numbers in few bits: the steps between them in Rice's code. Pure, whole arrays of lists at once.

Of each step, less one, the low `width` bits stand in the list's first bytes, and what is above them behind those, in
unary: so many zeros and a one. Bits go from the lowest of a byte to its highest; both halves end with their byte. The
first number of a list is a step from -1. With a width of 0 a list is its own bitmap.
"""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Bytes = NDArray[np.uint8]

WIDEST = 24
"""Low bits of a step at most: with the bits before them in their first byte they fit in a word."""
_WORD = np.dtype("<u4")
"""What is read at once to get at the low bits of a step."""


def widths_of(counts: Numbers, span: Numbers) -> Numbers:
    """How many low bits are best for so many numbers of `span` that any of them could be.

    Steps that nothing ties to each other are shortest with the power of two below their mean times ln 2, 11/16.
    """
    means = np.maximum(11 * span // (16 * counts), 1)
    widths: Numbers = np.minimum(np.frexp(means)[1].astype(np.int64) - 1, WIDEST)
    return widths


def encode(numbers: Numbers, starts: Numbers, widths: Numbers) -> tuple[Bytes, Numbers]:
    """Many lists, one behind the other.

    Args:
        numbers: those of all lists; each list rises from 0 or more and has each once. There is one at least.
        starts: where in `numbers` each list begins, rising from 0; no list is empty.
        widths: of each list, `WIDEST` at most.

    Returns:
        The bytes, and where in them each list ends.
    """
    counts = np.diff(np.append(starts, len(numbers)))
    steps = np.diff(numbers, prepend=0)
    steps -= 1
    steps[starts] = numbers[starts]
    ones = steps >> np.repeat(widths, counts)
    ones += 1
    np.cumsum(ones, out=ones)
    ones -= np.repeat(ones[starts] - (steps[starts] >> widths), counts)
    lows = _low_bytes(counts, widths)
    ends = np.cumsum(lows + (ones[starts + counts - 1] >> 3) + 1)
    begins, size = np.append(0, ends[:-1]), int(ends[-1])
    ones += np.repeat(8 * (begins + lows), counts)
    bits = np.zeros(8 * size, np.bool_)
    bits[ones] = True
    written = np.packbits(bits, bitorder="little")
    # No two steps share a bit: the sum of those of one byte is all of them side by side.
    places = _places(begins, counts, widths)
    steps &= np.repeat((1 << widths) - 1, counts)
    steps <<= places & 7
    places >>= 3
    words = np.bincount(places, weights=steps, minlength=size).astype(_WORD).view(np.uint8).reshape(-1, _WORD.itemsize)
    for nth in range(min(_WORD.itemsize, size)):
        written[nth:] |= words[: size - nth, nth]
    return written, ends


def decode(written: Bytes, sizes: Numbers, counts: Numbers, widths: Numbers) -> Numbers:
    """The numbers of many lists that stand one behind the other.

    Args:
        written: the bytes of all lists.
        sizes: how many bytes each has.
        counts: how many numbers each has, 1 at least.
        widths: the one that each was written with.
    """
    lows = _low_bytes(counts, widths)
    uppers = sizes - lows
    is_upper = np.repeat(np.tile([False, True], len(sizes)), np.stack([lows, uppers], axis=1).ravel())
    above = np.flatnonzero(np.unpackbits(written[is_upper], bitorder="little").view(np.bool_))
    # The zeros before a one are all that its list's steps so far have above their low bits.
    nth, heads = np.arange(len(above)), np.cumsum(counts) - counts
    above -= nth
    above -= np.repeat(8 * (np.cumsum(uppers) - uppers) - heads, counts)
    above <<= np.repeat(widths, counts)
    # A word at every byte: a view.
    padded = np.append(written, np.zeros(_WORD.itemsize, np.uint8))
    words = np.ndarray(len(written), _WORD, padded, strides=(1,))
    places = _places(np.cumsum(sizes) - sizes, counts, widths)
    low = words.take(places >> 3)
    low >>= (places & 7).astype(np.uint32)
    low &= np.repeat((1 << widths) - 1, counts).astype(np.uint32)
    sums = np.cumsum(low, dtype=np.int64)
    above += sums
    above += nth
    above -= np.repeat(sums[heads] - low[heads] + heads, counts)
    return above


def _low_bytes(counts: Numbers, widths: Numbers) -> Numbers:
    return counts * widths + 7 >> 3


def _places(begins: Numbers, counts: Numbers, widths: Numbers) -> Numbers:
    """Of each number the bit where its low bits begin."""
    heads = np.cumsum(counts) - counts
    places = np.arange(int(counts.sum()))
    places *= np.repeat(widths, counts)
    places += np.repeat(8 * begins - heads * widths, counts)
    return places
