"""Finding quotes: search, turn the page, open a hit.

A page is the first hit in full and up to four more, one line each. A search that leaves something to press is kept
in the store under a short random id, so that its buttons carry no more than that id and a position, and work after
a restart. Whoever presses one is asked again who and where they are: the scope is drawn anew each time, and hits of
shows that are no longer in it are gone.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from secrets import choice
from typing import Protocol

from bot.access import Access
from bot.aliases import Aliases
from bot.amending import amended_hits
from bot.clips import (
    ALPHABET,
    FIRST_LINES,
    OpenedClip,
    Surroundings,
    named,
    opened,
    read_and_keep,
    surroundings,
)
from bot.errors import NotFoundError
from bot.keeping import saved, shown
from bot.model import Clip, ClipId, Hit, Place, Scope, SearchId, Show
from bot.narrowing import narrow
from bot.ports import Clock, Snapshot, Store
from bot.questions import Presser, Question, read
from bot.saved import SavedSearch
from bot.search import engine
from bot.search.language import Request, asked
from bot.search.patience import Patience
from bot.search.wanted import Wanted
from bot.turns import Turns
from bot.withholding import Withholding

PAGE_HITS = 5
"""The first in full, the others one line each: what fits a phone's screen."""
KEPT_HITS = 50
BRIEF_HITS = 10
"""Of a search that is brief: who types on while others wait reads no further."""
FEWEST_HITS = 20
"""Where what is withheld leaves fewer, further ones are looked for: four pages, and what an inline query shows."""
MOST_RANKED = 1000
_FURTHER = 4
"""How many times as many are looked for then: a library of which much is hidden is read in a few steps."""
SAVED_FOR = timedelta(days=14)
SEARCH_ID_LETTERS = 6


class Search(Protocol):
    """The search core's way in."""

    def __call__(
        self, snapshot: Snapshot, wanted: Wanted, scope: Scope, *, limit: int, patience: Patience
    ) -> tuple[Hit, ...]:
        """At most `limit` hits, best first; where `patience` runs out those that were found by then."""
        ...


