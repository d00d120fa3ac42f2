"""Accepted corrections in a search: the right words are found beside what was heard.

A correction has grams of its own, by which the store finds those that a query may mean. For these the passages
around are read as if the right words had been heard, and ranked like any others: an *edition* of the episode, whose
units are numbered anew behind each correction. What matched there is then told in the units that were heard.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, compress

import numpy as np

from bot.amends import Correction, CorrectionMove, Spot, Standing
from bot.model import Candidates, Cue, EpisodeId, Passage, PassageId, PassageRun, Scope
from bot.ports import Passages, Snapshot
from bot.search.grams import PASSAGE_UNITS, Kind, grams_of
from bot.search.heard import Heard
from bot.search.packing import are_readable, pack, unpack
from bot.search.query import Plan
from bot.search.rank import MOST_OFFERED, WORTH_OFFERING, Match, rank, same_scene
from bot.search.sounds import NO_SOUND
from bot.search.spans import Speech
from bot.search.units import NO_SURFACE, Sounds, Surfaces, Units, units_of

TOUCHED = 8
"""Corrections that one query is compared with at most: each takes about a millisecond."""
FEW_GRAMS = 8
SHARED = 2
"""Grams that a correction shares with a query of more than `FEW_GRAMS`; a shorter one has no more than one to share."""
READ_AROUND = range(-3, 3)
"""Passages that are read around a correction: what the ranking looks at for one that begins in it or just before."""
NEAR_MS = 30_000
"""How far words may have moved that stand in other surroundings now."""
_REACH = {
    Kind.SURFACE: 1,
    Kind.SURFACE_BIGRAM: 2,
    Kind.SOUND_BIGRAM: 2,
}
"""Units that a gram reaches over."""


# ---------------------------------------------------------------- what the store keeps of a correction


def grams_for(right: str, lead: str, trail: str) -> frozenset[int]:
    """The grams of the right words where they stand, those across their borders included."""
    units = units_of(lead + right + trail)
    own = np.flatnonzero((units.starts >= len(lead)) & (units.starts < len(lead) + len(right)))
    found: set[int] = set()
    if len(own):
        for kind, (grams, positions) in grams_of(units.sounds, units.surfaces).items():
            if kind is Kind.SURFACE and len(own) > 1:
                continue  # Single characters stand in too many queries.
            reaches = (positions <= own[-1]) & (positions + _REACH[kind] > own[0])
            found.update(grams[reaches].tolist())
    return frozenset(found)


def moves_of(corrections: Sequence[Correction], cues: Sequence[Cue]) -> tuple[CorrectionMove, ...]:
    """What becomes of corrections in a new version or index of their episode. Reads all of it: never on the loop."""
    heard = Heard(cues) if corrections else None
    return tuple(_move(correction, heard) for correction in corrections if heard)


def _move(correction: Correction, heard: Heard) -> CorrectionMove:
    grams = grams_for(correction.right, correction.lead, correction.trail)
    near_ms = correction.spot.start_ms
    for lead, trail in ((correction.lead, correction.trail), (correction.lead, ""), ("", correction.trail)):
        if not (lead or trail):
            continue
        # Both at once where the right words hold the heard ones: the longer of them says more.
        right = _nearest(heard.whole(correction.right, lead, trail), near_ms)
        spot = _nearest(heard.whole(correction.heard, lead, trail), near_ms)
        if right or spot:
            return _moved(correction, spot, right, grams)
    right, spot = (
        _nearest([each for each in heard.whole(words) if abs(each.start_ms - near_ms) <= NEAR_MS], near_ms)
        for words in (correction.right, correction.heard)
    )
    return _moved(correction, spot, right, grams)


def _moved(correction: Correction, spot: Spot | None, right: Spot | None, grams: frozenset[int]) -> CorrectionMove:
    if right and (spot is None or len(correction.right) > len(correction.heard)):
        return CorrectionMove(correction.id, Standing.SETTLED, None, grams)
    return CorrectionMove(correction.id, Standing.STANDS if spot else Standing.SLEEPS, spot, grams)


def _nearest(spots: Iterable[Spot], near_ms: int) -> Spot | None:
    return min(spots, key=lambda spot: abs(spot.start_ms - near_ms), default=None)


# ---------------------------------------------------------------- an episode as its corrections have it


@dataclass(frozen=True, slots=True)
class Splice:
    """A correction in the edition of its episode.

    Attributes:
        first, end: the heard units that it replaces.
        at: the edition's unit that its own first one is.
        units: of the right words.
    """

    first: int
    end: int
    at: int
    right: str
    units: Units

    @property
    def stop(self) -> int:
        """The edition's first unit behind it."""
        return self.at + len(self.units)

    def in_place_of(self, surfaces: Surfaces) -> tuple[Sounds, Surfaces]:
        """The sounds and surfaces of the right words; blank where the heard ones are, as they may not be found."""
        if surfaces.any():
            return self.units.sounds, self.units.surfaces
        return np.full_like(self.units.sounds, NO_SOUND), np.full_like(self.units.surfaces, NO_SURFACE)


