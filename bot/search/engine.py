"""The search core's doors: text into an index, a query into hits, a clip's words to where they stand now."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bot.model import Cue, EpisodeIndex, Hit, PassageDraft, Scope
from bot.ports import Snapshot
from bot.search.amend import with_amended
from bot.search.grams import PASSAGE_UNITS, postings_of
from bot.search.heard import Heard
from bot.search.lookup import candidates
from bot.search.merging import merged, widened
from bot.search.present import hits_of
from bot.search.query import asked_about, plan
from bot.search.rank import rank
from bot.search.units import pack, units_of
from bot.search.wanted import Alternative, Wanted, plainly

RANKED = 50
"""Scenes that are ranked and told apart by tier."""
INDEX_FORMAT = 1
"""Rises with every change of what `index_episode` makes: an index of another format is built anew."""


def index_episode(cues: Sequence[Cue]) -> EpisodeIndex:
    """All that searching needs of an episode. Pure, about 500,000 characters a second: never on the loop."""
    rows = [units_of(cue.text) for cue in cues]
    firsts = np.cumsum([0, *map(len, rows)]).tolist()
    sounds = np.concatenate([np.zeros(0, np.uint16), *(units.sounds for units in rows)])
    surfaces = np.concatenate([np.zeros(0, np.uint16), *(units.surfaces for units in rows)])
    grams, ordinals = postings_of(sounds, surfaces)
    passages = tuple(
        PassageDraft(
            start,
            len(part := sounds[start : start + PASSAGE_UNITS]),
            pack(part, surfaces[start : start + PASSAGE_UNITS]),
        )
        for start in range(0, len(sounds), PASSAGE_UNITS)
    )
    return EpisodeIndex(passages, firsts, grams, ordinals)


def search(snapshot: Snapshot, wanted: Wanted | str, scope: Scope, *, limit: int = 50) -> tuple[Hit, ...]:
    """The places of the scope where what is wanted was said, best first, hits of one scene merged.

    Args:
        snapshot: the library.
        wanted: what to look for; a text is looked for as it is.
        scope: where.
        limit: hits at most.
    """
    if isinstance(wanted, str):
        wanted = plainly(wanted)
    if not scope.shows:
        return ()
    # As many are ranked whatever is asked for: tiers are told after ranking, and the order must not hang on the limit.
    found = [_found(snapshot, each, scope, max(limit, RANKED)) for each in wanted.alternatives]
    return (found[0] if len(found) == 1 else merged(found))[:limit]


def _found(snapshot: Snapshot, alternative: Alternative, scope: Scope, limit: int) -> tuple[Hit, ...]:
    query = plan(alternative.text)
    if alternative.shows is not None:
        scope = replace(scope, shows=scope.shows & alternative.shows)
    if query is None or not scope.shows:
        return ()
    found = candidates(snapshot, query, scope)
    matches = rank(snapshot, query, found, limit=limit)
    matches = with_amended(snapshot, query, found, scope, matches)
    hits = hits_of(snapshot, query, matches, scope)
    about = asked_about(alternative.text)
    hits = tuple(replace(hit, about=about, alias=alternative.alias) for hit in hits)
    return widened(hits) if alternative.widened else hits


def locate(words: str, cues: Sequence[Cue], near_ms: int) -> tuple[int, int] | None:
    """Where exactly these words stand in the cues, as `[start_ms, end_ms)`; the nearest to `near_ms` if often.

    Case, width, spaces and punctuation do not matter, nor how the words are cut into cues.
    """
    spots = Heard(cues).spots(words)
    nearest = min(spots, key=lambda spot: abs(spot.start_ms - near_ms), default=None)
    return (nearest.start_ms, nearest.end_ms) if nearest else None
