"""Where a topic was talked about: how often in each episode, and the first place of each.

What is counted are places, one for each scene, that a search would claim: as spelt, in the other script, or by sound. A
ranked search knows only its best few hundred, so what is spelt as it was typed is looked for once more, letter for
letter, where a thousand are found.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from bot.access import Access
from bot.aliases import Aliases
from bot.errors import UsageError
from bot.keeping import saved
from bot.model import Episode, EpisodeId, Hit, Scope, SearchId, Tier
from bot.naming import in_order
from bot.narrowing import narrow
from bot.ports import Clock, Snapshot, Store
from bot.questions import Question, read
from bot.quotes import new_search_id
from bot.saved import SavedSearch
from bot.search import engine
from bot.search.fold import plain_key
from bot.search.language import Request
from bot.search.patience import Patience
from bot.search.rank import THOROUGHLY
from bot.search.wanted import Wanted
from bot.turns import Turns

MOST_COUNTED = 1000
"""Places that are looked for letter for letter; beyond them a count is the least that it may be."""
MOST_LISTED = 12
"""Episodes that have a line of their own: what a phone's screen shows."""
_CLAIMED = frozenset((Tier.EXACT, Tier.FOLDED, Tier.SOUND))


@dataclass(frozen=True, slots=True)
class EpisodeCount:
    """How often an episode talks about it.

    Attributes:
        places: in order.
        position: where its first place stands in the kept search; None where it is not in it.
    """

    episode: Episode
    places: tuple[Hit, ...]
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """Where a topic was talked about.

    Attributes:
        text: what was asked.
        counts: the episodes that talk about it, in order: see `_in_order`.
        at_least: whether there may be more places than were counted.
        several_shows: whether more than one show may answer, so that each episode's has to be named.
        where: what it was kept to, as it would be typed; empty where it was kept to nothing.
        search: the id of the kept search: its hits are the first places of the episodes that have a position, and the
            last place of all, in order. None where nothing was found or nothing is kept.
        last: where the last place of all stands in it.
    """

    text: str
    counts: tuple[EpisodeCount, ...]
    at_least: bool
    several_shows: bool
    where: tuple[str, ...] = ()
    search: SearchId | None = None
    last: int = 0

    @property
    def total(self) -> int:
        """How many places there are."""
        return sum(len(each.places) for each in self.counts)

    @property
    def listed(self) -> tuple[EpisodeCount, ...]:
        """The episodes with the most places, `MOST_LISTED` at most, in their order."""
        most = sorted(range(len(self.counts)), key=lambda nth: (-len(self.counts[nth].places), nth))[:MOST_LISTED]
        return tuple(self.counts[nth] for nth in sorted(most))


class Trends:
    """The use cases.

    Args:
        store: the library.
        access: draws the scope of a place.
        clock: tells when a search was asked.
        turns: who searches when.
        aliases: widen what is asked; None where there are none.
    """

    def __init__(
        self, store: Store, access: Access, clock: Clock, turns: Turns, aliases: Aliases | None = None
    ) -> None:
        self._store = store
        self._access = access
        self._clock = clock
        self._turns = turns
        self._aliases = aliases

    async def count(self, question: Question) -> Trend:
        """Where it was talked about: one read, and nothing is written.

        Raises:
            UsageError: `trend.term` where there is nothing to look for, or what `bot.questions.read` says.
            NotFoundError: what `bot.narrowing.narrow` says of a show, an episode or a speaker.
            BusyError: `search.busy` where too many ask.
        """
        trend, _ = await self._read(question)
        return trend

    async def find(self, question: Question) -> Trend:
        """The same, with a search that is kept for its buttons; without one for somebody who opted out.

        Raises:
            UsageError, NotFoundError, BusyError: as `count`.
        """
        trend, may_keep = await self._read(question)
        if not trend.counts or not may_keep:
            return trend
        search = new_search_id()
        kept, hits = _with_positions(trend, search)
        asked = question.options
        found = tuple(saved(hit) for hit in hits)
        await self._store.keep_search(
            SavedSearch(search, trend.text, question.asker, question.place.key, self._clock.now(), found, asked)
        )
        return kept

    async def _read(self, question: Question) -> tuple[Trend, bool]:
        """Where it was talked about, and whether anything may be kept of who asked."""
        if not plain_key(question.text):
            raise UsageError("trend.term")
        text, request = read(question)

        def look(snapshot: Snapshot, patience: Patience) -> tuple[Trend, bool]:
            trend = self._trend(snapshot, text, request, question, patience)
            return trend, not snapshot.opted_out(question.asker)

        async with self._turns.turn() as patience:
            return await self._store.read(partial(look, patience=patience))

    def _trend(self, snapshot: Snapshot, text: str, request: Request, question: Question, patience: Patience) -> Trend:
        wanted, scope = narrow(snapshot, request, self._access.scope(snapshot, question.place))
        wanted = self._aliases.put_in(wanted, snapshot, question.place) if self._aliases else wanted
        hits, at_least = _claimed(snapshot, wanted, scope, patience)
        return Trend(
            text=text,
            counts=tuple(_counted(snapshot, hits, scope)),
            at_least=at_least,
            several_shows=len(scope.shows) > 1,
            where=request.filters.told,
        )


