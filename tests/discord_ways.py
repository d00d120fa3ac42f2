"""How somebody on Discord comes by each button: the messages that it stands on."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from handlers.locale import words_for
from handlers.messages import Action
from tests.discord_chat import answered, post_with_votes, reached
from tests.fake_discord import FakeDiscord, Guild, Message

WORDS = words_for("zh-TW")
PRIVATE = "祕密"


@dataclass(frozen=True)
class Way:
    """How somebody comes by a button, and what they see once it was pressed: nothing where it is gone by then."""

    find: Callable[[FakeDiscord, Guild], Coroutine[Any, Any, Message]]
    then: str


async def a_page(fake: FakeDiscord, guild: Guild) -> Message:
    return await (await fake.people.slash(guild.channel, guild.owner, "quote", {"text": PRIVATE})).answer()


async def a_clip(fake: FakeDiscord, guild: Guild) -> Message:
    return await (await fake.people.slash(guild.channel, guild.owner, "random")).answer()


def carried(message: Message, action: Action) -> str:
    """What the first button of this action carries."""
    ids = (str(item.get("custom_id")) for item in message.components)
    return next(each for each in ids if each.startswith(f"n1:{action}:") and not each.endswith(":"))


async def then(fake: FakeDiscord, guild: Guild, message: Message, *actions: Action) -> Message:
    """The message after these buttons were pressed in it, one after the other."""
    for action in actions:
        await answered(await fake.people.press(message, carried(message, action), guild.owner))
    return message


async def an_open_hit(fake: FakeDiscord, guild: Guild) -> Message:
    return await then(fake, guild, await a_page(fake, guild), Action.OPEN)


async def a_trimmed_clip(fake: FakeDiscord, guild: Guild) -> Message:
    return await then(fake, guild, await a_clip(fake, guild), Action.TRIM)


async def a_post(fake: FakeDiscord, guild: Guild) -> Message:
    message = await a_clip(fake, guild)
    await fake.people.press(message, carried(message, Action.SHARE), guild.owner)
    await reached(lambda: [each for each in fake.posts(guild.channel) if each.only_for is None])
    [post] = [each for each in fake.posts(guild.channel) if each.only_for is None]
    return post


async def a_list_of_saved_clips(fake: FakeDiscord, guild: Guild) -> Message:
    message = await a_clip(fake, guild)
    await (await fake.people.press(message, carried(message, Action.SAVE), guild.owner)).followed_up()
    return await (await fake.people.slash(guild.channel, guild.owner, "saved")).answer()


async def a_saved_clip(fake: FakeDiscord, guild: Guild) -> Message:
    return await then(fake, guild, await a_list_of_saved_clips(fake, guild), Action.REOPEN)


async def what_is_kept(fake: FakeDiscord, guild: Guild) -> Message:
    await a_list_of_saved_clips(fake, guild)
    return await (await fake.people.slash(guild.channel, guild.owner, "privacy")).answer()


async def whether_to_forget(fake: FakeDiscord, guild: Guild) -> Message:
    return await then(fake, guild, await what_is_kept(fake, guild), Action.FORGET)


async def a_card(fake: FakeDiscord, guild: Guild) -> Message:
    return await (await fake.people.slash(guild.channel, guild.owner, "episode", {"which": "5"})).answer()


async def a_phrase(fake: FakeDiscord, guild: Guild) -> Message:
    return await then(fake, guild, await a_card(fake, guild), Action.PHRASE)


async def a_hidden_clip(fake: FakeDiscord, guild: Guild) -> Message:
    return await then(fake, guild, await a_clip(fake, guild), Action.HIDE)


async def a_list_of_reports(fake: FakeDiscord, guild: Guild) -> Message:
    message = await a_clip(fake, guild)
    await (await fake.people.press(message, carried(message, Action.REPORT), guild.owner)).followed_up()
    return await (await fake.people.slash(guild.channel, guild.owner, "reports")).answer()


async def a_list_of_suggestions(fake: FakeDiscord, guild: Guild) -> Message:
    clip_id = carried(await a_clip(fake, guild), Action.MORE).split(":")[2]
    member = fake.world.user("乙")
    fake.world.member(guild, member)
    await answered(await fake.people.slash(guild.channel, member, "daily suggest", {"id": clip_id}))
    return await (await fake.people.slash(guild.channel, guild.owner, "daily suggestions")).answer()


async def a_pick(fake: FakeDiscord, guild: Guild) -> Message:
    return await then(fake, guild, await a_list_of_suggestions(fake, guild), Action.APPROVE)


async def a_preview(fake: FakeDiscord, guild: Guild) -> Message:
    return await (await fake.people.slash(guild.channel, guild.owner, "daily preview")).answer()


async def a_post_with_votes(fake: FakeDiscord, guild: Guild) -> Message:
    clip_id = carried(await a_clip(fake, guild), Action.MORE).split(":")[2]
    return await post_with_votes(fake, guild.channel, clip_id)


async def a_post_that_is_left_out(fake: FakeDiscord, guild: Guild) -> Message:
    await answered(await fake.people.slash(guild.channel, guild.owner, "daily set", {"time": "09:00"}))
    return await (await fake.people.slash(guild.channel, guild.owner, "daily skip")).answer()


async def a_post_of_which_nobody_knows(fake: FakeDiscord, guild: Guild) -> Message:
    await answered(await fake.people.slash(guild.channel, guild.owner, "daily set", {"time": "09:00"}))
    return await (await fake.people.slash(guild.channel, guild.owner, "daily now")).answer()
