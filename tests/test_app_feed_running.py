"""Feeds in the whole program while it runs."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.sqlite import open_store
from tests.discord_chat import PATIENCE_S
from tests.fake_discord import FakeDiscord
from tests.fake_discord.witness import witness
from tests.fake_telegram import FakeTelegram
from tests.feed_server import FeedServer, feed_server
from tests.memory_feeds import feed_of, item_of, vtt_of
from tests.running_app import RunningApp
from tests.store_drafts import whole

pytestmark = pytest.mark.io


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with feed_server() as running:
        running.pages["/feed"] = feed_of(item_of(1, "vtt", base=running.base), title="Tea")
        yield running


@pytest.fixture
async def built(tmp_path: Path, server: FeedServer) -> AsyncIterator[RunningApp]:
    async with FakeDiscord(witnesses=[witness], strict=True) as discord, FakeTelegram() as telegram:
        app = RunningApp(discord, telegram, tmp_path)
        app.more_config = "[feeds]\nallow_private_addresses = true\n"
        assert await app.app().feed(["add", f"{server.base}/feed"], None, as_json=False) == 0
        yield app


async def test_a_running_bot_finds_a_transcript_that_has_come(
    built: RunningApp, server: FeedServer, tmp_path: Path
) -> None:
    server.pages["/1.vtt"] = vtt_of("hot tea")

    async with built.online(), asyncio.timeout(PATIENCE_S):
        await server.called("/1.vtt", 200)
        async with await open_store(tmp_path / "naji.db") as store:
            while not await store.read(lambda snapshot: snapshot.fingerprints("tea")):
                pass

    async with await open_store(tmp_path / "naji.db") as store:
        (episode,) = await store.read(lambda snapshot: snapshot.episodes(whole(snapshot)))
    assert (episode.facts.number, episode.facts.title) == (1, "Cup 1")


async def test_a_feed_that_hangs_keeps_no_bot_from_ending(built: RunningApp, server: FeedServer) -> None:
    server.pages["/feed"] = server.pages["/feed"].replace(b"/1.vtt", b"/slow")

    async with built.online(), asyncio.timeout(PATIENCE_S):
        await server.called("/feed", 200)
