"""The words of feeds: what a podcast's feed says, and what is kept of it.

A *feed* gives a show's *items*, one an episode; an item *offers* transcripts, of which one is fetched. What an item
says belongs to (show slug, stem), as clips do: it outlives the feed and the transcript.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

FeedId = NewType("FeedId", int)


# ---------------------------------------------------------------- what a feed says


@dataclass(frozen=True, slots=True)
class Offer:
    """A transcript that an item offers (`podcast:transcript`).

    Attributes:
        type: its media type, in small letters without parameters; empty where the feed does not say.
        language: a tag of RFC 5646, in small letters; empty for the show's own, as the namespace has it.
    """

    url: str
    type: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who took part (`podcast:person`); `role` in small letters, `host` where the feed does not say."""

    name: str
    role: str = "host"


@dataclass(frozen=True, slots=True)
class Soundbite:
    """A stretch that the show's people picked themselves (`podcast:soundbite`): `[start_ms, end_ms)`."""

    start_ms: int
    end_ms: int
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: from `start_ms` to the next one."""

    start_ms: int
    title: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """What a feed says of an episode; every part but the guid may be missing.

    Attributes:
        guid: the item's lasting name; its audio's or page's address where the feed gives none.
        number: the episode's number, in its season where there is one.
        link: the episode's page.
        offers: in the order of the feed.
    """

    guid: str
    number: int | None = None
    season: int | None = None
    title: str | None = None
    published: date | None = None
    audio_url: str | None = None
    artwork_url: str | None = None
    link: str | None = None
    chapters_url: str | None = None
    offers: tuple[Offer, ...] = ()
    persons: tuple[Person, ...] = ()
    soundbites: tuple[Soundbite, ...] = ()


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed says in all.

    Attributes:
        items: in the order of the feed, each guid once.
        damage: the line from which on it is damaged, what came before being read; None where it is whole.
        new_url: where it says that it stands from now on (`itunes:new-feed-url`); many name their own address.
    """

    title: str | None
    language: str
    items: tuple[Item, ...]
    damage: int | None = None
    new_url: str | None = None


# ---------------------------------------------------------------- what is kept


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask with whether anything has changed (RFC 9110, 8.8): as it wrote them."""

    etag: str | None = None
    modified: str | None = None


NO_VALIDATORS = Validators()


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a feed could not be read when it was last asked.

    Attributes:
        code, values: of the error's sentence.
        since: when it began.
        times: how often in a row it was so.
        retry: the schedule leaves the feed alone until then.
    """

    code: str
    values: Mapping[str, object]
    since: datetime
    times: int
    retry: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that is followed.

    Attributes:
        url: where it is asked for.
        title, language: of the show, as the feed has them.
        moved_from: where it was asked for before its server said that it has moved for good.
        validators, digest: of the bytes that were last read to the end; the digest is empty before.
        trouble: None while all is well.
    """

    id: FeedId
    url: str
    show_slug: str
    title: str | None = None
    language: str = ""
    moved_from: str | None = None
    validators: Validators = NO_VALIDATORS
    digest: str = ""
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class KeptItem:
    """An item as it was last read; `stem` is its episode's, `seen` when the feed first had it."""

    stem: str
    item: Item
    seen: datetime


class Part(StrEnum):
    """What is fetched for an item."""

    TRANSCRIPT = "transcript"
    CHAPTERS = "chapters"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """What was last fetched for an item.

    Attributes:
        digest: SHA-256 of its bytes, in hexadecimal.
        reading_format: the version of the readers that it was read with.
        sound: whether it could be read.
    """

    url: str
    validators: Validators
    digest: str
    reading_format: int
    sound: bool = True


@dataclass(frozen=True, slots=True)
class Details:
    """What a feed adds to an episode, for a listing."""

    season: int | None = None
    artwork_url: str | None = None
    persons: tuple[Person, ...] = ()
    chapters: Sequence[Chapter] = ()
    soundbites: tuple[Soundbite, ...] = ()


@dataclass(frozen=True, slots=True)
class ShowFeeds:
    """All that is kept of a show's items, by stem.

    Attributes:
        items: of the feeds that are followed and of those that were.
        files: by stem and part.
        chapters: in order; stems without any are left out.
    """

    items: Mapping[str, KeptItem] = field(default_factory=dict)
    files: Mapping[tuple[str, Part], KeptFile] = field(default_factory=dict)
    chapters: Mapping[str, tuple[Chapter, ...]] = field(default_factory=dict)

    def details(self, stem: str) -> Details:
        """What is known of an episode beside its facts."""
        kept = self.items.get(stem)
        chapters = self.chapters.get(stem, ())
        if kept is None:
            return Details(chapters=chapters)
        item = kept.item
        return Details(item.season, item.artwork_url, item.persons, chapters, item.soundbites)
