"""A station that posts by the clock, for tests: a store with shows, outboxes that can fail, a clock to set."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from bot.access import Access
from bot.errors import PostUnknownError
from bot.model import Clip, Cue, Destination, EpisodeDraft, EpisodeFacts, Place, PlaceKind, Platform, PrivateAccess
from bot.ports import Store
from bot.posting import Poster
from bot.search.engine import index_episode
from bot.slots import USUAL_PLAN, Plan, Post, Reason, Schedule, SlotRecord
from tests.fixed_clock import FixedClock
from tests.memory import MemoryStore

GUILD = Place(Platform.DISCORD, PlaceKind.GROUP, "7")
CHAT = Place(Platform.TELEGRAM, PlaceKind.GROUP, "-7")
ON_DISCORD = Destination(GUILD, "70")
ON_TELEGRAM = Destination(CHAT, "-7")
PLACES = {Platform.DISCORD: ON_DISCORD, Platform.TELEGRAM: ON_TELEGRAM}
MORNING = datetime(2024, 5, 1, 0, 0, tzinfo=UTC)
"""08:00 in Taipei, an hour before `NINE`."""
NINE = MORNING + timedelta(hours=1)
NONCE_HOLDS = timedelta(minutes=3)

_CLASSIC = "天地玄黃宇宙洪荒日月盈昃辰宿列張寒來暑往秋收冬藏閏餘成歲律呂調陽雲騰致雨露結為霜"


def cues(count: int, *, seconds: int = 6, offset: int = 0) -> list[Cue]:
    """Cues of some seconds, each of ten characters and a number."""
    length_ms = seconds * 1000
    return [Cue(n * length_ms, (n + 1) * length_ms, f"{n + offset} " + _turned(n + offset)[:10]) for n in range(count)]


def _turned(by: int) -> str:
    return _CLASSIC[by % len(_CLASSIC) :] + _CLASSIC


async def add_episode(store: Store, stem: str, spoken: Sequence[Cue], show: str = "open") -> None:
    """Put an episode in."""
    await store.put_episode(EpisodeDraft(show, stem, EpisodeFacts(1), spoken, index_episode(spoken), stem))


@dataclass
class Channel:
    """A platform's side: what stands in its channels. Discord's honours nonces for some minutes.

    Attributes:
        is_readable: whether the bot can look at what stands there.
        pinned: the ids of the messages that are pinned.
        threads: those that have a thread below them, and its name.
        told: who was told of which schedule's trouble.
    """

    clock: FixedClock
    honours_nonces: bool
    is_readable: bool = False
    messages: list[Post] = field(default_factory=list)
    nonces: dict[str, tuple[datetime, str]] = field(default_factory=dict)
    requests: int = 0
    pinned: list[str] = field(default_factory=list)
    threads: list[tuple[str, date]] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)

    def receive(self, post: Post) -> str:
        """A request that arrived."""
        self.requests += 1
        since, first = self.nonces.get(post.nonce, (None, ""))
        if self.honours_nonces and since is not None and self.clock.now() - since <= NONCE_HOLDS:
            return first
        self.messages.append(post)
        self.nonces[post.nonce] = self.clock.now(), str(len(self.messages))
        return str(len(self.messages))

    def look(self, destination: Destination, mark: str) -> str | None:
        """The id of a message."""
        if not self.is_readable:
            raise PostUnknownError("post.unread")
        found = (n for n, each in enumerate(self.messages, 1) if (each.destination, each.mark) == (destination, mark))
        return str(nth) if (nth := next(found, 0)) else None


@dataclass
class ChannelOutbox:
    """`bot.ports.Outbox` over a channel.

    Attributes:
        before, after: called around each post; they may raise.
        step: called before what is done with a post that stands; it may raise.
        look: called before a post is looked for; it may raise.
        hang: what a request waits for before it arrives.
        reached: set when a request waits.
    """

    channel: Channel
    before: Callable[[], None] = lambda: None
    after: Callable[[], None] = lambda: None
    step: Callable[[], None] = lambda: None
    look: Callable[[], None] = lambda: None
    hang: asyncio.Event | None = None
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    async def post(self, post: Post) -> str:
        """See `bot.ports.Outbox`."""
        self.before()
        if self.hang is not None:
            self.reached.set()
            await self.hang.wait()
        message = self.channel.receive(post)
        self.after()
        return message

    async def find(self, destination: Destination, mark: str, since: datetime) -> str | None:
        """See `bot.ports.Outbox`."""
        assert since.tzinfo
        self.look()
        return self.channel.look(destination, mark)

    async def pin(self, destination: Destination, message: str, instead_of: Sequence[str]) -> None:
        """See `bot.ports.Outbox`."""
        assert destination in PLACES.values()
        self.step()
        self.channel.pinned = [*(each for each in self.channel.pinned if each not in {message, *instead_of}), message]

    async def open_thread(self, destination: Destination, message: str, plan: Plan, day: date) -> None:
        """See `bot.ports.Outbox`."""
        assert destination in PLACES.values()
        assert plan.opens_thread
        self.step()
        self.channel.threads.append((message, day))

    async def tell(self, schedule: Schedule, reason: Reason) -> None:
        """See `bot.ports.Outbox`."""
        self.channel.told.append((schedule.plan.set_by, reason.code))


def post_of(destination: Destination, clip: Clip, nonce: str = "nonce", plan: Plan = USUAL_PLAN) -> Post:
    """A post of this clip, as the poster makes it."""
    return Post(destination, clip, plan, date(2024, 5, 1), nonce, f"2024-05-01 · {nonce[:10]}")


@dataclass
class Station:
    """All parts; `poster` makes another process over the same ones."""

    store: Store
    clock: FixedClock
    outboxes: dict[Platform, ChannelOutbox]
    access: Access = field(default_factory=lambda: Access({"secret": PrivateAccess(frozenset({"7"}))}))

    def poster(self, store: Store | None = None, *, send_timeout_s: float = 30.0) -> Poster:
        """A process that starts now."""
        return Poster(store or self.store, self.access, self.outboxes, self.clock, send_timeout_s)

    async def set(
        self, destination: Destination, at: str = "09:00", zone: str = "Asia/Taipei", plan: Plan = USUAL_PLAN
    ) -> Schedule:
        """Set a schedule."""
        return await self.store.set_schedule(destination, time.fromisoformat(at), zone, self.clock.now(), plan)

    async def records(self) -> list[SlotRecord]:
        """All records of the schedules that stand."""
        return await self.store.read(
            lambda snapshot: list(snapshot.slots([each.id for each in snapshot.schedules()], date.min))
        )

    def posts(self, platform: Platform) -> int:
        """How many messages stand there."""
        return len(self.outboxes[platform].channel.messages)


async def alone(platform: Platform, plan: Plan = USUAL_PLAN, *, is_readable: bool = False) -> Station:
    """A station with one schedule, on this platform, at nine o'clock."""
    built = station(MemoryStore())
    await add_episode(built.store, "e1", cues(60))
    await built.set(PLACES[platform], plan=plan)
    built.outboxes[platform].channel.is_readable = is_readable
    built.clock.instant = NINE
    return built


async def round_of(poster: Poster) -> list[SlotRecord]:
    """What one round did, without faults."""
    done = await poster.post_due()
    assert done.faults == ()
    return [outcome.record for outcome in done.outcomes]


def station(store: Store, instant: datetime = MORNING) -> Station:
    """A station over this store."""
    clock = FixedClock(instant)
    platforms = (Platform.DISCORD, Platform.TELEGRAM)
    outboxes = {each: ChannelOutbox(Channel(clock, honours_nonces=each is Platform.DISCORD)) for each in platforms}
    return Station(store, clock, outboxes)
