"""Feeds in plain Python: the shelf, and a web whose pages a test writes."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.errors import FeedError, StoreError
from bot.feed_model import Chapter, Feed, FeedId, Item, KeptFile, KeptItem, Part, ShowFeeds, Validators
from bot.feed_ports import Answer
from bot.model import Episode, EpisodeId
from tests.memory_episodes import KeptEpisode


def with_facts_of(episode: Episode, item: Item | None) -> Episode:
    """The episode, with the item's facts where its own say nothing."""
    if item is None:
        return episode
    names = ("number", "title", "published", "audio_url")
    lacking = {name: getattr(item, name) for name in names if getattr(episode.facts, name) is None}
    return replace(episode, facts=replace(episode.facts, **lacking), season=item.season)


@dataclass
class MemoryFeeds:
    """`bot.feed_ports.FeedShelf` over dictionaries; `writes` counts its changes."""

    followed: dict[FeedId, Feed] = field(default_factory=dict)
    items: dict[tuple[str, str], KeptItem] = field(default_factory=dict)
    files: dict[tuple[str, str, Part], KeptFile] = field(default_factory=dict)
    read_chapters: dict[tuple[str, str], tuple[Chapter, ...]] = field(default_factory=dict)
    given: int = 0
    writes: int = 0

    async def feeds(self) -> Sequence[Feed]:
        """See `bot.feed_ports.FeedShelf`."""
        return [self.followed[id_] for id_ in sorted(self.followed)]

    async def add(self, url: str, show_slug: str) -> Feed:
        """See `bot.feed_ports.FeedShelf`."""
        if url in {feed.url for feed in self.followed.values()}:
            raise StoreError("feed.known", url=url)
        self.writes += 1
        self.given += 1
        feed = Feed(FeedId(self.given), url, show_slug)
        self.followed[feed.id] = feed
        return feed

    async def remove(self, feed: FeedId) -> bool:
        """See `bot.feed_ports.FeedShelf`."""
        self.writes += 1
        return self.followed.pop(feed, None) is not None

    async def put(self, feed: Feed) -> None:
        """See `bot.feed_ports.FeedShelf`."""
        self.writes += 1
        old = self.followed.get(feed.id)
        if old is not None:
            others = {each.url for each in self.followed.values() if each.id != feed.id}
            self.followed[feed.id] = replace(feed, url=old.url) if feed.url in others else feed

    async def show(self, show_slug: str) -> ShowFeeds:
        """See `bot.feed_ports.FeedShelf`."""
        return ShowFeeds(
            {stem: kept for (slug, stem), kept in self.items.items() if slug == show_slug},
            {(stem, part): kept for (slug, stem, part), kept in self.files.items() if slug == show_slug},
            {stem: read for (slug, stem), read in self.read_chapters.items() if slug == show_slug and read},
        )

    async def artworks(self, episodes: Collection[Episode]) -> Mapping[EpisodeId, str]:
        """See `bot.feed_ports.FeedShelf`."""
        kept = {each.id: self.items.get((each.show.slug, each.stem)) for each in episodes}
        found = {id_: each.item.artwork_url for id_, each in kept.items() if each is not None}
        return {id_: url for id_, url in found.items() if url is not None}

    async def put_items(self, show_slug: str, items: Sequence[KeptItem]) -> None:
        """See `bot.feed_ports.FeedShelf`."""
        self.writes += 1
        for kept in items:
            same = [key for key, old in self.items.items() if key[0] == show_slug and old.item.guid == kept.item.guid]
            for key in same:
                del self.items[key]
                self._move(show_slug, key[1], kept.stem)
            self.items[show_slug, kept.stem] = kept

    def _move(self, show_slug: str, old: str, new: str) -> None:
        for part in Part:
            if (show_slug, old, part) in self.files:
                self.files[show_slug, new, part] = self.files.pop((show_slug, old, part))
        if (show_slug, old) in self.read_chapters:
            self.read_chapters[show_slug, new] = self.read_chapters.pop((show_slug, old))

    async def put_file(self, show_slug: str, stem: str, part: Part, kept: KeptFile) -> None:
        """See `bot.feed_ports.FeedShelf`."""
        self.writes += 1
        self.files[show_slug, stem, part] = kept

    async def put_chapters(self, show_slug: str, stem: str, kept: KeptFile, chapters: Sequence[Chapter]) -> None:
        """See `bot.feed_ports.FeedShelf`."""
        self.writes += 1
        self.files[show_slug, stem, Part.CHAPTERS] = kept
        self.read_chapters[show_slug, stem] = tuple(chapters)


