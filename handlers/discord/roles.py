"""The roles of one server: which one somebody means, and who has it."""

import re

import discord

from bot.place_ports import Role

_MENTION = re.compile(r"<@&(?P<mentioned>[0-9]{1,20})>|(?P<typed>[0-9]{15,20})")


class ServerRoles:
    """`bot.place_ports.Roles` of a server that has the bot as a member.

    Args:
        guild: the server, as the gateway tells it.
    """

    def __init__(self, guild: discord.Guild) -> None:
        self._guild = guild

    def find(self, typed: str) -> Role | None:
        """See `bot.place_ports.Roles`; a name that several roles have is nobody's."""
        mention = _MENTION.fullmatch(typed.strip())
        if mention is not None:
            return self.known(mention["mentioned"] or mention["typed"])
        name = typed.strip().removeprefix("@")
        named = [role for role in self._guild.roles if role.name == name]
        return self.known(str(named[0].id)) if len(named) == 1 else None

    def known(self, role_id: str) -> Role | None:
        """See `bot.place_ports.Roles`."""
        role = self._guild.get_role(int(role_id))
        return None if role is None or role.is_default() else Role(str(role.id), role.name)


def has_role(who: discord.User | discord.Member, role_id: str | None) -> bool:
    """Whether somebody is a member of a role that still is there."""
    return role_id is not None and isinstance(who, discord.Member) and who.get_role(int(role_id)) is not None
