"""What is said and logged when an answer on Discord goes wrong."""

import logging

import pytest

from bot.errors import StoreError
from handlers import functions
from handlers.asking import Asked, Bot, Function, Values
from handlers.discord.client import DiscordChat
from handlers.discord.wire import Connection
from handlers.locale import words_for
from handlers.messages import Reply
from tests.discord_chat import Naps, answered, bot_over, library, online, quote, reached, running
from tests.fake_discord import ApiError, FakeDiscord, Guild, rate_limited
from tests.fake_discord.problems import MISSING_PERMISSIONS
from tests.small_library import SmallLibrary

pytestmark = pytest.mark.io
QUOTE = {"text": "護城河"}
WORDS = words_for("zh-TW")


@pytest.fixture
def store() -> SmallLibrary:
    return library()


@pytest.fixture(autouse=True)
def logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


def breaking(error: Exception) -> Function:
    async def broken(_bot: Bot, _asked: Asked, _values: Values) -> Reply:
        raise error

    return Function("random", (), "help.random", broken)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    table = {**functions.BY_NAME, "random": breaking(ZeroDivisionError("x"))}
    monkeypatch.setattr(functions, "BY_NAME", table)


def incident_in(caplog: pytest.LogCaptureFixture) -> str:
    [record] = [record for record in caplog.records if record.exc_info]
    return record.message.split("編號 ")[1][:8]


@pytest.mark.usefixtures("broken")
async def test_what_nobody_expected_is_logged_and_told_with_the_same_number(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    async with online(fake, bot_over(store), store):
        asked = await fake.people.slash(guild.channel, guild.owner, "random")
        told = await answered(asked)
        assert incident_in(caplog) in told
        assert "ZeroDivisionError" in caplog.text
        assert "1–5 / 12" in await quote(fake, guild)


async def test_a_press_that_breaks_is_told_beside_what_stands_there(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    async with online(fake, bot_over(store), store):
        asked = await fake.people.slash(guild.channel, guild.owner, "quote", QUOTE)
        message = await asked.answer()
        store.searches = None  # type: ignore[assignment]  # the fault
        pressed = await fake.people.press(message, message.labelled("下一頁"), guild.owner)
        told = await answered(pressed)
        assert incident_in(caplog) in told
        assert len(message.edits) == 1


async def test_trouble_with_the_store_is_told_as_its_sentence(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    async def choose() -> Bot:
        raise StoreError("store.busy", path="/x/naji.db")

    connection = Connection(fake.token, fake.api_url, fake.gateway_url)
    async with running(DiscordChat(connection, choose, store, WORDS, Naps().pace())):
        await fake.gateway.ready()
        assert "/x/naji.db" in await quote(fake, guild)
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("path", [r"/interactions/.*", r"/webhooks/.*"])
async def test_an_answer_that_discord_does_not_take_is_a_line_in_the_log(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    async with online(fake, bot_over(store), store):
        for method in ("POST", "PATCH"):
            fake.refuse(method, path, ApiError(*MISSING_PERMISSIONS))
        await fake.people.slash(guild.channel, guild.owner, "quote", QUOTE)
        await reached(lambda: "Discord 沒有收下" in caplog.text)
    assert "Traceback" not in caplog.text


@pytest.mark.usefixtures("broken")
async def test_a_sentence_that_cannot_be_told_is_a_line_in_the_log(
    fake: FakeDiscord, guild: Guild, store: SmallLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    async with online(fake, bot_over(store), store):
        fake.refuse("PATCH", r"/webhooks/.*", ApiError(*MISSING_PERMISSIONS))
        await fake.people.slash(guild.channel, guild.owner, "random")
        await reached(lambda: "Discord 沒有收下" in caplog.text)


async def test_a_rate_limit_on_an_answer_is_waited_out(fake: FakeDiscord, guild: Guild, store: SmallLibrary) -> None:
    async with online(fake, bot_over(store), store):
        fault = fake.refuse("PATCH", r"/webhooks/.*", rate_limited(0.01))
        assert "1–5 / 12" in await quote(fake, guild)
        assert fault.met == 1
