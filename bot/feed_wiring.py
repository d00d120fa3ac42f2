"""Wiring of feeds: the web, the store and the rules that are configured."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.config import Config
from bot.feeds.fetching import Fetcher
from bot.feeds.following import Feeds, Rules
from bot.ports import Clock
from bot.transcripts.ingest import ENGINE, Indexer
from handlers.feed_rounds import FeedRounds
from handlers.locale import Words
from storage.sqlite import SqliteStore

_MB = 1_000_000


@asynccontextmanager
async def open_feeds(
    store: SqliteStore, config: Config, clock: Clock, indexer: Indexer = ENGINE
) -> AsyncIterator[Feeds]:
    """What follows feeds, until the block ends."""
    # The HTTP library takes a while to import, and most commands ask nobody.
    from bot.web.addresses import is_any, is_public
    from bot.web.client import open_web

    options = config.feeds
    may_ask = is_any if options.allow_private_addresses else is_public
    rules = Rules(timedelta(minutes=options.interval_min), options.max_mb * _MB, config.timezone)
    async with open_web(options.timeout_s, may_ask) as web:
        yield Feeds(store.feeds, store, Fetcher(web, clock), rules, indexer)


@asynccontextmanager
async def following(store: SqliteStore, config: Config, clock: Clock, words: Words) -> AsyncIterator[None]:
    """Follow feeds beside what else runs, until the block ends."""
    async with open_feeds(store, config, clock) as feeds:
        rounds = FeedRounds(feeds, timedelta(minutes=config.feeds.interval_min), clock, words)
        async with rounds.running():
            yield
