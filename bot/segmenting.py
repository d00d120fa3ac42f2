"""Recognising what is not the show after imports, listing it, and the operator's word on it.

What an episode's segments are hangs on the other episodes of its show, too: what several say word for word is the
show's own. So each episode leaves a sketch of itself, and when an episode is new the sketches of its show are compared
anew; only episodes for which that changes anything are read again. New ones are written last: a run that is stopped
anywhere is taken up by the next.
"""

import asyncio
import hashlib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from bot.access import Access
from bot.errors import UsageError
from bot.model import Episode, EpisodeId, Passage, PassageId, Place, Scope, ShowId
from bot.narrowing import narrow
from bot.options import Options
from bot.ports import Snapshot, Store
from bot.recognition.clauses import Talk, talk_of
from bot.recognition.episode import RECOGNITION_FORMAT, recognise
from bot.recognition.repeats import Sketch, covered, repeated, sketch
from bot.search.language import asked
from bot.search.spans import speak
from bot.search.units import Sounds
from bot.search.windows import stream_of
from bot.segment_ports import Recognition
from bot.segments import Kind, Segment
from bot.transcripts.ingest import Worker, in_thread
from bot.transcripts.times import parse_time

AT_ONCE = 8
"""Episodes that are read and written together: fewer transactions, and a second of work between two rests."""
END_OF_TIME_MS = 1 << 40
EXCERPT_CHARS = 30

Common = NDArray[np.bool_]


# ---------------------------------------------------------------- recognising


@dataclass(frozen=True, slots=True)
class Segmenter:
    """Recognises the segments of every episode that is new, or whose show has changed around it.

    Attributes:
        worker: runs slow work away from the event loop.
        pause_s: how long it rests after every few episodes.
    """

    store: Store
    worker: Worker = in_thread
    pause_s: float = 0.0

    async def run(self) -> int:
        """Recognise what is to be recognised; how many episodes were written. Nothing is where nothing has changed.

        Raises:
            StoreError: the store could not be read or written.
        """
        shows = await self.store.read(lambda snapshot: snapshot.unrecognised(RECOGNITION_FORMAT))
        return sum([await self._show(show) for show in shows])

    async def _show(self, show: ShowId) -> int:
        known = await self.store.read(lambda snapshot: snapshot.recognitions(show))
        # New ones come last, and so they are written last: until then the show counts as unrecognised.
        sketches = {episode: Sketch.unpacked(old.sketch) for episode, old in known.items() if old and _is_current(old)}
        for some in _portions([episode for episode in known if episode not in sketches]):
            sounds = await self.store.read(partial(_sounds, show=show, episodes=some))
            sketches |= await self.worker(partial(_sketches, sounds))
        commons = await self.worker(partial(repeated, list(sketches.values())))
        bases = {episode: _basis(common) for episode, common in zip(sketches, commons, strict=True)}
        changed = [
            each for each in sketches if not (old := known[each]) or (old.format, old.basis) != _now(bases[each])
        ]
        rows = dict(zip(sketches, commons, strict=True))
        written = 0
        for some in _portions(changed):
            talks = await self.store.read(partial(_talks, show=show, episodes=some))
            found = await self.worker(partial(_recognitions, talks, sketches, rows))
            written += await self.store.put_recognitions(found)
            await asyncio.sleep(self.pause_s)
        return written


def _is_current(recognition: Recognition) -> bool:
    return recognition.format >= RECOGNITION_FORMAT


def _now(basis: str) -> tuple[int, str]:
    return RECOGNITION_FORMAT, basis


def _portions(episodes: Sequence[EpisodeId]) -> Iterator[tuple[EpisodeId, ...]]:
    left = iter(episodes)
    while some := tuple(islice(left, AT_ONCE)):
        yield some


def _sounds(snapshot: Snapshot, show: ShowId, episodes: Sequence[EpisodeId]) -> Mapping[EpisodeId, Sounds]:
    """What each of these episodes sounds like: its cues are read only where its index is of another format."""
    sounds = {}
    for episode, passages in _passages(snapshot, show, episodes).items():
        stream = stream_of(passages)
        is_whole = len(stream.ids) == len(passages)
        sounds[episode] = stream.sounds[:-1] if is_whole else _talk(snapshot, episode, passages).sounds
    return sounds


def _talks(snapshot: Snapshot, show: ShowId, episodes: Sequence[EpisodeId]) -> Mapping[EpisodeId, Talk]:
    found = _passages(snapshot, show, episodes)
    return {episode: _talk(snapshot, episode, passages) for episode, passages in found.items()}


def _talk(snapshot: Snapshot, episode: EpisodeId, passages: Sequence[Passage]) -> Talk:
    return talk_of(snapshot.cues_between(episode, 0, END_OF_TIME_MS), passages)


def _passages(snapshot: Snapshot, show: ShowId, episodes: Sequence[EpisodeId]) -> Mapping[EpisodeId, Sequence[Passage]]:
    """The passages of each of these episodes; none of one without a word."""
    found: dict[EpisodeId, Sequence[Passage]] = dict.fromkeys(episodes, ())
    for run in snapshot.passage_runs(Scope(frozenset({show}), frozenset(episodes))):
        found[run.episode_id] = snapshot.passages([PassageId(run.first + nth) for nth in range(run.count)])
    return found


