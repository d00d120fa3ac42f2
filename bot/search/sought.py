"""Words that are looked for letter for letter: the passages that hold them, and where in a stream they stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bot.model import EpisodeId, Scope, UnitRun
from bot.ports import Index, Snapshot
from bot.search.fold import deep_key, fold_text, is_han
from bot.search.grams import OVERLAP_UNITS, Kind, grams_of
from bot.search.present import cuts_a_word
from bot.search.sounds import NO_SOUND
from bot.search.spans import Speech, speak_all
from bot.search.units import Surfaces, surface_of, units_of
from bot.search.windows import Positions, Stream

MOST_READ = 60
"""Units of the words that are compared in the index; what is left of longer ones is compared in the transcript."""
MOST_VERIFIED = 200
"""Places of one search whose transcript is read to tell a car from a carpet; beyond these the syllables have to do."""
_SAME = {surface_of("两"): surface_of("二"), surface_of("〇"): surface_of("零")}
"""Characters that `deep_key` takes for a digit, as the digit's own surface."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Words that are looked for letter for letter.

    Attributes:
        deep: as `deep_key` has them.
        ways: how their first `MOST_READ` units may be written: shape (n,) each, the first with numerals alike.
        count: how many units they have.
        by_letter: whether the units do not settle it: a Latin word may go on, and its hash may be another's.
    """

    deep: str
    ways: tuple[Surfaces, ...]
    count: int
    by_letter: bool


def sought(words: str) -> Sought:
    """Make ready to look for these words."""
    typed = units_of(words).surfaces
    read = typed[:MOST_READ]
    alike = _alike(read)
    ways = [alike, read, *(np.where(alike == digit, np.uint16(other), alike) for other, digit in _SAME.items())]
    settled = all(is_han(letter) or letter in "0123456789" for letter in fold_text(words)[0] if letter.isalnum())
    different = {way.tobytes(): way for way in ways}
    return Sought(deep_key(words), tuple(different.values()), len(typed), not settled or len(typed) > len(read))


def holders(index: Index, words: Sought, scope: Scope) -> Positions:
    """The passages of the scope that the words may begin in, rising: those that have all of their first grams."""
    found = []
    for way in words.ways:
        grams, positions = grams_of(np.full(len(way), NO_SOUND, np.uint16), way)[
            Kind.SURFACE_BIGRAM if len(way) > 1 else Kind.SURFACE
        ]
        found.append(index.holders(np.unique(grams[positions <= OVERLAP_UNITS]).tolist(), scope))
    return found[0] if len(found) == 1 else np.unique(np.concatenate(found))


@dataclass(frozen=True, slots=True)
class Places:
    """Where words stand in a stream, in its order.

    Attributes:
        rows: shape (n,), where they begin in the stream's row.
        episodes, firsts: shape (n,), the episode and its unit that they begin with.
    """

    rows: Positions
    episodes: Positions
    firsts: Positions

    def __iter__(self) -> Iterator[tuple[EpisodeId, int]]:
        """Episode and first unit of each."""
        return zip(map(EpisodeId, self.episodes.tolist()), self.firsts.tolist(), strict=True)

    def __getitem__(self, kept: Sequence[bool]) -> "Places":
        chosen = np.array(kept, np.bool_)
        return Places(self.rows[chosen], self.episodes[chosen], self.firsts[chosen])


class Finder:
    """Finds words in the streams of one search.

    Args:
        snapshot: whose words are read where the units do not settle it.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._stands: dict[tuple[str, EpisodeId, int], bool] = {}

    def places(self, words: Sought, stream: Stream) -> Places:
        """Where the words stand in the stream."""
        found = places(words, stream)
        if not words.by_letter:
            return found
        keys = [(words.deep, episode, first) for episode, first in found]
        unread = list(dict.fromkeys(key for key in keys if key not in self._stands))
        if unread and len(self._stands) + len(unread) <= MOST_VERIFIED:
            read = self._read(words, [UnitRun(episode, first, first + words.count) for _, episode, first in unread])
            self._stands.update(zip(unread, read, strict=True))
        return found[[self._stands.get(key, True) for key in keys]]

    def _read(self, words: Sought, runs: Sequence[UnitRun]) -> Iterator[bool]:
        """For each of these places whether the words stand there, letter for letter."""
        wider = [UnitRun(run.episode_id, max(run.first - 1, 0), run.end + 1) for run in runs]
        cues = self._snapshot.cues_at_each(wider)
        different = {
            (run.episode_id, cue.ordinal): cue for run, several in zip(wider, cues, strict=True) for cue in several
        }
        spoken = dict(zip(different, speak_all(tuple(different.values())), strict=True))
        for run, around, several in zip(runs, wider, cues, strict=True):
            speech = Speech([spoken[run.episode_id, cue.ordinal] for cue in several])
            heard = speech.words(run.first, run.end)
            yield deep_key(heard) == words.deep and not cuts_a_word(speech.words(around.first, around.end), heard)


def _alike(surfaces: Surfaces) -> Surfaces:
    for other, digit in _SAME.items():
        surfaces = np.where(surfaces == other, np.uint16(digit), surfaces)
    return surfaces


def places(words: Sought, stream: Stream) -> Places:
    """Where the first units of the words stand in the stream, inside one unbroken stretch."""
    alike, wanted = _alike(stream.surfaces), words.ways[0]
    rows = np.arange(max(len(alike) - len(wanted), 0) if words.count else 0)
    for at, surface in enumerate(wanted.tolist()):
        rows = rows[alike[rows + at] == surface]
    passages = np.searchsorted(stream.offsets, rows, side="right") - 1
    whole = rows + len(wanted) <= stream.run_ends[passages]
    rows, passages = rows[whole], passages[whole]
    return Places(rows, stream.episodes[passages], rows - stream.offsets[passages] + stream.first_units[passages])
