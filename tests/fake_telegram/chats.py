"""Chats and what stands in them."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from tests.fake_telegram.clock import LAST_RESORT_S
from tests.fake_telegram.content import Rows
from tests.fake_telegram.markup import Entity, Formatted, slice_of
from tests.fake_telegram.people import Member, User

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fake_telegram.world import World

T = TypeVar("T")


@dataclass(eq=False)
class Message:
    """A message in its present state.

    Args:
        chat: where it stands.
        message_id: its number there.
        date: Unix seconds.
        sender: who wrote it; None in a channel.
        text: the text or caption, without markup.
        media: `audio` or `photo` as on the wire; None for a text.
        service: keys such as `forum_topic_created`, for a message that no one wrote.
        versions: earlier texts, oldest first.
        via_inline: it came from inline mode.
        sent_with: the parameters of the call that sent it: `link_preview_options`, `disable_notification` …
        edited_with: those of the last edit.
    """

    chat: "Chat"
    message_id: int
    date: int
    sender: User | None = None
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    keyboard: Rows | None = None
    media: dict[str, Any] | None = None
    service: dict[str, Any] | None = None
    reply_to: "Message | None" = None
    thread_id: int | None = None
    via_inline: bool = False
    inline_message_id: str | None = None
    sent_with: dict[str, Any] = field(default_factory=dict)
    edited_with: dict[str, Any] = field(default_factory=dict)
    deleted: bool = False
    pinned: bool = False
    edited_at: int | None = None
    versions: list[str] = field(default_factory=list)
    reactions: list[dict[str, Any]] = field(default_factory=list)

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """All buttons in reading order."""
        return [button for row in self.keyboard or [] for button in row]

    @property
    def labels(self) -> list[str]:
        """The words on the buttons."""
        return [button["text"] for button in self.buttons]

    @property
    def is_mine(self) -> bool:
        """Whether the bot wrote it."""
        return self.sender is self.chat.world.bot

    def button(self, words: str) -> dict[str, Any]:
        """The button whose label or data holds these words."""
        for button in self.buttons:
            if words in button["text"] or words in button.get("callback_data", ""):
                return button
        raise AssertionError(f"no button {words!r} among {self.labels}")

    def marked(self, kind: str) -> list[str]:
        """The texts under the entities of this kind."""
        return [slice_of(self.text, entity) for entity in self.entities if entity["type"] == kind]

    def write(self, shown: Formatted) -> None:
        """Replace the text."""
        self.text, self.entities = shown.text, shown.entities

    def wire(self, *, nested: bool = False) -> dict[str, Any]:
        """The Message; nested, without the message that it answers."""
        seen: dict[str, Any] = {"message_id": self.message_id, "date": self.date, "chat": self.chat.wire()}
        if self.sender is not None:
            seen["from"] = self.sender.wire()
        else:
            seen["sender_chat"] = self.chat.wire()
        if self.thread_id is not None:
            seen |= {"message_thread_id": self.thread_id, "is_topic_message": True}
        if self.reply_to is not None and not self.reply_to.deleted and not nested:
            seen["reply_to_message"] = self.reply_to.wire(nested=True)
        if self.keyboard:
            seen["reply_markup"] = {"inline_keyboard": self.keyboard}
        if self.edited_at is not None:
            seen["edit_date"] = self.edited_at
        if self.via_inline:
            seen["via_bot"] = self.chat.world.bot.wire()
        return seen | (self.service or {}) | self._words()

    def _words(self) -> dict[str, Any]:
        seen: dict[str, Any] = dict(self.media or {})
        if self.text:
            seen["caption" if self.media else "text"] = self.text
        if self.entities:
            seen["caption_entities" if self.media else "entities"] = self.entities
        return seen


@dataclass(eq=False)
class Chat:
    """A private chat, group, supergroup or channel.

    Args:
        world: what it is part of.
        id: positive for a person, negative for a group, -100… for a supergroup or channel.
        type: as on the wire.
        started: a private chat in which the person has pressed Start.
        other_bots: bots besides ours in the group: with privacy on, a bare command may then not arrive.
    """

    world: "World"
    id: int
    type: str
    title: str | None = None
    username: str | None = None
    user: User | None = None
    is_forum: bool = False
    started: bool = True
    other_bots: int = 0
    migrated_to: "Chat | None" = None
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    topics: dict[int, Message] = field(default_factory=dict)
    events: list[tuple[str, Message]] = field(default_factory=list)
    _read: dict[str, int] = field(default_factory=dict)

    @property
    def is_super(self) -> bool:
        """Whether it numbers its own messages."""
        return self.type in {"supergroup", "channel"}

    @property
    def bot_member(self) -> Member:
        """The bot's standing."""
        return self.members.get(self.world.bot.id, Member(self.world.bot, "left"))

    @property
    def sent(self) -> list[Message]:
        """What the bot sent here, deleted or not, oldest first."""
        return [message for kind, message in self.events if kind == "sent"]

    @property
    def shown(self) -> list[Message]:
        """What stands here now."""
        return [message for message in self.messages.values() if not message.deleted]

    @property
    def last(self) -> Message | None:
        """The newest message that stands."""
        return self.shown[-1] if self.shown else None

    def wire(self) -> dict[str, Any]:
        """The Chat."""
        seen: dict[str, Any] = {"id": self.id, "type": self.type}
        if self.user is not None:
            seen["first_name"] = self.user.first_name
        for key in ("title", "username"):
            if value := getattr(self, key):
                seen[key] = value
        return seen | ({"is_forum": True} if self.is_forum else {})

    def note(self, kind: str, message: Message) -> None:
        """Remember what the bot did: `sent`, `edited`, `deleted`, `pinned`, `reacted`."""
        self.events.append((kind, message))
        self.world.signal.fire()

    async def next_message(self, timeout_s: float = LAST_RESORT_S) -> Message:
        """The bot's next message here that was not yet taken by this call."""
        return await self._next("sent", timeout_s)

    async def next_edit(self, timeout_s: float = LAST_RESORT_S) -> Message:
        """The message that the bot edited next."""
        return await self._next("edited", timeout_s)

    async def next_deleted(self, timeout_s: float = LAST_RESORT_S) -> Message:
        """The message that the bot deleted next."""
        return await self._next("deleted", timeout_s)

    async def _next(self, kind: str, timeout_s: float) -> Message:
        at = self._read.get(kind, 0)

        def there() -> Message | None:
            done = [message for name, message in self.events if name == kind]
            return done[at] if len(done) > at else None

        message = await self.wait_for(there, f"{kind} in chat {self.id}", timeout_s)
        self._read[kind] = at + 1
        return message

    async def wait_for(self, ready: "Callable[[], T | None]", what: str, timeout_s: float = LAST_RESORT_S) -> T:
        """What `ready` gives, or a failure as soon as the bot has broken a rule."""
        return await self.world.wait_for(ready, what, timeout_s)
