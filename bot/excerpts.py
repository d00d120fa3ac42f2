"""What of an episode makes a clip by itself: whole cues of some seconds, or a portion of a cue that is longer."""

from random import Random

from bot.model import Cue, Episode, PlacedCue
from bot.ports import Snapshot

MIN_RANDOM_MS = 10_000
MAX_RANDOM_MS = 30_000
MAX_RANDOM_CHARS = 600
"""What is spoken in 30 s fits thrice. A cue whose times are wrong may hold a whole episode."""
LONGEST_WORD = 40
"""Letters of a Latin word that no cut goes through."""
PORTION_MS = 20_000
"""How much of a cue is taken that is longer than a clip may be."""


def excerpt(snapshot: Snapshot, episode: Episode, first: PlacedCue, chance: Random) -> tuple[int, int, str]:
    """Start and end in ms and the words of a clip that begins at this cue, or inside it where it is long.

    It is 10 to 30 s of whole cues, less where no more follow that fit; or 20 s by chance of a cue that is longer. It
    never has more than `MAX_RANDOM_CHARS`.
    """
    start_ms, end_ms = first.cue.start_ms, first.cue.end_ms
    if end_ms - start_ms > MAX_RANDOM_MS or len(first.cue.text) > MAX_RANDOM_CHARS:
        return _portion(first.cue, chance)
    words = [first.cue.text]
    room = MAX_RANDOM_CHARS - len(first.cue.text)
    for placed in snapshot.cues_between(episode.id, end_ms, start_ms + MAX_RANDOM_MS):
        if end_ms - start_ms >= MIN_RANDOM_MS or placed.cue.end_ms - start_ms > MAX_RANDOM_MS:
            break
        if placed.ordinal > first.ordinal:
            room -= len(placed.cue.text) + 1
            if room < 0:
                break
            end_ms = max(end_ms, placed.cue.end_ms)
            words.append(placed.cue.text)
    return start_ms, end_ms, " ".join(words)


def _portion(cue: Cue, chance: Random) -> tuple[int, int, str]:
    """About 20 s of a long cue, cut where no Latin word or number is, its time spread evenly over its characters."""
    length, duration_ms = len(cue.text), max(cue.end_ms - cue.start_ms, 1)
    size = min(max(length * PORTION_MS // duration_ms, 1), MAX_RANDOM_CHARS)
    start = _cut(cue.text, chance.randrange(max(length - size, 0) + 1))
    end = _cut(cue.text, min(start + size, length))
    if end - start > MAX_RANDOM_CHARS:
        end = _cut_back(cue.text, start + MAX_RANDOM_CHARS)
    start_ms = cue.start_ms + duration_ms * start // length
    end_ms = cue.start_ms + duration_ms * end // length
    end_ms = min(max(end_ms, start_ms + MIN_RANDOM_MS), start_ms + MAX_RANDOM_MS)
    return start_ms, end_ms, cue.text[start:end].strip()


def _cut(text: str, position: int) -> int:
    """The first place from `position` on where a cut goes through no Latin word or number, unless that is endless."""
    places = range(position, min(position + LONGEST_WORD, len(text)) + 1)
    return next((place for place in places if not _is_inside_word(text, place)), position)


def _cut_back(text: str, position: int) -> int:
    """The last place up to `position` where a cut goes through no Latin word or number, unless that is endless."""
    places = range(position, max(position - LONGEST_WORD, 0), -1)
    return next((place for place in places if not _is_inside_word(text, place)), position)


def _is_inside_word(text: str, position: int) -> bool:
    return 0 < position < len(text) and _is_latin(text[position - 1]) and _is_latin(text[position])


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()
