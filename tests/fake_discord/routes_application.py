"""Routes about the bot itself, its commands, servers and people."""

from collections import Counter
from typing import Any

from tests.fake_discord.command_rules import SLASH, check_commands
from tests.fake_discord.gateway import Gateway
from tests.fake_discord.problems import (
    MISSING_ACCESS,
    TOO_MANY_CREATED,
    UNKNOWN_COMMAND,
    UNKNOWN_MEMBER,
    Json,
    invalid,
    refuse,
)
from tests.fake_discord.rest import Call, Rest
from tests.fake_discord.world import Guild, World

CREATIONS_A_DAY = 200
NOWHERE = ""
"""In place of a server's id: the commands that are offered everywhere."""


class Application:
    """The bot's account and what it offers.

    Attributes:
        commands: by server id (`NOWHERE` for global ones), in order.
        syncs: how often commands were overwritten, by server id.
        remaining_starts: of sessions today.
    """

    def __init__(self, world: World, gateway: Gateway) -> None:
        self._world = world
        self._gateway = gateway
        self.commands: dict[str, list[Json]] = {}
        self.syncs: Counter[str] = Counter()
        self.remaining_starts = 1000
        self._created: Counter[tuple[str, str]] = Counter()

    def install(self, rest: Rest) -> None:
        """Make the routes known."""
        rest.add("GET", "/gateway/bot", self._gateway_bot)
        rest.add("GET", "/users/@me", self._me)
        rest.add("POST", "/users/@me/channels", self._direct)
        rest.add("DELETE", "/users/@me/guilds/{guild_id}", self._leave)
        rest.add("GET", "/users/{user_id}", self._user)
        rest.add("GET", "/oauth2/applications/@me", self._application)
        rest.add("GET", "/applications/@me", self._application)
        for place in ("/applications/{application_id}", "/applications/{application_id}/guilds/{guild_id}"):
            rest.add("GET", f"{place}/commands", self._list_commands)
            rest.add("PUT", f"{place}/commands", self._overwrite_commands)
            rest.add("GET", f"{place}/commands/{{command_id}}", self._command)
            rest.add("DELETE", f"{place}/commands/{{command_id}}", self._remove_command)
        rest.add("GET", "/guilds/{guild_id}", self._guild)
        rest.add("GET", "/guilds/{guild_id}/channels", self._guild_channels)
        rest.add("GET", "/guilds/{guild_id}/roles", self._roles)
        rest.add("GET", "/guilds/{guild_id}/members/{user_id}", self._member)

    def find(self, name: str, kind: int, guild: Guild | None) -> Json:
        """The command that a person in this place picks by its name."""
        offered = [*self.commands.get(guild.id if guild else NOWHERE, ()), *self.commands.get(NOWHERE, ())]
        fitting: list[Json] = [command for command in offered if command["name"] == name and command["type"] == kind]
        assert fitting, f"no command {name!r} among {[command['name'] for command in offered]}"
        return fitting[0]

    async def _gateway_bot(self, _call: Call) -> Json:
        limit = {"total": 1000, "remaining": self.remaining_starts, "reset_after": 86_400_000, "max_concurrency": 1}
        return {"url": self._gateway.url, "shards": 1, "session_start_limit": limit}

    async def _me(self, _call: Call) -> Json:
        account = {"mfa_enabled": True, "locale": "en-US", "verified": True, "email": None}
        return {**self._world.me.payload(), **account, "banner": None, "accent_color": None}

    async def _user(self, call: Call) -> Json:
        return self._world.find_user(call.params["user_id"]).payload()

    async def _direct(self, call: Call) -> Json:
        user = self._world.find_user(str(call.body["recipient_id"]))
        if user is self._world.me:
            raise invalid(("recipient_id",), "CHANNEL_RECIPIENT_REQUIRED", "Not oneself.")
        return self._world.direct(user).payload()

    async def _leave(self, call: Call) -> None:
        guild = self._known(call)
        del self._world.guilds[guild.id]
        guild.members.pop(self._world.me.id)
        await self._gateway.dispatch("GUILD_DELETE", {"id": guild.id}, guild_id=guild.id)

    async def _application(self, _call: Call) -> Json:
        me = self._world.me
        counts = dict.fromkeys(
            ("approximate_guild_count", "approximate_user_install_count", "approximate_user_authorization_count"),
            len(self._world.guilds),
        )
        nothing = dict.fromkeys(
            ("icon", "type", "interactions_endpoint_url", "role_connections_verification_url", "team")
        )
        return {
            **counts,
            **nothing,
            "id": me.id,
            "name": me.name,
            "description": "",
            "summary": "",
            "verify_key": "0" * 64,
            "flags": 0,
            "flags_new": "0",
            "redirect_uris": [],
            "owner": self._world.operator.payload(),
            "explicit_content_filter": 0,
            "eligible_oauth2_scopes": ["bot", "applications.commands"],
            "bot_public": True,
            "bot_require_code_grant": False,
            "hook": True,
        }

    # -- commands

    def _place(self, call: Call) -> str:
        if call.params["application_id"] != self._world.me.id:
            raise refuse(MISSING_ACCESS)
        return self._known(call).id if "guild_id" in call.params else NOWHERE

    async def _list_commands(self, call: Call) -> list[Json]:
        return self.commands.get(self._place(call), [])

    async def _overwrite_commands(self, call: Call) -> list[Json]:
        place = self._place(call)
        check_commands(call.body)
        before = {(held["type"], held["name"]): held for held in self.commands.get(place, ())}
        after = [self._registered(place, body, before) for body in call.body]
        new = sum((held["type"], held["name"]) not in before for held in after)
        day = self._world.clock.now().date().isoformat()
        if self._created[place, day] + new > CREATIONS_A_DAY:
            raise refuse(TOO_MANY_CREATED)
        self._created[place, day] += new
        self.syncs[place] += 1
        self.commands[place] = after
        return after

    def _registered(self, place: str, body: Json, before: dict[tuple[int, str], Json]) -> Json:
        kind = body.get("type", SLASH)
        permissions = body.get("default_member_permissions")
        told = {
            "name_localizations": None,
            "description_localizations": None,
            "description": "",
            "nsfw": False,
            "contexts": None,
            "integration_types": [0],
            "dm_permission": True,
            **{key: value for key, value in body.items() if value is not None},
            "application_id": self._world.me.id,
            "type": kind,
            "default_member_permissions": None if permissions is None else str(permissions),
        }
        if place:
            told["guild_id"] = place
        held = before.get((kind, body["name"]), {})
        same = {key: value for key, value in held.items() if key not in ("id", "version")} == told
        version = held["version"] if same else self._world.clock.snowflake()
        return {**told, "id": held.get("id") or self._world.clock.snowflake(), "version": version}

    async def _command(self, call: Call) -> Json:
        for held in self.commands.get(self._place(call), ()):
            if held["id"] == call.params["command_id"]:
                return held
        raise refuse(UNKNOWN_COMMAND)

    async def _remove_command(self, call: Call) -> None:
        self.commands[self._place(call)].remove(await self._command(call))

    # -- servers

    def _known(self, call: Call) -> Guild:
        return self._world.find_guild(call.params["guild_id"])

    async def _guild(self, call: Call) -> Json:
        return self._known(call).payload()

    async def _guild_channels(self, call: Call) -> list[Json]:
        return [channel.payload() for channel in self._known(call).channels.values() if channel.parent is None]

    async def _roles(self, call: Call) -> list[Any]:
        return [role.payload() for role in self._known(call).roles.values()]

    async def _member(self, call: Call) -> Json:
        member = self._known(call).members.get(call.params["user_id"])
        if member is None:
            raise refuse(UNKNOWN_MEMBER)
        return member.payload()
