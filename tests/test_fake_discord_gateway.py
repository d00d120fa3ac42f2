"""The fake Discord's gateway, met with a bare client."""

from collections.abc import AsyncIterator

import pytest

from tests.fake_discord import FakeDiscord
from tests.fake_discord.bare import BareClient
from tests.fake_discord.gateway import CONTENT, DIRECT_MESSAGES, GUILD_MESSAGES, GUILDS, MEMBERS

pytestmark = pytest.mark.io


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as platform:
        yield platform


@pytest.fixture
async def bare(fake: FakeDiscord) -> AsyncIterator[BareClient]:
    async with BareClient(fake) as client:
        yield client


async def test_hello_comes_first_and_heartbeats_are_acknowledged(fake: FakeDiscord, bare: BareClient) -> None:
    link = await bare.connect()
    assert (await link.hello())["d"] == {"heartbeat_interval": fake.gateway.heartbeat_ms}
    await link.say(1, None)
    assert (await link.hear())["op"] == 11


async def test_identifying_brings_ready_and_the_servers(fake: FakeDiscord, bare: BareClient) -> None:
    guild = fake.world.guild("群")
    link = await bare.identify(GUILDS)
    assert link.ready["user"]["id"] == fake.world.me.id
    assert link.ready["resume_gateway_url"] == fake.gateway_url
    assert link.ready["guilds"] == [{"id": guild.id, "unavailable": True}]
    arrived = await link.event("GUILD_CREATE")
    assert [channel["name"] for channel in arrived["channels"]] == ["general"]


async def test_the_stream_is_compressed_where_asked_for(bare: BareClient, fake: FakeDiscord) -> None:
    fake.world.guild("群")
    link = await bare.connect("?v=10&encoding=json&compress=zlib-stream")
    await link.hello()
    await link.say(2, {"token": fake.token, "intents": 1, "properties": {}})
    await link.event("READY")
    assert (await link.event("GUILD_CREATE"))["name"] == "群"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"token": "wrong", "intents": 1}, 4004),
        ({"intents": MEMBERS}, 4014),
        ({"intents": CONTENT}, 4014),
        ({"intents": 1 << 40}, 4013),
        ({"intents": "all"}, 4013),
    ],
)
async def test_a_bad_identification_closes_the_connection(
    fake: FakeDiscord, bare: BareClient, data: dict[str, object], code: int
) -> None:
    link = await bare.connect()
    await link.hello()
    await link.say(2, {"token": fake.token, "properties": {}, **data})
    assert await link.hear() == {"closed": code}


async def test_an_enabled_privileged_intent_is_granted(fake: FakeDiscord, bare: BareClient) -> None:
    fake.gateway.enabled_intents = CONTENT
    assert (await bare.identify(GUILDS | CONTENT)).ready["session_id"]


async def test_speaking_before_identifying_closes_the_connection(bare: BareClient) -> None:
    link = await bare.connect()
    await link.hello()
    await link.say(3, {})
    assert await link.hear() == {"closed": 4003}


async def test_identifying_twice_closes_the_connection(fake: FakeDiscord, bare: BareClient) -> None:
    link = await bare.identify()
    await link.say(2, {"token": fake.token, "intents": 1})
    assert await link.hear() == {"closed": 4005}


async def test_an_unknown_opcode_fails_the_test(fake: FakeDiscord, bare: BareClient) -> None:
    link = await bare.identify()
    await link.say(99, {})
    assert await link.hear() == {"closed": 4001}
    assert fake.complaints() == ["gateway was sent opcode 99"]
    fake.gateway.mistakes.clear()


async def test_what_is_no_payload_fails_the_test(fake: FakeDiscord, bare: BareClient) -> None:
    link = await bare.identify()
    await link.socket.send_str("{")
    assert await link.hear() == {"closed": 4002}
    assert len(fake.gateway.mistakes) == 1
    fake.gateway.mistakes.clear()


@pytest.mark.parametrize("query", ["", "?v=9&encoding=json", "?v=10&encoding=etf", "?v=10&encoding=json&compress=x"])
async def test_another_version_or_encoding_fails_the_test(fake: FakeDiscord, bare: BareClient, query: str) -> None:
    link = await bare.connect(query)
    assert await link.hear() == {"closed": 4012}
    assert len(fake.gateway.mistakes) == 1
    fake.gateway.mistakes.clear()