@dataclass(frozen=True, slots=True)
class Edition:
    """An episode's accepted corrections, in order and disjoint: of two that meet the first one counts."""

    splices: tuple[Splice, ...]

    def heard(self, unit: int) -> range:
        """The heard units that one of the edition stands for."""
        shift = 0
        for splice in self.splices:
            if unit < splice.at:
                break
            if unit < splice.stop:
                return range(splice.first, splice.end)
            shift = splice.end - splice.stop
        return range(unit + shift, unit + shift + 1)

    def corrects(self, unit: int) -> bool:
        """Whether this unit of the edition is of a correction."""
        return any(splice.at <= unit < splice.stop for splice in self.splices)

    def text(self, speech: Speech, first: int, end: int) -> str:
        """The words of the edition's units `[first, end)`."""
        parts = []
        for splice in self.splices:
            if splice.stop <= first or splice.at >= end:
                continue
            if first < splice.at:
                parts.append(self._heard_text(speech, first, splice.at))
            low, high = max(first - splice.at, 0), min(end, splice.stop) - splice.at
            parts.append(splice.right[splice.units.starts[low] : splice.units.ends[high - 1]])
            first = splice.stop
        if first < end:
            parts.append(self._heard_text(speech, first, end))
        return " ".join(parts)

    def _heard_text(self, speech: Speech, first: int, end: int) -> str:
        return speech.words(self.heard(first).start, self.heard(end - 1).stop)

    def passage(self, passage: Passage) -> Passage:
        """A passage as the edition has it; a correction across its end is its own, one across its start is not."""
        sounds, surfaces = unpack(passage.units)
        begin = passage.first_unit
        end = begin + passage.unit_count
        pieces: list[tuple[Sounds, Surfaces]] = []
        at, first = begin, begin
        for splice in self.splices:
            if splice.end <= begin:
                first = begin + splice.stop - splice.end
            elif splice.first < begin:
                at, first = min(splice.end, end), splice.stop
            elif splice.first < end:
                pieces.append((sounds[at - begin : splice.first - begin], surfaces[at - begin : splice.first - begin]))
                pieces.append(splice.in_place_of(surfaces[splice.first - begin : splice.end - begin]))
                at = min(splice.end, end)
        pieces.append((sounds[at - begin :], surfaces[at - begin :]))
        both = [np.concatenate(rows) for rows in zip(*pieces, strict=True)]
        return Passage(passage.id, passage.episode_id, first, len(both[0]), pack(*both))


def edition_of(corrections: Iterable[Correction]) -> Edition:
    """The edition that these corrections of one episode make."""
    splices: list[Splice] = []
    for each in sorted(corrections, key=lambda each: (each.spot.first_unit, each.id)):
        last = splices[-1] if splices else None
        if last is None or each.spot.first_unit >= last.end:
            shift = last.stop - last.end if last else 0
            units = units_of(each.right)
            splices.append(
                Splice(each.spot.first_unit, each.spot.end_unit, each.spot.first_unit + shift, each.right, units)
            )
    return Edition(tuple(splices))


# ---------------------------------------------------------------- searching it


@dataclass(frozen=True, slots=True)
class AmendedMatch(Match):
    """A match that holds right words.

    Attributes:
        edition: of its episode.
        first, last: the units of the edition that matched.
    """

    edition: Edition
    first: int
    last: int

    def texts(self, speech: Speech) -> tuple[str, str]:
        """All of the edition from its first unit to its last; and with one more on either side."""
        said = self.edition.text(speech, self.first, self.last + 1)
        return said, self.edition.text(speech, max(self.first - 1, 0), self.last + 2)


