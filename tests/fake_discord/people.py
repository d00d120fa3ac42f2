"""What people do in the chats: they type commands, press buttons, write."""

from typing import Any

from tests.fake_discord import callback_rules as rules
from tests.fake_discord.callback_rules import modal_inputs
from tests.fake_discord.command_rules import GROUP, ON_MESSAGE, SLASH, SUBCOMMAND
from tests.fake_discord.gateway import Gateway
from tests.fake_discord.interactions import Interaction, Interactions
from tests.fake_discord.messages import Message, Messages
from tests.fake_discord.problems import Json
from tests.fake_discord.routes_application import Application
from tests.fake_discord.routes_channels import Channels
from tests.fake_discord.world import DIRECT, EVERYTHING, ORDINARY, Channel, User, World

IN_GUILD, WITH_BOT, ELSEWHERE = 0, 1, 2
TEXT_INPUT = 4
ROLE = 8


class People:
    """Does what a person can do, and nothing that their client would not let them."""

    def __init__(
        self, world: World, messages: Messages, interactions: Interactions, application: Application, gateway: Gateway
    ) -> None:
        self._world = world
        self._messages = messages
        self._interactions = interactions
        self._application = application
        self._gateway = gateway
        self._channels = Channels(world, messages, gateway)

    async def slash(
        self, channel: Channel, user: User, name: str, options: Json | None = None, *, locale: str = "zh-TW"
    ) -> Interaction:
        """`/name`, with subcommands after spaces: `daily set`."""
        data, leaf = self._command(channel, user, name)
        given = self._values(leaf, options or {})
        missing = [held["name"] for held in leaf.get("options", ()) if held.get("required")]
        assert set(missing) <= set(options or {}), f"/{name} needs {missing}"
        return await self._send(
            self._interactions.open(rules.COMMAND, user, channel, _filled(data, name, given)), locale=locale
        )

    async def autocomplete(
        self, channel: Channel, user: User, name: str, focused: tuple[str, str], options: Json | None = None
    ) -> Interaction:
        """Type into an option, given as its name and what stands in it so far."""
        data, leaf = self._command(channel, user, name)
        given = self._values(leaf, {**(options or {}), focused[0]: focused[1]}, typing=focused[0])
        return await self._send(self._interactions.open(rules.AUTOCOMPLETE, user, channel, _filled(data, name, given)))

    async def message_command(self, message: Message, user: User, name: str) -> Interaction:
        """Choose a command from a message's menu."""
        command = self._offered(message.channel, user, name, ON_MESSAGE)
        data = {"id": command["id"], "name": name, "type": ON_MESSAGE, "target_id": message.id}
        data["resolved"] = {"messages": {message.id: message.body}}
        return await self._send(self._interactions.open(rules.COMMAND, user, message.channel, data))

    async def press(self, message: Message, custom_id: str, user: User, *, locale: str = "zh-TW") -> Interaction:
        """Press a button that is there and not greyed out."""
        item = self._touch(message, custom_id, user)
        assert item["type"] == 2, item
        data = {"component_type": 2, "custom_id": custom_id, "id": item["id"]}
        return await self._send(
            self._interactions.open(rules.COMPONENT, user, message.channel, data, message), locale=locale
        )

    async def press_old(self, message: Message, custom_id: str, user: User) -> Interaction:
        """Press a button that another client still shows although the message changed since."""
        data = {"component_type": 2, "custom_id": custom_id, "id": 1}
        return await self._send(self._interactions.open(rules.COMPONENT, user, message.channel, data, message))

    async def select(self, message: Message, custom_id: str, user: User, *values: str) -> Interaction:
        """Choose from a menu."""
        item = self._touch(message, custom_id, user)
        assert item["min_values"] <= len(values) <= item["max_values"], item
        offered = {option["value"] for option in item.get("options", ())}
        assert item["type"] != 3 or set(values) <= offered, f"{values} not among {offered}"
        data = {"component_type": item["type"], "custom_id": custom_id, "values": list(values), "id": item["id"]}
        return await self._send(self._interactions.open(rules.COMPONENT, user, message.channel, data, message))

    async def submit_modal(self, opener: Interaction, values: Json, *, locale: str = "zh-TW") -> Interaction:
        """Fill in the modal that an interaction opened, by custom ids, and send it."""
        modal = await opener.modal()
        known = {item["custom_id"] for item in modal_inputs(modal)}
        assert set(values) <= known, f"{set(values)} not among {known}"
        parts = [_submitted(part, values) for part in modal["components"]]
        data = {"custom_id": modal["custom_id"], "components": parts}
        return await self._send(
            self._interactions.open(rules.SUBMIT, opener.user, opener.channel, data, opener.source), locale=locale
        )

    async def say(self, channel: Channel, user: User, content: str) -> Message:
        """Write a message."""
        message = self._messages.post(channel, user, {"content": content})
        await self._channels.tell(message)
        return message

    def _touch(self, message: Message, custom_id: str, user: User) -> Json:
        assert not message.deleted, "the message is gone"
        assert message.only_for in (None, user), "somebody else's private answer"
        item = message.component(custom_id)
        assert not item.get("disabled"), f"{custom_id} is greyed out"
        return item

    def _offered(self, channel: Channel, user: User, name: str, kind: int) -> Json:
        """The command, if this person is shown it in this place."""
        command = self._application.find(name, kind, channel.guild)
        context = self._context(channel)
        assert command["contexts"] is None or context in command["contexts"], f"{name} is not offered in this place"
        assert context == IN_GUILD or command["dm_permission"] or command["contexts"], f"{name} is for servers only"
        needed = int(command["default_member_permissions"] or 0)
        if channel.guild is not None and command["default_member_permissions"] is not None:
            here = channel.guild.permissions(user, channel)
            assert here & needed == needed, f"{name} is not offered to {user.name}"
            assert needed or here == EVERYTHING, f"{name} is for administrators"
        return command

    def _context(self, channel: Channel) -> int:
        if channel.guild is not None:
            return IN_GUILD
        return WITH_BOT if channel.kind == DIRECT else ELSEWHERE

    def _command(self, channel: Channel, user: User, name: str) -> tuple[Json, Json]:
        """The command as the gateway names it, and the part of its definition that has the options."""
        first, *rest = name.split()
        command = leaf = self._offered(channel, user, first, SLASH)
        for part in rest:
            leaf = next(held for held in leaf["options"] if held["name"] == part)
        data = {"id": command["id"], "name": first, "type": SLASH}
        if "guild_id" in command:
            data["guild_id"] = command["guild_id"]
        nested = any(held["type"] in (SUBCOMMAND, GROUP) for held in leaf.get("options", ()))
        assert not nested, f"/{name} needs a subcommand"
        return data, leaf

    def _values(self, leaf: Json, options: Json, *, typing: str | None = None) -> list[Json]:
        defined = {held["name"]: held for held in leaf.get("options", ())}
        told = []
        for name, value in options.items():
            held = defined[name]
            given: Json = {"name": name, "type": held["type"], "value": value}
            if name == typing:
                assert held.get("autocomplete"), f"{name} has no autocomplete"
                given["focused"] = True
            elif held.get("choices"):
                assert value in [choice["value"] for choice in held["choices"]], f"{value} is not offered"
            told.append(given)
        return told

    async def _send(self, interaction: Interaction, *, locale: str = "zh-TW") -> Interaction:
        data, guild = interaction.data, interaction.channel.guild
        told = self._told(interaction, locale)
        resolved = data.get("options") and self._resolved(data["options"])
        if resolved:
            told["data"] = {**data, "resolved": resolved}
        await self._gateway.dispatch("INTERACTION_CREATE", told, guild_id=guild.id if guild else None)
        return interaction

    def _told(self, interaction: Interaction, locale: str) -> Json:
        """INTERACTION_CREATE."""
        channel, user, guild = interaction.channel, interaction.user, interaction.channel.guild
        me = self._world.me
        told: Json = {
            "id": interaction.id,
            "application_id": me.id,
            "type": interaction.kind,
            "data": interaction.data,
            "token": interaction.token,
            "version": 1,
            "channel_id": channel.id,
            "channel": channel.payload(),
            "locale": locale,
            "entitlements": [],
            "entitlement_sku_ids": [],
            "context": self._context(channel),
            "attachment_size_limit": 10 * 1024 * 1024,
        }
        if interaction.source is not None:
            told["message"] = interaction.source.body
        if guild is None:
            return told | {
                "user": user.payload(),
                "authorizing_integration_owners": {"1": user.id},
                "app_permissions": str(ORDINARY),
            }
        here = guild.permissions(user, channel)
        there = guild.id in self._world.guilds
        return told | {
            "guild_id": guild.id,
            "guild": {"id": guild.id, "locale": guild.locale, "features": []},
            "guild_locale": guild.locale,
            "member": {**guild.members[user.id].payload(), "permissions": str(here)},
            "app_permissions": str(guild.permissions(me, channel) if there else ORDINARY),
            "authorizing_integration_owners": {"0": guild.id} if there else {"1": user.id},
        }

    def _resolved(self, options: list[Json]) -> Json:
        """The channels and roles that options name, as the client of the person knows them."""
        found: Json = {}
        for option in options:
            if option["type"] == 7:
                channel = self._world.channels[str(option["value"])]
                found.setdefault("channels", {})[channel.id] = {**channel.payload(), "permissions": str(ORDINARY)}
            if option["type"] == ROLE:
                roles = [role for guild in self._world.guilds.values() for role in guild.roles.values()]
                [role] = [role for role in roles if role.id == str(option["value"])]
                found.setdefault("roles", {})[role.id] = role.payload()
            for kind, held in self._resolved(option.get("options", [])).items():
                found.setdefault(kind, {}).update(held)
        return found


