"""The platform as a test holds it."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.fake_telegram.acts import Acts
from tests.fake_telegram.calls_chat import set_bot_member
from tests.fake_telegram.chats import Chat
from tests.fake_telegram.clock import Clock
from tests.fake_telegram.faults import Fault, Faults, Hold
from tests.fake_telegram.flood import Flood
from tests.fake_telegram.journal import Journal
from tests.fake_telegram.people import EVERY_RIGHT, BotUser, Member, User
from tests.fake_telegram.queries import Query
from tests.fake_telegram.server import Server
from tests.fake_telegram.updates import UpdateQueue
from tests.fake_telegram.world import World

TOKEN: Final = "123456:AAFakeTokenOfNoRealBotAtAll-0123456789"
BOT_NAME: Final = "naji_trial_bot"
SHARED: Final = Path(os.environ.get("NAJI_SHARED") or Path(__file__).parents[3] / "shared")
SPEC: Final = SHARED / "specs" / "telegram-bot-api.json"


class FakeTelegram(Acts):
    """A platform on a free port; leaving it fails when the bot broke a rule.

    Use as `async with FakeTelegram() as telegram:`, with the bot's library on `telegram.base_url`.

    Args:
        token: the bot's.
        spec: the published description to check against besides; left out where the file is not there.
    """

    def __init__(self, token: str = TOKEN, spec: Path | None = SPEC) -> None:
        there = spec if spec is not None and spec.is_file() else None
        super().__init__(World(BotUser(777_000_001, "Naji", BOT_NAME), token, there))
        self._server = Server(self.world)
        self._webhook: asyncio.Task[None] | None = None
        self.api_url = ""

    async def __aenter__(self) -> Self:
        self.api_url = await self._server.start()
        self._webhook = asyncio.create_task(self.updates.deliver())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._webhook is not None:
            self._webhook.cancel()
            await asyncio.gather(self._webhook, return_exceptions=True)
        await self._server.stop()
        if kind is None and self.journal.errors:
            raise AssertionError("the bot broke the platform's rules:\n" + "\n".join(self.journal.errors))

    @property
    def base_url(self) -> str:
        """What python-telegram-bot wants as `base_url`."""
        return f"{self.api_url}/bot"

    @property
    def base_file_url(self) -> str:
        """What python-telegram-bot wants as `base_file_url`."""
        return f"{self.api_url}/file/bot"

    @property
    def token(self) -> str:
        """The one token that is let in; set another to withdraw it."""
        return self.world.token

    @token.setter
    def token(self, token: str) -> None:
        self.world.token = token

    @property
    def bot(self) -> BotUser:
        """The bot, with BotFather's switches."""
        return self.world.bot

    @property
    def clock(self) -> Clock:
        """The platform's time."""
        return self.world.clock

    @property
    def journal(self) -> Journal:
        """Calls, refusals, errors."""
        return self.world.journal

    @property
    def updates(self) -> UpdateQueue:
        """What is on its way to the bot."""
        return self.world.updates

    @property
    def flood(self) -> Flood:
        """The speed limits."""
        return self.world.flood

    @property
    def faults(self) -> Faults:
        """What is planned to go wrong."""
        return self.world.faults

    @property
    def unanswered(self) -> list[Query]:
        """Pressed buttons and inline queries that the bot has not answered."""
        asked: list[Query] = [*self.world.callbacks.values(), *self.world.inlines.values()]
        return [query for query in asked if query.is_open]

    def fail(self, method: str, fault: Fault, times: int = 1) -> None:
        """The next calls of `method` go wrong (`*`: of any)."""
        self.faults.plan(method, fault, times)

    def hold(self, method: str, chat: Chat | None = None) -> Hold:
        """Hold up calls of `method` (into one chat) until released."""
        return self.faults.hold(method, chat.id if chat else None)

    def cut_polls(self) -> int:
        """Cut every connection that waits for updates; how many."""
        return self._server.cut_polls()

    async def called(self, method: str, times: int = 1) -> None:
        """Until the bot has called `method` so often in all."""
        await self.world.wait_for(lambda: len(self.journal.of(method)) >= times or None, f"{method} x {times}")

    async def polling(self) -> None:
        """Until the bot waits for updates."""
        await self.called("getUpdates")

    def user(self, first_name: str = "Listener", language_code: str | None = "zh-hant") -> User:
        """Someone new."""
        number = self.world.new_id()
        user = User(number, first_name, f"user_{number}", language_code)
        self.world.users[user.id] = user
        return user

    def private(self, user: User, *, started: bool = True) -> Chat:
        """Someone's chat with the bot; before Start was pressed the bot may not write into it."""
        chat = Chat(self.world, user.id, "private", username=user.username, user=user, started=started)
        chat.members = {each.id: Member(each) for each in (user, self.bot)}
        self.world.chats[chat.id] = chat
        return chat

    def group(
        self, title: str = "Group", users: Sequence[User] = (), *, kind: str = "supergroup", other_bots: int = 0
    ) -> Chat:
        """A `group`, `supergroup` or `forum` with the bot in it; the first user owns it."""
        number = -self.world.new_id() if kind == "group" else -1_000_000_000_000 - self.world.new_id()
        chat = Chat(self.world, number, "group" if kind == "group" else "supergroup", title=title)
        chat.is_forum, chat.other_bots = kind == "forum", other_bots
        return self._peopled(chat, users, Member(self.bot))

    def channel(self, title: str = "Channel", users: Sequence[User] = (), username: str | None = None) -> Chat:
        """A channel that the bot may post into; the first user owns it."""
        chat = Chat(self.world, -1_000_000_000_000 - self.world.new_id(), "channel", title=title, username=username)
        return self._peopled(chat, users, Member(self.bot, "administrator", EVERY_RIGHT))

    def _peopled(self, chat: Chat, users: Sequence[User], bot: Member) -> Chat:
        people = users or [self.user()]
        chat.members = {user.id: Member(user) for user in people}
        chat.members[people[0].id].status = "creator"
        chat.members[self.bot.id] = bot
        self.world.chats[chat.id] = chat
        return chat

    def add_member(self, chat: Chat, user: User, status: str = "member", *rights: str) -> None:
        """Let someone in, make them an administrator (with every right unless some are named), or throw them out."""
        given = frozenset(rights) or (EVERY_RIGHT if status == "administrator" else frozenset())
        chat.members[user.id] = Member(user, status, given)

    def set_bot(self, chat: Chat, status: str, *rights: str, by: User | None = None) -> None:
        """Change the bot's standing in a chat and tell it; with no rights named an administrator has every one."""
        given = frozenset(rights) or (EVERY_RIGHT if status == "administrator" else frozenset())
        actor = by or chat.user or next(member.user for member in chat.members.values() if not member.user.is_bot)
        set_bot_member(self.world, chat, Member(self.bot, status, given), by=actor.id)

    def join(self, chat: Chat, by: User | None = None) -> None:
        """Someone adds the bot."""
        self.set_bot(chat, "member", by=by)

    def leave(self, chat: Chat, by: User | None = None) -> None:
        """Someone removes the bot; a person blocks it."""
        self.set_bot(chat, "kicked", by=by)
