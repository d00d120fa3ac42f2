"""What a person asks by a button or inline, and what the bot answers."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tests.fake_telegram.chats import Message
from tests.fake_telegram.people import User

if TYPE_CHECKING:
    from tests.fake_telegram.world import World

CALLBACK_LIFE_S: Final = 60  # Telegram names no figure; the bot has to be much faster
INLINE_LIFE_S: Final = 30
INLINE_CACHE_S: Final = 300


@dataclass(eq=False)
class Query:
    """A question with its answers, of which Telegram takes one."""

    world: "World"
    id: str
    user: User
    at: int
    answer: dict[str, Any] | None = None

    @property
    def is_open(self) -> bool:
        """Whether the bot still owes an answer."""
        return self.answer is None

    async def answered(self) -> dict[str, Any]:
        """The answer's parameters, as soon as they are there."""
        return await self.world.wait_for(lambda: self.answer, f"an answer to query {self.id}")


@dataclass(eq=False)
class CallbackQuery(Query):
    """A pressed button."""

    message: Message | None = None
    data: str = ""

    def wire(self) -> dict[str, Any]:
        """The CallbackQuery."""
        seen: dict[str, Any] = {"id": self.id, "from": self.user.wire(), "chat_instance": "1", "data": self.data}
        message = self.message
        if message is None:
            return seen
        if message.inline_message_id:
            return seen | {"inline_message_id": message.inline_message_id}
        if message.deleted:
            gone = {"chat": message.chat.wire(), "message_id": message.message_id, "date": 0}
            return seen | {"message": gone}
        return seen | {"message": message.wire()}


@dataclass(eq=False)
class InlineQuery(Query):
    """Text typed behind the bot's name."""

    query: str = ""
    offset: str = ""
    chat_type: str = "sender"
    from_cache: bool = False

    def wire(self) -> dict[str, Any]:
        """The InlineQuery."""
        return {
            "id": self.id,
            "from": self.user.wire(),
            "query": self.query,
            "offset": self.offset,
            "chat_type": self.chat_type,
        }

    @property
    def results(self) -> list[dict[str, Any]]:
        """The results of the answer."""
        return list((self.answer or {}).get("results", []))

    @property
    def next_offset(self) -> str:
        """What the next page has to be asked with; empty at the end."""
        return str((self.answer or {}).get("next_offset", ""))


@dataclass
class InlineCache:
    """Answers that Telegram gives again without asking the bot, to everyone unless they were personal."""

    kept: dict[tuple[str, str, int], tuple[int, dict[str, Any]]] = field(default_factory=dict)

    def find(self, query: InlineQuery) -> dict[str, Any] | None:
        """The kept answer that is still good."""
        for user_id in (0, query.user.id):
            until, answer = self.kept.get((query.query, query.offset, user_id), (0, {}))
            if until > query.at:
                return answer
        return None

    def keep(self, query: InlineQuery, answer: dict[str, Any], now: int) -> None:
        """Remember an answer for as long as the bot said."""
        user_id = query.user.id if answer.get("is_personal") else 0
        self.kept[query.query, query.offset, user_id] = (now + answer.get("cache_time", INLINE_CACHE_S), answer)
