"""The whole program in the test's process, on both fake platforms and a store of its own."""

import asyncio
import io
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot.app import App, Streams, Time
from bot.config import load
from handlers.locale import words_for
from tests.fake_discord import FakeDiscord
from tests.fake_telegram import FakeTelegram
from tests.fixed_clock import FixedClock
from tests.test_schedule_timer import HandAlarm

STOPS_WITHIN_S = 5.0
EIGHT_IN_TAIPEI = datetime(2031, 5, 1, 0, 0, tzinfo=UTC)

_LINES = (
    "今天先來說一間街角的小店怎麼開始的",
    "老闆說他的護城河就是熟客都記得他的名字",
    "隔壁也開了一家賣同樣東西可是沒有人排隊",
    "所以我們聊聊什麼叫做別人學不走的本事",
    "第一種是時間第二種是位置第三種是人情",
    "有人說價格低就是護城河我覺得那撐不久",
    "上個月有聽眾寫信來問該不該擴大店面",
    "我的看法是先問自己少了誰店就開不下去",
    "如果答案是自己那就還沒有護城河可言",
    "好那今天就先說到這裡我們下一集再見",
)


def write_show(folder: Path) -> Path:
    """A folder with one episode of ten lines, five seconds each, and its number."""
    folder.mkdir()
    cues = (
        f"{nth + 1}\n00:00:{nth * 5:02},000 --> 00:00:{nth * 5 + 5:02},000\n{line}\n" for nth, line in enumerate(_LINES)
    )
    (folder / "ep004.srt").write_text("\n".join(cues), encoding="utf-8")
    facts = '[show]\ntitle = "街角小店"\n[episodes.ep004]\nnumber = 4\ntitle = "學不走"\n'
    (folder / "episodes.toml").write_text(facts, encoding="utf-8")
    return folder


@dataclass
class RunningApp:
    """What is left over a restart: the platforms, the store, the time, the log."""

    discord: FakeDiscord
    telegram: FakeTelegram
    folder: Path
    clock: FixedClock = field(default_factory=lambda: FixedClock(EIGHT_IN_TAIPEI))
    alarm: HandAlarm = field(default_factory=HandAlarm)
    log: io.StringIO = field(default_factory=io.StringIO)
    discord_token: str = ""
    enabled: tuple[str, ...] = ("discord", "telegram")
    more_config: str = ""

    def app(self) -> App:
        """The program as an operator configures it."""
        file = self.folder / "config.toml"
        file.write_text(
            f"[discord]\nenabled = {self._is_enabled('discord')}\n"
            f'api_url = "{self.discord.api_url}"\ngateway_url = "{self.discord.gateway_url}"\n'
            f'[telegram]\nenabled = {self._is_enabled("telegram")}\napi_url = "{self.telegram.api_url}"\n'
            f"{self.more_config}",
            encoding="utf-8",
        )
        tokens = {"NAJI_DISCORD_TOKEN": self.discord_token or self.discord.token, "NAJI_TELEGRAM_TOKEN": self.token}
        streams = Streams(io.StringIO(), io.StringIO(), self.log)
        return App(load(file, tokens, self.folder), words_for("zh-TW"), streams, Time(self.clock, self.alarm))

    def _is_enabled(self, platform: str) -> str:
        return str(platform in self.enabled).lower()

    @property
    def token(self) -> str:
        """Telegram's; it stays what it was although the platform withdraws it."""
        return "123456:AAFakeTokenOfNoRealBotAtAll-0123456789"

    async def imported(self) -> None:
        """Import the show."""
        assert await self.app().import_transcripts([write_show(self.folder / "corner")], "corner") == 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.Task[int]]:
        """The program; at the end SIGTERM ends it within five seconds, with code 0 and no task left."""
        before = asyncio.all_tasks()
        task = asyncio.create_task(self.app().run())
        try:
            yield task
        except BaseException:
            task.cancel()
            await asyncio.wait({task})
            raise
        os.kill(os.getpid(), signal.SIGTERM)
        async with asyncio.timeout(STOPS_WITHIN_S):
            assert await task == 0
        for _ in range(20):  # transports that close say so a few turns later
            await asyncio.sleep(0)
        left = {each.get_name() for each in asyncio.all_tasks() - before if not _is_of_the_fakes(each)}
        assert left == set()

    @asynccontextmanager
    async def online(self) -> AsyncIterator[asyncio.Task[int]]:
        """The program, answering on both platforms."""
        polls = len(self.telegram.journal.of("getUpdates"))
        async with self.running() as task:
            await self.discord.gateway.ready()
            await self.telegram.called("getUpdates", polls + 1)
            yield task


def _is_of_the_fakes(task: asyncio.Task[object]) -> bool:
    """Whether a task serves a connection of one of the platforms, which end with these."""
    return "aiohttp" in str(task.get_coro()) or "RequestHandler" in str(task.get_coro())
