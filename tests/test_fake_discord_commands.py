"""Rules of application commands in the fake Discord, met with a bare client."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.fake_discord import FakeDiscord
from tests.fake_discord.bare import BareClient

pytestmark = pytest.mark.io

Json = dict[str, Any]


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as platform:
        yield platform


@pytest.fixture
async def bare(fake: FakeDiscord) -> AsyncIterator[BareClient]:
    async with BareClient(fake) as client:
        yield client


@pytest.fixture
def path(fake: FakeDiscord) -> str:
    return f"/applications/{fake.world.me.id}/commands"


def command(**parts: Any) -> Json:
    return {"name": "quote", "description": "找一句話", **parts}


def option(**parts: Any) -> Json:
    return {"type": 3, "name": "text", "description": "字", **parts}


def options(*held: Json) -> list[Json]:
    return [command(options=list(held))]


def numbered(count: int, make: Any) -> list[Json]:
    return [make(name=f"n{number}") for number in range(count)]


def choices(count: int, **parts: Any) -> Json:
    return option(choices=[{"name": str(number), "value": "v", **parts} for number in range(count)])


def under(kind: int, name: str, *held: Json) -> Json:
    return {"type": kind, "name": name, "description": "字", "options": list(held)}


LIMITS: list[tuple[str, list[Json], list[Json], str]] = [
    ("lower-case names", [command(name="找句子")], [command(name="Quote")], "0.name"),
    ("names without spaces", [command(name="a-b_c")], [command(name="a b")], "0.name"),
    ("names of 32", [command(name="n" * 32)], [command(name="n" * 33)], "0.name"),
    ("names of something", [command(name="n")], [command(name="")], "0.name"),
    ("description of 100", [command(description="字" * 100)], [command(description="字" * 101)], "0.description"),
    ("a description", [command()], [{"name": "quote"}], "0.description"),
    ("known keys", [command(nsfw=False)], [command(cooldown=1)], "0.cooldown"),
    ("locales that exist", [command(name_localizations={"zh-TW": "找"})], [command(name_localizations={"zh": "找"})],
     "0.name_localizations.zh"),
    ("lower-case in each language", [command(name_localizations={"fr": "mot"})],
     [command(name_localizations={"fr": "Mot"})], "0.name_localizations.fr"),
    ("25 options", [command(options=numbered(25, option))], [command(options=numbered(26, option))], "0.options"),
    ("option names once", options(option()), options(option(), option()), "0.options"),
    ("lower-case option names", options(option()), options(option(name="Text")), "0.options.0.name"),
    ("required options first", options(option(required=True), option(name="b")),
     options(option(), option(name="b", required=True)), "0.options"),
    ("25 choices", options(choices(25)), options(choices(26)), "0.options.0.choices"),
    ("choice value of 100", options(choices(1, value="v" * 100)), options(choices(1, value="v" * 101)),
     "0.options.0.choices.0.value"),
    ("choice name of 100", options(choices(1, name="v" * 100)), options(choices(1, name="v" * 101)),
     "0.options.0.choices.0.name"),
    ("choices or autocomplete", options(option(autocomplete=True)),
     options({**choices(1), "autocomplete": True}), "0.options.0"),
    ("option types that exist", options(option(type=7)), options(option(type=12)), "0.options.0.type"),
    ("groups of subcommands", options(under(2, "a", under(1, "b", option()))),
     options(under(2, "a", under(2, "b", option()))), "0.options.0.options.0.type"),
    ("subcommands hold no subcommands", options(under(1, "a", option())), options(under(1, "a", under(1, "b"))),
     "0.options.0.options.0.type"),
    ("subcommands apart from options", options(under(1, "a")), options(under(1, "a"), option()), "0.options"),
    ("localised description of 100", [command(description_localizations={"en-US": "n" * 100})],
     [command(description_localizations={"en-US": "n" * 101})], "0.description_localizations.en-US"),
    ("option description of 100", options(option(description="字" * 100)), options(option(description="字" * 101)),
     "0.options.0.description"),
    ("localised choices of 100", options(choices(1, name_localizations={"en-US": "n" * 100})),
     options(choices(1, name_localizations={"en-US": "n" * 101})), "0.options.0.choices.0.name_localizations.en-US"),
    ("texts of 6,000", options(option(max_length=6000)), options(option(max_length=6001)), "0.options.0.max_length"),
    ("contexts that exist", [command(contexts=[0, 1, 2])], [command(contexts=[3])], "0.contexts.0"),
    ("menu names", [{"name": "R " + "n" * 30, "type": 3}], [{"name": "n" * 33, "type": 3}], "0.name"),
    ("menus without options", [{"name": "a", "type": 3}], [{"name": "a", "type": 3, "options": []}], "0.options"),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "field"), [case[1:] for case in LIMITS], ids=[case[0] for case in LIMITS])
async def test_commands_are_taken_up_to_the_limit_and_not_past_it(
    bare: BareClient, path: str, good: list[Json], bad: list[Json], field: str
) -> None:
    taken = await bare.ask("PUT", path, good)
    refused = await bare.ask("PUT", path, bad)
    assert (taken.status, refused.status, refused.code) == (200, 400, 50035), taken.body
    assert refused.field == field


@pytest.mark.parametrize(
    "bad",
    [
        [command(), command()],
        numbered(101, command),
        [{"name": str(number), "type": 3} for number in range(6)],
        [{"name": str(number), "type": 2} for number in range(6)],
    ],
    ids=["twice", "101 commands", "six menus of messages", "six menus of people"],
)
async def test_too_many_commands_are_refused(bare: BareClient, path: str, bad: list[Json]) -> None:
    assert (await bare.ask("PUT", path, bad)).code == 50035


async def test_a_command_is_of_8_000_characters_at_most(bare: BareClient, path: str) -> None:
    def long(size: int) -> list[Json]:
        held = [{"name": f"{number:0100}", "value": "v" * 100} for number in range(39)]
        whole = options(option(choices=held[:20]), option(name="b", choices=held[20:]))
        others = sum(map(len, ("quote", "text", "字", "b", "字")))
        return [{**whole[0], "description": "字" * (size - 39 * 200 - others)}]

    assert (await bare.ask("PUT", path, long(7900))).status == 200
    more = option(name="c", description="字" * 99)
    longest, too_long = long(7900)[0], long(7901)[0]
    for body in (longest, too_long):
        body["options"].append(more)
    assert (await bare.ask("PUT", path, [longest])).status == 200
    assert (await bare.ask("PUT", path, [too_long])).field == "0"


async def test_an_overwrite_keeps_ids_and_changes_versions_of_what_changed(bare: BareClient, path: str) -> None:
    first = (await bare.ask("PUT", path, [command(), command(name="random")])).body
    second = (await bare.ask("PUT", path, [command(description="別的"), command(name="random")])).body
    assert [held["id"] for held in first] == [held["id"] for held in second]
    assert first[0]["version"] != second[0]["version"]
    assert first[1]["version"] == second[1]["version"]
    assert (await bare.ask("GET", path)).body == second


async def test_200_commands_are_created_a_day(fake: FakeDiscord, bare: BareClient, path: str) -> None:
    for batch in range(2):
        assert (await bare.ask("PUT", path, [command(name=f"b{batch}-{n}") for n in range(100)])).status == 200
    assert (await bare.ask("PUT", path, [command()])).code == 30034
    fake.clock.advance(86_400)
    assert (await bare.ask("PUT", path, [command()])).status == 200


async def test_a_server_has_commands_of_its_own(fake: FakeDiscord, bare: BareClient, path: str) -> None:
    guild = fake.world.guild("群")
    own = path.replace("/commands", f"/guilds/{guild.id}/commands")
    held = (await bare.ask("PUT", own, [command()])).body[0]
    assert held["guild_id"] == guild.id
    assert (await bare.ask("GET", path)).body == []
    assert (await bare.ask("GET", f"{own}/{held['id']}")).body == held
    assert (await bare.ask("DELETE", f"{own}/{held['id']}")).status == 204
    assert (await bare.ask("GET", f"{own}/{held['id']}")).code == 10063
    assert fake.application.syncs == {guild.id: 1}


async def test_another_application_s_commands_are_out_of_reach(bare: BareClient) -> None:
    assert (await bare.ask("PUT", "/applications/1/commands", [])).code == 50001


async def test_permissions_come_back_as_text(bare: BareClient, path: str) -> None:
    held = (await bare.ask("PUT", path, [command(default_member_permissions=32)])).body[0]
    assert held["default_member_permissions"] == "32"
