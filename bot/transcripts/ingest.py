"""The import: files and folders into the store, each file by itself, none stopped by another's fault.

Each episode is written in one call of the store, so that an import cut off anywhere leaves whole episodes behind;
the same command then takes up where it stopped, because what has not changed is not written again.
"""

import asyncio
import hashlib
import json
import os
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeVar

from bot.amends import Correction, CorrectionMove
from bot.clips import END_OF_TIME_MS
from bot.errors import ChangedError, NajiError
from bot.given import NOTHING_GIVEN, GivenFacts
from bot.model import Clip, ClipMove, Cue, EpisodeDraft, EpisodeFacts, EpisodeIndex, Scope
from bot.ports import Snapshot, Store
from bot.search import engine
from bot.search.file_names import facts_in
from bot.search.moving import moves_between
from bot.transcripts.facts import FILE_NAME, FolderFacts, parse_facts
from bot.transcripts.reading import READING_FORMAT, read_transcript
from bot.transcripts.sources import Refusal, Source, find_sources, read_source
from bot.transcripts.timing import Timing
from bot.transcripts.transcript import NoCueError, Problem, Transcript

T = TypeVar("T")

KEPT_PROBLEMS = 20
"""Of each file; the rest is a count."""
AHEAD = 2
"""Files that are read and indexed while one is written: enough for two cores, and few enough to hold in memory."""
WRITE_TRIES = 5
"""How often an episode is written whose clips or corrections change meanwhile; a try takes a few milliseconds."""
TIDIED_EVERY = 8
"""Episodes after which the index is tidied up: so many small segments make one, see `storage.merging`."""


class Outcome(StrEnum):
    """What became of a file."""

    IMPORTED = "imported"
    """A new episode."""
    REPLACED = "replaced"
    """An episode that was there is new."""
    UNCHANGED = "unchanged"
    """Nothing of it or of its facts has changed since it was imported: nothing was written."""
    FAILED = "failed"
    """Nothing of it was imported, and what was there stays."""
    REMOVED = "removed"
    """Its file went from a folder that is followed: the episode was taken out."""


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one path.

    Attributes:
        position: of how many paths, counted from 1 to `total`.
        show_slug, stem: the episode; None where the path gave none.
        cue_count: of an episode that was written; 0 otherwise.
        problems: the first `KEPT_PROBLEMS` of `problem_count`, by rising line.
        error: why it failed.
    """

    path: Path
    outcome: Outcome
    position: int
    total: int
    show_slug: str | None = None
    stem: str | None = None
    cue_count: int = 0
    problems: tuple[Problem, ...] = ()
    problem_count: int = 0
    error: NajiError | None = None


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """An import in figures: how many files had each outcome, and the cues that were written."""

    counts: Mapping[Outcome, int]
    cue_count: int

    @property
    def failed(self) -> int:
        """How many failed; any means exit code 1."""
        return self.counts[Outcome.FAILED]


class Worker(Protocol):
    """Runs slow work away from the event loop."""

    async def __call__(self, work: Callable[[], T]) -> T:
        """What `work` returns, or raises."""
        ...


async def in_thread(work: Callable[[], T]) -> T:
    """Run `work` on a thread: reading and indexing take turns with the loop and never hold it."""
    return await asyncio.to_thread(work)


async def until_unchanged(write: Callable[[], Awaitable[T]]) -> T:
    """What `write` returns, which looks at what people keep of an episode and writes it: once more where that changed.

    Raises:
        ChangedError: it changed `WRITE_TRIES` times.
    """
    for _ in range(WRITE_TRIES - 1):
        with suppress(ChangedError):
            return await write()
    return await write()


async def tidy(store: Store, written: int, *, at_rest: bool = False) -> None:
    """Keep the index fast while episodes are written, so many by now, and leave it so `at_rest`."""
    if written and (at_rest or written % TIDIED_EVERY == 0):
        await store.compact(at_rest=at_rest)


Mover = Callable[
    [Sequence[Cue], Sequence[Cue], Sequence[Clip], Sequence[Correction]],
    tuple[tuple[ClipMove, ...], tuple[CorrectionMove, ...]],
]
"""The old version's cues, the new one's, clips and corrections -> what becomes of these."""


@dataclass(frozen=True, slots=True)
class Indexer:
    """What the import needs of the search core, and where it runs.

    Attributes:
        index_episode: see `bot.search.engine`; slow.
        moves_between: see `bot.search.moving`; slow.
        worker: runs everything that is slow or touches the disk.
        reader: runs the slowest of it, `index_episode` behind the reading and `moves_between`, see
            `bot.transcripts.processes`; what it is given can be sent to a process.
    """

    index_episode: Callable[[Sequence[Cue]], EpisodeIndex] = engine.index_episode
    moves_between: Mover = moves_between
    worker: Worker = in_thread
    reader: Worker = in_thread


ENGINE = Indexer()


async def import_paths(
    store: Store,
    paths: Sequence[Path],
    show_slug: str | None,
    report: Callable[[FileOutcome], None],
    indexer: Indexer = ENGINE,
) -> ImportSummary:
    """Import files and folders, see `bot.transcripts.sources` for which; `report` hears of each as it is done.

    Raises:
        UsageError: `import.slug` or `import.no_slug`, before anything is written.
    """
    steps = await indexer.worker(lambda: find_sources(paths, show_slug))
    return await import_sources(store, steps, report, indexer)


async def import_sources(
    store: Store,
    steps: Sequence[Source | Refusal],
    report: Callable[[FileOutcome], None],
    indexer: Indexer = ENGINE,
) -> ImportSummary:
    """Import what was found; `report` hears of each as it is done."""
    run = _Run(store, indexer, len(steps))
    counts, cue_count = dict.fromkeys(Outcome, 0), 0
    coming: deque[asyncio.Task[_Ready]] = deque()
    left = iter(enumerate(steps, 1))
    try:
        while True:
            for position, step in islice(left, 1 + AHEAD - len(coming)):
                coming.append(asyncio.create_task(run.prepare(step, position)))
            if not coming:
                await tidy(store, run.written, at_rest=True)
                return ImportSummary(counts, cue_count)
            done = await run.finish(await coming.popleft())
            counts[done.outcome] += 1
            await tidy(store, run.written)
            cue_count += done.cue_count
            report(done)
    finally:
        for task in coming:
            task.cancel()
        await asyncio.gather(*coming, return_exceptions=True)


@dataclass(frozen=True, slots=True)
class _Ready:
    """A file that was looked at: `done` is what becomes of it, once its draft, where it has one, is written."""

    done: FileOutcome
    draft: EpisodeDraft | None = None
    moved: bool = False
    """Whether an unchanged episode is read from another file than before."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the store has of a show: by stem fingerprints, files and what was said by hand."""

    fingerprints: Mapping[str, str]
    sources: Mapping[str, str]
    given: Mapping[str, GivenFacts]


