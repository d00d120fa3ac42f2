"""Chapters as Podcasting 2.0 writes them: https://podcasting2.org/docs/podcast-namespace/tags/chapters."""

import json
from collections.abc import Iterator
from typing import Any, Final

from bot.errors import FeedError, UsageError
from bot.feed_model import Chapter
from bot.links import check_url
from bot.transcripts.facts import MAX_TEXT_CHARS
from bot.transcripts.transcript import clean

MAX_CHAPTERS: Final = 1_000
_LONGEST_S: Final = 4 * 86_400


def read_chapters(data: bytes, url: str) -> tuple[Chapter, ...]:
    """The chapters that have a title and a time, by time; those that the show keeps out of the list are left out.

    Raises:
        FeedError: `feed.chapters` with `url`, where these are none.
    """
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise FeedError("feed.chapters", url=url) from error
    listed = document.get("chapters") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        raise FeedError("feed.chapters", url=url)
    found = sorted(_found(listed[:MAX_CHAPTERS]), key=lambda chapter: chapter.start_ms)
    return tuple({chapter.start_ms: chapter for chapter in found}.values())


def _found(listed: list[Any]) -> Iterator[Chapter]:
    for each in listed:
        # `toc: false` marks what only changes the picture.
        if isinstance(each, dict) and each.get("toc") is not False:
            title, start_ms = each.get("title"), _milliseconds(each.get("startTime"))
            name = clean(title)[:MAX_TEXT_CHARS].strip() if isinstance(title, str) else ""
            if name and start_ms is not None:
                yield Chapter(start_ms, name, _address(each.get("url")))


def _milliseconds(start: object) -> int | None:
    """Milliseconds of a number of seconds; NaN is between no two numbers."""
    if isinstance(start, bool) or not isinstance(start, int | float) or not 0 <= start <= _LONGEST_S:
        return None
    return round(start * 1000)


def _address(url: object) -> str | None:
    try:
        check_url(str(url))
    except UsageError:
        return None
    return str(url)
