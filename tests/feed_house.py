"""What follows feeds, over the ports in memory: a library, a web of pages, and a clock that stands."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from zoneinfo import ZoneInfo

from bot.feeds.fetching import Fetcher
from bot.feeds.following import Feeds, Round, Rules
from bot.model import Episode
from tests.fixed_clock import FixedClock
from tests.memory import MemoryStore
from tests.memory_feeds import Pages, feed_of, item_of, vtt_of
from tests.store_drafts import whole

URL = "https://tea.example/feed.xml"
T1, T2 = "https://tea.example/1.vtt", "https://tea.example/2.vtt"
HOUR = timedelta(hours=1)


@dataclass
class House:
    """A library, a web of pages, and what follows feeds between them.

    Attributes:
        waits: the seconds that were waited between tries; the clock does not move by them.
        reported: every round that was told of.
    """

    store: MemoryStore = field(default_factory=MemoryStore)
    web: Pages = field(default_factory=Pages)
    clock: FixedClock = field(default_factory=FixedClock)
    waits: list[float] = field(default_factory=list)
    reported: list[Round] = field(default_factory=list)

    def __post_init__(self) -> None:
        fetcher = Fetcher(self.web, self.clock, self.wait, Random(1))
        rules = Rules(HOUR, 1_000_000, ZoneInfo("Asia/Taipei"))
        self.feeds = Feeds(self.store.feeds, self.store, fetcher, rules)

    async def wait(self, seconds: float) -> None:
        self.waits.append(seconds)

    def show(self, *items: str, **options: str) -> None:
        """What the feed says from now on."""
        self.web.pages[URL] = feed_of(*items, **options)

    async def added(self) -> Round:
        """The feed is followed, and was asked once."""
        return await self.feeds.add(URL, "tea")

    async def sync(self) -> Round:
        """One round by hand."""
        await self.feeds.sync(None, self.reported.append)
        return self.reported[-1]

    async def keep_up(self, last: timedelta | None = None) -> Sequence[Round]:
        """One round of the running bot; what it told."""
        before = None if last is None else self.clock.now() - last
        return [await self.feeds.ask(feed, before) for feed in await self.feeds.due()]

    async def episodes(self) -> list[Episode]:
        return list(await self.store.read(lambda snapshot: snapshot.episodes(whole(snapshot))))

    async def texts(self, stem: str) -> list[str]:
        """The words of an episode."""
        (episode,) = [each for each in await self.episodes() if each.stem == stem]
        cues = await self.store.read(lambda snapshot: snapshot.cues_between(episode.id, 0, 1 << 40))
        return [placed.cue.text for placed in cues]

    @property
    def writes(self) -> int:
        return self.store.writes + self.store.feeds.writes


def tea_house() -> House:
    """A house whose feed has one episode with a transcript."""
    built = House()
    built.show(item_of(1, "vtt"))
    built.web.pages[T1] = vtt_of("hot tea", "in a cup")
    return built
