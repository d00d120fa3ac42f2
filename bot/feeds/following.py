"""Following feeds: adding one, asking all of them, and what became of each.

A round asks for the feed, writes what its items newly say, then looks for their transcripts and chapters, each written
by itself. The feed's own mark of what was read comes last: a round that is cut off is taken up by the next. What has
not changed is not written.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from zoneinfo import ZoneInfo

from bot.errors import FeedError, NotFoundError, UsageError
from bot.feed_model import NO_VALIDATORS, Channel, Details, Feed, Item, KeptItem, Part, Trouble
from bot.feed_ports import Answer, FeedShelf
from bot.feeds.fetching import NOT_MODIFIED, Fetcher
from bot.feeds.looking import Known, Looker, News, Progress
from bot.feeds.matching import stems_of
from bot.feeds.pacing import GONE_AFTER, LONGEST_PAUSE, is_due, next_try
from bot.feeds.rss import read_feed
from bot.model import Episode, EpisodeId, Scope
from bot.ports import Snapshot, Store
from bot.transcripts.ingest import ENGINE, Indexer
from bot.transcripts.sources import check_slug, slug_in

_GONE = "feed.gone"
_MISSING = "feed.missing"


@dataclass(frozen=True, slots=True)
class Rules:
    """How feeds are followed.

    Attributes:
        interval: between two rounds of the running bot.
        max_bytes: of a feed, a transcript or a list of chapters.
        zone: in which the instants of publication are days.
    """

    interval: timedelta
    max_bytes: int
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Round:
    """What became of a feed in a round.

    Attributes:
        feed: as it stands now.
        items: how many episodes it has had.
        edited: of how many of them it says something new.
        news: what was imported or could not be, in the order of the feed's items.
        waiting: the items without a transcript in the library.
        has_moved: whether it turned out in this round that it stands elsewhere for good.
        has_recovered: whether it is well again.
        error: why it could not be read.
        is_new_trouble: whether that was not so the time before.
        damage: the line from which on it is damaged; only of what was newly read.
    """

    feed: Feed
    items: int = 0
    edited: int = 0
    news: tuple[News, ...] = ()
    waiting: tuple[KeptItem, ...] = ()
    has_moved: bool = False
    has_recovered: bool = False
    error: FeedError | None = None
    is_new_trouble: bool = False
    damage: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A feed and what is known by it: for a listing.

    Attributes:
        unreadable: the stems of those that wait whose transcript is there, but could not be read.
    """

    feed: Feed
    items: int
    waiting: tuple[KeptItem, ...]
    unreadable: frozenset[str] = frozenset()


def _in_silence(_done: int, _total: int) -> None:
    """Nobody watches."""


