"""Naji on the fake Telegram: a small library, and the bot running for the time of a test."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest

from bot.access import Access
from bot.clips import Clips
from bot.model import Cue, Episode, EpisodeFacts, Place, Platform, PrivateAccess, SearchId
from bot.offers import Offers
from bot.quotes import Quotes
from handlers.asking import Bot
from handlers.locale import words_for
from handlers.telegram.client import Settings, TelegramChat
from handlers.telegram.flood import Pause
from handlers.telegram.presence import Keeps
from tests.fake_telegram import Chat, FakeTelegram, User
from tests.small_library import OPEN_SHOW, SECRET_SHOW, HandClock, SmallLibrary, lines_of, plain_search

WORDS = words_for("zh-TW")
NASTY = "<script>alert(1)</script> <b>&amp; 護城河 & </i> \"'"
"""Words that would be obeyed if they were not escaped."""
FACTS = EpisodeFacts(number=4, title="<i>題目 & 副題")


def link_of(_episode: Episode, start_ms: int) -> str:
    return f'https://example.org/?a="1"&t={start_ms // 1000}'


def ids() -> Callable[[], SearchId]:
    left = iter(f"search{nth}" for nth in range(1000))
    return lambda: SearchId(next(left))


@dataclass
class SmallChats:
    """`bot.chat_ports.ChatShelf` that notes what it is told."""

    moves: list[tuple[str, str]] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    taken: set[tuple[str, int]] = field(default_factory=set)

    async def move(self, old: Place, new: Place) -> None:
        self.moves.append((old.key, new.key))

    async def leave(self, place: Place, now: datetime) -> None:
        assert now.tzinfo
        self.gone.add(place.key)

    async def come_back(self, place: Place, now: datetime) -> bool:
        assert now.tzinfo
        was_gone = place.key in self.gone
        self.gone.discard(place.key)
        return was_gone

    async def left(self, platform: Platform) -> frozenset[str]:
        assert platform is Platform.TELEGRAM
        return frozenset(self.gone)

    async def take(self, account: str, update_id: int) -> bool:
        is_new = (account, update_id) not in self.taken
        self.taken.add((account, update_id))
        return is_new


@dataclass
class TelegramHouse:
    """What the bot is made of.

    `open_chats` are the ids of the chats in which the private show answers, `notes` is what the adapter remembers.
    """

    telegram: FakeTelegram
    library: SmallLibrary = field(default_factory=SmallLibrary)
    open_chats: tuple[int, ...] = ()
    notes: SmallLibrary = field(default_factory=SmallLibrary)
    chats: SmallChats = field(default_factory=SmallChats)
    clock: HandClock = field(default_factory=HandClock)
    new_id: Callable[[], SearchId] = field(default_factory=ids)
    paused: list[float] = field(default_factory=list)
    seconds: float = 0.0

    def fill(self, *cues: Cue) -> None:
        """Put in the public show's one episode."""
        self.library.add(OPEN_SHOW, "open-1", cues or lines_of(12), FACTS)

    def naji(self) -> Bot:
        chats = frozenset(map(str, self.open_chats))
        access = Access({SECRET_SHOW.slug: PrivateAccess(telegram_chats=chats)})
        quotes = Quotes(self.library, access, HandClock(), search=plain_search, new_id=self.new_id)
        offers = Offers(self.library, access)
        return Bot(quotes, Clips(self.library, access), link_of, new_seed=lambda: "seed", offers=offers)

    async def pause(self, seconds: float) -> None:
        self.paused.append(seconds)
        self.seconds += seconds

    def settings(self) -> Settings:
        return Settings(
            self.telegram.token,
            self.telegram.api_url,
            incident_id=lambda: "c0ffee",
            pause=self.pause,
            now_s=lambda: self.seconds,
        )

    def chat(
        self,
        naji: Bot | None = None,
        language: str = "zh-TW",
        pause: Pause | None = None,
        now_s: Callable[[], float] | None = None,
    ) -> TelegramChat:
        answering = naji or self.naji()

        async def choose() -> Bot:
            return answering

        own = self.settings()
        settings = replace(own, language=language, pause=pause or self.pause, now_s=now_s or own.now_s)
        return TelegramChat(choose, settings, self.keeps())

    def keeps(self) -> Keeps:
        return Keeps(self.notes, self.chats, self.clock)

    @asynccontextmanager
    async def running(self, chat: TelegramChat | None = None) -> AsyncIterator[TelegramChat]:
        """The bot, polling; at the end it is stopped as the program stops it."""
        chat = chat or self.chat()
        before = len(self.telegram.journal.of("getUpdates"))
        task = asyncio.create_task(chat.run())
        await self.telegram.called("getUpdates", before + 1)
        try:
            yield chat
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def sentence(code: str) -> str:
    return WORDS.say(f"error.{code}")


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the adapter logged."""
    return [record.getMessage() for record in caplog.records if record.name.startswith("handlers")]


async def answers(telegram: FakeTelegram) -> None:
    """The bot answers a new person."""
    user = telegram.user()
    chat = telegram.private(user)
    telegram.say(chat, user, "/help")
    assert "/random" in (await chat.next_message()).text


async def cut_poll(telegram: FakeTelegram) -> None:
    """Cut the long poll, as soon as there is one."""
    while not telegram.cut_polls():
        await telegram.world.signal.wait()


def someone_asking(telegram: FakeTelegram) -> tuple[Chat, User, str]:
    """What `say` takes."""
    user = telegram.user()
    return telegram.private(user), user, "/help"
