"""The store that quality is measured in: every transcript beside the project, imported as a user does.

Each series of readr (the letters its file names begin with) is a show of its own, so that a scope without one of them
makes negatives of its phrases without a second store.
"""

import re
import sys
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.model import Scope
from bot.search.engine import INDEX_FORMAT
from bot.segmenting import Segmenter
from bot.transcripts.ingest import FileOutcome, Outcome, import_paths
from storage.sqlite import SqliteStore, open_store

CORPORA = ("techwave", "readr", "audrey", "twiml")
SERIES = "readr-"
"""What the slug of a readr series begins with."""


def shows_of(corpus: Path) -> dict[str, list[Path]]:
    """The files of each show by its slug."""
    shows: dict[str, list[Path]] = {}
    for name in CORPORA:
        for path in sorted(file for file in (corpus / name).iterdir() if not file.name.startswith(".")):
            series = re.match(r"[a-z]+", path.stem)
            slug = f"{SERIES}{series.group()}" if name == "readr" and series else name
            shows.setdefault(slug, []).append(path)
    return shows


def _complain(outcome: FileOutcome) -> None:
    if outcome.outcome is Outcome.FAILED:
        sys.exit(f"{outcome.path.name} was not imported: {outcome.error}")


@asynccontextmanager
async def open_library(corpus: Path, folder: Path | None) -> AsyncIterator[SqliteStore]:
    """The store with all of it, kept in `folder` for the next run, or in a temporary folder.

    A kept store is keyed by the index format, as the import is: after a change of the index that does not raise the
    format, delete it.
    """
    with TemporaryDirectory() as temporary:
        path = (folder or Path(temporary)) / f"quality-{INDEX_FORMAT}.db"
        async with await open_store(path) as store:
            for slug, files in shows_of(corpus).items():
                await import_paths(store, files, slug, _complain)
            await Segmenter(store).run()
            yield store


async def scopes_of(store: SqliteStore) -> Mapping[str, Scope]:
    """The scope of each show alone by its slug, and of all together by the empty one."""
    shows = await store.read(lambda snapshot: snapshot.shows())
    every = Scope(frozenset(show.id for show in shows))
    return {"": every} | {show.slug: Scope(frozenset({show.id})) for show in shows}


def without(scopes: Mapping[str, Scope], slugs: Collection[str]) -> Scope:
    """All shows but these."""
    left_out = {show for slug in slugs for show in scopes[slug].shows}
    return Scope(scopes[""].shows - left_out)
