"""What of an episode makes a clip by itself: whole cues of some seconds, or a portion of a cue that is longer."""

from collections.abc import Sequence
from random import Random

from bot.model import Cue, Episode, PlacedCue
from bot.ports import Snapshot

MIN_RANDOM_MS = 10_000
MAX_RANDOM_MS = 30_000
MAX_RANDOM_CHARS = 600
"""What is spoken in 30 s fits thrice. A cue whose times are wrong may hold a whole episode."""
NEAR_PAUSE_CHARS = 24
"""How far a cut goes to a pause: five seconds of speech."""
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
    """About 20 s of a long cue, cut at pauses where they are near, its time spread evenly over its characters."""
    length, duration_ms = len(cue.text), max(cue.end_ms - cue.start_ms, 1)
    size = min(max(length * PORTION_MS // duration_ms, 1), MAX_RANDOM_CHARS)
    near = min(NEAR_PAUSE_CHARS, size // 4)
    start = chance.randrange(max(length - size, 0) + 1)
    start = _at_pause(cue.text, start, range(max(start - near, 0), min(start + near, length - 1) + 1))
    end = min(start + size, length)
    most = min(end + near, start + MAX_RANDOM_CHARS, length)
    end = _at_pause(cue.text, end, range(max(end - near, start + 1), most + 1))
    if end - start > MAX_RANDOM_CHARS:
        end = _cut_back(cue.text, start + MAX_RANDOM_CHARS)
    start_ms = cue.start_ms + duration_ms * start // length
    end_ms = cue.start_ms + duration_ms * end // length
    end_ms = min(max(end_ms, start_ms + MIN_RANDOM_MS), start_ms + MAX_RANDOM_MS)
    return start_ms, end_ms, cue.text[start:end].strip()


def _at_pause(text: str, position: int, places: Sequence[int]) -> int:
    """The place nearest to the position where a sentence begins, else a clause, else where no Latin word is cut."""
    best = max(places, key=lambda place: (_pause_before(text, place), -abs(place - position)))
    return best if _pause_before(text, best) else whole_word_at(text, position)


def _pause_before(text: str, place: int) -> int:
    """Whether a sentence begins at this place, or the text ends with one: 3; a clause: 2; the text begins or ends: 1.

    A space is a pause unless it only parts two Latin words. An ASCII mark needs one behind it, as 3.5 does not pause.
    The text of a cue of a minute may begin and end inside a word.
    """
    before = text[max(place - LONGEST_WORD, 0) : place]
    last = before.rstrip()[-1:]
    if place in (0, len(text)):
        return 3 if last and last in "。？！….?!" else 1
    if text[place].isspace() or not last:
        return 0
    is_apart = before[-1].isspace()
    if last in "。？！…" or (is_apart and last in ".?!"):
        return 3
    is_clause = last in "，；：、" or (is_apart and (last in ",;:" or not (last.isascii() and text[place].isascii())))
    return 2 if is_clause else 0


def whole_word_at(text: str, position: int) -> int:
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
