"""The web, asked for real: redirects, limits, packing, and addresses that are never asked."""

import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable
from socket import AF_INET

import aiohttp
import pytest
from aiohttp import web

from bot.errors import FeedError
from bot.feed_model import NO_VALIDATORS, Validators
from bot.feed_ports import Answer
from bot.web.addresses import is_any, is_public
from bot.web.client import MAX_REDIRECTS, HttpWeb, open_web
from tests.feed_server import FeedServer, feed_server, redirect, reply

MB = 1_000_000

# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "240.0.0.1",
        "192.0.2.1",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::808:808",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "localhost",
        "",
    ],
)
def test_an_address_of_this_machine_or_its_network_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


def test_every_address_is_any() -> None:
    assert is_any("127.0.0.1")


# ---------------------------------------------------------------- asking


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with feed_server() as running:
        yield running


@pytest.fixture
async def client() -> AsyncIterator[HttpWeb]:
    async with open_web(10, is_any) as opened:
        yield opened


async def refused(client: HttpWeb, url: str, max_bytes: int = MB) -> FeedError:
    with pytest.raises(FeedError) as caught:
        await client.get(url, NO_VALIDATORS, max_bytes)
    return caught.value


async def get(client: HttpWeb, url: str, since: Validators = NO_VALIDATORS) -> Answer:
    return await client.get(url, since, MB)


@pytest.mark.io
async def test_a_document_comes_with_what_to_ask_with_the_next_time(server: FeedServer, client: HttpWeb) -> None:
    server.replies["/f"] = reply(200, b"body", ETag='"x"', Last_Modified="yesterday", Content_Type="a/b; charset=Big5")

    answer = await get(client, f"{server.base}/f")

    assert answer == Answer(200, b"body", Validators('"x"', "yesterday"), "Big5")


@pytest.mark.io
async def test_what_it_was_given_is_sent_back(server: FeedServer, client: HttpWeb) -> None:
    server.replies["/f"] = reply(304)

    answer = await get(client, f"{server.base}/f", Validators('"x"', "yesterday"))

    assert answer.status == 304
    assert (server.headers[0]["If-None-Match"], server.headers[0]["If-Modified-Since"]) == ('"x"', "yesterday")
    assert server.headers[0]["User-Agent"].startswith("naji/")


@pytest.mark.io
@pytest.mark.parametrize("status", [404, 410, 429, 500, 503])
async def test_what_is_no_success_comes_without_a_body(server: FeedServer, client: HttpWeb, status: int) -> None:
    server.replies["/f"] = reply(status, b"sorry", Retry_After="7")

    answer = await get(client, f"{server.base}/f")

    assert (answer.status, answer.body, answer.retry_after) == (status, b"", "7")


@pytest.mark.io
@pytest.mark.parametrize(
    ("statuses", "ends"),
    [((301,), "/1"), ((308, 301), "/2"), ((302,), None), ((301, 302), "/1"), ((302, 301), None), ((307, 303), None)],
)
async def test_a_move_is_for_good_as_far_as_every_step_is(
    server: FeedServer, client: HttpWeb, statuses: tuple[int, ...], ends: str | None
) -> None:
    for nth, status in enumerate(statuses):
        server.replies[f"/{nth}"] = redirect(f"/{nth + 1}", status)
    server.pages[f"/{len(statuses)}"] = b"here"

    answer = await get(client, f"{server.base}/0")

    assert answer.body == b"here"
    assert answer.moved_to == (server.base + ends if ends else None)


@pytest.mark.io
async def test_a_redirect_that_leads_nowhere_is_an_answer(server: FeedServer, client: HttpWeb) -> None:
    server.replies["/f"] = reply(302)

    assert (await get(client, f"{server.base}/f")).status == 302


@pytest.mark.io
async def test_redirects_have_an_end(server: FeedServer, client: HttpWeb) -> None:
    server.replies["/f"] = redirect("/f", 301)

    error = await refused(client, f"{server.base}/f")

    assert (error.code, error.values["most"]) == ("feed.redirects", MAX_REDIRECTS)
    assert len(server.asked) == MAX_REDIRECTS + 1


# ---------------------------------------------------------------- packing and limits


@pytest.mark.io
@pytest.mark.parametrize(
    ("coding", "pack"),
    [("gzip", gzip.compress), ("X-GZIP", gzip.compress), ("deflate", zlib.compress), ("identity", bytes)],
)
async def test_a_packed_document_is_unpacked(
    server: FeedServer, client: HttpWeb, coding: str, pack: Callable[[bytes], bytes]
) -> None:
    server.replies["/f"] = reply(200, pack(b"tea" * 1000), Content_Encoding=coding)

    assert (await get(client, f"{server.base}/f")).body == b"tea" * 1000


@pytest.mark.io
@pytest.mark.parametrize(
    ("coding", "body"),
    [("br", b"x"), ("gzip", b"no gzip"), ("gzip", gzip.compress(b"tea" * 1000, mtime=0)[:20])],
    ids=["unknown", "damaged", "cut off"],
)
async def test_what_cannot_be_unpacked_is_refused(
    server: FeedServer, client: HttpWeb, coding: str, body: bytes
) -> None:
    server.replies["/f"] = reply(200, body, Content_Encoding=coding)

    assert (await refused(client, f"{server.base}/f")).code == "feed.coding"


@pytest.mark.io
async def test_a_bomb_is_stopped_at_the_limit(server: FeedServer, client: HttpWeb) -> None:
    bomb = gzip.compress(bytes(100 * MB), compresslevel=1)
    server.replies["/f"] = reply(200, bomb, Content_Encoding="gzip")

    tracemalloc.start()
    try:
        error = await refused(client, f"{server.base}/f", 2 * MB)
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert len(bomb) < MB
    assert peak_bytes < 8 * MB
    assert (error.code, error.values["most"]) == ("feed.too_large", 2)


