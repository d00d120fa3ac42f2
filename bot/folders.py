"""Following folders, wired: once from the command line, or for as long as the bot runs."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TextIO

from bot.errors import NajiError, TranscriptError, UsageError
from bot.ports import Store
from bot.segmenting import Segmenter
from bot.transcripts.following import FollowedFolder, Follower, follow_once, list_folder
from bot.transcripts.ingest import FileOutcome, Indexer
from bot.transcripts.processes import ReadingProcess
from bot.transcripts.sources import is_transcript
from handlers.checkup import FolderState
from handlers.import_report import ImportReport
from handlers.locale import Words
from handlers.sync_report import SyncLog, Tally


def followed(folders: Mapping[str, Path], show: str | None) -> tuple[FollowedFolder, ...]:
    """The folders that are configured, or that of one show.

    Raises:
        UsageError: `sync.no_folders`, or `sync.no_folder` with `show` and `known`.
    """
    if not folders:
        raise UsageError("sync.no_folders")
    if show is not None and show not in folders:
        raise UsageError("sync.no_folder", show=show, known=", ".join(sorted(folders)))
    return tuple(FollowedFolder(slug, path) for slug, path in folders.items() if show in {None, slug})


def examined(folders: Mapping[str, Path]) -> tuple[FolderState, ...]:
    """How the folders that are configured stand. Blocks: never on the event loop."""
    return tuple(_examined(slug, path) for slug, path in folders.items())


def _examined(slug: str, path: Path) -> FolderState:
    try:
        return FolderState(slug, path, sum(is_transcript(each.name) for each in list_folder(path)))
    except NajiError as error:
        return FolderState(slug, path, error=error)


async def sync(
    store: Store, folders: tuple[FollowedFolder, ...], words: Words, streams: tuple[TextIO, TextIO], *, remove: bool
) -> bool:
    """Follow what has changed in the folders, and print it; whether nothing was wrong.

    Args:
        store: the library.
        folders: one after the other.
        words: to print in.
        streams: for what was done, and for what is wrong.
        remove: what is gone is taken out, however much it is.
    """
    tally = Tally()
    with ImportReport(words, *streams) as report, ReadingProcess() as reader:

        def tell(done: FileOutcome) -> None:
            tally.count(done)
            report.tell(done)

        def complain(error: NajiError) -> None:
            tally.complain()
            report.complain(error)

        for folder in folders:
            follower = Follower(store, folder, tell, complain, Indexer(reader=reader))
            if not await follow_once(follower, remove=remove):
                complain(TranscriptError("sync.still_written", path=folder.path))
        await Segmenter(store).run()
        report.sum_up(tally.summary, "sync.nothing")
    return tally.is_well


@asynccontextmanager
async def following(store: Store, folders: Mapping[str, Path], words: Words) -> AsyncIterator[None]:
    """Follow the folders, each in a task of its own; two never import at once."""
    if not folders:
        yield
        return
    from handlers.watching import keep_looking, ticks

    log, turn = SyncLog(words), asyncio.Lock()
    tasks = []
    for folder in followed(folders, None):
        follower = Follower(store, folder, log.tell, log.complain)
        look = partial(_look, follower, turn)
        tasks.append(asyncio.create_task(keep_looking(look, ticks(folder.path)), name=f"folder {folder.show_slug}"))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _look(follower: Follower, turn: asyncio.Lock) -> bool:
    """Look, reading in a process from the first file on: threads would hold up who asks meanwhile."""
    async with turn:
        with ReadingProcess(few=0) as reader:
            follower.indexer = Indexer(reader=reader)
            return await follower.look()
