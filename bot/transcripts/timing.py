"""What an operator knows of a transcript's times: an offset, and advertisements that stand in the audio only.

A transcript made before the advertisements were inserted runs ahead of what is heard. A range is given as it is heard
in the published audio; everything that is said after its start is later by its length. The offset comes first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.transcripts.transcript import Reading, TimedText


@dataclass(frozen=True, slots=True)
class Timing:
    """How the times of a transcript differ from what is heard.

    Attributes:
        offset_ms: is added to all of them; may be negative.
        inserted_ms: `[start, end)` of each inserted advertisement in the published audio, rising and disjoint.
    """

    offset_ms: int = 0
    inserted_ms: tuple[tuple[int, int], ...] = ()

    def heard(self, position_ms: int) -> int:
        """Where in the published audio is what the transcript has at this position."""
        position_ms += self.offset_ms
        for start_ms, end_ms in self.inserted_ms:
            if position_ms < start_ms:
                break
            position_ms += end_ms - start_ms
        return position_ms


AS_WRITTEN = Timing()


def as_heard(reading: Reading, timing: Timing) -> Reading:
    """The reading with its times as they are heard. What has no times is as it was."""
    if timing == AS_WRITTEN or reading.untimed:
        return reading
    return replace(reading, timed=tuple(_moved(one, timing) for one in reading.timed))


def _moved(one: TimedText, timing: Timing) -> TimedText:
    """A text's end is where its last moment is heard: it ends before an advertisement that begins where it ends."""
    length_ms = one.end_ms - one.start_ms
    start_ms = timing.heard(one.start_ms)
    end_ms = timing.heard(one.end_ms - 1) + 1 if length_ms > 0 else start_ms + length_ms
    words = tuple((offset, timing.heard(word_ms)) for offset, word_ms in one.words)
    return replace(one, start_ms=start_ms, end_ms=end_ms, words=words)


def are_apart(ranges: Sequence[tuple[int, int]]) -> bool:
    """Whether ranges rise, none meets another, and none is empty."""
    rising = all(before[1] <= after[0] for before, after in pairwise(ranges))
    return rising and all(start < end for start, end in ranges)
