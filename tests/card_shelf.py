"""A show about repairs with enough said in it to tell its episodes apart, and the use cases over it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache

from bot.access import Access
from bot.cards import Cards
from bot.clips import Clips
from bot.feed_model import NO_VALIDATORS, Chapter, Item, KeptFile, KeptItem, Person
from bot.model import Cue, Episode, EpisodeDraft, EpisodeFacts, EpisodeIndex, Place, PlaceKind, Platform, PrivateAccess
from bot.quotes import Quotes
from bot.search.engine import index_episode
from bot.trends import Trends
from handlers.asking import Asked, Bot
from handlers.functions import answer, press
from handlers.locale import words_for
from handlers.messages import Button, Reply
from storage.sqlite import SqliteStore
from tests.fixed_clock import FixedClock
from tests.memory import MemoryStore

OPERATOR = Place(Platform.CONSOLE, PlaceKind.OPERATOR)
GUILD = Place(Platform.DISCORD, PlaceKind.GROUP, "7")
OTHER_GUILD = Place(Platform.DISCORD, PlaceKind.GROUP, "8")
CUE_MS = 6_000
SMALL_TALK = (
    "大家好 今天我們還是在巷子口的工作檯前面聊天",
    "外面下雨 所以門口那張椅子我先收進來了",
    "上個禮拜有位聽眾寫信來 問我們週末會不會休息",
    "老實說我也不知道 要看有沒有人把東西拿過來修",
    "先喝一口熱茶 然後我們慢慢把故事講完",
    "隔壁的阿姨又送了兩顆柳丁 她說這個季節最甜",
    "其實每一件東西壞掉以前 都會先發出一點聲音",
    "你如果聽得出來 就可以省下很多時間和零件",
)
"""What is said in every episode; none of it tells one."""
TALKS: Mapping[str, Sequence[str]] = {
    "e1-umbrella": ("這把雨傘的傘骨斷了三根", "換傘骨要先把傘布拆下來", "傘骨用鋼的比較耐風"),
    "e2-clock": ("座鐘的擒縱輪磨平了", "擒縱輪一歪 鐘就會越走越慢", "我拿放大鏡看擒縱輪的齒"),
    "e3-radio": (
        "這台收音機是真空管的",
        "真空管 warm up 要等半分鐘",
        "我買到一支新的 Mullard 真空管",
        "Mullard 的聲音很暖",
    ),
}
TITLES = {"e1-umbrella": "修一把雨傘", "e2-clock": "慢下來的座鐘", "e3-radio": "老收音機"}
SECRET = ("這個祕密的作坊也在修傘骨",)


def talk(about: Sequence[str], rounds: int = 40) -> list[Cue]:
    """An episode: small talk, and every other sentence what it is about."""
    texts = [
        about[nth // 2 % len(about)] if about and nth % 2 else SMALL_TALK[nth % len(SMALL_TALK)]
        for nth in range(rounds)
    ]
    return [Cue(nth * CUE_MS, (nth + 1) * CUE_MS, text) for nth, text in enumerate(texts)]


@cache
def _index(texts: tuple[str, ...]) -> EpisodeIndex:
    """Made once for all tests: it does not hang on times."""
    return index_episode([Cue(0, 0, text) for text in texts])


@dataclass
class Shelf:
    """A store with the shows `repairs` and the private `secret`, and everything over it."""

    store: MemoryStore | SqliteStore = field(default_factory=MemoryStore)

    def __post_init__(self) -> None:
        access, clock = Access({"secret": PrivateAccess(frozenset({"7"}))}), FixedClock()
        self.quotes = Quotes(self.store, access, clock)
        self.clips = Clips(self.store, access)
        self.cards = Cards(self.store, access, self.quotes.turns, self.store.feeds)
        self.trends = Trends(self.store, access, clock, self.quotes.turns)

    async def fill(self) -> "Shelf":
        """Three episodes that are about something, four that are about nothing, and the private one."""
        for number, (stem, about) in enumerate(TALKS.items(), 1):
            await self.put("repairs", stem, talk(about), EpisodeFacts(number, TITLES[stem], date(2024, number, 2)))
        for number in range(4, 8):
            await self.put("repairs", f"e{number}", talk((), 240), EpisodeFacts(number))
        await self.put("secret", "s1", talk(SECRET), EpisodeFacts(1, "作坊裡的傘骨"))
        return self

    async def put(
        self, show: str, stem: str, cues: Sequence[Cue], facts: EpisodeFacts | None = None, *, untimed: bool = False
    ) -> None:
        """Write an episode."""
        index = _index(tuple(cue.text for cue in cues))
        draft = EpisodeDraft(show, stem, facts or EpisodeFacts(), cues, index, stem)
        await self.store.put_episode(replace(draft, untimed=untimed))

    async def tell(self, stem: str, item: Item, chapters: Sequence[Chapter] = ()) -> None:
        """What the feed says of an episode."""
        seen = datetime(2024, 5, 1, tzinfo=UTC)
        await self.store.feeds.put_items("repairs", [KeptItem(stem, item, seen)])
        kept = KeptFile("https://repairs.example/c.json", NO_VALIDATORS, "digest", 1)
        await self.store.feeds.put_chapters("repairs", stem, kept, chapters)

    async def tell_all(self, stem: str = "e2-clock", chapters: int = 10) -> None:
        """A feed that says everything that a card shows of an episode."""
        persons = (Person("Ann"), Person("Bo", "guest"))
        item = Item("guid", link="https://repairs.example/2", persons=persons, number=2, title=TITLES["e2-clock"])
        await self.tell(stem, item, [Chapter(nth * 20_000, f"第 {nth} 段") for nth in range(chapters)])

    def bot(self) -> Bot:
        """What answers in a chat."""
        return Bot(self.quotes, self.clips, link, cards=self.cards, trends=self.trends)

    async def say(self, name: str, place: Place = OPERATOR, language: str = "zh-TW", **values: str) -> Reply:
        """The reply to a function."""
        return await answer(self.bot(), Asked(place, "console:operator", words_for(language)), name, values)

    async def press(self, button: Button, place: Place = OPERATOR) -> Reply:
        """The reply to a button."""
        asked = Asked(place, "console:operator", words_for("zh-TW"))
        return await press(self.bot(), asked, button.action, button.id, button.position)


def link(episode: Episode, start_ms: int) -> str:
    """Where an episode is heard."""
    return f"https://repairs.example/{episode.stem}(a)#t={start_ms // 1000}"


def button(reply: Reply, key: str) -> Button:
    """The button that is pressed with this key."""
    return next(each for each in reply.buttons if each.key == key)
