"""Groups that become others, chats that the bot leaves and comes back to, and channels: on the fake platform."""

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.access import Access
from bot.aliases import Aliases, AliasFile
from bot.model import Place, PlaceKind, Platform
from bot.schedules import Schedules
from handlers.asking import Bot
from handlers.locale import words_for
from handlers.telegram.presence import Keeps
from storage.sqlite import SqliteStore, open_store
from tests.fake_telegram import Chat, FakeTelegram
from tests.small_library import HandClock
from tests.telegram_house import TelegramHouse, answers, said

pytestmark = pytest.mark.io

WORDS = words_for("zh-TW")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    async with await open_store(tmp_path / "naji.db") as store:
        yield store


class StoredHouse(TelegramHouse):
    """One whose settings and schedules stand in the real store."""

    def __init__(self, telegram: FakeTelegram, store: SqliteStore) -> None:
        super().__init__(telegram)
        self.store = store
        self.fill()

    def naji(self) -> Bot:
        aliases = Aliases(self.store, AliasFile(None, lambda _: None))
        schedules = Schedules(self.store, HandClock(), ZoneInfo("Asia/Taipei"), Access({}))
        return replace(super().naji(), aliases=aliases, schedules=schedules)

    def keeps(self) -> Keeps:
        return Keeps(self.notes, self.store.chats, self.clock)


@pytest.fixture
def house(telegram: FakeTelegram, store: SqliteStore) -> StoredHouse:
    return StoredHouse(telegram, store)


def key(chat: Chat) -> str:
    return Place(Platform.TELEGRAM, PlaceKind.GROUP, str(chat.id)).key


async def due(store: SqliteStore) -> list[str]:
    """Where something is going to be posted."""
    found = await store.read(lambda snapshot: snapshot.schedules())
    return [each.destination.channel for each in found]


async def until_due(telegram: FakeTelegram, store: SqliteStore, *channels: Chat) -> None:
    """Until exactly there something is going to be posted; chats are not waited for by others."""
    while await due(store) != [str(each.id) for each in channels]:
        await answers(telegram)


async def set_up(telegram: FakeTelegram, group: Chat) -> None:
    """Its owner sets a schedule and an alias."""
    owner = next(iter(group.members.values())).user
    for text in ("/daily set 09:00", "/alias add 台積電 = TSMC"):
        telegram.say(group, owner, text)
        await group.next_message()


# ---------------------------------------------------------------- groups that become others


async def test_what_a_group_has_set_goes_along_when_it_becomes_a_supergroup(
    telegram: FakeTelegram, house: StoredHouse, store: SqliteStore, caplog: pytest.LogCaptureFixture
) -> None:
    owner = telegram.user()
    group = telegram.group("Group", [owner], kind="group")
    async with house.running():
        await set_up(telegram, group)
        telegram.say(group, owner, "/quote 護城河")
        await group.next_message()
        new = telegram.migrate(group)
        while not said(caplog):
            await answers(telegram)
        telegram.say(new, owner, "/alias list")
        assert "TSMC" in (await new.next_message()).text
        telegram.say(new, owner, "/daily list")
        assert "09:00" in (await new.next_message()).text
    assert await due(store) == [str(new.id)]
    assert set(said(caplog)) == {WORDS.say("telegram.migrated", old=group.id, new=new.id)}


# ---------------------------------------------------------------- leaving and coming back


async def test_the_schedules_of_a_chat_rest_while_the_bot_is_out_of_it(
    telegram: FakeTelegram, house: StoredHouse, store: SqliteStore
) -> None:
    owner = telegram.user()
    group = telegram.group("Group", [owner])
    async with house.running():
        await set_up(telegram, group)
        telegram.leave(group)
        await until_due(telegram, store)
        telegram.join(group)
        telegram.say(group, owner, "/alias list")
        assert "TSMC" in (await group.next_message()).text
    assert await due(store) == [str(group.id)]


@pytest.mark.parametrize("status", ["administrator", "restricted"])
async def test_a_bot_whose_standing_changes_is_still_there(
    telegram: FakeTelegram, house: StoredHouse, store: SqliteStore, status: str
) -> None:
    group = telegram.group("Group", [telegram.user()])
    async with house.running():
        await set_up(telegram, group)
        telegram.set_bot(group, status)
        await answers(telegram)
    assert await due(store) == [str(group.id)]


async def test_a_return_that_nobody_told_of_is_seen_by_what_is_said_there(
    telegram: FakeTelegram, house: StoredHouse, store: SqliteStore
) -> None:
    owner = telegram.user()
    group = telegram.group("Group", [owner])
    async with house.running():
        await set_up(telegram, group)
        telegram.leave(group)
        await until_due(telegram, store)
    telegram.join(group)
    telegram.updates.pending.clear()
    async with house.running():
        telegram.say(group, owner, "/help")
        await group.next_message()
    assert await due(store) == [str(group.id)]


async def test_a_person_who_blocks_the_bot_gets_nothing_until_they_come_back(
    telegram: FakeTelegram, house: StoredHouse, store: SqliteStore
) -> None:
    user = telegram.user()
    chat = telegram.private(user)
    async with house.running():
        telegram.say(chat, user, "/daily set 09:00")
        await chat.next_message()
        telegram.leave(chat, user)
        await until_due(telegram, store)
        telegram.join(chat, user)
        await until_due(telegram, store, chat)


# ---------------------------------------------------------------- channels


async def test_a_command_in_a_channel_is_answered_and_nothing_else_is(
    telegram: FakeTelegram, house: StoredHouse, store: SqliteStore
) -> None:
    channel = telegram.channel("News", [telegram.user()])
    async with house.running():
        telegram.post(channel, "護城河")
        telegram.post(channel, "/nothing")
        telegram.post(channel, "/quote 護城河")
        found = await channel.next_message()
        assert "1–5 / 12" in found.text
        telegram.press(found, "3", telegram.user())
        telegram.post(channel, "/daily set 09:00")
        assert "09:00" in (await channel.next_message()).text
    assert len(channel.sent) == 2
    assert await due(store) == [str(channel.id)]


async def test_what_breaks_in_a_channel_is_told_there(
    telegram: FakeTelegram, house: StoredHouse, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    caplog.set_level(logging.CRITICAL)
    channel = telegram.channel("News", [telegram.user()])
    monkeypatch.setattr(house.library, "read", broken)
    async with house.running():
        telegram.post(channel, "/quote 護城河")
        assert "c0ffee" in (await channel.next_message()).text
