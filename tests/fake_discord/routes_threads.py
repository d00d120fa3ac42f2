"""Routes about threads: below a message, and as the posts of a forum."""

from collections.abc import Iterable

from tests.fake_discord.checks import anything, boolean, integer, list_of, maybe, record, snowflake, text
from tests.fake_discord.gateway import Gateway
from tests.fake_discord.message_rules import BODY, require_something
from tests.fake_discord.messages import Messages
from tests.fake_discord.problems import (
    HAS_A_THREAD,
    MISSING_PERMISSIONS,
    NEEDS_A_TAG,
    TOO_MANY_PINNED_THREADS,
    Json,
    refuse,
)
from tests.fake_discord.rest import Call, Created, Rest
from tests.fake_discord.routes_channels import CHANNEL, MESSAGE, Channels
from tests.fake_discord.world import (
    CREATE_PUBLIC_THREADS,
    EMBED_LINKS,
    FORUM,
    MANAGE_THREADS,
    PINNED,
    READ_MESSAGE_HISTORY,
    REQUIRES_TAG,
    SEND_MESSAGES,
    TEXT,
    Channel,
    World,
)

_common = {
    "name": text(100, 1),
    "auto_archive_duration": maybe(integer()),
    "rate_limit_per_user": maybe(integer(0, 21600)),
}
_in_forum = record(
    _common | {"applied_tags": maybe(list_of(snowflake, 5)), "message": record(BODY), "type": anything},
    ["name", "message"],
)
_below = record(_common, ["name"])
_edited = record({"flags": maybe(integer()), "archived": maybe(boolean), "name": maybe(text(100, 1))})


class Threads:
    """What the bot does with threads."""

    def __init__(self, world: World, messages: Messages, gateway: Gateway, channels: Channels) -> None:
        self._world = world
        self._messages = messages
        self._gateway = gateway
        self._channels = channels

    def install(self, rest: Rest) -> None:
        """Make the routes known."""
        rest.add("POST", CHANNEL + "/threads", self._post)
        rest.add("POST", MESSAGE + "/threads", self._below)
        rest.add("GET", "/guilds/{guild_id}/threads/active", self._active)
        rest.add("GET", CHANNEL + "/threads/archived/public", self._archived)
        rest.add("PATCH", CHANNEL, self._edit)

    async def _post(self, call: Call) -> Created:
        forum = self._channels.open(call, SEND_MESSAGES | EMBED_LINKS)
        assert forum.kind == FORUM
        assert forum.guild is not None
        _in_forum(call.body, ())
        require_something(call.body["message"])
        if forum.flags & REQUIRES_TAG and not call.body.get("applied_tags"):
            raise refuse(NEEDS_A_TAG)
        thread = self._world.channel(forum.guild, call.body["name"], parent=forum)
        thread.owner = self._world.me
        thread.tags = [str(tag) for tag in call.body.get("applied_tags") or ()]
        message = self._messages.post(thread, self._world.me, call.body["message"], numbered=thread.id)
        await self._tell(thread)
        return Created({**thread.payload(), "message": message.body})

    async def _below(self, call: Call) -> Created:
        channel = self._channels.open(call, CREATE_PUBLIC_THREADS)
        message = self._messages.find(channel, call.params["message_id"])
        _below(call.body, ())
        if message.id in self._world.channels:
            raise refuse(HAS_A_THREAD)
        if channel.guild is None or channel.kind != TEXT:
            raise refuse(MISSING_PERMISSIONS)
        thread = self._world.channel(channel.guild, call.body["name"], parent=channel, numbered=message.id)
        thread.owner = self._world.me
        await self._tell(thread)
        return Created(thread.payload())

    async def _active(self, call: Call) -> Json:
        guild = self._world.find_guild(call.params["guild_id"])
        return _listed(each for each in guild.channels.values() if each.parent and not each.is_archived)

    async def _archived(self, call: Call) -> Json:
        channel = self._channels.open(call, READ_MESSAGE_HISTORY)
        held = channel.guild.channels.values() if channel.guild else ()
        found = [each for each in held if each.parent is channel and each.is_archived]
        limit = int(call.query.get("limit", 50))
        return _listed(found[::-1][:limit])

    async def _edit(self, call: Call) -> Json:
        thread = self._channels.open(call, MANAGE_THREADS)
        _edited(call.body, ())
        if (call.body.get("flags") or 0) & PINNED and any(
            each.parent is thread.parent and each.flags & PINNED for each in self._world.channels.values()
        ):
            raise refuse(TOO_MANY_PINNED_THREADS)
        thread.flags = call.body.get("flags", thread.flags)
        thread.is_archived = call.body.get("archived", thread.is_archived)
        return thread.payload()

    async def _tell(self, thread: Channel) -> None:
        assert thread.guild is not None
        await self._gateway.dispatch(
            "THREAD_CREATE", {**thread.payload(), "newly_created": True}, guild_id=thread.guild.id
        )


def _listed(threads: Iterable[Channel]) -> Json:
    return {"threads": [each.payload() for each in threads], "members": [], "has_more": False}
