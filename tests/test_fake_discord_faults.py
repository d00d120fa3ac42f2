"""What goes wrong in the fake Discord: unknown routes, bad requests, and trouble on demand."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.fake_discord import ApiError, FakeClock, FakeDiscord, Guild, rate_limited
from tests.fake_discord.bare import BareClient
from tests.fake_discord.problems import MISSING_ACCESS, UNAUTHORIZED

pytestmark = pytest.mark.io
JSON = "application/json"


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as platform:
        yield platform


@pytest.fixture
async def bare(fake: FakeDiscord) -> AsyncIterator[BareClient]:
    async with BareClient(fake) as client:
        yield client


@pytest.fixture
def guild(fake: FakeDiscord) -> Guild:
    return fake.world.guild("群")


@pytest.fixture
def path(guild: Guild) -> str:
    return f"/channels/{guild.channel.id}/messages"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/channels", 404), ("PUT", "/users/@me", 405), ("POST", "/auth/logout", 404)],
)
async def test_an_unknown_route_or_method_fails_the_test(method: str, path: str, status: int) -> None:
    with pytest.raises(AssertionError, match=f"no such route: {method}"):
        async with FakeDiscord() as fake, BareClient(fake) as bare:
            assert (await bare.ask(method, path)).status == status


async def test_a_path_outside_the_api_fails_the_test(fake: FakeDiscord, bare: BareClient) -> None:
    assert (await bare.ask("GET", "/../v9/users/@me")).status == 404
    assert len(fake.complaints()) == 1
    fake.rest.mistakes.clear()


async def test_a_strict_fake_fails_the_test_for_a_refused_request() -> None:
    with pytest.raises(AssertionError, match="50035"):
        async with FakeDiscord(strict=True) as fake, BareClient(fake) as bare:
            await bare.ask("POST", f"/channels/{fake.world.guild('群').channel.id}/messages", {"content": "字" * 2001})


async def stumble() -> None:
    async with FakeDiscord() as fake, BareClient(fake) as bare:
        await bare.ask("GET", "/nothing")
        raise ZeroDivisionError


async def test_an_error_inside_the_block_is_not_covered_by_the_fake_s_own() -> None:
    with pytest.raises(ZeroDivisionError):
        await stumble()


async def test_a_fault_of_the_fake_itself_fails_the_test(fake: FakeDiscord, bare: BareClient) -> None:
    assert (await bare.ask("POST", "/users/@me/channels", {})).status == 418
    assert "KeyError" in fake.complaints()[0]
    fake.rest.mistakes.clear()


async def test_answers_have_exactly_the_content_type_and_a_bucket(bare: BareClient, path: str) -> None:
    for reply in (await bare.ask("GET", "/users/@me"), await bare.ask("POST", path, {})):
        assert reply.headers["Content-Type"] == JSON
        assert int(reply.headers["X-RateLimit-Remaining"]) > 0
        assert reply.headers["X-RateLimit-Bucket"]


async def test_a_wrong_token_is_unauthorised(bare: BareClient) -> None:
    reply = await bare.ask("GET", "/users/@me", token="wrong")
    assert (reply.status, reply.body) == (401, {"message": "401: Unauthorized", "code": 0})


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "text/plain", "application/x-www-form-urlencoded"])
async def test_a_body_of_another_content_type_is_refused(
    fake: FakeDiscord, bare: BareClient, path: str, kind: str
) -> None:
    headers = {"Authorization": f"Bot {fake.token}", "Content-Type": kind}
    assert (await bare.send("POST", path, '{"content": "x"}', headers)).code == 50035


async def test_a_body_that_is_no_json_is_refused(fake: FakeDiscord, bare: BareClient, path: str) -> None:
    headers = {"Authorization": f"Bot {fake.token}", "Content-Type": JSON}
    assert (await bare.send("POST", path, '{"content": ', headers)).code == 50109


async def test_a_file_in_a_form_becomes_an_attachment(
    fake: FakeDiscord, bare: BareClient, guild: Guild, path: str
) -> None:
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", '{"content": "x"}')
    form.add_field("files[0]", b"sound", filename="clip.ogg", content_type="application/octet-stream")
    reply = await bare.send("POST", path, form, {"Authorization": f"Bot {fake.token}"})
    assert (reply.body["attachments"][0]["filename"], reply.body["attachments"][0]["size"]) == ("clip.ogg", 5)
    assert fake.posts(guild.channel)[0].files == {"clip.ogg": b"sound"}


async def test_an_unknown_part_of_a_form_is_refused(fake: FakeDiscord, bare: BareClient, path: str) -> None:
    form = aiohttp.FormData()
    form.add_field("document", b"x", filename="a")
    assert (await bare.send("POST", path, form, {"Authorization": f"Bot {fake.token}"})).field == "document"


@pytest.mark.parametrize(
    "error", [ApiError(*UNAUTHORIZED), ApiError(*MISSING_ACCESS), ApiError(502, 0, "502: Bad Gateway")]
)
async def test_a_refusal_on_demand_is_met_as_often_as_asked_for(
    bare: BareClient, fake: FakeDiscord, path: str, error: ApiError
) -> None:
    fault = fake.refuse("POST", path, error, times=2)
    replies = [await bare.ask("POST", path, {"content": "甲"}) for _ in range(3)]
    assert [reply.status for reply in replies] == [error.status, error.status, 200]
    assert replies[0].code == error.code
    assert fault.met == 2
    assert fake.rest.refusals == []


async def test_a_rate_limit_says_how_long_and_how_far(bare: BareClient, fake: FakeDiscord, path: str) -> None:
    fake.refuse("POST", path, rate_limited(0.5))
    fake.refuse("POST", path, rate_limited(2, everywhere=True))
    fake.refuse("POST", path, rate_limited(2, by_proxy=True))
    one, all_of_it, proxy = [await bare.ask("POST", path, {"content": "甲"}) for _ in range(3)]
    assert (one.status, one.body["retry_after"], one.body["global"]) == (429, 0.5, False)
    assert (one.headers["Retry-After"], one.headers["X-RateLimit-Remaining"]) == ("0.5", "0")
    assert (all_of_it.body["global"], all_of_it.headers["X-RateLimit-Global"]) == (True, "true")
    assert ("Via" in one.headers, "Via" in proxy.headers) == (True, False)


async def test_a_held_request_delays_no_other(bare: BareClient, fake: FakeDiscord, guild: Guild, path: str) -> None:
    held = fake.hold("POST", path)
    slow = asyncio.create_task(bare.ask("POST", path, {"content": "甲"}))
    await held.reached()
    assert (await bare.ask("GET", path)).body == []
    held.release()
    assert (await slow).status == 200
    assert len(fake.posts(guild.channel)) == 1


async def test_a_held_answer_comes_late_to_what_was_done(
    bare: BareClient, fake: FakeDiscord, guild: Guild, path: str
) -> None:
    held = fake.hold("POST", path, done_first=True)
    slow = asyncio.create_task(bare.ask("POST", path, {"content": "甲"}))
    await held.reached()
    assert len(fake.posts(guild.channel)) == 1
    held.release()
    assert (await slow).status == 200


async def test_a_lost_answer_breaks_the_connection_after_the_deed(
    bare: BareClient, fake: FakeDiscord, guild: Guild, path: str
) -> None:
    fake.lose_answer("POST", path)
    with pytest.raises(aiohttp.ClientError):
        await bare.ask("POST", path, {"content": "甲"})
    assert len(fake.posts(guild.channel)) == 1


async def test_servers_roles_members_and_people_are_told(bare: BareClient, fake: FakeDiscord, guild: Guild) -> None:
    assert (await bare.ask("GET", "/gateway/bot")).body["url"] == fake.gateway_url
    assert (await bare.ask("GET", "/oauth2/applications/@me")).body["id"] == fake.world.me.id
    assert (await bare.ask("GET", f"/users/{guild.owner.id}")).body["username"] == guild.owner.name
    assert (await bare.ask("GET", f"/channels/{guild.channel.id}")).body["name"] == "general"
    assert (await bare.ask("GET", f"/guilds/{guild.id}/members/{guild.owner.id}")).body["roles"] == []
    assert (await bare.ask("GET", f"/guilds/{guild.id}/members/1")).code == 10007
    assert len((await bare.ask("GET", f"/guilds/{guild.id}/roles")).body) == 2
    assert len((await bare.ask("GET", f"/guilds/{guild.id}/channels")).body) == 1
    assert (await bare.ask("GET", "/users/1")).code == 10013


def test_ids_rise_with_every_call_and_with_the_clock() -> None:
    clock = FakeClock()
    first, second = int(clock.snowflake()), int(clock.snowflake())
    clock.advance(0.001)
    later = int(clock.snowflake())
    assert first < second < later
    assert (later >> 22) - (second >> 22) == 1
