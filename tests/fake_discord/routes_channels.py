"""Routes about channels, their messages and pins."""

from tests.fake_discord.gateway import Gateway
from tests.fake_discord.message_rules import CREATE, EDIT, EPHEMERAL, require_something
from tests.fake_discord.messages import Message, Messages
from tests.fake_discord.problems import (
    CANNOT_MESSAGE_USER,
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    NOT_THE_AUTHOR,
    TOO_MANY_PINS,
    Json,
    invalid,
    refuse,
)
from tests.fake_discord.rest import Call, Rest
from tests.fake_discord.world import (
    ATTACH_FILES,
    EMBED_LINKS,
    FORUM,
    GROUP_DIRECT,
    MANAGE_MESSAGES,
    PIN_MESSAGES,
    READ_MESSAGE_HISTORY,
    SEND_IN_THREADS,
    SEND_MESSAGES,
    VIEW_CHANNEL,
    Channel,
    World,
)

PINS = 250
CHANNEL = "/channels/{channel_id}"
MESSAGE = CHANNEL + "/messages/{message_id}"


class Channels:
    """What the bot does in channels without being asked."""

    def __init__(self, world: World, messages: Messages, gateway: Gateway) -> None:
        self._world = world
        self._messages = messages
        self._gateway = gateway

    def install(self, rest: Rest) -> None:
        """Make the routes known."""
        rest.add("GET", CHANNEL, self._channel)
        rest.add("GET", CHANNEL + "/messages", self._history)
        rest.add("POST", CHANNEL + "/messages", self._post)
        rest.add("POST", CHANNEL + "/typing", self._typing)
        rest.add("GET", CHANNEL + "/messages/pins", self._pins)
        rest.add("PUT", CHANNEL + "/messages/pins/{message_id}", self._pin)
        rest.add("DELETE", CHANNEL + "/messages/pins/{message_id}", self._unpin)
        rest.add("GET", MESSAGE, self._message)
        rest.add("PATCH", MESSAGE, self._edit)
        rest.add("DELETE", MESSAGE, self._delete)

    def open(self, call: Call, needed: int = 0) -> Channel:
        """The channel, if the bot may do this there: 50001 where it sees nothing, 50013 where it may not."""
        channel = self._world.find_channel(call.params["channel_id"])
        if channel.kind == GROUP_DIRECT:
            raise refuse(MISSING_ACCESS)  # no bot is ever in one
        if channel.guild is None:
            return channel
        here = channel.guild.permissions(self._world.me, channel)
        if not here & VIEW_CHANNEL:
            raise refuse(MISSING_ACCESS)
        if here & needed != needed:
            raise refuse(MISSING_PERMISSIONS)
        return channel

    async def _channel(self, call: Call) -> Json:
        return self.open(call).payload()

    async def _typing(self, call: Call) -> Json:
        self.open(call, SEND_MESSAGES)
        return {}

    async def _post(self, call: Call) -> Json:
        body = call.body or {}
        channel = self.open(call, _needed(body, self._world.find_channel(call.params["channel_id"])))
        if channel.kind == FORUM:
            raise refuse((400, 50008, "Cannot send messages in a non-text channel"))
        if channel.recipients and not channel.recipients[0].takes_messages:
            raise refuse(CANNOT_MESSAGE_USER)
        CREATE(body, ())
        if (body.get("flags") or 0) & EPHEMERAL:
            raise invalid(("flags",), "BASE_TYPE_CHOICES", "Only answers to interactions are ephemeral.")
        require_something(body)
        if body.get("enforce_nonce") and (before := self._messages.with_nonce(channel, body.get("nonce"))):
            return before.body
        message = self._messages.post(channel, self._world.me, body, call.files)
        await self.tell(message)
        return message.body

    async def tell(self, message: Message) -> None:
        """MESSAGE_CREATE, for everybody's messages and the bot's own."""
        guild = message.channel.guild
        if guild is None:
            await self._gateway.dispatch("MESSAGE_CREATE", {**message.body, "channel_type": message.channel.kind})
            return
        author = guild.members.get(str(message.body["author"]["id"]))
        held = {"guild_id": guild.id, "channel_type": message.channel.kind}
        if author is not None:
            held["member"] = {key: value for key, value in author.payload().items() if key != "user"}
        await self._gateway.dispatch("MESSAGE_CREATE", {**message.body, **held}, guild_id=guild.id)

    async def _history(self, call: Call) -> list[Json]:
        channel = self.open(call)
        limit = int(call.query.get("limit", 50))
        if not 1 <= limit <= 100:
            raise invalid(("limit",), "NUMBER_TYPE_RANGE", "int value should be between 1 and 100.")
        if channel.guild and not channel.guild.permissions(self._world.me, channel) & READ_MESSAGE_HISTORY:
            # "No messages will be returned": https://discord.com/developers/docs/resources/message#get-channel-messages.
            return []
        held = [message.body for message in self._messages.of(channel) if message.only_for is None]
        if "before" in call.query:
            held = [body for body in held if int(body["id"]) < int(call.query["before"])]
        if "after" in call.query:
            return [body for body in held if int(body["id"]) > int(call.query["after"])][:limit][::-1]
        return held[-limit:][::-1]

    def _named(self, call: Call, needed: int = 0) -> Message:
        return self._messages.find(self.open(call, needed), call.params["message_id"])

    async def _message(self, call: Call) -> Json:
        return self._named(call, READ_MESSAGE_HISTORY).body

    async def _edit(self, call: Call) -> Json:
        message = self._named(call)
        if message.body["author"]["id"] != self._world.me.id:
            raise refuse(NOT_THE_AUTHOR)
        EDIT(call.body, ())
        self._messages.edit(message, call.body, call.files)
        return message.body

    async def _delete(self, call: Call) -> None:
        message = self._named(call)
        if message.body["author"]["id"] != self._world.me.id:
            self.open(call, MANAGE_MESSAGES)
        self._messages.delete(message)

    async def _pins(self, call: Call) -> Json:
        channel = self.open(call, READ_MESSAGE_HISTORY)
        held = self._messages.pinned.get(channel.id, [])
        return {"items": [{"pinned_at": when, "message": each.body} for when, each in held], "has_more": False}

    async def _pin(self, call: Call) -> None:
        message = self._named(call, PIN_MESSAGES)
        if len(self._messages.pinned.get(message.channel.id, ())) >= PINS:
            raise refuse(TOO_MANY_PINS)
        self._messages.pin(message)

    async def _unpin(self, call: Call) -> None:
        self._messages.unpin(self._named(call, PIN_MESSAGES))


def _needed(body: Json, channel: Channel) -> int:
    needed = SEND_MESSAGES if channel.parent is None else SEND_IN_THREADS
    if body.get("embeds"):
        needed |= EMBED_LINKS
    if body.get("attachments"):
        needed |= ATTACH_FILES
    return needed
