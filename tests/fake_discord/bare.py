"""A client without a library, for tests of the fake itself."""

import json
import zlib
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import aiohttp

from tests.fake_discord.problems import Json
from tests.fake_discord.server import FakeDiscord


@dataclass
class Reply:
    """What came back."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def code(self) -> int | None:
        """Discord's own code of an error."""
        return self.body.get("code") if isinstance(self.body, dict) else None

    @property
    def field(self) -> str:
        """The field that 50035 points at, such as `embeds.0.title`."""
        path, held = [], self.body["errors"]
        while "_errors" not in held:
            (key,) = held
            path.append(key)
            held = held[key]
        return ".".join(path)


class BareClient:
    """Sends what it is told to."""

    def __init__(self, fake: FakeDiscord) -> None:
        self._fake = fake
        self._session = aiohttp.ClientSession()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def ask(self, method: str, path: str, body: Any = None, *, token: str | None = None) -> Reply:
        """One request with a JSON body."""
        headers = {"Authorization": f"Bot {self._fake.token if token is None else token}"}
        sent = None
        if body is not None:
            sent = json.dumps(body)
            headers["Content-Type"] = "application/json"
        return await self.send(method, path, sent, headers)

    async def send(self, method: str, path: str, data: Any, headers: dict[str, str]) -> Reply:
        """One request as it is."""
        url = self._fake.api_url + path
        async with self._session.request(method, url, data=data, headers=headers) as response:
            text = await response.text()
            return Reply(response.status, json.loads(text) if text else None, dict(response.headers))

    async def connect(self, query: str = "?v=10&encoding=json") -> "BareLink":
        """Open the gateway."""
        return BareLink(await self._session.ws_connect(self._fake.gateway_url + query))

    async def identify(self, intents: int = 1, **more: Any) -> "BareLink":
        """Open the gateway, identify and read READY."""
        link = await self.connect()
        await link.hello()
        await link.say(2, {"token": self._fake.token, "intents": intents, "properties": {}, **more})
        link.ready = await link.event("READY")
        return link


class BareLink:
    """One gateway connection."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.ready: Json = {}
        self.sequence = 0
        self._inflate = zlib.decompressobj()

    async def say(self, opcode: int, data: Any) -> None:
        """Send one payload."""
        await self.socket.send_json({"op": opcode, "d": data})

    async def hear(self) -> Json:
        """The next payload; `{"closed": code}` at the end."""
        message = await self.socket.receive(timeout=5)
        if message.type is aiohttp.WSMsgType.TEXT:
            told = json.loads(message.data)
        elif message.type is aiohttp.WSMsgType.BINARY:
            told = json.loads(self._inflate.decompress(message.data))
        else:
            return {"closed": self.socket.close_code}
        self.sequence = told.get("s") or self.sequence
        return dict(told)

    async def hello(self) -> Json:
        """The first payload."""
        told = await self.hear()
        assert told["op"] == 10, told
        return told

    async def event(self, name: str) -> Json:
        """The data of the next event, which has to be this one."""
        told = await self.hear()
        assert told.get("t") == name, told
        return dict(told["d"])

    async def close(self, code: int = 1000) -> None:
        """Hang up."""
        await self.socket.close(code=code)
