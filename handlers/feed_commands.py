"""`naji feed`: what may follow it, and what it prints."""

import json
from collections.abc import Sequence
from functools import partial
from typing import TextIO

from bot.errors import UsageError
from bot.feeds.following import Feeds, Round
from handlers import feed_reply
from handlers.columns import clean
from handlers.feed_bar import FeedBar
from handlers.locale import PROGRAM, Words
from handlers.terminal import put

USAGE = "[list | add URL | sync | remove URL|SHOW|NUMBER]"
ASKS_THE_WEB = frozenset(("add", "sync"))
"""What may follow that fetches something, and so writes."""


class FeedCommands:
    """Carries out what was typed.

    Args:
        feeds: the use cases.
        words: to print in.
        output: takes what is printed.
        errors: takes what went wrong, and shows how far it is.
    """

    def __init__(self, feeds: Feeds, words: Words, output: TextIO, errors: TextIO) -> None:
        self._feeds = feeds
        self._words = words
        self._put = partial(put, output)
        self._complain = partial(put, errors)
        self._bar = FeedBar(words, errors)

    async def carry_out(self, texts: Sequence[str], show: str | None, *, as_json: bool) -> bool:
        """Do what was typed behind the command; nothing lists. Whether all of it could be done.

        Raises:
            NajiError: `cli.feed` with `usage`, or of the use case.
        """
        match texts:
            case [] | ["list"]:
                await self._list(as_json=as_json)
            case ["add", url]:
                with self._bar as bar:
                    added = await self._feeds.add(url, show, bar.advance)
                self._put(self._words.say("feed.added", url=clean(added.feed.url), show=added.feed.show_slug) + "\n")
                self._tell(added)
            case ["remove", named]:
                removed = await self._feeds.remove(named)
                self._put(self._words.say("feed.removed", url=clean(removed.url), show=removed.show_slug) + "\n")
            case ["sync"]:
                with self._bar as bar:
                    return await self._feeds.sync(show, self._tell, bar.advance) == 0
            case _:
                raise UsageError("cli.feed", usage=f"{PROGRAM} feed {USAGE}")
        return True

    async def _list(self, *, as_json: bool) -> None:
        found = await self._feeds.list()
        if as_json:
            content = {"feeds": [feed_reply.standing_object(each) for each in found]}
            self._put(json.dumps(content, ensure_ascii=False) + "\n")
            return
        lines = [line for each in found for line in feed_reply.standing_lines(each, self._words)]
        self._put("".join(f"{line}\n" for line in lines) or self._words.say("feed.no-feeds") + "\n")

    def _tell(self, done: Round) -> None:
        """What became of a feed, everything that went wrong on the other stream."""
        for line in feed_reply.events(done, self._words, again=True):
            self._complain(f"{line}\n")
        for news in done.news:
            (self._complain if news.error else self._put)(f"{feed_reply.news_line(news, self._words)}\n")
        if done.error is None:
            self._put(f"{feed_reply.sum_line(done, self._words)}\n")
