"""Servers, channels and people: what a test sets up before anybody speaks."""

from dataclasses import dataclass, field
from typing import TypeVar

from tests.fake_discord.clock import FakeClock
from tests.fake_discord.problems import UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_USER, Json, Refusal, refuse

ADMINISTRATOR, MANAGE_GUILD, VIEW_CHANNEL = 1 << 3, 1 << 5, 1 << 10
SEND_MESSAGES, MANAGE_MESSAGES, EMBED_LINKS = 1 << 11, 1 << 13, 1 << 14
ATTACH_FILES, READ_MESSAGE_HISTORY, MENTION_EVERYONE = 1 << 15, 1 << 16, 1 << 17
SEND_IN_THREADS, USE_EXTERNAL_APPS, PIN_MESSAGES = 1 << 38, 1 << 50, 1 << 51
CREATE_PUBLIC_THREADS, MANAGE_THREADS = 1 << 35, 1 << 34
ORDINARY = VIEW_CHANNEL | SEND_MESSAGES | EMBED_LINKS | ATTACH_FILES | READ_MESSAGE_HISTORY
ORDINARY |= SEND_IN_THREADS | USE_EXTERNAL_APPS | CREATE_PUBLIC_THREADS
EVERYTHING = (1 << 53) - 1
TEXT, DIRECT, CATEGORY, ANNOUNCEMENT, THREAD, FORUM = 0, 1, 4, 5, 11, 15
PINNED, REQUIRES_TAG = 1 << 1, 1 << 4
"""Flags of a thread, and of a forum."""
# fmt: off
NULL_IN_GUILDS = (
    "icon", "description", "home_header", "splash", "discovery_splash", "banner", "application_id", "afk_channel_id",
    "system_channel_id", "widget_channel_id", "vanity_url_code", "rules_channel_id", "safety_alerts_channel_id",
    "public_updates_channel_id", "incidents_data", "max_presences",
)
ZERO_IN_GUILDS = (
    "system_channel_flags", "verification_level", "default_message_notifications", "mfa_level",
    "explicit_content_filter", "premium_tier", "premium_subscription_count", "nsfw_level",
)
# fmt: on

Found = TypeVar("Found")


GROUP_DIRECT = 3
"""A channel of several people without a server."""


@dataclass(eq=False)
class User:
    """A person or a bot."""

    id: str
    name: str
    bot: bool = False
    takes_messages: bool = True

    def payload(self) -> Json:
        """As other objects hold it."""
        return {
            "id": self.id,
            "username": self.name,
            "global_name": self.name,
            "discriminator": "0",
            "avatar": None,
            "public_flags": 0,
            "flags": 0,
            "primary_guild": None,
            "bot": self.bot,
        }


@dataclass(eq=False)
class Role:
    """A role of a server; the one with the server's own id is everyone's."""

    id: str
    name: str
    permissions: int
    position: int
    tags: Json | None = None

    def payload(self) -> Json:
        """As the server holds it."""
        told: Json = {
            "id": self.id,
            "name": self.name,
            "permissions": str(self.permissions),
            "position": self.position,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "managed": self.tags is not None,
            "mentionable": False,
            "icon": None,
            "unicode_emoji": None,
            "flags": 0,
            "description": None,
        }
        return told if self.tags is None else {**told, "tags": self.tags}


@dataclass(eq=False)
class Member:
    """A user in a server."""

    user: User
    joined: str
    roles: list[Role] = field(default_factory=list)

    def payload(self) -> Json:
        """As the server holds it."""
        return {
            "user": self.user.payload(),
            "roles": [role.id for role in self.roles],
            "joined_at": self.joined,
            "nick": None,
            "avatar": None,
            "banner": None,
            "communication_disabled_until": None,
            "flags": 0,
            "pending": False,
            "premium_since": None,
            "mute": False,
            "deaf": False,
        }


