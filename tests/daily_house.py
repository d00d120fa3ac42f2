"""The bot with schedules, their past and posting by hand, over a store in memory, and who asks it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from bot.access import Access
from bot.clips import Clips
from bot.model import Clip, ClipId, Destination, Scope
from bot.place_ports import Role
from bot.quotes import Quotes
from bot.schedules import Schedules
from bot.slot_history import SlotHistory
from bot.slots import Plan, Slot, SlotRecord, SlotState
from handlers import console
from handlers.asking import Asked, Bot
from handlers.functions import answer, named_in, typed_values
from handlers.locale import words_for
from handlers.messages import Reply
from tests.daily_station import GUILD, MORNING, add_episode, cues
from tests.fixed_clock import FixedClock
from tests.hand import Hand
from tests.memory import MemoryStore

WORDS = words_for("zh-TW")
MANAGER = Asked(GUILD, "discord:1", WORDS, channel="70", may_manage=True)
LISTENER = replace(MANAGER, asker="discord:2", may_manage=False)
ELSEWHERE = replace(MANAGER, channel="71")
OPERATOR = Asked(console.PLACE, console.ASKER, WORDS, may_manage=True)
NEXT = "下次 2024年5月1日 09:00（Asia/Taipei），1 小時後"


class OneRole:
    """`bot.place_ports.Roles` of a server with one role, which may be gone."""

    def find(self, typed: str) -> Role | None:
        return Role("900", "聽 眾") if typed == "900" else None

    def known(self, role_id: str) -> Role | None:
        return self.find(role_id)


@dataclass
class House:
    """The bot, and what is behind it."""

    store: MemoryStore
    clock: FixedClock
    bot: Bot
    hand: Hand

    async def ask(self, text: str, asked: Asked = MANAGER) -> Reply:
        """The answer to a command as it was typed, the slash left out."""
        named = named_in(text)
        assert named is not None
        function, rest = named
        return await answer(self.bot, asked, function.name, typed_values(function, rest))

    async def say(self, text: str, asked: Asked = MANAGER) -> list[str]:
        return (await self.ask(text, asked)).text.splitlines()

    async def record(self, state: SlotState, day: date = date(2024, 5, 1), **more: object) -> None:
        [schedule, *_] = await self.store.read(lambda snapshot: snapshot.schedules())
        record = SlotRecord(Slot(schedule.id, day), state, "me", MORNING, begun=MORNING)
        await self.store.claim_slot(replace(record, **more))  # type: ignore[arg-type]  # as the tests give it

    async def clip(self) -> ClipId:
        """A clip that is kept."""
        await add_episode(self.store, "e1", cues(9))
        [show] = await self.store.read(lambda snapshot: snapshot.shows())
        [episode] = await self.store.read(lambda snapshot: snapshot.episodes(Scope(frozenset({show.id}))))
        await self.store.keep_clip(Clip(ClipId("k7f2ab"), episode, 6000, 12_000, cues(9)[1].text))
        return ClipId("k7f2ab")


def daily_house() -> House:
    """A bot that posts when it is asked to."""
    store, clock, access = MemoryStore(), FixedClock(MORNING), Access({})
    hand = Hand(store)
    bot = Bot(
        Quotes(store, access, clock),
        Clips(store, access),
        lambda *_: None,
        schedules=Schedules(store, clock, ZoneInfo("Asia/Taipei"), access),
        slot_history=SlotHistory(store, access, clock),
        by_hand=hand,
    )
    return House(store, clock, bot, hand)


class Doorman:
    """`bot.place_ports.Doorman` that opens to everybody the one channel that it has, if it has one.

    Args:
        open_to: that one.
        without: the channel where the bot may only post.
        names: of channels.
    """

    def __init__(self, open_to: Destination | None, without: str = "", names: Mapping[str, str] = {}) -> None:
        self._open_to = open_to
        self._without = without
        self._names = names

    async def may_post(self, asker: str, channel: str) -> Destination | None:
        del asker
        return self._open_to if self._open_to and channel == self._open_to.channel else None

    async def lacks(self, destination: Destination, plan: Plan) -> Sequence[str]:
        wanted = {"pin": plan.pins, "thread": plan.opens_thread}
        return [option for option, is_wanted in wanted.items() if is_wanted and destination.channel == self._without]

    def called(self, channel: str) -> str:
        return self._names.get(channel, "")
