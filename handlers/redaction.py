"""Keeps secrets out of logs.

The chat libraries log their requests, and Telegram's addresses hold the token. The filter belongs on every handler
of the program, not on a logger: a logger's filter is not asked about the records of its children.
"""

import logging
from typing import Final
from urllib.parse import quote

COVER: Final = "[secret]"


class Redaction(logging.Filter):
    """A filter that replaces secrets in a record's message, arguments, exception and stack.

    Args:
        secrets: what must not be read, in any of the ways an address spells it.
    """

    def __init__(self, *secrets: str) -> None:
        super().__init__()
        self._spellings: tuple[str, ...] = ()
        self.hide(*secrets)

    def hide(self, *secrets: str) -> None:
        """From now on these are covered too; an empty one is passed over."""
        spelled = {spelling for secret in secrets if secret for spelling in (secret, quote(secret, safe=""))}
        self._spellings = tuple(sorted({*self._spellings, *spelled}, key=len, reverse=True))

    def covered(self, text: str) -> str:
        """The text without the secrets."""
        for spelling in self._spellings:
            text = text.replace(spelling, COVER)
        return text

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; it is always let through."""
        record.msg, record.args = self.covered(_message(record)), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            # The exception itself would be spelled again by a handler that keeps no exc_text.
            record.exc_text, record.exc_info = self.covered(record.exc_text), None
        if record.stack_info:
            record.stack_info = self.covered(record.stack_info)
        return True


def _message(record: logging.LogRecord) -> str:
    """The message with its arguments; without them where they do not fit, as no record may be lost."""
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        return str(record.msg)
