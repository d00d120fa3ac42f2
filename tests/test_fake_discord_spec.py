"""The published description of Discord's API as a witness against the fake and its clients."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.fake_discord import FakeDiscord
from tests.fake_discord.bare import BareClient
from tests.fake_discord.problems import Json
from tests.fake_discord.rest import Exchange
from tests.fake_discord.witness import spec, told, witness
from tests.fake_discord.world import ANNOUNCEMENT, FORUM
from tests.openapi import OpenApi, nameless, plain

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.io,
    pytest.mark.skipif(spec() is None, reason="the API descriptions beside the project are missing"),
]
MESSAGES = "/channels/{channel_id}/messages"
CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"


@pytest.fixture
def api() -> OpenApi:
    found = spec()
    assert found is not None
    return found


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as platform:
        yield platform


@pytest.fixture
async def bare(fake: FakeDiscord) -> AsyncIterator[BareClient]:
    async with BareClient(fake) as client:
        yield client


def choices(count: int) -> Json:
    return {"type": 8, "data": {"choices": [{"name": str(number), "value": "v"} for number in range(count)]}}


def in_row(**parts: Any) -> Json:
    item = {"type": 2, "style": 1, "label": "甲", "custom_id": "a", **parts}
    return {"components": [{"type": 1, "components": [item]}]}


CAUGHT = [
    (MESSAGES, {"embeds": [{"title": "字" * 257}]}),
    (MESSAGES, {"embeds": [{"description": "字" * 4097}]}),
    (MESSAGES, {"embeds": [{"fields": [{"name": "甲", "value": "乙"}] * 26}]}),
    (MESSAGES, {"embeds": [{"footer": {"text": "字" * 2049}}]}),
    (MESSAGES, {"embeds": [{}] * 11}),
    (MESSAGES, {"content": "甲", "nonce": "n" * 26}),
    (MESSAGES, in_row(label="字" * 81)),
    (MESSAGES, in_row(custom_id="字" * 101)),
    (MESSAGES, {"content": 7}),
    (CALLBACK, choices(26)),
    (CALLBACK, {"type": 99}),
]


@pytest.mark.parametrize(("template", "body"), CAUGHT)
def test_a_wrong_request_is_caught(api: OpenApi, template: str, body: Json) -> None:
    assert api.request("POST", template, {}, body)


@pytest.mark.parametrize(
    ("template", "body"),
    [(MESSAGES, {"content": "甲"}), (MESSAGES, in_row()), (CALLBACK, choices(25)), (CALLBACK, {"type": 5})],
)
def test_a_right_request_is_not(api: OpenApi, template: str, body: Json) -> None:
    assert api.request("POST", template, {}, body) == []


def test_what_is_not_described_is_caught(api: OpenApi) -> None:
    assert api.request("GET", "/nothing", {}, None) == ["GET /nothing is not described"]
    assert api.answer("GET", "/nothing", 200, None) == ["GET /nothing is not described"]
    assert api.answer("GET", "/users/@me", 302, None) == ["GET /users/@me 302 is not described"]
    assert api.request("GET", MESSAGES, {"offset": "1"}, None) == [f"GET {MESSAGES}: query offset is not described"]
    assert api.request("GET", MESSAGES, {"limit": "101"}, None)
    assert api.request("GET", "/users/@me", {}, {}) == ["GET /users/@me: no body is described"]
    assert api.answer("DELETE", MESSAGES + "/{message_id}", 204, {})


def test_a_wrong_answer_is_caught(api: OpenApi) -> None:
    assert api.answer("GET", "/users/@me", 200, {"id": "1"})
    assert api.answer("GET", "/users/@me", 404, {"code": "x"})
    assert list(told(api, "MESSAGE_CREATE", {"id": "1"}))


async def test_every_route_of_the_fake_is_described(api: OpenApi, fake: FakeDiscord) -> None:
    missing = [route for route in fake.rest._routes if api.operation(route.method, route.template) is None]
    assert missing == []


async def test_every_answer_of_the_fake_is_as_described(fake: FakeDiscord, bare: BareClient) -> None:
    guild = fake.world.guild("群")
    thread = fake.world.channel(guild, "串", parent=guild.channel)
    channels = [fake.world.channel(guild, "a", ANNOUNCEMENT), fake.world.channel(guild, "f", FORUM), thread]
    mine = f"/applications/{fake.world.me.id}/commands"
    option = {"type": 3, "name": "text", "description": "字"}
    await bare.ask("PUT", mine, [{"name": "a", "description": "b", "options": [option]}, {"name": "m", "type": 3}])
    paths = [
        *("/gateway/bot", "/users/@me", "/oauth2/applications/@me", "/applications/@me", mine),
        *(f"/channels/{channel.id}" for channel in [guild.channel, *channels]),
        *(f"/guilds/{guild.id}{part}" for part in ("", "/channels", "/roles", f"/members/{guild.owner.id}")),
        *(f"/users/{guild.owner.id}", "/channels/1", "/guilds/1"),
    ]
    for path in paths:
        await bare.ask("GET", path)
    direct = (await bare.ask("POST", "/users/@me/channels", {"recipient_id": guild.owner.id})).body["id"]
    await talk(bare, f"/channels/{guild.channel.id}/messages", guild.owner.id)
    await bare.ask("POST", f"/channels/{direct}/messages", {"content": "甲"})
    await bare.ask("POST", f"/channels/{direct}/typing")
    assert list(witness(fake)) == []


async def talk(bare: BareClient, path: str, user: str) -> None:
    menu = {"type": 3, "custom_id": "m", "options": [{"label": "甲", "value": "1"}]}
    body = {**in_row(emoji={"name": "🔎"}), "content": f"<@{user}>", "embeds": [{"title": "甲", "color": 1}]}
    body["components"].append({"type": 1, "components": [menu]})
    one = (await bare.ask("POST", path, body)).body["id"]
    await bare.ask("PATCH", f"{path}/{one}", {"content": "乙"})
    await bare.ask("PUT", f"{path}/pins/{one}")
    for listed in (path, f"{path}/pins", f"{path}/{one}"):
        await bare.ask("GET", listed)
    await bare.ask("POST", path, {"content": "丙", "message_reference": {"message_id": one}})
    await bare.ask("POST", path, {"content": "字" * 2001})
    await bare.ask("DELETE", f"{path}/{one}")


async def test_every_event_of_the_fake_is_as_described(fake: FakeDiscord, bare: BareClient) -> None:
    guild = fake.world.guild("群")
    fake.world.channel(guild, "串", parent=guild.channel)
    await bare.ask("PUT", f"/applications/{fake.world.me.id}/commands", [{"name": "a", "description": "b"}])
    await bare.identify()
    for channel in (guild.channel, fake.world.direct(guild.owner), list(guild.channels.values())[-1]):
        asked = await fake.people.slash(channel, guild.owner, "a")
        answer = {"type": 4, "data": in_row()}
        await bare.ask("POST", f"/interactions/{asked.id}/{asked.token}/callback?with_response=1", answer)
        pressed = await fake.people.press(await asked.answer(), "a", guild.owner)
        await bare.ask("POST", f"/interactions/{pressed.id}/{pressed.token}/callback?with_response=1", {"type": 5})
        await bare.ask("POST", f"/webhooks/{fake.world.me.id}/{pressed.token}", {"content": "甲"})
        await fake.people.say(channel, guild.owner, "甲")
    assert {event for event, _ in fake.gateway.sent} == {"GUILD_CREATE", "INTERACTION_CREATE", "MESSAGE_CREATE"}
    assert list(witness(fake)) == []


async def test_the_witness_speaks_up(fake: FakeDiscord) -> None:
    fake.rest.exchanges.append(Exchange("POST", MESSAGES, "", {}, {"content": 7}, 200, {"id": 7}))
    fake.gateway.sent.append(("MESSAGE_CREATE", {}))
    assert len(list(witness(fake))) == 3


def test_paths_are_compared_without_the_names_of_their_parameters() -> None:
    assert nameless("/a/{b}/c") == nameless("/a/{d}/c")
    assert [plain(value) for value in ("true", "12", "1477832815411200014")] == [True, 12, "1477832815411200014"]
