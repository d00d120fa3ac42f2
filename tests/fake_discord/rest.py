"""The HTTP side: finds the route, reads the body, writes down what was said, answers as Discord does."""

import json
import re
import traceback
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fake_discord.faults import Faults
from tests.fake_discord.problems import (
    BAD_JSON,
    INVALID_FORM_BODY,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    UNAUTHORIZED,
    ApiError,
    Json,
    refuse,
)

BASE = "/api/v10"
CONTENT_TYPE = "application/json"
"""Exactly this: discord.py compares the whole header, and takes anything else for text."""


@dataclass
class Call:
    """A request, read."""

    params: dict[str, str]
    query: Mapping[str, str]
    body: Any
    files: dict[str, bytes]

    def flag(self, name: str) -> bool:
        """Whether a query parameter says yes."""
        return self.query.get(name, "").lower() in ("1", "true")


@dataclass
class Exchange:
    """A request and its answer, for the record and for the spec.

    Attributes:
        template: the route's path with the names of its parameters, as the spec has it.
    """

    method: str
    template: str
    path: str
    query: dict[str, str]
    body: Any
    status: int = 0
    answer: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Created:
    """An answer of status 201."""

    told: Any


Handler = Callable[[Call], Awaitable[Any]]


@dataclass
class Route:
    """A method and path that exist."""

    method: str
    template: str
    handler: Handler
    public: bool = False

    def __post_init__(self) -> None:
        self._pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.template))

    def match(self, path: str) -> dict[str, str] | None:
        """The parameters of a path of this route."""
        found = self._pattern.fullmatch(path)
        return None if found is None else found.groupdict()


class Rest:
    """Serves `/api/v10`.

    Attributes:
        exchanges: everything that came to a known route, oldest first.
        refusals: what was refused by a rule, not by a fault of the test's own making.
        mistakes: what no client should do, and what broke inside the fake.
    """

    def __init__(self, token: str, faults: Faults) -> None:
        self._token = token
        self._faults = faults
        self._routes: list[Route] = []
        self.exchanges: list[Exchange] = []
        self.refusals: list[tuple[str, str, ApiError]] = []
        self.mistakes: list[str] = []

    def add(self, method: str, template: str, handler: Handler, *, public: bool = False) -> None:
        """Make a route known; literal ones before those with parameters in the same place."""
        self._routes.append(Route(method, template, handler, public))

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        path = request.path.removeprefix(BASE)

        async def answer() -> web.StreamResponse:
            return await self._answer(request, path)

        fault = self._faults.take(request.method, path)
        if fault is None:
            return await answer()
        try:
            return await fault.apply(request, answer)
        except ApiError as error:
            return respond(error.status, error.payload(), error.headers)

    async def _answer(self, request: web.Request, path: str) -> web.StreamResponse:
        exchange = Exchange(request.method, "", path, dict(request.query), None, headers=dict(request.headers))
        try:
            route, params = self._find(request, path)
            exchange.template = route.template
            self._authorise(request, route)
            body, files = await read_body(request)
            exchange.body = body
            self.exchanges.append(exchange)
            told = await route.handler(Call(params, request.query, body, files))
            status, told = (201, told.told) if isinstance(told, Created) else (200, told)
            exchange.status, exchange.answer = (204, None) if told is None else (status, json.loads(json.dumps(told)))
        except ApiError as error:
            self.refusals.append((request.method, path, error))
            exchange.status, exchange.answer = error.status, error.payload()
        except Exception:  # noqa: BLE001  the fake's own fault: the test has to fail by it, and the client not to wait in retries
            self.mistakes.append(traceback.format_exc())
            exchange.status, exchange.answer = 418, {"message": "the fake broke", "code": 0}
        bucket = {"X-RateLimit-Bucket": f"{zlib.crc32((request.method + exchange.template).encode()):08x}", **OPEN}
        return respond(exchange.status, exchange.answer, bucket)

    def _find(self, request: web.Request, path: str) -> tuple[Route, dict[str, str]]:
        known = False
        for route in self._routes:
            params = route.match(path) if request.path.startswith(BASE) else None
            if params is not None:
                known = True
                if route.method == request.method:
                    return route, params
        self.mistakes.append(f"no such route: {request.method} {request.path}")
        raise refuse(METHOD_NOT_ALLOWED if known else NOT_FOUND)

    def _authorise(self, request: web.Request, route: Route) -> None:
        if not route.public and request.headers.get("Authorization") != f"Bot {self._token}":
            raise refuse(UNAUTHORIZED)


OPEN = {
    "X-RateLimit-Limit": "50",
    "X-RateLimit-Remaining": "49",
    "X-RateLimit-Reset": "1772413201",
    "X-RateLimit-Reset-After": "1",
}
"""A bucket with room in it: an emptied one would make discord.py wait in real time."""


async def read_body(request: web.Request) -> tuple[Any, dict[str, bytes]]:
    """The JSON of a request and the files beside it."""
    if not request.body_exists:
        return None, {}
    kind = request.content_type
    if kind == "multipart/form-data":
        return await _read_form(request)
    if request.headers.get("Content-Type") != CONTENT_TYPE:
        status, code, _ = INVALID_FORM_BODY
        raise ApiError(status, code, 'Expected "Content-Type" header to be one of {"application/json"}.')
    return _parse(await request.text()), {}


async def _read_form(request: web.Request) -> tuple[Any, dict[str, bytes]]:
    body: Any = {}
    files: dict[str, bytes] = {}
    async for part in await request.multipart():
        name = getattr(part, "name", None) or ""
        if name == "payload_json":
            body = _parse((await part.read(decode=True)).decode())  # type: ignore[union-attr]  # never nested here
        elif re.fullmatch(r"files\[\d+\]", name):
            files[part.filename] = bytes(await part.read(decode=True))  # type: ignore[union-attr,index]  # as above
        else:
            raise ApiError(*INVALID_FORM_BODY, errors={name: {"_errors": [{"code": "UNKNOWN_KEY", "message": name}]}})
    _attach(body, files)
    return body, files


def _attach(body: Json, files: dict[str, bytes]) -> None:
    held: Json = body.get("data", body)
    if files and "attachments" not in held:
        held["attachments"] = [{"id": number, "filename": name} for number, name in enumerate(files)]


def _parse(told: str) -> Any:
    try:
        return json.loads(told)
    except ValueError:
        raise refuse(BAD_JSON) from None


def respond(status: int, told: Any, headers: Mapping[str, str]) -> web.Response:
    """An answer with exactly the content type that Discord gives."""
    if told is None:
        return web.Response(status=status, headers=headers)
    return web.Response(
        status=status, body=json.dumps(told).encode(), headers={**headers, "Content-Type": CONTENT_TYPE}
    )
