"""Posts, end to end: real python-telegram-bot against the fake platform."""

from dataclasses import replace
from datetime import time

import pytest
from telegram.error import InvalidToken

from bot.errors import PostForbiddenError, PostLaterError, PostRefusedError, PostUnknownError
from bot.model import Clip, ClipId, Destination
from bot.slots import Plan, Reason, Schedule, ScheduleId
from handlers.telegram.doorman import place_of
from handlers.telegram.outbox import outcome
from tests.daily_station import MORNING, post_of
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
from tests.telegram_house import NASTY, WORDS, TelegramHouse, said

pytestmark = pytest.mark.io


@pytest.fixture
def clip(house: TelegramHouse) -> Clip:
    [(episode, _)] = house.library.held.values()
    return Clip(ClipId("k1f20a"), episode, 61_000, 73_000, NASTY)


def into(chat: Chat, topic: int | None = None) -> Destination:
    from telegram import Chat as Seen

    place = place_of(Seen(chat.id, chat.type))
    return Destination(place, str(chat.id) if topic is None else f"{chat.id}/{topic}")


async def test_a_post_shows_the_clip_with_its_show_and_asks_for_votes(
    telegram: FakeTelegram, house: TelegramHouse, clip: Clip
) -> None:
    channel = telegram.channel()
    async with house.running() as chat:
        posted = await chat.outbox.post(post_of(into(channel), clip, "nonce"))
    [message] = channel.sent
    assert posted == str(message.message_id)
    assert message.text.startswith("今日片段\n\n公開的節目 · EP4")
    assert NASTY in message.text
    assert "k1f20a" in message.text
    assert message.marked("text_link") == ["從 01:01 開始聽"]
    assert [button["text"] for row in message.keyboard or [] for button in row] == ["\U0001f44d", "\U0001f44e"]
    assert message.sent_with["link_preview_options"] == {"is_disabled": True}


async def test_a_post_without_votes_has_nothing_to_press(
    telegram: FakeTelegram, house: TelegramHouse, clip: Clip
) -> None:
    channel = telegram.channel()
    async with house.running() as chat:
        await chat.outbox.post(post_of(into(channel), clip, "nonce", Plan(has_votes=False)))
    assert channel.sent[0].keyboard is None


async def test_a_post_goes_to_its_topic(telegram: FakeTelegram, house: TelegramHouse, clip: Clip) -> None:
    user = telegram.user()
    forum = telegram.group("Forum", [user], kind="forum")
    thread = telegram.topic(forum, "Clips", user)
    async with house.running() as chat:
        await chat.outbox.post(post_of(into(forum, thread), clip, "nonce"))
    assert forum.sent[0].thread_id == thread


SET_BY = Plan(heading="早安 <b>大家</b>", language="en", is_silent=True, set_by="telegram:7")


def at_nine(chat: Chat, plan: Plan = SET_BY) -> Schedule:
    return Schedule(ScheduleId(1), into(chat), time(9), "Asia/Taipei", MORNING, plan)


async def test_a_post_looks_as_its_plan_says(telegram: FakeTelegram, house: TelegramHouse, clip: Clip) -> None:
    channel = telegram.channel()
    async with house.running() as chat:
        await chat.outbox.post(post_of(into(channel), clip, plan=SET_BY))
    [message] = channel.sent
    assert message.text.startswith("早安 <b>大家</b>\n\n")
    assert message.marked("text_link") == ["Listen from 01:01"]
    assert message.sent_with["disable_notification"] is True


async def test_the_newest_post_is_pinned_quietly_in_place_of_the_one_before(
    telegram: FakeTelegram, house: TelegramHouse, clip: Clip
) -> None:
    channel = telegram.channel()
    async with house.running() as chat:
        first, second = [await chat.outbox.post(post_of(into(channel), clip)) for _ in range(2)]
        await chat.outbox.pin(into(channel), first, [])
        await chat.outbox.pin(into(channel), second, [first, "999"])
        await chat.outbox.pin(into(channel), second, [first])
    assert [message.pinned for message in channel.sent] == [False, True]
    assert all(asked["disable_notification"] for asked in telegram.journal.of("pinChatMessage"))


async def test_a_pin_that_is_refused_or_not_answered_is_told_apart(
    telegram: FakeTelegram, house: TelegramHouse, clip: Clip
) -> None:
    channel = telegram.channel()
    async with house.running() as chat:
        first, second = [await chat.outbox.post(post_of(into(channel), clip)) for _ in range(2)]
        telegram.fail("pinChatMessage", CUT)
        with pytest.raises(PostUnknownError):
            await chat.outbox.pin(into(channel), first, [])
        await chat.outbox.pin(into(channel), first, [])
        telegram.fail("unpinChatMessage", CUT)
        with pytest.raises(PostUnknownError):
            await chat.outbox.pin(into(channel), second, [first])
        telegram.set_bot(channel, "administrator", "can_post_messages")
        with pytest.raises(PostRefusedError):
            await chat.outbox.pin(into(channel), second, [first])


async def test_no_post_can_be_looked_for_and_none_has_a_thread(telegram: FakeTelegram, house: TelegramHouse) -> None:
    channel = telegram.channel()
    async with house.running() as chat:
        with pytest.raises(PostUnknownError):
            await chat.outbox.find(into(channel), "mark", MORNING)
        with pytest.raises(PostRefusedError):
            await chat.outbox.open_thread(into(channel), "1", SET_BY, MORNING.date())


