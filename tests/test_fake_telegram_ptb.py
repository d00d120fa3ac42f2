"""Real python-telegram-bot against the fake platform."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from telegram import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    ReplyParameters,
    Update,
)
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter
from telegram.ext import (
    AIORateLimiter,
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from tests.fake_telegram import CONFLICT, CUT, GARBAGE, UNAUTHORIZED, FakeTelegram, flooded, server_error

pytestmark = pytest.mark.io

App = Application[Any, Any, Any, Any, Any, Any]
Context = ContextTypes.DEFAULT_TYPE
Handle = Callable[[Update, Context], Awaitable[None]]

KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("more", callback_data="m")]])


def built(telegram: FakeTelegram, *, retries: int = 0) -> App:
    builder = Application.builder().token(telegram.token).job_queue(None)
    builder = builder.base_url(telegram.base_url).base_file_url(telegram.base_file_url)
    return builder.rate_limiter(AIORateLimiter(max_retries=retries)).build()


@asynccontextmanager
async def running(telegram: FakeTelegram, *handlers: Any) -> AsyncIterator[App]:
    app = built(telegram, retries=1)
    for handler in handlers:
        app.add_handler(handler)
    await app.initialize()
    await app.start()
    assert app.updater is not None
    await app.updater.start_polling(timeout=10, allowed_updates=Update.ALL_TYPES)
    try:
        yield app
    finally:
        await app.updater.stop()
        await app.stop()
        await app.shutdown()


async def quote(update: Update, _context: Context) -> None:
    assert update.effective_message
    await update.effective_message.reply_html("<b>護城河</b>", reply_markup=KEYS, do_quote=True)


async def more(update: Update, _context: Context) -> None:
    query = update.callback_query
    assert query
    await query.answer("好")
    await query.edit_message_text("more")


async def inline(update: Update, _context: Context) -> None:
    assert update.inline_query
    content = InputTextMessageContent("x", link_preview_options=LinkPreviewOptions(is_disabled=True))
    results = [InlineQueryResultArticle("1", "x", content, reply_markup=KEYS)]
    await update.inline_query.answer(results, next_offset="1", cache_time=0, is_personal=True)


async def test_a_command_is_answered_a_button_edits_and_inline_mode_pages(telegram: FakeTelegram) -> None:
    user = telegram.user()
    chat = telegram.private(user)
    handlers = CommandHandler("quote", quote), CallbackQueryHandler(more), InlineQueryHandler(inline)
    async with running(telegram, *handlers):
        asked = telegram.say(chat, user, "/quote 護城河")
        message = await chat.next_message()
        assert (message.text, message.marked("bold"), message.reply_to) == ("護城河", ["護城河"], asked)
        query = telegram.press(message, "more")
        edited = await chat.next_edit()
        assert ((await query.answered())["text"], edited.text, edited.keyboard) == ("好", "more", None)
        page = telegram.inline(user, "護城河")
        assert (await page.answered())["next_offset"] == "1"
        assert telegram.unanswered == []


async def test_groups_forums_channels_and_memberships_arrive(telegram: FakeTelegram) -> None:
    seen: list[str] = []

    async def note(update: Update, _context: Context) -> None:
        message = update.effective_message
        status = update.my_chat_member.new_chat_member.status if update.my_chat_member else ""
        seen.append(message.text or "" if message else status)
        if message and message.text:
            await message.reply_text("ok")

    user = telegram.user()
    forum, channel = telegram.group("Forum", [user], kind="forum"), telegram.channel("News", [user])
    membership = ChatMemberHandler(note, ChatMemberHandler.MY_CHAT_MEMBER)
    async with running(telegram, MessageHandler(filters.TEXT, note), membership):
        thread = telegram.topic(forum, "Episodes", user)
        telegram.say(forum, user, "/quote x", thread_id=thread)
        assert (await forum.next_message()).thread_id == thread
        telegram.post(channel, "post")
        await channel.next_message()
        telegram.leave(forum)
        await telegram.world.wait_for(lambda: len(seen) > 2 or None, "the third update")
    assert seen == ["/quote x", "post", "kicked"]


@asynccontextmanager
async def only_bot(telegram: FakeTelegram, *, retries: int = 0) -> AsyncIterator[App]:
    async with built(telegram, retries=retries) as app:
        yield app


async def test_every_method_a_bot_needs_can_be_called(telegram: FakeTelegram) -> None:
    user = telegram.user()
    group = telegram.group("Group", [user])
    telegram.set_bot(group, "administrator")
    async with only_bot(telegram) as app:
        bot = app.bot
        sent = await bot.send_message(group.id, "x", link_preview_options=LinkPreviewOptions(is_disabled=True))
        copy = InlineKeyboardMarkup([[InlineKeyboardButton("copy", copy_text=CopyTextButton("x"))]])
        reply = ReplyParameters(sent.message_id, allow_sending_without_reply=True)
        audio = await bot.send_audio(group.id, b"ID3", caption="x", title="EP4", reply_parameters=reply)
        photo = await bot.send_photo(group.id, b"PNG", caption="<i>x</i>", parse_mode="HTML", reply_markup=copy)
        assert (audio.audio is not None, len(photo.photo)) == (True, 1)
        assert audio.audio
        assert bytes(await (await bot.get_file(audio.audio.file_id)).download_as_bytearray()) == b"ID3"
        assert await bot.pin_chat_message(group.id, sent.message_id)
        assert (await bot.get_chat(group.id)).pinned_message == sent
        assert await bot.unpin_chat_message(group.id)
        assert await bot.set_message_reaction(group.id, sent.message_id, "👍")
        assert (await bot.get_chat_member(group.id, user.id)).status == "creator"
        assert len(await bot.get_chat_administrators(group.id)) == 2
        assert await bot.set_my_commands([("quote", "x")], language_code="zh")
        assert [each.command for each in await bot.get_my_commands(language_code="zh")] == ["quote"]
        assert await bot.delete_my_commands(language_code="zh")
        assert await bot.send_chat_action(group.id, "typing")
        assert await bot.edit_message_reply_markup(group.id, sent.message_id, reply_markup=KEYS)
        assert await bot.delete_message(group.id, sent.message_id)
        assert (await bot.get_webhook_info()).url == ""
        assert await bot.leave_chat(group.id)


async def test_a_second_copy_of_the_bot_is_told_by_409(telegram: FakeTelegram) -> None:
    errors: list[Exception] = []
    user = telegram.user()
    chat = telegram.private(user)
    app = built(telegram)
    app.add_handler(CommandHandler("quote", quote))
    await app.initialize()
    await app.start()
    assert app.updater is not None
    telegram.fail("getUpdates", CONFLICT)
    await app.updater.start_polling(timeout=10, poll_interval=0, error_callback=errors.append)
    telegram.say(chat, user, "/quote")
    await chat.next_message()
    await app.updater.stop()
    await app.stop()
    await app.shutdown()
    assert [type(error) for error in errors] == [Conflict]


async def test_polling_goes_on_after_a_cut_and_rubbish(telegram: FakeTelegram) -> None:
    user = telegram.user()
    chat = telegram.private(user)
    async with running(telegram, CommandHandler("quote", quote)):
        await telegram.called("getUpdates", 1)
        telegram.fail("getUpdates", GARBAGE)
        telegram.cut_polls()
        telegram.say(chat, user, "/quote")
        assert (await chat.next_message()).text == "護城河"


async def test_the_rate_limiter_sends_again_after_429(telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # without it every RetryAfter warns of a change to come
    chat = telegram.private(telegram.user())
    telegram.fail("sendMessage", flooded(1))
    async with only_bot(telegram, retries=1) as app:
        await app.bot.send_message(chat.id, "x")
        assert (len(chat.sent), len(telegram.journal.of("sendMessage"))) == (1, 2)
        telegram.fail("sendMessage", flooded(7))
    async with only_bot(telegram) as app:
        with pytest.raises(RetryAfter):
            await app.bot.send_message(chat.id, "x")


async def test_refusals_become_the_librarys_errors(telegram: FakeTelegram) -> None:
    user = telegram.user()
    chat, group = telegram.private(user), telegram.group("Group", [user], kind="group")
    async with only_bot(telegram) as app:
        sent = await app.bot.send_message(chat.id, "x")
        with pytest.raises(BadRequest, match="not modified"):
            await sent.edit_text("x")
        with pytest.raises(BadRequest, match="too old"):
            await app.bot.answer_callback_query("4711")
        telegram.leave(chat)
        with pytest.raises(Forbidden, match="blocked"):
            await app.bot.send_message(chat.id, "x")
        new = telegram.migrate(group)
        with pytest.raises(ChatMigrated) as migrated:
            await app.bot.send_message(group.id, "x")
        assert migrated.value.new_chat_id == new.id
        for fault in (server_error(), CUT):
            telegram.fail("sendMessage", fault)
            with pytest.raises(NetworkError):
                await app.bot.send_message(new.id, "x")
        with pytest.raises(BadRequest, match="Can't parse entities"):
            await app.bot.send_message(new.id, "1 < 2", parse_mode="HTML")
    assert len(telegram.journal.take_errors()) == 1


async def test_a_refused_token_ends_the_start(telegram: FakeTelegram) -> None:
    telegram.fail("getMe", UNAUTHORIZED)
    app = built(telegram)
    with pytest.raises(InvalidToken):
        await app.initialize()
    await app.bot.shutdown()  # the application's own shutdown does nothing after a failed start


async def test_a_webhook_can_be_set_and_removed(telegram: FakeTelegram) -> None:
    async with only_bot(telegram) as app:
        await app.bot.set_webhook("https://example.org/hook", secret_token="s3cret", allowed_updates=["message"])
        assert (await app.bot.get_webhook_info()).url == "https://example.org/hook"
        assert await app.bot.delete_webhook()
