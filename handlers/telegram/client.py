"""The life of the connection to Telegram: start, supervision, last-resort errors, stop."""

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from secrets import token_hex
from typing import TYPE_CHECKING, Any, Final

from telegram import Update
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application, ExtBot, TypeHandler

from bot.errors import NajiError
from bot.model import Platform
from handlers import reply
from handlers.locale import DEFAULT_LANGUAGE, words_for
from handlers.telegram import findings
from handlers.telegram.answering import WANTED_UPDATES, Answering, Manners
from handlers.telegram.commands import Choose
from handlers.telegram.counts import Counts
from handlers.telegram.flood import Patience, Pause, seconds_of
from handlers.telegram.line import Line, Polls, hush
from handlers.telegram.menus import set_menus
from handlers.telegram.order import Lanes
from handlers.telegram.outbox import TelegramOutbox
from handlers.telegram.presence import Keeps, Presence
from handlers.telegram.webhook import Webhook, listening

if TYPE_CHECKING:
    from bot.ports import Outbox

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


@dataclass(frozen=True, slots=True)
class Settings:
    """How Telegram is reached.

    Attributes:
        api_url: of the Bot API, without a slash at its end.
        language: spoken in groups and in logs, and to people whose own language is not known.
        webhook: where updates are sent to; None where they are asked for.
        incident_id: makes the id under which an error is logged and told.
        pause: waits for so many seconds.
        now_s: a clock that never goes back, in seconds.
    """

    token: str = field(repr=False)
    api_url: str = "https://api.telegram.org"
    language: str = DEFAULT_LANGUAGE
    webhook: Webhook | None = None
    incident_id: Callable[[], str] = lambda: token_hex(4)
    pause: Pause = asyncio.sleep
    now_s: Callable[[], float] = time.monotonic


class TelegramChat:
    """Naji on Telegram.

    Args:
        choose: who answers now.
        settings: how Telegram is reached.
        keeps: what is kept over a restart.
    """

    def __init__(self, choose: Choose, settings: Settings, keeps: Keeps) -> None:
        self._settings = settings
        self._keeps = keeps
        self._words = words_for(settings.language)
        self._bot: ExtBot[Any] | None = None
        self._line = Line(self._say)
        self._presence = Presence(keeps, self._words)
        self._counts = Counts(settings.pause, settings.now_s)
        manners = Manners(settings.language, settings.incident_id, self._counts)
        self._answering = Answering(choose, manners, self._presence, self._line)
        self.outbox: Outbox = TelegramOutbox(lambda: self._bot, choose, self._words, self._presence)
        """Posts; refuses while there is no connection."""

    @property
    def is_online(self) -> bool:
        """Whether something could be posted now."""
        return self._bot is not None

    async def run(self) -> None:
        """Answer until cancelled; a connection that ends or never came is made anew, with back-off.

        Raises:
            NajiError: `telegram.token_refused`, `telegram.webhook_listen`. Trying again is pointless.
        """
        hush()
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
            await self._presence.start()
            await app.start()
            async with self._receiving(app):
                self._bot = app.bot
                yield app
        finally:
            self._bot = None
            await self._counts.close()
            await _closed(app, lanes)

    @asynccontextmanager
    async def _receiving(self, app: App) -> AsyncIterator[None]:
        """Updates come in: asked for, or sent by Telegram where there is a webhook.

        Whoever stops leaves the webhook as it is: other workers may serve it.
        """
        webhook = self._settings.webhook
        if webhook is not None:
            async with listening(webhook, lambda sent: self._take(app, sent)):
                await app.bot.set_webhook(
                    webhook.url, secret_token=webhook.secret, allowed_updates=list(WANTED_UPDATES)
                )
                yield
            return
        if app.updater is not None:
            await app.updater.start_polling(
                timeout=POLL_S, allowed_updates=list(WANTED_UPDATES), error_callback=self._line.fault
            )
        yield

    async def _take(self, app: App, sent: dict[str, Any]) -> None:
        """Take an update that Telegram sent, unless another worker has, or this one before."""
        if await self._keeps.chats.take(f"{Platform.TELEGRAM.value}:{app.bot.id}", sent["update_id"]):
            await app.update_queue.put(Update.de_json(self._line.readable(sent), app.bot))

    def _built(self, lanes: Lanes) -> App:
        settings = self._settings
        app: App = (
            Application.builder()
            .token(settings.token)
            .base_url(f"{settings.api_url}/bot")
            .job_queue(None)
            .rate_limiter(Patience(settings.pause, settings.now_s))
            .concurrent_updates(lanes)
            .read_timeout(SEND_TIMEOUT_S)
            .get_updates_request(Polls(self._line))
            .build()
        )
        app.add_handler(TypeHandler(Update, lambda update, _context: self._answering.handle(update)))
        return app

    async def _introduce(self, app: App) -> None:
        """Say in the log who this is and what @BotFather should change, and set the menus."""
        me = app.bot.bot
        _LOG.info("%s", self._words.say("telegram.ready", name=f"@{me.username}"))
        for code in findings.findings_of(me):
            self._say(code)
        try:
            await set_menus(app.bot, self._keeps.store, self._settings.language)
        except TelegramError as error:
            self._line.fault(error)

    def _say(self, code: str, **values: object) -> None:
        _LOG.warning("%s", reply.error_sentence(NajiError(code, **values), self._words))


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
