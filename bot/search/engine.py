"""The search core's doors: text into an index, a query into hits, a clip's words to where they stand now."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from bot.model import Cue, EpisodeIndex, Hit, PassageDraft, Scope
from bot.ports import Index, Snapshot
from bot.search.amend import amended, corrections_near, with_amended
from bot.search.grams import PASSAGE_UNITS, postings_of
from bot.search.heard import Heard
from bot.search.literal import VERY_WORDS, found_literally
from bot.search.lookup import candidates, grams_in
from bot.search.merging import merged, widened
from bot.search.permitted import Permitted
from bot.search.present import hits_of, ordered
from bot.search.query import asked_about, plan
from bot.search.rank import rank
from bot.search.sought import sought
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
    ranked = max(limit, RANKED)
    found = [_found(snapshot, each, scope, wanted.speakers, ranked) for each in wanted.alternatives]
    return (found[0] if len(found) == 1 else merged(found))[:limit]


def _found(
    snapshot: Snapshot, alternative: Alternative, scope: Scope, speakers: frozenset[str], limit: int
) -> tuple[Hit, ...]:
    if alternative.shows is not None:
        scope = replace(scope, shows=scope.shows & alternative.shows)
    if not scope.shows:
        return ()
    spoken = snapshot.spoken_by(speakers, scope) if speakers else None
    # The first of phrases that are all there is to find is the hit; it is near itself.
    near = alternative.phrases[1:] if alternative.is_literal else alternative.phrases
    index: Index = snapshot
    if near or alternative.without or spoken is not None:
        away = [sought(words) for words in alternative.without]
        index = Permitted(snapshot, scope, [sought(words) for words in near], away, spoken)
    if alternative.is_literal:
        hits = found_literally(snapshot, index, alternative.phrases[0], scope, limit)
        if corrected := _corrected_places(snapshot, index, alternative.phrases[0], scope, limit):
            hits = ordered((*hits, *corrected))
    else:
        texts = dict.fromkeys((alternative.text, alternative.rest))
        ranked = [_ranked(snapshot, index, text, scope, limit) for text in texts]
        hits = ranked[0] if len(ranked) == 1 else merged(ranked)
    about = asked_about(alternative.text)
    hits = tuple(replace(hit, about=about, alias=alternative.alias) for hit in hits)
    return widened(hits) if alternative.widened else hits


def _ranked(snapshot: Snapshot, index: Index, text: str, scope: Scope, limit: int) -> tuple[Hit, ...]:
    query = plan(text)
    if query is None:
        return ()
    found = candidates(index, query, scope)
    matches = rank(index, query, found, limit=limit)
    return hits_of(snapshot, query, with_amended(snapshot, index, query, found, scope, matches), scope)


def _corrected_places(snapshot: Snapshot, index: Index, words: str, scope: Scope, limit: int) -> Iterable[Hit]:
    """Where these very words are the right ones."""
    query = plan(words)
    near = corrections_near(snapshot, (gram.gram for gram in grams_in(query)), scope) if query else ()
    if query is None or not near:
        return ()
    matches = amended(snapshot, index, query, candidates(index, query, scope), near, limit=limit)
    return [hit for hit in hits_of(snapshot, query, matches, scope) if hit.tier in VERY_WORDS]


def locate(words: str, cues: Sequence[Cue], near_ms: int) -> tuple[int, int] | None:
    """Where exactly these words stand in the cues, as `[start_ms, end_ms)`; the nearest to `near_ms` if often.

    Case, width, spaces and punctuation do not matter, nor how the words are cut into cues.
    """
    spots = Heard(cues).spots(words)
    nearest = min(spots, key=lambda spot: abs(spot.start_ms - near_ms), default=None)
    return (nearest.start_ms, nearest.end_ms) if nearest else None
