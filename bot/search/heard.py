"""Where words stand in an episode, letter by letter: what clips and corrections are found again by."""

from collections.abc import Sequence
from functools import cached_property

from bot.amends import Spot
from bot.model import Cue, PlacedCue
from bot.search.fold import plain_key
from bot.search.spans import Speech, speak_all
from bot.search.units import units_of

CONTEXT_UNITS = 12
"""How much on either side of a correction it is recognised by: three seconds of speech."""


class Heard:
    """The words of an episode. Case, width, spaces and punctuation do not matter, nor how they are cut into cues.

    Args:
        cues: all of the episode.
    """

    def __init__(self, cues: Sequence[Cue]) -> None:
        placed, first = [], 0
        for ordinal, cue in enumerate(cues):
            count = len(units_of(cue.text))
            placed.append(PlacedCue(ordinal, cue, first, count))
            first += count
        self._unit_count = first
        self._cues = placed

    @cached_property
    def _speech(self) -> Speech:
        return Speech(speak_all(self._cues))

    @cached_property
    def _letters(self) -> tuple[str, list[tuple[int, int]]]:
        """The letters in one row, and for each the first and the last unit of its character."""
        text, offsets = self._speech.text(0, self._unit_count)
        # A character may hold several units, such as ㎏, and a unit several characters.
        first: dict[int, int] = {}
        last: dict[int, int] = {}
        for unit, (start, end) in offsets.items():
            for at in range(start, end):
                first.setdefault(at, unit)
                last[at] = unit
        letters = [(letter, at) for at, character in enumerate(text) for letter in plain_key(character)]
        return "".join(letter for letter, _ in letters), [(first[at], last[at]) for _, at in letters]

    def spots(self, words: str, lead: str = "", trail: str = "") -> list[Spot]:
        """Each place where these words stand, between `lead` and `trail` where there are any, in order."""
        key, ahead = plain_key(words), plain_key(lead)
        if not key or not self._unit_count:
            return []
        whole = ahead + key + plain_key(trail)
        stream, units = self._letters
        spots, begin = [], stream.find(whole)
        while begin >= 0:
            first, _ = units[begin + len(ahead)]
            _, last = units[begin + len(ahead) + len(key) - 1]
            spots.append(self.spot(first, last - first + 1))
            begin = stream.find(whole, begin + 1)
        return spots

    def spot(self, first_unit: int, unit_count: int) -> Spot:
        """These units and when they are said."""
        last = first_unit + unit_count - 1
        return Spot(self._speech.start_ms(first_unit), self._speech.end_ms(last), first_unit, unit_count)

    def text(self, spot: Spot) -> tuple[str, dict[int, tuple[int, int]]]:
        """The words of a place as they were written, and where each unit stands in them."""
        return self._speech.text(spot.first_unit, spot.end_unit)

    def whole(self, words: str, lead: str = "", trail: str = "") -> list[Spot]:
        """The same, without those where a Latin word or a number goes on on either side."""
        return [spot for spot in self.spots(words, lead, trail) if not _goes_on(*self.around(spot))]

    def around(self, spot: Spot) -> tuple[str, str, str]:
        """The words before a place, in it and behind it, as they were written."""
        first, end = max(spot.first_unit - CONTEXT_UNITS, 0), min(spot.end_unit + CONTEXT_UNITS, self._unit_count)
        text, offsets = self._speech.text(first, end)
        begin, stop = offsets[spot.first_unit][0], offsets[spot.end_unit - 1][1]
        return text[:begin], text[begin:stop], text[stop:]


def _goes_on(lead: str, words: str, trail: str) -> bool:
    return any(map(_is_inside, (lead[-1:] + words[:1], words[-1:] + trail[:1])))


def _is_inside(border: str) -> bool:
    return len(border) > 1 and border.isascii() and border.isalnum()
