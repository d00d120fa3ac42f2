"""Coming to a server: the link by which the bot is invited, and the one message that it says hello with."""

import logging
from typing import Final

import discord

from bot.ports import Store
from handlers.discord.render import NO_MENTIONS, heading
from handlers.locale import Words, nearest, words_for

NEEDED: Final = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    embed_links=True,
    read_message_history=True,
    pin_messages=True,
    create_public_threads=True,
)
"""What posting the clip of the day takes, and looking whether it stands; answers to commands take none."""

_log = logging.getLogger(__name__)


def invite_url(application_id: int) -> str:
    """The link that adds the bot to a server with what it needs and nothing else."""
    # Without scopes named it asks for a bot and its commands, which is all that there is.
    return discord.utils.oauth_url(application_id, permissions=NEEDED)


async def greet(guild: discord.Guild, store: Store, words: Words) -> None:
    """Say once to a server what to type there and who may set the clip of the day, where the bot may write."""
    key = f"discord.greeted.{guild.id}"
    channel = writable_channel(guild)
    if channel is None or await store.read(lambda snapshot: snapshot.remembered(key)) is not None:
        return
    await store.remember(key, str(channel.id))
    theirs = words_for(nearest(guild.preferred_locale.value, words.language))
    try:
        await channel.send(heading(theirs.say("discord.welcome")), allowed_mentions=NO_MENTIONS)
    except discord.HTTPException as error:
        _log.warning("%s", words.say("discord.not-greeted", server=guild.name, reason=error))


def writable_channel(guild: discord.Guild) -> discord.TextChannel | None:
    """The server's channel for such messages, else the first one, where the bot may write."""
    channels: list[discord.TextChannel] = [*filter(None, (guild.system_channel,)), *guild.text_channels]
    for channel in channels:
        allowed = channel.permissions_for(guild.me)
        if allowed.view_channel and allowed.send_messages:
            return channel
    return None
