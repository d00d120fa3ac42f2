"""Votes and suggestions on Telegram: the buttons below posts in groups and channels, and how often they are edited."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from telegram import Bot as TelegramBot
from telegram.ext import ApplicationBuilder

from bot.config import load
from bot.library import Library
from bot.model import Clip, Place, PlaceKind, Platform
from bot.picks import Tally, Verdict
from bot.transcripts.ingest import import_paths
from handlers.locale import words_for
from handlers.messages import Action, Button
from handlers.telegram.counts import EDIT_EVERY_S, Counts, relabelled
from handlers.telegram.flood import Patience
from handlers.telegram.render import keyboard
from handlers.vote_reply import vote_buttons
from storage.sqlite import SqliteStore, open_store
from tests.fake_telegram import Chat, FakeTelegram, Message, User
from tests.people_house import clip_of_line
from tests.telegram_house import TelegramHouse
from tests.test_telegram_offers import CLOCK, holds, subtitles

pytestmark = pytest.mark.io

WORDS = words_for("zh-TW")


@dataclass
class Gate:
    """A pause that lasts until it is opened."""

    waited: list[float] = field(default_factory=list)
    is_open: asyncio.Event = field(default_factory=asyncio.Event)

    async def pause(self, seconds: float) -> None:
        self.waited.append(seconds)
        await self.is_open.wait()


@dataclass
class Stage:
    """The program's own parts over a real store."""

    telegram: FakeTelegram
    library: Library
    store: SqliteStore
    clip: Clip
    user: User
    group: Chat
    gate: Gate = field(default_factory=Gate)
    seconds: float = 0.0

    @property
    def place(self) -> Place:
        return Place(Platform.TELEGRAM, PlaceKind.GROUP, str(self.group.id))

    async def post(self, chat: Chat) -> Message:
        """A post of the bot's that can be voted on."""
        markup = keyboard((Button(Action.MORE, self.clip.id, 2, "看前後文", "+"), *vote_buttons(self.clip.id)))
        async with TelegramBot(self.telegram.token, f"{self.telegram.api_url}/bot") as bot:
            await bot.send_message(chat.id, "今日片段", reply_markup=markup)
        return await chat.next_message()

    async def told(self, message: Message, user: User, *, up: bool = True) -> str:
        """What is told to whoever votes."""
        pressed = self.telegram.press(message, f":vote:{self.clip.id}:{int(up)}", user)
        return str((await pressed.answered()).get("text", ""))

    async def tally(self) -> Tally:
        return await self.library.curating.tally(self.clip.id, self.place)

    def edits(self) -> int:
        return len(self.telegram.journal.of("editMessageReplyMarkup"))


@pytest.fixture
async def stage(telegram: FakeTelegram, tmp_path: Path) -> AsyncIterator[Stage]:
    (tmp_path / "ep1.srt").write_text(subtitles(CLOCK), "utf-8")
    (tmp_path / "config.toml").write_text("", "utf-8")
    async with await open_store(tmp_path / "naji.db") as store:
        await import_paths(store, [tmp_path / "ep1.srt"], "show", lambda _: None)
        library = Library(store, load(None, {}, tmp_path))
        clip = await store.read(lambda snapshot: clip_of_line("show", "ep1", 3, snapshot))
        await store.keep_clip(clip)
        user = telegram.user()
        built = Stage(telegram, library, store, clip, user, telegram.group("Group", [user]))
        house = TelegramHouse(telegram)
        chat = house.chat(library.bot(), pause=built.gate.pause, now_s=lambda: built.seconds)
        async with house.running(chat):
            yield built


def labels(message: Message) -> list[str]:
    return [button["text"] for button in message.buttons]


async def test_a_vote_is_told_in_passing_and_counted_on_the_button(stage: Stage) -> None:
    message = await stage.post(stage.group)
    pressed = stage.telegram.press(message, f":vote:{stage.clip.id}:1", stage.user)
    answer = await pressed.answered()
    assert answer["text"] == WORDS.say("vote.up")
    assert not answer.get("show_alert")
    message = await stage.group.next_edit()
    assert labels(message) == ["看前後文", "👍 1", "👎"]
    assert message.text == "今日片段"


async def test_a_vote_in_a_channel_counts(telegram: FakeTelegram, stage: Stage) -> None:
    channel = telegram.channel("News", [stage.user])
    message = await stage.post(channel)
    assert await stage.told(message, telegram.user()) == WORDS.say("vote.up")
    assert labels(await channel.next_edit()) == ["看前後文", "👍 1", "👎"]


