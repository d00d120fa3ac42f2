"""A small Telegram on loopback: real clients talk to it, and it refuses what the real one would."""

from tests.fake_telegram.chats import Chat, Message
from tests.fake_telegram.driver import BOT_NAME, SPEC, TOKEN, FakeTelegram
from tests.fake_telegram.faults import (
    CONFLICT,
    CUT,
    CUT_AFTER,
    GARBAGE,
    SILENCE,
    UNAUTHORIZED,
    Fault,
    Hold,
    flooded,
    server_error,
)
from tests.fake_telegram.people import BotUser, Member, User
from tests.fake_telegram.queries import CallbackQuery, InlineQuery
from tests.fake_telegram.refusal import Refusal

__all__ = [
    "BOT_NAME",
    "CONFLICT",
    "CUT",
    "CUT_AFTER",
    "GARBAGE",
    "SILENCE",
    "SPEC",
    "TOKEN",
    "UNAUTHORIZED",
    "BotUser",
    "CallbackQuery",
    "Chat",
    "FakeTelegram",
    "Fault",
    "Hold",
    "InlineQuery",
    "Member",
    "Message",
    "Refusal",
    "User",
    "flooded",
    "server_error",
]
