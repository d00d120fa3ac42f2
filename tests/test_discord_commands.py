"""The table of functions as Discord's commands: definitions, languages, who is offered what, and when they are sent."""

from dataclasses import replace
from typing import Any

import discord
import pytest
from discord import app_commands

from handlers import functions
from handlers.asking import Asked, Bot, Function, Parameter, Values
from handlers.discord import commands as offered
from handlers.functions import BY_NAME, FUNCTIONS
from handlers.locale import words_for
from handlers.messages import Reply, sentences
from tests.discord_chat import answered, bot_over, library, online
from tests.fake_discord import ApiError, FakeDiscord
from tests.fake_discord.command_rules import SLASH, check_commands
from tests.fake_discord.problems import TOO_MANY_CREATED
from tests.fake_discord.world import MANAGE_GUILD

GLOBAL = ""


async def echo(_bot: Bot, asked: Asked, values: Values) -> Reply:
    return sentences(f"{asked.channel} {asked.may_manage} {dict(values)}")


TIME, PLACE = Parameter("time", "help.clip-id"), Parameter("place", "help.quote-text", is_required=False)
MANAGED = (
    Function("weekly set", (TIME, PLACE), "help.random", echo, for_managers=True),
    Function("weekly list", (), "help.help", echo, for_managers=True),
)


@pytest.fixture
def with_managed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(functions, "FUNCTIONS", (*FUNCTIONS, *MANAGED))
    monkeypatch.setattr(functions, "BY_NAME", {**BY_NAME, **{each.name: each for each in MANAGED}})


async def unused(*what: object, **more: object) -> None:
    raise AssertionError(what, more)


async def definitions(language: str = "zh-TW") -> dict[str, dict[str, Any]]:
    client = discord.Client(intents=discord.Intents.none())
    tree = app_commands.CommandTree(client)
    for command in offered.commands(unused, words_for(language)):
        tree.add_command(command)
    told = await offered.definitions(tree)
    check_commands(told)
    assert all(isinstance(each, dict) for each in told)
    return {each["name"]: each for each in told if isinstance(each, dict)}


async def test_discord_offers_every_function_with_its_parameters() -> None:
    told = await definitions()
    assert list(told) == list(dict.fromkeys(function.name.split()[0] for function in FUNCTIONS))
    for function in FUNCTIONS:
        first, *rest = function.name.split()
        options = told[first]["options"]
        if rest:
            [options] = [held["options"] for held in options if [held["name"]] == rest]
        wanted = [(parameter.name, parameter.is_required) for parameter in function.parameters]
        if not function.for_managers and function.name not in ("help", "report", "saved", "privacy", "daily suggest"):
            wanted.append(("public", False))
        assert [(option["name"], option["required"]) for option in options] == wanted


async def test_descriptions_and_options_speak_both_languages_and_names_stay() -> None:
    quote = (await definitions())["quote"]
    chinese, english = words_for("zh-TW"), words_for("en")
    assert quote["description"] == chinese.say("help.quote")
    assert quote["description_localizations"]["zh-TW"] == chinese.say("help.quote")
    assert quote["description_localizations"]["zh-CN"] == words_for("zh-CN").say("help.quote")
    assert quote["description_localizations"]["en-GB"] == english.say("help.quote")
    assert "fr" not in quote["description_localizations"]
    assert quote["name_localizations"] == {}
    text, *_, public = quote["options"]
    assert (text["name"], text["name_localizations"]["zh-TW"], text["name_localizations"]["en-US"]) == (
        "text",
        chinese.say("option.text"),
        english.say("option.text"),
    )
    assert public["description_localizations"]["en-US"] == english.say("discord.public")


async def test_others_read_the_operators_language() -> None:
    assert (await definitions("en"))["quote"]["description"] == words_for("en").say("help.quote")


async def test_what_everybody_uses_is_offered_everywhere() -> None:
    quote = (await definitions())["quote"]
    assert (quote["contexts"], quote["integration_types"]) == ([0, 1, 2], [0, 1])
    assert quote["default_member_permissions"] is None


@pytest.mark.usefixtures("with_managed")
async def test_two_words_are_a_subcommand_and_managers_functions_are_offered_to_them_in_servers() -> None:
    weekly = (await definitions())["weekly"]
    assert [(held["name"], held["type"]) for held in weekly["options"]] == [("set", 1), ("list", 1)]
    assert [option["name"] for option in weekly["options"][0]["options"]] == ["time", "place"]
    assert [option["required"] for option in weekly["options"][0]["options"]] == [True, False]
    assert (weekly["contexts"], weekly["integration_types"]) == ([0, 1], [0])
    assert weekly["default_member_permissions"] == MANAGE_GUILD
    assert weekly["description"]


