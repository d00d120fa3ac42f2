"""Posts on Discord as their plan wants them, found again, pinned, with threads, and in forums: end to end."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.errors import PostForbiddenError, PostLaterError, PostRefusedError, PostUnknownError
from bot.model import Clip, ClipId, Destination, Place, PlaceKind, Platform
from bot.slots import Plan, Reason, Schedule, ScheduleId
from handlers.discord import forum, outbox
from handlers.discord.outbox import DiscordOutbox
from handlers.discord.pacing import Even
from handlers.locale import words_for
from tests.daily_station import post_of
from tests.discord_chat import Naps, bot_over, chat_with, library, online, shown
from tests.fake_discord import Channel, FakeDiscord, Guild
from tests.fake_discord.problems import MISSING_PERMISSIONS
from tests.fake_discord.witness import witness
from tests.fake_discord.world import (
    CREATE_PUBLIC_THREADS,
    FORUM,
    MANAGE_THREADS,
    ORDINARY,
    PIN_MESSAGES,
    PINNED,
    READ_MESSAGE_HISTORY,
    REQUIRES_TAG,
)
from tests.small_library import SmallLibrary

pytestmark = pytest.mark.io
NONCE = "0123456789abcdef01234567"
MARK = "2024-05-01 · 0123456789"
HEADING = Plan(heading="早安 <@&1> @everyone", language="en")
GONE = (404, 10008, "Unknown Message")
BROKEN = (503, 0, "upstream")


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord(witnesses=[witness]) as platform:
        yield platform


@pytest.fixture
def guild(fake: FakeDiscord) -> Guild:
    return fake.world.guild("群", bot_permissions=ORDINARY | PIN_MESSAGES | MANAGE_THREADS)


@pytest.fixture
def board(fake: FakeDiscord, guild: Guild) -> Channel:
    return fake.world.channel(guild, "版", FORUM)


@pytest.fixture
def store() -> SmallLibrary:
    return library()


@pytest.fixture
async def box(fake: FakeDiscord, guild: Guild, board: Channel, store: SmallLibrary) -> AsyncIterator[DiscordOutbox]:
    assert guild.channels[board.id] is board
    chat = chat_with(fake, bot_over(store), store)
    task = asyncio.create_task(chat.run())
    await fake.gateway.ready()
    await (await chat.online()).wait_until_ready()
    yield DiscordOutbox(chat)
    await chat.close()
    await task


def clip() -> Clip:
    built = library()
    episode, _ = built.held[next(iter(built.held))]
    return Clip(ClipId("abc123"), episode, 4000, 8000, "說到護城河")


def to(guild: Guild, channel: Channel | None = None) -> Destination:
    return Destination(Place(Platform.DISCORD, PlaceKind.GROUP, guild.id), (channel or guild.channel).id)


# ---------------------------------------------------------------- how it looks


async def test_a_post_has_its_heading_as_it_was_typed_its_language_and_its_mark(
    fake: FakeDiscord, guild: Guild, box: DiscordOutbox
) -> None:
    await box.post(post_of(to(guild), clip(), NONCE, HEADING))
    [message] = fake.posts(guild.channel)
    assert message.content == r"早安 \<\@&1\> \@everyone"
    assert message.pinged == []
    assert message.embeds[0]["footer"]["text"] == MARK
    assert [item["label"] for item in message.components if "url" in item] == ["Listen from 00:04"]


async def test_a_post_calls_its_role_and_nobody_else(fake: FakeDiscord, guild: Guild, box: DiscordOutbox) -> None:
    role = fake.world.role(guild, "聽眾", 0)
    await box.post(post_of(to(guild), clip(), NONCE, replace(HEADING, role=role.id)))
    assert fake.posts(guild.channel)[0].pinged == [f"&{role.id}"]


@pytest.mark.parametrize("role", ["", "everyone", "GUILD"])
async def test_a_post_never_calls_everyone(fake: FakeDiscord, guild: Guild, box: DiscordOutbox, role: str) -> None:
    plan = Plan(role=guild.id if role == "GUILD" else role)
    await box.post(post_of(to(guild), clip(), NONCE, plan))
    body = fake.requests("POST", "/channels/{channel_id}/messages")[0].body
    assert body["allowed_mentions"] == {"parse": []}
    assert "<@&" not in body["content"]


@pytest.mark.parametrize("is_silent", [True, False])
async def test_a_silent_post_rings_no_device(
    fake: FakeDiscord, guild: Guild, box: DiscordOutbox, *, is_silent: bool
) -> None:
    await box.post(post_of(to(guild), clip(), NONCE, Plan(is_silent=is_silent)))
    assert bool(fake.posts(guild.channel)[0].body["flags"] & 1 << 12) is is_silent


# ---------------------------------------------------------------- found again


async def test_a_post_is_found_by_its_mark(fake: FakeDiscord, guild: Guild, box: DiscordOutbox) -> None:
    posted = await box.post(post_of(to(guild), clip(), NONCE))
    await fake.people.say(guild.channel, guild.owner, MARK)
    assert await box.find(to(guild), MARK, fake.clock.now()) == posted
    assert await box.find(to(guild), MARK.replace("0", "1"), fake.clock.now()) is None


async def test_a_post_is_looked_for_as_far_back_as_it_can_be(
    fake: FakeDiscord, guild: Guild, box: DiscordOutbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = fake.clock.now()
    await fake.people.say(guild.channel, guild.owner, "old")
    fake.clock.advance(4 * 3600)
    await fake.people.say(guild.channel, guild.owner, "new")
    assert await box.find(to(guild), MARK, now + timedelta(hours=4)) is None
    monkeypatch.setattr(outbox, "MOST_READ", 2)
    with pytest.raises(PostUnknownError):
        await box.find(to(guild), MARK, now)


async def test_an_empty_channel_holds_no_post_and_one_that_may_not_be_read_tells_nothing(
    fake: FakeDiscord, guild: Guild, box: DiscordOutbox
) -> None:
    hidden = fake.world.channel(guild, "後來才有")
    assert await box.find(to(guild), MARK, fake.clock.now()) is None
    with pytest.raises(PostUnknownError):  # the gateway has not told of it: nobody knows whether it may be read
        await box.find(to(guild, hidden), MARK, fake.clock.now())
    with pytest.raises(PostUnknownError):
        await box.find(replace(to(guild), channel="1"), MARK, fake.clock.now())


async def test_where_the_history_may_not_be_read_nothing_is_known(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary
) -> None:
    guild.channel.deny(fake.world.me, READ_MESSAGE_HISTORY)
    async with online(fake, bot_over(store), store) as chat:
        with pytest.raises(PostUnknownError):
            await DiscordOutbox(chat).find(to(guild), MARK, fake.clock.now())


async def test_a_direct_chat_can_always_be_read(fake: FakeDiscord, box: DiscordOutbox) -> None:
    direct = fake.world.direct(fake.world.user("甲"))
    place = Place(Platform.DISCORD, PlaceKind.DIRECT, direct.id)
    assert await box.find(Destination(place, direct.id), MARK, fake.clock.now()) is None


# ---------------------------------------------------------------- pins and threads


async def test_the_newest_post_is_pinned_in_place_of_the_one_before(
    fake: FakeDiscord, guild: Guild, box: DiscordOutbox
) -> None:
    first, second = [await box.post(post_of(to(guild), clip(), nonce)) for nonce in ("1", "2")]
    await box.pin(to(guild), first, [])
    await box.pin(to(guild), second, [first, "1"])
    await box.pin(to(guild), second, [first])
    assert [message.body["pinned"] for message in fake.posts(guild.channel)] == [False, True]


@pytest.mark.parametrize(
    ("error", "kind"), [(BROKEN, PostUnknownError), (GONE, PostRefusedError), (MISSING_PERMISSIONS, PostForbiddenError)]
)
async def test_what_is_said_to_a_pin_or_thread_is_told_apart(
    fake: FakeDiscord, guild: Guild, box: DiscordOutbox, error: tuple[int, int, str], kind: type[Exception]
) -> None:
    fake.refuse("PUT", r"/channels/\d+/messages/pins/1", error, times=5)
    fake.refuse("POST", r"/channels/\d+/messages/1/threads", error, times=5)
    with pytest.raises(kind):
        await box.pin(to(guild), "1", [])
    with pytest.raises(kind):
        await box.open_thread(to(guild), "1", HEADING, clip_day())


def clip_day() -> date:
    return post_of(Destination(Place(Platform.DISCORD, PlaceKind.GROUP, "1"), "1"), clip()).day


async def test_a_thread_below_a_post_is_named_after_it_and_opened_once(guild: Guild, box: DiscordOutbox) -> None:
    posted = await box.post(post_of(to(guild), clip(), NONCE))
    for _ in range(2):
        await box.open_thread(to(guild), posted, replace(HEADING, heading="早" * 150), clip_day())
    [thread] = [channel for channel in guild.channels.values() if channel.parent]
    assert (thread.id, thread.parent) == (posted, guild.channel)
    assert thread.name.startswith("早早")
    assert len(thread.name) <= 100


async def test_a_channel_without_threads_refuses_one(fake: FakeDiscord, guild: Guild, box: DiscordOutbox) -> None:
    guild.channel.deny(fake.world.me, CREATE_PUBLIC_THREADS)
    posted = await box.post(post_of(to(guild), clip(), NONCE))
    with pytest.raises(PostRefusedError):
        await box.open_thread(to(guild), posted, HEADING, clip_day())


# ---------------------------------------------------------------- forums


async def test_a_post_in_a_forum_is_a_thread_named_by_heading_and_date(
    fake: FakeDiscord, guild: Guild, board: Channel, box: DiscordOutbox
) -> None:
    role = fake.world.role(guild, "聽眾", 0)
    posted = await box.post(
        post_of(to(guild, board), clip(), NONCE, Plan(heading="早安", role=role.id, is_silent=True))
    )
    [thread] = [channel for channel in guild.channels.values() if channel.parent is board]
    [message] = fake.posts(thread)
    assert (thread.id, message.id) == (posted, posted)
    assert thread.name == f"早安 {words_for('zh-TW').day(clip_day())}"
    assert message.embeds[0]["footer"]["text"] == MARK
    assert message.pinged == [f"&{role.id}"]


async def test_a_forum_that_wants_a_tag_gets_one_that_anybody_may_give(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary
) -> None:
    board = fake.world.channel(guild, "版", FORUM)
    board.flags, board.tags = REQUIRES_TAG, ["11", "12", "13"]
    async with online(fake, bot_over(store), store) as chat:
        posted = await DiscordOutbox(chat).post(post_of(to(guild, board), clip(), NONCE))
    assert guild.channels[posted].tags == ["12"]


async def test_a_forum_that_the_gateway_has_not_told_of_is_found_out(
    fake: FakeDiscord, guild: Guild, box: DiscordOutbox
) -> None:
    board = fake.world.channel(guild, "後來才有", FORUM)
    assert (await box.post(post_of(to(guild, board), clip(), NONCE))) in guild.channels


@pytest.mark.parametrize("error", [BROKEN, MISSING_PERMISSIONS])
async def test_a_forum_that_cannot_be_found_out_gets_no_post(
    fake: FakeDiscord, guild: Guild, box: DiscordOutbox, error: tuple[int, int, str]
) -> None:
    board = fake.world.channel(guild, "後來才有", FORUM)
    fake.refuse("GET", rf"/channels/{board.id}", error, times=5)
    with pytest.raises((PostUnknownError, PostForbiddenError)):
        await box.post(post_of(to(guild, board), clip(), NONCE))


async def test_what_takes_no_messages_and_is_no_forum_takes_no_posts(
    fake: FakeDiscord, guild: Guild, box: DiscordOutbox
) -> None:
    fake.refuse("POST", r"/channels/\d+/messages", (400, 50008, "Cannot send messages in a non-text channel"))
    with pytest.raises(PostForbiddenError):
        await box.post(post_of(to(guild), clip(), NONCE))


async def test_a_post_in_a_forum_is_found_open_or_archived(
    fake: FakeDiscord, guild: Guild, board: Channel, box: DiscordOutbox
) -> None:
    strange = fake.world.channel(guild, "別人的", parent=board)
    other = fake.world.channel(guild, "別處的", parent=guild.channel)
    posted = await box.post(post_of(to(guild, board), clip(), NONCE))
    another = await box.post(post_of(to(guild, board), clip(), "ffff"))
    assert {strange.id, other.id, posted, another} < set(guild.channels)
    assert await box.find(to(guild, board), MARK, fake.clock.now()) == posted
    guild.channels[posted].is_archived = True
    assert await box.find(to(guild, board), MARK, fake.clock.now()) == posted
    fake.messages.delete(fake.posts(guild.channels[posted])[0])
    assert await box.find(to(guild, board), MARK, fake.clock.now()) is None


async def test_a_forum_with_too_many_archived_posts_tells_nothing(
    fake: FakeDiscord, guild: Guild, board: Channel, box: DiscordOutbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        fake.world.channel(guild, "別人的", parent=board).is_archived = True
    monkeypatch.setattr(forum, "MOST_ARCHIVED", 2)
    with pytest.raises(PostUnknownError):
        await box.find(to(guild, board), MARK, fake.clock.now())
    assert await box.find(to(guild, board), MARK, fake.clock.now() + timedelta(hours=4)) is None


async def test_a_post_that_may_stand_is_not_repeated_in_a_forum(
    guild: Guild, board: Channel, box: DiscordOutbox
) -> None:
    with pytest.raises(PostUnknownError):
        await box.post(replace(post_of(to(guild, board), clip(), NONCE), may_stand=True))


async def test_in_a_forum_the_thread_is_pinned_and_has_no_other_below_it(
    fake: FakeDiscord, guild: Guild, board: Channel, box: DiscordOutbox
) -> None:
    first, second = [await box.post(post_of(to(guild, board), clip(), nonce)) for nonce in ("1", "2")]
    await box.pin(to(guild, board), first, [])
    await box.pin(to(guild, board), second, ["1", first])
    await box.open_thread(to(guild, board), second, HEADING, clip_day())
    assert [bool(guild.channels[each].flags & PINNED) for each in (first, second)] == [False, True]
    assert fake.requests("POST", "/channels/{channel_id}/messages/{message_id}/threads") == []
    with pytest.raises(PostRefusedError):
        await box.pin(to(guild, board), guild.channel.id, [])


# ---------------------------------------------------------------- who is told


def at_nine(guild: Guild, person: str, channel: str = "", plan: Plan = HEADING) -> Schedule:
    destination = replace(to(guild), channel=channel or guild.channel.id)
    since = guild.clock.now()
    return Schedule(
        ScheduleId(1), destination, time(9), "Asia/Taipei", since, replace(plan, set_by=f"discord:{person}")
    )


async def test_whoever_set_a_schedule_is_told_what_is_wrong_where_and_what_to_do(
    fake: FakeDiscord, guild: Guild, box: DiscordOutbox
) -> None:
    person = fake.world.user("甲")
    await box.tell(at_nine(guild, person.id), Reason("discord.post_forbidden", (("channel", "7"), ("reason", "x"))))
    await box.tell(at_nine(guild, person.id, "77", Plan()), Reason("daily.no_show"))
    first, second = (shown(message.embeds[0]) for message in fake.posts(fake.world.direct(person)))
    for said in ("general", "09:00 (Asia/Taipei)", "embed links", "/daily resume"):
        assert said in first
    assert words_for("zh-TW").say("error.daily.no_show") in second
    assert "頻道 77" in second


async def test_who_cannot_be_told_is_logged_and_nothing_is_raised(
    fake: FakeDiscord, guild: Guild, box: DiscordOutbox, store: SmallLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    person = fake.world.user("甲")
    person.takes_messages = False
    await box.tell(at_nine(guild, person.id), Reason("daily.no_clip"))
    offline = DiscordOutbox(chat_with(fake, bot_over(store), store, Naps().pace(online_within_s=0)))
    await offline.tell(at_nine(guild, person.id), Reason("daily.no_clip"))
    said = [record.getMessage() for record in caplog.records if "is not told" in record.getMessage()]
    assert [f"discord:{person.id}" in line for line in said] == [True, True]
    with pytest.raises(PostLaterError):
        await offline.find(to(guild), MARK, fake.clock.now())


# ---------------------------------------------------------------- how fast


async def test_posts_go_out_at_even_intervals() -> None:
    paused: list[float] = []
    now_s = 100.0

    async def pause(seconds: float) -> None:
        paused.append(round(seconds, 3))

    pace = Even(40, pause, lambda: now_s)
    for _ in range(4):
        await pace.turn()
    now_s += 10
    await pace.turn()
    assert paused == [0.025, 0.05, 0.075]
