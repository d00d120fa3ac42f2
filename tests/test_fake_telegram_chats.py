"""Chats: who may write where, and what the bot hears."""

from collections.abc import AsyncIterator

import pytest

from tests.fake_telegram import FakeTelegram
from tests.fake_telegram.bare import Bare, talking

pytestmark = pytest.mark.io

World = tuple[FakeTelegram, Bare]


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with talking() as both:
        yield both


async def heard(bare: Bare) -> list[str]:
    updates = await bare.ok("getUpdates")
    return [update[kind].get("text", kind) for update in updates for kind in update if kind != "update_id"]


async def test_get_me_tells_what_botfather_set(world: World) -> None:
    telegram, bare = world
    assert (await bare.ok("getMe"))["can_read_all_group_messages"] is False
    telegram.bot.privacy = False
    assert (await bare.ok("getMe"))["can_read_all_group_messages"] is True


async def test_with_privacy_on_a_group_tells_the_bot_only_what_is_meant_for_it(world: World) -> None:
    telegram, bare = world
    user, other = telegram.user(), telegram.user()
    group = telegram.group("Group", [user, other])
    await bare.ok("sendMessage", chat_id=group.id, text="x")
    telegram.say(group, user, "just talk")
    telegram.say(group, user, "an answer", reply_to=group.sent[0])
    mine = telegram.say(group, user, f"hello @{telegram.bot.username}")
    telegram.say(group, other, "to a person", reply_to=mine)
    telegram.say(group, user, "/quote 護城河")
    telegram.say(group, user, f"/quote@{telegram.bot.username} x")
    telegram.say(group, user, "/quote@some_other_bot x")
    assert await heard(bare) == [
        "an answer",
        f"hello @{telegram.bot.username}",
        "/quote 護城河",
        f"/quote@{telegram.bot.username} x",
    ]


async def test_without_privacy_or_as_administrator_the_bot_hears_all(world: World) -> None:
    telegram, bare = world
    user = telegram.user()
    group = telegram.group("Group", [user])
    telegram.bot.privacy = False
    telegram.say(group, user, "one")
    telegram.bot.privacy = True
    telegram.set_bot(group, "administrator")
    telegram.say(group, user, "two")
    assert await heard(bare) == ["one", "my_chat_member", "two"]


async def test_a_bare_command_among_several_bots_arrives_only_after_ours_spoke_last(world: World) -> None:
    telegram, bare = world
    user = telegram.user()
    group = telegram.group("Group", [user], other_bots=1)
    telegram.say(group, user, "/quote one")
    await bare.ok("sendMessage", chat_id=group.id, text="x")
    telegram.say(group, user, "/quote two")
    assert await heard(bare) == ["/quote two"]


async def test_a_channel_post_arrives_and_edits_too(world: World) -> None:
    telegram, bare = world
    channel = telegram.channel("News", username="news_of_all")
    telegram.edit(telegram.post(channel, "one"), "two")
    kinds = [[kind for kind in update if kind != "update_id"] for update in await bare.ok("getUpdates")]
    assert kinds == [["channel_post"], ["edited_channel_post"]]
    result = await bare.ok("sendMessage", chat_id="@News_of_all", text="x")
    assert (result["chat"]["id"], result["sender_chat"]["type"]) == (channel.id, "channel")
    assert await bare.ok("editMessageText", chat_id=channel.id, message_id=result["message_id"], text="y")


