"""`bot.feed_ports.Web` by aiohttp: within limits of size, time and redirects, and to no address of the local network.

A name is resolved once and the connection made to the addresses that were looked at: a name that resolves otherwise a
moment later leads nowhere. This holds for each redirect again.
"""

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from importlib.metadata import version
from socket import AF_UNSPEC, AddressFamily
from typing import Final
from urllib.parse import urljoin

import aiohttp
from aiohttp.abc import ResolveResult
from yarl import URL

from bot.errors import FeedError
from bot.feed_model import Validators
from bot.feed_ports import Answer
from bot.web.addresses import is_public

MAX_REDIRECTS: Final = 8
CONNECTIONS: Final = 4
"""At once, to all servers together: a show's files lie on one as a rule, and it is somebody else's."""
_CHUNK_BYTES: Final = 64 * 1024
_REDIRECTS: Final = frozenset((301, 302, 303, 307, 308))
_PERMANENT: Final = frozenset((301, 308))
_SUCCESS: Final = 200
_CODINGS: Final = frozenset(("gzip", "x-gzip", "deflate"))
_EITHER_WRAPPER: Final = zlib.MAX_WBITS | 32
"""zlib tells gzip's header from its own: servers write either under either name."""
_ACCEPTED: Final = "application/rss+xml, application/xml;q=0.9, text/vtt;q=0.9, application/json;q=0.9, */*;q=0.8"


@asynccontextmanager
async def open_web(timeout_s: float, may_ask: Callable[[str], bool] = is_public) -> AsyncIterator["HttpWeb"]:
    """The web, until the block ends.

    Args:
        timeout_s: for a request with its redirects and all of its body.
        may_ask: whether a server with this numeric address may be asked.
    """
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=CONNECTIONS, resolver=_Resolver(may_ask)),
        headers={"User-Agent": f"naji/{version('naji')}", "Accept": _ACCEPTED, "Accept-Encoding": "gzip"},
        # Unpacked here, where its size is looked at while it grows.
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None),
    )
    async with session:
        yield HttpWeb(session, timeout_s, may_ask)


class HttpWeb:
    """See `open_web`."""

    def __init__(self, session: aiohttp.ClientSession, timeout_s: float, may_ask: Callable[[str], bool]) -> None:
        self._session = session
        self._timeout_s = timeout_s
        self._may_ask = may_ask

    async def get(self, url: str, since: Validators, max_bytes: int) -> Answer:
        """See `bot.feed_ports.Web`."""
        way = _Way(url)
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._follow(way, since, max_bytes)
        except TimeoutError as error:
            raise FeedError("feed.timeout", url=way.url, seconds=self._timeout_s) from error
        # ValueError: an address or a header that the library cannot read.
        except (aiohttp.ClientError, OSError, ValueError) as error:
            fault = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
            if isinstance(fault, _PrivateAddressError):
                raise FeedError("feed.private", url=way.url) from error
            raise FeedError("feed.unreachable", url=way.url, reason=_reason(fault)) from error

    async def _follow(self, way: "_Way", since: Validators, max_bytes: int) -> Answer:
        for _ in range(MAX_REDIRECTS + 1):
            url = self._checked(way.url)
            async with self._session.get(url, headers=_conditions(since), allow_redirects=False) as response:
                location = response.headers.get("Location")
                if response.status not in _REDIRECTS or not location:
                    return await _answer(response, way, max_bytes)
                way.turn(location, is_permanent=response.status in _PERMANENT)
        raise FeedError("feed.redirects", url=way.url, most=MAX_REDIRECTS)

    def _checked(self, written: str) -> URL:
        """The address, refused where it is none of the web, or a numeric one that may not be asked.

        The library's own reading of it counts, which makes 127.0.0.1 of full-width digits, too; what it takes for
        numeric it asks no resolver about.
        """
        url = URL(written)
        if url.scheme not in ("http", "https") or not url.host:
            raise FeedError("feed.address", url=written)
        if (":" in url.host or url.host.replace(".", "").isdigit()) and not self._may_ask(url.host):
            raise FeedError("feed.private", url=written)
        return url


class _Way:
    """Where a request stands, and whether all of its redirects so far were permanent."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.moved_to: str | None = None
        self._is_permanent = True

    def turn(self, location: str, *, is_permanent: bool) -> None:
        """Go on to where a redirect leads."""
        self.url = urljoin(self.url, location)
        self._is_permanent &= is_permanent
        if self._is_permanent:
            self.moved_to = self.url


class _PrivateAddressError(OSError):
    """A name that leads to where nothing may be asked."""


class _Resolver(aiohttp.ThreadedResolver):
    """The system's resolver, without the addresses that may not be asked: one of them spoils the name."""

    def __init__(self, may_ask: Callable[[str], bool]) -> None:
        super().__init__()
        self._may_ask = may_ask

    async def resolve(self, host: str, port: int = 0, family: AddressFamily = AF_UNSPEC) -> list[ResolveResult]:
        """The addresses of a name."""
        found = await super().resolve(host, port, family)
        if not all(self._may_ask(each["host"]) for each in found):
            raise _PrivateAddressError(host)
        return found


def _conditions(since: Validators) -> Mapping[str, str]:
    headers = {"If-None-Match": since.etag, "If-Modified-Since": since.modified}
    return {name: value for name, value in headers.items() if value}


async def _answer(response: aiohttp.ClientResponse, way: _Way, max_bytes: int) -> Answer:
    headers = response.headers
    return Answer(
        status=response.status,
        body=await _body(response, way.url, max_bytes) if response.status == _SUCCESS else b"",
        validators=Validators(headers.get("ETag"), headers.get("Last-Modified")),
        charset=response.charset or "",
        moved_to=way.moved_to,
        retry_after=headers.get("Retry-After", ""),
    )


async def _body(response: aiohttp.ClientResponse, url: str, max_bytes: int) -> bytes:
    coding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in (*_CODINGS, "identity", ""):
        raise FeedError("feed.coding", url=url)
    unpacking = zlib.decompressobj(_EITHER_WRAPPER) if coding in _CODINGS else None
    body = bytearray()
    is_cut_off = False
    try:
        async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
            # One byte more than allowed tells that there is more, however much a bomb would unpack to.
            body += unpacking.decompress(chunk, max_bytes + 1 - len(body)) if unpacking else chunk
            is_cut_off = unpacking is not None and not unpacking.eof
            if len(body) > max_bytes:
                raise FeedError("feed.too_large", url=url, most=max_bytes // 1_000_000)
    except zlib.error as error:
        raise FeedError("feed.coding", url=url) from error
    if is_cut_off:
        raise FeedError("feed.coding", url=url)
    return bytes(body)


def _reason(error: Exception) -> str:
    """What the system or the library says, on a line; the name of the error where it says nothing."""
    said = error.strerror if isinstance(error, OSError) else None
    return " ".join((said or str(error) or type(error).__name__).split())
