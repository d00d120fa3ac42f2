"""Passing clips on: from the private preview to everybody, and taken back by whom it may be."""

import pytest

from handlers import functions
from handlers.asking import Asked
from handlers.locale import words_for
from handlers.messages import Action
from tests.discord_chat import answered, bot_over, library, member, online, reached, shown, with_secret
from tests.fake_discord import ApiError, Channel, FakeDiscord, Guild, Message, User
from tests.fake_discord.callback_rules import DEFERRED_UPDATE, MESSAGE
from tests.fake_discord.problems import MISSING_PERMISSIONS
from tests.fake_discord.world import (
    EMBED_LINKS,
    FORUM,
    GROUP_DIRECT,
    MANAGE_MESSAGES,
    SEND_IN_THREADS,
    SEND_MESSAGES,
    USE_EXTERNAL_APPS,
)
from tests.small_library import GUILD, SmallLibrary

pytestmark = pytest.mark.io

WORDS = words_for("zh-TW")
SHARE, DELETE = WORDS.say("button.share"), WORDS.say("button.delete")


@pytest.fixture
def store() -> SmallLibrary:
    return library()


async def preview(fake: FakeDiscord, channel: Channel, user: User) -> Message:
    drawn = await fake.people.slash(channel, user, "random")
    message = await drawn.answer()
    assert message.only_for is user
    return message


async def press(fake: FakeDiscord, message: Message, label: str, user: User) -> str:
    """Press a button that is answered by a sentence of the presser's own."""
    pressed = await fake.people.press(message, message.labelled(label), user)
    if (await pressed.acknowledged())["type"] == MESSAGE:
        answer = await pressed.answer()
    else:
        [answer] = await pressed.followed_up()
    assert answer.only_for is user
    return shown(answer.embeds[0])


def posts(fake: FakeDiscord, channel: Channel) -> list[Message]:
    return [message for message in fake.messages.of(channel) if message.only_for is None]


async def posted(fake: FakeDiscord, channel: Channel) -> Message:
    await reached(lambda: posts(fake, channel))
    [post] = posts(fake, channel)
    return post


async def shared(fake: FakeDiscord, channel: Channel, user: User) -> Message:
    message = await preview(fake, channel, user)
    pressed = await fake.people.press(message, message.labelled(SHARE), user)
    assert (await pressed.acknowledged())["type"] == DEFERRED_UPDATE
    return await posted(fake, channel)


async def test_a_preview_is_shared_with_its_sharers_name_a_link_and_a_way_back(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary
) -> None:
    sharer = member(fake, guild, "@everyone *甲*")
    async with online(fake, bot_over(store), store):
        post = await shared(fake, guild.channel, sharer)
        assert post.content == r"\@everyone \*甲\* 分享了這一段"
        assert (post.pinged, post.body["author"]["id"]) == ([], fake.world.me.id)
        assert "護城河" in shown(post.embeds[0])
        labels = [item["label"] for item in post.components]
        assert labels[0] == WORDS.say("button.more")
        assert DELETE in labels
        assert SHARE not in labels
        assert [item["url"] for item in post.components if "url" in item]


async def test_an_opened_hit_is_shared_as_it_stands(fake: FakeDiscord, guild: Guild, store: SmallLibrary) -> None:
    async with online(fake, bot_over(store), store):
        asked = await fake.people.slash(guild.channel, guild.owner, "quote", {"text": "第3句"})
        message = await asked.answer()
        await answered(await fake.people.press(message, message.labelled(WORDS.say("button.open")), guild.owner))
        await fake.people.press(message, message.labelled(SHARE), guild.owner)
        post = await posted(fake, guild.channel)
        assert "第3句" in shown(post.embeds[0])
        assert len(store.clips) == 1


async def test_a_clip_shows_its_episodes_picture_and_leads_to_its_moment(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary
) -> None:
    store.pictures = dict.fromkeys(store.held, "https://example.org/1.png")
    async with online(fake, bot_over(store), store):
        [embed] = (await shared(fake, guild.channel, guild.owner)).embeds
        assert embed["thumbnail"]["url"] == "https://example.org/1.png"
        assert embed["url"].startswith("https://example.org/open-1#t=")