def _filled(data: Json, name: str, given: list[Json]) -> Json:
    """The command's data with its options, inside the subcommands that the name goes through."""
    held: list[Json] = given
    parts = name.split()[1:]
    for depth, part in reversed(list(enumerate(parts))):
        kind = SUBCOMMAND if depth == len(parts) - 1 else GROUP
        held = [{"name": part, "type": kind, "options": held}]
    return {**data, "options": held} if held else data


def _submitted(part: Json, values: Json) -> Json:
    """A part of a modal as it comes back."""
    if part["type"] == 1:
        return {"type": 1, "id": 1, "components": [_input(item, values) for item in part["components"]]}
    if part["type"] == 18:
        return {"type": 18, "id": 1, "component": _input(part["component"], values)}
    return {"type": part["type"], "id": 1}


def _input(item: Json, values: Json) -> Json:
    value: Any = values.get(item["custom_id"], item.get("value", ""))
    told = {"type": item["type"], "custom_id": item["custom_id"], "id": 2}
    if item["type"] != TEXT_INPUT:
        return {**told, "values": value or []}
    assert value or not item.get("required", True), f"{item['custom_id']} is required"
    assert len(value or "") <= (item.get("max_length") or 4000), f"{item['custom_id']} is too long"
    return {**told, "value": value or ""}
