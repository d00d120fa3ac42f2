"""Keeping a show equal to a folder: what is new, changed or gone there since the last look.

A look does what can be done now and says whether to look again soon: a file that is still being written waits, and so
does one that cannot be read while it is fresh. What is wrong is told once, until it changes.

An episode whose file is gone is taken out. A folder that is missing, is empty or has lost most of its files at once is
more likely a disk that is not there: then nothing is taken out until the operator says so.
"""

import asyncio
import errno
import os
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import NajiError, StoreError, TranscriptError
from bot.ports import Snapshot, Store
from bot.transcripts.facts import FILE_NAME
from bot.transcripts.ingest import ENGINE, FileOutcome, Indexer, Outcome, absolute, import_sources
from bot.transcripts.sources import Refusal, Source, find_sources, is_transcript, os_refusal

SETTLE_S = 2.0
"""A file that has not changed for so long is taken to be written."""
FRESH_S = 30.0
"""What cannot be read of a file that was written so recently is not told yet: the rest of it may be on its way."""
ROUNDS = 15
"""Half a minute for what is being written when all that has changed is followed once."""
FEW_GONE = 2
"""So many episodes are taken out at once, and any number up to half of the folder's."""

Stamp = tuple[int, int, int]
"""What changes when a file is written: its size, and in ns when its content and when anything of it last changed."""
Stamps = Mapping[Path, Stamp]
Version = tuple[Stamp | None, Stamp | None]
"""What an episode is made from: the stamps of its file and of the folder's `episodes.toml`."""


@dataclass(frozen=True, slots=True)
class FollowedFolder:
    """A folder and the show that its transcripts are of."""

    show_slug: str
    path: Path


@dataclass(frozen=True, slots=True)
class _Failure:
    """What was wrong with a file.

    Attributes:
        version: of which of its versions.
        reason: what tells it from another.
        is_told: whether it was reported.
        may_pass: whether the same version is tried again.
    """

    version: Version
    reason: tuple[str, str]
    is_told: bool
    may_pass: bool


def list_folder(folder: Path) -> Stamps:
    """A folder's transcripts and its `episodes.toml`, each with its stamp.

    Raises:
        TranscriptError: see `bot.transcripts.sources.os_refusal`, and `sync.not_folder`.
    """
    stamps: dict[Path, Stamp] = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name == FILE_NAME or is_transcript(entry.name):
                    _stamp(entry, folder, stamps)
    except NotADirectoryError as error:
        raise TranscriptError("sync.not_folder", path=folder) from error
    except OSError as error:
        raise os_refusal(folder, error) from error
    return stamps


def _stamp(entry: os.DirEntry[str], folder: Path, stamps: dict[Path, Stamp]) -> None:
    try:
        about = entry.stat()
    except OSError as error:
        if error.errno != errno.ENOENT:
            raise
        return  # It went meanwhile, or is a link to nowhere.
    stamps[folder / entry.name] = about.st_size, about.st_mtime_ns, about.st_ctime_ns


def is_settled(stamp: Stamp, before: Stamp | None, now_s: float) -> bool:
    """Whether a file is written: it is as at the last look, or, at the first, has not changed for `SETTLE_S`."""
    if before is not None:
        return stamp == before
    return now_s - stamp[1] / 1e9 >= SETTLE_S


def may_take_out(gone: int, known: int) -> bool:
    """Whether so many of the folder's episodes may go at once: never all of several, never more than half of many."""
    return gone < known and (gone <= FEW_GONE or gone * 2 <= known)


