"""A real store with two public shows and a private one, and all that places can set over it."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.access import Access
from bot.aliases import Aliases, AliasFile
from bot.clips import Clips
from bot.cooldown import Bucket, Cooldown, Limits
from bot.model import Episode, EpisodeDraft, EpisodeFacts, Place, PlaceKind, Platform, PrivateAccess
from bot.places import Places
from bot.quotes import Quotes
from bot.search.engine import index_episode
from handlers.asking import Asked, Bot
from handlers.functions import answer, named_in, typed_values
from handlers.locale import words_for
from storage.sqlite import SEARCH_THREADS, SqliteStore, open_store
from tests.fixed_clock import FixedClock
from tests.search_library import timed

WORDS = words_for("zh-TW")
PATIENCE_S = 10.0
CONSOLE = Place(Platform.CONSOLE, PlaceKind.OPERATOR)
GUILD = Place(Platform.DISCORD, PlaceKind.GROUP, "7")
OTHER_GUILD = Place(Platform.DISCORD, PlaceKind.GROUP, "8")
ABROAD = Place(Platform.DISCORD, PlaceKind.ABROAD, "7")
DIRECT = Place(Platform.DISCORD, PlaceKind.DIRECT, "70")
CHAT = Place(Platform.TELEGRAM, PlaceKind.GROUP, "-7")
LIMITS = Limits(Bucket(2, 10.0), Bucket(5, 1.0))
SHOWS = {
    "rain": ("雨季的時候 大家都來買傘", "老闆說 做生意要有護城河"),
    "secret": ("這個祕密節目也提到護城河 可是不能說出去",),
    "tea": ("今天泡的是洋甘菊茶", "茶館的護城河是老客人"),
}


@dataclass
class PlaceHouse:
    """The store, and what answers over it; `now_s` is the time of the cooldown."""

    store: SqliteStore
    secret_in: PrivateAccess = field(default_factory=lambda: PrivateAccess(frozenset({"7"})))
    limits: Limits = LIMITS
    now_s: float = 1000.0

    def __post_init__(self) -> None:
        self.access = Access({"secret": self.secret_in})
        self.places = Places(self.store, self.store.places, self.access)
        self.cooldown = Cooldown(self.limits, lambda: self.now_s)

    async def fill(self) -> "PlaceHouse":
        """Put the shows in, an episode each."""
        for number, (show, texts) in enumerate(SHOWS.items(), 1):
            await self.put(show, "ep1", texts, number)
        return self

    async def put(self, show: str, stem: str, texts: Sequence[str], number: int | None = None) -> None:
        """Put an episode in."""
        cues = timed(texts)
        draft = EpisodeDraft(show, stem, EpisodeFacts(number), cues, index_episode(cues), stem)
        await self.store.put_episode(replace(draft, show_title=f"《{show}》" if show == "tea" else None))

    def bot(self) -> Bot:
        """What answers in a chat."""
        aliases = Aliases(self.store, AliasFile(None))
        return Bot(
            Quotes(self.store, self.access, FixedClock(), aliases=aliases),
            Clips(self.store, self.access),
            link,
            new_seed=lambda: "seed",
            aliases=aliases,
            places=self.places,
            cooldown=self.cooldown,
        )

    async def say(self, text: str, asked: Asked) -> str:
        """What is answered to a command as it was typed, the slash left out."""
        named = named_in(text)
        assert named is not None
        function, rest = named
        return (await answer(self.bot(), asked, function.name, typed_values(function, rest))).text


@asynccontextmanager
async def all_threads_taken(store: SqliteStore) -> AsyncIterator[None]:
    """All threads of the store that search are taken until the block is left."""
    gate, taken, loop = threading.Event(), asyncio.Semaphore(0), asyncio.get_running_loop()

    def search(_: object) -> None:
        loop.call_soon_threadsafe(taken.release)
        gate.wait()

    searches = [asyncio.create_task(store.read(search)) for _ in range(SEARCH_THREADS)]
    try:
        for _ in searches:
            await taken.acquire()
        async with asyncio.timeout(PATIENCE_S):
            yield
    finally:
        gate.set()
        await asyncio.gather(*searches)


def link(episode: Episode, start_ms: int) -> str:
    return f"https://example.org/{episode.stem}#t={start_ms // 1000}"


def manager(place: Place = GUILD, language: str = "zh-TW") -> Asked:
    """Somebody who manages a place."""
    return Asked(place, f"{place.platform.value}:1", words_for(language), may_manage=True)


@asynccontextmanager
async def place_house(folder: Path) -> AsyncIterator[PlaceHouse]:
    """The house over a store in this folder, its shows in."""
    async with await open_store(folder / "naji.db") as store:
        yield await PlaceHouse(store).fill()
