"""What a person keeps, and what is kept of a person.

Saved clips are listed where their show answers: one of a private show is nowhere else to be seen, not even by whoever
saved it. Whoever opts out is answered like all others, and nothing is written of them from then on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from bot.access import Access
from bot.amending import amended_clip
from bot.clips import FIRST_LINES, OpenedClip, open_clip
from bot.errors import NotFoundError, UsageError
from bot.model import Clip, ClipId, Place, Scope
from bot.people_ports import Kept, Saving
from bot.ports import Clock, Snapshot, Store
from bot.questions import Presser
from bot.withholding import Withholding

MOST_SAVED = 500
"""Clips that one person saves: more is found again by searching."""
PAGE_CLIPS = 5
"""One line each: as many buttons as stand in a row."""
MOST_SUGGESTIONS = 20


@dataclass(frozen=True, slots=True)
class SavedClip:
    """A clip in somebody's list; `clip` is None where its words are gone: they may have been taken out."""

    id: ClipId
    number: int
    clip: Clip | None


@dataclass(frozen=True, slots=True)
class SavedPage:
    """Up to five of the clips that somebody saved.

    Attributes:
        clips: the one saved last first, over all pages.
        position: of the first of them among all that may be seen here, from 0.
        total: how many may be seen here.
        elsewhere: how many belong to shows that do not answer here.
        several_shows: whether each clip's show has to be named.
    """

    clips: tuple[SavedClip, ...]
    position: int
    total: int
    elsewhere: int
    several_shows: bool

    @property
    def previous(self) -> int | None:
        """Where the page before begins."""
        return self.position - PAGE_CLIPS if self.position else None

    @property
    def next(self) -> int | None:
        """Where the page behind begins."""
        end = self.position + PAGE_CLIPS
        return end if end < self.total else None


class People:
    """What people can do with what is theirs. Each call reads the store once and writes to it at most once.

    Args:
        store: keeps it.
        access: draws the scope of a place.
        clock: tells when a clip was saved.
    """

    def __init__(self, store: Store, access: Access, clock: Clock) -> None:
        self._store = store
        self._access = access
        self._clock = clock

    async def save(self, clip_id: str, presser: Presser) -> bool:
        """Save a clip; whether it was not saved already.

        Raises:
            NotFoundError: as `bot.clips.open_clip`.
            UsageError: `saved.full` with `limit`; `saved.opted_out`.
        """
        opened = await self._store.read(
            lambda snapshot: open_clip(
                snapshot,
                clip_id,
                self._access.scope(snapshot, presser.place),
                0,
                Withholding(snapshot, presser.place),
            )
        )
        saving = await self._store.people.save(presser.asker, opened.clip.id, self._clock.now(), MOST_SAVED)
        if saving is Saving.FULL:
            raise UsageError("saved.full", limit=MOST_SAVED)
        if saving is Saving.OPTED_OUT:
            raise UsageError("saved.opted_out")
        return saving is Saving.SAVED

    async def saved(self, presser: Presser, position: int = 0) -> SavedPage:
        """The page of a person's saved clips that holds this position, or the last one."""
        return await self._store.read(lambda snapshot: self._page(snapshot, presser, position))

    async def open_saved(self, clip_id: str, presser: Presser, *, lines: int = FIRST_LINES) -> OpenedClip | None:
        """A saved clip with `lines` cues around it; None where its words are gone.

        Raises:
            NotFoundError: `clip.none` where there is none here, and none was saved.
        """

        def look(snapshot: Snapshot) -> OpenedClip | None:
            scope = self._access.scope(snapshot, presser.place)
            try:
                return open_clip(snapshot, clip_id, scope, lines, Withholding(snapshot, presser.place))
            except NotFoundError:
                if clip_id in snapshot.bookmarks(presser.asker, scope):
                    return None
                raise

        return await self._store.read(look)

    async def unsave(self, clip_id: str, presser: Presser, position: int = 0) -> tuple[bool, SavedPage]:
        """Save a clip no more; whether it was saved, and the page at this position of what is left."""
        was_saved = await self._store.people.unsave(presser.asker, ClipId(clip_id))
        return was_saved, await self.saved(presser, position)

    async def suggestions(self, place: Place, asker: str) -> tuple[Clip, ...]:
        """What to offer somebody who has typed nothing yet: 20 clips at most that may be seen at the place.

        Their saved clips, the one saved last first, then those that were saved by the most people.
        """

        def look(snapshot: Snapshot) -> tuple[Clip, ...]:
            scope = self._access.scope(snapshot, place)
            return tuple(islice(_suggested(snapshot, asker, scope, Withholding(snapshot, place)), MOST_SUGGESTIONS))

        return await self._store.read(look)

    async def kept_of(self, person: str) -> Kept:
        """What is kept of a person."""
        return await self._store.read(lambda snapshot: snapshot.kept_of(person))

    async def forget(self, person: str) -> Kept:
        """Delete what is kept of a person; what they proposed and decided stays without their id. What there was."""
        return await self._store.people.forget(person)

    async def opt(self, person: str, *, out: bool) -> Kept:
        """Keep nothing new of a person from now on, or keep it again; what is kept of them now."""
        await self._store.people.opt(person, out=out)
        return await self.kept_of(person)

    def _page(self, snapshot: Snapshot, presser: Presser, position: int) -> SavedPage:
        scope = self._access.scope(snapshot, presser.place)
        ids = snapshot.bookmarks(presser.asker, scope)
        first = min(max(position, 0), max(len(ids) - 1, 0))
        first -= first % PAGE_CLIPS
        shown = enumerate(ids[first : first + PAGE_CLIPS], start=first + 1)
        withholding = Withholding(snapshot, presser.place)
        clips = tuple(
            SavedClip(clip_id, number, _standing(snapshot, clip_id, scope, withholding)) for number, clip_id in shown
        )
        elsewhere = snapshot.kept_of(presser.asker).bookmarks - len(ids)
        return SavedPage(clips, first, len(ids), elsewhere, several_shows=len(scope.shows) > 1)


def _suggested(snapshot: Snapshot, asker: str, scope: Scope, withholding: Withholding) -> Iterator[Clip]:
    """Lazily: of 500 saved clips twenty are read."""
    # Twice as many as are offered: the person's own may be among them.
    popular = snapshot.popular(scope, 2 * MOST_SUGGESTIONS)
    for clip_id in dict.fromkeys(chain(snapshot.bookmarks(asker, scope), popular)):
        clip = _standing(snapshot, clip_id, scope, withholding)
        if clip is not None:
            yield clip


def _standing(snapshot: Snapshot, clip_id: ClipId, scope: Scope, withholding: Withholding) -> Clip | None:
    """The clip as it is shown, if its words stand in their episode and may be shown."""
    clip = snapshot.clip(clip_id, scope)
    amended = None if clip is None else amended_clip(snapshot, clip)
    return amended if amended is not None and withholding.shows(amended) else None
