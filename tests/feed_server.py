"""A real server on this machine that plays a feed's, and logs what it was asked."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256

from aiohttp import web

Reply = Callable[[web.Request], web.StreamResponse]


@dataclass
class FeedServer:
    """Answers with what stands in `pages`, each with an ETag; `replies` are made by hand, and stand before them.

    Attributes:
        base: such as `http://127.0.0.1:4711`.
        asked: method and path of the requests, with the status that each was answered with.
        held: requests to `/slow` wait until it is set.
    """

    base: str = ""
    pages: dict[str, bytes] = field(default_factory=dict)
    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    held: asyncio.Event = field(default_factory=asyncio.Event)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer a request."""
        self.headers.append(dict(request.headers))
        if request.path == "/slow":
            await self.held.wait()
        if request.path == "/endless":
            return await self._stream(request)
        response = self._made(request)
        self.asked.append((request.path, response.status))
        async with self.news:
            self.news.notify_all()
        return response

    async def called(self, path: str, status: int) -> None:
        """Wait until a request for this path was answered so."""
        async with self.news:
            await self.news.wait_for(lambda: (path, status) in self.asked)

    def _made(self, request: web.Request) -> web.StreamResponse:
        if request.path in self.replies:
            return self.replies[request.path](request)
        page = self.pages.get(request.path)
        if page is None:
            return web.Response(status=404)
        mark = f'"{sha256(page).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == mark:
            return web.Response(status=304, headers={"ETag": mark})
        return web.Response(body=page, headers={"ETag": mark})

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        """Never end."""
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"<rss>" * 10_000)


@asynccontextmanager
async def feed_server() -> AsyncIterator[FeedServer]:
    """The server, on a free port of this machine."""
    server = FeedServer()
    application = web.Application()
    application.router.add_get("/{path:.*}", server.answer)
    runner = web.AppRunner(application, shutdown_timeout=0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        server.base = f"http://127.0.0.1:{port}"
        yield server
    finally:
        server.held.set()
        await runner.cleanup()


def redirect(location: str, status: int) -> Reply:
    """A redirect."""
    return lambda _: web.Response(status=status, headers={"Location": location})


def reply(status: int = 200, body: bytes = b"", **headers: str) -> Reply:
    """An answer; `_` in the names of headers stands for a hyphen."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: web.Response(status=status, body=body, headers=named)
