"""The platform's state, and finding one's way in it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from tests.fake_telegram.chats import Chat, Message
from tests.fake_telegram.clock import LAST_RESORT_S, Clock, Signal
from tests.fake_telegram.faults import Faults
from tests.fake_telegram.flood import Flood
from tests.fake_telegram.journal import Journal
from tests.fake_telegram.people import BotUser, User
from tests.fake_telegram.queries import CallbackQuery, InlineCache, InlineQuery
from tests.fake_telegram.refusal import Refusal, circumstance, forbidden
from tests.fake_telegram.shapes import Shapes, Upload, published
from tests.fake_telegram.updates import UpdateQueue

T = TypeVar("T")
Commands = list[dict[str, str]]


@dataclass
class World:
    """Everything that the platform knows.

    Args:
        bot: the bot that `token` belongs to.
        token: the only one that is let in.
        spec: the published description to check against, None where it is not there.
    """

    bot: BotUser
    token: str
    spec: Path | None = None
    signal: Signal = field(default_factory=Signal)
    journal: Journal = field(default_factory=Journal)
    users: dict[int, User] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    callbacks: dict[str, CallbackQuery] = field(default_factory=dict)
    inlines: dict[str, InlineQuery] = field(default_factory=dict)
    inline_cache: InlineCache = field(default_factory=InlineCache)
    inline_messages: dict[str, Message] = field(default_factory=dict)
    commands: dict[tuple[tuple[str, int | str, int], str], Commands] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)
    clock: Clock = field(init=False)
    updates: UpdateQueue = field(init=False)
    flood: Flood = field(init=False)
    faults: Faults = field(init=False)
    _ids: int = 100
    _shared_message_id: int = 0

    def __post_init__(self) -> None:
        self.clock = Clock(self.signal)
        self.updates = UpdateQueue(self)
        self.flood = Flood(self.clock)
        self.faults = Faults(self.signal)
        self.users[self.bot.id] = self.bot

    @property
    def shapes(self) -> Shapes | None:
        """The published description, where it is there."""
        return published(self.spec) if self.spec else None

    def new_id(self) -> int:
        """A number that nothing else has."""
        self._ids += 1
        return self._ids

    def new_message_id(self, chat: Chat) -> int:
        """Supergroups and channels count for themselves; private chats and groups share one count."""
        if chat.is_super:
            return max(chat.messages, default=0) + 1
        self._shared_message_id += 1
        return self._shared_message_id

    def complain(self, what: str) -> None:
        """Note something that fails the test at its end."""
        self.journal.errors.append(what)
        self.signal.fire()

    def check_object(self, name: str, value: Any) -> None:
        """An object of ours is as the published description says."""
        if self.shapes:
            self.journal.errors += [f"sent by the fake: {each}" for each in self.shapes.problems((name,), value, name)]

    async def wait_for(self, ready: Callable[[], T | None], what: str, timeout_s: float = LAST_RESORT_S) -> T:
        """What `ready` gives; fails as soon as the bot has broken a rule, for then nothing may come any more."""

        def there() -> T | None:
            if self.journal.errors:
                raise AssertionError(f"while waiting for {what}: {self.journal.errors}")
            return ready()

        return await self.signal.until(there, what=what, timeout_s=timeout_s)

    def find_chat(self, chat_id: int | str) -> Chat:
        """The chat by number or @name.

        Raises:
            Refusal: there is none, or not by that number any more.
        """
        if isinstance(chat_id, int):
            chat = self.chats.get(chat_id)
        else:
            named = (each for each in self.chats.values() if each.is_super and each.username)
            chat = next((each for each in named if f"@{each.username}".lower() == chat_id.lower()), None)
        if chat is None:
            raise circumstance("chat not found")
        if chat.migrated_to is not None:
            raise Refusal(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                parameters={"migrate_to_chat_id": chat.migrated_to.id},
            )
        return chat

    def open_chat(self, chat_id: int | str) -> Chat:
        """The chat, if the bot is let in.

        Raises:
            Refusal: 403, where it is not.
        """
        chat = self.find_chat(chat_id)
        if chat.type == "private":
            if chat.bot_member.status == "kicked":
                raise forbidden("bot was blocked by the user")
            if not chat.started:
                raise forbidden("bot can't initiate conversation with a user")
        elif not chat.bot_member.is_in:
            done = "was kicked from" if chat.bot_member.status == "kicked" else "is not a member of"
            raise forbidden(f"bot {done} the {chat.type} chat")
        return chat

    def find_message(self, chat: Chat, message_id: int, purpose: str) -> Message:
        """A message that stands.

        Raises:
            Refusal: there is none.
        """
        message = chat.messages.get(message_id)
        if message is None or message.deleted:
            raise circumstance(f"message {purpose} not found")
        return message

    def add(self, message: Message) -> Message:
        """Put a message into its chat."""
        message.chat.messages[message.message_id] = message
        self.signal.fire()
        return message
