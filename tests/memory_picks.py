"""Votes and suggestions in memory: the part of `tests.memory` for choosing a clip of the day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count

from bot.model import Clip, ClipId, Destination, Place, Scope
from bot.picks import Ballot, Liked, Sent, Suggestion, Tally, Verdict
from bot.slots import PostedSpan, SlotState
from tests.memory_slots import MemorySlots
from tests.small_people import NoPeople

_POSTED = frozenset({SlotState.SENDING, SlotState.SENT, SlotState.UNKNOWN})
_VERSIONS = count(1)


def new_version() -> int:
    """A version of a library that no store had before: what is kept of one is not read for another."""
    return next(_VERSIONS)


@dataclass(frozen=True)
class MemoryPicks:
    """Votes by place, clip and person; suggestions by place and clip; and who saved what."""

    votes: Mapping[tuple[str, ClipId, str], int] = field(default_factory=dict)
    suggestions: Mapping[tuple[str, ClipId], Suggestion] = field(default_factory=dict)
    saves: frozenset[tuple[str, ClipId]] = frozenset()
    opted_out: frozenset[str] = frozenset()

    def named(self, person: str) -> str:
        """The person, or nobody where nothing is kept of them."""
        return "" if person in self.opted_out else person


class PicksSnapshot(NoPeople):
    """`bot.pick_ports.PickReads`."""

    wanted: MemoryPicks
    version: int
    clips: dict[ClipId, Clip]
    gone: frozenset[ClipId]
    by_clock: MemorySlots

    def library_version(self) -> int:
        """See `bot.pick_ports.PickReads`."""
        return self.version

    def suggestions(self, place: Place) -> Sequence[Suggestion]:
        """See `bot.pick_ports.PickReads`."""
        found = [each for each in self.wanted.suggestions.values() if each.place == place.key]
        found.sort(key=lambda each: (each.suggested, each.clip))
        return [replace(each, span=self._span(each.clip)) for each in found]

    def open_suggestions(self, person: str) -> int:
        """See `bot.pick_ports.PickReads`."""
        every = self.wanted.suggestions.values()
        return sum(each.person == person and each.verdict is Verdict.OPEN for each in every)

    def voted(self, place: Place, scope: Scope) -> Sequence[Liked]:
        """See `bot.pick_ports.PickReads`."""
        weights = self.wanted.votes.items()
        return self._liked(((clip, weight) for (at, clip, _), weight in weights if at == place.key), scope)

    def saved(self, scope: Scope) -> Sequence[Liked]:
        """See `bot.pick_ports.PickReads`."""
        return self._liked(((clip, 1) for _, clip in self.wanted.saves), scope)

    def tally(self, place: Place, clip: ClipId) -> Tally:
        """See `bot.pick_ports.PickReads`."""
        weights = [w for (at, each, _), w in self.wanted.votes.items() if (at, each) == (place.key, clip)]
        return Tally(weights.count(1), weights.count(-1))

    def posts(self, destination: Destination) -> Sequence[Sent]:
        """See `bot.pick_ports.PickReads`."""
        where = (destination.place.key, destination.channel)
        return [post for post in self._posts() if (post.destination.place.key, post.destination.channel) == where]

    def posts_of(self, clip: ClipId) -> Sequence[Sent]:
        """See `bot.pick_ports.PickReads`."""
        return [post for post in self._posts() if post.record.clip == clip]

    def _posts(self) -> Sequence[Sent]:
        found = []
        for record in self.by_clock.records.values():
            if record.state in _POSTED and record.clip in self.clips and record.begun is not None:
                schedule = self.by_clock.known[record.slot.schedule]
                found.append((record.begun, Sent(schedule.destination, record, schedule.zone, self._at(record.clip))))
        found.sort(key=lambda each: (each[0], each[1].record.slot.schedule, each[1].record.slot.day))
        return [post for _, post in found]

    def _liked(self, counts: Iterable[tuple[ClipId, int]], scope: Scope) -> Sequence[Liked]:
        sums: dict[ClipId, int] = {}
        for clip, weight in counts:
            sums[clip] = sums.get(clip, 0) + weight
        found = []
        for clip in sorted(sums):
            span = self._span(clip)
            if span is not None and self.clips[clip].episode.show.id in scope.shows:
                found.append(Liked(clip, span, sums[clip]))
        return found

    def _span(self, clip: ClipId) -> PostedSpan | None:
        return self._at(clip) if clip in self.clips and clip not in self.gone else None

    def _at(self, clip: ClipId) -> PostedSpan:
        kept = self.clips[clip]
        return PostedSpan(kept.episode.show.slug, kept.episode.stem, kept.start_ms, kept.end_ms)


class PicksStore(NoPeople):
    """`bot.pick_ports.PickWrites`, and what tests need of bookmarks."""

    writes: int
    _state: PicksSnapshot

    async def vote(self, place: Place, clip: ClipId, person: str, weight: int, now: datetime) -> tuple[Ballot, Tally]:
        """See `bot.pick_ports.PickWrites`."""
        del now
        self.writes += 1
        wanted, key = self._state.wanted, (place.key, clip, person)
        ballot = Ballot.UP if weight > 0 else Ballot.DOWN
        if person in wanted.opted_out:
            ballot = Ballot.OPTED_OUT
        else:
            votes = {each: old for each, old in wanted.votes.items() if each != key}
            if wanted.votes.get(key) == weight:
                ballot = Ballot.TAKEN_BACK
            else:
                votes[key] = weight
            self._state.wanted = replace(wanted, votes=votes)
        return ballot, self._state.tally(place, clip)

    async def suggest(self, suggestion: Suggestion) -> bool:
        """See `bot.pick_ports.PickWrites`."""
        self.writes += 1
        is_new = (suggestion.place, suggestion.clip) not in self._state.wanted.suggestions
        if is_new:
            self._keep(suggestion)
        return is_new

    async def decide(self, suggestion: Suggestion) -> bool:
        """See `bot.pick_ports.PickWrites`."""
        self.writes += 1
        wanted = self._state.wanted
        old = wanted.suggestions.get((suggestion.place, suggestion.clip))
        if old is not None and old.verdict is suggestion.verdict:
            return False
        by = wanted.named(suggestion.decided_by)
        made = old or replace(suggestion, person=wanted.named(suggestion.person))
        self._keep(replace(made, verdict=suggestion.verdict, decided_by=by, decided=suggestion.decided))
        return True

    async def withdraw(self, place: Place, clip: ClipId) -> bool:
        """See `bot.pick_ports.PickWrites`."""
        self.writes += 1
        wanted, key = self._state.wanted, (place.key, clip)
        left = {each: old for each, old in wanted.suggestions.items() if each != key}
        self._state.wanted = replace(wanted, suggestions=left)
        return key in wanted.suggestions

    async def bookmark(self, person: str, clip: ClipId) -> None:
        """Save a clip for a person."""
        wanted = self._state.wanted
        self._state.wanted = replace(wanted, saves=wanted.saves | {(person, clip)})

    def _keep(self, suggestion: Suggestion) -> None:
        wanted, key = self._state.wanted, (suggestion.place, suggestion.clip)
        kept = replace(suggestion, span=None)
        self._state.wanted = replace(wanted, suggestions={**wanted.suggestions, key: kept})
