"""RSS 2.0 with the tags of iTunes and of Podcasting 2.0: bytes to what a feed says.

Feeds are broken more often than not, so what can be read is: libxml2 goes on after a mistake, names are told without
their namespaces' declarations, and a value that is none is left out. The namespaces: https://www.rssboard.org/
rss-specification, https://podcasters.apple.com/support/823-podcast-requirements, https://podcasting2.org/docs.
"""

import codecs
import math
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from bot.errors import FeedError, TranscriptError, UsageError
from bot.feed_model import Channel, Item, Offer, Person, Soundbite
from bot.links import check_url
from bot.transcripts.documents import MAX_NODES
from bot.transcripts.facts import MAX_NUMBER, MAX_TEXT_CHARS
from bot.transcripts.transcript import Problem, clean
from bot.transcripts.trees import Element, attribute, local_name, parse_xml

MAX_ITEMS: Final = 10_000
"""Of one feed; a daily show has so many after 27 years."""
MAX_PER_ITEM: Final = 50
"""Persons, soundbites and transcripts of one item."""
MAX_URL_CHARS: Final = 2_000
MAX_GUID_CHARS: Final = 500
MAX_SOUNDBITE_MS: Final = 3_600_000
_HEAD: Final = 400
_ENCODING = re.compile(rb"""<\?xml[^>]*\bencoding\s*=\s*["'](?!(?i:utf-?(?:16|32)))([A-Za-z0-9._-]+)["']""")
"""What a document says in bytes of ASCII: so it is not in UTF-16, which some programs write over UTF-8."""
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NO_DOCUMENTS = frozenset(("idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"))
"""Python's codecs that no document is written in; that of punycode takes the square of its length, which is hours."""
_NUMBER = re.compile(r"[0-9]{1,10}")


def read_feed(data: bytes, url: str, charset: str, zone: ZoneInfo) -> Channel:
    """What a feed says.

    Args:
        data: its bytes.
        url: where it was fetched: for the sentence, and for addresses in it that are relative.
        charset: as the server has it, which counts where the document itself says nothing (RFC 7303).
        zone: in which the instants of publication are days.

    Raises:
        FeedError: `feed.entities`, `feed.syntax` with `line` and `detail`, `feed.not_feed` with `found`, `feed.atom`,
            `feed.complex`; each with `url`.
    """
    text = _decoded(data, charset)
    if text.count("<") + text.count("=") > MAX_NODES:
        raise FeedError("feed.complex", url=url)
    root, damage = _parsed(text, url)
    channel = next((each for each in root.iter() if local_name(each) == "channel"), None)
    if local_name(root).lower() not in ("rss", "rdf") or channel is None:
        raise _no_feed(root, url)
    reader = _Reader(url, zone)
    items: dict[str, Item] = {}
    for element in root.iter():
        if local_name(element) == "item" and len(items) < MAX_ITEMS:
            item = reader.item(element)
            if item is not None:
                items.setdefault(item.guid, item)
    if damage is not None and not items:
        raise FeedError("feed.syntax", url=url, line=damage.line, detail=damage.excerpt)
    own = list(_own(channel))
    return Channel(
        title=_text(own, "title"),
        language=(_text(own, "language") or "").lower(),
        items=tuple(items.values()),
        damage=damage.line if damage else None,
        new_url=reader.address(_text(own, "new-feed-url", "itunes")),
    )


def _decoded(data: bytes, charset: str) -> str:
    """The text: by its mark, its declaration, what the server says, or as UTF-8; what is no character as U+FFFD."""
    named = _ENCODING.match(data.lstrip()[:_HEAD])
    names = [name for mark, name in _BOMS if data.startswith(mark)]
    names += [named[1].decode()] if named else []
    for name in (*names, charset):
        try:
            if codecs.lookup(name).name not in _NO_DOCUMENTS:
                return data.decode(name, "replace").replace("\0", "").lstrip()
        except (LookupError, ValueError):
            continue
    return data.decode("utf-8-sig", "replace").replace("\0", "").lstrip()


def _parsed(text: str, url: str) -> tuple[Element, Problem | None]:
    if not text.startswith("<"):
        raise FeedError("feed.not_feed", url=url, found=clean(text[:40]) or "—")
    try:
        root, problems = parse_xml(text)
    except TranscriptError as error:
        if error.code == "transcript.entities":
            raise FeedError("feed.entities", url=url) from error
        raise FeedError("feed.syntax", url=url, **error.values) from error
    return root, problems[0] if problems else None


def _no_feed(root: Element, url: str) -> FeedError:
    name = local_name(root)
    if name == "feed":
        return FeedError("feed.atom", url=url)
    return FeedError("feed.not_feed", url=url, found=f"<{name[:40]}>")


