"""What is said while indexes are built anew: a bar on a terminal, a line at either end in a log."""

import logging
from typing import TextIO

from bot.reindexing import Progress
from handlers.bar import Bar
from handlers.locale import Words
from handlers.terminal import put

_LOG = logging.getLogger(__name__)


class ReindexReport(Bar):
    """Shows how far it is on a terminal."""

    def __init__(self, words: Words, output: TextIO, errors: TextIO) -> None:
        super().__init__(words.say("reindex.progress"), errors)
        self._words = words
        self._output = output

    def tell(self, now: Progress) -> None:
        """Say how far it is."""
        self._advance(now.done, now.total)

    def sum_up(self, rebuilt: int) -> None:
        """Say how many there were."""
        said = self._words.count("reindex.done", rebuilt) if rebuilt else self._words.say("reindex.nothing")
        put(self._output, f"{said}\n")


def log_progress(words: Words, now: Progress) -> None:
    """One line when it begins and one when it is over."""
    if not now.done:
        _LOG.info("%s", words.count("reindex.begun", now.total))
    elif now.is_over:
        _LOG.info("%s", words.count("reindex.done", now.total))