def _claimed(snapshot: Snapshot, wanted: Wanted, scope: Scope, patience: Patience) -> tuple[list[Hit], bool]:
    """The places that claim what is wanted, in no order; whether there may be more."""
    spelt = replace(
        wanted,
        alternatives=tuple(replace(each, phrases=(each.text,)) for each in wanted.alternatives if not each.phrases),
    )
    look = partial(engine.search, snapshot, scope=scope, limit=MOST_COUNTED, patience=patience)
    exact = look(wanted=spelt) if spelt.alternatives else ()
    if spelt.alternatives and not patience.lasts():
        return list(exact), True
    ranked = [hit for hit in look(wanted=wanted) if hit.tier in _CLAIMED]
    # A ranked search aligns so many candidates: where all of them claim it, others may as well.
    may_be_more = len(exact) >= MOST_COUNTED or len(ranked) >= THOROUGHLY.aligned
    return [*exact, *_elsewhere(ranked, exact)], may_be_more or patience.ran_out


def _elsewhere(hits: Iterable[Hit], taken: Iterable[Hit]) -> Iterable[Hit]:
    """Those hits that share no time with one of the others, which share none among themselves."""
    spans: dict[EpisodeId, list[tuple[int, int]]] = {}
    for hit in sorted(taken, key=lambda hit: hit.start_ms):
        spans.setdefault(hit.episode.id, []).append((hit.start_ms, hit.end_ms))
    for hit in hits:
        there = spans.get(hit.episode.id, [])
        before = bisect_right(there, hit.end_ms - 1, key=lambda span: span[0])
        if not before or there[before - 1][1] <= hit.start_ms:
            yield hit


def _counted(snapshot: Snapshot, hits: Iterable[Hit], scope: Scope) -> Iterable[EpisodeCount]:
    places: dict[EpisodeId, list[Hit]] = {}
    for hit in hits:
        places.setdefault(hit.episode.id, []).append(hit)
    for episode in _in_order([each for each in snapshot.episodes(scope) if each.id in places]):
        yield EpisodeCount(episode, tuple(sorted(places[episode.id], key=lambda hit: hit.start_ms)))


def _in_order(episodes: Sequence[Episode]) -> Sequence[Episode]:
    """By day where episodes of several shows all have one, else show by show as they came out."""
    shows: dict[str, list[Episode]] = {}
    for episode in episodes:
        shows.setdefault(episode.show.slug, []).append(episode)
    found = [episode for slug in sorted(shows) for episode in in_order(shows[slug])]
    if len(shows) > 1 and all(episode.facts.published for episode in found):
        found.sort(key=lambda episode: episode.facts.published or date.max)
    return found


def _with_positions(trend: Trend, search: SearchId) -> tuple[Trend, list[Hit]]:
    """The trend with where its places stand in a kept search, and the hits of that."""
    listed = {each.episode.id for each in trend.listed}
    hits: list[Hit] = []
    counts = []
    for nth, each in enumerate(trend.counts):
        is_listed = each.episode.id in listed
        counts.append(replace(each, position=len(hits)) if is_listed else each)
        if is_listed or not nth:
            hits.append(each.places[0])
    last = trend.counts[-1].places[-1]
    if last not in hits:
        hits.append(last)
    return replace(trend, counts=tuple(counts), search=search, last=hits.index(last)), hits