@dataclass(frozen=True, slots=True)
class _About:
    """What is known of an episode beside its transcript; of what is said by hand only what moves its times."""

    facts: EpisodeFacts
    named: EpisodeFacts
    timing: Timing


@dataclass(slots=True)
class _Run:
    """One import: what it has learnt of folders and shows on the way."""

    store: Store
    indexer: Indexer
    total: int
    written: int = 0
    folders: dict[Path, FolderFacts | NajiError] = field(default_factory=dict)
    known: dict[str, _Known] = field(default_factory=dict)

    async def prepare(self, step: Source | Refusal, position: int) -> _Ready:
        """All that comes before writing; writes nothing."""
        if isinstance(step, Refusal):
            return _Ready(FileOutcome(step.path, Outcome.FAILED, position, self.total, error=step.error))
        begun = FileOutcome(step.path, Outcome.FAILED, position, self.total, step.show_slug, step.stem)
        try:
            return await self._prepare(step, begun)
        except NajiError as error:
            problems = error.problems if isinstance(error, NoCueError) else ()
            return _Ready(replace(_with_problems(begun, problems), error=error))

    async def finish(self, ready: _Ready) -> FileOutcome:
        """Write what there is to write."""
        try:
            await self._write(ready)
        except NajiError as error:
            return replace(ready.done, outcome=Outcome.FAILED, cue_count=0, problems=(), problem_count=0, error=error)
        return ready.done

    async def _prepare(self, source: Source, begun: FileOutcome) -> _Ready:
        folder = await self._facts(source.path.parent)
        known = await self._known_of(source.show_slug)
        about = _about(source.stem, folder, known)
        data, fingerprint = await self.indexer.worker(lambda: _read(source, folder, about))
        if known.fingerprints.get(source.stem) == fingerprint:
            moved = known.sources.get(source.stem) != absolute(source.path)
            return _Ready(replace(begun, outcome=Outcome.UNCHANGED), moved=moved)
        transcript, index = await self.indexer.reader(
            partial(read_and_index, data, about.timing, self.indexer.index_episode)
        )
        draft = EpisodeDraft(
            show_slug=source.show_slug,
            stem=source.stem,
            facts=about.facts,
            named=about.named,
            cues=transcript.cues,
            index=index,
            fingerprint=fingerprint,
            show_title=folder.show_title,
            show_link_template=folder.show_link_template,
            untimed=transcript.untimed,
            source=absolute(source.path),
        )
        outcome = Outcome.REPLACED if source.stem in known.fingerprints else Outcome.IMPORTED
        done = replace(begun, outcome=outcome, cue_count=len(transcript.cues))
        return _Ready(_with_problems(done, transcript.problems), draft)

    async def _write(self, ready: _Ready) -> None:
        done = ready.done
        if ready.draft is not None:
            await put_draft(self.store, self.indexer, ready.draft)
            self.written += 1
        elif ready.moved and done.show_slug and done.stem:
            await self.store.set_source(done.show_slug, done.stem, absolute(done.path))

    async def _facts(self, folder: Path) -> FolderFacts:
        if folder not in self.folders:
            self.folders[folder] = await self.indexer.worker(lambda: _folder_facts(folder))
        facts = self.folders[folder]
        if isinstance(facts, NajiError):
            raise facts
        return facts

    async def _known_of(self, show_slug: str) -> _Known:
        if show_slug not in self.known:
            self.known[show_slug] = await self.store.read(
                lambda snapshot: _Known(
                    snapshot.fingerprints(show_slug), snapshot.sources(show_slug), snapshot.given_facts(show_slug)
                )
            )
        return self.known[show_slug]


