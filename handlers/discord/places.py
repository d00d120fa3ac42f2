"""Who asks, from where, and in which language."""

import discord

from bot.model import Place, PlaceKind, Platform
from handlers.asking import Asked
from handlers.discord.doorman import ServerDoorman
from handlers.locale import Words, nearest, words_for

Interaction = discord.Interaction[discord.Client]


def asked_in(interaction: Interaction, words: Words) -> Asked:
    """Where and by whom an interaction was begun."""
    place = place_of(interaction)
    here = place.kind is not PlaceKind.ABROAD and interaction.channel_id is not None
    return Asked(
        place,
        f"{Platform.DISCORD.value}:{interaction.user.id}",
        words,
        channel=str(interaction.channel_id) if here else "",
        may_manage=_may_manage(interaction, place),
        doorman=ServerDoorman(interaction.guild) if _is_member(interaction) and interaction.guild else None,
    )


def place_of(interaction: Interaction) -> Place:
    """A server that has the bot as a member, a direct chat with the bot, or anywhere else.

    Whether the bot is a member is what the gateway says of its servers: an interaction also comes from servers where
    only the person who asks has installed the bot.
    """
    channel = str(interaction.channel_id or "")
    if interaction.guild_id is not None:
        kind = PlaceKind.GROUP if _is_member(interaction) else PlaceKind.ABROAD
        return Place(Platform.DISCORD, kind, str(interaction.guild_id))
    direct = interaction.context.dm_channel
    return Place(Platform.DISCORD, PlaceKind.DIRECT if direct else PlaceKind.ABROAD, channel)


def words_in(interaction: Interaction, default: str, *, is_private: bool) -> Words:
    """The asker's words for what only they see, else the server's; a direct chat has the asker's only."""
    locale = interaction.locale if is_private else interaction.guild_locale or interaction.locale
    return words_for(nearest(locale.value, default))


def _is_member(interaction: Interaction) -> bool:
    return interaction.guild_id is not None and interaction.client.get_guild(interaction.guild_id) is not None


def _may_manage(interaction: Interaction, place: Place) -> bool:
    """Those with Manage Server in a server, everybody in their own chat with the bot, nobody elsewhere."""
    if place.kind is PlaceKind.GROUP:
        return interaction.permissions.manage_guild
    return place.kind is PlaceKind.DIRECT
