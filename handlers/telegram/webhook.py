"""Updates that Telegram sends by itself, instead of being asked for them.

By aiohttp, which is there anyway: the library's own server would bring tornado. TLS is for the reverse proxy in front.
"""

import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from aiohttp import web

from bot.errors import NajiError

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
MAX_UPDATE_BYTES: Final = 1024 * 1024
"""The longest message has 4,096 units and a hundred entities, and brings the one that it answers: some 100 kB."""
SHUTDOWN_S: Final = 1.0

Take = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram sends updates, and where they are taken.

    Attributes:
        url: as Telegram knows it; its path is served.
        secret: what Telegram sends along, so that nobody else's updates are taken.
    """

    url: str
    host: str
    port: int
    secret: str = field(repr=False)


@asynccontextmanager
async def listening(webhook: Webhook, take: Take) -> AsyncIterator[None]:
    """Hand each update to `take`; Telegram sends it again where that fails.

    Raises:
        NajiError: `telegram.webhook_listen`: the address cannot be listened at.
    """

    async def receive(request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), webhook.secret.encode()):
            raise web.HTTPForbidden
        await take(_update(await request.read()))
        return web.Response()

    server = web.Application(client_max_size=MAX_UPDATE_BYTES)
    server.router.add_post(urlsplit(webhook.url).path or "/", receive)
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=SHUTDOWN_S)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, webhook.host, webhook.port).start()
        except OSError as error:
            address, reason = f"{webhook.host}:{webhook.port}", error.strerror
            raise NajiError("telegram.webhook_listen", address=address, reason=reason) from error
        yield
    finally:
        await runner.cleanup()


def _update(body: bytes) -> dict[str, Any]:
    """The update of a request.

    Raises:
        web.HTTPBadRequest: it is none.
    """
    try:
        update = json.loads(body)
    except ValueError:  # of JSON and of UTF-8
        update = None
    if not isinstance(update, dict) or type(update.get("update_id")) is not int:
        raise web.HTTPBadRequest
    return update