def _sketches(sounds: Mapping[EpisodeId, Sounds]) -> dict[EpisodeId, Sketch]:
    return {episode: sketch(each) for episode, each in sounds.items()}


def _recognitions(
    talks: Mapping[EpisodeId, Talk], sketches: Mapping[EpisodeId, Sketch], commons: Mapping[EpisodeId, Common]
) -> dict[EpisodeId, Recognition]:
    found = {}
    for episode, talk in talks.items():
        own, common = sketches[episode], commons[episode]
        segments = recognise(talk, covered(own, common, len(talk.sounds)))
        found[episode] = Recognition(RECOGNITION_FORMAT, own.packed(), _basis(common), segments)
    return found


def _basis(common: Common) -> str:
    """Stands for what the other episodes say, too: where it is the same, so is what is recognised."""
    return hashlib.blake2b(np.packbits(common).tobytes(), digest_size=8).hexdigest() if common.any() else ""


# ---------------------------------------------------------------- the operator


@dataclass(frozen=True, slots=True)
class ListedSegment:
    """A segment of an episode and the first words of it."""

    episode: Episode
    segment: Segment
    words: str


@dataclass(frozen=True, slots=True)
class Segments:
    """What the operator reads and says of segments.

    Attributes:
        access: draws the scope of a place.
    """

    store: Store
    access: Access

    async def list(self, place: Place, show: str = "", episode: str = "") -> tuple[ListedSegment, ...]:
        """What holds, by episode and time.

        Args:
            place: where somebody asks.
            show: as the filter `show:` takes it; empty for all.
            episode: as the filter `ep:` takes it; empty for all.

        Raises:
            NotFoundError: there is no such show or episode here.
        """

        def look(snapshot: Snapshot) -> tuple[ListedSegment, ...]:
            episodes = self._episodes(snapshot, place, show, episode)
            segments = snapshot.segments([each.id for each in episodes])
            return tuple(
                ListedSegment(each, segment, _first_words(snapshot, each, segment))
                for each in episodes
                for segment in segments.get(each.id, ())
            )

        return await self.store.read(look)

    async def say(self, place: Place, named: tuple[str, str], span: str, kind: Kind) -> Episode:
        """Say what a range of an episode is. The episode.

        Args:
            place: where somebody asks.
            named: the show, or nothing, and the episode, as for `list`.
            span: such as `0:14-2:57`.
            kind: what it is; `Kind.SHOW` says that it is the show after all.

        Raises:
            UsageError: `segment.span`, `segment.which` where several episodes are meant.
            NotFoundError: as for `list`.
        """
        start_ms, end_ms = read_span(span)
        episode = await self._episode(place, named)
        await self.store.say_segment(episode.show.slug, episode.stem, Segment(start_ms, end_ms, kind, by_operator=True))
        return episode

    async def unsay(self, place: Place, named: tuple[str, str]) -> int:
        """Forget what the operator said of an episode, so that what was recognised holds again; how much there was.

        Raises:
            UsageError: `segment.which`.
            NotFoundError: as for `list`.
        """
        episode = await self._episode(place, named)
        return await self.store.unsay_segments(episode.show.slug, episode.stem)

    async def _episode(self, place: Place, named: tuple[str, str]) -> Episode:
        found = await self.store.read(lambda snapshot: self._episodes(snapshot, place, *named))
        if len(found) > 1:
            raise UsageError("segment.which", episode=named[1])
        return found[0]

    def _episodes(self, snapshot: Snapshot, place: Place, show: str, episode: str) -> Sequence[Episode]:
        request = asked("", Options(show=show, episode=episode))
        _, scope = narrow(snapshot, request, self.access.scope(snapshot, place))
        return snapshot.episodes(scope)


def read_span(typed: str) -> tuple[int, int]:
    """Start and end in ms of such as `0:14-2:57`; a tilde or a dash will do, and full-width signs.

    Raises:
        UsageError: `segment.span` with `span`.
    """
    plain = unicodedata.normalize("NFKC", typed)
    for mark in "~—–-":
        start, found, end = plain.partition(mark)
        times = parse_time(start.strip()), parse_time(end.strip())
        if found and times[0] is not None and times[1] is not None and 0 <= times[0] < times[1]:
            return times[0], times[1]
    raise UsageError("segment.span", span=typed)


def _first_words(snapshot: Snapshot, episode: Episode, segment: Segment) -> str:
    placed = snapshot.cues_between(episode.id, segment.start_ms, segment.end_ms)
    if not placed:
        return ""
    spoken = speak(placed[0])
    at = int(np.searchsorted(spoken.times_ms[:-1], segment.start_ms))
    begin = int(spoken.units.starts[at]) if at < len(spoken.units) else 0
    return placed[0].cue.text[begin : begin + EXCERPT_CHARS]
