"""What goes wrong between the bot and the platform, and how the bot starts."""

import asyncio
import logging

import pytest

from bot.errors import NajiError
from handlers.telegram import findings
from handlers.telegram.client import FIRST_BACKOFF_S, LONGEST_BACKOFF_S
from tests.fake_telegram import CONFLICT, CUT, GARBAGE, SILENCE, UNAUTHORIZED, FakeTelegram, flooded, server_error
from tests.telegram_house import WORDS, TelegramHouse, answers, cut_poll, said, sentence, someone_asking

pytestmark = pytest.mark.io


# ---------------------------------------------------------------- start


async def test_the_start_says_who_the_bot_is_and_nothing_more_where_all_is_well(
    telegram: FakeTelegram, house: TelegramHouse, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with house.running():
        await answers(telegram)
    assert said(caplog) == [WORDS.say("telegram.ready", name=f"@{telegram.bot.username}")]


async def test_the_start_names_botfathers_commands_where_his_switches_differ(
    telegram: FakeTelegram, house: TelegramHouse, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.bot.inline, telegram.bot.privacy = False, False
    async with house.running():
        await answers(telegram)
    assert said(caplog) == [sentence("telegram.inline_off"), sentence("telegram.reads_groups")]
    assert "/setinline" in said(caplog)[0]
    assert "/setprivacy" in said(caplog)[1]


async def test_the_doctor_is_told_the_same(telegram: FakeTelegram) -> None:
    assert await findings.check(telegram.token, telegram.api_url) == ()
    telegram.bot.inline, telegram.bot.privacy = False, False
    found = await findings.check(telegram.token, telegram.api_url)
    assert found == (findings.INLINE_OFF, findings.READS_GROUPS)
    telegram.fail("getMe", server_error())
    assert await findings.check(telegram.token, telegram.api_url) == (findings.UNREACHABLE,)
    telegram.token = "654321:another"
    assert await findings.check("123456:other", telegram.api_url) == (findings.TOKEN_REFUSED,)
    assert {call.method for call in telegram.journal.calls} == {"getMe"}


async def test_a_start_that_fails_is_tried_again_with_growing_pauses_and_said_once(
    telegram: FakeTelegram, house: TelegramHouse, caplog: pytest.LogCaptureFixture
) -> None:
    for fault in (CUT, server_error(), GARBAGE):
        telegram.fail("getMe", fault)
    telegram.fail("deleteWebhook", server_error())
    async with house.running():
        await answers(telegram)
    assert house.paused == [FIRST_BACKOFF_S * 2**nth for nth in range(4)]
    assert said(caplog) == [sentence("telegram.unreachable")]


async def test_a_start_that_is_too_fast_waits_as_long_as_telegram_says(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    telegram.fail("getMe", flooded(900))
    async with house.running():
        await answers(telegram)
    assert house.paused == [900]


async def test_pauses_do_not_grow_for_ever(telegram: FakeTelegram, house: TelegramHouse) -> None:
    telegram.fail("getMe", server_error(), times=9)
    async with house.running():
        await answers(telegram)
    assert house.paused[-2:] == [LONGEST_BACKOFF_S] * 2


async def test_a_platform_that_is_not_there_is_tried_again(house: TelegramHouse) -> None:
    enough = asyncio.Event()

    async def pause(_seconds: float) -> None:
        enough.set()
        await asyncio.get_running_loop().create_future()

    house.telegram.token = "123456:other"
    house.telegram.api_url = "http://127.0.0.1:9"
    task = asyncio.create_task(house.chat(pause=pause).run())
    await enough.wait()
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()


async def test_a_refused_token_is_one_sentence_and_no_second_try(
    telegram: FakeTelegram, house: TelegramHouse, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    telegram.fail("getMe", UNAUTHORIZED)
    with pytest.raises(NajiError) as refused:
        async with asyncio.timeout(5):
            await house.chat().run()
    assert refused.value.code == findings.TOKEN_REFUSED
    assert telegram.token not in repr(refused.value)
    assert refused.value.__cause__ is refused.value.__context__ is None
    assert len(telegram.journal.of("getMe")) == 1
    assert [record for record in caplog.records if record.name != "aiohttp.access"] == []


async def test_menus_that_cannot_be_set_stop_nothing(
    telegram: FakeTelegram, house: TelegramHouse, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.fail("setMyCommands", server_error())
    async with house.running():
        await answers(telegram)
    assert said(caplog) == [sentence("telegram.unreachable")]


# ---------------------------------------------------------------- while it runs


async def test_a_token_that_is_withdrawn_ends_the_bot_with_one_sentence(
    telegram: FakeTelegram, house: TelegramHouse, caplog: pytest.LogCaptureFixture
) -> None:
    async with asyncio.timeout(10):
        running = asyncio.create_task(house.chat().run())
        await telegram.called("setMyCommands", 3)
        telegram.fail("getUpdates", UNAUTHORIZED)
        telegram.say(*someone_asking(telegram))
        with pytest.raises(NajiError, match=r"telegram\.token_refused"):
            await running
    assert said(caplog) == []


async def test_a_token_that_is_refused_for_an_answer_ends_the_bot_too(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    async with asyncio.timeout(10):
        running = asyncio.create_task(house.chat().run())
        await telegram.called("setMyCommands", 3)
        telegram.fail("sendMessage", UNAUTHORIZED)
        telegram.say(*someone_asking(telegram))
        with pytest.raises(NajiError, match=r"telegram\.token_refused"):
            await running


async def test_another_copy_of_the_bot_is_said_once_and_polling_goes_on(
    telegram: FakeTelegram, house: TelegramHouse, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.fail("getUpdates", CONFLICT, times=2)
    async with house.running():
        await answers(telegram)
    assert said(caplog) == [sentence("telegram.conflict")]


async def test_a_long_poll_that_is_cut_is_said_once_and_made_again(
    telegram: FakeTelegram, house: TelegramHouse, caplog: pytest.LogCaptureFixture
) -> None:
    async with house.running():
        await answers(telegram)
        telegram.fail("getUpdates", GARBAGE)
        await cut_poll(telegram)
        await answers(telegram)
    assert said(caplog) == [sentence("telegram.unreachable")]


async def test_a_fault_that_comes_back_is_said_again(
    telegram: FakeTelegram, house: TelegramHouse, caplog: pytest.LogCaptureFixture
) -> None:
    async with house.running():
        for _ in range(2):
            await answers(telegram)
            await cut_poll(telegram)
            await answers(telegram)
    assert said(caplog) == [sentence("telegram.unreachable")] * 2


async def test_an_update_that_cannot_be_read_is_left_out_and_the_next_answered(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with FakeTelegram(spec=None) as telegram, TelegramHouse(telegram).running():
        unreadable = telegram.updates.push("message", {"text": "護城河"})  # which the description would object to
        await answers(telegram)
        await answers(telegram)
    assert said(caplog) == [WORDS.say("error.telegram.unreadable", update=unreadable, kind="KeyError")]


async def test_an_answer_that_came_too_fast_is_sent_later(telegram: FakeTelegram, house: TelegramHouse) -> None:
    async with house.running():
        telegram.fail("sendMessage", flooded(7))
        await answers(telegram)
    assert house.paused == [7.1]


async def test_an_answer_that_telegram_never_acknowledges_is_given_up(
    telegram: FakeTelegram, house: TelegramHouse, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.telegram.client.SEND_TIMEOUT_S", 0.2)
    async with house.running():
        telegram.fail("sendMessage", SILENCE)
        chat, user, text = someone_asking(telegram)
        telegram.say(chat, user, text)
        await telegram.called("sendMessage")
        telegram.say(chat, user, text)
        assert "/random" in (await chat.next_message()).text
    assert said(caplog) == [WORDS.say("telegram.unanswered", chat=chat.id, kind="TimedOut")]


async def test_updates_that_come_in_another_order_are_all_answered(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    telegram.updates.backwards = True
    asked = [someone_asking(telegram) for _ in range(5)]
    for chat, user, text in asked:
        telegram.say(chat, user, text)
    async with house.running():
        for chat, _, _ in asked:
            assert "/random" in (await chat.next_message()).text
        await answers(telegram)
    assert [len(chat.sent) for chat, _, _ in asked] == [1] * 5


@pytest.mark.parametrize("fault", [CUT, GARBAGE, server_error(), flooded(900)])
async def test_an_answer_that_cannot_be_sent_is_logged_in_a_sentence(
    telegram: FakeTelegram, house: TelegramHouse, caplog: pytest.LogCaptureFixture, fault: object
) -> None:
    async with house.running():
        telegram.fail("sendMessage", fault)  # type: ignore[arg-type]  # one of the fake's
        chat, user, text = someone_asking(telegram)
        telegram.say(chat, user, text)
        await telegram.called("sendMessage")
        await answers(telegram)
    [line] = said(caplog)
    assert str(chat.id) in line
    assert not [record for record in caplog.records if record.exc_info]


async def test_what_breaks_is_logged_under_the_id_that_is_told(
    telegram: FakeTelegram, house: TelegramHouse, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    chat, user, _ = someone_asking(telegram)
    async with house.running():
        monkeypatch.setattr(house.library, "read", broken)
        telegram.say(chat, user, "護城河")
        assert (await chat.next_message()).text == WORDS.say("error.telegram.incident", incident="c0ffee")
        await answers(telegram)
    [record] = [record for record in caplog.records if record.exc_info]
    assert "c0ffee" in record.getMessage()


async def test_an_apology_that_cannot_be_sent_stops_nothing(
    telegram: FakeTelegram, house: TelegramHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    chat, user, _ = someone_asking(telegram)
    async with house.running():
        monkeypatch.setattr(house.library, "read", broken)
        telegram.fail("sendMessage", CUT)
        telegram.say(chat, user, "護城河")
        await telegram.called("sendMessage")
        await answers(telegram)


async def test_a_chat_whose_answer_is_held_up_delays_no_other_and_keeps_its_order(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    user = telegram.user()
    chat = telegram.private(user)
    async with house.running():
        hold = telegram.hold("sendMessage", chat)
        for text in ("/help", "護城河", "/nothing"):
            telegram.say(chat, user, text)
        await hold.reached()
        for _ in range(3):
            await answers(telegram)
        assert (chat.sent, hold.waiting) == ([], 1)
        hold.release()
        texts = [(await chat.next_message()).text for _ in range(3)]
    assert "/random" in texts[0]
    assert "1–5 / 12" in texts[1]
    assert "/nothing" in texts[2]
