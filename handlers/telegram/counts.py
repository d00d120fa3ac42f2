"""Counts on the buttons of posts: brought up to date without editing a message with each press.

Telegram takes twenty messages a minute into a group, edits included, and hundreds may press within one: a message is
edited at once, and then after a while with what counts by then.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final, cast

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.error import TelegramError

from handlers.messages import Button
from handlers.telegram.flood import POST, Pause
from handlers.telegram.render import packed

if TYPE_CHECKING:
    from telegram.ext import ExtBot

_LOG: Final = logging.getLogger(__name__)

EDIT_EVERY_S: Final = 6.0
"""Ten edits a minute of one message: half of what a group takes, answers have the rest."""
_MANY: Final = 1_000

Count = Callable[[], Awaitable[Sequence[Button]]]
"""The buttons with what counts now."""


class Counts:
    """Shows counts, the last of them always.

    Args:
        pause: waits for so many seconds.
        now_s: a clock that never goes back, in seconds.
    """

    def __init__(self, pause: Pause = asyncio.sleep, now_s: Callable[[], float] = time.monotonic) -> None:
        self._pause = pause
        self._now_s = now_s
        self._edited: dict[tuple[int, int], float] = {}
        self._waiting: dict[tuple[int, int], asyncio.Task[None]] = {}

    async def show(self, message: Message, buttons: Sequence[Button], count: Count) -> None:
        """Show these buttons, or a while later those of `count`, if the message was edited a moment ago."""
        key = message.chat.id, message.message_id
        if key in self._waiting:
            return
        wait_s = self._edited.get(key, float("-inf")) + EDIT_EVERY_S - self._now_s()
        if wait_s <= 0:
            await self._edit(message, buttons)
        else:
            self._waiting[key] = asyncio.create_task(self._later(message, wait_s, count))

    async def close(self) -> None:
        """Leave it as it is; the next press brings it up to date."""
        while self._waiting:
            _, task = self._waiting.popitem()
            task.cancel()
            await asyncio.wait({task})

    async def _later(self, message: Message, wait_s: float, count: Count) -> None:
        key = message.chat.id, message.message_id
        try:
            await self._pause(wait_s)
        finally:
            # From here on a press is not in what is counted.
            self._waiting.pop(key, None)
        try:
            await self._edit(message, await count())
        except Exception:  # noqa: BLE001 - nobody waits for it, and the next press counts anew
            _LOG.exception("counts")

    async def _edit(self, message: Message, buttons: Sequence[Button]) -> None:
        key, now_s = (message.chat.id, message.message_id), self._now_s()
        self._edited[key] = now_s
        if len(self._edited) > _MANY:
            self._edited = {each: at for each, at in self._edited.items() if at > now_s - EDIT_EVERY_S}
        # Refused as too many, or as it says so already, or gone: the next press counts anew.
        bot = cast("ExtBot[int]", message.get_bot())
        with suppress(TelegramError):
            await bot.edit_message_reply_markup(
                message.chat.id,
                message.message_id,
                reply_markup=relabelled(message.reply_markup, buttons),
                rate_limit_args=POST,
            )


def relabelled(markup: InlineKeyboardMarkup | None, buttons: Sequence[Button]) -> InlineKeyboardMarkup | None:
    """The same keyboard with these buttons saying something else."""
    if markup is None:
        return None
    labels = {packed(each): each.label for each in buttons}
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(labels[str(key.callback_data)], callback_data=key.callback_data)
                if key.callback_data in labels
                else key
                for key in row
            ]
            for row in markup.inline_keyboard
        ]
    )