@pytest.mark.io
async def test_a_document_may_be_as_large_as_the_limit_and_no_larger(server: FeedServer, client: HttpWeb) -> None:
    server.pages["/f"] = bytes(MB)
    server.pages["/g"] = bytes(MB + 1)

    assert len((await get(client, f"{server.base}/f")).body) == MB
    assert (await refused(client, f"{server.base}/g")).code == "feed.too_large"


@pytest.mark.io
async def test_a_body_without_end_is_stopped_at_the_limit(server: FeedServer, client: HttpWeb) -> None:
    assert (await refused(client, f"{server.base}/endless")).code == "feed.too_large"


@pytest.mark.io
async def test_a_server_that_takes_too_long_is_left(server: FeedServer) -> None:
    async with open_web(0.05, is_any) as hasty:
        error = await refused(hasty, f"{server.base}/slow")

    assert (error.code, error.values) == ("feed.timeout", {"url": f"{server.base}/slow", "seconds": 0.05})


# ---------------------------------------------------------------- what is not asked


@pytest.mark.parametrize(
    "url", ["", "feed.xml", "file:///etc/passwd", "ftp://a.example/", "gopher://a.example/", "http://", "//a.example/"]
)
async def test_what_is_no_address_of_the_web_is_not_asked(client: HttpWeb, url: str) -> None:
    assert (await refused(client, url)).code == "feed.address"


@pytest.mark.parametrize("url", ["http://[", "http://a.example:99999/", "http://a\u2100b.example/"])
async def test_an_address_that_cannot_be_written_is_not_reached(client: HttpWeb, url: str) -> None:
    assert (await refused(client, url)).code == "feed.unreachable"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "[::1]",
        "192.168.1.1",
        "169.254.169.254",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "１２７.０.０.１",
        "127。0。0。1",
        "①②⑦.⓪.⓪.①",
        "127.0.0.1.",
        "127.1",
        "2130706433",
        "[fe80::1%25eth0]",
    ],
)
async def test_a_numeric_address_of_the_local_network_is_not_asked(host: str) -> None:
    async with open_web(5) as public:
        assert (await refused(public, f"http://{host}/feed")).code == "feed.private"


@pytest.mark.io
async def test_a_name_that_leads_to_the_local_network_is_not_asked(server: FeedServer) -> None:
    url = server.base.replace("127.0.0.1", "localhost")
    async with open_web(5) as public:
        error = await refused(public, f"{url}/f")

    assert (error.code, error.values["url"]) == ("feed.private", f"{url}/f")
    assert server.asked == []


@pytest.mark.io
async def test_one_address_of_the_local_network_spoils_a_name(
    server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def both(*_: object, **__: object) -> list[dict[str, object]]:
        port = int(server.base.rpartition(":")[2])
        common = {"port": port, "family": AF_INET, "proto": 0, "flags": 0, "hostname": "tea.example"}
        return [{**common, "host": host} for host in ("93.184.216.34", "127.0.0.1")]

    monkeypatch.setattr(aiohttp.ThreadedResolver, "resolve", both)
    async with open_web(5) as public:
        assert (await refused(public, "http://tea.example/f")).code == "feed.private"
    assert server.asked == []


@pytest.mark.io
async def test_a_name_that_may_be_asked_is(server: FeedServer, client: HttpWeb) -> None:
    server.pages["/f"] = b"here"

    assert (await get(client, server.base.replace("127.0.0.1", "localhost") + "/f")).body == b"here"


@pytest.mark.io
@pytest.mark.parametrize("target", ["http://127.0.0.2:{port}/f", "http://localhost:{port}/f", "file:///etc/passwd"])
@pytest.mark.parametrize("status", [301, 302])
async def test_a_redirect_leads_to_no_other_place_than_an_address_may(
    server: FeedServer, target: str, status: int
) -> None:
    port = server.base.rpartition(":")[2]
    server.pages["/f"] = b"secret"
    server.replies["/r"] = redirect(target.format(port=port), status)
    # The server's own address stands for the internet: by its number only, as no name leads there in this test.
    asked: list[str] = []

    def only_the_first(address: str) -> bool:
        asked.append(address)
        return asked == ["127.0.0.1"]

    async with open_web(5, only_the_first) as careful:
        error = await refused(careful, f"{server.base}/r")

    assert error.code in ("feed.private", "feed.address")
    assert [path for path, _ in server.asked] == ["/r"]


@pytest.mark.io
async def test_where_nobody_listens_is_not_reached(client: HttpWeb) -> None:
    async with feed_server() as gone:
        url = gone.base

    error = await refused(client, f"{url}/f")

    assert error.code == "feed.unreachable"
    assert error.values["reason"]


async def test_a_name_that_nobody_can_have_is_not_reached(client: HttpWeb) -> None:
    # DNS has no label of more than 63 letters, so nobody is asked for it.
    assert (await refused(client, f"http://{'x' * 64}.example/f")).code == "feed.unreachable"


@pytest.mark.io
async def test_a_body_that_breaks_off_is_no_document(server: FeedServer, client: HttpWeb) -> None:
    def broken_off(_: web.Request) -> web.StreamResponse:
        response = web.Response(body=b"tea")
        response.headers["Content-Length"] = "300"
        response.force_close()
        return response

    server.replies["/f"] = broken_off

    assert (await refused(client, f"{server.base}/f")).code == "feed.unreachable"
