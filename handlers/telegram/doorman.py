"""Who may manage a chat, and who may have the bot post in another: Telegram's answer, asked anew each time."""

import re
from collections.abc import Sequence
from typing import Final

from telegram import (
    Bot,
    CallbackQuery,
    Chat,
    ChatFullInfo,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberRestricted,
)
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.model import Destination, Place, PlaceKind, Platform
from bot.slots import Plan

_MANAGERS: Final = {ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR}
_ASKER: Final = re.compile(rf"{Platform.TELEGRAM.value}:([0-9]{{1,20}})")
_TYPED: Final = re.compile(
    r"(?:https?://)?(?:t\.me/|@)(?P<name>[A-Za-z][A-Za-z0-9_]{3,31})|(?P<id>-[0-9]{1,20})(?:/(?P<topic>[0-9]{1,15}))?"
)


class TelegramDoorman:
    """`bot.place_ports.Doorman` for Telegram: channels and groups by `@name`, `t.me/name`, or id with `/` and a topic.

    Args:
        bot: the library's.
        here: the chat where it is asked.
    """

    def __init__(self, bot: Bot, here: Chat | None = None) -> None:
        self._bot = bot
        self._titles = {} if here is None else {str(here.id): here.title or ""}

    async def may_post(self, asker: str, channel: str) -> Destination | None:
        """The destination; None where it is none, or for this person none, or the bot may not post."""
        who, typed = _ASKER.fullmatch(asker), _TYPED.fullmatch(channel.strip())
        if who is None or typed is None:
            return None
        try:
            chat = await self._bot.get_chat(f"@{typed['name']}" if typed["name"] else int(typed["id"]))
            if chat.type == ChatType.PRIVATE or not await manages_chat(self._bot, chat.id, int(who[1])):
                return None
            me = await self._bot.get_chat_member(chat.id, self._bot.id)
        except (BadRequest, Forbidden):
            return None
        self._titles[str(chat.id)] = chat.title or ""
        topic = f"/{typed['topic']}" if typed["topic"] else ""
        return Destination(place_of(chat), f"{chat.id}{topic}") if _may_speak(me, chat) else None

    async def lacks(self, destination: Destination, plan: Plan) -> Sequence[str]:
        """See `bot.place_ports.Doorman`: pinning takes a right of its own, but in private chats."""
        if not plan.pins or destination.place.kind is PlaceKind.DIRECT:
            return ()
        try:
            me = await self._bot.get_chat_member(destination.place.id, self._bot.id)
        except TelegramError:
            return ()
        is_given = isinstance(me, ChatMemberAdministrator) and (me.can_pin_messages or me.can_edit_messages)
        return () if is_given else ("pin",)

    def called(self, channel: str) -> str:
        """See `bot.place_ports.Doorman`: of the chat where it is asked, and of those that were asked for."""
        chat, topic, number = channel.partition("/")
        title = self._titles.get(chat, "")
        return f"{title}{topic}{number}" if title else ""


async def manages_chat(bot: Bot, chat_id: int, user_id: int) -> bool:
    """Whether a person is an administrator of a group or channel; False where the bot cannot see that."""
    try:
        member = await bot.get_chat_member(chat_id, user_id)
    except (BadRequest, Forbidden):
        return False
    return member.status in _MANAGERS


async def presser_manages(query: CallbackQuery, chat: Chat) -> bool:
    """Whether whoever pressed a button of a group's is one of its administrators."""
    return await manages_chat(query.get_bot(), chat.id, query.from_user.id)


def place_of(chat: Chat | ChatFullInfo) -> Place:
    """Where something is asked: a private chat, or a chat that has the bot as a member."""
    kind = PlaceKind.DIRECT if chat.type == ChatType.PRIVATE else PlaceKind.GROUP
    return Place(Platform.TELEGRAM, kind, str(chat.id))


def _may_speak(me: ChatMember, chat: ChatFullInfo) -> bool:
    if chat.type == ChatType.CHANNEL:
        return isinstance(me, ChatMemberAdministrator) and bool(me.can_post_messages)
    if isinstance(me, ChatMemberRestricted):
        return me.can_send_messages
    return me.status in {*_MANAGERS, ChatMemberStatus.MEMBER}
