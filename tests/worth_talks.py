"""Talk to be judged as clips, for tests: made up, in Mandarin without full stops and in English."""

from collections.abc import Sequence

from bot.model import Cue, PlacedCue
from bot.recognition.clauses import heard_as
from bot.worth.speech import Talk, sentences, talk_of
from bot.worth.words import Rarity

SYLLABLE_MS = 200
EVERYDAY = Rarity(100, {})
"""A show in which no word was said before, so that every word is rare."""

TEA = (
    "烏龍茶為什麼要發酵呢",
    "因為烏龍茶的葉子碰到空氣會變成紅色",
    "所以烏龍茶喝起來才會有果香",
)
"""A question about something that is named, and its answer."""


def cues(*lines: str, seconds: float = 0) -> list[Cue]:
    """A cue for each line, as long as its characters take, or as given."""
    found = []
    start_ms = 0
    for line in lines:
        length_ms = int(seconds * 1000) or SYLLABLE_MS * len(line)
        found.append(Cue(start_ms, start_ms + length_ms, line))
        start_ms += length_ms
    return found


def placed(spoken: Sequence[Cue]) -> Sequence[PlacedCue]:
    """The cues with their units counted."""
    return heard_as(spoken).cues


def talk(*lines: str, seconds: float = 0) -> Talk:
    """The talk of these lines, a cue each."""
    return talk_of(placed(cues(*lines, seconds=seconds)))


def cut(*lines: str, seconds: float = 0) -> list[str]:
    """The sentences of these lines."""
    heard = talk(*lines, seconds=seconds)
    return [heard.text[each.start : each.end] for each in sentences(heard)]
