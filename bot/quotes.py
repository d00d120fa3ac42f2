"""Finding quotes: search, turn the page, open a hit.

A page is the first hit in full and up to four more, one line each. A search that leaves something to press is kept
in the store under a short random id, so that its buttons carry no more than that id and a position, and work after
a restart. Whoever presses one is asked again who and where they are: the scope is drawn anew each time, and hits of
shows that are no longer in it are gone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import choice
from typing import Protocol

from bot.access import Access
from bot.clips import (
    ALPHABET,
    END_OF_TIME_MS,
    FIRST_LINES,
    OpenedClip,
    Surroundings,
    named,
    opened,
    read_and_keep,
    surroundings,
)
from bot.errors import NotFoundError, UsageError
from bot.model import Clip, ClipId, Episode, EpisodeId, Hit, Place, SavedHit, SavedSearch, Scope, SearchId, Show
from bot.ports import Clock, Snapshot, Store
from bot.search import engine
from bot.search.query import asked_about

PAGE_HITS = 5
"""The first in full, the others one line each: what fits a phone's screen."""
KEPT_HITS = 50
SAVED_FOR = timedelta(days=14)
SEARCH_ID_LETTERS = 6
NEAR_MS = 60_000
"""How far from where it stood the words of a hit are looked for first, in an episode that was replaced."""
MAX_QUERY_CHARS = 500
"""More than a person types, and less than a search would suffer from."""


