"""Who may have the bot post in another channel of the same server."""

import re
from collections.abc import Sequence

import discord

from bot.model import Destination, Place, PlaceKind, Platform
from bot.slots import Plan
from handlers.discord.roles import has_role

_MENTION = re.compile(r"<#(?P<mentioned>[0-9]{1,20})>|(?P<typed>[0-9]{15,20})")

Writable = discord.TextChannel | discord.Thread | discord.ForumChannel
"""In a forum each post is a thread: whoever may send messages there may open one."""


class ServerDoorman:
    """`bot.place_ports.Doorman` inside one server: its other channels, for those who manage it and see them.

    Args:
        guild: a server that has the bot as a member.
        manager_role: the id of the role whose members manage besides, as the server has set.
    """

    def __init__(self, guild: discord.Guild, manager_role: str | None = None) -> None:
        self._guild = guild
        self._manager_role = manager_role

    async def may_post(self, asker: str, channel: str) -> Destination | None:
        """See `bot.place_ports.Doorman`; a channel is named by mention, id or name."""
        found = self._find(channel.strip())
        if found is None or not may_write(found, self._guild.me):
            return None
        try:
            member = await self._guild.fetch_member(int(asker.rpartition(":")[2]))
        except discord.HTTPException:
            return None
        theirs = found.permissions_for(member)
        manages = theirs.manage_guild or has_role(member, self._manager_role)
        if not (manages and theirs.view_channel):
            return None
        return Destination(Place(Platform.DISCORD, PlaceKind.GROUP, str(self._guild.id)), str(found.id))

    async def lacks(self, destination: Destination, plan: Plan) -> Sequence[str]:
        """See `bot.place_ports.Doorman`. In a forum each post is a thread, which takes no other."""
        found = self._guild.get_channel_or_thread(int(destination.channel))
        if not isinstance(found, Writable):
            return ()
        own, is_forum = found.permissions_for(self._guild.me), isinstance(found, discord.ForumChannel)
        opens = own.create_public_threads and isinstance(found, discord.TextChannel)
        pins = own.manage_threads if is_forum else own.pin_messages
        needed = {"pin": plan.pins and not pins, "thread": plan.opens_thread and not (is_forum or opens)}
        return [option for option, is_missing in needed.items() if is_missing]

    def called(self, channel: str) -> str:
        """See `bot.place_ports.Doorman`: of channels that all may see, as nobody knows who reads it."""
        found = self._guild.get_channel_or_thread(int(channel)) if channel.isdigit() else None
        is_open = found is not None and found.permissions_for(self._guild.default_role).view_channel
        return f"#{found.name}" if found is not None and is_open else ""

    def _find(self, typed: str) -> Writable | None:
        mention = _MENTION.fullmatch(typed)
        if mention is None:
            name = typed.removeprefix("#")
            texts = (channel for channel in self._guild.text_channels if channel.name == name)
            return next(texts, None) or next((forum for forum in self._guild.forums if forum.name == name), None)
        found = self._guild.get_channel_or_thread(int(mention["mentioned"] or mention["typed"]))
        return found if isinstance(found, Writable) else None


def may_write(channel: Writable, member: discord.Member) -> bool:
    """Whether a member may post the clip of the day in a channel or thread."""
    allowed = channel.permissions_for(member)
    writes = allowed.send_messages_in_threads if isinstance(channel, discord.Thread) else allowed.send_messages
    return allowed.view_channel and writes and allowed.embed_links
