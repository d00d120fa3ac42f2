"""Telegram's HTML, and text as Telegram counts it: in UTF-16 units, after the markup was read."""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from tests.fake_telegram.refusal import Refusal, breach

Entity = dict[str, Any]

TAGS: Final = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "tg-time": "date_time",
}
ENTITY_TYPES: Final = {
    *TAGS.values(),
    "expandable_blockquote",
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
}
NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE: Final = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]{1,6})|#(?P<dec>[0-9]{1,7})|(?P<name>lt|gt|amp|quot));?")
ATTRIBUTE: Final = re.compile(r"""\s*(?P<name>[^\s=>/]+)(?:\s*=\s*(?P<value>"[^"]*"|'[^']*'|[A-Za-z0-9.-]+))?""")
OPENING: Final = re.compile(r"<(?P<name>[^\s>/]*)")
CLOSING: Final = re.compile(r"</(?P<name>[^\s>]*)\s*>")
DETECTED: Final = (
    ("url", re.compile(r"https?://[^\s<>「」]+|(?<![\w@/])t\.me/[^\s<>「」]+")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])", re.ASCII)),
    ("mention", re.compile(r"(?<![\w@/])@[A-Za-z][A-Za-z0-9_]{2,31}", re.ASCII)),
    ("hashtag", re.compile(r"(?<![\w#])#\w*[^\W\d]\w*")),
)


@dataclass(frozen=True, slots=True)
class Formatted:
    """What a reader sees."""

    text: str
    entities: list[Entity]