@dataclass(frozen=True, slots=True)
class PlacedHit:
    """A hit of a page.

    Attributes:
        position: its place in the search as it was kept, from 0: what buttons carry.
        number: its rank among the hits that may be seen, from 1: what people read.
        around: the words around it; None where only it was asked for.
    """

    position: int
    number: int
    hit: Hit
    around: Surroundings | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Up to five hits of a search.

    Attributes:
        text: what was asked.
        search: the id that buttons carry; None where nothing was found, or the search is not kept.
        hits: in order, with the words around them; empty where nothing was found.
        total: how many hits may be seen on all pages, or could be were the search kept.
        previous, next: positions of the first hits of the pages beside this one.
        several_shows: whether more than one show may answer, so that each hit's has to be named.
        where: what the search was kept to, as it would be typed (`ep:4`); empty where it was kept to nothing.
        ran_out: whether the search took too long to look for everything.
        old_indexes: of how many episodes the index is still to be built anew, where nothing was found.
        literal: whether nothing was found and some words had to stand there letter for letter.
        unkept: the clips of the hits where the search is not kept, which buttons can lead to instead.
    """

    text: str
    search: SearchId | None
    hits: tuple[PlacedHit, ...]
    total: int
    previous: int | None
    next: int | None
    several_shows: bool
    where: tuple[str, ...] = ()
    ran_out: bool = False
    old_indexes: int = 0
    literal: bool = False
    unkept: tuple[Clip, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenedHit:
    """A hit in full with the words around it, and the clip that it has become.

    Attributes:
        text: what was asked.
        search: the search that it is from.
        previous, next: positions of the hits beside it.
    """

    text: str
    search: SearchId
    placed: PlacedHit
    total: int
    previous: int | None
    next: int | None
    opened: OpenedClip


@dataclass(frozen=True, slots=True)
class _Listing:
    """All hits of a search that may be seen, and the scope in which they may."""

    text: str
    search: SearchId
    placed: tuple[PlacedHit, ...]
    scope: Scope
    withholding: Withholding
    where: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamedHit:
    """A hit and the id that its clip has or would have."""

    hit: Hit
    clip_id: ClipId


def new_search_id() -> SearchId:
    """A random id: with 14 days of searches kept, one in a billion is not guessed, and the asker is checked besides."""
    return SearchId("".join(choice(ALPHABET) for _ in range(SEARCH_ID_LETTERS)))


class Quotes:
    """The use cases around searching: each call reads the store once, and writes to it at most once.

    Args:
        store: the library.
        access: draws the scope of a place.
        clock: tells when a search was asked.
        search: the search core.
        new_id: makes the id of a search.
        aliases: widen what is asked; None where there are none.

    Attributes:
        turns: who searches when.
    """

    def __init__(
        self,
        store: Store,
        access: Access,
        clock: Clock,
        *,
        search: Search = engine.search,
        new_id: Callable[[], SearchId] = new_search_id,
        aliases: Aliases | None = None,
    ) -> None:
        self._store = store
        self._access = access
        self._clock = clock
        self._search = search
        self._new_id = new_id
        self._aliases = aliases
        self.turns = Turns()

    async def find(self, question: Question) -> Page:
        """The first page of a new search. Of somebody who opted out nothing is kept but what has no name on it.

        Raises:
            UsageError: what `read` says of the text and the options.
            NotFoundError: what `bot.narrowing.narrow` says of a show, an episode or a speaker.
            BusyError: `search.busy` where too many ask.
        """
        text, request = read(question)
        search_id = self._new_id()

        def look(snapshot: Snapshot, patience: Patience) -> tuple[tuple[Hit, ...], Page]:
            hits, scope, withholding = self.found(snapshot, request, question.place, KEPT_HITS, patience)
            placed = tuple(PlacedHit(nth, nth + 1, hit) for nth, hit in enumerate(hits))
            page = _page(snapshot, _Listing(text, search_id, placed, scope, withholding, request.filters.told), 0)
            if hits and snapshot.opted_out(question.asker):
                page = _unkept(snapshot, page)
            old_indexes = 0 if hits else snapshot.old_indexes(engine.INDEX_FORMAT, scope)
            literal = not hits and request.wanted.holds_phrases
            return hits, replace(page, ran_out=patience.ran_out, old_indexes=old_indexes, literal=literal)

        async with self.turns.turn() as patience:
            hits, page = await self._store.read(partial(look, patience=patience))
        if page.unkept:
            await self._store.people.keep_clips(page.unkept)
        elif hits:
            await self._store.keep_search(
                SavedSearch(
                    id=search_id,
                    text=text,
                    asker=question.asker,
                    place=question.place.key,
                    created=self._clock.now(),
                    hits=tuple(saved(hit) for hit in hits),
                    options=question.options,
                )
            )
        return page

    async def turn(self, search_id: str, position: int, presser: Presser) -> Page:
        """The page of a kept search that holds the hit at this position.

        Raises:
            NotFoundError: `search.gone` where the search is purged or somebody else's.
        """

        def look(snapshot: Snapshot) -> Page:
            return _page(snapshot, self._kept(snapshot, search_id, presser), position)

        return await self._store.read(look)

    async def open_hit(self, search_id: str, position: int, presser: Presser, *, lines: int = FIRST_LINES) -> OpenedHit:
        """A hit of a kept search with `lines` cues around it, kept as a clip from now on.

        Raises:
            NotFoundError: `search.gone` where the search is purged or somebody else's, `hit.gone` where it has no
                such hit any more.
        """

        def look(snapshot: Snapshot) -> OpenedHit:
            listing = self._kept(snapshot, search_id, presser)
            placed = listing.placed
            rank = next((rank for rank, each in enumerate(placed) if each.position == position), None)
            if rank is None:
                raise NotFoundError("hit.gone")
            hit = placed[rank].hit
            clip = named(snapshot, hit.episode, hit.start_ms, hit.end_ms, hit.text)
            return OpenedHit(
                text=listing.text,
                search=listing.search,
                placed=placed[rank],
                total=len(placed),
                previous=placed[rank - 1].position if rank else None,
                next=placed[rank + 1].position if rank + 1 < len(placed) else None,
                opened=opened(snapshot, clip, listing.scope, lines, listing.withholding, hit.marks),
            )

        return await read_and_keep(self._store, look, lambda shown: shown.opened.clip)

    async def hits(self, question: Question, limit: int, *, gives_way: bool = False) -> tuple[NamedHit, ...]:
        """The best hits with the ids of their clips, for programs: one read, and nothing is written.

        Args:
            question: what is asked.
            limit: hits at most.
            gives_way: see `bot.turns.Turns.turn`.

        Raises:
            UsageError: what `read` says of the text and the options.
            NotFoundError: what `bot.narrowing.narrow` says of a show, an episode or a speaker.
            BusyError: `search.busy` where too many ask.
        """
        _, request = read(question)

        def look(snapshot: Snapshot, patience: Patience) -> tuple[NamedHit, ...]:
            hits, *_ = self.found(snapshot, request, question.place, limit, patience)
            return tuple(
                NamedHit(hit, named(snapshot, hit.episode, hit.start_ms, hit.end_ms, hit.text).id) for hit in hits
            )

        async with self.turns.turn(gives_way=gives_way) as patience:
            return await self._store.read(partial(look, patience=patience))

    async def old_indexes(self, question: Question) -> int:
        """Of how many episodes, where this question looks, the index is still to be built anew.

        Raises:
            UsageError, NotFoundError: as `hits`.
        """
        _, request = read(question)

        def look(snapshot: Snapshot) -> int:
            _, scope = narrow(snapshot, request, self._access.scope(snapshot, question.place))
            return snapshot.old_indexes(engine.INDEX_FORMAT, scope)

        return await self._store.read(look)

    async def shows(self, place: Place) -> Mapping[Show, int]:
        """The shows that may answer here, by slug, each with its number of episodes."""

        def look(snapshot: Snapshot) -> Mapping[Show, int]:
            scope = self._access.scope(snapshot, place)
            counts = {show: 0 for show in snapshot.shows() if show.id in scope.shows}
            for episode in snapshot.episodes(scope):
                counts[episode.show] += 1
            return counts

        return await self._store.read(look)

    async def purge(self) -> int:
        """Delete the searches whose time is over; how many there were."""
        return await self._store.purge_searches(self._oldest())

    def found(
        self, snapshot: Snapshot, request: Request, place: Place, limit: int, patience: Patience
    ) -> tuple[tuple[Hit, ...], Scope, Withholding]:
        """The hits that may be shown, the scope that they were looked for in, and what may not be shown there."""
        wanted, scope = narrow(snapshot, request, self._access.scope(snapshot, place))
        wanted = self._aliases.put_in(wanted, snapshot, place) if self._aliases else wanted
        withholding = Withholding(snapshot, place)
        limit = min(limit, BRIEF_HITS) if patience.brief else limit
        most, before = limit if patience.brief else max(limit, KEPT_HITS), 0
        while True:
            found = self._search(snapshot, wanted, scope, limit=most, patience=patience)
            hits = withholding.hits(amended_hits(snapshot, found))
            is_enough = len(hits) == len(found) or len(hits) >= min(limit, FEWEST_HITS)
            if is_enough or len(found) == before or most >= MOST_RANKED or not patience.lasts():
                return hits[:limit], scope, withholding
            most, before = most * _FURTHER, len(found)

    def _oldest(self) -> datetime:
        return self._clock.now() - SAVED_FOR

    def _kept(self, snapshot: Snapshot, search_id: str, presser: Presser) -> _Listing:
        """A kept search and those of its hits that this person may see here and now."""
        search = snapshot.saved_search(SearchId(search_id))
        if (
            search is None
            or search.created < self._oldest()
            or (search.asker, search.place) != (presser.asker, presser.place.key)
        ):
            raise NotFoundError("search.gone")
        scope, request = self._access.scope(snapshot, presser.place), asked(search.text, search.options)
        with suppress(NotFoundError):
            # What it was kept to may be gone, or be called otherwise by now: its hits are not.
            _, scope = narrow(snapshot, request, scope)
        withholding = Withholding(snapshot, presser.place)
        seen = shown(snapshot, search.hits, scope, withholding)
        placed = tuple(PlacedHit(nth, rank, hit) for rank, (nth, hit) in enumerate(seen.items(), start=1))
        return _Listing(search.text, search.id, placed, scope, withholding, request.filters.told)


def _page(snapshot: Snapshot, listing: _Listing, position: int) -> Page:
    """The page that holds the hit at this position, or the last one."""
    placed, several_shows = listing.placed, len(listing.scope.shows) > 1
    if not placed:
        return Page(listing.text, None, (), 0, None, None, several_shows, listing.where)
    rank = next((rank for rank, each in enumerate(placed) if each.position >= position), len(placed) - 1)
    first = rank - rank % PAGE_HITS
    return Page(
        text=listing.text,
        search=listing.search,
        hits=tuple(
            _with_surroundings(snapshot, each, listing.withholding) for each in placed[first : first + PAGE_HITS]
        ),
        total=len(placed),
        previous=placed[first - PAGE_HITS].position if first else None,
        next=placed[first + PAGE_HITS].position if first + PAGE_HITS < len(placed) else None,
        several_shows=several_shows,
        where=listing.where,
    )


def _unkept(snapshot: Snapshot, page: Page) -> Page:
    """The page of a search that is not kept: there is no way to the other pages."""
    hits = (placed.hit for placed in page.hits)
    clips = tuple(named(snapshot, hit.episode, hit.start_ms, hit.end_ms, hit.text) for hit in hits)
    return replace(page, search=None, previous=None, next=None, unkept=clips)


def _with_surroundings(snapshot: Snapshot, placed: PlacedHit, withholding: Withholding) -> PlacedHit:
    hit = placed.hit
    unnamed = Clip(ClipId(""), hit.episode, hit.start_ms, hit.end_ms, hit.text)
    return replace(placed, around=surroundings(snapshot, unnamed, FIRST_LINES, withholding))
