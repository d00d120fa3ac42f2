"""Commands in the menu of a message, end to end."""

from types import SimpleNamespace
from typing import cast

import discord
import pytest

from handlers.discord.menus import MENU_NAME_CHARS, SOUGHT_CHARS, words_of
from handlers.locale import words_for
from tests.discord_chat import answered, bot_over, library, member, online, reached, with_secret
from tests.fake_discord import ApiError, Channel, FakeDiscord, Guild, Message, User
from tests.fake_discord.command_rules import ON_MESSAGE
from tests.fake_discord.problems import UNKNOWN_MESSAGE
from tests.fake_discord.world import GROUP_DIRECT, MANAGE_MESSAGES
from tests.small_library import SmallLibrary

WORDS = words_for("zh-TW")
FIND, DELETE = WORDS.say("discord.menu-find"), WORDS.say("discord.menu-delete")


@pytest.fixture
def store() -> SmallLibrary:
    return library()


async def chosen(fake: FakeDiscord, message: Message, user: User, name: str) -> str:
    """What its user alone is told by a command of a message."""
    asked = await fake.people.message_command(message, user, name)
    text = await answered(asked)
    assert asked.private
    return text


async def shared(fake: FakeDiscord, channel: Channel, user: User) -> Message:
    drawn = await fake.people.slash(channel, user, "random")
    preview = await drawn.answer()
    await fake.people.press(preview, preview.labelled(WORDS.say("button.share")), user)
    await reached(lambda: [each for each in fake.posts(channel) if each.only_for is None])
    return next(each for each in fake.posts(channel) if each.only_for is None)


@pytest.mark.io
async def test_the_names_are_written_in_both_languages(fake: FakeDiscord, store: SmallLibrary) -> None:
    async with online(fake, bot_over(store), store):
        told = [held for held in fake.application.commands[""] if held["type"] == ON_MESSAGE]
    assert [held["name"] for held in told] == [FIND, DELETE]
    assert [held["name_localizations"]["en-US"] for held in told] == ["Find this quote", "Delete Naji's post"]
    for held in told:
        assert all(len(name) <= MENU_NAME_CHARS for name in (held["name"], *held["name_localizations"].values()))
        assert (held["contexts"], held["integration_types"]) == ([0, 1, 2], [0, 1])


@pytest.mark.io
async def test_what_a_message_says_is_looked_for(fake: FakeDiscord, guild: Guild, store: SmallLibrary) -> None:
    async with online(fake, bot_over(store), store):
        said = await fake.people.say(guild.channel, member(fake, guild), f"> **第3句**說到 <@{guild.owner.id}>")
        text = await chosen(fake, said, guild.owner, FIND)
        assert "「第3句說到」" in text
        said = await fake.people.say(guild.channel, guild.owner, "https://example.org <:a:7>")
        assert await chosen(fake, said, guild.owner, FIND) == WORDS.say("error.discord.no_words")


@pytest.mark.io
async def test_nothing_of_a_private_show_is_found_for_a_message_elsewhere(fake: FakeDiscord, guild: Guild) -> None:
    store, other = with_secret(library([])), fake.world.guild("別群")
    async with online(fake, bot_over(store, secret_in=guild.id), store):
        inside = await fake.people.say(guild.channel, guild.owner, "第3句")
        assert "祕密" in await chosen(fake, inside, guild.owner, FIND)
        outside = await fake.people.say(other.channel, other.owner, "第3句")
        assert "祕密" not in await chosen(fake, outside, other.owner, FIND)


@pytest.mark.io
async def test_a_post_is_taken_back_by_its_sharer_and_by_those_who_manage(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary
) -> None:
    sharer, other = member(fake, guild), member(fake, guild, "丙")
    async with online(fake, bot_over(store), store):
        post = await shared(fake, guild.channel, sharer)
        assert await chosen(fake, post, other, DELETE) == WORDS.say("error.discord.not_yours")
        assert post in fake.posts(guild.channel)
        assert await chosen(fake, post, sharer, DELETE) == WORDS.say("discord.deleted")
        assert post not in fake.posts(guild.channel)
        again = await shared(fake, guild.channel, sharer)
        moderator = member(fake, guild, "丁", MANAGE_MESSAGES)
        assert await chosen(fake, again, moderator, DELETE) == WORDS.say("discord.deleted")
        assert again.deleted


