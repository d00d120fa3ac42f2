"""Looking at a feed's items: fetching the transcript and the chapters of each, where they are new or have changed.

A transcript goes the way of a file: the same reader, the same index, one transaction for each episode. What the
operator imported stays: an episode is only written here that is not there yet, or was written here before.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from itertools import count
from typing import Final
from urllib.parse import urlsplit

from bot.errors import FeedError, NajiError, TranscriptError
from bot.feed_model import NO_VALIDATORS, Feed, KeptFile, KeptItem, Part, ShowFeeds
from bot.feed_ports import Answer, FeedShelf
from bot.feeds.chapters import read_chapters
from bot.feeds.fetching import NOT_MODIFIED, Fetcher, is_host_fault
from bot.feeds.offers import ranked
from bot.model import EpisodeDraft, EpisodeFacts
from bot.ports import Store
from bot.transcripts.ingest import Indexer, Outcome, put_draft, read_and_index, tidy
from bot.transcripts.reading import READING_FORMAT
from bot.transcripts.sources import MAX_BYTES
from bot.transcripts.timing import AS_WRITTEN

AT_ONCE: Final = 4
"""Items that are looked at beside each other: what is fetched for them is in memory."""
Progress = Callable[[int, int], None]
"""Hears how many items have been looked at, and of how many."""
DOWN_AFTER: Final = 3
"""So many files in a row that a host could not give, each tried thrice: in this round it is asked no more."""
FED: Final = "feed:"
"""How the fingerprints of episodes begin that were written here."""


@dataclass(frozen=True, slots=True)
class News:
    """What became of an item: its episode was written, or something of it could not be.

    Attributes:
        outcome: `IMPORTED`, `REPLACED` or `FAILED`.
        cue_count: of the episode that was written.
        error: why it failed; what was there stays.
    """

    kept: KeptItem
    outcome: Outcome
    cue_count: int = 0
    error: NajiError | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a show before its items are looked at.

    Attributes:
        feed: the feed that they are of.
        shelf: what is kept of them.
        fingerprints: of the show's episodes, by stem.
        show_title: what new episodes give the show as its title; None where it has one.
        offsets: by stem, what the operator says by hand that is added to an episode's times, in ms.
        faults: how often in a row each host could not be asked in this round.
    """

    feed: Feed
    shelf: ShowFeeds
    fingerprints: Mapping[str, str]
    show_title: str | None
    offsets: Mapping[str, int] = field(default_factory=dict)
    faults: Counter[str] = field(default_factory=Counter)


class _HostDownError(FeedError):
    """A file was not asked for, as its host is down: what the faults before it said need not be said again."""


