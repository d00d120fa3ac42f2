"""Times of words in few bytes: the steps from one to the next, seven bits a byte, the last byte's top bit clear.

A word takes three bytes where both steps are usual ones (offset below 128, time below 16 s): 30 KB an hour of speech.
"""

from collections.abc import Iterator

from bot.model import WordTimes

_LOW = 0x7F
_MORE = 0x80
_BITS = 7


def pack_words(words: WordTimes, start_ms: int) -> bytes | None:
    """The words of a cue that begins at `start_ms`; None where there are none."""
    packed = bytearray()
    offset = 0
    for word_offset, word_ms in words:
        packed += bytes(_digits(word_offset - offset))
        packed += bytes(_digits(word_ms - start_ms))
        offset, start_ms = word_offset, word_ms
    return bytes(packed) or None


def unpack_words(packed: bytes | None, start_ms: int) -> WordTimes:
    """The words that `pack_words` packed."""
    steps = _numbers(packed or b"")
    words: list[tuple[int, int]] = []
    offset = 0
    for step in steps:
        offset += step
        start_ms += next(steps)
        words.append((offset, start_ms))
    return tuple(words)


def _digits(number: int) -> Iterator[int]:
    while number > _LOW:
        yield number & _LOW | _MORE
        number >>= _BITS
    yield number


def _numbers(packed: bytes) -> Iterator[int]:
    number = shift = 0
    for byte in packed:
        number |= (byte & _LOW) << shift
        shift += _BITS
        if not byte & _MORE:
            yield number
            number = shift = 0
