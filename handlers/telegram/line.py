"""What is known of the connection to Telegram, and said of it in the log."""

import asyncio
import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from telegram import Update
from telegram.error import Conflict, TelegramError
from telegram.request import HTTPXRequest

from handlers.telegram import findings


class Line:
    """What is known of the connection; each fault is said once, until it is over.

    Args:
        say: says the sentence of a code, which names these values.
    """

    def __init__(self, say: Callable[..., None]) -> None:
        self._say = say
        self._said: set[str] = set()
        self.refused = asyncio.Event()
        """The token was refused while the bot ran."""

    def fault(self, error: TelegramError) -> None:
        """Something went wrong with the connection."""
        code = "telegram.conflict" if isinstance(error, Conflict) else findings.UNREACHABLE
        if code not in self._said:
            self._said.add(code)
            self._say(code)

    def readable(self, update: dict[str, Any]) -> dict[str, Any]:
        """The update as it came, or nothing but its id where the library cannot read it."""
        try:
            Update.de_json(update, None)
        except Exception as error:  # noqa: BLE001 - a last resort: whatever it is, the next update has to be read
            self._say("telegram.unreadable", update=update["update_id"], kind=type(error).__name__)
            return {"update_id": update["update_id"]}
        return update

    def answered(self, status: int, body: bytes) -> None:
        """A request for updates was answered: by Telegram itself where the body is an object."""
        if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND}:
            self.refused.set()
        elif status == HTTPStatus.OK and body.startswith(b"{"):
            self._said.discard(findings.UNREACHABLE)


def hush() -> None:
    """What these libraries say of requests and errors is said here in sentences, unless their level was set."""
    for name, level in (("telegram", logging.CRITICAL), ("httpx", logging.WARNING), ("httpcore", logging.WARNING)):
        logger = logging.getLogger(name)
        if logger.level == logging.NOTSET:
            logger.setLevel(level)


class Polls(HTTPXRequest):
    """Requests for updates, whose outcomes the library keeps to itself."""

    def __init__(self, line: Line) -> None:
        super().__init__(connection_pool_size=1)
        self._watched_by = line

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:  # noqa: ANN401 - the library's
        """One request."""
        status, body = await super().do_request(*args, **kwargs)
        self._watched_by.answered(status, body)
        return status, body

    def parse_json_payload(self, payload: bytes) -> dict[str, Any]:  # type: ignore[override]  # called on the object
        """An answer's object. In place of an update that the library cannot read stands an empty one.

        The library would otherwise ask for the same updates again at once, and for ever.
        """
        answer: dict[str, Any] = super().parse_json_payload(payload)
        if isinstance(answer.get("result"), list):
            answer["result"] = [self._watched_by.readable(update) for update in answer["result"]]
        return answer
