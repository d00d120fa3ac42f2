"""Files with a time for each word, as cues that people can read: words are joined, and their times kept.

Podcasting 2.0 JSON may hold a segment a word, whisper.cpp's `-ml 1` writes a cue a token, captions for short films
a cue a word. Shown one by one, twelve lines of context would be twelve words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.transcripts.transcript import HAN, Reading, TimedText, clean
from bot.transcripts.words import joined

FEWEST = 5
"""Fewer cues than this are left as they are: they may be a song's."""
WORDS_IN_TEN = 8
"""So many cues in ten are words where the file is one of words."""
LONGEST_HAN = 2
GAP_MS = 1_500
"""A pause ends a cue."""
LONGEST_MS = 15_000
SHORTEST_MS = 4_000
"""A cue ends with its sentence, unless it is shorter than this."""

_ENDS = re.compile(r"[.!?。！？…][\"'”’」』)）]*$")
_NO_SPACE_BEFORE = re.compile(r"[.,!?;:%)\]}'’”，。！？；：、）」』…]")


def words_joined(reading: Reading) -> Reading:
    """The reading with its words joined to cues, where it is one of words."""
    worded = [timed for timed in reading.timed if clean(timed.text)]
    words = sum(is_word(timed.text) for timed in worded)
    if len(worded) < FEWEST or words * 10 < len(worded) * WORDS_IN_TEN or not reading.has_ends or reading.untimed:
        return reading
    spaced = any(timed.text[:1].isspace() or timed.text[-1:].isspace() for timed in worded)
    groups = _grouped(worded)
    return replace(reading, timed=tuple(_joined(group, spaced=spaced) for group in groups))


def is_word(text: str) -> bool:
    """Whether a text is one word, or as much Han as a recogniser takes for one."""
    bare = clean(text)
    return " " not in bare and len(HAN.findall(bare)) <= LONGEST_HAN


def parted(before: str, after: str) -> bool:
    """Whether a space stands between two words that came without: not beside Han, nor before punctuation."""
    return not (HAN.match(before[-1:]) or HAN.match(after) or _NO_SPACE_BEFORE.match(after))


def _grouped(timed: Sequence[TimedText]) -> Iterator[list[TimedText]]:
    group: list[TimedText] = []
    for one in timed:
        if group and _ends(group, one):
            yield group
            group = []
        group.append(one)
    yield group


def _ends(group: Sequence[TimedText], following: TimedText) -> bool:
    first, last = group[0], group[-1]
    lasts_ms = last.end_ms - first.start_ms
    return (
        not (is_word(last.text) and is_word(following.text))
        or following.speaker != last.speaker
        or following.start_ms < last.start_ms
        or following.start_ms - last.end_ms > GAP_MS
        or following.end_ms - first.start_ms > LONGEST_MS
        or (lasts_ms >= SHORTEST_MS and _ENDS.search(clean(last.text)) is not None)
    )


def _joined(group: Sequence[TimedText], *, spaced: bool) -> TimedText:
    pieces: list[tuple[str, int | None]] = []
    for one in group:
        needs_space = bool(pieces) and not spaced and parted(clean(pieces[-1][0]), clean(one.text))
        pieces.append((f" {one.text}" if needs_space else one.text, one.start_ms))
    text, words = joined(pieces)
    return replace(group[0], end_ms=max(one.end_ms for one in group), text=text, words=words)
