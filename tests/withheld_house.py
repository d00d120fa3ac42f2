"""A show of ten lines, with all use cases over it, for the tests of what must not be shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from bot.access import Access
from bot.amends import Correction
from bot.choosing import Occasion, choose
from bot.clips import Clips, Surroundings
from bot.corrections import Corrections, Who
from bot.model import Clip, Cue, EpisodeDraft, EpisodeFacts, Place, PlaceKind, Platform, PrivateAccess, Scope
from bot.moderation import Moderation
from bot.ports import Snapshot, Store
from bot.questions import Presser, Question
from bot.quotes import Quotes
from bot.search.engine import index_episode
from bot.search.moving import moves_between
from bot.withholding import Withholding
from handlers.asking import Asked, Bot
from handlers.console import respond
from handlers.functions import answer, named_in, typed_values
from handlers.locale import words_for
from handlers.messages import Button, Reply
from tests.fixed_clock import FixedClock
from tests.memory import MemoryStore
from tests.search_library import timed
from tests.store_drafts import whole

WORDS = words_for("zh-TW")
OPERATOR = Place(Platform.CONSOLE, PlaceKind.OPERATOR)
GUILD = Place(Platform.DISCORD, PlaceKind.GROUP, "7")
OTHER_GUILD = Place(Platform.DISCORD, PlaceKind.GROUP, "8")
ABROAD = Place(Platform.TELEGRAM, PlaceKind.ABROAD)
BOSS = Who(OPERATOR, "console:operator", may_manage=True)
MODERATOR = Who(GUILD, "discord:1", may_manage=True)
OTHER_MODERATOR = Who(OTHER_GUILD, "discord:5", may_manage=True)
LISTENER = Who(GUILD, "discord:2")
LINES = (
    "今天想聊巷口那間修傘的小鋪 老闆姓溫",
    "他說做生意要有護城河 不然雨季一過就沒人了",
    "他的傘骨用的是岩手的鐵 一把可以撐二十年",
    "後來他收了一個徒弟 徒弟以前在畫圖工作室上班",
    "徒弟提議在傘柄上刻字 客人就不會拿錯",
    "有一次客人把傘留在電車上 三個月後才找回來",
    "老闆說傘是唯一會自己走回家的東西",
    "冬天店裡會煮薑茶 客人坐著等雨停",
    "隔壁的麵店因此每個雨天都客滿",
    "最後老闆說 他想把店交給徒弟",
)
DAY = date(2024, 5, 1)
LINE = 4
"""The line that the tests hide, and what it says."""
HIDDEN = "徒弟提議在傘柄上刻字"
SECRET = ("這個祕密節目也提到雨季 可是不能說出去",)
LINE_MS = 4_000


@dataclass
class House:
    """A store with the shows `shop` and the private `secret`, which only the guild 7 reads, and everything over it."""

    store: Store = field(default_factory=MemoryStore)
    clock: FixedClock = field(default_factory=FixedClock)

    def __post_init__(self) -> None:
        self.access = Access({"secret": PrivateAccess(frozenset({"7"}))})
        self.quotes = Quotes(self.store, self.access, self.clock)
        self.clips = Clips(self.store, self.access)
        self.corrections = Corrections(self.store, self.access, self.clock)
        self.moderation = Moderation(self.store, self.access, self.clock)

    async def fill(self, lines: Sequence[str] = LINES, cue_ms: int = LINE_MS) -> "House":
        """Put the episodes in, in place of those that are there."""
        for show, stem, texts in (("shop", "ep1", lines), ("secret", "s1", SECRET)):
            cues = timed(texts, cue_ms)
            old, clips, corrections = await self.store.read(partial(_kept_of, show, stem))
            moves, moved = moves_between(old, cues, clips, corrections)
            facts = EpisodeFacts(1 if show == "shop" else None)
            draft = EpisodeDraft(show, stem, facts, cues, index_episode(cues), f"{texts}", moves=moves)
            await self.store.put_episode(replace(draft, corrections=moved))
        return self

    def bot(self) -> Bot:
        """What answers in a chat."""
        bot = Bot(self.quotes, self.clips, lambda *_: None, new_seed=lambda: "seed")
        return replace(bot, corrections=self.corrections, moderation=self.moderation)

    async def clip_of(self, text: str = HIDDEN, place: Place = GUILD) -> str:
        """The id of the clip of the best hit, kept as if it had been opened."""
        found = await self.quotes.find(Question(text, place, "discord:9"))
        assert found.search is not None
        return (await self.quotes.open_hit(found.search, 0, Presser(place, "discord:9"))).opened.clip.id

    async def seen(self, text: str, place: Place = GUILD, limit: int = 50) -> list[str]:
        """The words of all hits."""
        return [named.hit.text for named in await self.quotes.hits(Question(text, place, "discord:9"), limit)]

    async def ask(self, who: Who, text: str) -> Reply:
        """The reply to a command as it was typed, the slash left out."""
        named = named_in(text)
        assert named is not None
        function, rest = named
        asked = Asked(who.place, who.asker, WORDS, may_manage=who.may_manage)
        return await answer(self.bot(), asked, function.name, typed_values(function, rest))

    async def say(self, who: Who, text: str) -> str:
        """The words of the reply."""
        return (await self.ask(who, text)).text


def _kept_of(
    show_slug: str, stem: str, snapshot: Snapshot
) -> tuple[Sequence[Cue], Sequence[Clip], Sequence[Correction]]:
    scope = Scope(frozenset(show.id for show in snapshot.shows()))
    episode = snapshot.find_episode(show_slug, stem, scope)
    old = snapshot.cues_between(episode.id, 0, 1 << 40) if episode else ()
    clips, corrections = snapshot.clips_of(show_slug, stem), snapshot.corrections_of(show_slug, stem)
    return [placed.cue for placed in old], clips, corrections


def words_in(around: Surroundings) -> str:
    return " ".join(
        [*(cue.text for cue in around.before), around.lead, around.tail, *(cue.text for cue in around.after)]
    )


def clip_of_the_day(place: Place, seed: str) -> Callable[[Snapshot], Clip]:
    def look(snapshot: Snapshot) -> Clip:
        return choose(snapshot, Occasion(place, whole(snapshot), DAY, seed), Withholding(snapshot, place)).clip

    return look


async def asked_in_console(house: House, typed: str, buttons: Sequence[Button]) -> Reply:
    """The reply to a line that the operator typed below these buttons."""
    return await respond(house.bot(), Asked(OPERATOR, "console:operator", WORDS, may_manage=True), typed, buttons)