class FeedsSnapshot:
    """The part of `bot.ports.Snapshot` that is about feeds."""

    feeds: MemoryFeeds
    kept: dict[tuple[str, str], KeptEpisode]

    def chapter_at(self, episode: EpisodeId, position_ms: int) -> str | None:
        """See `bot.ports.Snapshot`."""
        names = next((key for key, kept in self.kept.items() if kept.episode.id == episode), ("", ""))
        begun = [each for each in self.feeds.read_chapters.get(names, ()) if each.start_ms <= position_ms]
        return begun[-1].title if begun else None


Page = bytes | Answer | FeedError


@dataclass
class Pages:
    """`bot.feed_ports.Web` of pages that a test writes; what is not there is answered with 404.

    Attributes:
        pages: by address: the bytes, an answer, a fault, or what makes one of them at each request.
        asked: the addresses in the order in which they were asked for, with what they were asked with.
    """

    pages: dict[str, Page | Callable[[], Page]] = field(default_factory=dict)
    asked: list[tuple[str, Validators]] = field(default_factory=list)

    async def get(self, url: str, since: Validators, max_bytes: int) -> Answer:
        """See `bot.feed_ports.Web`."""
        self.asked.append((url, since))
        page = self.pages.get(url, Answer(404))
        page = page() if callable(page) else page
        if isinstance(page, FeedError):
            raise page
        if isinstance(page, Answer):
            return page
        if len(page) > max_bytes:
            raise FeedError("feed.too_large", url=url, most=max_bytes)
        mark = Validators(f'"{hash(page)}"')
        return Answer(304, validators=mark) if since == mark else Answer(200, page, mark)

    @property
    def urls(self) -> list[str]:
        """Just the addresses."""
        return [url for url, _ in self.asked]


def in_turn(*pages: Page) -> Callable[[], Page]:
    """A page that is another one each time."""
    left = iter(pages)
    return lambda: next(left)


def feed_of(*items: str, title: str = "Tea House", head: str = "<language>en</language>") -> bytes:
    """A feed with these items, each the inside of its element."""
    inside = "".join(f"<item>{item}</item>" for item in items)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"'
        ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">'
        f"<channel><title>{title}</title>{head}{inside}</channel></rss>"
    ).encode()


def item_of(number: int, *offers: str, more: str = "", base: str = "https://tea.example") -> str:
    """An item with its number, its title, and transcripts of these suffixes."""
    listed = "".join(f'<podcast:transcript url="{base}/{number}.{offer}"/>' for offer in offers)
    return (
        f"<title>Cup {number}</title><guid>cup-{number}</guid><itunes:episode>{number}</itunes:episode>"
        f"<pubDate>Fri, {number % 28 + 1:02} Nov 2024 20:00:00 GMT</pubDate>"
        f'<enclosure url="{base}/{number}.mp3" type="audio/mpeg" length="1"/>{listed}{more}'
    )


def vtt_of(*lines: str) -> bytes:
    """A transcript of these lines, two seconds each."""
    cues = (f"00:{nth * 2:02}.000 --> 00:{nth * 2 + 2:02}.000\n{line}\n" for nth, line in enumerate(lines))
    return ("WEBVTT\n\n" + "\n".join(cues)).encode()
