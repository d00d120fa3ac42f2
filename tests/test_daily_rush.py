"""Five thousand places due in one minute: the real adapters against both fake platforms, in real time."""

import asyncio
import resource
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest

from bot.access import Access
from bot.model import Destination, Place, PlaceKind, Platform
from bot.ports import Outbox, Store
from bot.posting import Poster, Round
from bot.slots import Post, SlotState
from bot.standing import LEASE
from handlers.discord.outbox import DiscordOutbox
from storage.sqlite import open_store
from tests.daily_station import NINE, Station, add_episode, cues, station
from tests.discord_chat import bot_over, chat_with, library
from tests.fake_discord import FakeDiscord, Guild
from tests.fake_telegram import FakeTelegram
from tests.telegram_house import TelegramHouse

IN_ALL = 5_000
IN_ONE_SERVER = 500
"""So many channels of one server are due as well."""
TICK_S = 0.01
SEARCH_EVERY_S = 0.25
LIMITS = {Platform.DISCORD: 50, Platform.TELEGRAM: 30}
"""Requests a second that each platform takes."""
RINGS = 3
WINDOW_S = 10
"""Over which they are counted: answers to what went out evenly come in a bunch where the machine stood still."""


class Timed:
    """`bot.ports.Outbox` that notes when each post went out, of which place."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self.sent: list[tuple[float, str]] = []
        self.most_in_a_window = 0
        self._last = deque[float]()

    async def post(self, post: Post) -> str:
        posted = await self._outbox.post(post)
        now_s = time.monotonic()
        self.sent.append((now_s, post.destination.place.key))
        self._last.append(now_s)
        while self._last[0] < now_s - WINDOW_S:
            self._last.popleft()
        self.most_in_a_window = max(self.most_in_a_window, len(self._last))
        return posted

    def __getattr__(self, name: str) -> object:
        return getattr(self._outbox, name)


@dataclass
class Watch:
    """What it costs meanwhile.

    Attributes:
        lags_s: how much later than asked for the event loop came back.
        reads_s: how long reading the store took.
        peaks_mb: the most memory that the process had taken, each second.
    """

    lags_s: list[float] = field(default_factory=list)
    reads_s: list[float] = field(default_factory=list)
    peaks_mb: list[float] = field(default_factory=list)

    @asynccontextmanager
    async def watching(self, store: Store, discord: FakeDiscord, telegram: FakeTelegram) -> AsyncIterator[None]:
        works = self._tick(telegram), self._read(store), self._weigh(discord, telegram)
        tasks = [asyncio.create_task(work) for work in works]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)

    async def _tick(self, telegram: FakeTelegram) -> None:
        """Let the fake's time pass as the real one does."""
        last_s = time.monotonic()
        while True:
            await asyncio.sleep(TICK_S)
            now_s = time.monotonic()
            self.lags_s.append(now_s - last_s - TICK_S)
            telegram.clock.advance(now_s - last_s)
            last_s = now_s

    async def _read(self, store: Store) -> None:
        while True:
            await asyncio.sleep(SEARCH_EVERY_S)
            begun_s = time.monotonic()
            await store.read(lambda snapshot: snapshot.shows())
            self.reads_s.append(time.monotonic() - begun_s)

    async def _weigh(self, discord: FakeDiscord, telegram: FakeTelegram) -> None:
        while True:
            # What the platforms write down of all that is asked is none of the bot's memory.
            discord.rest.exchanges.clear()
            telegram.journal.calls.clear()
            self.peaks_mb.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
            await asyncio.sleep(1)

    @property
    def early_mb(self) -> float:
        """The most memory that was taken by the end of the first quarter."""
        return self.peaks_mb[len(self.peaks_mb) // 4]

    def told(self) -> str:
        lags, reads = sorted(self.lags_s), sorted(self.reads_s)
        return (
            f"lag p50 {lags[len(lags) // 2] * 1000:.0f} p99 {lags[len(lags) * 99 // 100] * 1000:.0f}"
            f" max {lags[-1] * 1000:.0f} ms, read p50 {reads[len(reads) // 2] * 1000:.0f}"
            f" p99 {reads[len(reads) * 99 // 100] * 1000:.0f} ms,"
            f" memory {self.peaks_mb[0]:.0f} -> {self.early_mb:.0f} -> {self.peaks_mb[-1]:.0f} MB"
        )


def destinations(guilds: list[Guild], telegram: FakeTelegram) -> list[Destination]:
    """As many as there are in all, half on each platform; one server has hundreds, and comes first."""
    there = [(Platform.DISCORD, guild.id, channel) for guild in guilds for channel in guild.channels]
    half = IN_ALL - len(there)
    chats = [telegram.channel(f"Channel {nth}") for nth in range(half)]
    there += [(Platform.TELEGRAM, str(chat.id), str(chat.id)) for chat in chats]
    return [Destination(Place(platform, PlaceKind.GROUP, place), channel) for platform, place, channel in there]


async def all_posted(poster: Poster, built: Station) -> tuple[float, Round]:
    """Seconds that the first round took, and it with the faults of those after it.

    What a platform could not take in time, as on a machine that stands still, is sent with the next ring.
    """
    begun_s = time.monotonic()
    done = await poster.post_due()
    took_s = time.monotonic() - begun_s
    for _ in range(RINGS):
        built.clock.advance(LEASE)
        done = Round(done.outcomes, (*done.faults, *(await poster.post_due()).faults))
    return took_s, done


@pytest.mark.io
@pytest.mark.long
async def test_five_thousand_places_due_at_once_are_posted_to_fairly_and_within_the_limits(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with FakeDiscord() as discord, FakeTelegram() as telegram, await open_store(tmp_path / "naji.db") as store:
        telegram.flood.is_enforced = True
        guilds = [discord.world.guild(f"群{nth}") for nth in range(IN_ALL // 2 - IN_ONE_SERVER + 1)]
        for nth in range(IN_ONE_SERVER - 1):
            discord.world.channel(guilds[0], f"c{nth}")
        built = station(store)
        for nth in range(20):
            await add_episode(store, f"e{nth}", cues(600, offset=nth))
        for destination in destinations(guilds, telegram):
            await built.set(destination)
        built.clock.instant = NINE
        house, small = TelegramHouse(telegram), library()
        house.fill()
        chat = chat_with(discord, bot_over(small), small)
        task = asyncio.create_task(chat.run())
        await (await chat.online()).wait_until_ready()
        naji = house.chat(pause=asyncio.sleep, now_s=time.monotonic)
        async with house.running(naji):
            outboxes = {Platform.DISCORD: Timed(DiscordOutbox(chat)), Platform.TELEGRAM: Timed(naji.outbox)}
            posting = {platform: cast("Outbox", timed) for platform, timed in outboxes.items()}
            poster, watch = Poster(store, Access({}), posting, built.clock), Watch()
            async with watch.watching(store, discord, telegram):
                took_s, done = await all_posted(poster, built)
        await chat.close()
        await task
        with capsys.disabled():
            rates = {each.value: outbox.most_in_a_window / WINDOW_S for each, outbox in outboxes.items()}
            print(f"\n{IN_ALL} posts in {took_s:.0f} s, at most {rates} a second; {watch.told()}")  # noqa: T201 - for docs/clips.md
        assert done.faults == ()
        assert [record.state for record in await built.records()] == [SlotState.SENT] * IN_ALL
        assert sum(len(outbox.sent) for outbox in outboxes.values()) == IN_ALL
        assert all(outbox.most_in_a_window <= LIMITS[each] * WINDOW_S for each, outbox in outboxes.items())
        assert [each for each in telegram.journal.refusals if each[0] == "sendMessage"] == []
        # The first post of every other server is out before the second one of the large.
        order = [place for _, place in outboxes[Platform.DISCORD].sent]
        assert len(set(order[: len(guilds) - 32])) >= len(guilds) - 64
        assert watch.peaks_mb[-1] - watch.early_mb < 40