@dataclass(frozen=True, slots=True)
class _Pages:
    """The passages of the editions: where the ranking reads."""

    by_id: Mapping[PassageId, Passage]

    def passages(self, ids: Collection[PassageId]) -> Sequence[Passage]:
        return [self.by_id[each] for each in sorted(ids) if each in self.by_id]


Near = Sequence[tuple[PassageRun, Correction]]
"""Corrections that a query may mean, each with the passages of its episode."""


def corrections_near(snapshot: Snapshot, grams: Iterable[int], scope: Scope) -> Near:
    """The accepted corrections that share grams with a query, those that share the most."""
    wanted = list(grams)
    least = SHARED if len(wanted) > FEW_GRAMS else 1
    return snapshot.corrections_like(wanted, scope, least=least, limit=TOUCHED)


def with_amended(
    snapshot: Snapshot, index: Passages, query: Plan, found: Candidates, scope: Scope, matches: Sequence[Match]
) -> Sequence[Match]:
    """Matches of what was heard together with those of accepted corrections, one for each scene, in order."""
    near = corrections_near(snapshot, found.frequencies, scope)
    if not near:
        return matches
    corrected = amended(snapshot, index, query, found, near, limit=len(matches) + TOUCHED)
    best = matches[0].score if matches else 0.0
    worth = [each for each in corrected if each.is_claimed or each.score >= best * WORTH_OFFERING]
    kept: list[Match] = []
    offered = 0
    for match in sorted(chain(matches, worth), key=lambda each: each.order):
        is_one_too_many = not match.is_claimed and offered >= MOST_OFFERED
        if not is_one_too_many and not any(same_scene(match, other) for other in kept):
            kept.append(match)
            offered += not match.is_claimed
    return kept


def amended(
    snapshot: Snapshot, index: Passages, query: Plan, found: Candidates, near: Near, *, limit: int
) -> list[AmendedMatch]:
    """The best matches that hold right words of these corrections.

    Args:
        snapshot: the library.
        index: what of it may be found.
        query: what to look for.
        found: what was heard like it: how rare its grams are.
        near: the corrections, one at least.
        limit: matches at most.
    """
    editions = _editions(snapshot, {run.episode_id for run, _ in near})
    starts = np.unique([_passage_of(run, correction) for run, correction in near])
    ids = np.union1d(starts, starts - 1)
    around = {PassageId(int(start) + step) for start in starts for step in READ_AROUND}
    read = [passage for passage in index.passages(around) if passage.episode_id in editions]
    counts = np.array([passage.unit_count for passage in read], np.int64)
    readable = are_readable([passage.units for passage in read], counts)
    pages = _Pages({passage.id: editions[passage.episode_id].passage(passage) for passage in compress(read, readable)})
    same = Candidates(
        ids, np.ones(len(ids), np.int64), np.zeros(len(ids), np.int64), found.frequencies, found.passage_count
    )
    ranked = rank(pages, query, same, limit=limit)
    return [_told(match, editions[match.episode]) for match in ranked if _holds(match, editions[match.episode])]


def _editions(snapshot: Snapshot, episodes: Collection[EpisodeId]) -> Mapping[EpisodeId, Edition]:
    corrections: dict[EpisodeId, list[Correction]] = {}
    for episode, correction in snapshot.corrections_in(episodes):
        corrections.setdefault(episode, []).append(correction)
    return {episode: edition_of(its) for episode, its in corrections.items()}


def _passage_of(run: PassageRun, correction: Correction) -> int:
    return run.first + correction.spot.first_unit // PASSAGE_UNITS


def _holds(match: Match, edition: Edition) -> bool:
    return any(map(edition.corrects, match.units))


def _told(match: Match, edition: Edition) -> AmendedMatch:
    """The match in the units that were heard."""
    units = sorted(set(chain.from_iterable(map(edition.heard, match.units))))
    return AmendedMatch(
        match.episode,
        match.aligned,
        match.said,
        match.asked,
        match.length,
        match.score,
        tuple(units),
        match.reading,
        (),
        edition,
        match.units[0],
        match.units[-1],
    )
