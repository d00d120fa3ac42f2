"""Why a clip was posted, or would be, and why another was not: for the operator, and nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.access import Access
from bot.choosing import Chosen, chosen_for, closed_by
from bot.clips import kept_clip, named_by
from bot.errors import NotFoundError
from bot.highlights import worthy
from bot.model import Clip, Destination, Place
from bot.picks import Sent, Verdict
from bot.ports import Snapshot, Store
from bot.schedules import schedules_of
from bot.slots import Schedule, Slot, SlotRecord
from bot.why import Tier, Why, read_why
from bot.withholding import Withholding
from bot.worth.picking import Pick


@dataclass(frozen=True, slots=True)
class Standing:
    """What a clip is at a place.

    Attributes:
        tier: in which it would be chosen there if it was not posted; None where it never would.
        votes: those for it less those against it.
        verdict: on its suggestion; None where nobody suggested it.
        closed: the code of what keeps it from being posted, see `bot.choosing.closed_by`.
        answers: whether its show does there.
    """

    place: Place
    tier: Tier | None
    votes: int
    verdict: Verdict | None
    closed: str
    answers: bool


@dataclass(frozen=True, slots=True)
class ClipFacts:
    """All that counts for a clip.

    Attributes:
        pick: as it is one of the best of its episode, with its reasons; None where it is none.
        saves: how many people saved it.
        places: each place that has a clip of the day, or had this one.
        posts: where it was sent, or may have been, the oldest first.
    """

    clip: Clip
    pick: Pick | None
    saves: int
    places: tuple[Standing, ...]
    posts: tuple[Sent, ...]


@dataclass(frozen=True, slots=True)
class SlotFacts:
    """How a slot was filled, and how it would be now with what its destination had been posted before.

    Attributes:
        number: of the schedule in the operator's list.
        record: None where the slot is still to be posted.
        clip: what was chosen for it; None where that is not known, or its words are gone.
        why: how that was chosen; None where it was not written down.
        now: what is chosen now; None where nothing is, for `reason`.
        reason: the code of why there is none.
    """

    number: int
    schedule: Schedule
    slot: Slot
    record: SlotRecord | None
    clip: Clip | None
    why: Why | None
    now: Chosen | None
    reason: str = ""

    @property
    def is_same(self) -> bool:
        """Whether the same is chosen now as was then."""
        return self.record is not None and self.now is not None and self.record.clip == self.now.clip.id


class Explaining:
    """Explains. Each call reads the store once.

    Args:
        store: the library, and what was posted.
        access: draws the scope of a place.
    """

    def __init__(self, store: Store, access: Access) -> None:
        self._store = store
        self._access = access

    async def clip(self, place: Place, typed_id: str) -> ClipFacts:
        """All that counts for a clip.

        Args:
            place: the operator's.
            typed_id: as a person typed it.

        Raises:
            UsageError: `clip.empty`.
            NotFoundError: `clip.none`, `clip.lost`.
        """

        def look(snapshot: Snapshot) -> ClipFacts:
            clip = kept_clip(snapshot, named_by(typed_id), self._access.scope(snapshot, place))
            picks = worthy(snapshot, clip.episode, Withholding(snapshot, place))
            pick = next((each for each in picks if _is_same(each, clip)), None)
            saves = sum(
                each.count for each in snapshot.saved(self._access.scope(snapshot, place)) if each.clip == clip.id
            )
            posts = tuple(snapshot.posts_of(clip.id))
            standing = (each.destination.place for each in schedules_of(snapshot, place))
            places = {each.key: each for each in (*standing, *(post.destination.place for post in posts))}
            stand = tuple(self._standing(snapshot, places[key], clip, pick, saves) for key in sorted(places))
            return ClipFacts(clip, pick, saves, stand, posts)

        return await self._store.read(look)

    async def slots(
        self, operator: Place, day: date, where: str = "", number: int | None = None
    ) -> tuple[SlotFacts, ...]:
        """The slots of a local date, each with what it would be now.

        Args:
            operator: the operator's place.
            day: which.
            where: `Place.key`, or a channel's id; empty for all.
            number: of the schedule in the operator's list; None for all.

        Raises:
            NotFoundError: `explain.none_set` where there is no schedule at all, `explain.no_schedule` where none is
                meant.
        """

        def look(snapshot: Snapshot) -> tuple[SlotFacts, ...]:
            schedules = schedules_of(snapshot, operator)
            if not schedules:
                raise NotFoundError("explain.none_set")
            meant = [
                (nth, each)
                for nth, each in enumerate(schedules, 1)
                if number in (None, nth) and _is_at(each.destination, where)
            ]
            if not meant:
                raise NotFoundError("explain.no_schedule")
            return tuple(facts for nth, each in meant for facts in self._slots(snapshot, operator, nth, each, day))

        return await self._store.read(look)

    def _slots(
        self, snapshot: Snapshot, operator: Place, number: int, schedule: Schedule, day: date
    ) -> Sequence[SlotFacts]:
        records = [each for each in snapshot.slots([schedule.id], day) if each.slot.day == day]
        sent = snapshot.posts(schedule.destination)
        slots: dict[Slot, SlotRecord | None] = {record.slot: record for record in records}
        found = []
        for slot, record in (slots or {Slot(schedule.id, day): None}).items():
            at = next((nth for nth, each in enumerate(sent) if each.record.slot == slot), len(sent))
            clip = None
            if record is not None and record.clip is not None:
                clip = snapshot.clip(record.clip, self._access.scope(snapshot, operator))
            why = read_why(record.why) if record is not None else None
            now, reason = None, ""
            try:
                now = chosen_for(snapshot, self._access, schedule, slot, [each.span for each in sent[:at]])
            except NotFoundError as error:
                reason = error.code
            found.append(SlotFacts(number, schedule, slot, record, clip, why, now, reason))
        return found

    def _standing(self, snapshot: Snapshot, place: Place, clip: Clip, pick: Pick | None, saves: int) -> Standing:
        known = {each.clip: each.verdict for each in snapshot.suggestions(place)}
        verdict = known.get(clip.id)
        scope = self._access.scope(snapshot, place)
        votes = next((each.count for each in snapshot.voted(place, scope) if each.clip == clip.id), 0)
        closed = closed_by(snapshot, clip, Withholding(snapshot, place))
        answers = clip.episode.show.id in scope.shows
        tier = _tier(verdict, votes, saves, pick) if answers and not closed else None
        return Standing(place, tier, votes, verdict, closed, answers)


def _tier(verdict: Verdict | None, votes: int, saves: int, pick: Pick | None) -> Tier | None:
    if verdict is Verdict.APPROVED:
        return Tier.PICKED
    if verdict is Verdict.DECLINED:
        return None
    if votes >= 0 and votes + saves > 0:
        return Tier.LIKED
    return Tier.BEST if pick is not None else None


def _is_same(pick: Pick, clip: Clip) -> bool:
    return (pick.start_ms, pick.end_ms) == (clip.start_ms, clip.end_ms)


def _is_at(destination: Destination, where: str) -> bool:
    return where in ("", destination.place.key, destination.channel)
