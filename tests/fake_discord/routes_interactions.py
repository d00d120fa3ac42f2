"""Routes by which interactions are answered; they need no token but the interaction's own."""

from tests.fake_discord.callback_rules import DEFERRED, DEFERRED_UPDATE, MESSAGE, UPDATE
from tests.fake_discord.interactions import Interaction, Interactions
from tests.fake_discord.message_rules import EPHEMERAL, FOLLOW_UP
from tests.fake_discord.messages import Message, Messages
from tests.fake_discord.problems import UNKNOWN_WEBHOOK, Json, refuse
from tests.fake_discord.rest import Call, Rest
from tests.fake_discord.routes_channels import Channels
from tests.fake_discord.world import World

WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"


class Answers:
    """Callbacks and follow-ups."""

    def __init__(self, world: World, messages: Messages, interactions: Interactions, channels: Channels) -> None:
        self._world = world
        self._messages = messages
        self._interactions = interactions
        self._channels = channels

    def install(self, rest: Rest) -> None:
        """Make the routes known."""
        rest.add("POST", "/interactions/{interaction_id}/{interaction_token}/callback", self._callback, public=True)
        rest.add("POST", WEBHOOK, self._follow_up, public=True)
        for name in ("@original", "{message_id}"):
            rest.add("GET", f"{WEBHOOK}/messages/{name}", self._get, public=True)
            rest.add("PATCH", f"{WEBHOOK}/messages/{name}", self._edit, public=True)
            rest.add("DELETE", f"{WEBHOOK}/messages/{name}", self._delete, public=True)

    async def _callback(self, call: Call) -> Json | None:
        named = call.params["interaction_id"], call.params["interaction_token"]
        interaction = self._interactions.acknowledge(*named, call.body, call.files)
        if interaction.callback_type == MESSAGE and interaction.original is not None:
            await self._tell(interaction.original)
        return _told(interaction) if call.flag("with_response") else None

    async def _follow_up(self, call: Call) -> Json:
        token = self._token(call)
        FOLLOW_UP(call.body, ())
        message = self._interactions.follow_up(token, call.body, call.files)
        await self._tell(message)
        return message.body

    async def _get(self, call: Call) -> Json:
        return self._interactions.message_of(self._token(call), _name(call))[1].body

    async def _edit(self, call: Call) -> Json:
        token = self._token(call)
        FOLLOW_UP(call.body, ())
        return self._interactions.edit(token, _name(call), call.body, call.files).body

    async def _delete(self, call: Call) -> None:
        interaction, message = self._interactions.message_of(self._token(call), _name(call))
        self._messages.delete(message)
        interaction.changed()

    async def _tell(self, message: Message) -> None:
        if message.only_for is None:
            await self._channels.tell(message)

    def _token(self, call: Call) -> str:
        if call.params["webhook_id"] != self._world.me.id:
            raise refuse(UNKNOWN_WEBHOOK)
        return call.params["webhook_token"]


def _name(call: Call) -> str:
    return call.params.get("message_id", "@original")


def _told(interaction: Interaction) -> Json:
    """The body of a callback `with_response`: the message itself only where it is there already."""
    held: Json = {"id": interaction.id, "type": interaction.kind}
    kind, message = interaction.callback_type, interaction.original
    if message is None or kind not in (MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE):
        return {"interaction": held}
    held |= {
        "response_message_id": message.id,
        "response_message_loading": kind == DEFERRED,
        "response_message_ephemeral": bool(message.body["flags"] & EPHEMERAL),
        "channel_id": message.channel.id,
    }
    if interaction.channel.guild is not None:
        held["guild_id"] = interaction.channel.guild.id
    if kind in (MESSAGE, UPDATE):
        return {"interaction": held, "resource": {"type": kind, "message": message.body}}
    return {"interaction": held}
