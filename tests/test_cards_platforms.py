"""Cards and trends in the chats, end to end: the console, and against the fake platforms, over the real store."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.model import EpisodeFacts
from handlers.asking import Bot
from handlers.console import Session, chat
from handlers.locale import words_for
from handlers.terminal import PLAIN
from storage.sqlite import open_store
from tests.card_shelf import TALKS, Shelf, talk
from tests.discord_chat import online, shown
from tests.fake_discord import FakeDiscord, Guild, Message
from tests.fake_telegram import FakeTelegram
from tests.fake_telegram import Message as TelegramMessage
from tests.telegram_house import TelegramHouse

CARD = "EP2 · 慢下來的座鐘"
BESIDE = ("上一集：EP1", "下一集：EP3")


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Shelf]:
    async with await open_store(tmp_path / "naji.db") as store:
        built = await Shelf(store).fill()
        await built.tell_all()
        yield built


# ---------------------------------------------------------------- the console


async def typed(bot: Bot, *lines: str) -> list[str]:
    """What is answered to each line."""
    said: list[str] = []

    async def source() -> AsyncIterator[str]:
        for line in lines:
            yield line

    await chat(source(), said.append, bot, Session(words_for("zh-TW"), PLAIN, interactive=False))
    return said[1:]


async def test_a_card_is_opened_left_and_come_back_to_in_the_console(shelf: Shelf) -> None:
    card, clip, back, before, after = await typed(shelf.bot(), "/episode show:repairs 第二集", "1", "0", "<", ">")
    assert CARD in card
    assert "[1]  [<] 上一集：EP1  [>] 下一集：EP3" in card
    assert "「擒縱輪」" in clip
    assert back == card
    assert "EP1 · 修一把雨傘" in before
    assert CARD in after


async def test_an_episode_is_chosen_in_the_console(shelf: Shelf) -> None:
    choice, card = await typed(shelf.bot(), "/episode 傘", "2")
    assert "[1]  [2]" in choice
    assert "作坊裡的傘骨" in card


async def test_a_topic_is_followed_in_the_console(shelf: Shelf) -> None:
    trend, place, last = await typed(shelf.bot(), "/trend 傘骨", "2", "/trend")
    assert "1 repairs EP1 ██████████ 12\n2 secret EP1 ████████████ 15\n" in trend
    assert "「傘骨」" in place
    assert "/trend 護城河" in last


# ---------------------------------------------------------------- Discord


async def asked(fake: FakeDiscord, guild: Guild, command: str, **options: str) -> Message:
    return await (await fake.people.slash(guild.channel, guild.owner, command, options)).answer()


async def pressed(fake: FakeDiscord, guild: Guild, message: Message, label: str) -> str:
    """What stands in the message after its button was pressed."""
    await (await fake.people.press(message, message.labelled(label), guild.owner)).answer()
    return shown(message.embeds[0])


@pytest.mark.io
async def test_every_button_of_a_card_answers_on_discord(fake: FakeDiscord, shelf: Shelf) -> None:
    guild = fake.world.guild("群")
    async with online(fake, shelf.bot(), shelf.store):
        message = await asked(fake, guild, "episode", which="第二集")
        assert CARD in shown(message.embeds[0])
        assert "[00:20](https://repairs.example/e2-clock%28a%29#t=20) 第 1 段" in shown(message.embeds[0])
        for label, said in (("1", "「擒縱輪」"), ("回到這一集", CARD), (BESIDE[0], "雨傘"), ("下一集：EP2", CARD)):
            assert said in await pressed(fake, guild, message, label)
        assert "老收音機" in await pressed(fake, guild, message, BESIDE[1])


@pytest.mark.io
async def test_an_episode_is_chosen_and_a_show_named_on_discord(fake: FakeDiscord, shelf: Shelf) -> None:
    await shelf.put("repairs", "e8", talk(TALKS["e1-umbrella"]), EpisodeFacts(8, "又一把雨傘"))
    guild = fake.world.guild("群")
    async with online(fake, shelf.bot(), shelf.store):
        message = await asked(fake, guild, "episode", which="雨傘")
        assert "又一把雨傘" in await pressed(fake, guild, message, "2")
        assert "EP8" in shown((await asked(fake, guild, "episode", which="8", show="repairs")).embeds[0])
        assert "secret" in shown((await asked(fake, guild, "episode", which="8", show="secret")).embeds[0])


@pytest.mark.io
async def test_every_button_of_a_trend_answers_on_discord(fake: FakeDiscord, shelf: Shelf) -> None:
    guild = fake.world.guild("群")
    async with online(fake, shelf.bot(), shelf.store):
        for label in ("1", "7", "最後一次提到"):
            message = await asked(fake, guild, "trend", term="熱茶", show="repairs")
            assert "████████████ 30" in shown(message.embeds[0])
            assert "「熱茶」" in await pressed(fake, guild, message, label)
        assert "/trend 護城河" in shown((await asked(fake, guild, "trend", term="？")).embeds[0])


# ---------------------------------------------------------------- Telegram


def tap(telegram: FakeTelegram, message: TelegramMessage, label: str) -> None:
    """Press the button of just this label: what buttons carry is random and may hold it, too."""
    [data] = [each["callback_data"] for each in message.buttons if each["text"] == label]
    telegram.press_data(message, data)


@pytest.mark.io
async def test_every_button_of_a_card_answers_on_telegram(telegram: FakeTelegram, shelf: Shelf) -> None:
    user = telegram.user()
    private = telegram.private(user)
    house = TelegramHouse(telegram)
    async with house.running(house.chat(shelf.bot())):
        telegram.say(private, user, "/episode 第二集")
        message = await private.next_message()
        assert CARD in message.text
        assert message.labels == ["1", *BESIDE]
        for label, said in (("1", "「擒縱輪」"), ("回到這一集", CARD), (BESIDE[0], "雨傘"), ("下一集：EP2", CARD)):
            tap(telegram, message, label)
            assert said in (await private.next_edit()).text
        tap(telegram, message, BESIDE[1])
        assert "老收音機" in (await private.next_edit()).text


@pytest.mark.io
async def test_an_episode_is_chosen_on_telegram(telegram: FakeTelegram, shelf: Shelf) -> None:
    await shelf.put("repairs", "e8", talk(TALKS["e1-umbrella"]), EpisodeFacts(8, "又一把雨傘"))
    user = telegram.user()
    private = telegram.private(user)
    house = TelegramHouse(telegram)
    async with house.running(house.chat(shelf.bot())):
        telegram.say(private, user, "/episode 雨傘")
        message = await private.next_message()
        tap(telegram, message, "2")
        assert "又一把雨傘" in (await private.next_edit()).text


@pytest.mark.io
async def test_every_button_of_a_trend_answers_on_telegram(telegram: FakeTelegram, shelf: Shelf) -> None:
    user = telegram.user()
    private = telegram.private(user)
    house = TelegramHouse(telegram)
    async with house.running(house.chat(shelf.bot())):
        for label in ("1", "7", "最後一次提到"):
            telegram.say(private, user, "/trend 熱茶")
            message = await private.next_message()
            assert "████████████ 30" in message.text
            tap(telegram, message, label)
            assert "「熱茶」" in (await private.next_edit()).text
