"""The use cases over one store, and who answers while the library is empty: part of the wiring."""

from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory

import platformdirs

from bot.access import Access
from bot.aliases import Aliases, AliasFile
from bot.cards import Cards
from bot.clips import Clips
from bot.config import Config
from bot.cooldown import Bucket, Cooldown, Limits
from bot.corrections import Corrections
from bot.curating import Curating
from bot.errors import StoreError
from bot.explaining import Explaining
from bot.highlights import Highlights
from bot.links import moment_url
from bot.model import Episode
from bot.moderation import Moderation
from bot.offers import Offers
from bot.people import People
from bot.places import Places
from bot.ports import Clock, Store
from bot.quotes import Quotes
from bot.reindexing import Rebuilder
from bot.schedules import Schedules
from bot.segmenting import Segmenter
from bot.slot_history import SlotHistory
from bot.suggesting import Suggestions
from bot.transcripts.ingest import import_paths
from bot.trends import Trends
from bot.trimming import Trimming
from handlers.alias_reply import warn
from handlers.asking import Bot
from handlers.locale import words_for
from storage.sqlite import SqliteStore, open_store

SAMPLE_SHOW = "sample"
SAMPLE_STORE = "sample.db"


class SystemClock:
    """`bot.ports.Clock` of this machine."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)


class Library:
    """The use cases over one store."""

    def __init__(self, store: SqliteStore, config: Config, clock: Clock | None = None) -> None:
        clock = clock or SystemClock()
        self.access = Access(config.access)
        self.aliases = Aliases(store, AliasFile(config.aliases, partial(warn, words=words_for(config.language))))
        self.corrections = Corrections(store, self.access, clock, config.moderators_correct)
        self.quotes = Quotes(store, self.access, clock, aliases=self.aliases)
        self.clips = Clips(store, self.access)
        self.trimming = Trimming(store, self.access)
        self.typing = Suggestions(store, self.access, self.quotes)
        self.highlights = Highlights(store, self.access)
        self.moderation = Moderation(store, self.access, clock)
        self.cards = Cards(store, self.access, self.quotes.turns, store.feeds)
        self.trends = Trends(store, self.access, clock, self.quotes.turns, self.aliases)
        self.people = People(store, self.access, clock)
        self.curating = Curating(store, self.access, clock)
        self.explaining = Explaining(store, self.access)
        self.schedules = Schedules(store, clock, config.timezone, self.access)
        self.slot_history = SlotHistory(store, self.access, clock)
        self.offers = Offers(store, self.access)
        self._pictures = store.feeds.artworks
        self.places = Places(store, store.places, self.access)
        self.cooldown = Cooldown(limits_of(config))
        self._templates = config.links

    def link(self, episode: Episode, start_ms: int) -> str | None:
        """Where the episode can be heard from this position, if that is known."""
        return moment_url(episode, start_ms, self._templates)

    def bot(self, *, sample: bool = False) -> Bot:
        """What answers in a chat."""
        bot = Bot(self.quotes, self.clips, self.link, sample=sample, cards=self.cards, trends=self.trends)
        bot = replace(bot, typing=self.typing, trimming=self.trimming, offers=self.offers)
        if sample:
            return bot
        return replace(
            bot,
            schedules=self.schedules,
            slot_history=self.slot_history,
            corrections=self.corrections,
            aliases=self.aliases,
            moderation=self.moderation,
            people=self.people,
            curating=self.curating,
            places=self.places,
            cooldown=self.cooldown,
            pictures=self._pictures,
            suggestions=self.people.suggestions,
        )


def limits_of(config: Config) -> Limits:
    """How fast may be asked, as it is configured."""
    chats = config.chats
    return Limits(Bucket(chats.burst, chats.cooldown_s), Bucket(chats.place_burst, chats.place_cooldown_s))


class Counter:
    """Who answers in the console: the library, or the sample show while the library is empty."""

    def __init__(self, own: Bot, store: Store, stack: AsyncExitStack, config: Config) -> None:
        self._own = own
        self._store = store
        self._stack = stack
        self._config = config
        self._sample: Bot | None = None

    async def choose(self) -> Bot:
        """Who answers the next line: another process may have imported a show since the last."""
        if await self._store.read(lambda snapshot: bool(snapshot.shows())):
            return self._own
        if self._sample is None:
            self._sample = Library(await open_sample(self._stack), self._config).bot(sample=True)
        return self._sample


async def open_sample(stack: AsyncExitStack) -> SqliteStore:
    """The sample show's own store, made or brought up to date; closed with the stack.

    It stands in the user's cache folder, or, where that cannot be written to, in a temporary one.
    """
    try:
        return await _sample_in(platformdirs.user_cache_path("naji", appauthor=False), stack)
    except StoreError:
        return await _sample_in(Path(stack.enter_context(TemporaryDirectory(prefix="naji-"))), stack)


async def _sample_in(folder: Path, stack: AsyncExitStack) -> SqliteStore:
    store = await stack.enter_async_context(await open_store(folder / SAMPLE_STORE))
    with resources.as_file(resources.files("samples")) as sources:
        stems = {source.stem for source in sources.iterdir()}
        await import_paths(store, [sources], SAMPLE_SHOW, lambda _: None)
    await Rebuilder(store).run(lambda _: None)
    await Segmenter(store).run()
    stored = await store.read(lambda snapshot: snapshot.fingerprints(SAMPLE_SHOW))
    for stem in set(stored) - stems:
        await store.remove_episode(SAMPLE_SHOW, stem)
    return store
