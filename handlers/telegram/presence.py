"""Where the bot is: chats that it is taken out of and comes back to, and groups that become others."""

import logging
from dataclasses import dataclass
from typing import Final

from telegram import Chat, ChatMember, ChatMemberRestricted, ChatMemberUpdated, Message
from telegram.constants import ChatMemberStatus

from bot.chat_ports import ChatShelf
from bot.model import Place, PlaceKind, Platform
from bot.ports import Clock, Store
from handlers.locale import Words
from handlers.telegram.doorman import place_of

_LOG: Final = logging.getLogger(__name__)

_THERE: Final = {ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER}


@dataclass(frozen=True, slots=True)
class Keeps:
    """What the adapter keeps over a restart.

    Attributes:
        store: remembers what was told to Telegram.
        chats: where the bot is, and which updates were taken.
    """

    store: Store
    chats: ChatShelf
    clock: Clock


class Presence:
    """Follows where the bot is.

    Args:
        keeps: where that is kept.
        words: of what is logged.
    """

    def __init__(self, keeps: Keeps, words: Words) -> None:
        self._keeps = keeps
        self._words = words
        self._left: frozenset[str] = frozenset()

    async def start(self) -> None:
        """Read which chats the bot has left: Telegram forgets after a day to tell of a return."""
        self._left = await self._keeps.chats.left(Platform.TELEGRAM)

    async def changed(self, change: ChatMemberUpdated) -> None:
        """The bot was added to a chat or taken out; a person who blocks it takes it out of their own."""
        place = place_of(change.chat)
        if is_there(change.new_chat_member):
            await self._came_back(place)
        else:
            await self._keeps.chats.leave(place, self._keeps.clock.now())
            self._left |= {place.key}

    async def seen(self, chat: Chat) -> None:
        """Something came from this chat, so the bot is there."""
        place = place_of(chat)
        if place.key in self._left:
            await self._came_back(place)

    async def heard(self, message: Message) -> bool:
        """Whether a message says that a group has become another; then all that is kept goes along."""
        if message.migrate_to_chat_id is None:
            return False
        await self.moved(message.chat.id, message.migrate_to_chat_id)
        return True

    async def moved(self, old: int, new: int) -> None:
        """The group has become another; Telegram says so more than once."""
        before, after = (Place(Platform.TELEGRAM, PlaceKind.GROUP, str(chat)) for chat in (old, new))
        await self._keeps.chats.move(before, after)
        self._left -= {before.key, after.key}
        _LOG.warning("%s", self._words.say("telegram.migrated", old=old, new=new))

    async def _came_back(self, place: Place) -> None:
        await self._keeps.chats.come_back(place, self._keeps.clock.now())
        self._left -= {place.key}


def is_there(member: ChatMember) -> bool:
    """Whether somebody is in a chat, as its member or more."""
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status in _THERE
