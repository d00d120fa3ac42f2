"""Passing a clip on: from the preview that one person sees to a message that all do, and taking it back.

A shared clip is the bot's own message in a server that has the bot as a member, and an answer to the press elsewhere.
It carries who shared it in its Delete button, so that this needs no store, survives a restart, and works where the bot
may delete nothing: the press itself brings the right to.
"""

import hashlib
from typing import Final

import aiohttp
import discord

from bot.errors import UsageError
from bot.model import PlaceKind
from handlers import reply
from handlers.asking import Asked, Bot
from handlers.discord.places import Interaction
from handlers.discord.render import NO_MENTIONS, Carried, Rendered, heading, read_custom_id, rendered
from handlers.locale import Words
from handlers.messages import Action, Button, Voice

NONCE_CHARS: Final = 25
"""https://discord.com/developers/docs/resources/message#create-message"""
_NEEDED: Final = ("view_channel", "send_messages", "embed_links")
_NEEDED_IN_THREADS: Final = ("view_channel", "send_messages_in_threads", "embed_links")


def may_be_shared(asked: Asked, *, is_private: bool) -> bool:
    """Whether there is somebody here who does not see the answer yet."""
    return is_private and asked.place.kind is not PlaceKind.DIRECT


async def share(interaction: Interaction, clip_id: str, bot: Bot, asked: Asked, words: Words) -> None:
    """Post a clip for all to see.

    Args:
        interaction: the press, deferred.
        clip_id: which.
        bot: who answers.
        asked: by whom and where.
        words: of the place.

    Raises:
        NajiError: it was not posted: no such clip here, or somebody lacks a permission. `discord.unanswered` where
            nobody knows.
    """
    check(interaction, asked)
    opened = await bot.clips.open(clip_id, asked.place)
    shown = rendered(reply.with_button(reply.clip(opened, Voice(words, bot.links)), _delete(interaction.user, words)))
    said = heading(words.say("discord.shared-by", name=interaction.user.display_name))
    try:
        await _post(interaction, asked, said, shown, clip_id)
    except discord.Forbidden as error:
        raise UsageError("discord.may_not_post") from error
    except (discord.DiscordServerError, aiohttp.ClientError, OSError) as error:
        raise UsageError("discord.unanswered") from error


def check(interaction: Interaction, asked: Asked) -> None:
    """Refuse where a post would fail, or would say what its sharer may not.

    Raises:
        UsageError: `discord.you_may_not`, or `discord.lacking` with `permission`, the first that the bot lacks.
    """
    if interaction.guild_id is None:
        return
    words, theirs = asked.words, interaction.permissions
    writes = "send_messages_in_threads" if isinstance(interaction.channel, discord.Thread) else "send_messages"
    if not getattr(theirs, writes):
        raise UsageError("discord.you_may_not", permission=words.say(f"discord.permission.{writes}"))
    if asked.place.kind is PlaceKind.ABROAD:
        if not theirs.use_external_apps:
            lacking = words.say("discord.permission.use_external_apps")
            raise UsageError("discord.you_may_not", permission=lacking)
        return
    needed = _NEEDED_IN_THREADS if isinstance(interaction.channel, discord.Thread) else _NEEDED
    for permission in needed:
        if not getattr(interaction.app_permissions, permission):
            raise UsageError("discord.lacking", permission=words.say(f"discord.permission.{permission}"))


async def _post(interaction: Interaction, asked: Asked, said: str, shown: Rendered, clip_id: str) -> None:
    view = shown.view() or discord.utils.MISSING
    if asked.place.kind is not PlaceKind.GROUP or interaction.channel_id is None:
        await interaction.followup.send(said, embed=shown.embed, view=view, allowed_mentions=NO_MENTIONS)
        return
    channel = interaction.client.get_partial_messageable(interaction.channel_id)
    preview = interaction.message.id if interaction.message else 0
    nonce = hashlib.blake2b(f"{preview} {clip_id}".encode()).hexdigest()[:NONCE_CHARS]
    # Pressed twice in a hurry it is posted once.
    await channel.send(said, embed=shown.embed, view=view, nonce=nonce, allowed_mentions=NO_MENTIONS)


def _delete(sharer: discord.User | discord.Member, words: Words) -> Button:
    return Button(Action.DELETE, str(sharer.id), 0, words.say("button.delete"), "")


# ---------------------------------------------------------------- taking it back


def sharer_of(message: discord.Message) -> str | None:
    """The id of whoever shared what a message shows; None where nobody did."""
    carried = [read_custom_id(item.custom_id or "") for item in _buttons(message)]
    return next((each.id for each in carried if isinstance(each, Carried) and each.action is Action.DELETE), None)


def may_delete(interaction: Interaction, sharer: str | None, asked: Asked) -> bool:
    """Whether this person may take a post back: who shared it, and who manages the server or its messages."""
    if str(interaction.user.id) == sharer:
        return True
    manages = asked.may_manage and asked.place.kind is PlaceKind.GROUP
    return interaction.guild_id is not None and (manages or interaction.permissions.manage_messages)


async def take_back(interaction: Interaction, sharer: str, asked: Asked) -> None:
    """Delete the message whose Delete button was pressed, which was deferred.

    Raises:
        NajiError: it is somebody else's.
    """
    if not may_delete(interaction, sharer, asked):
        raise UsageError("discord.not_yours")
    await interaction.delete_original_response()


async def delete(interaction: Interaction, message: discord.Message, asked: Asked) -> None:
    """Delete a post that a command was chosen for.

    Raises:
        NajiError: it is not the bot's, it is somebody else's, or Discord does not let the bot.
    """
    if message.author != interaction.client.user:
        raise UsageError("discord.not_mine")
    begun = message.interaction_metadata
    sharer = sharer_of(message) or (str(begun.user.id) if begun is not None else None)
    if not may_delete(interaction, sharer, asked):
        raise UsageError("discord.not_yours")
    channel = interaction.client.get_partial_messageable(message.channel.id)
    try:
        await channel.get_partial_message(message.id).delete()
    except discord.NotFound:
        return
    except discord.Forbidden as error:
        # Where the bot is no member it deletes nothing but by a press on the post itself.
        raise UsageError("discord.delete_by_button") from error


def _buttons(message: discord.Message) -> list[discord.Button]:
    rows = [row for row in message.components if isinstance(row, discord.ActionRow)]
    return [item for row in rows for item in row.children if isinstance(item, discord.Button)]