class Feeds:
    """What can be done with feeds.

    Args:
        shelf: where they are kept.
        store: the library.
        fetcher: asks the web.
        rules: how.
        indexer: what imports need.
    """

    def __init__(
        self, shelf: FeedShelf, store: Store, fetcher: Fetcher, rules: Rules, indexer: Indexer = ENGINE
    ) -> None:
        self._shelf = shelf
        self._store = store
        self._fetcher = fetcher
        self._clock = fetcher.clock
        self._rules = rules
        self._worker = indexer.worker
        self._looker = Looker(shelf, store, fetcher, indexer, rules.max_bytes)

    async def add(self, url: str, show_slug: str | None, progress: Progress = _in_silence) -> Round:
        """Follow a feed from now on, and do its first round.

        Args:
            url: where it is.
            show_slug: the show that its episodes are of; None: the feed's title gives it.
            progress: hears how far it is.

        Raises:
            UsageError: `import.slug`; `feed.no_slug` where the title gives none.
            FeedError: it cannot be fetched, or is no feed: nothing was written.
            StoreError: `feed.known` where it is followed already.
        """
        if show_slug is not None:
            check_slug(show_slug)
        url = url.strip()
        answer = await self._fetcher.get(url, NO_VALIDATORS, self._rules.max_bytes)
        answer, channel = await self._led_on(answer, await self._parsed(answer, url), (url,))
        slug = show_slug or slug_in(channel.title or "")
        if not slug:
            raise UsageError("feed.no_slug", title=channel.title or "—")
        feed = await self._shelf.add(answer.moved_to or url, slug)
        return await self._take(feed, answer, None, channel, progress)

    async def remove(self, named: str) -> Feed:
        """Follow a feed no more; its episodes stay. The feed that it was.

        Raises:
            NotFoundError: `feed.none` where nothing or several are named so.
        """
        feeds = await self._shelf.feeds()
        found = [feed for feed in feeds if named.strip() in (feed.url, feed.show_slug, str(feed.id))]
        if len(found) != 1:
            raise NotFoundError("feed.none", named=named)
        await self._shelf.remove(found[0].id)
        return found[0]

    async def list(self) -> Sequence[Standing]:
        """The feeds that are followed, as the last rounds left them; asks nobody."""
        return [await self._standing(feed) for feed in await self._shelf.feeds()]

    async def sync(
        self, show_slug: str | None, report: Callable[[Round], None], progress: Progress = _in_silence
    ) -> int:
        """Ask the feeds, or those of one show, all that there is to ask; how many could not be read.

        Args:
            show_slug: the show; None for all.
            report: hears of each feed when it is done.
            progress: hears how far the feed is that is being asked.

        Raises:
            NotFoundError: `feed.none` where the show has none.
        """
        feeds = [feed for feed in await self._shelf.feeds() if show_slug in (None, feed.show_slug)]
        if show_slug is not None and not feeds:
            raise NotFoundError("feed.none", named=show_slug)
        failed = 0
        for feed in feeds:
            done = await self.ask(feed, None, progress)
            failed += done.error is not None
            report(done)
        return failed

    async def due(self) -> Sequence[Feed]:
        """The feeds that are not to be left alone now: what a running bot asks in a round."""
        now = self._clock.now()
        return [feed for feed in await self._shelf.feeds() if feed.trouble is None or feed.trouble.retry <= now]

    async def ask(self, feed: Feed, last: datetime | None, progress: Progress = _in_silence) -> Round:
        """Ask one feed; of its items those are looked at that are new, or due since the round before.

        Args:
            feed: as it stands.
            last: when the round before was; None for the first, which looks at everything.
            progress: hears how far it is.
        """
        try:
            answer = await self._fetcher.get(feed.url, feed.validators, self._rules.max_bytes)
            is_same = answer.status == NOT_MODIFIED or _digest(answer.body) == feed.digest
            channel = None if is_same else await self._parsed(answer, feed.url)
            if channel is not None:
                others = {other.url for other in await self._shelf.feeds()}
                answer, channel = await self._led_on(answer, channel, others | {feed.moved_from})
        except FeedError as error:
            return await self._troubled(feed, error)
        return await self._take(feed, answer, last, channel, progress)

    # ------------------------------------------------------------ a round

    async def _take(
        self, feed: Feed, answer: Answer, last: datetime | None, channel: Channel | None, progress: Progress
    ) -> Round:
        """What became of a feed that was answered; without a channel it says what it said before."""
        now = self._clock.now()
        known, episodes = await self._known(feed, channel)
        before = known.shelf.items
        said = _kept(channel.items if channel else [kept.item for kept in before.values()], before, episodes, now)
        edited = {stem: kept for stem, kept in said.items() if before.get(stem) != kept}
        if edited:
            await self._shelf.put_items(feed.show_slug, tuple(edited.values()))
        guids = {kept.item.guid for kept in said.values()}
        items = {**said, **{stem: kept for stem, kept in before.items() if kept.item.guid not in guids}}
        due = [kept for stem, kept in items.items() if stem in edited or is_due(kept.seen, last, now)]
        news = await self._looker.look(known, due, progress)
        after = replace(await self._moved(known.feed, answer), trouble=None)
        if channel is not None:
            digest = _digest(answer.body) if answer.body else ""
            after = replace(after, validators=answer.validators, digest=digest)
        if after != feed:
            await self._shelf.put(after)
        return Round(
            after,
            len(items),
            len(edited),
            news,
            await self._waiting(feed.show_slug, items.values()),
            has_moved=after.url != feed.url,
            has_recovered=feed.trouble is not None,
            damage=channel.damage if channel else None,
        )

    async def _known(self, feed: Feed, channel: Channel | None) -> tuple[Known, Sequence[Episode]]:
        """What is known of the feed's show, and the episodes of it."""
        slug = feed.show_slug
        if channel is not None:
            feed = replace(feed, title=channel.title, language=channel.language)
        shelf = await self._shelf.show(slug)

        def look(snapshot: Snapshot) -> tuple[Known, Sequence[Episode]]:
            shows = [show for show in snapshot.shows() if show.slug == slug]
            episodes = snapshot.episodes(Scope(frozenset(show.id for show in shows)))
            title = None if shows and shows[0].title else feed.title
            given = snapshot.given_facts(slug).items()
            offsets = {stem: facts.offset_ms for stem, facts in given if facts.offset_ms}
            return Known(feed, shelf, snapshot.fingerprints(slug), title, offsets), episodes

        return await self._store.read(look)

    async def _led_on(
        self, answer: Answer, channel: Channel, nowhere: Collection[str | None]
    ) -> tuple[Answer, Channel]:
        """What the address says that a feed names as its new one, as if it had been redirected there for good.

        One step a round: a feed that names another one there is at rest until it changes. Where the new address gives
        no feed the old one goes on, without a mark of what was read, so that the next round tries again.

        Args:
            answer: of the feed's address.
            channel: what it says.
            nowhere: addresses that it does not move to.
        """
        url = channel.new_url
        if url is None or url == answer.moved_to or url in nowhere:
            return answer, channel
        try:
            there = await self._fetcher.get(url, NO_VALIDATORS, self._rules.max_bytes)
            found = await self._parsed(there, url)
        except FeedError:
            return replace(answer, body=b"", validators=NO_VALIDATORS), channel
        return replace(there, moved_to=there.moved_to or url), found

    async def _moved(self, feed: Feed, answer: Answer) -> Feed:
        """The feed where its server says that it stands for good; never where another one is."""
        if answer.moved_to is None or answer.moved_to in {other.url for other in await self._shelf.feeds()}:
            return feed
        return replace(feed, url=answer.moved_to, moved_from=feed.url)

    async def _troubled(self, feed: Feed, error: FeedError) -> Round:
        """Write down that the feed could not be read, and when to ask again."""
        now, old = self._clock.now(), feed.trouble
        since, times = (old.since, old.times + 1) if old else (now, 1)
        is_gone = error.code == _GONE or (error.code == _MISSING and now - since >= GONE_AFTER)
        if is_gone:
            error = FeedError(_GONE, **error.values)
        asked_s = float(str(error.values.get("asked_s", 0)))
        retry = now + LONGEST_PAUSE if is_gone else next_try(now, times, self._rules.interval, asked_s)
        after = replace(feed, trouble=Trouble(error.code, error.values, since, times, retry))
        await self._shelf.put(after)
        is_new = old is None or (is_gone and old.code != _GONE)
        return Round(after, error=error, is_new_trouble=is_new)

    async def _parsed(self, answer: Answer, url: str) -> Channel:
        base = answer.moved_to or url
        return await self._worker(partial(read_feed, answer.body, base, answer.charset, self._rules.zone))

    async def _standing(self, feed: Feed) -> Standing:
        shelf = await self._shelf.show(feed.show_slug)
        broken = {stem for (stem, part), file in shelf.files.items() if part is Part.TRANSCRIPT and not file.sound}
        waiting = await self._waiting(feed.show_slug, shelf.items.values())
        return Standing(feed, len(shelf.items), waiting, frozenset(kept.stem for kept in waiting) & broken)

    async def _waiting(self, show_slug: str, items: Collection[KeptItem]) -> tuple[KeptItem, ...]:
        """Those of the items that have no episode in the library yet."""
        there = await self._store.read(lambda snapshot: snapshot.fingerprints(show_slug))
        return tuple(kept for kept in items if kept.stem not in there)


async def details_of(shelf: FeedShelf, episodes: Sequence[Episode]) -> Mapping[EpisodeId, Details]:
    """What feeds add to these episodes."""
    shows = {slug: await shelf.show(slug) for slug in {episode.show.slug for episode in episodes}}
    return {episode.id: shows[episode.show.slug].details(episode.stem) for episode in episodes}


def _kept(
    items: Sequence[Item], before: Mapping[str, KeptItem], episodes: Sequence[Episode], now: datetime
) -> dict[str, KeptItem]:
    """The items by stem, in their order."""
    stems = stems_of(items, before, episodes)
    seen = {kept.item.guid: kept.seen for kept in before.values()}
    told = ((stems[item.guid], item) for item in items if item.guid in stems)
    return {stem: KeptItem(stem, item, seen.get(item.guid, now)) for stem, item in told}


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()