class _Reader:
    """Reads items.

    Args:
        base: what relative addresses start from.
        zone: in which instants are days.
    """

    def __init__(self, base: str, zone: ZoneInfo) -> None:
        self._base = base
        self._zone = zone

    def item(self, element: Element) -> Item | None:
        """What an item says; None where nothing of it tells it from others."""
        parts = list(_own(element))
        audio_url = next((url for each in _all(parts, "enclosure") if (url := self._url(each, "url"))), None)
        link = self.address(_text(parts, "link"))
        title = _text(parts, "title") or _text(parts, "title", "itunes")
        guid = (_text(parts, "guid") or audio_url or link or title or "")[:MAX_GUID_CHARS]
        if not guid:
            return None
        return Item(
            guid=guid,
            number=_number(parts, "episode", "podcast", "itunes"),
            season=_number(parts, "season", "podcast", "itunes"),
            title=title,
            published=self._day(_text(parts, "pubDate") or _text(parts, "date", "purl.org/dc") or ""),
            audio_url=audio_url,
            artwork_url=next((url for each in _all(parts, "image") if (url := self._url(each, "href"))), None),
            link=link,
            chapters_url=next((url for each in _all(parts, "chapters") if (url := self._url(each, "url"))), None),
            offers=tuple(self._offers(_all(parts, "transcript"))),
            persons=tuple(_persons(_all(parts, "person"))),
            soundbites=tuple(_soundbites(_all(parts, "soundbite"))),
        )

    def _offers(self, elements: Sequence[Element]) -> Iterator[Offer]:
        for element in elements[:MAX_PER_ITEM]:
            url = self._url(element, "url")
            if url is not None:
                kind = (attribute(element, "type") or "").partition(";")[0].strip().lower()
                yield Offer(url, kind, (attribute(element, "language") or "").strip().lower())

    def _url(self, element: Element, name: str) -> str | None:
        return self.address(attribute(element, name))

    def address(self, written: str | None) -> str | None:
        """An address of the web, or None where it is none."""
        relative = (written or "").strip()
        if not 0 < len(relative) <= MAX_URL_CHARS:
            return None
        try:
            url = urljoin(self._base, relative)
            check_url(url)
        except (ValueError, UsageError):
            return None
        return url

    def _day(self, written: str) -> date | None:
        instant = _instant(written)
        try:
            return instant.astimezone(self._zone).date() if instant else None
        except OverflowError:
            return None


def _own(element: Element) -> Iterator[Element]:
    """The elements inside one, the outer ones first, without those of items: an end tag too few nests them."""
    level = [child for child in element if local_name(child) != "item"]
    while level:
        yield from level
        level = [child for each in level for child in each if local_name(child) != "item"]


def _family(element: Element) -> str:
    """Whose name an element's is, whatever address its namespace was given: empty for RSS's own."""
    name = str(element.tag).lower()
    space = name.rpartition("}")[0] or name.rpartition(":")[0]
    if not space or "purl.org/rss" in space:
        return ""
    return next((family for family in ("itunes", "podcast", "purl.org/dc") if family in space), space)


def _all(parts: Sequence[Element], name: str) -> list[Element]:
    return [each for each in parts if local_name(each) == name]


def _text(parts: Sequence[Element], name: str, family: str = "") -> str | None:
    """The words of the first element of this name and family that has any."""
    texts = (_words(each) for each in _all(parts, name) if _family(each) == family)
    return next((text for text in texts if text), None)


def _words(element: Element) -> str:
    return clean("".join(element.itertext()))[:MAX_TEXT_CHARS].strip()


def _number(parts: Sequence[Element], name: str, *families: str) -> int | None:
    """A number of the first family that gives a whole one."""
    for family in families:
        written = _text(parts, name, family) or ""
        if _NUMBER.fullmatch(written) and int(written) <= MAX_NUMBER:
            return int(written)
    return None


def _persons(elements: Sequence[Element]) -> Iterator[Person]:
    for element in elements[:MAX_PER_ITEM]:
        name = _words(element)
        role = clean(attribute(element, "role") or "")[:MAX_TEXT_CHARS].strip().lower()
        if name:
            yield Person(name, role or "host")


def _soundbites(elements: Sequence[Element]) -> Iterator[Soundbite]:
    for element in elements[:MAX_PER_ITEM]:
        start_ms, length_ms = (_milliseconds(attribute(element, name)) for name in ("startTime", "duration"))
        if start_ms is not None and length_ms and length_ms <= MAX_SOUNDBITE_MS:
            yield Soundbite(start_ms, start_ms + length_ms, _words(element) or None)


def _milliseconds(written: str | None) -> int | None:
    """Milliseconds of a number of seconds, None where it is none or lies past four days."""
    try:
        seconds = float(written or "")
    except ValueError:
        return None
    return round(seconds * 1000) if math.isfinite(seconds) and 0 <= seconds < 4 * 86_400 else None


def _instant(written: str) -> datetime | None:
    """An instant as RSS (RFC 822) or Dublin Core (ISO 8601) write it."""
    for parse in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            instant = parse(written)
        except (ValueError, IndexError, OverflowError):
            continue
        return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return None
