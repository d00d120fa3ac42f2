"""Posts that nobody asked for, end to end."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.errors import NajiError, PostForbiddenError, PostRefusedError, PostUnknownError
from bot.model import Clip, ClipId, Destination, Place, PlaceKind, Platform
from bot.ports import Outbox
from handlers.discord.outbox import DiscordOutbox
from handlers.locale import words_for
from tests.daily_station import post_of
from tests.discord_chat import Naps, answered, bot_over, chat_with, library, online, shown
from tests.fake_discord import FakeDiscord, Guild, rate_limited
from tests.fake_discord.problems import Refusal
from tests.fake_discord.witness import witness
from tests.fake_discord.world import EMBED_LINKS, SEND_MESSAGES, VIEW_CHANNEL
from tests.small_library import SmallLibrary

pytestmark = pytest.mark.io
NONCE = "2026-03-02/09:00/abc"


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    """Not strict: what is refused here is what a test asks for."""
    async with FakeDiscord(witnesses=[witness]) as platform:
        yield platform


@pytest.fixture
def guild(fake: FakeDiscord) -> Guild:
    return fake.world.guild("群", locale="en-US")


@pytest.fixture
def store() -> SmallLibrary:
    return library()


def clip_of(store: SmallLibrary, words: str = "說到護城河") -> Clip:
    episode, _ = store.held[next(iter(store.held))]
    clip = Clip(ClipId("abc123"), episode, 4000, 8000, words)
    store.clips[clip.id] = clip
    return clip


def to(guild: Guild, channel: str = "") -> Destination:
    return Destination(Place(Platform.DISCORD, PlaceKind.GROUP, guild.id), channel or guild.channel.id)


def posted_by(outbox: Outbox) -> Outbox:
    return outbox


async def test_a_post_shows_the_clip_its_heading_link_and_a_way_to_more(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary
) -> None:
    async with online(fake, bot_over(store), store) as chat:
        message_id = await posted_by(DiscordOutbox(chat)).post(post_of(to(guild), clip_of(store), NONCE))
        [message] = fake.posts(guild.channel)
        assert message.id == message_id
        assert message.content == words_for("en").say("discord.clip-of-the-day")
        assert message.embeds[0]["title"] == "公開的節目 · EP4 · 00:04–00:08 · 城"
        assert "「說到護城河」" in shown(message.embeds[0])
        assert [item["url"] for item in message.components if "url" in item] == ["https://example.org/open-1#t=4"]
        pressed = await fake.people.press(message, "n1:more:abc123:1", guild.owner)
        assert "第2句" in await answered(pressed)
        assert (await pressed.answer()).only_for is guild.owner
        assert message.edits == []
    body = fake.requests("POST", "/channels/{channel_id}/messages")[0].body
    assert (body["nonce"], body["enforce_nonce"]) == (NONCE, True)


async def test_a_post_calls_nobody(fake: FakeDiscord, guild: Guild, store: SmallLibrary) -> None:
    async with online(fake, bot_over(store), store) as chat:
        await DiscordOutbox(chat).post(post_of(to(guild), clip_of(store, f"@everyone <@{guild.owner.id}>"), NONCE))
    [message] = fake.posts(guild.channel)
    assert message.pinged == []
    assert fake.requests("POST", "/channels/{channel_id}/messages")[0].body["allowed_mentions"]["parse"] == []


async def test_a_post_of_the_longest_words_fits(fake: FakeDiscord, guild: Guild, store: SmallLibrary) -> None:
    async with online(fake, bot_over(store), store) as chat:
        await DiscordOutbox(chat).post(post_of(to(guild), clip_of(store, "*護城河*" * 3000), NONCE))
    assert len(fake.posts(guild.channel)) == 1


async def test_the_same_nonce_posts_once_and_another_place_has_its_own(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary
) -> None:
    other = fake.world.channel(guild, "別處")
    async with online(fake, bot_over(store), store) as chat:
        outbox = DiscordOutbox(chat)
        first = await outbox.post(post_of(to(guild), clip_of(store), NONCE))
        assert await outbox.post(post_of(to(guild), clip_of(store), NONCE)) == first
        assert await outbox.post(post_of(to(guild, other.id), clip_of(store), NONCE)) != first
    assert (len(fake.posts(guild.channel)), len(fake.posts(other))) == (1, 1)


async def test_a_direct_chat_is_told_in_the_operators_language(fake: FakeDiscord, store: SmallLibrary) -> None:
    person = fake.world.user("甲")
    direct = fake.world.direct(person)
    place = Place(Platform.DISCORD, PlaceKind.DIRECT, direct.id)
    async with online(fake, bot_over(store), store) as chat:
        await DiscordOutbox(chat).post(post_of(Destination(place, direct.id), clip_of(store), NONCE))
    assert fake.posts(direct)[0].content == words_for("zh-TW").say("discord.clip-of-the-day")


@pytest.mark.parametrize("denied", [VIEW_CHANNEL, SEND_MESSAGES, EMBED_LINKS])
async def test_a_lost_permission_is_a_refusal(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary, denied: int
) -> None:
    guild.channel.deny(fake.world.me, denied)
    async with online(fake, bot_over(store), store) as chat:
        with pytest.raises(PostRefusedError) as refused:
            await DiscordOutbox(chat).post(post_of(to(guild), clip_of(store), NONCE))
    assert isinstance(refused.value, PostForbiddenError)
    assert refused.value.code == "discord.post_forbidden"
    assert guild.channel.id in str(refused.value)
    assert fake.posts(guild.channel) == []


async def test_a_channel_that_is_gone_takes_no_posts_any_more(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary
) -> None:
    async with online(fake, bot_over(store), store) as chat:
        with pytest.raises(PostForbiddenError):
            await DiscordOutbox(chat).post(post_of(to(guild, "1"), clip_of(store), NONCE))


@pytest.mark.parametrize("error", [(503, 0, "upstream"), (408, 0, "late")])
async def test_a_failing_platform_leaves_the_outcome_unknown(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary, error: Refusal
) -> None:
    fake.refuse("POST", r"/channels/\d+/messages", error)
    async with online(fake, bot_over(store), store) as chat:
        with pytest.raises(PostUnknownError) as unknown:
            await DiscordOutbox(chat).post(post_of(to(guild), clip_of(store), NONCE))
    assert unknown.value.code == "discord.post_unknown"


async def test_a_lost_answer_is_unknown_and_the_same_nonce_does_not_post_again(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary
) -> None:
    fake.lose_answer("POST", r"/channels/\d+/messages")
    async with online(fake, bot_over(store), store) as chat:
        outbox = DiscordOutbox(chat)
        with pytest.raises(PostUnknownError):
            await outbox.post(post_of(to(guild), clip_of(store), NONCE))
        assert await outbox.post(post_of(to(guild), clip_of(store), NONCE)) == fake.posts(guild.channel)[0].id
    assert len(fake.posts(guild.channel)) == 1


async def test_an_answer_that_comes_too_late_is_unknown(fake: FakeDiscord, guild: Guild, store: SmallLibrary) -> None:
    held = fake.hold("POST", r"/channels/\d+/messages", done_first=True)
    async with online(fake, bot_over(store), store) as chat:
        with pytest.raises(PostUnknownError):
            await DiscordOutbox(chat, answer_within_s=0.05).post(post_of(to(guild), clip_of(store), NONCE))
        held.release()
    assert len(fake.posts(guild.channel)) == 1


async def test_a_rate_limit_is_waited_out(fake: FakeDiscord, guild: Guild, store: SmallLibrary) -> None:
    fault = fake.refuse("POST", r"/channels/\d+/messages", rate_limited(0.01))
    async with online(fake, bot_over(store), store) as chat:
        await DiscordOutbox(chat).post(post_of(to(guild), clip_of(store), NONCE))
    assert fault.met == 1
    assert len(fake.posts(guild.channel)) == 1


async def test_without_a_connection_nothing_is_posted(fake: FakeDiscord, guild: Guild, store: SmallLibrary) -> None:
    chat = chat_with(fake, bot_over(store), store, Naps().pace(online_within_s=0))
    with pytest.raises(PostRefusedError) as refused:
        await DiscordOutbox(chat).post(post_of(to(guild), clip_of(store), NONCE))
    assert refused.value.code == "discord.post_offline"


async def test_a_post_waits_for_the_connection(fake: FakeDiscord, guild: Guild, store: SmallLibrary) -> None:
    chat = chat_with(fake, bot_over(store), store)
    posting = asyncio.create_task(DiscordOutbox(chat).post(post_of(to(guild), clip_of(store), NONCE)))
    await asyncio.sleep(0)
    task = asyncio.create_task(chat.run())
    assert await posting == fake.posts(guild.channel)[0].id
    await chat.close()
    await task


@pytest.mark.parametrize("code", ["discord.post_refused", "discord.post_unknown", "discord.post_offline"])
def test_the_sentences_name_what_they_are_given(code: str) -> None:
    error = NajiError(code, channel="7", reason="x")
    for language in ("zh-TW", "en"):
        assert "{" not in words_for(language).say(f"error.{error.code}", **error.values)
