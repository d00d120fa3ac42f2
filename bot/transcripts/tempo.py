"""Whether a file's times are in the unit that they were read in: nobody speaks a thousand times too fast.

Programs write seconds where milliseconds belong, and the other way round, and hundredths for either. People say
three to seven syllables a second, pauses included rarely less than one. Where all times times one known factor make
that of a file that is far from it, the factor is applied, with a note. Frames are refused: at 24, 25 or 30 a second
an hour differs by minutes, and nothing in the file says which.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from statistics import median

from bot.errors import TranscriptError
from bot.transcripts.transcript import FILE_UNIT, HAN, WHOLE_FILE, Problem, Reading, TimedText

FEWEST_CUES = 10
FEWEST_SYLLABLES = 60
PLAUSIBLE = (1.2, 9.0)
"""Syllables a second, the median of a file; frames read as milliseconds give over a hundred, a tenth of which is not
among them."""
TOO_FAST = 30.0
"""Nothing is asked of a file that is slower: a title for each minute is no mistake."""
ABSURD_MS = 20 * 3_600_000
"""A file too slow is only doubted if it is longer than this."""

FACTORS: Sequence[tuple[Fraction, str]] = (
    (Fraction(1000), "1000"),
    (Fraction(10), "10"),
    (Fraction(1, 100), "1/100"),
    (Fraction(1, 1000), "1/1000"),
)
"""Seconds read as milliseconds, hundredths as milliseconds, hundredths as seconds, milliseconds as seconds.

They lie farther apart than what is plausible: of two never more than one fits."""

LATIN_WORD = 1.5
"""Syllables of a word that is not Han."""

_WORD = re.compile(r"[^\W_]+")


def in_right_unit(reading: Reading) -> Reading:
    """The reading with its times in milliseconds, and a note where they were in another unit than they say.

    Raises:
        TranscriptError: `transcript.unit` where they are in one that cannot be told.
    """
    speed = _speed(reading.timed)
    if reading.untimed or speed is None or not _is_doubtful(reading.timed, speed):
        return reading
    fitting = ((factor, name) for factor, name in FACTORS if PLAUSIBLE[0] <= speed / factor <= PLAUSIBLE[1])
    factor, name = next(fitting, (Fraction(0), ""))
    if not factor:
        raise TranscriptError("transcript.unit", speed=f"{speed:.3g}")
    note = Problem.at(WHOLE_FILE, FILE_UNIT, name)
    timed = tuple(_scaled(one, factor) for one in reading.timed)
    return replace(reading, timed=timed, problems=(note, *reading.problems))


def _speed(timed: Sequence[TimedText]) -> float | None:
    """Syllables a second from each start to the next, the median; None where there is too little to tell."""
    said = [syllables(one.text) for one in timed]
    if len(timed) < FEWEST_CUES or sum(said) < FEWEST_SYLLABLES:
        return None
    paces = [
        1000 * spoken / (after.start_ms - before.start_ms)
        for spoken, (before, after) in zip(said[:-1], pairwise(timed), strict=True)
        if after.start_ms > before.start_ms and spoken
    ]
    return median(paces) if len(paces) >= FEWEST_CUES - 1 else None


def syllables(text: str) -> float:
    """About how many syllables a text has."""
    without_han, han = HAN.subn(" ", text)
    return han + LATIN_WORD * len(_WORD.findall(without_han))


def _is_doubtful(timed: Sequence[TimedText], speed: float) -> bool:
    lasts_ms = max(one.start_ms for one in timed) - min(one.start_ms for one in timed)
    return speed > TOO_FAST or (speed < PLAUSIBLE[0] and lasts_ms > ABSURD_MS)


def _scaled(one: TimedText, factor: Fraction) -> TimedText:
    words = tuple((offset, int(word_ms * factor)) for offset, word_ms in one.words)
    return replace(one, start_ms=int(one.start_ms * factor), end_ms=int(one.end_ms * factor), words=words)