async def test_another_one_is_drawn_before_anything_is_shared(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary
) -> None:
    async with online(fake, bot_over(store), store):
        message = await preview(fake, guild.channel, guild.owner)
        await answered(await fake.people.press(message, message.labelled(WORDS.say("button.again")), guild.owner))
        assert message.labelled(SHARE)
        assert not posts(fake, guild.channel)


async def test_pressed_twice_it_is_posted_once(fake: FakeDiscord, guild: Guild, store: SmallLibrary) -> None:
    async with online(fake, bot_over(store), store):
        message = await preview(fake, guild.channel, guild.owner)
        for _ in range(2):
            pressed = await fake.people.press(message, message.labelled(SHARE), guild.owner)
            await pressed.acknowledged()
        await reached(lambda: len(fake.requests("POST", "/channels/{channel_id}/messages")) == 2)
        assert len(posts(fake, guild.channel)) == 1


async def test_what_everybody_sees_is_not_shared_again(fake: FakeDiscord, guild: Guild, store: SmallLibrary) -> None:
    async with online(fake, bot_over(store), store):
        drawn = await fake.people.slash(guild.channel, guild.owner, "random", {"public": True})
        message = await drawn.answer()
        assert SHARE not in [item["label"] for item in message.components]
        other = member(fake, guild)
        theirs = await fake.people.press(message, message.labelled(WORDS.say("button.more")), other)
        assert (await theirs.answer()).labelled(SHARE)


async def test_what_is_shared_speaks_the_servers_language(fake: FakeDiscord, guild: Guild, store: SmallLibrary) -> None:
    guild.locale = "en-US"
    async with online(fake, bot_over(store), store):
        post = await shared(fake, guild.channel, guild.owner)
        assert post.content.startswith("Shared by ")


async def test_more_of_a_shared_clip_is_for_whoever_asks(fake: FakeDiscord, guild: Guild, store: SmallLibrary) -> None:
    async with online(fake, bot_over(store), store):
        post = await shared(fake, guild.channel, guild.owner)
        for person in (guild.owner, member(fake, guild)):
            more = await fake.people.press(post, post.labelled(WORDS.say("button.more")), person)
            await answered(more)
            assert (await more.answer()).only_for is person
        assert not post.edits


# ---------------------------------------------------------------- where


async def test_in_a_thread_it_is_posted_there(fake: FakeDiscord, guild: Guild, store: SmallLibrary) -> None:
    thread = fake.world.channel(guild, "串", parent=fake.world.channel(guild, "版", FORUM))
    sharer = member(fake, guild)
    async with online(fake, bot_over(store), store):
        await shared(fake, thread, sharer)
        guild.roles[guild.id].permissions &= ~SEND_IN_THREADS
        message = await preview(fake, thread, sharer)
        assert WORDS.say("discord.permission.send_messages_in_threads") in await press(fake, message, SHARE, sharer)


@pytest.mark.parametrize("kind", ["foreign", "group"])
async def test_where_the_bot_is_no_member_it_is_an_answer_that_all_see(
    fake: FakeDiscord, store: SmallLibrary, kind: str
) -> None:
    foreign, person = fake.world.foreign_guild("別處"), fake.world.user("甲")
    fake.world.member(foreign, person)
    channel = foreign.channel
    if kind == "group":
        channel = Channel(fake.clock.snowflake(), "一群", GROUP_DIRECT, recipients=[person])
        fake.world.channels[channel.id] = channel
    async with online(fake, bot_over(store), store):
        post = await shared(fake, channel, person)
        assert "甲" in post.content
        more = await fake.people.press(post, post.labelled(WORDS.say("button.more")), person)
        await answered(more)
        assert not post.edits
        await fake.people.press(post, post.labelled(DELETE), person)
        await reached(lambda: post.deleted)