@pytest.mark.io
async def test_a_public_answer_is_taken_back_by_whoever_asked(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary
) -> None:
    asker, other = member(fake, guild), member(fake, guild, "丙")
    async with online(fake, bot_over(store), store):
        message = await (await fake.people.slash(guild.channel, asker, "random", {"public": True})).answer()
        assert await chosen(fake, message, other, DELETE) == WORDS.say("error.discord.not_yours")
        assert await chosen(fake, message, asker, DELETE) == WORDS.say("discord.deleted")
        assert message.deleted


@pytest.mark.io
async def test_anybody_elses_message_stays(fake: FakeDiscord, guild: Guild, store: SmallLibrary) -> None:
    async with online(fake, bot_over(store), store):
        said = await fake.people.say(guild.channel, guild.owner, "護城河")
        assert await chosen(fake, said, guild.owner, DELETE) == WORDS.say("error.discord.not_mine")
        assert not said.deleted


@pytest.mark.io
async def test_a_post_that_nobody_shared_is_for_those_who_manage(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary
) -> None:
    listener = member(fake, guild)
    async with online(fake, bot_over(store), store) as chat:
        channel = (await chat.online()).get_partial_messageable(int(guild.channel.id))
        await channel.send("今天的一句")
        [post] = fake.posts(guild.channel)
        assert await chosen(fake, post, listener, DELETE) == WORDS.say("error.discord.not_yours")
        fake.refuse("DELETE", r"/channels/.*", ApiError(*UNKNOWN_MESSAGE))
        assert await chosen(fake, post, guild.owner, DELETE) == WORDS.say("discord.deleted")


@pytest.mark.io
async def test_where_the_bot_is_no_member_its_button_deletes(fake: FakeDiscord, store: SmallLibrary) -> None:
    person = fake.world.user("甲")
    channel = Channel(fake.clock.snowflake(), "一群", GROUP_DIRECT, recipients=[person])
    fake.world.channels[channel.id] = channel
    fake.strict = False
    async with online(fake, bot_over(store), store):
        post = await shared(fake, channel, person)
        assert await chosen(fake, post, person, DELETE) == WORDS.say("error.discord.delete_by_button")
        assert not post.deleted


# ---------------------------------------------------------------- what is looked for


def message(content: str, *embeds: discord.Embed) -> discord.Message:
    return cast("discord.Message", SimpleNamespace(content=content, embeds=list(embeds)))


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("護城河", "護城河"),
        ("> 護城河\n- 城", "護城河 城"),
        ("**a** _b_ `c` ||d||", "a b c d"),
        ('他說：「護城河」 -豆子 OR "x" ep:4', "他說 護城河 豆子 x ep 4"),
        ("<@1> <#2> <@&3> <:a:4> <t:5:R> </quote:6> https://example.org/a?b=c 護城河", "護城河"),
        ("GPT-4 和 ORANGE", "GPT-4 和 ORANGE"),
        ("", ""),
    ],
)
def test_markup_and_operators_are_no_words(said: str, wanted: str) -> None:
    assert words_of(message(said)) == wanted


def test_of_a_post_without_words_the_embeds_are_looked_for() -> None:
    embed = discord.Embed(title="EP4", description="護城河")
    assert words_of(message("<@1>", discord.Embed(), embed)) == "EP4 護城河"


@pytest.mark.parametrize("said", ["字" * 400, "第一句。" * 60, "👩‍👩‍👧‍👦" * 60, "word " * 100, "e\u0301\u0323" * 90])
def test_a_long_message_is_cut_behind_a_sentence_or_at_least_a_character(said: str) -> None:
    sought = words_of(message(said))
    assert 0 < len(sought) <= SOUGHT_CHARS
    assert said.startswith(sought)
    assert "。" not in said or sought.endswith("。")
    assert "\u200d" not in said or sought.endswith("👦")
