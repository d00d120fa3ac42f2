"""How far a feed is, on a terminal: fetching hundreds of transcripts takes minutes."""

from types import TracebackType
from typing import Self, TextIO

from handlers.bar import Bar
from handlers.locale import Words


class FeedBar:
    """A bar for each feed in turn, gone before anything is printed of it. Used in `with`."""

    def __init__(self, words: Words, stream: TextIO) -> None:
        self._label = words.say("feed.progress")
        self._stream = stream
        self._bar: _Shown | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.__exit__(kind, error, trace)
            self._bar = None

    def advance(self, done: int, total: int) -> None:
        """Show how far it is."""
        if self._bar is None:
            self._bar = _Shown(self._label, self._stream)
            self._bar.__enter__()
        self._bar.advance(done, total)
        if done == total:
            self.__exit__(None, None, None)


class _Shown(Bar):
    def advance(self, done: int, total: int) -> None:
        """Show how far it is."""
        self._advance(done, total)
