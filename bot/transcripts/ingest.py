"""The import: files and folders into the store, each file by itself, none stopped by another's fault.

Each episode is written in one call of the store, so that an import cut off anywhere leaves whole episodes behind;
the same command then takes up where it stopped, because what has not changed is not written again.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from bot.amends import Correction, CorrectionMove
from bot.errors import ChangedError, NajiError
from bot.model import Clip, ClipMove, Cue, EpisodeDraft, EpisodeIndex
from bot.ports import Snapshot, Store
from bot.search import engine
from bot.search.amend import moves_of
from bot.transcripts.facts import FILE_NAME, FolderFacts, parse_facts
from bot.transcripts.reading import READING_FORMAT, read_transcript
from bot.transcripts.sources import Refusal, Source, find_sources, read_source
from bot.transcripts.transcript import NoCueError, Problem

T = TypeVar("T")

KEPT_PROBLEMS = 20
"""Of each file; the rest is a count."""
WRITE_TRIES = 5
"""How often an episode is written whose clips change meanwhile; each try takes a few milliseconds."""


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


@dataclass(frozen=True, slots=True)
class Indexer:
    """What the import needs of the search core, and where it runs.

    Attributes:
        index_episode: see `bot.search.engine`; slow.
        locate: see `bot.search.engine`.
        move_corrections: see `bot.search.amend.moves_of`.
        index_format: part of every fingerprint, so that another format makes every file a changed one.
        worker: runs everything that is slow or touches the disk.
    """

    index_episode: Callable[[Sequence[Cue]], EpisodeIndex] = engine.index_episode
    locate: Callable[[str, Sequence[Cue], int], tuple[int, int] | None] = engine.locate
    move_corrections: Callable[[Sequence[Correction], Sequence[Cue]], tuple[CorrectionMove, ...]] = moves_of
    index_format: int = engine.INDEX_FORMAT
    worker: Worker = in_thread


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
    run = _Run(store, indexer, len(steps))
    counts, cue_count = dict.fromkeys(Outcome, 0), 0
    for position, step in enumerate(steps, 1):
        done = await run.take(step, position)
        counts[done.outcome] += 1
        cue_count += done.cue_count
        report(done)
    return ImportSummary(counts, cue_count)


@dataclass(slots=True)
class _Run:
    """One import: what it has learnt of folders and shows on the way."""

    store: Store
    indexer: Indexer
    total: int
    folders: dict[Path, FolderFacts | NajiError] = field(default_factory=dict)
    known: dict[str, dict[str, str]] = field(default_factory=dict)

    async def take(self, step: Source | Refusal, position: int) -> FileOutcome:
        if isinstance(step, Refusal):
            return FileOutcome(step.path, Outcome.FAILED, position, self.total, error=step.error)
        begun = FileOutcome(step.path, Outcome.FAILED, position, self.total, step.show_slug, step.stem)
        try:
            return await self._import(step, begun)
        except NajiError as error:
            problems = error.problems if isinstance(error, NoCueError) else ()
            return replace(_with_problems(begun, problems), error=error)

    async def _import(self, source: Source, begun: FileOutcome) -> FileOutcome:
        folder = await self._facts(source.path.parent)
        data, fingerprint = await self.indexer.worker(lambda: self._read(source, folder))
        known = await self._fingerprints(source.show_slug)
        if known.get(source.stem) == fingerprint:
            return replace(begun, outcome=Outcome.UNCHANGED)
        timing = folder.timing_of(source.stem)
        transcript = await self.indexer.worker(lambda: read_transcript(data, timing))
        index = await self.indexer.worker(lambda: self.indexer.index_episode(transcript.cues))
        await self._put(
            EpisodeDraft(
                show_slug=source.show_slug,
                stem=source.stem,
                facts=folder.of(source.stem),
                cues=transcript.cues,
                index=index,
                fingerprint=fingerprint,
                show_title=folder.show_title,
                show_link_template=folder.show_link_template,
                untimed=transcript.untimed,
            )
        )
        outcome = Outcome.REPLACED if source.stem in known else Outcome.IMPORTED
        done = replace(begun, outcome=outcome, cue_count=len(transcript.cues))
        return _with_problems(done, transcript.problems)

    def _read(self, source: Source, folder: FolderFacts) -> tuple[bytes, str]:
        data = read_source(source.path)
        return data, _fingerprint(data, folder, source.stem, self.indexer.index_format)

    async def _put(self, draft: EpisodeDraft) -> None:
        """Write the episode, its clips and corrections moved along; once more where another is kept meanwhile."""
        left = WRITE_TRIES
        while True:
            left -= 1
            clips, corrections = await self.store.read(partial(_kept_of, draft))
            moves = await self.indexer.worker(partial(self._moves, draft.cues, clips))
            amends = await self.indexer.worker(partial(self.indexer.move_corrections, corrections, draft.cues))
            try:
                await self.store.put_episode(replace(draft, moves=moves, corrections=amends))
            except ChangedError:
                if not left:
                    raise
            else:
                return

    def _moves(self, cues: Sequence[Cue], clips: Sequence[Clip]) -> tuple[ClipMove, ...]:
        return tuple(ClipMove(clip.id, self.indexer.locate(clip.words, cues, clip.start_ms)) for clip in clips)

    async def _facts(self, folder: Path) -> FolderFacts:
        if folder not in self.folders:
            self.folders[folder] = await self.indexer.worker(lambda: _folder_facts(folder))
        facts = self.folders[folder]
        if isinstance(facts, NajiError):
            raise facts
        return facts

    async def _fingerprints(self, show_slug: str) -> dict[str, str]:
        if show_slug not in self.known:
            self.known[show_slug] = await self.store.read(lambda snapshot: snapshot.fingerprints(show_slug))
        return self.known[show_slug]


def _kept_of(draft: EpisodeDraft, snapshot: Snapshot) -> tuple[Sequence[Clip], Sequence[Correction]]:
    """What people keep of the episode that is to be replaced."""
    names = draft.show_slug, draft.stem
    return snapshot.clips_of(*names), snapshot.corrections_of(*names)


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


def _fingerprint(data: bytes, folder: FolderFacts, stem: str, index_format: int) -> str:
    """Of all that an episode is made from: the file, its facts and the show's, and the two formats."""
    about = (asdict(folder.of(stem)), asdict(folder.timing_of(stem)))
    facts = [READING_FORMAT, index_format, folder.show_title, folder.show_link_template, *about]
    head = json.dumps(facts, default=str).encode()
    return hashlib.sha256(head + b"\0" + data).hexdigest()
