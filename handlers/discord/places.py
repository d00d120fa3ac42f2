"""Who asks, from where, and in which language."""

import discord

from bot.model import Place, PlaceKind, Platform
from bot.place_settings import NOTHING_SET, PlaceSettings
from handlers.asking import Asked
from handlers.discord.doorman import ServerDoorman
from handlers.discord.roles import ServerRoles, has_role
from handlers.locale import Words, nearest, words_for
from handlers.manners import place_words

Interaction = discord.Interaction[discord.Client]


def asked_in(interaction: Interaction, words: Words, settings: PlaceSettings) -> Asked:
    """Where and by whom an interaction was begun, in a place that has set this."""
    place = place_of(interaction)
    guild = interaction.guild if _is_member(interaction) else None
    manages = _manages(interaction, place)
    by_role = guild is not None and not manages and has_role(interaction.user, settings.manager_role)
    here = place.kind is not PlaceKind.ABROAD and interaction.channel_id is not None
    return Asked(
        place,
        f"{Platform.DISCORD.value}:{interaction.user.id}",
        words,
        channel=str(interaction.channel_id) if here else "",
        may_manage=manages or by_role,
        doorman=ServerDoorman(guild, settings.manager_role) if guild else None,
        roles=ServerRoles(guild) if guild else None,
        by_role=by_role,
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


def words_in(
    interaction: Interaction, default: str, settings: PlaceSettings = NOTHING_SET, *, is_private: bool
) -> Words:
    """The asker's words for what only they see, else those that the place has set, else the server's.

    A direct chat has nobody's words but the asker's, and what is set there was set by them.
    """
    locale = interaction.locale if is_private else interaction.guild_locale or interaction.locale
    words = words_for(nearest(locale.value, default))
    is_own = is_private and place_of(interaction).kind is not PlaceKind.DIRECT
    return words if is_own else place_words(settings, words)


def _is_member(interaction: Interaction) -> bool:
    return interaction.guild_id is not None and interaction.client.get_guild(interaction.guild_id) is not None


def _manages(interaction: Interaction, place: Place) -> bool:
    """Those with Manage Server in a server, everybody in their own chat with the bot, nobody elsewhere."""
    if place.kind is PlaceKind.GROUP:
        return interaction.permissions.manage_guild
    return place.kind is PlaceKind.DIRECT
