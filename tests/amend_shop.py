"""A show about a shop, with what was heard wrong in it, and all use cases over it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from bot.access import Access
from bot.aliases import Aliases, AliasFile
from bot.amends import Correction
from bot.clips import Clips
from bot.corrections import Corrections, Who
from bot.model import EpisodeDraft, EpisodeFacts, Place, PlaceKind, Platform, PrivateAccess
from bot.ports import Snapshot, Store
from bot.questions import Presser, Question
from bot.quotes import Quotes
from bot.search.amend import moves_of
from bot.search.engine import index_episode
from handlers.asking import Asked, Bot
from handlers.functions import answer, named_in, typed_values
from handlers.locale import words_for
from tests.fixed_clock import FixedClock
from tests.memory import MemoryStore
from tests.search_library import timed

WORDS = words_for("zh-TW")
OPERATOR = Place(Platform.CONSOLE, PlaceKind.OPERATOR)
GUILD = Place(Platform.DISCORD, PlaceKind.GROUP, "7")
OTHER_GUILD = Place(Platform.DISCORD, PlaceKind.GROUP, "8")
BOSS = Who(OPERATOR, "console:operator", may_manage=True)
MODERATOR = Who(GUILD, "discord:1", may_manage=True)
LISTENER = Who(GUILD, "discord:2")
SHOP = (
    "今天想聊巷口那間修傘的小鋪 老闆姓溫",
    "他說做生意要有互成盒 不然雨季一過就沒人了",
    "他的傘骨用的是岩手的鐵 一把可以撐二十年",
    "後來他收了一個徒弟 徒弟以前在 edge 工作室畫圖",
    "徒弟提議在傘柄上刻字 客人就不會拿錯 不會拿錯",
)
SECRET = ("這個祕密節目也提到互成盒 可是不能說出去",)


@dataclass
class Shop:
    """A store with the shows `shop` and the private `secret`, and everything over it.

    Attributes:
        by_moderators: shows on whose corrections moderators decide.
    """

    store: Store = field(default_factory=MemoryStore)
    by_moderators: Collection[str] = ()
    alias_file: Path | None = None

    def __post_init__(self) -> None:
        access, clock = Access({"secret": PrivateAccess(frozenset({"7"}))}), FixedClock()
        self.aliases = Aliases(self.store, AliasFile(self.alias_file))
        self.corrections = Corrections(self.store, access, clock, self.by_moderators)
        self.quotes = Quotes(self.store, access, clock, aliases=self.aliases)
        self.clips = Clips(self.store, access)

    async def fill(self, shop: Sequence[str] = SHOP) -> "Shop":
        """Put the episodes in, in place of those that are there."""
        for show, stem, texts in (("shop", "ep1", shop), ("secret", "s1", SECRET)):
            cues = timed(texts)
            facts = EpisodeFacts(1 if show == "shop" else None)
            known = await self.store.read(partial(corrections_of, show, stem))
            draft = EpisodeDraft(show, stem, facts, cues, index_episode(cues), f"{texts}")
            await self.store.put_episode(replace(draft, corrections=moves_of(known, cues)))
        return self

    def bot(self) -> Bot:
        """What answers in a chat."""
        return Bot(self.quotes, self.clips, lambda *_: None, corrections=self.corrections, aliases=self.aliases)

    async def clip_of(self, text: str, place: Place = GUILD) -> str:
        """The id of the clip of the best hit, kept as if it had been opened."""
        (named, *_) = await self.quotes.hits(Question(text, place, "discord:9"), 1)
        opened = await self.quotes.find(Question(text, place, "discord:9"))
        assert opened.search is not None
        await self.quotes.open_hit(opened.search, 0, Presser(place, "discord:9"))
        return named.clip_id

    async def hit(self, text: str, place: Place = GUILD) -> tuple[str, str, str]:
        """Tier, episode and marked words of the best hit."""
        (named, *_) = await self.quotes.hits(Question(text, place, "discord:9"), 1)
        return named.hit.tier.value, named.hit.episode.stem, named.hit.matched

    async def say(self, who: Who, text: str) -> str:
        """What is answered to a command as it was typed, the slash left out."""
        named = named_in(text)
        assert named is not None
        function, rest = named
        asked = Asked(who.place, who.asker, WORDS, may_manage=who.may_manage)
        return (await answer(self.bot(), asked, function.name, typed_values(function, rest))).text


def corrections_of(show_slug: str, stem: str, snapshot: Snapshot) -> Sequence[Correction]:
    return snapshot.corrections_of(show_slug, stem)
