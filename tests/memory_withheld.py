"""What must not be shown as the store in memory keeps it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.model import ClipId, EpisodeId, Place
from bot.withheld import ALL, EVERYWHERE, WHOLE_EPISODE, BlockedWords, Decided, Hidden, Report, Said, Target, Withheld
from tests.memory_sources import SourcesSnapshot, SourcesStore

Key = tuple[ClipId, str, str]


@dataclass(frozen=True)
class MemoryWithheld:
    """What is hidden by target and reach, blocked words, open reports by clip, place and person; and the log."""

    hidden: Mapping[tuple[Target, str], datetime] = field(default_factory=dict)
    blocked: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    reports: Mapping[Key, Report] = field(default_factory=dict)
    log: tuple[Decided, ...] = ()
    given: int = 0

    def closed(self, decided: Decided) -> "MemoryWithheld":
        """Without the reports of this target in reach."""
        left = {key: report for key, report in self.reports.items() if not _is_meant(report, decided)}
        return replace(self, reports=left)


def _is_meant(report: Report, decided: Decided) -> bool:
    meant, target = decided.target, report.target
    same_episode = (target.show_slug, target.stem) == (meant.show_slug, meant.stem)
    same_clip = meant.clip_id in (WHOLE_EPISODE, target.clip_id)
    return same_episode and same_clip and decided.reach in (EVERYWHERE, report.place)


class WithheldSnapshot(SourcesSnapshot):
    """`bot.withheld_ports.WithheldReads`."""

    held_back: MemoryWithheld

    def withheld(self, episodes: Collection[EpisodeId], place: Place) -> Withheld:
        """See `bot.withheld_ports.WithheldReads`."""
        counting = {EVERYWHERE, place.key}
        spans: dict[EpisodeId, list[Said]] = {}
        for target, reach in sorted(self.held_back.hidden, key=lambda each: (each[1], each[0].clip_id)):
            kept = self.kept.get((target.show_slug, target.stem))
            said = self._said(target)
            if reach in counting and kept and kept.episode.id in episodes and said:
                spans.setdefault(kept.episode.id, []).append(said)
        blocked = tuple(words for reach, words in self.held_back.blocked.values() if reach in counting)
        return Withheld(spans, blocked)

    def hidden(self, reach: str) -> Sequence[Hidden]:
        """See `bot.withheld_ports.WithheldReads`."""
        found = []
        for (target, held), at in self.held_back.hidden.items():
            said = self._said(target) if (target.show_slug, target.stem) in self.kept else None
            if held == reach:
                found.append(Hidden(target, at, said.start_ms if said else None))
        found.sort(key=lambda each: (each.target.show_slug, each.target.stem, each.target.clip_id))
        return sorted(found, key=lambda each: each.hidden, reverse=True)

    def blocked(self, reach: str) -> Sequence[BlockedWords]:
        """See `bot.withheld_ports.WithheldReads`."""
        return [BlockedWords(id_, words) for id_, (held, words) in self.held_back.blocked.items() if held == reach]

    def reports(self, reach: str) -> Sequence[Report]:
        """See `bot.withheld_ports.WithheldReads`."""
        found = [each for each in self.held_back.reports.values() if reach in (EVERYWHERE, each.place)]
        return sorted(found, key=lambda each: each.reported)

    def decided(self, reach: str) -> Sequence[Decided]:
        """See `bot.withheld_ports.WithheldReads`."""
        return [each for each in reversed(self.held_back.log) if reach in (EVERYWHERE, each.reach)]

    def _said(self, target: Target) -> Said | None:
        if target.clip_id == WHOLE_EPISODE:
            return ALL
        clip = self.clips.get(target.clip_id)
        return None if clip is None or clip.id in self.gone else Said(clip.start_ms, clip.end_ms, clip.words)


class WithheldStore(SourcesStore):
    """`bot.withheld_ports.WithheldWrites`."""

    _state: WithheldSnapshot

    async def hide(self, decided: Decided) -> bool:
        """See `bot.withheld_ports.WithheldWrites`."""
        self.writes += 1
        key = decided.target, decided.reach
        held = self._state.held_back.closed(decided)
        is_new = key not in held.hidden
        if is_new:
            held = replace(held, hidden={**held.hidden, key: decided.acted}, log=(*held.log, decided))
        self._state.held_back = held
        return is_new

    async def unhide(self, decided: Decided) -> bool:
        """See `bot.withheld_ports.WithheldWrites`."""
        self.writes += 1
        key, held = (decided.target, decided.reach), self._state.held_back
        was_there = key in held.hidden
        if was_there:
            left = {each: at for each, at in held.hidden.items() if each != key}
            self._state.held_back = replace(held, hidden=left, log=(*held.log, decided))
        return was_there

    async def dismiss(self, decided: Decided) -> bool:
        """See `bot.withheld_ports.WithheldWrites`."""
        self.writes += 1
        before = self._state.held_back
        left = before.closed(decided)
        was_there = left.reports != before.reports
        if was_there:
            self._state.held_back = replace(left, log=(*left.log, decided))
        return was_there

    async def block(self, reach: str, words: str) -> bool:
        """See `bot.withheld_ports.WithheldWrites`."""
        self.writes += 1
        held = self._state.held_back
        is_new = (reach, words) not in held.blocked.values()
        if is_new:
            given = held.given + 1
            self._state.held_back = replace(held, blocked={**held.blocked, given: (reach, words)}, given=given)
        return is_new

    async def unblock(self, reach: str, number: int) -> bool:
        """See `bot.withheld_ports.WithheldWrites`."""
        self.writes += 1
        held = self._state.held_back
        was_there = number in held.blocked and held.blocked[number][0] == reach
        if was_there:
            left = {id_: each for id_, each in held.blocked.items() if id_ != number}
            self._state.held_back = replace(held, blocked=left)
        return was_there

    async def report(self, report: Report) -> None:
        """See `bot.withheld_ports.WithheldWrites`."""
        self.writes += 1
        held = self._state.held_back
        key = report.target.clip_id, report.place, report.person
        old = held.reports.get(key)
        kept = replace(old, words=report.words or old.words) if old else report
        self._state.held_back = replace(held, reports={**held.reports, key: kept})
