"""What people want as a clip of the day: suggesting, deciding on it, voting, and seeing what comes next.

Suggestions and votes are of one place. Whoever may manage it decides; what they suggest themselves is decided already.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.access import Access
from bot.amending import amended_clip
from bot.choosing import Chosen, chosen_for, closed_by
from bot.clips import kept_clip, named_by, read_and_keep, read_id
from bot.corrections import Who
from bot.daily import earliest_day, next_slot, slot_instant
from bot.errors import NotFoundError, UsageError
from bot.model import Clip, ClipId, Place
from bot.moderation import Spot
from bot.picks import Ballot, Suggestion, Tally, Verdict
from bot.ports import Clock, Snapshot, Store
from bot.questions import Presser
from bot.schedules import chosen, listing, schedules_of
from bot.slots import Schedule, ScheduleId, Slot
from bot.withheld import Target
from bot.withholding import Withholding

_NEVER = datetime.max.replace(tzinfo=UTC)
MOST_OPEN = 5
"""Suggestions of one person that wait at the same time, at any place."""
MOST_WAITING = 100
"""Suggestions that wait at a place."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """A clip that was suggested, and whether it is a pick already."""

    spot: Spot
    is_picked: bool


@dataclass(frozen=True, slots=True)
class ListedSuggestion:
    """A suggestion as moderators see it.

    Attributes:
        closed: the code of what keeps it from being posted, see `bot.choosing.closed_by`.
    """

    suggestion: Suggestion
    spot: Spot
    closed: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What the next slot of a schedule would post now.

    Attributes:
        when: in the schedule's zone.
    """

    schedule: Schedule
    slot: Slot
    when: datetime
    chosen: Chosen


