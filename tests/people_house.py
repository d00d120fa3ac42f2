"""A real store with a public show and a private one, and all that people can do over it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from bot.access import Access
from bot.clips import Clips, named
from bot.corrections import Corrections
from bot.model import Clip, Cue, EpisodeDraft, EpisodeFacts, Place, PlaceKind, Platform, PrivateAccess, Scope
from bot.moderation import Moderation
from bot.people import People
from bot.ports import Snapshot
from bot.questions import Presser
from bot.quotes import Quotes
from bot.search.engine import index_episode
from bot.trends import Trends
from handlers.asking import Asked, Bot
from handlers.functions import answer, named_in, press, typed_values
from handlers.locale import words_for
from handlers.messages import Reply
from storage.sqlite import SqliteStore, open_store
from tests.fixed_clock import FixedClock
from tests.small_library import lines_of, plain_search

WORDS = words_for("zh-TW")
GUILD = Place(Platform.DISCORD, PlaceKind.GROUP, "7")
OTHER_GUILD = Place(Platform.DISCORD, PlaceKind.GROUP, "8")
ME = Asked(GUILD, "discord:1", WORDS)
ME_ELSEWHERE = Asked(OTHER_GUILD, "discord:1", WORDS)
YOU = Asked(GUILD, "discord:2", WORDS)
PRESSER = Presser(GUILD, "discord:1")
SECOND = timedelta(seconds=1)


@dataclass
class PeopleHouse:
    """The use cases; the show `secret` answers in these guilds and Telegram groups only."""

    store: SqliteStore
    guilds: frozenset[str] = frozenset({"7"})
    chats: frozenset[str] = frozenset()
    clock: FixedClock = field(default_factory=FixedClock)

    def __post_init__(self) -> None:
        access = Access({"secret": PrivateAccess(self.guilds, self.chats)})
        self.quotes = Quotes(self.store, access, self.clock, search=plain_search)
        self.clips = Clips(self.store, access)
        self.trends = Trends(self.store, access, self.clock, self.quotes.turns)
        self.people = People(self.store, access, self.clock)
        self.moderation = Moderation(self.store, access, self.clock)
        self.corrections = Corrections(self.store, access, self.clock)

    async def put(self, show: str, stem: str, cues: Sequence[Cue], number: int | None = None) -> None:
        """Put an episode in that has no clips yet."""
        facts = EpisodeFacts(number)
        await self.store.put_episode(EpisodeDraft(show, stem, facts, cues, index_episode(cues), stem))

    async def clip(self, nth: int, show: str = "open", stem: str = "ep1") -> Clip:
        """The clip of a line of an episode, kept as if somebody had opened it."""
        clip = await self.store.read(partial(clip_of_line, show, stem, nth))
        await self.store.keep_clip(clip)
        return clip

    async def saved(self, *lines: int, asked: Asked = ME) -> list[str]:
        """Save the clips of these lines of the public show, one after the other; their ids."""
        presser = Presser(asked.place, asked.asker)
        ids = [str((await self.clip(nth)).id) for nth in lines]
        for clip_id in ids:
            self.clock.advance(SECOND)
            await self.people.save(clip_id, presser)
        return ids

    def bot(self) -> Bot:
        """What answers in a chat."""
        bot = Bot(self.quotes, self.clips, lambda *_: None, new_seed=lambda: "seed")
        bot = replace(bot, corrections=self.corrections, people=self.people, moderation=self.moderation)
        return replace(bot, trends=self.trends)

    async def say(self, text: str, asked: Asked = ME) -> Reply:
        """The answer to what was typed, the slash left out."""
        found = named_in(text)
        assert found is not None
        return await answer(self.bot(), asked, found[0].name, typed_values(*found))

    async def press(self, shown: Reply, key: str, asked: Asked = ME) -> Reply:
        """The answer to a button, named by what is typed for it where there are none."""
        [button] = [each for each in shown.buttons if each.key == key]
        return await press(self.bot(), asked, button.action, button.id, button.position)

    async def rows(self, sql: str) -> list[tuple[object, ...]]:
        """What stands in the store's file."""
        return await self.store.look_up(lambda reader: reader.execute(sql).fetchall())


def clip_of_line(show: str, stem: str, nth: int, snapshot: Snapshot) -> Clip:
    everything = Scope(frozenset(each.id for each in snapshot.shows()))
    episode = snapshot.find_episode(show, stem, everything)
    assert episode is not None
    cue = snapshot.cues_between(episode.id, 0, 1 << 40)[nth].cue
    return named(snapshot, episode, cue.start_ms, cue.end_ms, cue.text)


@asynccontextmanager
async def people_house(
    folder: Path, guilds: frozenset[str] = frozenset({"7"}), chats: frozenset[str] = frozenset()
) -> AsyncIterator[PeopleHouse]:
    """With twelve lines in each show."""
    async with await open_store(folder / "naji.db") as store:
        house = PeopleHouse(store, guilds, chats)
        await house.put("open", "ep1", lines_of(12), 4)
        await house.put("secret", "s1", lines_of(12, "祕密"))
        yield house
