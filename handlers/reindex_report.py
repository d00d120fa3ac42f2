"""What is said while indexes are built anew: a bar on a terminal, a line at either end in a log."""

import logging
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

from bot.reindexing import Progress
from handlers.locale import Words
from handlers.terminal import progress, put

if TYPE_CHECKING:
    from rich.progress import TaskID

_LOG = logging.getLogger(__name__)


class ReindexReport:
    """Shows how far it is on a terminal. Used in `with`, which takes the bar away at the end."""

    def __init__(self, words: Words, output: TextIO, errors: TextIO) -> None:
        self._words = words
        self._output = output
        self._bar = progress(words.say("reindex.progress"), errors) if errors.isatty() else None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def tell(self, now: Progress) -> None:
        """Say how far it is."""
        if self._bar is not None:
            if self._task is None:
                self._task = self._bar.add_task("", total=now.total, file="")
            self._bar.update(self._task, completed=now.done)

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
