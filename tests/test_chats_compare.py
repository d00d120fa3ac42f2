"""The chats side by side: nobody has a function that the others lack."""

import pytest

from handlers.discord.commands import commands
from handlers.discord.places import Interaction
from handlers.functions import FUNCTIONS, Asked, Function, Values, described, named_in
from handlers.locale import words_for
from handlers.telegram.commands import menu
from tests.small_library import GUILD


async def unused(interaction: Interaction, function: Function, values: Values, *, is_public: bool) -> None:
    raise AssertionError(interaction, function, values, is_public)


@pytest.mark.parametrize("language", ["zh-TW", "en"])
def test_console_discord_and_telegram_offer_the_same(language: str) -> None:
    words = words_for(language)
    typed = {line.split()[0].removeprefix("/") for line in described(Asked(GUILD, "a:1", words)).text.splitlines()[1:]}
    discord = {command.name for command in commands(unused, words)}
    telegram = {command.command for command in menu(words)}
    assert discord == telegram == {function.name.split()[0] for function in FUNCTIONS}
    assert discord <= typed
    assert all(named_in(function.name) == (function, "") for function in FUNCTIONS)
