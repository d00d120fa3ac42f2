"""Correcting what a transcript heard wrong: proposed by anybody who may read it, counting once it is accepted.

A correction changes what every place reads that the show answers in. So the operator decides; the moderators of a
place do where the operator let them, show by show.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from bot.access import Access
from bot.amending import amended_clip
from bot.amends import Correction, CorrectionId, Decision, Spot, Standing
from bot.clips import END_OF_TIME_MS, KEEP_TRIES, read_id
from bot.errors import ChangedError, NotFoundError, UsageError
from bot.model import Episode, Place, PlaceKind, Scope
from bot.ports import Clock, Snapshot, Store
from bot.search.amend import grams_for
from bot.search.fold import plain_key
from bot.search.heard import Heard
from bot.search.units import units_of
from bot.withheld import Said
from bot.withholding import Withholding

MOST_UNITS = 40
"""Syllables of a correction on either side: ten seconds of speech. More is another transcript."""
MOST_CHARS = 200
MOST_WAITING = 10
"""Proposals of one person that wait at the same time."""
MOST_WAITING_IN_ALL = 500
"""Proposals of everybody that wait at the same time in the shows of a place."""
NEAR_MS = 30_000
"""How far from a time that somebody typed the words may stand."""

Change = tuple[str, str]
"""The words as heard, and the right ones."""

_ARROW = re.compile(r"\s*(?:→|⇒|->|=>|－＞|＝＞)\s*")
_NUMBER = re.compile(r"#?([0-9]{1,9})")
_TIME = re.compile(r"(?:([0-9]{1,2}):)?([0-9]{1,3}):([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Who:
    """Who corrects, and where.

    Attributes:
        asker: as `platform:user id`.
        may_manage: whether they may manage the place.
    """

    place: Place
    asker: str
    may_manage: bool = False


@dataclass(frozen=True, slots=True)
class ListedCorrection:
    """A correction.

    Attributes:
        episode: its own; None where that is not in the library at present.
        several_shows: whether it may be of another show than those beside it, so that its own has to be named.
    """

    correction: Correction
    episode: Episode | None
    several_shows: bool = True


@dataclass(frozen=True, slots=True)
class _Ready:
    """A correction that can be written."""

    correction: Correction
    episode: Episode
    grams: frozenset[int]
    several_shows: bool


class Corrections:
    """What can be done with corrections.

    Args:
        store: keeps them.
        access: draws the scope of a place.
        clock: tells when one was proposed.
        by_moderators: slugs of the shows on whose corrections the moderators of a place decide, too.
    """

    def __init__(
        self, store: Store, access: Access, clock: Clock, by_moderators: Collection[str] = frozenset()
    ) -> None:
        self._store = store
        self._access = access
        self._clock = clock
        self._by_moderators = frozenset(by_moderators)

    async def propose(self, who: Who, clip_id: str, change: Change) -> ListedCorrection:
        """Correct words of a clip; accepted at once where the proposer may decide.

        Args:
            who: proposes.
            clip_id: as a person typed it.
            change: the words as heard, and the right ones.

        Raises:
            UsageError: of `check_words`; `correction.not_heard`, `correction.several`, `correction.part`,
                `correction.known`, `correction.overlaps`, `correction.waiting` or `correction.opted_out`.
            NotFoundError: `clip.none`, or `clip.withheld` where the clip must not be shown here.
        """
        check_words(*change)

        def look(snapshot: Snapshot) -> _Ready:
            scope = self._access.scope(snapshot, who.place)
            known = read_id(clip_id)
            clip = snapshot.clip(known, scope) if known is not None else None
            if clip is None:
                raise NotFoundError("clip.none", id=clip_id.strip())
            if not Withholding(snapshot, who.place).shows(amended_clip(snapshot, clip)):
                raise NotFoundError("clip.withheld", id=clip.id)
            return self._ready(snapshot, who, scope, clip.episode, (clip.start_ms, clip.end_ms), change)

        return await self._add(look)

    async def add(self, who: Who, episode: tuple[str, str], slugs: Sequence[str], change: Change) -> ListedCorrection:
        """Correct words of an episode near a time.

        Args:
            who: as for `propose`.
            episode: its stem, and a time such as `26:48`; any where it has no times.
            slugs: the show, where several have such an episode; empty for any.
            change: the words as heard, and the right ones.

        Raises:
            UsageError: as for `propose`; `correction.time`, `correction.which_show`.
            NotFoundError: `show.none`, `correction.no_episode`.
        """
        stem, typed = episode
        near_ms = read_time(typed)
        check_words(*change)

        def look(snapshot: Snapshot) -> _Ready:
            scope = self._access.asked_scope(snapshot, who.place, slugs)
            found = [each for each in snapshot.episodes(scope) if each.stem == stem]
            if not found:
                raise NotFoundError("correction.no_episode", stem=stem)
            if len(found) > 1:
                raise UsageError("correction.which_show", stem=stem)
            near = (0, END_OF_TIME_MS) if found[0].untimed else (near_ms - NEAR_MS, near_ms + NEAR_MS)
            return self._ready(snapshot, who, scope, found[0], near, change)

        return await self._add(look)

    async def list(self, place: Place, slugs: Sequence[str] = ()) -> tuple[ListedCorrection, ...]:
        """The corrections of the shows that may answer here: first those that wait, by age, then by show and time.

        Those of words that must not be shown are the operator's only.

        Raises:
            NotFoundError: `show.none` for a slug that is no show here.
        """

        def look(snapshot: Snapshot) -> tuple[ListedCorrection, ...]:
            scope = self._access.asked_scope(snapshot, place, slugs)
            found = sorted(
                snapshot.corrections(scope),
                key=lambda each: each.id if each.decision is Decision.PROPOSED else END_OF_TIME_MS,
            )
            listed = [_listed(snapshot, scope, each) for each in found]
            withholding = Withholding(snapshot, place)
            return tuple(each for each in listed if place.kind is PlaceKind.OPERATOR or _may_be_read(each, withholding))

        return await self._store.read(look)

    async def decide(self, who: Who, typed: str, decision: Decision) -> ListedCorrection:
        """Accept or reject a correction.

        Args:
            who: decides.
            typed: its number.
            decision: what is decided.

        Raises:
            UsageError: `correction.which`, `correction.operator`, `correction.overlaps`.
            NotFoundError: `correction.none`.
        """
        listed = await self._store.read(lambda snapshot: self._chosen(snapshot, who, typed, decision))
        if not await self._store.decide_correction(listed.correction.id, decision):
            raise NotFoundError("correction.none", id=typed.strip())
        return replace(listed, correction=replace(listed.correction, decision=decision))

    async def remove(self, who: Who, typed: str) -> ListedCorrection:
        """Delete a correction; what it was.

        Raises:
            UsageError: `correction.which`, `correction.operator`.
            NotFoundError: `correction.none`.
        """
        listed = await self._store.read(lambda snapshot: self._chosen(snapshot, who, typed))
        if not await self._store.remove_correction(listed.correction.id):
            raise NotFoundError("correction.none", id=typed.strip())
        return listed

    async def _add(self, look: Callable[[Snapshot], _Ready]) -> ListedCorrection:
        """Read and write; once more where an import replaces the episode meanwhile."""
        left = KEEP_TRIES
        while True:
            left -= 1
            ready = await self._store.read(look)
            try:
                id_ = await self._store.add_correction(ready.correction, ready.episode.id, ready.grams)
            except ChangedError:
                if not left:
                    raise
            else:
                return ListedCorrection(replace(ready.correction, id=id_), ready.episode, ready.several_shows)

    def _may_decide(self, who: Who, show_slug: str) -> bool:
        return who.place.kind is PlaceKind.OPERATOR or (who.may_manage and show_slug in self._by_moderators)

    def _chosen(self, snapshot: Snapshot, who: Who, typed: str, decision: Decision | None = None) -> ListedCorrection:
        """The correction with this number, which they may decide on."""
        number = _NUMBER.fullmatch(typed.strip())
        if number is None:
            raise UsageError("correction.which")
        scope = self._access.scope(snapshot, who.place)
        found = next((each for each in snapshot.corrections(scope) if each.id == int(number[1])), None)
        if found is None:
            raise NotFoundError("correction.none", id=typed.strip())
        if not self._may_decide(who, found.show_slug):
            raise UsageError("correction.operator")
        if decision is Decision.ACCEPTED:
            others = snapshot.corrections_of(found.show_slug, found.stem)
            _check_apart(found.spot, [each for each in others if each.id != found.id])
        return _listed(snapshot, scope, found)

    def _ready(
        self,
        snapshot: Snapshot,
        who: Who,
        scope: Scope,
        episode: Episode,
        span_ms: tuple[int, int],
        change: Change,
    ) -> _Ready:
        heard, right = change
        said = Heard([placed.cue for placed in snapshot.cues_between(episode.id, 0, END_OF_TIME_MS)])
        spot = _only_spot(said.whole(heard), span_ms, heard)
        lead, words, trail = said.around(spot)
        if plain_key(words) != plain_key(heard):
            raise UsageError("correction.part", words=words)
        others = snapshot.corrections_of(episode.show.slug, episode.stem)
        if any((each.spot, each.right) == (spot, right) for each in others):
            raise UsageError("correction.known")
        decision = Decision.ACCEPTED if self._may_decide(who, episode.show.slug) else Decision.PROPOSED
        if decision is Decision.ACCEPTED:
            _check_apart(spot, others)
        else:
            _check_waiting(snapshot.corrections(scope), who.asker)
        if snapshot.opted_out(who.asker):
            raise UsageError("correction.opted_out")
        correction = Correction(
            CorrectionId(0),
            *(episode.show.slug, episode.stem, spot, words, right, lead, trail, decision, Standing.STANDS),
            asker=who.asker,
            created=self._clock.now(),
        )
        return _Ready(correction, episode, grams_for(right, lead, trail), len(scope.shows) > 1)


def read_change(typed: str) -> Change:
    """The words as heard and the right ones, such as `互成盒 → 護城河`; `->` and `=>` are arrows, too.

    Raises:
        UsageError: `correction.change`.
    """
    parts = [part.strip() for part in _ARROW.split(typed)]
    if len(parts) != 2 or not all(parts):  # noqa: PLR2004 - one arrow
        raise UsageError("correction.change")
    heard, right = parts
    return heard, right


def check_words(heard: str, right: str) -> None:
    """Make sure that both sides can be searched for.

    Raises:
        UsageError: `correction.empty`, `correction.same`, or `correction.long` with `limit`.
    """
    if heard == right:
        raise UsageError("correction.same")
    for words in (heard, right):
        if len(words) > MOST_CHARS:
            raise UsageError("correction.long", limit=MOST_UNITS)
        count = len(units_of(words))
        if not count:
            raise UsageError("correction.empty")
        if count > MOST_UNITS:
            raise UsageError("correction.long", limit=MOST_UNITS)


def read_time(typed: str) -> int:
    """A position that somebody typed as `26:48` or `1:02:03`, in ms.

    Raises:
        UsageError: `correction.time`.
    """
    match = _TIME.fullmatch(typed.strip())
    if match is None:
        raise UsageError("correction.time", typed=typed.strip())
    return ((int(match[1] or 0) * 60 + int(match[2])) * 60 + int(match[3])) * 1000


def _only_spot(spots: Sequence[Spot], span_ms: tuple[int, int], heard: str) -> Spot:
    inside = [spot for spot in spots if spot.end_ms > span_ms[0] and spot.start_ms < span_ms[1]]
    if not inside:
        raise UsageError("correction.not_heard", words=heard)
    if len(inside) > 1:
        raise UsageError("correction.several", words=heard)
    return inside[0]


def _check_apart(spot: Spot, others: Sequence[Correction]) -> None:
    for each in others:
        meets = each.spot.first_unit < spot.end_unit and spot.first_unit < each.spot.end_unit
        if meets and (each.decision, each.standing) == (Decision.ACCEPTED, Standing.STANDS):
            raise UsageError("correction.overlaps", id=each.id)


def _check_waiting(corrections: Sequence[Correction], asker: str) -> None:
    waiting = [each for each in corrections if each.decision is Decision.PROPOSED]
    own = sum(each.asker == asker for each in waiting)
    if own >= MOST_WAITING or len(waiting) >= MOST_WAITING_IN_ALL:
        raise UsageError("correction.waiting")


def _listed(snapshot: Snapshot, scope: Scope, correction: Correction) -> ListedCorrection:
    episode = snapshot.find_episode(correction.show_slug, correction.stem, scope)
    return ListedCorrection(correction, episode, len(scope.shows) > 1)


def _may_be_read(listed: ListedCorrection, withholding: Withholding) -> bool:
    correction, episode = listed.correction, listed.episode
    said = Said(correction.spot.start_ms, correction.spot.end_ms, correction.heard)
    return episode is None or withholding.allows(episode.id, said)
