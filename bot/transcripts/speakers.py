"""Who says what: names as people write them, one spelling for each, and names that stand before the words.

The podcast namespace has SRT name a speaker before a colon in the first card of a turn; WhisperX writes
`[SPEAKER_00]: ` before every one. A name before a colon is believed only of a file where it comes again: titles and
lists have colons too.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.names import plain_name
from bot.transcripts.transcript import Reading, TimedText, clean

MAX_NAME_CHARS = 60
"""What is longer is no name."""
RECURS = 2
"""How often a name opens a cue before it is believed."""

_BRACKETED = re.compile(r"\[([^\[\]]{1,60})\][:：]\s*")
_NAMED = re.compile(r"(?:>>\s*)?((?:[^\W\d_]|[.'’·&\-])(?:[\w.'’·&\- ]){0,38}?)\s{0,2}(?:：|:(?!//|[0-9]))\s*(?=\S)")
_TRIMMED = " \t:：,，-–—>[]()（）"
_MAX_NAME_WORDS = 4


def normalised(name: str | None) -> str | None:
    """A name as it is kept: composed, on one line, without colons and brackets around it; None where none is left.

    What recognisers say instead of names is as `bot.names` has it.
    """
    bare = clean(unicodedata.normalize("NFC", name or "")).strip(_TRIMMED)
    if not bare or len(bare) > MAX_NAME_CHARS:
        return None
    return plain_name(bare)


def named(reading: Reading) -> Reading:
    """The reading with one spelling for each speaker, the first."""
    spellings: dict[str, str] = {}
    names: dict[str | None, str | None] = {None: None}
    for written in dict.fromkeys(one.speaker for one in reading.timed):
        name = normalised(written)
        key = unicodedata.normalize("NFKC", name).casefold() if name else ""
        names[written] = spellings.setdefault(key, name) if name else None
    timed = (one if one.speaker is None else replace(one, speaker=names[one.speaker]) for one in reading.timed)
    return replace(reading, timed=tuple(timed))


def from_prefixes(reading: Reading, *, in_turns: bool = False) -> Reading:
    """The reading with names that stand before the words taken for speakers; each goes on until the next.

    For formats that have no other place for a name. A cue of two lines by two speakers stays one.

    Args:
        reading: with its texts as they stand.
        in_turns: whether each text is a turn, so that a name before half of them is a speaker's even if it comes once.
    """
    prefixes = [_prefix(one.text) for one in reading.timed]
    # The same line again is a recogniser's invention, or a song's.
    said = dict.fromkeys(one.text for one, (name, _) in zip(reading.timed, prefixes, strict=True) if name)
    counts = Counter(_prefix(text)[0] for text in said)
    recurs = 1 if in_turns and counts.total() * 2 >= len(prefixes) else RECURS
    if recurs == RECURS and not any(bracketed for _, bracketed in prefixes) and not _are_believed(counts):
        return reading
    return replace(reading, timed=tuple(_spoken(reading.timed, frozenset(n for n in counts if counts[n] >= recurs))))


def prefix_of(text: str) -> tuple[str, str] | None:
    """The name before a text and the text behind it, where a text begins like that."""
    match = _BRACKETED.match(text) or _NAMED.match(text)
    if match is None or not _is_name(match[1].split()):
        return None
    return match[1], text[match.end() :]


def _is_name(words: Sequence[str]) -> bool:
    """Whether words can be a name: one, or a few of which the first begins with a capital or has none."""
    return len(words) == 1 or (1 < len(words) <= _MAX_NAME_WORDS and not words[0][0].islower())


def _prefix(text: str) -> tuple[str, bool]:
    text = text.lstrip()
    found = prefix_of(text)
    return (normalised(found[0]) or "", text.startswith("[")) if found else ("", False)


def _are_believed(counts: Counter[str]) -> bool:
    """Whether two names come again: one alone may head a list, or be what a recogniser hears in silence."""
    return sum(count >= RECURS for count in counts.values()) > 1


def _spoken(timed: Sequence[TimedText], names: frozenset[str]) -> Iterator[TimedText]:
    speaker: str | None = None
    for one in timed:
        text = one.text.lstrip()
        name, bracketed = _prefix(text)
        found = prefix_of(text) if name and (bracketed or name in names) else None
        if found is None or one.words:
            yield replace(one, speaker=one.speaker or speaker)
            continue
        speaker = name
        yield replace(one, text=found[1], speaker=name)
