"""Many posts due at once, with the platform's limits enforced: real python-telegram-bot against the fake platform."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from bot.access import Access
from bot.model import Destination, Place, PlaceKind, Platform
from bot.posting import Poster
from bot.slots import SlotState
from tests.daily_station import NINE, add_episode, cues, round_of, station
from tests.fake_telegram import Chat, FakeTelegram, User
from tests.memory import MemoryStore
from tests.telegram_house import TelegramHouse

pytestmark = pytest.mark.io

GROUPS = 40
ASKING = 3
SENT_BEFORE_ASKING = 15


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        fake.flood.is_enforced = True
        yield fake


@dataclass
class Rush:
    """Posts and questions at once. Time goes on only while all that is left waits for it."""

    telegram: FakeTelegram
    chats: Sequence[Chat]
    private: Sequence[tuple[Chat, User]]
    waiting: list[tuple[float, asyncio.Future[None]]] = field(default_factory=list)
    is_asked: bool = False

    def now_s(self) -> float:
        return self.telegram.clock.now().timestamp()

    async def pause(self, seconds: float) -> None:
        over = asyncio.get_running_loop().create_future()
        self.waiting.append((self.now_s() + seconds, over))
        self.go_on()
        await over

    def go_on(self) -> None:
        """Let people ask once some posts are out, and time pass where nothing else can happen."""
        posted = sum(len(chat.sent) for chat in self.chats)
        if posted >= SENT_BEFORE_ASKING and not self.is_asked:
            self.is_asked = True
            for chat, user in self.private:
                self.telegram.say(chat, user, "/help")
        left = len(self.chats) - posted + sum(self.is_asked and not chat.sent for chat, _ in self.private)
        if self.waiting and len(self.waiting) >= left:
            until = min(end for end, _ in self.waiting)
            self.telegram.clock.advance(max(until - self.now_s(), 0.0))
            over = [each for each in self.waiting if each[0] <= self.now_s() + 1e-6]
            self.waiting = [each for each in self.waiting if each not in over]
            for _, future in over:
                future.set_result(None)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async def watch() -> None:
            while True:
                await self.telegram.world.signal.wait()
                self.go_on()

        task = asyncio.create_task(watch())
        yield
        task.cancel()
        await asyncio.wait({task})


async def test_what_is_due_everywhere_at_once_is_posted_without_haste_and_answers_go_first(
    telegram: FakeTelegram,
) -> None:
    people = [telegram.user() for _ in range(ASKING)]
    chats = [*(telegram.group(f"Group {nth}") for nth in range(GROUPS)), telegram.channel()]
    rush = Rush(telegram, chats, [(telegram.private(user), user) for user in people])
    house, built = TelegramHouse(telegram), station(MemoryStore())
    house.fill()
    await add_episode(built.store, "e1", cues(60))
    for chat in chats:
        await built.set(Destination(Place(Platform.TELEGRAM, PlaceKind.GROUP, str(chat.id)), str(chat.id)))
    built.clock.instant = NINE
    naji = house.chat(pause=rush.pause, now_s=rush.now_s)
    async with house.running(naji):
        poster = Poster(built.store, Access({}), {Platform.TELEGRAM: naji.outbox}, built.clock)
        async with rush.running():
            records = await round_of(poster)
            answered = [await chat.next_message() for chat, _ in rush.private]
    assert [record.state for record in records] == [SlotState.SENT] * (GROUPS + 1)
    assert [len(chat.sent) for chat in chats] == [1] * (GROUPS + 1)
    assert [each for each in telegram.journal.refusals if each[0] == "sendMessage"] == []
    assert max(message.date for message in answered) < max(chat.sent[0].date for chat in chats)
