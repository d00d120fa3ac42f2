"""The messages of all channels: made, edited, pinned, deleted."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.fake_discord.message_rules import EPHEMERAL, require_something
from tests.fake_discord.problems import UNKNOWN_MESSAGE, Json, refuse
from tests.fake_discord.world import Channel, User, World

if TYPE_CHECKING:
    from collections.abc import Callable

NONCE_LASTS = timedelta(minutes=5)
"""Discord says "a few minutes"."""
ARROWS = "\u25c0\u25b6\ufe0e "
BUTTON, TEXT_SELECT = 2, 3
LOADING = 1 << 7
REPLY, COMMAND_ANSWER, CONTEXT_ANSWER = 19, 20, 23
PARSED = ("users", "roles", "everyone")


@dataclass(eq=False)
class Message:
    """A message as the fake keeps it.

    Attributes:
        body: as every client sees it.
        token: of the interaction that it answers.
        only_for: who alone sees it.
        pinged: whom its mentions reached, as `everyone`, `<user id>`, `&<role id>`.
        edits: earlier bodies, oldest first.
        files: what was uploaded with it, by file name.
    """

    channel: Channel
    body: Json
    token: str | None = None
    only_for: User | None = None
    pinged: list[str] = field(default_factory=list)
    edits: list[Json] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    deleted: bool = False

    @property
    def id(self) -> str:
        """Its snowflake."""
        return str(self.body["id"])

    @property
    def content(self) -> str:
        """Its plain text."""
        return str(self.body["content"])

    @property
    def embeds(self) -> list[Json]:
        """Its embeds."""
        return list(self.body["embeds"])

    @property
    def loading(self) -> bool:
        """Whether it is still the "is thinking" of a deferral."""
        return bool(self.body["flags"] & LOADING)

    @property
    def components(self) -> list[Json]:
        """Its buttons and select menus, row after row."""
        return [item for row in self.body["components"] for item in row["components"]]

    def component(self, custom_id: str) -> Json:
        """The one with this custom id."""
        return next(item for item in self.components if item.get("custom_id") == custom_id)

    def labelled(self, label: str) -> str:
        """The custom id of the button with this label, arrows apart."""
        named = (item for item in self.components if item.get("label", "").strip(ARROWS) == label)
        return str(next(named)["custom_id"])

    @property
    def carried(self) -> list[str]:
        """The custom ids of its buttons."""
        return [item["custom_id"] for item in self.components if item["type"] == BUTTON and "custom_id" in item]

    @property
    def menu(self) -> Json:
        """Its select menu."""
        return next(item for item in self.components if item["type"] == TEXT_SELECT)


class Messages:
    """Every message, by channel, in the order of their making."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._all: dict[str, Message] = {}
        self._nonces: dict[tuple[str, str], tuple[datetime, Message]] = {}
        self.pinned: dict[str, list[tuple[str, Message]]] = {}
        self.watchers: list[Callable[[Message], None]] = []

    def of(self, channel: Channel) -> list[Message]:
        """What stands in a channel, the private answers included."""
        return [message for message in self._all.values() if message.channel is channel]

    def find(self, channel: Channel, message_id: str) -> Message:
        """A message that everybody in the channel sees, or 10008."""
        message = self._all.get(message_id)
        if message is None or message.channel is not channel or message.only_for is not None:
            raise refuse(UNKNOWN_MESSAGE)
        return message

    def find_own(self, token: str, message_id: str) -> Message:
        """A message of an interaction, or 10008."""
        message = self._all.get(message_id)
        if message is None or message.token != token:
            raise refuse(UNKNOWN_MESSAGE)
        return message

    def with_nonce(self, channel: Channel, nonce: Any) -> Message | None:
        """What this bot sent here under this nonce in the last minutes."""
        sent, message = self._nonces.get((channel.id, str(nonce)), (None, None))
        return message if sent is not None and self._world.clock.now() - sent < NONCE_LASTS else None

    def post(
        self, channel: Channel, author: User, sent: Json, files: dict[str, bytes] | None = None, *, numbered: str = ""
    ) -> Message:
        """Put a checked body into a channel; the first message of a forum's thread is numbered like the thread."""
        body = self._blank(channel, author)
        body["id"] = numbered or body["id"]
        message = Message(channel, body, files=files or {})
        self._fill(message, sent)
        if sent.get("message_reference"):
            reference = {"type": 0, "channel_id": channel.id, **sent["message_reference"]}
            body |= {"type": REPLY, "message_reference": reference}
            body["referenced_message"] = self._referenced(channel, reference["message_id"])
        if sent.get("nonce") is not None:
            body["nonce"] = sent["nonce"]
            if sent.get("enforce_nonce"):
                self._nonces[channel.id, str(sent["nonce"])] = (self._world.clock.now(), message)
        self._all[message.id] = message
        return message

    def edit(self, message: Message, sent: Json, files: dict[str, bytes] | None = None) -> None:
        """Change what the body names and leave the rest."""
        after = {**message.body, **{key: value or [] for key, value in sent.items() if key != "content"}}
        require_something({**after, "content": sent.get("content", message.content)})
        message.edits.append(dict(message.body))
        message.files.update(files or {})
        message.body["flags"] &= ~LOADING
        message.body["edited_timestamp"] = self._world.clock.now().isoformat()
        self._fill(message, sent, fires=False)
        self._tell(message)

    def delete(self, message: Message) -> None:
        """Take a message out of its channel; whoever holds it still sees what it was."""
        message.deleted = True
        self._all.pop(message.id, None)
        for held in self.pinned.values():
            held[:] = [entry for entry in held if entry[1] is not message]
        self._tell(message)

    def pin(self, message: Message) -> None:
        """Pin it, newest first."""
        if not message.body["pinned"]:
            message.body["pinned"] = True
            self.pinned.setdefault(message.channel.id, []).insert(0, (self._world.clock.now().isoformat(), message))

    def unpin(self, message: Message) -> None:
        """Take the pin away."""
        message.body["pinned"] = False
        held = self.pinned.get(message.channel.id, [])
        held[:] = [entry for entry in held if entry[1] is not message]

    def _tell(self, message: Message) -> None:
        for watcher in self.watchers:
            watcher(message)

    def _referenced(self, channel: Channel, message_id: str) -> Json:
        return self.find(channel, message_id).body

    def _blank(self, channel: Channel, author: User) -> Json:
        empty: Json = {key: [] for key in ("mentions", "mention_roles", "attachments", "embeds", "components")}
        never = dict.fromkeys(("pinned", "mention_everyone", "tts"), False)
        made = {"id": self._world.clock.snowflake(), "timestamp": self._world.clock.now().isoformat()}
        who = {"channel_id": channel.id, "author": author.payload()}
        return {**empty, **never, **made, **who, "type": 0, "content": "", "flags": 0, "edited_timestamp": None}

    def _fill(self, message: Message, sent: Json, *, fires: bool = True) -> None:
        body = message.body
        if "content" in sent:
            body["content"] = (sent["content"] or "").strip()
        if "embeds" in sent:
            body["embeds"] = [{"type": "rich", **embed} for embed in sent["embeds"] or ()]
        if "components" in sent:
            body["components"] = numbered(sent["components"] or [])
        if "attachments" in sent:
            body["attachments"] = [self._attached(message, held) for held in sent["attachments"] or ()]
        if "flags" in sent:
            kept = body["flags"] & (EPHEMERAL | LOADING)
            body["flags"] = (sent["flags"] or 0) & ~(EPHEMERAL | LOADING) | kept
        if "content" in sent:
            self._mention(message, sent.get("allowed_mentions"), fires=fires)

    def _attached(self, message: Message, held: Json) -> Json:
        if "url" in held or int(held["id"]) > 1000:
            return next(item for item in message.body["attachments"] if item["id"] == str(held["id"]))
        name = held["filename"]
        url = f"https://cdn.invalid/attachments/{message.channel.id}/{name}"
        told = {"id": self._world.clock.snowflake(), "filename": name, "size": len(message.files[name])}
        return {**told, "url": url, "proxy_url": url}

    def _mention(self, message: Message, allowed: Json | None, *, fires: bool) -> None:
        """Work out who is mentioned; without `allowed_mentions` everybody named is."""
        rule = allowed if allowed is not None else {"parse": PARSED}
        parse, content = rule.get("parse", ()), message.content
        users = [
            user
            for user in dict.fromkeys(re.findall(r"<@!?(\d+)>", content))
            if user in self._world.users and ("users" in parse or user in map(str, rule.get("users", ())))
        ]
        roles = [
            role
            for role in dict.fromkeys(re.findall(r"<@&(\d+)>", content))
            if "roles" in parse or role in map(str, rule.get("roles", ()))
        ]
        everyone = "everyone" in parse and re.search(r"@(everyone|here)\b", content) is not None
        message.body |= {
            "mentions": [self._world.users[user].payload() for user in users],
            "mention_roles": roles,
            "mention_everyone": everyone,
        }
        if fires:
            message.pinged = ["everyone"] * everyone + users + [f"&{role}" for role in roles]


def numbered(rows: list[Json]) -> list[Json]:
    """Components as Discord gives them back: each with a number, defaults filled in."""
    told, count = [], 0
    for row in rows:
        count += 1
        number, items = count, []
        for item in row["components"]:
            count += 1
            kept = {key: value for key, value in item.items() if key != "required" and value is not None}
            defaults = {"min_values": 1, "max_values": 1} if item["type"] != 2 else {}
            items.append({**defaults, **kept, "id": item.get("id") or count})
        told.append({"type": 1, "id": row.get("id") or number, "components": items})
    return told