async def test_joining_and_leaving_are_told_and_felt(world: World) -> None:
    telegram, bare = world
    user = telegram.user()
    group = telegram.group("Group", [user])
    telegram.leave(group)
    kicked = "403 Forbidden: bot was kicked from the supergroup chat"
    assert await bare.refused("sendMessage", chat_id=group.id, text="x") == kicked
    telegram.join(group, by=user)
    [left, joined] = await bare.ok("getUpdates")
    assert left["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert joined["my_chat_member"]["from"]["id"] == user.id
    assert await bare.ok("leaveChat", chat_id=group.id)
    left_it = "403 Forbidden: bot is not a member of the supergroup chat"
    assert await bare.refused("sendMessage", chat_id=group.id, text="x") == left_it


async def test_a_person_can_block_the_bot_or_never_have_started_it(world: World) -> None:
    telegram, bare = world
    blocked, shy = telegram.private(telegram.user()), telegram.private(telegram.user(), started=False)
    telegram.leave(blocked)
    assert "403 Forbidden: bot was blocked" in await bare.refused("sendMessage", chat_id=blocked.id, text="x")
    assert "403 Forbidden: bot can't initiate" in await bare.refused("sendMessage", chat_id=shy.id, text="x")
    assert shy.user is not None
    telegram.start(shy.user, "clip_k7f2")
    assert (await heard(bare))[-1] == "/start clip_k7f2"
    assert await bare.ok("sendMessage", chat_id=shy.id, text="x")
    with pytest.raises(ValueError, match="deep link"):
        telegram.start(shy.user, "護城河")


@pytest.mark.parametrize("chat_id", [4711, "@nobody", "12345"])
async def test_a_chat_that_there_is_not_is_not_found(world: World, chat_id: int | str) -> None:
    _, bare = world
    assert await bare.refused("sendMessage", chat_id=chat_id, text="x") == "400 Bad Request: chat not found"


async def test_without_the_right_nothing_is_sent(world: World) -> None:
    telegram, bare = world
    group, channel = telegram.group(), telegram.channel()
    telegram.set_bot(group, "restricted")
    telegram.set_bot(channel, "administrator", "can_edit_messages")
    assert "not enough rights to send text" in await bare.refused("sendMessage", chat_id=group.id, text="x")
    said = await bare.refused("sendMessage", chat_id=channel.id, text="x")
    assert said == "400 Bad Request: need administrator rights in the channel chat"


async def test_a_group_that_became_a_supergroup_says_its_new_number(world: World) -> None:
    telegram, bare = world
    group = telegram.group("Group", kind="group")
    new = telegram.migrate(group)
    body = await bare.ask("sendMessage", chat_id=group.id, text="x")
    assert body["parameters"] == {"migrate_to_chat_id": new.id}
    assert (body["error_code"], "upgraded to a supergroup" in body["description"]) == (400, True)
    [old_side, new_side] = [update["message"] for update in await bare.ok("getUpdates")]
    assert (old_side["migrate_to_chat_id"], new_side["migrate_from_chat_id"]) == (new.id, group.id)
    assert await bare.ok("sendMessage", chat_id=new.id, text="x")


async def test_members_are_told_with_their_standing(world: World) -> None:
    telegram, bare = world
    owner, admin, listener = telegram.user(), telegram.user(), telegram.user()
    group = telegram.group("Group", [owner, listener])
    telegram.add_member(group, admin, "administrator", "can_pin_messages")
    stranger = telegram.user()
    people = (owner, admin, listener, stranger)
    found = [await bare.ok("getChatMember", chat_id=group.id, user_id=user.id) for user in people]
    assert [member["status"] for member in found] == ["creator", "administrator", "member", "left"]
    admins = await bare.ok("getChatAdministrators", chat_id=group.id)
    assert {member["user"]["id"] for member in admins} == {owner.id, admin.id}
    assert await bare.ok("getChatMemberCount", chat_id=group.id) == 4
    assert "PARTICIPANT_ID_INVALID" in await bare.refused("getChatMember", chat_id=group.id, user_id=4711)


async def test_a_channels_members_are_told_to_administrators_only(world: World) -> None:
    telegram, bare = world
    channel = telegram.channel()
    telegram.set_bot(channel, "member")
    assert "inaccessible" in await bare.refused("getChatAdministrators", chat_id=channel.id)
    assert "inaccessible" in await bare.refused("getChatMember", chat_id=channel.id, user_id=telegram.bot.id)


async def test_a_private_chat_has_no_administrators_and_cannot_be_left(world: World) -> None:
    telegram, bare = world
    chat = telegram.private(telegram.user())
    assert "no administrators" in await bare.refused("getChatAdministrators", chat_id=chat.id)
    assert "private chats" in await bare.refused("leaveChat", chat_id=chat.id)


async def test_a_chat_is_told_in_full(world: World) -> None:
    telegram, bare = world
    forum = telegram.group("Forum", kind="forum")
    seen = await bare.ok("getChat", chat_id=forum.id)
    assert (seen["type"], seen["title"], seen["is_forum"]) == ("supergroup", "Forum", True)


async def test_messages_are_numbered_by_supergroup_and_together_elsewhere(world: World) -> None:
    telegram, bare = world
    chats = [telegram.private(telegram.user()), telegram.group(kind="group"), telegram.group(), telegram.channel()]
    ids = [(await bare.ok("sendMessage", chat_id=chat.id, text="x"))["message_id"] for chat in chats]
    assert ids == [1, 2, 1, 1]


async def test_an_edited_message_of_a_person_arrives(world: World) -> None:
    telegram, bare = world
    user = telegram.user()
    telegram.edit(telegram.say(telegram.private(user), user, "one"), "two")
    assert await heard(bare) == ["one", "two"]


async def test_a_person_sends_at_most_what_a_message_holds(world: World) -> None:
    telegram, _ = world
    user = telegram.user()
    with pytest.raises(ValueError, match="4,096"):
        telegram.say(telegram.private(user), user, "x" * 4097)