@pytest.mark.usefixtures("with_managed")
async def test_a_group_where_something_is_for_everybody_is_offered_to_everybody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(functions, "FUNCTIONS", (MANAGED[0], replace(MANAGED[1], for_managers=False)))
    weekly = (await definitions())["weekly"]
    assert weekly["contexts"] == [0, 1, 2]
    assert [option["name"] for option in weekly["options"][1]["options"]] == ["public"]


async def test_a_digest_changes_with_what_is_told() -> None:
    told = list((await definitions()).values())
    assert offered.digest(told) == offered.digest(list((await definitions()).values()))
    assert offered.digest(told) != offered.digest(told[1:])
    assert offered.digest(told) != offered.digest(list((await definitions("en")).values()))


# ---------------------------------------------------------------- over the wire


@pytest.mark.io
async def test_commands_are_sent_once_and_again_only_when_they_changed(
    fake: FakeDiscord, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = library()
    for _ in range(2):
        async with online(fake, bot_over(store), store):
            assert fake.application.syncs == {GLOBAL: 1}
    monkeypatch.setattr(functions, "FUNCTIONS", (*FUNCTIONS, *MANAGED))
    async with online(fake, bot_over(store), store):
        assert fake.application.syncs == {GLOBAL: 2}
    assert "weekly" in [held["name"] for held in fake.application.commands[GLOBAL]]


@pytest.mark.io
async def test_commands_that_discord_refuses_are_sent_again_next_time(
    fake: FakeDiscord, caplog: pytest.LogCaptureFixture
) -> None:
    store = library()
    fake.refuse("PUT", r"/applications/\d+/commands", ApiError(*TOO_MANY_CREATED))
    async with online(fake, bot_over(store), store):
        assert fake.application.syncs == {}
    assert "指令清單" in caplog.text
    assert "Traceback" not in caplog.text
    async with online(fake, bot_over(store), store):
        assert fake.application.syncs == {GLOBAL: 1}


@pytest.mark.io
@pytest.mark.usefixtures("with_managed")
async def test_a_managers_function_knows_its_channel_and_who_may_manage(fake: FakeDiscord) -> None:
    store, guild = library(), fake.world.guild("群")
    moderator = fake.world.user("乙")
    fake.world.member(guild, moderator, fake.world.role(guild, "mod", MANAGE_GUILD))
    async with online(fake, bot_over(store), store):
        asked = await fake.people.slash(guild.channel, moderator, "weekly set", {"time": "09:00"})
        assert await answered(asked) == f"{guild.channel.id} True {{'time': '09:00'}}"
        assert asked.private
        listed = await fake.people.slash(guild.channel, moderator, "weekly list")
        assert await answered(listed) == f"{guild.channel.id} True {{}}"


@pytest.mark.io
@pytest.mark.usefixtures("with_managed")
async def test_a_managers_function_refuses_whoever_lost_the_right(fake: FakeDiscord) -> None:
    store, guild = library(), fake.world.guild("群")
    listener = fake.world.user("乙")
    fake.world.member(guild, listener)
    async with online(fake, bot_over(store), store):
        fake.application.find("weekly", SLASH, None)["default_member_permissions"] = None
        asked = await fake.people.slash(guild.channel, listener, "weekly set", {"time": "09:00"})
        assert "管理" in await answered(asked)


@pytest.mark.io
async def test_a_command_that_is_no_more_answers_with_a_sentence(
    fake: FakeDiscord, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, guild = library(), fake.world.guild("群")
    async with online(fake, bot_over(store), store):
        before = fake.application.commands[GLOBAL]
    monkeypatch.setattr(functions, "FUNCTIONS", FUNCTIONS[1:])
    async with online(fake, bot_over(store), store):
        fake.application.commands[GLOBAL] = before
        asked = await fake.people.slash(guild.channel, guild.owner, "quote", {"text": "護城河"})
        assert await answered(asked) == words_for("zh-TW").say("discord.stale")
        assert asked.private


async def test_every_option_has_a_name_in_both_languages() -> None:
    for command in (await definitions()).values():
        for option in command["options"]:
            for leaf in option.get("options", [option]):
                assert {"zh-TW", "en-US"} <= set(leaf["name_localizations"]), leaf["name"]
