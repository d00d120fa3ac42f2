"""Posts, end to end: real python-telegram-bot against the fake platform."""

import pytest
from telegram.error import InvalidToken

from bot.errors import PostLaterError, PostRefusedError, PostUnknownError
from bot.model import Clip, ClipId, Destination
from handlers.telegram.doorman import place_of
from handlers.telegram.outbox import outcome
from tests.fake_telegram import (
    CUT,
    CUT_AFTER,
    GARBAGE,
    UNAUTHORIZED,
    Chat,
    FakeTelegram,
    Fault,
    flooded,
    server_error,
)
from tests.telegram_house import NASTY, TelegramHouse

pytestmark = pytest.mark.io


@pytest.fixture
def clip(house: TelegramHouse) -> Clip:
    [(episode, _)] = house.library.held.values()
    return Clip(ClipId("k1f20a"), episode, 61_000, 73_000, NASTY)


def into(chat: Chat, topic: int | None = None) -> Destination:
    from telegram import Chat as Seen

    place = place_of(Seen(chat.id, chat.type))
    return Destination(place, str(chat.id) if topic is None else f"{chat.id}/{topic}")


async def test_a_post_shows_the_clip_with_its_show_and_nothing_to_press(
    telegram: FakeTelegram, house: TelegramHouse, clip: Clip
) -> None:
    channel = telegram.channel()
    async with house.running() as chat:
        posted = await chat.outbox.post(into(channel), clip, "nonce")
    [message] = channel.sent
    assert posted == str(message.message_id)
    assert message.text.startswith("今日片段\n\n公開的節目 · EP4")
    assert NASTY in message.text
    assert "k1f20a" in message.text
    assert message.marked("text_link") == ["從 01:01 開始聽"]
    assert message.keyboard is None
    assert message.sent_with["link_preview_options"] == {"is_disabled": True}


async def test_a_post_goes_to_its_topic(telegram: FakeTelegram, house: TelegramHouse, clip: Clip) -> None:
    user = telegram.user()
    forum = telegram.group("Forum", [user], kind="forum")
    thread = telegram.topic(forum, "Clips", user)
    async with house.running() as chat:
        await chat.outbox.post(into(forum, thread), clip, "nonce")
    assert forum.sent[0].thread_id == thread


async def test_a_post_follows_a_group_that_became_another(
    telegram: FakeTelegram, house: TelegramHouse, clip: Clip
) -> None:
    user = telegram.user()
    group = telegram.group("Group", [user], kind="group")
    new = telegram.migrate(group)
    async with house.running() as chat:
        await chat.outbox.post(into(group), clip, "nonce")
    assert (len(group.sent), len(new.sent)) == (0, 1)


async def test_a_post_that_may_not_stand_there_is_refused(
    telegram: FakeTelegram, house: TelegramHouse, clip: Clip
) -> None:
    group, channel = telegram.group(), telegram.channel()
    telegram.set_bot(channel, "administrator", "can_edit_messages")
    telegram.leave(group)
    async with house.running() as chat:
        with pytest.raises(PostRefusedError) as refused:
            await chat.outbox.post(into(group), clip, "nonce")
        assert (refused.value.code, refused.value.values) == ("telegram.post_forbidden", {"chat": str(group.id)})
        with pytest.raises(PostRefusedError) as refused:
            await chat.outbox.post(into(channel), clip, "nonce")
        assert refused.value.code == "telegram.post_rejected"
        assert "administrator rights" in str(refused.value.values["reason"])


@pytest.mark.parametrize("fault", [CUT, CUT_AFTER, GARBAGE, server_error(), server_error(500, "Internal")])
async def test_a_post_whose_outcome_is_not_known_is_not_repeated(
    telegram: FakeTelegram, house: TelegramHouse, clip: Clip, fault: Fault
) -> None:
    channel = telegram.channel()
    async with house.running() as chat:
        telegram.fail("sendMessage", fault)
        with pytest.raises(PostUnknownError) as unknown:
            await chat.outbox.post(into(channel), clip, "nonce")
    assert unknown.value.code == "telegram.post_unknown"
    assert len(telegram.journal.of("sendMessage")) == 1


async def test_a_post_that_came_too_fast_is_sent_once_later(
    telegram: FakeTelegram, house: TelegramHouse, clip: Clip
) -> None:
    channel = telegram.channel()
    async with house.running() as chat:
        telegram.fail("sendMessage", flooded(7))
        await chat.outbox.post(into(channel), clip, "nonce")
    assert len(channel.sent) == 1
    assert house.paused == [7.1]


async def test_a_post_that_would_have_to_wait_for_too_long_is_put_off(
    telegram: FakeTelegram, house: TelegramHouse, clip: Clip
) -> None:
    channel = telegram.channel()
    async with house.running() as chat:
        telegram.fail("sendMessage", flooded(900))
        with pytest.raises(PostLaterError) as refused:
            await chat.outbox.post(into(channel), clip, "nonce")
    assert refused.value.values == {"chat": str(channel.id), "seconds": 900}
    assert channel.sent == []


async def test_a_post_without_a_connection_is_put_off(telegram: FakeTelegram, house: TelegramHouse, clip: Clip) -> None:
    channel = telegram.channel()
    chat = house.chat()
    with pytest.raises(PostLaterError, match=r"telegram\.offline"):
        await chat.outbox.post(into(channel), clip, "nonce")
    async with house.running(chat):
        pass
    with pytest.raises(PostLaterError, match=r"telegram\.offline"):
        await chat.outbox.post(into(channel), clip, "nonce")


async def test_a_refused_token_is_told_without_the_token(
    telegram: FakeTelegram, house: TelegramHouse, clip: Clip
) -> None:
    channel = telegram.channel()
    async with house.running() as chat:
        telegram.fail("sendMessage", UNAUTHORIZED)
        with pytest.raises(PostRefusedError) as refused:
            await chat.outbox.post(into(channel), clip, "nonce")
    assert refused.value.code == "telegram.token_refused"
    assert telegram.token not in repr(outcome(InvalidToken(telegram.token), "7"))
