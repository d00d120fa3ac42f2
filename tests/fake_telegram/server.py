"""The HTTP side: read a request, check it, carry it out, answer."""

import inspect
from typing import Any, Final

from aiohttp import web

from tests.fake_telegram.calls import CALLS
from tests.fake_telegram.faults import Fault
from tests.fake_telegram.journal import Call
from tests.fake_telegram.own_rules import OWN
from tests.fake_telegram.refusal import Refusal, breach
from tests.fake_telegram.shapes import Upload, decoded
from tests.fake_telegram.world import World

MAX_REQUEST_BYTES: Final = 64 * 1024 * 1024
ATTACHED: Final = "attach://"


class Server:
    """Serves one world on a free port of the loopback device."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._polls: list[web.Request] = []
        app = web.Application(client_max_size=MAX_REQUEST_BYTES)
        app.router.add_route("*", "/bot{token:[^/]+}/{method}", self._answer)
        app.router.add_get("/file/bot{token:[^/]+}/files/{file_id}", self._file)
        app.router.add_route("*", "/{rest:.*}", self._unknown)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=1.0)

    async def start(self) -> str:
        """Listen; the address without a slash at its end."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}"

    async def stop(self) -> None:
        """Let go whoever waits, and close."""
        self._world.updates.is_closing = True
        self._world.faults.release_all()
        self._world.signal.fire()
        await self._runner.cleanup()

    def cut_polls(self) -> int:
        """Cut every connection that waits for updates; how many."""
        cut = len(self._polls)
        for request in self._polls:
            _cut(request)
        return cut

    async def _unknown(self, request: web.Request) -> web.Response:
        self._world.complain(f"{request.method} {request.path}: no such route")
        return _json(Refusal(404, "Not Found").wire(), 404)

    async def _file(self, request: web.Request) -> web.Response:
        upload = self._world.files.get(request.match_info["file_id"])
        if request.match_info["token"] != self._world.token or upload is None:
            return await self._unknown(request)
        return web.Response(body=upload.content, content_type=upload.content_type)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        try:
            return await self._played(request, method)
        except Refusal as refusal:
            self._world.journal.refused(method, refusal)
            self._world.signal.fire()
            return _json(refusal.wire(), refusal.code)
        except Exception as error:
            self._world.complain(f"{method}: the fake itself failed: {error!r}")
            raise

    async def _played(self, request: web.Request, method: str) -> web.StreamResponse:
        """One call, with what was planned to go wrong."""
        fault = self._world.faults.take(method)
        if request.match_info["token"] != self._world.token:
            raise Refusal(401, "Unauthorized")
        if method not in CALLS:
            self._world.complain(f"{method}: no such method")
            raise Refusal(404, "Not Found")
        params = decoded(OWN.methods[method], await read_params(request))
        self._world.journal.calls.append(Call(method, params, self._world.clock.unix()))
        self._world.signal.fire()
        self._check_call(method, params)
        if fault and not fault.after:
            return await self._fail(request, fault)
        await self._world.faults.wait(method, params)
        result = await self._carried_out(request, method, params)
        if fault:
            return await self._fail(request, fault)
        return _json({"ok": True, "result": result})

    def _check_call(self, method: str, params: dict[str, Any]) -> None:
        found = OWN.problems_of_call(method, params)
        if not found and self._world.shapes:
            found = self._world.shapes.problems_of_call(method, params)
        if found:
            raise breach("; ".join(found))

    async def _carried_out(self, request: web.Request, method: str, params: dict[str, Any]) -> Any:
        result = CALLS[method](self._world, params)
        if inspect.isawaitable(result):
            self._polls.append(request)
            try:
                result = await result
            finally:
                self._polls.remove(request)
        if self._world.shapes:
            found = self._world.shapes.problems_of_result(method, result)
            self._world.journal.errors += [f"sent by the fake: {each}" for each in found]
        return result

    async def _fail(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.refusal:
            raise fault.refusal
        if fault.is_silent:
            while not self._world.updates.is_closing:
                await self._world.signal.wait()
        if fault.is_garbage:
            return web.Response(text="<html>502</html>", content_type="text/html")
        _cut(request)
        return web.Response()


def _cut(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


def _json(body: dict[str, Any], status: int = 200) -> web.Response:
    return web.json_response(body, status=status)


async def read_params(request: web.Request) -> dict[str, Any]:
    """Parameters from the address, a form or a JSON body, files where they belong."""
    params: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        body = await request.json()
        if not isinstance(body, dict):
            raise breach("can't parse JSON object")
        return params | body
    files: dict[str, Upload] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = Upload(value.filename, value.content_type, value.file.read())
        else:
            params[name] = value if isinstance(value, str) else bytes(value).decode()
    for name, value in params.items():
        source = str(value).removeprefix(ATTACHED)
        if str(value).startswith(ATTACHED) and source in files:
            params[name] = files.pop(source)
    return params | files
