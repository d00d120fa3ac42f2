"""Taking words out of sight and back, blocking words, reporting clips: who may, how much, what becomes of it.

What the moderators of a place decide counts there; what the operator decides counts everywhere. What is decided closes
what was reported of it, and goes into the log.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.access import Access
from bot.amending import amended_clip
from bot.clips import kept_clip, named_by, read_id
from bot.corrections import Who
from bot.errors import NotFoundError, UsageError
from bot.model import Episode, Place, Scope
from bot.ports import Clock, Snapshot, Store
from bot.search.fold import deep_key
from bot.withheld import EVERYWHERE, Act, BlockedWords, Decided, Hidden, Report, Target, reach_of
from bot.withholding import Withholding

MOST_HIDDEN = 1_000
"""Clips that the moderators of a place hide: more is another show."""
MOST_BLOCKED = 100
MOST_BLOCKED_CHARS = 40
MOST_REPORTS = 10
"""Reports of one person that wait at the same time."""
MOST_REPORTS_IN_ALL = 500
MOST_WHY_CHARS = 200

_NUMBER = re.compile(r"#?([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Spot:
    """A clip or an episode that is decided on, and where it is.

    Attributes:
        episode: None where it is not in the library at present, or answers here no more.
        start_ms: where the clip begins; None where its words are gone. 0 for a whole episode.
    """

    target: Target
    episode: Episode | None
    start_ms: int | None


@dataclass(frozen=True, slots=True)
class ListedHidden:
    """Something that is hidden, and since when."""

    spot: Spot
    hidden: datetime


@dataclass(frozen=True, slots=True)
class ListedReport:
    """A clip that was reported, and all that was said of it, the earliest first."""

    spot: Spot
    reports: tuple[Report, ...]


class Moderation:
    """What can be decided on and reported. Each call reads the store once and writes to it at most once.

    Args:
        store: keeps it.
        access: draws the scope of a place.
        clock: tells when something was decided or reported.
    """

    def __init__(self, store: Store, access: Access, clock: Clock) -> None:
        self._store = store
        self._access = access
        self._clock = clock

    # ------------------------------------------------------------ hiding

    async def hide(self, who: Who, typed_id: str) -> Spot:
        """Hide a clip; hiding it again does no harm.

        Raises:
            UsageError: `clip.empty`, `hidden.full` with `limit`.
            NotFoundError: `clip.none`, `clip.lost`.
        """

        def look(snapshot: Snapshot) -> Spot:
            clip = kept_clip(snapshot, named_by(typed_id), self._access.scope(snapshot, who.place))
            reach = reach_of(who.place)
            if reach != EVERYWHERE and len(snapshot.hidden(reach)) >= MOST_HIDDEN:
                raise UsageError("hidden.full", limit=MOST_HIDDEN)
            episode = clip.episode
            return Spot(Target(episode.show.slug, episode.stem, clip.id), episode, clip.start_ms)

        spot = await self._store.read(look)
        await self._store.hide(self._decided(who, Act.HIDDEN, spot.target))
        return spot

    async def hide_episode(self, who: Who, show_slug: str, stem: str) -> Spot:
        """Hide a whole episode.

        Raises:
            NotFoundError: `hidden.no_episode` with `show` and `stem`.
        """

        def look(snapshot: Snapshot) -> Episode | None:
            return snapshot.find_episode(show_slug, stem, self._access.scope(snapshot, who.place))

        episode = await self._store.read(look)
        if episode is None:
            raise NotFoundError("hidden.no_episode", show=show_slug, stem=stem)
        spot = Spot(Target(show_slug, stem), episode, 0)
        await self._store.hide(self._decided(who, Act.HIDDEN, spot.target))
        return spot

    async def unhide(self, who: Who, typed_id: str) -> Spot:
        """Show a clip again that was hidden with this reach.

        Raises:
            NotFoundError: `hidden.none` with `id`.
        """
        clip_id = read_id(typed_id)
        return await self._unhide(who, lambda target: target.clip_id == clip_id, typed_id.strip())

    async def unhide_episode(self, who: Who, show_slug: str, stem: str) -> Spot:
        """Show an episode again.

        Raises:
            NotFoundError: `hidden.none` with `id`.
        """
        wanted = Target(show_slug, stem)
        return await self._unhide(who, wanted.__eq__, f"{show_slug} {stem}")

    async def hidden(self, place: Place) -> tuple[ListedHidden, ...]:
        """What was hidden here, the latest first."""

        def look(snapshot: Snapshot) -> tuple[ListedHidden, ...]:
            scope = self._access.scope(snapshot, place)
            return tuple(
                ListedHidden(_spot(snapshot, scope, entry), entry.hidden) for entry in snapshot.hidden(reach_of(place))
            )

        return await self._store.read(look)

    async def log(self, place: Place) -> Sequence[Decided]:
        """What was decided here, for the operator anywhere, the latest first."""
        return await self._store.read(lambda snapshot: snapshot.decided(reach_of(place)))

    # ------------------------------------------------------------ blocked words

    async def block(self, place: Place, typed: str) -> str:
        """Block words; what they are.

        Raises:
            UsageError: `blocked.empty`, `blocked.long`, `blocked.full`, each with `limit`; `blocked.known`.
        """
        words = " ".join(typed.split())
        if not deep_key(words):
            raise UsageError("blocked.empty")
        if len(words) > MOST_BLOCKED_CHARS:
            raise UsageError("blocked.long", limit=MOST_BLOCKED_CHARS)
        known = await self.blocked(place)
        if any(deep_key(each.words) == deep_key(words) for each in known):
            raise UsageError("blocked.known", words=words)
        if len(known) >= MOST_BLOCKED:
            raise UsageError("blocked.full", limit=MOST_BLOCKED)
        await self._store.block(reach_of(place), words)
        return words

    async def blocked(self, place: Place) -> Sequence[BlockedWords]:
        """What was blocked here, by number."""
        return await self._store.read(lambda snapshot: snapshot.blocked(reach_of(place)))

    async def unblock(self, place: Place, typed: str) -> str:
        """Allow words again; what they were.

        Args:
            place: where they were blocked.
            typed: the words themselves, or their number where no such words are blocked.

        Raises:
            NotFoundError: `blocked.none` with `typed`.
        """
        known = await self.blocked(place)
        number = _NUMBER.fullmatch(typed.strip())
        by_words = [each for each in known if deep_key(each.words) == deep_key(typed)]
        by_number = [each for each in known if number and each.id == int(number[1])]
        meant = next(iter(by_words or by_number), None)
        if meant is None or not await self._store.unblock(reach_of(place), meant.id):
            raise NotFoundError("blocked.none", typed=typed.strip())
        return meant.words

    # ------------------------------------------------------------ reports

    async def report(self, who: Who, typed_id: str, why: str = "") -> Spot:
        """Report a clip that may be opened here; reporting it again says it in other words.

        Raises:
            UsageError: `report.long` with `limit`, `report.full` with `limit`, `report.busy`, `report.opted_out`.
            NotFoundError: as `bot.clips.open_clip`.
        """
        why = why.strip()
        if len(why) > MOST_WHY_CHARS:
            raise UsageError("report.long", limit=MOST_WHY_CHARS)

        def look(snapshot: Snapshot) -> Spot:
            if snapshot.opted_out(who.asker):
                raise UsageError("report.opted_out")
            clip = kept_clip(snapshot, named_by(typed_id), self._access.scope(snapshot, who.place))
            if not Withholding(snapshot, who.place).shows(amended_clip(snapshot, clip)):
                raise NotFoundError("clip.withheld", id=clip.id)
            target = Target(clip.episode.show.slug, clip.episode.stem, clip.id)
            _check_room(snapshot.reports(EVERYWHERE), target, who)
            return Spot(target, clip.episode, clip.start_ms)

        spot = await self._store.read(look)
        await self._store.report(Report(spot.target, who.place.key, who.asker, why, self._clock.now()))
        return spot

    async def reports(self, place: Place) -> tuple[ListedReport, ...]:
        """What was reported here, for the operator anywhere: by clip, the one that was reported first goes first."""

        def look(snapshot: Snapshot) -> tuple[ListedReport, ...]:
            scope = self._access.scope(snapshot, place)
            by_target: dict[Target, list[Report]] = {}
            for report in snapshot.reports(reach_of(place)):
                by_target.setdefault(report.target, []).append(report)
            found = []
            for target, reports in by_target.items():
                clip = snapshot.clip(target.clip_id, scope)
                episode = snapshot.find_episode(target.show_slug, target.stem, scope)
                found.append(ListedReport(Spot(target, episode, clip.start_ms if clip else None), tuple(reports)))
            return tuple(found)

        return await self._store.read(look)

    async def dismiss(self, who: Who, typed_id: str) -> Spot:
        """Close what was reported of a clip here, for the operator anywhere: it stays.

        Raises:
            NotFoundError: `report.none` with `id`.
        """
        clip_id = read_id(typed_id)
        for listed in await self.reports(who.place):
            if listed.spot.target.clip_id == clip_id:
                await self._store.dismiss(self._decided(who, Act.DISMISSED, listed.spot.target))
                return listed.spot
        raise NotFoundError("report.none", id=typed_id.strip())

    # ------------------------------------------------------------ both

    async def _unhide(self, who: Who, is_meant: Callable[[Target], bool], typed: str) -> Spot:
        for listed in await self.hidden(who.place):
            decided = self._decided(who, Act.SHOWN, listed.spot.target)
            if is_meant(listed.spot.target) and await self._store.unhide(decided):
                return listed.spot
        raise NotFoundError("hidden.none", id=typed)

    def _decided(self, who: Who, act: Act, target: Target) -> Decided:
        return Decided(act, target, reach_of(who.place), who.asker, self._clock.now())


def _spot(snapshot: Snapshot, scope: Scope, entry: Hidden) -> Spot:
    target = entry.target
    return Spot(target, snapshot.find_episode(target.show_slug, target.stem, scope), entry.start_ms)


def _check_room(waiting: Sequence[Report], target: Target, who: Who) -> None:
    """Make sure that one more may wait; one that is there already takes no room."""
    own = [report for report in waiting if report.person == who.asker]
    if any((report.target, report.place) == (target, who.place.key) for report in own):
        return
    if len(own) >= MOST_REPORTS:
        raise UsageError("report.full", limit=MOST_REPORTS)
    if len(waiting) >= MOST_REPORTS_IN_ALL:
        raise UsageError("report.busy")
