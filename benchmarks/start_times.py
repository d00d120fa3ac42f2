"""How well a moment is found inside a minute: cues with true times, merged into blocks of a minute and spread again."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.model import Cue, PlacedCue
from bot.search.spans import speak

BLOCK_MS = 60_000


def blocks(cues: Sequence[Cue]) -> Iterator[list[Cue]]:
    """The cues that begin in the same minute."""
    for _, minute in groupby(cues, key=lambda cue: cue.start_ms // BLOCK_MS):
        yield list(minute)


def errors_s(cues: Sequence[Cue]) -> list[float]:
    """For each cue, how many seconds its first unit is put too early or too late; a block's first is always right."""
    return [error for block in blocks(cues) for error in _errors(block)]


def _errors(block: Sequence[Cue]) -> Iterator[float]:
    text = " ".join(cue.text for cue in block)
    spoken = speak(PlacedCue(0, Cue(block[0].start_ms, block[-1].end_ms, text), 0, 0))
    starts = spoken.units.starts.tolist()
    at = 0
    for cue in block:
        unit = bisect_left(starts, at)
        if unit < len(starts) and starts[unit] < at + len(cue.text):
            yield abs(int(spoken.times_ms[unit]) - cue.start_ms) / 1000
        at += len(cue.text) + 1


def at_share(errors: Sequence[float], share: float) -> float | None:
    """The error that this share of the rising errors does not exceed; None where there are none."""
    return round(errors[min(int(len(errors) * share), len(errors) - 1)], 3) if errors else None