async def follow_once(
    follower: "Follower", *, remove: bool = False, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> bool:
    """Look until nothing waits any more; False where something still did after `ROUNDS` looks."""
    for nth in range(ROUNDS):
        if nth:
            await sleep(SETTLE_S)
        if not await follower.look(remove=remove):
            return True
    return False


@dataclass(slots=True)
class Follower:
    """Keeps one show equal to its folder, look by look.

    Args:
        store: the library.
        followed: the folder and its show.
        report: hears what became of files; of the unchanged nothing.
        complain: hears what is wrong with the folder as a whole.
        indexer: see `bot.transcripts.ingest`.
        now: the time in seconds since 1970.
    """

    store: Store
    followed: FollowedFolder
    report: Callable[[FileOutcome], None]
    complain: Callable[[NajiError], None]
    indexer: Indexer = ENGINE
    now: Callable[[], float] = time.time
    _seen: Stamps | None = field(default=None, init=False)
    _is_pending: bool = field(default=False, init=False)
    _waits: bool = field(default=False, init=False)
    _done: dict[Path, Version] = field(default_factory=dict, init=False)
    _failures: dict[Path, _Failure] = field(default_factory=dict, init=False)
    _gone: frozenset[str] = field(default=frozenset(), init=False)
    _complained: tuple[str, str] | None = field(default=None, init=False)

    async def look(self, *, remove: bool = False) -> bool:
        """Follow what has changed; whether something waits, so that it is worth looking again in `SETTLE_S`.

        Args:
            remove: the operator says that what is gone may be taken out, however much it is, and at once.
        """
        try:
            listing = await self.indexer.worker(lambda: list_folder(self.followed.path))
        except NajiError as error:
            self._complain_once(error)
            self._seen = None
            return False
        if listing == self._seen and not self._is_pending and not remove:
            return False
        before = self._seen or {}
        # Until all of it is done: what breaks this look off must not make the next one think that it was.
        self._seen, self._is_pending, self._waits = listing, True, False
        self._failures = {path: failure for path, failure in self._failures.items() if path in listing}
        found = await self.indexer.worker(lambda: find_sources([self.followed.path], self.followed.show_slug))
        stored = await self.store.read(self._read)
        due = [one for one in found if one.path in listing and self._is_due(one, before, stored)]
        if due:
            await import_sources(self.store, due, self._hear, self.indexer)
        await self._take_out(found, frozenset(stored), remove=remove)
        self._is_pending = self._waits
        return self._waits

    def _read(self, snapshot: Snapshot) -> dict[str, str]:
        """The episodes that came from the folder, by stem, with their files.

        One whose file is not called like a transcript was named by itself: it is not followed.
        """
        slug, folder = self.followed.show_slug, absolute(self.followed.path)
        standing, sources = snapshot.fingerprints(slug), snapshot.sources(slug)
        return {
            stem: path
            for stem, path in sources.items()
            if stem in standing and os.path.split(path)[0] == folder and is_transcript(os.path.split(path)[1])
        }

    def _version(self, path: Path) -> Version:
        stamps = self._seen or {}
        return stamps.get(path), stamps.get(self.followed.path / FILE_NAME)

    def _is_due(self, one: Source | Refusal, before: Stamps, stored: Mapping[str, str]) -> bool:
        """Whether a file has something new to read; one that is still being written makes the look worth another."""
        version = self._version(one.path)
        failure = self._failures.get(one.path)
        if failure is not None and failure.version == version and not failure.may_pass:
            return False
        is_as_stored = isinstance(one, Source) and stored.get(one.stem) == absolute(one.path)
        if is_as_stored and self._done.get(one.path) == version:
            return False
        paths = (one.path, self.followed.path / FILE_NAME)
        is_written = all(
            stamp is None or is_settled(stamp, before.get(path), self.now())
            for path, stamp in zip(paths, version, strict=True)
        )
        self._waits |= not is_written
        return is_written

    def _hear(self, done: FileOutcome) -> None:
        """Tell what became of a file, unless it is known or may pass."""
        path, version = done.path, self._version(done.path)
        if done.error is not None:
            self._hear_failure(done, done.error, version)
            return
        self._failures.pop(path, None)
        self._done[path] = version
        if done.outcome is not Outcome.UNCHANGED:
            self.report(done)

    def _hear_failure(self, done: FileOutcome, error: NajiError, version: Version) -> None:
        before, reason = self._failures.get(done.path), _reason(error)
        is_half = before is None and version[0] is not None and self.now() - version[0][1] / 1e9 < FRESH_S
        was_told = any(
            each.is_told and each.reason == reason
            for path, each in self._failures.items()
            # A mistake in episodes.toml stops every file beside it.
            if path == done.path or error.values.get("file") == self.followed.path / FILE_NAME
        )
        if not (is_half or was_told):
            self.report(done)
        may_pass = is_half or isinstance(error, StoreError)
        self._failures[done.path] = _Failure(version, reason, is_told=not is_half, may_pass=may_pass)
        self._waits |= may_pass

    async def _take_out(self, found: Sequence[Source | Refusal], known: frozenset[str], *, remove: bool) -> None:
        """Take out the episodes whose files are gone, at the second look that does not find them."""
        gone = known - {one.stem for one in found if isinstance(one, Source)}
        trouble = next(
            (one.error for one in found if isinstance(one, Refusal) and one.path == self.followed.path), None
        )
        if trouble is not None and trouble.code != "import.folder_empty":
            # It went while it was looked at: nothing is known of its files.
            gone, self._waits = frozenset(), True
        elif remove:
            trouble = None
        elif gone and not may_take_out(len(gone), len(known)):
            names = {"path": self.followed.path, "show": self.followed.show_slug}
            trouble, gone = TranscriptError("sync.held", **names, gone=len(gone), known=len(known)), frozenset()
        self._complain_once(trouble)
        ready = gone if remove else gone & self._gone
        self._gone = gone - ready
        self._waits |= bool(self._gone)
        await self._remove(sorted(ready))

    async def _remove(self, stems: Iterable[str]) -> None:
        slug = self.followed.show_slug
        for stem in stems:
            if await self.store.remove_episode(slug, stem):
                self.report(FileOutcome(self.followed.path, Outcome.REMOVED, 0, 0, slug, stem))

    def _complain_once(self, error: NajiError | None) -> None:
        reason = _reason(error) if error else None
        if error and reason != self._complained:
            self.complain(error)
        self._complained = reason


def _reason(error: NajiError) -> tuple[str, str]:
    return error.code, repr(sorted((name, str(value)) for name, value in error.values.items()))
