"""The life of the connection to Telegram: start, supervision, last-resort errors, stop."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from secrets import token_hex
from typing import Any, Final

from telegram import Bot, Update
from telegram.constants import UpdateType
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application, TypeHandler
from telegram.request import HTTPXRequest

from bot.errors import NajiError
from bot.ports import Outbox, Store
from handlers import reply
from handlers.locale import DEFAULT_LANGUAGE, words_for
from handlers.telegram import commands, findings, render
from handlers.telegram.buttons import Buttons, notify
from handlers.telegram.commands import Choose, Commands, spoken_to
from handlers.telegram.flood import Patience, Pause, seconds_of
from handlers.telegram.inline import Inline
from handlers.telegram.menus import set_menus
from handlers.telegram.order import Lanes
from handlers.telegram.outbox import TelegramOutbox

_LOG: Final = logging.getLogger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]

POLL_S: Final = 30
"""How long Telegram holds a request for updates; it takes 50 at most."""
SEND_TIMEOUT_S: Final = 20.0
"""An answer that takes longer is given up; until then its chat waits, and no other."""
FIRST_BACKOFF_S: Final = 1.0
LONGEST_BACKOFF_S: Final = 60.0
GRACE_S: Final = 1.0
"""For each step of stopping: the poll, marking what came as read, answers under way, the rest. Five seconds in all."""
WANTED_UPDATES: Final = (
    UpdateType.MESSAGE,
    UpdateType.CALLBACK_QUERY,
    UpdateType.INLINE_QUERY,
    UpdateType.CHOSEN_INLINE_RESULT,
)
"""No edits: a message that is corrected is not answered twice. No channel posts: channels are posted to."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How Telegram is reached.

    Attributes:
        api_url: of the Bot API, without a slash at its end.
        language: spoken in groups and in logs, and to people whose own language is not known.
        incident_id: makes the id under which an error is logged and told.
        pause: waits for so many seconds.
    """

    token: str = field(repr=False)
    api_url: str = "https://api.telegram.org"
    language: str = DEFAULT_LANGUAGE
    incident_id: Callable[[], str] = lambda: token_hex(4)
    pause: Pause = asyncio.sleep


class TelegramChat:
    """Naji on Telegram.

    Args:
        choose: who answers now.
        settings: how Telegram is reached.
        store: remembers what was told to Telegram.
    """

    def __init__(self, choose: Choose, settings: Settings, store: Store) -> None:
        self._settings = settings
        self._store = store
        self._words = words_for(settings.language)
        self._commands = Commands(choose, settings.language)
        self._buttons = Buttons(choose, settings.language)
        self._inline = Inline(choose, settings.language)
        self._bot: Bot | None = None
        self._line = Line(self._say)
        self.outbox: Outbox = TelegramOutbox(lambda: self._bot, choose, self._words)
        """Posts; refuses while there is no connection."""

    @property
    def is_online(self) -> bool:
        """Whether something could be posted now."""
        return self._bot is not None

    async def run(self) -> None:
        """Answer until cancelled; a connection that ends or never came is made anew, with back-off.

        Raises:
            NajiError: `telegram.token_refused`. Trying again is pointless.
        """
        _hush()
        # Without it the library warns of every 429 that its durations are about to change their type.
        os.environ.setdefault("PTB_TIMEDELTA", "1")
        backoff_s = FIRST_BACKOFF_S
        while True:
            try:
                async with self._connected() as app:
                    await self._introduce(app)
                    await self._line.refused.wait()
            except InvalidToken:
                self._line.refused.set()
            except TelegramError as error:
                self._line.fault(error)
                if isinstance(error, RetryAfter):
                    backoff_s = seconds_of(error)
            if self._line.refused.is_set():
                # Not from within: the library's own error names the token.
                raise NajiError(findings.TOKEN_REFUSED)
            await self._settings.pause(backoff_s)
            backoff_s = min(backoff_s * 2, LONGEST_BACKOFF_S)

    # ------------------------------------------------------------ start and stop

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[App]:
        """An application that polls; left, everything of it ends within five seconds, in the opposite order."""
        lanes = Lanes()
        app = self._built(lanes)
        try:
            await app.initialize()
            await app.start()
            if app.updater is not None:
                await app.updater.start_polling(
                    timeout=POLL_S, allowed_updates=list(WANTED_UPDATES), error_callback=self._line.fault
                )
            self._bot = app.bot
            yield app
        finally:
            self._bot = None
            await _closed(app, lanes)

    def _built(self, lanes: Lanes) -> App:
        settings = self._settings
        app: App = (
            Application.builder()
            .token(settings.token)
            .base_url(f"{settings.api_url}/bot")
            .job_queue(None)
            .rate_limiter(Patience(settings.pause))
            .concurrent_updates(lanes)
            .read_timeout(SEND_TIMEOUT_S)
            .get_updates_request(_Polls(self._line))
            .build()
        )
        app.add_handler(TypeHandler(Update, lambda update, _context: self._handle(update)))
        return app

    async def _introduce(self, app: App) -> None:
        """Say in the log who this is and what @BotFather should change, and set the menus."""
        me = app.bot.bot
        _LOG.info("%s", self._words.say("telegram.ready", name=f"@{me.username}"))
        for code in findings.findings_of(me):
            self._say(code)
        try:
            await set_menus(app.bot, self._store, self._settings.language)
        except TelegramError as error:
            self._line.fault(error)

    # ------------------------------------------------------------ updates

    async def _handle(self, update: Update) -> None:
        """Answer one update. Whatever goes wrong ends here."""
        try:
            if update.message is not None:
                await self._commands.message(update.message)
            elif update.callback_query is not None:
                await self._buttons.pressed(update.callback_query)
            elif update.inline_query is not None:
                await self._inline.query(update.inline_query)
            elif update.chosen_inline_result is not None:
                await self._inline.chosen(update.chosen_inline_result)
        except InvalidToken:
            self._line.refused.set()
        except TelegramError as error:
            # It could not be answered; an attempt to say so would go the same way.
            kind, chat = type(error).__name__, update.effective_chat
            _LOG.warning("%s", self._words.say("telegram.unanswered", chat=chat.id if chat else "-", kind=kind))
        except Exception:  # noqa: BLE001 - the last resort: the next update has to be answered
            incident = self._settings.incident_id()
            _LOG.exception("incident %s", incident)
            with suppress(TelegramError):
                await self._apologise(update, incident)

    async def _apologise(self, update: Update, incident: str) -> None:
        words = spoken_to(update.effective_user, update.effective_chat, self._settings.language)
        sorry = NajiError("telegram.incident", incident=incident)
        if update.callback_query is not None:
            await notify(update.callback_query, reply.error_sentence(sorry, words))
        elif update.inline_query is not None:
            await update.inline_query.answer([], cache_time=0, is_personal=True)
        elif update.message is not None:
            await commands.send(update.message, render.screens(reply.sorry(sorry, words)))

    def _say(self, code: str, **values: object) -> None:
        _LOG.warning("%s", reply.error_sentence(NajiError(code, **values), self._words))


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


def _hush() -> None:
    """What these libraries say of requests and errors is said here in sentences, unless their level was set."""
    for name, level in (("telegram", logging.CRITICAL), ("httpx", logging.WARNING), ("httpcore", logging.WARNING)):
        logger = logging.getLogger(name)
        if logger.level == logging.NOTSET:
            logger.setLevel(level)


class _Polls(HTTPXRequest):
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


async def _closed(app: App, lanes: Lanes) -> None:
    """Stop in the opposite order of starting; what was begun in vain included."""
    if app.updater is not None and app.updater.running:
        await _bounded(app.updater.stop())
    await lanes.close(GRACE_S)
    if app.running:
        await _bounded(app.stop())
    await app.shutdown()
    # After a failed start the application's own shutdown does nothing.
    await app.bot.shutdown()


async def _bounded(ending: Coroutine[Any, Any, None]) -> None:
    """Wait for an end, and cut it short: the library waits for requests, and between them, for longer than we may."""
    task = asyncio.create_task(ending)
    done: set[asyncio.Task[None]] = set()
    while not done:
        done, _ = await asyncio.wait({task}, timeout=GRACE_S)
        task.cancel()
    if not task.cancelled() and (error := task.exception()) is not None:
        _LOG.debug("While stopping: %s", type(error).__name__)
