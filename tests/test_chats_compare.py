"""The chats side by side: nobody has a function that the others lack."""

import pytest

from handlers.asking import Asked, Bot
from handlers.console import respond
from handlers.discord.commands import commands
from handlers.functions import FUNCTIONS, answer, described, named_in
from handlers.locale import words_for
from handlers.telegram.commands import Heard, call_in
from handlers.telegram.menus import menu
from tests.small_library import GUILD, OPEN_SHOW, SmallLibrary, house, lines_of


async def unused(*what: object, **more: object) -> None:
    raise AssertionError(what, more)


async def test_console_discord_and_telegram_search_in_the_same_words() -> None:
    """What Discord has fields for is typed elsewhere, and asks the same."""
    held = SmallLibrary()
    held.add(OPEN_SHOW, "one", lines_of(3))
    held.add(OPEN_SHOW, "two", lines_of(7))
    quotes = house(held, ["aaaaaa"] * 9).quotes
    bot = Bot(quotes, house(held).clips, lambda _episode, _start_ms: None)
    asked = Asked(GUILD, "a:1", words_for("zh-TW"))
    text = "ep:two 護城河"
    console = await respond(bot, asked, text, ())
    call = call_in(Heard(f"/quote {text}", "naji", is_private=True))
    assert call is not None
    assert call.function is not None
    telegram = await answer(bot, asked, call.function.name, call.values)
    discord = await answer(bot, asked, "quote", {"text": "護城河", "episode": "two"})
    assert console.text == telegram.text == discord.text
    assert "/ 7" in discord.text


@pytest.mark.parametrize("language", ["zh-TW", "en"])
def test_console_discord_and_telegram_offer_the_same(language: str) -> None:
    words = words_for(language)
    lines = described(Asked(GUILD, "a:1", words, may_manage=True)).text.splitlines()
    typed = {line.split()[0].removeprefix("/") for line in lines if line.startswith("/")}
    discord = {command.name for command in commands(unused, words)}
    telegram = {command.command for command in menu(words)}
    assert discord == telegram == {function.name.split()[0] for function in FUNCTIONS}
    assert discord <= typed
    assert all(named_in(function.name) == (function, "") for function in FUNCTIONS)
