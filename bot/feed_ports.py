"""What following feeds needs from outside, as Protocols: the web, and where what was read is kept."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.feed_model import NO_VALIDATORS, Chapter, Feed, FeedId, KeptFile, KeptItem, Part, ShowFeeds, Validators
from bot.model import Episode, EpisodeId


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered.

    Attributes:
        status: of HTTP; redirects are followed, so it is none of them.
        body: without the coding of its transfer; empty where the status is no success.
        validators: to ask with the next time.
        charset: as the server has it; empty where it does not say.
        moved_to: the last address of a chain of permanent redirects; None where there was none.
        retry_after: the header as it was sent.
    """

    status: int
    body: bytes = b""
    validators: Validators = NO_VALIDATORS
    charset: str = ""
    moved_to: str | None = None
    retry_after: str = ""


class Web(Protocol):
    """Asks servers for documents."""

    async def get(self, url: str, since: Validators, max_bytes: int) -> Answer:
        """One request, its redirects followed.

        Args:
            url: as somebody wrote it: anything.
            since: the server answers 304 where nothing has changed since then.
            max_bytes: of the body, decompressed.

        Raises:
            FeedError: no answer: `feed.address`, `feed.private`, `feed.redirects`, `feed.timeout`,
                `feed.unreachable`, `feed.too_large` or `feed.coding`, each with `url`, the one that was asked last.
        """
        ...


class FeedShelf(Protocol):
    """Where feeds and what they said are kept. Each call is one read or one transaction."""

    async def feeds(self) -> Sequence[Feed]:
        """The feeds that are followed, by id."""
        ...

    async def add(self, url: str, show_slug: str) -> Feed:
        """Follow a feed from now on.

        Raises:
            StoreError: it is followed already.
        """
        ...

    async def remove(self, feed: FeedId) -> bool:
        """Follow it no more; whether it was. What it said stays."""
        ...

    async def put(self, feed: Feed) -> None:
        """Write what has changed of a feed; one that is not followed any more stays so.

        Where another feed stands at its address, it keeps the one that it had.
        """
        ...

    async def show(self, show_slug: str) -> ShowFeeds:
        """What is kept of a show's items."""
        ...

    async def artworks(self, episodes: Collection[Episode]) -> Mapping[EpisodeId, str]:
        """The pictures of these episodes, as feeds wrote their addresses; those without one are left out."""
        ...

    async def put_items(self, show_slug: str, items: Sequence[KeptItem]) -> None:
        """Write these items, each in place of what the same guid, or the same stem, said before.

        Where a guid's stem is another one now, what was fetched for it goes along.
        """
        ...

    async def put_file(self, show_slug: str, stem: str, part: Part, kept: KeptFile) -> None:
        """Write what was fetched for an item."""
        ...

    async def put_chapters(self, show_slug: str, stem: str, kept: KeptFile, chapters: Sequence[Chapter]) -> None:
        """Write an episode's chapters in place of the old, and what they were read from."""
        ...
