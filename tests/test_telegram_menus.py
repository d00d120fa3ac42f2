"""The menus of commands, alone and on the fake platform."""

import pytest

from handlers.functions import FUNCTIONS
from handlers.locale import words_for
from handlers.telegram import menus as module
from handlers.telegram.menus import digest, menu, menus
from handlers.telegram.render import MAX_MENU_DESCRIPTION_UNITS
from tests.fake_telegram import FakeTelegram, server_error
from tests.telegram_house import TelegramHouse, answers

CHINESE, ENGLISH = words_for("zh-TW"), words_for("en")
ALL = 9
"""Three kinds of chats in Chinese, in English and for all others."""


def first_words(*, for_managers: bool) -> list[str]:
    listed = (each.name.split()[0] for each in FUNCTIONS if for_managers or not each.for_managers)
    return list(dict.fromkeys(listed))


def test_the_menu_lists_every_command_once() -> None:
    assert [command.command for command in menu(ENGLISH)] == first_words(for_managers=True)


def test_the_menu_of_those_who_do_not_manage_lists_what_they_may_use() -> None:
    offered = {command.command: command.description for command in menu(ENGLISH, for_managers=False)}
    assert list(offered) == first_words(for_managers=False)
    assert "corrections" not in offered
    told = (ENGLISH.say(f"help.daily-{what}") for what in ("list", "history", "suggest"))
    assert offered["daily"] == ", ".join(told)


def test_the_menu_describes_all_that_a_first_word_begins() -> None:
    alias = next(each for each in menu(ENGLISH) if each.command == "alias")
    said = [ENGLISH.say(each.help_key) for each in FUNCTIONS if each.name.startswith("alias ")]
    assert alias.description == ", ".join(said)


def test_the_menu_says_in_short_what_many_commands_are_for() -> None:
    daily = next(each for each in menu(ENGLISH) if each.command == "daily")
    assert daily.description == ENGLISH.say("help.daily")


def test_the_menu_is_no_longer_than_telegram_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FUNCTIONS", FUNCTIONS * 20)
    assert all(len(each.description) <= MAX_MENU_DESCRIPTION_UNITS for each in menu(ENGLISH))


def test_there_is_a_menu_for_each_language_and_one_for_all_others() -> None:
    private = {each.letters: each.commands for each in menus("en") if each.scope.type == "all_private_chats"}
    assert private.keys() == {None, "zh", "en"}
    assert private[None] == private["en"] == menu(ENGLISH)
    assert private["zh"] == menu(CHINESE)


def test_the_digest_changes_with_the_menus() -> None:
    assert digest(list(menus("en"))) == digest(list(menus("en")))
    assert digest(list(menus("en"))) != digest(list(menus("zh-TW")))


@pytest.mark.io
async def test_the_menus_are_in_both_languages_and_show_managers_more(telegram: FakeTelegram) -> None:
    house = TelegramHouse(telegram)
    async with house.running():
        await telegram.called("setMyCommands", ALL)
        for code, words in (("zh-hant", CHINESE), ("en", ENGLISH), ("fr", CHINESE)):
            owner, member = telegram.user(language_code=code), telegram.user(language_code=code)
            group = telegram.group("Group", [owner, member])
            for user, chat, for_managers in (
                (owner, telegram.private(owner), True),
                (owner, group, True),
                (member, group, False),
            ):
                shown = [each["description"] for each in telegram.menu(user, chat)]
                assert shown == [each.description for each in menu(words, for_managers=for_managers)]


@pytest.mark.io
async def test_the_menus_are_set_again_only_where_they_have_changed(
    telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = TelegramHouse(telegram)
    house.fill()
    async with house.running():
        await telegram.called("setMyCommands", ALL)
        await answers(telegram)
    async with house.running():
        await answers(telegram)
    assert len(telegram.journal.of("setMyCommands")) == ALL
    monkeypatch.setattr(module, "FUNCTIONS", FUNCTIONS[:3])
    async with house.running():
        await telegram.called("setMyCommands", 2 * ALL)


@pytest.mark.io
async def test_menus_that_could_not_all_be_set_are_set_at_the_next_start(telegram: FakeTelegram) -> None:
    house = TelegramHouse(telegram)
    house.fill()
    telegram.fail("setMyCommands", server_error())
    async with house.running():
        await answers(telegram)
    assert house.notes.memory == {}
    async with house.running():
        await telegram.called("setMyCommands", 1 + ALL)