def utf16(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def slice_of(text: str, entity: Entity) -> str:
    """The text under an entity."""
    units = text.encode("utf-16-le", "surrogatepass")
    start = entity["offset"] * 2
    return units[start : start + entity["length"] * 2].decode("utf-16-le", "replace")


@dataclass
class _Open:
    name: str
    attributes: dict[str, str]
    offset: int


@dataclass
class HtmlReader:
    """Reads one text of Telegram's HTML.

    `stray` counts ampersands that begin no reference: Telegram shows them as they are, but only a bot that forgot
    to escape sends them.
    """

    source: str
    stray: int = 0
    _pos: int = 0
    _length: int = 0
    _out: list[str] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)
    _entities: list[Entity] = field(default_factory=list)

    def read(self) -> Formatted:
        """The text without its markup, and the entities.

        Raises:
            Refusal: the markup does not hold together.
        """
        while self._pos < len(self.source):
            char = self.source[self._pos]
            if char == "&":
                self._reference()
            elif self.source.startswith("</", self._pos):
                self._close_tag()
            elif char == "<":
                self._open_tag()
            else:
                self._put(char, 1)
        if self._open:
            raise self._unreadable(f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"')
        return Formatted("".join(self._out), _merged_code(self._entities))

    def _put(self, text: str, consumed: int) -> None:
        self._out.append(text)
        self._length += utf16(text)
        self._pos += consumed

    def _reference(self) -> None:
        found = REFERENCE.match(self.source, self._pos)
        text = _referred(found) if found else ""
        if found and text:
            self._put(text, len(found[0]))
        else:
            self.stray += 1
            self._put("&", 1)

    def _open_tag(self) -> None:
        start = self._pos
        opening = OPENING.match(self.source, start)
        name = opening["name"].lower() if opening else ""
        self._pos += 1 + len(name)
        if self.source.find(">", start) < 0:
            raise self._unreadable(f"Unclosed start tag at byte offset {self._byte(start)}")
        if name not in TAGS and name != "span":
            raise self._unreadable(f'Unsupported start tag "{name}" at byte offset {self._byte(start)}')
        attributes = self._attributes(start)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            where = self._byte(start)
            raise self._unreadable(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
        self._open.append(_Open(name, attributes, self._length))

    def _attributes(self, start: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while True:
            while self.source[self._pos : self._pos + 1].isspace():
                self._pos += 1
            if self.source[self._pos : self._pos + 1] == ">":
                self._pos += 1
                return attributes
            found = ATTRIBUTE.match(self.source, self._pos)
            if found is None:
                raise self._unreadable(f"Unclosed start tag at byte offset {self._byte(start)}")
            attributes[found["name"].lower()] = _unquoted(found["value"] or "")
            self._pos = found.end()

    def _close_tag(self) -> None:
        start = self._byte(self._pos)
        if not self._open:
            raise self._unreadable(f"Unexpected end tag at byte offset {start}")
        found = CLOSING.match(self.source, self._pos)
        if found is None:
            raise self._unreadable(f"Unclosed end tag at byte offset {start}")
        tag = self._open.pop()
        if found["name"].lower() not in {"", tag.name}:
            raise self._unreadable(
                f'Unmatched end tag at byte offset {start}, expected "</{tag.name}>", found "{found[0]}"'
            )
        self._pos = found.end()
        self._emit(tag)

    def _emit(self, tag: _Open) -> None:
        if self._length == tag.offset:
            return
        kind = "spoiler" if tag.name == "span" else TAGS[tag.name]
        entity: Entity = {"type": kind, "offset": tag.offset, "length": self._length - tag.offset}
        if kind == "text_link":
            url = tag.attributes.get("href", "")
            if not re.match(r"(https?|tg|tel|mailto):", url):
                return
            entity["url"] = url
        if kind == "date_time":
            # https://core.telegram.org/bots/api#date-time-entity-formatting; what is malformed fails here.
            assert re.fullmatch(r"r|w?[dD]?[tT]?", tag.attributes.get("format", "")), tag.attributes
            entity["unix_time"] = int(tag.attributes["unix"])
            entity["date_time_format"] = tag.attributes.get("format", "")
        if kind == "blockquote" and "expandable" in tag.attributes:
            entity["type"] = "expandable_blockquote"
        if kind == "code" and tag.attributes.get("class", "").startswith("language-"):
            entity["language"] = tag.attributes["class"].removeprefix("language-")
        self._entities.append(entity)

    def _byte(self, at: int) -> int:
        return len(self.source[:at].encode("utf-8", "surrogatepass"))

    @staticmethod
    def _unreadable(why: str) -> Refusal:
        return breach(f"can't parse entities: {why}")


def _referred(found: re.Match[str]) -> str:
    if found["name"]:
        return NAMED[found["name"]]
    number = int(found["hex"], 16) if found["hex"] else int(found["dec"])
    return chr(number) if 0 < number < 0x10FFFF else ""


def _unquoted(value: str) -> str:
    text = value[1:-1] if value[:1] in {'"', "'"} else value.lower()
    return REFERENCE.sub(lambda found: _referred(found) or found[0], text)


def _merged_code(entities: list[Entity]) -> list[Entity]:
    """`<pre><code class="language-…">` is one entity."""
    merged: list[Entity] = []
    for entity in sorted(entities, key=lambda item: (item["offset"], -item["length"], item["type"] != "pre")):
        last = merged[-1] if merged else {}
        same = all(last.get(key) == entity[key] for key in ("offset", "length"))
        if entity["type"] == "code" and last.get("type") == "pre" and same:
            last.update({"language": entity["language"]} if "language" in entity else {})
        else:
            merged.append({key: value for key, value in entity.items() if key != "language" or entity["type"] == "pre"})
    return merged


def detected(formatted: Formatted) -> Formatted:
    """With what Telegram finds by itself: commands, mentions, addresses, hashtags."""
    taken = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in formatted.entities
        if entity["type"] in {"code", "pre", "text_link"}
    ]
    found: list[Entity] = []
    for kind, pattern in DETECTED:
        for match in pattern.finditer(formatted.text):
            start = utf16(formatted.text[: match.start()])
            end = start + utf16(match[0])
            if all(end <= low or start >= high for low, high in taken):
                taken.append((start, end))
                found.append({"type": kind, "offset": start, "length": end - start})
    return Formatted(formatted.text, sorted([*formatted.entities, *found], key=lambda item: item["offset"]))


def trimmed(formatted: Formatted) -> Formatted:
    """Without the blanks around it, as Telegram stores a message."""
    cut = utf16(formatted.text) - utf16(formatted.text.lstrip())
    text = formatted.text.strip()
    end = utf16(text)
    entities = []
    for entity in formatted.entities:
        low = max(entity["offset"] - cut, 0)
        high = min(entity["offset"] + entity["length"] - cut, end)
        if high > low:
            entities.append({**entity, "offset": low, "length": high - low})
    return Formatted(text, entities)


def checked_entities(text: str, entities: list[Entity]) -> list[Entity]:
    """Entities that came ready.

    Raises:
        Refusal: one of an unknown type, or beyond the text.
    """
    for entity in entities:
        if entity["type"] not in ENTITY_TYPES:
            raise breach(f"can't parse entities: unsupported type {entity['type']!r}")
        if entity["offset"] < 0 or entity["length"] < 1 or entity["offset"] + entity["length"] > utf16(text):
            raise breach("can't parse entities: entity is outside of the text")
    return entities