async def test_a_direct_chat_has_nobody_to_share_with(fake: FakeDiscord, store: SmallLibrary) -> None:
    person = fake.world.user("甲")
    async with online(fake, bot_over(store), store):
        message = await preview(fake, fake.world.direct(person), person)
        assert SHARE not in [item["label"] for item in message.components]


@pytest.mark.parametrize(("lost", "permission"), [(SEND_MESSAGES, "send_messages"), (EMBED_LINKS, "embed_links")])
async def test_a_permission_that_the_bot_lacks_is_named(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary, lost: int, permission: str
) -> None:
    async with online(fake, bot_over(store), store):
        guild.channel.denied[fake.world.me.id] = lost
        message = await preview(fake, guild.channel, guild.owner)
        said = await press(fake, message, SHARE, guild.owner)
        assert WORDS.say(f"discord.permission.{permission}") in said
        assert not posts(fake, guild.channel)


async def test_nobody_says_by_the_bot_what_they_may_not_say_themselves(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary
) -> None:
    sharer = member(fake, guild)
    guild.channel.denied[sharer.id] = SEND_MESSAGES
    foreign = fake.world.foreign_guild("別處")
    fake.world.member(foreign, sharer)
    foreign.channel.denied[sharer.id] = USE_EXTERNAL_APPS
    async with online(fake, bot_over(store), store):
        for channel, permission in ((guild.channel, "send_messages"), (foreign.channel, "use_external_apps")):
            message = await preview(fake, channel, sharer)
            said = await press(fake, message, SHARE, sharer)
            assert said.startswith("你在這個頻道沒有")
            assert WORDS.say(f"discord.permission.{permission}") in said
            assert not posts(fake, channel)


async def test_a_post_that_discord_refuses_all_the_same_is_a_sentence(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary
) -> None:
    async with online(fake, bot_over(store), store):
        message = await preview(fake, guild.channel, guild.owner)
        fake.refuse("POST", r"/channels/.*", ApiError(*MISSING_PERMISSIONS))
        said = await press(fake, message, SHARE, guild.owner)
        assert said == WORDS.say("error.discord.may_not_post")


async def test_a_clip_that_may_not_be_seen_here_any_more_is_not_shared(fake: FakeDiscord, guild: Guild) -> None:
    store = with_secret(library([]))
    other = fake.world.guild("別群")
    fake.world.member(other, guild.owner)
    async with online(fake, bot_over(store, secret_in=guild.id), store):
        message = await preview(fake, guild.channel, guild.owner)
        carried = message.labelled(SHARE)
        asked = await fake.people.slash(other.channel, guild.owner, "help")
        forged = await fake.people.press_old(await asked.answer(), carried, guild.owner)
        [said] = await forged.followed_up()
        assert "祕密" not in shown(said.embeds[0])
        assert not posts(fake, other.channel)


# ---------------------------------------------------------------- taking it back


async def test_the_sharer_takes_it_back_after_a_restart_too(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary
) -> None:
    sharer = member(fake, guild)
    async with online(fake, bot_over(store), store):
        post = await shared(fake, guild.channel, sharer)
    async with online(fake, bot_over(store), store):
        await fake.people.press(post, post.labelled(DELETE), sharer)
        await reached(lambda: post.deleted)


async def test_those_who_manage_messages_take_it_back_and_nobody_else(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary
) -> None:
    async with online(fake, bot_over(store), store):
        post = await shared(fake, guild.channel, member(fake, guild))
        assert await press(fake, post, DELETE, member(fake, guild, "丙")) == WORDS.say("error.discord.not_yours")
        assert not post.deleted
        await fake.people.press(post, post.labelled(DELETE), member(fake, guild, "丁", MANAGE_MESSAGES))
        await reached(lambda: post.deleted)


async def test_a_button_of_one_platform_says_so_on_another() -> None:
    store = library()
    for action in (Action.SHARE, Action.DELETE):
        said = await functions.press(bot_over(store), Asked(GUILD, "telegram:1", WORDS), action, "abc123", 0)
        assert said.text == WORDS.say("error.function.elsewhere")