@dataclass(frozen=True, slots=True)
class Looker:
    """Looks at items.

    Attributes:
        max_bytes: of a transcript or a list of chapters.
    """

    shelf: FeedShelf
    store: Store
    fetcher: Fetcher
    indexer: Indexer
    max_bytes: int

    async def look(self, known: Known, items: Sequence[KeptItem], progress: Progress) -> tuple[News, ...]:
        """Look at these items; what there is to say, in their order."""
        gate = asyncio.Semaphore(AT_ONCE)
        done, written = count(1), count(1)

        async def one(kept: KeptItem) -> list[News]:
            async with gate:
                transcript = await self._transcript(known, kept)
                found = [transcript, await self._chapters(known, kept)]
                if transcript and transcript.outcome is not Outcome.FAILED:
                    await tidy(self.store, next(written))
            progress(next(done), len(items))
            return [news for news in found if news is not None]

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(kept)) for kept in items]
        await tidy(self.store, next(written) - 1, at_rest=True)
        return tuple(news for task in tasks for news in task.result())

    # ------------------------------------------------------------ transcripts

    async def _transcript(self, known: Known, kept: KeptItem) -> News | None:
        """Fetch the best of the transcripts that can be read; None where nothing is new."""
        there = known.fingerprints.get(kept.stem)
        if there is not None and not there.startswith(FED):
            return None
        fault: NajiError | None = None
        # With another offset the same bytes make another episode: no server can say that nothing has changed.
        is_timed_so = there is None or f"{there.rpartition(':')[0]}:" == _mark(known, kept)
        for offer in ranked(kept.item.offers, known.feed.language):
            before = _before(known, kept, Part.TRANSCRIPT, offer.url) if is_timed_so else None
            try:
                answer = await self._changed(known, offer.url, before)
                if answer is not None:
                    return await self._import(known, kept, offer.url, answer)
                if before is None or before.sound:
                    return None
            except NajiError as error:
                fault = fault or error
        return _failed(kept, fault)

    async def _import(self, known: Known, kept: KeptItem, url: str, answer: Answer) -> News | None:
        """Write the episode; None where it stands there as it is."""
        slug, data = known.feed.show_slug, answer.body
        there = known.fingerprints.get(kept.stem)
        fingerprint = _mark(known, kept) + _digest(f"{READING_FORMAT}\0".encode() + data)
        timing = replace(AS_WRITTEN, offset_ms=known.offsets.get(kept.stem, 0))
        if there == fingerprint:
            await self.shelf.put_file(slug, kept.stem, Part.TRANSCRIPT, _file(url, answer))
            return None
        try:
            transcript, index = await self.indexer.reader(
                partial(read_and_index, data, timing, self.indexer.index_episode)
            )
        except TranscriptError:
            # Once is enough: it is said again when it has changed, or when the readers have.
            await self.shelf.put_file(slug, kept.stem, Part.TRANSCRIPT, _file(url, answer, sound=False))
            raise
        draft = EpisodeDraft(
            show_slug=slug,
            stem=kept.stem,
            facts=EpisodeFacts(),
            cues=transcript.cues,
            index=index,
            fingerprint=fingerprint,
            show_title=known.show_title,
            untimed=transcript.untimed,
        )
        if await self._is_the_operators(slug, kept.stem):
            return None
        await put_draft(self.store, self.indexer, draft)
        await self.shelf.put_file(slug, kept.stem, Part.TRANSCRIPT, _file(url, answer))
        return News(kept, Outcome.IMPORTED if there is None else Outcome.REPLACED, len(transcript.cues))

    async def _is_the_operators(self, slug: str, stem: str) -> bool:
        """Whether a file of the operator's has become the episode since the round began: a round may take minutes."""
        there = (await self.store.read(lambda snapshot: snapshot.fingerprints(slug))).get(stem, FED)
        return not there.startswith(FED)

    # ------------------------------------------------------------ chapters

    async def _chapters(self, known: Known, kept: KeptItem) -> News | None:
        """Fetch the chapters; None where all is well."""
        slug, url = known.feed.show_slug, kept.item.chapters_url
        if url is None:
            return None
        try:
            answer = await self._changed(known, url, _before(known, kept, Part.CHAPTERS, url))
            if answer is None:
                return None
            try:
                chapters = read_chapters(answer.body, url)
            except FeedError:
                await self.shelf.put_file(slug, kept.stem, Part.CHAPTERS, _file(url, answer, sound=False))
                raise
            await self.shelf.put_chapters(slug, kept.stem, _file(url, answer), chapters)
        except NajiError as error:
            return _failed(kept, error)
        return None

    # ------------------------------------------------------------ both

    async def _changed(self, known: Known, url: str, before: KeptFile | None) -> Answer | None:
        """What stands at the address; None where it has not changed."""
        host = urlsplit(url).netloc
        if known.faults[host] >= DOWN_AFTER:
            raise _HostDownError("feed.unreachable", url=url, reason="")
        since = before.validators if before else NO_VALIDATORS
        try:
            answer = await self.fetcher.get(url, since, min(self.max_bytes, MAX_BYTES))
        except FeedError as error:
            known.faults[host] = known.faults[host] + 1 if is_host_fault(error) else 0
            raise
        known.faults[host] = 0
        is_same = answer.status == NOT_MODIFIED or (before is not None and before.digest == _digest(answer.body))
        return None if is_same else answer


def _before(known: Known, kept: KeptItem, part: Part, url: str) -> KeptFile | None:
    """What was fetched from this address before, as these readers read it."""
    file = known.shelf.files.get((kept.stem, part))
    return file if file is not None and (file.url, file.reading_format) == (url, READING_FORMAT) else None


def _mark(known: Known, kept: KeptItem) -> str:
    """How the fingerprint of this item's episode begins, whatever it is read from."""
    offset_ms = known.offsets.get(kept.stem)
    return f"{FED}{offset_ms}:" if offset_ms else FED


def _file(url: str, answer: Answer, *, sound: bool = True) -> KeptFile:
    return KeptFile(url, answer.validators, _digest(answer.body), READING_FORMAT, sound)


def _failed(kept: KeptItem, error: NajiError | None) -> News | None:
    """What there is to say of a fault: nothing of a file that is announced but not there yet, or was not asked for."""
    if error is None or error.code in ("feed.missing", "feed.gone") or isinstance(error, _HostDownError):
        return None
    return News(kept, Outcome.FAILED, error=error)


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()