async def put_draft(store: Store, indexer: Indexer, draft: EpisodeDraft) -> None:
    """Write an episode, its clips and corrections moved along; once more where another is kept meanwhile."""

    async def put() -> None:
        old, clips, corrections = await store.read(partial(_kept_of, draft))
        moves: tuple[ClipMove, ...] = ()
        amends: tuple[CorrectionMove, ...] = ()
        if clips or corrections:
            work = partial(indexer.moves_between, old, draft.cues, clips, corrections)
            moves, amends = await indexer.reader(work)
        await store.put_episode(replace(draft, moves=moves, corrections=amends))

    await until_unchanged(put)


def absolute(path: Path) -> str:
    """A path as it is kept: links are not followed, as a folder is what its operator calls it."""
    return os.path.abspath(path)  # noqa: PTH100 -- Path.resolve() follows links


def _about(stem: str, folder: FolderFacts, known: _Known) -> _About:
    """What the folder and the file's name say; the offset that was given by hand before the folder's."""
    timing = folder.timing_of(stem)
    offset_ms = known.given.get(stem, NOTHING_GIVEN).offset_ms
    if offset_ms is not None:
        timing = replace(timing, offset_ms=offset_ms)
    return _About(folder.of(stem), facts_in(stem), timing)


def _kept_of(draft: EpisodeDraft, snapshot: Snapshot) -> tuple[Sequence[Cue], Sequence[Clip], Sequence[Correction]]:
    """The cues of the episode that is to be replaced, and what people keep of it; without these no cues either."""
    names = draft.show_slug, draft.stem
    clips, corrections = snapshot.clips_of(*names), snapshot.corrections_of(*names)
    if not clips and not corrections:
        return (), (), ()
    shows = Scope(frozenset(show.id for show in snapshot.shows() if show.slug == draft.show_slug))
    episode = snapshot.find_episode(*names, shows)
    old = snapshot.cues_between(episode.id, 0, END_OF_TIME_MS) if episode else ()
    return tuple(placed.cue for placed in old), clips, corrections


def read_and_index(
    data: bytes, timing: Timing, index_episode: Callable[[Sequence[Cue]], EpisodeIndex]
) -> tuple[Transcript, EpisodeIndex]:
    """A transcript and its index, slowly.

    Raises:
        TranscriptError: what `bot.transcripts.reading.read_transcript` raises.
    """
    transcript = read_transcript(data, timing)
    return transcript, index_episode(transcript.cues)


def _with_problems(done: FileOutcome, problems: tuple[Problem, ...]) -> FileOutcome:
    return replace(done, problems=problems[:KEPT_PROBLEMS], problem_count=len(problems))


def _folder_facts(folder: Path) -> FolderFacts | NajiError:
    """What the folder's `episodes.toml` says, or why it cannot be read: then none of the folder's files is imported.

    Without its facts an episode would lose its number and its links.
    """
    path = folder / FILE_NAME
    try:
        return parse_facts(read_source(path), path)
    except NajiError as error:
        return FolderFacts() if error.code == "import.missing" else error


def _read(source: Source, folder: FolderFacts, about: _About) -> tuple[bytes, str]:
    """The file's bytes, and the fingerprint of all that the episode is made from: they, its facts, how it is read."""
    data = read_source(source.path)
    named = [] if about.named == EpisodeFacts() else [asdict(about.named)]
    told = [asdict(about.facts), *named, asdict(about.timing)]
    facts = [READING_FORMAT, folder.show_title, folder.show_link_template, *told]
    head = json.dumps(facts, default=str).encode()
    return data, hashlib.sha256(head + b"\0" + data).hexdigest()