class Curating:
    """What can be wanted. Each call reads the store once and writes to it at most once.

    Args:
        store: keeps it.
        access: draws the scope of a place.
        clock: tells when, and which slot is next.
    """

    def __init__(self, store: Store, access: Access, clock: Clock) -> None:
        self._store = store
        self._access = access
        self._clock = clock

    # ------------------------------------------------------------ suggesting

    async def suggest(self, who: Who, typed_id: str) -> Suggested:
        """Suggest a clip for this place's clip of the day; of whoever may manage it, it is a pick at once.

        Raises:
            UsageError: `clip.empty`; `suggest.no_daily` where none is posted here; `suggest.withheld`, `suggest.aside`
                where it could never be; `suggest.known`, `suggest.picked`, `suggest.declined` as it was suggested
                before; `suggest.full` with `limit`, `suggest.busy`, `suggest.opted_out`.
            NotFoundError: as `bot.clips.open_clip`.
        """

        def look(snapshot: Snapshot) -> Clip:
            if all(each.destination.place.key != who.place.key for each in snapshot.schedules()):
                raise UsageError("suggest.no_daily")
            clip = kept_clip(snapshot, named_by(typed_id), self._access.scope(snapshot, who.place))
            self._check_open(snapshot, clip, who.place)
            known = snapshot.suggestions(who.place)
            _check_new(known, clip.id, who)
            if not who.may_manage:
                _check_room(snapshot, known, who)
            return clip

        clip = await self._store.read(look)
        now = self._clock.now()
        wanted = Suggestion(who.place.key, clip.id, who.asker, now)
        if who.may_manage:
            await self._store.decide(
                Suggestion(who.place.key, clip.id, who.asker, now, Verdict.APPROVED, who.asker, now)
            )
        else:
            await self._store.suggest(wanted)
        return Suggested(_spot_of(clip), who.may_manage)

    async def suggestions(self, place: Place) -> tuple[ListedSuggestion, ...]:
        """All of a place, decided or not, the one suggested first goes first."""

        def look(snapshot: Snapshot) -> tuple[ListedSuggestion, ...]:
            return tuple(self._listed(snapshot, place, each) for each in snapshot.suggestions(place))

        return await self._store.read(look)

    async def decide(self, who: Who, typed_id: str, verdict: Verdict) -> Spot:
        """Approve or decline what was suggested here, whatever was decided before.

        Raises:
            NotFoundError: `suggest.none` with `id`.
            UsageError: `suggest.withheld`, `suggest.aside` where it could never be posted and is to be approved.
        """
        listed = await self._find(who.place, typed_id)
        if verdict is Verdict.APPROVED and listed.closed:
            raise UsageError(listed.closed)
        await self._decide(who, listed.suggestion.clip, verdict)
        return listed.spot

    async def withdraw(self, who: Who, typed_id: str) -> Spot:
        """Forget what was decided here on a clip, and that it was suggested.

        Raises:
            NotFoundError: `suggest.none` with `id`.
        """
        listed = await self._find(who.place, typed_id)
        await self._store.withdraw(who.place, listed.suggestion.clip)
        return listed.spot

    # ------------------------------------------------------------ preview

    async def preview(self, place: Place, typed: str = "", channel: str = "") -> Preview:
        """What the next slot of a schedule would post, kept so that it can be opened.

        Args:
            place: whose schedules are meant.
            typed: the schedule's number in the list or its time; empty for the one that is next, in this channel if
                it has any.
            channel: where that is asked.

        Raises:
            UsageError: `daily.which`, `daily.several`; `preview.rests` where nothing is due of it.
            NotFoundError: `preview.none` where none is set, `daily.not_set`; as `bot.choosing.choose`.
        """

        def pick(snapshot: Snapshot) -> Schedule:
            listed = listing(snapshot, schedules_of(snapshot, place), self._clock.now())
            if not listed:
                raise NotFoundError("preview.none")
            if typed.strip():
                return chosen(listed, typed, channel).schedule
            here = [each for each in listed if each.schedule.destination.channel == channel] or listed
            return min(here, key=lambda each: each.next or _NEVER).schedule

        return await read_and_keep(
            self._store, lambda snapshot: self._preview(snapshot, pick(snapshot)), lambda found: found.chosen.clip
        )

    async def pass_over(self, who: Who, clip_id: str, schedule: ScheduleId) -> Preview:
        """Never post this clip where the schedule posts, and see what its next slot would post instead.

        Raises:
            NotFoundError: `preview.none` where it is no schedule of this place; `clip.none`; as `preview`.
            UsageError: as `preview`.
        """

        def find(snapshot: Snapshot) -> Schedule:
            found = [each for each in schedules_of(snapshot, who.place) if each.id == schedule]
            if not found:
                raise NotFoundError("preview.none")
            return found[0]

        def look(snapshot: Snapshot) -> tuple[ClipId, Place]:
            clip = kept_clip(snapshot, clip_id, self._access.scope(snapshot, who.place))
            return clip.id, find(snapshot).destination.place

        clip, place = await self._store.read(look)
        # The operator has a schedule of any place before them.
        await self._decide(replace(who, place=place), clip, Verdict.DECLINED)
        return await read_and_keep(
            self._store, lambda snapshot: self._preview(snapshot, find(snapshot)), lambda found: found.chosen.clip
        )

    # ------------------------------------------------------------ votes

    async def vote(self, clip_id: str, presser: Presser, weight: int) -> tuple[Ballot, Tally]:
        """Vote for a clip that may be shown here, or against it; the same again takes it back.

        Raises:
            NotFoundError: as `bot.clips.open_clip`.
        """

        def look(snapshot: Snapshot) -> ClipId:
            clip = kept_clip(snapshot, clip_id, self._access.scope(snapshot, presser.place))
            if not Withholding(snapshot, presser.place).shows(amended_clip(snapshot, clip)):
                raise NotFoundError("clip.withheld", id=clip.id)
            return clip.id

        found = await self._store.read(look)
        return await self._store.vote(presser.place, found, presser.asker, weight, self._clock.now())

    async def tally(self, clip_id: str, place: Place) -> Tally:
        """The votes on a clip at this place."""
        return await self._store.read(lambda snapshot: snapshot.tally(place, ClipId(clip_id)))

    # ------------------------------------------------------------ parts

    def _preview(self, snapshot: Snapshot, schedule: Schedule) -> Preview:
        now = self._clock.now()
        records = snapshot.slots([schedule.id], earliest_day(now))
        slot = next_slot(schedule, frozenset(record.slot for record in records), now)
        instant = slot_instant(schedule, slot.day) if slot is not None else None
        if slot is None or instant is None:
            raise UsageError("preview.rests")
        when = instant.astimezone(ZoneInfo(schedule.zone))
        return Preview(schedule, slot, when, chosen_for(snapshot, self._access, schedule, slot))

    async def _find(self, place: Place, typed_id: str) -> ListedSuggestion:
        clip_id = read_id(typed_id)
        for listed in await self.suggestions(place):
            if listed.suggestion.clip == clip_id:
                return listed
        raise NotFoundError("suggest.none", id=typed_id.strip())

    async def _decide(self, who: Who, clip: ClipId, verdict: Verdict) -> None:
        now = self._clock.now()
        await self._store.decide(Suggestion(who.place.key, clip, "", now, verdict, who.asker, now))

    def _listed(self, snapshot: Snapshot, place: Place, suggestion: Suggestion) -> ListedSuggestion:
        clip = snapshot.clip(suggestion.clip, self._access.scope(snapshot, place))
        if clip is None:
            return ListedSuggestion(suggestion, Spot(Target("", "", suggestion.clip), None, None), "suggest.gone")
        return ListedSuggestion(suggestion, _spot_of(clip), closed_by(snapshot, clip, Withholding(snapshot, place)))

    def _check_open(self, snapshot: Snapshot, clip: Clip, place: Place) -> None:
        closed = closed_by(snapshot, clip, Withholding(snapshot, place))
        if closed:
            raise UsageError(closed)


def _spot_of(clip: Clip) -> Spot:
    episode = clip.episode
    return Spot(Target(episode.show.slug, episode.stem, clip.id), episode, clip.start_ms)


def _check_new(known: Sequence[Suggestion], clip: ClipId, who: Who) -> None:
    verdict = next((each.verdict for each in known if each.clip == clip), None)
    if verdict is Verdict.APPROVED:
        raise UsageError("suggest.picked")
    if verdict is Verdict.DECLINED and not who.may_manage:
        raise UsageError("suggest.declined")
    if verdict is Verdict.OPEN and not who.may_manage:
        raise UsageError("suggest.known")


def _check_room(snapshot: Snapshot, known: Sequence[Suggestion], who: Who) -> None:
    if snapshot.opted_out(who.asker):
        raise UsageError("suggest.opted_out")
    if snapshot.open_suggestions(who.asker) >= MOST_OPEN:
        raise UsageError("suggest.full", limit=MOST_OPEN)
    if sum(each.verdict is Verdict.OPEN for each in known) >= MOST_WAITING:
        raise UsageError("suggest.busy")