class Search(Protocol):
    """The search core's way in."""

    def __call__(self, snapshot: Snapshot, text: str, scope: Scope, *, limit: int) -> tuple[Hit, ...]:
        """At most `limit` hits, best first."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asked, and from where.

    Attributes:
        asker: who, as `platform:user id`; a search's buttons obey nobody else.
        shows: slugs of the shows to keep to; empty for all that may answer.
    """

    text: str
    place: Place
    asker: str
    shows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Presser:
    """Who presses a button, and where."""

    place: Place
    asker: str


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
        search: the id that buttons carry; None where nothing was found.
        hits: in order, with the words around them; empty where nothing was found.
        total: how many hits may be seen on all pages.
        previous, next: positions of the first hits of the pages beside this one.
        several_shows: whether more than one show may answer, so that each hit's has to be named.
    """

    text: str
    search: SearchId | None
    hits: tuple[PlacedHit, ...]
    total: int
    previous: int | None
    next: int | None
    several_shows: bool


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


@dataclass(frozen=True, slots=True)
class NamedHit:
    """A hit and the id that its clip has or would have."""

    hit: Hit
    clip_id: ClipId


def new_search_id() -> SearchId:
    """A random id: with 14 days of searches kept, one in a billion is not guessed, and the asker is checked besides."""
    return SearchId("".join(choice(ALPHABET) for _ in range(SEARCH_ID_LETTERS)))


class Quotes:
    """The use cases around searching. Each call reads the store once and writes to it at most once.

    Args:
        store: the library.
        access: draws the scope of a place.
        clock: tells when a search was asked.
        search: the search core.
        new_id: makes the id of a search.
    """

    def __init__(
        self,
        store: Store,
        access: Access,
        clock: Clock,
        *,
        search: Search = engine.search,
        new_id: Callable[[], SearchId] = new_search_id,
    ) -> None:
        self._store = store
        self._access = access
        self._clock = clock
        self._search = search
        self._new_id = new_id

    async def find(self, question: Question) -> Page:
        """The first page of a new search.

        Raises:
            UsageError: `query.empty`, or `query.long` with `chars` and `limit`.
            NotFoundError: `show.none` for a slug that is no show here.
        """
        text = checked(question.text)
        search_id = self._new_id()

        def look(snapshot: Snapshot) -> tuple[tuple[Hit, ...], Page]:
            scope = self._access.asked_scope(snapshot, question.place, question.shows)
            hits = self._hits(snapshot, text, scope, KEPT_HITS)
            placed = tuple(PlacedHit(nth, nth + 1, hit) for nth, hit in enumerate(hits))
            return hits, _page(snapshot, _Listing(text, search_id, placed, scope), 0)

        hits, page = await self._store.read(look)
        if hits:
            await self._store.keep_search(
                SavedSearch(
                    id=search_id,
                    text=text,
                    asker=question.asker,
                    place=question.place.key,
                    created=self._clock.now(),
                    hits=tuple(_saved(hit) for hit in hits),
                    shows=question.shows,
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
                opened=opened(snapshot, clip, listing.scope, lines, hit.marks),
            )

        return await read_and_keep(self._store, look, lambda shown: shown.opened.clip)

    async def hits(self, question: Question, limit: int) -> tuple[NamedHit, ...]:
        """The best hits with the ids of their clips, for programs: one read, and nothing is written.

        Raises:
            UsageError: `query.empty`, or `query.long` with `chars` and `limit`.
            NotFoundError: `show.none` for a slug that is no show here.
        """
        text = checked(question.text)

        def look(snapshot: Snapshot) -> tuple[NamedHit, ...]:
            scope = self._access.asked_scope(snapshot, question.place, question.shows)
            return tuple(
                NamedHit(hit, named(snapshot, hit.episode, hit.start_ms, hit.end_ms, hit.text).id)
                for hit in self._hits(snapshot, text, scope, limit)
            )

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

    async def episodes(self, place: Place, slugs: Sequence[str] = ()) -> Sequence[Episode]:
        """The episodes of the shows that may answer here, by show and number.

        Raises:
            NotFoundError: `show.none` for a slug that is no show here.
        """
        return await self._store.read(
            lambda snapshot: snapshot.episodes(self._access.asked_scope(snapshot, place, slugs))
        )

    async def purge(self) -> int:
        """Delete the searches whose time is over; how many there were."""
        return await self._store.purge_searches(self._oldest())

    def _hits(self, snapshot: Snapshot, text: str, scope: Scope, limit: int) -> tuple[Hit, ...]:
        about = asked_about(text)
        return tuple(replace(hit, about=about) for hit in self._search(snapshot, text, scope, limit=limit))

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
        scope = self._access.scope(snapshot, presser.place, search.shows)
        about = asked_about(search.text)
        seen = [(nth, hit) for nth, saved in enumerate(search.hits) if (hit := _shown(snapshot, saved, scope))]
        placed = tuple(PlacedHit(nth, rank, replace(hit, about=about)) for rank, (nth, hit) in enumerate(seen, start=1))
        return _Listing(search.text, search.id, placed, scope)


def checked(text: str) -> str:
    """The text of a question without the white space around it.

    Raises:
        UsageError: `query.empty`, or `query.long` with `chars` and `limit`.
    """
    text = text.strip()
    if not text:
        raise UsageError("query.empty")
    if len(text) > MAX_QUERY_CHARS:
        raise UsageError("query.long", chars=len(text), limit=MAX_QUERY_CHARS)
    return text


def _page(snapshot: Snapshot, listing: _Listing, position: int) -> Page:
    """The page that holds the hit at this position, or the last one."""
    placed, several_shows = listing.placed, len(listing.scope.shows) > 1
    if not placed:
        return Page(listing.text, None, (), 0, None, None, several_shows)
    rank = next((rank for rank, each in enumerate(placed) if each.position >= position), len(placed) - 1)
    first = rank - rank % PAGE_HITS
    return Page(
        text=listing.text,
        search=listing.search,
        hits=tuple(_with_surroundings(snapshot, each) for each in placed[first : first + PAGE_HITS]),
        total=len(placed),
        previous=placed[first - PAGE_HITS].position if first else None,
        next=placed[first + PAGE_HITS].position if first + PAGE_HITS < len(placed) else None,
        several_shows=several_shows,
    )


def _with_surroundings(snapshot: Snapshot, placed: PlacedHit) -> PlacedHit:
    hit = placed.hit
    unnamed = Clip(ClipId(""), hit.episode, hit.start_ms, hit.end_ms, hit.text)
    return replace(placed, around=surroundings(snapshot, unnamed, FIRST_LINES))


def _saved(hit: Hit) -> SavedHit:
    return SavedHit(
        show_slug=hit.episode.show.slug,
        stem=hit.episode.stem,
        start_ms=hit.start_ms,
        end_ms=hit.end_ms,
        text=hit.text,
        marks=hit.marks,
        tier=hit.tier,
        score=hit.score,
        episode_id=hit.episode.id,
        speaker=hit.speaker,
    )


def _shown(snapshot: Snapshot, saved: SavedHit, scope: Scope) -> Hit | None:
    """A kept hit where it stands now; None where its episode is not in scope, or its words are not in its episode."""
    episode = snapshot.find_episode(saved.show_slug, saved.stem, scope)
    if episode is None:
        return None
    stands = saved.episode_id == episode.id
    span = (saved.start_ms, saved.end_ms) if stands else _moved(snapshot, episode.id, saved)
    if span is None:
        return None
    return Hit(episode, *span, saved.text, saved.marks, saved.tier, saved.score, speaker=saved.speaker)


def _moved(snapshot: Snapshot, episode: EpisodeId, saved: SavedHit) -> tuple[int, int] | None:
    """Where the words of a hit stand in another version of its episode: where an import would move its clip."""
    near = (max(saved.start_ms - NEAR_MS, 0), saved.end_ms + NEAR_MS)
    for start_ms, end_ms in (near, (0, END_OF_TIME_MS)):
        cues = [placed.cue for placed in snapshot.cues_between(episode, start_ms, end_ms)]
        span = engine.locate(saved.text, cues, saved.start_ms)
        if span is not None:
            return span
    return None