@dataclass(eq=False)
class Channel:
    """A channel of a server, a thread in one, or a direct one.

    Attributes:
        denied: permission bits taken away here, by the id of a user or role.
        owner: who opened a thread.
        tags: those that a forum offers, or that a post of one has.
    """

    id: str
    name: str
    kind: int = TEXT
    guild: "Guild | None" = None
    parent: "Channel | None" = None
    recipients: list[User] = field(default_factory=list)
    denied: dict[str, int] = field(default_factory=dict)
    flags: int = 0
    owner: User | None = None
    tags: list[str] = field(default_factory=list)
    is_archived: bool = False

    def deny(self, whom: User | Role, permissions: int) -> None:
        """Take permissions away in this channel; the gateway is not told."""
        self.denied[whom.id] = self.denied.get(whom.id, 0) | permissions

    def payload(self) -> Json:
        """As Discord tells it."""
        told: Json = {"id": self.id, "type": self.kind, "flags": self.flags, "last_message_id": None}
        if self.guild is None:
            told["recipients"] = [user.payload() for user in self.recipients]
            if self.kind == GROUP_DIRECT:
                told |= {"name": None, "icon": None, "owner_id": str(self.recipients[0].id)}
            return told
        told |= {"guild_id": self.guild.id, "name": self.name, "rate_limit_per_user": 0}
        if self.parent is not None:
            return told | self._thread(self.parent)
        users = {member.user.id for member in self.guild.members.values()}
        overwrites = [
            {"id": whom, "type": int(whom in users), "allow": "0", "deny": str(bits)}
            for whom, bits in self.denied.items()
        ]
        if self.kind == FORUM:
            told["available_tags"] = [
                {"id": tag, "name": tag, "moderated": not nth, "emoji_id": None, "emoji_name": None}
                for nth, tag in enumerate(self.tags)
            ]
        return told | {
            "position": 0,
            "topic": None,
            "nsfw": False,
            "parent_id": None,
            "permission_overwrites": overwrites,
        }

    def _thread(self, parent: "Channel") -> Json:
        held = {
            "archived": self.is_archived,
            "archive_timestamp": self.guild.clock.now().isoformat() if self.guild else "",
            "auto_archive_duration": 1440,
            "locked": False,
        }
        owner = (self.owner or self.guild.owner).id if self.guild else "0"
        counts = {"message_count": 0, "member_count": 1, "total_message_sent": 0}
        return {"parent_id": parent.id, "owner_id": owner, "thread_metadata": held, **counts}


@dataclass(eq=False)
class Guild:
    """A server."""

    id: str
    name: str
    owner: User
    locale: str
    clock: FakeClock
    channels: dict[str, Channel] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)

    def permissions(self, user: User, channel: Channel | None = None) -> int:
        """What a member may do, in a channel or in all."""
        member = self.members.get(user.id)
        if member is None:
            return 0
        roles = [self.roles[self.id], *member.roles]
        granted = 0
        for role in roles:
            granted |= role.permissions
        if user is self.owner or granted & ADMINISTRATOR:
            return EVERYTHING
        place = channel and (channel.parent or channel)
        if place is not None:
            for whom in (*(role.id for role in roles), user.id):
                granted &= ~place.denied.get(whom, 0)
        return granted

    @property
    def channel(self) -> Channel:
        """The first channel."""
        return next(iter(self.channels.values()))

    def payload(self) -> Json:
        """As REST tells it."""
        nothing = dict.fromkeys(NULL_IN_GUILDS)
        zero = dict.fromkeys(ZERO_IN_GUILDS, 0)
        return {
            **nothing,
            **zero,
            **dict.fromkeys(("widget_enabled", "premium_progress_bar_enabled", "nsfw"), False),
            **{key: [] for key in ("features", "emojis", "stickers")},
            "id": self.id,
            "name": self.name,
            "owner_id": self.owner.id,
            "region": "deprecated",
            "afk_timeout": 300,
            "max_members": 500_000,
            "max_stage_video_channel_users": 50,
            "max_video_channel_users": 25,
            "preferred_locale": self.locale,
            "roles": [role.payload() for role in self.roles.values()],
        }

    def arrival(self, me: User) -> Json:
        """As GUILD_CREATE tells it: the channels that the bot can see, and of the members itself."""
        threads = [channel for channel in self.channels.values() if channel.parent]
        return {
            **self.payload(),
            "joined_at": self.members[me.id].joined,
            "large": False,
            "unavailable": False,
            "member_count": len(self.members),
            "members": [self.members[me.id].payload()],
            "channels": [channel.payload() for channel in self.channels.values() if not channel.parent],
            "threads": [thread.payload() for thread in threads],
            **{key: [] for key in ("voice_states", "presences", "stage_instances", "guild_scheduled_events")},
        }


