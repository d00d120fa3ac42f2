"""A progress bar on a terminal, for what takes long: import and reindex."""

from types import TracebackType
from typing import Self, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn


class Bar:
    """A bar that vanishes at the end, and is none where the stream is no terminal. Used in `with`."""

    def __init__(self, label: str, stream: TextIO) -> None:
        self._bar = progress(label, stream) if stream.isatty() else None
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

    def _advance(self, done: int, total: int, file: str = "") -> None:
        if self._bar is not None:
            if self._task is None:
                self._task = self._bar.add_task("", total=total, file="")
            self._bar.update(self._task, completed=done, file=file)


def progress(label: str, stream: TextIO) -> Progress:
    """The bar itself."""
    return Progress(
        TextColumn(label, markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[file]}", markup=False),
        console=Console(file=stream, markup=False, emoji=False, highlight=False),
        transient=True,
    )