async def test_a_session_is_resumed_with_what_it_missed(fake: FakeDiscord, bare: BareClient) -> None:
    guild = fake.world.guild("群")
    link = await bare.identify(GUILDS | GUILD_MESSAGES)
    await link.event("GUILD_CREATE")
    await fake.gateway.drop(1011)
    assert await link.hear() == {"closed": 1011}
    await fake.gateway.left()
    await fake.people.say(guild.channel, guild.owner, "甲")
    again = await bare.connect()
    await again.hello()
    await again.say(6, {"token": fake.token, "session_id": link.ready["session_id"], "seq": link.sequence})
    assert (await again.event("MESSAGE_CREATE"))["author"]["id"] == guild.owner.id
    await again.event("RESUMED")


async def test_a_session_closed_by_its_client_is_invalid(fake: FakeDiscord, bare: BareClient) -> None:
    link = await bare.identify()
    await link.close(1000)
    await fake.gateway.left()
    again = await bare.connect()
    await again.hello()
    await again.say(6, {"token": fake.token, "session_id": link.ready["session_id"], "seq": 1})
    told = await again.hear()
    assert (told["op"], told["d"]) == (9, False)


async def test_an_invalidated_session_cannot_be_resumed(fake: FakeDiscord, bare: BareClient) -> None:
    link = await bare.identify()
    await fake.gateway.invalidate()
    assert (await link.hear())["op"] == 9
    assert fake.gateway.sessions == {}


async def test_reconnecting_is_asked_for_and_garbage_sent_on_demand(fake: FakeDiscord, bare: BareClient) -> None:
    link = await bare.identify()
    await fake.gateway.ask_to_reconnect()
    assert (await link.hear())["op"] == 7
    await fake.gateway.send_garbage("{nonsense")
    assert (await link.socket.receive()).data == "{nonsense"


async def test_the_first_connections_are_refused_on_demand(fake: FakeDiscord, bare: BareClient) -> None:
    fake.gateway.refused_connects = 1
    with pytest.raises(Exception, match="503"):
        await bare.connect()
    assert (await bare.identify()).ready
    assert fake.gateway.connects == 2


async def test_messages_are_told_to_those_with_the_intent(fake: FakeDiscord, bare: BareClient) -> None:
    guild = fake.world.guild("群")
    deaf, hearing = await bare.identify(0), await bare.identify(GUILD_MESSAGES | DIRECT_MESSAGES)
    await fake.people.say(guild.channel, guild.owner, "甲")
    await fake.people.say(fake.world.direct(guild.owner), guild.owner, "乙")
    assert [(await hearing.event("MESSAGE_CREATE"))["content"] for _ in range(2)] == ["", "乙"]
    await deaf.say(1, None)
    assert (await deaf.hear())["op"] == 11


async def test_without_the_content_intent_only_mentions_have_their_text(fake: FakeDiscord, bare: BareClient) -> None:
    fake.gateway.enabled_intents = CONTENT
    guild = fake.world.guild("群")
    plain, privileged = await bare.identify(GUILD_MESSAGES), await bare.identify(GUILD_MESSAGES | CONTENT)
    for content in ("甲", f"<@{fake.world.me.id}> 乙"):
        await fake.people.say(guild.channel, guild.owner, content)
    assert [(await plain.event("MESSAGE_CREATE"))["content"][-1:] for _ in range(2)] == ["", "乙"]
    assert [(await privileged.event("MESSAGE_CREATE"))["content"][-1:] for _ in range(2)] == ["甲", "乙"]


async def test_a_shard_hears_of_its_own_servers(fake: FakeDiscord, bare: BareClient) -> None:
    guilds = []
    for name in "甲乙":
        fake.clock.advance(0.001)
        guilds.append(fake.world.guild(name))
    for number in range(2):
        link = await bare.identify(GUILDS, shard=[number, 2])
        own = [guild.id for guild in guilds if (int(guild.id) >> 22) % 2 == number]
        assert [held["id"] for held in link.ready["guilds"]] == own
        assert len(own) == 1


async def test_members_are_told_when_asked_for(fake: FakeDiscord, bare: BareClient) -> None:
    guild = fake.world.guild("群")
    link = await bare.identify(GUILDS)
    await link.event("GUILD_CREATE")
    await link.say(8, {"guild_id": guild.id, "user_ids": [guild.owner.id], "limit": 1})
    chunk = await link.event("GUILD_MEMBERS_CHUNK")
    assert [member["user"]["id"] for member in chunk["members"]] == [guild.owner.id]


async def test_joining_and_leaving_a_server_is_told(fake: FakeDiscord, bare: BareClient) -> None:
    link = await bare.identify(GUILDS)
    guild = fake.world.foreign_guild("新")
    await fake.join_guild(guild)
    assert "unavailable" not in await link.event("GUILD_CREATE")
    assert (await bare.ask("DELETE", f"/users/@me/guilds/{guild.id}")).status == 204
    assert await link.event("GUILD_DELETE") == {"id": guild.id}
