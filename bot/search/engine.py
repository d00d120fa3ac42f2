"""The search core's doors: text into an index, a query into hits, a clip's words to where they stand now."""

from collections.abc import Sequence

import numpy as np

from bot.model import Cue, EpisodeIndex, Hit, PassageDraft, PlacedCue, Scope
from bot.ports import Snapshot
from bot.search.fold import plain_key
from bot.search.grams import PASSAGE_UNITS, postings_of
from bot.search.lookup import candidates
from bot.search.present import hits_of
from bot.search.query import plan
from bot.search.rank import rank
from bot.search.spans import Speech, speak
from bot.search.units import Sounds, Surfaces, pack, units_of

RANKED = 50
"""Scenes that are ranked and told apart by tier."""
INDEX_FORMAT = 1
"""Rises with every change of what `index_episode` makes: an older index is built anew, see `bot.reindexing`."""


def index_episode(cues: Sequence[Cue]) -> EpisodeIndex:
    """All that searching needs of an episode. Pure, about 500,000 characters a second: never on the loop."""
    rows = [units_of(cue.text) for cue in cues]
    firsts = np.cumsum([0, *map(len, rows)]).tolist()
    sounds = np.concatenate([np.zeros(0, np.uint16), *(units.sounds for units in rows)])
    surfaces = np.concatenate([np.zeros(0, np.uint16), *(units.surfaces for units in rows)])
    return index_stream(sounds, surfaces, firsts)


def index_stream(sounds: Sounds, surfaces: Surfaces, cue_first_units: Sequence[int]) -> EpisodeIndex:
    """The index of an episode whose units are read already, see `index_episode`."""
    grams, ordinals = postings_of(sounds, surfaces)
    passages = tuple(
        PassageDraft(
            start,
            len(part := sounds[start : start + PASSAGE_UNITS]),
            pack(part, surfaces[start : start + PASSAGE_UNITS]),
        )
        for start in range(0, len(sounds), PASSAGE_UNITS)
    )
    return EpisodeIndex(passages, cue_first_units, grams, ordinals, INDEX_FORMAT)


def search(snapshot: Snapshot, text: str, scope: Scope, *, limit: int = 50) -> tuple[Hit, ...]:
    """The places of the scope where `text` was said, best first, hits of one scene merged."""
    query = plan(text)
    if query is None or not scope.shows:
        return ()
    found = candidates(snapshot, query, scope)
    # As many are ranked whatever is asked for: tiers are told after ranking, and the order must not hang on the limit.
    matches = rank(snapshot, query, found, limit=max(limit, RANKED))
    return hits_of(snapshot, query, matches, scope)[:limit]


def locate(words: str, cues: Sequence[Cue], near_ms: int) -> tuple[int, int] | None:
    """Where exactly these words stand in the cues, as `[start_ms, end_ms)`; the nearest to `near_ms` if often.

    Case, width, spaces and punctuation do not matter, nor how the words are cut into cues.
    """
    placed, first = [], 0
    for ordinal, cue in enumerate(cues):
        count = len(units_of(cue.text))
        placed.append(PlacedCue(ordinal, cue, first, count))
        first += count
    key = plain_key(words)
    if not key or not placed:
        return None
    speech = Speech(tuple(map(speak, placed)))
    return min(_places(key, speech, first), key=lambda span: abs(span[0] - near_ms), default=None)


def _places(key: str, speech: Speech, unit_count: int) -> list[tuple[int, int]]:
    text, offsets = speech.text(0, unit_count)
    # A character may hold several units, such as ㎏, and a unit several characters.
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for unit, (start, end) in offsets.items():
        for at in range(start, end):
            first.setdefault(at, unit)
            last[at] = unit
    letters = [(letter, at) for at, character in enumerate(text) for letter in plain_key(character)]
    stream = "".join(letter for letter, _ in letters)
    spans, begin = [], stream.find(key)
    while begin >= 0:
        _, from_ = letters[begin]
        _, to = letters[begin + len(key) - 1]
        spans.append((speech.start_ms(first[from_]), speech.end_ms(last[to])))
        begin = stream.find(key, begin + 1)
    return spans