async def test_whoever_set_a_schedule_is_told_in_its_language_what_is_wrong_and_what_to_do(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    channel, person = telegram.channel(), telegram.user()
    private = telegram.private(person)
    plan = replace(SET_BY, set_by=f"telegram:{person.id}")
    async with house.running() as chat:
        await chat.outbox.tell(at_nine(channel, plan), Reason("telegram.post_forbidden", (("chat", str(channel.id)),)))
        await chat.outbox.tell(at_nine(channel, replace(plan, language="")), Reason("daily.no_clip"))
    first, second = (message.text for message in private.sent)
    assert "09:00 (Asia/Taipei)" in first
    assert str(channel.title) in first
    assert str(channel.id) not in first
    assert "/daily resume" in first
    assert "Add it again" in first
    assert WORDS.say("error.daily.no_clip") in second
    assert "/daily resume" not in second


async def test_who_cannot_be_told_is_logged_and_nothing_is_raised(
    telegram: FakeTelegram, house: TelegramHouse, caplog: pytest.LogCaptureFixture
) -> None:
    channel, chat = telegram.channel(), house.chat()
    await chat.outbox.tell(at_nine(channel), Reason("daily.no_clip"))
    async with house.running(chat):
        await chat.outbox.tell(at_nine(channel), Reason("daily.no_clip"))
    assert [line for line in said(caplog) if "telegram:7" in line] == [
        "daily clip: telegram:7 is not told: PostLaterError",
        "daily clip: telegram:7 is not told: BadRequest",
    ]


async def test_a_post_follows_a_group_that_became_another(
    telegram: FakeTelegram, house: TelegramHouse, clip: Clip
) -> None:
    user = telegram.user()
    group = telegram.group("Group", [user], kind="group")
    new = telegram.migrate(group)
    async with house.running() as chat:
        await chat.outbox.post(post_of(into(group), clip, "nonce"))
    assert (len(group.sent), len(new.sent)) == (0, 1)


async def test_a_post_that_may_not_stand_there_is_refused(
    telegram: FakeTelegram, house: TelegramHouse, clip: Clip
) -> None:
    group, channel = telegram.group(), telegram.channel()
    telegram.set_bot(channel, "administrator", "can_edit_messages")
    telegram.leave(group)
    async with house.running() as chat:
        with pytest.raises(PostForbiddenError) as refused:
            await chat.outbox.post(post_of(into(group), clip, "nonce"))
        assert (refused.value.code, refused.value.values) == ("telegram.post_forbidden", {"chat": str(group.id)})
        with pytest.raises(PostForbiddenError) as refused:
            await chat.outbox.post(post_of(into(channel), clip, "nonce"))
        assert refused.value.code == "telegram.post_closed"
        assert "administrator rights" in str(refused.value.values["reason"])


@pytest.mark.parametrize("fault", [CUT, CUT_AFTER, GARBAGE, server_error(), server_error(500, "Internal")])
async def test_a_post_whose_outcome_is_not_known_is_not_repeated(
    telegram: FakeTelegram, house: TelegramHouse, clip: Clip, fault: Fault
) -> None:
    channel = telegram.channel()
    async with house.running() as chat:
        telegram.fail("sendMessage", fault)
        with pytest.raises(PostUnknownError) as unknown:
            await chat.outbox.post(post_of(into(channel), clip, "nonce"))
    assert unknown.value.code == "telegram.post_unknown"
    assert len(telegram.journal.of("sendMessage")) == 1


async def test_a_post_that_came_too_fast_is_sent_once_later(
    telegram: FakeTelegram, house: TelegramHouse, clip: Clip
) -> None:
    channel = telegram.channel()
    async with house.running() as chat:
        telegram.fail("sendMessage", flooded(7))
        await chat.outbox.post(post_of(into(channel), clip, "nonce"))
    assert len(channel.sent) == 1
    assert house.paused == [7.1]


async def test_a_post_that_would_have_to_wait_for_too_long_is_put_off(
    telegram: FakeTelegram, house: TelegramHouse, clip: Clip
) -> None:
    channel = telegram.channel()
    async with house.running() as chat:
        telegram.fail("sendMessage", flooded(900))
        with pytest.raises(PostLaterError) as refused:
            await chat.outbox.post(post_of(into(channel), clip, "nonce"))
    assert refused.value.values == {"chat": str(channel.id), "seconds": 900}
    assert channel.sent == []


async def test_a_post_without_a_connection_is_put_off(telegram: FakeTelegram, house: TelegramHouse, clip: Clip) -> None:
    channel = telegram.channel()
    chat = house.chat()
    with pytest.raises(PostLaterError, match=r"telegram\.offline"):
        await chat.outbox.post(post_of(into(channel), clip, "nonce"))
    async with house.running(chat):
        pass
    with pytest.raises(PostLaterError, match=r"telegram\.offline"):
        await chat.outbox.post(post_of(into(channel), clip, "nonce"))


async def test_a_refused_token_is_told_without_the_token(
    telegram: FakeTelegram, house: TelegramHouse, clip: Clip
) -> None:
    channel = telegram.channel()
    async with house.running() as chat:
        telegram.fail("sendMessage", UNAUTHORIZED)
        with pytest.raises(PostRefusedError) as refused:
            await chat.outbox.post(post_of(into(channel), clip, "nonce"))
    assert refused.value.code == "telegram.token_refused"
    assert telegram.token not in repr(outcome(InvalidToken(telegram.token), "7"))
