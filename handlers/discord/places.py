"""Who asks, from where, and in which language."""

import discord

from bot.model import Place, PlaceKind, Platform
from handlers.functions import Asked
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
        may_manage=place.kind is PlaceKind.GROUP and interaction.permissions.manage_guild,
    )


def place_of(interaction: Interaction) -> Place:
    """A server that has the bot as a member, a direct chat with the bot, or anywhere else.

    Whether the bot is a member is what the gateway says of its servers: an interaction also comes from servers where
    only the person who asks has installed the bot.
    """
    channel = str(interaction.channel_id or "")
    if interaction.guild_id is not None:
        known = interaction.client.get_guild(interaction.guild_id) is not None
        return Place(Platform.DISCORD, PlaceKind.GROUP if known else PlaceKind.ABROAD, str(interaction.guild_id))
    direct = interaction.context.dm_channel
    return Place(Platform.DISCORD, PlaceKind.DIRECT if direct else PlaceKind.ABROAD, channel)


def words_in(interaction: Interaction, default: str, *, is_private: bool) -> Words:
    """The asker's words for what only they see, else the server's; a direct chat has the asker's only."""
    locale = interaction.locale if is_private else interaction.guild_locale or interaction.locale
    return words_for(nearest(locale.value, default))
