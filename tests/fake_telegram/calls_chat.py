"""The methods that ask about a chat."""

from typing import Any

from tests.fake_telegram.chats import Chat
from tests.fake_telegram.people import Member
from tests.fake_telegram.refusal import circumstance
from tests.fake_telegram.world import World

Params = dict[str, Any]


def get_chat(world: World, params: Params) -> dict[str, Any]:
    """`getChat`: the ChatFullInfo."""
    chat = world.open_chat(params["chat_id"])
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    seen = chat.wire() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }
    pinned = [message for message in chat.shown if message.pinned]
    return seen | ({"pinned_message": pinned[-1].wire(nested=True)} if pinned else {})


def get_member(world: World, params: Params) -> dict[str, Any]:
    """`getChatMember`."""
    chat = world.open_chat(params["chat_id"])
    user = world.users.get(params["user_id"])
    if user is None:
        raise circumstance("PARTICIPANT_ID_INVALID")
    if chat.type == "channel" and not chat.bot_member.is_admin:
        raise circumstance("member list is inaccessible")
    return chat.members.get(user.id, Member(user, "left")).wire(chat.type)


def get_administrators(world: World, params: Params) -> list[dict[str, Any]]:
    """`getChatAdministrators`: the people, and this bot."""
    chat = _open_group(world, params)
    admins = [member for member in chat.members.values() if member.is_admin]
    wanted = params.get("return_bots", False)
    return [member.wire(chat.type) for member in admins if wanted or not member.user.is_bot or member.user is world.bot]


def get_member_count(world: World, params: Params) -> int:
    """`getChatMemberCount`."""
    chat = world.open_chat(params["chat_id"])
    return sum(member.is_in for member in chat.members.values())


def leave_chat(world: World, params: Params) -> bool:
    """`leaveChat`."""
    chat = world.open_chat(params["chat_id"])
    if chat.type == "private":
        raise circumstance("chat member status can't be changed in private chats")
    set_bot_member(world, chat, Member(world.bot, "left"), by=world.bot.id)
    return True


def _open_group(world: World, params: Params) -> Chat:
    chat = world.open_chat(params["chat_id"])
    if chat.type == "private":
        raise circumstance("there are no administrators in the private chat")
    if chat.type == "channel" and not chat.bot_member.is_admin:
        raise circumstance("member list is inaccessible")
    return chat


def set_bot_member(world: World, chat: Chat, new: Member, *, by: int) -> None:
    """Change the bot's standing, and tell it by `my_chat_member`."""
    old = chat.bot_member
    chat.members[world.bot.id] = new
    change = {
        "chat": chat.wire(),
        "from": world.users[by].wire(),
        "date": world.clock.unix(),
        "old_chat_member": old.wire(chat.type),
        "new_chat_member": new.wire(chat.type),
    }
    world.updates.push("my_chat_member", change)
    world.signal.fire()
