"""The smallest client: what a library would send, by hand."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any

import aiohttp

from tests.fake_telegram.driver import FakeTelegram


class Bare:
    """Calls methods of one platform."""

    def __init__(self, telegram: FakeTelegram, client: aiohttp.ClientSession) -> None:
        self._telegram = telegram
        self._client = client

    def _url(self, method: str) -> str:
        return f"{self._telegram.base_url}{self._telegram.token}/{method}"

    async def ask(self, method: str, /, **params: Any) -> dict[str, Any]:
        """The whole answer to a JSON request."""
        async with self._client.post(self._url(method), json=params) as answer:
            body: dict[str, Any] = await answer.json()
            assert body["ok"] is (answer.status == 200)
            return body

    async def form(self, method: str, /, files: dict[str, bytes] | None = None, **params: Any) -> dict[str, Any]:
        """The whole answer to a form, with nested values as JSON inside it."""
        data = aiohttp.FormData()
        for name, value in params.items():
            data.add_field(name, value if isinstance(value, str) else json.dumps(value))
        for name, content in (files or {}).items():
            data.add_field(name, BytesIO(content), filename=f"{name}.bin", content_type="application/octet-stream")
        async with self._client.post(self._url(method), data=data) as answer:
            body: dict[str, Any] = await answer.json()
            return body

    async def get(self, path: str) -> tuple[int, str]:
        """Status and text of any address."""
        async with self._client.get(self._telegram.api_url + path) as answer:
            return answer.status, await answer.text()

    async def ok(self, method: str, /, **params: Any) -> Any:
        """The result."""
        body = await self.ask(method, **params)
        assert body["ok"], body
        return body["result"]

    async def refused(self, method: str, /, **params: Any) -> str:
        """The sentence of a refusal, which then no longer fails the test."""
        body = await self.ask(method, **params)
        assert not body["ok"], body
        self._telegram.journal.take_errors()
        return f"{body['error_code']} {body['description']}"


@asynccontextmanager
async def talking() -> AsyncIterator[tuple[FakeTelegram, Bare]]:
    """A platform and a client of it."""
    async with FakeTelegram() as telegram, aiohttp.ClientSession() as client:
        yield telegram, Bare(telegram, client)