class World:
    """All that exists apart from messages."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.users: dict[str, User] = {}
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Channel] = {}
        self.me = self.user("naji", bot=True)
        self.operator = self.user("operator")

    def user(self, name: str, *, bot: bool = False) -> User:
        """A new person."""
        user = User(self.clock.snowflake(), name, bot)
        self.users[user.id] = user
        return user

    def foreign_guild(self, name: str, *, locale: str = "zh-TW") -> Guild:
        """A new server with an owner and one text channel, where the bot is no member."""
        owner = self.user(f"{name}-owner")
        guild = Guild(self.clock.snowflake(), name, owner, locale, self.clock)
        guild.roles[guild.id] = Role(guild.id, "@everyone", ORDINARY, 0)
        self.member(guild, owner)
        self.channel(guild, "general")
        return guild

    def guild(self, name: str, *, locale: str = "zh-TW", bot_permissions: int = ORDINARY | PIN_MESSAGES) -> Guild:
        """A new server with an owner, one text channel, and the bot as a member with a role of its own."""
        guild = self.foreign_guild(name, locale=locale)
        self.admit(guild, bot_permissions)
        return guild

    def admit(self, guild: Guild, bot_permissions: int) -> None:
        """Make the bot a member."""
        self.guilds[guild.id] = guild
        own = self.role(guild, self.me.name, bot_permissions, tags={"bot_id": self.me.id})
        self.member(guild, self.me, own)

    def role(self, guild: Guild, name: str, permissions: int, *, tags: Json | None = None) -> Role:
        """A new role."""
        role = Role(self.clock.snowflake(), name, permissions, len(guild.roles), tags)
        guild.roles[role.id] = role
        return role

    def member(self, guild: Guild, user: User, *roles: Role) -> Member:
        """Make a user a member."""
        member = Member(user, self.clock.now().isoformat(), list(roles))
        guild.members[user.id] = member
        return member

    def channel(
        self, guild: Guild, name: str, kind: int = TEXT, *, parent: Channel | None = None, numbered: str = ""
    ) -> Channel:
        """A new channel, or a thread where there is a parent: one below a message is numbered like it."""
        made = Channel(numbered or self.clock.snowflake(), name, THREAD if parent else kind, guild, parent)
        guild.channels[made.id] = self.channels[made.id] = made
        return made

    def direct(self, user: User) -> Channel:
        """The direct channel of the bot and a person, made at first use."""
        for channel in self.channels.values():
            if channel.kind == DIRECT and channel.recipients == [user]:
                return channel
        made = Channel(self.clock.snowflake(), user.name, DIRECT, recipients=[user])
        self.channels[made.id] = made
        return made

    def find_channel(self, channel_id: str) -> Channel:
        """Or 10003."""
        return _found(self.channels, channel_id, UNKNOWN_CHANNEL)

    def find_guild(self, guild_id: str) -> Guild:
        """A server that has the bot as a member, or 10004."""
        return _found(self.guilds, guild_id, UNKNOWN_GUILD)

    def find_user(self, user_id: str) -> User:
        """Or 10013."""
        return _found(self.users, user_id, UNKNOWN_USER)


def _found(things: dict[str, Found], key: str, refusal: Refusal) -> Found:
    if key not in things:
        raise refuse(refusal)
    return things[key]
