"""The search core's doors: text into an index, a query into hits, a clip's words to where they stand now."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from bot.model import Cue, EpisodeIndex, Hit, PassageDraft, Scope, ShowId
from bot.ports import Index, Snapshot
from bot.search.amend import amended, corrections_near
from bot.search.asides import behind_the_show, with_asides
from bot.search.finding import find
from bot.search.grams import PASSAGE_UNITS, postings_of
from bot.search.heard import Heard
from bot.search.literal import VERY_WORDS, found_literally
from bot.search.lookup import candidates, grams_in
from bot.search.merging import merged, widened
from bot.search.packing import pack_row
from bot.search.patience import Patience
from bot.search.permitted import Permitted
from bot.search.present import hits_of, ordered
from bot.search.query import LONGEST_UNITS, asked_about, plan
from bot.search.slips import mended
from bot.search.sought import Finder, sought
from bot.search.thesaurus import dictionary
from bot.search.units import Sounds, Surfaces, units_of
from bot.search.wanted import Alternative, Wanted, plainly

SHORTEST_UNITS = 16
"""Of each of several alternatives this much is read at least, four seconds of speech; together as much as of one."""
RANKED = 50
"""Scenes that are ranked and told apart by tier."""
INDEX_FORMAT = 3
"""Rises with every change of what `index_episode` makes: an older index is built anew, see `bot.reindexing`."""


def warm_up() -> None:
    """Read what the first question would wait half a second for, and slipped pinyin a third. Never on the loop."""
    dictionary()
    mended("pinyin")


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
    starts = range(0, len(sounds), PASSAGE_UNITS)
    counts = [min(PASSAGE_UNITS, len(sounds) - start) for start in starts]
    packed = pack_row(sounds, surfaces, np.array(counts, np.int64))
    passages = tuple(PassageDraft(*each) for each in zip(starts, counts, packed, strict=True))
    return EpisodeIndex(passages, cue_first_units, grams, ordinals, INDEX_FORMAT)


def search(
    snapshot: Snapshot, wanted: Wanted | str, scope: Scope, *, limit: int = 50, patience: Patience | None = None
) -> tuple[Hit, ...]:
    """The places of the scope where what is wanted was said, best first, hits of one scene merged.

    Args:
        snapshot: the library.
        wanted: what to look for; a text is looked for as it is.
        scope: where.
        limit: hits at most.
        patience: ends what could be left out: further alternatives, and guesses at what else was meant.
    """
    if isinstance(wanted, str):
        wanted = plainly(wanted)
    if not scope.shows:
        return ()
    # As many are ranked whatever is asked for: tiers are told after ranking, and the order must not hang on the limit.
    # What is brief has no further pages.
    patience = patience or Patience()
    ranked = limit if patience.brief else max(limit, RANKED)
    longest = max(LONGEST_UNITS // max(len(wanted.alternatives), 1), SHORTEST_UNITS)
    look = _Look(snapshot, scope, wanted.speakers, ranked, patience, longest)
    found: list[tuple[Hit, ...]] = []
    for each in wanted.alternatives:
        if not found or patience.lasts():
            found.append(look.found(each, is_only=len(wanted.alternatives) == 1))
    hits = found[0] if len(found) == 1 else merged(found)
    return behind_the_show(with_asides(snapshot, hits))[:limit]


class _Look:
    """One search: every alternative is looked for in the same way.

    Args:
        snapshot: the library.
        scope: where.
        speakers: who has to have said it; empty for anybody.
        limit: hits at most for each alternative.
        patience: of the search.
        longest: units that are read of each alternative, in all ways in which it is looked for together.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        scope: Scope,
        speakers: frozenset[str],
        limit: int,
        patience: Patience,
        longest: int,
    ) -> None:
        self._snapshot = snapshot
        self._scope = scope
        self._speakers = speakers
        self._spoken = snapshot.spoken_by(speakers, scope) if speakers else None
        self._limit = limit
        self._patience = patience
        self._longest = longest
        self._finder = Finder(snapshot)

    def found(self, alternative: Alternative, *, is_only: bool) -> tuple[Hit, ...]:
        """The hits of an alternative.

        Words beside a phrase are a sentence around it or said near it in any order: both are looked for where there
        is time, the second where there are other alternatives.
        """
        if alternative.shows is not None:
            return self._within(alternative.shows).found(replace(alternative, shows=None), is_only=is_only)
        if not self._scope.shows:
            return ()
        index = self._index(alternative)
        if alternative.is_literal:
            phrase = alternative.phrases[0]
            hits = found_literally(self._snapshot, index, self._finder, phrase, self._scope, self._limit)
            if corrected := self._corrected(index, phrase):
                hits = ordered((*hits, *corrected))
        else:
            texts = dict.fromkeys((alternative.text, alternative.rest) if is_only else (alternative.rest,))
            longest = self._longest // len(texts)
            ranked = [
                self._ranked(index, text, longest)
                for nth, text in enumerate(texts)
                if not nth or self._patience.lasts()
            ]
            hits = ranked[0] if len(ranked) == 1 else merged(ranked)
        about = asked_about(alternative.text)
        hits = tuple(replace(hit, about=about, alias=alternative.alias) for hit in hits)
        return widened(hits) if alternative.widened else hits

    def _within(self, shows: frozenset[ShowId]) -> "_Look":
        """The same search in these of its shows."""
        scope = replace(self._scope, shows=self._scope.shows & shows)
        return _Look(self._snapshot, scope, self._speakers, self._limit, self._patience, self._longest)

    def _corrected(self, index: Index, words: str) -> Iterable[Hit]:
        """Where these very words are the right ones."""
        query = plan(words)
        near = corrections_near(self._snapshot, (gram.gram for gram in grams_in(query)), self._scope) if query else ()
        if query is None or not near:
            return ()
        found = candidates(index, query, self._scope)
        matches = amended(self._snapshot, index, query, found, near, limit=self._limit)
        return [hit for hit in hits_of(self._snapshot, query, matches, self._scope) if hit.tier in VERY_WORDS]

    def _index(self, alternative: Alternative) -> Index:
        # The first of phrases that are all there is to find is the hit itself.
        near = alternative.phrases[1:] if alternative.is_literal else alternative.phrases
        if not (near or alternative.without or self._spoken is not None):
            return self._snapshot
        return Permitted(
            self._snapshot,
            self._scope,
            [sought(words) for words in near],
            [sought(words) for words in alternative.without],
            self._spoken,
            self._finder,
        )

    def _ranked(self, index: Index, text: str, longest: int) -> tuple[Hit, ...]:
        query = plan(text, longest=longest)
        if query is None:
            return ()
        matches = find(self._snapshot, index, query, self._scope, limit=self._limit, patience=self._patience)
        return hits_of(self._snapshot, query, matches, self._scope)


def locate(words: str, cues: Sequence[Cue], near_ms: int) -> tuple[int, int] | None:
    """Where exactly these words stand in the cues, as `[start_ms, end_ms)`; the nearest to `near_ms` if often.

    Case, width, spaces and punctuation do not matter, nor how the words are cut into cues.
    """
    spots = Heard(cues).spots(words)
    nearest = min(spots, key=lambda spot: abs(spot.start_ms - near_ms), default=None)
    return (nearest.start_ms, nearest.end_ms) if nearest else None