async def test_a_message_is_edited_once_in_a_while_and_shows_what_counts_in_the_end(
    telegram: FakeTelegram, stage: Stage
) -> None:
    message = await stage.post(stage.group)
    await stage.told(message, stage.user)
    await stage.group.next_edit()
    for nth in range(30):
        await stage.told(message, telegram.user(), up=nth % 3 > 0)
    assert stage.edits() == 1
    assert stage.gate.waited == [EDIT_EVERY_S]
    stage.gate.is_open.set()
    assert labels(await stage.group.next_edit()) == ["看前後文", "👍 21", "👎 10"]
    assert stage.edits() == 2
    stage.seconds += EDIT_EVERY_S
    assert await stage.told(message, stage.user) == WORDS.say("vote.taken-back")
    assert labels(await stage.group.next_edit()) == ["看前後文", "👍 20", "👎 10"]


async def test_what_still_waits_when_the_bot_stops_is_left(telegram: FakeTelegram, tmp_path: Path) -> None:
    del tmp_path
    counts = Counts(Gate().pause, lambda: 0.0)
    chat = telegram.group("Group", [])
    async with TelegramBot(telegram.token, f"{telegram.api_url}/bot") as bot:
        message = await bot.send_message(chat.id, "a")
        assert relabelled(None, ()) is None
        counts._edited[chat.id, message.message_id] = 0.0
        await counts.show(message, (), never)
        await counts.close()
    assert not counts._waiting


async def test_a_count_that_fails_is_logged_and_the_next_press_counts(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    message = await stage.post(stage.group)
    await stage.told(message, stage.user)
    await stage.group.next_edit()
    monkeypatch.setattr(type(stage.library.curating), "tally", None)
    await stage.told(message, stage.telegram.user())
    stage.gate.is_open.set()
    async with asyncio.timeout(5):
        while "counts" not in caplog.text:  # noqa: ASYNC110 - the log has no event
            await asyncio.sleep(0)
    stage.seconds += EDIT_EVERY_S
    await stage.told(message, stage.telegram.user())
    assert labels(await stage.group.next_edit()) == ["看前後文", "👍 3", "👎"]


async def test_an_edit_that_is_refused_does_no_harm(telegram: FakeTelegram) -> None:
    chat = telegram.group("Group", [])
    app = (
        ApplicationBuilder().token(telegram.token).base_url(f"{telegram.api_url}/bot").rate_limiter(Patience()).build()
    )
    async with app.bot as bot:
        message = await bot.send_message(chat.id, "a", reply_markup=keyboard(vote_buttons("abcdef")))
        (await chat.next_message()).deleted = True
        await Counts(Gate().pause, lambda: 0.0).show(message, vote_buttons("abcdef", Tally(1)), never)
    assert telegram.journal.of("editMessageReplyMarkup")


async def never() -> tuple[Button, ...]:
    raise AssertionError


async def test_only_what_was_edited_lately_is_remembered(monkeypatch: pytest.MonkeyPatch, stage: Stage) -> None:
    monkeypatch.setattr("handlers.telegram.counts._MANY", 0)
    message = await stage.post(stage.group)
    await stage.told(message, stage.user)
    assert labels(await stage.group.next_edit())[1] == "👍 1"


async def test_whoever_opted_out_is_told_that_their_vote_is_not_kept(stage: Stage) -> None:
    await stage.library.people.opt(f"telegram:{stage.user.id}", out=True)
    message = await stage.post(stage.group)
    assert "/privacy" in await stage.told(message, stage.user)
    assert await stage.tally() == Tally()


async def test_what_an_administrator_suggests_in_a_group_is_picked_and_what_others_do_waits(
    telegram: FakeTelegram, stage: Stage
) -> None:
    member = telegram.user()
    telegram.join(stage.group, member)
    telegram.say(stage.group, stage.user, "/daily set 09:00")
    await stage.group.next_message()
    telegram.say(stage.group, member, f"/clip {stage.clip.id}")
    opened = await stage.group.next_message()
    told = str((await telegram.press(opened, ":suggest:", member).answered())["text"])
    assert holds(told, "suggest.done")
    told = str((await telegram.press(opened, ":suggest:", stage.user).answered())["text"])
    assert holds(told, "suggest.is-picked")
    [found] = await stage.library.curating.suggestions(stage.place)
    assert found.suggestion.verdict is Verdict.APPROVED
